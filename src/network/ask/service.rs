//! Requests to an AWS service: whether they take an endpoint, and get through it.

use ipnet::IpNet;

use super::super::address::{host, some_public};
use super::super::walk::{Client, Trail};
use super::super::{Answer, Code, Endpoint, EndpointKind, Flow, Interface, Leg, Point, Question, Reachability, Verdict};
use super::rank;

/// Where services answer.
const HTTPS: Flow = Flow { protocol: 6, ports: (443, 443) };

impl Reachability {
    /// Whether an interface's requests to the service of an endpoint go through it. `Blocked`: they go elsewhere, or nowhere; of an endpoint that
    /// they take and that something shuts, the answer's way has the endpoint.
    pub fn through_endpoint(&self, interface: &str, endpoint: &str) -> Answer {
        let (interface, endpoint) = (self.named(interface), self.named(endpoint));
        let facts = self.interfaces.get(interface).and_then(|i| Some((*i, self.estate.interfaces.get(*i)?)));
        let found = self.endpoints.get(endpoint).and_then(|e| self.estate.endpoints.get(*e));
        let (Some((place, facts)), Some(found)) = (facts, found) else {
            return judged(Verdict::Unknown, Code::UnknownResource, endpoint, "the interface or the endpoint is not in the input");
        };
        match (self.subnet_of(place).and_then(|s| self.vpc_of(s)), &found.kind) {
            (None, _) => judged(Verdict::Unknown, Code::UnknownResource, interface, "its subnet is not in the input"),
            (Some(vpc), _) if *found.vpc != *self.vpc_id(vpc) => judged(Verdict::Blocked, Code::EndpointSource, endpoint, "it serves another VPC"),
            (_, EndpointKind::Gateway) => self.by_route(place, facts, found),
            (_, EndpointKind::Interface) => self.by_name(facts, found),
            _ => judged(Verdict::Unknown, Code::UnmodelledType, endpoint, "an endpoint of a type that is not modelled"),
        }
    }

    /// To a gateway endpoint: a route leads there.
    fn by_route(&self, place: usize, facts: &Interface, endpoint: &Endpoint) -> Answer {
        let list = endpoint.prefix_list.as_ref();
        let known = list.and_then(|l| self.prefix_lists.get(l)).and_then(|l| self.estate.prefix_lists.get(*l)?.entries.as_ref());
        let spots: Vec<IpNet> = known.map_or_else(|| vec![some_public()], |entries| entries.iter().map(|e| host(e.network())).collect());
        let mut answers = Vec::new();
        for dst in spots {
            let own = facts.addresses.iter().map(|a| a.private).filter(|src| matches!(src, IpNet::V4(_)) == matches!(dst, IpNet::V4(_)));
            for src in own {
                let listed = |trail: &mut Trail| trail.list = list.filter(|_| known.is_none()).cloned();
                let requests = self.requests(Client::Interface(place), src, None, dst, HTTPS, listed);
                answers.extend(requests.into_iter().map(|r| self.conclude(r)).map(|answer| {
                    let passes = answer.forward.iter().any(|h| *h.component == *endpoint.id);
                    let elsewhere = || judged(Verdict::Blocked, Code::NoRoute, &endpoint.id, "no route of the subnet leads to it");
                    // Where it is not known where a route leads, it may lead there.
                    if passes || answer.verdict == Verdict::Unknown { answer } else { elsewhere() }
                }));
            }
        }
        together(answers, endpoint)
    }

    /// To an interface endpoint: the service's name leads there.
    fn by_name(&self, facts: &Interface, endpoint: &Endpoint) -> Answer {
        if endpoint.private_dns == Some(false) {
            let why = "without private DNS, the service's name leads to public addresses";
            return judged(Verdict::Blocked, Code::EndpointDns, &endpoint.id, why);
        }
        let to = endpoint.interfaces.iter().map(|node| Point::Interface(node.clone(), None));
        let asked = to.map(|to| self.ask(&Question { from: Point::Interface(facts.id.clone(), None), to, flow: HTTPS }));
        // The name has the addresses of all, and a client that does not get through to one takes another.
        match asked.min_by_key(|a| (rank(a.verdict), a.reasons.len())) {
            None => judged(Verdict::Unknown, Code::UnknownResource, &endpoint.id, "its interfaces are not in the input"),
            Some(best) if best.verdict == Verdict::Reachable && endpoint.private_dns.is_none() => {
                judged(Verdict::Unknown, Code::PlanUnknown, &endpoint.id, "not known whether it has private DNS")
            }
            Some(best) => best,
        }
    }
}

/// What holds of all addresses of a service.
fn together(answers: Vec<Answer>, endpoint: &Endpoint) -> Answer {
    let first = answers.first().map(|a| a.verdict);
    let same = answers.iter().all(|a| Some(a.verdict) == first);
    match answers.into_iter().max_by_key(|a| rank(a.verdict)) {
        None => judged(Verdict::Unknown, Code::PlanUnknown, &endpoint.id, "the addresses are not known"),
        Some(worst) if same => worst,
        Some(worst) => Answer { verdict: Verdict::Unknown, ..worst },
    }
}

fn judged(verdict: Verdict, code: Code, component: &str, why: &str) -> Answer {
    let mut trail = Trail::new(Leg::Forward, None);
    trail.doubt(code, component, Vec::new(), why.to_owned());
    Answer { verdict, reasons: trail.doubts, forward: Vec::new(), back: Vec::new() }
}
