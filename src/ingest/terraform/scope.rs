//! Which partition, account and Region a provider configuration means: told by the user, by the configuration, by what was read, by known ARNs
//! of the configuration's own resources; else a symbol. Never by ARNs inside policies, which are mostly other people's; only the partition is,
//! because AWS accepts no ARN of another one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::config::Config;
use super::instance::Instance;
use super::world::World;
use crate::aws::{SymbolKind, Text};
use crate::model::{Account, Inventory, OwnAccount};

/// What a provider configuration means.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// `aws`, `aws-cn`, ….
    pub partition: Text,
    /// Account id.
    pub account: Text,
    /// Region.
    pub region: Text,
}

/// The scopes of all provider configurations in use, by world and key.
#[derive(Debug, Default)]
pub(super) struct Scopes(BTreeMap<(u32, String), Scope>);

impl Scopes {
    /// The scope of an instance.
    pub(super) fn of(&self, instance: &Instance) -> Scope {
        self.0.get(&(instance.world, instance.provider.clone())).cloned().unwrap_or_default()
    }

    /// The scope of a provider configuration in use.
    pub(super) fn of_provider(&self, world: u32, key: &str) -> Option<&Scope> {
        self.0.get(&(world, key.to_owned()))
    }

    /// Finds out the scopes.
    pub(super) fn find(world: &World, own: &[OwnAccount], inventory: &mut Inventory) -> Self {
        let mut evidence: BTreeMap<(u32, String), Evidence> = BTreeMap::new();
        for instance in world.instances.iter().filter(|i| !i.is_placed()) {
            let found = evidence.entry((instance.world, instance.provider.clone())).or_default();
            found.add(instance);
            if found.same_account.is_none()
                && let Some(config) = world.config(instance).filter(|c| !c.provider_config.is_empty())
            {
                found.configured(config, &instance.provider);
                found.same_account = Some(credentials(config, &instance.provider));
            }
        }
        // What one configuration tells of the account, it tells for all that use the same credentials.
        let mut accounts: BTreeMap<(u32, String), Told> = BTreeMap::new();
        for ((number, provider), found) in &evidence {
            let group = (*number, found.same_account.clone().unwrap_or_else(|| provider.clone()));
            let (_, sure, arns) = accounts.entry(group).or_insert_with(|| (provider.clone(), BTreeSet::new(), BTreeSet::new()));
            sure.extend(named(own, provider).map(str::to_owned).or_else(|| found.account.clone()));
            arns.extend(found.arn_accounts.iter().cloned());
        }
        let told: BTreeSet<&str> = world.instances.iter().filter_map(|i| i.place.as_ref()?.account.as_deref()).collect();
        let mut namer = Namer::default();
        let mut scopes = Self::default();
        for ((number, provider), found) in &evidence {
            let group = (*number, found.same_account.clone().unwrap_or_else(|| provider.clone()));
            let Some((first, sure, arns)) = accounts.get(&group) else { continue };
            let known = named(own, provider).or_else(|| only(sure)).or_else(|| only(arns));
            let account = match known {
                Some(id) => Text::from(id),
                // Over what one account told of itself, a plan that does not say its account is that one's.
                None if told.len() == 1 => told.first().copied().map(Text::from).unwrap_or_default(),
                None => namer.symbol(inventory, SymbolKind::Account, "account", first, *number),
            };
            let region = match found.region.as_deref().or_else(|| only(&found.arn_regions)) {
                Some(region) => Text::from(region),
                None => namer.symbol(inventory, SymbolKind::Region, "region", provider, *number),
            };
            let partition = match found.partition(&region) {
                Some(partition) => Text::from(partition),
                None => namer.symbol(inventory, SymbolKind::Partition, "partition", provider, *number),
            };
            scopes.0.insert((*number, provider.clone()), Scope { partition, account, region });
        }
        scopes
    }
}

