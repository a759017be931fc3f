//! `keyholder reach`: can one open a connection to the other, over which path, and why not?

mod scope;
mod sets;
mod text;

use std::io::{BufRead, BufReader, Read};
use std::net::IpAddr;

use serde::Deserialize;

use crate::cli::args::{Common, ExpectReach, ReachArgs};
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::{inputs, output};
use crate::model::Inventory;
use crate::network::{Answer, Attribute, Flow, Hop, Interface, Point, Question, Reachability, Verdict};
use crate::report::view::{Connection, ReachAnswer, ReachLine, ReachReason, ReachStep, ReachWrong};

pub(in crate::cli) fn run(args: &ReachArgs, common: &Common) -> Result<Outcome, Failure> {
    let world = inputs::world(&args.sources.sources, common)?;
    let assumptions = assumptions(&world.inventory);
    let network = Reachability::new(world.inventory.estate);
    if let Some(path) = &args.batch {
        return batch(&network, path);
    }
    if let Some(path) = &args.scope {
        return scope::run(&network, path, common);
    }
    let Some(port) = &args.port else {
        return Err(Failure::Usage(
            "a question is `--from X --to Y --port 9092/tcp` (one of the ends may be left out), many are `--batch FILE`, paths that must not be are `--scope FILE`".into(),
        ));
    };
    let flow = flow(port).map_err(Failure::Usage)?;
    match (&args.from, &args.to) {
        (Some(from), Some(to)) => {
            let answer = best(&network, &points(&network, from)?, &points(&network, to)?, flow);
            let written = ReachAnswer { version: 1, from: from.clone(), to: to.clone(), port: port.clone(), assumptions, answer: shown(&answer) };
            output::answer(&written, |_| text::one(&written, &answer), common)?;
            Ok(outcome(answer.verdict, args.expect))
        }
        (None, None) => Err(Failure::Usage("`--port` alone asks nothing: name `--from`, `--to`, or both".into())),
        (from, to) => sets::run(&network, from.as_deref(), to.as_deref(), port, flow, common),
    }
}

fn outcome(verdict: Verdict, expect: Option<ExpectReach>) -> Outcome {
    let wanted = match expect {
        None => return Outcome::Fine,
        Some(ExpectReach::Reachable) => Verdict::Reachable,
        Some(ExpectReach::OneWay) => Verdict::OneWay,
        Some(ExpectReach::Blocked) => Verdict::Blocked,
    };
    match verdict {
        Verdict::Unknown => Outcome::Incomplete,
        found if found == wanted => Outcome::Fine,
        _ => Outcome::Findings,
    }
}

/// What these inputs can never show, or did not, and what is taken in its place.
fn assumptions(inventory: &Inventory) -> Vec<&'static str> {
    let estate = &inventory.estate;
    let terraform = inventory.inputs.iter().any(|i| i.kind.starts_with("Terraform"));
    let assumed = |a: &Attribute| matches!(a, Attribute::Assumed(_));
    let mut out = Vec::new();
    if terraform {
        out.push("vpc-defaults-unchanged: the default security group, network ACL and main route table of a VPC are as AWS makes them where Terraform does not manage them");
    }
    if estate.block_public_access.is_empty() {
        out.push("bpa-off: VPC Block Public Access is off");
    }
    if estate.target_groups.iter().any(|g| assumed(&g.preserve_client)) {
        out.push("preserve-client-ip-default: target groups keep clients' addresses where that is AWS's default");
    }
    out
}

/// `9092/tcp`, `53/udp`, `icmp`.
fn flow(text: &str) -> Result<Flow, String> {
    let wrong = || format!("`{text}` is no port: write `9092/tcp`, `53/udp` or `icmp`");
    if text == "icmp" {
        return Ok(Flow::ping());
    }
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let port = port.parse().map_err(|_| wrong())?;
    match protocol {
        "tcp" => Ok(Flow::tcp(port)),
        "udp" => Ok(Flow::udp(port)),
        _ => Err(wrong()),
    }
}

/// What a word means: the internet, an address, an interface, or what has interfaces.
fn points(network: &Reachability, word: &str) -> Result<Vec<Point>, Failure> {
    if word == "internet" {
        return Ok(vec![Point::Internet(None)]);
    }
    if let Ok(address) = word.parse::<IpAddr>() {
        return Ok(vec![Point::Address(address.to_canonical())]);
    }
    let found: Vec<Point> = network.interfaces_of(word).into_iter().map(|i| Point::Interface(i.id.clone(), None)).collect();
    if found.is_empty() {
        let ids = |i: &Interface| [Some(i.id.to_string()), i.instance.as_ref().map(ToString::to_string)];
        let aliases = network.estate().aliases.iter().filter(|(_, id)| !network.interfaces_of(id).is_empty()).map(|(name, _)| name.clone());
        let known: Vec<String> = network.estate().interfaces.iter().flat_map(ids).flatten().chain(aliases).collect();
        return Err(Failure::Word { word: word.to_owned(), what: "an interface, instance or address of the input", nearest: nearest(word, &known) });
    }
    Ok(found)
}

