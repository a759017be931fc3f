//! Amazon S3: general purpose buckets and directory buckets (S3 Express One Zone).

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon S3"; "Using server-side encryption with AWS KMS keys (SSE-KMS)", S3 User
/// Guide: the requester needs kms:Decrypt to download and kms:GenerateDataKey to upload, and both for a multipart upload.
///
/// Access points are not told apart: their requests must be allowed for the access point's ARN and by the bucket policy.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "s3",
    stores: &[StoreKind {
        id: "s3-bucket",
        label: "S3 bucket",
        arn: "arn:${Partition}:s3:::${BucketName}",
        read: &[Way::under("s3:GetObject", "/*"), Way::under("s3:GetObjectVersion", "/*")],
        write: &[Way::under("s3:PutObject", "/*")],
        delete: &[
            Way::under("s3:DeleteObject", "/*"),
            Way::under("s3:DeleteObjectVersion", "/*"),
            // "Expiring objects": a rule deletes whatever the caller of this one may delete or not.
            Way::store("s3:PutLifecycleConfiguration"),
        ],
        list: &[Way::store("s3:ListBucket"), Way::store("s3:ListBucketVersions")],
        control: &[
            Way::store("s3:PutBucketPolicy"),
            Way::store("s3:DeleteBucketPolicy"),
            Way::store("s3:PutBucketAcl"),
            Way::under("s3:PutObjectAcl", "/*"),
            Way::under("s3:PutObjectVersionAcl", "/*"),
            Way::store("s3:PutBucketPublicAccessBlock"),
            Way::any("s3:PutAccountPublicAccessBlock"),
            Way::store("s3:PutBucketOwnershipControls"),
            // "Setting up permissions for live replication": the caller also passes a role that may read here and write there.
            Way::store("s3:PutReplicationConfiguration").with(&[Way::other("iam:PassRole", "arn:${Partition}:iam::*:role/${RoleNameWithPath}")]),
        ],
        key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey"] },
        beside_iam: Some("access control lists, access points and presigned URLs"),
    }],
};

/// Sources: "Actions, resources, and condition keys for Amazon S3 Express"; "Authorizing Zonal endpoint API operations with CreateSession": the
/// object operations are all authorized by CreateSession, whose s3express:SessionMode is ReadOnly or ReadWrite; "Using server-side encryption
/// with AWS KMS keys (SSE-KMS) in directory buckets": CreateSession needs kms:GenerateDataKey and kms:Decrypt.
pub(super) static DIRECTORY: ServiceFacts = ServiceFacts {
    service: "s3express",
    stores: &[StoreKind {
        id: "s3-directory-bucket",
        label: "S3 directory bucket",
        arn: "arn:${Partition}:s3express:${Region}:${Account}:bucket/${BucketName}",
        read: &[Way::store("s3express:CreateSession")],
        write: &[Way::store("s3express:CreateSession")],
        delete: &[Way::store("s3express:CreateSession")],
        list: &[Way::store("s3express:CreateSession"), Way::any("s3express:ListAllMyDirectoryBuckets")],
        control: &[Way::store("s3express:PutBucketPolicy"), Way::store("s3express:DeleteBucketPolicy")],
        key: KeyUse::Caller { read: &["kms:Decrypt", "kms:GenerateDataKey"], write: &["kms:Decrypt", "kms:GenerateDataKey"] },
        beside_iam: None,
    }],
};
