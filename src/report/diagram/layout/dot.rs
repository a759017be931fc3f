//! The same picture laid out by the system's `dot`: it places, we draw. Not the default, because versions of `dot` place the same file
//! differently, and evidence must not depend on the machine.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::Deserialize;

use super::{Placed, PlacedCluster, PlacedEdge, PlacedNode, Point, Rect, Segment};
use crate::report::diagram::view::Diagram;
use crate::report::diagram::{Error, dot, measure, text};

/// Most bytes read from `dot`.
const MOST: u64 = 256 * 1024 * 1024;
/// Margin around the drawing, and height of a frame's title.
const MARGIN: i32 = 8;
const TITLE: i32 = 16;

/// What `dot -Tjson` answers, as far as it is used.
#[derive(Debug, Deserialize)]
struct Answer {
    bb: String,
    #[serde(default)]
    objects: Vec<Object>,
    #[serde(default)]
    edges: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Object {
    name: String,
    bb: Option<String>,
    pos: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Line {
    id: Option<String>,
    pos: Option<String>,
    lp: Option<String>,
}

/// Places a diagram with the program `dot`, given `timeout` to answer.
///
/// # Errors
/// [`Error::NoDot`] when there is none, [`Error::DotTimeout`] when it was stopped, [`Error::DotAnswer`] when it failed or its answer
/// lacks a node or an arrow, [`Error::Dot`] when it could not be spoken to.
pub fn dot(diagram: &Diagram, timeout: Duration) -> Result<Placed, Error> {
    let answer = run(Command::new("dot").arg("-Tjson"), &dot::write(diagram), timeout, &diagram.id)?;
    let failed = |why: String| Error::DotAnswer { diagram: text::ellipsis(&diagram.id, 60), why };
    let answer: Answer = serde_json::from_slice(&answer).map_err(|error| failed(format!("its answer is not the JSON we know: {error}")))?;
    placed(diagram, &answer).map_err(failed)
}

/// Runs a program on an input; kills it when it takes too long.
fn run(program: &mut Command, input: &str, timeout: Duration, diagram: &str) -> Result<Vec<u8>, Error> {
    let spawned = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::NoDot),
        other => other.map_err(Error::Dot)?,
    };
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
        stop(&mut child);
        return Err(Error::Dot(std::io::ErrorKind::BrokenPipe.into()));
    };
    let input = input.to_owned();
    // A program that stops reading closes the pipe; what it then says is on its standard error.
    thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let complaints = read(stderr);
    let Ok(answer) = read(stdout).recv_timeout(timeout) else {
        stop(&mut child);
        return Err(Error::DotTimeout(timeout.as_secs()));
    };
    // Standard output is closed: it has ended, or closed it early and is stopped for that.
    let complaints = complaints.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let status = match child.try_wait().map_err(Error::Dot)? {
        Some(status) => status,
        None => {
            thread::sleep(Duration::from_millis(200));
            match child.try_wait().map_err(Error::Dot)? {
                Some(status) => status,
                None => {
                    stop(&mut child);
                    let why = "it closed its output, went on running and was stopped".to_owned();
                    return Err(Error::DotAnswer { diagram: text::ellipsis(diagram, 60), why });
                }
            }
        }
    };
    if !status.success() {
        let said = String::from_utf8_lossy(&complaints).lines().next().map(|line| text::ellipsis(line, 200)).unwrap_or_default();
        return Err(Error::DotAnswer { diagram: text::ellipsis(diagram, 60), why: format!("{status}: {said}") });
    }
    Ok(answer)
}

/// Reads to the end in a thread of its own.
fn read(from: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.take(MOST).read_to_end(&mut bytes);
        if read.is_ok() {
            drop(send.send(bytes));
        }
    });
    receive
}

fn stop(child: &mut Child) {
    // Both fail only when the program has ended by itself.
    drop(child.kill());
    drop(child.wait());
}

