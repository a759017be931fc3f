//! Network interfaces: of instances, NAT gateways, clusters, databases, functions; and their public addresses.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::instance::{At, State};
use super::refer::{Found, GROUPS, INSTANCES, SUBNETS};
use super::{One, Reader, choice, filter, flag, set, state, text};
use crate::model::{Network, ResourceId, Tri};
use crate::network::{Address, Id, Interface, InterfaceKind};

pub(super) const INTERFACES: &[&str] = &["aws_network_interface"];
/// Ports from which NAT gateways, load balancers and functions open connections ("Ephemeral ports").
pub(super) const SERVICE: (u16, u16) = (1024, 65535);

pub(super) fn read(r: &mut Reader<'_, '_>) {
    for one in r.of(INTERFACES).filter(|o| !o.seen()) {
        interface(r, one);
    }
    for one in r.of(INSTANCES) {
        instance(r, one);
    }
    attachments(r);
    for one in r.of(&["aws_nat_gateway"]) {
        nat(r, one);
    }
    attached(r);
    for (interface, group) in filter::put_on(r) {
        for facts in r.estate.interfaces.iter_mut().filter(|i| interface.as_ref().is_none_or(|id| i.id == *id || i.instance.as_ref() == Some(id))) {
            match group.clone().filter(|_| interface.is_some()) {
                Some(group) => facts.groups.push(group),
                None => facts.open = true,
            }
        }
    }
    elastic(r);
}

impl<'w> Reader<'_, 'w> {
    /// An IPv4 address somewhere in a subnet.
    pub(super) fn somewhere(&self, subnet: &Id, has_public: Option<bool>) -> Option<Address> {
        Some(Address { private: self.block_of(subnet, false)?, public: None, has_public })
    }

    /// The block of a subnet in a family; where it is not known, that of its VPC, or all there are.
    fn block_of(&self, subnet: &Id, v6: bool) -> Option<IpNet> {
        let fits = |b: &&IpNet| matches!(b, IpNet::V6(_)) == v6;
        let facts = self.estate.subnets.iter().find(|s| s.id == *subnet)?;
        let vpc = self.estate.vpcs.iter().find(|v| v.id == facts.vpc);
        let own = facts.cidrs.iter().find(fits).copied();
        let only = |v: &crate::network::Vpc| {
            let mut all = v.cidrs.iter().chain(&v.perhaps).filter(|b| fits(b));
            all.next().copied().filter(|_| all.next().is_none())
        };
        own.or_else(|| vpc.and_then(only)).or_else(|| if v6 { "2000::/3" } else { "0.0.0.0/1" }.parse().ok())
    }

    /// The default group of a VPC.
    pub(super) fn default_group(&self, vpc: &Id) -> Option<Id> {
        let owner = self.of(super::refer::VPCS).find(|v| self.id(*v) == *vpc)?;
        Some(self.part(owner, "default_security_group_id"))
    }

    pub(super) fn vpc_of(&self, subnet: &Id) -> Id {
        self.estate.subnets.iter().find(|s| s.id == *subnet).map_or_else(|| "?".into(), |s| s.vpc.clone())
    }

    /// Groups that an attribute lists; the VPC's default group where it is not set.
    pub(super) fn groups(&self, at: &At<'w>, subnet: &Id) -> (Vec<Id>, bool) {
        let (groups, open) = self.refer_all(at, GROUPS);
        if groups.is_empty() && !open {
            let default = self.default_group(&self.vpc_of(subnet));
            let open = default.is_none();
            return (default.into_iter().collect(), open);
        }
        (groups, open)
    }

    /// IPv6 addresses that are listed, or of which only the number is.
    fn v6(&self, one: One<'w>, subnet: &Id, out: &mut Vec<Address>) {
        let address = |private| Address { private, public: None, has_public: Some(false) };
        let list = one.at("ipv6_addresses");
        let known: Vec<IpNet> = list.items().iter().filter_map(|a| text(a)?.parse::<IpAddr>().ok()).map(IpNet::from).collect();
        let counted = one.at("ipv6_address_count").int().unwrap_or(0) > 0 || one.at("enable_primary_ipv6").bool(Tri::No) == Tri::Yes;
        let by_subnet =
            self.of(SUBNETS).find(|s| self.id(*s) == *subnet).is_some_and(|s| flag(&s.at("assign_ipv6_address_on_creation"), false) != Some(false));
        if known.is_empty() && (counted || by_subnet || state(&list) == State::Unknown) {
            out.extend(self.block_of(subnet, true).map(address));
        }
        out.extend(known.into_iter().map(address));
    }

    /// Whether interfaces in a subnet get a public address by default.
    fn gives_public(&self, subnet: &Id) -> Option<bool> {
        let facts = self.of(SUBNETS).find(|s| self.id(*s) == *subnet)?;
        flag(&facts.at("map_public_ip_on_launch"), facts.is.address.ty == "aws_default_subnet")
    }
}

