//! A VPC endpoint that lets everything through.

use crate::findings::guard::is_any;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Network, ResourcePolicy};
use crate::policy::{Actions, Document, Effect, PrincipalPattern, Principals, Resources};

pub(super) static RULE: Rule = Rule {
    id: "endpoint-policy-full-access",
    title: "A VPC endpoint to S3 or DynamoDB lets everything through",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-NET-06", "NIST 800-53 r5 AC-4", "ISO 27001:2022 A.8.21", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A VPC endpoint for S3 or DynamoDB whose policy allows every principal every action on every resource without condition,
as AWS's default does.

### Why it matters

Whoever runs code in the VPC can copy data into a bucket of any other account, past every firewall.

### How to fix it

Allow your own buckets and tables only, or ask for `aws:ResourceAccount` or `aws:ResourceOrgID`.

### Limits

Endpoints of other services are not judged.
"#,
    check,
};

const SERVICES: &[&str] = &[".s3", ".dynamodb", ".s3express"];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let endpoints = analysis.inventory.resources.iter().filter(|r| !r.referenced && is_data_endpoint(r.network.as_ref()));
    let open = endpoints.filter(|r| match r.resource_policy {
        ResourcePolicy::None => true,
        ResourcePolicy::Policy(id) => analysis.inventory.policy(id).and_then(|p| p.document.as_ref()).is_some_and(is_full),
        ResourcePolicy::NotApplicable | ResourcePolicy::Unseen => false,
    });
    let message = "the endpoint lets every principal do everything with every bucket or table, other accounts' included";
    open.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned())).collect()
}

fn is_data_endpoint(network: Option<&Network>) -> bool {
    let Some(Network::Endpoint(endpoint)) = network else { return false };
    let last = match endpoint.service.pieces().last() {
        Some(crate::aws::Piece::Literal(text)) => text,
        _ => return false,
    };
    SERVICES.iter().any(|s| last.ends_with(s))
}

fn is_full(document: &Document) -> bool {
    let denied = document.statements.iter().any(|s| s.effect == Effect::Deny);
    let full = document.statements.iter().any(|s| {
        let everyone = matches!(&s.principals, Principals::Only(list) if list.contains(&PrincipalPattern::Everyone));
        let everything = matches!(&s.actions, Actions::Only(list) if list.iter().any(is_any));
        let everywhere = matches!(&s.resources, Resources::Only(list) if list.iter().any(is_any));
        s.effect == Effect::Allow && everyone && everything && everywhere && s.conditions.is_empty()
    });
    full && !denied
}
