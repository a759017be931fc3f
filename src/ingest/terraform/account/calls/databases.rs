//! Databases, caches and search: RDS with DocumentDB and Neptune, Redshift, ElastiCache, MemoryDB, OpenSearch.

use serde_json::Value;

use super::super::entity::{Entity, set};
use super::{Call, Sink, by, is, no};

const DOMAIN: &[(&str, &str)] = &[
    ("domain_name", "DomainName"),
    ("arn", "ARN"),
    ("access_policies", "%AccessPolicies"),
    ("encrypt_at_rest.enabled", "EncryptionAtRestOptions.Enabled"),
    ("encrypt_at_rest.kms_key_id", "EncryptionAtRestOptions.KmsKeyId"),
    ("vpc_options.subnet_ids", "VPCOptions.SubnetIds"),
    ("vpc_options.security_group_ids", "VPCOptions.SecurityGroupIds"),
];

pub(super) const CALLS: &[Call] = &[
    by("rds.describe-db-instances", "DBInstances", "", db_instance),
    is(
        "rds.describe-db-clusters",
        "DBClusters",
        "",
        "aws_rds_cluster",
        &[
            ("cluster_identifier", "DBClusterIdentifier"),
            ("arn", "DBClusterArn"),
            ("storage_encrypted", "StorageEncrypted"),
            ("kms_key_id", "KmsKeyId"),
            ("engine", "Engine"),
            ("engine_mode", "EngineMode"),
            ("iam_database_authentication_enabled", "IAMDatabaseAuthenticationEnabled"),
            ("enable_http_endpoint", "HttpEndpointEnabled"),
            ("iam_roles", "AssociatedRoles"),
            ("port", "Port"),
            ("db_subnet_group_name", "DBSubnetGroup"),
            ("vpc_security_group_ids", "VpcSecurityGroups[].VpcSecurityGroupId"),
        ],
    ),
    is("rds.describe-db-subnet-groups", "DBSubnetGroups", "", "aws_db_subnet_group", SUBNET_GROUP),
    is(
        "rds.describe-db-snapshots",
        "DBSnapshots",
        "",
        "aws_db_snapshot",
        &[("db_snapshot_identifier", "DBSnapshotIdentifier"), ("arn", "DBSnapshotArn"), ("encrypted", "Encrypted"), ("kms_key_id", "KmsKeyId")],
    ),
    is(
        "rds.describe-db-cluster-snapshots",
        "DBClusterSnapshots",
        "",
        "aws_db_cluster_snapshot",
        &[
            ("db_cluster_snapshot_identifier", "DBClusterSnapshotIdentifier"),
            ("arn", "DBClusterSnapshotArn"),
            ("storage_encrypted", "StorageEncrypted"),
            ("kms_key_id", "KmsKeyId"),
        ],
    ),
    by("rds.describe-db-snapshot-attributes", "DBSnapshotAttributesResult", "", |sink, entity| {
        shared(sink, entity, "DBSnapshotIdentifier", "DBSnapshotAttributes[].AttributeValues");
    }),
    by("rds.describe-db-cluster-snapshot-attributes", "DBClusterSnapshotAttributesResult", "", |sink, entity| {
        shared(sink, entity, "DBClusterSnapshotIdentifier", "DBClusterSnapshotAttributes[].AttributeValues");
    }),
    is(
        "redshift.describe-clusters",
        "Clusters",
        "ClusterNodes",
        "aws_redshift_cluster",
        &[
            ("cluster_identifier", "ClusterIdentifier"),
            ("encrypted", "Encrypted"),
            ("kms_key_id", "KmsKeyId"),
            ("publicly_accessible", "PubliclyAccessible"),
            ("iam_roles", "IamRoles"),
            ("port", "Endpoint.Port"),
            ("cluster_subnet_group_name", "ClusterSubnetGroupName"),
            ("vpc_security_group_ids", "VpcSecurityGroups[].VpcSecurityGroupId"),
        ],
    ),
    is(
        "redshift.describe-cluster-subnet-groups",
        "ClusterSubnetGroups",
        "",
        "aws_redshift_subnet_group",
        &[("name", "ClusterSubnetGroupName"), ("subnet_ids", "Subnets[].SubnetIdentifier")],
    ),
    is(
        "redshift-serverless.list-workgroups",
        "workgroups",
        "",
        "aws_redshiftserverless_workgroup",
        &[
            ("workgroup_name", "workgroupName"),
            ("arn", "workgroupArn"),
            ("publicly_accessible", "publiclyAccessible"),
            ("subnet_ids", "subnetIds"),
            ("security_group_ids", "securityGroupIds"),
        ],
    ),
    is(
        "elasticache.describe-replication-groups",
        "ReplicationGroups",
        "",
        "aws_elasticache_replication_group",
        &[
            ("replication_group_id", "ReplicationGroupId"),
            ("arn", "ARN"),
            ("at_rest_encryption_enabled", "AtRestEncryptionEnabled"),
            ("kms_key_id", "KmsKeyId"),
            ("user_group_ids", "UserGroupIds"),
        ],
    ),
    no("elasticache.describe-cache-clusters", "CacheClusters"),
    is(
        "elasticache.describe-serverless-caches",
        "ServerlessCaches",
        "",
        "aws_elasticache_serverless_cache",
        &[
            ("name", "ServerlessCacheName"),
            ("arn", "ARN"),
            ("kms_key_id", "KmsKeyId"),
            ("user_group_id", "UserGroupId"),
            ("subnet_ids", "SubnetIds"),
            ("security_group_ids", "SecurityGroupIds"),
        ],
    ),
    is(
        "memorydb.describe-clusters",
        "Clusters",
        "ACLName",
        "aws_memorydb_cluster",
        &[
            ("name", "Name"),
            ("arn", "ARN"),
            ("kms_key_arn", "KmsKeyId"),
            ("acl_name", "ACLName"),
            ("port", "ClusterEndpoint.Port"),
            ("subnet_group_name", "SubnetGroupName"),
            ("security_group_ids", "SecurityGroups[].SecurityGroupId"),
        ],
    ),
    is(
        "memorydb.describe-subnet-groups",
        "SubnetGroups",
        "",
        "aws_memorydb_subnet_group",
        &[("name", "Name"), ("arn", "ARN"), ("subnet_ids", "Subnets[].Identifier")],
    ),
    is("opensearch.list-domain-names", "DomainNames", "DomainName", "aws_opensearch_domain", &[("domain_name", "DomainName")]),
    is("opensearch.describe-domain", "DomainStatusList", "", "aws_opensearch_domain", DOMAIN),
    is("opensearch.describe-domain", "DomainStatus", "", "aws_opensearch_domain", DOMAIN),
];

