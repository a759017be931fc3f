//! What the answers tell of, merged: the same thing in a list and in an answer of its own is one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::address::Address;
use super::super::catalogue::{self, Reads};
use super::super::instance::{AwsPlace, Instance};
use super::super::parts;
use super::super::scope::is_account;
use super::calls::Call;
use super::entity::{Attribute, Entity};
use super::file::File;
use super::manifest::Status;

/// Attributes by which an answer about a thing can be told to be about it.
const IDS: &[&str] = &[
    "arn",
    "id",
    "name",
    "url",
    "bucket",
    "key_id",
    "identifier",
    "cluster_identifier",
    "function_name",
    "secret_arn",
    "resource_arn",
    "queue_url",
    "file_system_id",
    "repository",
    "cluster_arn",
    "cluster_name",
    "domain_name",
    "family",
    "service_name",
    "node_group_name",
    "role",
    "user",
];

/// A thing that the answers tell of.
pub(super) struct Thing {
    pub ty: &'static str,
    /// Account; `None` when no answer says it.
    pub account: Option<String>,
    /// Region; empty for none, `None` when no answer says it.
    pub region: Option<String>,
    pub values: Map<String, Value>,
    /// Attributes that no answer tells.
    pub unknown: Map<String, Value>,
    /// Where its attributes stand below the pointer.
    members: BTreeMap<String, String>,
    /// What it belongs to, where it has no ARN of its own.
    shown: Option<String>,
    file: Arc<str>,
    pointer: String,
}

impl Thing {
    /// What names it in calls.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        IDS.iter().filter_map(|name| self.values.get(*name).and_then(Value::as_str))
    }
}

/// For whom a call was made, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub account: Option<String>,
    pub region: Option<String>,
    pub status: Status,
}

/// Everything told of.
#[derive(Default)]
pub(super) struct Made {
    pub things: Vec<Thing>,
    last: usize,
    by_key: BTreeMap<(&'static str, String), Vec<usize>>,
    /// Answers by call and what it was about.
    answers: BTreeMap<(String, String), Vec<Told>>,
    /// Calls with the accounts they were made in.
    pub asked: BTreeSet<(String, String)>,
    /// What is shared with others: file, thing, with whom.
    pub shared: Vec<(String, String, Vec<String>)>,
    /// What leads into the network from elsewhere, by what it is.
    pub outside: BTreeMap<&'static str, Vec<String>>,
    /// What answers do not tell: file, message.
    pub lacking: Vec<(String, String)>,
    /// Files with how many things they tell otherwise than those before them.
    pub differ: BTreeMap<String, usize>,
}

impl Made {
    /// Adds what an element tells.
    pub(super) fn add(&mut self, row: &Call, file: &File<'_>, entity: &Entity<'_>, ty: &'static str, values: Map<String, Value>) {
        let thing = self.thing(file, entity, ty, values);
        let ids: Vec<String> = thing.ids().map(str::to_owned).collect();
        self.tell_call(row.call, file, ids.iter().map(String::as_str));
        let key = key(ty, &thing.values);
        let here = self.by_key.entry((ty, key)).or_default();
        let same = here.iter().find(|n| self.things.get(**n).is_some_and(|t| is_same(t, &thing))).copied();
        self.last = same.unwrap_or(self.things.len());
        match same.and_then(|n| self.things.get_mut(n)) {
            Some(there) => {
                if merge(there, thing) {
                    *self.differ.entry(file.path.to_owned()).or_default() += 1;
                }
            }
            None => {
                here.push(self.things.len());
                self.things.push(thing);
            }
        }
    }

    /// Notes where the attributes of what was added last stand.
    pub(super) fn stands(&mut self, attributes: &[Attribute]) {
        let Some(thing) = self.things.get_mut(self.last) else { return };
        for (to, from) in attributes.iter().filter(|(_, from)| !from.is_empty() && !from.contains('@')) {
            let to = to.split('.').next().unwrap_or(to);
            let member = from.trim_start_matches(['%', '/', '!']).replace("[]", "").replace('.', "/");
            thing.members.entry(to.to_owned()).or_insert(member);
        }
    }

