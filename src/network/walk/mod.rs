//! One packet's way through the estate.
//!
//! A filter that drops it is noted and the walk goes on, so that a blocked way names everything that would have to change; where there is no
//! route, it goes on as if the nearest link between the two networks had one.

mod internet;
mod transit;

use ipnet::IpNet;

use super::acl::Admission;
use super::address::{Holds, public, some_public};
use super::group::Carried;
use super::index::{Reachability, target_id};
use super::route::Way;
use super::{Code, EndpointKind, Flow, Hop, Id, Leg, Reason, Target};

/// No way of a packet has more steps; a longer one is a loop.
const LONGEST: usize = 24;

#[derive(Clone, Debug)]
pub(super) struct Packet {
    pub src: IpNet,
    pub dst: IpNet,
    pub flow: Flow,
}

/// Who waits for the replies to a packet as it is from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Interface(usize),
    Internet,
}

/// A stretch of the way on which source and destination stay as the ends see them.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub client: Client,
    /// Where the client's packets start.
    pub subnet: Option<usize>,
    /// The source as the next stop sees it.
    pub src: IpNet,
    /// Ports that replies come to, where they are known.
    pub ephemeral: Option<(u16, u16)>,
    /// The destination as the client's packets have it at their end.
    pub dialed: Option<IpNet>,
    /// How replies get back to the client.
    pub relay: Relay,
}

/// How replies get back over a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relay {
    /// By routes.
    Routed,
    /// A load balancer that keeps clients' addresses takes the replies out of the network.
    Intercepted,
    /// PrivateLink carries them.
    Link,
}

/// Where a walk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Interface(usize),
    Internet,
    /// A gateway endpoint's service.
    Service,
    /// Dropped, with a reason noted.
    Dropped,
    /// Nobody knows, with a reason noted.
    Unknown,
}

/// What is noted on the way.
#[derive(Clone, Debug)]
pub(super) struct Trail {
    pub leg: Leg,
    pub hops: Vec<Hop>,
    pub faults: Vec<Reason>,
    pub doubts: Vec<Reason>,
    pub carried: Carried,
    pub stretches: Vec<Stretch>,
    /// The interface that was asked for: what a public or unknown address leads to.
    pub asked: Option<usize>,
    /// NAT gateways have a session for the packet.
    session: bool,
    /// The packet's ports are all that a client may have of which no more is known.
    pub any_client: bool,
    /// The prefix list in which the far end's address is, where no more is known of it than that.
    pub list: Option<Id>,
    /// What the groups of the two ends are to be asked, where they are not asked at once.
    pub aside: Option<Vec<Aside>>,
    steps: usize,
}

/// A question to the groups of one of the ends.
#[derive(Clone, Debug)]
pub(super) struct Aside {
    pub interface: usize,
    pub egress: bool,
    /// The other side.
    pub spot: IpNet,
    pub other: Option<usize>,
    pub carried: Carried,
}

/// Where a packet is.
#[derive(Clone, Debug)]
enum Place {
    /// In a subnet, about to leave it; `own` when its source is in the VPC. `zone` as for the transit gateway.
    Subnet { subnet: usize, own: bool, sender: Option<usize>, zone: Option<String> },
    /// At the router of a VPC, from a subnet of it or from outside, for an address of the VPC.
    Router { vpc: usize, from: Option<usize> },
    /// On the internet.
    Internet,
    /// In a transit gateway, come by an attachment.
    Transit { attachment: usize, zone: Option<String> },
    /// Arrived.
    Ended(End),
}

impl Trail {
    pub(super) fn new(leg: Leg, asked: Option<usize>) -> Self {
        let session = leg == Leg::Return;
        Self {
            leg,
            hops: Vec::new(),
            faults: Vec::new(),
            doubts: Vec::new(),
            carried: Carried::Whole,
            stretches: Vec::new(),
            asked,
            session,
            any_client: false,
            list: None,
            aside: None,
            steps: 0,
        }
    }

    pub(super) fn fault(&mut self, code: Code, component: &str, rules: Vec<String>, detail: String) {
        self.faults.push(Reason { code, leg: self.leg, component: component.to_owned(), rules, detail });
    }

