//! Reading inputs: fixtures of our own, and every file of the shared data where that is present.

mod deferred;
mod formats;
mod hostile;
mod invalid;
mod meaning;
mod references;
mod services;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use keyholder::ingest::{self, Options, Source};
use keyholder::model::{GapKind, Inventory, OwnAccount, Policy, Resource, ResourcePolicy};
use serde_json::{Value, json};

/// A source of these bytes.
fn bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source { name: name.to_owned(), bytes: bytes.into() }
}

/// One resource of a plan made for a test: its change and its configuration.
#[derive(Clone)]
struct Planned {
    change: Value,
    config: Value,
}

/// A resource that the plan creates. `unknown` marks what is known after apply, `expressions` is its configuration.
fn create(address: &str, after: Value, unknown: Value, expressions: Value) -> Planned {
    changed(address, &["create"], Value::Null, after, unknown, expressions)
}

fn changed(address: &str, actions: &[&str], before: Value, after: Value, unknown: Value, expressions: Value) -> Planned {
    let (data, rest) = address.strip_prefix("data.").map_or((false, address), |rest| (true, rest));
    let (ty, name) = rest.split_once('.').unwrap();
    let (name, index) = name.split_once('[').map_or((name, None), |(n, i)| (n, Some(i.trim_end_matches(']'))));
    let mode = if data { "data" } else { "managed" };
    let plain = if data { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") };
    let mut change = json!({
        "address": address, "mode": mode, "type": ty, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown, "after_sensitive": {}}
    });
    let mut config = json!({"address": plain, "mode": mode, "type": ty, "name": name, "provider_config_key": "aws", "expressions": expressions});
    if let Some(index) = index {
        change["index"] = serde_json::from_str(index).unwrap();
        config[if index.starts_with('"') { "for_each_expression" } else { "count_expression" }] = json!({});
    }
    Planned { change, config }
}

/// A plan of these resources in the root module.
fn plan(resources: &[Planned]) -> Value {
    let mut config: Vec<Value> = Vec::new();
    for resource in resources {
        if !config.iter().any(|c| c["address"] == resource.config["address"]) {
            config.push(resource.config.clone());
        }
    }
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "resource_changes": resources.iter().map(|r| r.change.clone()).collect::<Vec<_>>(),
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-central-1"}}}},
            "root_module": {"resources": config}
        }
    })
}

/// A state (`terraform show -json`) of managed resources.
fn state(resources: &[(&str, Value)]) -> Value {
    let list: Vec<Value> = resources
        .iter()
        .map(|(address, values)| {
            let (ty, name) = address.split_once('.').unwrap();
            json!({"address": address, "mode": "managed", "type": ty, "name": name, "values": values})
        })
        .collect();
    json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": list}}})
}

fn trust(principal: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}]}).to_string()
}

fn allow(action: &str, resource: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}).to_string()
}

fn options(accounts: &[(&str, &[&str])]) -> Options {
    let accounts = accounts
        .iter()
        .map(|(id, aliases)| OwnAccount { id: (*id).to_owned(), aliases: aliases.iter().map(|a| (*a).to_owned()).collect(), ..OwnAccount::default() })
        .collect();
    Options { accounts, ..Options::default() }
}

/// What is read of JSON values, the first named `0.json`.
fn inventory(inputs: &[Value]) -> Inventory {
    inventory_with(inputs, &options(&[("111122223333", &[])]))
}

fn inventory_with(inputs: &[Value], options: &Options) -> Inventory {
    let sources: Vec<Source> = inputs.iter().enumerate().map(|(i, v)| bytes(&format!("{i}.json"), v.to_string())).collect();
    ingest::read(&sources, options).unwrap()
}

fn arns(inventory: &Inventory) -> Vec<String> {
    inventory.resources.iter().map(|r| inventory.render(&r.arn)).collect()
}

/// The resource stated at an address.
fn at<'a>(inventory: &'a Inventory, address: &str) -> &'a Resource {
    let found: Vec<_> = inventory.resources.iter().filter(|r| !r.referenced && r.origin.address.as_deref() == Some(address)).collect();
    assert_eq!(found.len(), 1, "{address}");
    found[0]
}

fn with_arn<'a>(inventory: &'a Inventory, arn: &str) -> &'a Resource {
    inventory.resources.iter().find(|r| inventory.render(&r.arn) == arn).unwrap_or_else(|| panic!("{arn} is not in {:#?}", arns(inventory)))
}

fn policies<'a>(inventory: &'a Inventory, ids: &[keyholder::policy::PolicyId]) -> Vec<&'a Policy> {
    ids.iter().map(|id| inventory.policy(*id).unwrap()).collect()
}

fn gaps(inventory: &Inventory, kind: GapKind) -> Vec<&str> {
    inventory.gaps.iter().filter(|g| g.kind == kind).map(|g| g.message.as_str()).collect()
}

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

/// What is known of two vendors' modules comes out of their plans.
#[test]
fn vendors_plans_say_what_is_known_of_them() {
    let Some(shared) = crate::shared("") else { return };
    let zilliz = read(&shared.join("vendor-plans/zilliz-byoc-cross-account/plan.json")).unwrap();
    let storage = with_arn(&zilliz, "arn:aws:iam::444455556666:role/zilliz-byoc-acme-storage-role").principal.as_ref().unwrap();
    assert_eq!(storage.attached.len(), 2);
    assert!(with_arn(&zilliz, "arn:aws:s3:::acme-milvus-data").referenced);
    assert!(with_arn(&zilliz, "arn:aws:iam::444455556666:role/zilliz-byoc*").referenced);
    let stream = read(&shared.join("vendor-plans/streamnative-default-no-externalid/plan.json")).unwrap();
    for role in ["Bootstrap", "Management"] {
        let role = with_arn(&stream, &format!("arn:aws:iam::444455556666:role/StreamNative/StreamNativeCloud{role}Role"));
        let principal = role.principal.as_ref().unwrap();
        assert!(policies(&stream, &principal.attached).iter().any(|p| p.name.ends_with("/ReadOnlyAccess") && p.document.is_some()));
        assert!(principal.boundary.is_some());
    }
    assert!(with_arn(&stream, "arn:aws:s3:::*").referenced);
}

/// Every shared file is read, or refused with an error that names it.
#[test]
#[allow(clippy::print_stdout, reason = "shows the summary")]
fn shared_data_is_read_or_refused() {
    let Some(shared) = crate::shared("") else { return };
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
