//! From the analysed world to the plain values of a report.
//!
//! *In:* an [`Analysis`], findings, and what only the command line knows. *Out:* a [`Report`], a [`TraceAnswer`](crate::report::view::TraceAnswer).
//! *Does not:* decide access, judge, or format.

mod access_diagram;
mod assumptions;
mod boundary_diagram;
mod changes;
mod control;
mod decision;
mod doors;
mod finding;
mod ledger;
mod matrix;
mod network_diagram;
mod quote;
mod summary;
mod trace;
mod world;

use std::collections::{BTreeMap, BTreeSet};

pub use changes::{Compared, changed};
pub use decision::{can, who_can};
pub use trace::trace_answer;
pub use world::Sources;

use self::access_diagram::Setting;
use self::ledger::Ledger;
use self::trace::Numbering;
use self::world::World;
use super::diagram::view::Diagram;
use super::view::{self, Report};
use super::visible::bounded;
use super::words::count;
use crate::findings::{Analysis, Finding, Rule};
use crate::graph::{Cost, NodeId, NodeKind, Status};
use crate::model::{Encryption, Inventory};

/// What only the command line knows.
#[derive(Clone, Debug)]
pub struct Meta<'a> {
    /// The program's version.
    pub version: &'a str,
    /// All rules that ran.
    pub rules: &'a [&'a Rule],
}

/// Builds the report.
pub fn build(analysis: &Analysis<'_>, findings: &[Finding], meta: &Meta<'_>) -> Report {
    let Analysis { inventory, review, graph, .. } = *analysis;
    let world = World::new(Sources { inventory, review, graph });
    let mut numbers = Some(Numbering::default());
    let mut traces: Vec<view::Trace> = analysis.traces.iter().map(|t| trace::trace(&world, t, &mut numbers)).collect();
    for (i, trace) in traces.iter_mut().enumerate() {
        trace.id = Some(format!("T-{:03}", i + 1));
    }
    let claims: Vec<view::Claim> = analysis
        .claims
        .iter()
        .map(|c| view::Claim {
            id: bounded(c.id.clone()),
            says: bounded(c.sentence.clone()),
            verdict: c.verdict,
            witness: c.witness.as_ref().map(|t| trace::trace(&world, t, &mut numbers)),
        })
        .collect();
    let inputs: Vec<view::Input> = inventory.inputs.iter().map(input).collect();
    let rows = crate::controls::matrix(analysis, findings);
    let controls = control::controls(&world, &rows, findings, &finding::numbers(findings), &inputs);
    let before = before(&world, analysis, &mut numbers);
    let exposed = exposed(&world, findings, &finding::numbers(findings));
    let findings = finding::findings(&world, analysis, findings, &mut numbers);
    let gaps: Vec<view::Gap> = inventory.gaps.iter().map(|g| gap(&world, g)).collect();
    let datasets: Vec<String> = review.datasets.iter().map(|d| bounded(d.name.clone())).collect();
    let mut report = Report {
        version: view::VERSION,
        tool: view::Tool { name: "keyholder".to_owned(), version: meta.version.to_owned() },
        title: title(analysis),
        inputs,
        configuration: review.file.as_ref().map(input),
        controls,
        pictures: Vec::new(),
        complete: gaps.is_empty(),
        verdict: traces.iter().map(|t| t.verdict).max(),
        summary: String::new(),
        basis: summary::basis(review, analysis.groups),
        policies: policies(inventory),
        assumptions: assumptions::assumptions(&used(inventory, &traces, &claims), inventory),
        matrix: matrix::matrix(&traces, &actors(&world, analysis), &findings, &datasets),
        paths: analysis.paths.iter().map(path).collect(),
        rules: finding::rules(meta.rules, &findings),
        evidence: Vec::new(),
        changes: None,
        diagrams: Vec::new(),
        gaps,
        traces,
        claims,
        findings,
    };
    report.summary = summary::summary(&report);
    let mut ledger = Ledger::new(evidence(&world, &numbers.unwrap_or_default()));
    let mut diagrams = access_diagram::diagrams(&report, &Setting { exposed, before, ..setting(&world) }, &mut ledger);
    diagrams.extend(network_diagram::overview(&world, access_diagram::head(&report), &mut ledger));
    diagrams.extend(boundary_diagram::diagrams(&world, analysis.paths, &access_diagram::head(&report), &mut ledger));
    report.pictures = diagrams.iter().map(picture).collect();
    report.diagrams = diagrams;
    report.evidence = ledger.finish();
    report
}

