#!/usr/bin/env python3
"""Switches off one rule of the network engine after another, and tells which the tests of the engine do not miss.

    tests/network_mutants.py [WORKDIR [NAME...]]

With names, only mutants whose name has one of them. Copies src/network with its cases and generated estates into a small crate of its own, so that a mutant is built in seconds. Each mutant is one
replacement of text; one whose text is not found is an error. Exit 1 when a mutant survives.
"""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent
WORK = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/keyholder-network-mutants")
NAMES = sys.argv[2:]

MUTANTS = [
    # Security groups
    ("group.rs", "if !admits.is_empty() {", "if true {", "groups filter nothing"),
    ("ask/mod.rs", "self.rule_end(sender, true, other, &Packet { src, dst, flow }, &mut trail);", "let _ = other;", "outbound rules"),
    ("group.rs", "for id in &facts.groups {", "for id in facts.groups.iter().take(1) {", "all groups count"),
    ("group.rs", "if facts.groups.is_empty() {", "if false {", "no group, no filter"),
    ("group.rs", "return if facts.open { Ruling::Unknown", "return if false { Ruling::Unknown", "groups not known"),
    ("group.rs", "tell(Found::Perhaps(Code::ForeignAccount, id));", "", "groups of others not known"),
    ("group.rs", "if group.open {", "if false {", "rules not known"),
    ("group.rs", "Peer::Unknown => Ok(Holds::Maybe)", "Peer::Unknown => Ok(Holds::No)", "peers not known"),
    ("group.rs", "Peer::Stale(_) => Err(Code::StaleReference)", "Peer::Stale(_) => Ok(Holds::Yes)", "stale references"),
    ("group.rs", "if !interface.groups.contains(id) {", "if false {", "membership"),
    ("group.rs", "Carried::Inbound if !egress => Ok(Holds::Yes)", "Carried::Inbound => Ok(Holds::Yes)", "references over transit gateways inbound only"),
    ("group.rs", "Carried::Perhaps if !egress => Ok(Holds::Maybe)", "Carried::Perhaps if !egress => Ok(Holds::Yes)", "referencing support not known"),
    ("group.rs", "Carried::Off => Err(Code::GroupReferencing)", "Carried::Off => Ok(Holds::Yes)", "referencing support off"),
    ("group.rs", "Carried::Lost | Carried::Inbound | Carried::Perhaps => Err(Code::GroupReferenceLost)", "_ => Ok(Holds::Yes)", "references lost"),
    ("group.rs", "Some(Protocol::Any) => return Holds::Yes,", "Some(Protocol::Any) => {}", "any protocol means all ports"),
    ("group.rs", "if number != flow.protocol => return Holds::No", "if number == 255 => return Holds::No", "protocols of rules"),
    ("group.rs", "Holds::sure(low <= flow.ports.0 && flow.ports.1 <= high)", "Holds::sure(low <= flow.ports.0 || flow.ports.1 <= high)", "ports of rules"),
    ("group.rs", "same(kind, flow.ports.0) && same(code, flow.ports.1)", "same(kind, flow.ports.0)", "ICMP codes"),
    ("group.rs", "same(kind, flow.ports.0) && same(code", "same(code", "ICMP types"),
    ("index.rs", "entries.iter().map(|e| within(spot, e)).max().unwrap_or(Holds::No)", "Holds::Yes", "prefix lists of rules"),
    ("index.rs", "_ => Holds::Maybe,\n        }\n    }\n\n    /// What Block", "_ => Holds::No,\n        }\n    }\n\n    /// What Block", "prefix lists not known"),
    # Network ACLs
    ("walk/mod.rs", "Admission::None(rules) => trail.fault", "Admission::None(rules) => if false { trail.fault", "network ACLs"),
    ("acl.rs", "match block.and(covers_protocol(entry.protocol, flow)) {", "match covers_protocol(entry.protocol, flow) {", "blocks of entries"),
    ("acl.rs", "Some(Protocol::Number(number)) => Holds::sure(number == flow.protocol)", "Some(Protocol::Number(_)) => Holds::Yes", "protocols of entries"),
    ("acl.rs", "if entry.protocol == Some(Protocol::Any) { Ports::All } else { entry.ports }", "entry.ports", "ports of entries for any protocol"),
    ("index.rs", "order.sort_by_key(|i| acl.entries.get(*i).map(|e| e.number));", "", "order of entries"),
    ("acl.rs", "if facts.open {", "if false {", "entries not known"),
    ("acl.rs", "let dropped = !rest.is_empty() || !denying.is_empty();", "let dropped = !denying.is_empty();", "deny at the end"),
    ("acl.rs", "filter(|e| e.egress == egress)", "filter(|_| true)", "directions of entries"),
    ("index.rs", ".or_else(|| default_acls.get(&s.vpc))", "", "default ACL"),
    ("walk/mod.rs", "if self.subnet_at(vpc, &packet.dst, trail.asked) == Some(subnet) {", "if false {", "no ACL, no route within a subnet"),
    ("walk/mod.rs", "if from != Some(subnet) {", "if false {", "ACL of the destination"),
    ("ask/mod.rs", "if facts.attached == Some(false) && last_sender", "if false && last_sender", "detached interfaces do not answer"),
    ("ask/mod.rs", "if facts.is_some_and(|f| f.attached == Some(false)) {", "if false {", "detached interfaces do not send"),
    ("ask/mod.rs", "self.reply(end, packet.flow, flow, &trail.stretches, &mut back);", "", "replies"),
    ("mod.rs", "(6 | 17, _) => Self { protocol: self.protocol, ports: ephemeral }", "(6 | 17, _) => self", "ephemeral ports"),
    ("mod.rs", "(ICMP, (8, _)) => Self { protocol: ICMP, ports: (0, 0) }", "(ICMP, (8, _)) => self", "echo replies"),
    ("walk/mod.rs", "Admission::Part(rules) if trail.any_client", "Admission::Part(rules) if false", "clients whose ports are not known"),
    ("mod.rs", "(ICMP, true) if self.ports == (8, 0) => Self { protocol: ICMP6, ports: (128, 0) }", "(ICMP, true) => self", "ICMPv6"),
    # Routes
    ("index.rs", "own.get(&s.id).or_else(|| main.get(&s.vpc))", "main.get(&s.vpc)", "associations of tables"),
    ("index.rs", "own.get(&s.id).or_else(|| main.get(&s.vpc))", "own.get(&s.id)", "main tables"),
    ("route.rs", "(std::cmp::Reverse(c.length), c.rank)", "(std::cmp::Reverse(0_u8), c.rank)", "longest prefix"),
    ("route.rs", "(std::cmp::Reverse(c.length), c.rank)", "(std::cmp::Reverse(c.length), 0_u8)", "static before propagated"),
    ("route.rs", "block.prefix_len(), if route.propagated { 2 } else { 0 }", "block.prefix_len(), if route.propagated { 0 } else { 2 }", "prefix list before propagated"),
    ("route.rs", "if best.blackhole {", "if false {", "blackholes"),
    ("route.rs", "if best.rank == 1 && found", "if false && found", "overlapping prefix lists"),
    ("route.rs", "if reserved(spot) {", "if false {", "reserved ranges"),
    ("route.rs", "if table.open && ", "if false && ", "routes not known"),
    ("route.rs", "None => (self.list_may_hold(route, spot, trail.leg), spot", "None => (Holds::No, spot", "prefix lists of routes not known"),
    ("route.rs", "if service && (!public(spot) || somebodys", "if false && (!public(spot) || somebodys", "service lists hold a service's addresses"),
    ("route.rs", "v.perhaps.iter().any(|c| within(spot, c) != Holds::No)", "false", "blocks of VPCs not known"),
    ("walk/internet.rs", "Some(table) = gateway.and_then", "Some(table) = None.or(gateway.filter(|_| false)).and_then", "gateway route tables"),
    ("walk/internet.rs", "&& facts.addresses.iter().all(|a| a.public.is_none() && a.has_public == Some(false))", "&& false", "public address of an edge route's target"),
    ("walk/mod.rs", "Some(true) => trail.dropped(\n                Code::SourceDestCheck", "Some(true) if false => trail.dropped(\n                Code::SourceDestCheck", "source/destination check"),
    ("route.rs", ".iter().filter(|b| !replaced(b))", "", "local routes with another target"),
    # Internet
    ("walk/internet.rs", "if rfc1918(&packet.dst) {", "if false {", "private destinations at gateways"),
    ("walk/internet.rs", "if rfc6598(&packet.dst) {", "if false {", "shared destinations at gateways"),
    ("walk/internet.rs", "if rfc1918(&packet.src) {", "if false {", "private sources at gateways"),
    ("walk/internet.rs", "} else if rfc6598(&packet.src) {", "} else if false {", "shared sources at gateways"),
    ("walk/internet.rs", "trail.fault(Code::GatewayEgressAddress, id, Vec::new(), format!(\"{} has no public", "let _ = (id, format!(\"{} has no public", "public address of the source"),
    ("walk/internet.rs", "None => trail.fault(Code::GatewayIngressAddress, self.vpc_id(vpc)", "None => if false { trail.fault(Code::GatewayIngressAddress, self.vpc_id(vpc)", "attached gateway inbound"),
    ("walk/internet.rs", "attached.as_deref() != Some(self.vpc_id(at.vpc))", "false", "attached gateway outbound"),
    ("walk/internet.rs", "Some(false) => trail.fault(Code::GatewayIngressAddress, &facts.id", "Some(false) => if false { trail.fault(Code::GatewayIngressAddress, &facts.id", "detached interfaces"),
    ("walk/internet.rs", "if trail.leg == Leg::Return {\n            return trail.dropped(Code::NatNoSession", "if false {\n            return trail.dropped(Code::NatNoSession", "NAT sessions"),
    ("walk/internet.rs", "if !matches!(packet.flow.protocol, 1 | 6 | 17) {", "if false {", "protocols of NAT"),
    ("walk/internet.rs", "packet.src = address.private;", "", "NAT translates"),
    ("walk/internet.rs", "if subnet != at.subnet {\n            self.filter(subnet, false, packet, trail);", "if false {\n            self.filter(subnet, false, packet, trail);", "ACL of the NAT gateway's subnet"),
    ("walk/internet.rs", "is_some_and(|z| !z.contains(&zone))", "is_some_and(|_| false)", "zones of regional NAT"),
    ("ask/mod.rs", "request.trail.fault(Code::NatNoSession, id", "if false { request.trail.fault(Code::NatNoSession, id", "NAT takes no connections"),
    ("walk/internet.rs", "BlockMode::Bidirectional => true,", "BlockMode::Bidirectional => false,", "Block Public Access both ways"),
    ("walk/internet.rs", "BlockMode::Ingress => !outbound_only,", "BlockMode::Ingress => false,", "Block Public Access inbound"),
    ("walk/internet.rs", "BlockMode::Ingress => !outbound_only,", "BlockMode::Ingress => true,", "NAT under Block Public Access inbound"),
    ("index.rs", "Exclusion::Bidirectional => return BlockMode::Off,", "Exclusion::Bidirectional => {}", "exclusions"),
    ("index.rs", "Exclusion::Egress if mode == BlockMode::Bidirectional => mode = BlockMode::Ingress,", "", "outbound exclusions"),
    ("index.rs", "|| subnet.is_some_and(|s| self.subnet_id(s) == &**id)", "", "exclusions of subnets"),
    ("walk/internet.rs", "if !v6(&packet.dst) {\n            return trail.dropped(Code::Protocol", "if false {\n            return trail.dropped(Code::Protocol", "egress-only is for IPv6"),
    ("walk/internet.rs", "trail.fault(Code::EgressOnlyInbound", "if false { trail.fault(Code::EgressOnlyInbound", "egress-only lets nothing in"),
    ("walk/internet.rs", "(None, Some(_)) if trail.session => {}", "", "egress-only has sessions"),
    ("walk/internet.rs", "trail.lose(Carried::Lost);\n        if v6", "if v6", "references over gateways"),
    # Peering and transit gateways
    ("walk/mod.rs", "Some(false) => trail.fault(Code::BadState, id", "Some(false) => if false { trail.fault(Code::BadState, id", "active peering"),
    ("walk/mod.rs", "match self.in_vpc(vpc, &packet.dst) {\n            Holds::Yes => {}", "match Holds::Yes {\n            Holds::Yes => {}", "the peer's addresses"),
    ("walk/mod.rs", "Holds::Yes if at.own => {}", "Holds::Yes => {}", "peering from beyond"),
    ("walk/mod.rs", "if near != far {", "if false {", "references in the Region"),
    ("walk/transit.rs", "Some(subnet) => self.filter(*subnet, false, packet, trail),", "Some(_) => {}", "ACL of the attachment's subnet outbound"),
    ("walk/transit.rs", "None => trail.fault(\n                Code::TransitZone", "None => if false { trail.fault(\n                Code::TransitZone", "zones of attachments"),
    ("walk/transit.rs", "_ if zone == Some(WITHOUT_REFERENCES) => Carried::Off,", "", "zone without references"),
    ("walk/transit.rs", "(Some(false), _) | (_, Some(false)) => Carried::Off,", "(Some(false), _) => Carried::Off,\n            (_, Some(false)) => Carried::Inbound,", "referencing of the attachment"),
    ("walk/transit.rs", "Some(None) => return trail.dropped(Code::TransitAssociation", "Some(None) => return trail.unknown(Code::TransitAssociation", "attachments without table"),
    ("walk/transit.rs", "trail.lose(Carried::Lost);\n                match", "match", "references over peered transit gateways"),
    ("walk/transit.rs", "let same = places.iter().find(|s| zone.is_some() && self.zone_of(**s) == zone.as_deref());", "let same: Option<&usize> = None;", "zone of the far side"),
    ("walk/transit.rs", "Place::Subnet { subnet, own: false, sender: None, zone }", "Place::Router { vpc: self.vpc_of(subnet).unwrap_or(0), from: None }", "routes of the far attachment's subnet"),
    ("route.rs", "length > *l || (length == *l && rank < *r)", "length < *l || (length == *l && rank < *r)", "longest prefix at transit gateways"),
    ("route.rs", "length > *l || (length == *l && rank < *r)", "length > *l || (length == *l && rank > *r)", "static first at transit gateways"),
    ("route.rs", "for id in &facts.propagations {", "for id in facts.propagations.iter().take(0) {", "propagation"),
    ("route.rs", "for route in &facts.routes {", "for route in facts.routes.iter().take(0) {", "static routes of transit gateways"),
    ("route.rs", "(Some((_, _, None, name)), _) => Err((Code::TransitBadStateRoute, name, false))", "(Some((_, _, None, name)), _) => Err((Code::TransitNoRoute, name, true))", "blackholes of transit gateways"),
    ("route.rs", "Some(AttachmentKind::Learned(_)) => doubt = doubt.max(Some((0, Code::BgpUnknown))),", "Some(AttachmentKind::Learned(_)) => {}", "learned routes"),
    # Endpoints
    ("walk/mod.rs", "if !at.own {\n                    return trail.dropped(Code::EndpointSource", "if false {\n                    return trail.dropped(Code::EndpointSource", "gateway endpoints serve their VPC"),
    ("walk/mod.rs", "if !(packet.flow.protocol == 6 ||", "if false && !(packet.flow.protocol == 6 ||", "protocols of gateway endpoints"),
    ("walk/mod.rs", "(packet.flow.protocol == 1 && packet.flow.ports.0 == 8)", "packet.flow.protocol == 1", "echo at gateway endpoints"),
    ("ask/balancer.rs", "self.admit(interface, &mut request);\n        let Some(endpoint)", "let Some(endpoint)", "groups of endpoints"),
    ("ask/balancer.rs", "request.trail.fault(Code::NotAccepted", "if false { request.trail.fault(Code::NotAccepted", "acceptance"),
    ("ask/balancer.rs", "request.trail.fault(Code::Protocol, id", "if false { request.trail.fault(Code::Protocol, id", "ports of services"),
    ("ask/mod.rs", "trail.fault(Code::EndpointInitiates", "if false { trail.fault(Code::EndpointInitiates", "endpoints do not initiate"),
    ("ask/balancer.rs", "_ if private_link => vec![false],", "", "PrivateLink keeps no addresses"),
    ("ask/balancer.rs", "Some(true) => self.admit_further(node, &mut next),", "Some(true) => {}", "groups of the load balancer for PrivateLink"),
    ("ask/balancer.rs", "Some(false) => {}\n                    None", "Some(false) => self.admit_further(node, &mut next),\n                    None", "enforcement off"),
    ("ask/balancer.rs", "|n| zone.is_none() || self.subnet_of(*n)", "|n| true || self.subnet_of(*n)", "zones of services"),
    # Load balancers
    ("ask/balancer.rs", "fits(l.protocol) && flow.ports == (l.port, l.port)", "fits(l.protocol)", "ports of listeners"),
    ("ask/balancer.rs", "self.listens(behind, &mut next);", "let _ = behind;", "listeners of a load balancer behind another"),
    ("ask/balancer.rs", "for point in self.nodes_of(point) {", "for point in [point.clone()] {", "load balancers behind others"),
    ("ask/balancer.rs", "fits(l.protocol) && flow.ports", "flow.ports", "protocols of listeners"),
    ("ask/mod.rs", "self.admit(interface, &mut request);\n                self.at_balancer", "self.at_balancer", "groups of load balancers"),
    ("ask/balancer.rs", "let src = if keeps { next.packet.src } else { address };", "let src = address;", "clients' addresses kept"),
    ("ask/balancer.rs", "let src = if keeps { next.packet.src } else { address };", "let src = next.packet.src;", "clients' addresses not kept"),
    ("ask/balancer.rs", "next.trail.carried = if keeps { Carried::Lost } else { Carried::Whole };", "next.trail.carried = Carried::Whole;", "references behind load balancers that keep addresses"),
    ("ask/balancer.rs", "next.trail.carried = if keeps { Carried::Lost } else { Carried::Whole };", "next.trail.carried = Carried::Lost;", "references to the load balancer's group"),
    ("ask/balancer.rs", "self.rule(node, true, toward, &sent, &mut next.trail);", "let _ = (toward, sent);", "outbound rules of load balancers"),
    ("ask/balancer.rs", "self.admit_further(reached, &mut next);", "", "groups of targets"),
    ("ask/balancer.rs", "Some(true) => enabled.contains(&there).then_some(()),", "Some(true) => Some(()),", "enabled zones"),
    ("ask/balancer.rs", "Some(false) => None,", "Some(false) => Some(()),", "cross-zone off"),
    ("ask/balancer.rs", "group.cross_zone.or(facts.cross_zone)", "facts.cross_zone", "cross-zone of the target group"),
    ("ask/balancer.rs", "if keeps && next.trail.stretches", "if false && next.trail.stretches", "the client behind its own load balancer"),
    ("ask/balancer.rs", "port.or(group.port)", "group.port", "ports of targets"),
    ("ask/balancer.rs", "if group.open {", "if false {", "targets not known"),
    ("ask/balancer.rs", "relay: if keeps { Relay::Intercepted } else { Relay::Routed },", "relay: Relay::Link,", "replies of targets"),
    # Requests to services
    ("ask/service.rs", "if *found.vpc != *self.vpc_id(vpc)", "if false", "endpoints of other VPCs"),
    ("ask/service.rs", "if passes || answer.verdict == Verdict::Unknown { answer } else { elsewhere() }", "answer", "routes past a gateway endpoint"),
    ("ask/service.rs", "if endpoint.private_dns == Some(false) {", "if false {", "private DNS"),
    ("ask/service.rs", "Some(best) if best.verdict == Verdict::Reachable && endpoint.private_dns.is_none() => {", "Some(_) if false => {", "private DNS not known"),
    ("group.rs", "Peer::PrefixList(list) if other.list == Some(list) => Ok(Holds::Yes),", "", "rules about the list of a service"),
    ("route.rs", "(Holds::Yes, SHORTEST, 1, Code::PrefixListUnknown)", "(Holds::Yes, 32, 1, Code::PrefixListUnknown)", "routes more specific than a service's list"),
    # Questions about sets
    ("ask/classes.rs", "subnet: network.subnet_of(place),", "subnet: None,", "classes by subnet"),
    ("ask/classes.rs", "kind: &facts.kind,", "kind: &InterfaceKind::Host,", "classes by kind"),
    ("ask/classes.rs", "source_dest_check: facts.source_dest_check,", "source_dest_check: None,", "classes by source/destination check"),
    ("ask/classes.rs", "ephemeral: facts.ephemeral,", "ephemeral: None,", "classes by ephemeral ports"),
    ("ask/classes.rs", "addresses: facts.addresses.iter()", "addresses: facts.addresses.iter().take(0)", "classes by addresses"),
    ("ask/classes.rs", "own.any(shared) || targets.contains(&place)", "targets.contains(&place)", "addresses that several have"),
    ("ask/classes.rs", "own.any(shared) || targets.contains(&place)", "own.any(shared)", "targets of load balancers are alone"),
    ("ask/sets.rs", "match self.within_host(from.client, Some(goal), dst) {", "match None::<super::super::Answer> {", "hosts and themselves in sets"),
    ("ask/sets.rs", "if from.client == Client::Internet && self.better_by_public(Some(goal), dst) {", "if false {", "public addresses first in sets"),
    ("ask/sets.rs", "Holds::No => return Verdict::Blocked,", "Holds::No => verdict,", "groups in sets"),
    ("ask/sets.rs", "Holds::Maybe => Verdict::Unknown,", "Holds::Maybe => verdict,", "groups that are not known in sets"),
    # Which VPCs have to do with each other
    ("neighbour.rs", "link(vpc(&one.vpc), vpc(&other.vpc));", "", "neighbours over peering"),
    ("neighbour.rs", "AttachmentKind::Vpc { vpc: id, .. } => link(here, vpc(id)),", "AttachmentKind::Vpc { .. } => {}", "neighbours over transit gateways"),
    ("neighbour.rs", "AttachmentKind::Peering { peer } => link(here, transit(peer)),", "AttachmentKind::Peering { .. } => {}", "neighbours over transit gateways that peer"),
    ("neighbour.rs", "|| !rfc1918(&a.private)", "", "neighbours by IPv6"),
    ("neighbour.rs", "a.has_public != Some(false) || a.public.is_some()", "false", "neighbours by public addresses"),
    # Hosts
    ("ask/mod.rs", "if asked.is_some_and(|a| a != place) {", "if false {", "addresses of one's own in networks that overlap"),
    ("ask/mod.rs", "if facts.source_dest_check == Some(false) {", "if false {", "hosts that forward"),
    ("ask/mod.rs", "if let InterfaceKind::Other(kind) = &facts.kind {", "if let InterfaceKind::Other(kind) = &InterfaceKind::Other(String::new()).clone() && false {", "interfaces that are not modelled"),
    ("walk/mod.rs", "None if self.in_open(vpc) || self.hides(vpc, &packet.dst) => {", "None if false => {", "interfaces that are not known"),
]


