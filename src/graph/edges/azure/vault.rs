//! Shared keys that are kept as secrets in a key vault.
//!
//! Source: "Azure role-based access control (Azure RBAC) vs. access policies (legacy)", Microsoft Learn: where access policies decide, whoever writes
//! the vault's settings sets one.

use super::{Who, identity, label};
use crate::azure_rbac::{Answer, Plane, lists};
use crate::graph::attempt::Attempt;
use crate::graph::azure::rank;
use crate::graph::edge::Given;
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Resource, Tri, Via};

const GET: &str = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const WRITES: [&str; 2] = ["Microsoft.KeyVault/vaults/write", "Microsoft.KeyVault/vaults/accessPolicies/write"];

/// Reading secrets that hold shared keys.
pub(super) fn secrets(who: &Who<'_>, kind: &NodeKind, out: &mut Vec<Attempt>) {
    for secret in who.world.of_kind("key-vault-secret").filter(|s| !s.holds_keys.is_empty()) {
        let vault = secret.parent.and_then(|id| who.world.inventory.resource(id));
        for step in steps(who, kind, secret, vault) {
            for holder in &secret.holds_keys {
                out.push(Attempt { to: NodeKind::SharedKey(*holder), ..step.clone() });
            }
        }
    }
}

fn steps(who: &Who<'_>, kind: &NodeKind, secret: &Resource, vault: Option<&Resource>) -> Vec<Attempt> {
    let name = label(who.world, secret);
    let by_roles = vault.map_or(Tri::Unknown, |v| v.switch("by-roles"));
    let start = || {
        let mut attempt = Attempt::new(NodeKind::SharedKey(secret.id), EdgeKind::Credential, &[]);
        attempt.facts.push(format!("{name} holds one"));
        connect(who, vault, &mut attempt);
        if by_roles == Tri::Unknown {
            attempt.unseen.push(format!("whether the vault of {name} decides by roles or by access policies"));
        }
        attempt
    };
    let mut out = Vec::new();
    if by_roles != Tri::No {
        let mut attempt = start();
        who.need(secret, Plane::Data, GET, &mut attempt);
        out.push(attempt);
    }
    let Some(vault) = vault.filter(|_| by_roles != Tri::Yes) else { return out };
    let best = WRITES.into_iter().max_by_key(|a| rank(&who.may(vault, Plane::Control, a).answer)).unwrap_or_default();
    let mut attempt = start();
    who.need(vault, Plane::Control, best, &mut attempt);
    attempt.facts.push("it gives itself an access policy".to_owned());
    if who.may(vault, Plane::Control, best).answer != Answer::Denied {
        out.push(attempt);
    }
    let world = who.world;
    let all = world.inventory.resources.iter().flat_map(|r| r.role_grants.iter().enumerate().map(move |(i, g)| (r, i, g)));
    let mut policies = all.filter(|(_, _, g)| g.via == Via::VaultPolicy && g.on == Some(vault.id));
    for (by, entry, grant) in identity::among(world, kind, &mut policies) {
        let mut attempt = start();
        match grant.known.as_ref().map(|role| lists(role, Plane::Data, GET)) {
            Some(true) => attempt.met += 1,
            Some(false) => continue,
            None => attempt.unseen.push(format!("what the access policy of {} lists", label(world, by))),
        }
        attempt.given.push(Given { by: by.id, entry, action: GET });
        out.push(attempt);
    }
    out
}

fn connect(who: &Who<'_>, vault: Option<&Resource>, attempt: &mut Attempt) {
    let Some(vault) = vault else {
        attempt.unseen.push("in which vault it lies".to_owned());
        return;
    };
    match (vault.switch("public-network"), vault.switch("denies-by-default")) {
        (Tri::Yes, Tri::No) => {}
        (Tri::No, _) | (_, Tri::Yes) => {
            attempt.conditional = true;
            attempt.facts.push(format!("under the condition that the network of {} lets it in", label(who.world, vault)));
        }
        _ => attempt.unseen.push(format!("whether the network of {} lets it in", label(who.world, vault))),
    }
}
