//! Scopes of Network Access Analyzer ("Network Access Analyzer resource statements"): paths that must not exist.
//!
//! A path is a finding when it is one of `MatchPaths` and none of `ExcludePaths`. What a statement leaves out is anything.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::network::{Answer, Flow, Id, Interface, InterfaceKind, IpNet, Point, Ports, Question, Reachability, Verdict};

/// A scope.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Scope {
    /// What keyholder adds and AWS ignores.
    #[serde(default, rename = "x-keyholder")]
    _own: serde::de::IgnoredAny,
    /// Paths that are meant.
    #[serde(default)]
    match_paths: Vec<Path>,
    /// Paths that are not.
    #[serde(default)]
    exclude_paths: Vec<Path>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Path {
    source: Option<Statement>,
    destination: Option<Statement>,
    #[serde(default)]
    through_resources: Vec<Through>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    resource_statement: Option<Resources>,
    packet_header_statement: Option<Header>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Through {
    resource_statement: Resources,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Resources {
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    resource_types: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    #[serde(default)]
    source_addresses: Vec<Block>,
    #[serde(default)]
    destination_addresses: Vec<Block>,
    #[serde(default)]
    source_prefix_lists: Vec<String>,
    #[serde(default)]
    destination_prefix_lists: Vec<String>,
    #[serde(default)]
    destination_ports: Vec<String>,
    #[serde(default)]
    protocols: Vec<String>,
}

/// An address block.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Block(IpNet);

impl TryFrom<String> for Block {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let host = || text.parse::<std::net::IpAddr>().map(IpNet::from);
        text.parse().or_else(|_| host()).map(Self).map_err(|_| format!("`{text}` is no address block"))
    }
}

/// A path that a scope forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The client: an interface's id, or `internet`.
    pub from: String,
    /// The server.
    pub to: String,
    /// Protocol and port.
    pub flow: Flow,
    /// The way, or what is not known of it.
    pub answer: Answer,
}

/// Questions that one scope asks. A scope that is about more is not judged to its end.
const MOST: usize = 200_000;
/// Pairs of which it finds out whether to ask about them.
const MOST_PAIRS: usize = 50_000_000;

/// One end of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Internet(Option<std::net::IpAddr>),
    Interface(Id),
}

impl Scope {
    /// Paths that are and must not be, and those of which that is not known. The flag tells that not all were asked about.
    pub fn breaches(&self, network: &Reachability) -> (Vec<Breach>, bool) {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        let (mut left, mut pairs) = (MOST, MOST_PAIRS);
        for path in &self.match_paths {
            let flows = path.flows(network);
            let goals = path.ends(network, path.destination.as_ref(), false);
            let sources = path.ends(network, path.source.as_ref(), true);
            for flow in &flows {
                let Some(rest) = pairs.checked_sub(sources.len().saturating_mul(goals.len())) else { return (out, true) };
                pairs = rest;
                let open = open(network, &sources, &goals, *flow);
                for goal in &goals {
                    for source in sources.iter().filter(|s| s.worth(goal, &open)) {
                        let Some(rest) = left.checked_sub(1) else { return (out, true) };
                        left = rest;
                        if !seen.insert((source.clone(), goal.clone(), *flow)) {
                            continue;
                        }
                        let answer = network.ask(&Question { from: source.point(), to: goal.point(), flow: *flow });
                        let there = matches!(answer.verdict, Verdict::Reachable | Verdict::Unknown) && path.through(network, &answer);
                        let excluded = || self.exclude_paths.iter().any(|p| p.holds(network, source, goal, *flow, &answer));
                        if there && !excluded() {
                            out.push(Breach { from: source.name(), to: goal.name(), flow: *flow, answer });
                        }
                    }
                }
            }
        }
        (out, false)
    }
}

/// Clients that perhaps get through to servers, by the server.
fn open(network: &Reachability, sources: &[End], goals: &[End], flow: Flow) -> BTreeMap<Id, BTreeSet<Id>> {
    let ids = |ends: &[End]| ends.iter().filter_map(|e| if let End::Interface(id) = e { Some(id.clone()) } else { None }).collect::<Vec<_>>();
    let mut out: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    network.between(&ids(sources), &ids(goals), flow, |from, to, _| {
        out.entry(to.clone()).or_default().insert(from.clone());
    });
    out
}

