//! Completions and the manual page.

use clap::CommandFactory;

use crate::cli::args::{Arguments, CompletionsArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;

pub(in crate::cli) fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "keyholder", &mut bytes);
    output::stdout(&bytes)?;
    Ok(Outcome::Fine)
}

pub(in crate::cli) fn man() -> Result<Outcome, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut bytes).map_err(|source| Failure::File {
        what: "write",
        path: "standard output".into(),
        source,
    })?;
    output::stdout(&bytes)?;
    Ok(Outcome::Fine)
}
