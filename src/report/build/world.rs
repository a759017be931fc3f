//! Names for readers: nodes, statements, conditions and places, from what exists and what the user says of it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::aws::{Piece, Text, wildcard};
use crate::graph::{AccessGraph, Change, DEFAULT_KEY_POLICY, Given, NodeId, NodeKind, Outside, REWRITTEN, Unsettled};
use crate::model::{Inventory, Resource, ResourceId, Review};
use crate::policy::{Controller, Doubt, OpenCondition, PolicyId, StatementRef};
use crate::report::view;
use crate::report::visible::{bounded, hexadecimal};

/// What stands for a value that the input marks as sensitive.
pub(super) const SENSITIVE: &str = "⟨sensitive⟩";

/// What names are made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// What exists.
    pub inventory: &'a Inventory,
    /// What the user says.
    pub review: &'a Review,
    /// Who can get where.
    pub graph: &'a AccessGraph,
}

/// The sources with an index over them.
pub(super) struct World<'a> {
    pub(super) sources: Sources<'a>,
    addresses: BTreeMap<&'a str, usize>,
    /// Named once: a name may be long, and is needed often.
    resources: Vec<view::Node>,
    inputs: Vec<String>,
}

impl<'a> World<'a> {
    pub(super) fn new(sources: Sources<'a>) -> Self {
        let mut addresses = BTreeMap::new();
        for address in sources.inventory.resources.iter().filter_map(|r| r.origin.address.as_deref()) {
            *addresses.entry(address).or_insert(0) += 1;
        }
        let mut world = Self { sources, addresses, resources: Vec::new(), inputs: Vec::new() };
        world.inputs = sources.inventory.inputs.iter().map(|i| bounded(i.name.clone())).collect();
        world.resources = sources.inventory.resources.iter().map(|r| world.named(r)).collect();
        world
    }

    /// A text for readers, bounded in length.
    pub(super) fn render(&self, text: &Text) -> String {
        bounded(self.sources.inventory.render(text))
    }

    pub(super) fn node(&self, id: NodeId) -> view::Node {
        self.sources.graph.node(id).map_or_else(view::Node::default, |node| self.of_kind(&node.kind))
    }

    /// What a node of this kind is called.
    pub(super) fn of_kind(&self, kind: &NodeKind) -> view::Node {
        match kind {
            NodeKind::Outside(outside) => self.outside(outside),
            NodeKind::Admin(account) => self.admin(account),
            NodeKind::Anyone => {
                view::Node { id: "anyone".into(), kind: "anyone".into(), arn: "*".into(), name: "any principal".into(), ..view::Node::default() }
            }
            NodeKind::Further(kind, account) => {
                let account = self.render(account);
                let noun = kind.replace('-', " ");
                view::Node {
                    id: format!("further:{kind}:{account}"),
                    kind: (*kind).into(),
                    arn: format!("a {noun} that the input does not show"),
                    name: format!("a further {noun}"),
                    account,
                    ..view::Node::default()
                }
            }
            NodeKind::Anything => view::Node {
                id: "anything".into(),
                kind: "anything".into(),
                arn: "*".into(),
                name: "anything at all".into(),
                ..view::Node::default()
            },
            NodeKind::Principal(r) | NodeKind::Store(r) | NodeKind::Key(r) => self.resource_node(*r, ""),
            NodeKind::Kafka(r, principal) => self.kafka_principal(*r, principal.as_ref()),
            NodeKind::Tagged(r) => self.resource_node(*r, "tagged:"),
            NodeKind::Identity(r) => {
                let shared = self.sources.inventory.resource(*r).is_some_and(|r| !r.runs_as.is_empty());
                self.resource_node(*r, if shared { "identity:" } else { "" })
            }
            NodeKind::SharedKey(r) => self.state_of(*r, "shared-key", "a shared key of"),
            NodeKind::Granted(r) => self.state_of(*r, "data-role", "a data role at"),
            NodeKind::Opened(r) => self.state_of(*r, "opened-settings", "the settings of"),
            NodeKind::Connected(r) => self.state_of(*r, "opened-network", "a way into the network of"),
            NodeKind::Raised(r) => self.resource_node(*r, "raised:"),
            NodeKind::Altered(r, change) => self.resource_node(*r, &self.change(change)),
            NodeKind::Compute(r) => {
                let shared = self.sources.inventory.resource(*r).is_some_and(|r| r.store.is_some() || r.principal.is_some());
                self.resource_node(*r, if shared { "compute:" } else { "" })
            }
        }
    }

