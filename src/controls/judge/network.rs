//! The four boundaries of the network, from the paths across them.

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged};
use crate::trace::{Boundary, Path, Privacy};

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-NET-02", |f| private(f, |_| true)),
    ("KC-NET-03", |f| private(f, |p| p.boundary == Boundary::Client)),
    ("KC-NET-04", |f| private(f, |p| p.boundary == Boundary::Broker || p.boundary == Boundary::Client && p.from == "internet")),
    ("KC-NET-05", |f| private(f, |p| p.boundary == Boundary::Control)),
    ("KC-NET-06", |f| private(f, |p| p.boundary == Boundary::Dependency)),
    ("KC-NET-07", beside),
    ("KC-NET-08", mechanisms),
    ("KC-NET-09", |_| Judged::lacks("flow logs and alarms: keyholder does not read them")),
    ("KC-NET-10", regulated),
];

/// So many paths are told of in a row of the matrix.
const SHOWN: usize = 24;

/// Paths: those that may be public speak against it, those that are not known are missing.
fn private(facts: &Facts<'_>, wanted: fn(&Path) -> bool) -> Judged {
    let mut judged = Judged::default();
    for path in facts.analysis.paths.iter().filter(|p| wanted(p)) {
        match path.verdict {
            Privacy::Private | Privacy::Blocked => judged.facts.push(told(path)),
            Privacy::PublicPossible => judged.against.push(told(path)),
            Privacy::Unknown => judged.missing.push(told(path).text),
        }
    }
    if judged.facts.is_empty() && judged.against.is_empty() && judged.missing.is_empty() {
        judged.missing.push("paths across the boundary: the input shows none of a Kafka cluster".into());
    }
    shortened(judged)
}

/// The first paths of each kind: all stand in the report's `paths`.
fn shortened(mut judged: Judged) -> Judged {
    let more = |all: usize| format!("and {} more paths, listed with the others", all - SHOWN);
    for list in [&mut judged.facts, &mut judged.against] {
        let all = list.len();
        if all > SHOWN {
            list.truncate(SHOWN);
            list.push(Fact { text: more(all), resource: None });
        }
    }
    let all = judged.missing.len();
    if all > SHOWN {
        judged.missing.truncate(SHOWN);
        judged.missing.push(more(all));
    }
    judged
}

/// A path in a sentence.
fn told(path: &Path) -> Fact {
    let verdict = match path.verdict {
        Privacy::Private => "private",
        Privacy::PublicPossible => "public-possible",
        Privacy::Blocked => "blocked",
        Privacy::Unknown => "unknown",
    };
    let ports: Vec<String> = path.ports.iter().map(ToString::to_string).collect();
    let by = if path.mechanism.is_empty() { String::new() } else { format!(", {}", path.mechanism) };
    let why = path.missing.first().filter(|_| path.verdict == Privacy::Unknown).map(|m| format!(" ({m})")).unwrap_or_default();
    Fact { text: format!("{} → {} on {}: {verdict}{by}{why}", path.from, path.to, ports.join(", ")), resource: None }
}

/// Control traffic, metrics and logs. What vendors' services listen on is in no input.
fn beside(facts: &Facts<'_>) -> Judged {
    let mut judged = private(facts, |p| p.boundary == Boundary::Control || p.to.ends_with(" logs") || p.to.ends_with(" monitoring"));
    judged.missing.push("the endpoints of vendors' own services for metrics, logs and support".into());
    judged
}

/// What carries each path.
fn mechanisms(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for path in facts.analysis.paths.iter().filter(|p| p.verdict != Privacy::Blocked) {
        if path.verdict == Privacy::Unknown || path.mechanism.is_empty() {
            judged.missing.push(format!("what carries {}", told(path).text));
        } else {
            judged.facts.push(told(path));
        }
    }
    if judged.facts.is_empty() && judged.missing.is_empty() {
        judged.missing.push("paths: the input shows none of a Kafka cluster".into());
    }
    shortened(judged)
}

fn regulated(facts: &Facts<'_>) -> Judged {
    let datasets = &facts.analysis.review.datasets;
    if !datasets.is_empty() && !datasets.iter().any(|d| d.regulated) {
        return Judged { not_applicable: Some("no dataset is stated to be regulated"), ..Judged::default() };
    }
    private(facts, |_| true)
}
