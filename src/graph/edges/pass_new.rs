//! Passing a role to compute that the actor creates: `iam:PassRole` inside another call, and the service that the role must trust.
//!
//! Sources: "Grant a user permissions to pass a role to an AWS service"; the rows are path ids of pathfinding.cloud
//! (Copyright 2025-Present Datadog, Inc., Apache-2.0).

use super::{Reach, action};
use crate::aws::Text;
use crate::graph::attempt::Attempt;
use crate::graph::world::{Actor, World};
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{PrincipalKind, Resource};
use crate::policy::{Evaluation, Fact, Target};

/// One way to create compute.
struct Way {
    id: &'static str,
    /// Who must be able to assume the role.
    service: &'static str,
    /// Besides `iam:PassRole`, on some resource each.
    needs: &'static [&'static str],
    /// What has to be there.
    given: Given,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    /// An instance profile that holds the role, or the right to make one.
    Profile,
    /// A resource of this kind.
    Existing(&'static str),
}

const fn way(id: &'static str, service: &'static str, needs: &'static [&'static str], given: Given) -> Way {
    Way { id, service, needs, given }
}

const WAYS: &[Way] = &[
    way("ec2-001", "ec2.amazonaws.com", &["ec2:RunInstances"], Given::Profile),
    way("ec2-004", "ec2.amazonaws.com", &["ec2:RequestSpotInstances"], Given::Profile),
    way("lambda-001", "lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:InvokeFunction"], Given::Nothing),
    way("lambda-002", "lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:CreateEventSourceMapping"], Given::Nothing),
    way("lambda-006", "lambda.amazonaws.com", &["lambda:CreateFunction", "lambda:AddPermission"], Given::Nothing),
    way("ecs-003", "ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:CreateService"], Given::Existing("ecs-cluster")),
    way("ecs-004", "ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:RunTask"], Given::Existing("ecs-cluster")),
    way("ecs-001", "ecs-tasks.amazonaws.com", &["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:CreateService"], Given::Nothing),
    way("ecs-002", "ecs-tasks.amazonaws.com", &["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"], Given::Nothing),
    way("ecs-005", "ecs-tasks.amazonaws.com", &["ecs:RegisterTaskDefinition", "ecs:StartTask"], Given::Existing("ecs-cluster")),
    way("ecs-007", "ecs-tasks.amazonaws.com", &["ecs:RegisterContainerInstance", "ecs:StartTask"], Given::Existing("ecs-cluster")),
    way("ecs-008", "ecs-tasks.amazonaws.com", &["ecs:RunTask"], Given::Existing("ecs-task-definition")),
    way("ecs-009", "ecs-tasks.amazonaws.com", &["ecs:StartTask"], Given::Existing("ecs-task-definition")),
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // PassRole works within one account, and only for its own principals.
    let (Some(_), Some(pass)) = (actor.resource, action("iam:PassRole")) else { return };
    let may_pass = actor.may(&pass);
    let roles = world.inventory.resources.iter().filter(|r| is_role(r) && Some(&r.account) == actor.account.as_ref());
    for role in roles.filter(|r| reach.wants(r, may_pass)) {
        let mut tried: Vec<Attempt> = Vec::new();
        for way in WAYS {
            let possible = way.needs.iter().all(|n| action(n).is_some_and(|a| actor.may(&a)));
            if matches!(reach, Reach::Possible) && !possible {
                continue;
            }
            tried.push(attempt(world, actor, role, way, &pass));
        }
        out.extend(minimal(tried));
    }
}

fn is_role(r: &Resource) -> bool {
    r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role)
}

fn attempt<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, way: &Way, pass: &crate::aws::Action) -> Attempt {
    let mut attempt = Attempt::new(NodeKind::Principal(role.id), EdgeKind::PassNew, &[]);
    attempt.ids.push(way.id);
    let service = Fact::Known(vec![Text::from(way.service)]);
    attempt.need(pass, role.arn.clone(), world.ask(actor, pass, &Target::One(role.arn.clone()), Some(role), &[("iam:passedtoservice", service)]));
    for need in way.needs.iter().filter_map(|n| action(n)) {
        // Something to be made: some name that the statement allows.
        let answer = world.ask(actor, &need, &Target::Some("*".into()), None, &[]);
        attempt.need(&need, "*".into(), answer);
    }
    trusts(world, role, way.service, &mut attempt);
    given(world, actor, role, way.given, &mut attempt);
    attempt
}

/// The role must let the service assume it.
fn trusts<'a>(world: &'a World<'a>, role: &'a Resource, service: &str, attempt: &mut Attempt) {
    let Some(service_actor) = world.actor(&NodeKind::Outside(Outside::Service(service.into()))) else { return };
    let Some(assume) = action("sts:AssumeRole") else { return };
    // The compute is made in this very account; other conditions (aws:SourceArn) stay open.
    let facts = [("aws:sourceaccount", Fact::Known(vec![role.account.clone()]))];
    match world.ask(&service_actor, &assume, &Target::One(role.arn.clone()), Some(role), &facts) {
        Evaluation::Denied(_) => attempt.missing = Some(format!("the role does not trust {service}")),
        Evaluation::Uncertain(_) => attempt.unseen.push(format!("whether {} trusts {service}", world.inventory.render(&role.arn))),
        trusted => {
            attempt.facts.push(format!("the role trusts {service}"));
            attempt.need(&assume, role.arn.clone(), trusted);
        }
    }
}

fn given<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, given: Given, attempt: &mut Attempt) {
    let resources = &world.inventory.resources;
    match given {
        Given::Nothing => {}
        Given::Profile => {
            if let Some(profile) = resources.iter().find(|r| r.instance_profile.as_ref().is_some_and(|p| p.role == Some(role.id))) {
                attempt.facts.push(format!("instance profile {} holds the role", world.inventory.render(&profile.name)));
                return;
            }
            let made = ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]
                .into_iter()
                .filter_map(action)
                .all(|a| actor.may(&a) && !matches!(world.ask(actor, &a, &Target::Some("*".into()), None, &[]), Evaluation::Denied(_)));
            if made {
                attempt.facts.push("the actor can make an instance profile for the role".into());
            } else {
                attempt.unseen.push(format!("whether an instance profile holds {}", world.inventory.render(&role.arn)));
            }
        }
        Given::Existing(kind) => match resources.iter().find(|r| r.kind == kind && r.account == role.account) {
            Some(found) => attempt.facts.push(format!("{} exists", world.inventory.render(&found.name))),
            None => attempt.unseen.push(format!("whether an {} exists", kind.replace('-', " "))),
        },
    }
}

/// Of the ways that work equally well the first stands for all: its ids come first, the others follow.
fn minimal(mut tried: Vec<Attempt>) -> Vec<Attempt> {
    tried.sort_by_key(|a| std::cmp::Reverse(a.status()));
    let mut kept: Vec<Attempt> = Vec::new();
    for attempt in tried {
        let same = kept.iter_mut().find(|k| attempt.status().is_some() && k.status() == attempt.status());
        match same {
            Some(first) if first.status() != Some(crate::graph::Status::Conditional) => first.ids.extend(attempt.ids),
            _ => kept.push(attempt),
        }
    }
    kept
}
