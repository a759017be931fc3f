//! Answers: bodies of responses become what the AWS command line prints.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value};

use super::error::Refusal;
use super::redact::{hide, hides, left};
use super::wire::{Kind, Operation, Protocol, Service, Shape, wire};
use super::{time, xml};

/// The answer in a body. Members that the model does not know are left out, as the command line does: whether they are secret is not known.
///
/// # Errors
/// When the body is not what the service's protocol says.
pub(super) fn read(name: &str, service: &Service, operation: &Operation, body: &[u8]) -> Result<Value, String> {
    let Some(shape) = operation.output.and_then(|n| wire().outputs.get(n)) else { return Ok(Value::Object(Map::new())) };
    let text = std::str::from_utf8(body).map_err(|e| format!("the answer is not UTF-8 text: {e}"))?;
    let payload = operation.payload.as_ref().and_then(|p| shape.members.iter().find(|m| m.0 == *p));
    let whole = payload.and_then(|m| Some((m, wire().outputs.get(m.2)?)));
    match service.protocol {
        Protocol::Json | Protocol::RestJson => {
            let told: Value = if text.trim().is_empty() {
                Value::Object(Map::new())
            } else {
                serde_json::from_str(text).map_err(|e| format!("the answer is not JSON: {e}"))?
            };
            Ok(match whole {
                Some((member, shape)) => Value::Object([(member.0.clone(), json(name, told, shape))].into_iter().collect()),
                None => json(name, told, shape),
            })
        }
        Protocol::RestXml | Protocol::Query | Protocol::Ec2 => match whole {
            Some((member, shape)) if !matches!(shape.kind, Kind::Structure) => {
                Ok(Value::Object([(member.0.clone(), text.into())].into_iter().collect()))
            }
            _ => xml::read(name, operation, shape, whole, text),
        },
    }
}

/// A value of JSON in its shape.
fn json(service: &str, value: Value, shape: &Shape) -> Value {
    let item = || shape.item.and_then(|n| wire().outputs.get(n));
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(mut told)) => {
            let mut members = Map::new();
            for member in &shape.members {
                let (Some(value), Some(inner)) = (told.remove(&member.1).filter(|v| !v.is_null()), wire().outputs.get(member.2)) else { continue };
                let value = json(service, value, inner);
                members.insert(member.0.clone(), if hides(service, shape, member, inner) { left(service, shape, member, value) } else { value });
            }
            Value::Object(members)
        }
        (Kind::List, Value::Array(items)) => items.into_iter().map(|v| seen(service, v, item())).collect(),
        (Kind::Map, Value::Object(entries)) => Value::Object(entries.into_iter().map(|(k, v)| (k, seen(service, v, item()))).collect()),
        (Kind::Timestamp, Value::Number(seconds)) => {
            seconds.as_f64().and_then(time::of_seconds).map_or_else(|| Value::Number(seconds.clone()), Value::String)
        }
        (Kind::Timestamp, Value::String(text)) => time::of_text(&text).into(),
        (Kind::Document, value) => hide(value),
        (_, value) => value,
    }
}

/// An item of a list or map, hidden if AWS marks its shape.
fn seen(service: &str, value: Value, shape: Option<&Shape>) -> Value {
    match shape {
        Some(shape) if shape.sensitive => hide(json(service, value, shape)),
        Some(shape) => json(service, value, shape),
        None => hide(value),
    }
}

/// What an error response says: code and message, wherever the protocol puts them.
pub(super) fn refusal(response: &HttpResponse) -> Refusal {
    let status = response.status().as_u16();
    let text = response.body().bytes().and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    let (code, message) = if text.trim_start().starts_with('<') { xml::error(text) } else { json_error(text) };
    let code = response.headers().get("x-amzn-errortype").map(str::to_owned).filter(|c| !c.is_empty()).or(code).unwrap_or_default();
    // `com.amazonaws.kms#NotFoundException`, `NotFoundException:http://…`
    let code = code.rsplit('#').next().unwrap_or(&code).split(':').next().unwrap_or_default();
    Refusal::new(code, &message.unwrap_or_default(), status)
}

