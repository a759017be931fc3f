//! Confluent Cloud: environments, clusters, principals, keys, role bindings and identity filters.
//!
//! Source: documentation of the provider confluentinc/confluent 2.83 and the pages of Confluent Cloud that each function names.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use super::super::secrets::KEYS;
use crate::aws::Text;
use crate::confluent::{self, Binding, On, admits};
use crate::model::{
    Authentication, Authority, Credential, CredentialKind, Encryption, Exposure, GapKind, KafkaCluster, Level, Listener, ResourceId, ResourcePolicy,
    StatedBinding, Store, Tri,
};

pub(super) const CLUSTER: &str = "confluent-cluster";
pub(super) const ENVIRONMENT: &str = "confluent-environment";
pub(super) const NETWORK: &str = "confluent-network";
const ORGANIZATION: &str = "confluent-organization";
const ACCOUNT: &str = "confluent-service-account";
const POOL: &str = "confluent-identity-pool";
const KEY: &str = "confluent-api-key";
const BYOK: &str = "confluent-byok-key";
const SECRET: &str = "secretsmanager-secret";
/// Who owns what lies in Confluent Cloud.
const OWNER: &str = "Confluent Cloud";

pub(super) const TYPES: &[Type] = &[
    makes("data.confluent_organization", ORGANIZATION, "id", "confluent:organization:{id}", nothing),
    makes("confluent_environment", ENVIRONMENT, "id", "confluent:environment:{id}", nothing),
    makes("data.confluent_environment", ENVIRONMENT, "id", "confluent:environment:{id}", nothing),
    makes("confluent_kafka_cluster", CLUSTER, "id", "kafka:confluent-cluster:{id}", cluster),
    makes("data.confluent_kafka_cluster", CLUSTER, "id", "kafka:confluent-cluster:{id}", cluster),
    makes("confluent_service_account", ACCOUNT, "id", "confluent:service-account:{id}", nothing),
    makes("data.confluent_service_account", ACCOUNT, "id", "confluent:service-account:{id}", nothing),
    makes("data.confluent_user", ACCOUNT, "id", "confluent:user:{id}", nothing),
    makes("confluent_identity_provider", "confluent-identity-provider", "id", "confluent:identity-provider:{id}", nothing),
    makes("confluent_identity_pool", POOL, "id", "confluent:identity-pool:{id}", filtered),
    makes("confluent_certificate_pool", POOL, "id", "confluent:certificate-pool:{id}", filtered),
    makes("confluent_group_mapping", POOL, "id", "confluent:group-mapping:{id}", filtered),
    makes("confluent_certificate_authority", "confluent-certificate-authority", "id", "confluent:certificate-authority:{id}", authority),
    makes("confluent_api_key", KEY, "id", "confluent:api-key:{id}", key),
    makes("confluent_byok_key", BYOK, "id", "confluent:byok-key:{id}", nothing),
    makes("confluent_invitation", "confluent-invitation", "id", "confluent:invitation:{id}", invitation),
    makes("confluent_schema_registry_kek", "confluent-field-key", "id", "confluent:kek:{id}", field_key),
    adds("confluent_role_binding", bind),
    adds("aws_secretsmanager_secret_version", kept),
    adds("confluent_kafka_cluster_config", |_, _| {}),
    adds("confluent_kafka_client_quota", |_, _| {}),
    adds("confluent_schema", |_, _| {}),
    adds("confluent_subject_config", |_, _| {}),
    adds("confluent_subject_mode", |_, _| {}),
    adds("confluent_tag", |_, _| {}),
    adds("confluent_tag_binding", |_, _| {}),
    adds("confluent_business_metadata", |_, _| {}),
    adds("confluent_business_metadata_binding", |_, _| {}),
    adds("confluent_schema_registry_dek", |_, _| {}),
];

