//! The four boundaries of the network. Rules tell of what is open in the declaration; the paths across each boundary are not computed here yet.

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged};
use crate::model::Network;

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-NET-02", |f| paths(f, "whether every data and control path is private")),
    ("KC-NET-03", |f| paths(f, "from where clients reach each broker")),
    ("KC-NET-04", |f| paths(f, "whether every broker is private")),
    ("KC-NET-05", |f| paths(f, "how administrators and the vendor reach consoles and APIs")),
    ("KC-NET-06", |f| paths(f, "how storage, keys, metrics and logs are reached")),
    ("KC-NET-07", |f| paths(f, "whether metrics, logs and support tools stay private")),
    ("KC-NET-08", |f| paths(f, "which mechanism carries each path")),
    ("KC-NET-09", |_| Judged::lacks("flow logs and alarms: keyholder does not read them")),
    ("KC-NET-10", regulated),
];

fn paths(facts: &Facts<'_>, what: &str) -> Judged {
    Judged::lacks(format!("{what}: the paths across the boundary are not computed")).from(parts(facts))
}

/// What of the network the input holds.
fn parts(facts: &Facts<'_>) -> Vec<Fact> {
    let vpcs = facts.analysis.inventory.resources.iter().filter(|r| !r.referenced && matches!(r.network, Some(Network::Vpc(_))));
    vpcs.map(|v| facts.about(v, "is a VPC of the input")).collect()
}

fn regulated(facts: &Facts<'_>) -> Judged {
    let datasets = &facts.analysis.review.datasets;
    if !datasets.is_empty() && !datasets.iter().any(|d| d.regulated) {
        return Judged { not_applicable: Some("no dataset is stated to be regulated"), ..Judged::default() };
    }
    paths(facts, "whether every path of regulated workloads is private")
}