    pub(super) fn doubt(&mut self, code: Code, component: &str, rules: Vec<String>, detail: String) {
        self.doubts.push(Reason { code, leg: self.leg, component: component.to_owned(), rules, detail });
    }

    pub(super) fn hop(&mut self, component: &str, what: impl Into<String>, rules: Vec<String>, packet: &Packet) {
        self.hops.push(Hop { component: component.to_owned(), what: what.into(), rules, source: packet.src, destination: packet.dst });
    }

    fn lose(&mut self, carried: Carried) {
        self.carried = self.carried.max(carried);
    }

    fn dropped(&mut self, code: Code, component: &str, rules: Vec<String>, detail: String) -> Place {
        self.fault(code, component, rules, detail);
        Place::Ended(End::Dropped)
    }

    fn unknown(&mut self, code: Code, component: &str, rules: Vec<String>, detail: String) -> Place {
        self.doubt(code, component, rules, detail);
        Place::Ended(End::Unknown)
    }
}

impl Reachability {
    /// Sends a packet from an interface.
    pub(super) fn send(&self, sender: usize, packet: &mut Packet, trail: &mut Trail) -> End {
        match self.subnet_of(sender) {
            Some(subnet) => {
                let zone = self.zone_of(subnet).map(str::to_owned);
                self.walk(Place::Subnet { subnet, own: true, sender: Some(sender), zone }, packet, trail)
            }
            None => {
                trail.doubt(Code::UnknownResource, self.interface_id(sender), Vec::new(), "its subnet is not in the input".into());
                End::Unknown
            }
        }
    }

    /// Sends a packet from the internet.
    pub(super) fn send_from_internet(&self, packet: &mut Packet, trail: &mut Trail) -> End {
        trail.lose(Carried::Lost);
        self.walk(Place::Internet, packet, trail)
    }

    fn walk(&self, start: Place, packet: &mut Packet, trail: &mut Trail) -> End {
        let mut place = start;
        loop {
            trail.steps += 1;
            if trail.steps > LONGEST {
                trail.fault(Code::NoPossibleDestination, "", Vec::new(), "routes lead in a circle".into());
                return End::Dropped;
            }
            place = match place {
                Place::Ended(end) => return end,
                Place::Subnet { subnet, own, sender, zone } => self.leave(subnet, own, sender, zone, packet, trail),
                Place::Router { vpc, from } => self.deliver(vpc, from, packet, trail),
                Place::Internet => self.in_from_internet(packet, trail),
                Place::Transit { attachment, zone } => self.through_transit(attachment, zone, packet, trail),
            };
        }
    }

    /// Asks the ACL of a subnet about a packet that leaves or enters it.
    pub(super) fn filter(&self, subnet: usize, egress: bool, packet: &Packet, trail: &mut Trail) {
        let peer = if egress { &packet.dst } else { &packet.src };
        let component = self.acl_of(subnet).and_then(|a| self.estate.acls.get(a)).map_or("", |a| &*a.id).to_owned();
        let way = if egress { "out of" } else { "into" };
        let id = self.subnet_id(subnet);
        match self.admitted(subnet, egress, peer, packet.flow) {
            Admission::All(rules) if rules.is_empty() => {}
            Admission::All(rules) => trail.hop(&component, format!("network ACL lets it {way} {id}"), rules, packet),
            Admission::Part(rules) if trail.any_client => {
                trail.doubt(
                    Code::EphemeralPartial,
                    &component,
                    rules,
                    format!("replies pass {way} {id} to some of the ports that the client may use"),
                );
            }
            Admission::Part(rules) => {
                trail.fault(Code::EphemeralPartial, &component, rules, format!("some ports only pass {way} {id}"));
            }
            Admission::None(rules) => trail.fault(Code::Acl, &component, rules, format!("{} does not pass {way} {id}", shown(packet))),
            Admission::Unknown => trail.doubt(Code::PlanUnknown, &component, Vec::new(), format!("not known what passes {way} {id}")),
        }
    }

