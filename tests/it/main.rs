//! The one test program of the package: a module a concern.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod architecture;
mod audit;
mod authorization;
mod catalogue;
mod changes;
mod controls;
mod decisions;
mod diagram;
mod formats;
mod graph;
mod ground_truth;
mod help;
mod ingest;
mod kafka;
mod kubernetes;
mod network;
mod organization;
mod pack;
mod passages;
mod paths;
mod policy;
mod rules;
mod samples;
mod secrets;
mod snapshot;
mod source;
mod systems;
mod trace;
mod ways;

/// A folder of inputs of other people, where it is at hand: `KEYHOLDER_DATA`, or `shared/data` beside a parent folder. Nothing of it is kept here.
fn shared(folder: &str) -> Option<std::path::PathBuf> {
    let named = std::env::var_os("KEYHOLDER_DATA").map(std::path::PathBuf::from);
    let near = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|a| a.join("shared/data"));
    named.into_iter().chain(near).map(|data| data.join(folder)).find(|path| path.is_dir())
}

/// What a Terraform state of one account says that holds these resources: type, name and values of each.
fn stated(account: &str, resources: Vec<(&str, &str, serde_json::Value)>) -> keyholder::model::Inventory {
    use keyholder::ingest::{self, Options, Source};
    use serde_json::json;
    let provider = "registry.terraform.io/hashicorp/aws";
    let resource = |(kind, name, values): (&str, &str, serde_json::Value)| {
        let address = format!("{kind}.{name}");
        json!({"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider, "values": values})
    };
    let resources: Vec<serde_json::Value> = resources.into_iter().map(resource).collect();
    let state = json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": resources}}});
    let source = Source { name: "state.json".into(), bytes: state.to_string().into_bytes() };
    let accounts = vec![keyholder::model::OwnAccount { id: account.into(), ..Default::default() }];
    ingest::read(&[source], &Options { accounts, ..Options::default() }).unwrap()
}
