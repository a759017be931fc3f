//! Calls that are known to open more and whose effect is not followed as a step: an actor that may make them may get anywhere, as far as is
//! known, so that no answer is a "never" by ignorance.

use super::{Reach, call};
use crate::graph::attempt::Attempt;
use crate::graph::world::{Actor, World};
use crate::graph::{EdgeKind, NodeKind};

/// Calls that together open something. `iam:PassRole` is on some role.
const CALLS: &[&[&str]] = &[
    &["iam:PassRole", "apprunner:CreateService"],
    &["apprunner:UpdateService"],
    &["iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter"],
    &["bedrock-agentcore:InvokeCodeInterpreter code-interpreter-custom"],
    &["iam:PassRole", "bedrock-agentcore:CreateBrowser"],
    &["bedrock-agentcore:ConnectBrowserAutomationStream"],
    &["iam:PassRole", "bedrock-agentcore:CreateAgentRuntime"],
    &["bedrock-agentcore:InvokeAgentRuntimeCommand"],
    &["iam:PassRole", "bedrock:CreateAgent"],
    &["iam:PassRole", "cloudformation:CreateStack"],
    &["cloudformation:UpdateStack"],
    &["iam:PassRole", "cloudformation:CreateStackSet"],
    &["iam:PassRole", "cloudformation:UpdateStackSet"],
    &["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
    &["iam:PassRole", "codebuild:CreateProject"],
    &["codebuild:StartBuild"],
    &["codebuild:StartBuildBatch"],
    &["iam:PassRole", "datapipeline:CreatePipeline"],
    &["ec2:ModifyInstanceAttribute", "ec2:StartInstances"],
    &["ec2:CreateLaunchTemplateVersion"],
    &["ec2-instance-connect:SendSSHPublicKey"],
    &["iam:PassRole", "glue:CreateDevEndpoint"],
    &["glue:UpdateDevEndpoint"],
    &["iam:PassRole", "glue:CreateJob"],
    &["iam:PassRole", "glue:UpdateJob"],
    &["iam:PassRole", "glue:CreateSession"],
    &["iam:CreateAccessKey"],
    &["iam:CreateLoginProfile"],
    &["iam:UpdateLoginProfile"],
    &["iam:AddUserToGroup"],
    &["iam:DeleteUserPermissionsBoundary"],
    &["iam:DeleteRolePermissionsBoundary"],
    &["iam:PutUserPermissionsBoundary"],
    &["iam:PutRolePermissionsBoundary"],
    &["iam:DetachUserPolicy"],
    &["iam:DeleteUserPolicy"],
    &["iam:DetachRolePolicy"],
    &["iam:DeleteRolePolicy"],
    &["lambda:UpdateFunctionCode"],
    &["lambda:UpdateFunctionConfiguration"],
    &["iam:PassRole", "sagemaker:CreateNotebookInstance"],
    &["iam:PassRole", "sagemaker:CreateTrainingJob"],
    &["iam:PassRole", "sagemaker:CreateProcessingJob"],
    &["sagemaker:CreatePresignedNotebookInstanceUrl"],
    &["sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"],
    &["ssm:StartSession instance"],
    &["ssm:SendCommand document instance"],
    &["iam:PassRole", "batch:RegisterJobDefinition", "batch:SubmitJob"],
    &["batch:SubmitJob"],
    &["iam:PassRole", "braket:CreateJob"],
    &["codedeploy:CreateDeployment"],
    &["iam:PassRole", "cognito-identity:SetIdentityPoolRoles"],
    &["ecs:ExecuteCommand"],
    &["iam:PassRole", "ecs:UpdateService"],
    &["iam:PassRole", "elasticmapreduce:RunJobFlow"],
    &["iam:PassRole", "emr-serverless:StartJobRun"],
    &["iam:PassRole", "gamelift:CreateFleet"],
    &["iam:PassRole", "imagebuilder:CreateInfrastructureConfiguration"],
    &["iam:PassRole", "kinesisanalytics:CreateApplication"],
    &["iam:PassRole", "omics:StartRun"],
    &["iam:PassRole", "ssm:StartAutomationExecution document"],
    &["iam:PassRole", "scheduler:CreateSchedule"],
    &["iam:PassRole", "states:CreateStateMachine"],
    &["states:UpdateStateMachine"],
    &["iam:PassRole", "amplify:CreateApp"],
    &["iam:PassRole", "codestar:CreateProject"],
    &["iam:PassRole", "autoscaling:CreateLaunchConfiguration"],
    &["iam:PassRole", "ec2:AssociateIamInstanceProfile"],
    &["iam:PassRole", "ec2:ReplaceIamInstanceProfileAssociation"],
    &["iam:AddRoleToInstanceProfile"],
    &["iam:UpdateAccessKey"],
    &["sso:AttachManagedPolicyToPermissionSet"],
    &["sso:PutInlinePolicyToPermissionSet"],
    &["s3:PutBucketPolicy"],
    &["s3:PutBucketAcl"],
    &["s3:PutObjectAcl object"],
    &["s3:PutAccessPointPolicy"],
    &["s3:PutReplicationConfiguration"],
    &["kms:PutKeyPolicy"],
    &["kms:CreateGrant"],
    &["secretsmanager:PutResourcePolicy"],
    &["ecr:SetRepositoryPolicy"],
    &["lambda:AddPermission"],
    &["lambda:AddLayerVersionPermission"],
    &["backup:PutBackupVaultAccessPolicy"],
    &["elasticfilesystem:PutFileSystemPolicy"],
    &["glacier:SetVaultAccessPolicy"],
    &["logs:PutResourcePolicy"],
    &["logs:PutDestinationPolicy"],
    &["glue:PutResourcePolicy"],
    &["sns:AddPermission"],
    &["sns:SetTopicAttributes"],
    &["sqs:AddPermission"],
    &["sqs:SetQueueAttributes"],
    &["ec2:ModifySnapshotAttribute"],
    &["ec2:ModifyImageAttribute"],
    &["rds:ModifyDBSnapshotAttribute"],
    &["rds:ModifyDBClusterSnapshotAttribute"],
    &["kafka:PutClusterPolicy"],
    &["dynamodb:PutResourcePolicy table"],
    &["kinesis:PutResourcePolicy stream"],
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // Outsiders call these through a role of ours; no refusal is told of what is not followed.
    if actor.resource.is_none() || matches!(reach, Reach::Everything(_)) {
        return;
    }
    let mut all = Attempt::new(NodeKind::Anything, EdgeKind::Hijack, &[]);
    for calls in CALLS.iter().filter(|c| call::may(actor, c)) {
        let mut attempt = Attempt::new(NodeKind::Anything, EdgeKind::Hijack, &[]);
        calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), &mut attempt));
        if let (false, Some(last)) = (attempt.refused(), calls.last().and_then(|c| call::action(c))) {
            all.unseen.push(format!("what `{last}` opens is not followed"));
        }
    }
    if !all.unseen.is_empty() {
        out.push(all);
    }
}
