//! Boxes and arrows before they are folded and framed.

use std::collections::{BTreeMap, BTreeSet};

use super::views::Exposed;
use super::{Ledger, Setting, boxes, severity_tone};
use crate::report::diagram::view::{EdgeKind as Line, NodeClass, Tone};
use crate::report::view::{Blocker, Certainty, Condition, EdgeKind, Finding, Hop, Node, Origin};

/// Names of what a security group guards, in its box.
const GUARDED: usize = 3;

/// A box: one node, or several equal ones.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) class: NodeClass,
    pub(super) lines: Vec<String>,
    pub(super) full: Vec<String>,
    pub(super) tone: Tone,
    pub(super) findings: Vec<String>,
    pub(super) notes: Vec<String>,
    /// The node; none for a trust condition.
    pub(super) node: Option<Node>,
    /// How many nodes it stands for.
    pub(super) count: usize,
}

/// An arrow between boxes, by their keys.
#[derive(Clone, Debug)]
pub(super) struct Arrow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) line: Line,
    pub(super) labels: Vec<String>,
    pub(super) full: Vec<String>,
    pub(super) evidence: Vec<String>,
    pub(super) finding: Option<String>,
    pub(super) unknown: bool,
}

/// All boxes and arrows, in order of first mention.
pub(super) struct Sketch<'a> {
    setting: &'a Setting,
    findings: &'a [&'a Finding],
    pub(super) order: Vec<String>,
    pub(super) boxes: BTreeMap<String, Shape>,
    pub(super) arrows: Vec<Arrow>,
    /// Where the arrows between two boxes stand.
    pub(super) places: BTreeMap<(String, String), Vec<usize>>,
    /// The keys along each way, for slicing.
    pub(super) ways: Vec<Vec<String>>,
    evidence: BTreeMap<String, String>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(setting: &'a Setting, findings: &'a [&'a Finding]) -> Self {
        let mut evidence = BTreeMap::new();
        for finding in findings.iter().filter(|f| f.hops.len() > 1) {
            for id in finding.hops.iter().filter_map(|h| h.evidence.as_ref()) {
                evidence.entry(id.clone()).or_insert_with(|| finding.id.clone());
            }
        }
        Self { setting, findings, order: Vec::new(), boxes: BTreeMap::new(), arrows: Vec::new(), places: BTreeMap::new(), ways: Vec::new(), evidence }
    }

    /// Adds a way; where it is undecided, its end is marked so unless something stronger is known.
    pub(super) fn way(&mut self, hops: &[Hop], undecided: bool) {
        let mut keys = Vec::new();
        for hop in hops {
            keys.extend(self.hop(hop));
        }
        if let Some(last) = keys.last()
            && let Some(end) = self.boxes.get_mut(last)
            && undecided
            && end.tone == Tone::Neutral
        {
            end.tone = Tone::Unknown;
        }
        keys.dedup();
        self.ways.push(keys);
    }

    fn hop(&mut self, hop: &Hop) -> Vec<String> {
        let (from, to) = (self.node(&hop.from), self.node(&hop.to));
        let finding = hop.evidence.as_ref().and_then(|e| self.evidence.get(e)).cloned();
        let unknown = hop.certainty == Certainty::Unknown;
        let label = label(hop);
        let full = format!("{} {} {}: {}", hop.from.name, crate::report::words::verb(hop), hop.to.name, hop.actions.join(", "));
        let arrow = |from: &str, to: &str, line, labels, full: String| Arrow {
            from: from.to_owned(),
            to: to.to_owned(),
            line,
            labels,
            full: vec![full],
            evidence: hop.evidence.iter().cloned().collect(),
            finding: finding.clone(),
            unknown,
        };
        let enters = matches!(hop.edge, EdgeKind::Assume | EdgeKind::AssumeWebIdentity | EdgeKind::AssumeSaml);
        if enters && boxes::is_actor(boxes::class(&hop.from)) && !unknown {
            let gate = self.gate(hop, &to);
            self.draw(arrow(&from, &gate, Line::Trust, vec!["trusted".into()], format!("{} is trusted by {}", hop.from.name, hop.to.name)));
            self.draw(arrow(&gate, &to, line(hop.edge), vec![label], full));
            return vec![from, gate, to];
        }
        self.draw(arrow(&from, &to, line(hop.edge), vec![label], full));
        vec![from, to]
    }

    /// The box of the trust condition between an outsider and a role.
    fn gate(&mut self, hop: &Hop, to: &str) -> String {
        let (lines, tone) = gate_text(hop);
        let key = format!("gate:{to}:{}", lines.join(" "));
        if !self.boxes.contains_key(&key) {
            self.order.push(key.clone());
            let full: Vec<String> = hop.conditions.iter().map(condition).collect();
            let statement = hop.statements.first().map(crate::report::words::statement);
            let full = if full.is_empty() { vec!["no condition".to_owned()] } else { full };
            let gate = Shape {
                class: NodeClass::TrustCondition,
                lines,
                full: full.into_iter().chain(statement).collect(),
                tone,
                findings: Vec::new(),
                notes: Vec::new(),
                node: None,
                count: 1,
            };
            self.boxes.insert(key.clone(), gate);
        }
        key
    }

    fn node(&mut self, node: &Node) -> String {
        let key = node.id.clone();
        if !self.boxes.contains_key(&key) {
            self.order.push(key.clone());
            let class = boxes::class(node);
            let about: Vec<&&Finding> = self.findings.iter().filter(|f| f.subject == node.id || ends_at(f, &node.id)).collect();
            let mut full = vec![node.name.clone()];
            full.extend(node.address.clone());
            full.push(node.arn.clone());
            full.dedup();
            let lines = boxes::lines(node, class);
            let regulated = node.datasets.iter().any(|d| self.setting.regulated.contains(d));
            let found = Shape {
                class,
                lines,
                full,
                tone: about.iter().map(|f| severity_tone(f.severity)).max().unwrap_or_default(),
                findings: about.iter().map(|f| f.id.clone()).collect(),
                notes: regulated.then(|| "regulated".to_owned()).into_iter().collect(),
                node: Some(node.clone()),
                count: 1,
            };
            self.boxes.insert(key.clone(), found);
        }
        key
    }

    /// Adds an arrow; reading and writing between the same boxes are one arrow.
    pub(super) fn draw(&mut self, arrow: Arrow) {
        let reads = |line| matches!(line, Line::Read | Line::Write | Line::ReadWrite);
        let same = |a: &Arrow| a.line == arrow.line || (reads(a.line) && reads(arrow.line));
        let places = self.places.entry((arrow.from.clone(), arrow.to.clone())).or_default();
        let place = places.iter().copied().find(|p| self.arrows.get(*p).is_some_and(same));
        match place.and_then(|p| self.arrows.get_mut(p)) {
            Some(old) => {
                if old.line != arrow.line {
                    old.line = Line::ReadWrite;
                }
                for (into, new) in [(&mut old.labels, arrow.labels), (&mut old.full, arrow.full), (&mut old.evidence, arrow.evidence)] {
                    for text in new {
                        if !into.contains(&text) {
                            into.push(text);
                        }
                    }
                }
                old.finding = old.finding.take().or(arrow.finding);
                old.unknown &= arrow.unknown;
            }
            None => {
                places.push(self.arrows.len());
                self.arrows.push(arrow);
            }
        }
    }

    /// Adds a step that is refused, after the way that leads up to it.
    pub(super) fn refused(&mut self, blocker: &Blocker, before: &[Hop], ledger: &mut Ledger) {
        let mut keys: Vec<String> = before.iter().flat_map(|hop| self.hop(hop)).collect();
        let (from, to) = (self.node(&blocker.from), self.node(&blocker.to));
        let text = crate::report::words::blocker(blocker);
        let place = blocker.statements.first().map(|s| s.origin.clone());
        let place = place.unwrap_or_else(|| Origin { address: Some(blocker.to.id.clone()), ..Origin::default() });
        let evidence = vec![ledger.fact(&text, &place)];
        // The box at the end says which service it is.
        let action = blocker.action.as_deref().map(|a| a.split_once(':').map_or(a, |(_, name)| name));
        let action = action.unwrap_or_else(|| crate::report::words::edge(blocker.edge));
        let why = match (&blocker.missing, blocker.explicit) {
            (Some(_), _) => "impossible",
            (None, Some(true)) => "denied",
            (None, _) => "not granted",
        };
        let labels = vec![format!("{why} {action}")];
        self.draw(Arrow {
            from: from.clone(),
            to: to.clone(),
            line: Line::Blocked,
            labels,
            full: vec![text],
            evidence,
            finding: None,
            unknown: false,
        });
        if let Some(end) = self.boxes.get_mut(&to).filter(|b| b.tone == Tone::Neutral) {
            end.tone = Tone::Good;
        }
        keys.extend([from, to]);
        keys.dedup();
        self.ways.push(keys);
    }

    /// Adds something that is open to everybody, by a fact that a finding tells.
    pub(super) fn open(&mut self, exposed: &Exposed, ledger: &mut Ledger) {
        let anybody =
            Node { id: "internet".into(), kind: "everyone".into(), name: "anybody".into(), arn: "*".into(), referenced: true, ..Node::default() };
        let (from, to) = (self.node(&anybody), self.node(&exposed.node));
        if let (Some(names), Some(found)) = (&exposed.guards, self.boxes.get_mut(&to)) {
            let more = names.len().saturating_sub(GUARDED);
            let listed = names.iter().take(GUARDED).cloned().chain((more > 0).then(|| format!("and {more} more")));
            found.lines.truncate(2);
            found.lines.push(if names.is_empty() { "guards nothing in the input".to_owned() } else { "guards".to_owned() });
            found.lines.extend(listed);
            found.full.extend(names.iter().cloned());
        }
        let text = format!("{}: {}", exposed.node.id, exposed.message);
        let evidence = vec![ledger.fact(&text, &exposed.origin)];
        self.ways.push(vec![from.clone(), to.clone()]);
        let (labels, finding) = (vec![exposed.words.to_owned()], Some(exposed.finding.clone()));
        self.draw(Arrow { from, to, line: Line::Network, labels, full: vec![text], evidence, finding, unknown: false });
    }

    /// Adds a box.
    pub(super) fn alone(&mut self, node: &Node) {
        let key = self.node(node);
        self.ways.push(vec![key]);
    }

    /// The evidence of all arrows.
    pub(super) fn proof(&self) -> BTreeSet<String> {
        self.arrows.iter().flat_map(|a| a.evidence.iter().cloned()).collect()
    }

    /// Adds arrows from keys to the stores that they encrypt, where both are drawn.
    pub(super) fn encryption(&mut self, ledger: &mut Ledger) {
        for (store, key, origin) in &self.setting.encrypted {
            if self.boxes.contains_key(store) && self.boxes.contains_key(key) {
                let text = format!("{store} is encrypted with {key}");
                let evidence = vec![ledger.fact(&text, origin)];
                let (from, to) = (key.clone(), store.clone());
                self.draw(Arrow {
                    from,
                    to,
                    line: Line::Encrypts,
                    labels: vec!["encrypts".into()],
                    full: vec![text],
                    evidence,
                    finding: None,
                    unknown: false,
                });
            }
        }
    }

    /// Numbers of roles and stores.
    pub(super) fn tally(&self) -> (usize, usize) {
        let roles = self.boxes.values().filter(|b| b.node.as_ref().is_some_and(|n| n.kind == "iam-role" && !n.id.starts_with("raised:"))).count();
        (roles, self.boxes.values().filter(|b| boxes::is_data(b.class)).map(|b| b.count).sum())
    }

    /// Keeps only the boxes of `kept`, and arrows between them.
    pub(super) fn keep(&mut self, kept: &BTreeSet<String>) {
        self.order.retain(|k| kept.contains(k));
        self.boxes.retain(|k, _| kept.contains(k));
        self.arrows.retain(|a| kept.contains(&a.from) && kept.contains(&a.to));
    }
}

