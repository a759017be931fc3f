//! What the rules say of themselves: the page `docs/rules.md` and the answer of `keyholder explain`.

use super::{Rule, Severity};

/// The sections that each rule's documentation has, in this order.
pub const SECTIONS: [&str; 4] = ["What it finds", "Why it matters", "How to fix it", "Limits"];

impl Severity {
    /// The word of the contract: `critical`, `high`, `medium`, `low`, `info`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Info => "info",
        }
    }
}

/// All of one rule, as Markdown.
pub fn explain(rule: &Rule) -> String {
    format!("## {}\n\n{}\n", rule.id, body(rule))
}

/// The page of all rules, as Markdown.
pub fn page(rules: &[&Rule]) -> String {
    let mut out = String::from("# Rules\n\n");
    out.push_str("Generated from the rules themselves: `KEYHOLDER_BLESS=1 cargo test`. A rule's id reads as \"allow ⟨id⟩\". ");
    out.push_str("The severity is the usual one: what is reached, and under which conditions, moves it. ");
    out.push_str("A control listed with a rule is one that the rule gives evidence for; no rule makes anything compliant.\n\n");
    out.push_str("| rule | severity | finds |\n|---|---|---|\n");
    for rule in rules {
        out.push_str(&format!("| [{0}](#{0}) | {1} | {2} |\n", rule.id, rule.severity.word(), rule.title));
    }
    for rule in rules {
        out.push_str(&format!("\n{}", explain(rule)));
    }
    out
}

fn body(rule: &Rule) -> String {
    let controls = if rule.controls.is_empty() { "none".to_owned() } else { rule.controls.join(" · ") };
    format!("{}.\n\nSeverity {}, since {}. Controls: {controls}.\n\n{}", rule.title, rule.severity.word(), rule.since, rule.docs.trim())
}
