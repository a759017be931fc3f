//! Internet gateways, egress-only gateways, NAT gateways.

use ipnet::IpNet;

use super::super::address::{Holds, public, rfc1918, rfc6598, some_public, v6};
use super::super::group::Carried;
use super::super::index::{Reachability, single};
use super::super::route::Way;
use super::super::{BlockMode, Code, Leg, Target};
use super::{At, Client, End, Packet, Place, Relay, Stretch, Trail};

impl Reachability {
    /// Whether Block Public Access stops a packet between a subnet and the internet.
    fn block_public(&self, vpc: usize, subnet: Option<usize>, outbound_only: bool, trail: &mut Trail) {
        if trail.leg == Leg::Return {
            return;
        }
        let stopped = match self.block_mode(vpc, subnet) {
            BlockMode::Off => false,
            BlockMode::Unknown => {
                let id = self.vpc_id(vpc).to_owned();
                trail.doubt(Code::PlanUnknown, &id, Vec::new(), "not known whether VPC Block Public Access shuts internet gateways".into());
                false
            }
            BlockMode::Bidirectional => true,
            BlockMode::Ingress => !outbound_only,
        };
        if stopped {
            let id = self.vpc_id(vpc).to_owned();
            trail.fault(Code::BlockPublicAccess, &id, Vec::new(), "VPC Block Public Access shuts internet gateways".into());
        }
    }

    pub(super) fn out_by_gateway(&self, id: &str, at: &At, packet: &mut Packet, trail: &mut Trail) -> Place {
        let attached = self.gateways.get(id).and_then(|g| self.estate.gateways.get(*g)).and_then(|g| g.vpc.clone());
        if self.gateways.contains_key(id) && attached.as_deref() != Some(self.vpc_id(at.vpc)) {
            trail.fault(Code::BadStateAttachment, id, Vec::new(), "the gateway is not attached to the VPC".into());
        }
        if rfc1918(&packet.dst) {
            return trail.dropped(Code::GatewayPrivateDestination, id, Vec::new(), format!("{} is a private address", packet.dst));
        }
        if rfc6598(&packet.dst) {
            return trail.dropped(Code::GatewaySharedDestination, id, Vec::new(), format!("{} is a shared address", packet.dst));
        }
        let by_nat = at.sender.and_then(|s| self.estate.interfaces.get(s)).is_some_and(|i| matches!(i.kind, super::super::InterfaceKind::Nat(_)));
        self.block_public(at.vpc, Some(at.subnet), by_nat, trail);
        trail.lose(Carried::Lost);
        if v6(&packet.dst) {
            // IPv6 addresses are global: no translation. Only the gateway's own VPC uses it.
            if !at.own {
                return trail.dropped(Code::GatewayEgressAddress, id, Vec::new(), "the source is not in the gateway's VPC".into());
            }
            return Place::Internet;
        }
        let interface = at.sender.and_then(|s| self.estate.interfaces.get(s)).filter(|_| at.own);
        let address = interface.and_then(|i| i.addresses.iter().find(|a| a.private == packet.src));
        match address.map(|a| (a.public, a.has_public)) {
            Some((Some(public), _)) => packet.src = super::super::address::host(public),
            Some((None, Some(true))) => packet.src = some_public(),
            Some((None, None)) => {
                trail.doubt(Code::PlanUnknown, id, Vec::new(), "not known whether the source has a public address".into());
            }
            _ => {
                trail.fault(Code::GatewayEgressAddress, id, Vec::new(), format!("{} has no public address", super::plain(&packet.src)));
            }
        }
        trail.hop(id, "out to the internet", Vec::new(), packet);
        self.restate(packet, trail);
        Place::Internet
    }

    /// The last stretch's source is now another.
    fn restate(&self, packet: &Packet, trail: &mut Trail) {
        if let Some(last) = trail.stretches.last_mut() {
            last.src = packet.src;
        }
    }

    pub(super) fn out_by_egress_gateway(&self, id: &str, at: &At, packet: &Packet, trail: &mut Trail) -> Place {
        if !v6(&packet.dst) {
            return trail.dropped(Code::Protocol, id, Vec::new(), "an egress-only internet gateway is for IPv6".into());
        }
        if trail.leg == Leg::Return {
            return trail.dropped(Code::EgressOnlyInbound, id, Vec::new(), "it has no session for a connection that came from outside".into());
        }
        if !at.own {
            return trail.dropped(Code::GatewayEgressAddress, id, Vec::new(), "the source is not in the gateway's VPC".into());
        }
        self.block_public(at.vpc, Some(at.subnet), true, trail);
        trail.lose(Carried::Lost);
        trail.hop(id, "out to the internet", Vec::new(), packet);
        Place::Internet
    }

