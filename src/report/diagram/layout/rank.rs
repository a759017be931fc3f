//! Which column a box stands in: known from its class, refined by the arrows among boxes of one class group.

use std::collections::BTreeMap;

use super::table::Table;
use crate::report::diagram::view::{Arrangement, ClusterKind, Diagram, NodeClass};

/// Most columns that boxes of one stage are spread over.
const MOST_COLUMNS: usize = 4;
/// Most levels of nested frames.
const DEEPEST: usize = 12;

/// Ends and frames by number instead of by id.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// Tail and head of each edge; `None` when an end is missing.
    pub(super) ends: Table<Option<(usize, usize)>>,
    /// Parent of each cluster, free of cycles.
    pub(super) parent: Table<Option<usize>>,
    /// Direct cluster of each node.
    pub(super) home: Table<Option<usize>>,
}

/// The column of each node, and the words above columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) of: Table<usize>,
    pub(super) count: usize,
    /// Text, first and last column.
    pub(super) headings: Vec<(&'static str, usize, usize)>,
}

impl Frame {
    fn of(diagram: &Diagram) -> Self {
        let mut by_id = BTreeMap::new();
        for (at, node) in diagram.nodes.iter().enumerate() {
            by_id.entry(node.id.as_str()).or_insert(at);
        }
        let mut clusters = BTreeMap::new();
        for (at, cluster) in diagram.clusters.iter().enumerate() {
            clusters.entry(cluster.id.as_str()).or_insert(at);
        }
        let end = |id: &str| by_id.get(id).copied();
        // A parent stands before its children, so a cycle cannot be; what is nested too deep moves out to the deepest level.
        let mut parent: Table<Option<usize>> = Table::of(diagram.clusters.len());
        let mut depth: Table<usize> = Table::of(diagram.clusters.len());
        for (at, cluster) in diagram.clusters.iter().enumerate() {
            let up = cluster.parent.as_deref().and_then(|id| clusters.get(id).copied()).filter(|up| *up < at);
            parent[at] = up.and_then(|up| if depth[up] + 1 < DEEPEST { Some(up) } else { parent[up] });
            depth[at] = parent[at].map_or(0, |up| depth[up] + 1);
        }
        Self {
            ends: diagram.edges.iter().map(|edge| end(&edge.from).zip(end(&edge.to))).collect(),
            parent,
            home: diagram.nodes.iter().map(|node| node.cluster.as_deref().and_then(|id| clusters.get(id).copied())).collect(),
        }
    }

    /// A cluster and all it lies in, inner first.
    pub(super) fn upwards(&self, from: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(from, |at| self.parent[*at])
    }
}

/// Columns with the same meaning in one part of the picture: part and stage.
type Slot = (Option<usize>, usize);

/// Gives every node a column.
pub(super) fn columns(diagram: &Diagram) -> (Frame, Columns) {
    let frame = Frame::of(diagram);
    let mut tails: Table<bool> = Table::of(diagram.nodes.len());
    let mut heads: Table<bool> = Table::of(diagram.nodes.len());
    for (from, to) in frame.ends.iter().flatten() {
        tails[*from] = true;
        heads[*to] = true;
    }
    let slot: Vec<Slot> = diagram
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| match (slot(diagram, &frame, at, node.class), diagram.arrangement) {
            // What has no class of its own stands where its arrows put it.
            ((part, _), Arrangement::Access) if node.class == NodeClass::Other && !heads[at] && tails[at] => (part, 0),
            ((part, _), Arrangement::Access) if node.class == NodeClass::Other && !tails[at] => (part, 4),
            (slot, _) => slot,
        })
        .collect();
    let mut slots: Vec<Slot> = slot.clone();
    slots.sort_unstable();
    slots.dedup();
    let number = |slot: &Slot| slots.binary_search(slot).unwrap_or_default();
    let slot_of: Table<usize> = slot.iter().map(number).collect();

    // Inside a slot: the longest way over arrows that push.
    let mut pushes: Vec<(usize, usize)> = Vec::new();
    let mut between: Vec<(usize, usize)> = Vec::new();
    for (edge, ends) in diagram.edges.iter().zip(frame.ends.iter()) {
        let Some((from, to)) = *ends else { continue };
        if !edge.constraint || from == to {
            continue;
        }
        if slot_of[from] == slot_of[to] {
            pushes.push((from, to));
        } else {
            between.push((slot_of[from], slot_of[to]));
        }
    }
    let inner = longest(diagram.nodes.len(), &acyclic(diagram.nodes.len(), pushes), |_| 1);
    let inner = |node: usize| inner[node].min(MOST_COLUMNS - 1);
    let mut wide: Table<usize> = Table::of(slots.len());
    for node in 0..diagram.nodes.len() {
        let at = slot_of[node];
        wide[at] = wide[at].max(inner(node) + 1);
    }

    // Between slots: stages of one part follow each other; parts follow the arrows.
    let mut follow: Vec<(usize, usize)> =
        slots.iter().zip(slots.iter().skip(1)).enumerate().filter(|(_, ((part, _), (next, _)))| part == next).map(|(at, _)| (at, at + 1)).collect();
    follow.extend(between);
    // Who is outside stands before every network, also before one that nobody outside gets into: nothing has to go around it.
    if diagram.arrangement == Arrangement::Network {
        let outside = |at: &usize| slots.get(*at).is_some_and(|(_, stage)| *stage == 0);
        let others = || (0..slots.len()).filter(|at| !outside(at));
        follow.extend((0..slots.len()).filter(outside).flat_map(|from| others().map(move |to| (from, to))));
    }
    let start = longest(slots.len(), &acyclic(slots.len(), follow), |slot| wide[slot]);

    let of: Table<usize> = (0..diagram.nodes.len()).map(|node| start[slot_of[node]] + inner(node)).collect();
    let count = of.iter().max().map_or(0, |last| last + 1);
    let headings = match diagram.arrangement {
        Arrangement::Network => Vec::new(),
        Arrangement::Access => slots.iter().enumerate().map(|(at, (_, stage))| (heading(*stage), start[at], start[at] + wide[at] - 1)).collect(),
    };
    (frame, Columns { of, count, headings })
}

