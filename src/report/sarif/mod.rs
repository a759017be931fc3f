//! SARIF 2.1.0 with what GitHub code scanning asks for.
//!
//! Sources: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS; "SARIF support for code scanning", GitHub Docs.
//! GitHub reads the severity of a *rule*, `partialFingerprints.primaryLocationLineHash` and the first location of a result, and ignores
//! `suppressions`: so accepted findings are left out.

mod log;

use super::Error;
use super::view::{Baseline, Finding, Gap, Hop, Origin, Report, Rule, Severity};
use super::visible::shown;
use super::words;
use log::{
    Artifact, ArtifactContent, CodeFlow, Configuration, Driver, Hashes, Help, Invocation, Location, Log, LogicalLocation, Message, Notification,
    PartialFingerprints, PhysicalLocation, Region, ReportingDescriptor, RuleProperties, Run, SarifResult, ThreadFlow, ThreadFlowLocation,
    ToolComponent,
};

/// Results that GitHub keeps of one run.
const RESULTS: usize = 5_000;
/// Gaps written as notifications.
const NOTIFICATIONS: usize = 1_000;
/// Further places of a result, and steps of its way, that GitHub keeps.
const RELATED: usize = 99;
const STEPS: usize = 1_000;
/// Tags of a rule that GitHub shows.
const TAGS: usize = 10;
/// Longest message, in characters.
const MESSAGE: usize = 1_000;

/// The findings that nobody accepted, as a SARIF log.
///
/// # Errors
/// When the value cannot be written as JSON, which does not happen to the values of this file.
pub fn render(report: &Report) -> Result<Vec<u8>, Error> {
    let reach = report.changes.iter().flat_map(|c| &c.reach);
    let findings: Vec<&Finding> = reach.chain(report.open_findings()).collect();
    let results = findings.iter().take(RESULTS).map(|f| result(report, f)).collect();
    let mut notifications: Vec<Notification> = report.gaps.iter().take(NOTIFICATIONS).map(|g| notification(report, g)).collect();
    let left_out = findings.len().saturating_sub(RESULTS) + report.gaps.len().saturating_sub(NOTIFICATIONS);
    if left_out > 0 {
        let text = format!("{} left out of this file: GitHub keeps no more", words::count(left_out, "finding or gap"));
        notifications.push(Notification::new("left-out", "warning", Message::plain(&text), Vec::new()));
    }
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: ToolComponent {
                driver: Driver {
                    name: &report.tool.name,
                    semantic_version: &report.tool.version,
                    rules: report.rules.iter().map(|r| descriptor(report, r)).collect(),
                },
            },
            invocations: vec![Invocation { execution_successful: true, tool_execution_notifications: notifications }],
            artifacts: report
                .inputs
                .iter()
                .map(|i| Artifact { location: ArtifactContent::new(&i.name), hashes: Hashes { sha256: &i.sha256 } })
                .collect(),
            column_kind: "utf16CodeUnits",
            results,
            properties: log::RunProperties {
                complete: report.complete,
                summary: text(&report.summary),
                assumptions: report.assumptions.iter().map(|a| a.id.as_str()).collect(),
            },
        }],
    };
    super::json::render(&log)
}

fn descriptor<'a>(report: &'a Report, rule: &'a Rule) -> ReportingDescriptor<'a> {
    // GitHub knows no severity of a single result: the worst one of the rule's findings stands for all.
    let worst = report.open_findings().filter(|f| f.rule == rule.id).map(|f| f.severity).max().unwrap_or(rule.severity);
    let what = rule.section("What it finds");
    let full = if what.is_empty() { rule.title.clone() } else { what };
    let tags = std::iter::once("security".to_owned()).chain(rule.controls.iter().map(|c| text(c)));
    ReportingDescriptor {
        id: &rule.id,
        short_description: Message { text: text(&rule.title) },
        full_description: Message { text: text(&full) },
        help: Help { text: rule.help.clone(), markdown: rule.help.clone() },
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties { tags: tags.take(TAGS).collect(), precision: "high", security_severity: security_severity(worst) },
    }
}

fn result<'a>(report: &'a Report, finding: &'a Finding) -> SarifResult<'a> {
    let place = finding.place();
    let related = finding.locations.iter().filter(|o| Some(*o) != place).take(RELATED).map(|o| location(report, o, None)).collect();
    let steps: Vec<ThreadFlowLocation> = finding.hops.iter().take(STEPS).map(|h| step(report, h)).collect();
    SarifResult {
        rule_id: &finding.rule,
        rule_index: report.rules.iter().position(|r| r.id == finding.rule),
        level: level(finding.severity),
        message: Message::plain(&finding.headline()),
        locations: vec![location(report, &place.cloned().unwrap_or_default(), None)],
        related_locations: related,
        code_flows: if steps.is_empty() { Vec::new() } else { vec![CodeFlow { thread_flows: vec![ThreadFlow { locations: steps }] }] },
        baseline_state: finding.baseline.map(|b| match b {
            Baseline::New => "new",
            Baseline::Unchanged => "unchanged",
        }),
        partial_fingerprints: PartialFingerprints { primary_location_line_hash: &finding.fingerprint },
        properties: log::ResultProperties { severity: words::severity(finding.severity), confidence: words::confidence(finding.confidence) },
    }
}

fn step(report: &Report, hop: &Hop) -> ThreadFlowLocation {
    let actions = if hop.actions.is_empty() { String::new() } else { format!(": {}", hop.actions.join(", ")) };
    let statement = hop.statements.first();
    let by = statement.map(|s| format!(" (allowed by {})", words::statement(s))).unwrap_or_default();
    let words = format!("{} {} {}{actions}{by}", hop.from.name, words::step(hop), hop.to.name);
    let origin = statement.map(|s| s.origin.clone()).unwrap_or_default();
    ThreadFlowLocation { location: location(report, &origin, Some(&words)) }
}

fn notification(report: &Report, gap: &Gap) -> Notification {
    let message = Message::plain(&format!("{}: {}", gap.subject, gap.message));
    Notification::new(&gap.kind, "note", message, vec![location(report, &gap.origin, None)])
}

/// The file and line, or the input when the source is not at hand, and the resource.
fn location(report: &Report, origin: &Origin, message: Option<&str>) -> Location {
    let input = if origin.input.is_empty() { report.inputs.first().map_or("", |i| i.name.as_str()) } else { &origin.input };
    let (line, column) = if origin.file.is_some() { (origin.line.unwrap_or(1), origin.column.unwrap_or(1)) } else { (1, 1) };
    let name = origin.address.as_deref().or(origin.arn.as_deref());
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactContent::new(origin.file.as_deref().unwrap_or(input)),
            region: Region {
                start_line: line.max(1),
                start_column: column.max(1),
                end_line: line.max(1),
                end_column: column.max(1).saturating_add(1),
            },
        },
        logical_locations: name.map(|n| LogicalLocation { fully_qualified_name: text(n), kind: "resource" }).into_iter().collect(),
        message: message.map(Message::plain),
    }
}

fn text(text: &str) -> String {
    shown(text, MESSAGE)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub's bands: over 9.0 is critical, 7.0 and more high, 4.0 and more medium, else low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.1",
        Severity::High => "8.0",
        Severity::Medium => "5.0",
        Severity::Low => "2.0",
        Severity::Info => "0.1",
    }
}
