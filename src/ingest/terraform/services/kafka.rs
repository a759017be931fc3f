//! Access control lists, topics and users of Kafka in the dialects of its Terraform providers, read to one kind of entry.
//!
//! Sources: the providers' documentation: Mongey/kafka, confluentinc/confluent, automq/automq, redpanda-data/redpanda, aiven/aiven. An entry that a
//! broker refuses (resource type `Any`, pattern type `Match`) is a gap, never a grant.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds};
use super::super::instance::{Instance, State};
use super::msk::add_topic;
use crate::aws::Text;
use crate::kafka::{Acl, AclError, Operation, Pattern, Permission, ResourceType};
use crate::model::{Credential, CredentialKind, GapKind, KafkaCluster, Resource, ResourceId, StatedAcl};

pub(super) const TYPES: &[Type] = &[
    adds("kafka_acl", |b, i| entry(b, i, &MONGEY)),
    adds("confluent_kafka_acl", |b, i| entry(b, i, &CONFLUENT)),
    adds("automq_kafka_acl", |b, i| entry(b, i, &AUTOMQ)),
    adds("redpanda_acl", |b, i| entry(b, i, &REDPANDA)),
    adds("aiven_kafka_native_acl", |b, i| entry(b, i, &AIVEN)),
    adds("aiven_kafka_acl", globs),
    adds("kafka_topic", |b, i| topic(b, i, "name", &["config"])),
    adds("confluent_kafka_topic", |b, i| topic(b, i, "topic_name", &["config"])),
    adds("automq_kafka_topic", |b, i| topic(b, i, "name", &["configs"])),
    adds("redpanda_topic", |b, i| topic(b, i, "name", &["configuration"])),
    adds("aiven_kafka_topic", |b, i| topic(b, i, "topic_name", &["config"])),
    adds("kafka_quota", |_, _| {}),
    adds("kafka_user_scram_credential", |b, i| user(b, i, "username")),
    adds("automq_kafka_user", |b, i| user(b, i, "username")),
    adds("redpanda_user", |b, i| user(b, i, "name")),
    adds("aiven_kafka_user", |b, i| user(b, i, "username")),
];

/// How a provider calls the parts of an entry.
struct Dialect {
    resource_type: &'static str,
    name: &'static str,
    pattern: &'static str,
    principal: &'static str,
    /// `None`: entries have no host, and hold for every one.
    host: Option<&'static str>,
    operation: &'static str,
    permission: &'static str,
    /// What names the cluster.
    cluster: &'static str,
}

const MONGEY: Dialect = Dialect {
    resource_type: "resource_type",
    name: "resource_name",
    pattern: "resource_pattern_type_filter",
    principal: "acl_principal",
    host: Some("acl_host"),
    operation: "acl_operation",
    permission: "acl_permission_type",
    cluster: "",
};
const CONFLUENT: Dialect = Dialect {
    pattern: "pattern_type",
    principal: "principal",
    host: Some("host"),
    operation: "operation",
    permission: "permission",
    cluster: "kafka_cluster",
    ..MONGEY
};
const AUTOMQ: Dialect = Dialect {
    pattern: "pattern_type",
    principal: "principal",
    host: None,
    operation: "operation_group",
    permission: "permission",
    cluster: "kafka_instance_id",
    ..MONGEY
};
const REDPANDA: Dialect = Dialect {
    pattern: "resource_pattern_type",
    principal: "principal",
    host: Some("host"),
    operation: "operation",
    permission: "permission_type",
    cluster: "cluster_api_url",
    ..MONGEY
};
const AIVEN: Dialect = Dialect {
    pattern: "pattern_type",
    principal: "principal",
    host: Some("host"),
    operation: "operation",
    permission: "permission_type",
    cluster: "service_name",
    ..MONGEY
};

fn entry(b: &mut Builder<'_>, i: &Instance, dialect: &Dialect) {
    let read = acls(b, i, dialect);
    let cluster = cluster(b, i, dialect.cluster);
    match read {
        Ok(Some(list)) => push(b, i, cluster, list),
        Ok(None) => {
            let message = "what this access control list entry says is known after apply".to_owned();
            b.gap(GapKind::UnknownValue, &i.at(dialect.operation), message, Some(cluster), None);
            b.edit(cluster, |r| r.kafka.get_or_insert_default().hidden_acls = true);
        }
        Err(error) => {
            let message = format!("{error}: a broker refuses it, so that it grants nothing");
            b.gap(GapKind::UnknownValue, &i.at(dialect.resource_type), message, Some(cluster), None);
        }
    }
}

