//! Answers to single questions: the request's way, the groups at both ends, and the reply's way.

mod balancer;
mod classes;
mod points;
mod service;
mod sets;

pub(super) use classes::Classes;

use ipnet::IpNet;

use super::group::{Other, Ruling};
use super::index::single;
use super::walk::{Aside, Client, End, Packet, Relay, Stretch, Trail};
use super::{Answer, Code, Flow, InterfaceKind, Leg, Question, Reachability, Verdict};

/// Ports of clients of which nothing is known ("Ephemeral ports").
const ANY_CLIENT: (u16, u16) = (1024, 65535);
/// Why an interface neither sends nor answers.
pub(super) const DETACHED: &str = "the interface is not attached to anything";

/// A request that arrived somewhere, or did not.
struct Request {
    /// From where to where it was sent.
    flow: Flow,
    packet: Packet,
    trail: Trail,
    end: End,
    /// The reply can be followed.
    complete: bool,
}

impl Reachability {
    /// Answers a question: of all addresses that the ends have, the pair that gets furthest.
    pub fn ask(&self, question: &Question) -> Answer {
        let rank = |a: &Answer| (rank(a.verdict), a.reasons.len());
        let mut best: Option<Answer> = None;
        let (sources, destinations) = (self.sources(question), self.destinations(question));
        for &(from, src) in &sources {
            for &(asked, dst) in &destinations {
                if matches!(src, IpNet::V4(_)) != matches!(dst, IpNet::V4(_)) || (from == Client::Internet && self.better_by_public(asked, &dst)) {
                    continue;
                }
                let answer = self.attempt(from, src, asked, dst, question.flow.for_family(matches!(dst, IpNet::V6(_))));
                // Nothing is better than that.
                if answer.verdict == Verdict::Reachable {
                    return answer;
                }
                if best.as_ref().is_none_or(|b| rank(&answer) < rank(b)) {
                    best = Some(answer);
                }
            }
        }
        best.unwrap_or_else(|| self.unanswerable(question, sources.is_empty() || destinations.is_empty()))
    }

    /// Whether the internet would rather use another address of an interface.
    fn better_by_public(&self, asked: Option<usize>, dst: &IpNet) -> bool {
        let facts = asked.and_then(|a| self.estate.interfaces.get(a));
        let private = facts.is_some_and(|f| f.addresses.iter().any(|a| a.private == *dst && matches!(dst, IpNet::V4(_))));
        private && facts.is_some_and(|f| f.addresses.iter().any(|a| a.has_public == Some(true)))
    }

    /// One pair of addresses.
    fn attempt(&self, from: Client, src: IpNet, asked: Option<usize>, dst: IpNet, flow: Flow) -> Answer {
        if let Some(answer) = self.within_host(from, asked, &dst) {
            return answer;
        }
        let mut best: Option<Answer> = None;
        for request in self.requests(from, src, asked, dst, flow, |_| {}) {
            let answer = self.conclude(request);
            if best.as_ref().is_none_or(|b| (answer.verdict, answer.reasons.len()) < (b.verdict, b.reasons.len())) {
                best = Some(answer);
            }
        }
        best.unwrap_or(Answer { verdict: Verdict::Blocked, reasons: Vec::new(), forward: Vec::new(), back: Vec::new() })
    }

