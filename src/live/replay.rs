//! Every call of the table, asked of a replayed service: answers are written from the shapes, in the protocol of the service, two pages where
//! there are pages, and come out as the command line prints them. No emulator has all services.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value};

use super::client::Client;
use super::error::End;
use super::redact::{REDACTED, hides};
use super::wire::{self, Kind, Operation, Protocol, Service, Shape, wire};
use crate::aws::calls::{self, Call};

const TEXT: &str = "a";
/// How deep answers are written: some shapes hold themselves.
const DEPTH: usize = 6;

/// Answers one request after another, and keeps what was asked.
#[derive(Clone, Debug)]
struct Replay {
    answers: Arc<Mutex<Vec<(u16, String)>>>,
    asked: Arc<Mutex<Vec<HttpRequest>>>,
}

impl HttpConnector for Replay {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.asked.lock().unwrap().push(request);
        let mut answers = self.answers.lock().unwrap();
        let (status, body) = if answers.len() > 1 { answers.remove(0) } else { answers.first().cloned().unwrap() };
        HttpConnectorFuture::ready(Ok(HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body))))
    }
}

/// Makes a call whose answers are these, in order; the last one again and again.
fn ask(call: &Call, answers: &[(u16, String)]) -> (End, Vec<HttpRequest>) {
    let replay = Replay { answers: Arc::new(Mutex::new(answers.to_vec())), asked: Arc::default() };
    let connector = replay.clone();
    let http = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
    let keys = SharedCredentialsProvider::new(Credentials::new("AKIA", "secret", None, None, "test"));
    let client = Client::new(&SdkConfig::builder().build(), http, keys);
    let arguments: Map<String, Value> = call.arguments.iter().map(|(name, value)| ((*name).to_owned(), argument(value))).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let end = runtime.block_on(client.ask(call, "eu-west-1", "111122223333", &arguments));
    let asked = std::mem::take(&mut *replay.asked.lock().unwrap());
    (end, asked)
}

fn argument(value: &calls::Value) -> Value {
    match value {
        calls::Value::Is(text) | calls::Value::Which(text) => serde_json::from_str(text).ok().filter(Value::is_array).unwrap_or((*text).into()),
        _ => "arn:a/b".into(),
    }
}

/// What an answer holds: as it is on the wire, and as the command line prints it.
struct Written {
    wire: String,
    printed: Value,
}

/// Names that only tell of pages.
fn pages(operation: &Operation) -> BTreeSet<&str> {
    let page = operation.page.iter();
    page.flat_map(|p| p.tokens.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).chain(p.more.as_deref())).collect()
}

/// An answer with everything that it can hold; with a token if it is not the last page.
fn answer(call: &Call, service: &Service, operation: &Operation, last: bool) -> Written {
    let Some(shape) = operation.output.and_then(|n| wire().outputs.get(n)) else {
        return Written { wire: "{}".into(), printed: Value::Object(Map::new()) };
    };
    let json = matches!(service.protocol, Protocol::Json | Protocol::RestJson);
    let pages = pages(operation);
    let mut printed = Map::new();
    let mut parts = Vec::new();
    for member in &shape.members {
        let Some(inner) = wire().outputs.get(member.2).filter(|_| !member.has('h')) else { continue };
        if pages.contains(member.0.as_str()) {
            let value = if inner.kind == Kind::Boolean {
                (!last).to_string()
            } else if json {
                format!("\"{TEXT}\"")
            } else {
                TEXT.to_owned()
            };
            if !last || inner.kind == Kind::Boolean {
                parts.push((member.1.clone(), value));
            }
            continue;
        }
        let written = value(call.service, inner, json, member.has('f'), &member.1, DEPTH);
        let shown = if hides(call.service, shape, member, inner) { super::redact::hide(written.printed) } else { written.printed };
        printed.insert(member.0.clone(), shown);
        parts.push((member.1.clone(), written.wire));
    }
    let payload = operation.payload.as_ref().and_then(|p| shape.members.iter().find(|m| m.0 == *p));
    let flags = |name: &str| shape.members.iter().find(|m| m.1 == name).is_some_and(|m| m.has('f'));
    let body = if json { object(&parts) } else { elements(&parts, flags) };
    let whole = match (payload, json) {
        (Some(member), _) => {
            let inner = wire().outputs.get(member.2).unwrap();
            let inside = parts.iter().find(|(name, _)| *name == member.1).map(|(_, text)| text.clone()).unwrap_or_default();
            if json || inner.kind != Kind::Structure { inside } else { format!("<R>{inside}</R>") }
        }
        (None, true) => body,
        // The root is the value.
        (None, false) if call.operation == "get-bucket-location" => format!("<LocationConstraint>{TEXT}</LocationConstraint>"),
        (None, false) => match &operation.wrapper {
            Some(wrapper) => format!("<R><{wrapper}>{body}</{wrapper}></R>"),
            None => format!("<R>{body}</R>"),
        },
    };
    Written { wire: whole, printed: Value::Object(printed) }
}

