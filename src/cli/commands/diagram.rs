//! `keyholder diagram`: one view.

use crate::cli::args::{Common, DiagramArgs};
use crate::cli::exit::{Failure, Outcome};

pub(in crate::cli) fn run(_args: &DiagramArgs, _common: &Common) -> Result<Outcome, Failure> {
    Err(Failure::Usage("diagrams are not drawn yet".into()))
}
