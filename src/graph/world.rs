//! The world as the edge families see it: actors with everything that limits them, and one way to put a question to the policy evaluator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{OnceLock, RwLock};

use super::actor::Actor;
use super::index::{Named, Shapes};
use super::managed;
use super::organization::{self, Bounds};
use super::passage::Passages;
use super::tag::{Tests, tested_tags};
use super::{Change, NodeKind, Outside};
use crate::aws::services::{self, StoreKind};
use crate::aws::{Action, Arn, Piece, Text};
use crate::model::{Inventory, Principal, PrincipalKind, Resource, ResourceId, ResourcePolicy, RoleGrant, Tags, Tri};
use crate::network::{Endpoint, Interface, Reachability};
use crate::policy::{
    Caller, Context, Document, Doubt, Effect, Evaluation, Fact, Grant, Policies, PolicyId, PolicyKind, PrincipalPattern, Request, ResourceSide,
    Scope, Source, Target, Value,
};

/// The label of a policy that an actor writes itself: no policy of the inventory.
pub const REWRITTEN: PolicyId = PolicyId(u32::MAX);

/// The label of AWS's default key policy, taken for keys known by name only (`referenced-key-delegates`): no policy of the inventory.
///
/// Source: "Default key policy", AWS Key Management Service Developer Guide.
pub const DEFAULT_KEY_POLICY: PolicyId = PolicyId(u32::MAX - 1);

