//! The access map: what it folds, what it leaves out, and that nothing is drawn without evidence.

use keyholder::model::{Inventory, Review};
use keyholder::report::Report;
use keyholder::report::diagram::view::{BadgeKind, Diagram, NodeClass};
use serde_json::{Value, json};

const VENDOR: &str = "arn:aws:iam::999988887777:role/ops";

fn resource(kind: &str, name: &str, values: Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0, "values": values, "sensitive_values": {}})
}

/// A role that the vendor may assume and that reads these buckets.
fn role(name: &str, buckets: &[String]) -> Vec<Value> {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": VENDOR}}]});
    let objects: Vec<String> = buckets.iter().map(|b| format!("arn:aws:s3:::{b}/*")).collect();
    let read = json!({"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": objects}]});
    let arn = format!("arn:aws:iam::444455556666:role/{name}");
    let mut all = vec![
        resource("aws_iam_role", name, json!({"name": name, "arn": arn, "path": "/", "assume_role_policy": trust.to_string()})),
        resource("aws_iam_role_policy", name, json!({"name": "read", "role": name, "policy": read.to_string()})),
    ];
    all.extend(buckets.iter().map(|b| resource("aws_s3_bucket", b, json!({"bucket": b, "arn": format!("arn:aws:s3:::{b}")}))));
    all
}

fn report(resources: Vec<Value>) -> Report {
    let state = json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": resources}}});
    let source = keyholder::ingest::Source { name: "state.json".into(), bytes: state.to_string().into_bytes() };
    let inventory: Inventory = keyholder::ingest::read(&[source], &keyholder::ingest::Options::default()).unwrap();
    super::reviewed(&inventory, &Review::default())
}

fn map(report: &Report) -> &Diagram {
    report.diagrams.iter().find(|d| d.id == "access").unwrap()
}

fn evidence_is_complete(report: &Report) {
    let listed: Vec<&str> = report.evidence.iter().map(|e| e.id.as_str()).collect();
    for edge in report.diagrams.iter().flat_map(|d| &d.edges) {
        assert!(!edge.evidence.is_empty() && edge.evidence.iter().all(|e| listed.contains(&e.as_str())), "{edge:?}");
    }
}

#[test]
fn equal_stores_are_drawn_as_one() {
    let buckets: Vec<String> = (0..30).map(|n| format!("bucket-{n}")).collect();
    let report = report(role("reader", &buckets));
    let map = map(&report);
    let drawn: Vec<_> = map.nodes.iter().filter(|n| n.class == NodeClass::Bucket).collect();
    // A finding marks its target, which then is like no other.
    assert!(drawn.len() <= 2, "{:?}", drawn.iter().map(|n| &n.label).collect::<Vec<_>>());
    let folded = drawn.iter().find(|n| n.badges.iter().any(|b| b.kind == BadgeKind::Count)).unwrap();
    assert!(folded.label[0].ends_with("S3 buckets"));
    assert!(map.folded.iter().any(|f| f.contains("drawn as one")), "{:?}", map.folded);
    assert_eq!(report.traces.iter().filter(|t| t.to.kind == "s3-bucket" && t.hops.len() == 2).count(), 30);
    evidence_is_complete(&report);
}

#[test]
fn a_large_map_is_cut_to_a_page_and_says_so() {
    // Each role has another number of buckets, so that no two look alike.
    let buckets = |n: usize| (0..=n).map(|b| format!("b-{n}-{b}")).collect::<Vec<_>>();
    let resources = (0..30).flat_map(|n| role(&format!("role-{n}"), &buckets(n))).collect();
    let report = report(resources);
    let map = map(&report);
    assert!(map.nodes.len() <= 40, "{}", map.nodes.len());
    assert!(map.folded.iter().any(|f| f.contains("not drawn")), "{:?}", map.folded);
    evidence_is_complete(&report);
}

#[test]
fn a_role_without_external_id_stands_behind_an_open_gate() {
    let report = report(role("reader", &["lake".into()]));
    let gate = map(&report).nodes.iter().find(|n| n.class == NodeClass::TrustCondition).unwrap().clone();
    assert_eq!(gate.label, ["no ExternalId", "no condition"]);
    evidence_is_complete(&report);
}
