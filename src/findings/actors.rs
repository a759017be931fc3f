//! Roles of ours that an outsider acts as, and what they may do.

use std::collections::BTreeSet;

use super::Analysis;
use super::door::is_own;
use crate::aws::{Action, Arn, Text};
use crate::graph::{NodeKind, Outside};
use crate::model::{PrincipalKind, Resource, ResourceId};
use crate::policy::{self, Caller, Context, Evaluation, Policies, Request, ResourceSide, Source, Target};

/// The roles that an outsider can assume, that the configuration declares as a vendor's, or that a vendor's workload runs as; in inventory order.
pub(super) fn roles<'a>(analysis: &Analysis<'a>) -> Vec<&'a Resource> {
    let inventory = analysis.inventory;
    let declared = |r: &&Resource| analysis.review.vendor_of_resource(inventory, r).is_some();
    let mut ids: BTreeSet<ResourceId> = BTreeSet::new();
    for resource in inventory.resources.iter().filter(declared) {
        ids.insert(resource.id);
        ids.extend(resource.runs_as.iter().map(|r| r.role));
    }
    for edge in analysis.graph.edges() {
        let from = analysis.graph.node(edge.from).map(|n| &n.kind);
        if let (Some(NodeKind::Outside(outside)), Some(NodeKind::Principal(role))) = (from, analysis.graph.node(edge.to).map(|n| &n.kind))
            && is_outsider(analysis, outside)
        {
            ids.insert(*role);
        }
    }
    let is_role = |r: &&Resource| !r.referenced && r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role);
    ids.into_iter().filter_map(|id| inventory.resource(id)).filter(is_role).collect()
}

/// Whether the role may do something to some IAM role of its account whose ARN matches the pattern; `None` when that is no action.
pub(super) fn ask(analysis: &Analysis<'_>, role: &Resource, action: &str, pattern: &Text) -> Option<Evaluation> {
    let facet = role.principal.as_ref()?;
    let source = |id| Source { id, document: analysis.inventory.policy(id).and_then(|p| p.document.as_ref()) };
    let any = Text::concat([&Text::from("arn:aws:iam::"), &role.account, &Text::from(":role/*")]);
    let pattern = if pattern.literal() == Some("*") { any } else { pattern.clone() };
    let policies = Policies {
        identity: Some(facet.inline.iter().chain(&facet.attached).map(|id| source(*id)).collect()),
        boundary: facet.boundary.map(source),
        session: None,
        scps: None,
        rcps: None,
        endpoints: Vec::new(),
        resource: ResourceSide::NoPolicy,
        restrict_public_buckets: false,
        beside: crate::policy::Beside::default(),
    };
    let request = Request {
        caller: &Caller::Role { arn: role.arn.clone(), session: None },
        action: &Action::parse(action).ok()?,
        target: &Target::Some(pattern),
        resource_account: Some(&role.account),
        context: &Context::default(),
    };
    Some(policy::authorize(&request, &policies))
}

fn is_outsider(analysis: &Analysis<'_>, outside: &Outside) -> bool {
    match outside {
        Outside::Everyone | Outside::Identity { .. } => true,
        Outside::Account(id) => id.literal().is_some_and(|a| !is_own(analysis, a)),
        Outside::Principal(arn) => Arn::parse(arn).is_ok_and(|a| a.account.literal().is_some_and(|a| !is_own(analysis, a))),
        Outside::Service(_) | Outside::Object(_) => false,
    }
}
