//! One end of a path across a boundary, and the arrows to or from the cluster.

use super::canvas::{Arrow, Canvas};
use crate::report::build::network_diagram::class;
use crate::report::build::world::World;
use crate::report::diagram::view::{Badge, BadgeKind, ClusterKind, EdgeKind, Node, NodeClass, Tone};
use crate::report::words::count;
use crate::trace::{Boundary, Path, Privacy};

/// Names listed in the tooltip of a box that stands for several.
const NAMES: usize = 40;
/// Names of services in a line of a box.
const IN_LINE: usize = 3;
/// Codes on a box.
const CODES: usize = 3;

/// The end that is not the cluster.
pub(super) struct End<'p> {
    pub(super) name: &'p str,
    pub(super) class: NodeClass,
    /// The cluster connects to it.
    pub(super) outward: bool,
    /// What never stands with others in one box.
    pub(super) alone: Option<&'p str>,
    /// What it is, in words.
    kind: String,
}

/// What the end of a path is.
pub(super) fn end<'p>(world: &World<'_>, path: &'p Path) -> End<'p> {
    let outward = path.from == path.cluster;
    let name = if outward { path.to.as_str() } else { path.from.as_str() };
    let resource = || world.sources.inventory.resources.iter().find(|r| r.origin.address.as_deref() == Some(name) || r.name.literal() == Some(name));
    let (class, kind) = match (path.boundary, name) {
        (Boundary::Broker, _) => (NodeClass::Compute, "replication".to_owned()),
        // Somebody on the internet asks what is no broker.
        (_, "internet") if path.to != path.cluster => (NodeClass::Internet, path.to.clone()),
        (_, name) if name.starts_with("internet") => (NodeClass::Internet, "any address".to_owned()),
        (Boundary::Dependency, _) => (NodeClass::AwsService, "AWS service".to_owned()),
        (Boundary::Control, _) => (NodeClass::OutsideAccount, "outside".to_owned()),
        (_, name) if name.contains("endpoint service") => (NodeClass::EndpointService, "PrivateLink".to_owned()),
        _ => resource().map_or((NodeClass::NetworkInterface, "network interface".to_owned()), |r| (class(r), r.kind.replace('-', " "))),
    };
    // Services that are called alike stand together, but for those with an endpoint each.
    let several = matches!(class, NodeClass::Compute | NodeClass::NetworkInterface | NodeClass::Database | NodeClass::Cache)
        || class == NodeClass::AwsService && path.verdict != Privacy::Private;
    let alone = (!several).then_some(name);
    End { name, class, outward, alone, kind }
}

