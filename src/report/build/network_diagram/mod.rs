//! The picture of the network: VPCs, their subnets by what they route to, gateways, endpoints, and what sits in them.
//!
//! Arrows are what the input declares, a route or a security group's rule, each with its place; no verdict on traffic is made. Zones whose subnets
//! route alike and hold the same things are drawn as one.

mod alike;
mod canvas;
mod groups;
mod subnets;

use std::collections::BTreeMap;

use self::canvas::Canvas;
pub(super) use self::canvas::class;
use self::subnets::{Frame, Tier, frames};
use super::ledger::Ledger;
use super::world::World;
use crate::model::{EndpointKind, Network, Resource, ResourceId, Route, RouteTarget, Tri};
use crate::report::diagram::view::{Arrangement, Badge, BadgeKind, ClusterKind, Diagram, EdgeKind, Node, NodeClass};
use crate::report::words::count;

/// Boxes after which no further VPC is begun.
const BOXES: usize = 44;
/// Endpoints of a VPC drawn by name.
const ENDPOINTS: usize = 6;
/// Words of the caveat that every picture carries.
const CAVEAT: &str = "Arrows are routes and security group rules as declared; network ACLs and endpoint policies are not weighed";

/// The overview, if the input holds any part of a network.
pub(super) fn overview(world: &World<'_>, head: Diagram, ledger: &mut Ledger) -> Option<Diagram> {
    let inventory = world.sources.inventory;
    let vpcs: Vec<&Resource> = inventory.resources.iter().filter(|r| matches!(r.network, Some(Network::Vpc(_)))).collect();
    if vpcs.is_empty() {
        return None;
    }
    let mut canvas = Canvas::new(world, ledger);
    let mut drawn = 0;
    let classes = alike::classes(&canvas, &vpcs);
    let mut frames: Vec<(ResourceId, Frame<'_>)> = Vec::new();
    for class in &classes {
        if canvas.size() >= BOXES {
            break;
        }
        let Some((first, rest)) = class.split_first() else { continue };
        frames.extend(draw_vpc(&mut canvas, first, rest.len()).into_iter().map(|frame| (first.id, frame)));
        drawn += class.len();
        if !rest.is_empty() {
            canvas.folded.push(alike::said(&canvas, first, rest));
        }
    }
    // Routes last: what they lead to is drawn by now.
    for (vpc, group) in &frames {
        routes(&mut canvas, group, *vpc);
    }
    groups::rules(&mut canvas);
    let mut folded = vec![CAVEAT.to_owned()];
    folded.append(&mut canvas.folded);
    if drawn < vpcs.len() {
        folded.push(format!("{} not drawn", count(vpcs.len() - drawn, "further VPC")));
    }
    let is_subnet = |id: &ResourceId| inventory.resource(*id).is_some_and(|r| matches!(r.network, Some(Network::Subnet(_))));
    let (mut loose, mut elsewhere) = (0, 0);
    for resource in inventory.resources.iter().filter(|r| !canvas.holds(r.id)) {
        match &resource.network {
            Some(Network::Attachment(a)) if a.subnets.iter().any(is_subnet) => elsewhere += 1,
            Some(Network::Attachment(_)) => loose += 1,
            _ => {}
        }
    }
    if elsewhere > 0 {
        folded.push(format!("{} not drawn: in VPCs that are not drawn themselves", count(elsewhere, "interface owner")));
    }
    if loose > 0 {
        folded.push(format!("{} not drawn: in no subnet of the input, or it is not known in which", count(loose, "interface owner")));
    }
    let tally = |is: fn(&Network) -> bool| inventory.resources.iter().filter(|r| r.network.as_ref().is_some_and(is)).count();
    let counts = [
        count(vpcs.len(), "VPC"),
        count(tally(|n| matches!(n, Network::Subnet(_))), "subnet"),
        count(tally(|n| matches!(n, Network::SecurityGroup(_))), "security group"),
        count(tally(|n| matches!(n, Network::Endpoint(_))), "endpoint"),
    ];
    let (clusters, nodes, edges) = canvas.finish();
    Some(Diagram {
        id: "network".to_owned(),
        title: "Network · what is declared".to_owned(),
        question: "What sits where, which way do routes lead, and whom do security groups let in?".to_owned(),
        counts: counts.join(" · "),
        arrangement: Arrangement::Network,
        folded,
        clusters,
        nodes,
        edges,
        ..head
    })
}

/// Draws a VPC that stands for so many others too; gives its subnets.
fn draw_vpc<'a>(canvas: &mut Canvas<'_, 'a>, vpc: &Resource, others: usize) -> Vec<Frame<'a>> {
    let world = canvas.world;
    let Some(Network::Vpc(facts)) = &vpc.network else { return Vec::new() };
    let account = world.resource(vpc).account;
    let region = world.render(&vpc.region);
    let outer = canvas.frame(&format!("{account} {region}"), ClusterKind::CustomerAccount, &format!("AWS account {account} · {region}"), None);
    let blocks: Vec<String> = facts.cidrs.iter().map(|c| world.render(c)).collect();
    let label = format!("VPC {} · {}", canvas.title(vpc), blocks.join(", "));
    let label = label.trim_end_matches(" · ");
    let label = if others > 0 { format!("{label} · and {others} alike") } else { label.to_owned() };
    let frame = canvas.frame(&world.resource(vpc).id, ClusterKind::Vpc, &label, Some(outer));
    gateways(canvas, vpc.id, &frame);
    let groups = frames(world, vpc.id);
    if groups.is_empty() {
        canvas.add(vpc.id, Node { cluster: Some(frame.clone()), ..Node::new("", NodeClass::Vpc, &["no subnet in the input"]) });
    }
    for group in &groups {
        subnets(canvas, group, &frame);
    }
    endpoints(canvas, vpc.id, &frame);
    groups
}

/// Internet gateways, peerings and transit gateway attachments stand in the VPC, outside its subnets.
fn gateways(canvas: &mut Canvas<'_, '_>, vpc: ResourceId, frame: &str) {
    for resource in &canvas.world.sources.inventory.resources {
        let (class, word) = match &resource.network {
            Some(Network::InternetGateway { vpc: Some(of), egress_only }) if *of == vpc => {
                (NodeClass::InternetGateway, if *egress_only { "egress-only internet gateway" } else { "internet gateway" })
            }
            Some(Network::Peering { requester, accepter, .. }) if *requester == Some(vpc) || *accepter == Some(vpc) => {
                (NodeClass::Peering, "VPC peering")
            }
            Some(Network::TransitGatewayAttachment { vpc: Some(of), .. }) if *of == vpc => (NodeClass::TransitGateway, "transit gateway attachment"),
            _ => continue,
        };
        let title = canvas.title(resource);
        let mut node = Node::new("", class, &[&canvas.short(resource), word]);
        node.full = format!("{title} · {word}");
        node.cluster = Some(frame.to_owned());
        // Each of two accounts or Regions tells of a connection between them.
        let id = if class == NodeClass::Peering { canvas.add_named(resource, node) } else { canvas.add(resource.id, node) };
        match &resource.network {
            Some(Network::InternetGateway { egress_only, .. }) => {
                let internet = canvas.internet();
                let (from, to) = if *egress_only { (id, internet) } else { (internet, id) };
                let label = if *egress_only { "outbound" } else { "in and out" };
                canvas.arrow(&from, &to, EdgeKind::Route, label, &format!("{title} connects the VPC to the internet"), resource);
            }
            Some(Network::Peering { peer_account: Some(account), accepter: None, .. }) => {
                let account = canvas.world.render(account);
                // The routes of what is drawn lead to the connection.
                if canvas.tells_of(&account) {
                    continue;
                }
                let peer = canvas.outside(&format!("account {account}"), NodeClass::OutsideAccount, &[&format!("account {account}"), "peered VPC"]);
                canvas.arrow(&id, &peer, EdgeKind::Route, "peering", &format!("{title} peers with a VPC of account {account}"), resource);
            }
            Some(Network::TransitGatewayAttachment { gateway: Some(gateway), .. }) => {
                let Some(gateway) = canvas.world.sources.inventory.resource(*gateway) else { continue };
                let node = Node::new("", NodeClass::TransitGateway, &[&canvas.short(gateway), "transit gateway"]);
                let to = canvas.add_named(gateway, node);
                canvas.arrow(&id, &to, EdgeKind::Route, "", &format!("{title} attaches the VPC to {}", canvas.title(gateway)), resource);
            }
            _ => {}
        }
    }
}

fn subnets(canvas: &mut Canvas<'_, '_>, group: &Frame<'_>, vpc: &str) {
    let world = canvas.world;
    let word = match group.tier {
        Tier::Public => "public",
        Tier::Private => "private",
        Tier::Isolated => "isolated",
        Tier::Unknown => "routing not known:",
    };
    let kind = match group.tier {
        Tier::Public => ClusterKind::PublicSubnet,
        Tier::Private | Tier::Isolated => ClusterKind::PrivateSubnet,
        Tier::Unknown => ClusterKind::Group,
    };
    let zones = zones(world, group);
    let many = group.subnets.len();
    let label = if many == 1 { format!("{word} subnet {zones}") } else { format!("{many} {word} subnets {zones}") };
    let key = group.subnets.first().map_or_else(String::new, |s| world.resource(s.resource).id);
    let frame = canvas.frame(&key, kind, label.trim_end(), Some(vpc.to_owned()));
    if many > 1 {
        canvas.folded.push(format!("{label}: route alike and hold the same, drawn as one"));
    }
    let blocks: Vec<String> = group.subnets.iter().flat_map(|s| &s.facts.cidrs).map(|c| world.render(c)).collect();
    let first = group.subnets.first().map(|s| canvas.short(s.resource)).unwrap_or_default();
    let mut node = Node::new("", NodeClass::Subnet, &[&first, &blocks.iter().take(2).cloned().collect::<Vec<_>>().join(", ")]);
    node.cluster = Some(frame.clone());
    node.full = group.subnets.iter().map(|s| canvas.title(s.resource)).chain(blocks).collect::<Vec<_>>().join(" · ");
    if many > 1 {
        node.badges.push(Badge { kind: BadgeKind::Count, text: format!("×{many}") });
    }
    let ids: Vec<ResourceId> = group.subnets.iter().map(|s| s.resource.id).collect();
    canvas.add_all(&ids, node);
    occupants(canvas, group, &frame);
}

/// The zones of a frame: `eu-central-1a, b, c`.
fn zones(world: &World<'_>, group: &Frame<'_>) -> String {
    let mut zones: Vec<String> = Vec::new();
    let mut region = None;
    for place in &group.subnets {
        let Some(zone) = place.facts.zone.as_ref().map(|z| world.render(z)) else { continue };
        let of = world.render(&place.resource.region);
        let short = zone.strip_prefix(&of).filter(|rest| !rest.is_empty() && region.as_ref() == Some(&of)).map(str::to_owned);
        region = Some(of);
        let name = short.unwrap_or(zone);
        if !zones.contains(&name) {
            zones.push(name);
        }
    }
    zones.join(", ")
}

/// What sits in a frame: equal things as one box.
fn occupants(canvas: &mut Canvas<'_, '_>, group: &Frame<'_>, frame: &str) {
    let mut alike: BTreeMap<(NodeClass, &str, Vec<ResourceId>, bool), Vec<&Resource>> = BTreeMap::new();
    for resource in &group.occupants {
        let (class, guards, public) = match &resource.network {
            Some(Network::NatGateway { public, .. }) => (NodeClass::NatGateway, Vec::new(), *public == Tri::Yes),
            Some(Network::Attachment(a)) => (class(resource), a.groups.clone(), a.public == Tri::Yes),
            _ => continue,
        };
        alike.entry((class, resource.kind, guards, public)).or_default().push(resource);
    }
    for ((class, kind, guards, public), members) in alike {
        let names: Vec<String> = members.iter().map(|r| canvas.title(r)).collect();
        let Some(first) = members.first().map(|r| canvas.short(r)) else { continue };
        let word = if class == NodeClass::NatGateway { "NAT gateway".to_owned() } else { kind.replace('-', " ") };
        let mut node = Node::new("", class, &[&first, &word]);
        node.full = names.join(" · ");
        node.cluster = Some(frame.to_owned());
        if members.len() > 1 {
            node.badges.push(Badge { kind: BadgeKind::Count, text: format!("×{}", members.len()) });
        }
        if public && class != NodeClass::NatGateway {
            node.badges.push(Badge { kind: BadgeKind::Warning, text: "public address".to_owned() });
        }
        node.badges.extend(guards.iter().map(|g| Badge { kind: BadgeKind::SecurityGroup, text: groups::chip(canvas, *g) }));
        let ids: Vec<ResourceId> = members.iter().map(|r| r.id).collect();
        canvas.add_all(&ids, node);
    }
}

/// VPC endpoints and the services behind them.
fn endpoints(canvas: &mut Canvas<'_, '_>, vpc: ResourceId, frame: &str) {
    let world = canvas.world;
    let of = |r: &&Resource| matches!(&r.network, Some(Network::Endpoint(e)) if e.vpc == Some(vpc));
    let all: Vec<&Resource> = world.sources.inventory.resources.iter().filter(of).collect();
    let interface: Vec<&Resource> =
        all.iter().copied().filter(|r| !matches!(&r.network, Some(Network::Endpoint(e)) if e.kind == EndpointKind::Gateway)).collect();
    let merged = all.len() > ENDPOINTS && interface.len() > 2;
    for resource in all.iter().filter(|r| !merged || !interface.iter().any(|i| i.id == r.id)) {
        let Some(Network::Endpoint(endpoint)) = &resource.network else { continue };
        let service = world.render(&endpoint.service);
        let short = service.rsplit('.').next().unwrap_or(&service).to_owned();
        let word = match endpoint.kind {
            EndpointKind::Gateway => "gateway endpoint",
            EndpointKind::Interface => "interface endpoint",
            EndpointKind::GatewayLoadBalancer => "gateway load balancer endpoint",
        };
        let mut node = Node::new("", NodeClass::Endpoint, &[&canvas.short(resource), word]);
        node.full = format!("{} · {service}", canvas.title(resource));
        let inside = endpoint.subnets.first().and_then(|s| canvas.frame_of(*s));
        node.cluster = Some(inside.unwrap_or_else(|| frame.to_owned()));
        node.badges.extend(endpoint.groups.iter().map(|g| Badge { kind: BadgeKind::SecurityGroup, text: groups::chip(canvas, *g) }));
        let id = canvas.add(resource.id, node);
        let aws = service.starts_with("com.amazonaws.") && !service.contains(".vpce.");
        let target = if aws { canvas.service(&short) } else { canvas.outside(&service, NodeClass::EndpointService, &[&short, "endpoint service"]) };
        let label = if endpoint.kind == EndpointKind::Gateway { "gateway" } else { "PrivateLink" };
        canvas.arrow(&id, &target, EdgeKind::Route, label, &format!("{} leads to {service}", canvas.title(resource)), resource);
    }
    if merged {
        let names: Vec<String> = interface.iter().map(|r| canvas.title(r)).collect();
        let mut node = Node::new("", NodeClass::Endpoint, &[&count(interface.len(), "interface endpoint"), "PrivateLink"]);
        node.full = names.join(" · ");
        node.cluster = Some(frame.to_owned());
        node.badges.push(Badge { kind: BadgeKind::Count, text: format!("×{}", interface.len()) });
        let ids: Vec<ResourceId> = interface.iter().map(|r| r.id).collect();
        let id = canvas.add_all(&ids, node);
        let services = canvas.service("AWS services");
        if let Some(first) = interface.first() {
            canvas.arrow(
                &id,
                &services,
                EdgeKind::Route,
                "PrivateLink",
                &format!("{} lead to AWS services", count(interface.len(), "interface endpoint")),
                first,
            );
        }
        canvas.folded.push(format!("{} drawn as one", count(interface.len(), "interface endpoint")));
    }
}

fn routes(canvas: &mut Canvas<'_, '_>, group: &Frame<'_>, vpc: ResourceId) {
    let Some(from) = group.subnets.first().and_then(|s| canvas.id_of(s.resource.id)) else { return };
    for (table, route) in &group.routes {
        let destination = canvas.world.render(&route.destination);
        let Some(to) = target(canvas, route, vpc) else { continue };
        let text = format!("{} sends {destination} to {}", canvas.title(table), describe(canvas, route));
        canvas.arrow(&from, &to, EdgeKind::Route, &destination, &text, table);
    }
    // A gateway endpoint is a route to it in each of its route tables.
    for (table, endpoint) in &group.gateway_endpoints {
        if let Some(to) = canvas.id_of(endpoint.id) {
            let text = format!("{} sends the service's addresses to {}", canvas.title(table), canvas.title(endpoint));
            canvas.arrow(&from, &to, EdgeKind::Route, "prefix list", &text, endpoint);
        }
    }
}

/// The box that a route leads to: of a transit gateway, the VPC's attachment to it.
fn target(canvas: &mut Canvas<'_, '_>, route: &Route, vpc: ResourceId) -> Option<String> {
    let resources = &canvas.world.sources.inventory.resources;
    let attached = |to: Option<ResourceId>| {
        let of =
            |r: &&Resource| matches!(&r.network, Some(Network::TransitGatewayAttachment { gateway, vpc: Some(of) }) if *of == vpc && *gateway == to);
        resources.iter().find(of).and_then(|r| canvas.id_of(r.id))
    };
    match &route.target {
        RouteTarget::Resource(id) => attached(Some(*id)).or_else(|| canvas.id_of(*id)),
        RouteTarget::Other(name) => {
            let name = canvas.world.render(name);
            // The gateway of another account, which this one does not tell of.
            let shared = if name.starts_with("tgw-") { attached(None) } else { None };
            shared.or_else(|| instance(canvas, &name)).or_else(|| Some(canvas.outside(&name, NodeClass::Other, &[&name, "not in the input"])))
        }
        RouteTarget::Unknown => None,
    }
}

/// The box of the instance that an interface is attached to.
fn instance(canvas: &Canvas<'_, '_>, interface: &str) -> Option<String> {
    let inventory = canvas.world.sources.inventory;
    let id = inventory.estate.interfaces.iter().find(|i| *i.id == *interface)?.instance.as_deref()?;
    let named = |r: &&Resource| r.kind == "ec2-instance" && canvas.world.resource(r).arn.ends_with(&format!("/{id}"));
    inventory.resources.iter().find(named).and_then(|r| canvas.id_of(r.id))
}

fn describe(canvas: &Canvas<'_, '_>, route: &Route) -> String {
    match &route.target {
        RouteTarget::Resource(id) => canvas.world.sources.inventory.resource(*id).map_or_else(String::new, |r| canvas.title(r)),
        RouteTarget::Other(name) => canvas.world.render(name),
        RouteTarget::Unknown => "something not known".to_owned(),
    }
}
