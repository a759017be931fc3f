//! Security groups, network ACLs, prefix lists.

use std::collections::BTreeSet;

use super::super::instance::{At, Instance, State};
use super::refer::{ACLS, Found, GROUPS, INSTANCES, LISTS, SUBNETS, VPCS};
use super::vpc::block;
use super::{Reader, flag, port, set, state, text};
use crate::network::{Acl, AclEntry, Action, Group, Id, Peer, Ports, PrefixList, Protocol, Rule};

/// Attributes of a rule of a group that list blocks and prefix lists.
const BLOCKS: &[&str] = &["cidr_blocks", "ipv6_cidr_blocks"];
/// Types of separate rules of groups.
const RULES: &[&str] = &["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];

pub(super) fn read(r: &mut Reader<'_, '_>) {
    lists(r);
    groups(r);
    default_groups(r);
    rules(r);
    acls(r);
    default_acls(r);
    entries(r);
    acl_associations(r);
}

fn lists(r: &mut Reader<'_, '_>) {
    for one in r.of(LISTS) {
        let entries = one.at(if one.is.address.ty == "aws_prefix_list" { "cidr_blocks" } else { "entry" });
        let entries = if one.seen() && entries.items().is_empty() { one.at("entries") } else { entries };
        let blocks = match state(&entries) {
            State::Unknown => None,
            _ => entries.items().iter().map(|e| block(&e.get("cidr")).or_else(|| block(e))).collect(),
        };
        let name = text(&one.at("name")).unwrap_or_default().to_owned();
        let blocks: Option<Vec<_>> = if one.seen() { blocks.filter(|b: &Vec<_>| !b.is_empty()) } else { blocks };
        r.estate.prefix_lists.push(PrefixList { id: r.id(one), name, entries: blocks });
    }
    for one in r.of(&["aws_ec2_managed_prefix_list_entry"]) {
        let list = r.refer(&one.at("prefix_list_id"), LISTS).id();
        let more = block(&one.at("cidr"));
        for facts in r.estate.prefix_lists.iter_mut().filter(|l| list.as_ref().is_none_or(|id| l.id == *id)) {
            match more.filter(|_| list.is_some()) {
                Some(block) => {
                    if let Some(entries) = facts.entries.as_mut().filter(|e| !e.contains(&block)) {
                        entries.push(block);
                    }
                }
                None => facts.entries = None,
            }
        }
    }
}

fn groups(r: &mut Reader<'_, '_>) {
    for one in r.of(GROUPS) {
        let id = r.id(one);
        if one.seen() && r.estate.groups.iter().any(|g| g.id == id) {
            continue;
        }
        let vpc = r.refer(&one.at("vpc_id"), VPCS).or_nobody();
        let mut facts = Group { id: id.clone(), vpc, ingress: Vec::new(), egress: Vec::new(), open: one.seen() };
        let gone: Vec<Rule> = removed(r, one.is, RULES, "security_group_id").iter().map(|i| separate(r, i, &id)).collect();
        for (attribute, egress) in [("ingress", false), ("egress", true)] {
            let blocks = one.at(attribute);
            facts.open |= state(&blocks) == State::Unknown;
            let list = if egress { &mut facts.egress } else { &mut facts.ingress };
            for (number, at) in blocks.items().iter().enumerate() {
                let mut rule = inline(r, at, format!("{id} {attribute} {number}"), &id);
                for old in gone.iter().filter(|old| (old.protocol, old.ports) == (rule.protocol, rule.ports)) {
                    rule.peers.retain(|peer| !old.peers.contains(peer));
                }
                if !rule.peers.is_empty() {
                    list.push(rule);
                }
            }
        }
        r.estate.groups.push(facts);
    }
}

/// What the plan removes and an attribute of what it is about still shows.
fn removed<'w>(r: &Reader<'_, 'w>, about: &Instance, types: &[&str], attribute: &str) -> Vec<&'w Instance> {
    let Some(id) = about.str("id") else { return Vec::new() };
    let world = r.world;
    let is = |i: &&Instance| i.world == about.world && types.contains(&i.address.ty.as_str()) && i.str(attribute) == Some(id);
    world.removed.iter().filter(is).collect()
}

/// A VPC's default group lets its members talk to each other, and everything out ("Default security groups for your VPCs").
fn default_groups(r: &mut Reader<'_, '_>) {
    for vpc in r.of(VPCS) {
        let id = r.part(vpc, "default_security_group_id");
        if r.estate.groups.iter().any(|g| g.id == id) {
            continue;
        }
        let any = |id: String, peers: Vec<Peer>| Rule { id: id.into(), protocol: Some(Protocol::Any), ports: Ports::All, peers };
        let everywhere = everywhere().into_iter().map(Peer::Block).collect();
        r.estate.groups.push(Group {
            ingress: vec![any(format!("{id} ingress"), vec![Peer::Group(id.clone())])],
            egress: vec![any(format!("{id} egress"), everywhere)],
            vpc: r.id(vpc),
            open: vpc.seen() || vpc.is.address.ty == "aws_default_vpc",
            id,
        });
    }
}

fn everywhere() -> Vec<ipnet::IpNet> {
    ["0.0.0.0/0", "::/0"].iter().filter_map(|b| b.parse().ok()).collect()
}

fn inline<'w>(r: &Reader<'_, 'w>, at: &At<'w>, id: String, group: &Id) -> Rule {
    let mut peers = Vec::new();
    for attribute in BLOCKS {
        blocks(&at.get(attribute), &mut peers);
    }
    let (lists, more_lists) = r.refer_all(&at.get("prefix_list_ids"), LISTS);
    peers.extend(lists.into_iter().map(Peer::PrefixList));
    let (groups, more_groups) = r.refer_all(&at.get("security_groups"), GROUPS);
    peers.extend(groups.into_iter().map(|g| Peer::Group(foreign(g))));
    match flag(&at.get("self"), false) {
        Some(true) => peers.push(Peer::Group(group.clone())),
        Some(false) => {}
        None => peers.push(Peer::Unknown),
    }
    if more_lists || more_groups {
        peers.push(Peer::Unknown);
    }
    rule(id.into(), &at.get("protocol"), [&at.get("from_port"), &at.get("to_port")], peers)
}

