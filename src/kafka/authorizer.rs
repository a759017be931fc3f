//! The broker's decision: `StandardAuthorizer` of Apache Kafka, with three values.
//!
//! In order: super users may do everything; an entry that denies and matches; an entry that allows and matches; any entry on the resource, which
//! closes it for all others; the default of the cluster. What decides is a monotone function of six yes-or-no facts, so the best and the worst
//! that the unknown ones leave possible tell whether the answer is known.

use super::acl::{Acl, Operation, Pattern, Permission, ResourceType};
use super::matching::{begins, equal};
use crate::aws::Text;

/// What is known of a cluster's authorization. `None` is always "not known".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorizer {
    /// An authorizer is set. Without one everybody may do everything, whatever entries say.
    pub on: Option<bool>,
    /// Principals that may do everything (`super.users`).
    pub super_users: Option<Vec<Text>>,
    /// What holds for a resource that has no entry (`allow.everyone.if.no.acl.found`).
    pub open: Option<bool>,
    /// The entries.
    pub acls: Vec<Acl>,
    /// There are no others.
    pub complete: bool,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// Who: `User:name`, or `User:ANONYMOUS` without authentication.
    pub principal: &'a Text,
    /// Does what. Not [`Operation::All`].
    pub operation: Operation,
    /// On what sort of thing.
    pub resource: ResourceType,
    /// Of this name.
    pub name: &'a Text,
    /// From this address, where it is known.
    pub host: Option<&'a Text>,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No authorizer is set.
    NoAuthorizer,
    /// It is a super user.
    SuperUser,
    /// The entry of this index.
    Acl(usize),
    /// The entry of this index is on the resource, and none allows it.
    NoneAllows(usize),
    /// No entry is on the resource: the default.
    Default,
}

/// A fact that is not known and that the answer hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// Whether an authorizer is set (`authorizer.class.name`).
    Authorizer,
    /// Who the super users are (`super.users`).
    SuperUsers,
    /// Whether there are further entries.
    FurtherAcls,
    /// What the entry of this index is about, or from which address the principal comes.
    Acl(usize),
    /// The default (`allow.everyone.if.no.acl.found`).
    Default,
}

impl Unknown {
    /// For readers, after "not known: ".
    pub fn told(self) -> &'static str {
        match self {
            Self::Authorizer => "whether an authorizer is set (`authorizer.class.name`)",
            Self::SuperUsers => "who the super users are (`super.users`)",
            Self::FurtherAcls => "which access control lists the cluster has",
            Self::Acl(_) => "whom and what an access control list entry is about, or from which address",
            Self::Default => "whether everyone is allowed where no entry is found (`allow.everyone.if.no.acl.found`)",
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed.
    Allowed(Reason),
    /// Denied.
    Denied(Reason),
    /// Not known: the facts that it hangs on, the one that an administrator can tell most easily first.
    Uncertain(Vec<Unknown>),
}

/// Something that may hold: for certain, or by these unknown facts.
#[derive(Clone, Debug, Default)]
struct May {
    certain: Option<usize>,
    perhaps: Vec<Unknown>,
}

impl May {
    fn add(&mut self, index: usize, matches: Option<bool>) {
        match matches {
            Some(true) => self.certain = self.certain.or(Some(index)),
            Some(false) => {}
            None => self.perhaps.push(Unknown::Acl(index)),
        }
    }

    fn of(known: Option<bool>, unknown: Unknown) -> Self {
        match known {
            Some(true) => Self { certain: Some(0), perhaps: Vec::new() },
            Some(false) => Self::default(),
            None => Self { certain: None, perhaps: vec![unknown] },
        }
    }

    fn least(&self) -> bool {
        self.certain.is_some()
    }

