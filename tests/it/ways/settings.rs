//! Ways into stores that hang on a setting, or on what the store is a part of: without it they are closed, whatever policies say.

use keyholder::trace::Verdict;
use serde_json::{Value, json};

use super::{Case, Thing, allow, service};

/// The verdict for a role with everything on everything that the store's service and the secrets have, with this setting of the store.
fn verdict(kind: &str, attribute: &str, value: Value, may: &[(&str, &str)]) -> (Verdict, Vec<String>) {
    let mut thing = super::stores::store(kind);
    thing.2[attribute] = value;
    to(thing, may)
}

/// The verdict for one store.
fn to(store: Thing, may: &[(&str, &str)]) -> (Verdict, Vec<String>) {
    let arn = store.2["arn"].as_str().unwrap().to_owned();
    let case = Case::new(&[], "role", may, "data", vec![vec![store]]);
    case.world.answer(&case.from, &arn)
}

#[test]
fn a_database_without_sign_in_by_iam_lets_nobody_in_by_it() {
    let may = [("rds-db:connect", "*")];
    for kind in ["rds-instance", "rds-cluster"] {
        let off = verdict(kind, "iam_database_authentication_enabled", json!(false), &may);
        assert_eq!(off.0, Verdict::Never, "{kind} {off:?}");
        assert_eq!(verdict(kind, "iam_database_authentication_enabled", Value::Null, &may).0, Verdict::Never, "{kind}: off is the default");
        let on = verdict(kind, "iam_database_authentication_enabled", json!(true), &may);
        assert_eq!(on.0, Verdict::Undecided, "{kind}: which user, and whether there is a network path, is not known: {on:?}");
    }
    let mut docdb = super::stores::store("rds-cluster");
    docdb.0 = "aws_docdb_cluster";
    docdb.2["iam_database_authentication_enabled"] = json!(true);
    assert_eq!(to(docdb, &may).0, Verdict::Never, "DocumentDB has none");
}

#[test]
fn the_data_api_has_to_be_on() {
    let may = [("rds-data:ExecuteStatement", "*"), ("secretsmanager:GetSecretValue", "*")];
    assert_eq!(verdict("rds-cluster", "enable_http_endpoint", json!(false), &may).0, Verdict::Never);
    assert_eq!(verdict("rds-cluster", "enable_http_endpoint", json!(true), &may).0, Verdict::Undecided, "which secret is not known");
}

#[test]
fn a_stream_gives_what_changes_in_its_table() {
    let may = [("dynamodb:GetRecords", "*"), ("dynamodb:GetShardIterator", "*")];
    assert_eq!(verdict("dynamodb-table", "stream_enabled", json!(true), &may).0, Verdict::Reaches);
    assert_eq!(verdict("dynamodb-table", "stream_enabled", json!(false), &may).0, Verdict::Never);
    assert_eq!(verdict("dynamodb-table", "stream_enabled", json!(true), &may[..1]).0, Verdict::Never, "an iterator is needed");
    let other = [("dynamodb:GetRecords", "arn:aws:dynamodb:*:*:table/y/stream/*"), ("dynamodb:GetShardIterator", "*")];
    assert_eq!(verdict("dynamodb-table", "stream_enabled", json!(true), &other).0, Verdict::Never);
}

#[test]
fn a_cache_without_users_lets_nobody_sign_in_by_iam() {
    let cache = |users: Value| {
        let thing = (
            "aws_elasticache_replication_group",
            "x",
            json!({"replication_group_id": "x", "arn": "arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:x",
            "user_group_ids": users}),
        );
        to(thing, &[("elasticache:Connect", "*")]).0
    };
    assert_eq!(cache(json!([])), Verdict::Never);
    assert_eq!(cache(json!(["users"])), Verdict::Undecided);
}

/// Jobs of several nodes, and of tasks of ECS, act as roles as those of one container do.
#[test]
fn every_form_of_a_job_definition_tells_its_role() {
    let role = super::iam("role/target");
    let forms = [
        ("container_properties", json!({"jobRoleArn": role})),
        ("ecs_properties", json!({"taskProperties": [{"taskRoleArn": role}]})),
        ("node_properties", json!({"nodeRangeProperties": [{"container": {"jobRoleArn": role}}]})),
        ("node_properties", json!({"nodeRangeProperties": [{"ecsProperties": {"taskProperties": [{"taskRoleArn": role}]}}]})),
    ];
    for (attribute, properties) in forms {
        let target = super::role("target", &json!([service("ecs-tasks")]), &json!([allow("s3:GetObject", "*")]));
        let definition = (
            "aws_batch_job_definition",
            "x",
            json!({"name": "x", "revision": 1,
            "arn": "arn:aws:batch:eu-central-1:111122223333:job-definition/x:1", attribute: properties.to_string()}),
        );
        let inventory = crate::stated(super::ACCOUNT, target.into_iter().chain([definition]).collect());
        let definition = inventory.resources.iter().find(|r| r.kind == "batch-job-definition").unwrap();
        let acts: Vec<String> = definition.runs_as.iter().filter_map(|r| inventory.resource(r.role)).map(|r| inventory.render(&r.arn)).collect();
        assert_eq!(acts, std::slice::from_ref(&role), "{attribute}");
    }
}

/// Whoever controls a machine has what is on the volumes attached to it, whatever the machine acts as.
#[test]
fn a_volume_is_open_to_whoever_controls_its_machine() {
    let may = [("ec2:ModifyInstanceAttribute", "*"), ("ec2:StopInstances", "*"), ("ec2:StartInstances", "*")];
    let asked = |may: &[(&str, &str)], on: &str| {
        let volume = super::stores::store("ebs-volume");
        let arn = volume.2["arn"].as_str().unwrap().to_owned();
        let machine = |name: &'static str, id: &str| {
            ("aws_instance", name, json!({"id": id, "arn": format!("arn:aws:ec2:eu-central-1:{}:instance/{id}", super::ACCOUNT)}))
        };
        let attached = ("aws_volume_attachment", "x", json!({"instance_id": on, "volume_id": volume.2["id"]}));
        let things = vec![vec![volume, machine("a", "i-a"), machine("b", "i-b"), attached]];
        let mut case = Case::new(&[], "role", may, "data", things);
        // Of the machines, only the first may be changed.
        let other = format!("arn:aws:ec2:eu-central-1:{}:instance/i-b", super::ACCOUNT);
        case.world.statements.push(json!({"Effect": "Deny", "Action": "ec2:*", "Resource": other}));
        case.world.answer(&case.from, &arn)
    };
    let open = asked(&may, "i-a");
    assert_eq!(open.0, Verdict::Reaches, "{open:?}");
    assert_eq!(asked(&may, "i-b").0, Verdict::Never);
    assert_eq!(asked(&may[..2], "i-a").0, Verdict::Never);
    let session = asked(&[("ssm:StartSession", "*")], "i-a");
    assert_eq!(session.0, Verdict::Undecided, "whether the machine talks to Systems Manager is not known: {session:?}");
}
