//! Paths that must not be.

use std::fmt::Write as _;
use std::path::Path;

use super::{Outcome, shown};
use crate::cli::args::Common;
use crate::cli::exit::Failure;
use crate::cli::output;
use crate::network::{Flow, Reachability, Verdict};
use crate::report::view::{ForbiddenPath, ReachScope};
use crate::trace::Scope;

pub(super) fn run(network: &Reachability, path: &Path, common: &Common) -> Result<Outcome, Failure> {
    let failure = |source| Failure::File { what: "read", path: path.display().to_string(), source };
    let bytes = std::fs::read(path).map_err(failure)?;
    let wrong = |e: serde_json::Error| Failure::Config { path: path.display().to_string(), line: e.line(), message: e.to_string(), help: None };
    let scope: Scope = serde_json::from_slice(&bytes).map_err(wrong)?;
    let (found, cut) = scope.breaches(network);
    let is = found.iter().any(|b| b.answer.verdict == Verdict::Reachable);
    let verdict = match (is, cut || !found.is_empty()) {
        (true, _) => "refuted",
        (false, true) => "undecided",
        (false, false) => "proven",
    };
    let paths = found.iter().map(|b| ForbiddenPath { from: b.from.clone(), to: b.to.clone(), port: port(b.flow), answer: shown(&b.answer) });
    let judged = ReachScope { version: 1, verdict, paths: paths.collect() };
    output::answer(&judged, |_| text(&judged, cut), common)?;
    Ok(match verdict {
        "refuted" => Outcome::Findings,
        "undecided" => Outcome::Incomplete,
        _ => Outcome::Fine,
    })
}

fn port(flow: Flow) -> String {
    format!("{}/{}", flow.ports.0, if flow.protocol == 17 { "udp" } else { "tcp" })
}

fn text(judged: &ReachScope, cut: bool) -> String {
    let mut out = format!("{}\n", judged.verdict);
    for path in &judged.paths {
        let _ = writeln!(out, "  {} → {} on {}: {}", path.from, path.to, path.port, path.answer.verdict);
    }
    if cut {
        out.push_str("  the scope is about more than was asked\n");
    }
    out.lines().map(|line| format!("{}\n", crate::report::visible::visible(line))).collect()
}
