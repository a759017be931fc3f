//! All policy kinds together: which of them must allow, which may, and that none denies.
//!
//! Sources: "Policy evaluation logic", "Permissions boundaries for IAM entities", "Cross-account policy evaluation logic".

mod access_point;
mod answer;
mod beside;
mod evaluator;
mod gained;
mod paths;
mod principal;
mod resource;
mod s3;
mod statement;

pub use gained::{Gained, gained};

use super::evaluation::Evaluation;
use super::request::{Policies, Request};

/// Decides one request against all policies that apply to it.
pub fn authorize(request: &Request<'_>, policies: &Policies<'_>) -> Evaluation {
    if let Some(s3) = policies.beside.s3
        && let Some(point) = &s3.access_point
    {
        return access_point::through(request, policies, s3, point);
    }
    answer::answer(request, policies)
}
