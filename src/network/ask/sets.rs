//! Questions about sets: who reaches an interface, what is reached from one, what the internet reaches, who of some reaches which of others.
//!
//! Pairs are not walked. What becomes of a request is asked once for each pair of classes ([`Classes`]), but for what the security groups at its two
//! ends say; those are asked for each pair of interfaces.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ipnet::IpNet;

use super::super::address::{Holds, host};
use super::super::group::Other;
use super::super::walk::{Aside, Client};
use super::super::{Flow, Id, Interface, InterfaceKind, Point, Reachability, Verdict};
use super::classes::Classes;
use super::rank;

/// One end of a pair: a class, or an address on the internet; and which address of it.
type Side = (Option<usize>, IpNet, usize);

/// What becomes of the requests between two classes, but for what the groups at both ends say.
struct Share {
    verdict: Verdict,
    ends: Vec<Aside>,
    /// By whom it was found out.
    from: Client,
    src: IpNet,
    goal: usize,
    dst: IpNet,
}

/// Who is asked about, with all addresses.
struct Party {
    client: Client,
    class: Option<usize>,
    spots: Vec<IpNet>,
}

type Shares = HashMap<(Side, Side), Share>;

impl Reachability {
    /// Interfaces that can open a connection to an interface, or perhaps can: all that are not blocked. In the order of the estate.
    pub fn who_reaches(&self, to: &str, flow: Flow) -> Vec<(Id, Verdict)> {
        let Some(place) = self.interfaces.get(to).copied() else { return Vec::new() };
        let (goal, mut shares) = (self.party(place, true), Shares::new());
        let opens = |i: &Interface| matches!(i.kind, InterfaceKind::Host | InterfaceKind::Other(_));
        let near = self.neighbours(place).into_iter().filter_map(|place| Some((place, self.estate.interfaces.get(place)?)));
        let others = near.filter(|(place, i)| Client::Interface(*place) != goal.client && opens(i));
        let judged = others.map(|(place, i)| (i.id.clone(), self.between_parties(&self.party(place, false), &goal, flow, &mut shares)));
        judged.filter(|(_, verdict)| *verdict != Verdict::Blocked).collect()
    }

    /// Interfaces to which an interface can open a connection, or perhaps can.
    pub fn reached_from(&self, from: &str, flow: Flow) -> Vec<(Id, Verdict)> {
        let Some(sender) = self.interfaces.get(from).copied() else { return Vec::new() };
        let (sender, mut shares) = (self.party(sender, false), Shares::new());
        let others = self.estate.interfaces.iter().enumerate().filter(|(place, _)| Client::Interface(*place) != sender.client);
        let judged = others.map(|(place, i)| (i.id.clone(), self.between_parties(&sender, &self.party(place, true), flow, &mut shares)));
        judged.filter(|(_, verdict)| *verdict != Verdict::Blocked).collect()
    }

    /// Interfaces to which a host on the internet can open a connection, or perhaps can.
    pub fn exposed(&self, flow: Flow) -> Vec<(Id, Verdict)> {
        let mut shares = Shares::new();
        let public = |i: &Interface| i.addresses.iter().any(|a| a.has_public != Some(false) || matches!(a.private, IpNet::V6(_)));
        let asked = self.estate.interfaces.iter().enumerate().filter(|(_, i)| public(i)).map(|(place, i)| {
            let somebody = self.somebody(&Point::Interface(i.id.clone(), None), false, flow);
            let internet = Party { client: Client::Internet, class: None, spots: somebody };
            (i.id.clone(), self.between_parties(&internet, &self.party(place, true), flow, &mut shares))
        });
        asked.filter(|(_, verdict)| *verdict != Verdict::Blocked).collect()
    }

