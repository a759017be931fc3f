//! What grants or limits beside policies: KMS grants; S3's access control lists, object ownership, public access block and access points.
//!
//! Sources: "Grants in AWS KMS"; "Access control list (ACL) overview", "Controlling ownership of objects", "Blocking public access to your
//! Amazon S3 storage", "Configuring IAM policies for using access points", Amazon S3 User Guide.

use super::request::{ResourceSide, Source};
use crate::aws::Text;

/// All of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Grants on the key, without those whose constraints the request does not meet.
    pub key_grants: &'a [KeyGrant],
    /// The bucket's settings.
    pub s3: Option<&'a S3<'a>>,
}

/// A KMS grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    /// Grantee principal: an ARN or a service.
    pub grantee: Text,
    /// Operations, such as `Decrypt`.
    pub operations: Vec<Text>,
}

/// What S3 knows beside the bucket policy.
#[derive(Clone, Debug, Default)]
pub struct S3<'a> {
    /// BlockPublicAcls of bucket, account or access point.
    pub block_public_acls: bool,
    /// IgnorePublicAcls of them.
    pub ignore_public_acls: bool,
    /// BlockPublicPolicy of them.
    pub block_public_policy: bool,
    /// Object Ownership is "Bucket owner enforced": no list counts.
    pub acls_off: bool,
    /// The bucket's list.
    pub bucket_acl: Vec<AclGrant>,
    /// The object's list.
    pub object_acl: Vec<AclGrant>,
    /// The account that owns the object, where that is not the bucket's.
    pub object_owner: Option<Text>,
    /// The policy that the call would put.
    pub new_policy: Option<Source<'a>>,
    /// The access point that the request goes through; the resource asked about is its ARN.
    pub access_point: Option<AccessPoint<'a>>,
}

/// An entry of an access control list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclGrant {
    /// Whom.
    pub grantee: Grantee,
    /// What.
    pub permission: Permission,
}

/// Whom an access control list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantee {
    /// An account, by its id.
    Account(Text),
    /// A canonical user id of which it is not known whose it is.
    CanonicalUser(Text),
    /// Everyone.
    AllUsers,
    /// Everyone who signs.
    AuthenticatedUsers,
    /// S3's log delivery.
    LogDelivery,
}

/// A permission of an access control list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// `READ`.
    Read,
    /// `WRITE`.
    Write,
    /// `READ_ACP`.
    ReadAcp,
    /// `WRITE_ACP`.
    WriteAcp,
    /// `FULL_CONTROL`.
    FullControl,
}

/// From where an access point is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkOrigin {
    /// From anywhere.
    Internet,
    /// From a VPC only (its id, if known): such an access point is never public.
    Vpc(Option<Text>),
}

/// An S3 access point.
#[derive(Clone, Debug)]
pub struct AccessPoint<'a> {
    /// ARN of its bucket.
    pub bucket: Text,
    /// Its own policy; that of the bucket is the resource's.
    pub policy: ResourceSide<'a>,
    /// Its network origin.
    pub origin: NetworkOrigin,
}
