//! The rows of the control matrix that each Kafka system answers from facts, written out, and what becomes of them when a fact is taken away.

use std::collections::BTreeMap;
use std::path::Path;

use keyholder::findings::{self, Analysis};
use keyholder::report::view::{Control, State};
use keyholder::report::{self, Meta, Report};
use serde_json::Value;

/// How a system answers rows: `A` from plan, state or source; `L` live only; `E` from an export; `T` from the configuration; `-` by the vendor; `n`
/// not applicable.
const SYSTEMS: [&str; 5] = ["self-run-kafka", "msk-vendor", "confluent-cloud", "automq-byoc", "event-hubs"];
const ROWS: &[(&str, [char; 5])] = &[
    ("KC-PRO-02", ['A', 'A', 'A', 'A', 'A']),
    ("KC-PRO-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-PRO-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-PRO-05", ['A', 'A', 'A', 'A', 'A']),
    ("KC-PRO-06", ['A', 'A', 'A', 'A', 'A']),
    ("KC-PRO-07", ['T', 'A', 'A', 'A', 'A']),
    ("KC-PRO-08", ['n', 'A', 'A', 'A', 'A']),
    ("KC-AUT-01", ['A', 'A', 'A', 'E', 'A']),
    ("KC-AUT-02", ['A', 'A', 'A', 'E', 'A']),
    ("KC-AUT-03", ['A', 'A', 'A', 'E', 'A']),
    ("KC-AUT-04", ['A', 'A', 'A', 'E', 'A']),
    ("KC-AUT-05", ['A', 'A', 'A', 'E', 'A']),
    ("KC-AUT-06", ['A', 'A', 'A', 'A', 'A']),
    ("KC-AUT-07", ['A', 'A', '-', 'A', 'A']),
    ("KC-NET-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-NET-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-NET-05", ['A', 'A', 'A', 'A', 'A']),
    ("KC-NET-06", ['A', 'A', 'A', 'A', 'A']),
    ("KC-NET-08", ['A', 'A', 'A', 'A', 'A']),
    ("KC-NET-10", ['A', 'A', 'A', 'A', 'A']),
    ("KC-CON-01", ['A', 'A', 'A', 'A', 'A']),
    ("KC-CON-02", ['A', 'A', '-', 'A', 'A']),
    ("KC-CON-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-DAT-02", ['A', 'A', '-', 'A', 'A']),
    ("KC-DAT-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-DAT-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-DAT-05", ['A', 'A', 'A', 'A', 'A']),
    ("KC-DAT-08", ['A', 'A', 'A', 'A', 'A']),
    ("KC-KEY-01", ['A', 'A', 'A', 'A', 'A']),
    ("KC-KEY-02", ['A', 'A', 'A', 'A', 'A']),
    ("KC-KEY-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-KEY-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-VND-01", ['A', 'A', 'A', 'A', 'A']),
    ("KC-VND-02", ['A', 'A', 'A', 'A', 'A']),
    ("KC-VND-05", ['A', 'A', 'A', 'A', 'A']),
    ("KC-VND-09", ['A', 'A', 'A', 'A', 'A']),
    ("KC-VND-03", ['A', 'A', 'T', 'A', 'A']),
    ("KC-VND-04", ['A', 'A', 'T', 'A', 'A']),
    ("KC-AUD-02", ['E', 'A', 'A', 'T', 'A']),
    ("KC-AUD-03", ['E', 'L', 'A', 'T', 'A']),
    ("KC-EVT-01", ['E', 'A', 'A', 'T', 'A']),
    ("KC-EVT-02", ['E', 'L', 'A', 'T', 'A']),
    ("KC-AUD-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-EVT-03", ['A', 'A', 'A', 'A', 'A']),
    ("KC-EVT-04", ['A', 'A', 'A', 'A', 'A']),
    ("KC-BYO-01", ['n', 'A', 'A', 'A', 'A']),
    ("KC-BYO-02", ['n', 'A', 'A', 'A', 'A']),
    ("KC-BYO-03", ['n', 'A', 'A', 'A', 'A']),
    ("KC-BYO-04", ['n', 'A', 'A', 'A', 'A']),
    ("KC-BYO-05", ['n', 'A', 'A', 'A', 'A']),
    ("KC-UPG-02", ['A', 'A', 'A', 'A', 'A']),
    ("KC-EXT-01", ['A', 'A', 'A', 'A', 'A']),
];

