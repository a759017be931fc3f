//! Callers that resource-based policies tell apart: those that they name, and one stranger.

use crate::aws::{Arn, Text};
use crate::policy::Caller;
use crate::policy::document::{Document, PrincipalPattern, Principals};

/// An account that policies hardly name.
const STRANGER: &str = "999900001111";

/// Somebody of an account, for the witness: all of it is asked about after.
fn example(account: &Text) -> Caller {
    Caller::User(Arn::new("aws", "iam", "", account.clone(), "user/example").to_text())
}

/// One caller of each kind that the policies could tell apart.
pub(super) fn all(documents: &[&Document]) -> Vec<Caller> {
    let mut out: Vec<Caller> = Vec::new();
    let mut add = |caller: Caller| {
        if !out.contains(&caller) {
            out.push(caller);
        }
    };
    for statement in documents.iter().flat_map(|d| &d.statements) {
        if let Principals::Only(list) | Principals::AllBut(list) = &statement.principals {
            list.iter().flat_map(of_pattern).for_each(&mut add);
        }
        // Somebody of an account that only a condition names.
        let about_caller = |k: &str| ["aws:principalarn", "aws:principalaccount"].contains(&k.to_lowercase().as_str());
        let conditions = statement.conditions.iter().filter(|c| c.key.literal().is_some_and(about_caller));
        for value in conditions.flat_map(|c| &c.values) {
            let account = Arn::parse(value).map_or_else(|_| value.clone(), |a| a.account);
            if account.literal().is_some_and(|a| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit())) {
                add(example(&account));
                add(Caller::Account(account));
            }
        }
    }
    add(example(&STRANGER.into()));
    add(Caller::Account("*".into()));
    add(Caller::Anonymous);
    add(Caller::Service("example.amazonaws.com".into()));
    out
}

fn of_pattern(pattern: &PrincipalPattern) -> Vec<Caller> {
    match pattern {
        PrincipalPattern::Everyone | PrincipalPattern::CanonicalUser(_) | PrincipalPattern::Unknown(_) => Vec::new(),
        PrincipalPattern::Service(name) => vec![Caller::Service(name.clone())],
        PrincipalPattern::Federated(provider) => vec![Caller::WebIdentity(provider.clone())],
        PrincipalPattern::Aws(text) => {
            let Ok(arn) = Arn::parse(text) else {
                let account = text.literal().is_some_and(|a| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit()));
                return if account { vec![example(text), Caller::Account(text.clone())] } else { Vec::new() };
            };
            let mut out = vec![example(&arn.account), Caller::Account(arn.account.clone())];
            out.extend(identity(&arn, text));
            out
        }
    }
}

fn identity(arn: &Arn, whole: &Text) -> Option<Caller> {
    let (kind, name) = arn.resource.split_once('/')?;
    match (arn.service.literal(), kind.literal()) {
        (Some("iam"), Some("role")) => Some(Caller::Role { arn: whole.clone(), session: None }),
        (Some("iam"), Some("user")) => Some(Caller::User(whole.clone())),
        (Some("sts"), Some("federated-user")) => Some(Caller::FederatedUser(whole.clone())),
        (Some("sts"), Some("assumed-role")) => {
            let (role, _) = name.split_once('/')?;
            let role = Text::concat([&"role/".into(), &role]);
            Some(Caller::Role { arn: Arn::new(arn.partition.clone(), "iam", "", arn.account.clone(), role).to_text(), session: None })
        }
        _ => None,
    }
}