fn json_error(text: &str) -> (Option<String>, Option<String>) {
    let told: Value = serde_json::from_str(text).unwrap_or_default();
    let first = |names: [&str; 3]| names.iter().find_map(|n| told.get(n)).and_then(Value::as_str).map(str::to_owned);
    (first(["__type", "code", "Code"]), first(["message", "Message", "errorMessage"]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use aws_smithy_runtime_api::http::{Response, StatusCode};
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::metadata::ProvideErrorMetadata;
    use serde_json::json;

    use super::*;
    use crate::aws::calls;
    use crate::live::redact::REDACTED;
    use crate::live::wire;

    fn of(service: &str, operation: &str, body: &str) -> Value {
        let (protocol, operation) = wire::of(calls::of(service, operation).next().unwrap()).unwrap();
        read(service, protocol, operation, body.as_bytes()).unwrap()
    }

    #[test]
    fn json_answers_have_the_names_of_the_api() {
        let keys = of("kms", "list-keys", r#"{"Keys": [{"KeyId": "k", "KeyArn": "a"}], "Truncated": false, "New": 1}"#);
        assert_eq!(keys, json!({ "Keys": [{ "KeyId": "k", "KeyArn": "a" }], "Truncated": false }));
        let clusters = of(
            "kafka",
            "list-clusters-v2",
            r#"{"clusterInfoList": [{"clusterArn": "a", "creationTime": "2026-01-01T00:00:00.000Z", "serverless": null}]}"#,
        );
        assert_eq!(clusters, json!({ "ClusterInfoList": [{ "ClusterArn": "a", "CreationTime": "2026-01-01T00:00:00+00:00" }] }));
        let key = of("kms", "describe-key", r#"{"KeyMetadata": {"KeyId": "k", "CreationDate": 1596469000.0}}"#);
        assert_eq!(key, json!({ "KeyMetadata": { "KeyId": "k", "CreationDate": "2020-08-03T15:36:40+00:00" } }));
    }

    #[test]
    fn ec2_answers_are_lists_and_numbers() {
        let body = r#"<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><securityGroupInfo><item><groupId>sg-1</groupId>
            <ipPermissions><item><fromPort>80</fromPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissions><tagSet/></item></securityGroupInfo></DescribeSecurityGroupsResponse>"#;
        let told = of("ec2", "describe-security-groups", body);
        assert_eq!(
            told,
            json!({ "SecurityGroups": [{ "GroupId": "sg-1", "IpPermissions": [{ "IpRanges": [{ "CidrIp": "0.0.0.0/0" }], "FromPort": 80 }], "Tags": [] }] })
        );
        let attribute = of("ec2", "describe-vpc-attribute", "<R><vpcId>vpc-1</vpcId><enableDnsSupport><value>true</value></enableDnsSupport></R>");
        assert_eq!(attribute["EnableDnsSupport"]["Value"], true);
    }

    #[test]
    fn query_answers_lie_in_their_result() {
        let body = r#"<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><IsTruncated>true</IsTruncated><Marker>m</Marker><RoleDetailList><member><RoleName>r</RoleName>
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument></member></RoleDetailList></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"#;
        let told = of("iam", "get-account-authorization-details", body);
        assert_eq!(told["RoleDetailList"][0]["AssumeRolePolicyDocument"], json!({ "Version": "2012-10-17" }));
        assert_eq!(told["IsTruncated"], true);
        let attributes = of(
            "sns",
            "get-topic-attributes",
            "<R><GetTopicAttributesResult><Attributes><entry><key>Policy</key><value>{}</value></entry></Attributes></GetTopicAttributesResult></R>",
        );
        assert_eq!(attributes, json!({ "Attributes": { "Policy": "{}" } }));
    }

    #[test]
    fn s3_answers_are_bodies_and_roots() {
        assert_eq!(of("s3api", "get-bucket-policy", r#"{"Version": "2012-10-17"}"#), json!({ "Policy": r#"{"Version": "2012-10-17"}"# }));
        let block = of(
            "s3api",
            "get-public-access-block",
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
        );
        assert_eq!(block, json!({ "PublicAccessBlockConfiguration": { "BlockPublicAcls": true } }));
        assert_eq!(
            of("s3api", "get-bucket-location", "<LocationConstraint>eu-west-1</LocationConstraint>"),
            json!({ "LocationConstraint": "eu-west-1" })
        );
        assert_eq!(of("s3api", "get-bucket-location", "<LocationConstraint/>"), json!({ "LocationConstraint": null }));
        let acl = r#"<AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>1</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"#;
        assert_eq!(
            of("s3api", "get-bucket-acl", acl)["Grants"][0],
            json!({ "Grantee": { "ID": "1", "Type": "CanonicalUser" }, "Permission": "READ" })
        );
    }

    #[test]
    fn secrets_are_left_out() {
        let functions = of("lambda", "list-functions", r#"{"Functions": [{"FunctionName": "f", "Environment": {"Variables": {"TOKEN": "abc"}}}]}"#);
        assert_eq!(functions["Functions"][0]["Environment"]["Variables"], json!({ "TOKEN": REDACTED }));
        let task = r#"{"taskDefinition": {"containerDefinitions": [{"name": "c", "command": ["--password", "x"], "environment": [{"name": "TOKEN", "value": "abc"}], "secrets": [{"name": "S", "valueFrom": "arn"}]}]}}"#;
        let told = of("ecs", "describe-task-definition", task);
        let container = &told["taskDefinition"]["containerDefinitions"][0];
        assert_eq!(container["environment"], json!([{ "name": "TOKEN", "value": REDACTED }]));
        assert_eq!(container["command"], json!([REDACTED, REDACTED]));
        assert_eq!(container["secrets"], json!([{ "name": "S", "valueFrom": "arn" }]), "the name of a secret is none");
        let connector = r#"{"connectorName": "s", "connectorConfiguration": {"topics": "t", "s3.bucket.name": "b", "database.password": "abc", "tasks.max": "1"}}"#;
        let told = of("kafkaconnect", "describe-connector", connector);
        let left = json!({ "topics": "t", "s3.bucket.name": "b", "database.password": REDACTED, "tasks.max": REDACTED });
        assert_eq!(told["connectorConfiguration"], left, "where it copies what is told");
        let interface = r#"{"virtualInterfaces": [{"virtualInterfaceId": "v", "authKey": "abc", "customerRouterConfig": "abc", "bgpPeers": [{"authKey": "abc"}]}]}"#;
        let told = of("directconnect", "describe-virtual-interfaces", interface);
        assert!(!told.to_string().contains("abc"), "{told}");
        let vpn = r#"<R><vpnConnectionSet><item><customerGatewayConfiguration>psk</customerGatewayConfiguration><options><tunnelOptionSet><item><preSharedKey>psk</preSharedKey></item></tunnelOptionSet></options></item></vpnConnectionSet></R>"#;
        assert!(!of("ec2", "describe-vpn-connections", vpn).to_string().contains("psk"));
        let stack = "<R><DescribeStacksResult><Stacks><member><Parameters><member><ParameterKey>Password</ParameterKey><ParameterValue>hunter2</ParameterValue></member></Parameters></member></Stacks></DescribeStacksResult></R>";
        assert_eq!(
            of("cloudformation", "describe-stacks", stack)["Stacks"][0]["Parameters"][0],
            json!({ "ParameterKey": "Password", "ParameterValue": REDACTED })
        );
    }

    #[test]
    fn errors_are_read_in_every_protocol() {
        let said = |body: &'static str, header: Option<&'static str>| {
            let mut response = Response::new(StatusCode::try_from(400).unwrap(), SdkBody::from(body));
            if let Some(value) = header {
                response.headers_mut().insert("x-amzn-errortype", value);
            }
            let refusal = refusal(&response);
            (refusal.code().unwrap_or_default().to_owned(), refusal.message().unwrap_or_default().to_owned())
        };
        let is = |code: &str, message: &str| (code.to_owned(), message.to_owned());
        assert_eq!(said(r#"{"__type": "com.amazonaws.kms#NotFoundException", "message": "no"}"#, None), is("NotFoundException", "no"));
        assert_eq!(said(r#"{"Message": "no"}"#, Some("ResourceNotFoundException:http://internal/")), is("ResourceNotFoundException", "no"));
        assert_eq!(
            said("<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>", None),
            is("UnauthorizedOperation", "no")
        );
        assert_eq!(said("<Error><Code>NoSuchBucketPolicy</Code><Message>no</Message></Error>", None), is("NoSuchBucketPolicy", "no"));
        assert_eq!(said("bad gateway", None), is("", ""));
    }
}
