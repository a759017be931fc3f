//! What a principal of a cluster may do there, by Kafka's own authorization.

use crate::aws::Text;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::kafka::{Authorizer, Decision, Operation, Pattern, Permission, Question, Reason, ResourceType};
use crate::model::{KafkaCluster, Resource, ResourceId, Tri};

/// The one name of the cluster as a resource.
const CLUSTER: &str = "kafka-cluster";
/// A topic that no entry and no resource of the input names.
const FRESH: &str = "a-topic-of-no-entry";

/// Steps of a principal: reading, writing, and becoming another one.
pub(in crate::graph) fn steps<'a>(world: &'a World<'a>, cluster: ResourceId, principal: Option<&Text>) -> Vec<Attempt> {
    let Some(cluster) = world.inventory.resource(cluster) else { return Vec::new() };
    let Some(kafka) = &cluster.kafka else { return Vec::new() };
    let asker = Asker { world, cluster, kafka, authorizer: kafka.authorizer() };
    // Of a certificate any principal can be asked for: every one that an entry names, and one that none does.
    let principals: Vec<Text> = match principal {
        Some(one) => vec![one.clone()],
        None => {
            let named = kafka.acls.iter().map(|a| a.acl.principal.clone()).filter(|p| p.literal().is_none_or(|p| p.contains('=')));
            let mut all: Vec<Text> = named.collect();
            all.push("User:CN=nobody-whom-an-entry-names".into());
            all.sort();
            all.dedup();
            all
        }
    };
    let mut out = Vec::new();
    for (operation, kind) in [(Operation::Read, EdgeKind::Read), (Operation::Write, EdgeKind::Write)] {
        out.extend(better(principals.iter().map(|p| asker.topic(p, operation, kind))));
    }
    for (operation, id) in [(Operation::Alter, "k-16"), (Operation::ClusterAction, "k-17")] {
        out.extend(better(principals.iter().map(|p| asker.over_cluster(p, operation, id))).filter(|a| !a.refused()));
    }
    out.extend(principals.iter().flat_map(|p| asker.tokens(p)));
    out
}

/// The best of several attempts at the same.
fn better(attempts: impl Iterator<Item = Attempt>) -> Option<Attempt> {
    attempts.max_by_key(|a| (a.status(), std::cmp::Reverse(a.unseen.len())))
}

struct Asker<'a> {
    world: &'a World<'a>,
    cluster: &'a Resource,
    kafka: &'a KafkaCluster,
    authorizer: Authorizer,
}