/// What an attribute refers to, where it refers to one thing.
pub(super) fn one(b: &mut Builder<'_>, at: &At<'_>, kinds: &[&'static str]) -> Option<ResourceId> {
    match b.refer(at, kinds) {
        Ref::To(id) => Some(id),
        _ => None,
    }
}

/// The environment that a resource is in.
pub(super) fn environment(b: &mut Builder<'_>, i: &Instance) -> Option<ResourceId> {
    one(b, &i.at("environment").within("id"), &[ENVIRONMENT])
}

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let parent = environment(b, i);
    let encryption = byok(b, i);
    let place = exposure(b, i);
    let origin = i.origin();
    let listener = |name: &str, authentication| Listener {
        name: name.to_owned(),
        exists: Tri::Yes,
        ports: Some((9092, 9092)),
        tls: Tri::Yes,
        authentication,
        exposure: place,
        admits: None,
        between_brokers: false,
        authority: Authority::Confluent,
        origin: origin.clone(),
    };
    let world = b.world;
    let pools = |ty: &str| world.instances.iter().any(|p| !p.covered && p.address.ty == ty);
    let mut listeners = vec![listener("API key", Authentication::Plain)];
    if pools("confluent_identity_pool") {
        listeners.push(listener("OAuth", Authentication::OAuth));
    }
    if pools("confluent_certificate_pool") {
        listeners.push(listener("mutual TLS", Authentication::Certificate));
    }
    // "Confluent Cloud Security Overview": all traffic is TLS, also between brokers; nobody is a super user, and nothing is open by default.
    let kafka = KafkaCluster {
        listeners,
        inter_broker_tls: Tri::Yes,
        authorizer: Tri::Yes,
        open_default: Tri::No,
        super_users: Some(Vec::new()),
        // "Manage topics in Confluent Cloud": `retention.ms` is seven days where a topic does not say otherwise.
        retention_ms: Some(604_800_000),
        ..KafkaCluster::default()
    };
    let region = b.text(&i.at("region")).unwrap_or_default();
    let public = if place == Exposure::Public { Tri::Yes } else { Tri::No };
    let basic = has(i, "basic");
    b.edit(id, |r| {
        r.account = OWNER.into();
        r.region = region;
        r.parent = parent;
        r.resource_policy = ResourcePolicy::NotApplicable;
        r.store = Some(Store { encryption, public: if place == Exposure::Unknown { Tri::Unknown } else { public }, ..Store::new(CLUSTER) });
        r.switches.insert("audit-log", if basic { Tri::No } else { Tri::Yes });
        r.kafka = Some(kafka);
    });
}

/// Whether a block is there.
pub(super) fn has(i: &Instance, block: &str) -> bool {
    !matches!(i.at(block).state(), State::Unknown) && i.at(block).block().is_some()
}

/// Own keys are of dedicated clusters and others that name one; else Confluent's.
fn byok(b: &mut Builder<'_>, i: &Instance) -> Encryption {
    let at = i.at("byok_key").within("id");
    let unset = i.at("byok_key").block().is_none() || matches!(at.state(), State::Unset) || at.str() == Some("");
    if unset && !matches!(i.at("byok_key").state(), State::Unknown) {
        return Encryption::ServiceManaged;
    }
    let Some(key) = one(b, &at, &[BYOK]).and_then(|key| b.instance_of(key)) else { return Encryption::Unknown(None) };
    let arn = key.at("aws").within("key_arn");
    if matches!(arn.state(), State::Unset) { Encryption::Unknown(None) } else { b.encryption(&arn, Encryption::Unknown(None)) }
}

/// From where a cluster is reached. Basic and standard clusters, and dedicated ones without a network, have public endpoints; what enterprise and
/// freight clusters have, their endpoints tell after apply. Source: "Confluent Cloud Network Overview".
fn exposure(b: &mut Builder<'_>, i: &Instance) -> Exposure {
    let endpoints = i.at("endpoints");
    let points: Option<Vec<&str>> = endpoints.items().iter().map(|e| e.get("access_point_id").str()).collect();
    if let Some(points) = points.filter(|p| !p.is_empty() && !matches!(endpoints.state(), State::Unknown)) {
        return if points.contains(&"PUBLIC") { Exposure::Public } else { Exposure::Endpoint };
    }
    let network = i.at("network").within("id");
    match (has(i, "dedicated"), i.at("network").state(), network.state()) {
        _ if has(i, "basic") || has(i, "standard") => Exposure::Public,
        (false, ..) | (_, State::Unknown, _) => Exposure::Unknown,
        (true, ..) if i.at("network").block().is_none() || matches!(network.state(), State::Unset) || network.str() == Some("") => Exposure::Public,
        _ => {
            let Some(network) = one(b, &network, &[NETWORK]).and_then(|id| b.instance_of(id)) else { return Exposure::Unknown };
            let types: Option<Vec<&str>> = network.at("connection_types").items().iter().map(At::str).collect();
            match types.as_deref() {
                Some(types) if types.contains(&"PRIVATELINK") => Exposure::Endpoint,
                Some([]) | None => Exposure::Unknown,
                Some(_) => Exposure::Peer,
            }
        }
    }
}

/// The principal of an attribute (`User:sa-…`): by the account or pool that it refers to, so that it is the same wherever it stands.
pub(super) fn principal(b: &mut Builder<'_>, at: &At<'_>) -> Option<Text> {
    if matches!(at.state(), State::Unknown)
        && let Some(name) = one(b, at, &[ACCOUNT, POOL]).and_then(|id| b.inventory.resource(id)).map(|r| r.name.clone())
    {
        return Some(Text::concat([&Text::from("User:"), &name]));
    }
    b.text(at)
}

