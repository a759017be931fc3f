//! Drawing equal boxes as one, and slicing to what fits a page.

use std::collections::{BTreeMap, BTreeSet};

use super::sketch::{Shape, Sketch};
use super::{Trace, boxes};
use crate::report::diagram::view::{NodeClass, Tone};
use crate::report::words::count;

/// So many equal boxes are drawn as one.
const EQUALS: usize = 3;
/// Names listed in the tooltip of a folded box.
const NAMES: usize = 40;

/// What makes two boxes equal: class, frame, mark, and arrows with their labels to the same boxes.
type Likeness = (NodeClass, String, Vec<String>, Tone, bool, Vec<(String, String)>, Vec<(String, String)>);

impl Sketch<'_> {
    /// Draws equal boxes as one; says what was drawn together.
    pub(super) fn fold(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        // Folding the data makes roles equal, and folding those the conditions before them.
        for _ in 0..3 {
            let groups = self.equals();
            if groups.is_empty() {
                break;
            }
            let mut moved: BTreeMap<String, String> = BTreeMap::new();
            for keys in &groups {
                said.extend(self.merge(keys, &mut moved));
            }
            self.redirect(&moved);
        }
        said
    }

    fn equals(&self) -> Vec<Vec<String>> {
        // The arrows of each box, with what they say and the box at their other end.
        let mut out: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        let mut into: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        for arrow in &self.arrows {
            let says = format!("{:?} {} {:?}", arrow.line, arrow.unknown, arrow.finding);
            out.entry(&arrow.from).or_default().push((says.clone(), arrow.to.clone()));
            into.entry(&arrow.to).or_default().push((says, arrow.from.clone()));
        }
        let ends = |arrows: &BTreeMap<&str, Vec<(String, String)>>, key: &str| {
            let mut ends = arrows.get(key).cloned().unwrap_or_default();
            ends.sort();
            ends
        };
        let mut groups: BTreeMap<Likeness, Vec<String>> = BTreeMap::new();
        for key in &self.order {
            let Some(found) = self.boxes.get(key).filter(|b| b.count == 1) else { continue };
            // A trust condition says what it asks for; equal ones are those before one and the same kind of role.
            let text = if found.class == NodeClass::TrustCondition { found.lines.join(" ") } else { String::new() };
            let (account, datasets, referenced) = match &found.node {
                Some(n) => (n.account.clone(), n.datasets.clone(), n.referenced),
                None => (text, Vec::new(), false),
            };
            let likeness = (found.class, account, datasets, found.tone, referenced, ends(&into, key), ends(&out, key));
            groups.entry(likeness).or_default().push(key.clone());
        }
        groups.into_values().filter(|keys| keys.len() >= EQUALS).collect()
    }

    /// Makes the first of equal boxes stand for all; notes where the others went.
    fn merge(&mut self, keys: &[String], moved: &mut BTreeMap<String, String>) -> Option<String> {
        let (first, rest) = keys.split_first()?;
        let members: Vec<Shape> = keys.iter().filter_map(|k| self.boxes.get(k)).cloned().collect();
        let names: Vec<String> = members.iter().filter_map(|b| b.lines.first().cloned()).collect();
        let merged = self.boxes.get_mut(first)?;
        let word = count(members.len(), word(merged.class));
        merged.count = members.len();
        merged.full = names.iter().take(NAMES).cloned().collect();
        if names.len() > NAMES {
            merged.full.push(format!("and {} more", names.len() - NAMES));
        }
        if merged.class != NodeClass::TrustCondition {
            merged.lines = vec![word.clone(), names.iter().take(2).cloned().collect::<Vec<_>>().join(", ") + ", …"];
        }
        let mut findings: Vec<String> = members.iter().flat_map(|b| b.findings.clone()).collect();
        findings.sort();
        findings.dedup();
        merged.findings = findings;
        for key in rest {
            self.boxes.remove(key);
            moved.insert(key.clone(), first.clone());
        }
        Some(format!("{word} with the same arrows drawn as one"))
    }

    /// Leads arrows and ways to the boxes that now stand for others.
    fn redirect(&mut self, moved: &BTreeMap<String, String>) {
        let arrows = std::mem::take(&mut self.arrows);
        self.places.clear();
        let lead = |key: &mut String| {
            if let Some(to) = moved.get(key) {
                key.clone_from(to);
            }
        };
        for mut arrow in arrows {
            lead(&mut arrow.from);
            lead(&mut arrow.to);
            self.draw(arrow);
        }
        for way in &mut self.ways {
            way.iter_mut().for_each(lead);
            way.dedup();
        }
        self.order.retain(|k| !moved.contains_key(k));
    }

    /// Keeps the ways that matter most until a page is full; says what is not drawn. The ways stand in that order.
    pub(super) fn slice(&mut self, drawn: &[&Trace], most: usize) -> Vec<String> {
        if self.boxes.len() <= most {
            return Vec::new();
        }
        let mut kept: BTreeSet<String> = BTreeSet::new();
        let mut left = 0;
        for way in &self.ways {
            let new: BTreeSet<&String> = way.iter().filter(|k| !kept.contains(*k)).collect();
            if kept.len() + new.len() <= most {
                kept.extend(new.into_iter().cloned());
            } else {
                left += 1;
            }
        }
        let dropped: Vec<&Shape> = self.boxes.iter().filter(|(k, _)| !kept.contains(*k)).map(|(_, b)| b).collect();
        let (data, other): (Vec<_>, Vec<_>) =
            dropped.into_iter().filter(|b| b.class != NodeClass::TrustCondition).partition(|b| boxes::is_data(b.class));
        let sum = |boxes: Vec<&Shape>| boxes.iter().map(|b| b.count).sum::<usize>();
        let said = format!(
            "{left} of {} weaker or longer ways not drawn, with {} and {} on them; all are in the report's list",
            drawn.len(),
            count(sum(data), "data store"),
            count(sum(other), "other box")
        );
        self.keep(&kept);
        vec![said.replace("boxs", "boxes")]
    }
}

fn word(class: NodeClass) -> &'static str {
    match class {
        NodeClass::WorkloadRole => "role",
        other => other.word(),
    }
}
