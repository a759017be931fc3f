//! Vendor access, operations access and the vendor's roles.

use super::super::Fact;
use super::super::facts::{Facts, listed};
use super::{Judge, Judged};
use crate::graph::{NodeKind, Status};
use crate::model::{PrincipalKind, Resource, RoleKind};
use crate::policy::{Controller, PolicyKind};
use crate::trace::Verdict;

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-VND-01", reach),
    ("KC-VND-02", standing),
    ("KC-VND-05", kinds),
    ("KC-VND-06", |_| {
        Judged::lacks("where logs are sent and what redacts them: keyholder does not read subscription filters and data protection policies")
    }),
    ("KC-VND-08", |_| Judged::default()),
    ("KC-VND-09", trust),
    ("KC-OPS-02", |f| humans(f).but("permission sets of IAM Identity Center and MFA conditions: keyholder does not judge them")),
    ("KC-OPS-03", |f| machines(f).but("which of these permissions are used: no input shows it")),
    ("KC-OPS-04", break_glass),
    ("KC-BYO-01", roles),
    ("KC-BYO-03", network_rights),
    ("KC-BYO-04", guards),
    ("KC-UPG-01", upgrades),
];

impl Judged {
    /// The same, with something that is missing whatever the input.
    fn but(mut self, missing: &str) -> Self {
        self.missing.push(missing.to_owned());
        self
    }
}

/// What the ways of vendor actors lead to.
fn reach(facts: &Facts<'_>) -> Judged {
    let traces = facts.analysis.traces;
    let count = |v| traces.iter().filter(|t| t.verdict == v).count();
    let text = format!(
        "{} ways of vendor actors are open, {} under conditions, {} undecided; {} are shown to be shut",
        count(Verdict::Reaches),
        count(Verdict::ReachesIf),
        count(Verdict::Undecided),
        count(Verdict::Never)
    );
    Judged { missing: facts.access_open(), ..Judged::default() }.from(vec![Fact { text, resource: None }])
}

/// Who can come in at any time: a first step whose conditions the vendor can always meet.
fn standing(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged { missing: facts.policies_open(&[PolicyKind::Trust]).into_iter().collect(), ..Judged::default() };
    for (role, edge) in entries(facts) {
        let granted = edge.conditions.iter().any(|c| c.who == Controller::Environment);
        let kind = facts.analysis.review.role_kind(facts.analysis.inventory, role);
        let fact = |words: &str| facts.about(role, words);
        match (granted || edge.status == Status::Unknown, kind) {
            (true, _) => judged.facts.push(fact("asks for something of the environment before a vendor actor gets in")),
            (false, Some(RoleKind::Automation | RoleKind::Service | RoleKind::Ci)) => {
                judged.facts.push(fact("is open to a vendor's machines at any time"))
            }
            (false, Some(RoleKind::Support | RoleKind::BreakGlass)) => judged.against.push(fact("is open to people of a vendor at any time")),
            (false, None) => judged.missing.push(format!("the kind of {}, which is open to a vendor actor at any time", facts.label(role))),
        }
    }
    unique(&mut judged.facts);
    unique(&mut judged.against);
    judged
}

/// Whether a vendor actor can stop or erase records.
pub(super) fn tamper(facts: &Facts<'_>) -> Judged {
    let trails = facts.outsiders_may(
        &["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"],
        "cloudtrail:*",
    );
    let groups = facts.outsiders_may(&["logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy"], "logs:*");
    let mut judged = Judged::default();
    judged.against.extend(trails.yes.into_iter().chain(groups.yes));
    unique(&mut judged.against);
    perhaps(&mut judged, [trails.perhaps, groups.perhaps].concat(), "change what is logged");
    judged
}

pub(super) fn perhaps(judged: &mut Judged, roles: Vec<String>, what: &str) {
    if !roles.is_empty() {
        judged.missing.push(format!("whether {} lets a vendor actor {what}", listed(roles)));
    }
}

fn kinds(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged { missing: facts.policies_open(&[PolicyKind::Trust]).into_iter().collect(), ..Judged::default() };
    for (role, _) in entries(facts) {
        match facts.analysis.review.role_kind(facts.analysis.inventory, role) {
            Some(kind) => judged.facts.push(facts.about(role, &format!("is for {}", word(kind)))),
            None => judged.missing.push(format!("what {} is for: no `[[vendor.role]]` names its kind", facts.label(role))),
        }
    }
    unique(&mut judged.facts);
    judged.missing.sort();
    judged.missing.dedup();
    judged
}

fn trust(facts: &Facts<'_>) -> Judged {
    let roles =
        facts.analysis.inventory.resources.iter().filter(|r| r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role) && !r.referenced);
    let text = format!("the trust policies of {} roles were read", roles.count());
    Judged { missing: facts.policies_open(&[PolicyKind::Trust]).into_iter().collect(), ..Judged::default() }.from(vec![Fact { text, resource: None }])
}

fn humans(facts: &Facts<'_>) -> Judged {
    Judged { facts: facts.kind("iam-user").map(|u| facts.about(u, "is a user with standing credentials of its own")).collect(), ..Judged::default() }
}

