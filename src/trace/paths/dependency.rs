//! The dependency boundary: AWS services that brokers call, by endpoint or over the internet.

use super::{Asker, Boundary, Path, Privacy, mechanism, tell};
use crate::model::{Built, Inventory, ResourcePolicy};
use crate::network::{Answer, Endpoint, EndpointKind, Id, Interface, Point, Verdict};

/// Services by the end of their endpoints' names, and whether there are gateway endpoints for them.
const SERVICES: [(&str, bool); 7] =
    [("s3", true), ("kms", false), ("sts", false), ("secretsmanager", false), ("ecr.api", false), ("logs", false), ("monitoring", false)];

pub(super) fn paths(asker: &mut Asker<'_>, inventory: &Inventory) -> Vec<Path> {
    // MSK's brokers call AWS from networks of AWS's own.
    if asker.cluster.managed {
        return Vec::new();
    }
    let Some(broker) = asker.cluster.brokers.first().and_then(|b| asker.network.interface(b)).cloned() else {
        return Vec::new();
    };
    let Some(outside) = asker.ask(Point::Interface(broker.id.clone(), None), Point::Internet(None), 443) else { return Vec::new() };
    SERVICES.iter().map(|(service, gateway)| one(asker, inventory, &broker, &outside, service, *gateway)).collect()
}

fn one(asker: &mut Asker<'_>, inventory: &Inventory, broker: &Interface, outside: &Answer, service: &str, gateway: bool) -> Path {
    let mut row = asker.row(Boundary::Dependency, &asker.cluster.name, &format!("AWS {service}"));
    row.ports = vec![443];
    let network = asker.network;
    let vpc: Id = network.place_of(broker).map_or_else(|| "?".into(), |(vpc, _)| vpc.id.clone());
    let here: Vec<&Endpoint> = network.estate().endpoints.iter().filter(|e| e.vpc == vpc && is_of(&e.service, service)).collect();
    let mut public = outside.verdict;
    for endpoint in &here {
        let answer = network.through_endpoint(&broker.id, &endpoint.id);
        // Where calls take the endpoint, nothing is left to the internet.
        let taken = answer.forward.iter().any(|h| endpoint.interfaces.iter().chain([&endpoint.id]).any(|id| **id == *h.component));
        let kind = if endpoint.kind == EndpointKind::Gateway { "gateway" } else { "interface" };
        tell(&mut row, &answer);
        row.verdict = match answer.verdict {
            Verdict::Reachable => Privacy::Private,
            Verdict::Unknown => Privacy::Unknown,
            Verdict::OneWay | Verdict::Blocked if taken => Privacy::Blocked,
            Verdict::OneWay | Verdict::Blocked => continue,
        };
        row.mechanism = format!("{kind} endpoint {}", endpoint.id);
        row.place.clone_from(&row.home);
        if row.verdict == Privacy::Private {
            policy(&mut row, inventory, endpoint);
        }
        return row;
    }
    if public == Verdict::OneWay {
        public = Verdict::Blocked;
    }
    let kind = if gateway { "gateway endpoint" } else { "interface endpoint with private DNS" };
    row.alternative = Some(format!("a {kind} for {service}"));
    if here.is_empty() {
        row.missing.push(format!("a {kind} for {service} in {vpc}"));
    }
    if row.mechanism.is_empty() {
        row.mechanism = mechanism(network, outside);
    }
    row.verdict = match public {
        Verdict::Reachable => Privacy::PublicPossible,
        Verdict::Unknown => Privacy::Unknown,
        _ => Privacy::Blocked,
    };
    tell(&mut row, outside);
    row
}

/// Whether an endpoint's service is one by the end of its name.
fn is_of(name: &str, service: &str) -> bool {
    name.strip_suffix(service).is_some_and(|before| before.ends_with('.') && before.contains("amazonaws"))
}

/// What the endpoint's own policy leaves open ("Control access to VPC endpoints using endpoint policies").
fn policy(row: &mut Path, inventory: &Inventory, endpoint: &Endpoint) {
    let of = |r: &&crate::model::Resource| {
        let address = r.origin.address.as_deref();
        r.kind == "vpc-endpoint" && (address == Some(&*endpoint.id) || r.name.literal() == Some(&*endpoint.id))
    };
    let Some(resource) = inventory.resources.iter().find(of) else { return };
    if let ResourcePolicy::Policy(id) = resource.resource_policy
        && inventory.policy(id).is_some_and(|p| matches!(p.built, Built::BuiltIn))
    {
        row.missing.push(format!("a policy on {}: its default lets calls to anybody's resources pass", endpoint.id));
    }
}
