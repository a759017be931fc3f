//! A plan or state laid over what an account itself told: the same resource, and the same part of one, counts once.
//!
//! A plan, and source, say what will be: they come before the account, and what a plan removes is gone with all its parts. A state says what was
//! when it was written: the account comes before it, and keeps the address that the state has for it. What only the account knows stays.

use std::collections::BTreeMap;

use super::catalogue::{self, Makes, Reads};
use super::instance::Instance;
use super::parts;
use super::scope::{Scope, Scopes, is_account};
use super::world::World;

/// Rank of instances of plans.
const PLAN: u8 = 3;

/// Joins the instances of plans, states and source with those of accounts.
pub(super) fn lay(world: &mut World, scopes: &Scopes) {
    let told: Vec<usize> = world.instances.iter().enumerate().filter(|(_, i)| i.place.is_some()).map(|(n, _)| n).collect();
    if told.is_empty() || told.len() == world.instances.len() && world.removed.is_empty() {
        return;
    }
    let accounts: std::collections::BTreeSet<&str> =
        told.iter().filter_map(|n| world.instances.get(*n)?.place.as_ref()?.account.as_deref()).collect();
    let mut index = Index { only: accounts.first().filter(|_| accounts.len() == 1).map(|a| (*a).to_owned()), ..Index::default() };
    for number in told {
        if let Some(instance) = world.instances.get(number) {
            index.add(number, instance, scopes);
        }
    }
    let mut covered: Vec<usize> = Vec::new();
    let mut named: Vec<(usize, usize)> = Vec::new();
    for (number, instance) in world.instances.iter().enumerate().filter(|(_, i)| i.place.is_none() && !i.address.data) {
        let same = index.same(instance, scopes);
        if !matches!(instance.rank, 1 | 2) {
            covered.extend(same);
            continue;
        }
        match same.first() {
            Some(there) => {
                named.push((*there, number));
                covered.push(number);
            }
            None if index.tells_parts_of(world, instance, scopes) => covered.push(number),
            None => {}
        }
    }
    for removed in world.removed.iter().filter(|i| i.rank == PLAN) {
        covered.extend(index.same(removed, scopes));
        covered.extend(index.parts_of(removed, scopes));
    }
    for (there, number) in named {
        let of_state = world.instances.get(number).map(|i| (i.address.clone(), i.shown.clone()));
        if let (Some(instance), Some((address, shown))) = (world.instances.get_mut(there), of_state) {
            (instance.address, instance.shown) = (address, shown);
        }
    }
    for number in covered {
        if let Some(instance) = world.instances.get_mut(number) {
            instance.covered = true;
        }
    }
}

/// Instances of accounts by what tells them apart.
#[derive(Default)]
struct Index {
    /// The account, where one alone told of itself.
    only: Option<String>,
    /// By ARN, or type and key of a part.
    same: BTreeMap<(String, String), Vec<usize>>,
    /// Parts by account, and attribute and name of what has them.
    parts: BTreeMap<(String, &'static str, String), Vec<usize>>,
}

impl Index {
    /// Partition, account and Region as far as an instance, its ARN or its provider configuration says them.
    fn of(&self, instance: &Instance, scopes: &Scopes) -> Scope {
        let mut scope = scopes.of(instance);
        if let Some(place) = &instance.place {
            scope.account = place.account.as_deref().map_or(scope.account, Into::into);
            scope.region = place.region.as_deref().map_or(scope.region, Into::into);
        }
        // What a plan only removes has no provider configuration in use.
        if scope.account.is_empty() {
            let stated = instance.str("arn").and_then(|arn| arn.split(':').nth(4)).filter(|a| is_account(a));
            scope.account = stated.or(self.only.as_deref()).map(Into::into).unwrap_or_default();
        }
        scope
    }

    fn add(&mut self, number: usize, instance: &Instance, scopes: &Scopes) {
        let scope = self.of(instance, scopes);
        if let Some(key) = identity(instance, &scope) {
            self.same.entry(key).or_default().push(number);
        }
        if let (Some((_, owner)), Some(account), Some([attribute, ..])) =
            (parts::told(instance), scope.account.literal(), parts::key(&instance.address.ty))
        {
            self.parts.entry((account.to_owned(), attribute, owner)).or_default().push(number);
        }
    }

    fn same(&self, instance: &Instance, scopes: &Scopes) -> Vec<usize> {
        identity(instance, &self.of(instance, scopes)).and_then(|key| self.same.get(&key)).cloned().unwrap_or_default()
    }

