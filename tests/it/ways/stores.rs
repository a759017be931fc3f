//! Stores and keys of each kind, as a state holds them.

use serde_json::json;

use super::{ACCOUNT, Thing, document, iam};

/// A store or key of a kind, which nothing but its own policy guards.
pub(super) fn store(kind: &str) -> Thing {
    let here = |service: &str, rest: &str| format!("arn:aws:{service}:eu-central-1:{ACCOUNT}:{rest}");
    match kind {
        "s3-bucket" => {
            // Access control lists are on.
            ("aws_s3_bucket", "x", json!({"bucket": "x", "arn": "arn:aws:s3:::x", "tags": {}, "policy": null}))
        }
        "s3-directory-bucket" => {
            ("aws_s3_directory_bucket", "x", json!({"bucket": "x--euc1-az1--x-s3", "arn": here("s3express", "bucket/x--euc1-az1--x-s3")}))
        }
        "kms-key" => {
            let policy = document(&json!([{"Effect": "Allow", "Principal": {"AWS": iam("root")}, "Action": "kms:*", "Resource": "*"}]));
            ("aws_kms_key", "x", json!({"key_id": "k", "arn": here("kms", "key/k"), "tags": {}, "policy": policy}))
        }
        "secretsmanager-secret" => {
            ("aws_secretsmanager_secret", "x", json!({"name": "x", "arn": here("secretsmanager", "secret:x-AbCdEf"), "policy": "", "kms_key_id": ""}))
        }
        "ssm-parameter" => ("aws_ssm_parameter", "x", json!({"name": "x", "type": "String", "arn": here("ssm", "parameter/x")})),
        "ecr-repository" => ("aws_ecr_repository", "x", json!({"name": "x", "arn": here("ecr", "repository/x"), "encryption_configuration": []})),
        "lambda-function" => {
            let role = iam("role/runs");
            ("aws_lambda_function", "x", json!({"function_name": "x", "arn": here("lambda", "function:x"), "role": role, "kms_key_arn": ""}))
        }
        "lambda-layer-version" => ("aws_lambda_layer_version", "x", json!({"layer_name": "x", "version": "1", "arn": here("lambda", "layer:x:1")})),
        "efs-file-system" => {
            ("aws_efs_file_system", "x", json!({"id": "fs-1", "arn": here("elasticfilesystem", "file-system/fs-1"), "encrypted": false}))
        }
        "glue-database" => ("aws_glue_catalog_database", "x", json!({"name": "x", "arn": here("glue", "database/x")})),
        "sns-topic" => ("aws_sns_topic", "x", json!({"name": "x", "arn": here("sns", "x"), "policy": null, "kms_master_key_id": ""})),
        "sqs-queue" => ("aws_sqs_queue", "x", json!({"name": "x", "arn": here("sqs", "x"), "policy": "", "kms_master_key_id": ""})),
        "ebs-snapshot" => ("aws_ebs_snapshot", "x", json!({"id": "snap-1", "arn": "arn:aws:ec2:eu-central-1::snapshot/snap-1", "encrypted": false})),
        "ebs-volume" => ("aws_ebs_volume", "x", json!({"id": "vol-1", "arn": here("ec2", "volume/vol-1"), "encrypted": false})),
        "rds-instance" => ("aws_db_instance", "x", json!({"identifier": "x", "arn": here("rds", "db:x"), "storage_encrypted": false})),
        "rds-cluster" => ("aws_rds_cluster", "x", json!({"cluster_identifier": "x", "arn": here("rds", "cluster:x"), "storage_encrypted": false})),
        "rds-snapshot" => {
            ("aws_db_snapshot", "x", json!({"db_snapshot_identifier": "x", "db_snapshot_arn": here("rds", "snapshot:x"), "encrypted": false}))
        }
        "rds-cluster-snapshot" => {
            let arn = here("rds", "cluster-snapshot:x");
            (
                "aws_db_cluster_snapshot",
                "x",
                json!({"db_cluster_snapshot_identifier": "x", "db_cluster_snapshot_arn": arn, "storage_encrypted": false}),
            )
        }
        "msk-cluster" => ("aws_msk_cluster", "x", json!({"cluster_name": "x", "arn": here("kafka", "cluster/x/1")})),
        "dynamodb-table" => ("aws_dynamodb_table", "x", json!({"name": "x", "arn": here("dynamodb", "table/x"), "server_side_encryption": []})),
        "dynamodb-stream" => {
            let stream = here("dynamodb", "table/x/stream/2026-01-01T00:00:00.000");
            ("aws_dynamodb_table", "x", json!({"name": "x", "arn": here("dynamodb", "table/x"), "stream_enabled": true, "stream_arn": stream}))
        }
        "kinesis-stream" => ("aws_kinesis_stream", "x", json!({"name": "x", "arn": here("kinesis", "stream/x"), "encryption_type": "NONE"})),
        "log-group" => ("aws_cloudwatch_log_group", "x", json!({"name": "x", "arn": here("logs", "log-group:x"), "kms_key_id": ""})),
        "elasticache-replication-group" => {
            ("aws_elasticache_replication_group", "x", json!({"replication_group_id": "x", "arn": here("elasticache", "replicationgroup:x")}))
        }
        "elasticache-serverless-cache" => {
            ("aws_elasticache_serverless_cache", "x", json!({"name": "x", "arn": here("elasticache", "serverlesscache:x")}))
        }
        "memorydb-cluster" => ("aws_memorydb_cluster", "x", json!({"name": "x", "arn": here("memorydb", "cluster/x")})),
        "opensearch-domain" => ("aws_opensearch_domain", "x", json!({"domain_name": "x", "arn": here("es", "domain/x"), "access_policies": ""})),
        "redshift-cluster" => {
            ("aws_redshift_cluster", "x", json!({"cluster_identifier": "x", "arn": here("redshift", "cluster:x"), "encrypted": false}))
        }
        "redshift-workgroup" => (
            "aws_redshiftserverless_workgroup",
            "x",
            json!({"workgroup_name": "x", "workgroup_id": "w", "arn": here("redshift-serverless", "workgroup/w")}),
        ),
        other => panic!("no example of {other}"),
    }
}