fn object(parts: &[(String, String)]) -> String {
    format!("{{{}}}", parts.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(","))
}

/// Members as elements; those that are flattened have their names already.
fn elements(parts: &[(String, String)], flat: impl Fn(&str) -> bool) -> String {
    parts.iter().map(|(name, value)| if flat(name) { value.clone() } else { format!("<{name}>{value}</{name}>") }).collect()
}

/// A value of a shape: one item in each list, one entry in each map.
fn value(service: &str, shape: &Shape, json: bool, flat: bool, name: &str, depth: usize) -> Written {
    let plain = |text: &str, printed: Value| Written { wire: text.to_owned(), printed };
    let inner = || shape.item.and_then(|n| wire().outputs.get(n));
    let hidden = |inner: &Shape, written: Written| {
        let printed = if inner.sensitive { super::redact::hide(written.printed) } else { written.printed };
        Written { printed, ..written }
    };
    match shape.kind {
        Kind::Structure => {
            let mut printed = Map::new();
            let mut parts = Vec::new();
            let members = if depth == 0 { &[][..] } else { shape.members.as_slice() };
            for member in members.iter().filter(|m| !m.has('a')) {
                let Some(inner) = wire().outputs.get(member.2) else { continue };
                let written = value(service, inner, json, member.has('f'), &member.1, depth - 1);
                let hide = hides(service, shape, member, inner);
                printed.insert(member.0.clone(), if hide { super::redact::hide(written.printed) } else { written.printed });
                parts.push((member.1.clone(), written.wire));
            }
            let flags = |name: &str| shape.members.iter().find(|m| m.1 == name).is_some_and(|m| m.has('f'));
            let wire = if json { object(&parts) } else { elements(&parts, flags) };
            plain(&wire, Value::Object(printed))
        }
        Kind::List => {
            let Some(item) = inner() else { return plain(if json { "[]" } else { "" }, Value::Array(Vec::new())) };
            let written = hidden(item, value(service, item, json, false, "", depth.saturating_sub(1)));
            let wire = match (json, flat) {
                (true, _) => format!("[{}]", written.wire),
                (false, true) => format!("<{name}>{}</{name}>", written.wire),
                (false, false) => {
                    let tag = shape.wire.first().map_or("member", |w| w);
                    format!("<{tag}>{}</{tag}>", written.wire)
                }
            };
            plain(&wire, Value::Array(vec![written.printed]))
        }
        Kind::Map => {
            let Some(item) = inner() else { return plain("{}", Value::Object(Map::new())) };
            let written = hidden(item, value(service, item, json, false, "", depth.saturating_sub(1)));
            let wire = match (json, shape.wire.as_slice()) {
                (true, _) => format!("{{\"k\":{}}}", written.wire),
                (false, [key, held]) => {
                    let tag = if flat { name } else { "entry" };
                    format!("<{tag}><{key}>k</{key}><{held}>{}</{held}></{tag}>", written.wire)
                }
                (false, _) => String::new(),
            };
            plain(&wire, Value::Object([("k".to_owned(), written.printed)].into_iter().collect()))
        }
        Kind::Boolean => plain("true", Value::Bool(true)),
        Kind::Integer | Kind::Long => plain("7", 7.into()),
        Kind::Float | Kind::Double => plain("0.5", 0.5.into()),
        Kind::Timestamp if json => plain("86400", "1970-01-02T00:00:00+00:00".into()),
        Kind::Timestamp => plain("1970-01-02T00:00:00Z", "1970-01-02T00:00:00+00:00".into()),
        Kind::Policy => plain("%7B%22Version%22%3A%222012-10-17%22%7D", serde_json::json!({ "Version": "2012-10-17" })),
        Kind::Document => plain("{\"k\":\"v\"}", serde_json::json!({ "k": REDACTED })),
        Kind::String | Kind::Blob if json => plain(&format!("\"{TEXT}\""), TEXT.into()),
        Kind::String | Kind::Blob => plain(TEXT, TEXT.into()),
    }
}

