//! Reading sources from files and standard input.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Common;
use super::config;
use super::exit::Failure;
use super::folder::Folder;
use crate::ingest::source::{self, Given};
use crate::ingest::{self, Options, Side, Snapshot, Source};
use crate::model::{Gap, GapKind, Inventory, Origin, OwnAccount, Review, SymbolName};
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
    let loaded = Loaded::load(sources, common, config::load(common, sources)?)?;
    let inventory = loaded.inventory(&[], Side::After, &[])?;
    let told: Vec<OwnAccount> = words.iter().flat_map(|w| trace::accounts_told(w, &inventory)).map(|(alias, id)| own(Some(&alias), &id)).collect();
    let inventory = if told.is_empty() { inventory } else { loaded.inventory(&told, Side::After, &[])? };
    Ok(World { inventory, review: loaded.review })
}

/// Two worlds to compare, the one before first: those of two sources.
pub(super) fn two_worlds(before: &[PathBuf], after: &[PathBuf], common: &Common) -> Result<(World, World), Failure> {
    let all: Vec<PathBuf> = before.iter().chain(after).cloned().collect();
    let review = config::load(common, &all)?;
    let old = Loaded::load(before, common, review.clone())?;
    let new = Loaded::load(after, common, review)?;
    let before = old.inventory(&[], Side::After, &[])?;
    let after = new.inventory(&[], Side::After, &before.symbols)?;
    Ok((World { inventory: before, review: old.review }, World { inventory: after, review: new.review }))
}

/// Two worlds to compare, the one before first: those before and after the plans among the sources.
pub(super) fn planned_worlds(sources: &[PathBuf], common: &Common) -> Result<(World, World), Failure> {
    let loaded = Loaded::load(sources, common, config::load(common, sources)?)?;
    let before = loaded.inventory(&[], Side::Before, &[])?;
    if !before.inputs.iter().any(|input| input.kind == ingest::PLAN) {
        return Err(Failure::Usage("what changes is told by a plan, or by two sources: give the one before and the one after".into()));
    }
    let after = loaded.inventory(&[], Side::After, &before.symbols)?;
    Ok((World { inventory: before, review: loaded.review.clone() }, World { inventory: after, review: loaded.review }))
}

/// Sources in memory, and what the user says of them.
struct Loaded {
    read: Vec<Source>,
    options: Options,
    review: Review,
    /// Comments that would be acceptances and are none.
    wrong: Vec<source::Gap>,
}

impl Loaded {
    fn load(sources: &[PathBuf], common: &Common, review: Review) -> Result<Self, Failure> {
        let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = sources.iter().partition(|path| path.as_os_str() != "-" && path.is_dir());
        let read: Vec<Source> = files.into_iter().map(|path| source(path, common)).collect::<Result<_, _>>()?;
        let (snapshots, folders): (Vec<&PathBuf>, Vec<&PathBuf>) = folders.into_iter().partition(|path| !holds_terraform(path));
        let snapshots: Vec<Snapshot> = snapshots.into_iter().map(|path| snapshot(path, common)).collect::<Result<_, _>>()?;
        let folders: Vec<ingest::Folder> = folders.into_iter().map(|path| folder(path, common)).collect::<Result<_, _>>()?;
        let flags = common.account.iter().map(|(alias, id)| own(alias.as_ref(), id));
        let options = Options {
            accounts: flags.chain(review.accounts.iter().cloned()).collect(),
            kafka: review.kafka.clone(),
            configuration: common.source.as_deref().map(|path| folder(path, common)).transpose()?,
            given: given(common, !folders.is_empty())?,
            folders,
            snapshots,
            ..Options::default()
        };
        let mut loaded = Self { read, options, review, wrong: Vec::new() };
        loaded.acceptances();
        Ok(loaded)
    }

    /// Takes in what the source itself accepts.
    fn acceptances(&mut self) {
        let folders = self.options.folders.iter().chain(&self.options.configuration);
        for folder in folders {
            let (accepts, wrong) = source::acceptances(&*folder.files, &folder.entry);
            self.review.accepts.extend(accepts);
            self.wrong.extend(wrong);
        }
    }

    fn inventory(&self, told: &[OwnAccount], side: Side, symbols: &[SymbolName]) -> Result<Inventory, Failure> {
        let mut options = Options { side, symbols: symbols.to_vec(), ..self.options.clone() };
        options.accounts.extend_from_slice(told);
        let mut inventory = ingest::read(&self.read, &options)?;
        inventory.gaps.extend(self.wrong.iter().map(|gap| {
            let (kind, origin) = (GapKind::Unreadable, Origin::default());
            Gap { kind, subject: gap.subject.clone(), message: gap.message.clone(), origin, resource: None, policy: None }
        }));
        Ok(inventory)
    }
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
    std::fs::File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)).map_err(failure)?;
    Ok(Source { name: relative(path, common), bytes })
}

