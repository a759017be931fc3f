//! From instances to the inventory: first every resource with its ARN, then what each instance adds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Options, link};
use super::Document;
use super::catalogue::{self, Makes, Reads};
use super::declared;
use super::instance::{At, Instance, State};
use super::overlay;
use super::rebuild::Sources;
use super::scope::{Scope, Scopes, list};
use super::secrets;
use super::services;
use super::world::World;
use crate::aws::{Arn, Symbol, SymbolKind, Text};
use crate::model::{Gap, GapKind, Input, Inventory, Origin, Resource, ResourceId, Tags};
use crate::policy::{PolicyId, Value};

/// Builds the inventory of all sources, and tells what they cover of what accounts told.
pub(super) fn inventory(inputs: Vec<Input>, mut documents: Vec<Document>, options: &Options) -> (Inventory, Covered) {
    let mut inventory = Inventory::with_symbols(options.symbols.clone());
    inventory.inputs = inputs;
    for (number, document) in (0_u32..).zip(&documents) {
        let name = inventory.inputs.get(number as usize).map_or_else(String::new, |i| i.name.clone());
        let partial = document.partial_inputs.iter().map(|p| (GapKind::PartialInput, p));
        let unreadable = document.unreadable.iter().map(|p| (GapKind::Unreadable, p));
        let not_told = document.not_told.iter().map(|p| (GapKind::NotInInput, p));
        let unread = document.unread.iter().map(|p| (GapKind::UnreadKey, p));
        for (kind, (message, pointer)) in partial.chain(unreadable).chain(not_told).chain(unread) {
            let origin = Origin { input: number, pointer: pointer.clone(), ..Origin::default() };
            let (subject, message) = (name.clone(), message.clone());
            inventory.gaps.push(Gap { kind, subject, message, origin, resource: None, policy: None });
        }
    }
    let own = (0_u32..).zip(&mut documents).filter_map(|(number, document)| Some((number, document.evaluated.take()?))).collect();
    let mut world = World::join(&mut documents);
    drop(documents);
    secrets::take(&mut world.removed, &mut Inventory::default());
    secrets::take(&mut world.instances, &mut inventory);
    let sources = Sources::evaluate(&mut world, own, options);
    sources.report(&mut inventory);
    secrets::locate(&world.instances, &mut inventory);
    let scopes = Scopes::find(&world, &options.accounts, &mut inventory);
    overlay::lay(&mut world, &scopes);
    let mut builder = Builder {
        world: &world,
        scopes,
        sources,
        inventory,
        resources: vec![None; world.instances.len()],
        made_by: Vec::new(),
        by_arn: BTreeMap::new(),
        by_name: BTreeMap::new(),
        policies: BTreeMap::new(),
        managed: BTreeMap::new(),
        aliases: BTreeMap::new(),
        separate: catalogue::separate(&world.instances),
        removed: catalogue::separate(&world.removed),
        statements: BTreeMap::new(),
        organization: services::Organization::default(),
    };
    builder.make_resources(options);
    declared::add(&mut builder, &options.kafka);
    builder.read_parts();
    declared::finish(&mut builder, &options.kafka);
    builder.missing_modules();
    builder.unmodelled();
    super::unfollowed::tell(&mut builder);
    let estate = super::estate::read(&builder);
    let mut inventory = builder.inventory;
    inventory.estate = estate;
    link::add_named(&mut inventory, |policy, role| world.is_gone(policy.origin.input, role));
    let covered = world.instances.iter().filter(|i| i.covered && i.place.is_some());
    let covered = covered.flat_map(|i| ["id", "arn"].into_iter().filter_map(|a| i.str(a))).map(Into::into).collect();
    (inventory, covered)
}

/// Ids and ARNs of what an account told and another source says otherwise.
pub(in crate::ingest) type Covered = BTreeSet<crate::network::Id>;

