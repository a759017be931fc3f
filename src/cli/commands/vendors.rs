//! `keyholder vendors`: what published sources say of vendors, and the accounts known by name.

use crate::aws::reference::known_accounts::{self, Level};
use crate::aws::reference::known_vendors::{self, KnownVendor};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;

pub(in crate::cli) fn run() -> Result<Outcome, Failure> {
    let mut text =
        format!("Vendors as published sources tell ({}). For naming only: templates change, so check before you judge.\n", known_accounts::READ);
    known_vendors::VENDORS.iter().for_each(|v| one(v, &mut text));
    text.push_str("\nAccounts that published sources name. For naming only: accounts can be reassigned, so check before you judge.\n\n");
    let widest = known_accounts::ACCOUNTS.iter().map(|k| k.vendor.len()).max().unwrap_or(0);
    for known in known_accounts::ACCOUNTS {
        text.push_str(&format!("{}  {:<widest$}  {}\n{:14}{}\n", known.id, known.vendor, known.used_as, "", known.source));
    }
    output::stdout(text.as_bytes())?;
    Ok(Outcome::Fine)
}

fn one(vendor: &KnownVendor, text: &mut String) {
    let unverified = if vendor.level == Level::Code { "" } else { "  (documents only, not verified)" };
    text.push_str(&format!("\n{}{unverified}\n", vendor.name));
    let roles: Vec<String> = vendor.roles.iter().map(|(pattern, kind)| format!("{pattern} ({kind})")).collect();
    let accounts = known_accounts::ACCOUNTS.iter().filter(|a| a.vendor == vendor.name).map(|a| a.id);
    let rows = [
        ("accounts", accounts.collect::<Vec<_>>().join(", ")),
        ("principals", vendor.principals.join(", ")),
        ("roles", roles.join(", ")),
        ("tags", vendor.tags.join(", ")),
        ("pods", vendor.service_accounts.join(", ")),
        ("external id", vendor.external_id.to_owned()),
        ("expect", vendor.expects.to_owned()),
        ("source", vendor.source.to_owned()),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("  {name:<12}{value}\n"));
    }
}
