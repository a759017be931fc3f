//! A vendor obtains the credentials of a user.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-obtains-credentials",
    title: "A vendor can make or change credentials of a user, and get at what the user reaches",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step makes or changes credentials of an IAM user
(`iam:CreateAccessKey`, `iam:CreateLoginProfile`, `iam:UpdateLoginProfile`), or obtains those of a Kafka user: the secret
with its password or key (with `kms:Decrypt` where its key asks for that), a new value of it, a certificate of a trusted
authority. One finding a vendor role and user.

### Why it matters

Keys and passwords outlive the vendor's session, work from anywhere, and are not ended by removing the vendor's role.

### How to fix it

Leave out these actions, or limit them to the vendor's own users by path; replace users by roles.

### Limits

Whether a user has a password is seldom in the input: the call that fits is taken to work.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Credential, |actors, target, reached| {
        format!("{actors} can obtain credentials of {target} and so reach {reached}")
    })
}
