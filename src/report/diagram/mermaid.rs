//! Mermaid for pull requests, where it is drawn natively: small by design, for what is new with its surroundings.

use std::collections::BTreeSet;

use super::fold;
use super::layout;
use super::style;
use super::text;
use super::view::{Change, Diagram, Edge};

/// Most characters and arrows: GitLab and Gitea refuse more than 5,000 characters.
pub const CHARACTERS: usize = 4_500;
/// See [`CHARACTERS`].
pub const EDGES: usize = 25;
/// Arrows that are read at a glance: where there are more, boxes at the end of ways are drawn together.
const GLANCE: usize = 12;
/// Lines below the name of a box.
const LINES: usize = 6;
/// Most nodes, so that a picture of boxes without arrows keeps the limit too.
const NODES: usize = 40;

/// Writes the diagram as a Mermaid flowchart within the limits; arrows of findings and new arrows come first, and what is left out is counted
/// in the picture.
#[must_use]
pub fn write(diagram: &Diagram) -> String {
    let diagram = &fold::leaves(diagram, GLANCE);
    let layout::Structure { ends, parent, home, .. } = layout::structure(diagram);
    let mut order: Vec<usize> = (0..diagram.edges.len()).filter(|at| ends.get(*at).copied().flatten().is_some()).collect();
    order.sort_by_key(|at| diagram.edges.get(*at).map(|edge| (!loud(edge), edge.finding.is_none())));
    // Without arrows, the boxes are counted instead.
    let mut most = if order.is_empty() { NODES.min(diagram.nodes.len()) } else { EDGES.min(order.len()) };
    loop {
        let mut shown: Vec<usize> = order.iter().take(most).copied().collect();
        shown.sort_unstable();
        let mut nodes: BTreeSet<usize> = shown.iter().filter_map(|at| ends.get(*at).copied().flatten()).flat_map(|(from, to)| [from, to]).collect();
        if order.is_empty() {
            nodes.extend(0..most);
        }
        let mut out = boxes(diagram, &parent, &home, &nodes);
        for at in &shown {
            if let (Some((from, to)), Some(edge)) = (ends.get(*at).copied().flatten(), diagram.edges.get(*at)) {
                out.push_str(&arrow(from, to, edge));
            }
        }
        out.push_str(&left_out(diagram, nodes.len(), shown.len()));
        if out.chars().count() <= CHARACTERS || most == 0 {
            return out;
        }
        most -= 1;
    }
}

/// Says in the picture what is not in it.
fn left_out(diagram: &Diagram, nodes: usize, edges: usize) -> String {
    let counts = [("arrows", diagram.edges.len().saturating_sub(edges)), ("boxes", diagram.nodes.len().saturating_sub(nodes))];
    let said: Vec<String> = counts.iter().filter(|(_, left)| *left > 0).map(|(what, left)| format!("{left} more {what}")).collect();
    if said.is_empty() { String::new() } else { format!("more[\"and {} not drawn\"]\n", said.join(" and ")) }
}

/// Whether an arrow is drawn thick.
fn loud(edge: &Edge) -> bool {
    edge.finding.is_some() || edge.change == Change::Added
}

/// The boxes in their frames.
fn boxes(diagram: &Diagram, parent: &[Option<usize>], home: &[Option<usize>], nodes: &BTreeSet<usize>) -> String {
    let mut out = String::from("flowchart LR\n");
    let up = |from: Option<usize>| std::iter::successors(from, |at| parent.get(*at).copied().flatten());
    // Frames are opened and closed along the way from one node to the next; a frame is opened once.
    let mut sorted: Vec<(Vec<usize>, usize)> = nodes
        .iter()
        .map(|node| {
            let mut chain: Vec<usize> = up(home.get(*node).copied().flatten()).collect();
            chain.reverse();
            (chain, *node)
        })
        .collect();
    sorted.sort();
    let mut open: Vec<usize> = Vec::new();
    // Nodes of an inner frame sort before later nodes of the outer one, so no frame is opened twice.
    for (chain, node) in &sorted {
        while !chain.starts_with(&open) {
            open.pop();
            out.push_str("end\n");
        }
        for frame in chain.iter().skip(open.len()) {
            let label = diagram.clusters.get(*frame).map_or("", |cluster| cluster.label.as_str());
            out.push_str(&format!("subgraph c{frame}[\"{}\"]\n", words(label, 52)));
        }
        open.clone_from(chain);
        out.push_str(&format!("n{node}{}\n", shape(diagram, *node)));
    }
    open.iter().for_each(|_| out.push_str("end\n"));
    out
}

fn shape(diagram: &Diagram, at: usize) -> String {
    use super::view::NodeClass as N;
    let Some(node) = diagram.nodes.get(at) else { return String::new() };
    let mut label = words(node.label.first().map_or("", String::as_str), 30);
    for line in node.label.iter().skip(1).take(LINES) {
        label.push_str("<br/>");
        label.push_str(&words(line, 30));
    }
    match node.class {
        N::Bucket | N::Table | N::Database | N::Queue | N::Stream | N::LogGroup | N::OtherData | N::FileSystem | N::Volume => {
            format!("[(\"{label}\")]")
        }
        N::TrustCondition => format!("{{{{\"{label}\"}}}}"),
        N::Internet | N::VendorPrincipal | N::IdentityProvider => format!("([\"{label}\"])"),
        _ => format!("[\"{label}\"]"),
    }
}

fn arrow(from: usize, to: usize, edge: &Edge) -> String {
    let line = match edge.change {
        Change::Removed => "-.->",
        _ if loud(edge) => "==>",
        _ => "-->",
    };
    let said = if edge.label.is_empty() { style::edge(edge.kind).word } else { edge.label.as_str() };
    let marks: Vec<&str> = edge.change.word().into_iter().chain(edge.finding.as_deref()).collect();
    let label = words(&[marks, vec![said]].concat().join(" "), 40);
    format!("n{from} {line}|\"{label}\"| n{to}\n")
}

/// Text without meaning for Mermaid or HTML: everything but plain letters, digits and a few signs becomes `#code;`.
fn words(value: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text::ellipsis(value, most).chars() {
        if c.is_ascii_alphanumeric() || " -_./:=+,".contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    // An empty label is a syntax error.
    if out.trim().is_empty() { "#160;".to_owned() } else { out }
}
