//! The four boundaries of the network, from the paths across them.

use super::super::Fact;
use super::super::facts::Facts;
use super::kafka::{clusters, exposure, listeners};
use super::{Judge, Judged};
use crate::model::{Encryption, Exposure, KafkaCluster, Resource, Tri};
use crate::trace::{Boundary, Path, Privacy};

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-NET-02", |f| private(f, |_| true)),
    ("KC-NET-03", |f| served(f, private(f, |p| p.boundary == Boundary::Client), listened)),
    ("KC-NET-04", |f| served(f, private(f, |p| p.boundary == Boundary::Broker || p.boundary == Boundary::Client && p.from == "internet"), listened)),
    ("KC-NET-05", |f| served(f, private(f, |p| p.boundary == Boundary::Control), managed)),
    ("KC-NET-06", |f| served(f, private(f, |p| p.boundary == Boundary::Dependency), needed)),
    ("KC-NET-07", beside),
    ("KC-NET-08", |f| served(f, mechanisms(f), listened)),
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
    served(facts, private(facts, |_| true), listened)
}

/// The sentence of a review whose input shows no cluster in a network of ours.
const NOWHERE: &str = "the input shows none of a Kafka cluster";

/// Adds what is said of clusters that run in a service's network: no path of ours leads through them.
fn served(facts: &Facts<'_>, mut judged: Judged, each: fn(&Facts<'_>, &Resource, &KafkaCluster, &mut Judged)) -> Judged {
    // Of a service whose brokers are attached to our network, paths tell what is to be told, where there are any.
    let nowhere = judged.missing.iter().any(|m| m.ends_with(NOWHERE));
    let services: Vec<_> = clusters(facts).into_iter().filter(|(r, _)| r.network.is_none() || r.kind == "msk-cluster" && nowhere).collect();
    if services.is_empty() {
        return judged;
    }
    judged.missing.retain(|m| !m.ends_with(NOWHERE));
    for (cluster, kafka) in services {
        each(facts, cluster, kafka, &mut judged);
    }
    judged
}

/// From where listeners are reached, and whose networks may connect.
fn listened(facts: &Facts<'_>, cluster: &Resource, kafka: &KafkaCluster, judged: &mut Judged) {
    let inventory = facts.analysis.inventory;
    for listener in listeners(facts, cluster, kafka, "from where listeners are reached", judged) {
        match (&listener.admits, listener.exposure) {
            (Some(blocks), _) => {
                let blocks: Vec<String> = blocks.iter().map(|b| inventory.render(b)).collect();
                judged.facts.push(facts.about(cluster, &format!("admits {} to listener `{}`", blocks.join(", "), listener.name)));
            }
            (None, Exposure::Unknown) => {
                judged.missing.push(format!("from where listener `{}` of {} is reached", listener.name, facts.label(cluster)))
            }
            (None, _) => judged.facts.push(facts.about(cluster, &format!("is reached on listener `{}` {}", listener.name, exposure(listener)))),
        }
    }
    for client in &kafka.clients {
        let words = format!("lets {} connect by {}", inventory.render(&client.who), client.how);
        judged.facts.push(facts.about(cluster, &words));
    }
}

/// How a service's administration is reached.
fn managed(facts: &Facts<'_>, cluster: &Resource, _: &KafkaCluster, judged: &mut Judged) {
    if cluster.kind != "confluent-cluster" {
        judged.missing.push(format!("how the administration of {} is reached", facts.label(cluster)));
        return;
    }
    let filtered = cluster.switch("ip-filter") == Tri::Yes;
    let words =
        if filtered { "is administered from addresses that a filter admits" } else { "is administered from any address: no filter is stated" };
    judged.facts.push(facts.about(cluster, words));
}

/// How a service reaches what it needs of ours: keys, buckets, interfaces.
fn needed(facts: &Facts<'_>, cluster: &Resource, _: &KafkaCluster, judged: &mut Judged) {
    if let Some(Encryption::Key(key)) = cluster.store.as_ref().map(|s| &s.encryption)
        && let Some(key) = facts.resource(*key)
    {
        judged.facts.push(facts.about(key, &format!("is used by the service for {}", facts.label(cluster))));
    }
    let all = facts.analysis.inventory.resources.iter();
    for mover in all.clone().filter(|r| r.movers.iter().any(|m| m.from == cluster.id)) {
        if mover.kind == "mskconnect-connector" {
            judged.missing.push(format!("how {} reaches what it needs", facts.label(mover)));
        }
        judged.facts.push(facts.about(mover, &format!("copies for {}", facts.label(cluster))));
    }
    for interface in all.filter(|r| r.switch("driven-from-outside") == Tri::Yes) {
        judged.facts.push(facts.about(interface, "is an interface of ours that the service drives"));
    }
    judged.facts.push(facts.about(cluster, "keeps records, logs and metrics in the service's own network"));
}