/// The entries that one resource states; `None` where a word that matters is not known.
fn acls(b: &mut Builder<'_>, i: &Instance, d: &Dialect) -> Result<Option<Vec<Acl>>, AclError> {
    let word = |attribute: &str, absent: Option<&'static str>| match (i.at(attribute).state(), i.at(attribute).str()) {
        (_, Some(word)) => Some(word.to_owned()),
        (State::Unset, _) => absent.map(str::to_owned),
        _ => None,
    };
    let (Some(kind), Some(operation)) = (word(d.resource_type, None), word(d.operation, None)) else { return Ok(None) };
    let (Some(pattern), Some(permission)) = (word(d.pattern, Some("LITERAL")), word(d.permission, Some("ALLOW"))) else { return Ok(None) };
    let resource = ResourceType::parse(&kind)?;
    let (pattern, permission) = (Pattern::parse(&pattern)?, Permission::parse(&permission)?);
    // AutoMQ's groups of operations: the exact ones of `PRODUCE` and `CONSUME` are not documented; at least these.
    let operations = match operation.to_uppercase().as_str() {
        "PRODUCE" if d.host.is_none() => vec![Operation::Write, Operation::Describe],
        "CONSUME" if d.host.is_none() => vec![Operation::Read, Operation::Describe],
        _ => vec![Operation::parse(&operation)?],
    };
    let Some(principal) = super::confluent::principal(b, &i.at(d.principal)) else { return Ok(None) };
    let cluster_name = (resource == ResourceType::Cluster).then(|| Text::from("kafka-cluster"));
    let Some(name) = b.text(&i.at(d.name)).or(cluster_name) else { return Ok(None) };
    let host = d.host.and_then(|h| b.text(&i.at(h))).unwrap_or_else(|| "*".into());
    let one = |operation| Acl { principal: principal.clone(), host: host.clone(), permission, operation, resource, name: name.clone(), pattern };
    Ok(Some(operations.into_iter().map(one).collect()))
}

/// Aiven's own lists: patterns of user names and topics, which Kafka's have not. What a pattern with `?`, or with `*` elsewhere than alone or at the
/// end, is for can't be said as an entry of Kafka: a gap.
fn globs(b: &mut Builder<'_>, i: &Instance) {
    let cluster = cluster(b, i, "service_name");
    let (user, topic, permission) = (i.at("username"), i.at("topic"), i.at("permission"));
    let (Some(who), Some(name), Some(word)) = (b.text(&user), b.text(&topic), permission.str()) else {
        b.gap(GapKind::UnknownValue, &permission, "what this access control list entry says is known after apply".into(), Some(cluster), None);
        b.edit(cluster, |r| r.kafka.get_or_insert_default().hidden_acls = true);
        return;
    };
    let operations = match word {
        "admin" => vec![Operation::All],
        "read" => vec![Operation::Read],
        "write" => vec![Operation::Write],
        "readwrite" => vec![Operation::Read, Operation::Write],
        other => {
            b.gap(GapKind::UnknownValue, &permission, format!("`{other}` is no permission of Aiven: it grants nothing"), Some(cluster), None);
            return;
        }
    };
    let wild = |t: &Text| t.literal().is_some_and(|t| t != "*" && t.contains(['*', '?']));
    let front = name.literal().and_then(|n| n.strip_suffix('*')).filter(|n| !n.is_empty() && !n.contains(['*', '?'])).map(Text::from);
    if wild(&who) || (wild(&name) && front.is_none()) {
        let message = "a pattern that no entry of Kafka can say: whom and what it is for is not followed".to_owned();
        b.gap(GapKind::UnknownValue, if wild(&who) { &user } else { &topic }, message, Some(cluster), None);
        b.edit(cluster, |r| r.kafka.get_or_insert_default().hidden_acls = true);
        return;
    }
    let (pattern, name) = front.map_or((Pattern::Literal, name), |front| (Pattern::Prefixed, front));
    let principal = Text::concat([&Text::from("User:"), &who]);
    let one = |operation| Acl {
        principal: principal.clone(),
        host: "*".into(),
        permission: Permission::Allow,
        operation,
        resource: ResourceType::Topic,
        name: name.clone(),
        pattern,
    };
    push(b, i, cluster, operations.into_iter().map(one).collect());
}

fn push(b: &mut Builder<'_>, i: &Instance, cluster: ResourceId, list: Vec<Acl>) {
    let origin = i.origin();
    let replaced = i.replaced;
    let stated = list.into_iter().map(|acl| StatedAcl { acl, replaced, origin: origin.clone() });
    b.edit(cluster, |r| r.kafka.get_or_insert_default().acls.extend(stated));
}

fn topic(b: &mut Builder<'_>, i: &Instance, name: &str, config: &[&str]) {
    let Some(name) = b.text(&i.at(name)) else { return };
    let cluster = cluster(b, i, cluster_attribute(&i.address.ty));
    let retention = config.iter().find_map(|c| i.at(c).within("retention.ms").int());
    add_topic(b, cluster, name, retention, i.origin());
}