/// Adds a page as the command line does: lists at the top grow.
fn twice(printed: &Value) -> Value {
    let mut whole = printed.clone();
    for value in whole.as_object_mut().into_iter().flat_map(|m| m.values_mut()) {
        if let Value::Array(items) = value {
            items.extend(items.clone());
        }
    }
    whole
}

#[test]
fn every_call_is_asked_signed_and_read() {
    for call in calls::all() {
        let (service, operation) = wire::of(call).unwrap();
        let paged = operation.page.is_some();
        let first = answer(call, service, operation, !paged);
        let last = answer(call, service, operation, true);
        let (end, asked) = ask(call, &[(200, first.wire.clone()), (200, last.wire)]);
        let End::Answer(told) = end else { unreachable!("{} {}: {end:?} of {}", call.service, call.operation, first.wire) };
        let expected = if paged { twice(&first.printed) } else { first.printed };
        assert_eq!(told, expected, "{} {}", call.service, call.operation);
        assert_eq!(asked.len(), if paged { 2 } else { 1 }, "{} {}", call.service, call.operation);
        for request in asked {
            let signature = request.headers().get("authorization").unwrap_or_default();
            assert!(signature.contains(&format!("/{}/aws4_request", service.signing)), "{signature}");
            assert!(!request.uri().contains(['{', '}']), "an argument is missing in {}", request.uri());
        }
    }
}

#[test]
fn every_call_tells_refusals_from_failures() {
    let mut seen = BTreeSet::new();
    for call in calls::all() {
        let (service, _) = wire::of(call).unwrap();
        let said = |code: &str| match service.protocol {
            Protocol::Json | Protocol::RestJson => format!("{{\"__type\":\"com.amazonaws#{code}\",\"message\":\"m\"}}"),
            Protocol::Ec2 => format!("<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors></Response>"),
            Protocol::RestXml | Protocol::Query if service.signing == "s3" => format!("<Error><Code>{code}</Code><Message>m</Message></Error>"),
            Protocol::RestXml | Protocol::Query => format!("<ErrorResponse><Error><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>"),
        };
        let name = format!("{} {}", call.service, call.operation);
        assert!(matches!(ask(call, &[(403, said("AccessDenied"))]).0, End::Denied(_)), "{name}");
        assert!(matches!(ask(call, &[(400, said("ExpiredToken"))]).0, End::Expired(_)), "{name}");
        assert!(matches!(ask(call, &[(400, said("SomethingElse"))]).0, End::Failed(_)), "{name}");
        for code in call.absent {
            assert!(matches!(ask(call, &[(404, said(code))]).0, End::Absent), "{name} {code}");
        }
        // Tried again, and given up in the end. All calls to a service share what retries there are, which the later ones find used up.
        if seen.insert(call.service) {
            for (status, code) in [(503, "ServiceUnavailable"), (400, "ThrottlingException")] {
                let (end, asked) = ask(call, &[(status, said(code))]);
                assert!(matches!(end, End::Failed(_)) && asked.len() == 8, "{name}: {} requests", asked.len());
            }
        }
    }
}
