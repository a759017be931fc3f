//! From what was computed and what humans say to the answer of a row. A statement never turns a gap into met, and neither do missing facts.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::judge::{self, Judged};
use super::{Class, Control, Row, State, controls};
use crate::aws::wildcard;
use crate::findings::{self, Analysis, Confidence, Finding};
use crate::model::{Accept, Evidence};

/// All rows. Those that sum up others are answered after them.
pub(super) fn rows<'a>(analysis: &Analysis<'a>, found: &[Finding]) -> Vec<Row<'a>> {
    let facts = Facts::new(analysis);
    let mut rows: BTreeMap<&'static str, Row<'a>> = BTreeMap::new();
    for control in controls() {
        if let Some(judge) = judge::of(control.id) {
            let judged = judge::event_hubs::beside(control.id, control.class == Class::Human, judge(&facts), &facts);
            rows.insert(control.id, row(analysis, found, control, judged, Vec::new()));
        }
    }
    for (id, prefixes) in judge::SUMS {
        let Some(control) = controls().iter().find(|c| c.id == *id) else { continue };
        let summed = |other: &&Control| other.id != *id && prefixes.iter().any(|p| other.id.starts_with(p));
        let sums: Vec<(&'static str, State)> = controls().iter().filter(summed).filter_map(|c| Some((c.id, rows.get(c.id)?.state))).collect();
        rows.insert(control.id, row(analysis, found, control, summary(&sums), sums));
    }
    controls().iter().filter_map(|c| rows.remove(c.id)).collect()
}

/// What is missing for a row that sums up others.
fn summary(sums: &[(&'static str, State)]) -> Judged {
    let open: Vec<&str> = sums.iter().filter(|(_, s)| *s == State::Unknown).map(|(id, _)| *id).collect();
    let mut judged = Judged::default();
    if !open.is_empty() {
        judged.missing.push(format!("the answer of {}", open.join(", ")));
    }
    judged
}

fn row<'a>(analysis: &Analysis<'a>, found: &[Finding], control: &'static Control, judged: Judged, sums: Vec<(&'static str, State)>) -> Row<'a> {
    let review = analysis.review;
    let rules: Vec<&'static str> = findings::rules().iter().filter(|r| r.controls.contains(&control.id)).map(|r| r.id).collect();
    let own: Vec<usize> = found.iter().enumerate().filter(|(_, f)| rules.contains(&f.rule)).map(|(i, _)| i).collect();
    let mut accepted: Vec<&'a Accept> = Vec::new();
    let (mut standing, mut possible) = (0, 0);
    for finding in own.iter().filter_map(|i| found.get(*i)) {
        match analysis.acceptance(finding) {
            Some(accept) if accept.approver.is_some() => accepted.push(accept),
            _ if finding.confidence == Confidence::Possible => possible += 1,
            _ => standing += 1,
        }
    }
    let of_control = |subject: Option<String>| {
        review.accepts.iter().find(|a| {
            let named = a.control.as_deref() == Some(control.id) && a.rule.is_none() && a.approver.is_some() && current(analysis, Some(&a.expires));
            named && a.subject.as_ref().is_none_or(|p| subject.as_ref().is_some_and(|s| wildcard::matches(p, s)))
        })
    };
    let label = |id| analysis.inventory.resource(id).map(|_| findings::Subject::Resource(id).label(analysis.inventory));
    for fact in &judged.against {
        match of_control(fact.resource.and_then(label)) {
            Some(accept) => accepted.push(accept),
            None => standing += 1,
        }
    }
    for _ in sums.iter().filter(|(_, s)| *s == State::Gap) {
        match of_control(None) {
            Some(accept) => accepted.push(accept),
            None => standing += 1,
        }
    }
    dedup(&mut accepted);
    let evidence: Vec<(&Evidence, bool)> =
        review.evidence.iter().filter(|e| e.control == control.id).map(|e| (e, current(analysis, e.expires.as_deref()))).collect();
    let stated = evidence.iter().any(|(_, counts)| *counts);
    let case = Case { standing, possible, accepted: accepted.len(), stated, sums: &sums, judged: &judged };
    let (state, reason) = case.answer(control);
    let mut missing = judged.missing;
    if state == State::Unknown && control.class != Class::Automatic && !stated && !control.human.is_empty() {
        missing.push(format!("a statement with evidence: {}", control.human));
    }
    Row {
        control,
        state,
        reason,
        missing,
        against: judged.against,
        findings: own,
        rules,
        facts: judged.facts,
        sums,
        owners: review.owners.iter().filter(|o| o.control == control.id).map(|o| o.team.as_str()).collect(),
        evidence,
        accepted,
    }
}

/// What an answer depends on.
struct Case<'c> {
    /// Findings and facts against it that nobody accepts with an approver.
    standing: usize,
    /// Findings that hang on something not known.
    possible: usize,
    accepted: usize,
    /// Evidence is named that still counts.
    stated: bool,
    sums: &'c [(&'static str, State)],
    judged: &'c Judged,
}

impl Case<'_> {
    fn answer(&self, control: &Control) -> (State, String) {
        let says = |state, text: &str| (state, text.to_owned());
        let summed = |state| self.sums.iter().filter(move |(_, s)| *s == state).map(|(id, _)| *id).collect::<Vec<_>>();
        if self.standing > 0 {
            let rows = summed(State::Gap);
            return match rows.as_slice() {
                [] if self.standing == 1 => says(State::Gap, "one finding or fact speaks against it"),
                [] => says(State::Gap, &format!("{} findings or facts speak against it", self.standing)),
                rows => says(State::Gap, &format!("gap in {}", rows.join(", "))),
            };
        }
        if self.accepted > 0 || !summed(State::Exception).is_empty() {
            return says(State::Exception, "the gap is accepted, with an approver, until the date named");
        }
        if let Some(why) = self.judged.not_applicable {
            return says(State::NotApplicable, why);
        }
        if self.possible > 0 {
            return says(State::Unknown, "a finding hangs on something that is not known");
        }
        if !self.judged.missing.is_empty() {
            let can_state = self.sums.is_empty() && self.stated;
            return match can_state {
                true => says(State::Stated, "a human states it; the facts that would show it are missing"),
                false => says(State::Unknown, "a needed fact is missing"),
            };
        }
        if !summed(State::Stated).is_empty() {
            return says(State::Stated, "some of the rows that it sums up are only stated");
        }
        let human = !control.human.is_empty();
        match control.class {
            Class::Human if self.stated => says(State::Stated, "a human states it, and no fact speaks against it"),
            Class::Mixed if human && !self.stated => says(State::Unknown, "no fact speaks against it; the human part is not stated"),
            Class::Human => says(State::Unknown, "only a human can say"),
            Class::Mixed if human => says(State::Met, "the needed facts are known, none speaks against it, and the human part is stated"),
            Class::Mixed | Class::Automatic => says(State::Met, "all needed facts are known, and none speaks against it"),
        }
    }
}

/// Whether something that ends on a date still counts. What is no date does not.
fn current(analysis: &Analysis<'_>, expires: Option<&str>) -> bool {
    let is_date = |d: &str| d.len() == 10 && d.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    expires.is_none_or(|d| is_date(d) && d >= analysis.today)
}

fn dedup(accepts: &mut Vec<&Accept>) {
    let mut seen: Vec<*const Accept> = Vec::new();
    accepts.retain(|a| {
        let at = std::ptr::from_ref(*a);
        !seen.contains(&at) && {
            seen.push(at);
            true
        }
    });
}
