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
            for keys in groups {
                said.extend(self.merge(&keys));
            }
        }
        said
    }

    fn equals(&self) -> Vec<Vec<String>> {
        let mut groups: BTreeMap<Likeness, Vec<String>> = BTreeMap::new();
        for key in &self.order {
            let Some(found) = self.boxes.get(key) else { continue };
            if found.count > 1 {
                continue;
            }
            // A trust condition says what it asks for; equal ones are those before one and the same kind of role.
            let text = if found.class == NodeClass::TrustCondition { found.lines.join(" ") } else { String::new() };
            let (account, datasets, referenced) = match &found.node {
                Some(n) => (n.account.clone(), n.datasets.clone(), n.referenced),
                None => (text, Vec::new(), false),
            };
            let ends = |of: fn(&super::sketch::Arrow) -> (&String, &String)| {
                let mut ends: Vec<(String, String)> = self
                    .arrows
                    .iter()
                    .filter(|a| of(a).0 == key)
                    .map(|a| (format!("{:?} {} {:?}", a.line, a.unknown, a.finding), of(a).1.clone()))
                    .collect();
                ends.sort();
                ends
            };
            let likeness = (found.class, account, datasets, found.tone, referenced, ends(|a| (&a.to, &a.from)), ends(|a| (&a.from, &a.to)));
            groups.entry(likeness).or_default().push(key.clone());
        }
        groups.into_values().filter(|keys| keys.len() >= EQUALS).collect()
    }

    fn merge(&mut self, keys: &[String]) -> Option<String> {
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
        let moved: BTreeSet<&str> = rest.iter().map(String::as_str).collect();
        let arrows = std::mem::take(&mut self.arrows);
        for mut arrow in arrows {
            for end in [&mut arrow.from, &mut arrow.to] {
                if moved.contains(end.as_str()) {
                    end.clone_from(first);
                }
            }
            self.draw(arrow);
        }
        for way in &mut self.ways {
            for key in way.iter_mut().filter(|k| moved.contains(k.as_str())) {
                key.clone_from(first);
            }
            way.dedup();
        }
        self.order.retain(|k| !moved.contains(k.as_str()));
        self.boxes.retain(|k, _| !moved.contains(k.as_str()));
        Some(format!("{word} with the same arrows drawn as one"))
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
