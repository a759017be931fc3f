//! The rules: a file each, listed here in order of their ids.

use super::Rule;

mod acl_for_everyone;
mod acl_host_bound;
mod acl_literal_star;
mod acl_window;
mod agent_reaches_data;
mod app_principal_is_admin;
mod authz_denial_not_collected;
mod binding_above_cluster;
mod break_glass_open;
mod broker_from_internet;
mod broker_logs_off;
mod bucket_public_access_not_blocked;
mod bucket_without_tls_only;
mod capture_store_open;
mod channel_copies_topic;
mod client_ca_shared;
mod client_cert_not_revocable;
mod client_network_foreign;
mod cloud_key_broad;
mod cluster_policy_foreign;
mod cluster_policy_service_open;
mod connector_broad;
mod connector_secret_inline;
mod console_open;
mod console_plaintext;
mod data_can_leave;
mod data_role_above_namespace;
mod dataset_without_store;
mod endpoint_policy_full_access;
mod expired_acceptance;
mod expired_evidence;
mod field_key_shared;
mod for_all_values_with_allow;
mod full_admin_policy;
mod guard_rewritable_by_vendor;
mod hostname_check_off;
mod human_and_machine_share_role;
mod identity_filter_open;
mod ineffective_external_id;
mod inter_broker_plaintext;
mod ip_filter_without_data_plane;
mod kafka_acl_wildcard;
mod kafka_authorizer_off;
mod kafka_can_mint_users;
mod kafka_cluster_action;
mod kafka_grant_incomplete;
mod kafka_open_by_default;
mod kafka_plaintext_reachable;
mod kafka_star;
mod kafka_tag_condition_dead;
mod kafka_unauthenticated;
mod key_owned_by_person;
mod key_policy_to_vendor;
mod log_to_foreign_account;
mod mixed_security_group_rules;
mod msk_metadata_port_open;
mod msk_public_access;
mod network_rule_contradiction;
mod not_principal_with_allow;
mod oidc_sub_wildcard;
mod pass_role_wildcard;
mod plugin_from_open_source;
mod provider_managed_key_on_regulated;
mod refuted_claim;
mod resource_policy_allows_everyone;
mod resource_policy_grants_outsider;
mod review_stale;
mod role_grantor;
mod sas_rule_broad;
mod scram_weak;
mod secret_in_plan;
mod security_group_open_to_internet;
mod session_longer_than_declared;
mod shared_kafka_principal;
mod shared_key_auth_on;
mod siem_path_missing;
mod sso_bypass;
mod storage_bypasses_kafka_acl;
mod store_chosen_by_vendor;
mod store_publicly_addressable;
mod store_unencrypted;
mod tag_gate_defeated;
mod telemetry_direct_to_vendor;
mod tls_policy_legacy;
mod trust_everyone;
mod trust_unknown_principal;
mod trust_user_of_vendor;
mod trust_whole_account;
mod trust_without_external_id;
mod trusted_services_on;
mod undecided_claim;
mod undeclared_outsider;
mod vendor_access_standing;
mod vendor_changes_data;
mod vendor_creates_unbounded_roles;
mod vendor_escalates_by_pass_role;
mod vendor_interface_egress_any;
mod vendor_obtains_credentials;
mod vendor_reaches_admin;
mod vendor_reads_data;
mod vendor_removes_guards;
mod vendor_rewrites_permissions;
mod vendor_rewrites_resource_policies;
mod vendor_rewrites_trust;
mod vendor_supply_channel;
mod vendor_takes_over_compute;
mod vendor_undeclared;
mod vendor_uses_key;
mod web_identity_without_subject;
mod wildcard_service_account_subject;