fn best(network: &Reachability, from: &[Point], to: &[Point], flow: Flow) -> Answer {
    let asked = from.iter().flat_map(|f| to.iter().map(move |t| Question { from: f.clone(), to: t.clone(), flow }));
    let found = asked.map(|q| network.ask(&q)).min_by_key(|a| (a.verdict, a.reasons.len()));
    found.unwrap_or(Answer { verdict: Verdict::Unknown, reasons: Vec::new(), forward: Vec::new(), back: Vec::new() })
}

/// A line of a batch.
#[derive(Deserialize)]
struct Probe {
    id: serde_json::Value,
    src: String,
    src_ip: Option<IpAddr>,
    dst_ip: Option<IpAddr>,
    dst: Option<String>,
    protocol: String,
    dst_port: Option<u16>,
}

fn batch(network: &Reachability, path: &std::path::Path) -> Result<Outcome, Failure> {
    let failure = |source| Failure::File { what: "read", path: path.display().to_string(), source };
    let reader: Box<dyn Read> =
        if path.as_os_str() == "-" { Box::new(std::io::stdin()) } else { Box::new(std::fs::File::open(path).map_err(failure)?) };
    let mut out = Vec::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.map_err(failure)?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answered = match serde_json::from_slice::<Probe>(&line).map_err(|e| e.to_string()).and_then(|p| probe(network, &p).map(|a| (p.id, a))) {
            Ok((id, answer)) => serde_json::to_value(ReachLine { id, answer: shown(&answer) }),
            Err(error) => {
                let id = serde_json::from_slice::<serde_json::Value>(&line).ok().and_then(|v| v.get("id").cloned()).unwrap_or_default();
                serde_json::to_value(ReachWrong { id, error })
            }
        };
        out.extend(answered.unwrap_or_default().to_string().bytes());
        out.push(b'\n');
    }
    output::stdout(&out)?;
    Ok(Outcome::Fine)
}

fn probe(network: &Reachability, probe: &Probe) -> Result<Answer, String> {
    let flow = match (probe.protocol.as_str(), probe.dst_port) {
        ("icmp", _) => Flow::ping(),
        ("tcp", Some(port)) => Flow::tcp(port),
        ("udp", Some(port)) => Flow::udp(port),
        (other, _) => return Err(format!("`{other}` without a port, or no protocol that is known")),
    };
    let ends = |word: &str, address: Option<IpAddr>| -> Result<Vec<Point>, String> {
        let address = address.map(|a| a.to_canonical());
        if word == "internet" {
            return Ok(vec![Point::Internet(address)]);
        }
        match points(network, word) {
            Ok(found) if address.is_none() => Ok(found),
            Ok(found) => Ok(found.into_iter().map(|p| if let Point::Interface(id, _) = p { Point::Interface(id, address) } else { p }).collect()),
            Err(_) => address.map(|a| vec![Point::Address(a)]).ok_or_else(|| format!("`{word}` is not in the input")),
        }
    };
    // The address says where the request goes; what has it is found on the way.
    let to = match (probe.dst.as_deref(), probe.dst_ip.map(|a| a.to_canonical())) {
        (Some("internet"), address) => vec![Point::Internet(address)],
        (_, Some(address)) => vec![Point::Address(address)],
        (Some(word), None) => ends(word, None)?,
        (None, None) => return Err("neither `dst_ip` nor `dst`".into()),
    };
    Ok(best(network, &ends(&probe.src, probe.src_ip)?, &to, flow))
}

/// An answer as it is written.
fn shown(answer: &Answer) -> Connection {
    let reason = |r: &crate::network::Reason| ReachReason {
        code: r.code.name(),
        leg: r.leg.name(),
        component: r.component.clone(),
        rules: r.rules.clone(),
        detail: r.detail.clone(),
    };
    let step = |leg: &'static str| {
        move |h: &Hop| ReachStep {
            leg,
            component: h.component.clone(),
            what: h.what.clone(),
            source: h.source.to_string(),
            destination: h.destination.to_string(),
            rules: h.rules.clone(),
        }
    };
    let path = answer.forward.iter().map(step("forward")).chain(answer.back.iter().map(step("return"))).collect();
    Connection { verdict: answer.verdict.name(), reasons: answer.reasons.iter().map(reason).collect(), path }
}
