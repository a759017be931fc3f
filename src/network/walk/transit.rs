//! Transit gateways.

use super::super::group::Carried;
use super::super::index::Reachability;
use super::super::{Attachment, AttachmentKind, Code};
use super::{At, Packet, Place, Trail};

/// Where security groups can't be named across transit gateways ("Amazon VPC attachments in AWS Transit Gateway").
const WITHOUT_REFERENCES: &str = "use1-az3";

impl Reachability {
    /// From a VPC into a transit gateway: the attachment needs a subnet in the source's zone.
    pub(super) fn enter_transit(&self, id: &str, at: At, packet: &Packet, trail: &mut Trail) -> Place {
        let here = self.vpc_id(at.vpc).to_owned();
        let Some(place) = self.vpc_attachments.get(&(id.into(), here.as_str().into())).copied() else {
            if self.transits.contains_key(id) {
                return trail.dropped(Code::BadStateAttachment, id, Vec::new(), format!("{here} is not attached"));
            }
            return trail.unknown(Code::ForeignAccount, id, Vec::new(), "the transit gateway is not in the input".into());
        };
        let Some(attachment) = self.estate.attachments.get(place) else { return Place::Ended(super::End::Dropped) };
        state(attachment, trail);
        let AttachmentKind::Vpc { subnets, .. } = &attachment.kind else { return Place::Ended(super::End::Dropped) };
        let places: Vec<usize> = subnets.iter().filter_map(|s| self.subnets.get(s)).copied().collect();
        if places.len() < subnets.len() || at.zone.is_none() && places.len() > 1 {
            trail.doubt(Code::PlanUnknown, &attachment.id, Vec::new(), "not known which subnet of the attachment is in the zone".into());
        }
        match places.iter().find(|s| self.zone_of(**s) == at.zone.as_deref()).or(if at.zone.is_none() { places.first() } else { None }) {
            // Outbound: the source subnet's ACL, then the attachment subnet's, be it the same ("Network ACLs for transit gateways").
            Some(subnet) => self.filter(*subnet, false, packet, trail),
            None if places.len() < subnets.len() => {}
            None if places.iter().any(|s| self.zone_of(*s).is_none()) => {
                trail.doubt(Code::PlanUnknown, &attachment.id, Vec::new(), "not known which subnet of the attachment is in the zone".into());
            }
            None => trail.fault(
                Code::TransitZone,
                &attachment.id,
                Vec::new(),
                format!("no subnet of the attachment in {}", at.zone.as_deref().unwrap_or_default()),
            ),
        }
        self.reference(id, attachment, at.zone.as_deref(), trail);
        Place::Transit { attachment: place, zone: at.zone }
    }

    /// What a transit gateway and an attachment leave of security group membership.
    fn reference(&self, id: &str, attachment: &Attachment, zone: Option<&str>, trail: &mut Trail) {
        let gateway = self.transits.get(id).and_then(|t| self.estate.transits.get(*t)).and_then(|t| t.group_references);
        trail.lose(match (gateway, attachment.group_references) {
            _ if zone == Some(WITHOUT_REFERENCES) => Carried::Off,
            (Some(true), Some(true)) => Carried::Inbound,
            (Some(false), _) | (_, Some(false)) => Carried::Off,
            _ => Carried::Perhaps,
        });
    }

    /// In a transit gateway: the table of the attachment by which a packet came decides by which it goes.
    pub(super) fn through_transit(&self, from: usize, zone: Option<String>, packet: &Packet, trail: &mut Trail) -> Place {
        let Some(source) = self.estate.attachments.get(from) else { return Place::Ended(super::End::Dropped) };
        let table = match &source.table {
            None => return trail.unknown(Code::CapabilityMissing, &source.id, Vec::new(), "the attachment's route table is not in the input".into()),
            Some(None) => return trail.dropped(Code::TransitAssociation, &source.id, Vec::new(), "the attachment has no route table".into()),
            Some(Some(table)) => table,
        };
        let Some(place) = self.transit_tables.get(table).copied() else {
            return trail.unknown(Code::TransitRoutesUnknown, table, Vec::new(), "the route table is not in the input".into());
        };
        let (to, route) = match self.transit_lookup(place, &packet.dst) {
            Ok(found) => found,
            Err((code, route, true)) => return trail.unknown(code, table, vec![route], format!("not known where {} is routed", packet.dst)),
            Err((code, route, false)) => return trail.dropped(code, table, vec![route], format!("no route for {}", packet.dst)),
        };
        trail.hop(&source.transit, "transit gateway route", vec![route], packet);
        let target = self.attachments.get(&(to.clone(), source.transit.clone())).copied();
        let Some(place) = target else {
            return trail.unknown(Code::ForeignAccount, &to, Vec::new(), "the attachment is not in the input".into());
        };
        let Some(attachment) = self.estate.attachments.get(place) else { return Place::Ended(super::End::Dropped) };
        state(attachment, trail);
        match &attachment.kind {
            AttachmentKind::Vpc { vpc, subnets } => {
                self.reference(&source.transit, attachment, None, trail);
                self.enter_vpc(attachment, vpc, subnets, zone, trail)
            }
            AttachmentKind::Peering { peer } => {
                trail.lose(Carried::Lost);
                match self.attachments.get(&(to.clone(), peer.clone())).copied() {
                    // The far gateway is in another Region: no zone of the source is there.
                    Some(far) => Place::Transit { attachment: far, zone },
                    None => trail.unknown(Code::ForeignAccount, peer, Vec::new(), "the peer transit gateway is not in the input".into()),
                }
            }
            AttachmentKind::Learned(kind) => {
                trail.unknown(Code::BgpUnknown, &to, Vec::new(), format!("what lies behind the {kind} is not in the input"))
            }
        }
    }

    /// From a transit gateway into a VPC: by the attachment's subnet in the source's zone, else by any; then as from that subnet.
    fn enter_vpc(&self, attachment: &Attachment, vpc: &str, subnets: &[super::super::Id], zone: Option<String>, trail: &mut Trail) -> Place {
        if !self.vpcs.contains_key(vpc) {
            return trail.unknown(Code::ForeignAccount, vpc, Vec::new(), "the VPC is not in the input".into());
        }
        let places: Vec<usize> = subnets.iter().filter_map(|s| self.subnets.get(s)).copied().collect();
        let same = places.iter().find(|s| zone.is_some() && self.zone_of(**s) == zone.as_deref());
        let Some(subnet) = same.or(places.first()).copied() else {
            return trail.unknown(Code::UnknownResource, &attachment.id, Vec::new(), "the attachment's subnets are not in the input".into());
        };
        // Which of several it takes is not defined; it matters where they differ.
        let alike = |s: &usize| self.table_of(*s) == self.table_of(subnet) && self.acl_of(*s) == self.acl_of(subnet);
        if same.is_none() && !places.iter().all(alike) {
            trail.doubt(Code::TransitZone, &attachment.id, Vec::new(), "not known by which subnet of the attachment it enters".into());
        }
        let zone = self.zone_of(subnet).map(str::to_owned);
        Place::Subnet { subnet, own: false, sender: None, zone }
    }
}

fn state(attachment: &Attachment, trail: &mut Trail) {
    match attachment.available {
        Some(true) => {}
        Some(false) => trail.fault(Code::BadStateAttachment, &attachment.id, Vec::new(), "the attachment is not available".into()),
        None => trail.doubt(Code::PlanUnknown, &attachment.id, Vec::new(), "not known whether the attachment is accepted".into()),
    }
}
