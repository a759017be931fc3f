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
        "principal" | "account" => NodeClass::VendorPrincipal,
        "everyone" => NodeClass::Internet,
        "identity" => NodeClass::IdentityProvider,
        "service" => NodeClass::AwsService,
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
        "msk-cluster" => NodeClass::KafkaCluster,
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

/// The line below the name.
pub(super) fn subtitle(node: &Node, class: NodeClass) -> String {
    if node.id.starts_with("raised:") {
        return "after it is given permissions".to_owned();
    }
    match (class, node.kind.as_str()) {
        (_, "account") => "any principal of it".to_owned(),
        (_, "everyone") => "anybody at all".to_owned(),
        (_, "anyone" | "anything") => "not known".to_owned(),
        (_, "admin") => "every action".to_owned(),
        (NodeClass::VendorPrincipal, _) => match &node.role {
            Some(role) => format!("{role} principal"),
            None => node.name.split_once('/').map_or_else(|| "principal".to_owned(), |(kind, _)| kind.to_owned()),
        },
        (NodeClass::WorkloadRole, _) => "role".to_owned(),
        (NodeClass::Compute | NodeClass::Other, kind) => kind.replace('-', " "),
        (class, _) => class.word().to_owned(),
    }
}

/// The bold line: the last part of a path, as the kind stands below.
pub(super) fn title(node: &Node) -> String {
    match node.kind.as_str() {
        "principal" => node.name.rsplit('/').next().unwrap_or(&node.name).to_owned(),
        "identity" => node.name.rsplit(" of ").next().unwrap_or(&node.name).to_owned(),
        _ => node.name.clone(),
    }
}
