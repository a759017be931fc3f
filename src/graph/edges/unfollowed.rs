//! Calls that are known to open more and whose effect is not followed as a step: an actor that may make them may get anywhere, as far as is
//! known, so that no answer is a "never" by ignorance.

use super::{Reach, call};
use crate::graph::attempt::Attempt;
use crate::graph::world::{Actor, World};
use crate::graph::{EdgeKind, NodeKind};

/// Calls that together open something.
const CALLS: &[&[&str]] = &[
    &["sso:AttachManagedPolicyToPermissionSet"],
    &["sso:PutInlinePolicyToPermissionSet"],
    // A recovery point is a copy of a store; which one is not read.
    &["backup:PutBackupVaultAccessPolicy"],
    // Lets access points in that the bucket's policy delegates to.
    &["s3:PutAccessPointPolicy"],
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // Outsiders call these through a role of ours; no refusal is told of what is not followed.
    if !actor.is_ours() || matches!(reach, Reach::Everything(_)) {
        return;
    }
    let mut all = Attempt::new(NodeKind::Anything, EdgeKind::Hijack, &[]);
    for calls in CALLS.iter().filter(|c| call::may(actor, c)) {
        let mut attempt = Attempt::new(NodeKind::Anything, EdgeKind::Hijack, &[]);
        calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), &mut attempt));
        if let (false, Some(last)) = (attempt.refused(), calls.last().and_then(|c| call::action(c))) {
            all.unseen.push(format!("what `{last}` opens is not followed"));
        }
    }
    if !all.unseen.is_empty() {
        out.push(all);
    }
}
