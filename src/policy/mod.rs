//! The IAM policy language and its evaluation.
//!
//! *In:* policy documents and a request, both with unknown parts.
//! *Out:* [`Document`], and an [`Evaluation`] that names the statements that decided and the conditions that stay open.
//! *Does not:* know where a policy came from, which resources exist, or anything of a file format but the policy's own JSON.

mod authorize;
mod beside;
mod check;
mod compare;
mod compile;
mod condition;
mod context;
mod controller;
mod document;
mod evaluation;
mod glob;
mod json;
mod parse;
mod place;
mod request;
mod shape;
pub mod sweep;
mod symbolic;
mod system;
mod template;

pub use authorize::{Gained, authorize, gained};
pub use beside::{AccessPoint, AclGrant, Beside, Grantee, KeyGrant, NetworkOrigin, Permission, S3};
pub use compare::{Comparison, Example, Sort, grants_any, new_access};
pub use condition::days_between;
pub use document::{Actions, Condition, Document, Effect, PrincipalPattern, Principals, Resources, Statement, SyntaxError, Value, Version};
pub use evaluation::{Controller, Denial, Doubt, Evaluation, Grant, OpenCondition, PolicyKind, Scope, StatementRef, Witness};
pub use request::{Caller, Context, Fact, Policies, PolicyId, Request, ResourceSide, Source, Target};