/// What pictures need to know besides the report.
fn setting(world: &World<'_>) -> Setting {
    let Sources { inventory, review, .. } = world.sources;
    let encrypted = inventory.resources.iter().filter_map(|store| match &store.store.as_ref()?.encryption {
        Encryption::Key(key) => Some((world.resource(store).id, world.resource(inventory.resource(*key)?).id, world.origin(&store.origin))),
        _ => None,
    });
    Setting {
        accounts: inventory.accounts.iter().map(|a| (world.render(&a.id), a.name.clone())).collect(),
        regulated: review.datasets.iter().filter(|d| d.regulated).map(|d| bounded(d.name.clone())).collect(),
        encrypted: encrypted.collect(),
        exposed: Vec::new(),
        before: BTreeMap::new(),
    }
}

/// What is drawn, counted.
fn picture(diagram: &Diagram) -> view::Picture {
    let steps: BTreeSet<&String> = diagram.edges.iter().flat_map(|e| &e.evidence).collect();
    view::Picture {
        id: diagram.id.clone(),
        title: diagram.title.clone(),
        question: diagram.question.clone(),
        boxes: diagram.nodes.len(),
        arrows: diagram.edges.len(),
        steps: steps.len(),
        left_out: diagram.left_out.clone(),
        folded: diagram.folded.clone(),
    }
}

/// How actors get to where the steps are refused that keep data shut.
fn before(world: &World<'_>, analysis: &Analysis<'_>, numbers: &mut Option<Numbering>) -> BTreeMap<(String, String), Vec<view::Hop>> {
    let graph = analysis.graph;
    let shut = analysis.traces.iter().filter(|t| t.verdict == crate::trace::Verdict::Never);
    let mut wanted: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for trace in shut {
        let direct = trace.blocked_by.iter().filter(|b| b.to == trace.to && b.from != trace.from);
        wanted.entry(trace.from).or_default().extend(direct.map(|b| b.from));
    }
    let mut found = BTreeMap::new();
    for (from, places) in wanted.into_iter().filter(|(_, places)| !places.is_empty()) {
        let ways = graph.ways(&BTreeSet::from([from]), Status::Conditional, Cost::Hops, |_| true);
        for place in places {
            if let Some(steps) = ways.way(graph, place) {
                found.insert((world.node(from).id, world.node(place).id), trace::hops(world, &steps, numbers));
            }
        }
    }
    found
}

/// What findings say to be open to everybody.
fn exposed(world: &World<'_>, findings: &[Finding], numbers: &[String]) -> Vec<access_diagram::Exposed> {
    const RULES: [(&str, &str); 5] = [
        ("security-group-open-to-internet", "open to every address"),
        ("store-publicly-addressable", "has a public address"),
        ("resource-policy-allows-everyone", "its policy allows everyone"),
        ("trust-everyone", "trusts everyone"),
        ("bucket-public-access-not-blocked", "public access not blocked"),
    ];
    let inventory = world.sources.inventory;
    let holder = |id| {
        let holds = |r: &&crate::model::Resource| {
            r.resource_policy == crate::model::ResourcePolicy::Policy(id) || r.principal.as_ref().is_some_and(|p| p.trust == Some(id))
        };
        inventory.resources.iter().find(holds)
    };
    let guarded = |id: crate::model::ResourceId| {
        let has = |r: &&crate::model::Resource| match &r.network {
            Some(crate::model::Network::Attachment(a)) => a.groups.contains(&id),
            Some(crate::model::Network::Endpoint(e)) => e.groups.contains(&id),
            _ => false,
        };
        let called = |r: &crate::model::Resource| r.tags.known.get("Name").and_then(|t| t.literal()).filter(|t| !t.is_empty()).map(str::to_owned);
        inventory.resources.iter().filter(has).map(|r| called(r).unwrap_or_else(|| world.resource(r).name)).collect::<Vec<_>>()
    };
    let one = |(finding, number): (&Finding, &String)| {
        let (_, words) = RULES.iter().find(|(rule, _)| *rule == finding.rule)?;
        let resource = match &finding.subject {
            crate::findings::Subject::Resource(id) => inventory.resource(*id),
            crate::findings::Subject::Policy(id) => holder(*id),
            crate::findings::Subject::Named(_) => None,
        }?;
        Some(access_diagram::Exposed {
            node: world.resource(resource),
            guards: matches!(resource.network, Some(crate::model::Network::SecurityGroup(_))).then(|| guarded(resource.id)),
            words,
            message: bounded(finding.message.clone()),
            finding: number.clone(),
            origin: world.origin(finding.locations.first().unwrap_or(&resource.origin)),
        })
    };
    findings.iter().zip(numbers).filter_map(one).collect()
}

