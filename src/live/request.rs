//! Requests: arguments written as the service's protocol wants them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::wire::{Kind, Operation, Protocol, Service, Shape, wire};

/// What is not encoded in URIs and forms (RFC 3986, "Unreserved Characters").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub method: String,
    /// Path and query.
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Text as it stands in a URI or form.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The request of a call with these arguments.
pub(super) fn request(service: &Service, operation: &Operation, arguments: &Map<String, Value>) -> Request {
    let shape = operation.input.and_then(|n| wire().inputs.get(n));
    let mut request = Request { method: operation.method.clone(), uri: operation.uri.clone(), headers: Vec::new(), body: String::new() };
    match service.protocol {
        Protocol::Query | Protocol::Ec2 => {
            let mut pairs = vec![("Action".to_owned(), operation.name.clone()), ("Version".to_owned(), service.version.clone())];
            for (name, value, shape) in members(shape, arguments) {
                form(service.protocol, name, value, shape, &mut pairs);
            }
            request.body = pairs.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v))).collect::<Vec<_>>().join("&");
            request.headers.push(("content-type".into(), "application/x-www-form-urlencoded; charset=utf-8".into()));
        }
        Protocol::Json => {
            request.headers.push(("content-type".into(), format!("application/x-amz-json-{}", service.json)));
            request.headers.push(("x-amz-target".into(), format!("{}.{}", service.target, operation.name)));
            request.body =
                Value::Object(members(shape, arguments).map(|(name, value, shape)| (name.to_owned(), json(value, shape))).collect()).to_string();
        }
        Protocol::RestJson | Protocol::RestXml => rest(shape, arguments, &mut request),
    }
    request
}

/// Members of a structure that have a value: name on the wire, value, shape.
fn members<'a>(shape: Option<&'a Shape>, values: &'a Map<String, Value>) -> impl Iterator<Item = (&'a str, &'a Value, &'a Shape)> {
    let members = shape.into_iter().flat_map(|s| &s.members);
    members.filter_map(|m| Some((m.1.as_str(), values.get(&m.0)?, wire().inputs.get(m.2)?)))
}

fn rest(shape: Option<&Shape>, arguments: &Map<String, Value>, request: &mut Request) {
    let mut query = Vec::new();
    let mut body = Map::new();
    for member in shape.into_iter().flat_map(|s| &s.members) {
        let (Some(value), Some(shape)) = (arguments.get(&member.0), wire().inputs.get(member.2)) else { continue };
        if member.has('u') {
            request.uri = request.uri.replace(&format!("{{{}}}", member.1), &encoded(&plain(value)));
        } else if member.has('q') {
            query.extend(items(value).map(|v| format!("{}={}", encoded(&member.1), encoded(&plain(v)))));
        } else if member.has('h') {
            request.headers.push((member.1.clone(), plain(value)));
        } else {
            body.insert(member.1.clone(), json(value, shape));
        }
    }
    if !query.is_empty() {
        let joint = if request.uri.contains('?') { '&' } else { '?' };
        request.uri = format!("{}{joint}{}", request.uri, query.join("&"));
    }
    if !body.is_empty() || request.method != "GET" {
        request.headers.push(("content-type".into(), "application/json".into()));
        request.body = Value::Object(body).to_string();
    }
}

/// Writes a value into a form: structures and lists become paths with dots.
fn form(protocol: Protocol, path: &str, value: &Value, shape: &Shape, pairs: &mut Vec<(String, String)>) {
    match shape.kind {
        Kind::List => {
            let Some(item) = shape.item.and_then(|n| wire().inputs.get(n)) else { return };
            let within =
                if protocol == Protocol::Ec2 || shape.flat { String::new() } else { format!(".{}", shape.wire.first().map_or("member", |w| w)) };
            for (i, value) in items(value).enumerate() {
                form(protocol, &format!("{path}{within}.{}", i + 1), value, item, pairs);
            }
        }
        Kind::Structure => {
            for (name, value, shape) in value.as_object().into_iter().flat_map(|values| members(Some(shape), values)) {
                form(protocol, &format!("{path}.{name}"), value, shape, pairs);
            }
        }
        _ => pairs.push((path.to_owned(), plain(value))),
    }
}