    /// Sends a request, and whatever becomes of it at load balancers.
    fn requests(&self, from: Client, src: IpNet, asked: Option<usize>, dst: IpNet, flow: Flow, prepare: impl FnOnce(&mut Trail)) -> Vec<Request> {
        let mut trail = Trail::new(Leg::Forward, asked);
        prepare(&mut trail);
        let mut packet = Packet { src, dst, flow };
        let facts = match from {
            Client::Interface(i) => self.estate.interfaces.get(i),
            Client::Internet => None,
        };
        let subnet = match from {
            Client::Interface(i) => self.subnet_of(i),
            Client::Internet => None,
        };
        trail.stretches.push(Stretch { client: from, subnet, src, ephemeral: facts.and_then(|f| f.ephemeral), dialed: None, relay: Relay::Routed });
        let end = match from {
            Client::Interface(sender) => {
                trail.hop(self.interface_id(sender), "starts", Vec::new(), &packet);
                if facts.is_some_and(|f| matches!(f.kind, InterfaceKind::Endpoint(_) | InterfaceKind::Transit)) {
                    trail.fault(Code::EndpointInitiates, self.interface_id(sender), Vec::new(), "it opens no connections".into());
                }
                if facts.is_some_and(|f| f.attached == Some(false)) {
                    trail.fault(Code::BadStateAttachment, self.interface_id(sender), Vec::new(), DETACHED.into());
                }
                self.send(sender, &mut packet, &mut trail)
            }
            Client::Internet => {
                trail.hop("internet", "starts", Vec::new(), &packet);
                self.send_from_internet(&mut packet, &mut trail)
            }
        };
        if let Client::Interface(sender) = from {
            let other = match end {
                End::Interface(e) => Some(e),
                _ => None,
            };
            let list = trail.list.clone();
            let other = Other { spot: &dst, interface: other, carried: trail.carried, list: list.as_ref() };
            self.rule_end(sender, true, other, &Packet { src, dst, flow }, &mut trail);
        }
        self.arrive(Request { flow, packet, trail, end, complete: true })
    }

    /// Asks the groups of one of the two ends, or notes that they are to be asked.
    fn rule_end(&self, interface: usize, egress: bool, other: Other<'_>, packet: &Packet, trail: &mut Trail) {
        match &mut trail.aside {
            Some(aside) => aside.push(Aside { interface, egress, spot: *other.spot, other: other.interface, carried: other.carried }),
            None => self.rule(interface, egress, other, packet, trail),
        }
    }

    /// Notes what the groups of an interface say.
    fn rule(&self, interface: usize, egress: bool, other: Other<'_>, packet: &Packet, trail: &mut Trail) {
        let id = self.interface_id(interface).to_owned();
        let way = if egress { "out" } else { "in" };
        let place = if egress { 1 } else { trail.hops.len() };
        match self.ruled(interface, egress, other, packet.flow) {
            Ruling::Admits(rules) if rules.is_empty() => {}
            Ruling::Admits(rules) => {
                trail.hop(&id, format!("security groups let it {way}"), rules, packet);
                if let Some(hop) = trail.hops.pop() {
                    trail.hops.insert(place.min(trail.hops.len()), hop);
                }
            }
            Ruling::Refuses(code, rules) => {
                trail.fault(code, &id, rules, format!("no security group rule lets {} {way}", super::walk::shown(packet)));
            }
            Ruling::Unknown(code, rules) => trail.doubt(code, &id, rules, format!("not known whether a security group rule lets it {way}")),
        }
    }

    /// What becomes of a request where it ends: an interface takes it, a load balancer hands it on to each target.
    fn arrive(&self, mut request: Request) -> Vec<Request> {
        let End::Interface(interface) = request.end else {
            if request.end == End::Internet && request.trail.asked.is_some() {
                request.trail.fault(Code::NoPossibleDestination, "internet", Vec::new(), "it ends at a host on the internet".into());
            }
            request.complete = matches!(request.end, End::Internet | End::Service);
            return vec![request];
        };
        let Some(facts) = self.estate.interfaces.get(interface) else { return vec![request] };
        if request.trail.asked.is_some_and(|a| a != interface) {
            request.trail.fault(Code::NoPossibleDestination, &facts.id, Vec::new(), "the address is another interface's on this way".into());
        }
        // Over the internet it was asked on the way in.
        if facts.attached == Some(false) && last_sender(&request).is_some() {
            request.trail.fault(Code::BadStateAttachment, &facts.id, Vec::new(), DETACHED.into());
        }
        match &facts.kind {
            InterfaceKind::Nat(id) => {
                request.trail.fault(Code::NatNoSession, id, Vec::new(), "a NAT gateway takes no connections".into());
                request.complete = false;
                vec![request]
            }
            InterfaceKind::Transit => {
                request.trail.fault(Code::InterfaceAddress, &facts.id, Vec::new(), "nothing answers at a transit gateway attachment".into());
                request.complete = false;
                vec![request]
            }
            InterfaceKind::Other(kind) if kind == "gateway_load_balancer_endpoint" || kind == "gateway_load_balancer" => {
                request.trail.fault(Code::Protocol, &facts.id, Vec::new(), "nothing answers at a gateway load balancer".into());
                vec![request]
            }
            InterfaceKind::Other(_) | InterfaceKind::Host => {
                self.admit(interface, &mut request);
                if facts.source_dest_check == Some(false) {
                    request.trail.doubt(Code::Middlebox, &facts.id, Vec::new(), "it forwards for others: its own firewall may decide".into());
                }
                if let InterfaceKind::Other(kind) = &facts.kind {
                    request.trail.doubt(Code::UnmodelledType, &facts.id, Vec::new(), format!("an interface of type {kind}"));
                }
                vec![request]
            }
            InterfaceKind::Endpoint(id) => self.at_endpoint(interface, id, request),
            InterfaceKind::Balancer(id) => {
                self.admit(interface, &mut request);
                self.at_balancer(interface, id, request)
            }
        }
    }

