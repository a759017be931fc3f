//! No output holds a secret that an input states in clear, whatever the provider marks as sensitive: canaries stand in every attribute that
//! keeps one, and none may come out.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

const CANARY: &str = "CANARY-7d1f";

/// Resources with a canary in each secret; sensitive values are not marked.
fn resources() -> Vec<(&'static str, Value)> {
    vec![
        ("aws_s3_bucket", json!({"bucket": "records"})),
        ("aiven_kafka_user", json!({"password": CANARY, "access_key": CANARY})),
        ("automq_connector", json!({"connector_config": {"a.password": CANARY}, "connector_config_sensitive": {"x": CANARY}})),
        ("automq_kafka_instance", json!({"name": "main", "features": [{"security": [{"private_key": CANARY}]}]})),
        ("automq_kafka_user", json!({"username": "app", "password": CANARY})),
        ("aws_mskconnect_connector", json!({"connector_configuration": {"sasl.jaas.config": CANARY}})),
        ("aws_secretsmanager_secret_version", json!({"secret_string": CANARY, "secret_binary": CANARY})),
        ("azurerm_eventhub_authorization_rule", json!({"primary_key": CANARY, "secondary_connection_string": CANARY})),
        ("azurerm_eventhub_namespace", json!({"name": "hub", "default_primary_key": CANARY, "default_primary_connection_string_alias": CANARY})),
        ("azurerm_eventhub_namespace_authorization_rule", json!({"secondary_key": CANARY, "primary_connection_string": CANARY})),
        ("azurerm_eventhub_namespace_disaster_recovery_config", json!({"primary_connection_string_alias": CANARY})),
        ("confluent_api_key", json!({"secret": CANARY})),
        ("confluent_connector", json!({"config_sensitive": {"x": CANARY}, "config_nonsensitive": {"aws.secret.access.key": CANARY}})),
        ("confluent_kafka_acl", json!({"credentials": [{"key": CANARY, "secret": CANARY}]})),
        ("kafka_user_scram_credential", json!({"username": "app", "password": CANARY})),
        ("redpanda_user", json!({"name": "app", "password": CANARY})),
        ("streamnative_service_account", json!({"name": "app", "private_key_data": CANARY})),
    ]
}

fn of((kind, values): &(&str, Value), key: &str) -> Value {
    let mut resource = json!({"address": format!("{kind}.it"), "mode": "managed", "type": kind, "name": "it"});
    resource["provider_name"] = "registry.terraform.io/hashicorp/aws".into();
    resource[key] =
        if key == "change" { json!({"actions": ["create"], "before": null, "after": values, "after_unknown": {}}) } else { values.clone() };
    resource
}

/// A value as Terraform's language has it; blocks are maps.
fn written(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries: Vec<String> = map.iter().map(|(k, v)| format!("{k:?} = {}", written(v))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(list) => list.first().map_or_else(String::new, written),
        other => other.to_string(),
    }
}

fn assert_silent(folder: &Path, input: &str) {
    let (out, pack) = (folder.join("out"), folder.join("pack.zip"));
    let run = |arguments: &[&str]| {
        let output = Command::cargo_bin("keyholder").unwrap().current_dir(folder).args(arguments).output().unwrap();
        assert!(output.status.code().is_some_and(|c| c < 2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        for text in [&output.stdout, &output.stderr] {
            assert!(!String::from_utf8_lossy(text).contains(CANARY), "{input}: {arguments:?} prints it");
        }
        output
    };
    let _ = fs::remove_dir_all(&out);
    let _ = fs::remove_file(&pack);
    let shown = run(&["review", input, "--quiet", "--out", out.to_str().unwrap()]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned() + &fs::read_to_string(out.join("report.md")).unwrap();
    for (kind, _) in resources().iter().filter(|(kind, _)| *kind != "aws_s3_bucket") {
        assert!(shown.contains(&format!("{kind}.it")), "{input}: {kind} is not told of");
    }
    let mut open = vec![out];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(CANARY), "{input}: {}", path.display());
            }
        }
    }
    for format in ["csv", "github", "gitlab", "html", "json", "junit", "markdown", "oscal", "sarif", "terminal"] {
        run(&["review", input, "--fail-on", "never", "--format", format]);
    }
}

#[test]
fn no_output_holds_a_secret_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let changes: Vec<Value> = resources().iter().map(|r| of(r, "change")).collect();
    write("plan.json", json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes}).to_string());
    let values: Vec<Value> = resources().iter().map(|r| of(r, "values")).collect();
    write(
        "state.json",
        json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": values}}}).to_string(),
    );
    let instance = |(kind, values): &(&str, Value)| json!({"mode": "managed", "type": kind, "name": "it", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"schema_version": 0, "attributes": values}]});
    let raw: Vec<Value> = resources().iter().map(instance).collect();
    write(
        "raw.tfstate",
        json!({"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {}, "resources": raw}).to_string(),
    );
    let block = |(kind, values): &(&str, Value)| {
        let arguments: Vec<String> = values.as_object().unwrap().iter().map(|(k, v)| format!("  {k} = {}\n", written(v))).collect();
        format!("resource \"{kind}\" \"it\" {{\n{}}}\n", arguments.concat())
    };
    fs::create_dir(folder.path().join("source")).unwrap();
    write("source/main.tf", resources().iter().map(block).collect());
    for input in ["plan.json", "state.json", "raw.tfstate", "source"] {
        assert_silent(folder.path(), input);
    }
}