/// Leaves out arrows that would close a cycle, in the order given.
fn acyclic(count: usize, edges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut out: Table<Vec<usize>> = Table::of(count);
    let mut kept = Vec::new();
    for (from, to) in edges {
        if from == to || out[from].contains(&to) {
            continue;
        }
        let mut seen = Table::of(count);
        let mut stack = vec![to];
        while let Some(at) = stack.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                stack.extend(out[at].iter().copied());
            }
        }
        if !seen[from] {
            out[from].push(to);
            kept.push((from, to));
        }
    }
    kept
}

/// Longest way to each vertex; `wide` is the length of the step out of a vertex.
fn longest(count: usize, edges: &[(usize, usize)], wide: impl Fn(usize) -> usize) -> Table<usize> {
    let mut waiting: Table<usize> = Table::of(count);
    let mut out: Table<Vec<usize>> = Table::of(count);
    for (from, to) in edges {
        waiting[*to] += 1;
        out[*from].push(*to);
    }
    let mut rank: Table<usize> = Table::of(count);
    let mut ready: Vec<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    while let Some(at) = ready.pop() {
        for to in &out[at] {
            rank[*to] = rank[*to].max(rank[at] + wide(at));
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    rank
}

fn slot(diagram: &Diagram, frame: &Frame, node: usize, class: NodeClass) -> Slot {
    match diagram.arrangement {
        Arrangement::Access => (None, access_stage(class)),
        Arrangement::Network => {
            let kind = |at: usize| diagram.clusters.get(at).map(|cluster| cluster.kind);
            let vpc = frame.upwards(frame.home[node]).find(|at| kind(*at) == Some(ClusterKind::Vpc));
            let part = vpc.or_else(|| frame.upwards(frame.home[node]).last());
            (part, network_stage(class))
        }
    }
}

fn access_stage(class: NodeClass) -> usize {
    use NodeClass as N;
    match class {
        N::VendorPrincipal | N::OutsideAccount | N::IdentityProvider | N::AwsService | N::Internet | N::Address => 0,
        N::TrustCondition => 1,
        N::AutomationRole | N::SupportRole | N::BreakGlassRole | N::CiRole | N::User | N::Group | N::PermissionsBoundary => 2,
        N::WorkloadRole | N::ServiceRole | N::Compute | N::NetworkInterface | N::LoadBalancer | N::Endpoint | N::SecurityGroup | N::Other => 3,
        _ => 4,
    }
}

fn heading(stage: usize) -> &'static str {
    match stage {
        0 => "Outside",
        1 => "Trust condition",
        2 => "Entry roles",
        3 => "Workloads",
        _ => "Data",
    }
}

fn network_stage(class: NodeClass) -> usize {
    use NodeClass as N;
    match class {
        N::Internet | N::Address | N::VendorPrincipal | N::OutsideAccount | N::IdentityProvider => 0,
        N::InternetGateway | N::VpnGateway => 1,
        N::NatGateway | N::LoadBalancer | N::EndpointService | N::RouteTable | N::NetworkAcl => 2,
        N::Database | N::Cache | N::FileSystem | N::Volume | N::Snapshot => 4,
        N::Endpoint | N::Peering | N::TransitGateway => 5,
        N::AwsService | N::Bucket | N::Key | N::Secret | N::Parameter | N::Table | N::Queue | N::Topic | N::LogGroup | N::Registry | N::Stream => 6,
        _ => 3,
    }
}
