//! Families of steps, a file each: what an actor can do next. A family tries steps and reports every try, met or refused.

mod admin;
mod assume;
mod call;
mod data;
mod pass_new;
mod rewrite;
mod unfollowed;

use super::attempt::Attempt;
use super::world::{Actor, World};
use crate::aws::Action;
use crate::model::{Resource, ResourceId};

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach<'r> {
    /// Every step that can hold: what no known statement may allow is skipped.
    Possible,
    /// Every step to these resources (or to `admin` when `None` is among them), to explain refusals.
    Everything(&'r std::collections::BTreeSet<Option<ResourceId>>),
}

impl Reach<'_> {
    /// Whether to try steps to a resource; `may`: a known statement may allow it.
    pub fn wants(self, resource: &Resource, may: bool) -> bool {
        match self {
            Self::Possible => may,
            Self::Everything(only) => only.contains(&Some(resource.id)),
        }
    }
}

/// A family of steps.
type Family = for<'a> fn(&'a World<'a>, &Actor<'a>, Reach<'_>, &mut Vec<Attempt>);

/// All families.
const FAMILIES: &[Family] = &[assume::steps, pass_new::steps, rewrite::steps, data::steps, admin::steps, unfollowed::steps];

/// All steps of an actor.
pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for family in FAMILIES {
        family(world, actor, reach, &mut attempts);
    }
    attempts
}

/// An action whose name is written in this program.
fn action(name: &'static str) -> Option<Action> {
    Action::parse(name).ok()
}
