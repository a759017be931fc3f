//! Findings, the rules behind them, and judged claims.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ClaimVerdict, Condition, Confidence, Hop, Origin, Quote, Remedy, Severity, Trace};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Number within the report: `F-001`. Not stable from run to run; `fingerprint` is.
    pub id: String,
    /// Rule id.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The same for the same finding, wherever it moved to.
    pub fingerprint: String,
    /// Address or ARN of the resource, name of the policy, or name from the configuration.
    pub subject: String,
    /// One sentence.
    pub message: String,
    /// Where it stands, most telling first.
    pub locations: Vec<Origin>,
    /// The steps that show it.
    pub hops: Vec<Hop>,
    /// Statements that show it, where there is no step.
    pub statements: Vec<Quote>,
    /// Conditions under which it holds.
    pub conditions: Vec<Condition>,
    /// Changes that close the way shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// Whether an earlier review had it, where there is one to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Who accepted it, if somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
}

/// A finding against an earlier review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// It was not there.
    New,
    /// It was there.
    Unchanged,
}

impl Finding {
    /// The most telling place: where it stands, else the statements and steps that show it; one in a source file before any other.
    pub fn place(&self) -> Option<&Origin> {
        let statements = self.statements.iter().map(|q| &q.statement).chain(self.hops.iter().flat_map(|h| &h.statements));
        let places = || self.locations.iter().chain(statements.clone().map(|s| &s.origin));
        places().find(|o| o.file.is_some()).or_else(|| places().next())
    }

    /// The sentence with what it is about.
    pub fn headline(&self) -> String {
        if self.subject.is_empty() || self.message.contains(&self.subject) {
            self.message.clone()
        } else {
            format!("{}: {}", self.subject, self.message)
        }
    }
}

/// Why a finding is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accepted {
    /// Why.
    pub reason: String,
    /// Who owns it.
    pub owner: String,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Until when, `YYYY-MM-DD`.
    pub expires: String,
}

/// A rule that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// One line.
    pub title: String,
    /// The usual severity.
    pub severity: Severity,
    /// Version that brought it.
    pub since: String,
    /// Controls it gives evidence for, with the catalogue's version.
    pub controls: Vec<String>,
    /// Markdown: what it finds, why it matters, how to fix it, limits.
    pub help: String,
    /// Number of findings.
    pub findings: usize,
}

impl Rule {
    /// The text of a section of the help, heading excluded; empty when there is no such section.
    pub fn section(&self, heading: &str) -> String {
        let mut inside = false;
        let mut lines = Vec::new();
        for line in self.help.lines() {
            let plain = line.trim().trim_matches(['#', '*', ' ', ':']);
            let is_heading = line.trim_start().starts_with('#') || (line.trim().starts_with('*') && line.trim().ends_with('*'));
            if is_heading {
                inside = plain.eq_ignore_ascii_case(heading);
            } else if inside {
                lines.push(line.trim_end());
            }
        }
        lines.join("\n").trim().to_owned()
    }
}

/// A judged claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Claim {
    /// The claim's id.
    pub id: String,
    /// What it says, as a sentence.
    pub says: String,
    /// The verdict.
    pub verdict: ClaimVerdict,
    /// The refuting way, or the undecided one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Trace>,
}