impl Asker<'_> {
    fn can(&self, principal: &Text, operation: Operation, resource: ResourceType, name: &Text) -> Decision {
        self.authorizer.can(&Question { principal, operation, resource, name, host: None })
    }

    /// Reading or writing: some topic that the principal may.
    fn topic(&self, principal: &Text, operation: Operation, kind: EdgeKind) -> Attempt {
        let one = |name: Text| {
            let mut attempt = Attempt::new(NodeKind::Store(self.cluster.id), kind, &[]);
            let decision = self.can(principal, operation, ResourceType::Topic, &name);
            self.told(principal, operation, ResourceType::Topic, &name, &decision, &mut attempt);
            attempt
        };
        let Some(mut best) = better(self.topics().into_iter().map(one)) else { return Attempt::new(NodeKind::Anyone, kind, &[]) };
        if operation == Operation::Read && !best.refused() {
            let group = self.can(principal, Operation::Read, ResourceType::Group, &"a-group-of-no-entry".into());
            let named = self.names(ResourceType::Group);
            let joins = |g: &Text| !matches!(self.can(principal, Operation::Read, ResourceType::Group, g), Decision::Denied(_));
            if matches!(group, Decision::Denied(_)) && !named.iter().any(joins) {
                best.facts.push("it may join no consumer group, and commits no offsets: it reads partitions that it assigns itself".into());
            }
        }
        best
    }

    /// Topics that are worth a question: those that entries and resources name, and one that nothing names.
    fn topics(&self) -> Vec<Text> {
        let mut names = self.names(ResourceType::Topic);
        names.extend(self.kafka.topics.iter().map(|t| t.name.clone()));
        names.push(FRESH.into());
        names.dedup();
        names
    }

    /// Names of entries; of a prefix a name that begins so.
    fn names(&self, resource: ResourceType) -> Vec<Text> {
        let entries = self.authorizer.acls.iter().filter(|a| a.resource == resource && a.permission == Permission::Allow);
        let mut names: Vec<Text> = entries
            .filter(|a| a.name.literal() != Some("*") || a.pattern == Pattern::Prefixed)
            .map(|a| if a.pattern == Pattern::Prefixed { a.name.clone().with("a-topic") } else { a.name.clone() })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// k-16: it changes the lists and the passwords of users. k-17: it fetches as a broker does, every partition.
    fn over_cluster(&self, principal: &Text, operation: Operation, id: &'static str) -> Attempt {
        let name = Text::from(CLUSTER);
        let mut attempt = Attempt::new(NodeKind::Store(self.cluster.id), EdgeKind::Read, &[id]);
        let decision = self.can(principal, operation, ResourceType::Cluster, &name);
        self.told(principal, operation, ResourceType::Cluster, &name, &decision, &mut attempt);
        attempt
    }

    /// k-18: it makes tokens of other users.
    fn tokens(&self, principal: &Text) -> Vec<Attempt> {
        let others = self.authorizer.acls.iter().filter(|a| a.resource == ResourceType::User && a.operation == Operation::CreateTokens);
        let mut out = Vec::new();
        for other in others.filter(|a| a.permission == Permission::Allow && a.name.literal() != Some("*")) {
            let decision = self.can(principal, Operation::CreateTokens, ResourceType::User, &other.name);
            let mut attempt = Attempt::new(NodeKind::Kafka(self.cluster.id, Some(other.name.clone())), EdgeKind::Credential, &["k-18"]);
            self.told(principal, Operation::CreateTokens, ResourceType::User, &other.name, &decision, &mut attempt);
            if !attempt.refused() && &other.name != principal {
                out.push(attempt);
            }
        }
        out
    }

    fn told(&self, principal: &Text, operation: Operation, resource: ResourceType, name: &Text, decision: &Decision, attempt: &mut Attempt) {
        let show = |t: &Text| self.world.inventory.render(t);
        let entry = |i: &usize| self.authorizer.acls.get(*i).map(|a| a.told(show)).unwrap_or_default();
        let what = format!("{} on {} {}", operation.word(), resource.word(), show(name));
        if !self.authorizer.acls.is_empty() {
            attempt.assumptions.push("no-acl-outside-terraform");
        }
        match decision {
            Decision::Allowed(Reason::Acl(i)) => attempt.facts.push(format!("`{}` lets it", entry(i))),
            Decision::Allowed(Reason::Default) => attempt.facts.push(format!(
                "`allow.everyone.if.no.acl.found` is true, and no entry is on {} {}",
                resource.word(),
                if name.literal() == Some(FRESH) { "topics that no entry names".into() } else { show(name) }
            )),
            Decision::Allowed(Reason::NoAuthorizer) => attempt.facts.push("no authorizer is set: everybody may do everything".into()),
            Decision::Allowed(_) => attempt.facts.push(format!("{} is a super user", show(principal))),
            Decision::Denied(Reason::Acl(i)) => attempt.missing = Some(format!("`{}` denies {} {what}", entry(i), show(principal))),
            Decision::Denied(_) => attempt.missing = Some(format!("no access control list entry lets {} do {what}", show(principal))),
            // Open unless some entry closes it, and the input states none.
            Decision::Uncertain(facts) if self.open_but_for_entries(facts) && resource == ResourceType::Topic => {
                attempt.conditional = true;
                attempt.facts.push(
                    "`allow.everyone.if.no.acl.found` is true: under the condition that no access control list entry, of which the input states none, closes the topics".into(),
                );
            }
            Decision::Uncertain(facts) => attempt.unseen.extend(facts.iter().map(|f| f.told().to_owned())),
        }
    }

    fn open_but_for_entries(&self, facts: &[crate::kafka::Unknown]) -> bool {
        self.kafka.open_default == Tri::Yes && self.authorizer.acls.is_empty() && facts == [crate::kafka::Unknown::FurtherAcls]
    }
}
