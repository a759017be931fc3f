//! Clusters whose paths are alike but for names: one of them is drawn for all.

use std::collections::BTreeMap;

use super::canvas::{Canvas, carrier};
use super::ends;
use crate::report::build::world::World;
use crate::report::diagram::view::NodeClass;
use crate::trace::Path;

/// So many clusters that are alike are drawn as one.
const EQUALS: usize = 3;
/// Clusters named in the remark.
const NAMES: usize = 6;

/// Clusters with their paths; the first is drawn.
pub(super) struct Clusters<'p> {
    all: Vec<(&'p str, Vec<&'p Path>)>,
}

impl<'p> Clusters<'p> {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The paths of all of them.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'p Path> {
        self.all.iter().flat_map(|(_, rows)| rows.iter().copied())
    }

    pub(super) fn draw(&self, canvas: &mut Canvas<'_, '_>) {
        let Some(((name, rows), others)) = self.all.split_first() else { return };
        super::draw(canvas, rows);
        if others.is_empty() {
            return;
        }
        let mut names: Vec<String> = others.iter().take(NAMES).map(|(name, _)| (*name).to_owned()).collect();
        if others.len() > NAMES {
            names.push(format!("and {} more", others.len() - NAMES));
        }
        canvas.stands_for(name, self.len());
        canvas.folded.push(format!(
            "{} clusters whose paths are those of {name} but for names, not drawn (the report lists all): {}",
            others.len(),
            names.join(", ")
        ));
    }
}

/// Clusters in order of first mention, those that are alike together.
pub(super) fn together<'p>(world: &World<'_>, clusters: Vec<(&'p str, Vec<&'p Path>)>) -> Vec<Clusters<'p>> {
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut out: Vec<Clusters<'p>> = Vec::new();
    for (name, rows) in clusters {
        let place = *places.entry(likeness(world, &rows)).or_insert(out.len());
        match out.get_mut(place) {
            Some(alike) => alike.all.push((name, rows)),
            None => out.push(Clusters { all: vec![(name, rows)] }),
        }
    }
    let apart = |alike: Clusters<'p>| match alike.len() < EQUALS {
        true => alike.all.into_iter().map(|one| Clusters { all: vec![one] }).collect(),
        false => vec![alike],
    };
    out.into_iter().flat_map(apart).collect()
}

/// What makes clusters alike: verdicts, carriers by kind, ports and codes of paths to ends of the same kinds.
fn likeness(world: &World<'_>, rows: &[&Path]) -> Vec<String> {
    let mut out: Vec<String> = rows
        .iter()
        .map(|path| {
            let end = ends::end(world, path);
            let carriers: Vec<&str> = path.mechanism.split(", ").filter_map(|part| carrier(part).map(|(word, _)| word)).collect();
            let own = matches!(end.class, NodeClass::AwsService | NodeClass::Internet | NodeClass::OutsideAccount);
            let name = if own && path.to == path.cluster || end.outward { end.name } else { "" };
            let (home, place) = (path.home.is_some(), path.place.is_some() && path.place == path.home);
            format!("{:?} {:?} {} {name} {carriers:?} {:?} {:?} {home} {place}", path.verdict, end.class, end.outward, path.ports, path.codes)
        })
        .collect();
    out.sort();
    out
}
