//! Security groups ("Control traffic to your AWS resources using security groups"): rules only allow, and those of all groups of an interface count together.

use ipnet::IpNet;

use super::address::{Holds, within};
use super::index::Reachability;
use super::{Code, Flow, Id, Interface, Peer, Ports, Protocol, Rule};

/// What the security groups of an interface say of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ruling {
    /// There are none on the interface, or these rules admit it.
    Admits(Vec<String>),
    /// No rule admits it. The code tells the nearest miss.
    Refuses(Code, Vec<String>),
    /// A rule may, or may be missing.
    Unknown(Code, Vec<String>),
}

/// How much of group membership is carried to the place where a rule is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Carried {
    /// Within the VPC or over peering in the Region.
    Whole,
    /// Over a transit gateway with referencing on: for inbound rules.
    Inbound,
    /// Over a transit gateway of which that is not known.
    Perhaps,
    /// Over a transit gateway with referencing off.
    Off,
    /// Not at all: other addresses, another Region, an appliance.
    Lost,
}

/// The other side of a flow as a group's rule sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other<'a> {
    /// Its address.
    pub spot: &'a IpNet,
    /// The interface that has the address, if it is known.
    pub interface: Option<usize>,
    /// Whether membership counts.
    pub carried: Carried,
    /// A prefix list that holds its address.
    pub list: Option<&'a Id>,
}

