//! Doors: the statements by which trust policies and resource-based policies let somebody outside in.

use std::collections::BTreeMap;

use super::guard::{self, Force};
use super::{Analysis, Confidence, Finding, Rule};
use crate::aws::reference::actions::{self, AccessLevel};
use crate::aws::reference::known_accounts;
use crate::aws::{Arn, Text};
use crate::model::{Policy, PrincipalKind, Resource, ResourceId, ResourcePolicy};
use crate::policy::{Actions, Condition, Document, Effect, PrincipalPattern, Principals, Statement};
use crate::trace::{Strength, strength};

/// Who a door lets in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Everyone.
    Everyone,
    /// Every principal of another account that this account lets.
    Account(String),
    /// One principal of another account, by account and ARN.
    Principal(String, String),
    /// A unique id: a principal that no longer exists.
    Deleted(String),
}

/// One principal of one Allow statement of a resource's policy.
#[derive(Clone, Debug)]
pub(super) struct Door<'a> {
    /// The role or other resource behind the door.
    pub resource: &'a Resource,
    /// Its trust policy or resource-based policy.
    pub policy: &'a Policy,
    /// The policy's text.
    pub document: &'a Document,
    /// The statement.
    pub statement: &'a Statement,
    /// The principal as written.
    pub pattern: &'a PrincipalPattern,
    /// Who that is.
    pub who: Who,
}

impl Door<'_> {
    /// Whether a condition with force on one of these keys (lower case, a trailing `*` is a prefix) narrows who or from where.
    pub fn narrowed_by(&self, keys: &[&str]) -> bool {
        guard::guarded(self.statement, |key, condition| keys.iter().any(|k| is_key(k, key)) && !any_principal(key, condition))
    }

    /// Whether a Deny of the same policy keeps out every account or organisation but those that it names, and this one is not named.
    pub fn refused(&self) -> bool {
        let account = match &self.who {
            Who::Account(account) | Who::Principal(account, _) => account.as_str(),
            Who::Everyone | Who::Deleted(_) => "",
        };
        let service = Arn::parse(&self.resource.arn).ok().and_then(|a| a.service.literal().map(str::to_owned)).unwrap_or_default();
        self.document.statements.iter().filter(|s| s.effect == Effect::Deny).any(|s| {
            let about = matches!(&s.principals, Principals::Only(list) if list.contains(&PrincipalPattern::Everyone));
            let every = format!("{service}:*");
            let all = matches!(&s.actions, Actions::Only(list) if list.iter().filter_map(Text::literal).any(|a| a == "*" || a == every));
            let [condition] = s.conditions.as_slice() else { return false };
            let key = condition.key.literal().map(str::to_ascii_lowercase).unwrap_or_default();
            let apart = ["aws:principalaccount", "aws:principalorgid", "kms:calleraccount"].contains(&key.as_str());
            let named = condition.values.iter().any(|v| v.literal() == Some(account));
            about && all && apart && !named && guard::is_negated(condition)
        })
    }

    /// Whether a Deny of the same policy refuses the action (in lower case) without condition.
    fn shut(&self, action: &str) -> bool {
        let about = |s: &Statement| match &s.principals {
            Principals::Only(list) => list.contains(&PrincipalPattern::Everyone) || list.contains(self.pattern),
            Principals::Absent | Principals::AllBut(_) => false,
        };
        let denies = self.document.statements.iter().filter(|s| s.effect == Effect::Deny && s.conditions.is_empty());
        denies.into_iter().any(|s| about(s) && guard::covers(&s.actions, action))
    }

    /// Whether the request must come from a certain network or through a certain service: what the caller does not choose.
    pub fn limited(&self) -> bool {
        self.narrowed_by(ENVIRONMENT)
    }

    /// A condition on the key (lower case), whatever it is worth.
    pub fn asks_for(&self, key: &str) -> Option<&Condition> {
        self.statement.conditions.iter().find(|c| c.key.literal().is_some_and(|k| k.eq_ignore_ascii_case(key)))
    }

    /// Whether the statement gives more than adding and listing: it reads, decrypts, receives, subscribes, deletes, or changes permissions.
    pub fn opens(&self) -> bool {
        let patterns = match &self.statement.actions {
            Actions::Only(list) => list,
            Actions::AllBut(_) => return true,
        };
        let ids = patterns.iter().filter_map(Text::literal).flat_map(actions::matching);
        ids.filter_map(actions::by_id).any(|a| {
            let level = matches!(a.level, AccessLevel::Read | AccessLevel::PermissionsManagement);
            // AWS counts looking at a bucket's own settings as reading; data is what counts here.
            let settings = a.name.starts_with("GetBucket") || a.name.starts_with("Describe") || a.name.contains("Attributes");
            (level && !settings) || a.name.starts_with("Delete") || OPENING.contains(&(a.service, a.name))
        })
    }

    /// Why a condition on the key does nothing, if there is one that does nothing.
    pub fn empty_condition(&self, key: &str) -> Option<(&Condition, &'static str)> {
        let on_key = self.statement.conditions.iter().filter(|c| c.key.literal().is_some_and(|k| k.eq_ignore_ascii_case(key)));
        on_key.into_iter().find_map(|c| match guard::force(c) {
            Force::Empty(why) => Some((c, why)),
            Force::Holds | Force::Unknown => None,
        })
    }
}

