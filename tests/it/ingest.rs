//! Reading inputs: fixtures of our own, and every file of the shared data where that is present.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use keyholder::ingest::{self, Options, Source};
use keyholder::model::{Inventory, ResourcePolicy};

fn source(path: &Path) -> Source {
    Source { name: path.file_name().unwrap().to_string_lossy().into_owned(), bytes: std::fs::read(path).unwrap() }
}

fn read(path: &Path) -> Result<Inventory, ingest::Error> {
    ingest::read(&[source(path)], &Options::default())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { out.push(path) }
        }
    }
    out.sort();
    out
}

/// An inventory for people: a line a resource with its facets, policies, gaps.
fn summary(inventory: &Inventory) -> String {
    let mut out = String::new();
    for account in &inventory.accounts {
        writeln!(out, "account {} {:?}", inventory.render(&account.id), account.alias).unwrap();
    }
    let name = |id: keyholder::policy::PolicyId| inventory.policy(id).map_or_else(String::new, |p| format!("{} [{:?}]", p.name, p.built));
    let label = |id: keyholder::model::ResourceId| inventory.resource(id).map_or_else(String::new, |r| inventory.render(&r.name));
    for r in &inventory.resources {
        let seen = if r.referenced { " (referenced)" } else { "" };
        let address = r.origin.address.as_deref().unwrap_or("");
        writeln!(out, "{} {}{seen} {} @{} {}", r.kind, inventory.render(&r.arn), address, inventory.render(&r.account), r.origin.pointer).unwrap();
        if let Some(p) = &r.principal {
            for (what, ids) in [("inline", &p.inline), ("attached", &p.attached)] {
                ids.iter().for_each(|id| writeln!(out, "    {what} {}", name(*id)).unwrap());
            }
            p.trust.iter().for_each(|id| writeln!(out, "    trust {}", name(*id)).unwrap());
            p.boundary.iter().for_each(|id| writeln!(out, "    boundary {}", name(*id)).unwrap());
            p.groups.iter().for_each(|id| writeln!(out, "    in group {}", label(*id)).unwrap());
        }
        match r.resource_policy {
            ResourcePolicy::Policy(id) => writeln!(out, "    policy {}", name(id)).unwrap(),
            ResourcePolicy::NotApplicable => {}
            other => writeln!(out, "    policy {other:?}").unwrap(),
        }
        r.store.iter().for_each(|s| writeln!(out, "    {s:?}").unwrap());
        r.key.iter().for_each(|k| writeln!(out, "    {k:?}").unwrap());
        r.provider.iter().for_each(|k| writeln!(out, "    {k:?}").unwrap());
        r.instance_profile.iter().for_each(|k| writeln!(out, "    {k:?}").unwrap());
        r.runs_as.iter().for_each(|k| writeln!(out, "    runs as {} by {} for {}", label(k.role), k.how, k.service).unwrap());
        r.network.iter().for_each(|n| writeln!(out, "    {n:?}").unwrap());
        if !r.tags.known.is_empty() || r.tags.open {
            writeln!(
                out,
                "    tags {:?} open {}",
                r.tags.known.iter().map(|(k, v)| format!("{k}={}", inventory.render(v))).collect::<Vec<_>>(),
                r.tags.open
            )
            .unwrap();
        }
    }
    for gap in &inventory.gaps {
        writeln!(out, "gap {:?} {}: {} ({})", gap.kind, gap.subject, gap.message, gap.origin.pointer).unwrap();
    }
    writeln!(out, "policies {:?}", inventory.policy_counts()).unwrap();
    out
}

/// `KEYHOLDER_DUMP=FILE[:FILE…] cargo test --test it ingest::dump -- --ignored --nocapture` shows what is read of files.
#[test]
#[ignore = "shows, does not test"]
#[allow(clippy::print_stdout, reason = "shows")]
fn dump() {
    let paths = std::env::var("KEYHOLDER_DUMP").unwrap();
    let sources: Vec<Source> = paths.split(':').map(|p| source(Path::new(p))).collect();
    match ingest::read(&sources, &Options::default()) {
        Ok(inventory) => println!("{}", summary(&inventory)),
        Err(error) => println!("error: {error}"),
    }
}

/// Every shared file is read, or refused with an error that names it.
#[test]
#[allow(clippy::print_stdout, reason = "shows the summary")]
fn shared_data_is_read_or_refused() {
    let Some(shared) = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|a| a.join("shared/data")).find(|p| p.is_dir()) else { return };
    for folder in ["plans", "plans-format", "plans-generated", "states", "vendor-plans", "scenarios"] {
        for path in files(&shared.join(folder)) {
            let started = std::time::Instant::now();
            let shown = path.strip_prefix(&shared).unwrap().display();
            match read(&path) {
                Ok(inventory) => println!(
                    "{shown}: {} resources, {:?}, {} gaps, {:?}",
                    inventory.resources.len(),
                    inventory.policy_counts(),
                    inventory.gaps.len(),
                    started.elapsed()
                ),
                Err(error) => {
                    println!("{shown}: {error}");
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    assert!(error.to_string().contains(&name), "{error}");
                }
            }
        }
    }
}