/// A group of another account, `account/group`, by its id alone.
fn foreign(group: Id) -> Id {
    group.rsplit_once('/').map_or(group.clone(), |(_, id)| id.into())
}

fn blocks(at: &At<'_>, peers: &mut Vec<Peer>) {
    if state(at) == State::Unknown {
        peers.push(Peer::Unknown);
    }
    peers.extend(at.items().iter().map(|item| block(item).map_or(Peer::Unknown, Peer::Block)));
}

fn rule(id: Id, protocol: &At<'_>, [from, to]: [&At<'_>; 2], peers: Vec<Peer>) -> Rule {
    let (protocol, ports) = traffic(protocol, from, to);
    Rule { id, protocol, ports, peers }
}

/// Protocol and ports of a rule. Where the ports are not known, nothing of the rule's traffic is.
fn traffic(protocol: &At<'_>, from: &At<'_>, to: &At<'_>) -> (Option<Protocol>, Ports) {
    let name = match state(protocol) {
        State::Known(value) => value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|n| n.to_string())),
        State::Unset => Some("-1".to_owned()),
        State::Unknown => None,
    };
    let protocol = name.and_then(|name| Protocol::named(&name));
    let unknown = state(from) == State::Unknown || state(to) == State::Unknown;
    match protocol {
        Some(Protocol::Number(6 | 17 | 1 | 58)) if unknown => (None, Ports::All),
        Some(Protocol::Number(6 | 17)) => (protocol, port(from).zip(port(to)).map_or(Ports::All, |(from, to)| Ports::Range(from, to))),
        Some(Protocol::Number(1 | 58)) => (protocol, Ports::Icmp(octet(from), octet(to))),
        _ => (protocol, Ports::All),
    }
}

fn octet(at: &At<'_>) -> Option<u8> {
    at.int().and_then(|n| u8::try_from(n).ok())
}

