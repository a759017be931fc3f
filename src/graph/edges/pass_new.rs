//! Passing a role to compute that the actor creates or repoints: `iam:PassRole` inside another call, and the service that the role must trust.
//!
//! Sources: "Grant a user permissions to pass a role to an AWS service"; the rows are path ids of pathfinding.cloud
//! (Copyright 2025-Present Datadog, Inc., Apache-2.0) and of other catalogues (`x-…`).

use super::{Reach, action, call, is_role};
use crate::aws::{Action, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::index::Candidates;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Row, Status};
use crate::model::{Resource, Tri};
use crate::policy::{Evaluation, Fact, Target};

/// One way to run code as a role of one's choice.
struct Way {
    ids: &'static [&'static str],
    /// Who must be able to assume the role; the role is passed to it.
    service: &'static str,
    /// Besides `iam:PassRole` (see [`call::need`]).
    calls: &'static [&'static str],
    /// What has to be there.
    given: Given,
}

/// What a way needs besides permissions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    /// An instance profile that holds the role, or the right to make one.
    Profile,
    /// A resource of this kind; the calls are about it.
    Existing(&'static str),
    /// Control over an instance, and a profile as above: the instance changes its role.
    Instance,
    /// A fact that no input tells.
    Fact(&'static str),
}

const fn way(ids: &'static [&'static str], service: &'static str, calls: &'static [&'static str], given: Given) -> Way {
    Way { ids, service, calls, given }
}

const AGENTCORE: &str = "bedrock-agentcore.amazonaws.com";
const CONNECT: &str = "kafkaconnect.amazonaws.com";
const EC2: &str = "ec2.amazonaws.com";
const GLUE: &str = "glue.amazonaws.com";
const LAMBDA: &str = "lambda.amazonaws.com";
const SAGEMAKER: &str = "sagemaker.amazonaws.com";
const TASKS: &str = "ecs-tasks.amazonaws.com";

use Given::{Existing, Instance, Nothing, Profile};

/// In each service the ways that need least come first.
const WAYS: &[Way] = &[
    way(&["ec2-001"], EC2, &["ec2:RunInstances"], Profile),
    way(&["ec2-004", "ec2-003"], EC2, &["ec2:RequestSpotInstances"], Profile),
    way(&["x-pmapper-01", "x-prowler-06"], EC2, &["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"], Profile),
    way(&["x-prowler-07"], EC2, &["autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"], Profile),
    way(&["emr-001"], EC2, &["elasticmapreduce:RunJobFlow"], Profile),
    way(
        &["imagebuilder-001"],
        EC2,
        &[
            "imagebuilder:CreateComponent",
            "imagebuilder:CreateImageRecipe",
            "imagebuilder:CreateInfrastructureConfiguration",
            "imagebuilder:CreateImage",
        ],
        Profile,
    ),
    way(&["x-cloud-audit-09"], EC2, &["ec2:AssociateIamInstanceProfile"], Instance),
    way(&["x-cloud-audit-10"], EC2, &["ec2:ReplaceIamInstanceProfileAssociation"], Instance),
    way(&["x-cloud-audit-11"], EC2, &["iam:RemoveRoleFromInstanceProfile", "iam:AddRoleToInstanceProfile"], Instance),
    way(&["gamelift-001"], "gamelift.amazonaws.com", &["gamelift:CreateBuild", "gamelift:CreateFleet", "gamelift:RequestUploadCredentials"], Nothing),
    way(&["gamelift-001"], EC2, &["gamelift:CreateBuild", "gamelift:CreateFleet", "gamelift:RequestUploadCredentials"], Nothing),
    way(&["lambda-001"], LAMBDA, &["lambda:CreateFunction", "lambda:InvokeFunction"], Nothing),
    way(&["lambda-002", "x-prowler-03"], LAMBDA, &["lambda:CreateFunction", "lambda:CreateEventSourceMapping"], Nothing),
    way(&["lambda-006"], LAMBDA, &["lambda:CreateFunction", "lambda:AddPermission"], Nothing),
    way(&["ecs-008"], TASKS, &["ecs:RunTask"], Existing("ecs-task-definition")),
    way(&["ecs-009"], TASKS, &["ecs:StartTask"], Existing("ecs-task-definition")),
    way(&["ecs-004"], TASKS, &["ecs:RegisterTaskDefinition", "ecs:RunTask"], Existing("ecs-cluster")),
    way(&["ecs-005"], TASKS, &["ecs:RegisterTaskDefinition", "ecs:StartTask"], Existing("ecs-cluster")),
    way(&["ecs-003"], TASKS, &["ecs:RegisterTaskDefinition", "ecs:CreateService"], Existing("ecs-cluster")),
    way(&["ecs-007", "x-prowler-08"], TASKS, &["ecs:RegisterContainerInstance", "ecs:StartTask"], Existing("ecs-cluster")),
    way(&["ecs-002"], TASKS, &["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"], Nothing),
    way(&["ecs-001"], TASKS, &["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:CreateService"], Nothing),
    way(&["x-cloud-audit-06"], TASKS, &["ecs:RegisterTaskDefinition", "ecs:UpdateService"], Existing("ecs-service")),
    way(&["x-cloud-audit-07"], TASKS, &["ecs:RegisterTaskDefinition"], Given::Fact("whether something runs every new revision of a task definition")),
    way(
        &["batch-001"],
        TASKS,
        &["batch:RegisterJobDefinition", "batch:SubmitJob job-definition|job-definition-revision job-queue"],
        Existing("batch-job-queue"),
    ),
    way(
        &["batch-003"],
        TASKS,
        &[
            "batch:CreateComputeEnvironment",
            "batch:CreateJobQueue",
            "batch:RegisterJobDefinition",
            "batch:SubmitJob job-definition|job-definition-revision job-queue",
        ],
        Nothing,
    ),
    way(&["apprunner-001"], "tasks.apprunner.amazonaws.com", &["apprunner:CreateService"], Nothing),
    way(
        &["bedrock-001"],
        AGENTCORE,
        &[
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession code-interpreter-custom|code-interpreter",
            "bedrock-agentcore:InvokeCodeInterpreter code-interpreter-custom|code-interpreter",
        ],
        Nothing,
    ),
    way(
        &["bedrock-006"],
        AGENTCORE,
        &[
            "bedrock-agentcore:CreateBrowser",
            "bedrock-agentcore:StartBrowserSession browser-custom|browser",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
        Nothing,
    ),
    way(
        &["bedrock-003"],
        AGENTCORE,
        &[
            "bedrock-agentcore:CreateAgentRuntime",
            "bedrock-agentcore:CreateAgentRuntimeEndpoint",
            "bedrock-agentcore:CreateWorkloadIdentity workload-identity|workload-identity-directory",
            "bedrock-agentcore:InvokeAgentRuntimeCommand runtime|runtime-endpoint",
        ],
        Nothing,
    ),
    way(
        &["bedrock-005"],
        AGENTCORE,
        &[
            "bedrock-agentcore:CreateHarness",
            "bedrock-agentcore:CreateAgentRuntime",
            "bedrock-agentcore:CreateAgentRuntimeEndpoint",
            "bedrock-agentcore:CreateWorkloadIdentity workload-identity|workload-identity-directory",
            "bedrock-agentcore:GetAgentRuntime",
            "bedrock-agentcore:InvokeAgentRuntimeCommand runtime|runtime-endpoint",
        ],
        Nothing,
    ),
    way(&["x-cloud-audit-20"], "bedrock.amazonaws.com", &["bedrock:CreateAgent"], Given::Fact("what the agent lets its caller do as the role")),
    way(&["braket-001"], "braket.amazonaws.com", &["braket:CreateJob"], Nothing),
    way(&["cloudformation-001"], "cloudformation.amazonaws.com", &["cloudformation:CreateStack"], Nothing),
    way(&["x-cloud-audit-08"], "cloudformation.amazonaws.com", &["cloudformation:UpdateStack"], Existing("cloudformation-stack")),
    way(
        &["cloudformation-003"],
        "cloudformation.amazonaws.com",
        &["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances stackset"],
        Nothing,
    ),
    way(&["cloudformation-004"], "cloudformation.amazonaws.com", &["cloudformation:UpdateStackSet stackset"], Existing("cloudformation-stack-set")),
    way(&["codebuild-001"], "codebuild.amazonaws.com", &["codebuild:CreateProject", "codebuild:StartBuild"], Nothing),
    way(&["codebuild-004"], "codebuild.amazonaws.com", &["codebuild:CreateProject", "codebuild:StartBuildBatch"], Nothing),
    way(&["x-prowler-05"], "codestar.amazonaws.com", &["codestar:CreateProject"], Nothing),
    way(&["cognitoidentity-001"], "cognito-identity.amazonaws.com", &["cognito-identity:SetIdentityPoolRoles"], Existing("cognito-identity-pool")),
    way(
        &["datapipeline-001", "x-cloudsplaining-01"],
        "datapipeline.amazonaws.com",
        &["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
        Nothing,
    ),
    way(
        &["datapipeline-001", "x-cloudsplaining-01"],
        "elasticmapreduce.amazonaws.com",
        &["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
        Nothing,
    ),
    way(
        &["datapipeline-001", "x-cloudsplaining-01"],
        EC2,
        &["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"],
        Profile,
    ),
    way(&["emrserverless-001"], "emr-serverless.amazonaws.com", &["emr-serverless:CreateApplication", "emr-serverless:StartJobRun"], Nothing),
    way(&["glue-001"], GLUE, &["glue:CreateDevEndpoint"], Nothing),
    way(&["glue-003", "x-cloud-audit-03"], GLUE, &["glue:CreateJob", "glue:StartJobRun"], Nothing),
    way(&["glue-004"], GLUE, &["glue:CreateJob", "glue:CreateTrigger"], Nothing),
    way(&["glue-005", "x-cloud-audit-04"], GLUE, &["glue:UpdateJob", "glue:StartJobRun"], Existing("glue-job")),
    way(&["glue-006"], GLUE, &["glue:UpdateJob", "glue:CreateTrigger"], Existing("glue-job")),
    way(&["glue-007", "x-cloud-audit-05"], GLUE, &["glue:CreateSession", "glue:RunStatement"], Nothing),
    way(
        &["kinesisanalytics-001"],
        "kinesisanalytics.amazonaws.com",
        &["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"],
        Nothing,
    ),
    way(&["k-09"], CONNECT, &["kafkaconnect:CreateConnector"], Existing("mskconnect-custom-plugin")),
    way(&["k-09"], CONNECT, &["kafkaconnect:CreateConnector", "kafkaconnect:CreateCustomPlugin"], Nothing),
    way(&["omics-001"], "omics.amazonaws.com", &["omics:CreateWorkflow", "omics:StartRun run"], Nothing),
    way(&["sagemaker-001"], SAGEMAKER, &["sagemaker:CreateNotebookInstance"], Nothing),
    way(&["sagemaker-002"], SAGEMAKER, &["sagemaker:CreateTrainingJob"], Nothing),
    way(&["sagemaker-003"], SAGEMAKER, &["sagemaker:CreateProcessingJob"], Nothing),
    way(&["scheduler-001"], "scheduler.amazonaws.com", &["scheduler:CreateSchedule"], Nothing),
    way(&["ssm-003"], "ssm.amazonaws.com", &["ssm:CreateDocument", "ssm:StartAutomationExecution document|automation-definition"], Nothing),
    way(&["stepfunctions-001", "x-cloud-audit-21"], "states.amazonaws.com", &["states:CreateStateMachine", "states:StartExecution"], Nothing),
    way(
        &["amplify-001"],
        "amplify.amazonaws.com",
        &[
            "amplify:CreateApp",
            "amplify:CreateBranch",
            "amplify:StartJob",
            "codecommit:GitPush",
            "codecommit:GitPull",
            "codecommit:GetRepository",
            "codecommit:GetRepositoryTriggers",
            "codecommit:PutRepositoryTriggers",
            "sns:CreateTopic",
            "sns:Subscribe",
        ],
        Existing("codecommit-repository"),
    ),
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // PassRole works within one account, and only for its own principals.
    let Some(pass) = action("iam:PassRole").filter(|_| actor.is_ours()) else { return };
    let may_pass = actor.may(&pass);
    let all = matches!(reach, Reach::Everything(_));
    // What a way needs besides the role is asked once for all roles.
    let mut asked: Vec<(&Way, Attempt)> = Vec::new();
    if may_pass || all {
        for way in WAYS.iter().filter(|w| all || call::may(actor, w.calls)) {
            let mut base = Attempt::new(NodeKind::Anyone, EdgeKind::PassNew, way.ids);
            calls(world, actor, way, &mut base);
            if all || !base.refused() {
                asked.push((way, base));
            }
        }
    }
    if !all && asked.is_empty() {
        return;
    }
    let passed = actor.targets(world, &pass);
    let roles: Vec<&Resource> = match &*passed {
        Candidates::Only(ids) if !all => ids.iter().filter_map(|id| world.inventory.resource(*id)).collect(),
        _ => world.principals().collect(),
    };
    for role in roles.into_iter().filter(|r| is_role(r) && actor.rules(r) && reach.wants(r, may_pass)) {
        let mut tried: Vec<Attempt> = Vec::new();
        for (way, base) in &asked {
            let mut attempt = base.clone();
            attempt.to = NodeKind::Principal(role.id);
            trusts(world, role, way.service, &mut attempt);
            if all || !attempt.refused() {
                finish(world, actor, role, way, &pass, attempt, &mut tried);
            }
        }
        out.extend(minimal(tried));
    }
}

/// The calls of a way, on what exists where it is about that.
fn calls<'a>(world: &'a World<'a>, actor: &Actor<'a>, way: &Way, base: &mut Attempt) {
    let Existing(kind) = way.given else {
        way.calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), base));
        return;
    };
    let noun = kind.replace('-', " ");
    let mut best: Option<Attempt> = None;
    for found in world.of_kind(kind).filter(|r| Some(&r.account) == actor.account.as_ref()) {
        let mut one = base.clone();
        let with = call::With { on: Some(found), facts: &[] };
        way.calls.iter().for_each(|c| call::need(world, actor, c, with, &mut one));
        one.facts.push(format!("{noun} {} exists", world.inventory.render(&found.name)));
        if kind == "cognito-identity-pool" && found.switch("unauthenticated") == Tri::Unknown {
            one.unseen.push(format!("whether identity pool {} lets guests in", world.inventory.render(&found.name)));
        } else if kind == "cognito-identity-pool" && found.switch("unauthenticated") == Tri::No {
            one.missing = Some(format!("identity pool {} lets no guests in", world.inventory.render(&found.name)));
        }
        if best.as_ref().is_none_or(|b| b.status() < one.status()) {
            best = Some(one);
        }
        if best.as_ref().and_then(Attempt::status) == Some(Status::Certain) {
            break;
        }
    }
    // One that the input does not show may be there.
    if best.as_ref().and_then(Attempt::status).is_none() {
        let mut unseen = base.clone();
        way.calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), &mut unseen));
        unseen.unseen.push(format!("whether there is a further {noun}"));
        if best.is_none() || !unseen.refused() {
            best = Some(unseen);
        }
    }
    *base = best.unwrap_or_else(|| base.clone());
}