/// The inventory in the making, with what is needed to look things up.
pub(super) struct Builder<'w> {
    pub(super) world: &'w World,
    pub(super) scopes: Scopes,
    /// What Terraform source says.
    pub(super) sources: Sources,
    pub(super) inventory: Inventory,
    /// The resource of each instance.
    pub(super) resources: Vec<Option<ResourceId>>,
    /// The instance whose attributes each resource has; in resource order, `None` for referenced ones.
    made_by: Vec<Option<usize>>,
    pub(super) by_arn: BTreeMap<Text, ResourceId>,
    /// By kind and known name or id.
    by_name: BTreeMap<(&'static str, String), Vec<ResourceId>>,
    /// The policy of each managed policy's resource.
    pub(super) policies: BTreeMap<ResourceId, PolicyId>,
    /// AWS managed and unseen policies by ARN.
    pub(super) managed: BTreeMap<Text, PolicyId>,
    /// The key of each key alias.
    pub(super) aliases: BTreeMap<ResourceId, ResourceId>,
    /// World, type and known target of resources that hold what their target may state itself.
    separate: BTreeSet<(u32, &'static str, String)>,
    /// The same of what a plan removes.
    removed: BTreeSet<(u32, &'static str, String)>,
    /// Statements of policies that are put together from several resources, with where the first stands.
    pub(super) statements: BTreeMap<ResourceId, (Vec<Value>, Origin)>,
    pub(super) organization: services::Organization,
}

impl<'w> Builder<'w> {
    fn make_resources(&mut self, options: &Options) {
        for (number, instance) in self.world.instances.iter().enumerate().filter(|(_, i)| !i.covered) {
            let Some(Reads::Resource(makes, _)) = catalogue::reads_of(instance) else { continue };
            if instance.address.data
                && let Some(there) = self.same_as(&instance.at(makes.name), makes.kind)
            {
                self.note(number, there);
                continue;
            }
            let scope = self.scope(instance);
            let arn = self.arn(instance, makes, &scope);
            if let Some(there) = self.by_arn.get(&arn) {
                self.note(number, *there);
                continue;
            }
            let name = self.assigned(&instance.at(makes.name));
            let mut resource = Resource::new(makes.kind, name, arn, scope.account, scope.region, instance.origin());
            if let Ok(parsed) = Arn::parse(&resource.arn)
                && parsed.account.literal().is_some_and(super::scope::is_account)
            {
                resource.account = parsed.account;
            }
            if !instance.address.data && super::is_aws(&instance.address.ty) {
                let alias = instance.place.is_none().then_some(instance.provider.as_str());
                list(&mut self.inventory, &options.accounts, &resource.account, alias);
            }
            if makes.global() {
                resource.region = Text::new();
            }
            resource.referenced = instance.address.data;
            resource.tags = self.tags(instance);
            let id = self.add(resource, Some(number));
            self.note(number, id);
        }
        for account in &options.accounts {
            list(&mut self.inventory, &options.accounts, &Text::from(account.id.as_str()), None);
        }
    }

    /// Adds a resource, found by its ARN from now on.
    pub(super) fn add(&mut self, resource: Resource, instance: Option<usize>) -> ResourceId {
        let arn = resource.arn.clone();
        let id = self.inventory.add(resource);
        self.made_by.push(instance);
        if !arn.is_empty() {
            self.by_arn.insert(arn, id);
        }
        id
    }

    /// Notes that an instance is this resource, under its name and id.
    fn note(&mut self, number: usize, id: ResourceId) {
        if let Some(slot) = self.resources.get_mut(number) {
            *slot = Some(id);
        }
        let (Some(instance), Some(kind)) = (self.world.instances.get(number), self.inventory.resource(id).map(|r| r.kind)) else { return };
        let Some(Reads::Resource(makes, _)) = catalogue::reads_of(instance) else { return };
        for attribute in ["id", makes.name] {
            if let Some(known) = instance.str(attribute) {
                self.also_named(kind, known, id);
            }
        }
    }

    /// Makes a resource findable by another name or id.
    pub(super) fn also_named(&mut self, kind: &'static str, name: &str, id: ResourceId) {
        let there = self.by_name.entry((kind, name.to_owned())).or_default();
        if !there.contains(&id) {
            there.push(id);
        }
    }

    /// Resources of a kind by known name or id.
    pub(super) fn named(&self, kind: &'static str, name: &str) -> &[ResourceId] {
        self.by_name.get(&(kind, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    fn read_parts(&mut self) {
        let world = self.world;
        for rank in 0..4 {
            for (number, instance) in world.instances.iter().enumerate() {
                if let Some(Reads::Resource(makes, read)) = catalogue::reads_of(instance)
                    && makes.rank() == rank
                    && let Some(id) = self.resources.get(number).copied().flatten()
                    && self.made_by.get(id.0 as usize) == Some(&Some(number))
                {
                    read(self, instance, id);
                }
            }
        }
        // What the account blocks, no bucket's own settings open.
        for last in [false, true] {
            for instance in world.instances.iter().filter(|i| !i.covered && (i.address.ty == "aws_s3_account_public_access_block") == last) {
                if let Some(Reads::Part(read)) = catalogue::reads_of(instance) {
                    read(self, instance);
                }
            }
        }
        self.finish_statements();
        self.finish_organization();
    }

    /// The instance that a resource was made from.
    pub(super) fn instance_of(&self, id: ResourceId) -> Option<&'w Instance> {
        let number = self.made_by.get(id.0 as usize).copied().flatten()?;
        self.world.instances.get(number)
    }

    /// A parameter's name with a slash before it.
    fn slash_name(&mut self, i: &Instance) -> Text {
        let name = self.assigned(&i.at("name"));
        if name.strip_prefix("/").is_some() { name } else { Text::concat([&Text::from("/"), &name]) }
    }

    /// One gap for each type that is neither modelled nor known to be irrelevant.
    fn unmodelled(&mut self) {
        let mut found: BTreeMap<&str, (usize, &Instance)> = BTreeMap::new();
        for instance in self.world.instances.iter().filter(|i| !i.covered && !i.address.data && !catalogue::is_known(&i.address.ty)) {
            found.entry(&instance.address.ty).or_insert((0, instance)).0 += 1;
        }
        for (ty, (count, first)) in found {
            let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            self.inventory.gaps.push(Gap {
                kind: GapKind::UnmodelledType,
                subject: ty.to_owned(),
                message: format!("`{ty}` is not modelled: `{}`{more}", first.shown),
                origin: first.origin(),
                resource: None,
                policy: None,
            });
        }
    }

    /// Partition, account and Region of an instance.
    pub(super) fn scope(&self, instance: &Instance) -> Scope {
        let mut scope = self.scopes.of(instance);
        if let Some(place) = &instance.place {
            if let Some(account) = &place.account {
                scope.account = Text::from(account.as_str());
            }
            if let Some(region) = &place.region {
                scope.region = Text::from(region.as_str());
            }
            let told = instance.arn.as_deref().and_then(|a| a.split(':').nth(1));
            let partition = told.or_else(|| place.region.as_deref().map(super::scope::partition_of));
            if let Some(partition) = partition {
                scope.partition = Text::from(partition);
            }
        }
        // Provider version 6 has a Region on every resource.
        if let Some(region) = instance.str("region").filter(|r| !r.is_empty()) {
            scope.region = Text::from(region);
        }
        scope
    }

    fn arn(&mut self, instance: &Instance, makes: &Makes, scope: &Scope) -> Text {
        if let Some(arn) = instance.str("arn").filter(|a| a.starts_with("arn:")) {
            return Text::from(arn.strip_suffix(makes.arn_suffix()).unwrap_or(arn));
        }
        self.fill(makes.arn, scope, |builder, variable| match variable {
            "path" => Text::from(instance.str("path").unwrap_or("/")),
            "issuer" => builder.issuer(instance),
            "slash_name" => builder.slash_name(instance),
            "balancer" => Text::from(match instance.str("load_balancer_type") {
                Some("network") => "net",
                Some("gateway") => "gwy",
                _ => "app",
            }),
            // Characters that AWS adds to a name.
            "random" => builder.symbol(&instance.at("arn"), SymbolKind::Suffix, "AWS assigns it"),
            "uuid" => builder.symbol(&instance.at("arn"), SymbolKind::Unique, "AWS assigns it"),
            attribute => builder.assigned(&instance.at(attribute)),
        })
    }

    /// Fills `{partition}`, `{region}`, `{account}` and further variables into a template.
    pub(super) fn fill(&mut self, template: &str, scope: &Scope, mut value: impl FnMut(&mut Self, &str) -> Text) -> Text {
        let mut out = Text::new();
        let mut rest = template;
        while let Some((literal, after)) = rest.split_once('{') {
            out.push_str(literal);
            let (variable, after) = after.split_once('}').unwrap_or((after, ""));
            match variable {
                "partition" => out.push(&scope.partition),
                "region" => out.push(&scope.region),
                "account" => out.push(&scope.account),
                other => out.push(&value(self, other)),
            }
            rest = after;
        }
        out.with(rest)
    }

    /// A name or id: as stated; else a symbol, unique when AWS or the provider assigns it; what `name_prefix` states is kept.
    pub(super) fn assigned(&mut self, at: &At<'_>) -> Text {
        if let State::Known(value) = at.state()
            && !at.is_sensitive()
        {
            return literal(value).unwrap_or_default();
        }
        if let Some(text) = self.written_text(at) {
            return text;
        }
        let configured = at.configured() == Some(true);
        let mut out = Text::new();
        if let [attribute] = at.path.as_slice()
            && !configured
        {
            let prefix = if attribute == "bucket" { "bucket_prefix" } else { "name_prefix" };
            out.push_str(at.instance.at(prefix).str().unwrap_or(""));
        }
        let kind = if configured { SymbolKind::Any } else { SymbolKind::Unique };
        out.push(&self.symbol(at, kind, at.why()));
        out
    }

    /// The symbol of an attribute.
    pub(super) fn symbol(&mut self, at: &At<'_>, kind: SymbolKind, why: &str) -> Text {
        Text::symbol(self.symbol_of(at, kind, why))
    }

    /// The symbol of an attribute.
    pub(super) fn symbol_of(&mut self, at: &At<'_>, kind: SymbolKind, why: &str) -> Symbol {
        self.inventory.symbol(kind, &at.name(), why)
    }

    /// An attribute's text: `None` when unset, a symbol when unknown or not to be shown.
    pub(super) fn text(&mut self, at: &At<'_>) -> Option<Text> {
        match at.state() {
            State::Known(_) if at.is_sensitive() => Some(self.symbol(at, SymbolKind::Any, "sensitive")),
            State::Known(value) => literal(value),
            State::Unset => None,
            State::Unknown => Some(self.written_text(at).unwrap_or_else(|| self.symbol(at, SymbolKind::Any, at.why()))),
        }
    }

    /// The texts of a list or set; the flag says that there may be more.
    pub(super) fn texts(&mut self, at: &At<'_>) -> (Vec<Text>, bool) {
        match at.state() {
            State::Unset => (Vec::new(), false),
            State::Unknown => (Vec::new(), true),
            State::Known(_) => (at.items().iter().filter_map(|item| self.text(item)).collect(), false),
        }
    }

    fn tags(&mut self, instance: &Instance) -> Tags {
        let mut tags = Tags { open: instance.address.data, ..Tags::default() };
        for attribute in ["tags_all", "tags"] {
            let at = instance.at(attribute);
            match at.state() {
                // Unset and computed: the provider's default tags, if any.
                State::Unknown => tags.open = true,
                State::Known(_) | State::Unset => {
                    for key in at.keys() {
                        if let Some(value) = self.text(&at.get(key)) {
                            tags.known.insert(key.clone(), value);
                        }
                    }
                }
            }
        }
        tags
    }

    /// Whether a resource of this type in the same world holds what `key` names, so that it need not be read twice; or held it, and is removed
    /// by the plan, so that its target's own attribute shows what will be gone.
    pub(super) fn is_separate(&self, i: &Instance, ty: &'static str, key: &str) -> bool {
        let entry = (i.world, ty, key.to_owned());
        self.separate.contains(&entry) || self.removed.contains(&entry)
    }

    /// Whether a resource of this type in the same world is, or was, about this instance, told by its id or ARN.
    pub(super) fn has_separate(&self, i: &Instance, ty: &'static str) -> bool {
        ["id", "arn"].iter().filter_map(|a| i.str(a)).any(|key| self.is_separate(i, ty, key))
    }

    /// Changes a resource.
    pub(super) fn edit(&mut self, id: ResourceId, change: impl FnOnce(&mut Resource)) {
        if let Some(resource) = self.inventory.resource_mut(id) {
            change(resource);
        }
    }

    /// Adds a gap about an attribute.
    pub(super) fn gap(&mut self, kind: GapKind, at: &At<'_>, message: String, resource: Option<ResourceId>, policy: Option<PolicyId>) {
        self.inventory.gaps.push(Gap { kind, subject: at.instance.shown.clone(), message, origin: at.origin(), resource, policy });
    }
}

/// A scalar as text.
fn literal(value: &serde_json::Value) -> Option<Text> {
    match value {
        serde_json::Value::String(s) => Some(Text::from(s.as_str())),
        serde_json::Value::Number(n) => Some(Text::from(n.to_string())),
        serde_json::Value::Bool(b) => Some(Text::from(b.to_string())),
        _ => None,
    }
}