fn ends_at(finding: &Finding, id: &str) -> bool {
    finding.hops.last().is_some_and(|h| h.to.id == id)
}

fn label(hop: &Hop) -> String {
    let first = hop.actions.first().map(String::as_str).unwrap_or_default();
    let short = match first.strip_prefix("sts:") {
        Some("AssumeRoleWithWebIdentity") => "WithWebIdentity",
        Some("AssumeRoleWithSAML") => "WithSAML",
        Some(rest) => rest,
        None if first.is_empty() => crate::report::words::verb(hop),
        // `Microsoft.EventHub/namespaces/authorizationRules/listKeys/action`: the last names tell it.
        None => first.split_once("/namespaces/").or_else(|| first.split_once("/storageAccounts/")).map_or(first, |(_, short)| short),
    };
    if hop.certainty == Certainty::Unknown { format!("? {short}") } else { short.to_owned() }
}

fn condition(condition: &Condition) -> String {
    format!("{} {} {}", condition.key, condition.operator, condition.values.join(", "))
}

/// The text of a trust condition, and whether it lets too much through.
fn gate_text(hop: &Hop) -> (Vec<String>, Tone) {
    let named = |key: &str| hop.conditions.iter().find(|c| c.key.eq_ignore_ascii_case(key));
    if hop.edge == EdgeKind::Assume {
        return match (named("sts:ExternalId"), hop.conditions.first()) {
            (Some(c), _) => (vec!["sts:ExternalId".to_owned(), short(c)], Tone::Neutral),
            (None, Some(c)) => (vec![c.key.clone(), short(c)], Tone::Review),
            (None, None) => (vec!["no ExternalId".to_owned(), "no condition".to_owned()], Tone::Review),
        };
    }
    let subject = hop.conditions.iter().find(|c| c.key.to_ascii_lowercase().ends_with(":sub"));
    match subject.or(hop.conditions.first()) {
        Some(c) => (vec![c.key.rsplit(':').next().map_or_else(|| c.key.clone(), |k| format!("token {k}")), short(c)], Tone::Neutral),
        None => match (&hop.from.name.split_once(" of "), &hop.edge) {
            (Some((who, _)), _) => (vec!["token subject".to_owned(), boxes::subject(who).to_owned()], Tone::Neutral),
            (None, _) => (vec!["any token".to_owned(), "no condition".to_owned()], Tone::Review),
        },
    }
}