/// The rows of the table.
pub(super) fn ids() -> Vec<&'static str> {
    ROWS.iter().map(|(id, _)| *id).collect()
}

fn root(sample: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample)
}

/// The review of a plan, with a human statement for every row, so that what stays open lacks a fact.
pub(super) fn reviewed(sample: &str, plan: &Value, change: impl Fn(&mut keyholder::model::Review)) -> Report {
    let config = std::fs::read_to_string(root(sample).join("keyholder.toml")).unwrap();
    let ids = keyholder::controls::controls().iter().map(|c| c.id);
    let stated: String = ids.map(|id| format!("\n[[evidence]]\ncontrol = \"{id}\"\nurl = \"https://wiki.example/{id}\"\n")).collect();
    let mut review: keyholder::model::Review = toml::from_str(&format!("{config}\n{stated}")).unwrap();
    for kafka in &mut review.kafka {
        kafka.acl_text = kafka.acl_export.as_ref().map(|file| std::fs::read_to_string(root(sample).join(file)).unwrap());
    }
    change(&mut review);
    let source = keyholder::ingest::Source { name: "plan.json".into(), bytes: plan.to_string().into_bytes() };
    let options = keyholder::ingest::Options { accounts: review.accounts.clone(), kafka: review.kafka.clone(), ..Default::default() };
    let inventory = keyholder::ingest::read(&[source], &options).unwrap();
    let reviewed = keyholder::trace::review(&inventory, &review);
    let analysis = Analysis {
        inventory: &inventory,
        review: &review,
        graph: &reviewed.graph,
        traces: &reviewed.traces,
        groups: &reviewed.groups,
        claims: &reviewed.claims,
        paths: &reviewed.paths,
        today: "2026-11-24",
    };
    report::build(&analysis, &findings::run(&analysis), &Meta { version: "0.1.0", rules: findings::rules() })
}

/// What is reviewed of a sample: of AutoMQ the state, since endpoints are known after apply.
pub(super) fn plan(sample: &str) -> Value {
    let name = if sample == "automq-byoc" { "state.json" } else { "plan.json" };
    serde_json::from_slice(&std::fs::read(root(sample).join(name)).unwrap()).unwrap()
}

pub(super) fn rows(report: &Report) -> BTreeMap<&str, &Control> {
    report.controls.iter().map(|c| (c.id.as_str(), c)).collect()
}

/// Whether a row is answered: nothing that is needed is missing, or something speaks against it.
fn is_answered(row: &Control) -> bool {
    row.missing.is_empty() && row.state != State::Unknown || row.state == State::Gap
}

