//! The review as one self-contained page: nothing is loaded, nothing but its own script and style may run.
//!
//! Every string of the report is made visible, shortened and escaped by the template engine's formatter. `safe` in the template is for what this
//! program wrote itself: its style, its script, and the diagrams, which escape their own text.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use sha2::{Digest, Sha256};

use super::Error;
use super::diagram::view::Diagram;
use super::diagram::{layout, svg};
use super::view::{Report, Verdict, ways};
use super::visible::shown;
use super::words;

mod filters;

/// Longest text shown, in characters.
const LONGEST: usize = 400;
/// Ways shown.
const WAYS: usize = 300;
/// Targets named on the first line of a way.
const TARGETS: usize = 5;
/// Gaps shown of one kind.
const GAPS: usize = 200;
/// The parts of the page that can be replaced by the user's own.
#[derive(Clone, Debug)]
pub struct Templates {
    /// `report.html`, a minijinja template.
    pub page: String,
    /// `report.css`.
    pub style: String,
    /// `report.js`.
    pub script: String,
}

impl Default for Templates {
    fn default() -> Self {
        Self {
            page: include_str!("../../../templates/report.html").to_owned(),
            style: include_str!("../../../templates/report.css").to_owned(),
            script: include_str!("../../../templates/report.js").to_owned(),
        }
    }
}

/// The page.
///
/// # Errors
/// When a template of the user's own is not valid, or a style or script would end its own element.
pub fn render(report: &Report, templates: &Templates) -> Result<Vec<u8>, Error> {
    let style = format!("{}\n{}\n{}", templates.style.trim(), svg::font_css(), svg::shared_css());
    for (text, end) in [(&style, "</style"), (&templates.script, "</script"), (&templates.script, "<!--")] {
        if text.to_ascii_lowercase().contains(end) {
            return Err(Error::Element(end));
        }
    }
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => minijinja::escape_formatter(out, state, &Value::from(shown(text, LONGEST))),
        _ => minijinja::escape_formatter(out, state, value),
    });
    filters::add(&mut env);
    env.add_template("report.html", &templates.page)?;
    let ways_all = ways(&report.traces);
    let told: Vec<_> = ways_all.iter().take(WAYS).collect();
    let told_ids: BTreeSet<String> = told.iter().flat_map(|w| w.traces()).filter_map(|t| t.id.clone()).collect();
    let evidence = evidence(report, &told);
    let text = env.get_template("report.html")?.render(context! {
        r => parts(report),
        csp => policy(&style, &templates.script),
        style => Value::from_safe_string(style.clone()),
        script => Value::from_safe_string(templates.script.clone()),
        overall => words::verdict(report.verdict.unwrap_or(Verdict::Never)),
        open => report.open_findings().count(),
        severities => ["critical", "high", "medium", "low", "info"],
        findings => findings(report),
        diagrams => report.diagrams.iter().filter(|d| !d.id.starts_with("trace-")).map(picture).collect::<Vec<_>>(),
        ways => told.iter().copied().map(way).collect::<Vec<_>>(),
        told => told_ids.into_iter().collect::<Vec<_>>(),
        ways_left => ways_all.len().saturating_sub(WAYS),
        controls => report.controls.iter().map(|c| context! { value => plain(c), state => c.state.name() }).collect::<Vec<_>>(),
        states => states(report),
        gaps => gaps(report),
        evidence => evidence.iter().map(plain).collect::<Vec<_>>(),
        evidence_left => report.evidence.len() - evidence.len(),
    })?;
    Ok(text.into_bytes())
}

