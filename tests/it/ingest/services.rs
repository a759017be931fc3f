//! What is read of each service's types.

use super::*;
use keyholder::model::{Direction, Encryption, EndpointKind, Network, Peer, RouteTarget, Tri};

fn refers(to: &str) -> Value {
    json!({"references": [to, to.rsplit_once('.').unwrap().0]})
}

fn by_reference(address: &str, after: Value, pairs: &[(&str, &str)]) -> Planned {
    let unknown: serde_json::Map<String, Value> =
        pairs.iter().map(|(k, _)| ((*k).to_owned(), json!(true))).chain([("id".to_owned(), json!(true))]).collect();
    let expressions: serde_json::Map<String, Value> =
        pairs.iter().map(|(k, to)| ((*k).to_owned(), refers(to))).chain(after.as_object().unwrap().keys().map(|k| (k.clone(), json!({})))).collect();
    create(address, after, Value::Object(unknown), Value::Object(expressions))
}

fn role(name: &str) -> Planned {
    create(&format!("aws_iam_role.{name}"), json!({"name": name, "path": "/svc/", "assume_role_policy": trust("*")}), json!({"arn": true}), json!({}))
}

fn runs_as(read: &Inventory, address: &str) -> Vec<(String, &'static str)> {
    at(read, address).runs_as.iter().map(|r| (read.render(&read.resource(r.role).unwrap().name), r.how)).collect()
}

#[test]
fn compute_runs_as_its_role() {
    let read = inventory(&[plan(&[
        role("app"),
        role("exec"),
        by_reference("aws_iam_instance_profile.p", json!({"name": "p", "path": "/"}), &[("role", "aws_iam_role.app.name")]),
        by_reference("aws_instance.i", json!({}), &[("iam_instance_profile", "aws_iam_instance_profile.p.name")]),
        create(
            "aws_launch_template.t",
            json!({"iam_instance_profile": [{}]}),
            json!({"id": true, "iam_instance_profile": [{"name": true}]}),
            json!({"iam_instance_profile": [{"name": refers("aws_iam_instance_profile.p.name")}]}),
        ),
        create(
            "aws_autoscaling_group.g",
            json!({"name": "g", "launch_template": [{}]}),
            json!({"launch_template": [{"id": true}]}),
            json!({"launch_template": [{"id": refers("aws_launch_template.t.id")}]}),
        ),
        by_reference("aws_lambda_function.f", json!({"function_name": "f"}), &[("role", "aws_iam_role.app.arn")]),
        by_reference(
            "aws_ecs_task_definition.t",
            json!({"family": "t"}),
            &[("task_role_arn", "aws_iam_role.app.arn"), ("execution_role_arn", "aws_iam_role.exec.arn")],
        ),
        by_reference("aws_ecs_service.s", json!({"name": "s"}), &[("task_definition", "aws_ecs_task_definition.t.arn")]),
        by_reference("aws_eks_cluster.c", json!({"name": "c"}), &[("role_arn", "aws_iam_role.exec.arn")]),
        by_reference("aws_eks_pod_identity_association.a", json!({"cluster_name": "c"}), &[("role_arn", "aws_iam_role.app.arn")]),
        by_reference("aws_eks_node_group.n", json!({"cluster_name": "c", "node_group_name": "n"}), &[("node_role_arn", "aws_iam_role.app.arn")]),
        by_reference("aws_codebuild_project.b", json!({"name": "b"}), &[("service_role", "aws_iam_role.app.arn")]),
    ])]);
    assert_eq!(with_arn(&read, "arn:aws:iam::111122223333:role/svc/app").kind, "iam-role");
    let app = |how| vec![("app".to_owned(), how)];
    for address in ["aws_instance.i", "aws_launch_template.t", "aws_autoscaling_group.g"] {
        assert_eq!(runs_as(&read, address), app("instance profile"), "{address}");
    }
    assert_eq!(runs_as(&read, "aws_lambda_function.f"), app("function role"));
    let tasks = vec![("app".to_owned(), "task role"), ("exec".to_owned(), "execution role")];
    assert_eq!(runs_as(&read, "aws_ecs_task_definition.t"), tasks);
    assert_eq!(runs_as(&read, "aws_ecs_service.s"), tasks);
    assert_eq!(runs_as(&read, "aws_eks_cluster.c"), [("exec".to_owned(), "cluster role")]);
    let cluster = at(&read, "aws_eks_cluster.c").cluster.as_ref().unwrap();
    assert_eq!(cluster.pods.iter().map(|p| p.role).collect::<Vec<_>>(), [at(&read, "aws_iam_role.app").id]);
    assert_eq!(cluster.nodes, [at(&read, "aws_eks_node_group.n").id]);
    assert_eq!(runs_as(&read, "aws_eks_node_group.n"), app("node role"));
    assert_eq!(runs_as(&read, "aws_codebuild_project.b"), app("service role"));
}

