//! An access control list entry hangs on a public address.

use std::net::IpAddr;

use crate::findings::acls::{entries, finding};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "acl-host-bound",
    title: "An access control list entry hangs on a public address",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-AUT-05", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An entry whose host is an address that is not private.

### Why it matters

Brokers compare what they see. A translation of addresses or a load balancer on the way, or a new address, and the
Allow is gone or the Deny no longer bites, without a word.

### How to fix it

Leave the host `*`, and limit networks by security groups.

### Limits

Private addresses change as well, and are not told of.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let bound = entries(analysis).filter(|e| e.acl.host.literal().is_some_and(is_public));
    bound.map(|e| finding(&RULE, analysis, e, "hangs on a public address, which translation and load balancers change")).collect()
}

fn is_public(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(a)) => !(a.is_private() || a.is_loopback() || a.is_link_local() || a.is_unspecified()),
        Ok(IpAddr::V6(a)) => !(a.is_loopback() || a.is_unspecified() || a.segments().first().is_some_and(|s| s & 0xfe00 == 0xfc00)),
        Err(_) => false,
    }
}
