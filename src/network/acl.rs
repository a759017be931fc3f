//! Network ACLs ("Control subnet traffic with network access control lists"): the first entry that matches decides, and nothing is remembered.

use ipnet::IpNet;

use super::address::{Holds, within};
use super::index::{Reachability, action_name};
use super::{Action, Flow, Ports, Protocol};

/// What an ACL says of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// All of it passes, by these entries.
    All(Vec<String>),
    /// Some ports pass, others don't.
    Part(Vec<String>),
    /// Nothing passes.
    None(Vec<String>),
    /// Not known.
    Unknown,
}

impl Reachability {
    /// Whether a subnet's ACL lets a flow pass. `peer` is the far address: the source inbound, the destination outbound.
    pub(super) fn admitted(&self, subnet: usize, egress: bool, peer: &IpNet, flow: Flow) -> Admission {
        let Some(acl) = self.acl_of(subnet) else { return Admission::All(Vec::new()) };
        let Some(facts) = self.estate.acls.get(acl) else { return Admission::All(Vec::new()) };
        if facts.open {
            return Admission::Unknown;
        }
        let bounds = [false, true].map(|generous| self.first_match(acl, egress, peer, flow, generous));
        match bounds {
            [a, b] if std::mem::discriminant(&a) == std::mem::discriminant(&b) => a,
            _ => Admission::Unknown,
        }
    }

    /// First match wins. Where it is not known whether an entry matches, it does if that lets more (`generous`) or less pass.
    fn first_match(&self, acl: usize, egress: bool, peer: &IpNet, flow: Flow, generous: bool) -> Admission {
        let Some(facts) = self.estate.acls.get(acl) else { return Admission::Unknown };
        let mut rest = vec![flow.ports];
        let (mut allowing, mut denying) = (Vec::new(), Vec::new());
        let mut passed = false;
        for entry in self.acl_order(acl).iter().filter_map(|i| facts.entries.get(*i)).filter(|e| e.egress == egress) {
            let block = entry.block.as_ref().map_or(Holds::Maybe, |b| within(peer, b));
            let matches = match block.and(covers_protocol(entry.protocol, flow)) {
                Holds::Maybe => generous == (entry.action == Action::Allow),
                sure => sure == Holds::Yes,
            };
            if !matches {
                continue;
            }
            // Of an entry for any protocol the ports count for nothing (API `CreateNetworkAclEntry`).
            let ports = if entry.protocol == Some(Protocol::Any) { Ports::All } else { entry.ports };
            let (taken, left) = cut(&rest, ports, flow);
            if !taken {
                continue;
            }
            rest = left;
            let name = format!("{} {} {} {}", facts.id, if egress { "egress" } else { "ingress" }, entry.number, action_name(entry.action));
            if entry.action == Action::Allow {
                passed = true;
                allowing.push(name);
            } else {
                denying.push(name);
            }
            if rest.is_empty() {
                break;
            }
        }
        let dropped = !rest.is_empty() || !denying.is_empty();
        if !rest.is_empty() {
            denying.push(format!("{} {} *", facts.id, if egress { "egress" } else { "ingress" }));
        }
        match (passed, dropped) {
            (true, false) => Admission::All(allowing),
            (true, true) => Admission::Part(denying),
            (false, _) => Admission::None(denying),
        }
    }
}

fn covers_protocol(protocol: Option<Protocol>, flow: Flow) -> Holds {
    match protocol {
        None => Holds::Maybe,
        Some(Protocol::Any) => Holds::Yes,
        Some(Protocol::Number(number)) => Holds::sure(number == flow.protocol),
    }
}

/// Takes an entry's ports out of what is left of a flow; tells whether any were in there.
fn cut(rest: &[(u16, u16)], ports: Ports, flow: Flow) -> (bool, Vec<(u16, u16)>) {
    let (low, high) = match ports {
        Ports::All => return (true, Vec::new()),
        Ports::Icmp(kind, code) => {
            let same = flow.icmp() && kind.is_none_or(|k| u16::from(k) == flow.ports.0) && code.is_none_or(|c| u16::from(c) == flow.ports.1);
            return if same { (true, Vec::new()) } else { (false, rest.to_vec()) };
        }
        // Ports mean something for TCP and UDP only.
        Ports::Range(..) if !matches!(flow.protocol, 6 | 17) => return (true, Vec::new()),
        Ports::Range(low, high) => (low, high),
    };
    let mut left = Vec::new();
    let mut taken = false;
    for &(a, b) in rest {
        if b < low || a > high {
            left.push((a, b));
            continue;
        }
        taken = true;
        if let Some(before) = low.checked_sub(1).filter(|e| *e >= a) {
            left.push((a, before));
        }
        if let Some(after) = high.checked_add(1).filter(|s| *s <= b) {
            left.push((after, b));
        }
    }
    (taken, left)
}
