//! Smaller pictures from large ones: equal zones drawn as one, ends of ways drawn together. What is folded is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::layout;
use super::text;
use super::view::{Badge, BadgeKind, Change, ClusterKind, Diagram, Edge, EdgeKind, Node, Tone};

/// What equal zones share: the parent, and how many boxes of each sign they hold.
type Likeness<'a> = (Option<usize>, Vec<(&'a String, usize)>);
/// What equal arrows share: tail, head, label, kind, change, finding.
type Arrow<'a> = (usize, usize, &'a str, EdgeKind, Change, Option<&'a str>);

/// Draws zones with equal contents as one: "×3" on the boxes, "(1 of 3)" on arrows that not all of them have.
#[must_use]
pub fn equal_zones(diagram: &Diagram) -> Diagram {
    let at = layout::structure(diagram);
    let chain = |from: Option<usize>| std::iter::successors(from, |up| at.parent.get(*up).copied().flatten());
    let is_zone = |cluster: &usize| diagram.clusters.get(*cluster).is_some_and(|cluster| cluster.kind == ClusterKind::Zone);
    // What each zone holds: a sign for each kind of box, and its boxes in order.
    let mut zones: BTreeMap<usize, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (number, node) in diagram.nodes.iter().enumerate() {
        let home = at.home.get(number).copied().flatten();
        let Some(zone) = chain(home).find(is_zone) else { continue };
        let inner: Vec<String> = chain(home)
            .take_while(|up| *up != zone)
            .filter_map(|up| diagram.clusters.get(up))
            .map(|c| format!("{:?} {}", c.kind, sign(&c.label)))
            .collect();
        let tags: Vec<String> = node.badges.iter().filter(|badge| badge.kind != BadgeKind::Finding).map(|badge| sign(&badge.text)).collect();
        let lines: Vec<String> = node.label.iter().map(|line| sign(line)).collect();
        let sign = format!("{:?} {inner:?} {lines:?} {tags:?} {}", node.class, node.referenced);
        zones.entry(zone).or_default().entry(sign).or_default().push(number);
    }
    // Zones of one parent whose signs and counts agree.
    let mut groups: BTreeMap<Likeness<'_>, Vec<usize>> = BTreeMap::new();
    for (zone, signs) in &zones {
        let key = signs.iter().map(|(sign, nodes)| (sign, nodes.len())).collect();
        groups.entry((at.parent.get(*zone).copied().flatten(), key)).or_default().push(*zone);
    }
    let mut fold = Fold { drawn_as: (0..diagram.nodes.len()).collect(), ..Fold::default() };
    for members in groups.values().filter(|members| members.len() > 1) {
        fold.zones(diagram, &zones, members);
    }
    fold.apply(diagram, &at)
}

/// A text with what usually tells zones apart blanked: numbers, and a last single letter.
fn sign(text: &str) -> String {
    let mut out = String::new();
    for c in text::ellipsis(text, 200).chars() {
        let blank = c.is_ascii_digit();
        if !blank || !out.ends_with('#') {
            out.push(if blank { '#' } else { c });
        }
    }
    let mut back = out.chars().rev();
    if let (Some(last), Some('#' | '-' | '_' | ' ')) = (back.next(), back.next())
        && last.is_ascii_alphabetic()
    {
        out.pop();
    }
    out
}

/// What is drawn instead of what.
#[derive(Default)]
struct Fold {
    /// The box drawn for each box.
    drawn_as: Vec<usize>,
    /// Boxes that stand for several: all of them.
    stands_for: BTreeMap<usize, Vec<usize>>,
    /// New labels of frames.
    labels: BTreeMap<usize, String>,
    notes: Vec<String>,
}

impl Fold {
    fn zones(&mut self, diagram: &Diagram, zones: &BTreeMap<usize, BTreeMap<String, Vec<usize>>>, members: &[usize]) {
        let Some(first) = members.first().and_then(|zone| zones.get(zone)) else { return };
        for (sign, nodes) in first {
            for (which, node) in nodes.iter().enumerate() {
                let all: Vec<usize> = members.iter().filter_map(|zone| zones.get(zone)?.get(sign)?.get(which).copied()).collect();
                for other in &all {
                    if let Some(slot) = self.drawn_as.get_mut(*other) {
                        *slot = *node;
                    }
                }
                self.stands_for.insert(*node, all);
            }
        }
        let names: Vec<&str> = members.iter().filter_map(|zone| diagram.clusters.get(*zone)).map(|zone| zone.label.as_str()).collect();
        let (before, after) = shared(&names);
        let middles: Vec<String> = names
            .iter()
            .map(|name| {
                name.chars().skip(before.chars().count()).take(name.chars().count() - before.chars().count() - after.chars().count()).collect()
            })
            .collect();
        let list = format!("{before}{}{after}", middles.join(", "));
        self.notes.push(format!("{} equal zones drawn as one: {list}", members.len()));
        if let Some(zone) = members.first() {
            self.labels.insert(*zone, format!("{} zones · {list}", members.len()));
        }
    }

