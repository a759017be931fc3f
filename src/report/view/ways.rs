//! Traces that differ only in their target, told once.

use std::collections::BTreeMap;

use super::{Access, Condition, EdgeKind, Trace, Verdict};

/// Traces of one actor that share all steps but the last one's target.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// The one to show in full.
    pub lead: &'a Trace,
    /// The others.
    pub others: Vec<&'a Trace>,
}

impl<'a> Way<'a> {
    /// All its traces.
    pub fn traces(&self) -> impl Iterator<Item = &'a Trace> + '_ {
        std::iter::once(self.lead).chain(self.others.iter().copied())
    }

    /// Targets with what is done to each, in order of first appearance.
    pub fn targets(&self) -> Vec<(&'a super::Node, Vec<Access>)> {
        let mut targets: Vec<(&'a super::Node, Vec<Access>)> = Vec::new();
        for trace in self.traces() {
            match targets.iter_mut().find(|(n, _)| n.id == trace.to.id) {
                Some((_, accesses)) if !accesses.contains(&trace.access) => accesses.push(trace.access),
                Some(_) => {}
                None => targets.push((&trace.to, vec![trace.access])),
            }
        }
        targets
    }
}

type Key<'a> = (Verdict, &'a str, Vec<(EdgeKind, &'a str)>, Vec<&'a Condition>);

/// Groups traces into ways: strongest verdict first, then fewest steps, then the order of the traces.
pub fn ways(traces: &[Trace]) -> Vec<Way<'_>> {
    let mut places: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut ways: Vec<Way<'_>> = Vec::new();
    for trace in traces {
        let steps = trace.hops.iter().take(trace.hops.len().saturating_sub(1));
        let lone = trace.hops.is_empty().then_some((EdgeKind::Read, trace.to.id.as_str()));
        let key = (
            trace.verdict,
            trace.from.id.as_str(),
            steps.map(|h| (h.edge, h.to.id.as_str())).chain(lone).collect(),
            trace.conditions.iter().collect(),
        );
        match places.get(&key).and_then(|place| ways.get_mut(*place)) {
            Some(way) => way.others.push(trace),
            None => {
                places.insert(key, ways.len());
                ways.push(Way { lead: trace, others: Vec::new() });
            }
        }
    }
    ways.sort_by_key(|w| (std::cmp::Reverse(w.lead.verdict), w.lead.hops.len()));
    ways
}
