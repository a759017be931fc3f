//! Every output format, on a report made by hand and on one full of hostile names.

mod example;

use keyholder::report::{self, Format, terminal};

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

/// Writes the examples for looking at: `KEYHOLDER_LOOK=DIR cargo test --test it formats::look`.
#[test]
fn look() {
    let Some(folder) = std::env::var_os("KEYHOLDER_LOOK").map(std::path::PathBuf::from) else { return };
    let report = example::report();
    for width in [80, 120] {
        let text = terminal::render(&report, terminal::Look { width, colour: true });
        std::fs::write(folder.join(format!("terminal-{width}.txt")), text).unwrap();
    }
    for format in Format::ALL {
        std::fs::write(folder.join(format!("report.{}", format.name())), report::write(&report, format).unwrap()).unwrap();
    }
}
