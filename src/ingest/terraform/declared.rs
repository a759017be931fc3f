//! Kafka clusters that the configuration declares: a resource each, with what is said of it, its brokers among the machines of the input, and the secrets
//! that hold passwords of its users.

use super::build::Builder;
use crate::aws::{Text, wildcard};
use crate::kafka::Export;
use crate::model::{
    Attachment, Authentication, Authority, AuthorizerLog, Credential, CredentialKind, DeclaredListener, Encryption, Exposure, Gap, GapKind, Kafka,
    KafkaCluster, Listener, Mechanism, Mover, Network, Origin, Resource, ResourceId, Sink, StatedAcl, Store, Transport, Tri, Visible,
};

/// Kind of the clusters.
pub(super) const KIND: &str = "kafka-cluster";
const PLACES: &[&str] = &["log-group", "s3-bucket", "firehose-stream"];
const SECRETS: &[&str] = &["secretsmanager-secret", "ssm-parameter"];

/// Adds the declared clusters, before what refers to them is read.
pub(super) fn add(b: &mut Builder<'_>, declared: &[Kafka]) {
    for kafka in declared.iter().filter(|k| tells(k)) {
        let arn = Text::from("kafka:kafka-cluster:").with(&kafka.name);
        let mut made = Resource::new(KIND, kafka.name.as_str().into(), arn, "self-run".into(), Text::new(), place(b, kafka));
        made.kafka = Some(facet(kafka, &made.origin));
        made.store = Some(Store { encryption: Encryption::Unknown(None), ..Store::new(KIND) });
        made.switches.insert("zookeeper", tri(kafka.zookeeper));
        made.switches.insert("broker-logs", if kafka.logs_to.is_some() { Tri::Yes } else { Tri::Unknown });
        let logs = |all: &[AuthorizerLog]| tri(kafka.authorizer_log.map(|l| all.contains(&l)));
        made.switches.insert("logs-denials", logs(&[AuthorizerLog::Denials, AuthorizerLog::All]));
        made.switches.insert("logs-allowed", logs(&[AuthorizerLog::All]));
        let id = b.add(made, None);
        b.also_named(KIND, &kafka.name, id);
        if let Some(provider) = &kafka.provider {
            b.also_named(KIND, provider, id);
        }
        export(b, kafka, id);
    }
}

/// Whether more is declared than where brokers run.
fn tells(kafka: &Kafka) -> bool {
    !kafka.listeners.is_empty()
        || kafka.acl_export.is_some()
        || kafka.authorizer.is_some()
        || !kafka.credentials.is_empty()
        || kafka.provider.is_some()
}

fn place(b: &Builder<'_>, kafka: &Kafka) -> Origin {
    // What is known of it stands in the configuration, which is none of the inputs.
    let input = u32::try_from(b.inventory.inputs.len()).unwrap_or(u32::MAX);
    Origin { input, address: Some(format!("kafka.{}", kafka.name)), ..kafka.place.clone().unwrap_or_default() }
}

fn tri(known: Option<bool>) -> Tri {
    match known {
        Some(true) => Tri::Yes,
        Some(false) => Tri::No,
        None => Tri::Unknown,
    }
}

fn facet(kafka: &Kafka, origin: &Origin) -> KafkaCluster {
    KafkaCluster {
        listeners: kafka.listeners.iter().map(|l| listener(kafka, l, origin)).collect(),
        open: kafka.listeners.is_empty(),
        inter_broker_tls: tri(kafka.inter_broker_tls),
        authorizer: tri(kafka.authorizer),
        open_default: tri(kafka.allow_everyone),
        retention_ms: kafka.retention_hours.map(|h| i64::from(h) * 3_600_000),
        super_users: kafka.super_users.as_ref().map(|u| u.iter().map(|u| u.as_str().into()).collect()),
        ..KafkaCluster::default()
    }
}

fn listener(kafka: &Kafka, declared: &DeclaredListener, origin: &Origin) -> Listener {
    Listener {
        name: declared.name.clone(),
        exists: Tri::Yes,
        ports: declared.port.map(|p| (p, p)),
        tls: match declared.encryption {
            Some(Transport::Tls) => Tri::Yes,
            Some(Transport::Plaintext) => Tri::No,
            None => Tri::Unknown,
        },
        authentication: match declared.authentication {
            Some(Mechanism::None) => Authentication::None,
            Some(Mechanism::Scram) => Authentication::Scram,
            Some(Mechanism::Plain) => Authentication::Plain,
            Some(Mechanism::Mtls) => Authentication::Certificate,
            Some(Mechanism::Oauth) => Authentication::OAuth,
            None => Authentication::Unknown,
        },
        exposure: match declared.exposure {
            Some(Visible::Private) => Exposure::Private,
            Some(Visible::Public) => Exposure::Public,
            None => Exposure::Unknown,
        },
        admits: None,
        authority: if kafka.authorizer == Some(false) { Authority::None } else { Authority::Acl },
        between_brokers: declared.between_brokers,
        origin: origin.clone(),
    }
}

