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

/// What a vendor's roles of Azure come to, from a plan and from the source that it was made of.
#[test]
fn source_and_plan_of_event_hubs_give_the_same_traces() {
    let [plan, source] = ["plan.json", "terraform"].map(|input| traces(&report("event-hubs", input)));
    assert_eq!(plan, source);
    let verdicts: Vec<(String, &str)> = plan.iter().map(|(pair, says)| (pair.clone(), says.split(';').next().unwrap())).collect();
    let id = |n: u8| format!("aaaaaaaa-0000-0000-0000-00000000000{n}");
    let expected = [
        (format!("{} read acmecaptured", id(1)), "never"),
        (format!("{} read orders", id(1)), "reaches"),
        (format!("{} read payments", id(1)), "reaches"),
        (format!("{} write orders", id(1)), "reaches"),
        (format!("{} write payments", id(1)), "reaches"),
        (format!("{} read acmecaptured", id(2)), "never"),
        (format!("{} read payments", id(2)), "reaches-if"),
        (format!("{} read acmecaptured", id(3)), "never"),
        (format!("{} read payments", id(3)), "never"),
    ];
    assert_eq!(verdicts, expected);
    let steps = |pair: String| plan.get(&pair).map(|s| s.matches("; ").count()).unwrap();
    assert_eq!((steps(format!("{} read orders", id(1))), steps(format!("{} read payments", id(1)))), (2, 3));
}

/// What each trace says, by addresses: ids of Confluent Cloud are known after apply.
fn ways(report: &Value) -> BTreeMap<String, String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let name = |v: &Value| text(if v["address"].is_string() { &v["address"] } else { &v["name"] });
    let trace = |t: &Value| {
        let steps = t["hops"].as_array().unwrap().iter().map(|h| format!(" {}", text(&h["edge"])));
        (format!("{} {} {}", name(&t["from"]), text(&t["access"]), name(&t["to"])), format!("{}{}", text(&t["verdict"]), steps.collect::<String>()))
    };
    report["traces"].as_array().unwrap().iter().map(trace).collect()
}

/// Rule and subject of each finding, but those about secrets that an input states.
fn told(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] != "secret-in-plan" && f["rule"] != "refuted-claim");
    let mut told: Vec<String> = findings.map(|f| format!("{} {} {}", f["rule"], f["severity"], f["subject"]).replace('"', "")).collect();
    told.sort();
    told
}

#[test]
fn source_plan_and_state_of_confluent_cloud_give_the_same_traces() {
    let [plan, state, source] = ["plan.json", "state.json", "terraform"].map(|input| report("confluent-cloud", input));
    assert_eq!(ways(&plan), ways(&state));
    assert_eq!(ways(&source), ways(&state));
    assert_eq!(told(&plan), told(&state));
    assert_eq!(told(&source), told(&state));
    let ways = ways(&plan);
    let way = |who: &str, cluster: &str| ways[&format!("role/{who} read confluent_kafka_cluster.{cluster}")].clone();
    assert_eq!(way("reader", "orders"), "reaches-if assume credential read");
    assert_eq!(way("app", "clicks"), "reaches-if assume credential read");
    assert_eq!(way("lake", "clicks"), "reaches-if assume read");
    assert_eq!(way("ci", "archive"), "undecided assume credential read");
    for (who, cluster) in [("sealed", "orders"), ("operator", "orders"), ("legacy", "orders"), ("reports", "clicks"), ("app", "orders")] {
        assert_eq!(way(who, cluster), "never", "{who} {cluster}");
    }
}

#[test]
fn a_cluster_that_one_runs_is_known_by_its_declaration_and_its_lists() {
    let [plan, state, source] = ["plan.json", "state.json", "terraform"].map(|input| report("self-run-kafka", input));
    assert_eq!(ways(&plan), ways(&state));
    assert_eq!(told(&plan), told(&state));
    // Ids of keys are known after apply: whether a way leads to a key that the input does not hold is open before.
    let known = |report: &Value| ways(report).into_iter().filter(|(pair, _)| !pair.contains("any KMS key")).collect::<BTreeMap<_, _>>();
    assert_eq!(known(&source), known(&state));
    assert_eq!(told(&source), told(&state));
    let ways = ways(&plan);
    let way = |who: &str, cluster: &str| ways.get(&format!("role/{who} read kafka.{cluster}")).cloned().unwrap_or_default();
    assert_eq!(way("app", "orders"), "reaches-if assume credential read");
    assert_eq!(way("mirror", "orders"), "reaches-if assume credential read", "k-17");
    assert_eq!(way("disk", "orders"), "reaches-if assume read");
    assert_eq!(way("shell", "orders"), "reaches-if assume hijack read");
    for who in ["sealed", "audit", "batch", "legacy"] {
        assert_eq!(way(who, "orders"), "never", "{who}");
    }
    assert_eq!(way("legacy", "legacy"), "undecided assume credential read");
    let traces = plan["traces"].as_array().unwrap();
    let open = traces.iter().find(|t| t["to"]["address"] == "kafka.legacy" && t["verdict"] == "undecided").unwrap();
    assert!(open["unknown"].to_string().contains("allow.everyone.if.no.acl.found"), "{}", open["unknown"]);
}
