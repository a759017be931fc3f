//! The control boundary: administration of the brokers and of Kubernetes, and calls to a vendor's control plane.

use std::collections::BTreeSet;

use super::{Asker, Boundary, Path, Privacy, mechanism, tell};
use crate::model::{Inventory, Network, Resource, Tri};
use crate::network::{Point, Verdict};

/// Ports of remote administration.
const REMOTE: [(u16, &str); 2] = [(22, "SSH"), (3389, "Remote Desktop")];

pub(super) fn paths(asker: &mut Asker<'_>, inventory: &Inventory) -> Vec<Path> {
    let mut rows = Vec::new();
    if !asker.cluster.managed {
        rows.extend(remote(asker));
    }
    rows.extend(outbound(asker));
    for cluster in inventory.resources.iter().filter(|r| r.kind == "eks-cluster" && !r.referenced && beside(asker, inventory, r)) {
        rows.push(api_server(asker, inventory, cluster));
    }
    rows
}

/// Whether a cluster of Kubernetes is in a VPC of the brokers, or it is not known in which it is: they may run on it.
fn beside(asker: &Asker<'_>, inventory: &Inventory, cluster: &Resource) -> bool {
    let Some(Network::Attachment(facet)) = &cluster.network else { return true };
    let subnet = |id: &crate::model::ResourceId| {
        let resource = inventory.resource(*id)?;
        let words = [resource.origin.address.as_deref(), resource.name.literal()];
        words.into_iter().flatten().find_map(|w| asker.network.subnet(asker.network.named(w)))
    };
    let subnets: Vec<_> = facet.subnets.iter().map(subnet).collect();
    let brokers = asker.cluster.brokers.iter().filter_map(|b| asker.network.interface(b));
    let vpcs: BTreeSet<&str> = brokers.filter_map(|i| asker.network.place_of(i)).map(|(vpc, _)| &*vpc.id).collect();
    subnets.is_empty() || vpcs.is_empty() || subnets.iter().any(|s| s.is_none_or(|s| vpcs.contains(&*s.vpc)))
}

/// From the internet to the machines themselves.
fn remote(asker: &mut Asker<'_>) -> Vec<Path> {
    let mut rows = Vec::new();
    for (port, name) in REMOTE {
        let mut row = asker.row(Boundary::Control, &format!("internet ({name})"), &asker.cluster.name);
        row.ports = vec![port];
        row.verdict = Privacy::Blocked;
        for broker in asker.cluster.brokers.clone() {
            let Some(answer) = asker.ask(Point::Internet(None), Point::Interface(broker, None), port) else { continue };
            let found = match answer.verdict {
                Verdict::Reachable => Privacy::PublicPossible,
                Verdict::Unknown => Privacy::Unknown,
                Verdict::OneWay | Verdict::Blocked => Privacy::Blocked,
            };
            if row.mechanism.is_empty() || (row.verdict == Privacy::Blocked && found != Privacy::Blocked) || found == Privacy::PublicPossible {
                row.verdict = found;
                row.mechanism = mechanism(asker.network, &answer);
                row.missing.clear();
                row.evidence.clear();
                row.codes.clear();
                tell(&mut row, &answer);
            }
        }
        if row.verdict == Privacy::PublicPossible {
            row.alternative = Some("AWS Systems Manager through interface endpoints, no inbound port".into());
        }
        rows.push(row);
    }
    rows
}

/// From the machines to a control plane outside.
fn outbound(asker: &mut Asker<'_>) -> Option<Path> {
    let mut row = asker.row(Boundary::Control, &asker.cluster.name, "a control plane on the internet");
    row.ports = vec![443];
    let mut answers = Vec::new();
    for broker in asker.cluster.brokers.clone() {
        answers.push(asker.ask(Point::Interface(broker, None), Point::Internet(None), 443)?);
    }
    let best = answers.into_iter().min_by_key(|a| (a.verdict, a.reasons.len()))?;
    row.verdict = match best.verdict {
        Verdict::Reachable => Privacy::PublicPossible,
        Verdict::Unknown => Privacy::Unknown,
        Verdict::OneWay | Verdict::Blocked => Privacy::Blocked,
    };
    row.mechanism = mechanism(asker.network, &best);
    tell(&mut row, &best);
    if row.verdict == Privacy::PublicPossible {
        row.alternative = Some("PrivateLink to the vendor, and outbound rules that name its endpoint".into());
        row.missing.push("an interface endpoint to the vendor's service; the route to the internet has to go".into());
    }
    Some(row)
}

/// The API server of Kubernetes ("Cluster API server endpoint").
fn api_server(asker: &Asker<'_>, inventory: &Inventory, cluster: &Resource) -> Path {
    let name = cluster.origin.address.clone().unwrap_or_else(|| inventory.render(&cluster.name));
    let mut row = asker.row(Boundary::Control, "internet", &format!("Kubernetes API of {name}"));
    row.ports = vec![443];
    let admits: Vec<String> = cluster.cluster.iter().flat_map(|c| &c.admits).map(|b| inventory.render(b)).collect();
    let public = match &cluster.network {
        Some(Network::Attachment(facet)) => facet.public,
        _ => Tri::Unknown,
    };
    row.mechanism = "public endpoint of EKS".into();
    row.verdict = match public {
        Tri::Yes => Privacy::PublicPossible,
        Tri::No => Privacy::Private,
        Tri::Unknown => Privacy::Unknown,
    };
    match public {
        Tri::Yes => {
            row.alternative = Some("the private endpoint of EKS".into());
            let who = if admits.is_empty() { "everybody".to_owned() } else { admits.join(", ") };
            row.missing.push(format!("the public endpoint admits {who}; it has to be off, and the private one on"));
        }
        Tri::No => row.mechanism = "private endpoint of EKS".into(),
        Tri::Unknown => row.missing.push("not known whether the public endpoint is on".into()),
    }
    row
}