fn host(at: &At<'_>) -> Option<IpNet> {
    text(at)?.parse::<IpAddr>().ok().map(IpNet::from)
}

/// An interface of a host, with nothing said of it but where it is.
pub(super) fn blank(r: &Reader<'_, '_>, one: One<'_>, id: Id, subnet: Id) -> Interface {
    Interface {
        id,
        account: r.scope(one).0,
        subnet,
        kind: InterfaceKind::Host,
        addresses: Vec::new(),
        groups: Vec::new(),
        open: false,
        source_dest_check: Some(true),
        attached: Some(true),
        instance: None,
        primary: false,
        owner: None,
        ephemeral: None,
    }
}

fn interface<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let subnet = r.refer(&one.at("subnet_id"), SUBNETS).or_nobody();
    let mut facts = blank(r, one, r.id(one), subnet.clone());
    let first = host(&one.at("private_ip"));
    let mut private: Vec<IpNet> = one.at("private_ips").items().iter().chain(&one.at("private_ip_list").items()).filter_map(host).collect();
    private.sort_by_key(|p| Some(*p) != first);
    private.dedup();
    facts.addresses = private.into_iter().map(|private| Address { private, public: None, has_public: Some(false) }).collect();
    if facts.addresses.is_empty() {
        let known = first.map(|private| Address { private, public: None, has_public: Some(false) });
        facts.addresses.extend(known.or_else(|| r.somewhere(&subnet, Some(false))));
    }
    r.v6(one, &subnet, &mut facts.addresses);
    (facts.groups, facts.open) = r.groups(&one.at("security_groups"), &subnet);
    facts.source_dest_check = flag(&one.at("source_dest_check"), true);
    facts.attached = None;
    let attachment = one.at("attachment");
    if let Some(block) = attachment.block() {
        facts.attached = Some(true);
        facts.instance = r.refer(&block.get("instance"), INSTANCES).id();
        facts.primary = block.get("device_index").int() == Some(0);
    }
    r.estate.interfaces.push(facts);
}