def copy():
    shutil.rmtree(WORK / "src", ignore_errors=True)
    shutil.rmtree(WORK / "tests", ignore_errors=True)
    (WORK / "tests/it").mkdir(parents=True)
    shutil.copytree(HERE / "src/network", WORK / "src/network")
    (WORK / "src/lib.rs").write_text("pub mod network;\n")
    names = []
    for name in ["cases", "estates.rs", "naive.rs", "sets.rs"]:
        source = HERE / "tests/it/network" / name
        if source.is_dir():
            shutil.copytree(source, WORK / "tests/it" / name)
        elif source.exists():
            shutil.copy(source, WORK / "tests/it" / name)
        else:
            continue
        names.append(name.removesuffix(".rs"))
    (WORK / "tests/it/main.rs").write_text("".join(f"mod {n};\n" for n in names))
    package = '[package]\nname = "keyholder"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\nipnet = "2"\npetgraph = "0.8"\n'
    (WORK / "Cargo.toml").write_text(package + "[profile.test]\ndebug = 0\n[workspace]\n")


def test(which):
    command = ["cargo", "test", "-q", "--test", "it", "--", *which]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(WORK / "target"), "RUSTFLAGS": "-A warnings", "RUST_BACKTRACE": "0"}
    done = subprocess.run(command, cwd=WORK, env=environment, capture_output=True, text=True)
    built = "could not compile" not in done.stderr
    return done.returncode == 0, built, done.stderr[-1500:]


