//! Leaving out what two policies share: however AWS reads a statement, it reads it the same way in both.

use crate::policy::document::{Document, Effect, Statement};

/// The old and the new policy without statements that cannot make a difference. What the new policy denies as well is no reason for the old one
/// to refuse what the new one allows; and where the old policy has no other Deny, what it allows as well is no gain.
pub(super) fn without(old: &Document, new: &Document) -> (Document, Document) {
    let kept = |document: &Document, drop: &dyn Fn(&Statement) -> bool| Document {
        version: document.version,
        statements: document.statements.iter().filter(|s| !drop(s)).cloned().collect(),
        unknown_statements: document.unknown_statements.clone(),
        lone: document.lone,
    };
    let old = kept(old, &|s| s.effect == Effect::Deny && holds(new, s));
    let open = !old.unknown_statements.is_empty() || old.statements.iter().any(|s| s.effect == Effect::Deny);
    let new = kept(new, &|s| !open && s.effect == Effect::Allow && holds(&old, s));
    (old, new)
}

fn holds(document: &Document, statement: &Statement) -> bool {
    document.statements.iter().any(|s| same(s, statement))
}

/// Same but for place and id.
fn same(a: &Statement, b: &Statement) -> bool {
    a.effect == b.effect
        && a.principals == b.principals
        && a.actions == b.actions
        && a.resources == b.resources
        && a.conditions == b.conditions
        && a.compiled == b.compiled
}
