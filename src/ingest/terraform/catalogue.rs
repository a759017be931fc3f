//! The catalogue of resource types: each service's file lists what it reads; here is how an entry looks, and the types that don't matter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::address::Address;
use super::build::Builder;
use super::instance::{Instance, State};
use super::services;
use crate::model::ResourceId;

/// A resource type and how it is read.
pub(super) struct Type {
    /// Terraform's name, `data.` included for data sources.
    pub name: &'static str,
    /// What it is.
    pub reads: Reads,
}

/// What a type is: a resource of its own, or a part of others.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// A resource, and the function that reads its facets.
    Resource(Makes, fn(&mut Builder<'_>, &Instance, ResourceId)),
    /// Something that adds to other resources.
    Part(fn(&mut Builder<'_>, &Instance)),
}

/// The identity of a resource.
#[derive(Clone, Copy)]
pub(super) struct Makes {
    /// Kind in the model.
    pub kind: &'static str,
    /// ARN, as AWS fixes it: `{partition}`, `{region}`, `{account}`, `{path}`, `{random}`, and attributes.
    pub arn: &'static str,
    /// The attribute that holds its name.
    pub name: &'static str,
}

impl Makes {
    /// Whether it belongs to no Region.
    pub(super) fn global(&self) -> bool {
        self.arn.contains(":iam::") || self.arn.contains(":organizations::")
    }

    /// When its facets are read: before those that are read by what they say.
    pub(super) fn rank(&self) -> u8 {
        match self.kind {
            "iam-policy" | "kms-key" | "subnet" | "event-hubs-namespace" | "azure-role-definition" | "key-vault" => 0,
            "azure-managed-identity" | "azure-application" | "azure-group" | "azure-virtual-machine" => 0,
            "azure-kubernetes-cluster"
            | "azure-service"
            | "azure-web-app"
            | "azure-container-app"
            | "azure-container-group"
            | "azure-storage-account" => 0,
            "iam-role" | "event-hub" | "azure-service-principal" | "key-vault-key" => 1,
            "instance-profile" | "kms-alias" => 2,
            _ => 3,
        }
    }

    /// What the provider's `arn` attribute has beyond the resource's ARN: log groups' once ended in `:*`.
    pub(super) fn arn_suffix(&self) -> &'static str {
        if self.kind == "log-group" { ":*" } else { "" }
    }
}

/// An entry for a type that makes a resource.
pub(super) const fn makes(
    name: &'static str,
    kind: &'static str,
    named: &'static str,
    arn: &'static str,
    read: fn(&mut Builder<'_>, &Instance, ResourceId),
) -> Type {
    Type { name, reads: Reads::Resource(Makes { kind, arn, name: named }, read) }
}

/// An entry for a type that adds to other resources.
pub(super) const fn adds(name: &'static str, read: fn(&mut Builder<'_>, &Instance)) -> Type {
    Type { name, reads: Reads::Part(read) }
}

/// A reader for resources without facets of their own.
pub(super) fn nothing(_: &mut Builder<'_>, _: &Instance, _: ResourceId) {}

static TYPES: LazyLock<BTreeMap<&'static str, &'static Reads>> =
    LazyLock::new(|| services::ALL.iter().flat_map(|types| types.iter()).map(|t| (t.name, &t.reads)).collect());

/// How an instance's type is read; `None` for types without an entry.
pub(super) fn reads(address: &Address) -> Option<&'static Reads> {
    if address.data { TYPES.get(format!("data.{}", address.ty).as_str()).copied() } else { TYPES.get(address.ty.as_str()).copied() }
}

/// How an instance is read: by its type; else, of Azure, as something that runs as its identity.
pub(super) fn reads_of(instance: &Instance) -> Option<&'static Reads> {
    let other = || {
        let managed = !instance.address.data && instance.address.ty.starts_with("azurerm_") && !is_known(&instance.address.ty);
        let identity = instance.at("identity");
        let has = identity.configured() == Some(true) || identity.block().is_some() || matches!(identity.state(), State::Unknown);
        (managed && has).then_some(&services::OF_ITS_OWN)
    };
    reads(&instance.address).or_else(other)
}

/// How a managed type is read; `None` for types without an entry.
pub(super) fn named(ty: &str) -> Option<&'static Reads> {
    TYPES.get(ty).copied()
}

/// The identity of the resources of a kind: that of the first type with an entry for it.
pub(super) fn makes_kind(kind: &str) -> Option<&'static Makes> {
    services::ALL.iter().flat_map(|types| types.iter()).find_map(|t| match &t.reads {
        Reads::Resource(makes, _) if makes.kind == kind => Some(makes),
        _ => None,
    })
}

/// Types that hold what their target may state itself, and the attributes that say what.
const SEPARATE: &[(&str, &[&str])] = &[
    ("aws_iam_role_policy", &["role", "name"]),
    ("aws_iam_role_policy_attachment", &["role", "policy_arn"]),
    ("aws_dynamodb_resource_policy", &["resource_arn"]),
    ("aws_ecr_repository_policy", &["repository"]),
    ("aws_efs_file_system_policy", &["file_system_id"]),
    ("aws_kms_key_policy", &["key_id"]),
    ("aws_s3_bucket_policy", &["bucket"]),
    ("aws_secretsmanager_secret_policy", &["secret_arn"]),
    ("aws_sns_topic_policy", &["arn"]),
    ("aws_sqs_queue_policy", &["queue_url"]),
    ("aws_vpc_endpoint_policy", &["vpc_endpoint_id"]),
];