/// Whether the role may be passed, and what the way needs besides.
fn finish<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, way: &Way, pass: &Action, mut attempt: Attempt, out: &mut Vec<Attempt>) {
    let service = Fact::Known(vec![Text::from(way.service)]);
    let answer = world.ask(actor, pass, &Target::One(role.arn.clone()), Some(role), &[("iam:passedtoservice", service)]);
    attempt.need(pass, role.arn.clone(), answer);
    match way.given {
        Given::Fact(fact) => attempt.unseen.push(fact.into()),
        Profile if !attempt.refused() => profile(world, actor, role, &mut attempt),
        Instance if !attempt.refused() => {
            instances(world, actor, role, attempt, out);
            return;
        }
        _ => {}
    }
    out.push(attempt);
}

/// The role must let the service assume it.
fn trusts<'a>(world: &'a World<'a>, role: &'a Resource, service: &'static str, attempt: &mut Attempt) {
    match (world.trusts(role, service), action("sts:AssumeRole")) {
        (Some(Evaluation::Denied(_)), _) => attempt.missing = Some(format!("the role does not trust {service}")),
        (Some(Evaluation::Uncertain(_)), _) => attempt.unseen.push(format!("whether {} trusts {service}", world.inventory.render(&role.arn))),
        (Some(trusted), Some(assume)) => {
            attempt.facts.push(format!("the role trusts {service}"));
            attempt.need(&assume, role.arn.clone(), trusted);
        }
        _ => {}
    }
}