    fn apply(self, diagram: &Diagram, at: &layout::Structure) -> Diagram {
        let mut out = diagram.clone();
        let kept = |number: usize| self.drawn_as.get(number) == Some(&number);
        out.nodes =
            diagram.nodes.iter().enumerate().filter(|(number, _)| kept(*number)).map(|(number, node)| self.node(diagram, number, node)).collect();
        out.edges = self.edges(diagram, at);
        // Inner frames of a zone that stands for several lose what told them apart.
        for (number, cluster) in out.clusters.iter_mut().enumerate() {
            if let Some(label) = self.labels.get(&number) {
                cluster.label.clone_from(label);
            } else if std::iter::successors(Some(number), |up| at.parent.get(*up).copied().flatten()).any(|up| self.labels.contains_key(&up)) {
                cluster.label = trimmed(&cluster.label, &sign(&cluster.label));
            }
        }
        out.folded.extend(self.notes);
        without_empty_frames(&mut out);
        out
    }

    /// One box for several.
    fn node(&self, diagram: &Diagram, number: usize, node: &Node) -> Node {
        let Some(all) = self.stands_for.get(&number) else { return node.clone() };
        let all: Vec<&Node> = all.iter().filter_map(|other| diagram.nodes.get(*other)).collect();
        let mut out = node.clone();
        for (line, text) in out.label.iter_mut().enumerate() {
            let texts: Vec<&str> = all.iter().filter_map(|node| node.label.get(line)).map(String::as_str).collect();
            if texts.iter().any(|other| other != text) {
                let (before, after) = shared(&texts);
                *text = if after.is_empty() { before.trim_end_matches(['-', '_', ' ', '.']).to_owned() } else { format!("{before}*{after}") };
            }
        }
        let full: Vec<&str> = all.iter().map(|node| node.full.as_str()).collect();
        out.full = full.join("; ");
        out.tone = all.iter().map(|node| node.tone).max().unwrap_or(Tone::Neutral);
        for badge in all.iter().flat_map(|node| &node.badges) {
            if badge.kind == BadgeKind::Finding && !out.badges.contains(badge) {
                out.badges.push(badge.clone());
            }
        }
        out.badges.insert(0, Badge { kind: BadgeKind::Count, text: format!("×{}", all.len()) });
        out
    }

    /// Arrows between what is drawn; those that became equal are one, with a count when not all zones have it.
    fn edges(&self, diagram: &Diagram, at: &layout::Structure) -> Vec<Edge> {
        let mut out: Vec<(Edge, usize, usize)> = Vec::new();
        let mut seen: BTreeMap<Arrow<'_>, usize> = BTreeMap::new();
        let name = |number: usize| diagram.nodes.get(number).map(|node| node.id.clone()).unwrap_or_default();
        for (edge, ends) in diagram.edges.iter().zip(&at.ends) {
            let Some((from, to)) = *ends else {
                out.push((edge.clone(), 1, 1));
                continue;
            };
            let drawn = |number: usize| self.drawn_as.get(number).copied().unwrap_or(number);
            let (from, to) = (drawn(from), drawn(to));
            let times = |number: usize| self.stands_for.get(&number).map_or(1, Vec::len);
            let of = times(from).max(times(to));
            let key = (from, to, edge.label.as_str(), edge.kind, edge.change, edge.finding.as_deref());
            match (of > 1).then(|| seen.get(&key)).flatten().and_then(|place| out.get_mut(*place)) {
                Some((drawn, count, _)) => {
                    *count += 1;
                    for id in &edge.evidence {
                        if !drawn.evidence.contains(id) {
                            drawn.evidence.push(id.clone());
                        }
                    }
                }
                None => {
                    seen.insert(key, out.len());
                    out.push((Edge { from: name(from), to: name(to), ..edge.clone() }, 1, of));
                }
            }
        }
        out.into_iter()
            .map(|(mut edge, count, of)| {
                if count < of {
                    edge.label = format!("{} ({count} of {of})", edge.label).trim_start().to_owned();
                }
                edge
            })
            .collect()
    }
}

/// The beginning and the end that all texts share.
fn shared(texts: &[&str]) -> (String, String) {
    let Some((first, rest)) = texts.split_first() else { return (String::new(), String::new()) };
    let common = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| one.zip(other).take_while(|(a, b)| a == b).count();
    let before = rest.iter().map(|text| common(&mut first.chars(), &mut text.chars())).min().unwrap_or(0);
    let shortest = texts.iter().map(|text| text.chars().count()).min().unwrap_or(0);
    let after = rest.iter().map(|text| common(&mut first.chars().rev(), &mut text.chars().rev())).min().unwrap_or(0).min(shortest - before);
    let end: String = first.chars().skip(first.chars().count() - after).collect();
    (first.chars().take(before).collect(), end)
}

/// A label without the last letter that [`sign`] blanked.
fn trimmed(label: &str, sign: &str) -> String {
    if sign.chars().count() < label.chars().count() && sign.ends_with(['-', '_', ' ']) {
        sign.trim_end_matches(['-', '_', ' ']).to_owned()
    } else {
        label.to_owned()
    }
}

