//! Paths of Kafka clusters across their four boundaries.

use keyholder::ingest::{self, Options, Source};
use keyholder::trace::{Boundary, Path, Privacy, paths};

fn found(change: impl Fn(String) -> String, config: &str) -> Vec<Path> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network/kafka");
    let text = std::fs::read_to_string(folder.join("plan.json")).unwrap();
    let source = Source { name: "plan.json".into(), bytes: change(text).into_bytes() };
    let inventory = ingest::read(&[source], &Options::default()).unwrap();
    paths(&inventory, &toml::from_str(config).unwrap())
}

#[track_caller]
fn row<'a>(paths: &'a [Path], boundary: Boundary, from: &str, to: &str) -> &'a Path {
    let fits = |p: &&Path| p.boundary == boundary && p.from.contains(from) && p.to.contains(to);
    paths.iter().find(fits).unwrap_or_else(|| panic!("no {boundary:?} from {from} to {to} in {paths:#?}"))
}

const CLUSTER: &str = "version = 1\n[[kafka]]\nname = \"orders\"\nbrokers = [\"aws_instance.kafka*\"]\n";

#[test]
fn the_four_boundaries_of_a_cluster() {
    let paths = found(|t| t, CLUSTER);
    assert!(paths.iter().all(|p| p.cluster == "orders"), "{paths:#?}");
    let internet = row(&paths, Boundary::Client, "internet", "orders");
    assert_eq!(internet.verdict, Privacy::Blocked);
    assert!(!internet.missing.is_empty());
    let app = row(&paths, Boundary::Client, "aws_instance.app", "orders");
    assert_eq!((app.verdict, app.ports.as_slice(), app.mechanism.as_str()), (Privacy::Private, &[9092, 9094][..], "inside the VPC"));
    assert!(app.evidence.iter().any(|e| e == "aws_security_group_rule.clients"), "{app:#?}");
    assert_eq!(row(&paths, Boundary::Broker, "brokers", "brokers").verdict, Privacy::Private);
    assert_eq!(row(&paths, Boundary::Control, "internet (SSH)", "orders").verdict, Privacy::Blocked);
    let out = row(&paths, Boundary::Control, "orders", "control plane");
    assert_eq!(out.verdict, Privacy::PublicPossible);
    assert!(out.mechanism.contains("NAT gateway aws_nat_gateway.main") && out.alternative.is_some(), "{out:#?}");
    let s3 = row(&paths, Boundary::Dependency, "orders", "s3");
    assert_eq!(s3.verdict, Privacy::Private);
    assert!(s3.missing.iter().any(|m| m.contains("default lets calls")), "{s3:#?}");
    let kms = row(&paths, Boundary::Dependency, "orders", "kms");
    assert_eq!(kms.verdict, Privacy::PublicPossible);
    assert!(kms.missing.iter().any(|m| m.contains("interface endpoint with private DNS for kms")), "{kms:#?}");
}

#[test]
fn clusters_are_recognised_by_names_and_listeners() {
    let by_name = found(|t| t, "version = 1");
    assert!(by_name.iter().any(|p| p.cluster.starts_with("aws_instance.kafka[")), "{by_name:#?}");
    let by_listener =
        found(|t| t.replace("aws_instance.kafka", "aws_instance.node").replace("\"name\":\"kafka\"", "\"name\":\"node\""), "version = 1");
    assert!(by_listener.iter().any(|p| p.cluster == "listeners of aws_security_group.broker"), "{by_listener:#?}");
}

#[test]
fn a_broker_that_clients_do_not_reach() {
    // The second broker has the clients' group only, which lets nothing in.
    let paths = found(
        |text| {
            let mut plan: serde_json::Value = serde_json::from_str(&text).unwrap();
            let changes = plan["resource_changes"].as_array_mut().unwrap();
            let second = changes.iter_mut().find(|c| c["address"] == "aws_instance.kafka[1]").unwrap();
            second["change"]["after"]["vpc_security_group_ids"] = serde_json::json!(["sg-none"]);
            second["change"]["after_unknown"]["vpc_security_group_ids"] = serde_json::json!(false);
            let none = serde_json::json!({"address": "aws_security_group.none", "mode": "managed", "type": "aws_security_group", "name": "none",
                "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": ["no-op"], "before": null,
                "after": {"id": "sg-none", "ingress": [], "egress": [], "vpc_id": "vpc-other"}, "after_unknown": {}}});
            changes.push(none);
            plan.to_string()
        },
        CLUSTER,
    );
    let app = row(&paths, Boundary::Client, "aws_instance.app", "orders");
    assert_eq!(app.verdict, Privacy::Private);
    assert!(app.missing.iter().any(|m| m.contains("aws_instance.kafka[1]") && m.contains("every broker")), "{app:#?}");
}