    fn thing(&self, file: &File<'_>, entity: &Entity<'_>, ty: &'static str, mut values: Map<String, Value>) -> Thing {
        let arn: Vec<String> = values.get("arn").and_then(Value::as_str).map(|a| a.splitn(6, ':').map(str::to_owned).collect()).unwrap_or_default();
        let of_arn = arn.get(4).filter(|a| is_account(a)).cloned();
        let owner = values.remove("owner_id").and_then(|o| o.as_str().filter(|o| is_account(o)).map(str::to_owned));
        let shown = values.remove("shown").and_then(|s| s.as_str().map(str::to_owned));
        let global = is_global(ty);
        let region = arn.get(3).filter(|r| !r.is_empty()).cloned().or_else(|| file.region.clone().filter(|r| !r.is_empty()));
        let region = if ty.starts_with("aws_s3_") { values.get("region").and_then(Value::as_str).map(str::to_owned) } else { region };
        Thing {
            ty,
            account: of_arn.or(owner).or_else(|| file.account.clone()),
            region: if global { Some(String::new()) } else { region },
            values,
            unknown: Map::new(),
            members: BTreeMap::new(),
            shown,
            file: file.path.into(),
            pointer: entity.pointer.clone(),
        }
    }

    /// Notes that a file has the answer of its call.
    pub(super) fn tell(&mut self, file: &File<'_>) {
        if let Some(call) = file.call.clone() {
            self.tell_call(&call, file, std::iter::empty());
        }
    }

    fn tell_call<'i>(&mut self, call: &str, file: &'i File<'_>, ids: impl Iterator<Item = &'i str>) {
        let told = Told { account: file.account.clone(), region: file.region.clone(), status: Status::Ok };
        self.told(call, &told, ids.chain(file.name.as_deref()));
    }

    /// Notes that a call was refused.
    pub(super) fn refused(&mut self, file: &File<'_>, status: Status) {
        if let Some(call) = file.call.clone() {
            let told = Told { account: file.account.clone(), region: file.region.clone(), status };
            self.told(&call, &told, file.name.as_deref().into_iter());
        }
    }

    /// Notes what became of a call about these.
    pub(super) fn told<'a>(&mut self, call: &str, told: &Told, ids: impl Iterator<Item = &'a str>) {
        self.asked.insert((call.to_owned(), told.account.clone().unwrap_or_default()));
        for id in ids {
            let there = self.answers.entry((call.to_owned(), id.to_owned())).or_default();
            if !there.iter().any(|t| (&t.account, &t.region, t.status) == (&told.account, &told.region, told.status)) {
                there.push(told.clone());
            }
        }
    }

    /// What became of a call about a thing; `None` when it was not made.
    pub(super) fn answer(&self, call: &str, thing: &Thing) -> Option<Status> {
        let fits = |t: &&Told| {
            let either = |a: Option<&String>, b: Option<&String>| a.zip(b).is_none_or(|(a, b)| a == b || a.is_empty() || b.is_empty());
            either(t.account.as_ref(), thing.account.as_ref()) && either(t.region.as_ref(), thing.region.as_ref())
        };
        let of = |id: &str| self.answers.get(&(call.to_owned(), id.to_owned())).into_iter().flatten().filter(fits).map(|t| t.status).min();
        thing.ids().filter_map(of).min()
    }

    /// The instances of everything. Where no answer says the account, it is that of all others, if they agree.
    pub(super) fn instances(self, input: u32, alone: bool) -> Vec<Instance> {
        let accounts: BTreeSet<&String> = self.things.iter().filter_map(|t| t.account.as_ref()).collect();
        let only = accounts.first().filter(|_| accounts.len() == 1).map(|a| (*a).clone());
        let mut out = Vec::new();
        let mut names: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for thing in self.things {
            let account = thing.account.or_else(|| only.clone());
            let mut identity = thing.values.get("arn").and_then(Value::as_str).filter(|_| is_resource(thing.ty)).map(str::to_owned);
            let shown = thing
                .shown
                .clone()
                .or_else(|| identity.clone())
                .or_else(|| shown(thing.ty, &thing.values, account.as_deref(), thing.region.as_deref()));
            let told = |v: Option<&String>| v.map_or("?", |v| v.as_str()).to_owned();
            let full = format!("{}/{}/{}", told(account.as_ref()), told(thing.region.as_ref()), key(thing.ty, &thing.values));
            let mut name = identity.take().unwrap_or(full);
            let count = names.entry((thing.ty, name.clone())).or_default();
            *count += 1;
            if *count > 1 {
                name = format!("{name} #{count}");
            }
            let shown = shown.unwrap_or_else(|| format!("{} {name}", thing.ty));
            let address = Address { modules: Vec::new(), data: false, ty: thing.ty.to_owned(), name, key: None };
            out.push(Instance {
                input,
                arn: Some(shown.clone()).filter(|s| s.starts_with("arn:")),
                shown,
                values: Value::Object(thing.values),
                unknown: if thing.unknown.is_empty() { Value::Null } else { Value::Object(thing.unknown) },
                file: (!alone).then_some(thing.file),
                members: Some(Arc::new(thing.members)),
                place: Some(AwsPlace { account, region: thing.region }),
                ..Instance::new(address, thing.pointer)
            });
        }
        out
    }
}

