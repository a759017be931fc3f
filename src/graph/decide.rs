//! Single questions to the evaluator: one actor, one action, one target.

use super::world::World;
use super::{NodeKind, Outside, outsiders};
use crate::aws::Action;
use crate::model::{Inventory, PrincipalKind, Resource};
use crate::policy::{Evaluation, Fact, Target};

/// An inventory that is ready to be asked.
pub struct Decider<'a> {
    pub(super) world: World<'a>,
}

impl<'a> Decider<'a> {
    /// Prepares an inventory.
    pub fn new(inventory: &'a Inventory) -> Self {
        Self { world: World::new(inventory) }
    }

    /// Whether an actor may do this; `None` for nodes that cannot act. `resource`: the resource of the input whose own policy counts, if one;
    /// `facts`: what the request holds, by lower-case key.
    pub fn ask(&self, actor: &NodeKind, action: &Action, target: &Target, resource: Option<&Resource>, facts: &[(&str, Fact)]) -> Option<Evaluation> {
        let actor = self.world.actor(actor)?;
        Some(self.world.ask(&actor, action, target, resource, facts))
    }

    /// Everybody who can act: roles and users of the input in its order, then everybody outside whom a policy names.
    pub fn actors(&self) -> Vec<NodeKind> {
        let inventory = self.world.inventory;
        let own = inventory.resources.iter().filter(|r| r.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group));
        let outside = outsiders::named(inventory).into_iter().map(NodeKind::Outside);
        let mut all: Vec<NodeKind> = own.map(|r| NodeKind::Principal(r.id)).chain(outside).collect();
        let everyone = NodeKind::Outside(Outside::Everyone);
        if !all.contains(&everyone) {
            all.push(everyone);
        }
        all
    }
}