/// An instance profile holds the role, or the actor makes one.
fn profile<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, attempt: &mut Attempt) {
    if let Some(profile) = world.profiles.get(&role.id).and_then(|p| world.inventory.resource(*p)) {
        attempt.facts.push(format!("instance profile {} holds the role", world.inventory.render(&profile.name)));
        return;
    }
    let calls = ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"];
    let mut made = attempt.clone();
    calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), &mut made));
    if call::may(actor, &calls) && !made.refused() {
        *attempt = made;
        attempt.facts.push("the actor can make an instance profile for the role".into());
    } else {
        attempt.unseen.push(format!("whether an instance profile holds {}", world.inventory.render(&role.arn)));
    }
}

/// An instance that the actor controls gets another role.
fn instances<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, mut attempt: Attempt, out: &mut Vec<Attempt>) {
    let own = |r: &&Resource| Some(&r.account) == actor.account.as_ref() && !r.runs_as.is_empty();
    profile(world, actor, role, &mut attempt);
    for instance in world.of_kind("ec2-instance").filter(own).filter(|r| r.runs_as.iter().all(|a| a.role != role.id)).take(MOST) {
        let mut one = attempt.clone();
        one.also.push(NodeKind::Compute(instance.id));
        out.push(one);
    }
    attempt.unseen.push("whether the actor has code on an instance".into());
    out.push(attempt);
}