    /// A prefix that tells changed states of a principal apart: `unbounded:`, `with records-reader:`.
    fn change(&self, change: &Change) -> String {
        let name = |id: &PolicyId| self.sources.inventory.policy(*id).map_or_else(String::new, |p| p.name.clone());
        let list =
            |word: &str, ids: &[PolicyId]| (!ids.is_empty()).then(|| format!("{word} {}", ids.iter().map(name).collect::<Vec<_>>().join(", ")));
        let flags = [
            change.raised.then(|| "raised".to_owned()),
            change.unbounded.then(|| "unbounded".to_owned()),
            change.tagged.then(|| "tagged".to_owned()),
        ];
        let words = flags.into_iter().chain([list("with", &change.added), list("without", &change.removed)]);
        words.flatten().map(|w| bounded(format!("{w}:"))).collect()
    }

    /// A principal of a Kafka cluster.
    fn kafka_principal(&self, cluster: ResourceId, principal: Option<&Text>) -> view::Node {
        let cluster = self.resource_node(cluster, "");
        let who = principal.map_or_else(|| "any client certificate".to_owned(), |p| self.render(p));
        view::Node {
            id: format!("{}:{who}", cluster.id),
            kind: "kafka-principal".into(),
            arn: format!("{who} of {}", cluster.arn),
            name: format!("{who} of {}", cluster.name),
            account: cluster.account,
            ..view::Node::default()
        }
    }

    /// Something that somebody has or did about a resource.
    fn state_of(&self, id: ResourceId, kind: &str, words: &str) -> view::Node {
        let of = self.resource_node(id, "");
        view::Node {
            id: format!("{kind}:{}", of.id),
            kind: kind.into(),
            arn: format!("{words} {}", of.arn),
            name: format!("{words} {}", of.name),
            account: of.account,
            ..view::Node::default()
        }
    }

    fn resource_node(&self, id: ResourceId, prefix: &str) -> view::Node {
        let Some(resource) = self.sources.inventory.resource(id) else { return view::Node::default() };
        let mut node = self.resource(resource);
        node.id = format!("{prefix}{}", node.id);
        if prefix == "raised:" {
            node.name.push_str(" with permissions added");
        }
        node
    }

    pub(super) fn resource(&self, resource: &Resource) -> view::Node {
        self.resources.get(resource.id.0 as usize).cloned().unwrap_or_default()
    }

    fn named(&self, resource: &Resource) -> view::Node {
        let Sources { inventory, review, .. } = self.sources;
        let arn = self.render(&resource.arn);
        let address = resource.origin.address.clone().filter(|_| !resource.referenced).map(bounded);
        let unique = resource.origin.address.as_deref().is_none_or(|a| self.addresses.get(a).is_none_or(|n| *n == 1));
        view::Node {
            id: address.clone().filter(|_| unique).unwrap_or_else(|| arn.clone()),
            kind: resource.kind.to_owned(),
            address,
            account: self.render(&resource.account),
            referenced: resource.referenced,
            name: self.name(resource),
            arn,
            vendor: review.vendor_of_resource(inventory, resource).map(|v| v.name.clone()),
            role: review.role_kind(inventory, resource).map(|k| k.word().to_owned()),
            datasets: review.datasets_of(inventory, resource).iter().map(|d| d.name.clone()).collect(),
        }
    }

