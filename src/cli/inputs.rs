//! Reading sources from files and standard input.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Common;
use super::config;
use super::exit::Failure;
use super::folder::Folder;
use crate::ingest::source::Files;
use crate::ingest::{self, Options, Side, Source};
use crate::model::{Inventory, OwnAccount, Review};
use crate::trace;

/// The world and what the user says of it.
pub(super) struct World {
    pub inventory: Inventory,
    pub review: Review,
}

/// Reads everything a command needs.
pub(super) fn world(sources: &[PathBuf], common: &Common) -> Result<World, Failure> {
    world_told(sources, common, &[])
}

/// Reads everything a command needs. ARNs that a question names tell the accounts of provider configurations as `--account` does.
pub(super) fn world_told(sources: &[PathBuf], common: &Common, words: &[&str]) -> Result<World, Failure> {
    let review = config::load(common.config.as_deref(), sources)?;
    let read: Vec<Source> = sources.iter().map(|path| source(path, common)).collect::<Result<_, _>>()?;
    let flags = common.account.iter().map(|(alias, id)| own(alias.as_ref(), id));
    let mut accounts: Vec<OwnAccount> = flags.chain(review.accounts.iter().cloned()).collect();
    let configuration = common.source.as_deref().map(Folder::open).transpose()?.map(|folder| Arc::new(folder) as Arc<dyn Files + Send + Sync>);
    let options = |accounts| Options { accounts, side: Side::After, configuration: configuration.clone() };
    let inventory = ingest::read(&read, &options(accounts.clone()))?;
    let told: Vec<OwnAccount> = words.iter().flat_map(|w| trace::accounts_told(w, &inventory)).map(|(alias, id)| own(Some(&alias), &id)).collect();
    if told.is_empty() {
        return Ok(World { inventory, review });
    }
    accounts.extend(told);
    Ok(World { inventory: ingest::read(&read, &options(accounts))?, review })
}

fn own(alias: Option<&String>, id: &str) -> OwnAccount {
    OwnAccount { id: id.to_owned(), aliases: alias.into_iter().cloned().collect(), ..OwnAccount::default() }
}

fn source(path: &Path, common: &Common) -> Result<Source, Failure> {
    let failure = |source| Failure::File { what: "read", path: shown(path), source };
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failure)?;
        return Ok(Source { name: "-".into(), bytes });
    }
    if path.is_dir() {
        return Err(Failure::Usage(format!("`{}` is a folder; Terraform source is not read yet, give a plan or state in JSON", shown(path))));
    }
    std::fs::File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)).map_err(failure)?;
    Ok(Source { name: relative(path, common.source.as_deref()), bytes })
}

/// The name of a source in the output: relative to `--source` or the working directory, with `/`; the bare file name where neither holds it.
fn relative(path: &Path, base: Option<&Path>) -> String {
    let absolute = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let bases = [base.and_then(|b| b.canonicalize().ok()), std::env::current_dir().and_then(|d| d.canonicalize()).ok()];
    let inside = bases.into_iter().flatten().find_map(|b| absolute.strip_prefix(b).ok().map(Path::to_path_buf));
    let inside = inside.or_else(|| path.file_name().map(PathBuf::from)).unwrap_or_default();
    inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
