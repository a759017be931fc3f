//! DOT, for Graphviz. The syntax tree and its printer are graphviz-rust's; the quoting is ours, because its `esc` does not escape.
//!
//! Nodes are called `n0`, `n1`, …, arrows carry the id `e0`, `e1`, …, frames are `cluster_0`, …: their places in the diagram.

use std::collections::BTreeMap;

use graphviz_rust::dot_structures::{Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::layout;
use super::measure;
use super::style::{self, Head};
use super::text;
use super::view::{self, Diagram, Tone};

/// Writes the diagram as DOT. Sizes come from our own font table, so that text fits whatever places it.
#[must_use]
pub fn write(diagram: &Diagram) -> String {
    let mut stmts = vec![
        Stmt::GAttribute(GraphAttributes::Graph(vec![
            word("rankdir", "LR"),
            // Without it `dot` can lose arrows between nested frames and still succeed.
            word("newrank", "true"),
            word("compound", "true"),
            word("labeljust", "l"),
            word("nodesep", "0.22"),
            word("ranksep", "0.7"),
            text_of("fontname", "Inter"),
            word("fontsize", "11"),
            text_of("label", &diagram.title),
            word("labelloc", "t"),
        ])),
        Stmt::GAttribute(GraphAttributes::Node(vec![
            word("shape", "box"),
            text_of("style", "rounded,filled"),
            text_of("fontname", "Inter"),
            word("fontsize", "10"),
            word("fixedsize", "true"),
        ])),
        Stmt::GAttribute(GraphAttributes::Edge(vec![text_of("fontname", "Inter"), word("fontsize", "10")])),
    ];
    let layout::Structure { ends, parent, home, column } = layout::structure(diagram);
    stmts.extend(frames(diagram, &parent, &home));
    let loose = diagram.nodes.iter().zip(&home).enumerate().filter(|(_, (_, home))| home.is_none());
    stmts.extend(loose.map(|(at, (node, _))| self::node(at, node)));
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, column) in column.iter().enumerate() {
        columns.entry(*column).or_default().push(node);
    }
    for (column, members) in &columns {
        // An anonymous `{ rank=same }` is refused by graphviz-rust's own parser.
        let mut rank = vec![Stmt::Attribute(word("rank", "same"))];
        rank.extend(members.iter().map(|node| Stmt::Node(Node::new(named(*node), Vec::new()))));
        stmts.push(Stmt::Subgraph(Subgraph { id: quoted(&format!("rank{column}")), stmts: rank }));
    }
    for (at, (edge, ends)) in diagram.edges.iter().zip(&ends).enumerate() {
        if let Some((from, to)) = *ends {
            let forward = column.get(from) < column.get(to);
            stmts.push(Stmt::Edge(self::edge(at, edge, (from, to), forward)));
        }
    }
    let graph = Graph::DiGraph { id: quoted(&diagram.id), strict: false, stmts };
    let mut out = graph.print(PrinterContext::default().with_semi());
    out.push('\n');
    out
}

/// The outermost frames with their nodes and the frames inside them.
fn frames(diagram: &Diagram, parent: &[Option<usize>], home: &[Option<usize>]) -> Vec<Stmt> {
    // Children stand after their parents: from the last to the first, what is inside a frame is complete.
    let mut inside: BTreeMap<Option<usize>, Vec<Stmt>> = BTreeMap::new();
    for (at, cluster) in diagram.clusters.iter().enumerate().rev() {
        let style = style::cluster(cluster.kind);
        let ([fill, _], [stroke, _], [ink, _]) = (style.fill, style.stroke, style.text);
        let mut stmts = vec![
            Stmt::Attribute(text_of("label", &layout::title(&cluster.label).0)),
            Stmt::Attribute(text_of("tooltip", &cluster.full)),
            Stmt::Attribute(text_of("style", if style.dash.is_empty() { "rounded,filled" } else { "rounded,filled,dashed" })),
            Stmt::Attribute(text_of("fillcolor", fill)),
            Stmt::Attribute(text_of("color", stroke)),
            Stmt::Attribute(text_of("fontcolor", ink)),
        ];
        let own = diagram.nodes.iter().zip(home).enumerate().filter(|(_, (_, home))| **home == Some(at));
        stmts.extend(own.map(|(node, (value, _))| self::node(node, value)));
        stmts.extend(inside.remove(&Some(at)).unwrap_or_default().into_iter().rev());
        inside.entry(parent.get(at).copied().flatten()).or_default().push(Stmt::Subgraph(Subgraph { id: Id::Plain(format!("cluster_{at}")), stmts }));
    }
    inside.remove(&None).unwrap_or_default().into_iter().rev().collect()
}

