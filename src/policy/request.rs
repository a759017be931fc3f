//! What is asked: who does what to which resource, in which context, and which policies apply.

use std::collections::BTreeMap;

use super::Document;
use super::beside::Beside;
use crate::aws::{Action, Text};

/// A label for a policy; the model's policy table says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub u32);

/// A policy that applies, or the fact that its text is unknown.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Which policy.
    pub id: PolicyId,
    /// Its text; `None` when it is known to exist but its text is not (known after apply, unreadable, not in the input).
    pub document: Option<&'a Document>,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// A session of a role. `session` is the session's name when known.
    Role {
        /// Role ARN, with path.
        arn: Text,
        /// Session name; `None` is chosen by the caller.
        session: Option<Text>,
    },
    /// An IAM user, by ARN.
    User(Text),
    /// The root user of an account, by ARN (`arn:aws:iam::…:root`).
    Root(Text),
    /// Some principal of an account of which no more is known.
    Account(Text),
    /// A federated user session, by ARN (`arn:aws:sts::…:federated-user/…`).
    FederatedUser(Text),
    /// A web identity or SAML caller, by provider ARN or host name.
    WebIdentity(Text),
    /// An AWS service, by service principal.
    Service(Text),
    /// Nobody in particular.
    Anonymous,
}

/// What is acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One resource.
    One(Text),
    /// Some resource whose ARN matches this pattern (`*`, `?` are wildcards): "some object in the bucket", "some new role".
    Some(Text),
}

/// What is known of one condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Present with these values (a single-valued key has one).
    Known(Vec<Text>),
    /// A multivalued key with these values, even if there is only one.
    Many(Vec<Text>),
    /// Known to be absent.
    Absent,
    /// May be absent or hold anything.
    Open,
}

/// The request context: what each condition key holds. Keys are compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Known keys, by lower-case name.
    pub keys: BTreeMap<String, Fact>,
    /// Whether a key not listed is absent (`simulate`) rather than open.
    pub complete: bool,
}

/// The resource's own side.
#[derive(Clone, Copy, Debug)]
pub enum ResourceSide<'a> {
    /// The resource has no resource-based policy (or its kind never has).
    NoPolicy,
    /// It has one (its text may be unknown).
    Policy(Source<'a>),
    /// It may have one that the input does not show.
    Unseen,
}

/// Everything that limits or grants.
#[derive(Clone, Debug)]
pub struct Policies<'a> {
    /// The caller's identity policies; `None`: the caller's own side is not in the input and is taken to allow (`caller-side-allows`).
    pub identity: Option<Vec<Source<'a>>>,
    /// Permissions boundary.
    pub boundary: Option<Source<'a>>,
    /// Session policy.
    pub session: Option<Source<'a>>,
    /// Service control policies by level from the root to the account; `None`: none apply.
    pub scps: Option<Vec<Vec<Source<'a>>>>,
    /// Resource control policies by level; the implied full-access policy need not be listed.
    pub rcps: Option<Vec<Vec<Source<'a>>>>,
    /// VPC endpoint policies that the request passes; empty: none.
    pub endpoints: Vec<Source<'a>>,
    /// Resource-based policy, trust policy included.
    pub resource: ResourceSide<'a>,
    /// S3 RestrictPublicBuckets is on for the resource.
    pub restrict_public_buckets: bool,
    /// What grants or limits beside policies.
    pub beside: Beside<'a>,
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who.
    pub caller: &'a Caller,
    /// What.
    pub action: &'a Action,
    /// On which resource.
    pub target: &'a Target,
    /// The account that owns the resource, when known.
    pub resource_account: Option<&'a Text>,
    /// In which context.
    pub context: &'a Context,
}