/// Every rule.
pub(super) static ALL: &[&Rule] = &[
    &acl_for_everyone::RULE,
    &acl_host_bound::RULE,
    &acl_literal_star::RULE,
    &acl_window::RULE,
    &agent_reaches_data::RULE,
    &app_principal_is_admin::RULE,
    &authz_denial_not_collected::RULE,
    &binding_above_cluster::RULE,
    &break_glass_open::RULE,
    &broker_from_internet::RULE,
    &broker_logs_off::RULE,
    &bucket_public_access_not_blocked::RULE,
    &bucket_without_tls_only::RULE,
    &capture_store_open::RULE,
    &channel_copies_topic::RULE,
    &client_ca_shared::RULE,
    &client_cert_not_revocable::RULE,
    &client_network_foreign::RULE,
    &cloud_key_broad::RULE,
    &cluster_policy_foreign::RULE,
    &cluster_policy_service_open::RULE,
    &connector_broad::RULE,
    &connector_secret_inline::RULE,
    &console_open::RULE,
    &console_plaintext::RULE,
    &data_can_leave::RULE,
    &data_role_above_namespace::RULE,
    &dataset_without_store::RULE,
    &endpoint_policy_full_access::RULE,
    &expired_acceptance::RULE,
    &expired_evidence::RULE,
    &field_key_shared::RULE,
    &for_all_values_with_allow::RULE,
    &full_admin_policy::RULE,
    &guard_rewritable_by_vendor::RULE,
    &hostname_check_off::RULE,
    &human_and_machine_share_role::RULE,
    &identity_filter_open::RULE,
    &ineffective_external_id::RULE,
    &inter_broker_plaintext::RULE,
    &ip_filter_without_data_plane::RULE,
    &kafka_acl_wildcard::RULE,
    &kafka_authorizer_off::RULE,
    &kafka_can_mint_users::RULE,
    &kafka_cluster_action::RULE,
    &kafka_grant_incomplete::RULE,
    &kafka_open_by_default::RULE,
    &kafka_plaintext_reachable::RULE,
    &kafka_star::RULE,
    &kafka_tag_condition_dead::RULE,
    &kafka_unauthenticated::RULE,
    &key_owned_by_person::RULE,
    &key_policy_to_vendor::RULE,
    &log_to_foreign_account::RULE,
    &mixed_security_group_rules::RULE,
    &msk_metadata_port_open::RULE,
    &msk_public_access::RULE,
    &network_rule_contradiction::RULE,
    &not_principal_with_allow::RULE,
    &oidc_sub_wildcard::RULE,
    &pass_role_wildcard::RULE,
    &plugin_from_open_source::RULE,
    &provider_managed_key_on_regulated::RULE,
    &refuted_claim::RULE,
    &resource_policy_allows_everyone::RULE,
    &resource_policy_grants_outsider::RULE,
    &review_stale::RULE,
    &role_grantor::RULE,
    &sas_rule_broad::RULE,
    &scram_weak::RULE,
    &secret_in_plan::RULE,
    &security_group_open_to_internet::RULE,
    &session_longer_than_declared::RULE,
    &shared_kafka_principal::RULE,
    &shared_key_auth_on::RULE,
    &siem_path_missing::RULE,
    &sso_bypass::RULE,
    &storage_bypasses_kafka_acl::RULE,
    &store_chosen_by_vendor::RULE,
    &store_publicly_addressable::RULE,
    &store_unencrypted::RULE,
    &tag_gate_defeated::RULE,
    &telemetry_direct_to_vendor::RULE,
    &tls_policy_legacy::RULE,
    &trust_everyone::RULE,
    &trust_unknown_principal::RULE,
    &trust_user_of_vendor::RULE,
    &trust_whole_account::RULE,
    &trust_without_external_id::RULE,
    &trusted_services_on::RULE,
    &undecided_claim::RULE,
    &undeclared_outsider::RULE,
    &vendor_access_standing::RULE,
    &vendor_changes_data::RULE,
    &vendor_creates_unbounded_roles::RULE,
    &vendor_escalates_by_pass_role::RULE,
    &vendor_interface_egress_any::RULE,
    &vendor_obtains_credentials::RULE,
    &vendor_reaches_admin::RULE,
    &vendor_reads_data::RULE,
    &vendor_removes_guards::RULE,
    &vendor_rewrites_permissions::RULE,
    &vendor_rewrites_resource_policies::RULE,
    &vendor_rewrites_trust::RULE,
    &vendor_supply_channel::RULE,
    &vendor_takes_over_compute::RULE,
    &vendor_undeclared::RULE,
    &vendor_uses_key::RULE,
    &web_identity_without_subject::RULE,
    &wildcard_service_account_subject::RULE,
];
