//! Every fact about a store against the action table.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::{KeyUse, On, StoreKind, Way, all, store, stores};
use crate::aws::Text;
use crate::aws::reference::actions::{self, ActionFacts};

fn ways(store: &StoreKind) -> impl Iterator<Item = &Way> {
    [store.read, store.write, store.delete, store.list, store.control].into_iter().flatten().flat_map(|way| std::iter::once(way).chain(way.also))
}

fn facts(action: &str) -> &'static ActionFacts {
    let (service, name) = action.split_once(':').unwrap();
    let facts = actions::lookup(service, name).unwrap_or_else(|| unreachable!("{action} is not in the action table"));
    assert_eq!(format!("{}:{}", facts.service, facts.name), action, "spelling");
    facts
}

/// Fills the variables of a template with texts that tell them apart.
fn example(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once("${") {
        let (variable, after) = after.split_once('}').unwrap();
        out.push_str(literal);
        out.push_str(match variable {
            "Partition" => "aws",
            "Region" => "eu-central-1",
            "Account" => "111122223333",
            _ => "x",
        });
        rest = after;
    }
    out + rest
}

#[test]
fn ids_are_unique_kebab_and_found() {
    let ids: Vec<_> = stores().map(|s| s.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(ids.iter().all(|id| id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')));
    assert!(ids.iter().all(|id| store(id).unwrap().id == *id));
    assert!(store("nosuch").is_none());
    assert!(all().iter().all(|s| s.stores.iter().all(|store| store.arn.split(':').nth(2) == Some(s.service))));
}

#[test]
fn every_action_exists_and_can_be_limited_to_what_the_way_names() {
    for store in stores() {
        let arn = Text::from(example(store.arn));
        for way in ways(store) {
            let facts = facts(way.action);
            let target = way.on.target(&arn).unwrap_or_else(|| unreachable!("{} {}", store.id, way.action));
            let target = target.pattern.literal().unwrap().replace('*', "x");
            assert_eq!(facts.wildcard_only(), way.on == On::Any, "{} {}", store.id, way.action);
            // OpenSearch paths and log group suffixes lie below the ARN that the table lists.
            let below = |arn: &str| target.strip_prefix(arn).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
            let known = facts.resource_types.iter().any(|u| {
                let template = u.resource.arn.replace("${Account}:${StreamType}", "${Account}:stream");
                below(&example(&template)) || below(&example(&template).replace("111122223333", "x"))
            });
            assert!(known || way.on == On::Any, "{}: {} on {target}", store.id, way.action);
        }
    }
}

#[test]
fn what_is_needed_as_well_needs_nothing_more() {
    for way in stores().flat_map(|s| [s.read, s.write, s.delete, s.list, s.control]).flatten() {
        assert!(way.also.iter().all(|w| w.also.is_empty()), "{}", way.action);
    }
}

#[test]
fn key_actions_exist() {
    for store in stores() {
        if let KeyUse::Caller { read, write } | KeyUse::Unclear { read, write } = &store.key {
            assert!(read.iter().chain(*write).all(|a| facts(a).service == "kms"), "{}", store.id);
        }
    }
}

#[test]
fn a_bucket_is_read_by_its_objects() {
    let bucket = store("s3-bucket").unwrap();
    let get = bucket.read.iter().find(|w| w.action == "s3:GetObject").unwrap();
    assert_eq!(get.on.target(&"arn:aws:s3:::data".into()).unwrap().pattern, Text::from("arn:aws:s3:::data/*"));
    assert_eq!(bucket.key, KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey"] });
}
