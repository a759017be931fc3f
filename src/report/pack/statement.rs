//! The in-toto statement about a review, unsigned: <https://github.com/in-toto/attestation>, predicate `test-result/v0.1`.

use serde_json::{Value, json};

use super::{File, digest};
use crate::report::Error;
use crate::report::view::{Input, Report, State};

/// The statement about these files, which are all of the pack but the manifest and itself. Subjects: the judged inputs, named `input/NAME`, and the files.
pub(super) fn write(report: &Report, files: &[File]) -> Result<Vec<u8>, Error> {
    let inputs = report.inputs.iter().map(|i| subject(&format!("input/{}", i.name), &i.sha256));
    let files = files.iter().map(|(name, bytes)| subject(name, &digest(bytes)));
    let rows = |states: &[State]| report.controls.iter().filter(|c| states.contains(&c.state)).map(|c| c.id.clone()).collect::<Vec<_>>();
    let failed = rows(&[State::Gap]);
    let warned = rows(&[State::Unknown, State::Exception]);
    let result = match (failed.is_empty(), warned.is_empty() && report.complete) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    };
    let value = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": inputs.chain(files).collect::<Vec<_>>(),
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
            "result": result,
            "configuration": configuration(report),
            "passedTests": rows(&[State::Met, State::Stated, State::NotApplicable]),
            "warnedTests": warned,
            "failedTests": failed,
        },
    });
    crate::report::json::render(&value)
}

fn subject(name: &str, sha256: &str) -> Value {
    json!({"name": name, "digest": {"sha256": sha256}})
}

/// What the judgement depends on besides the inputs: the user's own statements and the program.
fn configuration(report: &Report) -> Vec<Value> {
    let file = |i: &Input| subject(&i.name, &i.sha256);
    let tool = json!({"name": format!("{} {}", report.tool.name, report.tool.version), "uri": format!("pkg:cargo/{}@{}", report.tool.name, report.tool.version)});
    report.configuration.iter().map(file).chain([tool]).collect()
}
