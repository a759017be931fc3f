//! Obtaining what authenticates a principal of a cluster: the value of a secret, a new value for it, a certificate of a trusted authority.

use crate::aws::Action;
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::edges::{Reach, call, data};
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Authentication, Credential, CredentialKind, Encryption, Resource};
use crate::policy::{Fact, Target};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    for holder in world.credentials.iter().filter_map(|id| world.inventory.resource(*id)) {
        for credential in &holder.credentials {
            let Some(cluster) = world.inventory.resource(credential.cluster).filter(|c| reach.wants(c, true)) else { continue };
            let to = NodeKind::Kafka(cluster.id, credential.principal.clone());
            match credential.kind {
                CredentialKind::ClientAuthority => out.extend(issue(world, actor, reach, holder, cluster, to)),
                CredentialKind::ScramSecret => {
                    out.extend(read(world, actor, reach, holder, cluster, credential, &to, out));
                    out.extend(put(world, actor, reach, holder, cluster, credential, to));
                }
                _ => out.extend(read(world, actor, reach, holder, cluster, credential, &to, out)),
            }
        }
    }
}

fn by(credential: &Credential) -> Authentication {
    match credential.kind {
        CredentialKind::ScramSecret => Authentication::Scram,
        CredentialKind::ClientAuthority => Authentication::Certificate,
        CredentialKind::ApiKey | CredentialKind::CloudKey => Authentication::Plain,
        CredentialKind::SharedKey => Authentication::SharedKey,
        CredentialKind::FederatedSubject => Authentication::OAuth,
    }
}

/// k-06: whoever can read the secret, or let itself read it.
#[allow(clippy::too_many_arguments)]
fn read<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    reach: Reach<'_>,
    holder: &'a Resource,
    cluster: &'a Resource,
    credential: &Credential,
    to: &NodeKind,
    tried: &[Attempt],
) -> Vec<Attempt> {
    let found: Vec<Attempt> = if matches!(reach, Reach::Possible) {
        let opens = |a: &&Attempt| a.to == NodeKind::Store(holder.id) && matches!(a.kind, EdgeKind::Read | EdgeKind::Expose) && !a.refused();
        tried.iter().filter(opens).cloned().collect()
    } else {
        data::reading(world, actor, holder).into_iter().collect()
    };
    // A key of the management plane is none of the cluster's: only who administers it can get one.
    let made = match credential.kind {
        CredentialKind::CloudKey => match super::principal::administers(cluster, credential.principal.as_ref()) {
            Some(role) => Some(format!("whether whoever has the role {role} may make itself an API key of {}", world.name(cluster))),
            None => return Vec::new(),
        },
        _ => None,
    };
    let step = |mut a: Attempt| {
        a.unseen.extend(made.clone());
        a.to = to.clone();
        a.kind = EdgeKind::Credential;
        a.ids.insert(0, "k-06");
        connected(world, holder, cluster, credential, &mut a);
        a
    };
    found.into_iter().map(step).collect()
}

/// k-07: whoever sets the password. It takes effect within minutes ("Sign-in credentials authentication with AWS Secrets Manager").
fn put<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    reach: Reach<'_>,
    holder: &'a Resource,
    cluster: &'a Resource,
    credential: &Credential,
    to: NodeKind,
) -> Option<Attempt> {
    let call = "secretsmanager:PutSecretValue";
    if holder.kind != "secretsmanager-secret" || !reach.wants(cluster, call::may(actor, &[call])) {
        return None;
    }
    let mut attempt = Attempt::new(to, EdgeKind::Credential, &["k-07"]);
    call::need(world, actor, call, call::With { on: Some(holder), facts: &[] }, &mut attempt);
    key(world, actor, holder, &["kms:GenerateDataKey", "kms:Decrypt"], &mut attempt);
    connected(world, holder, cluster, credential, &mut attempt);
    Some(attempt)
}

/// What the caller needs on the key of a secret.
fn key<'a>(world: &'a World<'a>, actor: &Actor<'a>, secret: &'a Resource, actions: &[&str], attempt: &mut Attempt) {
    let id = match secret.store.as_ref().map(|s| &s.encryption) {
        Some(Encryption::Key(id)) => *id,
        Some(Encryption::Unknown(_)) if !secret.referenced => {
            attempt.unseen.push(format!("which key encrypts {}", world.name(secret)));
            return;
        }
        _ => return,
    };
    let Some(key) = world.inventory.resource(id) else { return };
    for act in actions.iter().filter_map(|a| Action::parse(a).ok()) {
        let via = Fact::Known(vec![crate::aws::Text::concat([
            &"secretsmanager.".into(),
            if key.region.is_empty() { &secret.region } else { &key.region },
            &".amazonaws.com".into(),
        ])]);
        let answer = world.ask(actor, &act, &Target::One(key.arn.clone()), Some(key), &[("kms:viaservice", via)]);
        attempt.need(&act, key.arn.clone(), answer);
    }
}

/// k-08: whoever has a trusted authority issue certificates is any principal of one.
fn issue<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    reach: Reach<'_>,
    authority: &'a Resource,
    cluster: &'a Resource,
    to: NodeKind,
) -> Option<Attempt> {
    let calls = ["acm-pca:IssueCertificate", "acm-pca:GetCertificate"];
    if !reach.wants(cluster, call::may(actor, &calls)) {
        return None;
    }
    let mut attempt = Attempt::new(to, EdgeKind::Credential, &["k-08"]);
    let with = call::With { on: Some(authority), facts: &[] };
    calls.iter().for_each(|c| call::need(world, actor, c, with, &mut attempt));
    attempt.facts.push(format!("{} trusts certificates of {}", world.name(cluster), world.name(authority)));
    super::listener::connect(world, cluster, Authentication::Certificate, &mut attempt);
    Some(attempt)
}

fn connected(world: &World<'_>, holder: &Resource, cluster: &Resource, credential: &Credential, attempt: &mut Attempt) {
    let who = credential.principal.as_ref().map_or_else(|| "a principal".into(), |p| world.inventory.render(p));
    attempt.facts.push(format!("{} authenticates {who} of {}", world.name(holder), world.name(cluster)));
    super::listener::connect(world, cluster, by(credential), attempt);
}