/// Keys that tell one principal, account, organisation, network or calling resource from another.
pub(super) const NARROWING: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:userid",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceip",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "lambda:eventsourcetoken",
];

/// Keys that environment or service fix.
const ENVIRONMENT: &[&str] = &[
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "aws:sourcearn",
    "aws:sourceaccount",
    "kms:viaservice",
    "kms:encryptioncontext*",
    "kms:grantisforawsresource",
];

/// What the Service Authorization Reference calls a write and opens data all the same.
const OPENING: &[(&str, &str)] = &[("kms", "Decrypt"), ("kms", "ReEncryptFrom"), ("sns", "Subscribe")];

const ASSUME: &str = "sts:assumerole";

/// The doors of trust policies that `sts:AssumeRole` goes through, in inventory order. Those that a Deny without condition shuts are left out.
pub(super) fn of_roles<'a>(analysis: &Analysis<'a>) -> Vec<Door<'a>> {
    let roles = analysis.inventory.resources.iter().filter(|r| r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role));
    let trusts = roles.filter_map(|r| Some((r, analysis.inventory.policy(r.principal.as_ref()?.trust?)?)));
    trusts.flat_map(|(r, p)| doors(analysis, r, p)).filter(|d| guard::covers(&d.statement.actions, ASSUME) && !d.shut(ASSUME)).collect()
}

/// The doors of resource-based policies, in inventory order. Endpoint policies only limit and have none.
pub(super) fn of_resources<'a>(analysis: &Analysis<'a>) -> Vec<Door<'a>> {
    let holders = analysis.inventory.resources.iter().filter(|r| r.network.is_none()).filter_map(|r| match r.resource_policy {
        ResourcePolicy::Policy(id) => Some((r, analysis.inventory.policy(id)?)),
        ResourcePolicy::NotApplicable | ResourcePolicy::None | ResourcePolicy::Unseen => None,
    });
    holders.flat_map(|(r, p)| doors(analysis, r, p)).collect()
}

/// The doors of policies of Kafka clusters.
pub(super) fn of_clusters<'a>(analysis: &Analysis<'a>) -> Vec<Door<'a>> {
    let holders = analysis.inventory.resources.iter().filter(|r| r.kafka.is_some()).filter_map(|r| match r.resource_policy {
        ResourcePolicy::Policy(id) => Some((r, analysis.inventory.policy(id)?)),
        ResourcePolicy::NotApplicable | ResourcePolicy::None | ResourcePolicy::Unseen => None,
    });
    holders.flat_map(|(r, p)| doors(analysis, r, p)).collect()
}

/// The doors that meet a condition, by the resource behind them, in inventory order.
pub(super) fn by_resource<'a>(doors: &[Door<'a>], wanted: impl Fn(&Door<'a>) -> bool) -> Vec<(&'a Resource, Vec<Door<'a>>)> {
    let mut groups: BTreeMap<ResourceId, (&'a Resource, Vec<Door<'a>>)> = BTreeMap::new();
    for door in doors.iter().filter(|d| wanted(d)) {
        groups.entry(door.resource.id).or_insert_with(|| (door.resource, Vec::new())).1.push(door.clone());
    }
    groups.into_values().collect()
}

/// The doors that let an account or principal in without an external id that is enforced, by role.
pub(super) fn without_external_id<'a>(doors: &[Door<'a>]) -> Vec<(&'a Resource, Vec<Door<'a>>)> {
    by_resource(doors, |d| {
        let outsider = matches!(d.who, Who::Account(_) | Who::Principal(..));
        let demanded = || guard::demanded_by_deny(d.document, ASSUME, "sts:ExternalId", d.pattern);
        outsider && strength(&d.statement.conditions) < Strength::Unknown && !demanded()
    })
}

