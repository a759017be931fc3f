//! Drawing equal boxes as one, and slicing to what fits a page.

use std::collections::{BTreeMap, BTreeSet};

use super::sketch::{Shape, Sketch};
use super::{Trace, boxes};
use crate::report::diagram::view::{NodeClass, Tone};
use crate::report::words::count;

/// So many equal boxes are drawn as one.
pub(super) const EQUALS: usize = 3;
/// Boxes that are read at a glance; where there are more, boxes that are merely alike are drawn as one too.
const GLANCE: usize = 16;
/// Names listed in the tooltip of a folded box, in the box itself, and in the remark about it.
const NAMES: usize = 40;
const IN_BOX: usize = 5;
const IN_REMARK: usize = 12;

/// What makes two boxes equal: what they are, and arrows with their labels to the same boxes.
type Likeness = (Kind, Vec<(String, String)>, Vec<(String, String)>);

/// What a box is, apart from its name and arrows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    class: NodeClass,
    /// The account; of a trust condition, what it asks for: equal ones are those before one and the same kind of role.
    place: String,
    datasets: Vec<String>,
    tone: Tone,
    referenced: bool,
}

/// What a box is.
pub(super) fn kind(found: &Shape) -> Kind {
    let text = if found.class == NodeClass::TrustCondition { found.lines.join(" ") } else { String::new() };
    let (place, datasets, referenced) = match &found.node {
        Some(n) => (n.account.clone(), n.datasets.clone(), n.referenced),
        None => (text, Vec::new(), false),
    };
    Kind { class: found.class, place, datasets, tone: found.tone, referenced }
}

impl Sketch<'_> {
    /// Draws equal boxes as one; says what was drawn together.
    pub(super) fn fold(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        for alike in [Alike::Equal, Alike::ButFinding, Alike::Wildcard] {
            // Folding the data makes roles equal, and folding those the conditions before them.
            for _ in 0..3 {
                if alike != Alike::Equal && self.boxes.len() <= GLANCE {
                    return said;
                }
                let groups = self.groups(alike);
                if groups.is_empty() {
                    break;
                }
                let mut moved: BTreeMap<String, String> = BTreeMap::new();
                for keys in &groups {
                    said.extend(self.merge(keys, &mut moved));
                }
                self.redirect(&moved);
            }
        }
        if self.boxes.len() > GLANCE {
            said.extend(self.fold_chains());
        }
        said
    }

    fn groups(&self, alike: Alike) -> Vec<Vec<String>> {
        // The arrows of each box, with what they say and the box at their other end.
        let mut out: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        let mut into: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        for arrow in &self.arrows {
            let says = match alike {
                Alike::Equal => format!("{:?} {} {:?}", arrow.line, arrow.unknown, arrow.finding),
                Alike::ButFinding => format!("{:?} {} {}", arrow.line, arrow.unknown, arrow.finding.is_some()),
                Alike::Wildcard => arrow.finding.is_some().to_string(),
            };
            out.entry(&arrow.from).or_default().push((says.clone(), arrow.to.clone()));
            into.entry(&arrow.to).or_default().push((says, arrow.from.clone()));
        }
        let ends = |arrows: &BTreeMap<&str, Vec<(String, String)>>, key: &str| {
            let mut ends = arrows.get(key).cloned().unwrap_or_default();
            ends.sort();
            if alike == Alike::Wildcard {
                ends.dedup();
            }
            ends
        };
        let mut groups: BTreeMap<Likeness, Vec<String>> = BTreeMap::new();
        for key in &self.order {
            let any = alike == Alike::Wildcard;
            let Some(found) = self.boxes.get(key).filter(|b| if any { is_wildcard(b) } else { b.count == 1 }) else { continue };
            let class = if any { NodeClass::OtherData } else { found.class };
            let likeness = (Kind { class, ..kind(found) }, ends(&into, key), ends(&out, key));
            groups.entry(likeness).or_default().push(key.clone());
        }
        groups.into_values().filter(|keys| keys.len() >= EQUALS).collect()
    }

    /// Makes the first of equal boxes stand for all; notes where the others went.
    pub(super) fn merge(&mut self, keys: &[String], moved: &mut BTreeMap<String, String>) -> Option<String> {
        let (first, rest) = keys.split_first()?;
        let members: Vec<Shape> = keys.iter().filter_map(|k| self.boxes.get(k)).cloned().collect();
        let mut names: Vec<String> = members.iter().flat_map(names).collect();
        names.dedup();
        let mixed = members.iter().any(|b| members.first().is_some_and(|m| m.class != b.class));
        let merged = self.boxes.get_mut(first)?;
        merged.count = members.iter().map(|b| b.count).sum();
        let word = if mixed {
            merged.class = NodeClass::OtherData;
            format!("{} kinds, any of each", merged.count)
        } else {
            count(merged.count, word(merged.class))
        };
        merged.full = listed(&names, NAMES);
        if merged.class != NodeClass::TrustCondition {
            merged.lines = std::iter::once(word.clone()).chain(listed(&names, IN_BOX)).collect();
        }
        let mut findings: Vec<String> = members.iter().flat_map(|b| b.findings.clone()).collect();
        findings.sort();
        findings.dedup();
        merged.findings = findings;
        for key in rest {
            self.boxes.remove(key);
            moved.insert(key.clone(), first.clone());
        }
        Some(format!("{word} with the same arrows drawn as one: {}", listed(&names, IN_REMARK).join(", ")))
    }

    /// Leads arrows and ways to the boxes that now stand for others.
    pub(super) fn redirect(&mut self, moved: &BTreeMap<String, String>) {
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

/// How much boxes have in common to be drawn as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alike {
    /// Everything, and arrows that say the same for the same finding.
    Equal,
    /// Arrows may be on the paths of different findings.
    ButFinding,
    /// Each stands for all of a kind that a policy's `*` takes in, and they hang on the same boxes.
    Wildcard,
}

/// Whether a box stands for all things of a kind, or for several such boxes.
fn is_wildcard(found: &Shape) -> bool {
    let (names, any) = (names(found), |name: &String| name.starts_with("any ") || (found.count > 1 && name.starts_with("and ")));
    names.iter().all(any)
        && found.node.as_ref().is_some_and(|n| n.referenced)
        && (found.count > 1 || found.lines.get(1).is_some_and(|l| l == "matching *"))
}

/// The names that a box stands for.
fn names(found: &Shape) -> Vec<String> {
    if found.count > 1 {
        return found.full.clone();
    }
    // "any S3 bucket" says less than what it has to match.
    let pattern = found.lines.get(1).and_then(|l| l.strip_prefix("matching ")).filter(|p| *p != "*");
    pattern.or(found.lines.first().map(String::as_str)).map(str::to_owned).into_iter().collect()
}

/// The first of many names, and how many more there are.
fn listed(names: &[String], most: usize) -> Vec<String> {
    let mut out: Vec<String> = names.iter().take(most).cloned().collect();
    if names.len() > most {
        out.push(format!("and {} more", names.len() - most));
    }
    out
}

pub(super) fn word(class: NodeClass) -> &'static str {
    match class {
        NodeClass::WorkloadRole => "role",
        other => other.word(),
    }
}
