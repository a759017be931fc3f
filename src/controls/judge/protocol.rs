//! What is recorded of calls by Kafka's own protocol: who reads records, who edits topics and lists.
//!
//! Trails hold edits of topics on the IAM listener of Amazon MSK and nothing else of the protocol ("Log API calls with AWS CloudTrail", Amazon MSK
//! Developer Guide). Confluent Cloud records reads and edits in its audit log ("Kafka Cluster Management and Operations Auditable Event Methods").
//! Brokers of one's own record what the authorizer's log is set to: denials at `INFO`, what is allowed at `DEBUG`.

use std::collections::BTreeSet;

use super::super::facts::{Facts, listed};
use super::Judged;
use super::kafka::clusters;
use super::logs::{audit_log, broker_logs};
use crate::aws::Text;
use crate::graph::NodeKind;
use crate::kafka::{Decision, Operation, Permission, Question, ResourceType};
use crate::model::{Authentication, Authority, KafkaCluster, Listener, Resource, Tri};
use crate::policy::PolicyKind;
use crate::trace::{Access, Verdict};

/// Words of a principal that no entry names.
const ANYBODY: &str = "User:whom-no-entry-names";
/// The one name of the cluster as a resource.
const CLUSTER: &str = "kafka-cluster";
/// A topic that no entry names.
const FRESH: &str = "a-topic-of-no-entry";

/// What is edited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edited {
    /// Topics and their settings.
    Topics,
    /// Access control lists.
    Lists,
}

impl Edited {
    fn word(self) -> &'static str {
        match self {
            Self::Topics => "topics",
            Self::Lists => "access control lists",
        }
    }

    /// Operations that edit, on the cluster and on a topic.
    fn operations(self) -> &'static [(ResourceType, Operation)] {
        match self {
            Self::Topics => &[
                (ResourceType::Cluster, Operation::Create),
                (ResourceType::Topic, Operation::Create),
                (ResourceType::Topic, Operation::Delete),
                (ResourceType::Topic, Operation::Alter),
                (ResourceType::Topic, Operation::AlterConfigs),
            ],
            Self::Lists => &[(ResourceType::Cluster, Operation::Alter)],
        }
    }
}

/// Ways to connect that there are, or may be.
fn ways(kafka: &KafkaCluster) -> impl Iterator<Item = &Listener> {
    kafka.listeners.iter().filter(|l| l.exists != Tri::No && !l.between_brokers)
}

/// Whether everybody may come in without a name.
fn nameless(kafka: &KafkaCluster) -> bool {
    ways(kafka).any(|l| l.exists == Tri::Yes && l.authentication == Authentication::None)
}

/// Whether reads of records of a cluster by Kafka's protocol can be shown afterwards, where somebody outside has them.
pub(super) fn reads(facts: &Facts<'_>, cluster: &Resource, kafka: &KafkaCluster, judged: &mut Judged) {
    let name = facts.label(cluster);
    let graph = facts.analysis.graph;
    let to = |t: &&crate::trace::Trace| graph.node(t.to).and_then(|n| n.resource()) == Some(cluster.id) && t.access == Access::Read;
    let mut open = 0;
    let mut undecided = false;
    for trace in facts.analysis.traces.iter().filter(to) {
        let last = trace.hops.last().and_then(|h| graph.edge(*h));
        let by_protocol = last.is_some_and(|e| {
            let as_client = matches!(graph.node(e.from).map(|n| &n.kind), Some(NodeKind::Kafka(..)));
            as_client || e.needs.iter().any(|n| n.action.to_string().to_ascii_lowercase().starts_with("kafka-cluster:"))
        });
        match trace.verdict {
            Verdict::Reaches | Verdict::ReachesIf if by_protocol => open += 1,
            Verdict::Undecided => undecided = true,
            _ => {}
        }
    }
    if nameless(kafka) {
        judged.against.push(facts.about(cluster, "lets in clients that give no name: no record can tell who read what"));
        return;
    }
    if kafka.open || ways(kafka).any(|l| matches!(l.authentication, Authentication::None | Authentication::Unknown)) {
        judged.missing.push(format!("whether {name} lets in clients that give no name, of whom no record tells"));
    }
    match cluster.kind {
        "confluent-cluster" => {
            audit_log(facts, cluster, judged);
            judged.missing.push(format!("what people of Confluent do with {name}: access transparency is theirs to show"));
        }
        "msk-cluster" if open > 0 => {
            let words = format!("is read by Kafka's protocol by {open} actors outside, and no trail holds reads of records");
            judged.against.push(facts.about(cluster, &words));
        }
        "msk-cluster" if undecided => {
            judged.missing.push(format!("whether somebody outside reads {name} by Kafka's protocol: no trail would hold that"))
        }
        "msk-cluster" => judged.facts.push(facts.about(cluster, "is read by nobody outside by Kafka's protocol")),
        _ if open == 0 && !undecided => judged.facts.push(facts.about(cluster, "is read by nobody outside by Kafka's protocol")),
        _ => match cluster.switch("logs-allowed") {
            Tri::Yes => broker_logs(facts, cluster, judged),
            Tri::No if open > 0 => {
                let words = format!("is read by Kafka's protocol by {open} actors outside, and its authorizer does not log what it allows");
                judged.against.push(facts.about(cluster, &words));
            }
            Tri::No => judged.missing.push(format!("whether somebody outside reads {name} by Kafka's protocol, which its authorizer does not log")),
            Tri::Unknown => judged.missing.push(format!("whether reads of {name} by Kafka's protocol are logged (`authorizer_log`)")),
        },
    }
}