def balanced(new):
    """Closes a block that a replacement opens: `if false {` before a call."""
    return new.count("{") > new.count("}")


def main():
    copy()
    passes, built, err = test([])
    if not passes:
        sys.exit(f"the engine does not pass its own tests\n{err}")
    killed, survived, broken = 0, [], []
    chosen = [m for m in MUTANTS if not NAMES or any(n in m[3] for n in NAMES)]
    for file, old, new, name in chosen:
        path = WORK / "src/network" / file
        text = path.read_text()
        if old not in text:
            broken.append(f"{name}: not found in {file}")
            continue
        head, tail = text.split(old, 1)
        if "if false { " in new and balanced(new) and not balanced(old):
            # The call ends at its `;`, or at the `,` of a match arm.
            depth, at = old.count("(") - old.count(")"), 0
            while at < len(tail):
                depth += (tail[at] == "(") - (tail[at] == ")")
                at += 1
                if depth == 0:
                    break
            tail = tail[:at] + " }" + tail[at:]
        path.write_text(head + new + tail)
        passes, built, err = test(["cases"])
        if built and passes:
            passes, built, err = test([])
        path.write_text(text)
        if not built:
            broken.append(f"{name}: does not build\n{err}")
        elif passes:
            survived.append(name)
        else:
            killed += 1
        print("broken" if not built else "SURVIVED" if passes else "killed", name, flush=True)
    print(f"{killed} of {len(chosen)} killed, {len(survived)} survived, {len(broken)} not tried")
    for name in survived:
        print("survived:", name)
    for name in broken:
        print("broken:", name)
    sys.exit(1 if survived or broken else 0)


main()