/// Inventory, and what is prepared of it once.
pub(super) struct World<'a> {
    pub inventory: &'a Inventory,
    /// Every action on everything: what a principal that writes its own policy gives itself.
    anything: Option<Document>,
    /// Tag keys that occur in conditions, in lower case: the ones whose absence has to be told to the evaluator.
    pub tested_tags: BTreeSet<String>,
    by_arn: BTreeMap<&'a Text, ResourceId>,
    /// AWS's default key policy by account, for keys whose own is not in the input.
    key_policies: BTreeMap<Text, Document>,
    /// AWS's managed policies that a condition on `iam:PolicyARN` names and the input does not hold.
    managed: BTreeMap<PolicyId, (&'static str, Document)>,
    /// All resources by ARN.
    pub arns: Shapes,
    /// Stores and keys by kind, and by the action of each way to get at them.
    pub stores: BTreeMap<&'static str, BTreeMap<&'static str, Shapes>>,
    /// Roles by whom their trust policies let in.
    pub trusting: Named,
    /// Stores and keys by whom their own policies let in.
    pub granting: Named,
    by_kind: BTreeMap<&'static str, Vec<ResourceId>>,
    /// Roles of which only a pattern is known.
    pub patterns: Vec<ResourceId>,
    /// Stores and keys whose own policies deny something, or are not known.
    pub denying: Vec<ResourceId>,
    /// Clusters of EKS.
    pub clusters: Vec<ResourceId>,
    /// Roles, users and groups.
    principals: Vec<ResourceId>,
    /// Secrets, certificate authorities and other things that authenticate principals of Kafka clusters.
    pub credentials: Vec<ResourceId>,
    /// What copies records of Kafka clusters.
    pub movers: Vec<ResourceId>,
    /// What holds records in Azure.
    pub sites: Vec<ResourceId>,
    /// Roles of Azure that are given, with what gives them.
    pub roles: Vec<(&'a Resource, usize, &'a RoleGrant)>,
    /// Services of the resources.
    pub services: BTreeSet<String>,
    /// Whose tags conditions test.
    pub tests: Tests,
    /// Instance profiles by the role in them: the first one.
    pub profiles: BTreeMap<ResourceId, ResourceId>,
    /// What binds our accounts.
    controls: BTreeMap<&'a Text, Bounds<'a>>,
    /// Endpoints, and what policies say of them.
    pub passages: Passages<'a>,
    /// The network, from the first question about it on.
    network: OnceLock<Reachability>,
    /// Whether a role lets a service assume it, as far as asked.
    trusts: RwLock<BTreeMap<(ResourceId, &'static str), Evaluation>>,
}

impl<'a> World<'a> {
    pub fn new(inventory: &'a Inventory) -> Self {
        let mut by_arn = BTreeMap::new();
        for resource in &inventory.resources {
            by_arn.entry(&resource.arn).or_insert(resource.id);
        }
        let unseen_keys = inventory.resources.iter().filter(|r| r.key.is_some() && r.resource_policy == ResourcePolicy::Unseen);
        let key_policies = unseen_keys.filter_map(|k| Some((k.account.clone(), default_key_policy(k)?))).collect();
        let mut world = Self {
            inventory,
            anything: everything(),
            tested_tags: tested_tags(inventory),
            by_arn,
            key_policies,
            managed: managed::named(inventory),
            arns: Shapes::default(),
            stores: BTreeMap::new(),
            trusting: Named::default(),
            granting: Named::default(),
            by_kind: BTreeMap::new(),
            patterns: Vec::new(),
            denying: Vec::new(),
            clusters: Vec::new(),
            principals: Vec::new(),
            credentials: Vec::new(),
            movers: Vec::new(),
            sites: Vec::new(),
            roles: super::azure::grants(inventory).collect(),
            services: BTreeSet::new(),
            tests: Tests::of(inventory),
            profiles: BTreeMap::new(),
            controls: Bounds::all(inventory),
            passages: Passages::of(inventory),
            network: OnceLock::new(),
            trusts: RwLock::default(),
        };
        inventory.resources.iter().for_each(|r| world.index(r));
        world
    }

    fn index(&mut self, resource: &'a Resource) {
        let document = |id| self.inventory.policy(id).and_then(|p| p.document.as_ref());
        let trust = resource.principal.as_ref().and_then(|p| p.trust).and_then(document);
        let own = if let ResourcePolicy::Policy(id) = resource.resource_policy { document(id) } else { None };
        self.arns.add(&resource.arn, resource.id);
        self.by_kind.entry(resource.kind).or_default().push(resource.id);
        if let Some(trust) = trust {
            self.trusting.add(trust, resource.id);
        }
        if resource.principal.is_some() {
            self.principals.push(resource.id);
            if is_pattern(&resource.arn) {
                self.patterns.push(resource.id);
            }
        }
        if resource.cluster.is_some() {
            self.clusters.push(resource.id);
        }
        if !resource.credentials.is_empty() {
            self.credentials.push(resource.id);
        }
        if !resource.movers.is_empty() {
            self.movers.push(resource.id);
        }
        if resource.store.is_some() && matches!(resource.kind, "event-hub" | "event-hubs-namespace" | "azure-storage-account") {
            self.sites.push(resource.id);
        }
        self.services.extend(resource.arn.literal().and_then(|a| a.split(':').nth(2)).map(str::to_owned));
        if let Some(role) = resource.instance_profile.as_ref().and_then(|p| p.role) {
            self.profiles.entry(role).or_insert(resource.id);
        }
        let Some(kind) = store_kind(resource) else { return };
        if let Some(own) = own {
            self.granting.add(own, resource.id);
        }
        let denies = own.is_none_or(|d| !d.unknown_statements.is_empty() || d.statements.iter().any(|s| s.effect == Effect::Deny));
        if denies && matches!(resource.resource_policy, ResourcePolicy::Policy(_)) {
            self.denying.push(resource.id);
        }
        let shapes = self.stores.entry(kind.id).or_default();
        for way in [kind.read, kind.write, kind.delete, kind.control].into_iter().flatten() {
            let shape = way.on.target(&resource.arn).map(|t| t.pattern).unwrap_or_default();
            shapes.entry(way.action).or_default().add(&shape, resource.id);
        }
    }

    /// The resources of a kind, in order.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Resource> + '_ {
        self.by_kind.get(kind).into_iter().flatten().filter_map(|id| self.inventory.resource(*id))
    }

    /// The network of the input, ready to be asked.
    pub fn network(&self) -> &Reachability {
        self.network.get_or_init(|| Reachability::new(self.inventory.estate.clone()))
    }

    /// The network interfaces of a resource.
    pub fn interfaces_of(&self, resource: &Resource) -> Vec<&Interface> {
        words(resource).map(|w| self.network().interfaces_of(w)).find(|i| !i.is_empty()).unwrap_or_default()
    }

    /// The VPC endpoint that a resource is.
    pub fn endpoint_of(&self, resource: &Resource) -> Option<&Endpoint> {
        words(resource).find_map(|w| self.network().endpoint(w))
    }

    /// Roles, users and groups, in order.
    pub fn principals(&self) -> impl Iterator<Item = &'a Resource> + '_ {
        self.principals.iter().filter_map(|id| self.inventory.resource(*id))
    }

    /// The resource with this ARN.
    pub fn by_arn(&self, arn: &Text) -> Option<&'a Resource> {
        self.by_arn.get(arn).and_then(|id| self.inventory.resource(*id))
    }

    /// What a reader calls a resource.
    pub fn name(&self, resource: &Resource) -> String {
        self.inventory.render(&resource.name)
    }

    /// A policy as the evaluator takes it.
    pub fn source(&'a self, id: PolicyId) -> Source<'a> {
        let document = self.inventory.policy(id).and_then(|p| p.document.as_ref());
        Source { id, document: document.or_else(|| self.managed.get(&id).map(|(_, d)| d)) }
    }

    /// The actor that a node stands for, if it can act. `raised`: its permissions were rewritten.
    pub fn actor(&'a self, kind: &NodeKind) -> Option<Actor<'a>> {
        match kind {
            NodeKind::Principal(_) | NodeKind::Raised(_) | NodeKind::Altered(..) => {
                let (id, change) = kind.change()?;
                self.principal(id, change, kind)
            }
            NodeKind::Outside(Outside::Object(_)) => None,
            NodeKind::Outside(outside) => Some(self.outside(outside)),
            NodeKind::Admin(account) => Some(self.administrator(account)),
            NodeKind::Compute(_)
            | NodeKind::Further(..)
            | NodeKind::Store(_)
            | NodeKind::Key(_)
            | NodeKind::Kafka(..)
            | NodeKind::Tagged(_)
            | NodeKind::Identity(_)
            | NodeKind::SharedKey(_)
            | NodeKind::Granted(_)
            | NodeKind::Opened(_)
            | NodeKind::Connected(_)
            | NodeKind::Anyone
            | NodeKind::Anything => None,
        }
    }

    /// Who holds everything in an account makes itself a role without boundary that holds everything, too.
    fn administrator(&'a self, account: &Text) -> Actor<'a> {
        let known = self.inventory.resources.iter().find(|r| r.account == *account).and_then(|r| Arn::parse(&r.arn).ok());
        let partition = known.map_or_else(|| Text::from("aws"), |a| a.partition);
        let arn = Arn::new(partition, "iam", "", account.clone(), "role/made-by-an-administrator").to_text();
        let caller = Caller::Role { arn, session: None };
        let actor = Actor::new(NodeKind::Admin(account.clone()), caller, Some(account.clone()));
        actor.holding(vec![Source { id: REWRITTEN, document: self.anything.as_ref() }])
    }

    fn principal(&'a self, id: ResourceId, change: Change, kind: &NodeKind) -> Option<Actor<'a>> {
        let resource = self.inventory.resource(id)?;
        let principal = resource.principal.as_ref()?;
        let caller = match principal.kind {
            PrincipalKind::Role => Caller::Role { arn: resource.arn.clone(), session: None },
            PrincipalKind::User => Caller::User(resource.arn.clone()),
            PrincipalKind::Group => return None,
        };
        let kept = self.policies_on(principal).filter(|p| !change.removed.contains(p));
        let mut identity: Vec<Source<'a>> = kept.chain(change.added.iter().copied()).map(|p| self.source(p)).collect();
        if change.raised {
            identity.push(Source { id: REWRITTEN, document: self.anything.as_ref() });
        }
        let mut actor = Actor::new(kind.clone(), caller, Some(resource.account.clone())).holding(identity);
        actor.resource = Some(resource);
        actor.boundary = principal.boundary.filter(|_| !change.unbounded).map(|b| self.source(b));
        if !change.tagged && !self.chooses_tags(&actor, resource, principal) {
            self.tag_facts("aws:principaltag/", &resource.tags, &mut actor.facts);
        }
        Some(actor)
    }

    /// The policies of a principal and of its groups.
    pub fn policies_on(&self, principal: &'a Principal) -> impl Iterator<Item = PolicyId> + '_ {
        let own = principal.inline.iter().chain(&principal.attached).copied();
        let groups = principal.groups.iter().filter_map(|g| self.inventory.resource(*g)).filter_map(|g| g.principal.as_ref());
        own.chain(groups.flat_map(|g| g.inline.iter().chain(&g.attached).copied()))
    }

    fn outside(&self, outside: &Outside) -> Actor<'a> {
        let mut facts = BTreeMap::new();
        let (caller, account) = match outside {
            Outside::Everyone => (Caller::Anonymous, None),
            Outside::Account(id) => (Caller::Account(id.clone()), Some(id.clone())),
            Outside::Principal(arn) => outside_principal(arn),
            Outside::Service(name) => (Caller::Service(name.clone()), None),
            Outside::Object(_) => (Caller::Anonymous, None),
            Outside::Identity { provider, subject, audience } => {
                let issuer = issuer(self.by_arn(provider), provider);
                for (suffix, value) in [("sub", subject), ("aud", audience)] {
                    if let Some(value) = value {
                        let key = issuer.clone().with(":").with(suffix).to_string().to_lowercase();
                        facts.insert(key, Fact::Known(vec![some_of(value)]));
                    }
                }
                (Caller::WebIdentity(provider.clone()), None)
            }
        };
        let mut actor = Actor::new(NodeKind::Outside(outside.clone()), caller, account);
        actor.facts = facts;
        actor
    }

    /// Managed policies that could be attached to somebody: those of the input, and AWS's own that a condition on `iam:PolicyARN` names.
    pub fn attachable(&self) -> impl Iterator<Item = (PolicyId, Text)> + '_ {
        let own = self.inventory.policies.iter().filter(|p| p.kind == PolicyKind::Identity && p.document.is_some());
        own.filter_map(|p| Some((p.id, p.arn.clone()?))).chain(self.managed.iter().map(|(id, (arn, _))| (*id, Text::from(*arn))))
    }

    /// What a reader calls a policy.
    pub fn policy_name(&self, id: PolicyId) -> String {
        let own = self.inventory.policy(id).map(|p| p.name.clone());
        own.or_else(|| self.managed.get(&id).map(|(arn, _)| (*arn).to_owned())).unwrap_or_default()
    }

    /// Whether a role lets a service assume it for something of the role's own account; other conditions (`aws:SourceArn`) stay open.
    pub fn trusts(&'a self, role: &'a Resource, service: &'static str) -> Option<Evaluation> {
        if let Some(known) = self.trusts.read().ok().and_then(|t| t.get(&(role.id, service)).cloned()) {
            return Some(known);
        }
        let assume = Action::parse("sts:AssumeRole").ok()?;
        let facts = [("aws:sourceaccount", Fact::Known(vec![role.account.clone()]))];
        let actor = self.outside(&Outside::Service(service.into()));
        let answer = self.ask(&actor, &assume, &Target::One(role.arn.clone()), Some(role), &facts);
        if let Ok(mut trusts) = self.trusts.write() {
            trusts.insert((role.id, service), answer.clone());
        }
        Some(answer)
    }

    /// Decides one need of an actor on a resource of the input (or `None`: something yet to be made, or a wildcard-only action).
    pub fn ask(&'a self, actor: &Actor<'a>, action: &Action, target: &Target, resource: Option<&'a Resource>, facts: &[(&str, Fact)]) -> Evaluation {
        self.ask_and_tell(actor, action, target, resource, facts).0
    }

    /// The same, and what of networks the answer rests on, for a reader.
    pub fn ask_and_tell(
        &'a self,
        actor: &Actor<'a>,
        action: &Action,
        target: &Target,
        resource: Option<&'a Resource>,
        facts: &[(&str, Fact)],
    ) -> (Evaluation, Vec<String>) {
        let open = self.ask_policies(actor, action, target, resource, facts);
        let (answer, told) = self.by_passage(actor, action, target, resource, facts, open);
        let refused = matches!(&answer, Evaluation::Denied(denial) if denial.explicit);
        match resource.and_then(|r| self.grant(actor, action, r)) {
            Some(grant) if !refused && !matches!(answer, Evaluation::Allowed(_)) => {
                let known = !grant.constrained && grant.operations.iter().all(|o| o.literal().is_some());
                let by = Grant { by: vec![PolicyKind::Resource], statements: Vec::new(), scope: Scope::All, assumptions: Vec::new() };
                (if known { Evaluation::Allowed(by) } else { Evaluation::Uncertain(vec![Doubt::UnseenResourcePolicy]) }, Vec::new())
            }
            _ => (answer, told),
        }
    }

    pub(super) fn ask_policies(
        &'a self,
        actor: &Actor<'a>,
        action: &Action,
        target: &Target,
        resource: Option<&'a Resource>,
        facts: &[(&str, Fact)],
    ) -> Evaluation {
        let tagged = resource.map(|r| (r, self.tested_tags.is_empty() || !self.sets_tags(actor, r)));
        let unseen_key = resource.filter(|r| r.referenced && r.key.is_some() && r.resource_policy == ResourcePolicy::Unseen);
        if let Some(document) = unseen_key.and_then(|k| self.key_policies.get(&k.account)) {
            let side = ResourceSide::Policy(Source { id: DEFAULT_KEY_POLICY, document: Some(document) });
            return match self.decide(actor, action, target, tagged, facts, side) {
                Evaluation::Allowed(grant) => Evaluation::Allowed(assumed(grant, "referenced-key-delegates")),
                Evaluation::AllowedIf(conditions, witness, grant) => {
                    Evaluation::AllowedIf(conditions, witness, assumed(grant, "referenced-key-delegates"))
                }
                Evaluation::Denied(denial) if denial.explicit => Evaluation::Denied(denial),
                // The key's real policy may grant.
                Evaluation::Denied(_) => Evaluation::Uncertain(vec![Doubt::UnseenResourcePolicy]),
                uncertain => uncertain,
            };
        }
        self.decide(actor, action, target, tagged, facts, self.side(action, resource))
    }

    /// What the resource's own policy is to an action.
    pub fn side(&'a self, action: &Action, resource: Option<&'a Resource>) -> ResourceSide<'a> {
        match resource {
            Some(r) if r.principal.is_some() => match r.principal.as_ref().and_then(|p| p.trust) {
                Some(trust) if action.service() == "sts" => ResourceSide::Policy(self.source(trust)),
                None if action.service() == "sts" && r.referenced => ResourceSide::Unseen,
                _ => ResourceSide::NoPolicy,
            },
            Some(r) => match r.resource_policy {
                ResourcePolicy::Policy(id) => ResourceSide::Policy(self.source(id)),
                ResourcePolicy::Unseen => ResourceSide::Unseen,
                ResourcePolicy::None | ResourcePolicy::NotApplicable => ResourceSide::NoPolicy,
            },
            None => ResourceSide::NoPolicy,
        }
    }

    /// `resource` with `true`: it is tagged as the input says; else its tags may be any.
    pub fn decide(
        &'a self,
        actor: &Actor<'a>,
        action: &Action,
        target: &Target,
        resource: Option<(&'a Resource, bool)>,
        facts: &[(&str, Fact)],
        side: ResourceSide<'a>,
    ) -> Evaluation {
        let context = self.context(actor, resource, facts);
        let resource = resource.map(|(r, _)| r);
        let own_account = resource.map(|r| &r.account).or(actor.account.as_ref());
        let [caller, owner] = self.bounds(actor, own_account);
        let by = |caller_is: &Caller| {
            let request = Request { caller: caller_is, action, target, resource_account: own_account, context: &context };
            let mut policies = policies(actor, resource, side);
            policies.endpoints.extend(self.endpoint_policy(&context.keys));
            organization::decide(&request, &mut policies, caller, owner)
        };
        match by(&actor.caller) {
            // Anybody may have credentials of some account, which some calls take for granted.
            Evaluation::Denied(denial) if actor.kind == NodeKind::Outside(Outside::Everyone) => match by(&Caller::Account("*".into())) {
                Evaluation::Denied(_) => Evaluation::Denied(denial),
                answer => answer,
            },
            answer => answer,
        }
    }

    /// What is known of a request.
    pub fn context(&self, actor: &Actor<'a>, resource: Option<(&Resource, bool)>, facts: &[(&str, Fact)]) -> Context {
        let mut context = Context { keys: actor.facts.clone(), complete: false };
        if let Some((resource, true)) = resource {
            self.tag_facts("aws:resourcetag/", &resource.tags, &mut context.keys);
        }
        for (key, fact) in facts {
            context.keys.insert((*key).to_owned(), fact.clone());
        }
        context
    }

    /// What the organization lays on the accounts of a caller and of a resource's owner.
    pub fn bounds(&self, actor: &Actor<'a>, owner: Option<&Text>) -> [Option<&Bounds<'a>>; 2] {
        [actor.account.as_ref(), owner].map(|account| account.and_then(|a| self.controls.get(a)))
    }

    /// Policies of the organization that bind the actor.
    pub fn controls(&self, actor: &Actor<'a>) -> impl Iterator<Item = &Source<'a>> {
        actor.account.as_ref().and_then(|a| self.controls.get(a)).into_iter().flat_map(Bounds::of_callers)
    }

    /// Tells the evaluator which tested tags a thing has. Tags that no condition looks at are left out.
    fn tag_facts(&self, prefix: &str, tags: &Tags, facts: &mut BTreeMap<String, Fact>) {
        for key in &self.tested_tags {
            let value = tags.known.iter().find(|(k, _)| k.to_lowercase() == *key).map(|(_, v)| v.clone());
            match value {
                Some(value) => drop(facts.insert(format!("{prefix}{key}"), Fact::Known(vec![value]))),
                None if !tags.open => drop(facts.insert(format!("{prefix}{key}"), Fact::Absent)),
                None => {}
            }
        }
    }
}

/// What the network calls a resource.
fn words(resource: &Resource) -> impl Iterator<Item = &str> {
    [resource.origin.address.as_deref(), resource.arn.literal(), resource.name.literal()].into_iter().flatten()
}

/// Whether an ARN stands for all that match it.
pub(super) fn is_pattern(arn: &Text) -> bool {
    arn.pieces().iter().any(|p| matches!(p, Piece::Literal(s) if s.contains(['*', '?'])))
}

/// All policies that a request of an actor meets.
pub(super) fn policies<'p>(actor: &Actor<'p>, resource: Option<&Resource>, side: ResourceSide<'p>) -> Policies<'p> {
    Policies {
        identity: actor.identity.clone(),
        boundary: actor.boundary,
        session: None,
        scps: None,
        rcps: None,
        endpoints: Vec::new(),
        resource: side,
        restrict_public_buckets: resource.and_then(|r| r.store.as_ref()).is_some_and(|s| s.restrict_public_buckets == Tri::Yes),
        beside: crate::policy::Beside::default(),
    }
}

/// What kind of store a resource is; keys are one.
pub(super) fn store_kind(resource: &Resource) -> Option<&'static StoreKind> {
    let kind = if resource.key.is_some() { Some("kms-key") } else { resource.store.as_ref().map(|s| s.kind) };
    kind.and_then(services::store)
}

fn assumed(mut grant: Grant, assumption: &'static str) -> Grant {
    grant.assumptions.push(assumption);
    grant
}

fn default_key_policy(key: &Resource) -> Option<Document> {
    let arn = Arn::parse(&key.arn).ok()?;
    let root = Arn::new(arn.partition, "iam", "", key.account.clone(), "root").to_text();
    let text = |s: &str| Value::String(s.into());
    let principal = Value::Object(vec![("AWS".into(), Value::String(root))]);
    let members = [("Effect", text("Allow")), ("Principal", principal), ("Action", text("kms:*")), ("Resource", text("*"))];
    let statement = Value::Object(members.into_iter().map(|(k, v)| (k.into(), v)).collect());
    Document::parse(&Value::Object(vec![("Version".into(), text("2012-10-17")), ("Statement".into(), statement)])).ok()
}

/// The issuer as it stands in condition keys: from the provider of the input, else from the ARN or the host itself.
pub(super) fn issuer(provider: Option<&Resource>, named: &Text) -> Text {
    if let Some(facet) = provider.and_then(|p| p.provider.as_ref())
        && !facet.issuer.is_empty()
    {
        return facet.issuer.clone();
    }
    Arn::parse(named).ok().and_then(|arn| arn.resource.strip_prefix("oidc-provider/")).unwrap_or_else(|| named.clone())
}

/// One of those that a pattern stands for, none in particular: it is no name that another statement spells out.
fn some_of(pattern: &Text) -> Text {
    let mut out = Text::new();
    for piece in pattern.pieces() {
        match piece {
            Piece::Literal(s) => out.push_str(&s.replace('*', "-any-").replace('?', "x")),
            Piece::Symbol(s) => out.push_symbol(*s),
        }
    }
    out
}

fn outside_principal(arn: &Text) -> (Caller, Option<Text>) {
    let Ok(parsed) = Arn::parse(arn) else { return (Caller::Role { arn: arn.clone(), session: None }, None) };
    let account = Some(parsed.account.clone());
    let kind = parsed.resource.split_once('/').map_or_else(|| parsed.resource.clone(), |(k, _)| k);
    let caller = match kind.literal() {
        Some("user") => Caller::User(arn.clone()),
        Some("root") => Caller::Account(parsed.account),
        Some("federated-user") => Caller::FederatedUser(arn.clone()),
        Some("assumed-role") => session(&parsed, arn),
        _ => Caller::Role { arn: arn.clone(), session: None },
    };
    (caller, account)
}

/// `arn:aws:sts::A:assumed-role/R/S` is session S of role R (whose path the session's ARN does not hold).
fn session(parsed: &Arn, whole: &Text) -> Caller {
    let parts = parsed.resource.strip_prefix("assumed-role/").and_then(|rest| rest.split_once('/'));
    match parts {
        Some((role, name)) => {
            let resource = Text::concat([&Text::from("role/"), &role]);
            Caller::Role { arn: Arn::new(parsed.partition.clone(), "iam", "", parsed.account.clone(), resource).to_text(), session: Some(name) }
        }
        None => Caller::Role { arn: whole.clone(), session: None },
    }
}

/// Every action on every resource; `None` would be a mistake in this very text.
fn everything() -> Option<Document> {
    Document::parse_str(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#).ok()
}

/// Who an AWS principal entry names.
pub(super) fn named_account(pattern: &PrincipalPattern) -> Option<Text> {
    let PrincipalPattern::Aws(text) = pattern else { return None };
    match Arn::parse(text) {
        Ok(arn) => Some(arn.account),
        Err(_) => Some(text.clone()),
    }
}