impl End {
    /// Whether a question about it as the client is worth asking.
    fn worth(&self, goal: &End, open: &BTreeMap<Id, BTreeSet<Id>>) -> bool {
        match (self, goal) {
            (Self::Interface(source), Self::Interface(goal)) => open.get(goal).is_some_and(|clients| clients.contains(source)),
            (Self::Internet(_), Self::Internet(_)) => false,
            _ => true,
        }
    }

    fn point(&self) -> Point {
        match self {
            Self::Internet(address) => Point::Internet(*address),
            Self::Interface(id) => Point::Interface(id.clone(), None),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Internet(None) => "internet".into(),
            Self::Internet(Some(address)) => address.to_string(),
            Self::Interface(id) => id.to_string(),
        }
    }
}

impl Path {
    /// The ends that a statement means.
    fn ends(&self, network: &Reachability, statement: Option<&Statement>, source: bool) -> Vec<End> {
        let estate = network.estate();
        let resources = statement.and_then(|s| s.resource_statement.as_ref());
        let header = self.headers().next();
        let blocks = header.map(|h| h.blocks(network, source));
        let mut out: Vec<End> = Vec::new();
        let internet = |r: &Resources| {
            let gateway = |id: &String| estate.gateways.iter().any(|g| *g.id == *network.named(id));
            r.resource_types.iter().any(|t| t == "AWS::EC2::InternetGateway") || r.resources.iter().any(gateway)
        };
        if resources.is_none_or(internet) {
            let hosts = blocks.iter().flatten().filter(|b| b.prefix_len() > 0).map(|b| End::Internet(Some(b.network())));
            let named: Vec<End> = hosts.collect();
            if named.is_empty() && blocks.as_ref().is_none_or(|b| b.is_empty() || b.iter().any(|b| b.prefix_len() == 0)) {
                out.push(End::Internet(None));
            }
            out.extend(named);
        }
        let held =
            |i: &&Interface| blocks.as_ref().is_none_or(|b| b.is_empty() || i.addresses.iter().any(|a| b.iter().any(|b| b.contains(&a.private))));
        let members = estate.interfaces.iter().filter(|i| resources.is_none_or(|r| r.hold(network, i))).filter(held);
        out.extend(members.map(|i| End::Interface(i.id.clone())));
        out
    }

    fn headers(&self) -> impl Iterator<Item = &Header> {
        [&self.source, &self.destination].into_iter().flatten().filter_map(|s| s.packet_header_statement.as_ref())
    }

    /// Flows that stand for all that are meant: the ends of ranges, and of rules within them.
    fn flows(&self, network: &Reachability) -> Vec<Flow> {
        let protocols: BTreeSet<u8> = self.headers().flat_map(|h| &h.protocols).filter_map(|p| number(p)).collect();
        let protocols = if protocols.is_empty() { BTreeSet::from([6, 17]) } else { protocols };
        let ranges: Vec<(u16, u16)> = self.headers().flat_map(|h| &h.destination_ports).filter_map(|p| range(p)).collect();
        let ranges = if ranges.is_empty() { vec![(0, 65535)] } else { ranges };
        let mut ports: BTreeSet<u16> = ranges.iter().flat_map(|(low, high)| [*low, *high]).collect();
        let estate = network.estate();
        let rules = estate.groups.iter().flat_map(|g| g.ingress.iter().chain(&g.egress)).map(|r| r.ports);
        for rule in rules.chain(estate.acls.iter().flat_map(|a| &a.entries).map(|e| e.ports)) {
            if let Ports::Range(low, high) = rule {
                ports.extend([low, high]);
            }
        }
        ports.extend(estate.balancers.iter().flat_map(|b| &b.listeners).map(|l| l.port));
        let meant = |p: &u16| ranges.iter().any(|(low, high)| (low..=high).contains(&p));
        let ports: Vec<u16> = ports.into_iter().filter(meant).collect();
        protocols.iter().flat_map(|protocol| ports.iter().map(|p| Flow { protocol: *protocol, ports: (*p, *p) })).collect()
    }

    /// Whether a way leads through all that is asked for.
    fn through(&self, network: &Reachability, answer: &Answer) -> bool {
        self.through_resources.iter().all(|t| answer.forward.iter().any(|h| t.resource_statement.names(network, &h.component)))
    }

