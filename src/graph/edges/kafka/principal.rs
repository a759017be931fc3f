//! What a principal of a cluster may do there, by Kafka's own authorization.

use crate::aws::Text;
use crate::confluent::{self, Right};
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::kafka::{Authorizer, Decision, Operation, Pattern, Permission, Question, Reason, ResourceType};
use crate::model::{Authority, KafkaCluster, Resource, ResourceId, Tri};

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
    if asker.bound() {
        out.extend(better(principals.iter().map(|p| asker.granting(p))).filter(|a| !a.refused()));
    }
    out
}

/// The role by which a principal may give roles on all of a cluster, where a binding says so or may.
pub(super) fn administers(cluster: &Resource, principal: Option<&Text>) -> Option<String> {
    let kafka = cluster.kafka.as_ref()?;
    let index = match confluent::grants(bindings(kafka), principal?, "kafka", &CLUSTER.into()) {
        confluent::Answer::Allowed(index) => index,
        confluent::Answer::Uncertain(indexes) => *indexes.first()?,
        confluent::Answer::Denied => return None,
    };
    kafka.bindings.get(index)?.binding.role.literal().map(str::to_owned)
}

/// Role bindings, each with whether it covers the cluster.
fn bindings(kafka: &KafkaCluster) -> impl Iterator<Item = (&confluent::Binding, Option<bool>)> {
    let covers = |t: Tri| match t {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    };
    kafka.bindings.iter().map(move |b| (&b.binding, covers(b.covers)))
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
            self.decide(principal, operation, ResourceType::Topic, &name, &mut attempt);
            attempt
        };
        let Some(mut best) = better(self.topics().into_iter().map(one)) else { return Attempt::new(NodeKind::Anyone, kind, &[]) };
        if operation == Operation::Read && !best.refused() {
            let joins = |group: &Text| {
                let mut attempt = Attempt::new(NodeKind::Store(self.cluster.id), kind, &[]);
                self.decide(principal, Operation::Read, ResourceType::Group, group, &mut attempt);
                !attempt.refused()
            };
            if !joins(&"a-group-of-no-entry".into()) && !self.names(ResourceType::Group).iter().any(joins) {
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
        let bound = self.kafka.bindings.iter().filter_map(|b| match &b.binding.on {
            confluent::On::Resource(sort, name) if sort == sort_of(resource) => Some(name),
            _ => None,
        });
        names
            .extend(bound.map(|n| n.literal().and_then(|n| n.strip_suffix('*')).map_or_else(|| n.clone(), |front| format!("{front}a-topic").into())));
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

    /// Whether role bindings count beside access control lists.
    fn bound(&self) -> bool {
        self.kafka.listeners.iter().any(|l| l.authority == Authority::Confluent)
    }

    /// By the lists, and by role bindings where they count: a denial of the lists comes before both ("Use ACLs with RBAC", order of precedence).
    fn decide(&self, principal: &Text, operation: Operation, resource: ResourceType, name: &Text, attempt: &mut Attempt) {
        let decision = self.can(principal, operation, resource, name);
        let denied = matches!(&decision, Decision::Denied(Reason::Acl(_)));
        if !self.bound() || denied || matches!(decision, Decision::Allowed(_)) {
            return self.told(principal, operation, resource, name, &decision, attempt);
        }
        let right = if operation == Operation::Write { Right::Write } else { Right::Read };
        let answer = confluent::ask(bindings(self.kafka), principal, right, sort_of(resource), name);
        let role = |i: usize| self.kafka.bindings.get(i).map(|b| self.bound_as(&b.binding)).unwrap_or_default();
        match (answer, self.may_deny(principal, operation, resource, name)) {
            (confluent::Answer::Allowed(i), false) => {
                attempt.assumptions.push("no-acl-outside-terraform");
                attempt.facts.push(format!("the role binding `{}` lets it", role(i)));
            }
            (confluent::Answer::Denied, _) => self.told(principal, operation, resource, name, &decision, attempt),
            (confluent::Answer::Uncertain(list), _) => {
                attempt.unseen.extend(list.iter().map(|i| format!("what the role binding `{}` gives", role(*i))));
            }
            (confluent::Answer::Allowed(i), true) => {
                attempt.unseen.push(format!("whether an access control list entry denies what the role binding `{}` gives", role(i)));
            }
        }
    }

    /// Whether an entry may deny it: it would, were everything else allowed.
    fn may_deny(&self, principal: &Text, operation: Operation, resource: ResourceType, name: &Text) -> bool {
        let denials = self.authorizer.acls.iter().filter(|a| a.permission == Permission::Deny).cloned();
        let allow = crate::kafka::Acl {
            principal: principal.clone(),
            host: "*".into(),
            permission: Permission::Allow,
            operation: Operation::All,
            resource,
            name: name.clone(),
            pattern: Pattern::Literal,
        };
        let open = Authorizer { acls: denials.chain([allow]).collect(), ..self.authorizer.clone() };
        !matches!(open.can(&Question { principal, operation, resource, name, host: None }), Decision::Allowed(_))
    }

    /// `ROLE of PRINCIPAL on SORT NAME`.
    fn bound_as(&self, binding: &confluent::Binding) -> String {
        let show = |t: &Text| self.world.inventory.render(t);
        let on = match &binding.on {
            confluent::On::Whole => String::new(),
            confluent::On::Resource(sort, name) => format!(" on {sort} {}", show(name)),
            confluent::On::Unknown => " on a resource that is not known".into(),
        };
        format!("{} of {}{on}", show(&binding.role), show(&binding.principal))
    }

    /// k-23: it gives itself a role that reads.
    fn granting(&self, principal: &Text) -> Attempt {
        let mut attempt = Attempt::new(NodeKind::Store(self.cluster.id), EdgeKind::Read, &["k-23"]);
        let mut topics = self.topics();
        topics.sort();
        let answers = topics.iter().map(|t| confluent::grants(bindings(self.kafka), principal, "topic", t));
        let role = |i: usize| self.kafka.bindings.get(i).map(|b| self.bound_as(&b.binding)).unwrap_or_default();
        let rank = |a: &confluent::Answer| match a {
            confluent::Answer::Allowed(_) => 2,
            confluent::Answer::Uncertain(_) => 1,
            confluent::Answer::Denied => 0,
        };
        match answers.max_by_key(rank) {
            Some(confluent::Answer::Allowed(i)) => {
                attempt.facts.push(format!("the role binding `{}` lets it give itself a role that reads", role(i)));
            }
            Some(confluent::Answer::Uncertain(list)) => {
                attempt.unseen.extend(list.iter().map(|i| format!("what the role binding `{}` gives", role(*i))));
            }
            _ => attempt.missing = Some(format!("no role binding lets {} give roles", self.world.inventory.render(principal))),
        }
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

/// What role bindings call a sort of resource.
fn sort_of(resource: ResourceType) -> &'static str {
    match resource {
        ResourceType::Topic => "topic",
        ResourceType::Group => "group",
        ResourceType::TransactionalId => "transactional-id",
        ResourceType::Cluster => "kafka",
        ResourceType::DelegationToken | ResourceType::User => "",
    }
}