    /// Parts of a resource, by its names.
    fn parts_of(&self, instance: &Instance, scopes: &Scopes) -> Vec<usize> {
        let scope = self.of(instance, scopes);
        let (Some(account), Some(Reads::Resource(makes, _))) = (scope.account.literal(), catalogue::reads(&instance.address)) else {
            return Vec::new();
        };
        let attributes: &[&str] = match makes.kind {
            "iam-role" => &["role"],
            "iam-user" => &["user"],
            "iam-group" => &["group"],
            "s3-bucket" => &["bucket"],
            "kms-key" => &["key_id"],
            "lambda-function" => &["function_name"],
            "eks-cluster" => &["cluster_name"],
            _ => &["resource_arn", "repository", "file_system_id", "cluster_arn", "secret_arn", "arn", "queue_url"],
        };
        let names = [makes.name, "arn", "id"].into_iter().filter_map(|a| instance.str(a)).map(|n| n.rsplit(['/', ':']).next().unwrap_or(n));
        let names: Vec<&str> = names.collect();
        let keys = attributes.iter().flat_map(|a| names.iter().map(move |n| (account.to_owned(), *a, (*n).to_owned())));
        keys.filter_map(|(account, attribute, name)| self.parts.iter().find(|((a, b, c), _)| (a, *b, c) == (&account, attribute, &name)))
            .flat_map(|(_, numbers)| numbers.iter().copied())
            .collect()
    }

    /// Whether the account tells all parts of this type that the resource has, and this one is not among them.
    fn tells_parts_of(&self, world: &World, part: &Instance, scopes: &Scopes) -> bool {
        let ty = part.address.ty.as_str();
        let holder = match (parts::key(ty), ty) {
            (Some(["role", ..]), _) => "aws_iam_role",
            (Some(["user", ..]), _) => "aws_iam_user",
            (Some(["group", ..]), _) => "aws_iam_group",
            (_, "aws_s3_bucket_policy") => "aws_s3_bucket",
            _ => return false,
        };
        let (Some((_, owner)), scope) = (parts::told(part), self.of(part, scopes)) else { return false };
        let is = |i: &Instance| {
            let name = if holder == "aws_s3_bucket" { "bucket" } else { "name" };
            let attribute = if holder == "aws_iam_role" { "inline_policy" } else { "policy" };
            i.place.is_some()
                && i.address.ty == holder
                && i.str(name) == Some(&owner)
                && self.of(i, scopes).account == scope.account
                && !i.lacks(attribute)
                && matches!(ty.rsplit('_').next(), Some("policy" | "attachment" | "membership"))
        };
        world.instances.iter().any(is)
    }
}

/// What tells an instance apart from all others of any source: its ARN; of parts, account, type and key.
fn identity(instance: &Instance, scope: &Scope) -> Option<(String, String)> {
    match catalogue::reads(&instance.address) {
        Some(Reads::Resource(makes, _)) => Some((String::new(), arn(instance, makes, scope)?)),
        _ => {
            let (key, _) = parts::told(instance)?;
            Some((format!("{} {}", scope.account.literal()?, instance.address.ty), key))
        }
    }
}

/// The ARN, stated or as AWS fixes it, where all of it is known.
fn arn(instance: &Instance, makes: &Makes, scope: &Scope) -> Option<String> {
    let stated = instance.str("arn").or(instance.arn.as_deref());
    if let Some(arn) = stated.filter(|a| a.starts_with("arn:")) {
        return Some(arn.strip_suffix(makes.arn_suffix()).unwrap_or(arn).to_owned());
    }
    let mut out = String::new();
    let mut rest = makes.arn;
    while let Some((literal, after)) = rest.split_once('{') {
        out.push_str(literal);
        let (variable, after) = after.split_once('}')?;
        match variable {
            "partition" => out.push_str(scope.partition.literal().unwrap_or("aws")),
            "region" => out.push_str(instance.str("region").or_else(|| scope.region.literal())?),
            "account" => out.push_str(scope.account.literal()?),
            "path" => out.push_str(instance.str("path").unwrap_or("/")),
            "issuer" => out.push_str(instance.str("url").map(|u| u.strip_prefix("https://").unwrap_or(u))?),
            "slash_name" => out.push_str(&format!("/{}", instance.str("name")?.trim_start_matches('/'))),
            other => out.push_str(instance.str(other)?),
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