    /// On the internet: to whatever of the estate has the destination, else to a host out there.
    pub(super) fn in_from_internet(&self, packet: &mut Packet, trail: &mut Trail) -> Place {
        if v6(&packet.dst) {
            let asked =
                trail.asked.and_then(|a| self.subnet_of(a)).and_then(|s| self.vpc_of(s)).filter(|v| self.in_vpc(*v, &packet.dst) != Holds::No);
            let mut holders = (0..self.estate.vpcs.len()).filter(|v| self.in_vpc(*v, &packet.dst) != Holds::No);
            let Some(vpc) = asked.or_else(|| holders.next()) else { return Place::Ended(End::Internet) };
            if asked.is_none() && self.in_vpc(vpc, &packet.dst) == Holds::Maybe {
                return trail.unknown(Code::PlanUnknown, self.vpc_id(vpc), Vec::new(), format!("not known whether {} is its", packet.dst));
            }
            let here = self.vpc_id(vpc).to_owned();
            let own_egress = self.estate.egress_gateways.iter().find(|g| g.vpc.as_deref() == Some(&here));
            match (self.vpc_gateway.get(&*here), own_egress) {
                (Some(_), _) => self.block_public(vpc, self.subnet_at(vpc, &packet.dst, trail.asked), false, trail),
                (None, Some(_)) if trail.session => {}
                (None, Some(g)) => {
                    trail.fault(Code::EgressOnlyInbound, &g.id.clone(), Vec::new(), "an egress-only internet gateway lets nothing in".into());
                }
                (None, None) => trail.fault(Code::GatewayIngressAddress, &here, Vec::new(), "no internet gateway is attached".into()),
            }
            return self.by_edge_table(vpc, packet, trail);
        }
        let found = match single(&packet.dst) {
            Some(one) => self.public_at(one),
            // An address that is known after apply is the one that was asked for.
            None if packet.dst == some_public() => trail.asked.and_then(|a| self.unnamed_public(a)),
            None => None,
        };
        let by_name = trail.asked.filter(|_| !public(&packet.dst)).and_then(|a| self.without_public(a, &packet.dst, trail));
        let Some((interface, number)) = found.or(by_name) else {
            if public(&packet.dst) {
                return Place::Ended(End::Internet);
            }
            return trail.dropped(Code::NoPossibleDestination, "internet", Vec::new(), format!("{} is no address of the internet", packet.dst));
        };
        if rfc1918(&packet.src) {
            trail.fault(Code::GatewayPrivateSource, "internet", Vec::new(), format!("{} is a private address", packet.src));
        } else if rfc6598(&packet.src) {
            trail.fault(Code::GatewaySharedSource, "internet", Vec::new(), format!("{} is a shared address", packet.src));
        }
        let Some(facts) = self.estate.interfaces.get(interface) else { return Place::Ended(End::Dropped) };
        let subnet = self.subnet_of(interface);
        let Some(vpc) = subnet.and_then(|s| self.vpc_of(s)) else {
            return trail.unknown(Code::UnknownResource, &facts.id, Vec::new(), "its subnet is not in the input".into());
        };
        match facts.attached {
            Some(true) => {}
            Some(false) => trail.fault(Code::GatewayIngressAddress, &facts.id, Vec::new(), super::super::ask::DETACHED.into()),
            None => trail.doubt(Code::PlanUnknown, &facts.id, Vec::new(), "not known whether the interface is attached to anything".into()),
        }
        match self.vpc_gateway.get(self.vpc_id(vpc)).and_then(|g| self.estate.gateways.get(*g)) {
            Some(gateway) => {
                let id = gateway.id.clone();
                trail.hop(&id, "in from the internet", Vec::new(), packet);
            }
            None => trail.fault(Code::GatewayIngressAddress, self.vpc_id(vpc), Vec::new(), "no internet gateway is attached".into()),
        }
        // What NAT gateways and egress-only gateways have sessions for is outbound.
        self.block_public(vpc, subnet, false, trail);
        if let Some(address) = facts.addresses.get(number) {
            packet.dst = address.private;
        }
        self.by_edge_table(vpc, packet, trail)
    }

    /// An interface that was asked for by a private address: it would need a public one.
    fn without_public(&self, interface: usize, spot: &IpNet, trail: &mut Trail) -> Option<(usize, usize)> {
        let facts = self.estate.interfaces.get(interface)?;
        let number = facts.addresses.iter().position(|a| a.private == *spot)?;
        if facts.addresses.iter().any(|a| a.has_public.is_none()) {
            trail.doubt(Code::PlanUnknown, &facts.id, Vec::new(), "not known whether it has a public address".into());
        } else {
            trail.fault(Code::GatewayIngressAddress, &facts.id, Vec::new(), "it has no public address".into());
        }
        Some((interface, number))
    }

    /// Which address of an interface has a public one that is not known.
    fn unnamed_public(&self, interface: usize) -> Option<(usize, usize)> {
        let addresses = &self.estate.interfaces.get(interface)?.addresses;
        let number = addresses.iter().position(|a| a.public.is_none() && a.has_public == Some(true))?;
        Some((interface, number))
    }

