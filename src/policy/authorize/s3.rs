//! S3 Block Public Access: which bucket policies count as public.
//!
//! Source: "Blocking public access to your Amazon S3 storage", section "The meaning of "public"".

use super::evaluator::Evaluator;
use crate::aws::Arn;
use crate::policy::condition::{Family, Operand, Set, Test};
use crate::policy::document::{Document, Effect, PrincipalPattern, Principals, Statement};
use crate::policy::evaluation::Doubt;
use crate::policy::glob::Token;
use crate::policy::request::{Caller, ResourceSide};
use crate::policy::symbolic::Formula;

/// Keys whose fixed value makes a statement for everyone not public.
const FIXED: [&str; 13] = [
    "aws:sourceip",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:userid",
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:principalarn",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

impl Evaluator<'_> {
    /// That RestrictPublicBuckets, where it is on, lets the request pass: with a public policy only AWS services and the bucket's own account get through.
    pub(super) fn passes_public_access_block(&self, same_account: &Formula) -> Formula {
        if self.request.action.service() != "s3" {
            return Formula::True;
        }
        let public = match self.policies.resource {
            ResourceSide::NoPolicy => Formula::False,
            ResourceSide::Unseen => Formula::Doubt(Doubt::UnseenResourcePolicy),
            ResourceSide::Policy(source) => match source.document {
                None => Formula::Doubt(Doubt::UnknownPolicy(source.id)),
                Some(document) => is_public(document, Arn::parse(self.target()).is_ok_and(|a| a.resource.strip_prefix("accesspoint/").is_some())),
            },
        };
        let insider = match self.request.caller {
            Caller::Service(_) => Formula::True,
            Caller::Anonymous | Caller::WebIdentity(_) => Formula::False,
            _ => same_account.clone(),
        };
        Formula::or([public.negate(), insider])
    }
}

/// Whether a bucket policy, or that of an access point, is public.
pub(super) fn is_public(document: &Document, access_point: bool) -> Formula {
    let unknown = document.unknown_statements.iter().map(|s| Formula::Doubt(Doubt::UnknownValue(*s)));
    Formula::or(document.statements.iter().filter(|s| s.effect == Effect::Allow).map(|s| opens(s, access_point)).chain(unknown))
}

fn opens(statement: &Statement, access_point: bool) -> Formula {
    let everyone = match &statement.principals {
        Principals::Absent => Formula::False,
        Principals::AllBut(_) => Formula::True,
        Principals::Only(list) => Formula::or(list.iter().map(|p| match p {
            PrincipalPattern::Everyone => Formula::True,
            // The page's example is a provider by its host name; of those by their ARN it says nothing.
            PrincipalPattern::Federated(provider) if Arn::parse(provider).is_err() => Formula::True,
            PrincipalPattern::Federated(_) => Formula::Doubt(Doubt::Interpretation(36)),
            PrincipalPattern::Unknown(s) => Formula::Doubt(Doubt::UnknownValue(*s)),
            _ => Formula::False,
        })),
    };
    Formula::and([everyone, Formula::constant(!statement.compiled.tests.iter().any(|t| fixes(t, access_point)))])
}

/// Whether a condition pins the caller to fixed values. In the policy of an access point `s3:DataAccessPointArn` does not.
fn fixes(test: &Test, access_point: bool) -> bool {
    let Some(op) = test.operator else { return false };
    if op.negated
        || op.if_exists
        || op.set == Set::All
        || !FIXED.contains(&&*test.key)
        || access_point && &*test.key == "s3:dataaccesspointarn"
        || test.operands.is_empty()
    {
        return false;
    }
    test.operands.iter().all(|operand| match (op.family, operand) {
        (Family::Text(_) | Family::Arn, Operand::Pattern(t)) => {
            let pattern = t.widest();
            let plain = |tokens: &[Token]| !tokens.iter().any(|t| t.is_wildcard());
            // The name of an access point may be any, its account not.
            let account = || pattern.split(|t| *t == Token::Char(':')).nth(4).is_some_and(|a| !a.is_empty() && plain(a));
            !t.has_variables() && (plain(&pattern) || &*test.key == "s3:dataaccesspointarn" && account())
        }
        (Family::Ip, Operand::Net(net)) => net.is_narrow(),
        _ => false,
    })
}
