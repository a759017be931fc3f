//! `keyholder vendors`: the accounts known by name.

use crate::aws::reference::known_accounts;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;

pub(in crate::cli) fn run() -> Result<Outcome, Failure> {
    let mut text = String::from("Accounts that published sources name. For naming only: accounts can be reassigned, so check before you judge.\n\n");
    let widest = known_accounts::ACCOUNTS.iter().map(|k| k.vendor.len()).max().unwrap_or(0);
    for known in known_accounts::ACCOUNTS {
        text.push_str(&format!("{}  {:<widest$}  {}\n{:14}{}\n", known.id, known.vendor, known.used_as, "", known.source));
    }
    output::stdout(text.as_bytes())?;
    Ok(Outcome::Fine)
}
