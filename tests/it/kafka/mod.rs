//! Kafka's authorization: cases as data, and a naive second implementation on generated cases.

mod automq;
mod azure;
mod azure_open;
mod confluent;
mod ids;
mod logs;
mod msk;
mod naive;
mod naive_roles;
mod readme;
mod records;
mod rows;

use std::path::Path;

use keyholder::aws::Text;
use keyholder::kafka::{Acl, Authorizer, Decision, Operation, Pattern, Permission, Question, ResourceType, Unknown};
use serde_json::Value;

/// `ALLOW User:a Read Topic orders- prefixed *`.
pub(crate) fn acl(line: &str) -> Acl {
    let words: Vec<&str> = line.split(' ').collect();
    let [permission, principal, operation, resource, name, pattern, host] = words[..] else { panic!("{line}") };
    Acl {
        principal: principal.into(),
        host: host.into(),
        permission: Permission::parse(permission).unwrap(),
        operation: Operation::parse(operation).unwrap(),
        resource: ResourceType::parse(resource).unwrap(),
        name: name.into(),
        pattern: Pattern::parse(pattern).unwrap(),
    }
}

fn word(unknown: &Unknown) -> &'static str {
    match unknown {
        Unknown::Authorizer => "authorizer",
        Unknown::SuperUsers => "super-users",
        Unknown::FurtherAcls => "further-acls",
        Unknown::Acl(_) => "acl",
        Unknown::Default => "default",
    }
}

fn told(decision: &Decision) -> String {
    match decision {
        Decision::Allowed(_) => "allowed".into(),
        Decision::Denied(_) => "denied".into(),
        Decision::Uncertain(facts) => {
            let mut words: Vec<_> = facts.iter().map(word).collect();
            words.dedup();
            format!("uncertain: {}", words.join(", "))
        }
    }
}

#[test]
fn the_authorizer_answers_every_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/kafka/acl.jsonl");
    let cases = std::fs::read_to_string(path).unwrap();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let texts = |v: &Value| v.as_array().map(|l| l.iter().map(|t| Text::from(t.as_str().unwrap())).collect::<Vec<_>>());
        let authorizer = Authorizer {
            on: case.get("on").map_or(Some(true), Value::as_bool),
            super_users: case.get("super").map_or(Some(Vec::new()), texts),
            open: case.get("open").and_then(Value::as_bool),
            acls: case["acls"].as_array().unwrap().iter().map(|a| acl(a.as_str().unwrap())).collect(),
            complete: case.get("complete").is_none(),
        };
        let words: Vec<&str> = case["ask"].as_str().unwrap().split(' ').collect();
        let [principal, operation, resource, name, host] = words[..] else { panic!("{line}") };
        let (principal, name, host) = (Text::from(principal), Text::from(name), (host != "?").then(|| Text::from(host)));
        let question = Question {
            principal: &principal,
            operation: Operation::parse(operation).unwrap(),
            resource: ResourceType::parse(resource).unwrap(),
            name: &name,
            host: host.as_ref(),
        };
        assert_eq!(told(&authorizer.can(&question)), case["answer"].as_str().unwrap(), "{}", case["id"]);
    }
    assert!(cases.lines().count() > 35);
}
