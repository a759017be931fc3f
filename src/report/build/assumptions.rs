//! The assumptions: what an input of a kind can never show, and what is taken in its place.

use crate::model::Inventory;
use crate::report::view::Assumption;
use crate::report::visible::bounded;

/// Of what `ignore_changes` leaves to others.
pub(super) const IGNORED: &str = "ignored-changes-unmade";
/// Of what lets in by something that no input shows.
pub(super) const OTHER_KEYS: &str = "no-password-or-key-outside";
/// How many addresses or names are told.
const TOLD: usize = 5;

/// Name, when it is made, what is taken to hold.
const ALL: [(&str, &str, &str); 18] = [
    ("no-scp", "there is no organization data in any source", "no service control policy is attached"),
    ("no-rcp", "there is no organization data in any source", "no resource control policy is attached"),
    ("no-session-policy", "there is no organization data in any source", "no session policy is passed when a role is assumed"),
    ("caller-side-allows", "the caller belongs to another account, or its ARN is not in the input", "its own identity policies allow the call"),
    ("referenced-store-has-no-deny", "a store is known by its ARN or a pattern only", "its resource policy neither grants nor denies"),
    (
        "referenced-key-delegates",
        "a key is known by its ARN only",
        "it has AWS's default key policy, which leaves the decision to the account's IAM policies",
    ),
    (
        "no-policy-outside-terraform",
        "the source is a Terraform plan or state",
        "what Terraform manages has no policy, grant or trust that Terraform does not know",
    ),
    (IGNORED, "the source tells Terraform to leave changes to others (`ignore_changes`)", "nobody has made any: what the source says holds"),
    (
        "no-acl-outside-terraform",
        "the source states access control lists of a Kafka cluster",
        "the cluster has no entry that the source does not state",
    ),
    (OTHER_KEYS, "databases, caches or machines let in by a password or a private key as well", "nobody outside holds one"),
    (
        "session-default",
        "an account told its roles, but not by `aws iam list-roles` how long their sessions last",
        "sessions last AWS's default, an hour",
    ),
    (
        "no-azure-role-outside-input",
        "the source holds resources of Azure",
        "nobody has a role there that the source does not give: inherited from a scope above, by membership in a group, or activated",
    ),
    ("no-azure-deny-or-policy", "a step rests on a role of Azure", "no deny assignment, lock or policy of Azure stops the step"),
    ("account-not-own", "our own account id is not in the input", "a literal account id in a principal is not ours"),
    ("bpa-off", "the snapshot has no file on it", "S3 Block Public Access is off"),
    ("sg-vpc-associations-none", "the snapshot has no file on it", "security groups are associated with their own VPC only"),
    ("preserve-client-ip-default", "the snapshot has no file on it", "target groups keep AWS's default for client addresses"),
    ("dns-attributes-default", "the snapshot has no file on it", "VPCs keep AWS's default DNS attributes"),
];

/// The assumptions of these names in the contract's order; a name that is not listed is kept, with no more said.
pub(super) fn assumptions(names: &std::collections::BTreeSet<String>, inventory: &Inventory) -> Vec<Assumption> {
    let about = |id: &str| match id {
        IGNORED => listed(inventory.inputs.iter().flat_map(|i| &i.ignored).cloned().collect()),
        OTHER_KEYS => listed(inventory.with_other_keys().map(|r| inventory.render(&r.name)).collect()),
        _ => String::new(),
    };
    let listed = ALL.iter().filter(|(id, ..)| names.contains(*id)).map(|(id, when, value)| Assumption {
        id: (*id).to_owned(),
        when: format!("{when}{}", about(id)),
        value: (*value).to_owned(),
    });
    let others = names.iter().filter(|n| !ALL.iter().any(|(id, ..)| id == n)).map(|n| Assumption {
        id: n.clone(),
        when: String::new(),
        value: n.replace('-', " "),
    });
    listed.chain(others).collect()
}

fn listed(all: Vec<String>) -> String {
    let told = all.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(TOLD) {
        0 => bounded(format!(": {told}")),
        more => bounded(format!(": {told} and {more} more")),
    }
}
