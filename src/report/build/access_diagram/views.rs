//! Pictures of one question each: how far a role or key reaches, what is open to everybody, and what keeps a way shut.

use std::collections::{BTreeMap, BTreeSet};

use super::sketch::Sketch;
use super::{Answer, Ledger, Setting, finish, head, ranked};
use crate::report::diagram::view::{Diagram, Tone};
use crate::report::view::{Finding, Hop, Node, Origin, Report, Trace, Verdict};
use crate::report::words::count;

/// Refused steps drawn of one answer.
const REFUSED: usize = 2;

/// Something that is open to everybody.
#[derive(Clone, Debug)]
pub(in crate::report::build) struct Exposed {
    /// What.
    pub node: Node,
    /// Names of what a security group guards; `None` for anything else.
    pub guards: Option<Vec<String>>,
    /// How, in few words.
    pub words: &'static str,
    /// How, as the finding says it.
    pub message: String,
    /// The finding.
    pub finding: String,
    /// Where it stands.
    pub origin: Origin,
}

/// What the role reaches that leads vendor actors to the most.
pub(super) fn blast_radius(report: &Report, setting: &Setting, ledger: &mut Ledger) -> Option<Diagram> {
    let mut roles: BTreeMap<&str, (&Node, BTreeSet<&str>)> = BTreeMap::new();
    let reaching = || report.traces.iter().filter(|t| t.verdict >= Verdict::ReachesIf);
    for trace in reaching() {
        for hop in trace.hops.iter().filter(|h| h.to.kind == "iam-role" && h.to.id != trace.to.id) {
            roles.entry(&hop.to.id).or_insert_with(|| (&hop.to, BTreeSet::new())).1.insert(&trace.to.id);
        }
    }
    let (role, reached) = roles.into_values().max_by_key(|(node, reached)| (reached.len(), std::cmp::Reverse(node.id.as_str())))?;
    if reached.len() < 2 {
        return None;
    }
    let findings: Vec<&Finding> = report.open_findings().collect();
    let mut sketch = Sketch::new(setting, &findings);
    let traces: Vec<&Trace> = ranked(reaching().filter(|t| t.hops.iter().any(|h| h.to.id == role.id)).collect(), &findings);
    for trace in &traces {
        let after: Vec<Hop> = trace.hops.iter().skip_while(|h| h.to.id != role.id).skip(1).cloned().collect();
        if !after.is_empty() {
            sketch.way(&after, false);
        }
    }
    let head = Diagram {
        id: "blast-radius".to_owned(),
        title: format!("Blast radius · {}", role.name),
        question: "What does whoever acts as this role get at?".to_owned(),
        verdict: Some(Answer {
            text: format!("{} of those that vendor actors reach lie behind it.", count(reached.len(), "store, key or account")),
            tone: Tone::Review,
        }),
        ..head(report)
    };
    Some(finish(sketch, &traces, setting, ledger, Diagram { verdict: head.verdict.clone().map(plural), ..head }))
}

/// Words of a count that has several things in it.
fn plural(answer: Answer) -> Answer {
    Answer { text: answer.text.replace("store, key or accounts", "stores, keys and accounts"), ..answer }
}

/// What is open to everybody, by policy or by address.
pub(super) fn exposure(report: &Report, setting: &Setting, ledger: &mut Ledger) -> Option<Diagram> {
    let ways: Vec<&Trace> =
        report.traces.iter().filter(|t| t.from.kind == "everyone" && t.verdict >= Verdict::ReachesIf && !t.hops.is_empty()).collect();
    if ways.is_empty() && setting.exposed.is_empty() {
        return None;
    }
    let findings: Vec<&Finding> = report.open_findings().collect();
    let mut sketch = Sketch::new(setting, &findings);
    let ways = ranked(ways, &findings);
    for trace in &ways {
        sketch.way(&trace.hops, false);
    }
    for exposed in &setting.exposed {
        sketch.open(exposed, ledger);
    }
    let head = Diagram {
        id: "exposure".to_owned(),
        title: "Internet exposure · what is open to everybody".to_owned(),
        question: "What does the input open to anybody on the internet, by a policy or by an address?".to_owned(),
        verdict: Some(Answer {
            text: match ways.len() {
                0 => format!("{} about addresses, rules and settings; no policy lets everybody in.", count(setting.exposed.len(), "finding")),
                n => format!("{} by policy, {} about addresses, rules and settings.", count(n, "way"), count(setting.exposed.len(), "finding")),
            },
            tone: Tone::Critical,
        }),
        ..head(report)
    };
    Some(finish(sketch, &ways, setting, ledger, head))
}

/// What stands between vendor actors and the data that they are shown never to reach.
pub(super) fn blocked(report: &Report, setting: &Setting, ledger: &mut Ledger) -> Option<Diagram> {
    let shut: Vec<&Trace> = report.traces.iter().filter(|t| t.verdict == Verdict::Never && !t.blocked_by.is_empty()).collect();
    if shut.is_empty() {
        return None;
    }
    let mut sketch = Sketch::new(setting, &[]);
    for trace in &shut {
        let direct: Vec<_> = trace.blocked_by.iter().filter(|b| b.to.id == trace.to.id).collect();
        for blocker in direct.into_iter().take(REFUSED) {
            let before = setting.before.get(&(trace.from.id.clone(), blocker.from.id.clone()));
            sketch.refused(blocker, before.map(Vec::as_slice).unwrap_or_default(), ledger);
        }
    }
    if sketch.order.is_empty() {
        return None;
    }
    let head = Diagram {
        id: "blocked".to_owned(),
        title: "Blocked · what keeps ways shut".to_owned(),
        question: "Which step is missing on the way from vendor actors to the data that they never reach?".to_owned(),
        verdict: Some(Answer { text: format!("{} answered never; the nearest refused steps are drawn.", asked(shut.len())), tone: Tone::Good }),
        ..head(report)
    };
    Some(finish(sketch, &shut, setting, ledger, head))
}

fn asked(n: usize) -> String {
    format!("{} {}", count(n, "question"), if n == 1 { "is" } else { "are" })
}

/// Who may use a key, and which stores hang on it.
pub(in crate::report::build) fn key(users: &[Hop], stores: &[Node], key: &Node, setting: &Setting, head: Diagram) -> Diagram {
    let mut sketch = Sketch::new(setting, &[]);
    sketch.alone(key);
    for hop in users {
        sketch.way(std::slice::from_ref(hop), false);
    }
    for store in stores {
        sketch.alone(store);
    }
    finish(sketch, &[], setting, &mut Ledger::default(), head)
}
