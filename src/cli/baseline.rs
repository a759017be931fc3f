//! The findings of an earlier review.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::exit::Failure;
use crate::report::view::{Baseline, Report};

/// What counts of a `report.json`.
#[derive(Deserialize)]
struct Earlier {
    version: u32,
    findings: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    fingerprint: String,
}

/// Marks the findings that an earlier review told of. What a comparison calls new stays new.
pub(super) fn mark(report: &mut Report, path: &Path) -> Result<(), Failure> {
    let shown = || path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| Failure::File { what: "read", path: shown(), source })?;
    let wrong = |why: String| Failure::Usage(format!("`{}` is no `report.json` of a review: {why}", shown()));
    let earlier: Earlier = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    if earlier.version != crate::report::view::VERSION {
        return Err(wrong(format!("its version is {}", earlier.version)));
    }
    let known: BTreeSet<String> = earlier.findings.into_iter().map(|f| f.fingerprint).collect();
    for finding in &mut report.findings {
        let told = known.contains(&finding.fingerprint);
        finding.baseline = Some(if told { Baseline::Unchanged } else { finding.baseline.unwrap_or(Baseline::New) });
    }
    Ok(())
}