/// Who may edit by access control lists or without any, and of whom it is not known.
fn editors(facts: &Facts<'_>, kafka: &KafkaCluster, what: Edited) -> (Vec<String>, Vec<String>) {
    let inventory = facts.analysis.inventory;
    let (mut yes, mut perhaps) = (BTreeSet::new(), BTreeSet::new());
    let authorities: BTreeSet<Authority> = ways(kafka).map(|l| l.authority).collect();
    if authorities.contains(&Authority::None) || kafka.authorizer == Tri::No {
        yes.insert("whoever connects".to_owned());
    }
    if authorities.contains(&Authority::Unknown) || kafka.open {
        perhaps.insert("who decides is not known".to_owned());
    }
    if authorities.contains(&Authority::Acl) {
        let authorizer = kafka.authorizer();
        let users = kafka.super_users.iter().flatten().chain(&kafka.principals);
        let mut named: BTreeSet<Text> = users.chain(kafka.acls.iter().map(|a| &a.acl.principal)).cloned().collect();
        named.insert(ANYBODY.into());
        if nameless(kafka) {
            named.insert("User:ANONYMOUS".into());
        }
        named.remove(&"User:*".into());
        for principal in &named {
            let shown = if principal.literal() == Some(ANYBODY) { "everybody".to_owned() } else { inventory.render(principal) };
            for (resource, operation) in what.operations() {
                let mut names: Vec<Text> = vec![if *resource == ResourceType::Cluster { CLUSTER.into() } else { FRESH.into() }];
                if *resource == ResourceType::Topic {
                    let stated = kafka.acls.iter().map(|a| &a.acl).filter(|a| a.resource == *resource && a.permission == Permission::Allow);
                    names.extend(stated.filter(|a| a.name.literal() != Some("*")).map(|a| a.name.clone()));
                }
                for name in &names {
                    match authorizer.can(&Question { principal, operation: *operation, resource: *resource, name, host: None }) {
                        Decision::Allowed(_) => {
                            yes.insert(shown.clone());
                        }
                        Decision::Uncertain(_) => {
                            perhaps.insert(shown.clone());
                        }
                        Decision::Denied(_) => {}
                    }
                }
            }
        }
    }
    let perhaps = perhaps.difference(&yes).cloned().collect();
    (yes.into_iter().collect(), perhaps)
}

