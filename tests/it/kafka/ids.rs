//! Findings about Kafka systems: each that a review of one asks for has a rule, of this id or of another that tells the same.

use keyholder::findings;

/// What a review asks for, and the rule that tells it where that is called otherwise.
const ASKED: &[(&str, &str)] = &[
    // Any cluster, and those that one runs.
    ("kafka-unauthenticated", ""),
    ("kafka-plaintext-reachable", ""),
    ("inter-broker-plaintext", ""),
    ("kafka-authorizer-off", ""),
    ("kafka-open-by-default", ""),
    ("kafka-acl-wildcard", ""),
    ("acl-literal-star", ""),
    ("acl-for-everyone", ""),
    ("app-principal-is-admin", ""),
    ("kafka-cluster-action", ""),
    ("kafka-can-mint-users", ""),
    ("shared-kafka-principal", ""),
    ("acl-host-bound", ""),
    ("hostname-check-off", ""),
    ("scram-weak", ""),
    ("broker-from-internet", ""),
    ("console-open", ""),
    ("storage-bypasses-kafka-acl", ""),
    ("acl-window", ""),
    ("secret-in-plan", ""),
    // Amazon MSK.
    ("msk-public-access", ""),
    ("cluster-policy-foreign", ""),
    ("cluster-policy-service-open", ""),
    ("kafka-star", ""),
    ("kafka-tag-condition-dead", ""),
    ("kafka-grant-incomplete", ""),
    ("guard-rewritable-by-vendor", ""),
    ("secret-readable-by-vendor", "vendor-obtains-credentials"),
    ("client-ca-shared", ""),
    ("connector-broad", ""),
    ("connector-secret-inline", ""),
    ("channel-copies-topic", ""),
    ("data-can-leave", ""),
    ("msk-metadata-port-open", ""),
    ("broker-logs-off", ""),
    ("authz-denial-not-collected", ""),
    ("provider-managed-key-on-regulated", ""),
    // Confluent Cloud.
    ("ip-filter-without-data-plane", ""),
    ("client-network-foreign", ""),
    ("vendor-interface-egress-any", ""),
    ("binding-above-cluster", ""),
    ("key-owned-by-person", ""),
    ("cloud-key-broad", ""),
    ("identity-filter-open", ""),
    ("client-cert-not-revocable", ""),
    ("key-policy-to-vendor", ""),
    ("field-key-shared", ""),
    ("sso-bypass", ""),
    ("siem-path-missing", ""),
    ("external-id-not-effective", "ineffective-external-id"),
    // Azure Event Hubs.
    ("network-rule-contradiction", ""),
    ("trusted-services-on", ""),
    ("shared-key-auth-on", ""),
    ("sas-rule-broad", ""),
    ("vendor-reaches-data", "vendor-reads-data"),
    ("data-role-above-namespace", ""),
    ("role-grantor", ""),
    ("vendor-access-standing", ""),
    ("vendor-undeclared", ""),
    ("oidc-sub-wildcard", ""),
    ("capture-store-open", ""),
    ("log-to-foreign-account", ""),
    ("tls-policy-legacy", ""),
    // AutoMQ.
    ("console-plaintext", ""),
    ("vendor-role-escalates", "vendor-escalates-by-pass-role"),
    ("tag-gate-defeated", ""),
    ("vendor-supply-channel", ""),
    ("telemetry-direct-to-vendor", ""),
    ("agent-reaches-data", ""),
    ("store-chosen-by-vendor", ""),
    ("plugin-from-open-source", ""),
];

#[test]
fn every_finding_that_is_asked_for_has_a_rule() {
    let missing: Vec<&str> =
        ASKED.iter().filter(|(id, by)| findings::rule(if by.is_empty() { id } else { by }).is_none()).map(|(id, _)| *id).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let twice: Vec<&str> = ASKED.iter().filter(|(id, by)| !by.is_empty() && findings::rule(id).is_some()).map(|(id, _)| *id).collect();
    assert!(twice.is_empty(), "told by another rule and by one of their own: {twice:?}");
}
