//! Changing or entering compute that already runs as a role.
//!
//! The rows are path ids of pathfinding.cloud (Copyright 2025-Present Datadog, Inc., Apache-2.0) and of other catalogues (`x-…`); what each
//! call does is told by the service's API reference.

use super::{Reach, action, call, is_role};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Row};
use crate::model::{Resource, Tri};
use crate::policy::{Evaluation, Target};

/// One way into compute.
struct Way {
    ids: &'static [&'static str],
    /// The kind of compute.
    kind: &'static str,
    /// The service that it gets its credentials from.
    service: &'static str,
    calls: &'static [&'static str],
    /// What has to hold besides.
    given: Given,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    /// A switch of the resource.
    Switch(&'static str, &'static str),
    /// The instance's role lets it talk to Systems Manager.
    Managed,
    /// A resource of this kind as well.
    Also(&'static str),
    /// Something starts it.
    Started(&'static str),
    /// A fact that no input tells.
    Fact(&'static str),
}

const fn way(ids: &'static [&'static str], (kind, service): (&'static str, &'static str), calls: &'static [&'static str], given: Given) -> Way {
    Way { ids, kind, service, calls, given }
}

const AGENTCORE: &str = "bedrock-agentcore.amazonaws.com";
const APP: (&str, &str) = ("apprunner-service", "tasks.apprunner.amazonaws.com");
const BATCH: (&str, &str) = ("batch-job-definition", "ecs-tasks.amazonaws.com");
const BUILD: (&str, &str) = ("codebuild-project", "codebuild.amazonaws.com");
const CONNECTOR: (&str, &str) = ("mskconnect-connector", "kafkaconnect.amazonaws.com");
const DEV: (&str, &str) = ("glue-dev-endpoint", "glue.amazonaws.com");
const FUNCTION: (&str, &str) = ("lambda-function", "lambda.amazonaws.com");
const INSTANCE: (&str, &str) = ("ec2-instance", "ec2.amazonaws.com");
const MACHINE: (&str, &str) = ("state-machine", "states.amazonaws.com");
const NOTEBOOK: (&str, &str) = ("sagemaker-notebook-instance", "sagemaker.amazonaws.com");
const SERVICE: (&str, &str) = ("ecs-service", "ecs-tasks.amazonaws.com");
const STACK: (&str, &str) = ("cloudformation-stack", "cloudformation.amazonaws.com");
const TEMPLATE: (&str, &str) = ("launch-template", "ec2.amazonaws.com");

use Given::{Also, Fact, Managed, Nothing, Started, Switch};