const INSTANCE: &[(&str, &str)] = &[
    ("identifier", "DBInstanceIdentifier"),
    ("arn", "DBInstanceArn"),
    ("storage_encrypted", "StorageEncrypted"),
    ("kms_key_id", "KmsKeyId"),
    ("publicly_accessible", "PubliclyAccessible"),
    ("port", "Endpoint.Port"),
    ("db_subnet_group_name", "DBSubnetGroup.DBSubnetGroupName"),
    ("vpc_security_group_ids", "VpcSecurityGroups[].VpcSecurityGroupId"),
    ("iam_database_authentication_enabled", "IAMDatabaseAuthenticationEnabled"),
    ("custom_iam_instance_profile", "CustomIamInstanceProfile"),
];

const SUBNET_GROUP: &[(&str, &str)] = &[("name", "DBSubnetGroupName"), ("arn", "DBSubnetGroupArn"), ("subnet_ids", "Subnets[].SubnetIdentifier")];

/// An instance holds its subnet group.
fn db_instance(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    if let Some(group) = entity.value.get("DBSubnetGroup").filter(|g| g.is_object()) {
        sink.with("aws_db_subnet_group", &entity.part(group, "DBSubnetGroup"), SUBNET_GROUP);
    }
    let mut values = entity.values(INSTANCE);
    set(&mut values, "cluster_identifier", entity.take("DBClusterIdentifier"));
    // An instance of a cluster is a part of that.
    let ty = if values.contains_key("cluster_identifier") { "aws_rds_cluster_instance" } else { "aws_db_instance" };
    sink.add(ty, entity, values.into());
}

/// With whom a snapshot is shared.
fn shared(sink: &mut Sink<'_>, entity: &Entity<'_>, id: &str, values: &str) {
    let lists = entity.take(values);
    let others: Vec<&str> = lists.as_array().into_iter().flatten().filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
    sink.shared(entity.str(id), &others);
}
