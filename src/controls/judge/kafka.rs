//! Protocol, clients and credentials of Kafka clusters, from their listeners and what authenticates against them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged};
use crate::model::{Authentication, Authority, Credential, CredentialKind, Exposure, KafkaCluster, Listener, Network, Resource, ResourceId, Tri};

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-PRO-02", mechanisms),
    ("KC-PRO-03", clients),
    ("KC-PRO-04", credentials),
    ("KC-PRO-05", rotation),
    ("KC-PRO-06", transit),
    ("KC-PRO-07", certificates),
    ("KC-PRO-08", own_ways),
    ("KC-PRO-09", |_| Judged::default()),
];

/// The Kafka clusters that the input states or the configuration declares.
pub(super) fn clusters<'a>(facts: &Facts<'a>) -> Vec<(&'a Resource, &'a KafkaCluster)> {
    let all = facts.analysis.inventory.resources.iter().filter(|r| !r.referenced);
    all.filter_map(|r| Some((r, r.kafka.as_ref()?))).collect()
}

/// Judges each cluster; says what is missing where there is none, and where paths tell of one that nothing describes.
pub(super) fn each(facts: &Facts<'_>, what: &str, judge: impl Fn(&Resource, &KafkaCluster, &mut Judged)) -> Judged {
    let mut judged = Judged::default();
    let known = clusters(facts);
    for (cluster, kafka) in &known {
        judge(cluster, kafka, &mut judged);
    }
    let mut named: BTreeSet<&str> = facts.analysis.paths.iter().map(|p| p.cluster.as_str()).collect();
    let labels: Vec<String> = known.iter().map(|(r, _)| facts.label(r)).collect();
    let declared: Vec<&str> = known.iter().filter_map(|(r, _)| r.name.literal()).collect();
    named.retain(|n| !labels.iter().any(|l| l == n) && !declared.contains(n) && !is_served(facts, n));
    judged.missing.extend(named.into_iter().map(|n| format!("{what} of {n}: a `[[kafka]]` of the configuration can say it")));
    if known.is_empty() && judged.missing.is_empty() {
        judged.missing.push(format!("{what}: the input shows no Kafka cluster"));
    }
    judged
}

/// Whether what paths took for a cluster by its name or port belongs to one that is known: software of a vendor's control plane, interfaces that a
/// service drives.
fn is_served(facts: &Facts<'_>, name: &str) -> bool {
    let inventory = facts.analysis.inventory;
    if clusters(facts).is_empty() {
        return false;
    }
    let vendors = |r: &Resource| facts.label(r) == name && facts.analysis.review.vendor_of_resource(inventory, r).is_some();
    let runs = |r: &Resource| {
        let roles = r.runs_as.iter().filter_map(|role| facts.resource(role.role));
        facts.label(r) == name && roles.into_iter().any(|role| facts.analysis.review.vendor_of_resource(inventory, role).is_some())
    };
    let driven = |r: &Resource| match &r.network {
        Some(Network::Attachment(at)) if r.switch("driven-from-outside") == Tri::Yes => {
            let groups = at.groups.iter().filter_map(|g| facts.resource(*g));
            groups.into_iter().any(|g| {
                g.name.literal().is_some_and(|id| name == format!("listeners of {id}")) || name == format!("listeners of {}", facts.label(g))
            })
        }
        _ => false,
    };
    inventory.resources.iter().any(|r| vendors(r) || runs(r) || driven(r))
}

pub(super) fn about(facts: &Facts<'_>, cluster: &Resource, words: &str) -> Fact {
    facts.about(cluster, words)
}

fn word(by: Authentication) -> &'static str {
    match by {
        Authentication::None => "nothing",
        Authentication::Iam => "IAM",
        Authentication::Scram => "SCRAM",
        Authentication::Plain => "a password or API key (PLAIN)",
        Authentication::Certificate => "client certificates",
        Authentication::OAuth => "tokens (OAUTHBEARER)",
        Authentication::SharedKey => "a key of a shared access rule",
        Authentication::Unknown => "something that is not known",
    }
}

/// Listeners that are there; what is not known of them is missing.
pub(super) fn listeners<'k>(facts: &Facts<'_>, cluster: &Resource, kafka: &'k KafkaCluster, what: &str, judged: &mut Judged) -> Vec<&'k Listener> {
    if kafka.open || kafka.listeners.is_empty() {
        judged.missing.push(format!("{what} of {}: the input does not show all its listeners", facts.label(cluster)));
    }
    for listener in kafka.listeners.iter().filter(|l| l.exists == Tri::Unknown) {
        judged.missing.push(format!("whether {} has a listener `{}`", facts.label(cluster), listener.name));
    }
    kafka.listeners.iter().filter(|l| l.exists == Tri::Yes).collect()
}