/// Whether the filter of a pool or mapping singles somebody out.
fn filtered(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let filter = i.at("filter");
    let narrow = match (filter.state(), filter.str()) {
        (State::Known(_), Some(text)) => match admits(text).is_narrow() {
            Some(true) => Tri::Yes,
            Some(false) => Tri::No,
            None => Tri::Unknown,
        },
        _ => Tri::Unknown,
    };
    let provider = one(b, &i.at("identity_provider").within("id"), &["confluent-identity-provider"]);
    b.edit(id, |r| {
        r.parent = provider;
        r.switches.insert("narrow-filter", narrow);
    });
}

/// Whether certificates of an authority can be revoked: its list is named, and one is asked for.
fn authority(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let listed = match i.at("crl_url").state() {
        State::Known(url) if url.as_str().is_some_and(|u| !u.is_empty()) => Tri::Yes,
        State::Unknown => Tri::Unknown,
        _ => match i.at("crl_chain").state() {
            State::Known(chain) if chain.as_str().is_some_and(|c| !c.is_empty()) => Tri::Yes,
            State::Unknown => Tri::Unknown,
            _ => Tri::No,
        },
    };
    let required = i.at("require_crl_on_client_certificate").bool(Tri::No);
    let revocable = match (listed, required) {
        (Tri::No, _) | (_, Tri::No) => Tri::No,
        (Tri::Yes, Tri::Yes) => Tri::Yes,
        _ => Tri::Unknown,
    };
    b.edit(id, |r| r.switches.extend([("revocable", revocable)]));
}

/// A key of one cluster, or of the management plane where it names no resource.
fn key(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let owner = i.at("owner");
    let kind = owner.within("kind");
    let person = match (kind.state(), kind.str()) {
        (State::Known(_), Some(kind)) => tri(kind.eq_ignore_ascii_case("User")),
        _ => Tri::Unknown,
    };
    let principal = owned_by(b, &owner.within("id"));
    let resource = i.at("managed_resource");
    let cloud = match resource.state() {
        State::Unknown => Tri::Unknown,
        _ => tri(resource.block().is_none()),
    };
    let cluster = one(b, &resource.within("id"), &[CLUSTER]);
    let origin = i.origin();
    let mut credentials = Vec::new();
    if let Some(cluster) = cluster {
        credentials.push(Credential { kind: CredentialKind::ApiKey, cluster, principal: principal.clone(), origin: origin.clone() });
    } else if cloud == Tri::Yes {
        let of = |cluster| Credential { kind: CredentialKind::CloudKey, cluster, principal: principal.clone(), origin: origin.clone() };
        credentials = clusters(b).into_iter().map(of).collect();
    }
    b.edit(id, |r| {
        r.credentials = credentials;
        r.switches.extend([("owner-is-person", person), ("cloud-key", cloud)]);
    });
}

/// `User:` and the id of an owner.
fn owned_by(b: &mut Builder<'_>, at: &At<'_>) -> Option<Text> {
    let name = match one(b, at, &[ACCOUNT, POOL]).and_then(|id| b.inventory.resource(id)) {
        Some(account) => account.name.clone(),
        None => b.text(at)?,
    };
    Some(Text::concat([&Text::from("User:"), &name]))
}

fn tri(known: bool) -> Tri {
    if known { Tri::Yes } else { Tri::No }
}

fn clusters(b: &Builder<'_>) -> Vec<ResourceId> {
    b.inventory.resources.iter().filter(|r| r.kind == CLUSTER).map(|r| r.id).collect()
}

/// A local user signs in without the identity provider.
fn invitation(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let auth = i.at("auth_type");
    let local = match (auth.state(), auth.str()) {
        (State::Known(_), Some(kind)) => tri(kind == "AUTH_TYPE_LOCAL"),
        (State::Unset, _) => Tri::Unknown,
        _ => Tri::Unknown,
    };
    b.edit(id, |r| r.switches.extend([("local-user", local)]));
}

/// With `shared` the registry itself may use the key that fields are encrypted with.
fn field_key(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let shared = i.at("shared").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("shared-with-registry", shared)]));
}

