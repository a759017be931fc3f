//! What load balancers and interface endpoints do with a request.

use ipnet::IpNet;

use super::super::address::host;
use super::super::group::{Carried, Other};
use super::super::walk::{Client, End, Packet, Relay, Stretch};
use super::super::{Attribute, Balancer, BalancerKind, Code, Id, InterfaceKind, Listener, Protocol, Reachability, TargetGroup, TargetPoint};
use super::{ANY_CLIENT, Request};

/// Ports on which AWS's own services listen at interface endpoints: 443, but for these, by the end of their names (each service's guide on its endpoints).
const SERVICE_PORTS: &[(&str, &[u16])] = &[
    (".cassandra", &[443, 9142]),
    (".email-smtp", &[25, 465, 587, 2465, 2587]),
    (".iot.data", &[443, 8443, 8883]),
    (".s3", &[80, 443]),
    (".storagegateway", &[443, 1026, 1027, 1028, 1031, 2222]),
];

impl Reachability {
    pub(super) fn at_endpoint(&self, interface: usize, id: &str, mut request: Request) -> Vec<Request> {
        self.admit(interface, &mut request);
        let Some(endpoint) = self.endpoints.get(id).and_then(|e| self.estate.endpoints.get(*e)) else {
            request.trail.doubt(Code::UnknownResource, id, Vec::new(), "the endpoint is not in the input".into());
            return vec![request];
        };
        match endpoint.available {
            Some(true) => {}
            Some(false) => request.trail.fault(Code::NotAccepted, id, Vec::new(), "the service's owner has not accepted the endpoint".into()),
            None => request.trail.doubt(Code::PlanUnknown, id, Vec::new(), "not known whether the service's owner accepts the endpoint".into()),
        }
        let service = self.estate.services.iter().find(|s| s.name == endpoint.service);
        if service.is_none() && by_aws(&endpoint.service) {
            let flow = request.packet.flow;
            let ports = SERVICE_PORTS.iter().find(|(end, _)| endpoint.service.ends_with(end)).map_or(&[443][..], |(_, ports)| ports);
            if flow == super::Flow::tcp(80) && !ports.contains(&80) {
                request.trail.doubt(
                    Code::UnmodelledType,
                    id,
                    Vec::new(),
                    format!("not known whether {} answers without encryption too", endpoint.service),
                );
            } else if flow.protocol != 6 || !ports.iter().any(|p| flow.ports == (*p, *p)) {
                request.trail.fault(Code::Protocol, id, Vec::new(), format!("{} answers on its own ports only", endpoint.service));
            }
            return vec![request];
        }
        let Some(service) = service else {
            request.trail.doubt(Code::ForeignAccount, &endpoint.service, Vec::new(), "the service is not in the input".into());
            return vec![request];
        };
        // The provider sees the load balancer's address, whatever the target group says.
        let zone = self.subnet_of(interface).and_then(|s| self.zone_of(s));
        let mut out = Vec::new();
        for balancer in &service.balancers {
            let Some(facts) = self.balancers.get(balancer).and_then(|b| self.estate.balancers.get(*b)) else { continue };
            let nodes = facts.interfaces.iter().filter_map(|i| self.interfaces.get(i)).copied();
            for node in nodes.filter(|n| zone.is_none() || self.subnet_of(*n).and_then(|s| self.zone_of(s)) == zone) {
                let Some(address) = self.estate.interfaces.get(node).and_then(|i| i.addresses.first()) else { continue };
                let mut next = copy(&request);
                if let Some(last) = next.trail.stretches.last_mut() {
                    last.dialed = Some(next.packet.dst);
                }
                let private = Stretch {
                    client: Client::Interface(interface),
                    subnet: self.subnet_of(interface),
                    src: next.packet.src,
                    ephemeral: Some(ANY_CLIENT),
                    dialed: None,
                    relay: Relay::Link,
                };
                next.trail.hop(id, "over PrivateLink", Vec::new(), &next.packet);
                next.trail.carried = Carried::Lost;
                next.trail.stretches.push(private);
                next.packet.dst = address.private;
                let grouped = self.estate.interfaces.get(node).is_some_and(|i| !i.groups.is_empty());
                match facts.filters_private_link {
                    _ if !grouped => {}
                    Some(true) => self.admit_further(node, &mut next),
                    Some(false) => {}
                    None => {
                        let detail = "not known whether the load balancer's security groups filter PrivateLink".to_owned();
                        next.trail.doubt(Code::CapabilityMissing, &facts.id, Vec::new(), detail);
                    }
                }
                out.extend(self.hand_on(node, facts, next, true));
            }
        }
        if service.open {
            request.trail.doubt(Code::PlanUnknown, id, Vec::new(), "not known what is behind the service".into());
            request.complete = false;
            out.push(request);
        } else if out.is_empty() {
            request.trail.fault(Code::NoTargetsInZone, id, Vec::new(), "no load balancer of the service in the zone".into());
            out.push(request);
        }
        out
    }

