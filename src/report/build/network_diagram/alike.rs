//! VPCs that are alike: the same subnets by what they route to and hold, the same gateways and endpoints, the same rules but for addresses.

use std::collections::BTreeMap;

use super::canvas::Canvas;
use super::groups;
use super::subnets::frames;
use crate::model::{Network, Resource, ResourceId};
use crate::report::words::count;

/// So many VPCs that are alike are drawn as one.
const EQUALS: usize = 3;
/// VPCs named in the remark.
const NAMES: usize = 12;

/// The VPCs in order of first mention, those that are alike together.
pub(super) fn classes<'a>(canvas: &Canvas<'_, 'a>, vpcs: &[&'a Resource]) -> Vec<Vec<&'a Resource>> {
    if vpcs.len() < EQUALS {
        return vpcs.iter().map(|vpc| vec![*vpc]).collect();
    }
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut classes: Vec<Vec<&Resource>> = Vec::new();
    let holdings = holdings(canvas);
    for vpc in vpcs {
        let likeness = likeness(canvas, vpc, holdings.get(&vpc.id).map(Vec::as_slice).unwrap_or_default());
        let place = *places.entry(likeness).or_insert(classes.len());
        match classes.get_mut(place) {
            Some(class) => class.push(vpc),
            None => classes.push(vec![vpc]),
        }
    }
    let apart = |class: Vec<&'a Resource>| if class.len() < EQUALS { class.into_iter().map(|vpc| vec![vpc]).collect() } else { vec![class] };
    classes.into_iter().flat_map(apart).collect()
}

/// The remark about VPCs that another stands for.
pub(super) fn said(canvas: &Canvas<'_, '_>, drawn: &Resource, others: &[&Resource]) -> String {
    let mut names: Vec<String> = others.iter().take(NAMES).map(|vpc| canvas.title(vpc)).collect();
    if others.len() > NAMES {
        names.push(format!("and {} more", others.len() - NAMES));
    }
    format!("{} like {}, but for addresses, not drawn: {}", count(others.len(), "VPC"), canvas.title(drawn), names.join(", "))
}

/// Gateways, peerings, attachments and endpoints by the VPC they belong to.
fn holdings(canvas: &Canvas<'_, '_>) -> BTreeMap<ResourceId, Vec<String>> {
    let mut out: BTreeMap<ResourceId, Vec<String>> = BTreeMap::new();
    for resource in &canvas.world.sources.inventory.resources {
        let (of, what): (Vec<ResourceId>, String) = match &resource.network {
            Some(Network::InternetGateway { vpc, .. } | Network::TransitGatewayAttachment { vpc, .. }) => {
                (vpc.iter().copied().collect(), resource.kind.to_owned())
            }
            // What a VPC peers with is its own.
            Some(Network::Peering { requester, accepter, .. }) => (requester.iter().chain(accepter).copied().collect(), canvas.title(resource)),
            Some(Network::Endpoint(e)) => {
                (e.vpc.iter().copied().collect(), format!("{:?} {} {}", e.kind, canvas.world.render(&e.service), signs(canvas, &e.groups)))
            }
            _ => continue,
        };
        for vpc in of {
            out.entry(vpc).or_default().push(what.clone());
        }
    }
    out
}

/// What makes VPCs alike.
fn likeness(canvas: &Canvas<'_, '_>, vpc: &Resource, holdings: &[String]) -> Vec<String> {
    let world = canvas.world;
    let mut out: Vec<String> = frames(world, vpc.id)
        .iter()
        .map(|frame| {
            let mut held: Vec<String> = frame
                .occupants
                .iter()
                .map(|r| match &r.network {
                    Some(Network::Attachment(a)) => format!("{} {:?} {}", r.kind, a.public, signs(canvas, &a.groups)),
                    _ => r.kind.to_owned(),
                })
                .collect();
            held.sort();
            let mut ways: Vec<String> = frame.ways.iter().map(|(to, by)| format!("{to} {by}")).collect();
            ways.sort();
            format!("{:?} ×{} {} {} endpoints {}", frame.tier, frame.subnets.len(), ways.join(","), frame.gateway_endpoints.len(), held.join(";"))
        })
        .collect();
    out.extend(holdings.iter().cloned());
    out.sort();
    // Alike are those of one account and Region; the account is the frame around them.
    out.push(format!("{} {}", world.resource(vpc).account, world.render(&vpc.region)));
    out
}

/// What security groups let in, but for the addresses of single networks and the names of groups.
fn signs(canvas: &Canvas<'_, '_>, groups: &[ResourceId]) -> String {
    let mut signs: Vec<String> = groups.iter().map(|g| groups::sign(canvas, *g)).collect();
    signs.sort();
    signs.join("+")
}
