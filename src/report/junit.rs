//! JUnit XML: a test case a rule, with a failure a new finding; a test case a claim.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;

use super::Error;
use super::view::{ClaimVerdict, Finding, Report};
use super::visible::shown;
use super::words;

/// Longest text of the input, in characters.
const LONGEST: usize = 1_000;

#[derive(Clone, Debug, Serialize)]
struct Suite {
    name: &'static str,
    failures: usize,
    cases: Vec<Case>,
}

#[derive(Clone, Debug, Serialize)]
struct Case {
    name: String,
    file: Option<String>,
    line: Option<u32>,
    failures: Vec<Failure>,
}

#[derive(Clone, Debug, Serialize)]
struct Failure {
    kind: &'static str,
    message: String,
    text: String,
}

/// The rules and claims.
///
/// # Errors
/// When the template cannot be rendered, which does not happen to the values of this file.
pub fn render(report: &Report) -> Result<Vec<u8>, Error> {
    let rules = report.rules.iter().map(|rule| {
        let found: Vec<&Finding> = report.news().filter(|f| f.rule == rule.id).collect();
        let origin = found.iter().filter_map(|f| f.place()).find(|o| o.file.is_some());
        Case {
            name: format!("{}: {}", rule.id, rule.title),
            file: origin.and_then(|o| o.file.as_deref()).map(|f| shown(f, LONGEST)),
            line: origin.and_then(|o| o.line),
            failures: found.into_iter().map(failure).collect(),
        }
    });
    let claims = report.claims.iter().map(|claim| Case {
        name: shown(&format!("{}: {}", claim.id, claim.says), LONGEST),
        file: None,
        line: None,
        failures: match claim.verdict {
            ClaimVerdict::Proven => Vec::new(),
            verdict => vec![Failure {
                kind: words::claim(verdict),
                message: format!("the claim is {}", words::claim(verdict)),
                text: claim.witness.iter().flat_map(|w| &w.hops).map(step).collect::<Vec<_>>().join("\n"),
            }],
        },
    });
    let suites = [("rules", rules.collect::<Vec<_>>()), ("claims", claims.collect())].map(|(name, cases)| Suite {
        name,
        failures: cases.iter().filter(|c| !c.failures.is_empty()).count(),
        cases,
    });
    let (tests, failures) = suites.iter().fold((0, 0), |(t, f), s| (t + s.cases.len(), f + s.failures));
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.add_template("junit.xml", include_str!("../../templates/junit.xml"))?;
    let text = env.get_template("junit.xml")?.render(context! { tests, failures, suites => Serde(suites) })?;
    Ok(text.into_bytes())
}

fn failure(finding: &Finding) -> Failure {
    let places = finding.locations.iter().map(|o| format!("at {}", words::place(o)));
    let text: Vec<String> = places.chain(finding.hops.iter().map(step)).map(|line| shown(&line, LONGEST)).collect();
    Failure { kind: words::severity(finding.severity), message: shown(&finding.headline(), LONGEST), text: text.join("\n") }
}

fn step(hop: &super::view::Hop) -> String {
    let by = hop.statements.first().map(|s| format!(" by {} at {}", words::statement(s), words::place(&s.origin))).unwrap_or_default();
    shown(&format!("{} {} {}{by}", hop.from.name, words::step(hop), hop.to.name), LONGEST)
}