/// Turns the answer into coordinates; y grows upwards in `dot`, and a point is a pixel.
fn placed(diagram: &Diagram, answer: &Answer) -> Result<Placed, String> {
    let page = numbers(&answer.bb);
    let [_, _, width, height] = page.as_slice() else { return Err(format!("no page size in `{}`", text::ellipsis(&answer.bb, 40))) };
    let at = |x: f64, y: f64| Point { x: whole(x) + MARGIN, y: whole(height - y) + MARGIN };
    let mut out = Placed { width: whole(*width) + 2 * MARGIN, height: whole(*height) + 2 * MARGIN, ..Placed::default() };
    for object in &answer.objects {
        let number = |prefix: &str| object.name.strip_prefix(prefix).and_then(|rest| rest.parse::<usize>().ok());
        let bounds = object.bb.as_deref().map(numbers).unwrap_or_default();
        let position = object.pos.as_deref().map(numbers).unwrap_or_default();
        if let (Some(cluster), [left, low, right, high]) = (number("cluster_"), bounds.as_slice()) {
            let (from, to) = (at(*left, *high), at(*right, *low));
            let label = diagram.clusters.get(cluster).map_or("", |cluster| cluster.label.as_str());
            let title = Rect { x: from.x + 8, y: from.y + 4, w: super::title(label).1, h: TITLE };
            out.clusters.push(PlacedCluster { cluster, rect: Rect { x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y }, title });
        } else if let (Some(node), [x, y]) = (number("n"), position.as_slice()) {
            let Some(value) = diagram.nodes.get(node) else { continue };
            let (size, middle) = (measure::node(value), at(*x, *y));
            let rect = Rect { x: middle.x - size.width / 2, y: middle.y - size.height / 2, w: size.width, h: size.height };
            out.nodes.push(PlacedNode { node, rect });
        }
    }
    out.clusters.sort_by_key(|cluster| cluster.cluster);
    out.nodes.sort_by_key(|node| node.node);
    for line in &answer.edges {
        let number = line.id.as_deref().and_then(|id| id.strip_prefix('e')).and_then(|rest| rest.parse::<usize>().ok());
        let (Some(edge), Some(position)) = (number, &line.pos) else { continue };
        let Some(value) = diagram.edges.get(edge) else { continue };
        let (start, path) = spline(position, &at).ok_or_else(|| format!("no line for arrow `{}`", text::ellipsis(&value.id, 40)))?;
        let label = measure::label(value).zip(line.lp.as_deref().map(numbers)).and_then(|(label, place)| match place.as_slice() {
            [x, y] => {
                let middle = at(*x, *y);
                Some(Rect { x: middle.x - label.width / 2, y: middle.y - 14, w: label.width, h: 16 })
            }
            _ => None,
        });
        out.edges.push(PlacedEdge { edge, start, path, label });
    }
    out.edges.sort_by_key(|edge| edge.edge);
    let ends = super::structure(diagram).ends;
    let drawable = ends.iter().flatten().count();
    out.dangling = ends.len() - drawable;
    if out.nodes.len() != diagram.nodes.len() || out.edges.len() != drawable {
        let (nodes, edges) = (out.nodes.len(), out.edges.len());
        return Err(format!("it placed {nodes} of {} boxes and {edges} of {drawable} arrows", diagram.nodes.len()));
    }
    Ok(out)
}

/// A line as `dot` writes it: optional `s,x,y` and `e,x,y`, then a start and three points a curve.
fn spline(text: &str, at: &impl Fn(f64, f64) -> Point) -> Option<(Point, Vec<Segment>)> {
    let mut points = Vec::new();
    let (mut tail, mut tip) = (None, None);
    // Of several splines only the first: it is the arrow.
    for word in text.split(';').next()?.split_whitespace() {
        let (slot, pair) = match word.split_at_checked(2) {
            Some(("e,", pair)) => (Some(&mut tip), pair),
            Some(("s,", pair)) => (Some(&mut tail), pair),
            _ => (None, word),
        };
        let values = numbers(pair);
        let [x, y] = values.as_slice() else { return None };
        match slot {
            Some(slot) => *slot = Some(at(*x, *y)),
            None => points.push(at(*x, *y)),
        }
    }
    let (first, rest) = points.split_first()?;
    let mut path: Vec<Segment> = Vec::new();
    if tail.is_some() {
        path.push(Segment::Line(*first));
    }
    for three in rest.chunks_exact(3) {
        if let [a, b, end] = three {
            path.push(Segment::Curve(*a, *b, *end));
        }
    }
    path.extend(tip.map(Segment::Line));
    (!path.is_empty()).then_some((tail.unwrap_or(*first), path))
}

/// Numbers between commas.
fn numbers(text: &str) -> Vec<f64> {
    text.split(',').filter_map(|word| word.trim().parse().ok()).collect()
}

fn whole(value: f64) -> i32 {
    // Saturates; a page is far smaller.
    #[allow(clippy::cast_possible_truncation)]
    {
        value.round() as i32
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_missing_program_is_told_apart() {
        assert!(matches!(run(&mut Command::new("no-such-program-as-this"), "", Duration::from_secs(1), "d"), Err(Error::NoDot)));
    }

    #[test]
    fn a_program_that_fails_says_why() {
        let error = run(&mut Command::new("false"), "", Duration::from_secs(5), "access").unwrap_err();
        assert!(matches!(&error, Error::DotAnswer { diagram, .. } if diagram == "access"), "{error}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let error = run(Command::new("sleep").arg("600"), "", Duration::from_millis(50), "d").unwrap_err();
        assert!(matches!(error, Error::DotTimeout(_)), "{error}");
    }

    #[test]
    fn a_lost_arrow_is_an_error() {
        use crate::report::diagram::view::{Edge, EdgeKind, Node, NodeClass};
        let node = |id: &str| Node::new(id, NodeClass::Bucket, &["b"]);
        let diagram = Diagram { nodes: vec![node("a"), node("b")], edges: vec![Edge::new("e", "a", "b", EdgeKind::Read)], ..Diagram::default() };
        let object = |name: &str| Object { name: name.into(), bb: None, pos: Some("10,10".into()) };
        let mut answer = Answer { bb: "0,0,100,50".into(), objects: vec![object("n0"), object("n1")], edges: Vec::new() };
        assert_eq!(placed(&diagram, &answer).unwrap_err(), "it placed 2 of 2 boxes and 0 of 1 arrows");
        answer.edges.push(Line { id: Some("e0".into()), pos: Some("e,9,9 0,0 1,1 2,2 3,3".into()), lp: None });
        assert!(placed(&diagram, &answer).is_ok());
    }

    #[test]
    fn reads_a_line() {
        let at = |x: f64, y: f64| Point { x: whole(x), y: whole(y) };
        let (start, path) = spline("e,9,9 0,0 1,1 2,2 3,3", &at).unwrap();
        assert_eq!(start, Point { x: 0, y: 0 });
        assert_eq!(path.last().unwrap().end(), Point { x: 9, y: 9 });
        assert!(spline("", &at).is_none());
        assert!(spline("e,1", &at).is_none());
    }
}
