//! Transit gateways.

use std::collections::BTreeMap;

use super::super::instance::State;
use super::refer::{ATTACHMENTS, Found, LISTS, SUBNETS, TRANSIT_TABLES, VPCS};
use super::vpc::block;
use super::{One, Reader, choice, flag, state, text};
use crate::network::{Attachment, AttachmentKind, Id, Transit, TransitDestination, TransitRoute, TransitTable};

const TRANSITS: &[&str] = &["aws_ec2_transit_gateway"];

pub(super) fn read(r: &mut Reader<'_, '_>) {
    for one in r.of(TRANSITS) {
        // Off unless said (API `TransitGatewayRequestOptions`).
        let group_references = choice(&one.at("security_group_referencing_support"), "enable", false);
        r.estate.transits.push(Transit {
            id: r.id(one),
            group_references: group_references.filter(|_| !one.seen() || text(&one.at("security_group_referencing_support")).is_some()),
        });
        default_table(r, one);
    }
    for one in r.of(TRANSIT_TABLES) {
        let id = r.id(one);
        if !r.estate.transit_tables.iter().any(|t| t.id == id) {
            let transit = r.refer(&one.at("transit_gateway_id"), TRANSITS).or_nobody();
            r.estate.transit_tables.push(TransitTable { id, transit, routes: Vec::new(), propagations: Vec::new(), open: one.seen() });
        }
    }
    let mut defaults = Vec::new();
    for one in r.of(ATTACHMENTS) {
        defaults.extend(attachment(r, one));
    }
    associations(r, &defaults);
    propagations(r, &defaults);
    routes(r);
}

/// The table that a transit gateway makes by itself.
fn default_table<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let made =
        ["default_route_table_association", "default_route_table_propagation"].iter().any(|a| choice(&one.at(a), "enable", true) != Some(false));
    let id = r.part(one, "association_default_route_table_id");
    if made && !r.estate.transit_tables.iter().any(|t| t.id == id) {
        let transit = r.id(one);
        r.estate.transit_tables.push(TransitTable { id, transit, routes: Vec::new(), propagations: Vec::new(), open: one.seen() });
    }
}

/// An attachment, and whether it uses the default table for association and propagation.
struct Default {
    id: Id,
    transit: Id,
    associates: Option<bool>,
    propagates: Option<bool>,
}

fn attachment<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) -> Vec<Default> {
    let ty = one.is.address.ty.as_str();
    let id = if ty == "aws_vpn_connection" { r.part(one, "transit_gateway_attachment_id") } else { r.id(one) };
    if ty.ends_with("_accepter") {
        // It is the same attachment, and accepted.
        let there = r.estate.attachments.iter_mut().filter(|a| a.id == id);
        there.for_each(|a| a.available = Some(true));
        if r.of(ATTACHMENTS).any(|o| !o.is.address.ty.ends_with("_accepter") && r.id(o) == id) {
            return Vec::new();
        }
    }
    let (kind, transit) = match ty {
        "aws_ec2_transit_gateway_vpc_attachment" | "aws_ec2_transit_gateway_vpc_attachment_accepter" => {
            let (subnets, open) = r.refer_all(&one.at("subnet_ids"), SUBNETS);
            let vpc = r.refer(&one.at("vpc_id"), VPCS).or_nobody();
            let subnets = subnets.into_iter().chain(open.then(|| "?".into())).collect();
            (AttachmentKind::Vpc { vpc, subnets }, "transit_gateway_id")
        }
        "aws_ec2_transit_gateway_peering_attachment" => {
            let peer = r.refer(&one.at("peer_transit_gateway_id"), TRANSITS).or_nobody();
            (AttachmentKind::Peering { peer }, "transit_gateway_id")
        }
        "aws_vpn_connection" if !super::set(&one.at("transit_gateway_id")) => return Vec::new(),
        other => (AttachmentKind::Learned(other.trim_start_matches("aws_").replace('_', " ")), "transit_gateway_id"),
    };
    let transit = r.refer(&one.at(transit), TRANSITS).or_nobody();
    let owner = r.of(TRANSITS).find(|t| r.id(*t) == transit);
    let of = |owner: Option<One<'w>>, attribute: &str| owner.and_then(|t| choice(&t.at(attribute), "enable", true));
    let own = |attribute: &str| of(owner, attribute);
    let wanted = |attribute: &str| flag(&one.at(attribute), true);
    let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    let peering = matches!(kind, AttachmentKind::Peering { .. });
    // Peering attachments are associated with the default tables of both gateways, and propagate nothing.
    let mut defaults = vec![Default {
        id: id.clone(),
        transit: transit.clone(),
        associates: both(own("default_route_table_association"), wanted("transit_gateway_default_route_table_association")),
        propagates: if peering {
            Some(false)
        } else {
            both(own("default_route_table_propagation"), wanted("transit_gateway_default_route_table_propagation"))
        },
    }];
    // What another account's gateway does with a new attachment is its owner's business.
    let shared = owner.is_none_or(|t| r.scope(t).0 != r.scope(one).0);
    let accepted = r.of(ATTACHMENTS).any(|o| o.is.address.ty.ends_with("_accepter") && r.id(o) == id);
    let automatic = owner.is_some_and(|t| choice(&t.at("auto_accept_shared_attachments"), "enable", false) == Some(true));
    let available = match text(&one.at("state")) {
        Some(told) => Some(told == "available"),
        None => (accepted || (!peering && (!shared || automatic))).then_some(true),
    };
    let group_references = choice(&one.at("security_group_referencing_support"), "enable", true);
    let table = Some(None);
    if let AttachmentKind::Peering { peer } = &kind {
        let far = Attachment {
            id: id.clone(),
            transit: peer.clone(),
            kind: AttachmentKind::Peering { peer: transit.clone() },
            available,
            table: Some(None),
            group_references: None,
        };
        let there = r.of(TRANSITS).find(|t| r.id(*t) == *peer);
        let associates = of(there, "default_route_table_association");
        defaults.push(Default { id: id.clone(), transit: peer.clone(), associates, propagates: Some(false) });
        r.estate.attachments.push(far);
    }
    r.estate.attachments.push(Attachment { id, transit, kind, available, table, group_references });
    defaults
}

