//! From where a call is made: over the internet, or through a VPC endpoint, whose own policy then has a say.
//!
//! Only calls through an endpoint have `aws:SourceVpce`, `aws:SourceVpc` and `aws:VpcSourceIp`, and only the others have `aws:SourceIp` ("AWS global
//! condition context keys"). What hangs on these keys is asked once for each way there is: if none is left, the answer is no. Who holds credentials
//! chooses from where to call, so that a way which is open stays a condition; of a role that nobody but a service takes on, and that runs where the
//! input shows it, the place is known.

use std::collections::{BTreeMap, BTreeSet};

use super::actor::Actor;
use super::world::World;
use crate::aws::{Action, Piece, Text};
use crate::model::{Endpoint, EndpointKind, Inventory, Network, Resource, ResourceId, ResourcePolicy};
use crate::network::Verdict;
use crate::policy::{
    Caller, Denial, Document, Doubt, Effect, Evaluation, Fact, OpenCondition, PolicyKind, PrincipalPattern, Principals, Source, Target,
};

const ENDPOINT: &str = "aws:sourcevpce";
const VPC: &str = "aws:sourcevpc";
const PRIVATE: &str = "aws:vpcsourceip";
const PUBLIC: &str = "aws:sourceip";
/// Keys of calls through an endpoint.
const INSIDE: [&str; 7] = [ENDPOINT, VPC, PRIVATE, "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"];
/// More ways than these are not told apart.
const MOST: usize = 64;

/// The endpoints of the input, and what policies say of such that are not.
#[derive(Debug, Default)]
pub(super) struct Passages<'a> {
    endpoints: Vec<(&'a Resource, &'a Endpoint)>,
    named_endpoints: BTreeSet<&'a Text>,
    named_vpcs: BTreeSet<&'a Text>,
    /// What runs as a role.
    runs: BTreeMap<ResourceId, Vec<&'a Resource>>,
}

impl<'a> Passages<'a> {
    pub fn of(inventory: &'a Inventory) -> Self {
        let mut out = Self::default();
        for resource in &inventory.resources {
            if let Some(Network::Endpoint(endpoint)) = &resource.network {
                out.endpoints.push((resource, endpoint));
            }
            for runs in &resource.runs_as {
                out.runs.entry(runs.role).or_default().push(resource);
            }
        }
        let statements = inventory.policies.iter().filter_map(|p| p.document.as_ref()).flat_map(|d| &d.statements);
        for condition in statements.flat_map(|s| &s.conditions) {
            match condition.key.literal().map(str::to_lowercase).as_deref() {
                Some(ENDPOINT) => out.named_endpoints.extend(&condition.values),
                Some(VPC) => out.named_vpcs.extend(&condition.values),
                _ => {}
            }
        }
        out
    }

    /// The endpoint that a request is said to pass.
    fn said(&self, fact: Option<&Fact>) -> Option<&'a Resource> {
        let Some(Fact::Known(values)) = fact else { return None };
        self.endpoints.iter().map(|(r, _)| *r).find(|r| values.contains(&r.name))
    }
}

/// An answer, and what of networks it rests on.
type Told = (Evaluation, Vec<String>);

