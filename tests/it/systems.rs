//! Kafka systems in their samples: the same environment reviewed from source, plan and state gives the same traces.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn report(sample: &str, input: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = format!("samples/{sample}/{input}");
    let arguments = ["review", &input, "-q", "--format", "json", "--fail-on", "never"];
    let output = Command::cargo_bin("keyholder").unwrap().current_dir(root).args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What each trace says, by who, whereto and how: the verdict and the steps.
fn traces(report: &Value) -> BTreeMap<String, String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    // The id of a key is known after apply.
    let name = |v: &Value| text(if v["kind"] == "kms-key" { &v["address"] } else { &v["name"] });
    let trace = |t: &Value| {
        let steps = t["hops"].as_array().unwrap().iter().map(|h| format!("{} {} {}", text(&h["edge"]), name(&h["to"]), h["actions"]));
        let conditions = t["conditions"].as_array().unwrap().iter().map(|c| format!("if {} {} {}", c["key"], c["operator"], c["values"]));
        let says: Vec<String> = [text(&t["verdict"])].into_iter().chain(steps).chain(conditions).collect();
        (format!("{} {} {}", name(&t["from"]), text(&t["access"]), name(&t["to"])), says.join("; "))
    };
    report["traces"].as_array().unwrap().iter().map(trace).collect()
}

#[test]
fn source_plan_and_state_of_automq_give_the_same_traces() {
    for sample in ["automq-byoc", "automq-byoc-narrowed"] {
        let [plan, state, source] = ["plan.json", "state.json", "terraform"].map(|input| traces(&report(sample, input)));
        assert_eq!(plan, state, "{sample}");
        assert_eq!(source, state, "{sample}");
    }
}

/// Ways to records of another cloud are not followed: the answer must not be that there are none.
#[test]
fn event_hubs_are_never_said_to_be_out_of_reach() {
    let report = report("event-hubs", "plan.json");
    assert_eq!((&report["verdict"], &report["complete"]), (&"undecided".into(), &false.into()), "{}", report["summary"]);
    let findings = report["findings"].as_array().unwrap();
    let reading = findings.iter().filter(|f| f["rule"] == "vendor-role-reads-records");
    let mut told: Vec<String> = reading.map(|f| format!("{} {} {}", f["severity"], f["confidence"], f["subject"]).replace('"', "")).collect();
    told.sort();
    let expected = ["closed_contributor", "open_contributor"].map(|a| format!("high proven azurerm_role_assignment.{a}"));
    assert_eq!(told[..2], expected);
    assert_eq!(told[2..], ["medium proven azurerm_role_assignment.closed_receiver".to_owned()]);
    for row in report["controls"].as_array().unwrap() {
        assert_ne!(row["state"], "met", "{row}");
    }
    for claim in report["claims"].as_array().unwrap() {
        assert_ne!(claim["verdict"], "proven", "{claim}");
    }
}

#[test]
fn the_console_of_automq_reads_records_without_a_permission_to() {
    let wide = traces(&report("automq-byoc", "plan.json"));
    let narrow = traces(&report("automq-byoc-narrowed", "plan.json"));
    let way = |traces: &BTreeMap<String, String>| traces["acme-automq-console read acme-automq-data"].clone();
    for traces in [&wide, &narrow] {
        assert!(way(traces).starts_with("reaches-if; pass_new acme-automq-data-plane"), "{}", way(traces));
        assert!(traces["account 381492316447 read acme-automq-data"].starts_with("never"), "{traces:#?}");
    }
    let verdict = |sample: &str| {
        let claims = report(sample, "plan.json")["claims"].clone();
        let claim = claims.as_array().unwrap().iter().find(|c| c["id"] == "records-only-through-the-data-plane").unwrap().clone();
        claim["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict("automq-byoc"), "refuted");
    assert_eq!(verdict("automq-byoc-narrowed"), "proven");
}
