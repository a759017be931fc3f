//! Every output format, on a report made by hand and on one full of hostile names.

mod access;
mod example;
mod hostile;
mod network;

use keyholder::findings::{self, Analysis};
use keyholder::report::{self, Format, Report, terminal};

#[test]
fn json_fits_its_schema() {
    let value: serde_json::Value = serde_json::from_slice(&report::write(&example::report(), Format::Json).unwrap()).unwrap();
    let schema = report::json::report_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&value), "{:?}", validator.iter_errors(&value).map(|e| e.to_string()).collect::<Vec<_>>());
    let mut wrong = value;
    wrong["traces"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&wrong));
}

/// The day of every review here.
pub(crate) const TODAY: &str = "2026-11-24";

/// The report of a file, as the command line makes it.
pub(crate) fn review(name: &str, input: &std::path::Path, config: &std::path::Path) -> Report {
    let (inventory, review) = world(name, input, config);
    reviewed(&inventory, &review)
}

/// What a file and a configuration say.
pub(crate) fn world(name: &str, input: &std::path::Path, config: &std::path::Path) -> (keyholder::model::Inventory, keyholder::model::Review) {
    let source = keyholder::ingest::Source { name: name.to_owned(), bytes: std::fs::read(input).unwrap() };
    let review: keyholder::model::Review = std::fs::read_to_string(config).map(|t| toml::from_str(&t).unwrap()).unwrap_or_default();
    let options = keyholder::ingest::Options { accounts: review.accounts.clone(), ..Default::default() };
    (keyholder::ingest::read(&[source], &options).unwrap(), review)
}

pub(crate) fn reviewed(inventory: &keyholder::model::Inventory, review: &keyholder::model::Review) -> Report {
    let reviewed = keyholder::trace::review(inventory, review);
    let analysis = Analysis::of(inventory, review, &reviewed, TODAY);
    report::build(&analysis, &findings::run(&analysis), &report::Meta { version: "0.1.0", rules: findings::rules() })
}

fn write_all(report: &Report, folder: &std::path::Path) {
    std::fs::create_dir_all(folder.join("diagrams")).unwrap();
    for width in [80, 120] {
        let text = terminal::render(report, terminal::Look { width, colour: true });
        std::fs::write(folder.join(format!("terminal-{width}.txt")), text).unwrap();
    }
    for format in Format::ALL {
        std::fs::write(folder.join(format!("report.{}", format.name())), report::write(report, format).unwrap()).unwrap();
    }
    for diagram in &report.diagrams {
        let svg = report::diagram::svg::standalone(diagram, &report::diagram::layout::builtin(diagram));
        std::fs::write(folder.join(format!("diagrams/{}.svg", diagram.id)), svg).unwrap();
    }
}

/// Writes reports for looking at: `KEYHOLDER_LOOK=DIR cargo test --test it formats::look`; `KEYHOLDER_LOOK_AT=FILE` adds one of a file.
#[test]
fn look() {
    let Some(folder) = std::env::var_os("KEYHOLDER_LOOK").map(std::path::PathBuf::from) else { return };
    write_all(&example::report(), &folder.join("example"));
    write_all(&network::report(), &folder.join("network"));
    for (i, payload) in hostile::PAYLOADS.iter().enumerate() {
        let hostile = hostile::report(payload);
        for (ending, format) in [("html", Format::Html), ("md", Format::Markdown)] {
            std::fs::write(folder.join(format!("hostile-{i}.{ending}")), report::write(&hostile, format).unwrap()).unwrap();
        }
        // The largest picture by itself.
        if let Some(diagram) = hostile.diagrams.iter().max_by_key(|d| d.nodes.len()) {
            let svg = report::diagram::svg::standalone(diagram, &report::diagram::layout::builtin(diagram));
            std::fs::write(folder.join(format!("hostile-{i}.svg")), svg).unwrap();
            std::fs::write(folder.join(format!("hostile-{i}.mmd")), report::diagram::mermaid::write(diagram)).unwrap();
        }
    }
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for name in ["byoc-kafka", "rewrite-trust", "clean"] {
        let sample = samples.join(name);
        write_all(&review("plan.json", &sample.join("plan.json"), &sample.join("keyholder.toml")), &folder.join(name));
    }
    if let Some(file) = std::env::var_os("KEYHOLDER_LOOK_AT").map(std::path::PathBuf::from) {
        let name = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        write_all(&review("plan.json", &file, &file.with_file_name("keyholder.toml")), &folder.join(name));
    }
}

#[test]
fn lines_keep_to_the_width() {
    for width in [80, 120] {
        let text = terminal::render(&example::report(), terminal::Look { width, colour: false });
        for line in text.lines().filter(|l| l.chars().count() > width) {
            assert_eq!(line.split_whitespace().count(), 1, "{line}");
        }
    }
}

#[test]
fn colour_changes_no_text() {
    let plain = terminal::render(&example::report(), terminal::Look { width: 100, colour: false });
    let colour = terminal::render(&example::report(), terminal::Look { width: 100, colour: true });
    assert_ne!(plain, colour);
    assert_eq!(plain, anstream::adapter::strip_str(&colour).to_string());
}

/// What GitHub requires of a SARIF file. Source: "SARIF support for code scanning", GitHub Docs.
#[test]
fn sarif_has_what_github_requires() {
    let report = example::report();
    let log: serde_json::Value = serde_json::from_slice(&report::write(&report, Format::Sarif).unwrap()).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), report.rules.len(), "a rule without a finding is listed too");
    for rule in rules {
        for required in ["/id", "/shortDescription/text", "/fullDescription/text", "/help/text", "/properties/security-severity"] {
            assert!(rule.pointer(required).and_then(|v| v.as_str()).is_some_and(|s| !s.is_empty()), "{required}");
        }
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2, "accepted findings are left out");
    for result in results {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "terraform/iam.tf");
        for number in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][number].as_u64().unwrap() > 0, "{number}");
        }
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
    }
    let flow = results[0]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    assert_eq!(flow.len(), report.findings[0].hops.len());
    let severity: f64 = rules[0]["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
    assert!(severity > 9.0, "critical");
}

#[test]
fn markdown_is_cut_by_whole_findings() {
    let mut report = example::report();
    let first = report.findings[0].clone();
    report.findings = (0..500).map(|n| report::view::Finding { id: format!("F-{n:03}"), ..first.clone() }).collect();
    let text = String::from_utf8(report::write(&report, Format::Markdown).unwrap()).unwrap();
    assert!(text.len() <= 60_000, "{}", text.len());
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    let told = text.matches("</b> ").count() - 1;
    assert!(text.contains(&format!("**{} findings left out here for length**", 500 - told)), "{told} told");
}

#[test]
fn a_page_may_run_nothing_but_its_own() {
    let page = String::from_utf8(report::write(&example::report(), Format::Html).unwrap()).unwrap();
    assert!(page.contains("default-src &#x27;none&#x27;") && !page.contains("unsafe-inline"));
    assert!(!page.contains(" style=\"") && !page.contains("http://") && page.matches("https://").count() == 0, "no address of anything outside");
    let broken = report::html::Templates { script: "</SCRIPT>".into(), ..Default::default() };
    assert!(report::html::render(&example::report(), &broken).is_err());
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(report::write(&example::report(), format).unwrap(), report::write(&example::report(), format).unwrap());
    }
}