/// Lists an account as ours, once.
pub(super) fn list(inventory: &mut Inventory, own: &[OwnAccount], id: &Text, alias: Option<&str>) {
    if let Some(there) = inventory.accounts.iter_mut().find(|a| a.id == *id) {
        there.alias = there.alias.take().or_else(|| alias.map(str::to_owned));
        return;
    }
    let said = own.iter().find(|o| Some(o.id.as_str()) == id.literal());
    let name = said.and_then(|o| o.name.clone());
    let management = said.is_some_and(|o| o.management);
    inventory.accounts.push(Account { id: id.clone(), alias: alias.map(str::to_owned), name, management });
}

/// The account that the user says a provider configuration belongs to.
fn named<'a>(own: &'a [OwnAccount], provider: &str) -> Option<&'a str> {
    let means = |alias: &str| alias == provider || provider.strip_prefix("aws.") == Some(alias);
    let listed = own.iter().find(|o| o.aliases.iter().any(|a| means(a)));
    let mut without = own.iter().filter(|o| o.aliases.is_empty());
    let rest = match (without.next(), without.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    };
    listed.or(rest).map(|o| o.id.as_str())
}

fn only(set: &BTreeSet<String>) -> Option<&str> {
    if set.len() == 1 { set.first().map(String::as_str) } else { None }
}

/// Symbols named `account:aws`; those of another world that has the same name get its number.
#[derive(Default)]
struct Namer(BTreeMap<String, u32>);

impl Namer {
    fn symbol(&mut self, inventory: &mut Inventory, kind: SymbolKind, what: &str, provider: &str, world: u32) -> Text {
        let mut name = format!("{what}:{provider}");
        if *self.0.entry(name.clone()).or_insert(world) != world {
            name = format!("{name}#{}", world + 1);
        }
        let why = format!("no input says which {what} the provider configuration `{provider}` means");
        Text::symbol(inventory.symbol(kind, &name, &why))
    }
}

/// The first configuration that uses some credentials, and the accounts that are told for them: stated, and by ARNs.
type Told = (String, BTreeSet<String>, BTreeSet<String>);

/// What the sources say of one provider configuration.
#[derive(Debug, Default)]
struct Evidence {
    /// Told by the configuration or read from AWS.
    account: Option<String>,
    region: Option<String>,
    read_partition: Option<String>,
    /// Seen in known ARNs and owner ids of its resources.
    arn_accounts: BTreeSet<String>,
    arn_regions: BTreeSet<String>,
    partitions: BTreeSet<String>,
    /// Names the credentials; equal for configurations of one account.
    same_account: Option<String>,
}

impl Evidence {
    fn add(&mut self, instance: &Instance) {
        collect_partitions(&instance.values, &mut self.partitions);
        let address = &instance.address;
        if address.data {
            let say = |names: &[&str]| names.iter().find_map(|n| instance.str(n)).map(str::to_owned);
            match address.ty.as_str() {
                "aws_caller_identity" => self.account = self.account.take().or_else(|| say(&["account_id"]).filter(|id| is_account(id))),
                "aws_region" => self.region = self.region.take().or_else(|| say(&["region", "name", "id"])),
                "aws_partition" => self.read_partition = self.read_partition.take().or_else(|| say(&["partition", "id"])),
                _ => {}
            }
            return;
        }
        // Organizations and RAM name other accounts' things.
        if address.ty.starts_with("aws_organizations_") || address.ty.starts_with("aws_ram_") {
            return;
        }
        if let Some(arn) = instance.str("arn") {
            let mut parts = arn.split(':').skip(3);
            let (region, account) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            if is_account(account) {
                self.arn_accounts.insert(account.to_owned());
            }
            if !region.is_empty() {
                self.arn_regions.insert(region.to_owned());
            }
        }
        self.arn_accounts.extend(["owner_id", "account_id"].iter().filter_map(|n| instance.str(n)).filter(|id| is_account(id)).map(str::to_owned));
    }

