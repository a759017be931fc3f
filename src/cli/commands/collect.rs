//! `keyholder collect`.

use crate::aws::calls;
use crate::cli::args::{AccountArgs, CollectArgs, Common};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
#[cfg(feature = "live")]
use crate::cli::progress::Bar;

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

#[cfg(not(feature = "live"))]
fn collect(_: &CollectArgs, _: &Common) -> Result<Outcome, Failure> {
    Err(Failure::NotBuilt)
}

#[cfg(feature = "live")]
fn collect(args: &CollectArgs, common: &Common) -> Result<Outcome, Failure> {
    let to = args.to.clone().unwrap_or_default();
    let tally = ask(&to, &args.accounts, common)?;
    let gaps = tally.denied + tally.failed;
    let end = match (tally.interrupted, gaps) {
        (true, _) => "interrupted: the same command goes on where it ended".to_owned(),
        (false, 0) => "complete".to_owned(),
        (false, _) => {
            format!("incomplete: {} calls denied, {} failed (see `snapshot.json`); the same command makes them again", tally.denied, tally.failed)
        }
    };
    output::say(common, &format!("{}: {} answers, {end}", to.display(), tally.answered));
    Ok(if tally.complete() { Outcome::Fine } else { Outcome::Incomplete })
}

/// Collects for a review: a snapshot that an earlier one finished is collected anew.
#[cfg(feature = "live")]
pub(super) fn anew(accounts: &AccountArgs, common: &Common) -> Result<std::path::PathBuf, Failure> {
    let to = common.out.join("snapshot");
    let listing: serde_json::Value =
        std::fs::read(to.join("snapshot.json")).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if listing.get("complete").and_then(serde_json::Value::as_bool) == Some(true) {
        let failure = |source| Failure::File { what: "remove", path: to.display().to_string(), source };
        std::fs::remove_dir_all(&to).map_err(failure)?;
    }
    ask(&to, accounts, common)?;
    Ok(to)
}

#[cfg(not(feature = "live"))]
pub(super) fn anew(_: &AccountArgs, _: &Common) -> Result<std::path::PathBuf, Failure> {
    Err(Failure::NotBuilt)
}

/// Collects into a folder.
#[cfg(feature = "live")]
fn ask(to: &std::path::Path, accounts: &AccountArgs, common: &Common) -> Result<crate::live::Tally, Failure> {
    use crate::live::{self, Event};

    let ids = &accounts.external_id;
    let one_each = ids.len() == accounts.assume_role.len();
    if ids.len() > 1 && !one_each {
        return Err(Failure::Usage(format!(
            "{} external ids for {} roles: give one for all, or one for each",
            ids.len(),
            accounts.assume_role.len()
        )));
    }
    let id = |position: usize| if one_each { ids.get(position) } else { ids.first() }.cloned();
    let options = live::Options {
        to: to.to_path_buf(),
        profiles: accounts.profile.clone(),
        regions: accounts.region.clone(),
        roles: accounts.assume_role.iter().enumerate().map(|(position, role)| (role.clone(), id(position))).collect(),
        organization: accounts.organization.clone().map(|role| (role, ids.first().cloned())),
        reading: accounts.read_timeout.map(std::time::Duration::from_secs),
        roles_only: accounts.roles_only,
    };
    let bar = Bar::begin(common);
    Ok(live::collect(&options, &|event| match event {
        Event::Progress(tally) => bar.at(tally.answered + tally.denied + tally.failed, tally.known),
        Event::Notice(text) => bar.notice(&text, common.quiet),
    })?)
}