fn instance<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let id = r.id(one);
    let own =
        ["network_interface", "primary_network_interface"].iter().any(|a| one.at(a).block().is_some_and(|b| set(&b.get("network_interface_id"))));
    if own {
        for block in ["network_interface", "primary_network_interface"].iter().flat_map(|a| one.at(a).items()) {
            let first = block.get("device_index").int().unwrap_or(0) == 0;
            let Some(interface) = r.refer(&block.get("network_interface_id"), INTERFACES).id() else { continue };
            attach(r, &interface, &id, first);
        }
        return;
    }
    if one.seen() && r.estate.interfaces.iter().any(|i| i.instance.as_ref() == Some(&id)) {
        return;
    }
    let subnet = r.refer(&one.at("subnet_id"), SUBNETS).or_nobody();
    let name = r.part(one, "primary_network_interface_id");
    let mut facts = blank(r, one, name, subnet.clone());
    let templated = one.at("launch_template").block().is_some();
    let public = one.at("associate_public_ip_address");
    let told = one.at("public_ip");
    let has_public = match (text(&told), state(&told)) {
        (Some(_), _) => Some(true),
        (None, State::Known(_)) => Some(false),
        _ if set(&public) => flag(&public, false),
        _ if templated => None,
        _ => r.gives_public(&subnet),
    };
    let private = host(&one.at("private_ip")).or_else(|| r.block_of(&subnet, false));
    facts.addresses.extend(private.map(|private| Address { private, public: text(&told).and_then(|t| t.parse().ok()), has_public }));
    let secondary = one.at("secondary_private_ips");
    facts.addresses.extend(secondary.items().iter().filter_map(host).map(|private| Address { private, public: None, has_public: Some(false) }));
    r.v6(one, &subnet, &mut facts.addresses);
    let listed = one.at("vpc_security_group_ids");
    (facts.groups, facts.open) = r.groups(&listed, &subnet);
    // Groups by name, or of a template.
    if !set(&listed) && (templated || set(&one.at("security_groups")) && !one.at("security_groups").items().is_empty()) {
        facts.groups.clear();
        facts.open = true;
    }
    facts.source_dest_check = flag(&one.at("source_dest_check"), true);
    facts.instance = Some(id);
    facts.primary = true;
    r.estate.interfaces.push(facts);
}

fn attach(r: &mut Reader<'_, '_>, interface: &Id, instance: &Id, primary: bool) {
    for facts in r.estate.interfaces.iter_mut().filter(|i| i.id == *interface) {
        facts.attached = Some(true);
        facts.instance = Some(instance.clone());
        facts.primary = primary;
    }
}

fn attachments(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_network_interface_attachment"]) {
        let (interface, instance) = (r.refer(&one.at("network_interface_id"), INTERFACES).id(), r.refer(&one.at("instance_id"), INSTANCES).id());
        if let (Some(interface), Some(instance)) = (interface, instance) {
            attach(r, &interface, &instance, one.at("device_index").int() == Some(0));
        }
    }
}

fn nat<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    if choice(&one.at("availability_mode"), "regional", false) == Some(true) {
        return;
    }
    let subnet = r.refer(&one.at("subnet_id"), SUBNETS).or_nobody();
    let id = r.part(one, "network_interface_id");
    let public = choice(&one.at("connectivity_type"), "public", true);
    let address = text(&one.at("public_ip")).and_then(|t| t.parse().ok());
    let private = host(&one.at("private_ip")).or_else(|| r.block_of(&subnet, false));
    let mut facts = blank(r, one, id, subnet);
    facts.kind = InterfaceKind::Nat(r.id(one));
    facts.addresses.extend(private.map(|private| Address { private, public: address, has_public: public }));
    facts.ephemeral = Some(SERVICE);
    facts.source_dest_check = Some(false);
    r.estate.interfaces.push(facts);
}

/// What else sits in subnets: an interface in each.
fn attached(r: &mut Reader<'_, '_>) {
    let mut made: std::collections::BTreeMap<ResourceId, Id> = std::collections::BTreeMap::new();
    for (number, resource) in r.b.resources.iter().enumerate() {
        if let (Some(resource), Some(id)) = (resource, r.ids.get(number)) {
            made.entry(*resource).or_insert_with(|| id.clone());
        }
    }
    let inventory = &r.b.inventory;
    let name =
        |id: &ResourceId| -> Option<Id> { made.get(id).cloned().or_else(|| inventory.resource(*id).and_then(|r| r.name.literal().map(Id::from))) };
    for resource in &inventory.resources {
        let Some(Network::Attachment(facet)) = &resource.network else { continue };
        if resource.origin.address.is_none() {
            continue;
        }
        if matches!(resource.kind, "ec2-instance" | "network-interface" | "load-balancer" | "launch-template" | "kafka-cluster") {
            continue;
        }
        let Some(owner) = name(&resource.id) else { continue };
        let groups: Vec<Id> = facet.groups.iter().filter_map(name).collect();
        let has_public = match facet.public {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown => None,
        };
        for subnet in facet.subnets.iter().filter_map(name) {
            let kind = InterfaceKind::Host;
            let addresses = r.somewhere(&subnet, has_public).into_iter().collect();
            let ephemeral = (resource.kind == "lambda-function").then_some(SERVICE);
            r.estate.interfaces.push(Interface {
                id: format!("{owner} in {subnet}").into(),
                account: inventory.render(&resource.account),
                subnet,
                kind,
                addresses,
                groups: groups.clone(),
                open: facet.open || groups.is_empty(),
                source_dest_check: Some(true),
                attached: Some(true),
                instance: None,
                primary: false,
                owner: Some(owner.clone()),
                ephemeral,
            });
        }
    }
}

