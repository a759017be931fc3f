//! OSCAL assessment results (NIST, model 1.1 and later): a finding a row of the control matrix, an observation a finding of keyholder.
//!
//! *In:* a report. *Out:* JSON. *Does not:* say that a control is satisfied unless its row is `met`.
//! Ids are made from the inputs' hashes, so the same report gives the same bytes.

mod document;

use uuid::Uuid;

use self::document::{
    AssessmentResults, BackMatter, Collected, ControlId, Document, Evidence, Finding, Hash, Href, Link, Metadata, Observation, Prop, Related,
    RelatedRisk, Resource, Result, Reviewed, Risk, Selection, Status, Target,
};
use super::Error;
use super::view::{self, Report, State};
use super::visible::shown;
use super::words;

/// Version of the model.
const VERSION: &str = "1.1.3";
/// Where the names of properties are defined.
const NAMESPACE: &str = "https://github.com/keyholder/keyholder/ns/oscal";
/// The date of inputs that have none.
const UNDATED: &str = "1980-01-01T00:00:00Z";

/// The report as assessment results.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn render(report: &Report) -> std::result::Result<Vec<u8>, Error> {
    super::json::render(&document(report))
}

/// Makes the ids of one report.
struct Ids(Uuid);

impl Ids {
    fn new(report: &Report) -> Self {
        let hashes: Vec<&str> = report.inputs.iter().chain(&report.configuration).map(|i| i.sha256.as_str()).collect();
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{NAMESPACE} {} {}", report.tool.version, hashes.join(" ")).as_bytes()))
    }

    fn of(&self, what: &str) -> String {
        Uuid::new_v5(&self.0, what.as_bytes()).to_string()
    }
}

fn document(report: &Report) -> Document {
    let ids = Ids::new(report);
    let date = report.inputs.iter().filter_map(|i| i.date.as_deref()).filter(|d| is_date(d)).max().unwrap_or(UNDATED).to_owned();
    let rows: Vec<&view::Control> = report.controls.iter().filter(|c| c.state != State::NotApplicable).collect();
    let reviewed = Reviewed {
        control_selections: vec![Selection { include_controls: report.controls.iter().map(|c| ControlId { control_id: c.id.clone() }).collect() }],
    };
    let result = Result {
        uuid: ids.of("result"),
        title: line(&report.title),
        description: line(&report.summary),
        start: date.clone(),
        reviewed_controls: reviewed,
        observations: observations(report, &ids, &date),
        risks: report.findings.iter().map(|f| risk(report, f, &ids)).collect(),
        findings: rows.iter().map(|c| finding(c, &ids)).collect(),
    };
    let plan = ids.of("plan");
    Document {
        assessment_results: AssessmentResults {
            uuid: ids.of("assessment-results"),
            metadata: Metadata {
                title: line(&report.title),
                last_modified: date,
                version: report.tool.version.clone(),
                oscal_version: VERSION.to_owned(),
            },
            import_ap: Href { href: format!("#{plan}") },
            results: vec![result],
            back_matter: BackMatter { resources: resources(report, &ids, plan) },
        },
    }
}

/// `2026-11-20T09:14:00Z`.
fn is_date(text: &str) -> bool {
    let shape = "dddd-dd-ddTdd:dd:ddZ";
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
}

/// Text of the input in a field that takes markup: nothing in it is markup, and it is never empty.
fn line(text: &str) -> String {
    let shown = shown(text, 2_000).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let plain = shown.trim();
    if plain.is_empty() { "–".to_owned() } else { plain.to_owned() }
}

fn prop(name: &str, value: &str) -> Prop {
    Prop { name: name.to_owned(), ns: NAMESPACE.to_owned(), value: line(value) }
}