    /// Tells which of some interfaces can open connections to which of others, or perhaps can: the client, the server, and the verdict.
    pub fn between<'a>(&'a self, from: &[Id], to: &[Id], flow: Flow, mut tell: impl FnMut(&'a Id, &'a Id, Verdict)) {
        let known = |ids: &[Id], server| -> Vec<(&'a Id, Party)> {
            let places = ids.iter().filter_map(|id| self.interfaces.get_key_value(id));
            places.map(|(id, place)| (id, self.party(*place, server))).collect()
        };
        let (senders, mut goals) = (known(from, false), known(to, true));
        goals.sort_by_key(|(_, goal)| goal.class);
        let (mut shares, mut class) = (Shares::new(), None);
        for (goal_id, goal) in &goals {
            // What was found out about one class of servers is of no use for another.
            if class != goal.class {
                shares.clear();
                class = goal.class;
            }
            for (id, sender) in senders.iter().filter(|(_, s)| s.client != goal.client) {
                let verdict = self.between_parties(sender, goal, flow, &mut shares);
                if verdict != Verdict::Blocked {
                    tell(id, goal_id, verdict);
                }
            }
        }
    }

    fn party(&self, place: usize, server: bool) -> Party {
        let class = self.classes.get_or_init(|| Classes::new(self)).of(place);
        let facts = self.estate.interfaces.get(place);
        let private = || facts.into_iter().flat_map(|i| &i.addresses).map(|a| a.private);
        let spots = match facts {
            Some(facts) if server => super::points::addresses(place, facts).into_iter().map(|(_, spot)| spot).collect(),
            _ => private().collect(),
        };
        Party { client: Client::Interface(place), class: Some(class), spots }
    }

    /// As [`Reachability::ask`] answers in a word.
    fn between_parties(&self, from: &Party, to: &Party, flow: Flow, shares: &mut Shares) -> Verdict {
        let Client::Interface(goal) = to.client else { return Verdict::Unknown };
        let mut best = if from.spots.is_empty() || to.spots.is_empty() { Verdict::Unknown } else { Verdict::Blocked };
        for (number, src) in from.spots.iter().enumerate() {
            for (other, dst) in to.spots.iter().enumerate().filter(|(_, dst)| same_family(src, dst)) {
                if from.client == Client::Internet && self.better_by_public(Some(goal), dst) {
                    continue;
                }
                let flow = flow.for_family(matches!(dst, IpNet::V6(_)));
                let verdict = match self.within_host(from.client, Some(goal), dst) {
                    Some(answer) => answer.verdict,
                    None => {
                        let place =
                            |class: Option<usize>, spot: &IpNet, number| (class, if class.is_some() { IpNet::default() } else { *spot }, number);
                        let share = match shares.entry((place(from.class, src, number), place(to.class, dst, other))) {
                            Entry::Occupied(known) => known.into_mut(),
                            Entry::Vacant(free) => free.insert(self.share(from.client, *src, goal, *dst, flow)),
                        };
                        self.with_groups(share, (from.client, src), (goal, dst), flow)
                    }
                };
                if rank(verdict) < rank(best) {
                    best = verdict;
                }
                if best == Verdict::Reachable {
                    return best;
                }
            }
        }
        best
    }

    /// What becomes of a request, the groups at both ends aside.
    fn share(&self, from: Client, src: IpNet, goal: usize, dst: IpNet, flow: Flow) -> Share {
        let requests = self.requests(from, src, Some(goal), dst, flow, |trail| trail.aside = Some(Vec::new()));
        // The ends are the same whatever a load balancer does in between.
        let ends = requests.first().and_then(|r| r.trail.aside.clone()).unwrap_or_default();
        let verdict = requests.into_iter().map(|r| self.conclude(r).verdict).min().unwrap_or(Verdict::Blocked);
        Share { verdict, ends, from, src, goal, dst }
    }

    /// Asks the groups at both ends for two of the classes' members.
    fn with_groups(&self, share: &Share, (from, src): (Client, &IpNet), (goal, dst): (usize, &IpNet), flow: Flow) -> Verdict {
        let member = |interface: usize| match from {
            Client::Interface(own) if share.from == Client::Interface(interface) => own,
            _ if interface == share.goal => goal,
            _ => interface,
        };
        let mut verdict = share.verdict;
        for end in share.ends.iter().take_while(|_| share.verdict != Verdict::Blocked) {
            let spot = if end.spot == share.src {
                *src
            } else if end.spot == share.dst {
                *dst
            } else if let (Client::Interface(found), Client::Interface(own)) = (share.from, from)
                && self.public_of(found, &share.src) == Some(end.spot)
            {
                self.public_of(own, src).unwrap_or(end.spot)
            } else {
                end.spot
            };
            let other = Other { spot: &spot, interface: end.other.map(member), carried: end.carried, list: None };
            verdict = match self.lets(member(end.interface), end.egress, other, flow) {
                Holds::Yes => verdict,
                Holds::Maybe => Verdict::Unknown,
                Holds::No => return Verdict::Blocked,
            };
        }
        verdict
    }

    /// The public address that goes with a private one.
    fn public_of(&self, interface: usize, private: &IpNet) -> Option<IpNet> {
        let address = self.estate.interfaces.get(interface)?.addresses.iter().find(|a| a.private == *private)?;
        address.public.map(host)
    }
}

fn same_family(a: &IpNet, b: &IpNet) -> bool {
    matches!(a, IpNet::V4(_)) == matches!(b, IpNet::V4(_))
}