#[test]
fn stores_have_their_arn_kind_and_key() {
    let key = |attribute: &str| vec![(attribute.to_owned(), "aws_kms_key.k.arn")];
    let cases: &[(&str, Value, &str, &str, &str)] = &[
        (
            "aws_secretsmanager_secret.s",
            json!({"name": "db/pw"}),
            "kms_key_id",
            "secretsmanager-secret",
            "secretsmanager:eu-central-1:111122223333:secret:db/pw-⟨aws_secretsmanager_secret.s.arn⟩",
        ),
        (
            "aws_ssm_parameter.p",
            json!({"name": "/a/b", "type": "SecureString"}),
            "key_id",
            "ssm-parameter",
            "ssm:eu-central-1:111122223333:parameter/a/b",
        ),
        (
            "aws_ssm_parameter.q",
            json!({"name": "plain", "type": "SecureString"}),
            "key_id",
            "ssm-parameter",
            "ssm:eu-central-1:111122223333:parameter/plain",
        ),
        ("aws_sqs_queue.q", json!({"name": "q"}), "kms_master_key_id", "sqs-queue", "sqs:eu-central-1:111122223333:q"),
        ("aws_sns_topic.t", json!({"name": "t"}), "kms_master_key_id", "sns-topic", "sns:eu-central-1:111122223333:t"),
        (
            "aws_kinesis_stream.s",
            json!({"name": "s", "encryption_type": "KMS"}),
            "kms_key_id",
            "kinesis-stream",
            "kinesis:eu-central-1:111122223333:stream/s",
        ),
        ("aws_cloudwatch_log_group.l", json!({"name": "/app"}), "kms_key_id", "log-group", "logs:eu-central-1:111122223333:log-group:/app"),
        (
            "aws_efs_file_system.f",
            json!({"encrypted": true}),
            "kms_key_id",
            "efs-file-system",
            "elasticfilesystem:eu-central-1:111122223333:file-system/⟨aws_efs_file_system.f.id⟩",
        ),
        (
            "aws_db_instance.d",
            json!({"identifier": "d", "storage_encrypted": true}),
            "kms_key_id",
            "rds-instance",
            "rds:eu-central-1:111122223333:db:d",
        ),
        (
            "aws_rds_cluster.c",
            json!({"cluster_identifier": "c", "storage_encrypted": true}),
            "kms_key_id",
            "rds-cluster",
            "rds:eu-central-1:111122223333:cluster:c",
        ),
        ("aws_ebs_snapshot.s", json!({"encrypted": true}), "kms_key_id", "ebs-snapshot", "ec2:eu-central-1::snapshot/⟨aws_ebs_snapshot.s.id⟩"),
        ("aws_lambda_function.f", json!({"function_name": "f"}), "kms_key_arn", "lambda-function", "lambda:eu-central-1:111122223333:function:f"),
        ("aws_memorydb_cluster.m", json!({"name": "m"}), "kms_key_arn", "memorydb-cluster", "memorydb:eu-central-1:111122223333:cluster/m"),
    ];
    let mut resources = vec![create("aws_kms_key.k", json!({}), json!({"arn": true, "key_id": true}), json!({}))];
    for (address, after, attribute, ..) in cases {
        let pairs: Vec<(String, &str)> = key(attribute);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, to)| (a.as_str(), *to)).collect();
        resources.push(by_reference(address, after.clone(), &pairs));
    }
    let read = inventory(&[plan(&resources)]);
    let key = at(&read, "aws_kms_key.k").id;
    for (address, _, _, kind, arn) in cases {
        let resource = at(&read, address);
        assert_eq!(read.render(&resource.arn), format!("arn:aws:{arn}"));
        let store = resource.store.as_ref().unwrap();
        assert_eq!((store.kind, &store.encryption), (*kind, &Encryption::Key(key)), "{address}");
    }
}

