//! Web identity: the trust policy statements by which an OIDC provider's identities get in, and which of them.
//!
//! Source: "Available keys for AWS OIDC federation", AWS Identity and Access Management User Guide.

use std::collections::BTreeMap;

use super::Analysis;
use super::guard::{self, Force};
use crate::aws::Arn;
use crate::model::{Policy, Resource, ResourceId};
use crate::policy::{Condition, Effect, PrincipalPattern, Principals, Statement};

/// One provider of one Allow statement of a role's trust policy.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// The role.
    pub role: &'a Resource,
    /// Its trust policy.
    pub policy: &'a Policy,
    /// The statement.
    pub statement: &'a Statement,
    /// Host and path of the provider, without scheme.
    pub issuer: String,
}

/// Providers for which the audience names the caller's application or identity pool.
const AUDIENCE_SUFFICES: &[&str] = &["accounts.google.com", "cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com"];

/// Providers that anybody can get a token of.
const HOSTED: &[&str] =
    &["token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "agent.buildkite.com", "oidc.circleci.com", "api.bitbucket.org"];

/// Claims that say for whom a token is, not whose it is.
const NOT_WHOSE: &[&str] = &["aud", "iss", "amr", "azp"];

/// Beginnings of subjects that tell a kind, not a subject.
const KINDS: &[&str] = &["", "repo:", "organization:", "project_path:"];

impl Entry<'_> {
    /// Whether no condition tells one subject from another.
    pub fn takes_any_subject(&self) -> bool {
        !self.statement.conditions.iter().any(|c| self.tells_subjects(c))
    }

    /// Whether anybody can get a token of the provider.
    pub fn is_hosted(&self) -> bool {
        HOSTED.iter().chain(AUDIENCE_SUFFICES).any(|h| self.issuer == *h || self.issuer.starts_with(&format!("{h}/")))
    }

    /// The subject pattern that takes service accounts of every namespace, if nothing narrower is asked as well.
    pub fn any_namespace(&self) -> Option<String> {
        let subjects = self.statement.conditions.iter().filter(|c| claim(c) == Some("sub") && guard::force(c) == Force::Holds);
        let wide: Vec<Option<String>> =
            subjects.map(|c| c.values.iter().filter_map(|v| v.literal()).find(|v| spans_namespaces(v)).map(str::to_owned)).collect();
        wide.iter().all(Option::is_some).then(|| wide.into_iter().flatten().next()).flatten()
    }

    fn tells_subjects(&self, condition: &Condition) -> bool {
        let Some(claim) = claim(condition) else { return condition.key.literal().is_none() };
        let by_audience = AUDIENCE_SUFFICES.contains(&self.issuer.as_str());
        let whose = by_audience || !NOT_WHOSE.contains(&claim);
        let like = condition.operator.literal().is_none_or(|o| o.to_ascii_lowercase().contains("like"));
        let kind_only = |v: &str| like && v.find(['*', '?']).is_some_and(|at| v.split_at_checked(at).is_some_and(|(head, _)| KINDS.contains(&head)));
        let any = claim == "sub" && condition.values.iter().filter_map(|v| v.literal()).any(kind_only);
        whose && !any && !matches!(guard::force(condition), Force::Empty(_))
    }
}

/// The entries of all roles, in inventory order.
pub(super) fn entries<'a>(analysis: &Analysis<'a>) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for role in &analysis.inventory.resources {
        let trust = role.principal.as_ref().and_then(|p| p.trust).and_then(|id| analysis.inventory.policy(id));
        let Some((policy, document)) = trust.and_then(|p| Some((p, p.document.as_ref()?))) else { continue };
        let allows = document.statements.iter().filter(|s| s.effect == Effect::Allow);
        for statement in allows.filter(|s| guard::covers(&s.actions, "sts:assumerolewithwebidentity")) {
            let Principals::Only(list) = &statement.principals else { continue };
            let issuers = list.iter().filter_map(|p| issuer(analysis, p));
            entries.extend(issuers.map(|issuer| Entry { role, policy, statement, issuer }));
        }
    }
    entries
}

/// The entries that meet a condition, by role.
pub(super) fn by_role<'a>(entries: Vec<Entry<'a>>, wanted: impl Fn(&Entry<'a>) -> bool) -> Vec<(&'a Resource, Vec<Entry<'a>>)> {
    let mut groups: BTreeMap<ResourceId, (&'a Resource, Vec<Entry<'a>>)> = BTreeMap::new();
    for entry in entries.into_iter().filter(|e| wanted(e)) {
        groups.entry(entry.role.id).or_insert_with(|| (entry.role, Vec::new())).1.push(entry);
    }
    groups.into_values().collect()
}

/// The issuer of an OIDC provider; `None` for SAML and for what is not known to be OIDC.
fn issuer(analysis: &Analysis<'_>, pattern: &PrincipalPattern) -> Option<String> {
    let PrincipalPattern::Federated(text) = pattern else { return None };
    let known = analysis.inventory.resources.iter().find(|r| r.provider.is_some() && r.arn == *text).and_then(|r| r.provider.as_ref());
    let issuer = match (known, Arn::parse(text)) {
        (Some(provider), _) => provider.issuer.clone(),
        (None, Ok(arn)) => arn.resource.strip_prefix("oidc-provider/")?,
        (None, Err(_)) => text.clone(),
    };
    (!issuer.is_empty()).then(|| analysis.inventory.render(&issuer))
}

/// The claim that a condition key is about: `sub` of `token.example.com:sub`.
fn claim(condition: &Condition) -> Option<&str> {
    let last = condition.key.pieces().last();
    let text = match last {
        Some(crate::aws::Piece::Literal(text)) => text,
        _ => return None,
    };
    let (provider, claim) = text.rsplit_once(':')?;
    (provider != "aws" && provider != "sts").then_some(claim)
}

fn spans_namespaces(subject: &str) -> bool {
    let Some(rest) = subject.strip_prefix("system:") else { return false };
    let rest = rest.strip_prefix("serviceaccount:").unwrap_or(rest);
    let namespace = rest.split(':').next().unwrap_or_default();
    namespace.contains('*') && namespace.chars().all(|c| c == '*') || rest.starts_with("serviceaccount*")
}
