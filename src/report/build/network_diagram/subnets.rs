//! Subnets by what they route to, and which of them are alike.

use std::collections::BTreeMap;

use crate::model::{Network, Resource, ResourceId, Route, RouteTarget, Subnet};
use crate::report::build::world::World;

/// Where the default route of a subnet leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// To an internet gateway.
    Public,
    /// Anywhere else.
    Private,
    /// There is none.
    Isolated,
    /// Its route table is not in the input.
    Unknown,
}

/// A subnet with its facts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) resource: &'a Resource,
    pub(super) facts: &'a Subnet,
}

/// Subnets that are alike, drawn as one frame.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) tier: Tier,
    pub(super) subnets: Vec<Place<'a>>,
    /// What sits in them: interface owners and NAT gateways.
    pub(super) occupants: Vec<&'a Resource>,
    /// Routes with their tables.
    pub(super) routes: Vec<(&'a Resource, &'a Route)>,
    /// Destinations, and the kind of what they are sent to.
    pub(super) ways: Vec<(String, String)>,
    /// Gateway endpoints of their tables.
    pub(super) gateway_endpoints: Vec<(&'a Resource, &'a Resource)>,
}

/// What makes subnets alike: tier, what their routes lead to (by kind and destination: each zone may have its NAT gateway), what sits in them
/// (one thing in several subnets is the same thing; NAT gateways count by kind).
type Likeness = (Tier, Vec<(String, String)>, Vec<String>);

/// The frames of a VPC, public ones first.
pub(super) fn frames<'a>(world: &World<'a>, vpc: ResourceId) -> Vec<Frame<'a>> {
    let resources = &world.sources.inventory.resources;
    let mut alike: BTreeMap<Likeness, Frame<'a>> = BTreeMap::new();
    for resource in resources {
        let Some(Network::Subnet(facts)) = &resource.network else { continue };
        if facts.vpc != Some(vpc) {
            continue;
        }
        let table = table(resources, vpc, resource.id);
        let routes: Vec<(&Resource, &Route)> = table.iter().flat_map(|(t, routes)| routes.iter().map(move |r| (*t, r))).collect();
        let tier = tier(world, table.is_some(), &routes);
        let here: Vec<&Resource> = resources.iter().filter(|r| sits_in(r, resource.id)).collect();
        let mut ways: Vec<(String, String)> = routes.iter().map(|(_, r)| (world.render(&r.destination), kind_of_target(world, &r.target))).collect();
        ways.sort();
        ways.dedup();
        let things = here.iter().map(|r| if matches!(r.network, Some(Network::NatGateway { .. })) { "nat".to_owned() } else { r.id.0.to_string() });
        let endpoints = table.iter().flat_map(|(t, _)| gateway_endpoints(resources, t.id).map(move |e| (*t, e)));
        let frame = alike.entry((tier, ways.clone(), things.collect())).or_insert_with(|| Frame {
            tier,
            subnets: Vec::new(),
            occupants: Vec::new(),
            routes: Vec::new(),
            ways,
            gateway_endpoints: Vec::new(),
        });
        frame.subnets.push(Place { resource, facts });
        for found in here {
            if !frame.occupants.iter().any(|o| o.id == found.id) {
                frame.occupants.push(found);
            }
        }
        frame.routes.extend(routes);
        frame.gateway_endpoints.extend(endpoints);
    }
    let mut frames: Vec<Frame<'a>> = alike.into_values().collect();
    frames.sort_by_key(|f| (f.tier, f.subnets.first().map(|s| s.resource.id)));
    frames
}

/// The route table of a subnet: the one associated with it, else the VPC's main one. None: not in the input.
fn table(resources: &[Resource], vpc: ResourceId, subnet: ResourceId) -> Option<(&Resource, &[Route])> {
    let tables = resources.iter().filter_map(|r| match &r.network {
        Some(Network::RouteTable(t)) => Some((r, t)),
        _ => None,
    });
    let own = tables.clone().find(|(_, t)| t.subnets.contains(&subnet));
    own.or_else(|| tables.clone().find(|(_, t)| t.main && t.vpc == Some(vpc))).map(|(r, t)| (r, t.routes.as_slice()))
}

fn tier(world: &World<'_>, known: bool, routes: &[(&Resource, &Route)]) -> Tier {
    let default = routes.iter().filter(|(_, r)| matches!(r.destination.literal(), Some("0.0.0.0/0" | "::/0")));
    let mut found = None;
    for (_, route) in default {
        let public = matches!(&route.target, RouteTarget::Resource(id)
            if matches!(world.sources.inventory.resource(*id).and_then(|r| r.network.as_ref()), Some(Network::InternetGateway { egress_only: false, .. })));
        if public || matches!(&route.target, RouteTarget::Other(id) if id.literal().is_some_and(|i| i.starts_with("igw-"))) {
            return Tier::Public;
        }
        found = Some(Tier::Private);
    }
    match found {
        Some(tier) => tier,
        None if known => Tier::Isolated,
        None => Tier::Unknown,
    }
}

fn kind_of_target(world: &World<'_>, target: &RouteTarget) -> String {
    match target {
        RouteTarget::Resource(id) => world.sources.inventory.resource(*id).map_or_else(String::new, |r| r.kind.to_owned()),
        RouteTarget::Other(name) => world.render(name),
        RouteTarget::Unknown => "not known".to_owned(),
    }
}

fn sits_in(resource: &Resource, subnet: ResourceId) -> bool {
    match &resource.network {
        Some(Network::Attachment(a)) => a.subnets.contains(&subnet),
        Some(Network::NatGateway { subnet: of, .. }) => *of == Some(subnet),
        _ => false,
    }
}

fn gateway_endpoints(resources: &[Resource], table: ResourceId) -> impl Iterator<Item = &Resource> {
    resources.iter().filter(move |r| matches!(&r.network, Some(Network::Endpoint(e)) if e.route_tables.contains(&table)))
}
