//! Internet gateways, NAT gateways, peering connections, Block Public Access.

use super::super::instance::{At, State};
use super::refer::{SUBNETS, VPCS};
use super::{Reader, choice, flag, set, state, text};
use crate::network::{BlockMode, BlockPublicAccess, EgressGateway, Exclusion, Gateway, Id, Nat, Peering, PeeringSide};

pub(super) fn read(r: &mut Reader<'_, '_>) {
    internet(r);
    nats(r);
    peerings(r);
    block_public_access(r);
}

fn internet(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_internet_gateway"]) {
        let attachment = one.at("attachments").within("vpc_id");
        let at = if one.seen() && set(&attachment) { attachment } else { one.at("vpc_id") };
        let vpc = r.refer(&at, VPCS).id();
        r.estate.gateways.push(Gateway { id: r.id(one), vpc });
    }
    for one in r.of(&["aws_internet_gateway_attachment"]) {
        let (gateway, vpc) = (r.refer(&one.at("internet_gateway_id"), &["aws_internet_gateway"]).id(), r.refer(&one.at("vpc_id"), VPCS).id());
        if let (Some(gateway), Some(vpc)) = (gateway, vpc) {
            match r.estate.gateways.iter_mut().find(|g| g.id == gateway) {
                Some(facts) => facts.vpc = Some(vpc),
                None => r.estate.gateways.push(Gateway { id: gateway, vpc: Some(vpc) }),
            }
        }
    }
    for one in r.of(&["aws_egress_only_internet_gateway"]) {
        let vpc = r.refer(&one.at("vpc_id"), VPCS).id();
        r.estate.egress_gateways.push(EgressGateway { id: r.id(one), vpc });
    }
}

fn nats(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_nat_gateway"]) {
        let subnet = r.refer(&one.at("subnet_id"), SUBNETS).id();
        let vpc = subnet.as_ref().and_then(|id| r.estate.subnets.iter().find(|s| s.id == *id)).map(|s| s.vpc.clone());
        let vpc = vpc.or_else(|| r.refer(&one.at("vpc_id"), VPCS).id()).unwrap_or_else(|| "?".into());
        let regional = choice(&one.at("availability_mode"), "regional", false) == Some(true);
        let interfaces = if regional { Vec::new() } else { vec![r.part(one, "network_interface_id")] };
        let public = choice(&one.at("connectivity_type"), "public", true);
        let subnet = if regional { None } else { subnet.or_else(|| Some("?".into())) };
        r.estate.nats.push(Nat { id: r.id(one), vpc, subnet, interfaces, public, zones: None });
    }
}

fn peerings(r: &mut Reader<'_, '_>) {
    let accepted: Vec<(Option<Id>, Option<bool>)> = r
        .of(&["aws_vpc_peering_connection_accepter"])
        .map(|one| (r.refer(&one.at("vpc_peering_connection_id"), &["aws_vpc_peering_connection"]).id(), flag(&one.at("auto_accept"), false)))
        .collect();
    for one in r.of(&["aws_vpc_peering_connection"]) {
        let id = r.id(one);
        let accepter = accepted.iter().find(|(of, _)| of.as_ref() == Some(&id)).map(|(_, auto)| *auto);
        let active = match (text(&one.at("accept_status")).or_else(|| text(&one.at("status"))), accepter) {
            (Some(status), _) if status == "active" || status == "provisioning" => Some(true),
            (Some(status), _) if status != "pending-acceptance" && status != "initiating-request" => Some(false),
            (_, Some(Some(true))) => Some(true),
            _ => flag(&one.at("auto_accept"), false).filter(|auto| *auto),
        };
        let [near, far] = [("vpc_id", None), ("peer_vpc_id", Some("peer_region"))].map(|(attribute, region)| {
            let vpc = r.refer(&one.at(attribute), VPCS).or_nobody();
            let told = region.and_then(|a| text(&one.at(a))).map(str::to_owned);
            let known = r.estate.vpcs.iter().find(|v| v.id == vpc).map(|v| v.region.clone());
            let own = region.is_none_or(|a| state(&one.at(a)) == State::Unset).then(|| r.scope(one).1);
            PeeringSide { vpc, region: told.or(known).or(own).unwrap_or_default(), cidrs: Vec::new() }
        });
        r.estate.peerings.push(Peering { id, active, sides: [near, far] });
    }
}

fn block_public_access(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_vpc_block_public_access_options"]) {
        let mode = match text(&one.at("internet_gateway_block_mode")) {
            Some("block-bidirectional") => BlockMode::Bidirectional,
            Some("block-ingress") => BlockMode::Ingress,
            Some(_) => BlockMode::Off,
            None => BlockMode::Unknown,
        };
        r.estate.block_public_access.insert(r.scope(one), BlockPublicAccess { mode, exclusions: Vec::new() });
    }
    for one in r.of(&["aws_vpc_block_public_access_exclusion"]) {
        let places = [r.refer(&one.at("vpc_id"), VPCS).id(), r.refer(&one.at("subnet_id"), SUBNETS).id()];
        let mode = excluded(&one.at("internet_gateway_exclusion_mode"));
        if let Some(options) = r.estate.block_public_access.get_mut(&r.scope(one)) {
            match (places.into_iter().flatten().next(), mode) {
                (Some(id), Some(mode)) => options.exclusions.push((id, mode)),
                _ => options.mode = BlockMode::Unknown,
            }
        }
    }
}

fn excluded(at: &At<'_>) -> Option<Exclusion> {
    match text(at) {
        Some("allow-bidirectional") => Some(Exclusion::Bidirectional),
        Some("allow-egress") => Some(Exclusion::Egress),
        _ => None,
    }
}