/// Takes away frames without a box inside.
fn without_empty_frames(diagram: &mut Diagram) {
    let mut used: BTreeSet<&str> = diagram.nodes.iter().filter_map(|node| node.cluster.as_deref()).collect();
    for cluster in diagram.clusters.iter().rev() {
        if used.contains(cluster.id.as_str()) {
            used.extend(cluster.parent.as_deref());
        }
    }
    let used: BTreeSet<String> = used.into_iter().map(str::to_owned).collect();
    diagram.clusters.retain(|cluster| used.contains(&cluster.id));
}

/// Boxes in one that [`leaves`] makes.
const TOGETHER: usize = 3;
/// Names listed in such a box.
const LISTED: usize = 5;

/// Draws boxes at the end of ways together, where they lie in the same frame and are led to from the same boxes, if there are more arrows than
/// `glance`. Arrows of findings and of a comparison's changes stay apart from others; the names stand in the box.
#[must_use]
pub fn leaves(diagram: &Diagram, glance: usize) -> Diagram {
    if diagram.edges.len() <= glance {
        return diagram.clone();
    }
    let leads: BTreeSet<&str> = diagram.edges.iter().map(|e| e.from.as_str()).collect();
    let loud = |e: &Edge| (e.change, e.finding.is_some());
    let mut sources: BTreeMap<&str, BTreeSet<(&str, Change, bool)>> = BTreeMap::new();
    for edge in &diagram.edges {
        let (change, finding) = loud(edge);
        sources.entry(&edge.to).or_default().insert((&edge.from, change, finding));
    }
    let mut groups: BTreeMap<_, Vec<&Node>> = BTreeMap::new();
    for node in diagram.nodes.iter().filter(|n| !leads.contains(n.id.as_str())) {
        if let Some(from) = sources.get(node.id.as_str()) {
            groups.entry((&node.cluster, from)).or_default().push(node);
        }
    }
    let groups: Vec<Vec<&Node>> = groups.into_values().filter(|nodes| nodes.len() >= TOGETHER).collect();
    let moved: BTreeMap<&str, &str> =
        groups.iter().filter_map(|g| Some((g.first()?, g))).flat_map(|(first, g)| g.iter().map(|n| (n.id.as_str(), first.id.as_str()))).collect();
    let mut out = Diagram { nodes: Vec::new(), edges: Vec::new(), ..diagram.clone() };
    for node in &diagram.nodes {
        match groups.iter().find(|g| g.first().is_some_and(|first| first.id == node.id)) {
            Some(group) => out.nodes.push(together(group)),
            None if moved.contains_key(node.id.as_str()) => {}
            None => out.nodes.push(node.clone()),
        }
    }
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    for edge in &diagram.edges {
        let Some(to) = moved.get(edge.to.as_str()) else {
            out.edges.push(edge.clone());
            continue;
        };
        let place = *places.entry((&edge.from, *to, loud(edge))).or_insert(out.edges.len());
        match out.edges.get_mut(place) {
            Some(old) => join(old, edge),
            None => out.edges.push(Edge { to: (*to).to_owned(), ..edge.clone() }),
        }
    }
    out
}

/// One box for several.
fn together(nodes: &[&Node]) -> Node {
    let Some(first) = nodes.first() else { return Node::new("", super::view::NodeClass::Other, &[]) };
    let alike = nodes.iter().all(|n| n.class == first.class);
    let word = if alike { crate::report::words::count(nodes.len(), first.class.word()) } else { format!("{} targets", nodes.len()) };
    // "any S3 bucket" says less than what it has to match.
    let pattern = |n: &Node| n.label.get(1).filter(|l| l.starts_with("matching ") && *l != "matching *").cloned();
    let kind = if alike { |_: &Node| String::new() } else { |n: &Node| format!("{} ", n.class.word()) };
    let name = |n: &&Node| pattern(n).map(|p| kind(n) + &p).or(n.label.first().cloned()).unwrap_or_default();
    let mut label = vec![word];
    label.extend(nodes.iter().take(LISTED).map(name));
    if nodes.len() > LISTED {
        label.push(format!("and {} more", nodes.len() - LISTED));
    }
    Node {
        label,
        class: if alike { first.class } else { super::view::NodeClass::Other },
        tone: nodes.iter().map(|n| n.tone).max().unwrap_or_default(),
        full: nodes.iter().map(name).collect::<Vec<_>>().join(" · "),
        ..(*first).clone()
    }
}

/// Adds to an arrow what another one says.
fn join(old: &mut Edge, edge: &Edge) {
    let counted = |label: &str| label.rsplit_once(", +").and_then(|(head, n)| Some((head.to_owned(), n.parse::<usize>().ok()?)));
    if edge.label != old.label && !old.full.contains(&edge.full) {
        let (head, more) = counted(&old.label).unwrap_or_else(|| (old.label.clone(), 0));
        old.label = format!("{head}, +{}", more + 1);
    }
    old.full = format!("{} · {}", old.full, edge.full);
    old.evidence.extend(edge.evidence.iter().filter(|e| !old.evidence.contains(e)).cloned().collect::<Vec<_>>());
}