/// How clients authenticate.
fn mechanisms(facts: &Facts<'_>) -> Judged {
    each(facts, "how clients and administrators authenticate", |cluster, kafka, judged| {
        for listener in listeners(facts, cluster, kafka, "how clients authenticate", judged) {
            if listener.authentication == Authentication::Unknown {
                judged.missing.push(format!("how clients authenticate on listener `{}` of {}", listener.name, facts.label(cluster)));
            } else {
                let words = format!("authenticates clients of listener `{}` by {}", listener.name, word(listener.authentication));
                judged.facts.push(about(facts, cluster, &words));
            }
        }
    })
}

/// Credentials of a cluster, with what holds each.
fn held<'a>(facts: &Facts<'a>, cluster: ResourceId) -> Vec<(&'a Resource, &'a Credential)> {
    let all = facts.analysis.inventory.resources.iter().filter(|r| !r.referenced);
    all.flat_map(|r| r.credentials.iter().filter(move |c| c.cluster == cluster).map(move |c| (r, c))).collect()
}

/// Who the clients are: the principals that entries, bindings, users and credentials name, and roles of IAM.
fn clients(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    each(facts, "who the clients are", |cluster, kafka, judged| {
        let ways = listeners(facts, cluster, kafka, "who the clients are", judged);
        let mut named: BTreeSet<String> = kafka.principals.iter().map(|p| inventory.render(p)).collect();
        named.extend(kafka.acls.iter().map(|a| inventory.render(&a.acl.principal)));
        named.extend(kafka.bindings.iter().map(|b| inventory.render(&b.binding.principal)));
        named.extend(held(facts, cluster.id).into_iter().filter_map(|(_, c)| c.principal.as_ref()).map(|p| inventory.render(p)));
        for name in &named {
            judged.facts.push(about(facts, cluster, &format!("knows the principal {name}")));
        }
        let by = |a: Authentication| ways.iter().any(|l| l.authentication == a);
        if by(Authentication::Iam) {
            judged.missing.extend(facts.policies_open(&[crate::policy::PolicyKind::Identity]));
            judged.facts.push(about(facts, cluster, "lets in roles and users of IAM: the ways to it tell which from outside"));
        }
        let others = ways.iter().any(|l| !matches!(l.authentication, Authentication::Iam | Authentication::None) && !l.between_brokers);
        if others && named.is_empty() {
            judged.missing.push(format!("which principals authenticate to {}: the input names none", facts.label(cluster)));
        }
    })
}

fn kind(credential: CredentialKind) -> &'static str {
    match credential {
        CredentialKind::ScramSecret => "the password",
        CredentialKind::ClientAuthority => "certificates",
        CredentialKind::ApiKey => "an API key",
        CredentialKind::CloudKey => "a key of the management plane",
        CredentialKind::SharedKey => "a shared key",
        CredentialKind::FederatedSubject => "tokens",
    }
}

/// Whether clients hold something that has to be issued and revoked.
fn is_held(listener: &Listener) -> bool {
    !listener.between_brokers && !matches!(listener.authentication, Authentication::Iam | Authentication::None | Authentication::OAuth)
}

/// Issuance, revocation and blast radius of each credential.
fn credentials(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    each(facts, "which credentials there are", |cluster, kafka, judged| {
        let ways = listeners(facts, cluster, kafka, "which credentials there are", judged);
        let found = held(facts, cluster.id);
        for (holder, credential) in &found {
            let whom = credential.principal.as_ref().map_or_else(|| "any principal of a certificate".to_owned(), |p| inventory.render(p));
            let words = format!("holds {} of {whom} of {}", kind(credential.kind), facts.label(cluster));
            judged.facts.push(facts.about(holder, &words));
        }
        if found.is_empty() && ways.iter().any(|l| is_held(l)) {
            judged.missing.push(format!("where the credentials of {} are kept", facts.label(cluster)));
        }
        if ways.iter().any(|l| l.authentication == Authentication::Iam) {
            judged.facts.push(about(facts, cluster, "takes credentials of IAM, which end with the session"));
        }
    })
}

/// Whether secrets rotate by themselves.
fn rotation(facts: &Facts<'_>) -> Judged {
    each(facts, "whether credentials rotate", |cluster, kafka, judged| {
        let ways = listeners(facts, cluster, kafka, "whether credentials rotate", judged);
        let found = held(facts, cluster.id);
        for (holder, credential) in &found {
            match (credential.kind, holder.switches.get("rotates")) {
                (CredentialKind::ClientAuthority, _) => judged.facts.push(facts.about(holder, "issues certificates beside those that run out")),
                (CredentialKind::ApiKey | CredentialKind::CloudKey, _) if holder.store.is_none() => {
                    judged.facts.push(facts.about(holder, "is a key beside which a second one can be made"));
                }
                (_, Some(Tri::Yes)) => judged.facts.push(facts.about(holder, "rotates by itself")),
                (_, Some(Tri::No)) => judged.facts.push(facts.about(holder, "does not rotate by itself")),
                _ => judged.missing.push(format!("whether {} rotates", facts.label(holder))),
            }
        }
        if found.is_empty() && ways.iter().any(|l| is_held(l)) {
            judged.missing.push(format!("where the credentials of {} are kept", facts.label(cluster)));
        }
        if ways.iter().any(|l| l.authentication == Authentication::Iam) {
            judged.facts.push(about(facts, cluster, "takes credentials of IAM, which are made anew for each session"));
        }
    })
}