#[test]
fn keys_are_told_by_alias_and_managed_ones_open_nothing() {
    let bucket = |name: &str, key: &str| {
        create(
            &format!("aws_s3_bucket.{name}"),
            json!({"bucket": name, "server_side_encryption_configuration": [{"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": key}]}]}]}),
            json!({}),
            json!({}),
        )
    };
    let read = inventory(&[plan(&[
        create("aws_kms_key.k", json!({"enable_key_rotation": true}), json!({"arn": true, "key_id": true}), json!({})),
        by_reference("aws_kms_alias.a", json!({"name": "alias/data"}), &[("target_key_id", "aws_kms_key.k.key_id")]),
        bucket("named", "alias/data"),
        bucket("managed", "alias/aws/s3"),
        bucket("unseen", "alias/elsewhere"),
        by_reference(
            "aws_kms_grant.g",
            json!({"grantee_principal": "arn:aws:iam::999988887777:role/v", "operations": ["Decrypt"]}),
            &[("key_id", "aws_kms_key.k.key_id")],
        ),
    ])]);
    let key = at(&read, "aws_kms_key.k");
    let facet = key.key.as_ref().unwrap();
    assert_eq!((read.render(&facet.aliases[0]), facet.rotation), ("alias/data".to_owned(), Tri::Yes));
    assert_eq!(read.render(&facet.grants[0].grantee), "arn:aws:iam::999988887777:role/v");
    let encryption = |address: &str| at(&read, address).store.as_ref().unwrap().encryption.clone();
    assert_eq!(encryption("aws_s3_bucket.named"), Encryption::Key(key.id));
    assert_eq!(encryption("aws_s3_bucket.managed"), Encryption::ServiceManaged);
    let Encryption::Key(unseen) = encryption("aws_s3_bucket.unseen") else { panic!() };
    let unseen = read.resource(unseen).unwrap();
    assert!(
        unseen.referenced && read.render(&unseen.arn).ends_with(":key/⟨arn:aws:kms:eu-central-1:111122223333:alias/elsewhere.key_id⟩"),
        "{}",
        read.render(&unseen.arn)
    );
}

#[test]
fn permissions_of_a_function_become_one_policy() {
    let read = inventory(&[plan(&[
        create("aws_lambda_function.f", json!({"function_name": "f"}), json!({}), json!({})),
        create(
            "aws_lambda_permission.s3",
            json!({"function_name": "f", "action": "lambda:InvokeFunction", "principal": "s3.amazonaws.com", "source_account": "111122223333"}),
            json!({}),
            json!({}),
        ),
        create("aws_lambda_permission.all", json!({"function_name": "f", "action": "lambda:InvokeFunction", "principal": "*"}), json!({}), json!({})),
        create("aws_lambda_function_url.u", json!({"function_name": "f", "authorization_type": "NONE"}), json!({}), json!({})),
    ])]);
    let ResourcePolicy::Policy(policy) = at(&read, "aws_lambda_function.f").resource_policy else { panic!() };
    let document = read.policy(policy).unwrap().document.as_ref().unwrap();
    assert_eq!(document.statements.iter().map(|s| s.conditions.len()).collect::<Vec<_>>(), [1, 0, 1]);
    assert_eq!(read.policy_counts().known, 0);
}