    /// Whether a path is one of these.
    fn holds(&self, network: &Reachability, source: &End, goal: &End, flow: Flow, answer: &Answer) -> bool {
        let ports = self.headers().flat_map(|h| &h.destination_ports).filter_map(|p| range(p)).collect::<Vec<_>>();
        let protocols = self.headers().flat_map(|h| &h.protocols).filter_map(|p| number(p)).collect::<Vec<_>>();
        (ports.is_empty() || ports.iter().any(|(low, high)| (low..=high).contains(&&flow.ports.0)))
            && (protocols.is_empty() || protocols.contains(&flow.protocol))
            && self.ends(network, self.source.as_ref(), true).contains(source)
            && self.ends(network, self.destination.as_ref(), false).contains(goal)
            && self.through(network, answer)
    }
}

impl Resources {
    /// Whether an interface is, belongs to, or lies in one of these.
    fn hold(&self, network: &Reachability, interface: &Interface) -> bool {
        let vpc = network.place_of(interface).map(|(vpc, _)| vpc.id.clone());
        let owner = match &interface.kind {
            InterfaceKind::Nat(id) | InterfaceKind::Balancer(id) | InterfaceKind::Endpoint(id) => Some(id),
            _ => None,
        };
        let own = [Some(&interface.id), Some(&interface.subnet), interface.instance.as_ref(), interface.owner.as_ref(), vpc.as_ref(), owner];
        let ids: Vec<&Id> = own.into_iter().flatten().chain(&interface.groups).collect();
        let typed = self.resource_types.iter().any(|t| match t.as_str() {
            "AWS::EC2::NetworkInterface" => true,
            "AWS::EC2::Instance" => interface.instance.is_some(),
            "AWS::EC2::VPCEndpoint" => matches!(interface.kind, InterfaceKind::Endpoint(_)),
            "AWS::EC2::SecurityGroup" => !interface.groups.is_empty(),
            "AWS::EC2::Subnet" | "AWS::EC2::VPC" => vpc.is_some(),
            _ => false,
        });
        typed || self.resources.iter().any(|word| ids.iter().any(|id| ***id == *network.named(word)))
    }

    /// Whether a component on a way is one of these.
    fn names(&self, network: &Reachability, component: &str) -> bool {
        let estate = network.estate();
        let typed = self.resource_types.iter().any(|t| match t.as_str() {
            "AWS::EC2::InternetGateway" => estate.gateways.iter().any(|g| *g.id == *component),
            "AWS::EC2::NatGateway" => estate.nats.iter().any(|n| *n.id == *component),
            "AWS::EC2::VPCPeeringConnection" => estate.peerings.iter().any(|p| *p.id == *component),
            "AWS::EC2::TransitGatewayAttachment" => {
                estate.attachments.iter().any(|a| *a.id == *component) || estate.transits.iter().any(|t| *t.id == *component)
            }
            "AWS::EC2::VPCEndpoint" => estate.endpoints.iter().any(|e| *e.id == *component),
            t if t.starts_with("AWS::ElasticLoadBalancing") => estate.balancers.iter().any(|b| *b.id == *component),
            _ => false,
        });
        typed || self.resources.iter().any(|word| *network.named(word) == *component)
    }
}

impl Header {
    /// Address blocks of one side, those of prefix lists too.
    fn blocks(&self, network: &Reachability, source: bool) -> Vec<IpNet> {
        let (own, lists) =
            if source { (&self.source_addresses, &self.source_prefix_lists) } else { (&self.destination_addresses, &self.destination_prefix_lists) };
        let known = &network.estate().prefix_lists;
        let listed = lists.iter().flat_map(|word| known.iter().filter(|l| *l.id == *network.named(word)));
        own.iter().map(|b| b.0).chain(listed.flat_map(|l| l.entries.clone().unwrap_or_default())).collect()
    }
}

fn number(protocol: &str) -> Option<u8> {
    match protocol.to_ascii_lowercase().as_str() {
        "tcp" => Some(6),
        "udp" => Some(17),
        other => other.parse().ok(),
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    match text.split_once('-') {
        Some((low, high)) => low.trim().parse().ok().zip(high.trim().parse().ok()),
        None => text.trim().parse().ok().map(|p| (p, p)),
    }
}