    fn configured(&mut self, config: &Config, provider: &str) {
        let Some(said) = config.provider_config.get(provider) else { return };
        let value = |expression: Option<&Value>| constant(config, said.module_address.is_none(), expression?);
        let role = said.expressions.get("assume_role").and_then(|blocks| blocks.get(0).unwrap_or(blocks).get("role_arn"));
        let allowed = value(said.expressions.get("allowed_account_ids"));
        let allowed = allowed.as_ref().and_then(Value::as_array).and_then(|ids| if let [one] = ids.as_slice() { one.as_str() } else { None });
        let assumed = value(role);
        let assumed = assumed.as_ref().and_then(Value::as_str).and_then(|arn| arn.split(':').nth(4));
        let configured = allowed.or(assumed).filter(|id| is_account(id)).map(str::to_owned);
        self.account = configured.or(self.account.take());
        let region = value(said.expressions.get("region")).as_ref().and_then(Value::as_str).filter(|r| is_region(r)).map(str::to_owned);
        self.region = region.or(self.region.take());
    }

    fn partition(&self, region: &Text) -> Option<&str> {
        let by_region = region.literal().map(|region| match region {
            r if r.starts_with("cn-") => "aws-cn",
            r if r.starts_with("us-gov-") => "aws-us-gov",
            r if r.starts_with("us-iso") || r.starts_with("eu-iso") || r.starts_with("eusc-") => "",
            _ => "aws",
        });
        self.read_partition.as_deref().or(by_region.filter(|p| !p.is_empty())).or_else(|| only(&self.partitions))
    }
}

/// A constant expression's value, or that of the root variable that is all it refers to.
fn constant(config: &Config, root: bool, expression: &Value) -> Option<Value> {
    if let Some(value) = expression.get("constant_value") {
        return Some(value.clone());
    }
    let references: BTreeSet<&str> = expression.get("references")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let (Some(one), true, true) = (references.first(), references.len() == 1, root) else { return None };
    let name = one.strip_prefix("var.")?;
    config.variables.get(name).cloned().or_else(|| config.root_module.variables.get(name)?.default.clone())
}

/// The arguments that decide which account a configuration reaches. Variables of different modules may differ, so there the module is part.
fn credentials(config: &Config, provider: &str) -> String {
    const ARGUMENTS: &[&str] = &[
        "access_key",
        "secret_key",
        "token",
        "profile",
        "shared_credentials_file",
        "shared_credentials_files",
        "shared_config_files",
        "assume_role",
        "assume_role_with_web_identity",
        "allowed_account_ids",
        // Emulated accounts differ in nothing else.
        "endpoints",
    ];
    let Some(said) = config.provider_config.get(provider) else { return String::new() };
    let said_of: Map<String, Value> = ARGUMENTS.iter().filter_map(|a| Some(((*a).to_owned(), said.expressions.get(*a)?.clone()))).collect();
    let mut said_of = Value::Object(said_of);
    said_of.sort_all_objects();
    let text = said_of.to_string();
    match &said.module_address {
        Some(module) if text.contains("\"references\"") => format!("{module} {text}"),
        _ if text == "{}" => String::new(),
        _ => text,
    }
}

fn collect_partitions(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            for after in text.split("arn:aws").skip(1) {
                if let Some((rest, _)) = after.split_once(':')
                    && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                {
                    out.insert(format!("aws{rest}"));
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|v| collect_partitions(v, out)),
        Value::Object(map) => map.values().for_each(|v| collect_partitions(v, out)),
        _ => {}
    }
}

/// The partition of a Region.
pub(super) fn partition_of(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// Twelve digits.
pub(super) fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit())
}

fn is_region(region: &str) -> bool {
    let mut parts = region.rsplitn(2, '-');
    parts.next().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) && parts.next().is_some_and(|r| r.contains('-'))
}