fn table_of(r: &Reader<'_, '_>, transit: &Id) -> Option<Id> {
    let owner = r.of(TRANSITS).find(|t| r.id(*t) == *transit)?;
    Some(r.part(owner, "association_default_route_table_id"))
}

fn associations(r: &mut Reader<'_, '_>, defaults: &[Default]) {
    for default in defaults {
        let table = match default.associates {
            Some(true) => Some(table_of(r, &default.transit)),
            Some(false) => Some(None),
            None => None,
        };
        let is = |a: &&mut Attachment| a.id == default.id && a.transit == default.transit;
        r.estate.attachments.iter_mut().filter(is).for_each(|a| a.table.clone_from(&table));
    }
    let gateways: BTreeMap<Id, Id> = r.estate.transit_tables.iter().map(|t| (t.id.clone(), t.transit.clone())).collect();
    for one in r.of(&["aws_ec2_transit_gateway_route_table_association"]) {
        let attachment = r.refer(&one.at("transit_gateway_attachment_id"), ATTACHMENTS).id();
        let table = r.refer(&one.at("transit_gateway_route_table_id"), TRANSIT_TABLES).id();
        let transit = table.as_ref().and_then(|t| gateways.get(t)).cloned();
        let is = |a: &&mut Attachment| attachment.as_ref().is_none_or(|id| a.id == *id) && transit.as_ref().is_none_or(|t| a.transit == *t);
        let sure = attachment.is_some();
        r.estate.attachments.iter_mut().filter(is).for_each(|a| a.table = table.clone().filter(|_| sure).map(Some));
    }
}

fn propagations(r: &mut Reader<'_, '_>, defaults: &[Default]) {
    let mut found: Vec<(Option<Id>, Option<Id>)> = Vec::new();
    for default in defaults {
        let table = table_of(r, &default.transit);
        match default.propagates {
            Some(true) => found.push((table, Some(default.id.clone()))),
            Some(false) => {}
            None => found.push((table, None)),
        }
    }
    for one in r.of(&["aws_ec2_transit_gateway_route_table_propagation"]) {
        let table = r.refer(&one.at("transit_gateway_route_table_id"), TRANSIT_TABLES).id();
        found.push((table, r.refer(&one.at("transit_gateway_attachment_id"), ATTACHMENTS).id()));
    }
    for (table, attachment) in found {
        for facts in r.estate.transit_tables.iter_mut().filter(|t| table.as_ref().is_none_or(|id| t.id == *id)) {
            match attachment.clone().filter(|_| table.is_some()) {
                Some(attachment) if !facts.propagations.contains(&attachment) => facts.propagations.push(attachment),
                Some(_) => {}
                None => facts.open = true,
            }
        }
    }
}

fn routes(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_ec2_transit_gateway_route", "aws_ec2_transit_gateway_prefix_list_reference"]) {
        let table = r.refer(&one.at("transit_gateway_route_table_id"), TRANSIT_TABLES).id();
        let by_list = one.is.address.ty.ends_with("_reference");
        let destination = if by_list {
            r.refer(&one.at("prefix_list_id"), LISTS).id().map_or(TransitDestination::Unknown, TransitDestination::PrefixList)
        } else {
            block(&one.at("destination_cidr_block")).map_or(TransitDestination::Unknown, TransitDestination::Block)
        };
        let drops = flag(&one.at("blackhole"), false);
        let at = one.at("transit_gateway_attachment_id");
        let attachment = match (drops, r.refer(&at, ATTACHMENTS)) {
            (Some(true), _) => Some(None),
            (Some(false), Found::Id(id)) => Some(Some(id)),
            (Some(false), Found::Unset) if state(&at) == State::Unset => Some(None),
            _ => None,
        };
        for facts in r.estate.transit_tables.iter_mut().filter(|t| table.as_ref().is_none_or(|id| t.id == *id)) {
            match attachment.clone().filter(|_| table.is_some()) {
                Some(attachment) => facts.routes.push(TransitRoute { destination: destination.clone(), attachment, fixed: true }),
                None => facts.routes.push(TransitRoute { destination: TransitDestination::Unknown, attachment: None, fixed: true }),
            }
        }
    }
}