#[test]
fn the_network_is_wired() {
    let vpc = ("vpc_id", "aws_vpc.v.id");
    let read = inventory(&[plan(&[
        by_reference("aws_vpc.v", json!({"cidr_block": "10.0.0.0/16"}), &[]),
        by_reference("aws_subnet.s", json!({"cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": true}), &[vpc]),
        by_reference("aws_internet_gateway.g", json!({}), &[vpc]),
        by_reference("aws_route_table.t", json!({}), &[vpc]),
        by_reference(
            "aws_route.r",
            json!({"destination_cidr_block": "0.0.0.0/0"}),
            &[("route_table_id", "aws_route_table.t.id"), ("gateway_id", "aws_internet_gateway.g.id")],
        ),
        by_reference("aws_route_table_association.a", json!({}), &[("route_table_id", "aws_route_table.t.id"), ("subnet_id", "aws_subnet.s.id")]),
        by_reference("aws_security_group.a", json!({"name": "a"}), &[vpc]),
        by_reference("aws_security_group.b", json!({"name": "b"}), &[vpc]),
        by_reference(
            "aws_security_group_rule.r",
            json!({"type": "ingress", "protocol": "tcp", "from_port": 9092, "to_port": 9094}),
            &[("security_group_id", "aws_security_group.a.id"), ("source_security_group_id", "aws_security_group.b.id")],
        ),
        by_reference(
            "aws_vpc_security_group_egress_rule.e",
            json!({"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}),
            &[("security_group_id", "aws_security_group.a.id")],
        ),
        by_reference(
            "aws_vpc_endpoint.e",
            json!({"service_name": "com.amazonaws.eu-central-1.s3", "vpc_endpoint_type": "Gateway"}),
            &[vpc, ("route_table_ids", "aws_route_table.t.id")],
        ),
        create("aws_instance.addressed", json!({}), json!({"id": true}), json!({})),
        by_reference("aws_eip.a", json!({}), &[("instance", "aws_instance.addressed.id")]),
        create(
            "aws_instance.i",
            json!({"vpc_security_group_ids": []}),
            json!({"subnet_id": true, "vpc_security_group_ids": true}),
            json!({
                "subnet_id": refers("aws_subnet.s.id"), "vpc_security_group_ids": {"references": ["aws_security_group.a.id", "aws_security_group.a", "aws_security_group.b.id", "aws_security_group.b"]}
            }),
        ),
    ])]);
    let id = |address: &str| at(&read, address).id;
    let Some(Network::Attachment(addressed)) = &at(&read, "aws_instance.addressed").network else { panic!() };
    assert_eq!(addressed.public, Tri::Yes);
    let Some(Network::RouteTable(table)) = &at(&read, "aws_route_table.t").network else { panic!() };
    assert_eq!((table.vpc, table.subnets.clone()), (Some(id("aws_vpc.v")), vec![id("aws_subnet.s")]));
    assert_eq!(table.routes[0].target, RouteTarget::Resource(id("aws_internet_gateway.g")));
    let Some(Network::SecurityGroup(group)) = &at(&read, "aws_security_group.a").network else { panic!() };
    assert_eq!((group.rules[0].ports, group.rules[0].peers.clone()), (Some((9092, 9094)), vec![Peer::Group(id("aws_security_group.b"))]));
    assert_eq!((group.rules[1].direction, group.rules[1].ports, group.open), (Direction::Egress, None, false));
    let Some(Network::Endpoint(endpoint)) = &at(&read, "aws_vpc_endpoint.e").network else { panic!() };
    assert_eq!((endpoint.kind, endpoint.route_tables.clone()), (EndpointKind::Gateway, vec![id("aws_route_table.t")]));
    assert!(matches!(at(&read, "aws_vpc_endpoint.e").resource_policy, ResourcePolicy::Policy(_)), "full access when none is given");
    let Some(Network::Attachment(instance)) = &at(&read, "aws_instance.i").network else { panic!() };
    assert_eq!(instance.subnets, [id("aws_subnet.s")]);
    assert_eq!(instance.groups, [id("aws_security_group.a"), id("aws_security_group.b")]);
    assert_eq!((instance.public, instance.open), (Tri::Yes, false));
}

#[test]
fn types_that_are_not_modelled_are_one_gap_each() {
    let read = inventory(&[plan(&[
        create("aws_fsx_lustre_file_system.a", json!({}), json!({}), json!({})),
        create("aws_fsx_lustre_file_system.b", json!({}), json!({}), json!({})),
        create("aws_route53_record.r", json!({}), json!({}), json!({})),
        create("aws_cloudwatch_metric_alarm.m", json!({}), json!({}), json!({})),
    ])]);
    assert_eq!(gaps(&read, GapKind::UnmodelledType), ["`aws_fsx_lustre_file_system` is not modelled: `aws_fsx_lustre_file_system.a` and 1 more"]);
}

#[test]
fn a_data_source_joins_what_it_reads() {
    let planned = plan(&[
        create("aws_s3_bucket.b", json!({"bucket": "b"}), json!({"id": true}), json!({})),
        changed(
            "data.aws_s3_bucket.same",
            &["read"],
            Value::Null,
            json!({}),
            json!({"bucket": true}),
            json!({"bucket": refers("aws_s3_bucket.b.id")}),
        ),
        changed(
            "data.aws_iam_role.r",
            &["read"],
            Value::Null,
            json!({"name": "r", "arn": "arn:aws:iam::111122223333:role/r", "assume_role_policy": trust("*")}),
            json!({}),
            json!({}),
        ),
    ]);
    let read = inventory(&[planned]);
    assert_eq!(arns(&read), ["arn:aws:s3:::b", "arn:aws:iam::111122223333:role/r"]);
    let role = with_arn(&read, "arn:aws:iam::111122223333:role/r");
    assert!(role.referenced && role.principal.as_ref().unwrap().attached.len() == 1);
    assert_eq!(read.policy_counts().known, 0);
}

#[test]
fn the_account_blocks_what_buckets_open() {
    let read = inventory(&[plan(&[
        create("aws_s3_account_public_access_block.a", json!({"block_public_policy": true, "restrict_public_buckets": true}), json!({}), json!({})),
        create("aws_s3_bucket.b", json!({"bucket": "b"}), json!({}), json!({})),
        create("aws_s3_bucket_public_access_block.b", json!({"bucket": "b", "block_public_policy": false}), json!({}), json!({})),
    ])]);
    let store = at(&read, "aws_s3_bucket.b").store.as_ref().unwrap();
    assert_eq!((store.block_public_policy, store.restrict_public_buckets), (Tri::Yes, Tri::Yes));
}