/// Whether two may be the same: nothing that is known of where they are differs.
fn is_same(a: &Thing, b: &Thing) -> bool {
    let agree = |a: Option<&String>, b: Option<&String>| a.zip(b).is_none_or(|(a, b)| a == b);
    agree(a.account.as_ref(), b.account.as_ref()) && agree(a.region.as_ref(), b.region.as_ref())
}

/// Lays what is told further over what is there; `true` when it contradicts it.
fn merge(there: &mut Thing, new: Thing) -> bool {
    there.account = there.account.take().or(new.account);
    there.region = there.region.take().or(new.region);
    join(&mut there.values, new.values)
}

fn join(there: &mut Map<String, Value>, new: Map<String, Value>) -> bool {
    let mut differs = false;
    for (name, value) in new {
        match (there.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => differs |= join(old, new),
            (Some(old), value) => differs |= *old != value,
            (None, value) => {
                there.insert(name, value);
            }
        }
    }
    differs
}

fn is_resource(ty: &str) -> bool {
    catalogue::named(ty).is_some_and(|reads| matches!(reads, Reads::Resource(..)))
}

fn is_global(ty: &str) -> bool {
    match catalogue::named(ty) {
        Some(Reads::Resource(makes, _)) => makes.global(),
        _ => ty.starts_with("aws_iam_") || ty.starts_with("aws_organizations_"),
    }
}

/// What tells a thing from others of its type and place.
fn key(ty: &str, values: &Map<String, Value>) -> String {
    let attributes: &[&str] = match catalogue::named(ty) {
        // Accounts and units may share a name.
        _ if ty.starts_with("aws_organizations_") && ty != "aws_organizations_policy_attachment" => &["id"],
        Some(Reads::Resource(makes, _)) => &[makes.name],
        _ => parts::key(ty).unwrap_or(&["id", "name"]),
    };
    let told: Vec<&str> = attributes.iter().map(|a| values.get(*a).and_then(Value::as_str).unwrap_or_default()).collect();
    let key = told.join(":");
    if key.trim_matches(':').is_empty() {
        values.get("arn").or_else(|| values.get("id")).and_then(Value::as_str).unwrap_or_default().to_owned()
    } else {
        key
    }
}

/// The ARN of a thing whose answers don't hold it, as AWS fixes it.
fn shown(ty: &str, values: &Map<String, Value>, account: Option<&str>, region: Option<&str>) -> Option<String> {
    let Some(Reads::Resource(makes, _)) = catalogue::named(ty) else { return None };
    let mut out = String::new();
    let mut rest = makes.arn;
    while let Some((literal, after)) = rest.split_once('{') {
        out.push_str(literal);
        let (variable, after) = after.split_once('}')?;
        out.push_str(match variable {
            "partition" => region.map_or("aws", super::super::scope::partition_of),
            "region" => region?,
            "account" => account?,
            other => values.get(other).and_then(Value::as_str)?,
        });
        rest = after;
    }
    Some(out + rest)
}

impl Thing {
    /// Something beside it, told by the same answer.
    pub(super) fn like(&self, ty: &'static str, values: Map<String, Value>) -> Thing {
        let (account, region) = (self.account.clone(), self.region.clone());
        Thing {
            ty,
            account,
            region,
            values,
            unknown: Map::new(),
            members: BTreeMap::new(),
            shown: None,
            file: self.file.clone(),
            pointer: self.pointer.clone(),
        }
    }
}
