//! The estate with what leads from one part to another.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::OnceLock;

use ipnet::IpNet;

use super::address::{Holds, public, within};
use super::ask::Classes;
use super::{Action, Association, BlockMode, BlockPublicAccess, Destination, Estate, Exclusion, Id, Interface, InterfaceKind, Target};

/// Places of components by id.
type Places = HashMap<Id, usize>;

/// An estate that can be asked.
#[derive(Debug)]
pub struct Reachability {
    pub(super) estate: Estate,
    pub(super) vpcs: Places,
    pub(super) subnets: Places,
    pub(super) interfaces: Places,
    pub(super) groups: Places,
    pub(super) gateways: Places,
    egress_gateways: Places,
    pub(super) nats: Places,
    pub(super) peerings: Places,
    pub(super) transits: Places,
    pub(super) endpoints: Places,
    pub(super) prefix_lists: Places,
    pub(super) balancers: Places,
    pub(super) target_groups: Places,
    pub(super) transit_tables: Places,
    /// First interfaces of instances.
    pub(super) instances: Places,
    /// Interfaces of instances, load balancers, endpoints, gateways and other owners.
    owned: HashMap<Id, Vec<usize>>,
    /// VPC of each subnet.
    subnet_vpc: Vec<Option<usize>>,
    /// Route table of each subnet.
    subnet_table: Vec<Option<usize>>,
    /// Network ACL of each subnet.
    subnet_acl: Vec<Option<usize>>,
    /// Subnets of each VPC.
    vpc_subnets: Vec<Vec<usize>>,
    /// Interfaces by VPC and private address.
    by_address: HashMap<(usize, IpAddr), usize>,
    /// Interfaces of which only the block of the address is known, by VPC.
    hidden: HashMap<usize, Vec<usize>>,
    /// Interfaces and their addresses by public address.
    by_public: HashMap<IpAddr, (usize, usize)>,
    /// Tables by the gateway they are associated with.
    pub(super) gateway_tables: Places,
    /// Attachments by id and gateway.
    pub(super) attachments: HashMap<(Id, Id), usize>,
    /// Attachments by gateway and VPC.
    pub(super) vpc_attachments: HashMap<(Id, Id), usize>,
    /// Attached internet gateways by VPC.
    pub(super) vpc_gateway: HashMap<Id, usize>,
    /// Subnets of each ACL and so on are compiled once: entries of ACLs in the order of their numbers.
    acl_order: Vec<Vec<usize>>,
    /// Prefix lists of gateway endpoints.
    service_lists: HashSet<Id>,
    /// Classes of interfaces, found out for the first question about a set.
    pub(super) classes: OnceLock<Classes>,
    /// Which interfaces have to do with each other.
    pub(super) near: super::neighbour::Neighbourhoods,
}

fn places<T>(list: &[T], id: impl Fn(&T) -> &Id) -> Places {
    // The first of two with one id wins, as it is found first.
    let mut out = Places::new();
    for (place, one) in list.iter().enumerate() {
        out.entry(id(one).clone()).or_insert(place);
    }
    out
}