/// The picture of a key: who may use it, and which stores hang on it. None where the graph does not hold it.
pub fn key_diagram(sources: Sources<'_>, key: crate::model::ResourceId, meta: &Meta<'_>) -> Option<Diagram> {
    let world = World::new(sources);
    let id = sources.graph.find(&NodeKind::Key(key))?;
    let inventory = sources.inventory;
    let users: Vec<view::Hop> = sources.graph.entering(id).map(|e| trace::hop(&world, e, None)).collect();
    let hangs = |r: &&crate::model::Resource| matches!(r.store.as_ref().map(|s| &s.encryption), Some(Encryption::Key(k)) if *k == key);
    let stores: Vec<view::Node> = inventory.resources.iter().filter(hangs).map(|r| world.resource(r)).collect();
    let node = world.node(id);
    let head = Diagram {
        id: "blast-radius".to_owned(),
        title: format!("Blast radius · {}", node.name),
        question: "Who may use this key, and which stores hang on it?".to_owned(),
        counts: format!("{} into its use · {}", count(users.len(), "step"), count(stores.len(), "store")),
        ..blank(&world, meta)
    };
    Some(access_diagram::key(&users, &stores, &node, &setting(&world), head))
}

/// The title block of a picture without a report.
fn blank(world: &World<'_>, meta: &Meta<'_>) -> Diagram {
    let inputs = world.sources.inventory.inputs.iter().map(input).collect();
    let tool = view::Tool { name: "keyholder".to_owned(), version: meta.version.to_owned() };
    access_diagram::head(&Report { inputs, tool, ..Report::default() })
}

/// The picture of an answer to a single question.
fn answer_diagram(world: &World<'_>, traces: &[view::Trace], meta: &Meta<'_>) -> Diagram {
    let head = blank(world, meta);
    let ends = |of: fn(&view::Trace) -> &view::Node| {
        let names: BTreeSet<&str> = traces.iter().map(|t| of(t).name.as_str()).collect();
        match names.len() {
            1 => names.into_iter().next().unwrap_or_default().to_owned(),
            n => format!("{n} nodes"),
        }
    };
    let title = format!("Trace · {} to {}", ends(|t| &t.from), ends(|t| &t.to));
    let head = Diagram { id: "trace".to_owned(), title, question: "Is there a way, and by which steps?".to_owned(), ..head };
    access_diagram::answer(traces, &setting(world), &mut Ledger::default(), head)
}

/// Everybody outside whom the input lets in somewhere, or whom the configuration names as a vendor's account.
fn actors(world: &World<'_>, analysis: &Analysis<'_>) -> Vec<view::Node> {
    let starts = analysis.groups.iter().flat_map(|g| &g.starts).filter(|k| matches!(k, NodeKind::Outside(_)));
    starts.filter_map(|kind| analysis.graph.find(kind)).map(|id| world.node(id)).collect()
}

fn title(analysis: &Analysis<'_>) -> String {
    let named = analysis.inventory.accounts.iter().filter_map(|a| a.name.clone().or_else(|| a.id.literal().map(|id| format!("account {id}"))));
    let accounts: Vec<String> = named.take(3).collect();
    if accounts.is_empty() { "Vendor access review".to_owned() } else { bounded(format!("Vendor access review · {}", accounts.join(", "))) }
}