fn short(condition: &Condition) -> String {
    let equals = matches!(condition.operator.as_str(), "StringEquals" | "ArnEquals");
    let values: Vec<&str> = condition.values.iter().map(|v| boxes::subject(v)).collect();
    let values = values.join(", ");
    if equals { format!("= {values}") } else { format!("{} {values}", condition.operator) }
}

fn line(edge: EdgeKind) -> Line {
    match edge {
        EdgeKind::Assume => Line::Assume,
        EdgeKind::AssumeWebIdentity => Line::AssumeWebIdentity,
        EdgeKind::AssumeSaml => Line::AssumeSaml,
        EdgeKind::RunsAs => Line::RunsAs,
        EdgeKind::PassNew => Line::PassNew,
        EdgeKind::Hijack => Line::Hijack,
        EdgeKind::Credential => Line::Credential,
        EdgeKind::RewriteTrust => Line::RewriteTrust,
        EdgeKind::RewriteGrant | EdgeKind::Admin => Line::RewriteGrant,
        EdgeKind::RemoveGuard => Line::RemoveGuard,
        EdgeKind::Expose => Line::Expose,
        EdgeKind::FlipTag => Line::FlipTag,
        EdgeKind::Connect => Line::Connect,
        EdgeKind::Read => Line::Read,
        EdgeKind::Write => Line::Write,
        EdgeKind::Decrypt => Line::Decrypt,
    }
}
