//! Accepted findings: who accepts which finding until when.

use super::{Analysis, Finding, Subject};
use crate::aws::wildcard;
use crate::model::Accept;

impl<'a> Analysis<'a> {
    /// Days from a date, `YYYY-MM-DD`, to today; negative where it is yet to come, `None` for what is no date.
    pub fn days_since(&self, date: &str) -> Option<i64> {
        crate::policy::days_between(date, self.today)
    }

    /// The entry of the configuration that accepts a finding today, if there is one.
    pub fn acceptance(&self, finding: &Finding) -> Option<&'a Accept> {
        self.review.accepts.iter().find(|a| a.expires.as_str() >= self.today && self.covers(a, finding))
    }

    fn covers(&self, accept: &Accept, finding: &Finding) -> bool {
        let controls = || super::rule(finding.rule).map_or(&[][..], |r| r.controls);
        let named = match (&accept.rule, &accept.control) {
            (Some(rule), _) => rule == finding.rule,
            (None, Some(control)) => controls().contains(&control.as_str()),
            (None, None) => false,
        };
        // In the source it is about the block below it: about findings that point there first.
        let here = accept.lines.as_ref().is_none_or(|lines| finding.locations.first().is_some_and(|o| lines.hold(o)));
        named && here && accept.subject.as_ref().is_none_or(|pattern| self.names(&finding.subject).iter().any(|n| wildcard::matches(pattern, n)))
    }

    /// What a pattern may call a subject: Terraform address, ARN, name.
    fn names(&self, subject: &Subject) -> Vec<String> {
        match subject {
            Subject::Resource(id) => self.inventory.resource(*id).map_or_else(Vec::new, |r| {
                let mut names = vec![self.inventory.render(&r.name), self.inventory.render(&r.arn)];
                names.extend(r.origin.address.clone());
                names
            }),
            Subject::Policy(id) => self.inventory.policy(*id).map_or_else(Vec::new, |p| {
                let mut names = vec![p.name.clone()];
                names.extend(p.origin.address.clone());
                names.extend(p.arn.as_ref().map(|a| self.inventory.render(a)));
                names
            }),
            Subject::Named(name) => vec![name.clone()],
        }
    }
}