fn node(at: usize, node: &view::Node) -> Stmt {
    let size = measure::node(node);
    let mut lines = vec![size.name.clone()];
    lines.extend(size.counts.iter().map(|tag| tag.text.clone()));
    let mut label = lines.join(" ");
    for line in size.lines.iter().cloned().chain(size.rows.iter().flatten().map(|tag| tag.text.clone())) {
        label.push('\n');
        label.push_str(&line);
    }
    let (fill, colour, width) = match node.tone {
        Tone::Critical => ("#FDEBE9", "#B3261E", "1.8"),
        Tone::Review => ("#FFF4DA", "#8A5A00", "1.6"),
        _ => ("#FFFFFF", "#5B6B7F", "1.2"),
    };
    let mut attributes = vec![
        text_of("id", &format!("n{at}")),
        lines_of("label", &label),
        text_of("tooltip", &format!("{}: {}", node.class.word(), node.full)),
        word("width", &inches(size.width)),
        word("height", &inches(size.height)),
        text_of("fillcolor", fill),
        text_of("color", colour),
        word("penwidth", width),
    ];
    if node.referenced {
        attributes.push(text_of("style", "rounded,filled,dashed"));
    }
    Stmt::Node(Node::new(named(at), attributes))
}

fn edge(at: usize, edge: &view::Edge, (from, to): (usize, usize), forward: bool) -> Edge {
    let style = style::edge(edge.kind);
    let [colour, _] = style.colour;
    let head = match style.head {
        Head::Triangle => "normal",
        Head::Open => "vee",
        Head::HollowDiamond => "odiamond",
        Head::Diamond => "diamond",
        Head::Dot => "dot",
        Head::Bar => "tee",
        Head::Cross => "obox",
        Head::None => "none",
    };
    let mut attributes = vec![
        text_of("id", &format!("e{at}")),
        text_of("color", colour),
        text_of("fontcolor", colour),
        word("penwidth", &format!("{}.{}", style.width / 10, style.width % 10)),
        word("arrowhead", head),
        text_of("tooltip", &format!("{}: {}", style.word, edge.full)),
    ];
    if !style.dash.is_empty() {
        attributes.push(word("style", if style.dash.starts_with('1') || style.dash.starts_with('2') { "dotted" } else { "dashed" }));
    }
    if let Some(label) = measure::label(edge) {
        let words: Vec<String> = label.pills.iter().map(|pill| format!("[{}]", pill.text)).chain([label.text]).collect();
        attributes.push(text_of("label", words.join(" ").trim()));
    }
    if !edge.constraint || !forward {
        attributes.push(word("constraint", "false"));
    }
    Edge { ty: EdgeTy::Pair(Vertex::N(named(from)), Vertex::N(named(to))), attributes }
}

fn named(at: usize) -> NodeId {
    NodeId(Id::Plain(format!("n{at}")), None)
}

/// Pixels as inches with four decimals.
fn inches(pixels: i32) -> String {
    let parts = i64::from(pixels) * 10_000 / 72;
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

/// An attribute with a value of ours that needs no quotes.
fn word(key: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(key.to_owned()), Id::Plain(value.to_owned()))
}

/// An attribute whose value may be hostile.
fn text_of(key: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(key.to_owned()), quoted(&text::tooltip(value)))
}

/// Like [`text_of`], for lines made visible one by one.
fn lines_of(key: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(key.to_owned()), quoted(value))
}

/// A quoted string: no quote, backslash, line end or entity of the text has a meaning.
fn quoted(value: &str) -> Id {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out.push('"');
    Id::Plain(out)
}