    /// Asks the groups of the interface where a request arrives.
    fn admit(&self, interface: usize, request: &mut Request) {
        let packet = request.packet.clone();
        let other = Other { spot: &packet.src, interface: last_sender(request), carried: request.trail.carried, list: None };
        self.rule_end(interface, false, other, &packet, &mut request.trail);
    }

    /// Asks the groups of an interface to which a load balancer hands a request on.
    fn admit_further(&self, interface: usize, request: &mut Request) {
        let packet = request.packet.clone();
        let other = Other { spot: &packet.src, interface: last_sender(request), carried: request.trail.carried, list: None };
        self.rule(interface, false, other, &packet, &mut request.trail);
    }

    fn has_private(&self, interface: usize, spot: &IpNet) -> bool {
        self.estate.interfaces.get(interface).is_some_and(|i| i.addresses.iter().any(|a| a.private == *spot))
    }

    /// Sends the reply back over all stretches, and says what comes of both.
    fn conclude(&self, request: Request) -> Answer {
        let Request { packet, mut trail, end, flow, complete } = request;
        let mut back = Trail::new(Leg::Return, None);
        // A reply to an address that the source does not have tells nothing.
        let stranger = trail.faults.iter().any(|f| f.code == Code::GatewayEgressAddress);
        if complete && !stranger && !matches!(end, End::Dropped | End::Unknown) {
            if let Some(last) = trail.stretches.last_mut() {
                last.dialed = Some(packet.dst);
            }
            self.reply(end, packet.flow, flow, &trail.stretches, &mut back);
        }
        let verdict = if !trail.faults.is_empty() {
            Verdict::Blocked
        } else if !trail.doubts.is_empty() {
            Verdict::Unknown
        } else if !back.faults.is_empty() {
            Verdict::OneWay
        } else if !back.doubts.is_empty() {
            Verdict::Unknown
        } else {
            Verdict::Reachable
        };
        let mut reasons = trail.faults;
        reasons.append(&mut trail.doubts);
        reasons.append(&mut back.faults);
        reasons.append(&mut back.doubts);
        let mut seen = std::collections::BTreeSet::new();
        reasons.retain(|r| seen.insert(r.clone()));
        Answer { verdict, reasons, forward: trail.hops, back: back.hops }
    }