/// A separate rule of a group.
fn separate<'w>(r: &Reader<'_, 'w>, i: &'w Instance, group: &Id) -> Rule {
    let id = Id::from(i.shown.as_str());
    if i.address.ty == "aws_security_group_rule" {
        let mut peers = Vec::new();
        for attribute in BLOCKS {
            blocks(&i.at(attribute), &mut peers);
        }
        let (lists, more) = r.refer_all(&i.at("prefix_list_ids"), LISTS);
        peers.extend(lists.into_iter().map(Peer::PrefixList));
        peers.extend(one(r, &i.at("source_security_group_id"), GROUPS).map(|p| p.map_or(Peer::Unknown, |g| Peer::Group(foreign(g)))));
        match flag(&i.at("self"), false) {
            Some(true) => peers.push(Peer::Group(group.clone())),
            Some(false) => {}
            None => peers.push(Peer::Unknown),
        }
        if more {
            peers.push(Peer::Unknown);
        }
        return rule(id, &i.at("protocol"), [&i.at("from_port"), &i.at("to_port")], peers);
    }
    let mut peers: Vec<Peer> =
        ["cidr_ipv4", "cidr_ipv6"].iter().map(|a| i.at(a)).filter(set).map(|at| block(&at).map_or(Peer::Unknown, Peer::Block)).collect();
    peers.extend(one(r, &i.at("prefix_list_id"), LISTS).map(|p| p.map_or(Peer::Unknown, Peer::PrefixList)));
    let referenced = i.at("referenced_security_group_id");
    peers.extend(one(r, &referenced, GROUPS).map(|p| p.map_or(Peer::Unknown, |g| Peer::Group(foreign(g)))));
    rule(id, &i.at("ip_protocol"), [&i.at("from_port"), &i.at("to_port")], peers)
}

/// What a reference is to, if it is set; an inner `None` for what is not known.
fn one<'w>(r: &Reader<'_, 'w>, at: &At<'w>, types: &[&str]) -> Option<Option<Id>> {
    match r.refer(at, types) {
        Found::Unset => None,
        Found::Id(id) => Some(Some(id)),
        Found::Unknown(_) => Some(None),
    }
}

fn rules(r: &mut Reader<'_, '_>) {
    for one in r.of(RULES).filter(|o| !o.seen()) {
        let egress = match one.is.address.ty.as_str() {
            "aws_security_group_rule" => text(&one.at("type")).map(|t| t == "egress"),
            ty => Some(ty == "aws_vpc_security_group_egress_rule"),
        };
        let found = r.refer(&one.at("security_group_id"), GROUPS);
        let (Found::Id(group), Some(egress)) = (&found, egress) else {
            // It may be a rule of any of these.
            let of = |g: &Group| match &found {
                Found::Unknown(ids) if !ids.is_empty() => ids.contains(&g.id),
                Found::Id(id) => g.id == *id,
                _ => true,
            };
            r.estate.groups.iter_mut().filter(|g| of(g)).for_each(|g| g.open = true);
            continue;
        };
        let rule = separate(r, one.is, group);
        if !r.estate.groups.iter().any(|g| g.id == *group) {
            r.estate.groups.push(Group { id: group.clone(), vpc: "?".into(), ingress: Vec::new(), egress: Vec::new(), open: true });
        }
        for facts in r.estate.groups.iter_mut().filter(|g| g.id == *group) {
            let list = if egress { &mut facts.egress } else { &mut facts.ingress };
            list.push(rule.clone());
        }
    }
}

fn acl_entry<'a>(get: impl Fn(&str) -> At<'a>, egress: bool, names: [&str; 2]) -> Option<AclEntry> {
    let [number, action] = names;
    let number = u32::try_from(get(number).int()?).ok()?;
    let action = match text(&get(action))?.to_ascii_lowercase().as_str() {
        "allow" => Action::Allow,
        _ => Action::Deny,
    };
    let icmp = [get("icmp_type"), get("icmp_code")];
    let (protocol, ports) = match traffic(&get("protocol"), &get("from_port"), &get("to_port")) {
        (Some(Protocol::Number(n @ (1 | 58))), _) => {
            let [kind, code] = &icmp;
            (Some(Protocol::Number(n)), Ports::Icmp(octet(kind), octet(code)))
        }
        other => other,
    };
    let block = ["cidr_block", "ipv6_cidr_block"].iter().map(|a| get(a)).filter(set).find_map(|at| block(&at));
    Some(AclEntry { number, egress, protocol, ports, block, action })
}

