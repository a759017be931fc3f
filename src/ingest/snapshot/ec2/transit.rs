//! Transit gateways, their attachments and route tables.

use super::super::{Fields, Parts as All, Place};
use super::Parts;
use super::vpcs::owner;
use crate::network::{Attachment, AttachmentKind, Id, Transit, TransitDestination, TransitRoute, TransitTable};

const GONE: &[&str] = &["deleted", "deleting", "failed", "failing", "rejected", "rejecting", "initiatingRequest"];

pub(in super::super) fn gateway(parts: &mut All, place: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    // Off unless said: `TransitGatewayRequestOptions`.
    let group_references = Some(f.get("Options").is("SecurityGroupReferencingSupport", &["enable"]));
    let (_, own) = owner(place, f.str("OwnerId"));
    parts.ec2.transits.add(f.str("TransitGatewayId"), own, Transit { id: f.id("TransitGatewayId"), group_references });
}

pub(in super::super) fn attachment(parts: &mut All, place: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    let kind = match f.str("ResourceType") {
        "vpc" => AttachmentKind::Vpc { vpc: f.id("ResourceId"), subnets: Vec::new() },
        "peering" | "tgw-peering" => AttachmentKind::Peering { peer: f.id("ResourceId") },
        other => AttachmentKind::Learned(other.to_owned()),
    };
    let association = f.get("Association");
    let table = association.some("TransitGatewayRouteTableId").filter(|_| association.is("State", &["associated", "associating", ""]));
    let (_, own) = owner(place, f.str("TransitGatewayOwnerId"));
    let facts = Attachment {
        id: f.id("TransitGatewayAttachmentId"),
        transit: f.id("TransitGatewayId"),
        kind,
        available: Some(f.is("State", &["available", "modifying"])),
        // Another account's gateway does not tell.
        table: match table {
            Some(table) => Some(Some(table.into())),
            None => own.then_some(None),
        },
        group_references: None,
    };
    let key = format!("{} {}", f.str("TransitGatewayAttachmentId"), f.str("TransitGatewayId"));
    parts.ec2.attachments.add(&key, own, facts);
}

pub(in super::super) fn vpc_attachment(parts: &mut All, _: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    // On unless said: `CreateTransitGatewayVpcAttachmentRequestOptions`.
    let references = !f.get("Options").is("SecurityGroupReferencingSupport", &["disable"]);
    let facts = Attachment {
        id: f.id("TransitGatewayAttachmentId"),
        transit: f.id("TransitGatewayId"),
        kind: AttachmentKind::Vpc { vpc: f.id("VpcId"), subnets: f.ids("SubnetIds") },
        available: Some(f.is("State", &["available", "modifying"])),
        table: None,
        group_references: Some(references),
    };
    parts.ec2.attached.insert(facts.id.clone(), facts);
}

pub(in super::super) fn peering_attachment(parts: &mut All, _: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    let (a, b) = (f.get("RequesterTgwInfo"), f.get("AccepterTgwInfo"));
    for (near, far) in [(a, b), (b, a)] {
        let facts = Attachment {
            id: f.id("TransitGatewayAttachmentId"),
            transit: near.id("TransitGatewayId"),
            kind: AttachmentKind::Peering { peer: far.id("TransitGatewayId") },
            available: Some(f.is("State", &["available"])),
            table: None,
            group_references: None,
        };
        let key = format!("{} {}", f.str("TransitGatewayAttachmentId"), near.str("TransitGatewayId"));
        parts.ec2.attachments.add(&key, false, facts);
    }
}

pub(in super::super) fn table(parts: &mut All, _: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    let id = f.id("TransitGatewayRouteTableId");
    let facts = TransitTable { id: id.clone(), transit: f.id("TransitGatewayId"), routes: Vec::new(), propagations: Vec::new(), open: false };
    parts.ec2.transit_tables.add(&id, true, facts);
}

pub(in super::super) fn propagations(parts: &mut All, place: &Place, f: Fields<'_>) {
    let place = Place { name: Some(f.str("TransitGatewayRouteTableId").to_owned()), ..place.clone() };
    for one in f.list("TransitGatewayRouteTablePropagations") {
        propagation(parts, &place, one);
    }
}

pub(in super::super) fn propagation(parts: &mut All, place: &Place, f: Fields<'_>) {
    if let Some(table) = &place.name
        && f.is("State", &["enabled", "enabling"])
    {
        parts.ec2.propagations.entry(table.as_str().into()).or_default().insert(f.id("TransitGatewayAttachmentId"));
    }
}

pub(in super::super) fn routes(parts: &mut All, place: &Place, f: Fields<'_>) {
    let table = f.str("TransitGatewayRouteTableId").to_owned();
    let more = f.bool("AdditionalRoutesAvailable") == Some(true);
    *parts.ec2.told.entry(table.as_str().into()).or_default() |= more;
    let place = Place { name: Some(table), ..place.clone() };
    for one in f.list("Routes") {
        route(parts, &place, one);
    }
}

pub(in super::super) fn route(parts: &mut All, place: &Place, f: Fields<'_>) {
    let Some(table) = &place.name else { return };
    let destination = match (f.some("DestinationCidrBlock"), f.some("PrefixListId")) {
        (Some(block), _) => block.parse().map_or(TransitDestination::Unknown, TransitDestination::Block),
        (None, Some(list)) => TransitDestination::PrefixList(list.into()),
        (None, None) => TransitDestination::Unknown,
    };
    let attachment =
        f.list("TransitGatewayAttachments").next().map(|a| a.id("TransitGatewayAttachmentId")).filter(|_| !f.is("State", &["blackhole"]));
    let route = TransitRoute { destination, attachment, fixed: !f.is("Type", &["propagated"]) };
    let routes = parts.ec2.routes.entry(table.as_str().into()).or_default();
    if !routes.contains(&route) {
        routes.push(route);
    }
}

/// Gives attachments their subnets and tables their routes.
pub(super) fn join(parts: &mut Parts) {
    for attachment in parts.attachments.list_mut() {
        if let AttachmentKind::Vpc { vpc, .. } = &attachment.kind
            && let Some(told) = parts.attached.remove(&attachment.id)
        {
            // Which VPC it is, and with which table it is associated, both calls tell or the first alone.
            let vpc = vpc.clone();
            attachment.kind = told.kind;
            if let AttachmentKind::Vpc { vpc: own, .. } = &mut attachment.kind {
                *own = vpc;
            }
            attachment.group_references = told.group_references;
        }
    }
    for attachment in std::mem::take(&mut parts.attached).into_values() {
        let key = format!("{} {}", attachment.id, attachment.transit);
        parts.attachments.add(&key, true, attachment);
    }
    for table in parts.transit_tables.list_mut() {
        table.propagations = parts.propagations.remove(&table.id).unwrap_or_default().into_iter().collect::<Vec<Id>>();
        table.routes = parts.routes.remove(&table.id).unwrap_or_default();
        table.open = parts.told.get(&table.id) == Some(&true);
    }
}