    fn most(&self) -> bool {
        self.certain.is_some() || !self.perhaps.is_empty()
    }
}

/// The six facts, in the order of [`outcome`].
const FACTS: usize = 6;

/// What the broker answers when the facts are these: no authorizer, super user, denied, allowed, some entry, open default.
fn outcome([off, super_user, denied, allowed, entry, open]: [bool; FACTS]) -> bool {
    off || super_user || !denied && (allowed || !entry && open)
}

impl Authorizer {
    /// Whether the principal may do it. Source: `StandardAuthorizerData` and `AclAuthorizer` of Apache Kafka.
    pub fn can(&self, question: &Question<'_>) -> Decision {
        let off = May::of(self.on.map(|on| !on), Unknown::Authorizer);
        let super_user = self.is_super(question.principal);
        let (mut denied, mut allowed, mut entry) = (May::default(), May::default(), May::default());
        for (index, acl) in self.acls.iter().enumerate().filter(|(_, a)| a.resource == question.resource) {
            let about = acl.names(question.name);
            entry.add(index, about);
            let covers = match acl.permission {
                Permission::Allow => acl.operation.implies(question.operation),
                Permission::Deny => acl.operation == Operation::All || acl.operation == question.operation,
            };
            if covers {
                let hit = all([about, acl.is_for(question.principal), acl.is_from(question.host)]);
                let which = if acl.permission == Permission::Deny { &mut denied } else { &mut allowed };
                which.add(index, hit);
            }
        }
        if !self.complete {
            [&mut denied, &mut allowed, &mut entry].into_iter().for_each(|m| m.perhaps.push(Unknown::FurtherAcls));
        }
        let open = May::of(self.open, Unknown::Default);
        decide([&off, &super_user, &denied, &allowed, &entry, &open])
    }

    fn is_super(&self, principal: &Text) -> May {
        let Some(users) = &self.super_users else { return May::of(None, Unknown::SuperUsers) };
        let matches: Vec<_> = users.iter().map(|u| equal(u, principal)).collect();
        let known = if matches.contains(&Some(true)) {
            Some(true)
        } else if matches.contains(&None) {
            None
        } else {
            Some(false)
        };
        May::of(known, Unknown::SuperUsers)
    }
}

fn decide(facts: [&May; FACTS]) -> Decision {
    let [off, super_user, denied, allowed, entry, open] = facts;
    let best = outcome([off.most(), super_user.most(), denied.least(), allowed.most(), entry.least(), open.most()]);
    let worst = outcome([off.least(), super_user.least(), denied.most(), allowed.least(), entry.most(), open.least()]);
    if best != worst {
        return Decision::Uncertain(hinges(facts));
    }
    let reason = if off.least() {
        Reason::NoAuthorizer
    } else if super_user.least() {
        Reason::SuperUser
    } else if let Some(index) = denied.certain.or(allowed.certain) {
        Reason::Acl(index)
    } else if let Some(index) = entry.certain {
        Reason::NoneAllows(index)
    } else {
        Reason::Default
    };
    if best { Decision::Allowed(reason) } else { Decision::Denied(reason) }
}

/// The unknown facts of which one alone can turn the answer, whatever the others turn out to be.
fn hinges(facts: [&May; FACTS]) -> Vec<Unknown> {
    let mut found = Vec::new();
    for assignment in 0..1_u32 << FACTS {
        let bit = |i: usize| assignment & (1 << i) != 0;
        let possible = facts.iter().enumerate().all(|(i, f)| if bit(i) { f.most() } else { !f.least() });
        if !possible {
            continue;
        }
        let here: [bool; FACTS] = std::array::from_fn(bit);
        for (i, fact) in facts.iter().enumerate().filter(|(_, f)| f.most() && !f.least()) {
            let turned: [bool; FACTS] = std::array::from_fn(|j| bit(j) != (i == j));
            if outcome(here) != outcome(turned) {
                found.extend(fact.perhaps.iter().copied());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The three-valued AND.
fn all<const N: usize>(facts: [Option<bool>; N]) -> Option<bool> {
    if facts.contains(&Some(false)) {
        Some(false)
    } else if facts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

impl Acl {
    /// Whether it is about this name.
    pub fn names(&self, name: &Text) -> Option<bool> {
        match self.pattern {
            Pattern::Literal if self.name.literal() == Some("*") => Some(true),
            Pattern::Literal => equal(&self.name, name),
            Pattern::Prefixed => begins(name, &self.name),
        }
    }

    /// Whether it is for this principal.
    pub fn is_for(&self, principal: &Text) -> Option<bool> {
        if self.principal.literal() == Some("User:*") { Some(true) } else { equal(&self.principal, principal) }
    }

    fn is_from(&self, host: Option<&Text>) -> Option<bool> {
        if self.host.literal() == Some("*") { Some(true) } else { equal(&self.host, host?) }
    }
}