fn machines(facts: &Facts<'_>) -> Judged {
    let ids = facts.analysis.inventory.resources.iter().flat_map(|r| &r.runs_as).map(|r| r.role);
    let roles: std::collections::BTreeSet<_> = ids.collect();
    let roles = roles.into_iter().filter_map(|id| facts.resource(id)).filter(|r| !r.referenced);
    Judged { facts: roles.map(|r| facts.about(r, "is what compute runs as")).collect(), ..Judged::default() }
}

fn break_glass(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let emergency = inventory.resources.iter().filter(|r| facts.analysis.review.role_kind(inventory, r) == Some(RoleKind::BreakGlass));
    let found: Vec<Fact> = emergency.map(|r| facts.about(r, "is for emergencies")).collect();
    match found.is_empty() {
        true => Judged::lacks("which role is for emergencies: no `[[vendor.role]]` of the kind `break-glass` names one of the input"),
        false => Judged::lacks("whether an alarm watches its use: keyholder does not read alarms").from(found),
    }
}

fn roles(facts: &Facts<'_>) -> Judged {
    let found = facts.entered.iter().map(|(role, rewritten)| {
        let words = if *rewritten { "can be entered by a vendor actor, who can change its permissions" } else { "can be entered by a vendor actor" };
        facts.about(role, words)
    });
    Judged { missing: facts.access_open(), ..Judged::default() }.from(found.collect())
}

fn network_rights(facts: &Facts<'_>) -> Judged {
    const CHANGES: [&str; 9] = [
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:ModifySecurityGroupRules",
        "ec2:CreateRoute",
        "ec2:ReplaceRoute",
        "ec2:CreateNetworkAclEntry",
        "ec2:ModifyVpcEndpoint",
        "ec2:CreateVpcPeeringConnection",
        "ec2:AttachInternetGateway",
    ];
    let may = facts.outsiders_may(&CHANGES, "ec2:*");
    let mut judged = Judged {
        against: may.yes,
        missing: facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]).into_iter().collect(),
        ..Judged::default()
    };
    perhaps(&mut judged, may.perhaps, "change the network");
    let asked = format!("{} roles and users that vendor actors get into were asked about {} actions", facts.entered.len(), CHANGES.len());
    judged.from(vec![Fact { text: asked, resource: None }])
}

/// Whether the policies of stores and keys hold against vendor actors.
fn guards(facts: &Facts<'_>) -> Judged {
    let buckets = facts.outsiders_may(&["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl"], "s3:*");
    let keys = facts.outsiders_may(&["kms:PutKeyPolicy", "kms:CreateGrant"], "kms:*");
    let mut judged = Judged { missing: facts.access_open(), ..Judged::default() };
    judged.against.extend(keys.yes);
    unique(&mut judged.against);
    perhaps(&mut judged, [buckets.perhaps, keys.perhaps].concat(), "rewrite the policies of buckets and keys");
    let open: Vec<&Resource> = facts.stores().chain(facts.keys()).filter(|r| facts.policy_open(r)).collect();
    if !open.is_empty() {
        judged.missing.push(format!("the policy of {}", facts.named(&open)));
    }
    judged.from(facts.keys().map(|k| facts.about(k, "is a key whose policy was read")).collect())
}

fn upgrades(facts: &Facts<'_>) -> Judged {
    let kafka = facts.outsiders_may(&["kafka:UpdateClusterKafkaVersion", "kafka:UpdateClusterConfiguration", "kafka:RebootBroker"], "kafka:*");
    let eks = facts.outsiders_may(&["eks:UpdateClusterVersion", "eks:UpdateNodegroupVersion"], "eks:*");
    let groups = facts.outsiders_may(&["autoscaling:UpdateAutoScalingGroup", "autoscaling:StartInstanceRefresh"], "autoscaling:*");
    let mut judged = Judged::default();
    judged.against.extend(kafka.yes.into_iter().chain(eks.yes).chain(groups.yes));
    unique(&mut judged.against);
    perhaps(&mut judged, [kafka.perhaps, eks.perhaps, groups.perhaps].concat(), "change versions");
    judged
}

/// The first steps of vendor actors into roles of ours.
pub(super) fn entries<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Resource, &'f crate::graph::Edge)> {
    let graph = facts.analysis.graph;
    let starts = facts.analysis.groups.iter().flat_map(|g| &g.starts).filter(|k| matches!(k, NodeKind::Outside(_)));
    let edges = starts.filter_map(|k| graph.find(k)).flat_map(|n| graph.leaving(n).collect::<Vec<_>>());
    edges.filter(|e| e.status > Status::Unknown).filter_map(|e| match graph.node(e.to)?.kind {
        NodeKind::Principal(id) => Some((facts.resource(id)?, e)),
        _ => None,
    })
}

pub(super) fn unique(facts: &mut Vec<Fact>) {
    facts.sort_by(|a, b| (a.resource, &a.text).cmp(&(b.resource, &b.text)));
    facts.dedup();
}

fn word(kind: RoleKind) -> &'static str {
    match kind {
        RoleKind::Automation => "automation",
        RoleKind::Support => "people who support",
        RoleKind::BreakGlass => "emergencies",
        RoleKind::Service => "the product itself",
        RoleKind::Ci => "build pipelines",
    }
}