/// How many instances are told of.
const MOST: usize = 4;

/// Of the ways that work equally well the first stands for all: its ids come first, the others follow.
fn minimal(mut tried: Vec<Attempt>) -> Vec<Attempt> {
    tried.sort_by_key(|a| std::cmp::Reverse(a.status()));
    let mut kept: Vec<Attempt> = Vec::new();
    for attempt in tried {
        let same = kept.iter_mut().find(|k| attempt.status().is_some() && k.status() == attempt.status() && k.also == attempt.also);
        match same {
            Some(first) if first.status() != Some(Status::Conditional) => {
                first.ids.extend(attempt.ids.iter().filter(|i| !first.ids.contains(i)).copied().collect::<Vec<_>>());
            }
            _ => kept.push(attempt),
        }
    }
    kept
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |way: &Way| {
        let (existing, given) = match way.given {
            Nothing => (None, None),
            Profile => (None, Some("an instance profile that holds the role, or the right to make one".to_owned())),
            Instance => (Some("ec2-instance"), Some("control of it, and an instance profile that holds the role".to_owned())),
            Existing(kind) => (Some(kind), None),
            Given::Fact(fact) => (None, Some(fact.to_owned())),
        };
        let calls = std::iter::once("iam:PassRole").chain(way.calls.iter().copied()).collect();
        Row { kind: EdgeKind::PassNew, ids: way.ids.to_vec(), calls, service: Some(way.service), existing, given }
    };
    WAYS.iter().map(row).collect()
}