fn acls(r: &mut Reader<'_, '_>) {
    for one in r.of(ACLS) {
        let mut facts = Acl {
            id: r.id(one),
            vpc: r.refer(&one.at("vpc_id"), VPCS).or_nobody(),
            default: one.is.address.ty == "aws_default_network_acl",
            subnets: Vec::new(),
            entries: Vec::new(),
            open: false,
        };
        if facts.default
            && let Some(vpc) = r.of(VPCS).find(|v| r.part(*v, "default_network_acl_id") == facts.id)
        {
            facts.vpc = r.id(vpc);
        }
        let (subnets, more) = r.refer_all(&one.at("subnet_ids"), SUBNETS);
        if more {
            r.loose.acls = true;
        }
        facts.subnets = subnets;
        for (attribute, egress) in [("ingress", false), ("egress", true)] {
            let list = one.at(attribute);
            facts.open |= state(&list) == State::Unknown;
            for at in list.items() {
                match acl_entry(|name| at.get(name), egress, ["rule_no", "action"]) {
                    Some(entry) => facts.entries.push(entry),
                    None => facts.open = true,
                }
            }
        }
        for gone in removed(r, one.is, &["aws_network_acl_rule"], "network_acl_id") {
            let number = gone.at("rule_number").int().and_then(|n| u32::try_from(n).ok());
            let egress = flag(&gone.at("egress"), false) == Some(true);
            facts.entries.retain(|e| Some(e.number) != number || e.egress != egress);
        }
        r.estate.acls.push(facts);
    }
}

/// A VPC's default ACL lets everything pass ("Default network ACL").
fn default_acls(r: &mut Reader<'_, '_>) {
    for vpc in r.of(VPCS) {
        let id = r.part(vpc, "default_network_acl_id");
        if r.estate.acls.iter().any(|a| a.id == id) {
            continue;
        }
        let mut entries = Vec::new();
        for (number, block) in (100..).zip(everywhere()) {
            let entry =
                |egress| AclEntry { number, egress, protocol: Some(Protocol::Any), ports: Ports::All, block: Some(block), action: Action::Allow };
            entries.extend([entry(false), entry(true)]);
        }
        let open = vpc.seen() || vpc.is.address.ty == "aws_default_vpc";
        r.estate.acls.push(Acl { id, vpc: r.id(vpc), default: true, subnets: Vec::new(), entries, open });
    }
}

fn entries(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_network_acl_rule"]) {
        let acl = r.refer(&one.at("network_acl_id"), ACLS).id();
        let egress = flag(&one.at("egress"), false);
        let entry = egress.and_then(|egress| acl_entry(|name| one.at(name), egress, ["rule_number", "rule_action"]));
        for facts in r.estate.acls.iter_mut().filter(|a| acl.as_ref().is_none_or(|id| a.id == *id)) {
            match entry.clone().filter(|_| acl.is_some()) {
                Some(entry) => {
                    facts.entries.retain(|e| (e.number, e.egress) != (entry.number, entry.egress));
                    facts.entries.push(entry);
                }
                None => facts.open = true,
            }
        }
    }
}

/// Which ACL a subnet has.
fn acl_associations(r: &mut Reader<'_, '_>) {
    let mut unknown: BTreeSet<Id> = BTreeSet::new();
    for one in r.of(&["aws_network_acl_association"]) {
        let (acl, subnet) = (r.refer(&one.at("network_acl_id"), ACLS).id(), r.refer(&one.at("subnet_id"), SUBNETS).id());
        match (acl, subnet) {
            (Some(acl), Some(subnet)) => {
                let known = r.estate.acls.iter().any(|a| a.id == acl);
                if !known {
                    unknown.insert(subnet.clone());
                }
                r.estate.acls.iter_mut().filter(|a| a.id == acl).for_each(|a| a.subnets.push(subnet.clone()));
            }
            (None, Some(subnet)) => drop(unknown.insert(subnet)),
            (_, None) => r.loose.acls = true,
        }
    }
    let told: BTreeSet<Id> = r.estate.acls.iter().flat_map(|a| a.subnets.clone()).collect();
    let all: Vec<Id> = r.estate.subnets.iter().map(|s| s.id.clone()).collect();
    let loose = r.loose.acls;
    unknown.extend(all.into_iter().filter(|s| loose && !told.contains(s)));
    if !unknown.is_empty() {
        let subnets = unknown.into_iter().collect();
        r.estate.acls.push(Acl {
            id: "a network ACL that is not known".into(),
            vpc: "?".into(),
            default: false,
            subnets,
            entries: Vec::new(),
            open: true,
        });
    }
}

/// Groups that are put on interfaces apart.
pub(super) fn put_on(r: &Reader<'_, '_>) -> Vec<(Option<Id>, Option<Id>)> {
    let types: Vec<&str> = INSTANCES.iter().copied().chain(["aws_network_interface"]).collect();
    r.of(&["aws_network_interface_sg_attachment"])
        .map(|one| (r.refer(&one.at("network_interface_id"), &types).id(), r.refer(&one.at("security_group_id"), GROUPS).id()))
        .collect()
}