    /// The gateway's own route table may send inbound traffic to an appliance first ("Gateway route tables").
    fn by_edge_table(&self, vpc: usize, packet: &Packet, trail: &mut Trail) -> Place {
        let gateway = self.vpc_gateway.get(self.vpc_id(vpc)).and_then(|g| self.estate.gateways.get(*g));
        let Some(table) = gateway.and_then(|g| self.gateway_tables.get(&g.id)) else { return Place::Router { vpc, from: None } };
        match self.lookup(Some(*table), vpc, &packet.dst, trail) {
            Way::To(Target::Local, _) => Place::Router { vpc, from: None },
            Way::To(Target::Interface(id), route) => {
                let facts = self.interfaces.get(&id).and_then(|i| self.estate.interfaces.get(*i));
                if let Some(facts) = facts
                    && facts.addresses.iter().all(|a| a.public.is_none() && a.has_public == Some(false))
                {
                    return trail.dropped(
                        Code::IngressTargetAddress,
                        &id,
                        vec![route],
                        "the target of the gateway's route has no public address".into(),
                    );
                }
                match facts.and_then(|f| f.source_dest_check) {
                    Some(true) => {
                        trail.dropped(Code::SourceDestCheck, &id, vec![route], "its source/destination check drops what is not for it".into())
                    }
                    _ => trail.unknown(Code::Middlebox, &id, vec![route], "the gateway's route leads to an appliance".into()),
                }
            }
            Way::To(target, route) => {
                let id = super::target_id(&target).to_owned();
                trail.unknown(Code::FirewallOpaque, &id, vec![route], "the gateway's route leads to a firewall".into())
            }
            Way::Drop(code, route) => trail.dropped(code, &route, vec![route.clone()], "the gateway's route drops".into()),
            Way::Nowhere => trail.dropped(Code::NoRoute, self.vpc_id(vpc), Vec::new(), "the gateway's table has no route".into()),
            Way::Unknown(code, route) => trail.unknown(code, &route, vec![route.clone()], "not known where the gateway's table leads".into()),
        }
    }

    pub(super) fn through_nat(&self, id: &str, at: &At, packet: &mut Packet, trail: &mut Trail) -> Place {
        let Some(nat) = self.nats.get(id).and_then(|n| self.estate.nats.get(*n)) else {
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "the NAT gateway is not in the input".into());
        };
        if v6(&packet.dst) {
            return trail.unknown(Code::UnmodelledType, id, Vec::new(), "translation from IPv6 to IPv4 is not modelled".into());
        }
        if trail.leg == Leg::Return {
            return trail.dropped(Code::NatNoSession, id, Vec::new(), "the NAT gateway has no session for the reply".into());
        }
        if !matches!(packet.flow.protocol, 1 | 6 | 17) {
            return trail.dropped(Code::Protocol, id, Vec::new(), "a NAT gateway takes TCP, UDP and ICMP".into());
        }
        let Some(subnet) = nat.subnet.as_ref().and_then(|s| self.subnets.get(s)).copied() else {
            let zone = at.zone.clone().unwrap_or_default();
            if nat.subnet.is_none() && nat.zones.as_ref().is_some_and(|z| !z.contains(&zone)) {
                return trail.dropped(Code::NatZone, id, Vec::new(), format!("the NAT gateway is not in {zone}"));
            }
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "where the NAT gateway sends it is not in the input".into());
        };
        if *nat.vpc != *self.vpc_id(at.vpc) {
            return trail.dropped(Code::NatSource, id, Vec::new(), "the NAT gateway is in another VPC".into());
        }
        if subnet != at.subnet {
            self.filter(subnet, false, packet, trail);
        }
        let interface = nat.interfaces.first().and_then(|i| self.interfaces.get(i)).copied();
        let Some(interface) = interface else {
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "the NAT gateway's interface is not in the input".into());
        };
        let Some(address) = self.estate.interfaces.get(interface).and_then(|i| i.addresses.first()) else {
            return trail.unknown(Code::PlanUnknown, id, Vec::new(), "the NAT gateway's address is not known".into());
        };
        if let Some(last) = trail.stretches.last_mut() {
            last.dialed = Some(packet.dst);
        }
        packet.src = address.private;
        trail.lose(Carried::Lost);
        trail.hop(id, "translates the source", Vec::new(), packet);
        trail.stretches.push(Stretch {
            client: Client::Interface(interface),
            subnet: Some(subnet),
            src: packet.src,
            ephemeral: Some((1024, 65535)),
            dialed: None,
            relay: Relay::Routed,
        });
        Place::Subnet { subnet, own: true, sender: Some(interface), zone: self.zone_of(subnet).map(str::to_owned) }
    }
}