/// A folder of Terraform source. Modules around it are read where `--source` or the working directory holds them too.
fn folder(path: &Path, common: &Common) -> Result<ingest::Folder, Failure> {
    let real = path.canonicalize().map_err(|source| Failure::File { what: "read", path: shown(path), source })?;
    if !real.is_dir() {
        return Err(Failure::Usage(format!("`{}` is no folder", shown(path))));
    }
    let root = bases(common).find(|base| real.starts_with(base)).unwrap_or_else(|| real.clone());
    let entry = slashed(real.strip_prefix(&root).unwrap_or(Path::new("")));
    let name = Some(relative(path, common)).filter(|name| !name.is_empty()).unwrap_or_else(|| ".".to_owned());
    Ok(ingest::Folder { name, files: Arc::new(Folder::open(&root)?), entry })
}

/// Values of variables in the order of the command line: later ones win, as Terraform has it.
fn given(common: &Common, folders: bool) -> Result<Vec<Given>, Failure> {
    if !folders && common.source.is_none() && !(common.var.is_empty() && common.var_file.is_empty()) {
        return Err(Failure::Usage("`--var` and `--var-file` are for Terraform source: give its folder, alone or as `--source`".into()));
    }
    let [of_vars, of_files] = &common.var_places;
    let mut given = Vec::new();
    for (place, path) in of_files.iter().zip(&common.var_file) {
        let bytes = std::fs::read(path).map_err(|source| Failure::File { what: "read", path: shown(path), source })?;
        given.push((place, Given::File { name: relative(path, common), bytes }));
    }
    given.extend(of_vars.iter().zip(&common.var).map(|(place, (name, value))| (place, Given::Argument { name: name.clone(), value: value.clone() })));
    given.sort_by_key(|(place, _)| *place);
    Ok(given.into_iter().map(|(_, given)| given).collect())
}

/// Whether a folder holds Terraform source, or at least no JSON below it that could be a snapshot.
fn holds_terraform(path: &Path) -> bool {
    let ends = |name: &str| [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|e| name.ends_with(e));
    let mut entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.any(|e| ends(&e.file_name().to_string_lossy())) || json_files(path).is_ok_and(|files| files.is_empty())
}

/// A folder of AWS CLI output.
fn snapshot(path: &Path, common: &Common) -> Result<Snapshot, Failure> {
    let mut files = Vec::new();
    let mut unread = Vec::new();
    for (at, why) in below(path)? {
        if let Some(why) = why {
            unread.push((slashed(at.strip_prefix(path).unwrap_or(&at)), why));
            continue;
        }
        let bytes = std::fs::read(&at).map_err(|source| Failure::File { what: "read", path: shown(&at), source })?;
        files.push((slashed(at.strip_prefix(path).unwrap_or(&at)), bytes));
    }
    let name = Some(relative(path, common)).filter(|name| !name.is_empty()).unwrap_or_else(|| ".".to_owned());
    Ok(Snapshot { name, files, unread, alone: false })
}

/// The JSON files below a folder.
fn json_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    Ok(below(path)?.into_iter().filter(|(_, why)| why.is_none()).map(|(at, _)| at).collect())
}

/// The files below a folder, with why they are not read as answers of calls; hidden ones and the configuration apart. Links are not followed.
fn below(path: &Path) -> Result<Vec<(PathBuf, Option<&'static str>)>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failure = |source| Failure::File { what: "read", path: shown(&folder), source };
        for entry in std::fs::read_dir(&folder).map_err(failure)? {
            let entry = entry.map_err(failure)?;
            let kind = entry.file_type().map_err(failure)?;
            let at = entry.path();
            let name = entry.file_name();
            if name == "keyholder.toml" || name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if kind.is_dir() {
                folders.push(at);
            } else if kind.is_symlink() {
                files.push((at, Some("a link, which is not followed")));
            } else if !kind.is_file() {
                files.push((at, Some("no file")));
            } else if at.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
                files.push((at, None));
            } else {
                files.push((at, Some("not read: its name does not end in `.json`")));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The name of a file in the output: relative to `--repository`, else to `--source` or the working directory, with `/`; the bare file name where
/// none holds it.
pub(super) fn relative(path: &Path, common: &Common) -> String {
    let absolute = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let inside = bases(common).find_map(|b| absolute.strip_prefix(b).ok().map(Path::to_path_buf));
    slashed(&inside.or_else(|| path.file_name().map(PathBuf::from)).unwrap_or_default())
}

/// `--repository`, `--source` and the working directory.
fn bases(common: &Common) -> impl Iterator<Item = PathBuf> {
    let given = [&common.repository, &common.source].into_iter().flatten().filter_map(|b| b.canonicalize().ok());
    given.chain(std::env::current_dir().and_then(|d| d.canonicalize()).ok())
}

fn slashed(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