impl Reachability {
    /// Indexes an estate.
    pub fn new(estate: Estate) -> Self {
        let vpcs = places(&estate.vpcs, |v| &v.id);
        let subnets = places(&estate.subnets, |s| &s.id);
        let subnet_vpc: Vec<Option<usize>> = estate.subnets.iter().map(|s| vpcs.get(&s.vpc).copied()).collect();
        let mut vpc_subnets = vec![Vec::new(); estate.vpcs.len()];
        for (subnet, vpc) in subnet_vpc.iter().enumerate() {
            if let Some(list) = vpc.and_then(|v| vpc_subnets.get_mut(v)) {
                list.push(subnet);
            }
        }
        let mut main = HashMap::new();
        let mut own = HashMap::new();
        let mut gateway_tables = Places::new();
        for (place, table) in estate.tables.iter().enumerate() {
            for association in &table.associations {
                match association {
                    Association::Main => drop(main.entry(table.vpc.clone()).or_insert(place)),
                    Association::Subnet(subnet) => drop(own.entry(subnet.clone()).or_insert(place)),
                    Association::Gateway(gateway) => drop(gateway_tables.entry(gateway.clone()).or_insert(place)),
                }
            }
        }
        let subnet_table = estate.subnets.iter().map(|s| own.get(&s.id).or_else(|| main.get(&s.vpc)).copied()).collect();
        let mut acls = HashMap::new();
        let mut default_acls = HashMap::new();
        for (place, acl) in estate.acls.iter().enumerate() {
            for subnet in &acl.subnets {
                acls.entry(subnet.clone()).or_insert(place);
            }
            if acl.default {
                default_acls.entry(acl.vpc.clone()).or_insert(place);
            }
        }
        let subnet_acl = estate.subnets.iter().map(|s| acls.get(&s.id).or_else(|| default_acls.get(&s.vpc)).copied()).collect();
        let acl_order = estate
            .acls
            .iter()
            .map(|acl| {
                let mut order: Vec<usize> = (0..acl.entries.len()).collect();
                order.sort_by_key(|i| acl.entries.get(*i).map(|e| e.number));
                order
            })
            .collect();
        let mut by_address = HashMap::new();
        let mut by_public = HashMap::new();
        let mut hidden: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut instances = Places::new();
        let mut owned: HashMap<Id, Vec<usize>> = HashMap::new();
        for (place, interface) in estate.interfaces.iter().enumerate() {
            let vpc = subnets.get(&interface.subnet).and_then(|s| subnet_vpc.get(*s).copied().flatten());
            for (number, address) in interface.addresses.iter().enumerate() {
                if let Some(vpc) = vpc {
                    match single(&address.private) {
                        Some(one) => drop(by_address.entry((vpc, one)).or_insert(place)),
                        None => hidden.entry(vpc).or_default().push(place),
                    }
                }
                if let Some(public) = address.public {
                    by_public.entry(public).or_insert((place, number));
                }
            }
            let owners = match &interface.kind {
                InterfaceKind::Nat(owner) | InterfaceKind::Balancer(owner) | InterfaceKind::Endpoint(owner) => [Some(owner), None],
                _ => [interface.instance.as_ref(), interface.owner.as_ref().filter(|o| interface.instance.as_ref() != Some(o))],
            };
            owners.into_iter().flatten().for_each(|owner| owned.entry(owner.clone()).or_default().push(place));
            if let Some(instance) = &interface.instance
                && (interface.primary || !instances.contains_key(instance))
            {
                instances.insert(instance.clone(), place);
            }
        }
        let attachments = estate.attachments.iter().enumerate().map(|(i, a)| ((a.id.clone(), a.transit.clone()), i)).collect();
        let vpc_attachments = estate
            .attachments
            .iter()
            .enumerate()
            .filter_map(|(i, a)| match &a.kind {
                super::AttachmentKind::Vpc { vpc, .. } => Some(((a.transit.clone(), vpc.clone()), i)),
                _ => None,
            })
            .collect();
        let service_lists = estate.endpoints.iter().filter_map(|e| e.prefix_list.clone()).collect();
        let vpc_gateway = estate.gateways.iter().enumerate().filter_map(|(i, g)| Some((g.vpc.clone()?, i))).collect();
        let mut out = Self {
            interfaces: places(&estate.interfaces, |i| &i.id),
            groups: places(&estate.groups, |g| &g.id),
            gateways: places(&estate.gateways, |g| &g.id),
            egress_gateways: places(&estate.egress_gateways, |g| &g.id),
            nats: places(&estate.nats, |n| &n.id),
            peerings: places(&estate.peerings, |p| &p.id),
            transits: places(&estate.transits, |t| &t.id),
            endpoints: places(&estate.endpoints, |e| &e.id),
            prefix_lists: places(&estate.prefix_lists, |p| &p.id),
            balancers: places(&estate.balancers, |b| &b.id),
            target_groups: places(&estate.target_groups, |t| &t.id),
            transit_tables: places(&estate.transit_tables, |t| &t.id),
            estate,
            vpcs,
            subnets,
            instances,
            owned,
            subnet_vpc,
            subnet_table,
            subnet_acl,
            vpc_subnets,
            by_address,
            hidden,
            by_public,
            gateway_tables,
            attachments,
            vpc_attachments,
            vpc_gateway,
            acl_order,
            service_lists,
            classes: OnceLock::new(),
            near: Default::default(),
        };
        out.find_neighbourhoods();
        out
    }

    /// What it was made of.
    pub fn estate(&self) -> &Estate {
        &self.estate
    }

    /// The id of what has this id, address or ARN.
    pub fn named<'a>(&'a self, word: &'a str) -> &'a str {
        self.estate.aliases.get(word).map_or(word, |id| id)
    }

