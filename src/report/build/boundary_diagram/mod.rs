//! The pictures of the network boundaries of Kafka clusters: who connects to brokers, brokers among themselves, control, dependencies.
//!
//! An arrow is a path of the report's inventory, by the gateways and endpoints that carry it, with its ports, or with the code of what stops it or
//! leaves it open. Ends whose paths are alike are drawn as one, and so are clusters. Clusters follow each other; what
//! does not fit a page goes on another.

mod alike;
mod canvas;
mod ends;

use std::collections::BTreeMap;

use self::canvas::Canvas;
use super::ledger::Ledger;
use super::world::World;
use crate::report::diagram::view::{Arrangement, Diagram, Page, Tone, Verdict};
use crate::report::words::count;
use crate::trace::{Boundary, Path, Privacy};

/// Boxes on a page.
const BOXES: usize = 40;
/// Pages of a boundary; further clusters are counted.
const PAGES: usize = 4;
/// Ends drawn of one cluster.
const ENDS: usize = 24;

/// Paths that are drawn as one, but for their ends.
struct Alike<'p> {
    first: &'p Path,
    all: Vec<&'p Path>,
}

/// The pictures of all boundaries that have paths.
pub(super) fn diagrams(world: &World<'_>, paths: &[Path], head: &Diagram, ledger: &mut Ledger) -> Vec<Diagram> {
    let boundaries = [Boundary::Client, Boundary::Broker, Boundary::Control, Boundary::Dependency];
    boundaries.into_iter().flat_map(|boundary| pages(world, paths, boundary, head, ledger)).collect()
}

fn pages(world: &World<'_>, paths: &[Path], boundary: Boundary, head: &Diagram, ledger: &mut Ledger) -> Vec<Diagram> {
    let mut clusters: Vec<(&str, Vec<&Path>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths.iter().filter(|p| p.boundary == boundary) {
        let place = *places.entry(&path.cluster).or_insert(clusters.len());
        match clusters.get_mut(place) {
            Some((_, rows)) => rows.push(path),
            None => clusters.push((&path.cluster, vec![path])),
        }
    }
    let mut drawn = alike::together(world, clusters);
    // Where not all can be drawn, those that matter most are.
    if drawn.len() > PAGES {
        drawn.sort_by_key(|alike| alike.rows().map(|p| order(p.verdict)).min());
    }
    let (mut left, mut left_paths) = (0, 0);
    let mut pages: Vec<(Canvas<'_, '_>, Vec<&Path>)> = Vec::new();
    for clusters in drawn {
        if left > 0 {
            (left, left_paths) = (left + clusters.len(), left_paths + clusters.rows().count());
            continue;
        }
        let mut alone = Canvas::new(world);
        clusters.draw(&mut alone);
        let full = pages.len() >= PAGES;
        match pages.last_mut() {
            Some((page, drawn)) if page.size() + alone.size() <= BOXES => {
                clusters.draw(page);
                drawn.extend(clusters.rows());
            }
            _ if full => (left, left_paths) = (clusters.len(), clusters.rows().count()),
            _ => pages.push((alone, clusters.rows().collect())),
        }
    }
    if let Some((canvas, _)) = pages.last_mut().filter(|_| left > 0) {
        let (more, paths) = (count(left, "further cluster"), count(left_paths, "path"));
        canvas.folded.push(format!("{more} with {paths} not drawn; all are in the report's list"));
    }
    let of = pages.len();
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let page = |(at, (canvas, rows)): (usize, (Canvas<'_, '_>, Vec<&Path>))| {
        let (id, title, question) = words(boundary);
        let (folded, clusters, nodes, edges) = canvas.finish(ledger);
        Diagram {
            id: if at == 0 { id.to_owned() } else { format!("{id}-{}", at + 1) },
            title: title.to_owned(),
            question: question.to_owned(),
            verdict: Some(verdict(&rows)),
            counts: counts(&rows),
            page: Page { number: number(at + 1), of: number(of) },
            arrangement: Arrangement::Network,
            folded,
            clusters,
            nodes,
            edges,
            ..head.clone()
        }
    };
    pages.into_iter().enumerate().map(page).collect()
}

/// Draws the paths of one cluster: those that may be public first.
fn draw(canvas: &mut Canvas<'_, '_>, rows: &[&Path]) {
    let mut alike: BTreeMap<_, Alike<'_>> = BTreeMap::new();
    for path in rows {
        let end = ends::end(canvas.world, path);
        let key = (order(path.verdict), end.outward, end.alone, end.class, &path.place, &path.mechanism, &path.ports, &path.codes);
        alike.entry(key).or_insert_with(|| Alike { first: path, all: Vec::new() }).all.push(path);
    }
    let left: usize = alike.values().skip(ENDS).map(|a| a.all.len()).sum();
    for group in alike.into_values().take(ENDS) {
        ends::draw(canvas, group.first, &group.all);
    }
    if left > 0 {
        let cluster = rows.first().map(|p| p.cluster.clone()).unwrap_or_default();
        canvas.folded.push(format!("{} of {cluster} not drawn; all are in the report's list", count(left, "further path")));
    }
}

/// What matters most comes first.
fn order(verdict: Privacy) -> u8 {
    match verdict {
        Privacy::PublicPossible => 0,
        Privacy::Unknown => 1,
        Privacy::Private => 2,
        Privacy::Blocked => 3,
    }
}

fn words(boundary: Boundary) -> (&'static str, &'static str, &'static str) {
    match boundary {
        Boundary::Client => {
            ("boundary-client", "Client boundary · who connects to the brokers", "Who can connect to the brokers, and does that stay private?")
        }
        Boundary::Broker => {
            ("boundary-broker", "Broker boundary · brokers among themselves", "Do brokers get through to each other, and does that stay private?")
        }
        Boundary::Control => (
            "boundary-control",
            "Control boundary · administration and control planes",
            "Who can administer the clusters from outside, and what do they call outside?",
        ),
        Boundary::Dependency => (
            "boundary-dependency",
            "Dependency boundary · AWS services that brokers call",
            "Do calls to AWS services go through endpoints or over the internet?",
        ),
    }
}

fn counts(rows: &[&Path]) -> String {
    let mut clusters: Vec<&str> = rows.iter().map(|p| p.cluster.as_str()).collect();
    clusters.dedup();
    format!("{} · {}", count(clusters.len(), "Kafka cluster"), count(rows.len(), "path"))
}

fn verdict(rows: &[&Path]) -> Verdict {
    let some = |verdict| rows.iter().filter(|p| p.verdict == verdict).count();
    let (public, unknown, private, blocked) = (some(Privacy::PublicPossible), some(Privacy::Unknown), some(Privacy::Private), some(Privacy::Blocked));
    let told = [(public, "may be public"), (unknown, "not known"), (private, "private"), (blocked, "blocked")];
    let told: Vec<String> = told.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let tone = match (public, unknown) {
        (0, 0) => Tone::Good,
        (0, _) => Tone::Unknown,
        _ => Tone::Review,
    };
    Verdict { text: format!("Of {}: {}.", count(rows.len(), "path"), told.join(", ")), tone }
}
