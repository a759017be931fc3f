//! The judging of each row: a small function over facts. What keyholder does not read yet is missing, and said to be.

mod access;
mod data;
pub(super) mod event_hubs;
mod grants;
mod hub_keys;
mod hub_logs;
mod kafka;
mod logs;
mod network;
mod oversight;
mod protocol;
mod telemetry;

use super::Fact;
use super::facts::Facts;

/// What the facts say of a row.
#[derive(Default)]
pub(super) struct Judged {
    /// What it was judged from.
    pub facts: Vec<Fact>,
    /// What speaks against it and of which no rule tells.
    pub against: Vec<Fact>,
    /// What is missing.
    pub missing: Vec<String>,
    /// Why the question does not arise.
    pub not_applicable: Option<&'static str>,
}

impl Judged {
    /// Nothing can be said, because of this.
    fn lacks(missing: impl Into<String>) -> Self {
        Self { missing: vec![missing.into()], ..Self::default() }
    }

    /// The same, with facts that it rests on.
    fn from(self, facts: Vec<Fact>) -> Self {
        Self { facts, ..self }
    }
}

/// A judging.
pub(super) type Judge = fn(&Facts<'_>) -> Judged;

/// Rows that sum up others, by the beginnings of their ids. Those that are summed up themselves come first.
pub(super) const SUMS: &[(&str, &[&str])] = &[
    ("KC-VND-07", &["KC-VND-01", "KC-VND-02", "KC-VND-03", "KC-VND-04"]),
    ("KC-BYO-06", &["KC-VND-02", "KC-VND-03", "KC-VND-05", "KC-OPS-03"]),
    ("KC-BYO-02", &["KC-DAT-02", "KC-DAT-03"]),
    ("KC-PRO-01", &["KC-PRO-", "KC-AUT-"]),
    ("KC-NET-01", &["KC-NET-"]),
    ("KC-DAT-01", &["KC-DAT-", "KC-KEY-"]),
    ("KC-OPS-01", &["KC-OPS-", "KC-VND-", "KC-UPG-"]),
    ("KC-AUD-01", &["KC-AUD-", "KC-EVT-"]),
    ("KC-BYO-07", &["KC-AUD-"]),
    ("KC-GOV-03", &["KC-DAT-06", "KC-DAT-02", "KC-VND-01", "KC-AUD-02", "KC-GOV-01"]),
];

/// The judging of a row that sums up no others.
pub(super) fn of(id: &str) -> Option<Judge> {
    let tables = [access::JUDGES, data::JUDGES, grants::JUDGES, kafka::JUDGES, logs::JUDGES, network::JUDGES, oversight::JUDGES, telemetry::JUDGES];
    tables.into_iter().flatten().find(|(of, _)| *of == id).map(|(_, judge)| *judge)
}

#[cfg(test)]
mod tests {
    use super::super::controls;
    use super::*;

    #[test]
    fn every_row_is_judged_once() {
        let tables =
            [access::JUDGES, data::JUDGES, grants::JUDGES, kafka::JUDGES, logs::JUDGES, network::JUDGES, oversight::JUDGES, telemetry::JUDGES];
        let judged = tables.into_iter().flatten().map(|(id, _)| *id).chain(SUMS.iter().map(|(id, _)| *id));
        let mut judged: Vec<&str> = judged.collect();
        judged.sort_unstable();
        let mut wanted: Vec<&str> = controls().iter().map(|c| c.id).collect();
        wanted.sort_unstable();
        assert_eq!(judged, wanted);
    }

    #[test]
    fn rows_that_are_summed_up_are_answered_before() {
        for (at, (id, _)) in SUMS.iter().enumerate() {
            let earlier = SUMS.iter().take(at).filter(|(_, prefixes)| prefixes.iter().any(|p| id.starts_with(p)));
            assert_eq!(earlier.map(|(other, _)| *other).collect::<Vec<_>>(), Vec::<&str>::new(), "{id} is summed up before it is answered");
        }
    }
}
