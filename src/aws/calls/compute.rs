//! What runs as somebody: machines, functions, containers, jobs, deployments.

use super::Value::{Asked, Each, Is};
use super::{Call, Value, regional};

const CLUSTER: &[(&str, Value)] = &[("cluster", Each("clusterArns[]"))];
const EKS_CLUSTER: &[(&str, Value)] = &[("clusterName", Each("clusters[]"))];

pub(super) const CALLS: &[Call] = &[
    regional("ec2", "describe-instances", "ec2:DescribeInstances"),
    regional("ec2", "describe-iam-instance-profile-associations", "ec2:DescribeIamInstanceProfileAssociations"),
    regional("ec2", "describe-launch-templates", "ec2:DescribeLaunchTemplates"),
    regional("ec2", "describe-launch-template-versions", "ec2:DescribeLaunchTemplateVersions")
        .after("describe-launch-templates")
        .with(&[("LaunchTemplateId", Each("LaunchTemplates[].LaunchTemplateId"))]),
    regional("autoscaling", "describe-auto-scaling-groups", "autoscaling:DescribeAutoScalingGroups"),
    regional("autoscaling", "describe-launch-configurations", "autoscaling:DescribeLaunchConfigurations"),
    regional("ssm", "describe-instance-information", "ssm:DescribeInstanceInformation"),
    regional("lambda", "list-functions", "lambda:ListFunctions"),
    of_function("get-policy", "lambda:GetPolicy").absent(&["ResourceNotFoundException"]),
    of_function("list-function-url-configs", "lambda:ListFunctionUrlConfigs"),
    regional("lambda", "list-event-source-mappings", "lambda:ListEventSourceMappings"),
    regional("eks", "list-clusters", "eks:ListClusters"),
    regional("eks", "describe-cluster", "eks:DescribeCluster").after("list-clusters").with(&[("name", Each("clusters[]"))]),
    regional("eks", "list-access-entries", "eks:ListAccessEntries").after("list-clusters").with(EKS_CLUSTER).absent(&["InvalidRequestException"]),
    entry("describe-access-entry", "eks:DescribeAccessEntry"),
    entry("list-associated-access-policies", "eks:ListAssociatedAccessPolicies"),
    regional("eks", "list-pod-identity-associations", "eks:ListPodIdentityAssociations").after("list-clusters").with(EKS_CLUSTER),
    regional("eks", "describe-pod-identity-association", "eks:DescribePodIdentityAssociation")
        .after("list-pod-identity-associations")
        .with(&[("clusterName", Asked("clusterName")), ("associationId", Each("associations[].associationId"))]),
    regional("eks", "list-nodegroups", "eks:ListNodegroups").after("list-clusters").with(EKS_CLUSTER),
    regional("eks", "describe-nodegroup", "eks:DescribeNodegroup")
        .after("list-nodegroups")
        .with(&[("clusterName", Asked("clusterName")), ("nodegroupName", Each("nodegroups[]"))]),
    regional("eks", "list-fargate-profiles", "eks:ListFargateProfiles").after("list-clusters").with(EKS_CLUSTER),
    regional("eks", "describe-fargate-profile", "eks:DescribeFargateProfile")
        .after("list-fargate-profiles")
        .with(&[("clusterName", Asked("clusterName")), ("fargateProfileName", Each("fargateProfileNames[]"))]),
    regional("ecs", "list-clusters", "ecs:ListClusters"),
    regional("ecs", "describe-clusters", "ecs:DescribeClusters").after("list-clusters").with(&[("clusters", Each("clusterArns[]"))]),
    regional("ecs", "list-services", "ecs:ListServices").after("list-clusters").with(CLUSTER),
    regional("ecs", "describe-services", "ecs:DescribeServices")
        .after("list-services")
        .with(&[("cluster", Asked("cluster")), ("services", Each("serviceArns[]"))]),
    regional("ecs", "list-tasks", "ecs:ListTasks").after("list-clusters").with(CLUSTER),
    regional("ecs", "describe-tasks", "ecs:DescribeTasks").after("list-tasks").with(&[("cluster", Asked("cluster")), ("tasks", Each("taskArns[]"))]),
    regional("ecs", "list-container-instances", "ecs:ListContainerInstances").after("list-clusters").with(CLUSTER),
    regional("ecs", "describe-container-instances", "ecs:DescribeContainerInstances")
        .after("list-container-instances")
        .with(&[("cluster", Asked("cluster")), ("containerInstances", Each("containerInstanceArns[]"))]),
    regional("ecs", "list-task-definitions", "ecs:ListTaskDefinitions").with(&[("status", Is("ACTIVE"))]),
    regional("ecs", "describe-task-definition", "ecs:DescribeTaskDefinition")
        .after("list-task-definitions")
        .with(&[("taskDefinition", Each("taskDefinitionArns[]"))]),
    regional("apprunner", "list-services", "apprunner:ListServices"),
    regional("apprunner", "describe-service", "apprunner:DescribeService")
        .after("list-services")
        .with(&[("ServiceArn", Each("ServiceSummaryList[].ServiceArn"))]),
    regional("batch", "describe-compute-environments", "batch:DescribeComputeEnvironments"),
    regional("batch", "describe-job-queues", "batch:DescribeJobQueues"),
    regional("batch", "describe-job-definitions", "batch:DescribeJobDefinitions").with(&[("status", Is("ACTIVE"))]),
    regional("bedrock-agentcore-control", "list-agent-runtimes", "bedrock-agentcore:ListAgentRuntimes"),
    regional("bedrock-agentcore-control", "get-agent-runtime", "bedrock-agentcore:GetAgentRuntime")
        .after("list-agent-runtimes")
        .with(&[("agentRuntimeId", Each("agentRuntimes[].agentRuntimeId"))]),
    regional("bedrock-agentcore-control", "list-code-interpreters", "bedrock-agentcore:ListCodeInterpreters"),
    regional("bedrock-agentcore-control", "get-code-interpreter", "bedrock-agentcore:GetCodeInterpreter")
        .after("list-code-interpreters")
        .with(&[("codeInterpreterId", Each("codeInterpreterSummaries[].codeInterpreterId"))]),
    regional("bedrock-agentcore-control", "list-browsers", "bedrock-agentcore:ListBrowsers"),
    regional("bedrock-agentcore-control", "get-browser", "bedrock-agentcore:GetBrowser")
        .after("list-browsers")
        .with(&[("browserId", Each("browserSummaries[].browserId"))]),
    regional("cloudformation", "describe-stacks", "cloudformation:DescribeStacks"),
    regional("cloudformation", "list-stack-sets", "cloudformation:ListStackSets").with(&[("Status", Is("ACTIVE"))]),
    regional("cloudformation", "describe-stack-set", "cloudformation:DescribeStackSet")
        .after("list-stack-sets")
        .with(&[("StackSetName", Each("Summaries[].StackSetName"))])
        .absent(&["StackSetNotFoundException"]),
    regional("codebuild", "list-projects", "codebuild:ListProjects"),
    regional("codebuild", "batch-get-projects", "codebuild:BatchGetProjects").after("list-projects").with(&[("names", Each("projects[]"))]),
    regional("codedeploy", "list-applications", "codedeploy:ListApplications"),
    regional("codedeploy", "list-deployment-groups", "codedeploy:ListDeploymentGroups")
        .after("list-applications")
        .with(&[("applicationName", Each("applications[]"))]),
    regional("codedeploy", "get-deployment-group", "codedeploy:GetDeploymentGroup")
        .after("list-deployment-groups")
        .with(&[("applicationName", Asked("applicationName")), ("deploymentGroupName", Each("deploymentGroups[]"))]),
    regional("cognito-identity", "list-identity-pools", "cognito-identity:ListIdentityPools").with(&[("MaxResults", Is("60"))]),
    pool("describe-identity-pool", "cognito-identity:DescribeIdentityPool"),
    pool("get-identity-pool-roles", "cognito-identity:GetIdentityPoolRoles"),
    regional("emr", "list-clusters", "elasticmapreduce:ListClusters")
        .with(&[("ClusterStates", Is(r#"["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]"#))]),
    regional("emr", "describe-cluster", "elasticmapreduce:DescribeCluster").after("list-clusters").with(&[("ClusterId", Each("Clusters[].Id"))]),
    regional("glue", "get-crawlers", "glue:GetCrawlers"),
    regional("glue", "get-dev-endpoints", "glue:GetDevEndpoints"),
    regional("glue", "get-jobs", "glue:GetJobs"),
    regional("sagemaker", "list-notebook-instances", "sagemaker:ListNotebookInstances"),
    regional("sagemaker", "describe-notebook-instance", "sagemaker:DescribeNotebookInstance")
        .after("list-notebook-instances")
        .with(&[("NotebookInstanceName", Each("NotebookInstances[].NotebookInstanceName"))]),
    regional("stepfunctions", "list-state-machines", "states:ListStateMachines"),
    regional("stepfunctions", "describe-state-machine", "states:DescribeStateMachine")
        .after("list-state-machines")
        .with(&[("stateMachineArn", Each("stateMachines[].stateMachineArn"))]),
];

const fn of_function(operation: &'static str, action: &'static str) -> Call {
    regional("lambda", operation, action).after("list-functions").with(&[("FunctionName", Each("Functions[].FunctionName"))])
}

const fn entry(operation: &'static str, action: &'static str) -> Call {
    regional("eks", operation, action)
        .after("list-access-entries")
        .with(&[("clusterName", Asked("clusterName")), ("principalArn", Each("accessEntries[]"))])
}

const fn pool(operation: &'static str, action: &'static str) -> Call {
    regional("cognito-identity", operation, action).after("list-identity-pools").with(&[("IdentityPoolId", Each("IdentityPools[].IdentityPoolId"))])
}
