//! Other things that run as a role: builds, jobs, notebooks, workflows, stacks, agents.

use serde_json::json;

use super::{Call, by, is, no};

pub(super) const CALLS: &[Call] = &[
    by("codebuild.list-projects", "projects", "-", |sink, entity| {
        if entity.value.is_string() {
            sink.add("aws_codebuild_project", entity, json!({"name": entity.value}));
        }
    }),
    is(
        "codebuild.batch-get-projects",
        "projects",
        "serviceRole",
        "aws_codebuild_project",
        &[
            ("name", "name"),
            ("arn", "arn"),
            ("service_role", "serviceRole"),
            ("build_batch_config", "buildBatchConfig"),
            ("file_system_locations", "fileSystemLocations"),
            ("project_visibility", "projectVisibility"),
        ],
    ),
    is("glue.get-jobs", "Jobs", "Command", "aws_glue_job", &[("name", "Name"), ("role_arn", "Role")]),
    is("glue.list-jobs", "JobNames", "", "aws_glue_job", &[("name", "")]),
    is("glue.get-dev-endpoints", "DevEndpoints", "", "aws_glue_dev_endpoint", &[("name", "EndpointName"), ("role_arn", "RoleArn")]),
    is(
        "glue.get-crawlers",
        "Crawlers",
        "",
        "aws_glue_crawler",
        &[
            ("name", "Name"),
            ("role", "Role"),
            ("lake_formation_configuration.use_lake_formation_credentials", "LakeFormationConfiguration.UseLakeFormationCredentials"),
        ],
    ),
    is(
        "sagemaker.list-notebook-instances",
        "NotebookInstances",
        "",
        "aws_sagemaker_notebook_instance",
        &[("name", "NotebookInstanceName"), ("arn", "NotebookInstanceArn")],
    ),
    is(
        "sagemaker.describe-notebook-instance",
        "",
        "",
        "aws_sagemaker_notebook_instance",
        &[("name", "NotebookInstanceName"), ("arn", "NotebookInstanceArn"), ("role_arn", "RoleArn")],
    ),
    is("stepfunctions.list-state-machines", "stateMachines", "", "aws_sfn_state_machine", &[("name", "name"), ("arn", "stateMachineArn")]),
    is(
        "stepfunctions.describe-state-machine",
        "",
        "",
        "aws_sfn_state_machine",
        &[("name", "name"), ("arn", "stateMachineArn"), ("role_arn", "roleArn")],
    ),
    is(
        "cloudformation.describe-stacks",
        "Stacks",
        "",
        "aws_cloudformation_stack",
        &[("name", "StackName"), ("arn", "StackId"), ("iam_role_arn", "RoleARN")],
    ),
    no("cloudformation.list-stack-sets", "Summaries"),
    is(
        "cloudformation.describe-stack-set",
        "StackSet",
        "",
        "aws_cloudformation_stack_set",
        &[
            ("name", "StackSetName"),
            ("arn", "StackSetARN"),
            ("administration_role_arn", "AdministrationRoleARN"),
            ("permission_model", "PermissionModel"),
        ],
    ),
    no("bedrock-agentcore-control.list-agent-runtimes", "agentRuntimes"),
    is(
        "bedrock-agentcore-control.get-agent-runtime",
        "",
        "",
        "aws_bedrockagentcore_agent_runtime",
        &[
            ("agent_runtime_id", "agentRuntimeId"),
            ("arn", "agentRuntimeArn"),
            ("role_arn", "roleArn"),
            ("authorizer_configuration", "authorizerConfiguration"),
        ],
    ),
    no("bedrock-agentcore-control.list-code-interpreters", "codeInterpreterSummaries"),
    is(
        "bedrock-agentcore-control.get-code-interpreter",
        "",
        "",
        "aws_bedrockagentcore_code_interpreter",
        &[("code_interpreter_id", "codeInterpreterId"), ("arn", "codeInterpreterArn"), ("execution_role_arn", "executionRoleArn")],
    ),
    no("bedrock-agentcore-control.list-browsers", "browserSummaries"),
    is(
        "bedrock-agentcore-control.get-browser",
        "",
        "",
        "aws_bedrockagentcore_browser",
        &[("browser_id", "browserId"), ("arn", "browserArn"), ("execution_role_arn", "executionRoleArn")],
    ),
    no("cognito-identity.list-identity-pools", "IdentityPools"),
    is(
        "cognito-identity.describe-identity-pool",
        "",
        "",
        "aws_cognito_identity_pool",
        &[("id", "IdentityPoolId"), ("allow_unauthenticated_identities", "AllowUnauthenticatedIdentities")],
    ),
    no("cognito-identity.get-identity-pool-roles", ""),
    no("codedeploy.list-applications", "applications"),
    no("codedeploy.list-deployment-groups", ""),
    no("codedeploy.get-deployment-group", "deploymentGroupInfo"),
    no("codecommit.list-repositories", "repositories"),
    no("emr.list-clusters", "Clusters"),
    is(
        "emr.describe-cluster",
        "Cluster",
        "",
        "aws_emr_cluster",
        &[
            ("id", "Id"),
            ("name", "Id"),
            ("arn", "ClusterArn"),
            ("service_role", "ServiceRole"),
            ("ec2_attributes.instance_profile", "Ec2InstanceAttributes.IamInstanceProfile"),
        ],
    ),
    no("resourcegroupstaggingapi.get-resources", "ResourceTagMappingList"),
    no("backup.list-backup-vaults", "BackupVaultList"),
    is("backup.get-backup-vault-access-policy", "", "", "aws_backup_vault_policy", &[("name", "BackupVaultName"), ("policy", "%Policy")]),
    is("ecr.get-registry-policy", "", "", "aws_ecr_registry_policy", &[("name", "registryId"), ("policy", "%policyText")]),
    is(
        "glue.get-resource-policies",
        "GetResourcePoliciesResponseList",
        "",
        "aws_glue_resource_policy",
        &[("name", "PolicyHash"), ("policy", "%PolicyInJson")],
    ),
    no("redshift-serverless.list-namespaces", "namespaces"),
    no("elasticache.describe-cache-subnet-groups", "CacheSubnetGroups"),
];
