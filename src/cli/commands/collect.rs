//! `keyholder collect`.

use crate::aws::calls;
use crate::cli::args::{AccountArgs, CollectArgs, Common};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;

pub(in crate::cli) fn run(args: &CollectArgs, common: &Common) -> Result<Outcome, Failure> {
    if args.print_policy {
        let policy = serde_json::to_string_pretty(&calls::policy(&roles(&args.accounts))).unwrap_or_default();
        output::stdout(format!("{policy}\n").as_bytes())?;
        return Ok(Outcome::Fine);
    }
    collect(args, common)
}

/// The roles that are assumed, as a policy names them.
fn roles(accounts: &AccountArgs) -> Vec<String> {
    let everywhere = accounts.organization.iter().map(|role| format!("arn:aws:iam::*:role/{role}"));
    accounts.assume_role.iter().cloned().chain(everywhere).collect()
}

fn collect(_: &CollectArgs, _: &Common) -> Result<Outcome, Failure> {
    Err(Failure::NotBuilt)
}