    pub(super) fn at_balancer(&self, node: usize, id: &str, mut request: Request) -> Vec<Request> {
        let Some(facts) = self.balancers.get(id).and_then(|b| self.estate.balancers.get(*b)) else {
            request.trail.doubt(Code::UnknownResource, id, Vec::new(), "the load balancer is not in the input".into());
            return vec![request];
        };
        self.hand_on(node, facts, request, false)
    }

    /// The listener of a load balancer that takes a request.
    fn listens(&self, id: &str, request: &mut Request) -> Option<&Listener> {
        let facts = self.balancers.get(id).and_then(|b| self.estate.balancers.get(*b))?;
        let flow = request.packet.flow;
        let fits = |p: Protocol| p == Protocol::Any || p == Protocol::Number(flow.protocol);
        let listener = facts.listeners.iter().find(|l| fits(l.protocol) && flow.ports == (l.port, l.port) && !flow.icmp());
        if listener.is_none() && facts.open {
            request.trail.doubt(Code::PlanUnknown, &facts.id, Vec::new(), "not known whether there is a listener".into());
        } else if listener.is_none() {
            let code = if facts.kind == BalancerKind::Classic { Code::ClassicListener } else { Code::Listener };
            request.trail.fault(code, &facts.id, Vec::new(), "no listener takes it".into());
        }
        listener
    }

    /// From a load balancer's node to each of its targets.
    fn hand_on(&self, node: usize, facts: &Balancer, mut request: Request, private_link: bool) -> Vec<Request> {
        let Some(listener) = self.listens(&facts.id, &mut request) else { return vec![request] };
        // Application and classic load balancers answer themselves.
        if matches!(facts.kind, BalancerKind::Application | BalancerKind::Classic) {
            return vec![request];
        }
        let groups = listener.targets.iter().filter_map(|t| self.target_groups.get(t)).filter_map(|t| self.estate.target_groups.get(*t));
        let mut out = Vec::new();
        let mut any = false;
        for group in groups {
            any |= !group.targets.is_empty();
            if group.open {
                let mut next = copy(&request);
                next.trail.doubt(Code::PlanUnknown, &group.id, Vec::new(), "further targets may be registered".into());
                next.complete = false;
                out.push(next);
            }
            let keeps = match group.preserve_client {
                _ if private_link => vec![false],
                Attribute::Known(keeps) | Attribute::Assumed(keeps) => vec![keeps],
                Attribute::Unknown => vec![true, false],
            };
            let mut request = copy(&request);
            if keeps.len() > 1 {
                request.trail.doubt(Code::CapabilityMissing, &group.id, Vec::new(), "not known whether clients' addresses are kept".into());
            }
            for (point, port) in &group.targets {
                for point in self.nodes_of(point) {
                    for keeps in &keeps {
                        out.extend(self.to_target(node, facts, group, &point, port.or(group.port), &request, *keeps));
                    }
                }
            }
        }
        if out.is_empty() {
            let (code, detail) = if any {
                (Code::NoTargetsInZone, "no target in the zones it sends to")
            } else {
                (Code::ListenerWithoutTargets, "the listener's target groups are empty")
            };
            request.trail.fault(code, &facts.id, Vec::new(), detail.into());
            out.push(request);
        }
        out
    }

    /// A target that is an application load balancer is each of its nodes.
    fn nodes_of(&self, point: &TargetPoint) -> Vec<TargetPoint> {
        let behind = match point {
            TargetPoint::Other(id) => self.balancers.get(id).and_then(|b| self.estate.balancers.get(*b)),
            _ => None,
        };
        match behind.filter(|b| b.kind == BalancerKind::Application && !b.interfaces.is_empty()) {
            Some(behind) => behind.interfaces.iter().cloned().map(TargetPoint::Interface).collect(),
            None => vec![point.clone()],
        }
    }