#[test]
fn rows_that_a_system_answers_are_answered_from_facts() {
    let mut wrong = Vec::new();
    for (column, sample) in SYSTEMS.into_iter().enumerate() {
        // The one fact that the sample leaves open on purpose.
        let report = reviewed(sample, &plan(sample), |r| r.kafka.iter_mut().for_each(|k| k.allow_everyone = k.allow_everyone.or(Some(false))));
        let rows = rows(&report);
        for (id, how) in ROWS {
            let row = rows[id];
            match how[column] {
                'A' if !is_answered(row) => wrong.push(format!("{sample} {id}: {:?} lacks {:?}", row.state, row.missing)),
                'A' if row.proof().is_empty() && row.state != State::NotApplicable && row.findings.is_empty() => {
                    wrong.push(format!("{sample} {id}: {:?} rests on nothing", row.state));
                }
                'L' if row.state == State::Met => wrong.push(format!("{sample} {id}: met, from what is not read")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The plan with an attribute of every resource of a type known after apply.
fn without(sample: &str, ty: &str, attribute: &str) -> Value {
    without_in(serde_json::from_slice(&std::fs::read(root(sample).join("plan.json")).unwrap()).unwrap(), sample, ty, attribute)
}

fn without_in(mut plan: Value, sample: &str, ty: &str, attribute: &str) -> Value {
    let mut changed = 0;
    let is_it = |r: &&mut Value| r["address"].as_str().unwrap().starts_with(&format!("{ty}."));
    // Nor does the configuration tell it.
    for resource in plan["configuration"]["root_module"]["resources"].as_array_mut().into_iter().flatten().filter(is_it) {
        resource["expressions"][attribute] = serde_json::json!({"references": ["terraform_data.unknown.output", "terraform_data.unknown"]});
    }
    for change in plan["resource_changes"].as_array_mut().unwrap().iter_mut().filter(|r| r["type"] == ty) {
        change["change"]["after"].as_object_mut().unwrap().remove(attribute);
        change["change"]["after_unknown"].as_object_mut().unwrap().insert(attribute.into(), Value::Bool(true));
        changed += 1;
    }
    assert!(changed > 0, "{sample}: no {ty}");
    plan
}

/// What is taken away, and rows that hang on it: none of them may then be met.
const TAKEN: &[(&str, &str, &str, &[&str])] = &[
    ("msk-vendor", "aws_msk_cluster", "client_authentication", &["KC-PRO-02", "KC-PRO-03", "KC-AUT-07", "KC-PRO-06", "KC-EVT-03", "KC-EVT-04"]),
    ("msk-vendor", "aws_msk_cluster", "encryption_info", &["KC-PRO-06", "KC-KEY-02", "KC-DAT-08"]),
    ("msk-vendor", "aws_msk_configuration", "server_properties", &["KC-AUT-01", "KC-AUT-02", "KC-AUT-05", "KC-DAT-05", "KC-EVT-03", "KC-EVT-04"]),
    ("msk-vendor", "kafka_acl", "acl_operation", &["KC-AUT-01", "KC-AUT-02", "KC-AUT-04", "KC-EVT-03", "KC-EVT-04"]),
    (
        "msk-vendor",
        "aws_iam_role_policy",
        "policy",
        &["KC-PRO-03", "KC-AUT-02", "KC-BYO-01", "KC-VND-01", "KC-CON-03", "KC-CON-02", "KC-VND-04", "KC-EVT-03", "KC-EVT-04"],
    ),
    ("msk-vendor", "aws_s3_bucket_public_access_block", "restrict_public_buckets", &["KC-DAT-08"]),
    ("msk-vendor", "aws_kms_key", "enable_key_rotation", &["KC-KEY-03"]),
    ("msk-vendor", "aws_cloudtrail", "is_multi_region_trail", &["KC-VND-03", "KC-AUD-04"]),
    ("self-run-kafka", "aws_cloudtrail", "event_selector", &["KC-VND-03", "KC-AUD-04"]),
    ("confluent-cloud", "aws_cloudtrail", "enable_logging", &["KC-VND-03", "KC-AUD-04"]),
    ("msk-vendor", "aws_msk_cluster", "logging_info", &["KC-AUD-02", "KC-EVT-01", "KC-BYO-05"]),
    ("msk-vendor", "aws_iam_role", "max_session_duration", &["KC-VND-03"]),
    ("confluent-cloud", "confluent_kafka_cluster", "network", &["KC-NET-03", "KC-NET-04", "KC-NET-08", "KC-NET-10"]),
    ("confluent-cloud", "confluent_kafka_cluster", "byok_key", &["KC-KEY-01", "KC-KEY-02", "KC-DAT-08"]),
    ("confluent-cloud", "confluent_kafka_acl", "operation", &["KC-AUT-01", "KC-AUT-02"]),
    ("confluent-cloud", "aws_kms_key", "policy", &["KC-KEY-04"]),
    ("msk-vendor", "aws_msk_channel", "s3_destination", &["KC-CON-02"]),
    ("msk-vendor", "aws_cloudwatch_log_metric_filter", "pattern", &["KC-EVT-01", "KC-EVT-03", "KC-EVT-04"]),
    (
        "confluent-cloud",
        "confluent_connector",
        "config_nonsensitive",
        &["KC-AUD-02", "KC-AUD-03", "KC-EVT-01", "KC-EVT-02", "KC-EVT-03", "KC-EVT-04"],
    ),
    ("confluent-cloud", "aws_cloudwatch_metric_alarm", "alarm_actions", &["KC-EVT-01", "KC-EVT-02", "KC-EVT-04"]),
    ("self-run-kafka", "kafka_acl", "acl_operation", &["KC-EVT-03", "KC-EVT-04", "KC-VND-04"]),
    ("self-run-kafka", "aws_cloudwatch_log_group", "name", &["KC-EVT-03", "KC-EVT-04"]),
    (
        "automq-byoc",
        "automq_kafka_instance",
        "features",
        &["KC-PRO-02", "KC-PRO-06", "KC-PRO-07", "KC-AUT-07", "KC-VND-04", "KC-EVT-03", "KC-EVT-04", "KC-BYO-05"],
    ),
    ("automq-byoc", "aws_s3_bucket_policy", "policy", &["KC-BYO-05"]),
    ("automq-byoc", "aws_cloudtrail", "is_multi_region_trail", &["KC-VND-03", "KC-AUD-04"]),
    ("automq-byoc", "automq_kafka_instance", "compute_specs", &["KC-AUT-07"]),
    ("event-hubs", "azurerm_eventhub_namespace", "local_authentication_enabled", &["KC-PRO-02", "KC-PRO-03", "KC-PRO-04", "KC-PRO-08", "KC-AUT-04"]),
    ("event-hubs", "azurerm_eventhub_namespace", "public_network_access_enabled", &["KC-NET-03", "KC-NET-04", "KC-NET-08", "KC-NET-10"]),
    ("event-hubs", "azurerm_eventhub_namespace", "minimum_tls_version", &["KC-PRO-07"]),
    ("event-hubs", "azurerm_eventhub_namespace", "location", &["KC-DAT-02", "KC-DAT-03"]),
    ("event-hubs", "azurerm_eventhub_namespace", "sku", &["KC-VND-03", "KC-AUD-03", "KC-EVT-01", "KC-EVT-02"]),
    ("event-hubs", "azurerm_eventhub", "message_retention", &["KC-DAT-05"]),
    ("event-hubs", "azurerm_eventhub", "capture_description", &["KC-AUT-07", "KC-NET-06", "KC-CON-01", "KC-CON-03"]),
    ("event-hubs", "azurerm_eventhub_namespace_customer_managed_key", "key_vault_key_ids", &["KC-KEY-01", "KC-KEY-02", "KC-KEY-03", "KC-KEY-04"]),
    ("event-hubs", "azurerm_key_vault_key", "rotation_policy", &["KC-KEY-03"]),
    ("event-hubs", "azurerm_key_vault", "purge_protection_enabled", &["KC-KEY-03"]),
    ("event-hubs", "azurerm_key_vault", "rbac_authorization_enabled", &["KC-KEY-04", "KC-BYO-04"]),
    (
        "event-hubs",
        "azurerm_monitor_diagnostic_setting",
        "enabled_log",
        &["KC-AUD-02", "KC-AUD-03", "KC-BYO-05", "KC-EVT-01", "KC-EVT-03", "KC-EVT-04"],
    ),
    ("event-hubs", "azurerm_monitor_diagnostic_setting", "log_analytics_workspace_id", &["KC-AUD-02", "KC-BYO-05", "KC-EVT-03", "KC-EVT-04"]),
    (
        "event-hubs",
        "azurerm_role_assignment",
        "role_definition_name",
        &["KC-AUT-01", "KC-AUT-02", "KC-AUT-03", "KC-AUT-05", "KC-VND-01", "KC-VND-02", "KC-BYO-01", "KC-VND-04"],
    ),
    ("event-hubs", "azurerm_role_assignment", "scope", &["KC-AUT-01", "KC-AUT-02", "KC-AUT-05", "KC-AUT-06", "KC-VND-01", "KC-BYO-01"]),
    ("event-hubs", "azurerm_role_assignment", "principal_type", &["KC-VND-05"]),
    ("event-hubs", "azurerm_role_assignment", "principal_id", &["KC-AUT-04", "KC-VND-01", "KC-VND-09", "KC-BYO-01"]),
];

#[test]
fn a_row_whose_fact_is_taken_away_is_not_met() {
    let mut wrong = Vec::new();
    for (sample, ty, attribute, ids) in TAKEN {
        let report = reviewed(sample, &without(sample, ty, attribute), |_| {});
        let rows = rows(&report);
        for id in *ids {
            let row = rows[id];
            let lacks = !row.missing.is_empty() || !row.findings.is_empty();
            let open = matches!(row.state, State::Unknown | State::Stated) && lacks || row.state == State::Gap;
            if !open {
                wrong.push(format!("{sample} without {ty}.{attribute}: {id} is {:?}", row.state));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The sample of Event Hubs without the namespace as the provider makes it, and without what lets a vendor do everything: what is left is met, and
/// with a fact taken away it is not, though nothing speaks against it.
#[test]
fn the_closed_namespace_alone_is_met_until_a_fact_is_taken_away() {
    let plan = || {
        let mut plan = plan("event-hubs");
        let gone = |r: &Value| ["open", "orders", "open_contributor", "closed_contributor"].contains(&r["name"].as_str().unwrap());
        plan["resource_changes"].as_array_mut().unwrap().retain(|r| !gone(r));
        plan["configuration"]["root_module"]["resources"].as_array_mut().unwrap().retain(|r| !gone(r));
        plan
    };
    // What a reader under a condition leaves as a gap, and what no plan answers.
    let but: &[&str] = &["KC-VND-01", "KC-VND-02", "KC-UPG-02"];
    let report = reviewed("event-hubs", &plan(), |_| {});
    let rows = rows(&report);
    let open: Vec<String> = ROWS
        .iter()
        .filter(|(id, how)| how[4] == 'A' && !but.contains(id))
        .map(|(id, _)| rows[id])
        .filter(|row| !matches!(row.state, State::Met | State::Stated) || !row.missing.is_empty())
        .map(|row| format!("{}: {:?} {:?} {:?}", row.id, row.state, row.missing, row.against))
        .collect();
    assert!(open.is_empty(), "\n{}", open.join("\n"));
    let mut wrong = Vec::new();
    for (_, ty, attribute, ids) in TAKEN.iter().filter(|(sample, ..)| *sample == "event-hubs") {
        let report = reviewed("event-hubs", &without_in(plan(), "event-hubs", ty, attribute), |_| {});
        let rows = self::rows(&report);
        for id in ids.iter().filter(|id| !but.contains(id)) {
            let row = rows[id];
            if !matches!(row.state, State::Unknown | State::Stated) || row.missing.is_empty() && row.findings.is_empty() {
                wrong.push(format!("without {ty}.{attribute}: {id} is {:?} {:?} {:?}", row.state, row.missing, row.against));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A part of a declaration that is taken away, and rows that hang on it.
type Forgets = (&'static str, fn(&mut keyholder::model::Kafka), &'static [&'static str]);

#[test]
fn a_row_whose_declared_fact_is_taken_away_is_not_met() {
    let forgets: [Forgets; 6] = [
        ("encryption", |k| k.listeners.iter_mut().for_each(|l| l.encryption = None), &["KC-PRO-06"]),
        ("authentication", |k| k.listeners.iter_mut().for_each(|l| l.authentication = None), &["KC-PRO-02"]),
        ("inter_broker_tls", |k| k.inter_broker_tls = None, &["KC-PRO-06"]),
        ("authorizer", |k| k.authorizer = None, &["KC-AUT-01", "KC-AUT-02", "KC-AUT-07"]),
        ("super_users", |k| k.super_users = None, &["KC-AUT-01", "KC-AUT-02"]),
        ("brokers", |k| k.brokers.clear(), &["KC-KEY-02", "KC-DAT-08", "KC-AUT-07"]),
    ];
    let mut wrong = Vec::new();
    for (what, forget, ids) in forgets {
        let report = reviewed("self-run-kafka", &plan("self-run-kafka"), |review| review.kafka.iter_mut().for_each(forget));
        let rows = rows(&report);
        for id in ids {
            let row = rows[id];
            // What rules tell of stands beside what is missing.
            if row.state == State::Met || row.missing.is_empty() {
                wrong.push(format!("without {what}: {id} is {:?}", row.state));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
