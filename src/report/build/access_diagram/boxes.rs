//! What a node looks like as a box.

use crate::report::diagram::view::NodeClass;
use crate::report::view::Node;

/// The class of a node: column, glyph and word.
pub(super) fn class(node: &Node) -> NodeClass {
    match node.kind.as_str() {
        "iam-role" => match node.role.as_deref() {
            Some("automation") => NodeClass::AutomationRole,
            Some("support") => NodeClass::SupportRole,
            Some("break-glass") => NodeClass::BreakGlassRole,
            Some("ci") => NodeClass::CiRole,
            Some("service") => NodeClass::ServiceRole,
            _ => NodeClass::WorkloadRole,
        },
        "iam-user" => NodeClass::User,
        "iam-group" => NodeClass::Group,
        "principal" | "account" | "entra-object" => NodeClass::VendorPrincipal,
        "everyone" => NodeClass::Internet,
        "identity" => NodeClass::IdentityProvider,
        "service" => NodeClass::AwsService,
        "security-group" => NodeClass::SecurityGroup,
        "s3-bucket" | "s3-directory-bucket" => NodeClass::Bucket,
        "kms-key" => NodeClass::Key,
        "secretsmanager-secret" => NodeClass::Secret,
        "ssm-parameter" => NodeClass::Parameter,
        "dynamodb-table" => NodeClass::Table,
        "sqs-queue" => NodeClass::Queue,
        "sns-topic" => NodeClass::Topic,
        "log-group" => NodeClass::LogGroup,
        "ecr-repository" => NodeClass::Registry,
        "efs-file-system" => NodeClass::FileSystem,
        "ebs-volume" => NodeClass::Volume,
        "ebs-snapshot" | "rds-snapshot" | "rds-cluster-snapshot" => NodeClass::Snapshot,
        "kinesis-stream" | "dynamodb-stream" => NodeClass::Stream,
        "msk-cluster" | "confluent-cluster" | "kafka-cluster" | "automq-instance" | "redpanda-cluster" | "aiven-kafka" => NodeClass::KafkaCluster,
        "event-hub" | "event-hubs-namespace" | "azure-storage-account" => NodeClass::OtherData,
        "azure-managed-identity" | "azure-service-principal" => NodeClass::WorkloadRole,
        kind if kind.starts_with("azure-") => NodeClass::Compute,
        kind if kind.starts_with("rds-") || kind.starts_with("redshift-") || kind.starts_with("glue-") => NodeClass::Database,
        kind if kind.starts_with("elasticache-") || kind.starts_with("memorydb-") => NodeClass::Cache,
        kind if kind.starts_with("opensearch-") => NodeClass::OtherData,
        kind if ["ec2-", "lambda-", "ecs-", "eks-", "batch-", "codebuild-"].iter().any(|p| kind.starts_with(p)) => NodeClass::Compute,
        _ => NodeClass::Other,
    }
}

/// Whether a class holds data.
pub(super) fn is_data(class: NodeClass) -> bool {
    use NodeClass as N;
    matches!(
        class,
        N::Bucket
            | N::Key
            | N::Secret
            | N::Parameter
            | N::Table
            | N::Queue
            | N::Topic
            | N::LogGroup
            | N::Registry
            | N::Database
            | N::Cache
            | N::FileSystem
            | N::Volume
            | N::Snapshot
            | N::Stream
            | N::KafkaCluster
            | N::KafkaTopic
            | N::OtherData
    )
}

/// Whether a class is somebody outside.
pub(super) fn is_actor(class: NodeClass) -> bool {
    use NodeClass as N;
    matches!(class, N::VendorPrincipal | N::OutsideAccount | N::IdentityProvider | N::AwsService | N::Internet)
}

/// The lines of a box: the name, and below it what it is.
pub(super) fn lines(node: &Node, class: NodeClass) -> Vec<String> {
    let raised = node.id.starts_with("raised:");
    let name = if raised { node.name.trim_end_matches(" with permissions added") } else { &node.name };
    // "any S3 bucket in 111122223333 matching logs-*": the account is the frame's.
    if let Some((what, pattern)) = name.split_once(" matching ").filter(|_| node.referenced && name.starts_with("any ")) {
        let what = what.split(" in ").next().unwrap_or(what);
        let pattern = format!("matching {pattern}");
        return if raised { vec![what.to_owned(), format!("{pattern}, permissions added")] } else { vec![what.to_owned(), pattern] };
    }
    let pair = |title: &str, below: &str| vec![title.to_owned(), below.to_owned()];
    match (class, node.kind.as_str()) {
        _ if raised => pair(name, "with permissions added"),
        (_, "account") => pair(name, "any principal of it"),
        (_, "everyone") => pair(name, "anybody at all"),
        (_, "anyone" | "anything") => pair(name, "not known"),
        (_, "admin") => pair("whole account", &node.account),
        (NodeClass::IdentityProvider, _) => match name.split_once(" of ") {
            Some((who, provider)) => pair(provider, subject(who)),
            None => pair(name, "any identity of it"),
        },
        (NodeClass::VendorPrincipal, "entra-object") => pair(name, "object of Entra ID"),
        (NodeClass::OtherData, "event-hub" | "event-hubs-namespace" | "azure-storage-account") => pair(name, &node.kind.replace('-', " ")),
        (NodeClass::WorkloadRole, "azure-managed-identity" | "azure-service-principal") => pair(name, &node.kind.replace('-', " ")),
        (NodeClass::VendorPrincipal, _) => {
            let (kind, path) = name.split_once('/').unwrap_or(("principal", name));
            let below = node.role.as_ref().map_or_else(|| kind.to_owned(), |role| format!("{role} {kind}"));
            pair(path.rsplit('/').next().unwrap_or(path), &below)
        }
        (NodeClass::WorkloadRole, _) => pair(name, "role"),
        (NodeClass::Compute | NodeClass::Other, kind) => pair(name, &kind.replace('-', " ")),
        (class, _) => pair(name, class.word()),
    }
}

/// A token's subject without what all service accounts of Kubernetes begin with.
pub(super) fn subject(text: &str) -> &str {
    text.strip_prefix("system:serviceaccount:").unwrap_or(text)
}