    fn leave(&self, subnet: usize, own: bool, sender: Option<usize>, zone: Option<String>, packet: &mut Packet, trail: &mut Trail) -> Place {
        let Some(vpc) = self.vpc_of(subnet) else {
            return trail.unknown(Code::ForeignAccount, self.subnet_id(subnet), Vec::new(), "its VPC is not in the input".into());
        };
        // Same-subnet traffic passes neither router nor ACL.
        if self.subnet_at(vpc, &packet.dst, trail.asked) == Some(subnet) {
            return Place::Router { vpc, from: Some(subnet) };
        }
        self.filter(subnet, true, packet, trail);
        let table = self.table_of(subnet);
        match self.lookup(table, vpc, &packet.dst, trail) {
            Way::To(target, route) => {
                trail.hop(target_id(&target), format!("route of {}", self.subnet_id(subnet)), vec![route], packet);
                self.follow(&target, At { vpc, subnet, own, sender, zone }, packet, trail)
            }
            Way::Drop(code, route) => trail.dropped(code, &route, vec![route.clone()], format!("the route for {} drops", packet.dst)),
            Way::Unknown(code, route) => trail.unknown(code, &route, vec![route.clone()], format!("not known where {} is routed", packet.dst)),
            Way::Nowhere => {
                let name = table.and_then(|t| self.estate.tables.get(t)).map_or_else(|| self.subnet_id(subnet).to_owned(), |t| t.id.to_string());
                trail.fault(Code::NoRoute, &name, Vec::new(), format!("no route for {}", packet.dst));
                match self.nearest_link(vpc, packet, trail.asked) {
                    Some(target) => {
                        trail.hop(target_id(&target), "as if there were a route", Vec::new(), packet);
                        self.follow(&target, At { vpc, subnet, own, sender, zone }, packet, trail)
                    }
                    None => Place::Ended(End::Dropped),
                }
            }
        }
    }

    fn follow(&self, target: &Target, at: At, packet: &mut Packet, trail: &mut Trail) -> Place {
        match target {
            Target::Local => Place::Router { vpc: at.vpc, from: Some(at.subnet) },
            Target::Gateway(id) => self.out_by_gateway(id, &at, packet, trail),
            Target::EgressGateway(id) => self.out_by_egress_gateway(id, &at, packet, trail),
            Target::Nat(id) => self.through_nat(id, &at, packet, trail),
            Target::Peering(id) => self.over_peering(id, &at, packet, trail),
            Target::Transit(id) => self.enter_transit(id, at, packet, trail),
            Target::Endpoint(id) => self.by_endpoint(id, &at, packet, trail),
            Target::Interface(id) => self.by_appliance(self.interfaces.get(id).copied(), id, &at, packet, trail),
            Target::Instance(id) => self.by_appliance(self.instances.get(id).copied(), id, &at, packet, trail),
            Target::VpnGateway(id) => trail.unknown(Code::BgpUnknown, id, Vec::new(), "what lies behind it is not in the input".into()),
            Target::Other(id) => trail.unknown(Code::UnmodelledType, id, Vec::new(), "a route's target of a type that is not modelled".into()),
            Target::Unknown => trail.unknown(Code::PlanUnknown, "", Vec::new(), "a route's target is known after apply".into()),
        }
    }

    /// For an address of the VPC: to the interface that has it.
    fn deliver(&self, vpc: usize, from: Option<usize>, packet: &Packet, trail: &mut Trail) -> Place {
        let Some(subnet) = self.subnet_at(vpc, &packet.dst, trail.asked) else {
            if self.in_open(vpc) || self.hides(vpc, &packet.dst) {
                return trail.unknown(Code::UnknownDestination, self.vpc_id(vpc), Vec::new(), format!("not known what has {}", packet.dst));
            }
            return trail.dropped(Code::InterfaceAddress, self.vpc_id(vpc), Vec::new(), format!("no subnet holds {}", packet.dst));
        };
        if from != Some(subnet) {
            self.filter(subnet, false, packet, trail);
        }
        match self.interface_at(vpc, &packet.dst, trail.asked) {
            Some(interface) => {
                trail.hop(self.interface_id(interface), format!("arrives in {}", self.subnet_id(subnet)), Vec::new(), packet);
                Place::Ended(End::Interface(interface))
            }
            // Whatever has an address of this VPC is in it.
            None if !self.in_open(vpc) && self.is_elsewhere(vpc, trail.asked) => {
                let why = format!("{} is an address of this VPC itself, and what was asked for is in another", packet.dst);
                trail.dropped(Code::InterfaceAddress, self.subnet_id(subnet), Vec::new(), why)
            }
            None if self.in_open(vpc) || self.hides(vpc, &packet.dst) => {
                trail.unknown(Code::UnknownDestination, self.subnet_id(subnet), Vec::new(), format!("not known what has {}", packet.dst))
            }
            None => trail.dropped(Code::InterfaceAddress, self.subnet_id(subnet), Vec::new(), format!("no interface has {}", packet.dst)),
        }
    }

