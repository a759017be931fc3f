//! Calls that are known to open more and whose effect is not followed as a step: what they open is not known, so that no answer is a "never" by
//! ignorance.

use super::{Reach, call};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Resource, ResourcePolicy};

/// What a call may open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    /// Whatever there is.
    Anything,
    /// Stores of the account: a copy of one may lie in a vault.
    Copies,
    /// Buckets whose policies leave it to access points.
    Delegating,
}

const CALLS: &[(&str, Opens)] = &[
    ("sso:AttachManagedPolicyToPermissionSet", Opens::Anything),
    ("sso:PutInlinePolicyToPermissionSet", Opens::Anything),
    // A recovery point is a copy of a store; which one is not read.
    ("backup:PutBackupVaultAccessPolicy", Opens::Copies),
    // "Delegating access control to access points": an access point gives no more than its bucket's policy lets it.
    ("s3:PutAccessPointPolicy", Opens::Delegating),
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // Outsiders call these through a role of ours; no refusal is told of what is not followed.
    if !actor.is_ours() || matches!(reach, Reach::Everything(_)) {
        return;
    }
    for (name, opens) in CALLS.iter().filter(|(name, _)| call::may(actor, &[name])) {
        let mut attempt = Attempt::new(NodeKind::Anything, if *opens == Opens::Anything { EdgeKind::Hijack } else { EdgeKind::Expose }, &[]);
        call::need(world, actor, name, call::With::default(), &mut attempt);
        if attempt.refused() {
            continue;
        }
        attempt.unseen.push(format!("what `{name}` opens is not followed"));
        if *opens == Opens::Anything {
            out.push(attempt);
            continue;
        }
        let may = |r: &&Resource| r.store.is_some() && Some(&r.account) == actor.account.as_ref() && (*opens == Opens::Copies || delegates(world, r));
        for store in world.inventory.resources.iter().filter(may) {
            out.push(Attempt { to: NodeKind::Store(store.id), ..attempt.clone() });
        }
    }
}

/// Whether a bucket's policy, as far as it is known, speaks of access points.
fn delegates(world: &World<'_>, bucket: &Resource) -> bool {
    let ResourcePolicy::Policy(policy) = bucket.resource_policy else { return bucket.resource_policy == ResourcePolicy::Unseen };
    let Some(document) = world.source(policy).document else { return true };
    let tests = |key: Option<&str>| key.is_none_or(|k| k.to_ascii_lowercase().starts_with("s3:dataaccesspoint"));
    bucket.kind == "s3-bucket" && document.statements.iter().flat_map(|s| &s.conditions).any(|c| tests(c.key.literal()))
}