/// One observation a finding, and one a row.
fn observations(report: &Report, ids: &Ids, date: &str) -> Vec<Observation> {
    let of_finding = report.findings.iter().map(|f| {
        let places = f.locations.iter().take(10).map(words::place).collect::<Vec<_>>().join("; ");
        Observation {
            uuid: ids.of(&f.id),
            title: line(&format!("{} {}", f.id, f.rule)),
            description: line(&f.headline()),
            props: vec![prop("rule", &f.rule), prop("fingerprint", &f.fingerprint), prop("severity", words::severity(f.severity))],
            methods: vec!["TEST".to_owned()],
            types: vec!["finding".to_owned()],
            relevant_evidence: vec![Evidence { href: format!("../report.html#{}", f.id), description: line(&places) }],
            collected: Collected(date.to_owned()),
        }
    });
    let of_row = report.controls.iter().map(|c| {
        let proof: Vec<String> = c.proof().into_iter().take(20).collect();
        let missing = c.missing.iter().map(|m| format!("missing: {m}"));
        let human = c.evidence.iter().map(|e| format!("evidence named: {}", e.url));
        Observation {
            uuid: ids.of(&format!("row {}", c.id)),
            title: line(&format!("{} {}", c.id, c.question)),
            description: line(&proof.into_iter().chain(missing).chain(human).collect::<Vec<_>>().join(". ")),
            props: std::iter::once(prop("state", c.state.name())).chain(c.owners.iter().map(|o| prop("owner", o))).collect(),
            methods: vec![if c.class == "human" { "EXAMINE" } else { "TEST" }.to_owned()],
            types: vec!["control-objective".to_owned()],
            relevant_evidence: vec![Evidence { href: format!("../report.html#{}", c.id), description: line(&c.reason) }],
            collected: Collected(date.to_owned()),
        }
    });
    of_finding.chain(of_row).collect()
}

fn risk(report: &Report, finding: &view::Finding, ids: &Ids) -> Risk {
    let why = report.rule(&finding.rule).map(|r| r.section("Why it matters")).unwrap_or_default();
    Risk {
        uuid: ids.of(&format!("risk {}", finding.id)),
        title: line(&format!("{} {}", finding.id, finding.rule)),
        description: line(&finding.headline()),
        statement: line(&why),
        status: if finding.accepted.is_some() { "deviation-approved" } else { "open" }.to_owned(),
        related_observations: vec![Related { observation_uuid: ids.of(&finding.id) }],
    }
}

fn finding(row: &view::Control, ids: &Ids) -> Finding {
    let (state, reason) = match row.state {
        State::Met | State::NotApplicable => ("satisfied", "pass"),
        State::Gap => ("not-satisfied", "fail"),
        State::Unknown | State::Stated | State::Exception => ("not-satisfied", "other"),
    };
    let observed = std::iter::once(format!("row {}", row.id)).chain(row.findings.iter().cloned());
    Finding {
        uuid: ids.of(&format!("finding {}", row.id)),
        title: line(&format!("{} {}", row.id, row.question)),
        description: line(&row.reason),
        props: vec![prop("state", row.state.name())],
        target: Target {
            kind: "objective-id".to_owned(),
            target_id: row.id.clone(),
            status: Status { state: state.to_owned(), reason: reason.to_owned(), remarks: line(&format!("{}: {}", row.state.name(), row.reason)) },
        },
        related_observations: observed.map(|o| Related { observation_uuid: ids.of(&o) }).collect(),
        related_risks: row.findings.iter().map(|f| RelatedRisk { risk_uuid: ids.of(&format!("risk {f}")) }).collect(),
    }
}

/// What the results refer to: the plan of the assessment, and the inputs by their hashes.
fn resources(report: &Report, ids: &Ids, plan: String) -> Vec<Resource> {
    let description = "The questions of keyholder's control matrix, asked of the inputs named here; `matrix.csv` holds each with its answer.";
    let plan = Resource { uuid: plan, title: "Assessment plan".to_owned(), description: description.to_owned(), rlinks: Vec::new() };
    let inputs = report.inputs.iter().chain(&report.configuration).enumerate().map(|(n, i)| {
        // A link is a URI: other characters are written as their bytes.
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
        let href: String = i.name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
        let hash = Hash { algorithm: "SHA-256".to_owned(), value: i.sha256.clone() };
        Resource {
            uuid: ids.of(&format!("input {n}")),
            title: line(&i.name),
            description: line(&i.kind),
            rlinks: vec![Link { href, hashes: vec![hash] }],
        }
    });
    std::iter::once(plan).chain(inputs).collect()
}