/// World, type and known target of the instances of such types.
pub(super) fn separate(instances: &[Instance]) -> BTreeSet<(u32, &'static str, String)> {
    let mut out = BTreeSet::new();
    for instance in instances.iter().filter(|i| !i.covered && !i.address.data) {
        for (ty, attributes) in SEPARATE.iter().filter(|(ty, _)| *ty == instance.address.ty) {
            let key: Option<Vec<&str>> = attributes.iter().map(|a| instance.str(a)).collect();
            out.extend(key.map(|key| (instance.world, *ty, key.join(":"))));
        }
    }
    out
}

/// Whether a managed type is read, or known to give no access and hold no data.
pub(super) fn is_known(ty: &str) -> bool {
    TYPES.contains_key(ty) || super::estate::READ.contains(&ty) || IRRELEVANT.contains(&ty) || IRRELEVANT_PREFIXES.iter().any(|p| ty.starts_with(p))
}

/// Types that neither give access, nor run as somebody, nor hold customers' data.
const IRRELEVANT: &[&str] = &[
    "aws_account_alternate_contact",
    "aws_alb_listener_certificate",
    "aws_alb_listener_rule",
    "aws_alb_target_group",
    "aws_alb_target_group_attachment",
    "aws_appautoscaling_policy",
    "aws_appautoscaling_scheduled_action",
    "aws_appautoscaling_target",
    "aws_autoscaling_attachment",
    "aws_autoscaling_lifecycle_hook",
    "aws_autoscaling_notification",
    "aws_autoscaling_policy",
    "aws_autoscaling_schedule",
    "aws_cloudwatch_composite_alarm",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_event_bus",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_log_stream",
    "aws_cognito_user_pool_domain",
    "aws_config_config_rule",
    "aws_config_configuration_recorder",
    "aws_config_configuration_recorder_status",
    "aws_config_delivery_channel",
    "aws_customer_gateway",
    "aws_db_event_subscription",
    "aws_db_option_group",
    "aws_db_parameter_group",
    "aws_default_network_acl",
    "aws_default_vpc_dhcp_options",
    "aws_docdb_cluster_parameter_group",
    "aws_ebs_default_kms_key",
    "aws_ebs_encryption_by_default",
    "aws_ec2_capacity_reservation",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry",
    "aws_ec2_tag",
    "aws_ecr_lifecycle_policy",
    "aws_ecr_pull_through_cache_rule",
    "aws_ecr_registry_scanning_configuration",
    "aws_ecs_account_setting_default",
    "aws_ecs_capacity_provider",
    "aws_ecs_cluster_capacity_providers",
    "aws_efs_backup_policy",
    "aws_elasticache_parameter_group",
    "aws_flow_log",
    "aws_iam_account_alias",
    "aws_iam_account_password_policy",
    "aws_iam_server_certificate",
    "aws_iam_service_specific_credential",
    "aws_iam_signing_certificate",
    "aws_iam_user_ssh_key",
    "aws_iam_virtual_mfa_device",
    "aws_key_pair",
    "aws_kinesis_stream_consumer",
    "aws_lambda_alias",
    "aws_lambda_code_signing_config",
    "aws_lambda_provisioned_concurrency_config",
    "aws_lb_cookie_stickiness_policy",
    "aws_lb_listener_certificate",
    "aws_lb_listener_rule",
    "aws_lb_target_group",
    "aws_lb_target_group_attachment",
    "aws_memorydb_parameter_group",
    "aws_network_acl",
    "aws_network_acl_association",
    "aws_network_acl_rule",
    "aws_network_interface_attachment",
    "aws_placement_group",
    "aws_rds_cluster_parameter_group",
    "aws_redshift_parameter_group",
    "aws_resourcegroups_group",
    "aws_s3_bucket_accelerate_configuration",
    "aws_s3_bucket_analytics_configuration",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_intelligent_tiering_configuration",
    "aws_s3_bucket_metric",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_object",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_request_payment_configuration",
    "aws_s3_object",
    "aws_s3_object_copy",
    "aws_service_discovery_http_namespace",
    "aws_service_discovery_instance",
    "aws_service_discovery_private_dns_namespace",
    "aws_service_discovery_public_dns_namespace",
    "aws_service_discovery_service",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_redrive_allow_policy",
    "aws_sqs_queue_redrive_policy",
    "aws_vpc_dhcp_options",
    "aws_vpc_dhcp_options_association",
    "aws_vpn_connection_route",
    "aws_vpn_gateway",
    "aws_vpn_gateway_attachment",
    "aws_vpn_gateway_route_propagation",
];

/// Beginnings of such types' names.
const IRRELEVANT_PREFIXES: &[&str] = &[
    "aws_acm_",
    "azurerm_application_insights_workbook",
    "azurerm_availability_set",
    "azurerm_consumption_budget_",
    "azurerm_dns_",
    "azurerm_eventhub_consumer_group",
    "azurerm_eventhub_namespace_schema_group",
    "azurerm_management_lock",
    "azurerm_monitor_action_group",
    "azurerm_monitor_activity_log_alert",
    "azurerm_monitor_metric_alert",
    "azurerm_nat_gateway",
    "azurerm_network_security_",
    "azurerm_network_watcher",
    "azurerm_private_dns_",
    "azurerm_public_ip",
    "azurerm_resource_provider_registration",
    "azurerm_route",
    "azurerm_subnet",
    "azurerm_virtual_network",
    "aws_budgets_",
    "aws_cloudwatch_metric_",
    "aws_guardduty_",
    "aws_route53_",
    "aws_servicequotas_",
    "aws_securityhub_",
    "aws_shield_",
    "aws_waf",
];
