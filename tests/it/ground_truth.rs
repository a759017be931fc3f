//! Attack scenarios with known answers, where they are at hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder::graph::{AccessGraph, NodeId, NodeKind, Outside};
use keyholder::ingest::{self, Options, Source};
use keyholder::model::{Inventory, Review};
use keyholder::trace::{self, Access, Answer, Asked, Trace, Verdict};
use serde_json::Value;

fn scenarios() -> Option<PathBuf> {
    crate::shared("scenarios")
}

fn truth(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("pathfinding-labs/GROUND_TRUTH.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A scenario that has been applied whole, with one start.
fn decided(scenario: &&Value) -> bool {
    scenario["status"] == "apply-ok" && scenario["from"].is_string()
}

fn name(scenario: &Value) -> &str {
    scenario["scenario"].as_str().unwrap()
}

struct Asking {
    inventory: Inventory,
    graph: AccessGraph,
    answer: Answer,
}

fn read(name: &str, bytes: Vec<u8>) -> Inventory {
    ingest::read(&[Source { name: name.into(), bytes }], &Options::default()).unwrap()
}

fn ask(inventory: Inventory, from: &str, to: &str) -> Result<Asking, String> {
    let review = Review::default();
    let groups = trace::groups(&inventory, &review, &AccessGraph::outsiders_named(&inventory));
    let starts = trace::from(from, &inventory, &review, &groups).map_err(|e| e.to_string())?;
    let targets = trace::to(to, &inventory, &review, Access::Any).map_err(|e| e.to_string())?;
    let outside = |k: &NodeKind| if let NodeKind::Outside(o) = k { Some(o.clone()) } else { None };
    let asked: Vec<Outside> = starts.iter().filter_map(outside).collect();
    let graph = AccessGraph::build(&inventory, &asked);
    let ids = |kinds: &[NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect::<Vec<NodeId>>();
    let asked = Asked { from: ids(&starts), to: ids(&targets), access: Access::Any };
    let answer = trace::answer(&inventory, &graph, &asked);
    Ok(Asking { inventory, graph, answer })
}

fn ask_file(folder: &Path, scenario: &Value, file: &str) -> Result<Asking, String> {
    let path = folder.join("pathfinding-labs").join(name(scenario)).join(file);
    ask(read(file, std::fs::read(path).unwrap()), scenario["from"].as_str().unwrap(), scenario["to"].as_str().unwrap())
}

fn best(asking: &Asking) -> Option<&Trace> {
    asking.answer.traces.iter().filter(|t| t.verdict == asking.answer.verdict).min_by_key(|t| t.hops.len())
}

/// ARNs of the principals that a way goes through, in order.
fn through(asking: &Asking) -> Vec<String> {
    let Some(trace) = best(asking) else { return Vec::new() };
    let steps = trace.hops.iter().filter_map(|h| asking.graph.edge(*h)).flat_map(|e| [e.from, e.to]);
    let arn = |n: NodeId| {
        let resource = asking.graph.node(n)?.resource().and_then(|r| asking.inventory.resource(r))?;
        resource.principal.as_ref().map(|_| asking.inventory.render(&resource.arn))
    };
    // A step with a further need comes back to a principal that was there before: the first time counts.
    let mut seen = std::collections::BTreeSet::new();
    steps.filter_map(arn).filter(|arn| seen.insert(arn.clone())).collect()
}

/// What the state itself says otherwise: these are undecided, and say why.
const OTHERWISE: &[(&str, &str)] = &[
    // `enable_execute_command` is false in the state.
    ("ecs-006", "ecs service"),
    // The role that the way ends at has SecurityAudit only.
    ("ops-to-prod__one-hop__simple", "UnknownPolicy"),
];

#[test]
fn every_scenario_is_reached_through_its_principals() {
    let Some(folder) = scenarios() else { return };
    let mut wrong = Vec::new();
    for scenario in truth(&folder).iter().filter(decided) {
        let asking = match ask_file(&folder, scenario, "state.json") {
            Ok(asking) => asking,
            Err(error) => {
                wrong.push(format!("{}: {error}", name(scenario)));
                continue;
            }
        };
        if let Some((_, told)) = OTHERWISE.iter().find(|(n, _)| name(scenario).contains(n)) {
            let unknown: String = asking.answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?}", u.doubt)).collect();
            assert!(asking.answer.verdict == Verdict::Undecided && unknown.contains(told), "{}: {unknown}", name(scenario));
            continue;
        }
        if asking.answer.verdict < Verdict::ReachesIf {
            wrong.push(format!("{}: {:?}", name(scenario), asking.answer.verdict));
            continue;
        }
        // Principals of the way that the truth names too come in the truth's order.
        let named: Vec<&str> = scenario["nodes"].as_array().unwrap().iter().filter_map(|n| n["arn"].as_str()).collect();
        let places: Vec<usize> = through(&asking).iter().filter_map(|arn| named.iter().position(|n| n == arn)).collect();
        if !places.is_sorted() {
            wrong.push(format!("{}: {:?}", name(scenario), through(&asking)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_plan_alone_proves_none_shut() {
    let Some(folder) = scenarios() else { return };
    let mut wrong = Vec::new();
    for scenario in truth(&folder).iter().filter(decided) {
        match ask_file(&folder, scenario, "plan.json") {
            Ok(asking) if asking.answer.verdict == Verdict::Never => wrong.push(name(scenario).to_owned()),
            Ok(_) => {}
            Err(error) => wrong.push(format!("{}: {error}", name(scenario))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Takes an action out of every policy text in a state, whatever statement grants it by name.
fn without(value: &mut Value, action: &str) {
    match value {
        Value::String(text) if text.contains("\"Statement\"") => {
            let Ok(mut document) = serde_json::from_str::<Value>(text) else { return };
            let Some(statements) = document["Statement"].as_array_mut() else { return };
            for statement in statements.iter_mut().filter(|s| s["Effect"] == "Allow" && s["Principal"].is_null()) {
                if let Some(list) = statement["Action"].as_array_mut() {
                    list.retain(|a| a != action);
                } else if statement["Action"] == action {
                    statement["Action"] = Value::Array(Vec::new());
                }
            }
            statements.retain(|s| s["Action"].as_array().is_none_or(|a| !a.is_empty()));
            *text = document.to_string();
        }
        Value::Array(list) => list.iter_mut().for_each(|v| without(v, action)),
        Value::Object(map) => map.values_mut().for_each(|v| without(v, action)),
        _ => {}
    }
}

#[test]
fn without_the_first_permission_none_is_reached() {
    let Some(folder) = scenarios() else { return };
    let mut wrong = Vec::new();
    for scenario in truth(&folder).iter().filter(decided).filter(|s| s["admin_labels"].is_null()) {
        let path = folder.join("pathfinding-labs").join(name(scenario)).join("state.json");
        let mut state: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let Some(action) = scenario["required"][0]["permissions"][0][0].as_str() else { continue };
        // A trust policy that names the user of its own account lets it in without a permission.
        if action == "sts:AssumeRole" && name(scenario).starts_with("single-account") {
            continue;
        }
        without(&mut state, action);
        let inventory = read("state.json", state.to_string().into_bytes());
        match ask(inventory, scenario["from"].as_str().unwrap(), scenario["to"].as_str().unwrap()) {
            Ok(asking) if asking.answer.verdict >= Verdict::ReachesIf => {
                let trace = best(&asking).unwrap();
                let steps: Vec<String> =
                    trace.hops.iter().filter_map(|h| asking.graph.edge(*h)).map(|e| format!("{:?} {:?}", e.kind, e.ids)).collect();
                wrong.push(format!("{} without {action}: {steps:?}", name(scenario)));
            }
            Ok(_) => {}
            Err(error) => wrong.push(format!("{}: {error}", name(scenario))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_is_an_administrator_is_told() {
    let Some(folder) = scenarios() else { return };
    let mut wrong = Vec::new();
    for scenario in truth(&folder).iter().filter(|s| s["admin_labels"].is_object()) {
        let path = folder.join("pathfinding-labs").join(name(scenario)).join("state.json");
        let inventory = read("state.json", std::fs::read(path).unwrap());
        for (arn, admin) in scenario["admin_labels"].as_object().unwrap() {
            let asking = ask(inventory.clone(), arn, "admin").unwrap();
            let verdict = asking.answer.verdict;
            if (verdict == Verdict::Reaches) != admin.as_bool().unwrap() || verdict == Verdict::ReachesIf {
                let steps: Vec<String> = best(&asking)
                    .map(|t| t.hops.iter().filter_map(|h| asking.graph.edge(*h)).map(|e| format!("{:?} {:?}", e.kind, e.ids)).collect())
                    .unwrap_or_default();
                let shut = best(&asking).and_then(|t| t.blocked_by.first()).map(|b| format!("{:?} {:?}", b.need, b.missing));
                wrong.push(format!("{arn}: {verdict:?}, {steps:?} {shut:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn remedies_close_what_they_say() {
    let Some(folder) = scenarios() else { return };
    let (mut all, mut single) = (0, 0);
    let mut lost: Vec<usize> = Vec::new();
    let mut left = BTreeSet::new();
    for scenario in truth(&folder).iter().filter(decided).filter(|s| s["admin_labels"].is_null()) {
        let Ok(mut asking) = ask_file(&folder, scenario, "state.json") else { continue };
        if asking.answer.verdict < Verdict::ReachesIf {
            continue;
        }
        trace::remedy(&asking.inventory, &asking.graph, &mut asking.answer);
        all += 1;
        match best(&asking).and_then(|t| t.remedy.as_ref()) {
            Some(remedy) if remedy.edits.len() == 1 && !remedy.open => {
                single += 1;
                lost.push(remedy.lost.len());
            }
            other => drop(left.insert(format!("{}: {other:?}", name(scenario)))),
        }
    }
    lost.sort_unstable();
    assert!(single * 10 >= all * 9, "{single} of {all}: {left:?}");
    assert_eq!(lost.get(lost.len() / 2), Some(&0), "{lost:?}");
}

/// An older version of a policy that the input does not show leaves the answer open, and is named.
#[test]
fn a_rollback_to_an_unseen_version_is_undecided() {
    let Some(folder) = scenarios() else { return };
    let state = read("state.json", std::fs::read(folder.join("cloudgoat/iam_privesc_by_rollback/state.json")).unwrap());
    let users = state.resources.iter().filter(|r| r.kind == "iam-user" && !r.referenced).map(|r| state.render(&r.arn));
    let start = users.into_iter().next().unwrap();
    let asking = ask(state.clone(), &start, "admin").unwrap();
    let unknown: String = asking.answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?}", u.doubt)).collect();
    assert!(asking.answer.verdict == Verdict::Undecided && unknown.contains("other versions"), "{:?} {unknown}", asking.answer.verdict);
}

/// What the internet can connect to opens what its role does, once code runs there.
#[test]
fn an_instance_open_to_the_internet_is_a_way_under_conditions() {
    let Some(folder) = scenarios() else { return };
    let plan = read("plan.json", std::fs::read(folder.join("cloudgoat/cloud_breach_s3/plan.json")).unwrap());
    let asking = ask(plan, "internet", "cg-cardholder-data-bucket-cgid123").unwrap();
    let told: String = asking.answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?} ", u.doubt)).collect();
    assert_eq!(asking.answer.verdict, Verdict::ReachesIf, "{told}");
    let facts: Vec<&String> = best(&asking).unwrap().hops.iter().filter_map(|h| asking.graph.edge(*h)).flat_map(|e| &e.facts).collect();
    assert!(facts.iter().any(|f| f.contains("203.0.113.7/32")) && facts.iter().any(|f| f.contains("code to run")), "{facts:?}");
}