/// A finding about what is behind some doors, shown by their statements.
pub(super) fn finding(rule: &Rule, analysis: &Analysis<'_>, resource: &Resource, doors: &[Door<'_>], message: String) -> Finding {
    let finding = Finding::of_resource(rule, analysis.inventory, resource, message);
    let indexes = doors.iter().map(|d| d.statement.index);
    match doors.first() {
        Some(door) => finding.confidence(confidence(analysis)).shown_by(door.policy, indexes),
        None => finding,
    }
}

/// How sure it is that a literal account id is not ours.
pub(super) fn confidence(analysis: &Analysis<'_>) -> Confidence {
    let known = analysis.inventory.accounts.iter().all(|a| a.id.literal().is_some());
    if known && !analysis.inventory.accounts.is_empty() { Confidence::Proven } else { Confidence::Assumed }
}

/// Whether an account is one of ours.
pub(super) fn is_own(analysis: &Analysis<'_>, account: &str) -> bool {
    analysis.inventory.is_own(&Text::from(account)) || analysis.review.accounts.iter().any(|a| a.id == account)
}

/// An account with its owner's name, where the configuration or a public source tells it.
pub(super) fn account_name(analysis: &Analysis<'_>, account: &str) -> String {
    let configured = analysis.review.vendor_of_account(account).map(|v| v.name.clone());
    let name = configured.or_else(|| known_accounts::by_id(account).map(|k| format!("known as {}", k.vendor)));
    name.map_or_else(|| format!("account {account}"), |n| format!("account {account} ({n})"))
}

/// Who a door lets in, for a sentence.
pub(super) fn who_name(analysis: &Analysis<'_>, who: &Who) -> String {
    match who {
        Who::Everyone => "everyone".to_owned(),
        Who::Account(account) => account_name(analysis, account),
        Who::Principal(_, arn) => arn.clone(),
        Who::Deleted(id) => id.clone(),
    }
}

fn doors<'a>(analysis: &Analysis<'a>, resource: &'a Resource, policy: &'a Policy) -> Vec<Door<'a>> {
    let Some(document) = &policy.document else { return Vec::new() };
    let allows = document.statements.iter().filter(|s| s.effect == Effect::Allow);
    let named = allows.flat_map(|s| match &s.principals {
        Principals::Only(list) => list.iter().map(|p| (s, p)).collect::<Vec<_>>(),
        Principals::Absent | Principals::AllBut(_) => Vec::new(),
    });
    named.filter_map(|(statement, pattern)| Some(Door { resource, policy, document, statement, pattern, who: who(analysis, pattern)? })).collect()
}

/// Who a principal entry names; `None` for our own accounts, services, providers, and what is not known.
fn who(analysis: &Analysis<'_>, pattern: &PrincipalPattern) -> Option<Who> {
    let text = match pattern {
        PrincipalPattern::Everyone => return Some(Who::Everyone),
        PrincipalPattern::Aws(text) => text,
        _ => return None,
    };
    let Ok(arn) = Arn::parse(text) else {
        let literal = text.literal()?;
        if literal.len() == 12 && literal.bytes().all(|b| b.is_ascii_digit()) {
            return (!is_own(analysis, literal)).then(|| Who::Account(literal.to_owned()));
        }
        let unique = ["AROA", "AIDA", "AKIA", "ASIA"].iter().any(|p| literal.starts_with(p)) && !literal.contains(':');
        return unique.then(|| Who::Deleted(literal.to_owned()));
    };
    let account = arn.account.literal().filter(|a| !a.is_empty() && !is_own(analysis, a))?.to_owned();
    if arn.resource.literal() == Some("root") {
        return Some(Who::Account(account));
    }
    Some(Who::Principal(account, analysis.inventory.render(text)))
}

/// Whether a condition on the principal's ARN names a whole account, or everybody.
fn any_principal(key: &str, condition: &Condition) -> bool {
    key == "aws:principalarn"
        && condition.values.iter().any(|v| {
            let resource = Arn::parse(v).ok().and_then(|a| a.resource.literal().map(str::to_owned));
            matches!(resource.as_deref(), Some("*" | "role/*" | "user/*" | "root"))
        })
}

fn is_key(pattern: &str, key: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == key, |prefix| key.starts_with(prefix))
}
