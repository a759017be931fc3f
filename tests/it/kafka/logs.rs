//! Rows about trails, logs and alarms: what answers them, and near misses, each of which must not be met.

use keyholder::report::view::{Report, State};
use serde_json::{Value, json};

use super::rows::{plan, reviewed, rows};

/// The attributes of an address after apply.
fn after<'v>(plan: &'v mut Value, address: &str) -> &'v mut Value {
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    &mut changes.iter_mut().find(|r| r["address"] == address).unwrap_or_else(|| panic!("no {address}"))["change"]["after"]
}

/// Makes an attribute known after apply.
fn unknown(plan: &mut Value, address: &str, attribute: &str) {
    after(plan, address).as_object_mut().unwrap().remove(attribute);
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    let change = &mut changes.iter_mut().find(|r| r["address"] == address).unwrap()["change"];
    change["after_unknown"][attribute] = json!(true);
}

fn add(plan: &mut Value, ty: &str, values: Value) {
    let change = json!({"actions": ["no-op"], "before": values, "after": values, "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}});
    let resource = json!({
        "address": format!("{ty}.added"), "mode": "managed", "type": ty, "name": "added",
        "provider_name": "registry.terraform.io/hashicorp/aws", "change": change
    });
    plan["resource_changes"].as_array_mut().unwrap().push(resource);
}

fn drop(plan: &mut Value, ty: &str) {
    plan["resource_changes"].as_array_mut().unwrap().retain(|r| r["type"] != ty);
}

const TRAIL: &str = "aws_cloudtrail.main";
const CLUSTER: &str = "aws_msk_cluster.orders";

/// The sample, its brokers' logs switched on.
fn base() -> Value {
    let mut plan = plan("msk-vendor");
    let group = json!([{"enabled": true, "log_group": "/acme/orders/trail"}]);
    after(&mut plan, CLUSTER)["logging_info"] = json!([{"broker_logs": [{"cloudwatch_logs": group, "firehose": [], "s3": []}]}]);
    plan
}

/// The same, without the roles that read it by Kafka's protocol, which no trail holds.
fn unread() -> Value {
    let mut plan = base();
    let readers = ["vendor-iam", "vendor-scram", "vendor-connect"].map(|n| format!("aws_iam_role_policy.{n}"));
    plan["resource_changes"].as_array_mut().unwrap().retain(|r| !readers.iter().any(|n| r["address"] == n.as_str()));
    plan
}

/// The answer: `m` met, `g` a gap, `o` open with a fact named as missing, `n` not applicable.
fn answer(report: &Report, id: &str) -> (char, String) {
    let row = rows(report)[id];
    let text = format!("{:?} {:?} {:?}", row.state, row.missing, row.against.iter().map(|f| &f.text).collect::<Vec<_>>());
    let letter = match row.state {
        State::Met => 'm',
        State::Gap => 'g',
        State::NotApplicable => 'n',
        // A row that only people answer.
        State::Stated if row.missing.is_empty() => 's',
        _ if !row.missing.is_empty() => 'o',
        _ => '?',
    };
    (letter, text)
}

type Case = (&'static str, fn(&mut Value), &'static [(&'static str, char)]);

fn check(cases: &[Case]) {
    check_on(base, cases);
}

fn check_on(base: fn() -> Value, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (what, change, expected) in cases {
        let mut plan = base();
        change(&mut plan);
        let report = reviewed("msk-vendor", &plan, |_| {});
        for (id, letter) in *expected {
            let (got, text) = answer(&report, id);
            if got != *letter {
                wrong.push(format!("{what}: {id} is {got}, not {letter}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn trails_answer_and_near_misses_do_not() {
    check(&[
        (
            "nothing",
            |_| {},
            &[("KC-AUD-02", 'm'), ("KC-AUD-04", 'm'), ("KC-EVT-01", 'm'), ("KC-VND-03", 'm'), ("KC-BYO-05", 'm'), ("KC-AUD-03", 'o')],
        ),
        (
            "no trail",
            |p| drop(p, "aws_cloudtrail"),
            &[("KC-AUD-02", 'o'), ("KC-AUD-04", 'o'), ("KC-EVT-01", 'o'), ("KC-VND-03", 'o'), ("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')],
        ),
        ("one Region", |p| after(p, TRAIL)["is_multi_region_trail"] = json!(false), &[("KC-AUD-02", 'g'), ("KC-AUD-04", 'g'), ("KC-VND-03", 'g')]),
        ("no global services", |p| after(p, TRAIL)["include_global_service_events"] = json!(false), &[("KC-AUD-04", 'g')]),
        ("off", |p| after(p, TRAIL)["enable_logging"] = json!(false), &[("KC-AUD-04", 'g'), ("KC-EVT-01", 'g')]),
        ("writes alone", |p| after(p, TRAIL)["event_selector"][0]["read_write_type"] = json!("WriteOnly"), &[("KC-VND-03", 'g'), ("KC-AUD-02", 'g')]),
        ("data alone", |p| after(p, TRAIL)["event_selector"][0]["include_management_events"] = json!(false), &[("KC-AUD-04", 'g')]),
        ("no selectors", |p| after(p, TRAIL)["event_selector"] = json!([]), &[("KC-AUD-04", 'm'), ("KC-VND-03", 'm'), ("KC-VND-04", 'g')]),
        ("Regions not known", |p| unknown(p, TRAIL, "is_multi_region_trail"), &[("KC-AUD-04", 'o'), ("KC-VND-03", 'o'), ("KC-AUD-02", 'o')]),
        ("selectors not known", |p| unknown(p, TRAIL, "event_selector"), &[("KC-AUD-04", 'o'), ("KC-VND-03", 'o')]),
        ("a bucket of nobody's", |p| after(p, TRAIL)["s3_bucket_name"] = json!("elsewhere"), &[("KC-AUD-04", 'o'), ("KC-VND-03", 'o')]),
        ("a bucket not known", |p| unknown(p, TRAIL, "s3_bucket_name"), &[("KC-AUD-04", 'o')]),
        ("sessions not known", |p| unknown(p, "aws_iam_role.vendor-lake", "max_session_duration"), &[("KC-VND-03", 'o')]),
    ]);
}

#[test]
fn selectors_choose_what_is_recorded() {
    fn advanced(p: &mut Value, selectors: &[Value]) {
        after(p, TRAIL)["event_selector"] = json!([]);
        after(p, TRAIL)["advanced_event_selector"] =
            selectors.iter().map(|fields| json!({"name": "", "field_selector": fields})).collect::<Vec<_>>().into();
    }
    fn management() -> Value {
        json!([{"field": "eventCategory", "equals": ["Management"]}])
    }
    fn data(more: Value) -> Value {
        let mut fields =
            vec![json!({"field": "eventCategory", "equals": ["Data"]}), json!({"field": "resources.type", "equals": ["AWS::S3::Object"]})];
        fields.push(more);
        fields.into()
    }
    check(&[("read by Kafka's protocol", |_| {}, &[("KC-VND-04", 'g')])]);
    check_on(
        unread,
        &[
            ("all objects", |_| {}, &[("KC-VND-04", 'm')]),
            ("no trail", |p| drop(p, "aws_cloudtrail"), &[("KC-VND-04", 'o')]),
            ("selectors not known", |p| unknown(p, TRAIL, "event_selector"), &[("KC-VND-04", 'o')]),
            ("who reads by it not known", |p| unknown(p, "aws_iam_role_policy.vendor-lake", "policy"), &[("KC-VND-04", 'o')]),
            ("no objects", |p| after(p, TRAIL)["event_selector"][0]["data_resource"] = json!([]), &[("KC-VND-04", 'g')]),
            (
                "some objects of a bucket",
                |p| {
                    after(p, TRAIL)["event_selector"][0]["data_resource"][0]["values"] =
                        json!(["arn:aws:s3:::acme-orders-lake/a", "arn:aws:s3:::acme-reports/"])
                },
                &[("KC-VND-04", 'g')],
            ),
            (
                "both buckets",
                |p| {
                    after(p, TRAIL)["event_selector"][0]["data_resource"][0]["values"] =
                        json!(["arn:aws:s3:::acme-orders-lake/", "arn:aws:s3:::acme-reports/"])
                },
                &[("KC-VND-04", 'm')],
            ),
            ("no digests", |p| after(p, TRAIL)["enable_log_file_validation"] = json!(false), &[("KC-VND-04", 'g')]),
            ("advanced: management", |p| advanced(p, &[management()]), &[("KC-AUD-04", 'm'), ("KC-VND-03", 'm'), ("KC-VND-04", 'g')]),
            (
                "advanced: changes alone",
                |p| advanced(p, &[json!([{"field": "eventCategory", "equals": ["Management"]}, {"field": "readOnly", "equals": ["false"]}])]),
                &[("KC-VND-03", 'g')],
            ),
            (
                "advanced: narrowed",
                |p| advanced(p, &[json!([{"field": "eventCategory", "equals": ["Management"]}, {"field": "eventName", "equals": ["PutObject"]}])]),
                &[("KC-AUD-04", 'o'), ("KC-VND-03", 'o')],
            ),
            ("advanced: data alone", |p| advanced(p, &[data(json!({"field": "readOnly", "equals": ["true"]}))]), &[("KC-AUD-04", 'g')]),
            (
                "advanced: writes of objects",
                |p| advanced(p, &[management(), data(json!({"field": "readOnly", "equals": ["false"]}))]),
                &[("KC-VND-04", 'g')],
            ),
            (
                "advanced: objects but some",
                |p| advanced(p, &[management(), data(json!({"field": "resources.ARN", "not_starts_with": ["arn:aws:s3:::acme-orders-lake/"]}))]),
                &[("KC-VND-04", 'o')],
            ),
            (
                "advanced: one bucket",
                |p| advanced(p, &[management(), data(json!({"field": "resources.ARN", "starts_with": ["arn:aws:s3:::acme-reports/"]}))]),
                &[("KC-VND-04", 'g')],
            ),
        ],
    );
}

#[test]
fn logs_that_leave_are_told() {
    fn subscribed(p: &mut Value, to: &str) {
        add(
            p,
            "aws_cloudwatch_log_subscription_filter",
            json!({"name": "out", "log_group_name": "/acme/orders/trail", "destination_arn": to, "filter_pattern": ""}),
        );
    }
    fn deliver(p: &mut Value, logs: Value) {
        after(p, CLUSTER)["logging_info"] = json!([{"broker_logs": [logs]}]);
    }
    check(&[
        ("to a stranger", |p| subscribed(p, "arn:aws:logs:eu-central-1:999988887777:destination:x"), &[("KC-BYO-05", 'g'), ("KC-AUD-02", 'g')]),
        (
            "to ourselves",
            |p| subscribed(p, "arn:aws:firehose:eu-central-1:444455556666:deliverystream/siem"),
            &[("KC-BYO-05", 'm'), ("KC-AUD-02", 'm')],
        ),
        (
            "to a place not known",
            |p| {
                subscribed(p, "");
                unknown(p, "aws_cloudwatch_log_subscription_filter.added", "destination_arn");
            },
            &[("KC-BYO-05", 'o'), ("KC-AUD-02", 'o')],
        ),
        ("off", |p| deliver(p, json!({"cloudwatch_logs": [{"enabled": false}]})), &[("KC-AUD-02", 'g'), ("KC-EVT-01", 'g'), ("KC-BYO-05", 'g')]),
        (
            "to a bucket of nobody's",
            |p| deliver(p, json!({"s3": [{"enabled": true, "bucket": "elsewhere"}]})),
            &[("KC-BYO-05", 'o'), ("KC-AUD-02", 'o')],
        ),
        (
            "to our bucket",
            |p| deliver(p, json!({"s3": [{"enabled": true, "bucket": "acme-orders-trail"}]})),
            &[("KC-BYO-05", 'm'), ("KC-AUD-02", 'm')],
        ),
        (
            "to a bucket that the vendor reads",
            |p| deliver(p, json!({"s3": [{"enabled": true, "bucket": "acme-orders-lake"}]})),
            &[("KC-BYO-05", 'g')],
        ),
        (
            "to a group that is not here",
            |p| deliver(p, json!({"cloudwatch_logs": [{"enabled": true, "log_group": "/elsewhere"}]})),
            &[("KC-BYO-05", 'o'), ("KC-AUD-02", 'o')],
        ),
        ("nowhere", |p| deliver(p, json!({"s3": [{"enabled": true}]})), &[("KC-AUD-02", 'o'), ("KC-BYO-05", 'o')]),
        ("not known", |p| unknown(p, CLUSTER, "logging_info"), &[("KC-AUD-02", 'o'), ("KC-EVT-01", 'o'), ("KC-BYO-05", 'o')]),
    ]);
}

#[test]
fn alarms_must_tell_somebody_of_these_events() {
    const ALARM: &str = "aws_cloudwatch_metric_alarm.denied";
    const FILTER: &str = "aws_cloudwatch_log_metric_filter.denied";
    fn iam_alone(p: &mut Value) {
        after(p, CLUSTER)["client_authentication"][0]["sasl"][0]["scram"] = json!(false);
    }
    check(&[
        ("no alarm", |p| drop(p, "aws_cloudwatch_metric_alarm"), &[("KC-EVT-01", 'o')]),
        ("no filter", |p| drop(p, "aws_cloudwatch_log_metric_filter"), &[("KC-EVT-01", 'o')]),
        ("no action", |p| after(p, ALARM)["alarm_actions"] = json!([]), &[("KC-EVT-01", 'o')]),
        ("actions off", |p| after(p, ALARM)["actions_enabled"] = json!(false), &[("KC-EVT-01", 'o')]),
        ("actions not known", |p| unknown(p, ALARM, "alarm_actions"), &[("KC-EVT-01", 'o')]),
        ("another metric", |p| after(p, ALARM)["metric_name"] = json!("other"), &[("KC-EVT-01", 'o')]),
        ("a metric not known", |p| unknown(p, ALARM, "metric_name"), &[("KC-EVT-01", 'o')]),
        ("other events", |p| after(p, FILTER)["pattern"] = json!("{ $.errorCode = \"Throttling\" }"), &[("KC-EVT-01", 'o')]),
        (
            "narrowed",
            |p| {
                after(p, FILTER)["pattern"] =
                    json!("{ (($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\")) && ($.eventName = \"X\") }")
            },
            &[("KC-EVT-01", 'o')],
        ),
        ("a pattern not known", |p| unknown(p, FILTER, "pattern"), &[("KC-EVT-01", 'o')]),
        ("not to a group", |p| unknown(p, TRAIL, "cloud_watch_logs_group_arn"), &[("KC-EVT-01", 'o')]),
        ("SCRAM, and nobody whom entries let edit", |_| {}, &[("KC-EVT-03", 'm'), ("KC-EVT-04", 'm')]),
        (
            "everybody where no entry is found",
            |p| after(p, "aws_msk_configuration.orders")["server_properties"] = json!("allow.everyone.if.no.acl.found = true"),
            &[("KC-EVT-03", 'g'), ("KC-EVT-04", 'g')],
        ),
        ("the default not known", |p| unknown(p, "aws_msk_configuration.orders", "server_properties"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("no entries", |p| drop(p, "kafka_acl"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("an entry not known", |p| unknown(p, "kafka_acl.audit", "acl_operation"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("a user who alters topics", |p| after(p, "kafka_acl.audit")["acl_operation"] = json!("Alter"), &[("KC-EVT-03", 'g'), ("KC-EVT-04", 'm')]),
        (
            "a user who alters the cluster",
            |p| {
                let acl = after(p, "kafka_acl.audit");
                acl["acl_operation"] = json!("Alter");
                acl["resource_type"] = json!("Cluster");
                acl["resource_name"] = json!("kafka-cluster");
            },
            &[("KC-EVT-03", 'm'), ("KC-EVT-04", 'g')],
        ),
        (
            "a role that alters the cluster by IAM",
            |p| {
                let policy =
                    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kafka-cluster:AlterCluster", "Resource": "*"}]});
                after(p, "aws_iam_role_policy.orders-connect")["policy"] = policy.to_string().into();
            },
            &[("KC-EVT-03", 'm'), ("KC-EVT-04", 'o')],
        ),
        ("a policy not known", |p| unknown(p, "aws_iam_role_policy.orders-connect", "policy"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("authentication not known", |p| unknown(p, CLUSTER, "client_authentication"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("no alarm on edits", |p| drop(p, "aws_cloudwatch_log_metric_filter"), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'o')]),
        ("IAM alone", iam_alone, &[("KC-EVT-03", 'm'), ("KC-EVT-04", 'm')]),
        (
            "the vendor may stop it",
            |p| {
                let policy =
                    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cloudtrail:StopLogging", "Resource": "*"}]});
                after(p, "aws_iam_role_policy.vendor-lake")["policy"] = policy.to_string().into();
            },
            &[("KC-EVT-01", 'g'), ("KC-VND-04", 'g')],
        ),
    ]);
}

#[test]
fn connectors_log_somewhere() {
    fn connector(p: &mut Value, delivery: Value) {
        drop(p, "aws_msk_channel");
        add(
            p,
            "aws_mskconnect_connector",
            json!({"name": "sink", "service_execution_role_arn": "arn:aws:iam::444455556666:role/orders-connect", "log_delivery": delivery}),
        );
    }
    /// The vendor reads the bucket of the channel no more.
    fn lake(p: &mut Value) {
        p["resource_changes"].as_array_mut().unwrap().retain(|r| r["address"] != "aws_iam_role_policy.vendor-lake");
    }
    fn to(block: &str, name: &str, place: &str) -> Value {
        json!([{"worker_log_delivery": [{block: [{"enabled": true, name: place}]}]}])
    }
    check(&[
        ("none", |p| drop(p, "aws_msk_channel"), &[("KC-CON-02", 'n')]),
        ("a channel to a bucket that the vendor reads", |_| {}, &[("KC-CON-02", 'g')]),
        ("a channel", |p| lake(p), &[("KC-CON-02", 's')]),
        (
            "a channel whose role may log",
            |p| {
                lake(p);
                let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]});
                after(p, "aws_iam_role_policy.orders-channel")["policy"] = policy.to_string().into();
            },
            &[("KC-CON-02", 's')],
        ),
        (
            "a channel whose role's policy is not known",
            |p| {
                lake(p);
                unknown(p, "aws_iam_role_policy.orders-channel", "policy");
            },
            &[("KC-CON-02", 'o')],
        ),
        (
            "a channel whose role is not known",
            |p| {
                lake(p);
                unknown(p, "aws_msk_channel.lake", "s3_destination");
            },
            &[("KC-CON-02", 'o')],
        ),
        ("no logs", |p| connector(p, json!([])), &[("KC-CON-02", 's')]),
        ("to a group", |p| connector(p, to("cloudwatch_logs", "log_group", "/acme/orders/trail")), &[("KC-CON-02", 's')]),
        ("to a bucket of nobody's", |p| connector(p, to("s3", "bucket", "elsewhere")), &[("KC-CON-02", 'o')]),
        ("to a bucket that the vendor reads", |p| connector(p, to("s3", "bucket", "acme-reports")), &[("KC-CON-02", 'g')]),
        (
            "not known",
            |p| {
                connector(p, json!([]));
                unknown(p, "aws_mskconnect_connector.added", "log_delivery");
            },
            &[("KC-CON-02", 'o')],
        ),
    ]);
}
