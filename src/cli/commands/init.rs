//! `keyholder init`: a first keyholder.toml from what the input shows.

use std::path::{Path, PathBuf};

use crate::aws::{
    Arn,
    reference::{known_accounts, known_vendors},
    services, wildcard,
};
use crate::cli::args::{Common, InitArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::{inputs, output};
use crate::graph::{AccessGraph, NodeKind, Outside};
use crate::model::{Inventory, Resource, Review};
use crate::trace::{self, Group};

pub(in crate::cli) fn run(args: &InitArgs, common: &Common) -> Result<Outcome, Failure> {
    let world = inputs::world(&args.sources.sources, common)?;
    let draft = draft(&world.inventory);
    if !args.write {
        output::stdout(draft.as_bytes())?;
        return Ok(Outcome::Fine);
    }
    let path = beside(&args.sources.sources);
    if path.exists() {
        return Err(Failure::Usage(format!("`{}` exists already and is left alone; run without `--write` to see the draft", path.display())));
    }
    output::file(&path, draft.as_bytes())?;
    output::say(common, &format!("wrote {}", path.display()));
    Ok(Outcome::Fine)
}

fn beside(sources: &[PathBuf]) -> PathBuf {
    let first = sources.first().map(PathBuf::as_path).filter(|p| p.as_os_str() != "-");
    let folder = first.and_then(|path| if path.is_dir() { Some(path) } else { path.parent() });
    folder.unwrap_or(Path::new("")).join("keyholder.toml")
}

fn draft(inventory: &Inventory) -> String {
    let groups = trace::groups(inventory, &Review::default(), &AccessGraph::outsiders_named(inventory));
    let mut out = String::from(
        "# Drafted by `keyholder init` from what the input shows. Read every line: who is a vendor and what is data, only you know.\nversion = 1\n",
    );
    for account in inventory.accounts.iter().filter(|a| a.id.literal().is_some()) {
        out.push_str(&format!("\n[[account]]\nid = {}\n", quoted(&inventory.render(&account.id))));
        if let Some(alias) = &account.alias {
            out.push_str(&format!("aliases = [{}]\n", quoted(alias)));
        }
    }
    vendors(inventory, &groups, &mut out);
    inside(inventory, &mut out);
    datasets(inventory, &mut out);
    out.push_str("\n# [[claim]]\n# id = \"vendor-reads-no-data\"\n# from = \"vendors\"\n# to = \"data\"\n# says = \"never\"\n");
    out
}

fn vendors(inventory: &Inventory, groups: &[Group], out: &mut String) {
    for group in groups.iter().filter(|g| g.name != "internet") {
        let mut accounts = Vec::new();
        let mut principals = Vec::new();
        let mut audiences = Vec::new();
        for start in &group.starts {
            match start {
                NodeKind::Outside(Outside::Account(id)) => accounts.push(inventory.render(id)),
                NodeKind::Outside(Outside::Principal(arn)) => match Arn::parse(arn) {
                    Ok(parsed) if parsed.account.literal().is_some() => accounts.push(inventory.render(&parsed.account)),
                    _ => principals.push(inventory.render(arn)),
                },
                NodeKind::Outside(Outside::Identity { provider, audience, .. }) => match audience {
                    Some(audience) if audience.literal().is_some() => audiences.push(inventory.render(audience)),
                    _ => principals.push(inventory.render(provider)),
                },
                _ => {}
            }
        }
        let known = accounts.iter().find_map(|a| known_accounts::by_id(a));
        let name = known.map_or_else(|| group.name.clone(), |k| k.vendor.to_owned());
        out.push_str(&format!("\n[[vendor]]\nname = {}\n", quoted(&name)));
        if let Some(known) = known {
            out.push_str(&format!("# {}\n", known.source));
        }
        for (key, mut values) in [("accounts", accounts), ("principals", principals), ("web_identity_audiences", audiences)] {
            values.sort();
            values.dedup();
            if !values.is_empty() {
                out.push_str(&format!("{key} = [{}]\n", values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ")));
            }
        }
        if let Some(known) = known.and_then(|k| known_vendors::by_name(k.vendor)) {
            out.push_str(&format!("# published: external id {}; expect: {}\n", known.external_id, known.expects));
        }
        out.push_str("# roles in our accounts that the vendor acts as, and what each is for:\n# role_patterns = []\n# [[vendor.role]]\n# pattern = \"\"\n# kind = \"automation\"  # automation, support, break-glass, service, ci\n# owner = \"\"\n");
    }
}

/// Vendors whose automation runs in our accounts, as names of roles and tags suggest.
fn inside(inventory: &Inventory, out: &mut String) {
    let named = |pattern: &str| {
        let role = |r: &&Resource| r.kind == "iam-role" && !r.referenced && wildcard::matches(pattern, &inventory.render(&r.name));
        inventory.resources.iter().filter(role).map(|r| inventory.render(&r.name)).collect::<Vec<_>>()
    };
    let tagged = |tag: &str| {
        let (key, value) = tag.split_once('=').unwrap_or((tag, "*"));
        inventory.resources.iter().any(|r| r.tags.known.get(key).is_some_and(|v| wildcard::matches(value, &inventory.render(v))))
    };
    for vendor in known_vendors::VENDORS {
        let roles: Vec<(&str, &str, Vec<String>)> =
            vendor.roles.iter().map(|(p, kind)| (*p, *kind, named(p))).filter(|(.., found)| !found.is_empty()).collect();
        let tags: Vec<&str> = vendor.tags.iter().copied().filter(|t| tagged(t)).collect();
        if roles.is_empty() && tags.is_empty() {
            continue;
        }
        out.push_str(&format!(
            "\n# Names in the input are those of {}; if it runs here:\n# [[vendor]]\n# name = {}\n",
            vendor.name,
            quoted(vendor.name)
        ));
        let list = |values: &[&str]| values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ");
        if !roles.is_empty() {
            let patterns: Vec<&str> = roles.iter().map(|(p, ..)| *p).collect();
            let found: Vec<&str> = roles.iter().flat_map(|(.., f)| f).map(String::as_str).collect();
            out.push_str(&format!("# role_patterns = [{}]  # {}\n", list(&patterns), found.join(", ")));
        }
        if !tags.is_empty() {
            out.push_str(&format!("# tags = [{}]\n", list(&tags)));
        }
        for (pattern, kind, _) in &roles {
            out.push_str(&format!("# [[vendor.role]]\n# pattern = {}\n# kind = {}\n", quoted(pattern), quoted(kind)));
        }
    }
}

fn datasets(inventory: &Inventory, out: &mut String) {
    let stores = inventory.resources.iter().filter(|r| r.store.is_some() && !r.referenced);
    for store in stores {
        let label = store.store.as_ref().and_then(|s| services::store(s.kind)).map_or(store.kind, |k| k.label);
        let name = inventory.render(&store.name);
        // A name with unknown parts can't be matched; the address can.
        let pattern = if store.name.literal().is_some() { name.clone() } else { store.origin.address.clone().unwrap_or_else(|| name.clone()) };
        out.push_str(&format!(
            "\n[[dataset]]  # {label}\nname = {}\nstores = [{}]\n# classification = \"restricted\"\n# regulated = true\n",
            quoted(&name),
            quoted(&pattern)
        ));
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