    /// Whether the interface that was asked for is for sure in another VPC.
    fn is_elsewhere(&self, vpc: usize, asked: Option<usize>) -> bool {
        asked.and_then(|a| self.subnet_of(a)).and_then(|s| self.vpc_of(s)).is_some_and(|other| other != vpc && !self.in_open(other))
    }

    fn in_open(&self, vpc: usize) -> bool {
        self.estate.vpcs.get(vpc).is_some_and(|v| v.open)
    }

    /// A route to an interface: it forwards if its source/destination check is off, and then its owner decides.
    fn by_appliance(&self, interface: Option<usize>, id: &str, at: &At, packet: &Packet, trail: &mut Trail) -> Place {
        let Some(place) = interface else {
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "the target of a route is not in the input".into());
        };
        if let Some(subnet) = self.subnet_of(place).filter(|s| *s != at.subnet) {
            self.filter(subnet, false, packet, trail);
        }
        let facts = self.estate.interfaces.get(place);
        match facts.and_then(|i| i.source_dest_check) {
            Some(true) => trail.dropped(
                Code::SourceDestCheck,
                self.interface_id(place),
                Vec::new(),
                "its source/destination check drops what is neither from nor to it".into(),
            ),
            _ => trail.unknown(Code::Middlebox, self.interface_id(place), Vec::new(), "it forwards as its owner likes".into()),
        }
    }

    fn by_endpoint(&self, id: &str, at: &At, packet: &Packet, trail: &mut Trail) -> Place {
        let Some(endpoint) = self.endpoints.get(id).and_then(|e| self.estate.endpoints.get(*e)) else {
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "the endpoint is not in the input".into());
        };
        match &endpoint.kind {
            EndpointKind::Gateway => {
                if !at.own {
                    return trail.dropped(Code::EndpointSource, id, Vec::new(), "a gateway endpoint serves its own VPC only".into());
                }
                if !(packet.flow.protocol == 6 || (packet.flow.protocol == 1 && packet.flow.ports.0 == 8)) {
                    return trail.dropped(Code::EndpointProtocol, id, Vec::new(), "a gateway endpoint takes TCP and ICMP echo".into());
                }
                trail.lose(Carried::Lost);
                trail.hop(id, format!("gateway endpoint of {}", endpoint.service), Vec::new(), packet);
                Place::Ended(End::Service)
            }
            EndpointKind::GatewayBalancer | EndpointKind::Firewall => {
                trail.unknown(Code::FirewallOpaque, id, Vec::new(), "a firewall behind the endpoint decides".into())
            }
            EndpointKind::Interface => trail.dropped(Code::NoRoute, id, Vec::new(), "an interface endpoint is no route's target".into()),
            EndpointKind::Other(kind) => trail.unknown(Code::UnmodelledType, id, Vec::new(), format!("an endpoint of type {kind}")),
        }
    }

    /// Peering is not transitive and has no edges: source and destination are addresses of the two VPCs ("VPC peering limitations").
    fn over_peering(&self, id: &str, at: &At, packet: &Packet, trail: &mut Trail) -> Place {
        let Some(facts) = self.peerings.get(id).and_then(|p| self.estate.peerings.get(*p)) else {
            return trail.unknown(Code::UnknownResource, id, Vec::new(), "the peering connection is not in the input".into());
        };
        match facts.active {
            Some(true) => {}
            Some(false) => trail.fault(Code::BadState, id, Vec::new(), "the peering connection is not active".into()),
            None => trail.doubt(Code::PlanUnknown, id, Vec::new(), "not known whether the peering connection is accepted".into()),
        }
        let here = self.vpc_id(at.vpc);
        let [a, b] = &facts.sides;
        let (near, far) = if *a.vpc == *here { (a, b) } else { (b, a) };
        match self.in_vpc(at.vpc, &packet.src) {
            Holds::Yes if at.own => {}
            Holds::Maybe if at.own => {
                trail.doubt(Code::PlanUnknown, id, Vec::new(), format!("not known whether {} is an address of {here}", packet.src))
            }
            _ => return trail.dropped(Code::PeeringAddress, id, Vec::new(), format!("{} is no address of {here}", packet.src)),
        }
        let Some(vpc) = self.vpcs.get(&far.vpc).copied() else {
            if !far.cidrs.is_empty() && !far.cidrs.iter().any(|c| c.contains(&packet.dst)) {
                return trail.dropped(Code::PeeringAddress, id, Vec::new(), format!("{} is no address of {}", packet.dst, far.vpc));
            }
            return trail.unknown(Code::ForeignAccount, &far.vpc, Vec::new(), "the peer's VPC is not in the input".into());
        };
        match self.in_vpc(vpc, &packet.dst) {
            Holds::Yes => {}
            Holds::Maybe => trail.doubt(Code::PlanUnknown, id, Vec::new(), format!("not known whether {} is an address of {}", packet.dst, far.vpc)),
            Holds::No => return trail.dropped(Code::PeeringAddress, id, Vec::new(), format!("{} is no address of {}", packet.dst, far.vpc)),
        }
        // Groups can be named across peering in one Region only.
        let region = |side: &super::PeeringSide| {
            let told = self.vpcs.get(&side.vpc).and_then(|v| self.estate.vpcs.get(*v)).map(|v| v.region.clone());
            if side.region.is_empty() { told.unwrap_or_default() } else { side.region.clone() }
        };
        let (near, far) = (region(near), region(far));
        let known = |region: &str| region.starts_with(|c: char| c.is_ascii_alphanumeric());
        if near != far {
            trail.lose(if known(&near) && known(&far) { Carried::Lost } else { Carried::Perhaps });
        }
        Place::Router { vpc, from: None }
    }

    /// Where there is no route: the link by which one would lead to the destination.
    fn nearest_link(&self, vpc: usize, packet: &Packet, asked: Option<usize>) -> Option<Target> {
        let here = self.vpc_id(vpc);
        let goal = asked.and_then(|a| self.subnet_of(a)).and_then(|s| self.vpc_of(s));
        if public(&packet.dst) && goal.is_none_or(|g| self.in_vpc(g, &packet.dst) != Holds::Yes) {
            let gateway = self.vpc_gateway.get(here).and_then(|g| self.estate.gateways.get(*g))?;
            return Some(Target::Gateway(gateway.id.clone()));
        }
        let holds = |v: &usize| self.in_vpc(*v, &packet.dst) != Holds::No;
        let peer = |p: &&super::Peering| {
            let [a, b] = &p.sides;
            let far = if *a.vpc == *here {
                b
            } else if *b.vpc == *here {
                a
            } else {
                return false;
            };
            self.vpcs.get(&far.vpc).is_some_and(|v| holds(v) && goal.is_none_or(|g| g == *v))
        };
        if let Some(peering) = self.estate.peerings.iter().find(peer) {
            return Some(Target::Peering(peering.id.clone()));
        }
        let joint = |t: &&super::Transit| self.vpc_attachments.contains_key(&(t.id.clone(), here.into()));
        self.estate.transits.iter().find(joint).map(|t| Target::Transit(t.id.clone()))
    }
}

/// A subnet from which a route is followed.
#[derive(Clone, Debug)]
struct At {
    vpc: usize,
    subnet: usize,
    own: bool,
    sender: Option<usize>,
    zone: Option<String>,
}

/// A packet in a reader's words.
pub(super) fn shown(packet: &Packet) -> String {
    let what = match packet.flow.protocol {
        6 => format!("tcp {}", ports(packet.flow.ports)),
        17 => format!("udp {}", ports(packet.flow.ports)),
        1 | 58 => format!("icmp {}/{}", packet.flow.ports.0, packet.flow.ports.1),
        other => format!("protocol {other}"),
    };
    format!("{what} from {} to {}", plain(&packet.src), plain(&packet.dst))
}

fn ports((low, high): (u16, u16)) -> String {
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

/// A host without its length.
fn plain(spot: &IpNet) -> String {
    if *spot == some_public() {
        return "a public address".into();
    }
    super::index::single(spot).map_or_else(|| spot.to_string(), |one| one.to_string())
}