    /// What an id is of that which connections go through, in a reader's words.
    pub fn carrier(&self, id: &str) -> Option<&'static str> {
        let kinds = [
            (&self.gateways, "internet gateway"),
            (&self.egress_gateways, "egress-only internet gateway"),
            (&self.nats, "NAT gateway"),
            (&self.peerings, "peering"),
            (&self.transits, "transit gateway"),
            (&self.endpoints, "endpoint"),
            (&self.balancers, "load balancer"),
        ];
        kinds.into_iter().find(|(places, _)| places.contains_key(id)).map(|(_, word)| word)
    }

    /// The interface of an id.
    pub fn interface(&self, id: &str) -> Option<&Interface> {
        self.estate.interfaces.get(*self.interfaces.get(id)?)
    }

    /// The subnet of an id.
    pub fn subnet(&self, id: &str) -> Option<&super::Subnet> {
        self.estate.subnets.get(*self.subnets.get(id)?)
    }

    /// The target group of an id.
    pub fn target_group(&self, id: &str) -> Option<&super::TargetGroup> {
        self.estate.target_groups.get(*self.target_groups.get(id)?)
    }

    /// The interfaces of an instance or interface id, a load balancer, endpoint or NAT gateway.
    pub fn interfaces_of(&self, id: &str) -> Vec<&Interface> {
        let id = self.named(id);
        if let Some(interface) = self.interface(id) {
            return vec![interface];
        }
        let mut found: Vec<&Interface> = self.owned.get(id).into_iter().flatten().filter_map(|i| self.estate.interfaces.get(*i)).collect();
        found.sort_by_key(|i| !i.primary);
        found
    }

    /// The endpoint with an id, address or ARN.
    pub fn endpoint(&self, word: &str) -> Option<&super::Endpoint> {
        self.endpoints.get(self.named(word)).and_then(|e| self.estate.endpoints.get(*e))
    }

    /// The interface that a target of a load balancer is, where its id tells.
    pub fn interface_of(&self, target: &super::TargetPoint) -> Option<&Interface> {
        let place = match target {
            super::TargetPoint::Instance(id) => self.instances.get(id),
            super::TargetPoint::Interface(id) => self.interfaces.get(id),
            super::TargetPoint::Address(address) => {
                return self.estate.interfaces.iter().find(|i| i.addresses.iter().any(|a| a.private == IpNet::from(*address)));
            }
            super::TargetPoint::Other(_) => None,
        };
        self.estate.interfaces.get(*place?)
    }

    /// The VPC of an interface, and the route table of its subnet.
    pub fn place_of(&self, interface: &Interface) -> Option<(&super::Vpc, Option<&super::Table>)> {
        let subnet = self.subnets.get(&interface.subnet).copied()?;
        let vpc = self.estate.vpcs.get(self.vpc_of(subnet)?)?;
        Some((vpc, self.table_of(subnet).and_then(|t| self.estate.tables.get(t))))
    }

    pub(super) fn vpc_of(&self, subnet: usize) -> Option<usize> {
        self.subnet_vpc.get(subnet).copied().flatten()
    }

    pub(super) fn table_of(&self, subnet: usize) -> Option<usize> {
        self.subnet_table.get(subnet).copied().flatten()
    }

    pub(super) fn acl_of(&self, subnet: usize) -> Option<usize> {
        self.subnet_acl.get(subnet).copied().flatten()
    }

    pub(super) fn acl_order(&self, acl: usize) -> &[usize] {
        self.acl_order.get(acl).map_or(&[], Vec::as_slice)
    }

    pub(super) fn subnet_of(&self, interface: usize) -> Option<usize> {
        self.subnets.get(&self.estate.interfaces.get(interface)?.subnet).copied()
    }

    /// The subnet of a VPC in which an address lies. Of an address that is not known, that of the interface that was asked for.
    pub(super) fn subnet_at(&self, vpc: usize, spot: &IpNet, asked: Option<usize>) -> Option<usize> {
        if single(spot).is_none()
            && let Some(asked) = asked.filter(|a| self.hidden.get(&vpc).is_some_and(|h| h.contains(a)))
        {
            return self.subnet_of(asked);
        }
        let holds = |s: &&usize| self.estate.subnets.get(**s).is_some_and(|s| s.cidrs.iter().any(|c| c.contains(spot)));
        self.vpc_subnets.get(vpc)?.iter().find(holds).copied()
    }

    /// The interface of a VPC that has an address. Of an address that is not known, the one that was asked for.
    pub(super) fn interface_at(&self, vpc: usize, spot: &IpNet, asked: Option<usize>) -> Option<usize> {
        match single(spot) {
            Some(one) => self.by_address.get(&(vpc, one)).copied(),
            None => asked.filter(|a| self.hidden.get(&vpc).is_some_and(|h| h.contains(a))),
        }
    }

    /// The interface that has a public address, and which of its addresses that is.
    pub(super) fn public_at(&self, address: IpAddr) -> Option<(usize, usize)> {
        self.by_public.get(&address).copied()
    }

    /// Whether a VPC's blocks hold an address.
    pub(super) fn in_vpc(&self, vpc: usize, spot: &IpNet) -> Holds {
        let Some(facts) = self.estate.vpcs.get(vpc) else { return Holds::No };
        let known = facts.cidrs.iter().map(|c| within(spot, c)).max().unwrap_or(Holds::No);
        let perhaps = facts.perhaps.iter().any(|c| within(spot, c) != Holds::No);
        if perhaps { known.max(Holds::Maybe) } else { known }
    }

    /// Whether interfaces of a subnet have addresses of which only the block is known, and this may be one of them.
    pub(super) fn hides(&self, vpc: usize, spot: &IpNet) -> bool {
        let holds = |i: &usize| self.estate.interfaces.get(*i).is_some_and(|i| i.addresses.iter().any(|a| a.private.contains(spot)));
        self.hidden.get(&vpc).is_some_and(|h| h.iter().any(holds))
    }

    pub(super) fn vpc_id(&self, vpc: usize) -> &str {
        self.estate.vpcs.get(vpc).map_or("", |v| &v.id)
    }

    pub(super) fn subnet_id(&self, subnet: usize) -> &str {
        self.estate.subnets.get(subnet).map_or("", |v| &v.id)
    }

    pub(super) fn interface_id(&self, interface: usize) -> &str {
        self.estate.interfaces.get(interface).map_or("", |v| &v.id)
    }

    pub(super) fn zone_of(&self, subnet: usize) -> Option<&str> {
        self.estate.subnets.get(subnet)?.zone.as_deref()
    }

    /// Whether an address is in a prefix list; `Maybe` where its contents are not known.
    pub(super) fn in_list(&self, list: &str, spot: &IpNet) -> Holds {
        match self.prefix_lists.get(list).and_then(|p| self.estate.prefix_lists.get(*p)).map(|p| &p.entries) {
            Some(Some(entries)) => entries.iter().map(|e| within(spot, e)).max().unwrap_or(Holds::No),
            // A service's list holds public addresses only.
            _ if !public(spot) && self.service_lists.contains(list) => Holds::No,
            _ => Holds::Maybe,
        }
    }

    /// What Block Public Access says of a place: nothing, or the mode after exclusions.
    pub(super) fn block_mode(&self, vpc: usize, subnet: Option<usize>) -> BlockMode {
        let Some(facts) = self.estate.vpcs.get(vpc) else { return BlockMode::Off };
        let key = (facts.account.clone(), facts.region.clone());
        let Some(BlockPublicAccess { mode, exclusions }) = self.estate.block_public_access.get(&key) else { return BlockMode::Off };
        let here = |id: &Id| *id == facts.id || subnet.is_some_and(|s| self.subnet_id(s) == &**id);
        let mut mode = *mode;
        for (_, exclusion) in exclusions.iter().filter(|(id, _)| here(id)) {
            match exclusion {
                Exclusion::Bidirectional => return BlockMode::Off,
                Exclusion::Egress if mode == BlockMode::Bidirectional => mode = BlockMode::Ingress,
                Exclusion::Egress => {}
            }
        }
        mode
    }
}

/// The address of a block of one host.
pub(super) fn single(spot: &IpNet) -> Option<IpAddr> {
    (spot.prefix_len() == spot.max_prefix_len()).then(|| spot.addr())
}

/// How a rule of a route table is called in output.
pub(super) fn route_name(table: &str, destination: &Destination) -> String {
    match destination {
        Destination::Block(block) => format!("{table} {block}"),
        Destination::PrefixList(list) => format!("{table} {list}"),
        Destination::Unknown => format!("{table} ?"),
    }
}

/// The id of a route's target.
pub(super) fn target_id(target: &Target) -> &str {
    match target {
        Target::Local => "local",
        Target::Gateway(id)
        | Target::EgressGateway(id)
        | Target::Nat(id)
        | Target::Peering(id)
        | Target::Transit(id)
        | Target::Endpoint(id)
        | Target::Interface(id)
        | Target::Instance(id)
        | Target::VpnGateway(id)
        | Target::Other(id) => id,
        Target::Unknown => "?",
    }
}

/// The word of an ACL's action.
pub(super) fn action_name(action: Action) -> &'static str {
    match action {
        Action::Allow => "allow",
        Action::Deny => "deny",
    }
}
