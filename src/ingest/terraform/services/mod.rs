//! The AWS services: one file each, with the types it reads.

mod iam;
mod iam_attach;
mod kms;
mod s3;

use super::catalogue::Type;

/// The types of every service.
pub(super) const ALL: &[&[Type]] = &[iam::TYPES, iam_attach::TYPES, kms::TYPES, s3::TYPES];