/// Public addresses that are associated.
fn elastic(r: &mut Reader<'_, '_>) {
    let types: Vec<&str> = INSTANCES.iter().chain(INTERFACES).copied().collect();
    for one in r.of(&["aws_eip", "aws_eip_association"]).filter(|o| !o.seen()) {
        let separate = one.is.address.ty == "aws_eip_association";
        let names = if separate { ["instance_id", "network_interface_id"] } else { ["instance", "network_interface"] };
        let public = if separate {
            let allocation = r.refer(&one.at("allocation_id"), &["aws_eip"]).id();
            let eip = allocation.and_then(|id| r.of(&["aws_eip"]).find(|e| r.id(*e) == id || e.is.str("allocation_id") == Some(&*id)));
            eip.and_then(|e| text(&e.at("public_ip"))).or_else(|| text(&one.at("public_ip")))
        } else {
            text(&one.at("public_ip"))
        };
        let public: Option<IpAddr> = public.and_then(|t| t.parse().ok());
        let private = host(&one.at(if separate { "private_ip_address" } else { "associate_with_private_ip" }));
        for at in names.map(|name| one.at(name)) {
            match r.refer(&at, &types) {
                Found::Unset => {}
                Found::Id(id) => give(r, &id, private, public),
                Found::Unknown(ids) => {
                    let perhaps = |i: &Interface| ids.is_empty() || ids.contains(&i.id) || i.instance.as_ref().is_some_and(|n| ids.contains(n));
                    let addresses =
                        r.estate.interfaces.iter_mut().filter(|i| i.kind == InterfaceKind::Host && perhaps(i)).flat_map(|i| &mut i.addresses);
                    addresses.filter(|a| a.has_public == Some(false) && matches!(a.private, IpNet::V4(_))).for_each(|a| a.has_public = None);
                }
            }
        }
    }
    // An address that a NAT gateway names.
    for one in r.of(&["aws_nat_gateway"]) {
        let allocation = r.refer(&one.at("allocation_id"), &["aws_eip"]).id();
        let eip = allocation.and_then(|id| r.of(&["aws_eip"]).find(|e| r.id(*e) == id || e.is.str("allocation_id") == Some(&*id)));
        if let Some(public) = eip.and_then(|e| text(&e.at("public_ip"))).and_then(|t| t.parse().ok()) {
            let id = r.part(one, "network_interface_id");
            give(r, &id, None, Some(public));
        }
    }
}

/// Gives an interface, or an instance's first one, a public address.
fn give(r: &mut Reader<'_, '_>, id: &Id, private: Option<IpNet>, public: Option<IpAddr>) {
    let is = |i: &&mut Interface| i.id == *id || (i.instance.as_ref() == Some(id) && i.primary);
    for facts in r.estate.interfaces.iter_mut().filter(is) {
        let fits = |a: &&mut Address| matches!(a.private, IpNet::V4(_)) && private.is_none_or(|p| a.private == p);
        if let Some(address) = facts.addresses.iter_mut().find(fits) {
            address.public = public.or(address.public);
            address.has_public = Some(true);
        }
    }
}