/// Reads the export of the access control lists. One that is older than the input, or of no date, is a gap.
fn export(b: &mut Builder<'_>, kafka: &Kafka, id: ResourceId) {
    let Some(text) = &kafka.acl_text else { return };
    let read = Export::read(text);
    let origin = place(b, kafka);
    let file = kafka.acl_export.clone().unwrap_or_default();
    let newest = b.inventory.inputs.iter().filter_map(|i| i.date.as_deref()).filter_map(|d| d.get(..10)).max();
    let age = match (kafka.acl_export_date.as_deref(), newest) {
        (None, _) => Some("it is not stated when it was made".to_owned()),
        (Some(made), Some(input)) if made < input => Some(format!("it was made on {made}, the input on {input}")),
        _ => None,
    };
    let wrong = read.wrong.iter().map(|(place, why)| format!("entry {place} is not understood: {why}"));
    let messages: Vec<String> = wrong.chain(age.map(|a| format!("the export of access control lists may be out of date: {a}"))).collect();
    for message in messages {
        let (subject, origin) = (file.clone(), origin.clone());
        b.inventory.gaps.push(Gap { kind: GapKind::Unreadable, subject, message, origin, resource: Some(id), policy: None });
    }
    let complete = read.wrong.is_empty();
    let stated = read.acls.into_iter().map(|acl| StatedAcl { acl, replaced: false, origin: origin.clone() });
    b.edit(id, |r| {
        let facet = r.kafka.get_or_insert_default();
        facet.acls.extend(stated);
        facet.listed = complete;
        facet.hidden_acls |= !complete;
    });
}

/// Finds brokers and secrets, once all resources are read.
pub(super) fn finish(b: &mut Builder<'_>, declared: &[Kafka]) {
    for kafka in declared {
        let Some(&id) = b.named(KIND, &kafka.name).first() else { continue };
        let brokers = matching(b, |r| matches!(r.kind, "ec2-instance" | "autoscaling-group" | "eks-node-group" | "launch-template"), &kafka.brokers);
        let mut network: Option<Attachment> = None;
        for broker in brokers.iter().filter_map(|i| b.inventory.resource(*i)) {
            let Some(Network::Attachment(at)) = &broker.network else { continue };
            let joined = network.get_or_insert_with(Attachment::default);
            joined.subnets.extend(at.subnets.iter().filter(|s| !joined.subnets.contains(s)).copied().collect::<Vec<_>>());
            joined.groups.extend(at.groups.iter().filter(|g| !joined.groups.contains(g)).copied().collect::<Vec<_>>());
            joined.open |= at.open;
        }
        if let Some(network) = &mut network {
            network.ports = kafka.listeners.iter().filter_map(|l| l.port).collect();
        }
        let movers = volumes(b, &brokers, id, kafka);
        let encryption = encrypted(b, &movers);
        let places = brokers.iter().filter_map(|i| b.inventory.resource(*i)).map(|r| (r.account.clone(), r.region.clone())).next();
        b.edit(id, |r| {
            if let Some(store) = &mut r.store {
                store.encryption = encryption;
            }
            r.network = network.map(Network::Attachment);
            let facet = r.kafka.get_or_insert_default();
            facet.brokers = brokers;
            facet.stores = movers.iter().map(|m| m.to).collect();
            r.movers.extend(movers);
            if let Some((account, region)) = places {
                (r.account, r.region) = (account, region);
            }
        });
        if let Some(to) = &kafka.logs_to {
            let places = matching(b, |r| PLACES.contains(&r.kind), std::slice::from_ref(to));
            let place = places.first().and_then(|i| b.inventory.resource(*i));
            let kind = place.map_or("", |r| r.kind);
            let sink = Sink { what: "broker logs", kind, to: to.as_str().into(), resource: place.map(|r| r.id) };
            b.edit(id, |r| r.logging.sinks.push(sink));
        }
        // A password is used where the cluster takes passwords.
        let scram = kafka.listeners.iter().any(|l| l.authentication == Some(Mechanism::Scram));
        let plain = kafka.listeners.iter().any(|l| l.authentication == Some(Mechanism::Plain));
        let what = if plain && !scram { CredentialKind::ApiKey } else { CredentialKind::ScramSecret };
        for credential in &kafka.credentials {
            for secret in matching(b, |r| SECRETS.contains(&r.kind), std::slice::from_ref(&credential.secret)) {
                let principal: Text = credential.principal.as_str().into();
                let held = Credential { kind: what, cluster: id, principal: Some(principal.clone()), origin: place(b, kafka) };
                b.edit(secret, |r| r.credentials.push(held));
                b.edit(id, |r| {
                    let facet = r.kafka.get_or_insert_default();
                    if !facet.principals.contains(&principal) {
                        facet.principals.push(principal);
                    }
                });
            }
        }
    }
}

/// How the volumes with records are encrypted: not at all where one is not, not known where they differ or there are none.
fn encrypted(b: &Builder<'_>, movers: &[Mover]) -> Encryption {
    let all = movers.iter().filter_map(|m| b.inventory.resource(m.to)?.store.as_ref()).map(|s| s.encryption.clone());
    let mut all: Vec<Encryption> = all.collect();
    if all.contains(&Encryption::None) {
        return Encryption::None;
    }
    let first = all.pop();
    first.filter(|one| all.iter().all(|other| other == one)).unwrap_or(Encryption::Unknown(None))
}

/// Records lie on the volumes that are attached to brokers.
fn volumes(b: &Builder<'_>, brokers: &[ResourceId], cluster: ResourceId, kafka: &Kafka) -> Vec<Mover> {
    let disks = brokers.iter().filter_map(|id| b.inventory.resource(*id)).flat_map(|broker| &broker.disks);
    disks.map(|to| Mover { what: "broker volume", from: cluster, to: *to, topics: "every topic".into(), origin: place(b, kafka) }).collect()
}

/// Resources whose name, ARN or address fits one of the patterns.
fn matching(b: &Builder<'_>, of_kind: fn(&Resource) -> bool, patterns: &[String]) -> Vec<ResourceId> {
    let fits = |r: &&Resource| {
        let address = r.origin.address.as_deref().filter(|_| !r.referenced);
        let names = [r.name.literal(), r.arn.literal(), address];
        names.into_iter().flatten().any(|n| patterns.iter().any(|p| wildcard::matches(p, n)))
    };
    b.inventory.resources.iter().filter(|r| of_kind(r)).filter(fits).map(|r| r.id).collect()
}