    fn reply(&self, end: End, inner: Flow, outer: Flow, stretches: &[Stretch], back: &mut Trail) {
        let mut replier = end;
        for (number, stretch) in stretches.iter().enumerate().rev() {
            let flow = if number + 1 == stretches.len() { inner } else { outer };
            let Some(src) = stretch.dialed else { return };
            back.any_client = stretch.ephemeral.is_none();
            let mut packet = Packet { src, dst: stretch.src, flow: flow.reply(stretch.ephemeral.unwrap_or(ANY_CLIENT)) };
            back.asked = match stretch.client {
                Client::Interface(i) => Some(i),
                Client::Internet => None,
            };
            let reached = match replier {
                _ if stretch.relay == Relay::Link => {
                    let Client::Interface(stop) = stretch.client else { return };
                    End::Interface(stop)
                }
                End::Interface(from) if stretch.relay == Relay::Intercepted => {
                    let Client::Interface(stop) = stretch.client else { return };
                    let (near, far) = (self.subnet_of(from), self.subnet_of(stop));
                    if near != far {
                        near.into_iter().for_each(|s| self.filter(s, true, &packet, back));
                        far.into_iter().for_each(|s| self.filter(s, false, &packet, back));
                    }
                    End::Interface(stop)
                }
                End::Interface(from) => self.send(from, &mut packet, back),
                End::Internet => self.send_from_internet(&mut packet, back),
                End::Service => {
                    stretch.subnet.into_iter().for_each(|s| self.filter(s, false, &packet, back));
                    match stretch.client {
                        Client::Interface(i) => End::Interface(i),
                        Client::Internet => End::Internet,
                    }
                }
                End::Dropped | End::Unknown => return,
            };
            let wanted = match stretch.client {
                Client::Interface(i) => End::Interface(i),
                Client::Internet => End::Internet,
            };
            if matches!(reached, End::Dropped | End::Unknown) {
                return;
            }
            if reached != wanted {
                back.fault(Code::NoPossibleDestination, "", Vec::new(), format!("the reply to {} ends elsewhere", packet.dst));
                return;
            }
            replier = reached;
        }
    }

    /// Ends that AWS decides nothing about: a host and itself.
    fn within_host(&self, from: Client, asked: Option<usize>, dst: &IpNet) -> Option<Answer> {
        let Client::Interface(sender) = from else { return None };
        let facts = self.estate.interfaces.get(sender)?;
        let answer = |verdict, reasons| Some(Answer { verdict, reasons, forward: Vec::new(), back: Vec::new() });
        let mut trail = Trail::new(Leg::Forward, None);
        let own = single(dst).is_some() && self.has_private(sender, dst);
        let place = if own { sender } else { self.interface_at(self.vpc_of(self.subnet_of(sender)?)?, dst, None)? };
        if !own && (place == sender || facts.instance.is_none() || self.estate.interfaces.get(place)?.instance != facts.instance) {
            return None;
        }
        // Networks that overlap: whoever sends to an address of its own reaches itself, not what was asked for.
        if asked.is_some_and(|a| a != place) {
            trail.fault(Code::NoPossibleDestination, self.interface_id(place), Vec::new(), format!("{} is an address of its own", dst.addr()));
            return answer(Verdict::Blocked, trail.faults);
        }
        if own {
            return answer(Verdict::Reachable, Vec::new());
        }
        let instance = facts.instance.as_deref().unwrap_or_default();
        trail.doubt(Code::Middlebox, instance, Vec::new(), "both interfaces are one instance's: its operating system decides".into());
        answer(Verdict::Unknown, trail.doubts)
    }

    fn unanswerable(&self, question: &Question, absent: bool) -> Answer {
        let mut trail = Trail::new(Leg::Forward, None);
        let name = points::named(&question.to);
        let verdict = if absent {
            trail.doubt(Code::UnknownDestination, &name, Vec::new(), "one of the ends, or its address, is not in the input".into());
            Verdict::Unknown
        } else {
            trail.fault(Code::NoPossibleDestination, &name, Vec::new(), "one end has IPv4 addresses only, the other IPv6 addresses only".into());
            Verdict::Blocked
        };
        trail.faults.append(&mut trail.doubts);
        Answer { verdict, reasons: trail.faults, forward: Vec::new(), back: Vec::new() }
    }
}

/// Of the answers for several addresses, the one that counts comes first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Reachable => 0,
        Verdict::Unknown => 1,
        Verdict::OneWay => 2,
        Verdict::Blocked => 3,
    }
}

/// Who sent a request over its last stretch.
fn last_sender(request: &Request) -> Option<usize> {
    match request.trail.stretches.last()?.client {
        Client::Interface(interface) => Some(interface),
        Client::Internet => None,
    }
}
