//! Protocol, clients, authorization and connectors of Kafka. The model holds clusters as stores with listener ports, not their settings and ACLs.

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged};
use crate::model::Network;

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-PRO-02", |f| open(f, "how clients and administrators authenticate")),
    ("KC-PRO-03", |f| open(f, "who the clients are and how each authenticates")),
    ("KC-PRO-04", |_| Judged::lacks("age and rotation of credentials: keyholder does not read them")),
    ("KC-PRO-05", |_| Judged::lacks("whether credentials rotate by themselves: keyholder does not read rotation")),
    ("KC-PRO-06", plaintext),
    ("KC-PRO-07", |_| Judged::lacks("certificates and TLS policies: keyholder does not read them")),
    ("KC-PRO-08", |_| Judged::default()),
    ("KC-PRO-09", |_| Judged::default()),
    ("KC-AUT-01", |f| open(f, "which principals hold data rights and admin rights")),
    ("KC-AUT-02", |f| open(f, "the ACLs of topics, groups and transactional ids")),
    ("KC-AUT-03", |f| open(f, "the ACLs of Kafka and wildcards of `kafka-cluster` actions")),
    ("KC-AUT-04", |f| open(f, "which applications share a principal")),
    ("KC-AUT-05", |f| open(f, "the wildcards of ACLs and which grants are used")),
    ("KC-AUT-06", |f| open(f, "which environments share a credential")),
    ("KC-AUT-07", |f| open(f, "whether every listener has ACLs beside the IAM guards of its storage")),
    ("KC-CON-01", |_| Judged::lacks("connectors: keyholder does not read them")),
    ("KC-CON-02", |_| Judged::lacks("where connectors log to: keyholder does not read them")),
    ("KC-CON-03", |_| Judged::lacks("what connectors reach: keyholder does not read them")),
];

/// What is not read of the clusters; names those of the input.
fn open(facts: &Facts<'_>, what: &str) -> Judged {
    Judged::lacks(format!("{what}: keyholder does not read it")).from(clusters(facts))
}

fn clusters(facts: &Facts<'_>) -> Vec<Fact> {
    facts.kind("msk-cluster").map(|c| facts.about(c, "is a Kafka cluster of the input")).collect()
}

/// A listener on port 9092 takes plain text ("Port information", Amazon MSK Developer Guide).
fn plaintext(facts: &Facts<'_>) -> Judged {
    let plain = facts.kind("msk-cluster").filter(|c| matches!(&c.network, Some(Network::Attachment(a)) if a.ports.contains(&9092)));
    let against = plain.map(|c| facts.about(c, "has a listener for plain text on port 9092")).collect();
    Judged { against, ..Judged::lacks("whether traffic between brokers and to self-run brokers is encrypted: keyholder does not read it") }
        .from(clusters(facts))
}