/// What a group or a rule says of a flow.
enum Found<'a> {
    /// There is a rule.
    Rule,
    /// This rule admits it.
    Admits(&'a Id),
    /// This one may.
    Perhaps(Code, &'a Id),
    /// This one would, but for what the code tells.
    Near(Code, &'a Id),
}

impl Reachability {
    /// Whether the groups of an interface admit a flow, outbound or inbound.
    pub(super) fn ruled(&self, interface: usize, egress: bool, other: Other<'_>, flow: Flow) -> Ruling {
        let Some(facts) = self.estate.interfaces.get(interface) else { return Ruling::Admits(Vec::new()) };
        if facts.groups.is_empty() {
            return if facts.open { Ruling::Unknown(Code::PlanUnknown, vec![facts.id.to_string()]) } else { Ruling::Admits(Vec::new()) };
        }
        let (mut admits, mut perhaps, mut near) = (Vec::new(), Vec::new(), Vec::new());
        let mut any_rule = false;
        self.weigh(facts, egress, other, flow, |found| {
            match found {
                Found::Rule => any_rule = true,
                Found::Admits(id) => admits.push(id.to_string()),
                Found::Perhaps(code, id) => perhaps.push((code, id.to_string())),
                Found::Near(code, id) => near.push((code, id.to_string())),
            }
            true
        });
        let told = |mut list: Vec<(Code, String)>| {
            list.sort();
            list.dedup();
            let code = list.first().map(|(c, _)| *c);
            (code, list.into_iter().map(|(_, r)| r).collect::<Vec<_>>())
        };
        if !admits.is_empty() {
            admits.sort();
            admits.dedup();
            return Ruling::Admits(admits);
        }
        if let (Some(code), rules) = told(perhaps) {
            return Ruling::Unknown(code, rules);
        }
        match told(near) {
            (Some(code), rules) => Ruling::Refuses(code, rules),
            (None, _) if any_rule => Ruling::Refuses(Code::GroupRules, ids(&facts.groups)),
            (None, _) => Ruling::Refuses(Code::GroupEmpty, ids(&facts.groups)),
        }
    }

    /// The same in a word.
    pub(super) fn lets(&self, interface: usize, egress: bool, other: Other<'_>, flow: Flow) -> Holds {
        let Some(facts) = self.estate.interfaces.get(interface) else { return Holds::Yes };
        if facts.groups.is_empty() {
            return if facts.open { Holds::Maybe } else { Holds::Yes };
        }
        let mut lets = Holds::No;
        self.weigh(facts, egress, other, flow, |found| {
            match found {
                Found::Admits(_) => lets = Holds::Yes,
                Found::Perhaps(..) => lets = lets.max(Holds::Maybe),
                Found::Near(..) | Found::Rule => {}
            }
            lets != Holds::Yes
        });
        lets
    }

    /// Tells what each group and rule of an interface says of a flow, as long as the answer is to go on.
    fn weigh<'a>(&'a self, facts: &'a Interface, egress: bool, other: Other<'_>, flow: Flow, mut tell: impl FnMut(Found<'a>) -> bool) {
        if facts.open {
            tell(Found::Perhaps(Code::PlanUnknown, &facts.id));
        }
        for id in &facts.groups {
            let Some(group) = self.groups.get(id).and_then(|g| self.estate.groups.get(*g)) else {
                tell(Found::Perhaps(Code::ForeignAccount, id));
                continue;
            };
            if group.open {
                tell(Found::Perhaps(Code::PlanUnknown, id));
            }
            for rule in if egress { &group.egress } else { &group.ingress } {
                tell(Found::Rule);
                match passes(rule, flow) {
                    Holds::No => continue,
                    Holds::Maybe => drop(tell(Found::Perhaps(Code::PlanUnknown, &rule.id))),
                    Holds::Yes => {
                        for peer in &rule.peers {
                            let further = match self.meets(peer, egress, other) {
                                Ok(Holds::Yes) => tell(Found::Admits(&rule.id)),
                                Ok(Holds::Maybe) => tell(Found::Perhaps(doubt(peer, other), &rule.id)),
                                Ok(Holds::No) => true,
                                Err(code) => tell(Found::Near(code, &rule.id)),
                            };
                            if !further {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether the other side is the rule's peer; an error tells why a reference does not count although the group is right.
    fn meets(&self, peer: &Peer, egress: bool, other: Other<'_>) -> Result<Holds, Code> {
        match peer {
            Peer::Block(block) => Ok(within(other.spot, block)),
            Peer::PrefixList(list) if other.list == Some(list) => Ok(Holds::Yes),
            Peer::PrefixList(list) => Ok(self.in_list(list, other.spot)),
            Peer::Unknown => Ok(Holds::Maybe),
            Peer::Stale(_) => Err(Code::StaleReference),
            Peer::Group(id) => {
                let Some(interface) = other.interface.and_then(|i| self.estate.interfaces.get(i)) else { return Ok(Holds::No) };
                if !interface.groups.contains(id) {
                    // A member that is not told of is no member only where all groups of the interface are.
                    return Ok(if interface.open && other.carried != Carried::Lost { Holds::Maybe } else { Holds::No });
                }
                match other.carried {
                    Carried::Whole => Ok(Holds::Yes),
                    Carried::Inbound if !egress => Ok(Holds::Yes),
                    Carried::Perhaps if !egress => Ok(Holds::Maybe),
                    Carried::Off => Err(Code::GroupReferencing),
                    Carried::Lost | Carried::Inbound | Carried::Perhaps => Err(Code::GroupReferenceLost),
                }
            }
        }
    }
}

fn ids(groups: &[Id]) -> Vec<String> {
    groups.iter().map(ToString::to_string).collect()
}

fn doubt(peer: &Peer, other: Other<'_>) -> Code {
    match (peer, other.carried) {
        (Peer::PrefixList(_), _) => Code::PrefixListUnknown,
        (Peer::Group(_), Carried::Perhaps) => Code::CapabilityMissing,
        _ => Code::PlanUnknown,
    }
}

/// Whether a rule is about a flow's protocol and ports. With any protocol but TCP, UDP and ICMP all ports are meant (API `IpPermission`).
pub(super) fn passes(rule: &Rule, flow: Flow) -> Holds {
    match rule.protocol {
        None => return Holds::Maybe,
        Some(Protocol::Any) => return Holds::Yes,
        Some(Protocol::Number(number)) if number != flow.protocol => return Holds::No,
        Some(Protocol::Number(_)) => {}
    }
    match rule.ports {
        Ports::All => Holds::Yes,
        Ports::Icmp(kind, code) => {
            let same = |want: Option<u8>, have: u16| want.is_none_or(|w| u16::from(w) == have);
            Holds::sure(flow.icmp() && same(kind, flow.ports.0) && same(code, flow.ports.1))
        }
        Ports::Range(low, high) if matches!(flow.protocol, 6 | 17) => Holds::sure(low <= flow.ports.0 && flow.ports.1 <= high),
        Ports::Range(..) => Holds::Yes,
    }
}