const WAYS: &[Way] = &[
    way(&["apprunner-002"], APP, &["apprunner:UpdateService"], Nothing),
    way(
        &["bedrock-002"],
        ("agentcore-code-interpreter", AGENTCORE),
        &[
            "bedrock-agentcore:StartCodeInterpreterSession code-interpreter-custom|code-interpreter",
            "bedrock-agentcore:InvokeCodeInterpreter code-interpreter-custom|code-interpreter",
        ],
        Nothing,
    ),
    way(
        &["bedrock-004"],
        ("agentcore-runtime", AGENTCORE),
        &["bedrock-agentcore:InvokeAgentRuntimeCommand runtime|runtime-endpoint"],
        Switch("iam-auth", "callers are let in by IAM"),
    ),
    way(
        &["bedrock-007"],
        ("agentcore-browser", AGENTCORE),
        &["bedrock-agentcore:StartBrowserSession browser-custom|browser", "bedrock-agentcore:ConnectBrowserAutomationStream"],
        Nothing,
    ),
    way(&["batch-002"], BATCH, &["batch:SubmitJob job-definition|job-definition-revision job-queue"], Also("batch-job-queue")),
    way(&["cloudformation-002"], STACK, &["cloudformation:UpdateStack"], Nothing),
    way(&["cloudformation-005"], STACK, &["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], Nothing),
    way(&["codebuild-002"], BUILD, &["codebuild:StartBuild"], Nothing),
    way(&["codebuild-003"], BUILD, &["codebuild:StartBuildBatch"], Switch("batch-builds", "it is set up for batch builds")),
    way(&["x-cloud-audit-23"], BUILD, &["codebuild:UpdateProject", "codebuild:StartBuild"], Nothing),
    way(
        &["codedeploy-001"],
        INSTANCE,
        &["codedeploy:CreateDeployment", "codedeploy:RegisterApplicationRevision", "codedeploy:GetDeploymentConfig"],
        Fact("a deployment group deploys to it"),
    ),
    way(&["ec2-002"], INSTANCE, &["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], Nothing),
    way(
        &["ec2-003", "ec2instanceconnect-003", "x-cloud-audit-22"],
        INSTANCE,
        &["ec2-instance-connect:SendSSHPublicKey"],
        Fact("its port 22 can be reached and it runs EC2 Instance Connect"),
    ),
    way(&["ssm-001"], INSTANCE, &["ssm:StartSession instance"], Managed),
    way(&["ssm-002"], INSTANCE, &["ssm:SendCommand document instance"], Managed),
    way(&["ec2-005", "ec2-004"], TEMPLATE, &["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"], Started("autoscaling-group")),
    way(&["ecs-006"], SERVICE, &["ecs:ExecuteCommand"], Switch("execute-command", "ECS Exec is on")),
    way(&["glue-002"], DEV, &["glue:UpdateDevEndpoint"], Nothing),
    way(&["k-10"], CONNECTOR, &["kafkaconnect:UpdateConnector"], Nothing),
    way(&["lambda-004"], FUNCTION, &["lambda:UpdateFunctionCode", "lambda:InvokeFunction"], Nothing),
    way(&["lambda-005"], FUNCTION, &["lambda:UpdateFunctionCode", "lambda:AddPermission"], Nothing),
    way(&["lambda-003"], FUNCTION, &["lambda:UpdateFunctionCode"], Switch("triggered", "something invokes it")),
    way(&["x-prowler-04"], FUNCTION, &["lambda:UpdateFunctionConfiguration", "lambda:InvokeFunction"], Nothing),
    way(&["x-prowler-04"], FUNCTION, &["lambda:UpdateFunctionConfiguration"], Switch("triggered", "something invokes it")),
    way(&["sagemaker-004"], NOTEBOOK, &["sagemaker:CreatePresignedNotebookInstanceUrl"], Nothing),
    way(
        &["sagemaker-005"],
        NOTEBOOK,
        &[
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:StopNotebookInstance",
            "sagemaker:UpdateNotebookInstance",
            "sagemaker:StartNotebookInstance",
        ],
        Nothing,
    ),
    way(&["stepfunctions-002"], MACHINE, &["states:UpdateStateMachine", "states:StartExecution"], Nothing),
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if !actor.is_ours() {
        return;
    }
    let all = matches!(reach, Reach::Everything(_));
    for way in WAYS.iter().filter(|w| all || call::may(actor, w.calls)) {
        let compute = |r: &&Resource| Some(&r.account) == actor.account.as_ref() && !(r.runs_as.is_empty() && r.disks.is_empty());
        let single = call::single(way.calls);
        let may = |r: &&Resource| reach.wants(r, all || call::may_on(world, actor, &single, r));
        for target in world.of_kind(way.kind).filter(compute).filter(may) {
            let again = || attempt(world, actor, way, target);
            let first = again();
            out.push(if all { first } else { world.retagged(actor, target, first, || Some(again())) });
        }
        if !all {
            out.extend(elsewhere(world, actor, way));
        }
    }
}

fn attempt<'a>(world: &'a World<'a>, actor: &Actor<'a>, way: &Way, target: &'a Resource) -> Attempt {
    let mut attempt = Attempt::new(NodeKind::Compute(target.id), EdgeKind::Hijack, way.ids);
    let with = call::With { on: Some(target), facts: &[] };
    way.calls.iter().for_each(|c| call::need(world, actor, c, with, &mut attempt));
    let name = world.inventory.render(&target.name);
    match way.given {
        Nothing => {}
        Switch(switch, what) => match target.switch(switch) {
            Tri::Yes => attempt.facts.push(format!("of {name}: {what}")),
            Tri::No => attempt.missing = Some(format!("not given for {name}: {what}")),
            Tri::Unknown => attempt.unseen.push(format!("whether of {name}: {what}")),
        },
        Managed => managed(world, target, &name, &mut attempt),
        Also(kind) | Started(kind) => {
            let noun = kind.replace('-', " ");
            let other = |r: &&Resource| r.account == target.account;
            let uses = |r: &&Resource| way.given == Also(kind) || target.runs_as.iter().all(|a| r.runs_as.iter().any(|b| a.role == b.role));
            match world.of_kind(kind).filter(other).find(uses) {
                Some(found) => attempt.facts.push(format!("{noun} {} exists", world.inventory.render(&found.name))),
                None => attempt.unseen.push(format!("whether there is a {noun} that {name} is used by")),
            }
        }
        Fact(what) => attempt.unseen.push(format!("whether of {name}: {what}")),
    }
    attempt
}

/// An agent on the instance talks to Systems Manager with the instance's role, or with a role that the account's default host management
/// gives.
fn managed<'a>(world: &'a World<'a>, target: &'a Resource, name: &str, attempt: &mut Attempt) {
    let calls = ["ssm:UpdateInstanceInformation", "ssmmessages:OpenDataChannel"];
    let talks = target.runs_as.iter().filter_map(|r| world.actor(&NodeKind::Principal(r.role))).any(|role| {
        let allowed = |a| matches!(world.ask(&role, &a, &Target::One("*".into()), None, &[]), Evaluation::Allowed(_) | Evaluation::AllowedIf(..));
        calls.into_iter().filter_map(action).all(allowed)
    });
    if talks {
        attempt.facts.push(format!("the role of {name} lets an agent on it talk to Systems Manager"));
    } else {
        attempt.unseen.push(format!("whether an agent on {name} may talk to Systems Manager"));
    }
}

/// Compute that the input does not show.
fn elsewhere<'a>(world: &'a World<'a>, actor: &Actor<'a>, way: &Way) -> Option<Attempt> {
    let account = actor.account.clone()?;
    let mut attempt = Attempt::new(NodeKind::Further(way.kind, account), EdgeKind::Hijack, way.ids);
    way.calls.iter().for_each(|c| call::need(world, actor, c, call::With::default(), &mut attempt));
    let only_known = || way.calls.iter().any(|c| call::only_known(world, actor, c, way.kind));
    if attempt.refused() || only_known() {
        return None;
    }
    attempt.unseen.push(format!("whether there is a further {}", way.kind.replace('-', " ")));
    Some(attempt)
}

/// The roles of an account that compute of a kind may run as.
pub(in crate::graph) fn served<'a>(world: &'a World<'a>, kind: &str, account: &crate::aws::Text) -> Vec<(&'a Resource, Evaluation)> {
    let Some(way) = WAYS.iter().find(|w| w.kind == kind) else { return Vec::new() };
    let roles = world.principals().filter(|r| is_role(r) && r.account == *account);
    let trusted = roles.filter_map(|role| Some((role, world.trusts(role, way.service)?)));
    trusted.filter(|(_, answer)| !matches!(answer, Evaluation::Denied(_))).collect()
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |way: &Way| {
        let given = match way.given {
            Nothing => None,
            Switch(_, what) | Fact(what) => Some(what.to_owned()),
            Managed => Some("an agent on it may talk to Systems Manager".to_owned()),
            Also(kind) => Some(format!("a {} as well", kind.replace('-', " "))),
            Started(kind) => Some(format!("a {} that uses it", kind.replace('-', " "))),
        };
        Row { kind: EdgeKind::Hijack, ids: way.ids.to_vec(), calls: way.calls.to_vec(), service: Some(way.service), existing: Some(way.kind), given }
    };
    WAYS.iter().map(row).collect()
}
