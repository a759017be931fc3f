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

/// The report of a file, as the command line makes it.
fn review(name: &str, input: &std::path::Path, config: &std::path::Path) -> Report {
    let source = keyholder::ingest::Source { name: name.to_owned(), bytes: std::fs::read(input).unwrap() };
    let review: keyholder::model::Review = std::fs::read_to_string(config).map(|t| toml::from_str(&t).unwrap()).unwrap_or_default();
    let options = keyholder::ingest::Options { accounts: review.accounts.clone(), ..Default::default() };
    let inventory = keyholder::ingest::read(&[source], &options).unwrap();
    reviewed(&inventory, &review)
}

fn reviewed(inventory: &keyholder::model::Inventory, review: &keyholder::model::Review) -> Report {
    let reviewed = keyholder::trace::review(inventory, review);
    let analysis = Analysis {
        inventory,
        review,
        graph: &reviewed.graph,
        traces: &reviewed.traces,
        groups: &reviewed.groups,
        claims: &reviewed.claims,
        today: "2026-11-24",
    };
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
        std::fs::write(folder.join(format!("hostile-{i}.html")), report::write(&hostile::report(payload), Format::Html).unwrap()).unwrap();
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