/// Whether edits of topics or lists of each cluster are recorded: what Terraform makes stands in plans, so what counts is who else may.
pub(super) fn edits(facts: &Facts<'_>, what: Edited, mut judged: Judged) -> Judged {
    for (cluster, kafka) in clusters(facts) {
        let name = facts.label(cluster);
        let stated = if what == Edited::Topics { kafka.topics.len() } else { kafka.acls.len() + kafka.bindings.len() };
        if stated > 0 {
            judged.facts.push(facts.about(cluster, &format!("has {stated} of its {} in the input: their edits stand in plans", what.word())));
        }
        if cluster.kind == "confluent-cluster" {
            audit_log(facts, cluster, &mut judged);
            continue;
        }
        if kafka.listeners.is_empty() {
            judged.missing.push(format!("who edits {} of {name}: the input does not show its listeners", what.word()));
            continue;
        }
        for listener in ways(kafka).filter(|l| l.exists == Tri::Unknown) {
            judged.missing.push(format!("whether {name} has a listener `{}`", listener.name));
        }
        let iam = ways(kafka).any(|l| l.authority == Authority::Iam);
        if iam && what == Edited::Topics {
            judged.facts.push(facts.about(cluster, "takes edits of topics by IAM, which are in trails"));
        } else if iam && ways(kafka).any(|l| l.authority != Authority::Iam) {
            by_iam(facts, cluster, &mut judged);
        }
        let (yes, perhaps) = editors(facts, kafka, what);
        match (cluster.kind, cluster.switch("logs-allowed")) {
            _ if yes.is_empty() && perhaps.is_empty() => {
                judged.facts.push(facts.about(cluster, &format!("lets nobody edit {} by what no trail holds", what.word())));
            }
            ("kafka-cluster", Tri::Yes) => broker_logs(facts, cluster, &mut judged),
            ("kafka-cluster", Tri::Unknown) => {
                let who = listed(yes.into_iter().chain(perhaps).collect());
                judged.missing.push(format!("whether edits of {} of {name} are logged (`authorizer_log`), which is open to {who}", what.word()));
            }
            (kind, _) if !yes.is_empty() && (kind != "automq-instance" || nameless(kafka)) => {
                let words = format!("lets {} edit {} with no record", listed(yes), what.word());
                judged.against.push(facts.about(cluster, &words));
            }
            _ => {
                let who = listed(yes.into_iter().chain(perhaps).collect());
                judged.missing.push(format!("whether {who} edit {} of {name}, and what records it", what.word()));
            }
        }
    }
    if clusters(facts).is_empty() {
        judged.missing.push(format!("who edits {}: the input shows no Kafka cluster", what.word()));
    }
    judged
}

/// Roles and users that may alter the cluster on the IAM listener. That this edits access control lists is not written down, that no trail holds
/// such edits is.
fn by_iam(facts: &Facts<'_>, cluster: &Resource, judged: &mut Judged) {
    judged.missing.extend(facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]));
    let (yes, perhaps) = facts.holders("kafka-cluster:AlterCluster", cluster);
    let who: Vec<&Resource> = yes.into_iter().chain(perhaps).collect();
    if who.is_empty() {
        judged.facts.push(facts.about(cluster, "lets no role or user of the input alter it by IAM"));
    } else {
        let name = facts.label(cluster);
        judged.missing.push(format!("whether {} edit access control lists of {name} by IAM: no trail would hold that", facts.named(&who)));
    }
}

/// Whether denials of the authorizer are kept.
pub(super) fn denials(facts: &Facts<'_>, mut judged: Judged) -> Judged {
    for (cluster, kafka) in clusters(facts) {
        let name = facts.label(cluster);
        match (cluster.kind, cluster.switch("logs-denials")) {
            ("confluent-cluster", _) => {}
            ("kafka-cluster", Tri::Yes) => judged.facts.push(facts.about(cluster, "has its authorizer log what it denies")),
            ("kafka-cluster", Tri::No) => judged.against.push(facts.about(cluster, "has its authorizer log no denials")),
            ("kafka-cluster", Tri::Unknown) => {
                judged.missing.push(format!("whether the authorizer of {name} logs what it denies (`authorizer_log`)"))
            }
            ("msk-cluster", _) => judged.missing.push(format!("whether {name} sends its authorizer's log: Terraform does not tell")),
            _ if nameless(kafka) => judged.against.push(facts.about(cluster, "lets in clients that give no name, and denies them nothing")),
            _ => judged.missing.push(format!("where denials of {name} are logged: no input says so")),
        }
    }
    judged
}
