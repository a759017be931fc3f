//! What holds data, its keys, and the policies on both.

use super::Value::{Account, Asked, Each, Is};
use super::{Call, Value, bucket, once, regional};

const BUCKET: &[(&str, Value)] = &[("Bucket", Asked("Bucket"))];
const KEY: &[(&str, Value)] = &[("KeyId", Each("Keys[].KeyId"))];
const OWN: &[(&str, Value)] = &[("OwnerIds", Is(r#"["self"]"#))];

pub(super) const CALLS: &[Call] = &[
    once("s3api", "list-buckets", "s3:ListAllMyBuckets").with(&[("MaxBuckets", Is("1000"))]),
    bucket("get-bucket-location", "s3:GetBucketLocation").after("list-buckets").with(&[("Bucket", Each("Buckets[].Name"))]),
    of_bucket("get-bucket-policy", "s3:GetBucketPolicy").absent(&["NoSuchBucketPolicy"]),
    of_bucket("get-bucket-acl", "s3:GetBucketAcl"),
    of_bucket("get-bucket-encryption", "s3:GetEncryptionConfiguration").absent(&["ServerSideEncryptionConfigurationNotFoundError"]),
    of_bucket("get-bucket-ownership-controls", "s3:GetBucketOwnershipControls").absent(&["OwnershipControlsNotFoundError"]),
    of_bucket("get-public-access-block", "s3:GetBucketPublicAccessBlock").absent(&["NoSuchPublicAccessBlockConfiguration"]),
    of_bucket("get-bucket-tagging", "s3:GetBucketTagging").absent(&["NoSuchTagSet"]),
    once("s3control", "get-public-access-block", "s3:GetAccountPublicAccessBlock")
        .with(&[("AccountId", Account)])
        .absent(&["NoSuchPublicAccessBlockConfiguration"]),
    regional("s3control", "list-access-points", "s3:ListAccessPoints").with(&[("AccountId", Account)]),
    access_point("get-access-point", "s3:GetAccessPoint"),
    access_point("get-access-point-policy", "s3:GetAccessPointPolicy").absent(&["NoSuchAccessPointPolicy"]),
    regional("kms", "list-keys", "kms:ListKeys"),
    regional("kms", "list-aliases", "kms:ListAliases"),
    of_key("describe-key", "kms:DescribeKey").with(KEY),
    of_key("get-key-policy", "kms:GetKeyPolicy").with(&[("KeyId", Each("Keys[].KeyId")), ("PolicyName", Is("default"))]),
    of_key("list-grants", "kms:ListGrants").with(KEY),
    of_key("list-resource-tags", "kms:ListResourceTags").with(KEY),
    regional("secretsmanager", "list-secrets", "secretsmanager:ListSecrets"),
    regional("secretsmanager", "get-resource-policy", "secretsmanager:GetResourcePolicy")
        .after("list-secrets")
        .with(&[("SecretId", Each("SecretList[].ARN"))]),
    regional("ssm", "describe-parameters", "ssm:DescribeParameters"),
    regional("dynamodb", "list-tables", "dynamodb:ListTables"),
    regional("dynamodb", "describe-table", "dynamodb:DescribeTable").after("list-tables").with(&[("TableName", Each("TableNames[]"))]),
    regional("dynamodb", "get-resource-policy", "dynamodb:GetResourcePolicy")
        .after("describe-table")
        .with(&[("ResourceArn", Each("Table.TableArn"))])
        .absent(&["PolicyNotFoundException"]),
    regional("ec2", "describe-volumes", "ec2:DescribeVolumes"),
    regional("ec2", "describe-snapshots", "ec2:DescribeSnapshots").with(OWN),
    regional("ec2", "describe-snapshot-attribute", "ec2:DescribeSnapshotAttribute")
        .after("describe-snapshots")
        .with(&[("SnapshotId", Each("Snapshots[].SnapshotId")), ("Attribute", Is("createVolumePermission"))])
        .absent(&["InvalidSnapshot.NotFound"]),
    regional("ec2", "get-ebs-encryption-by-default", "ec2:GetEbsEncryptionByDefault"),
    regional("ec2", "get-ebs-default-kms-key-id", "ec2:GetEbsDefaultKmsKeyId"),
    regional("ec2", "get-snapshot-block-public-access-state", "ec2:GetSnapshotBlockPublicAccessState"),
    regional("rds", "describe-db-instances", "rds:DescribeDBInstances"),
    regional("rds", "describe-db-clusters", "rds:DescribeDBClusters"),
    regional("rds", "describe-db-subnet-groups", "rds:DescribeDBSubnetGroups"),
    regional("rds", "describe-db-snapshots", "rds:DescribeDBSnapshots").with(&[("SnapshotType", Is("manual"))]),
    regional("rds", "describe-db-snapshot-attributes", "rds:DescribeDBSnapshotAttributes")
        .after("describe-db-snapshots")
        .with(&[("DBSnapshotIdentifier", Each("DBSnapshots[].DBSnapshotIdentifier"))])
        .absent(&["DBSnapshotNotFound"]),
    regional("rds", "describe-db-cluster-snapshots", "rds:DescribeDBClusterSnapshots").with(&[("SnapshotType", Is("manual"))]),
    regional("rds", "describe-db-cluster-snapshot-attributes", "rds:DescribeDBClusterSnapshotAttributes")
        .after("describe-db-cluster-snapshots")
        .with(&[("DBClusterSnapshotIdentifier", Each("DBClusterSnapshots[].DBClusterSnapshotIdentifier"))])
        .absent(&["DBClusterSnapshotNotFoundFault"]),
    regional("efs", "describe-file-systems", "elasticfilesystem:DescribeFileSystems"),
    of_file_system("describe-file-system-policy", "elasticfilesystem:DescribeFileSystemPolicy").absent(&["PolicyNotFound"]),
    of_file_system("describe-mount-targets", "elasticfilesystem:DescribeMountTargets"),
    regional("efs", "describe-mount-target-security-groups", "elasticfilesystem:DescribeMountTargetSecurityGroups")
        .after("describe-mount-targets")
        .with(&[("MountTargetId", Each("MountTargets[].MountTargetId"))])
        .absent(&["MountTargetNotFound"]),
    regional("efs", "describe-access-points", "elasticfilesystem:DescribeAccessPoints"),
    regional("kafka", "list-clusters-v2", "kafka:ListClustersV2"),
    of_cluster("get-cluster-policy", "kafka:GetClusterPolicy").absent(&["NotFoundException"]),
    of_cluster("list-scram-secrets", "kafka:ListScramSecrets").absent(&["NotFoundException", "BadRequestException"]),
    of_cluster("list-client-vpc-connections", "kafka:ListClientVpcConnections").absent(&["NotFoundException", "BadRequestException"]),
    regional("kafka", "list-vpc-connections", "kafka:ListVpcConnections"),
    regional("kafka", "list-configurations", "kafka:ListConfigurations"),
    regional("kafka", "list-configuration-revisions", "kafka:ListConfigurationRevisions")
        .after("list-configurations")
        .with(&[("Arn", Each("Configurations[].Arn"))]),
    regional("kafka", "describe-configuration-revision", "kafka:DescribeConfigurationRevision")
        .after("list-configuration-revisions")
        .with(&[("Arn", Asked("Arn")), ("Revision", Each("Revisions[].Revision"))]),
    regional("kafka", "list-replicators", "kafka:ListReplicators"),
    regional("kafka", "describe-replicator", "kafka:DescribeReplicator")
        .after("list-replicators")
        .with(&[("ReplicatorArn", Each("Replicators[].ReplicatorArn"))]),
    regional("kafkaconnect", "list-connectors", "kafkaconnect:ListConnectors"),
    regional("kafkaconnect", "describe-connector", "kafkaconnect:DescribeConnector")
        .after("list-connectors")
        .with(&[("connectorArn", Each("connectors[].connectorArn"))]),
    regional("kinesis", "list-streams", "kinesis:ListStreams"),
    regional("kinesis", "describe-stream-summary", "kinesis:DescribeStreamSummary")
        .after("list-streams")
        .with(&[("StreamName", Each("StreamNames[]"))]),
    regional("kinesis", "get-resource-policy", "kinesis:GetResourcePolicy")
        .after("describe-stream-summary")
        .with(&[("ResourceARN", Each("StreamDescriptionSummary.StreamARN"))])
        .absent(&["ResourceNotFoundException"]),
    regional("sqs", "list-queues", "sqs:ListQueues").with(&[("MaxResults", Is("1000"))]),
    regional("sqs", "get-queue-attributes", "sqs:GetQueueAttributes")
        .after("list-queues")
        .with(&[("QueueUrl", Each("QueueUrls[]")), ("AttributeNames", Is(r#"["All"]"#))])
        .absent(&["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]),
    regional("sns", "list-topics", "sns:ListTopics"),
    regional("sns", "get-topic-attributes", "sns:GetTopicAttributes")
        .after("list-topics")
        .with(&[("TopicArn", Each("Topics[].TopicArn"))])
        .absent(&["NotFound"]),
    regional("logs", "describe-log-groups", "logs:DescribeLogGroups"),
    regional("logs", "describe-resource-policies", "logs:DescribeResourcePolicies"),
    regional("logs", "describe-destinations", "logs:DescribeDestinations"),
    regional("ecr", "describe-repositories", "ecr:DescribeRepositories"),
    regional("ecr", "get-repository-policy", "ecr:GetRepositoryPolicy")
        .after("describe-repositories")
        .with(&[("repositoryName", Each("repositories[].repositoryName"))])
        .absent(&["RepositoryPolicyNotFoundException", "RepositoryNotFoundException"]),
    regional("ecr", "get-registry-policy", "ecr:GetRegistryPolicy").absent(&["RegistryPolicyNotFoundException"]),
    regional("backup", "list-backup-vaults", "backup:ListBackupVaults"),
    regional("backup", "get-backup-vault-access-policy", "backup:GetBackupVaultAccessPolicy")
        .after("list-backup-vaults")
        .with(&[("BackupVaultName", Each("BackupVaultList[].BackupVaultName"))])
        .absent(&["ResourceNotFoundException"]),
    regional("opensearch", "list-domain-names", "es:ListDomainNames"),
    regional("opensearch", "describe-domain", "es:DescribeDomain")
        .after("list-domain-names")
        .with(&[("DomainName", Each("DomainNames[].DomainName"))]),
    regional("redshift", "describe-clusters", "redshift:DescribeClusters"),
    regional("redshift-serverless", "list-namespaces", "redshift-serverless:ListNamespaces"),
    regional("redshift-serverless", "list-workgroups", "redshift-serverless:ListWorkgroups"),
    regional("elasticache", "describe-replication-groups", "elasticache:DescribeReplicationGroups"),
    regional("elasticache", "describe-cache-clusters", "elasticache:DescribeCacheClusters"),
    regional("elasticache", "describe-cache-subnet-groups", "elasticache:DescribeCacheSubnetGroups"),
    regional("elasticache", "describe-serverless-caches", "elasticache:DescribeServerlessCaches"),
    regional("memorydb", "describe-clusters", "memorydb:DescribeClusters"),
    regional("glue", "get-databases", "glue:GetDatabases"),
    regional("glue", "get-connections", "glue:GetConnections").with(&[("HidePassword", Is("true"))]),
    regional("glue", "get-resource-policies", "glue:GetResourcePolicies"),
    regional("resourcegroupstaggingapi", "get-resources", "tag:GetResources"),
];

const fn of_bucket(operation: &'static str, action: &'static str) -> Call {
    bucket(operation, action).after("get-bucket-location").with(BUCKET)
}

const fn access_point(operation: &'static str, action: &'static str) -> Call {
    regional("s3control", operation, action).after("list-access-points").with(&[("AccountId", Account), ("Name", Each("AccessPointList[].Name"))])
}

const fn of_key(operation: &'static str, action: &'static str) -> Call {
    regional("kms", operation, action).after("list-keys")
}

const fn of_file_system(operation: &'static str, action: &'static str) -> Call {
    regional("efs", operation, action).after("describe-file-systems").with(&[("FileSystemId", Each("FileSystems[].FileSystemId"))])
}

const fn of_cluster(operation: &'static str, action: &'static str) -> Call {
    regional("kafka", operation, action).after("list-clusters-v2").with(&[("ClusterArn", Each("ClusterInfoList[].ClusterArn"))])
}
