//! VPCs and subnets.

use ipnet::IpNet;

use super::super::instance::{At, State};
use super::refer::{SUBNETS, VPCS};
use super::{One, Reader, flag, state, text};
use crate::network::{Subnet, Vpc};

/// Any IPv4 address, and any global IPv6 address.
const ANY: [&str; 2] = ["0.0.0.0/0", "2000::/3"];

pub(super) fn read(r: &mut Reader<'_, '_>) {
    for one in r.of(VPCS) {
        let (account, region) = r.scope(one);
        let mut vpc = Vpc { id: r.id(one), account, region, cidrs: Vec::new(), perhaps: Vec::new(), open: one.seen() || is_default(one) };
        let v6 = one.at("ipv6_cidr_block");
        match block(&one.at("cidr_block")) {
            Some(block) => vpc.cidrs.push(block),
            None => vpc.perhaps.extend(any(if is_default(one) { "172.31.0.0/16" } else { ANY[0] })),
        }
        let generated = ["assign_generated_ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length"].iter().any(|a| asked(&one.at(a)));
        match block(&v6) {
            Some(block) => vpc.cidrs.push(block),
            None if state(&v6) == State::Unknown || generated => vpc.perhaps.extend(any(ANY[1])),
            None => {}
        }
        for association in one.at("cidr_block_associations").items() {
            vpc.cidrs.extend(block(&association.get("cidr_block")));
        }
        vpc.cidrs.sort();
        vpc.cidrs.dedup();
        r.estate.vpcs.push(vpc);
    }
    more(r);
    for one in r.of(SUBNETS) {
        subnet(r, one);
    }
}

fn is_default(one: One<'_>) -> bool {
    one.is.address.ty == "aws_default_vpc"
}

/// Whether a switch is on or may be, or a value is set.
fn asked(at: &At<'_>) -> bool {
    match state(at) {
        State::Unset => false,
        State::Unknown => true,
        State::Known(value) => value.as_bool() != Some(false) && value.as_str().is_none_or(|s| !s.is_empty()) && value.as_i64() != Some(0),
    }
}

fn any(block: &str) -> Option<IpNet> {
    block.parse().ok()
}

pub(super) fn block(at: &At<'_>) -> Option<IpNet> {
    text(at)?.parse::<IpNet>().ok().map(|b| b.trunc())
}

/// Blocks that are added to VPCs.
fn more(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association"]) {
        let v6 = one.is.address.ty.contains("ipv6");
        let at = one.at(if v6 { "ipv6_cidr_block" } else { "cidr_block" });
        let vpc = r.refer(&one.at("vpc_id"), VPCS).id();
        for facts in r.estate.vpcs.iter_mut().filter(|v| vpc.as_ref().is_none_or(|id| v.id == *id)) {
            match block(&at).filter(|_| vpc.is_some()) {
                Some(block) if !facts.cidrs.contains(&block) => facts.cidrs.push(block),
                Some(_) => {}
                None => facts.perhaps.extend(any(if v6 { ANY[1] } else { ANY[0] })),
            }
        }
    }
}

fn subnet<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let vpc = r.refer(&one.at("vpc_id"), VPCS).or_nobody();
    // Names of zones mean something within an account only, but the zone ids of new subnets are not known.
    let (account, _) = r.scope(one);
    let several = r.estate.vpcs.iter().any(|v| v.account != account);
    let told = text(&one.at("availability_zone")).or_else(|| text(&one.at("availability_zone_id")));
    let zone = told.map(|zone| if several { format!("{zone} of {account}") } else { zone.to_owned() });
    let (v4, v6) = (one.at("cidr_block"), one.at("ipv6_cidr_block"));
    let native = flag(&one.at("ipv6_native"), false);
    let hidden = (block(&v4).is_none() && native != Some(true)) || (block(&v6).is_none() && state(&v6) == State::Unknown);
    if hidden {
        for facts in r.estate.vpcs.iter_mut().filter(|v| v.id == vpc) {
            facts.open = true;
        }
    }
    let cidrs = [block(&v4), block(&v6)].into_iter().flatten().collect();
    r.estate.subnets.push(Subnet { id: r.id(one), vpc, zone, cidrs });
}
