//! Who reaches something, and what something reaches.

use std::collections::BTreeMap;

use super::{Outcome, points};
use crate::cli::args::Common;
use crate::cli::exit::Failure;
use crate::cli::output;
use crate::network::{Flow, Id, Point, Reachability, Verdict};
use crate::report::view::{ReachEnd, ReachSet};

pub(super) fn run(network: &Reachability, from: Option<&str>, to: Option<&str>, port: &str, flow: Flow, common: &Common) -> Result<Outcome, Failure> {
    let mut found: BTreeMap<Id, Verdict> = BTreeMap::new();
    let mut note = |list: Vec<(Id, Verdict)>| {
        for (id, verdict) in list {
            let best = found.entry(id).or_insert(verdict);
            *best = verdict.min(*best);
        }
    };
    for point in points(network, from.or(to).unwrap_or_default())? {
        match (&point, from.is_some()) {
            (Point::Internet(_), true) => note(network.exposed(flow)),
            (Point::Interface(id, _), true) => note(network.reached_from(id, flow)),
            (Point::Interface(id, _), false) => {
                note(network.who_reaches(id, flow));
                let internet = network.ask(&crate::network::Question { from: Point::Internet(None), to: point.clone(), flow }).verdict;
                if internet != Verdict::Blocked {
                    note(vec![("internet".into(), internet)]);
                }
            }
            (Point::Internet(_), false) | (Point::Address(_), _) => {
                return Err(Failure::Usage("what reaches an address, or the internet, is asked with both ends named".into()));
            }
        }
    }
    let ends: Vec<ReachEnd> = found.iter().map(|(id, verdict)| ReachEnd { id: id.to_string(), verdict: verdict.name() }).collect();
    let shown = ReachSet { version: 1, from: from.map(str::to_owned), to: to.map(str::to_owned), port: port.to_owned(), ends };
    output::answer(&shown, |_| text(&shown), common)?;
    Ok(Outcome::Fine)
}

fn text(shown: &ReachSet) -> String {
    let title = match (&shown.from, &shown.to) {
        (Some(from), _) => format!("{from} reaches on {}:", shown.port),
        (None, to) => format!("{} is reached on {} by:", to.as_deref().unwrap_or_default(), shown.port),
    };
    let mut lines = vec![title];
    if shown.ends.is_empty() {
        lines.push("  nothing".into());
    }
    lines.extend(shown.ends.iter().map(|e| if e.verdict == "reachable" { format!("  {}", e.id) } else { format!("  {} ({})", e.id, e.verdict) }));
    lines.iter().map(|l| format!("{}\n", crate::report::visible::visible(l))).collect()
}
