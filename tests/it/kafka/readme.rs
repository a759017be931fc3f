//! What the README of the Event Hubs sample states, against what the program says of it.

use std::path::Path;

use serde_json::Value;

fn sample(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/event-hubs").join(name)).unwrap()
}

/// The cells of the table rows below a line that begins so.
fn table(readme: &str, after: &str) -> Vec<Vec<String>> {
    let below = readme.lines().skip_while(|l| !l.contains(after)).skip_while(|l| !l.starts_with('|'));
    let rows = below.take_while(|l| l.starts_with('|')).skip(2);
    rows.map(|l| l.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect()).collect()
}

#[test]
fn what_the_sample_states_is_what_comes_out() {
    let (readme, report): (String, Value) = (sample("README.md"), serde_json::from_str(&sample("expected/report.json")).unwrap());
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();

    let found = report["findings"].as_array().unwrap().iter().map(|f| {
        let subject = [&f["subject"], &f["subject"]["address"], &f["subject"]["id"]].into_iter().map(text).find(|s| !s.is_empty());
        vec![format!("{} ({})", text(&f["rule"]), text(&f["severity"])), format!("`{}`", subject.unwrap_or_default())]
    });
    let mut found: Vec<Vec<String>> = found.collect();
    let mut stated = table(&readme, "Findings, ");
    assert!(readme.contains(&format!("Findings, {}:", found.len())));
    found.sort();
    stated.sort();
    assert_eq!(stated, found);

    let silent = readme.lines().find_map(|l| l.split_once("as it should be: ")).unwrap().1.trim_end_matches('.');
    for rule in silent.split(", ") {
        assert!(keyholder::findings::rules().iter().any(|r| r.id == rule), "{rule} is no rule");
        assert!(!found.iter().any(|f| f[0].starts_with(&format!("{rule} "))), "{rule} fires");
    }

    let controls = report["controls"].as_array().unwrap();
    let row = |id: &str| controls.iter().find(|c| c["id"] == id).unwrap();
    let mut named: Vec<String> = Vec::new();
    for cells in table(&readme, "that Event Hubs answers:") {
        for id in cells[0].split(", ") {
            assert_eq!(row(id)["state"], Value::from(cells[1].clone()), "{id}");
            named.push(id.to_owned());
        }
    }
    let waiting = readme.lines().find(|l| l.starts_with("The others that Event Hubs answers")).unwrap();
    let waiting = waiting.split_once('(').unwrap().1.split_once(')').unwrap().0;
    for id in waiting.split(", ") {
        assert_eq!(row(id)["state"], "unknown", "{id}");
        let missing: Vec<String> = row(id)["missing"].as_array().unwrap().iter().map(text).collect();
        assert!(missing.len() == 1 && missing[0].starts_with("a statement with evidence"), "{id} lacks {missing:?}");
        named.push(id.to_owned());
    }
    let left: Vec<&str> = super::rows::ids().into_iter().filter(|id| !named.iter().any(|n| n == id)).collect();
    // It needs two reviews.
    assert_eq!(left, ["KC-UPG-02"]);
}