/// TLS between clients and brokers, and among brokers. What a listener without TLS means, rules tell.
fn transit(facts: &Facts<'_>) -> Judged {
    each(facts, "whether traffic is encrypted", |cluster, kafka, judged| {
        for listener in listeners(facts, cluster, kafka, "whether traffic of clients is encrypted", judged) {
            match listener.tls {
                Tri::Yes => judged.facts.push(about(facts, cluster, &format!("takes nothing but TLS on listener `{}`", listener.name))),
                Tri::No => judged.facts.push(about(facts, cluster, &format!("takes plain text on listener `{}`", listener.name))),
                Tri::Unknown => judged.missing.push(format!("whether listener `{}` of {} takes plain text", listener.name, facts.label(cluster))),
            }
        }
        let clients: Vec<&Listener> = kafka.listeners.iter().filter(|l| l.exists != Tri::No && !l.between_brokers).collect();
        if !kafka.open && !clients.is_empty() && clients.iter().all(|l| l.tls == Tri::No) {
            judged.against.push(about(facts, cluster, "has no listener with TLS: no client can encrypt"));
        }
        match kafka.inter_broker_tls {
            Tri::Yes => judged.facts.push(about(facts, cluster, "encrypts traffic between brokers")),
            Tri::No => judged.facts.push(about(facts, cluster, "does not encrypt traffic between brokers")),
            Tri::Unknown => judged.missing.push(format!("whether traffic between brokers of {} is encrypted", facts.label(cluster))),
        }
    })
}

/// Who issues certificates, and whether names are checked.
fn certificates(facts: &Facts<'_>) -> Judged {
    each(facts, "certificates", |cluster, kafka, judged| {
        let ways = listeners(facts, cluster, kafka, "certificates", judged);
        let managed = match cluster.kind {
            "msk-cluster" => Some("shows certificates of Amazon Trust Services, which AWS renews"),
            "confluent-cluster" => Some("shows certificates that Confluent renews"),
            _ => None,
        };
        match (managed, cluster.switches.get("hostname-check")) {
            (Some(words), _) => judged.facts.push(about(facts, cluster, words)),
            (None, Some(Tri::Yes)) => judged.facts.push(about(facts, cluster, "has names in certificates checked")),
            (None, Some(Tri::No)) => judged.facts.push(about(facts, cluster, "has names in certificates not checked")),
            _ => judged.missing.push(format!(
                "who issues the certificates of {}, which versions of TLS it takes, and whether names are checked",
                facts.label(cluster)
            )),
        }
        let mutual = ways.iter().any(|l| l.authentication == Authentication::Certificate && !l.between_brokers);
        let authorities: Vec<_> = held(facts, cluster.id).into_iter().filter(|(_, c)| c.kind == CredentialKind::ClientAuthority).collect();
        for (authority, _) in &authorities {
            judged.facts.push(facts.about(authority, &format!("issues client certificates for {}", facts.label(cluster))));
        }
        if mutual && authorities.is_empty() && cluster.kind != "confluent-cluster" {
            judged.missing.push(format!("which authority issues client certificates for {}", facts.label(cluster)));
        }
        for authority in facts.kind("confluent-certificate-authority").filter(|_| cluster.kind == "confluent-cluster") {
            match authority.switch("revocable") {
                Tri::Unknown => judged.missing.push(format!("whether certificates of {} can be revoked", facts.label(authority))),
                Tri::Yes => judged.facts.push(facts.about(authority, "has certificates checked against a revocation list")),
                Tri::No => judged.facts.push(facts.about(authority, "has certificates not checked against a revocation list")),
            }
        }
    })
}

/// Where clients need what Kafka's own clients have not.
fn own_ways(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for (cluster, kafka) in clusters(facts) {
        let mut by: BTreeMap<&str, &str> = BTreeMap::new();
        for listener in kafka.listeners.iter().filter(|l| l.exists == Tri::Yes) {
            match listener.authority {
                Authority::Iam => by.insert("IAM", "clients need the library for IAM of AWS"),
                Authority::Confluent => by.insert("roles", "rights come of role bindings beside access control lists"),
                _ => None,
            };
        }
        judged.facts.extend(by.into_values().map(|words| about(facts, cluster, &format!("differs from Kafka: {words}"))));
    }
    judged
}

/// Where a listener is reached from, in words.
pub(super) fn exposure(listener: &Listener) -> &'static str {
    match listener.exposure {
        Exposure::Private => "from its own network",
        Exposure::Peer => "by peering or a transit gateway",
        Exposure::Endpoint => "by private endpoints",
        Exposure::Public => "from the internet",
        Exposure::Unknown => "from where is not known",
    }
}