impl<'a> World<'a> {
    /// The policy of the endpoint that a request passes, if the input has it.
    pub(super) fn endpoint_policy(&'a self, keys: &BTreeMap<String, Fact>) -> Option<Source<'a>> {
        let endpoint = self.passages.said(keys.get(ENDPOINT))?;
        if let ResourcePolicy::Policy(id) = endpoint.resource_policy { Some(self.source(id)) } else { None }
    }

    /// Settles what hangs on the way that the call takes, as far as the input shows it.
    pub(super) fn by_passage(
        &'a self,
        actor: &Actor<'a>,
        action: &Action,
        target: &Target,
        resource: Option<&'a Resource>,
        facts: &[(&str, Fact)],
        open: Evaluation,
    ) -> Told {
        let Evaluation::AllowedIf(conditions, witness, _) = &open else { return (open, Vec::new()) };
        let inside: Vec<OpenCondition> = conditions.iter().filter(|c| is_inside(&c.key)).cloned().collect();
        let said = facts.iter().any(|(key, _)| INSIDE.contains(key));
        if inside.is_empty() || said || matches!(actor.caller, Caller::Service(_)) {
            return (open, Vec::new());
        }
        let ask = |way: Vec<(&'static str, Fact)>| {
            let all: Vec<(&str, Fact)> = facts.iter().cloned().chain(way).collect();
            self.ask_policies(actor, action, target, resource, &all)
        };
        let one = |text: &Text| Fact::Known(vec![text.clone()]);
        let own: Vec<(&Resource, &Endpoint)> = self.passages.endpoints.iter().copied().filter(|(_, e)| serves(e, action.service())).collect();
        let mut refused: Option<Denial> = None;
        let mut doubts: Vec<Doubt> = Vec::new();
        let mut note = |answer: Evaluation| match answer {
            Evaluation::Denied(denial) => {
                if refused.as_ref().is_none_or(|r| denial.by == PolicyKind::Endpoint && r.by != PolicyKind::Endpoint) {
                    refused = Some(denial);
                }
            }
            Evaluation::Uncertain(more) => doubts.extend(more),
            Evaluation::Allowed(_) | Evaluation::AllowedIf(..) => {}
        };
        let mut through: Vec<(&Resource, Evaluation)> = Vec::new();
        for (endpoint, facet) in &own {
            let vpc = facet.vpc.and_then(|v| self.inventory.resource(v)).map_or(Fact::Open, |v| one(&v.name));
            let answer = match (ask(vec![(ENDPOINT, one(&endpoint.name)), (VPC, vpc), (PUBLIC, Fact::Absent)]), endpoint.resource_policy) {
                (Evaluation::Allowed(_) | Evaluation::AllowedIf(..), ResourcePolicy::Unseen) => {
                    Evaluation::Uncertain(vec![Doubt::UnseenResourcePolicy])
                }
                (answer, _) => answer,
            };
            if matches!(answer, Evaluation::Allowed(_) | Evaluation::AllowedIf(..)) {
                through.push((*endpoint, answer));
            } else {
                note(answer);
            }
        }
        let place = self.place(actor, action.service());
        if let Some((_, told)) = &place.through
            && let Some((_, answer)) = through.iter().find(|(e, _)| place.through.as_ref().is_some_and(|(p, _)| p.id == e.id))
            && place.settled
        {
            return (answer.clone(), vec![told.clone()]);
        }
        let public = ask(INSIDE.map(|key| (key, Fact::Absent)).to_vec());
        match public {
            Evaluation::Allowed(_) => return (open, place.facts),
            Evaluation::AllowedIf(..) => return (public, place.facts),
            other => note(other),
        }
        for way in self.foreign(&own) {
            let Some(way) = way else { return (open, place.facts) };
            let answer = ask(way);
            if matches!(answer, Evaluation::Allowed(_) | Evaluation::AllowedIf(..)) {
                return (open, place.facts);
            }
            note(answer);
        }
        if let Some((endpoint, answer)) = through.into_iter().next() {
            let (more, grant) = match answer {
                Evaluation::AllowedIf(more, _, grant) => (more, grant),
                Evaluation::Allowed(grant) => (Vec::new(), grant),
                other => return (other, place.facts),
            };
            let mut witness = witness.clone();
            witness.context.insert(ENDPOINT.into(), vec![endpoint.name.clone()]);
            witness.context.remove(PUBLIC);
            let conditions = inside.into_iter().chain(more).collect();
            let mut told = place.facts;
            told.push(format!("calls that pass {} are let through by its policy", self.shown(endpoint)));
            return (Evaluation::AllowedIf(conditions, witness, grant), told);
        }
        match (doubts.is_empty(), refused) {
            (true, Some(denial)) => (Evaluation::Denied(denial), place.facts),
            (false, _) => {
                doubts.sort();
                doubts.dedup();
                (Evaluation::Uncertain(doubts), place.facts)
            }
            (true, None) => (open, place.facts),
        }
    }

    /// Ways through endpoints that the input does not show: such that policies name, and any other. `None`: too many to tell apart.
    fn foreign(&self, own: &[(&Resource, &Endpoint)]) -> Vec<Option<Vec<(&'static str, Fact)>>> {
        let ours = |text: &Text| self.passages.endpoints.iter().any(|(r, _)| r.name == *text);
        let shown =
            |text: &Text| own.iter().any(|(_, e)| e.vpc.and_then(|v| self.inventory.resource(v)).is_some_and(|v| v.name == *text && !v.referenced));
        let (any_endpoint, any_vpc) = (Text::from("vpce-00000000000000000"), Text::from("vpc-00000000000000000"));
        let endpoints: Vec<&Text> = self.passages.named_endpoints.iter().copied().filter(|t| !ours(t)).chain([&any_endpoint]).collect();
        let vpcs: Vec<&Text> = self.passages.named_vpcs.iter().copied().filter(|t| !shown(t)).chain([&any_vpc]).collect();
        if endpoints.len().saturating_mul(vpcs.len()) > MOST {
            return vec![None];
        }
        let fact = |text: &Text| Fact::Known(vec![text.clone()]);
        let pairs = endpoints.iter().flat_map(|e| vpcs.iter().map(move |v| (*e, *v)));
        pairs.map(|(e, v)| Some(vec![(ENDPOINT, fact(e)), (VPC, fact(v)), (PUBLIC, Fact::Absent)])).collect()
    }

    /// From where what runs as a role calls a service.
    fn place(&self, actor: &Actor<'a>, service: &str) -> Place<'a> {
        let mut place = Place::default();
        let Some(role) = actor.resource else { return place };
        let trust = role.principal.as_ref().and_then(|p| p.trust).and_then(|t| self.inventory.policy(t)).and_then(|p| p.document.as_ref());
        place.settled = trust.is_some_and(services_only);
        for compute in self.passages.runs.get(&role.id).into_iter().flatten() {
            let name = self.shown(compute);
            let Some(Network::Attachment(at)) = &compute.network else { continue };
            let own =
                self.passages.endpoints.iter().filter(|(_, e)| serves(e, service)).map(|(endpoint, _)| (*endpoint, self.takes(compute, endpoint)));
            match own.min_by_key(|(_, (verdict, _))| verdict.rank()) {
                Some((endpoint, (Verdict::Reachable, _))) => {
                    let told = format!("{name}, which runs as it, calls {service} through {}", self.shown(endpoint));
                    place.facts.push(told.clone());
                    place.through = place.through.or(Some((endpoint, told)));
                }
                Some((endpoint, (Verdict::Unknown, why))) if !why.is_empty() => {
                    let endpoint = self.shown(endpoint);
                    place.facts.push(format!("not known whether {name}, which runs as it, calls {service} through {endpoint}: {why}"));
                }
                _ if at.subnets.is_empty() || at.open => {}
                Some((endpoint, (_, why))) if !why.is_empty() => {
                    let endpoint = self.shown(endpoint);
                    place.facts.push(format!("{name}, which runs as it, does not call {service} through {endpoint}: {why}"));
                }
                _ => place.facts.push(format!("{name}, which runs as it, is not seen to call {service} through an endpoint of the input")),
            }
        }
        place.facts.truncate(3);
        place
    }

    /// Whether all that something sends to an endpoint's service goes through the endpoint; else why not, as far as it is known.
    fn takes(&self, compute: &Resource, endpoint: &Resource) -> (Verdict, String) {
        let Some(endpoint) = self.endpoint_of(endpoint) else { return (Verdict::Unknown, String::new()) };
        let answers = self.interfaces_of(compute).into_iter().map(|i| self.network().through_endpoint(&i.id, &endpoint.id));
        match answers.max_by_key(|a| a.verdict.rank()) {
            Some(worst) => (worst.verdict, worst.why()),
            None => (Verdict::Unknown, String::new()),
        }
    }

    /// A resource by its address, or its name.
    fn shown(&self, resource: &Resource) -> String {
        resource.origin.address.clone().unwrap_or_else(|| self.name(resource))
    }
}

/// From where a role's calls come.
#[derive(Default)]
struct Place<'a> {
    /// Nobody takes on the role but services.
    settled: bool,
    /// An endpoint that something which runs as the role calls through.
    through: Option<(&'a Resource, String)>,
    facts: Vec<String>,
}

fn is_inside(key: &Text) -> bool {
    key.literal().is_some_and(|k| INSIDE.contains(&k.to_lowercase().as_str()))
}

/// Whether an endpoint is a service's, by the end of its name.
fn serves(endpoint: &Endpoint, service: &str) -> bool {
    let last = endpoint.service.pieces().last();
    matches!(last, Some(Piece::Literal(name)) if name.rsplit('.').next() == Some(service) && endpoint.kind != EndpointKind::GatewayLoadBalancer)
}

fn services_only(trust: &Document) -> bool {
    let service = |p: &PrincipalPattern| matches!(p, PrincipalPattern::Service(_));
    trust.unknown_statements.is_empty()
        && trust
            .statements
            .iter()
            .filter(|s| s.effect == Effect::Allow)
            .all(|s| matches!(&s.principals, Principals::Only(list) if list.iter().all(service)))
}