    /// One target; none where the node does not send to its zone.
    #[allow(clippy::too_many_arguments)]
    fn to_target(
        &self,
        node: usize,
        facts: &Balancer,
        group: &TargetGroup,
        point: &TargetPoint,
        port: Option<u16>,
        request: &Request,
        keeps: bool,
    ) -> Option<Request> {
        let home = self.vpcs.get(&group.vpc).copied();
        let target = match point {
            TargetPoint::Instance(id) => self.instances.get(id).copied(),
            TargetPoint::Interface(id) => self.interfaces.get(id).copied(),
            TargetPoint::Address(address) => home.and_then(|v| self.interface_at(v, &host(*address), None)),
            TargetPoint::Other(_) => None,
        };
        let mut next = copy(request);
        let dst: Option<IpNet> = match point {
            TargetPoint::Address(address) => Some(host(*address)),
            _ => target.and_then(|t| self.estate.interfaces.get(t)).and_then(|t| t.addresses.first()).map(|a| a.private),
        };
        let (Some(dst), Some(port)) = (dst, port) else {
            let name = match point {
                TargetPoint::Instance(id) | TargetPoint::Interface(id) | TargetPoint::Other(id) => id.to_string(),
                TargetPoint::Address(address) => address.to_string(),
            };
            next.trail.doubt(Code::UnknownResource, &name, Vec::new(), "the target is not in the input".into());
            next.complete = false;
            return Some(next);
        };
        self.zone_serves(node, facts, group, target, &mut next)?;
        let address = self.estate.interfaces.get(node)?.addresses.iter().find(|a| same_family(&a.private, &dst))?.private;
        if keeps && next.trail.stretches.iter().any(|s| Some(s.client) == target.map(Client::Interface) && s.src == next.packet.src) {
            next.trail.fault(Code::AddressPreservation, &group.id, Vec::new(), "the target is the client and would see its own address".into());
        }
        if let Some(last) = next.trail.stretches.last_mut()
            && last.dialed.is_none()
        {
            last.dialed = Some(next.packet.dst);
        }
        let ephemeral = if keeps { next.trail.stretches.last().and_then(|s| s.ephemeral) } else { Some(ANY_CLIENT) };
        let src = if keeps { next.packet.src } else { address };
        next.trail.stretches.push(Stretch {
            client: Client::Interface(node),
            subnet: self.subnet_of(node),
            src,
            ephemeral,
            dialed: None,
            relay: if keeps { Relay::Intercepted } else { Relay::Routed },
        });
        next.trail.carried = if keeps { Carried::Lost } else { Carried::Whole };
        // The load balancer's groups let out what it sends to its targets.
        let toward = Other { spot: &dst, interface: target, carried: Carried::Whole, list: None };
        let sent = Packet { src: address, dst, flow: super::Flow { protocol: next.flow.protocol, ports: (port, port) } };
        self.rule(node, true, toward, &sent, &mut next.trail);
        next.packet = Packet { src, dst, flow: super::Flow { protocol: next.flow.protocol, ports: (port, port) } };
        next.trail.hop(&facts.id, "load balancer hands it on", Vec::new(), &next.packet);
        next.trail.asked = target;
        next.end = self.send(node, &mut next.packet, &mut next.trail);
        match next.end {
            End::Interface(reached) => {
                self.admit_further(reached, &mut next);
                if let Some(InterfaceKind::Balancer(behind)) = self.estate.interfaces.get(reached).map(|i| &i.kind) {
                    self.listens(behind, &mut next);
                }
                if self.estate.interfaces.get(reached).is_some_and(|i| i.source_dest_check == Some(false)) {
                    let id = self.interface_id(reached).to_owned();
                    next.trail.doubt(Code::Middlebox, &id, Vec::new(), "it forwards for others: its own firewall may decide".into());
                }
            }
            _ => next.complete = false,
        }
        Some(next)
    }

    /// A node sends to targets of its own zone, or with cross-zone load balancing to those of all enabled zones.
    fn zone_serves(&self, node: usize, facts: &Balancer, group: &TargetGroup, target: Option<usize>, next: &mut Request) -> Option<()> {
        let zone = |interface: usize| self.subnet_of(interface).and_then(|s| self.zone_of(s));
        let there = target.and_then(zone);
        let enabled = facts.subnets.iter().filter_map(|s| self.subnets.get(s)).filter_map(|s| self.zone_of(*s));
        let enabled: Vec<&str> = enabled.collect();
        // A target outside the VPC is reached from every zone.
        let Some(there) = there else { return Some(()) };
        if zone(node) == Some(there) {
            return Some(());
        }
        match group.cross_zone.or(facts.cross_zone) {
            Some(true) => enabled.contains(&there).then_some(()),
            Some(false) => None,
            None => {
                let id: &Id = &facts.id;
                next.trail.doubt(Code::CapabilityMissing, id, Vec::new(), "not known whether cross-zone load balancing is on".into());
                enabled.contains(&there).then_some(())
            }
        }
    }
}

/// Whether a service name is one of AWS's own (`com.amazonaws.<region>.s3`, `aws.sagemaker.…`).
fn by_aws(name: &str) -> bool {
    let named = ["com.amazonaws.", "cn.com.amazonaws.", "aws."].iter().any(|p| name.starts_with(p));
    named && !name.contains(".vpce-svc-") && !name.starts_with("com.amazonaws.vpce.")
}

fn same_family(a: &IpNet, b: &IpNet) -> bool {
    matches!(a, IpNet::V4(_)) == matches!(b, IpNet::V4(_))
}

fn copy(request: &Request) -> Request {
    Request { flow: request.flow, packet: request.packet.clone(), trail: request.trail.clone(), end: request.end, complete: request.complete }
}