/// A role binding, put on every cluster that its resource name covers or may cover. Source: "Manage role bindings on Confluent Cloud".
fn bind(b: &mut Builder<'_>, i: &Instance) {
    let crn = i.at("crn_pattern");
    let (who, role, name) = (principal(b, &i.at("principal")), b.text(&i.at("role_name")), b.text(&crn));
    let (Some(principal), Some(role), Some(name)) = (who, role, name) else {
        b.gap(GapKind::UnknownValue, &crn, "what this role binding says is known after apply".to_owned(), None, None);
        return;
    };
    // These are bound to no resource within a cluster.
    let whole = matches!(role.literal(), Some("OrganizationAdmin" | "EnvironmentAdmin" | "CloudClusterAdmin"));
    let on = if whole || is_scope(b, &name) { On::Whole } else { On::of(&name) };
    if on == On::Unknown {
        b.gap(GapKind::UnknownValue, &crn, "which resource of the cluster this role binding is on is known after apply".to_owned(), None, None);
    }
    let scope = scope(b, &crn, &name);
    let origin = i.origin();
    for cluster in clusters(b) {
        let covers = b.inventory.resource(cluster).map_or(Tri::Unknown, |r| scope.covers(cluster, r.parent));
        if covers == Tri::No {
            continue;
        }
        let binding = Binding { principal: principal.clone(), role: role.clone(), on: on.clone() };
        let stated = StatedBinding { binding, level: scope.level, covers, origin: origin.clone() };
        b.edit(cluster, |r| r.kafka.get_or_insert_default().bindings.push(stated));
    }
}

/// Whether a name is the whole of one that a cluster or environment has, known after apply.
fn is_scope(b: &Builder<'_>, name: &Text) -> bool {
    let mut symbols = name.symbols();
    let (Some(symbol), None, 1) = (symbols.next(), symbols.next(), name.pieces().len()) else { return false };
    let told = b.inventory.symbols.get(symbol.id as usize).map(|s| s.name.as_str()).unwrap_or_default();
    told.ends_with(".rbac_crn") || told.ends_with(".resource_name")
}

/// Where something is bound.
struct Scope {
    level: Level,
    /// One of these, where it is bound to something of the input.
    to: Vec<ResourceId>,
}

impl Scope {
    fn covers(&self, cluster: ResourceId, environment: Option<ResourceId>) -> Tri {
        let sure = if self.to.len() > 1 { Tri::Unknown } else { Tri::Yes };
        match (self.level, environment) {
            (Level::Organization, _) => Tri::Yes,
            (Level::Unknown, _) => Tri::Unknown,
            (Level::Cluster, _) if self.to.contains(&cluster) => sure,
            (Level::Environment, Some(e)) if self.to.contains(&e) => sure,
            (Level::Environment, None) => Tri::Unknown,
            _ => Tri::No,
        }
    }
}

/// The scope of a resource name: what its parts say, else what its expression refers to.
fn scope(b: &mut Builder<'_>, at: &At<'_>, name: &Text) -> Scope {
    let level = |kind: &str| if kind == CLUSTER { Level::Cluster } else { Level::Environment };
    for (part, kind) in [("cloud-cluster", CLUSTER), ("kafka", CLUSTER), ("environment", ENVIRONMENT)] {
        if let Some(id) = confluent::part(name, part)
            && let Some(id) = id.literal()
        {
            return Scope { level: level(kind), to: b.named(kind, id).to_vec() };
        }
    }
    if name.literal().is_some() && confluent::part(name, "organization").is_some() {
        return Scope { level: Level::Organization, to: Vec::new() };
    }
    for kind in [CLUSTER, ENVIRONMENT] {
        match b.refer(at, &[kind]) {
            Ref::To(id) => return Scope { level: level(kind), to: vec![id] },
            Ref::OneOf(ids) if !ids.is_empty() => return Scope { level: level(kind), to: ids },
            _ => {}
        }
    }
    let organization = one(b, at, &[ORGANIZATION]).is_some();
    Scope { level: if organization { Level::Organization } else { Level::Unknown }, to: Vec::new() }
}

/// A secret of AWS that holds a key, or the password of a Kafka user: whoever reads it has that.
fn kept(b: &mut Builder<'_>, i: &Instance) {
    let Some(secret) = one(b, &i.at("secret_id"), &[SECRET]) else { return };
    let mut keys = match b.refer(&i.at("secret_string"), &[KEY]) {
        Ref::To(key) => vec![key],
        Ref::OneOf(keys) => keys,
        _ => Vec::new(),
    };
    let held = i.at(KEYS);
    for item in held.items() {
        keys.extend(item.str().into_iter().flat_map(|id| b.named(KEY, id).to_vec()));
    }
    let users = super::kafka::passwords(b, i);
    let found: Vec<Credential> = keys.iter().filter_map(|k| b.inventory.resource(*k)).flat_map(|k| k.credentials.clone()).collect();
    b.edit(secret, |r| r.credentials.extend(found.into_iter().chain(users)));
}
