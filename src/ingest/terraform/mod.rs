//! Terraform plans and states.

use super::{Error, Options, Source};
use crate::model::Inventory;

/// Reads the sources as one world.
pub(super) fn read(sources: &[Source], options: &Options) -> Result<Inventory, Error> {
    let _ = options;
    match sources {
        [] => Err(Error::NothingRecognised { names: Vec::new() }),
        _ => Ok(Inventory::default()),
    }
}
