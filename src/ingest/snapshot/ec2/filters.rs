//! `describe-security-groups`, `describe-network-acls`, `describe-prefix-lists`, `describe-managed-prefix-lists`, `get-managed-prefix-list-entries`.

use super::super::{Fields, Parts, Place};
use super::vpcs::owner;
use crate::network::{Acl, AclEntry, Action, Group, Peer, Ports, PrefixList, Protocol, Rule};

pub(in super::super) fn group(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (_, own) = owner(place, f.str("OwnerId"));
    let id = f.str("GroupId");
    let rules = |key: &str, way: &str| f.list(key).enumerate().map(|(number, r)| rule(r, format!("{id} {way} {number}"))).collect();
    let facts = Group {
        id: id.into(),
        vpc: f.id("VpcId"),
        ingress: rules("IpPermissions", "ingress"),
        egress: rules("IpPermissionsEgress", "egress"),
        open: false,
    };
    parts.ec2.groups.add(id, own, facts);
}

fn rule(f: Fields<'_>, id: String) -> Rule {
    let protocol = Protocol::named(f.str("IpProtocol"));
    let ports = match protocol {
        Some(Protocol::Number(1 | 58)) => match (f.int("FromPort"), f.int("ToPort")) {
            (None, _) => Ports::All,
            (kind, code) => Ports::Icmp(octet(kind), octet(code)),
        },
        Some(Protocol::Number(6 | 17)) => match (port(f.int("FromPort")), port(f.int("ToPort"))) {
            (Some(from), Some(to)) => Ports::Range(from, to),
            _ => Ports::All,
        },
        _ => Ports::All,
    };
    let blocks = f.list("IpRanges").map(|r| r.block("CidrIp")).chain(f.list("Ipv6Ranges").map(|r| r.block("CidrIpv6")));
    let mut peers: Vec<Peer> = blocks.map(|b| b.map_or(Peer::Unknown, Peer::Block)).collect();
    peers.extend(f.list("PrefixListIds").map(|p| Peer::PrefixList(p.id("PrefixListId"))));
    peers.extend(f.list("UserIdGroupPairs").map(|pair| {
        let gone = pair.is("PeeringStatus", &["deleted", "rejected", "expired", "failed"]);
        if gone { Peer::Stale(pair.id("GroupId")) } else { Peer::Group(pair.id("GroupId")) }
    }));
    Rule { id: id.into(), protocol, ports, peers }
}

fn port(value: Option<i64>) -> Option<u16> {
    value.and_then(|v| u16::try_from(v).ok())
}

/// An ICMP type or code, `-1` for all.
fn octet(value: Option<i64>) -> Option<u8> {
    value.and_then(|v| u8::try_from(v).ok())
}

pub(in super::super) fn acl(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (_, own) = owner(place, f.str("OwnerId"));
    let entries = f.list("Entries").map(entry).collect();
    let facts = Acl {
        id: f.id("NetworkAclId"),
        vpc: f.id("VpcId"),
        default: f.bool("IsDefault") == Some(true),
        subnets: f.list("Associations").map(|a| a.id("SubnetId")).collect(),
        entries,
        open: false,
    };
    parts.ec2.acls.add(f.str("NetworkAclId"), own, facts);
}

fn entry(f: Fields<'_>) -> AclEntry {
    let protocol = Protocol::named(f.str("Protocol"));
    let range = f.get("PortRange");
    let icmp = f.get("IcmpTypeCode");
    let ports = match protocol {
        Some(Protocol::Number(1 | 58)) if !icmp.is_null() => Ports::Icmp(octet(icmp.int("Type")), octet(icmp.int("Code"))),
        Some(Protocol::Number(6 | 17)) => match (port(range.int("From")), port(range.int("To"))) {
            (Some(from), Some(to)) => Ports::Range(from, to),
            _ => Ports::All,
        },
        _ => Ports::All,
    };
    AclEntry {
        number: f.int("RuleNumber").and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX),
        egress: f.bool("Egress") == Some(true),
        protocol,
        ports,
        block: f.block("CidrBlock").or_else(|| f.block("Ipv6CidrBlock")),
        action: if f.is("RuleAction", &["allow"]) { Action::Allow } else { Action::Deny },
    }
}

pub(in super::super) fn prefix_list(parts: &mut Parts, _: &Place, f: Fields<'_>) {
    let entries: Option<Vec<_>> = f.list("Cidrs").map(|c| c.as_str().parse().ok()).collect();
    told(parts, f.str("PrefixListId"), f.str("PrefixListName")).entries = entries;
}

pub(in super::super) fn managed_prefix_list(parts: &mut Parts, _: &Place, f: Fields<'_>) {
    told(parts, f.str("PrefixListId"), f.str("PrefixListName"));
}

/// A prefix list of which something is told.
fn told<'p>(parts: &'p mut Parts, id: &str, name: &str) -> &'p mut PrefixList {
    let list = parts.ec2.prefix_lists.entry(id.into()).or_insert_with(|| PrefixList { id: id.into(), name: String::new(), entries: None });
    if list.name.is_empty() {
        list.name = name.to_owned();
    }
    list
}

pub(in super::super) fn prefix_list_entries(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let place = Place { name: Some(f.str("PrefixListId").to_owned()), ..place.clone() };
    for entry in f.list("Entries") {
        prefix_list_entry(parts, &place, entry);
    }
}

/// An entry; the list is what the file is about.
pub(in super::super) fn prefix_list_entry(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (Some(list), Some(block)) = (&place.name, f.block("Cidr")) else { return };
    let entries = told(parts, list, "").entries.get_or_insert_default();
    if !entries.contains(&block) {
        entries.push(block);
    }
}