fn input(input: &crate::model::Input) -> view::Input {
    view::Input {
        name: bounded(input.name.clone()),
        sha256: input.sha256.clone(),
        kind: bounded(input.kind.clone()),
        date: input.date.clone().map(bounded),
    }
}

fn path(path: &crate::trace::Path) -> view::Path {
    let all = |list: &[String]| list.iter().cloned().map(bounded).collect();
    view::Path {
        cluster: bounded(path.cluster.clone()),
        boundary: path.boundary,
        from: bounded(path.from.clone()),
        to: bounded(path.to.clone()),
        ports: path.ports.clone(),
        verdict: path.verdict,
        mechanism: bounded(path.mechanism.clone()),
        alternative: path.alternative.clone().map(bounded),
        missing: all(&path.missing),
        evidence: all(&path.evidence),
        codes: path.codes.iter().map(|c| (*c).to_owned()).collect(),
    }
}

fn policies(inventory: &Inventory) -> view::PolicyCounts {
    let counts = inventory.policy_counts();
    view::PolicyCounts { known: counts.known, rebuilt: counts.rebuilt, unknown: counts.unknown }
}

fn gap(world: &World<'_>, gap: &crate::model::Gap) -> view::Gap {
    use crate::model::GapKind as K;
    let kind = match gap.kind {
        K::UnmodelledType => "unmodelled-type",
        K::UnreadKey => "unread-key",
        K::UnknownPolicy => "unknown-policy",
        K::InvalidPolicy => "invalid-policy",
        K::UnknownReference => "unknown-reference",
        K::UnknownValue => "unknown-value",
        K::PartialInput => "partial-input",
        K::Unreadable => "unreadable",
        K::NotInInput => "not-in-input",
    };
    view::Gap {
        kind: kind.to_owned(),
        subject: bounded(gap.subject.clone()),
        message: bounded(gap.message.clone()),
        origin: world.origin(&gap.origin),
    }
}

fn used(inventory: &Inventory, traces: &[view::Trace], claims: &[view::Claim]) -> BTreeSet<String> {
    let all = traces.iter().chain(claims.iter().filter_map(|c| c.witness.as_ref()));
    let sessions = inventory.assumes_sessions().then(|| "session-default".to_owned());
    let ignored = inventory.inputs.iter().any(|i| !i.ignored.is_empty()).then(|| assumptions::IGNORED.to_owned());
    let other_keys = inventory.with_other_keys().next().map(|_| assumptions::OTHER_KEYS.to_owned());
    all.flat_map(|t| std::iter::once(t).chain(t.easiest.as_deref()))
        .flat_map(|t| t.assumptions.iter().cloned())
        .chain(sessions)
        .chain(ignored)
        .chain(other_keys)
        .collect()
}

fn evidence(world: &World<'_>, numbers: &Numbering) -> Vec<view::Evidence> {
    let edges = numbers.edges().iter().filter_map(|id| world.sources.graph.edge(*id)).enumerate();
    edges
        .map(|(i, edge)| {
            let hop = trace::hop(world, edge, None);
            let mut statements = world.quotes(&edge.statements);
            for given in edge.given.iter().filter_map(|g| world.given_quote(g)) {
                if !statements.contains(&given) {
                    statements.push(given);
                }
            }
            let origins = edge.places.iter().map(|p| world.origin(p)).collect();
            let verb = super::words::verb(&hop);
            let mut text = format!("{} {verb} {}", hop.from.name, hop.to.name);
            for fact in &hop.facts {
                text.push_str("; ");
                text.push_str(fact);
            }
            for doubt in &edge.doubts {
                let (_, message, subject, _) = world.unsettled(doubt);
                let subject = subject.map(|s| format!("{s}: ")).unwrap_or_default();
                text.push_str(&format!("; not certain: {subject}{message}"));
            }
            view::Evidence { id: format!("E-{:03}", i + 1), text: bounded(text), statements, origins }
        })
        .collect()
}