/// The evidence that something on the page points to.
fn evidence<'a>(report: &'a Report, told: &[&super::view::Way<'_>]) -> Vec<&'a super::view::Evidence> {
    let ways = told.iter().map(|w| w.lead).chain(report.claims.iter().filter_map(|c| c.witness.as_ref()));
    let ways = ways.flat_map(|t| t.hops.iter().chain(t.easiest.iter().flat_map(|e| &e.hops)));
    let steps = ways.chain(report.findings.iter().flat_map(|f| &f.hops)).filter_map(|h| h.evidence.as_deref());
    let arrows = report.diagrams.iter().flat_map(|d| d.edges.iter().flat_map(|e| &e.evidence).chain(&d.left_out)).map(String::as_str);
    let needed: BTreeSet<&str> = steps.chain(arrows).collect();
    report.evidence.iter().filter(|e| needed.contains(e.id.as_str())).collect()
}

/// What the page may load and run: its own style and script, by their hashes, and its own fonts.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// The report without what is told in part only: ways, gaps, evidence.
fn parts(report: &Report) -> Value {
    context! {
        tool => plain(&report.tool),
        title => report.title.clone(),
        inputs => plain(&report.inputs),
        complete => report.complete,
        summary => report.summary.clone(),
        basis => report.basis.clone(),
        policies => plain(&report.policies),
        assumptions => plain(&report.assumptions),
        gaps => report.gaps.len(),
        claims => plain(&report.claims),
        matrix => plain(&report.matrix),
        findings => report.findings.len(),
        rules => plain(&report.rules),
    }
}

/// A value of the report as the template sees it: as in the JSON.
fn plain<T: serde::Serialize>(value: &T) -> Value {
    Value::from(Serde(value))
}

fn findings(report: &Report) -> Vec<Value> {
    let of = |f: &super::view::Finding| {
        let rule = report.rule(&f.rule);
        let section = |name: &str| rule.map(|r| r.section(name)).unwrap_or_default();
        let diagram = report.diagrams.iter().find(|d| d.id.strip_prefix("trace-") == Some(&f.id));
        context! {
            value => plain(f),
            headline => f.headline(),
            lost => f.remedy.as_ref().map(words::lost),
            title => rule.map(|r| r.title.clone()).unwrap_or_default(),
            why => section("Why it matters"),
            fix => section("How to fix it"),
            controls => rule.map(|r| r.controls.clone()).unwrap_or_default(),
            picture => diagram.map(picture),
        }
    };
    report.findings.iter().map(of).collect()
}

fn picture(diagram: &Diagram) -> Value {
    let svg = svg::fragment(diagram, &layout::builtin(diagram));
    let nodes: Vec<Value> = diagram
        .nodes
        .iter()
        .filter(|n| !n.label.is_empty())
        .map(|n| context! { id => n.id.clone(), name => n.label.first().cloned().unwrap_or_default() })
        .collect();
    let left_out = diagram.left_out.clone();
    context! { left_out => left_out, id => diagram.id.clone(), title => diagram.title.clone(), nodes => nodes, svg => Value::from_safe_string(svg) }
}

fn way(way: &super::view::Way<'_>) -> Value {
    let targets = way.targets();
    let named: Vec<Value> = targets
        .iter()
        .take(TARGETS)
        .map(|(node, accesses)| context! { name => node.name.clone(), access => accesses.iter().map(|a| words::access(*a)).collect::<Vec<_>>().join(", ") })
        .collect();
    context! {
        lead => plain(way.lead),
        targets => named,
        more => targets.len().saturating_sub(TARGETS),
        ids => way.others.iter().filter_map(|t| t.id.clone()).collect::<Vec<_>>(),
    }
}

fn states(report: &Report) -> Vec<Value> {
    let count = |state| report.controls.iter().filter(|c| c.state == state).count();
    let held = super::view::State::ALL.into_iter().map(|s| (s, count(s))).filter(|(_, n)| *n > 0);
    held.map(|(s, n)| context! { name => s.name(), count => n }).collect()
}

fn gaps(report: &Report) -> Vec<Value> {
    let mut kinds: BTreeMap<&str, Vec<&super::view::Gap>> = BTreeMap::new();
    for gap in &report.gaps {
        kinds.entry(&gap.kind).or_default().push(gap);
    }
    kinds
        .into_iter()
        .map(|(kind, list)| {
            let told: Vec<Value> = list.iter().take(GAPS).map(plain).collect();
            context! { kind => kind, list => told, left => list.len().saturating_sub(GAPS) }
        })
        .collect()
}