/// A value as JSON: arguments are strings, numbers and truths among them are written as such, one value for a list is a list of it.
fn json(value: &Value, shape: &Shape) -> Value {
    let item = |shape: &Shape| shape.item.and_then(|n| wire().inputs.get(n));
    match (shape.kind, value) {
        (Kind::Integer | Kind::Long, Value::String(text)) => text.parse::<i64>().map_or_else(|_| value.clone(), Value::from),
        (Kind::Boolean, Value::String(text)) => Value::Bool(text == "true"),
        (Kind::List, _) => items(value).map(|v| item(shape).map_or_else(|| v.clone(), |s| json(v, s))).collect(),
        (Kind::Structure, Value::Object(values)) => {
            Value::Object(members(Some(shape), values).map(|(name, value, shape)| (name.to_owned(), json(value, shape))).collect())
        }
        _ => value.clone(),
    }
}

/// The items of a list; one value stands for a list of it.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Value::Array(list) => (list.as_slice(), None),
        one => (&[][..], Some(one)),
    };
    list.iter().chain(one)
}

/// A value as text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::aws::calls;
    use crate::live::wire;

    fn of(service: &str, operation: &str, arguments: Value) -> Request {
        let (service, operation) = wire::of(calls::of(service, operation).next().unwrap()).unwrap();
        request(service, operation, arguments.as_object().unwrap())
    }

    #[test]
    fn each_protocol_has_its_requests() {
        let search = of(
            "ec2",
            "search-transit-gateway-routes",
            json!({ "TransitGatewayRouteTableId": "tgw-rtb-1", "Filters": [{ "Name": "type", "Values": ["static"] }] }),
        );
        assert_eq!(search.method, "POST");
        assert_eq!(
            search.body,
            "Action=SearchTransitGatewayRoutes&Version=2016-11-15&TransitGatewayRouteTableId=tgw-rtb-1&Filter.1.Name=type&Filter.1.Value.1=static"
        );

        let listeners = of("elbv2", "describe-listeners", json!({ "LoadBalancerArn": "arn:a/b" }));
        assert_eq!(listeners.body, "Action=DescribeListeners&Version=2015-12-01&LoadBalancerArn=arn%3Aa%2Fb");

        let policy = of("kms", "get-key-policy", json!({ "KeyId": "k", "PolicyName": "default" }));
        assert!(policy.headers.contains(&("x-amz-target".into(), "TrentService.GetKeyPolicy".into())));
        assert_eq!(policy.body, r#"{"KeyId":"k","PolicyName":"default"}"#);

        let services = of("ecs", "describe-services", json!({ "cluster": "c", "services": "s" }));
        assert_eq!(services.body, r#"{"cluster":"c","services":["s"]}"#);
        let pools = of("cognito-identity", "list-identity-pools", json!({ "MaxResults": "60" }));
        assert_eq!(pools.body, r#"{"MaxResults":60}"#);

        let bucket = of("s3api", "get-bucket-policy", json!({ "Bucket": "a b" }));
        assert_eq!((bucket.method.as_str(), bucket.uri.as_str(), bucket.body.as_str()), ("GET", "/a%20b?policy", ""));
        let buckets = of("s3api", "list-buckets", json!({ "MaxBuckets": "1000" }));
        assert!(buckets.uri.ends_with("max-buckets=1000"), "{}", buckets.uri);
        let block = of("s3control", "get-public-access-block", json!({ "AccountId": "111122223333" }));
        assert_eq!(block.headers, [("x-amz-account-id".into(), "111122223333".into())]);

        let cluster = of("kafka", "get-cluster-policy", json!({ "ClusterArn": "arn:aws:kafka:eu-west-1:1:cluster/c/1" }));
        assert_eq!(cluster.uri, "/v1/clusters/arn%3Aaws%3Akafka%3Aeu-west-1%3A1%3Acluster%2Fc%2F1/policy");
    }
}
