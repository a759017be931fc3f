//! A gate by tag that its holder can open.

use std::collections::BTreeSet;

use crate::findings::finding::listed;
use crate::findings::grant;
use crate::findings::guard::{covers, guarded};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::ResourceId;
use crate::policy::{Actions, Statement};

pub(super) static RULE: Rule = Rule {
    id: "tag-gate-defeated",
    title: "A role may set the tag that its own permissions are limited by",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role or user with an Allow that holds only for resources with a certain tag, and another Allow to set tags on
resources of the same service without a condition that would keep it from setting that one. One finding a principal.

### Why it matters

The condition looks as if the permission were limited to the product's own resources. Whoever may tag everything tags
the resource first, and then the permission holds for every resource.

### How to fix it

Allow setting tags only while something is created (`ec2:CreateAction`), or only on what carries the tag already
(`aws:ResourceTag`).

### Limits

Statements are read one by one: a Deny elsewhere is not looked at. Conditions on the tags of the request
(`aws:RequestTag`, `aws:TagKeys`) do not count as a limit, for they do not say what may be tagged.
"#,
    check,
};

/// Actions that set tags, by the service that the tests are about.
///
/// Source: "Actions, resources, and condition keys for AWS services", Service Authorization Reference.
const TAGGING: &[(&str, &str)] = &[
    ("autoscaling", "autoscaling:createorupdatetags"),
    ("ec2", "ec2:createtags"),
    ("iam", "iam:tagrole"),
    ("kafka", "kafka:tagresource"),
    ("kms", "kms:tagresource"),
    ("lambda", "lambda:tagresource"),
    ("rds", "rds:addtagstoresource"),
    ("s3", "s3:putbuckettagging"),
    ("secretsmanager", "secretsmanager:tagresource"),
    ("ssm", "ssm:addtagstoresource"),
];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let held = grant::held(analysis);
    let holders: BTreeSet<ResourceId> = held.iter().flat_map(|h| h.holders.iter().map(|r| r.id)).collect();
    let mut findings = Vec::new();
    for holder in holders {
        let own: Vec<_> = held.iter().filter(|h| h.holders.iter().any(|r| r.id == holder)).collect();
        let free = |action: &str| own.iter().any(|h| h.allows().any(|s| covers(&s.actions, action) && !guarded(s, |key, _| !of_request(key))));
        let open: Vec<&str> = TAGGING.iter().filter(|(_, action)| free(action)).map(|(service, _)| *service).collect();
        let mut told: Vec<(&grant::Held<'_>, u32)> = Vec::new();
        let mut names = Vec::new();
        for policy in &own {
            for statement in policy.allows().filter(|s| guarded(s, |key, _| is_gate(key))) {
                let gated = gated(statement, &open);
                if !gated.is_empty() {
                    told.push((policy, statement.index));
                    names.extend(gated);
                }
            }
        }
        let (Some((first, _)), Some(resource)) = (told.first().copied(), analysis.inventory.resource(holder)) else { continue };
        let message = format!("may set the tags that its {} are limited by", listed(names));
        let indexes: Vec<u32> = told.iter().filter(|(h, _)| h.policy.id == first.policy.id).map(|(_, index)| *index).collect();
        findings.push(Finding::of_resource(&RULE, analysis.inventory, resource, message).shown_by(first.policy, indexes));
    }
    findings
}

fn of_request(key: &str) -> bool {
    key.starts_with("aws:requesttag/") || key == "aws:tagkeys"
}

/// Whether a key is about the tags that a resource has.
fn is_gate(key: &str) -> bool {
    key.contains(":resourcetag/")
}

/// The actions of a statement whose resources can be tagged freely.
fn gated(statement: &Statement, open: &[&str]) -> Vec<String> {
    let Actions::Only(actions) = &statement.actions else { return Vec::new() };
    let actions = actions.iter().filter_map(|a| a.literal());
    let free = actions.filter(|a| a.split_once(':').is_some_and(|(service, _)| open.contains(&service.to_ascii_lowercase().as_str())));
    free.map(|a| format!("`{a}`")).collect()
}
