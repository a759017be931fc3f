//! Requests through an S3 access point: the access point and its bucket must both let them through.
//!
//! Source: "Configuring IAM policies for using access points", Amazon S3 User Guide. Where an identity policy names the access point and not the
//! bucket, the page does not say whether that is enough in the bucket's own account: rule 76, both readings.

use super::answer;
use super::evaluator::Evaluator;
use crate::aws::{Arn, Text};
use crate::policy::beside::{AccessPoint, Beside, NetworkOrigin, S3};
use crate::policy::context::Seen;
use crate::policy::evaluation::{Denial, Doubt, Evaluation, Grant, PolicyKind};
use crate::policy::request::{Policies, Request, Target};

/// Decides both sides.
pub(super) fn through(request: &Request<'_>, policies: &Policies<'_>, s3: &S3<'_>, point: &AccessPoint<'_>) -> Evaluation {
    let (Target::One(target) | Target::Some(target)) = request.target;
    // "Creating access points restricted to a virtual private cloud": requests from elsewhere are rejected.
    if let NetworkOrigin::Vpc(id) = &point.origin {
        match (Evaluator::new(*request, policies).env.seen("aws:sourcevpc"), id) {
            (Seen::One(_), None) => {}
            (Seen::One(from), Some(id)) if from == id => {}
            (Seen::Open, _) => return Evaluation::Uncertain(vec![Doubt::Interpretation(76)]),
            _ => {
                let by = PolicyKind::Resource;
                return Evaluation::Denied(Denial { explicit: false, by, statements: Vec::new(), assumptions: Vec::new() });
            }
        }
    }
    let Some((account, behind)) = behind(target, &point.bucket) else { return Evaluation::Uncertain(vec![Doubt::UnseenResourcePolicy]) };
    let own = S3 { access_point: None, bucket_acl: Vec::new(), object_acl: Vec::new(), object_owner: None, ..s3.clone() };
    let at_point = Policies {
        resource: point.policy,
        restrict_public_buckets: policies.restrict_public_buckets && point.origin == NetworkOrigin::Internet,
        beside: Beside { s3: Some(&own), ..policies.beside },
        ..policies.clone()
    };
    let first = answer::answer(&Request { resource_account: Some(&account), ..*request }, &at_point);
    let its = S3 { access_point: None, ..s3.clone() };
    let at_bucket = Policies { beside: Beside { s3: Some(&its), ..policies.beside }, ..policies.clone() };
    let behind = match request.target {
        Target::One(_) => Target::One(behind),
        Target::Some(_) => Target::Some(behind),
    };
    let inner = Request { target: &behind, ..*request };
    let second = answer::answer(&inner, &at_bucket);
    match (first, second) {
        (Evaluation::Denied(denial), _) | (_, Evaluation::Denied(denial)) if denial.explicit => Evaluation::Denied(denial),
        (Evaluation::Denied(denial), _) => Evaluation::Denied(denial),
        (first, Evaluation::Denied(denial)) => {
            let by_identity = matches!(&first, Evaluation::Allowed(g) | Evaluation::AllowedIf(_, _, g) if g.by.contains(&PolicyKind::Identity));
            let enough = by_identity && !matches!(answer::answer(&inner, &Policies { identity: None, ..at_bucket.clone() }), Evaluation::Denied(_));
            if enough { Evaluation::Uncertain(vec![Doubt::Interpretation(76)]) } else { Evaluation::Denied(denial) }
        }
        (Evaluation::Uncertain(mut doubts), other) | (other, Evaluation::Uncertain(mut doubts)) => {
            if let Evaluation::Uncertain(more) = other {
                doubts.extend(more);
            }
            Evaluation::Uncertain(doubts)
        }
        (Evaluation::Allowed(grant), Evaluation::Allowed(other)) => Evaluation::Allowed(both(grant, other)),
        (Evaluation::Allowed(other), Evaluation::AllowedIf(conditions, witness, grant))
        | (Evaluation::AllowedIf(conditions, witness, grant), Evaluation::Allowed(other)) => {
            Evaluation::AllowedIf(conditions, witness, both(grant, other))
        }
        // Whether one request meets the conditions of both sides would be a question of its own.
        (Evaluation::AllowedIf(..), Evaluation::AllowedIf(..)) => Evaluation::Uncertain(vec![Doubt::Budget]),
    }
}

fn both(mut grant: Grant, other: Grant) -> Grant {
    for kind in other.by {
        if !grant.by.contains(&kind) {
            grant.by.push(kind);
        }
    }
    for statement in other.statements {
        if !grant.statements.contains(&statement) {
            grant.statements.push(statement);
        }
    }
    grant
}

/// The account of an access point's ARN, and what stands behind the ARN: the bucket, or an object in it.
fn behind(target: &Text, bucket: &Text) -> Option<(Text, Text)> {
    let arn = Arn::parse(target).ok()?;
    let name = arn.resource.strip_prefix("accesspoint/")?;
    let behind = match name.split_once('/') {
        None => bucket.clone(),
        Some((_, rest)) => Text::concat([bucket, &"/".into(), &rest.strip_prefix("object/")?]),
    };
    Some((arn.account, behind))
}