fn user(b: &mut Builder<'_>, i: &Instance, attribute: &str) {
    let Some(name) = b.text(&i.at(attribute)) else { return };
    let cluster = cluster(b, i, cluster_attribute(&i.address.ty));
    let principal = Text::concat([&Text::from("User:"), &name]);
    // "SCRAM-SHA-256 with at least 4096 iterations" (chapter "Authentication using SASL/SCRAM").
    let weak = i.at("scram_mechanism").str() == Some("SCRAM-SHA-256") && i.at("scram_iterations").int().is_some_and(|n| n < 4096);
    let origin = i.origin();
    b.edit(cluster, |r| {
        let facet = r.kafka.get_or_insert_default();
        if weak {
            facet.weak_users.push((principal.clone(), origin));
        }
        facet.principals.push(principal);
    });
}

/// Users whose password a secret is made of: what makes the user, and what the user's name is there.
const USERS: &[(&str, &str)] =
    &[("kafka_user_scram_credential", "username"), ("automq_kafka_user", "username"), ("redpanda_user", "name"), ("aiven_kafka_user", "username")];

/// Credentials of the users whose passwords the value of a secret is made of.
pub(super) fn passwords(b: &mut Builder<'_>, i: &Instance) -> Vec<Credential> {
    let world = b.world;
    let mut found = Vec::new();
    let held = b.made_of(&i.at("secret_string"));
    for user in world.instances.iter().filter(|u| !u.covered && u.world == i.world) {
        let Some((_, name)) = USERS.iter().find(|(ty, _)| *ty == user.address.ty) else { continue };
        let password = user.at("password");
        let own = format!("{}.password", user.shown);
        if !held.contains(&own) && b.made_of(&password).is_disjoint(&held) {
            continue;
        }
        let Some(name) = b.text(&user.at(name)) else { continue };
        let cluster = cluster(b, user, cluster_attribute(&user.address.ty));
        let principal = Some(Text::concat([&Text::from("User:"), &name]));
        found.push(Credential { kind: CredentialKind::ScramSecret, cluster, principal, origin: i.origin() });
    }
    found
}

fn cluster_attribute(ty: &str) -> &'static str {
    match ty.split('_').next() {
        Some("confluent") => CONFLUENT.cluster,
        Some("automq") => AUTOMQ.cluster,
        Some("redpanda") => REDPANDA.cluster,
        Some("aiven") => AIVEN.cluster,
        _ => MONGEY.cluster,
    }
}

/// The cluster that an entry is of: one of the provider's own that it names; where nothing names one, the only cluster of the input; else one that
/// is known by its provider's configuration alone.
pub(super) fn cluster(b: &mut Builder<'_>, i: &Instance, attribute: &str) -> ResourceId {
    let kinds: &[&'static str] = match i.address.ty.split('_').next() {
        Some("kafka") => &["msk-cluster", "kafka-cluster"],
        Some("confluent") => &[super::confluent::CLUSTER],
        Some("automq") => &["automq-instance"],
        Some("redpanda") => &["redpanda-cluster"],
        _ => &["aiven-kafka"],
    };
    let at = i.at(attribute);
    let at = if at.block().is_some() { at.within("id") } else { at };
    if !attribute.is_empty()
        && let super::super::find::Ref::To(id) = b.refer(&at, kinds)
    {
        return id;
    }
    // Of clusters that the configuration declares, the one whose provider configuration this is.
    // Where the input does not show it, that is the provider's own name.
    let provider = if i.provider == "aws" { "kafka" } else { i.provider.as_str() };
    if let Some(&declared) = b.named("kafka-cluster", provider).first().filter(|_| attribute.is_empty()) {
        return declared;
    }
    let mut all = b.inventory.resources.iter().filter(|r| r.kafka.is_some() && kinds.contains(&r.kind)).map(|r| r.id);
    if let (Some(one), None) = (all.next(), all.next()) {
        return one;
    }
    let id = b.text(&at).filter(|_| !attribute.is_empty()).unwrap_or_else(|| i.provider.as_str().into());
    let arn = Text::from("kafka:").with(kinds.last().copied().unwrap_or_default()).with(":");
    let arn = Text::concat([&arn, &id]);
    if let Some(there) = b.by_arn.get(&arn) {
        return *there;
    }
    let scope = b.scope(i);
    let kind = kinds.last().copied().unwrap_or("kafka-cluster");
    let mut made = Resource::new(kind, id, arn, scope.account, Text::new(), i.origin());
    made.referenced = true;
    made.kafka = Some(KafkaCluster { open: true, ..KafkaCluster::default() });
    b.add(made, None)
}