    /// What a reader calls a resource: a key by its alias, a thing whose name AWS will choose by its address.
    fn name(&self, resource: &Resource) -> String {
        let alias = resource.key.iter().flat_map(|k| &k.aliases).find(|a| a.literal().is_some());
        let nameless = !resource.name.pieces().iter().any(|p| matches!(p, Piece::Literal(_)));
        match (alias, &resource.origin.address) {
            (Some(alias), _) => self.render(alias),
            (None, Some(address)) if nameless && !resource.referenced => bounded(address.clone()),
            _ if resource.name.is_empty() => self.render(&resource.arn),
            _ => self.render(&resource.name),
        }
    }

    fn outside(&self, outside: &Outside) -> view::Node {
        let vendors = crate::trace::vendors_of(self.sources.inventory, self.sources.review, outside);
        let vendor = Some(vendors.join(" or ")).filter(|v| !v.is_empty());
        let blank = view::Node { referenced: true, vendor, ..view::Node::default() };
        match outside {
            Outside::Everyone => view::Node { id: "internet".into(), kind: "everyone".into(), arn: "*".into(), name: "anybody".into(), ..blank },
            Outside::Account(account) => {
                let account = self.render(account);
                view::Node {
                    id: format!("account:{account}"),
                    kind: "account".into(),
                    arn: format!("arn:aws:iam::{account}:root"),
                    name: format!("account {account}"),
                    account,
                    ..blank
                }
            }
            Outside::Principal(arn) => {
                let arn = self.render(arn);
                view::Node {
                    id: arn.clone(),
                    kind: "principal".into(),
                    name: arn.splitn(6, ':').nth(5).unwrap_or(&arn).to_owned(),
                    account: arn.split(':').nth(4).unwrap_or_default().to_owned(),
                    role: self.outside_role(&arn),
                    arn,
                    ..blank
                }
            }
            Outside::Identity { provider, subject, audience } => {
                let provider = self.render(provider);
                let host = provider.rsplit("oidc-provider/").next().unwrap_or(&provider).to_owned();
                let subject = subject.as_ref().map(|s| self.render(s));
                let audience = audience.as_ref().map(|a| self.render(a));
                let who = subject.as_deref().or(audience.as_deref());
                view::Node {
                    id: who.map_or_else(|| format!("identity:{provider}"), |who| format!("identity:{provider}#{who}")),
                    kind: "identity".into(),
                    name: who.map_or_else(|| host.clone(), |who| format!("{who} of {host}")),
                    account: provider.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3)).unwrap_or_default().to_owned(),
                    arn: provider,
                    ..blank
                }
            }
            Outside::Object(object) => {
                let object = self.render(object);
                view::Node {
                    id: format!("object:{object}"),
                    kind: "entra-object".into(),
                    name: object.clone(),
                    arn: object,
                    account: "Entra ID".into(),
                    ..blank
                }
            }
            Outside::Service(service) => {
                let service = self.render(service);
                view::Node { id: format!("service:{service}"), kind: "service".into(), name: service.clone(), arn: service, ..blank }
            }
        }
    }

    fn admin(&self, account: &Text) -> view::Node {
        let account_name = self.sources.inventory.accounts.iter().find(|a| a.id == *account).and_then(|a| a.name.clone());
        let id = self.render(account);
        view::Node {
            id: format!("admin:{id}"),
            kind: "admin".into(),
            arn: format!("arn:aws:iam::{id}:root"),
            name: format!("everything in account {}", account_name.unwrap_or_else(|| id.clone())),
            account: id,
            ..view::Node::default()
        }
    }

    /// What the configuration says a role outside our accounts is for.
    fn outside_role(&self, arn: &str) -> Option<String> {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        let patterns = self.sources.review.vendors.iter().flat_map(|v| &v.roles);
        patterns.filter(|r| wildcard::matches(&r.pattern, arn) || wildcard::matches(&r.pattern, name)).map(|r| r.kind.word().to_owned()).next()
    }

    pub(super) fn origin(&self, origin: &crate::model::Origin) -> view::Origin {
        view::Origin {
            file: origin.file.clone().map(bounded),
            line: origin.line,
            column: origin.column,
            address: origin.address.clone().map(bounded),
            arn: origin.arn.clone().map(bounded),
            pointer: bounded(origin.pointer.clone()),
            input: self.inputs.get(origin.input as usize).cloned().unwrap_or_default(),
        }
    }

    pub(super) fn statement(&self, statement: StatementRef) -> view::Statement {
        let Some(policy) = self.sources.inventory.policy(statement.policy) else {
            let (policy, kind) = match statement.policy {
                REWRITTEN => ("a policy that the actor writes itself", "identity"),
                DEFAULT_KEY_POLICY => ("AWS's default key policy", "resource"),
                _ => ("a policy that is not in the input", "default"),
            };
            return view::Statement { policy: policy.into(), kind: kind.into(), index: statement.index, ..view::Statement::default() };
        };
        let found = policy.document.as_ref().and_then(|d| d.statements.iter().find(|s| s.index == statement.index));
        view::Statement {
            policy: bounded(policy.name.clone()),
            kind: policy.kind.word().to_owned(),
            sid: found.and_then(|s| s.sid.as_ref()).map(|sid| if policy.sensitive { SENSITIVE.to_owned() } else { self.render(sid) }),
            index: statement.index,
            origin: self.origin(&policy.origin_of(statement.index)),
        }
    }

    /// A statement in its own words.
    pub(super) fn quote(&self, statement: StatementRef) -> view::Quote {
        let inventory = self.sources.inventory;
        let document = inventory.policy(statement.policy).filter(|p| !p.sensitive).and_then(|p| p.document.as_ref());
        let found = document.and_then(|d| d.statements.iter().find(|s| s.index == statement.index));
        let text = found.map(|s| super::quote::text(inventory, s));
        let digest = |t: &String| hexadecimal(&Sha256::digest(t.as_bytes()));
        view::Quote { statement: self.statement(statement), sha256: text.as_ref().map(digest), text: text.map(bounded) }
    }

    /// Several, each once.
    pub(super) fn quotes(&self, statements: &[StatementRef]) -> Vec<view::Quote> {
        let mut seen = std::collections::BTreeSet::new();
        statements.iter().filter(|s| seen.insert(**s)).map(|s| self.quote(*s)).collect()
    }

    pub(super) fn is_sensitive(&self, statement: StatementRef) -> bool {
        self.sources.inventory.policy(statement.policy).is_some_and(|p| p.sensitive)
    }

    pub(super) fn statements(&self, statements: &[StatementRef]) -> Vec<view::Statement> {
        let mut seen = std::collections::BTreeSet::new();
        statements.iter().filter(|s| seen.insert(**s)).map(|s| self.statement(*s)).collect()
    }

    /// What gives a role of Azure, as the statement that a step rests on.
    pub(super) fn given(&self, given: &Given) -> Option<view::Statement> {
        let inventory = self.sources.inventory;
        let by = inventory.resource(given.by)?;
        let grant = by.role_grants.get(given.entry)?;
        let role = grant.known.as_ref().map_or_else(|| self.render(&grant.role), |r| bounded(r.name.clone()));
        Some(view::Statement {
            policy: self.resource(by).id,
            kind: "role-assignment".to_owned(),
            sid: Some(role),
            index: u32::try_from(given.entry).unwrap_or(u32::MAX),
            origin: self.origin(&grant.origin),
        })
    }

    /// The same in its own words.
    pub(super) fn given_quote(&self, given: &Given) -> Option<view::Quote> {
        let grant = self.sources.inventory.resource(given.by)?.role_grants.get(given.entry)?;
        let statement = self.given(given)?;
        let condition = grant.condition.as_ref().map(|c| format!(", under the condition {}", self.render(c))).unwrap_or_default();
        let role = statement.sid.as_deref().unwrap_or_default();
        let text = bounded(format!("`{role}` to {} at {}{condition}", self.render(&grant.principal), self.render(&grant.scope)));
        let digest = hexadecimal(&Sha256::digest(text.as_bytes()));
        Some(view::Quote { statement, sha256: Some(digest), text: Some(text) })
    }

    pub(super) fn condition(&self, condition: &OpenCondition) -> view::Condition {
        view::Condition {
            key: self.render(&condition.key),
            operator: bounded(condition.operator.clone()),
            values: if self.is_sensitive(condition.statement) {
                vec![SENSITIVE.to_owned()]
            } else {
                condition.values.iter().map(|v| self.render(v)).collect()
            },
            who: match condition.who {
                Controller::Caller => view::Who::Caller,
                Controller::Environment => view::Who::Environment,
                Controller::Customer => view::Who::Customer,
            },
            statement: self.statement(condition.statement),
        }
    }

    pub(super) fn conditions(&self, conditions: &[OpenCondition]) -> Vec<view::Condition> {
        conditions.iter().map(|c| self.condition(c)).collect()
    }

    /// What is not settled: kind, sentence, subject and place.
    pub(super) fn unsettled(&self, unsettled: &Unsettled) -> (&'static str, String, Option<String>, Option<view::Origin>) {
        let inventory = self.sources.inventory;
        let doubt = match unsettled {
            Unsettled::Fact(fact) => return ("unknown-fact", format!("not known: {}", bounded(fact.clone())), None, None),
            Unsettled::Policy(doubt) => doubt,
        };
        match doubt {
            Doubt::UnknownPolicy(id) => match inventory.policy(*id) {
                Some(policy) => {
                    let why = match &policy.built {
                        crate::model::Built::Unknown(why) | crate::model::Built::Unseen(why) => bounded(why.clone()),
                        _ => "its text is not known".to_owned(),
                    };
                    ("unknown-policy", why, Some(bounded(policy.name.clone())), Some(self.origin(&policy.origin)))
                }
                None => ("unknown-policy", "a policy's text is not known".to_owned(), None, None),
            },
            Doubt::UnknownAttachment(id) => {
                let subject = inventory.policy(*id).map(|p| (bounded(p.name.clone()), self.origin(&p.origin)));
                let (name, origin) = subject.unzip();
                ("unknown-attachment", "whether this policy of the organization limits the account is not known".to_owned(), name, origin)
            }
            Doubt::UnknownValue(symbol) => match inventory.symbols.get(symbol.id as usize) {
                Some(name) => ("unknown-value", bounded(name.why.clone()), Some(self.render(&Text::symbol(*symbol))), None),
                None => ("unknown-value", "a value is not known".to_owned(), None, None),
            },
            Doubt::UnseenResourcePolicy => {
                ("unseen-resource-policy", "the target may have a resource policy that the input does not show".to_owned(), None, None)
            }
            Doubt::Unmodelled(statement, what) => {
                let statement = self.statement(*statement);
                let origin = statement.origin.clone();
                (
                    "unmodelled",
                    format!("a statement uses {}, which keyholder does not model", bounded(what.clone())),
                    Some(statement.policy),
                    Some(origin),
                )
            }
            Doubt::Interpretation(number) => {
                ("interpretation", format!("AWS's documentation leaves this open: item {number} of docs/semantics.md"), None, None)
            }
            Doubt::UnknownResourceAccount => ("unknown-account", "it is not known which account owns the target".to_owned(), None, None),
            Doubt::Budget => ("budget", "the search was cut off before it was finished".to_owned(), None, None),
            Doubt::Mismatch => ("mismatch", "the example request failed when it was run again: a bug of keyholder's".to_owned(), None, None),
        }
    }
}
