//! The catalogue of what is followed, for readers: every way with its ids, calls and what it needs besides, from the tables that the steps
//! are made from.

use super::EdgeKind;
use super::edges;

/// One way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it does.
    pub kind: EdgeKind,
    /// Catalogue ids, the first one first; none for ways of our own.
    pub ids: Vec<&'static str>,
    /// Calls: an action, then the resource types that it must be allowed on where not all that the action names (`a|b`: one of them).
    pub calls: Vec<&'static str>,
    /// The service that the role must trust, or that hands out the role's credentials.
    pub service: Option<&'static str>,
    /// The kind of resource that it starts from (`ecs-cluster`), if it needs one that exists.
    pub existing: Option<&'static str>,
    /// What has to hold besides, for a reader.
    pub given: Option<String>,
}

/// Every way, by family.
pub fn catalogue() -> Vec<Row> {
    edges::rows()
}

/// Ids whose steps are made of others: which.
pub const COMPOSED: &[(&[&str], &str)] = &[
    (&["iam-014", "iam-016", "iam-017"], "a grant to another role (iam-009, iam-001, iam-005) and holding that role (sts-001)"),
    (&["iam-015", "iam-018"], "a grant to another user (iam-008, iam-007) and its credentials (iam-002)"),
    (&["iam-019", "iam-020", "iam-021"], "a grant to another role (iam-009, iam-001, iam-005) and its trust policy (iam-012)"),
    (&["x-prowler-02"], "rewriting the trust policy (iam-012), then assuming"),
    (&["sts-002", "sts-003"], "a trust policy that lets outsiders in: an `assume` step from outside"),
    (&["x-cloud-audit-24"], "reading a parameter: a `read` step"),
    (&["k-16", "k-17", "k-18"], "what Kafka's access control lists let a principal do that a credential makes (k-06, k-07, k-08)"),
    (&["k-23"], "what a role binding of Confluent Cloud lets a principal give itself that a key makes (k-06)"),
];

/// Ids that open nothing by themselves: why.
pub const NOTHING: &[(&[&str], &str)] = &[
    (&["x-cloud-audit-16"], "a service-linked role trusts its service only, which does not act for the caller at will"),
    (&["x-cloud-audit-17"], "an access key that is turned on again is of use to whoever holds its secret"),
    (&["x-cloud-audit-18", "x-cloud-audit-19"], "conditions on MFA stay open conditions, with or without the device"),
    (
        &["d-10", "d-12", "d-13", "d-14", "d-19", "d-27"],
        "backup vaults, Glacier vaults, log destinations, images and access points are no stores of the inventory; a call that may open a store through one holds the answer open",
    ),
    (
        &["k-14"],
        "what a stream of Firehose or a pipe of EventBridge needs to read a cluster is not documented enough: the calls hold the answer open",
    ),
    (&["k-24"], "roles of members of an AutoMQ environment are in no input: who may make Kafka users there is asked of nobody"),
    (&["k-15"], "edits of ZooKeeper need a network path and no permission: `keyholder reach` answers whether there is one to port 2181 or 2182"),
    (&["sso-001", "sso-002", "sso-003"], "permission sets of IAM Identity Center are not in the inventory; the calls hold the answer open"),
];

/// The page `docs/escalation.md`.
pub fn page() -> String {
    let mut out = String::from("# Escalation and exposure\n\n");
    out.push_str(
        "Generated from the tables that the steps are made from: `KEYHOLDER_BLESS=1 cargo test`. Every call is decided by the whole policy ",
    );
    out.push_str("evaluator on the resource it is about; a call about something that does not exist yet needs some name that is allowed.\n\n");
    out.push_str("Path ids without `x-` and `d-` are those of pathfinding.cloud (Copyright 2025-Present Datadog, Inc., Apache-2.0). ");
    out.push_str("`x-` are sets that other tools list; `d-` rewrite the guard of data.\n");
    let mut kind = None;
    for row in catalogue() {
        if kind != Some(row.kind) {
            kind = Some(row.kind);
            let name = serde_json::to_value(row.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            out.push_str(&format!("\n## `{name}`\n\n| ids | calls | service | needs |\n|---|---|---|---|\n"));
        }
        let calls: Vec<String> = row.calls.iter().map(|c| format!("`{}`", c.replace('|', " or "))).collect();
        let existing = row.existing.map(|e| format!("{} that exists", e.replace('-', " ")));
        let needs: Vec<String> = existing.into_iter().chain(row.given).collect();
        out.push_str(&format!("| {} | {} | {} | {} |\n", row.ids.join(", "), calls.join(", "), row.service.unwrap_or(""), needs.join("; ")));
    }
    for (title, list) in [("Made of other steps", COMPOSED), ("Not followed as steps", NOTHING)] {
        out.push_str(&format!("\n## {title}\n\n| ids | why |\n|---|---|\n"));
        for (ids, why) in list {
            out.push_str(&format!("| {} | {why} |\n", ids.join(", ")));
        }
    }
    out
}
