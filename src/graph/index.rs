//! Indexes over the inventory: which resources an ARN pattern may be about, and which policies may speak of a caller. Each over-approximates:
//! what is left out can't be meant, what is kept is asked about.

use std::collections::{BTreeMap, BTreeSet};

use super::world::named_account;
use crate::aws::{Arn, Piece, Text};
use crate::model::ResourceId;
use crate::policy::{Caller, Document, Effect, PrincipalPattern, Principals};

/// Resources, or every resource.
#[derive(Clone, Debug)]
pub(super) enum Candidates {
    All,
    Only(BTreeSet<ResourceId>),
}

impl Candidates {
    pub fn contains(&self, id: ResourceId) -> bool {
        match self {
            Self::All => true,
            Self::Only(set) => set.contains(&id),
        }
    }
}

/// Resources by the literal beginning of the ARN that a call names.
#[derive(Clone, Debug, Default)]
pub(super) struct Shapes {
    by_start: BTreeMap<String, Vec<ResourceId>>,
    lengths: BTreeSet<usize>,
}

impl Shapes {
    pub fn add(&mut self, shape: &Text, id: ResourceId) {
        let start = start(shape);
        self.lengths.insert(start.len());
        self.by_start.entry(start.to_owned()).or_default().push(id);
    }

    pub fn all(&self) -> impl Iterator<Item = ResourceId> + '_ {
        self.by_start.values().flatten().copied()
    }

    /// The resources that one of the patterns may be about: of both beginnings one begins with the other.
    pub fn matching<'t>(&self, patterns: impl IntoIterator<Item = &'t Text>) -> Candidates {
        let mut found = BTreeSet::new();
        for pattern in patterns {
            let start = start(pattern);
            if start.is_empty() {
                return Candidates::All;
            }
            let longer = self.by_start.range(start.to_owned()..).take_while(|(shape, _)| shape.starts_with(start));
            found.extend(longer.flat_map(|(_, ids)| ids));
            let shorter = self.lengths.iter().take_while(|n| **n < start.len()).filter_map(|n| self.by_start.get(start.get(..*n)?));
            found.extend(shorter.flatten());
        }
        Candidates::Only(found)
    }
}

/// What a text begins with for sure: up to the first wildcard, policy variable or unknown part.
fn start(text: &Text) -> &str {
    match text.pieces().first() {
        Some(Piece::Literal(s)) => s.split(['*', '?', '$']).next().unwrap_or_default(),
        _ => "",
    }
}

/// Resources by whom a policy on them lets in.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// For anybody, or for somebody who can't be told.
    anybody: BTreeSet<ResourceId>,
    services: BTreeMap<Text, BTreeSet<ResourceId>>,
    providers: BTreeMap<Text, BTreeSet<ResourceId>>,
    /// For an account as a whole: its own principals need a permission of their own.
    accounts: BTreeMap<Text, BTreeSet<ResourceId>>,
    /// For some principal of an account.
    members: BTreeMap<Text, BTreeSet<ResourceId>>,
    /// For one principal: name and account.
    principals: BTreeMap<Text, BTreeMap<Text, BTreeSet<ResourceId>>>,
}

impl Named {
    pub fn add(&mut self, document: &Document, id: ResourceId) {
        if !document.unknown_statements.is_empty() {
            self.anybody.insert(id);
        }
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
            match &statement.principals {
                Principals::Absent => {}
                Principals::AllBut(_) => drop(self.anybody.insert(id)),
                Principals::Only(list) => list.iter().for_each(|p| self.pattern(p, id)),
            }
        }
    }

    fn pattern(&mut self, pattern: &PrincipalPattern, id: ResourceId) {
        match pattern {
            PrincipalPattern::Service(name) if name.literal().is_some() => drop(self.services.entry(name.clone()).or_default().insert(id)),
            PrincipalPattern::Federated(name) if name.literal().is_some() => drop(self.providers.entry(name.clone()).or_default().insert(id)),
            PrincipalPattern::Aws(text) => match named_account(pattern).filter(|a| a.literal().is_some()) {
                None => drop(self.anybody.insert(id)),
                Some(account) => {
                    self.members.entry(account.clone()).or_default().insert(id);
                    match Arn::parse(text).ok().filter(|a| a.resource.literal() != Some("root")) {
                        None => drop(self.accounts.entry(account).or_default().insert(id)),
                        Some(arn) => match name(&arn) {
                            Some(name) => drop(self.principals.entry(name).or_default().entry(account).or_default().insert(id)),
                            None => drop(self.anybody.insert(id)),
                        },
                    }
                }
            },
            PrincipalPattern::CanonicalUser(_) => {}
            PrincipalPattern::Everyone | PrincipalPattern::Unknown(_) | PrincipalPattern::Service(_) | PrincipalPattern::Federated(_) => {
                self.anybody.insert(id);
            }
        }
    }

    /// Where a caller of ours is let in without a permission of its own; of others, where it may be meant at all.
    pub fn direct(&self, caller: &Caller, account: Option<&Text>, ours: bool) -> BTreeSet<ResourceId> {
        let mut found = self.anybody.clone();
        let none = BTreeSet::new();
        let account = account.filter(|a| a.literal().is_some());
        let own_name = match caller {
            Caller::Role { arn, .. } | Caller::User(arn) if ours => Arn::parse(arn).ok().and_then(|a| name(&a)),
            _ => None,
        };
        match (caller, account) {
            (Caller::Service(own), _) => found.extend(self.services.get(own).unwrap_or(&none)),
            (Caller::WebIdentity(own), _) => found.extend(self.providers.get(own).unwrap_or(&none)),
            _ if own_name.is_some() => {
                let of_name = own_name.and_then(|n| self.principals.get(&n));
                let fits = |of: &Text| account.is_none_or(|own| own == of);
                found.extend(of_name.into_iter().flatten().filter(|(of, _)| fits(of)).flat_map(|(_, ids)| ids));
            }
            (_, None) => found.extend(self.members.values().flatten()),
            (_, Some(account)) => found.extend(self.members.get(account).unwrap_or(&none)),
        }
        if matches!(caller, Caller::Service(own) | Caller::WebIdentity(own) if own.literal().is_none()) {
            found.extend(self.services.values().chain(self.providers.values()).flatten());
        }
        found
    }

    /// Where an account as a whole is let in.
    pub fn delegated(&self, account: &Text) -> impl Iterator<Item = ResourceId> + '_ {
        let all = account.literal().is_none().then(|| self.accounts.values().flatten());
        let one = self.accounts.get(account).into_iter().flatten();
        one.chain(all.into_iter().flatten()).copied()
    }
}

/// The name of the role, user or session's role that an ARN is of.
fn name(arn: &Arn) -> Option<Text> {
    let resource = arn.resource.literal()?;
    let name = match resource.strip_prefix("assumed-role/") {
        Some(session) => session.split('/').next()?,
        None => resource.rsplit('/').next()?,
    };
    (!name.contains(['*', '?', '$'])).then(|| name.into())
}
