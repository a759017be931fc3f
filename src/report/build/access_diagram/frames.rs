//! Frames around boxes: accounts, identity providers, datasets; and the made-up ids of the finished picture.

use std::collections::BTreeMap;

use super::sketch::{Shape, Sketch};
use super::{Setting, boxes};
use crate::report::diagram::view::{Badge, BadgeKind, Cluster, ClusterKind, Edge, EdgeKind, Node, NodeClass};

/// Findings named on a box.
const BADGES: usize = 3;
/// Labels on an arrow.
const LABELS: usize = 2;
/// Characters of all actions on an arrow; a longer list is counted.
const ROOM: usize = 34;

/// Frames by what they stand for, in order.
#[derive(Default)]
struct Frames {
    ids: BTreeMap<String, String>,
    clusters: Vec<Cluster>,
}

impl Frames {
    fn get(&mut self, name: &str, kind: ClusterKind, label: &str, parent: Option<String>) -> String {
        if let Some(id) = self.ids.get(name) {
            return id.clone();
        }
        let id = format!("c{}", self.clusters.len() + 1);
        self.clusters.push(Cluster { id: id.clone(), parent, kind, label: label.to_owned(), full: label.to_owned() });
        self.ids.insert(name.to_owned(), id.clone());
        id
    }

    fn account(&mut self, account: &str, setting: &Setting) -> String {
        // What Terraform's provider for Azure works in is no account of AWS.
        if account.contains("account:azure") {
            return self.get("azure", ClusterKind::CustomerAccount, "Azure", None);
        }
        match setting.accounts.get(account) {
            Some(Some(name)) => self.get(account, ClusterKind::CustomerAccount, &format!("AWS account {account} · {name}"), None),
            Some(None) => self.get(account, ClusterKind::CustomerAccount, &format!("AWS account {account}"), None),
            None => self.get(account, ClusterKind::OtherAccount, &format!("AWS account {account} · not reviewed"), None),
        }
    }

    fn of(&mut self, found: &Shape, gates: Option<String>, setting: &Setting) -> Option<String> {
        let Some(node) = &found.node else { return gates };
        match found.class {
            NodeClass::IdentityProvider => Some(self.get("identity", ClusterKind::IdentityProviders, "Identity providers", None)),
            NodeClass::AwsService | NodeClass::Internet => Some(self.get("outside", ClusterKind::Outside, "Outside any account", None)),
            NodeClass::VendorPrincipal => {
                let vendor = node.vendor.as_deref().map_or_else(|| "outside".to_owned(), |v| format!("{v} (vendor)"));
                Some(self.get(&format!("outside {}", node.account), ClusterKind::VendorAccount, &format!("{} · {vendor}", node.account), None))
            }
            _ if matches!(node.kind.as_str(), "anyone" | "anything") => None,
            class => {
                let account = self.account(&node.account, setting);
                if !boxes::is_data(class) {
                    return Some(account);
                }
                let Some(dataset) = node.datasets.first() else { return Some(account) };
                let regulated = setting.regulated.contains(dataset);
                let (kind, label) = match regulated {
                    true => (ClusterKind::SensitiveData, format!("{dataset} · regulated")),
                    false => (ClusterKind::Data, dataset.clone()),
                };
                Some(self.get(&format!("{account} {dataset}"), kind, &label, Some(account)))
            }
        }
    }
}

/// The finished frames, boxes and arrows.
pub(super) fn frame(sketch: Sketch<'_>, setting: &Setting) -> (Vec<Cluster>, Vec<Node>, Vec<Edge>) {
    let mut frames = Frames::default();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut nodes = Vec::new();
    for key in &sketch.order {
        let Some(found) = sketch.boxes.get(key) else { continue };
        let id = format!("n{}", nodes.len() + 1);
        ids.insert(key.clone(), id.clone());
        // A trust condition lies in the account of the role that asks for it.
        let role = sketch.arrows.iter().find(|a| a.from == *key).and_then(|a| sketch.boxes.get(&a.to)).and_then(|b| b.node.as_ref());
        let gates = if found.node.is_none() { role.map(|r| frames.account(&r.account, setting)) } else { None };
        nodes.push(Node {
            id,
            class: found.class,
            label: found.lines.clone(),
            full: found.full.join(" · "),
            badges: badges(found),
            tone: found.tone,
            referenced: found.node.as_ref().is_some_and(|n| n.referenced && !boxes::is_actor(found.class)),
            cluster: frames.of(found, gates, setting),
        });
    }
    let edges = sketch.arrows.iter().enumerate().filter_map(|(i, arrow)| {
        // What is refused is told by one action: the reason before it takes the room of the second.
        let room = |most: usize| arrow.labels.iter().take(most).map(|l| l.chars().count() + 2).sum::<usize>() <= ROOM;
        let most = if arrow.line == EdgeKind::Blocked { 1 } else { (2..=LABELS).take_while(|most| room(*most)).last().unwrap_or(1) };
        let mut label: Vec<String> = arrow.labels.iter().take(most).cloned().collect();
        if arrow.labels.len() > most {
            label.push(format!("+{}", arrow.labels.len() - most));
        }
        let mut full = arrow.full.clone();
        full.truncate(40);
        Some(Edge {
            label: label.join(", "),
            full: full.join(" · "),
            finding: arrow.finding.clone(),
            evidence: arrow.evidence.clone(),
            constraint: arrow.line != EdgeKind::Encrypts,
            ..Edge::new(format!("e{}", i + 1), ids.get(&arrow.from)?.clone(), ids.get(&arrow.to)?.clone(), arrow.line)
        })
    });
    (frames.clusters, nodes, edges.collect())
}

fn badges(found: &Shape) -> Vec<Badge> {
    let badge = |kind, text: &str| Badge { kind, text: text.to_owned() };
    let mut badges: Vec<Badge> = found.findings.iter().take(BADGES).map(|f| badge(BadgeKind::Finding, f)).collect();
    if found.findings.len() > BADGES {
        badges.push(badge(BadgeKind::Note, &format!("+{} findings", found.findings.len() - BADGES)));
    }
    if found.count > 1 {
        badges.push(badge(BadgeKind::Count, &format!("×{}", found.count)));
    }
    badges.extend(found.notes.iter().map(|n| badge(BadgeKind::Note, n)));
    badges
}