/// Draws paths that are alike as one.
pub(super) fn draw(canvas: &mut Canvas<'_, '_>, path: &Path, all: &[&Path]) {
    let end = end(canvas.world, path);
    let (word, tone) = match path.verdict {
        Privacy::PublicPossible => ("may be public", Tone::Review),
        Privacy::Unknown => ("not known", Tone::Unknown),
        Privacy::Private => ("private", Tone::Good),
        Privacy::Blocked => ("blocked", Tone::Neutral),
    };
    let names: Vec<&str> = all.iter().map(|p| if end.outward { p.to.as_str() } else { p.from.as_str() }).collect();
    let to_api = end.class == NodeClass::Internet && path.to != path.cluster && !end.outward;
    let mut node = Node::new("", end.class, &[]);
    node.label = match all.len() {
        1 if to_api => vec!["Kubernetes API".to_owned(), short(path.to.rsplit(' ').next().unwrap_or(&path.to)), open(path.verdict).to_owned()],
        1 if path.boundary == Boundary::Broker => vec!["brokers".to_owned(), format!("{} · {word}", end.kind)],
        1 => vec![short(end.name), format!("{} · {word}", end.kind)],
        n if end.class == NodeClass::AwsService => {
            let names: Vec<&str> = names.iter().map(|n| n.strip_prefix("AWS ").unwrap_or(n)).collect();
            let listed = names.chunks(IN_LINE).map(|few| few.join(", "));
            std::iter::once(count(n, "AWS service")).chain(listed).chain([word.to_owned()]).collect()
        }
        n => vec![count(n, "client"), word.to_owned()],
    };
    node.full = names.iter().take(NAMES).copied().chain((names.len() > NAMES).then_some("and more")).collect::<Vec<_>>().join(" · ");
    node.tone = tone;
    if all.len() > 1 {
        node.badges.push(Badge { kind: BadgeKind::Count, text: format!("×{}", all.len()) });
    }
    let stopped = matches!(path.verdict, Privacy::Blocked | Privacy::Unknown);
    let codes = path.codes.iter().filter(|_| stopped);
    node.badges.extend(codes.take(CODES).map(|code| Badge { kind: BadgeKind::Note, text: (*code).to_owned() }));
    if stopped && path.codes.len() > CODES {
        node.badges.push(Badge { kind: BadgeKind::Note, text: format!("and {} more", path.codes.len() - CODES) });
    }
    let home = canvas.vpc(path.home.as_deref());
    node.cluster = match (&path.place, end.class) {
        (Some(place), class) if class != NodeClass::AwsService => canvas.vpc(Some(place)),
        (_, NodeClass::AwsService) => Some(canvas.frame("services", ClusterKind::Region, "AWS services", None)),
        (_, NodeClass::Internet | NodeClass::OutsideAccount | NodeClass::EndpointService) if end.outward => {
            Some(canvas.frame("called", ClusterKind::Outside, "Called outside", None))
        }
        (_, NodeClass::Internet | NodeClass::OutsideAccount | NodeClass::EndpointService) => {
            Some(canvas.frame("outside", ClusterKind::Outside, "Outside", None))
        }
        _ => home.clone(),
    };
    // The API of Kubernetes stands beside the cluster, and the internet asks it.
    let (here, there) = if to_api {
        node.class = NodeClass::Compute;
        node.cluster.clone_from(&home);
        let api = canvas.add(&format!("{} {}", path.cluster, path.to), node);
        let internet = Node {
            cluster: Some(canvas.frame("outside", ClusterKind::Outside, "Outside", None)),
            ..Node::new("", NodeClass::Internet, &["internet", "any address"])
        };
        (canvas.add("internet to APIs", internet), api)
    } else {
        let key = format!("{} {} {}", path.cluster, names.join(" "), end.outward);
        let box_of_end = canvas.add(&key, node);
        let cluster = Node { cluster: home.clone(), ..Node::new("", NodeClass::KafkaCluster, &[&short(&path.cluster), "Kafka cluster"]) };
        let cluster = canvas.add(&format!("cluster {}", path.cluster), Node { full: path.cluster.clone(), ..cluster });
        if end.outward { (cluster, box_of_end) } else { (box_of_end, cluster) }
    };
    let (steps, by) = canvas.carriers(path, home.as_deref(), end.outward);
    let ports = path.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let label = if path.verdict == Privacy::Unknown { format!("? {ports}{by}") } else { format!("{ports}{by}") };
    // The private endpoint lets nobody on the internet in.
    let shut = path.verdict == Privacy::Blocked || to_api && path.verdict == Privacy::Private;
    let arrow = Arrow {
        kind: if shut { EdgeKind::Blocked } else { EdgeKind::Network },
        label,
        text: told(path, word, &names),
        origins: path.evidence.iter().chain([&path.from, &path.to]).cloned().collect(),
        outward: end.outward,
    };
    canvas.way(&here, &steps, &there, &arrow);
}

/// To whom the API of Kubernetes is open.
fn open(verdict: Privacy) -> &'static str {
    match verdict {
        Privacy::PublicPossible => "public endpoint on",
        Privacy::Unknown => "not known whether public",
        Privacy::Private | Privacy::Blocked => "private endpoint only",
    }
}

/// A path in a sentence.
fn told(path: &Path, word: &str, names: &[&str]) -> String {
    let ports: Vec<String> = path.ports.iter().map(ToString::to_string).collect();
    let outward = path.from == path.cluster;
    let several = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    let (from, to) = if outward { (path.from.clone(), several) } else { (several, path.to.clone()) };
    let mut text = format!("{from} to {to} on {}: {word}, {}", ports.join(", "), path.mechanism);
    if !path.missing.is_empty() {
        text.push_str(&format!("; {}", path.missing.join("; ")));
    }
    if !path.evidence.is_empty() && path.verdict == Privacy::Private {
        text.push_str(&format!("; by {}", path.evidence.join(", ")));
    }
    text
}

/// A name for a box: an address without modules and provider.
pub(super) fn short(name: &str) -> String {
    name.rsplit_once("aws_")
        .filter(|(before, _)| before.is_empty() || before.ends_with('.'))
        .map_or_else(|| name.to_owned(), |(_, rest)| rest.to_owned())
}
