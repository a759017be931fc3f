//! The control matrix: each question with its answer and what it rests on.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Accepted, Input, Origin};
pub use crate::controls::State;

/// One answered question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Control {
    /// Stable id: `KC-VND-01`.
    pub id: String,
    /// The part of the review it belongs to.
    pub section: String,
    /// The question.
    pub question: String,
    /// How it is answered: `automatic`, `mixed` or `human`.
    pub class: String,
    /// The answer.
    pub state: State,
    /// Why, in one sentence.
    pub reason: String,
    /// Facts that are missing.
    pub missing: Vec<String>,
    /// What only a human can say; empty where nothing.
    pub human: String,
    /// Findings about it: `F-001`.
    pub findings: Vec<String>,
    /// Rules that ran for it.
    pub rules: Vec<String>,
    /// Facts that speak against it and of which no rule tells.
    pub against: Vec<Fact>,
    /// What it was judged from, the first [`FACTS`].
    pub facts: Vec<Fact>,
    /// How many further facts it was judged from.
    pub facts_left: usize,
    /// Policy statements behind its findings.
    pub statements: Vec<Quote>,
    /// Rows that it sums up.
    pub sums: Vec<Sum>,
    /// Who owns it.
    pub owners: Vec<String>,
    /// Evidence that lies elsewhere.
    pub evidence: Vec<Statement>,
    /// Who accepts the gap.
    pub accepted: Vec<Accepted>,
    /// Controls of catalogues that the row gives evidence for, each with the catalogue's version.
    pub maps: Vec<String>,
    /// For `met`: what an input of this kind can never show and was taken to hold, by the names of the assumptions.
    pub assumptions: Vec<String>,
    /// The input that was judged.
    pub judged_on: Vec<Input>,
}

/// Facts listed of a row.
pub const FACTS: usize = 20;

/// A fact, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// One sentence.
    pub text: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// The text of a policy statement, as it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Quote {
    /// Which statement.
    #[serde(flatten)]
    pub statement: super::access::Statement,
    /// Its text in the order of the policy grammar, unknown parts by their names; null where the input marks it as sensitive, or it is none of the input's.
    pub text: Option<String>,
    /// SHA-256 of that text, in lower-case hexadecimal; null where there is none.
    pub sha256: Option<String>,
}

/// A row that is summed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sum {
    /// Its id.
    pub id: String,
    /// Its answer.
    pub state: State,
}

/// What a human says, with evidence that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Statement {
    /// Where the evidence is.
    pub url: String,
    /// From when, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Until when, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// It has not run out.
    pub counts: bool,
}

impl Control {
    /// What the row rests on, in words: findings, statement digests, facts, rules.
    pub fn proof(&self) -> Vec<String> {
        use crate::report::words;
        let mut proof: Vec<String> = Vec::new();
        proof.extend(self.findings.iter().map(|f| format!("finding {f}")));
        proof.extend(self.statements.iter().map(|q| {
            let digest = q.sha256.as_deref().map(|d| format!(", sha256 {d}")).unwrap_or_default();
            format!("{} at {}{digest}", words::statement(&q.statement), words::place(&q.statement.origin))
        }));
        for fact in self.against.iter().chain(&self.facts) {
            let place = fact.origin.as_ref().map(words::place).filter(|p| !fact.text.starts_with(p.as_str()));
            proof.push(place.map_or_else(|| fact.text.clone(), |p| format!("{} ({p})", fact.text)));
        }
        if self.facts_left > 0 {
            proof.push(format!("and {} more facts", self.facts_left));
        }
        proof.extend(self.sums.iter().map(|s| format!("{} is {}", s.id, s.state.name())));
        if !self.assumptions.is_empty() {
            proof.push(format!("assuming {}", self.assumptions.join(", ")));
        }
        if !self.rules.is_empty() {
            proof.push(format!("rules {}", self.rules.join(", ")));
        }
        proof
    }
}
