//! `keyholder schema`.

use crate::cli::args::{SchemaArgs, SchemaName};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::report::json;

pub(in crate::cli) fn run(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let bytes = match args.name {
        SchemaName::Report => json::render(&json::report_schema())?,
        SchemaName::Trace => json::render(&json::trace_schema())?,
        SchemaName::Can => json::render(&json::can_schema())?,
        SchemaName::WhoCan => json::render(&json::who_can_schema())?,
        SchemaName::Reach => json::render(&json::reach_schema())?,
        SchemaName::NewAccess => json::render(&json::comparison_schema())?,
    };
    output::stdout(&bytes)?;
    Ok(Outcome::Fine)
}
