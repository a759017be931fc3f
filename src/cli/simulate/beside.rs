//! What a case says beside policies: `s3` and `kmsGrants`.
//!
//! The shapes are those of AWS's API, with small first letters: `PublicAccessBlockConfiguration`, `GrantListEntry`.

use super::Error;
use super::case::Shelf;
use super::reader::At;
use crate::aws::Text;
use crate::policy::{AccessPoint, AclGrant, Grantee, KeyGrant, NetworkOrigin, Permission, PolicyId, PolicyKind, ResourceSide, S3};

const S3_MEMBERS: [&str; 7] = ["accessPoint", "bucketAcl", "objectAcl", "objectOwnership", "objectOwner", "publicAccessBlock", "newPolicy"];
const ACCESS_POINT: [&str; 5] = ["bucket", "policy", "networkOrigin", "vpcId", "publicAccessBlock"];
const BLOCK: [&str; 4] = ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"];
const GRANT: [&str; 4] = ["granteePrincipal", "retiringPrincipal", "operations", "constraints"];

/// "CreateGrant", AWS KMS API Reference.
const OPERATIONS: [&str; 17] = [
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "Verify",
    "GetPublicKey",
    "CreateGrant",
    "RetireGrant",
    "DescribeKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateMac",
    "VerifyMac",
    "DeriveSharedSecret",
];

/// The member `s3`, its policies on the shelf.
pub(super) struct S3Case {
    rest: S3<'static>,
    /// RestrictPublicBuckets of the bucket, its account or the access point.
    pub(super) restrict_public_buckets: bool,
    point: Option<(Text, Option<PolicyId>, NetworkOrigin)>,
    new_policy: Option<PolicyId>,
}

impl S3Case {
    pub(super) fn read(at: &At<'_>, shelf: &mut Shelf) -> Result<Self, Error> {
        at.knows(&S3_MEMBERS)?;
        let point = at.get("accessPoint");
        let blocks = [at.get("publicAccessBlock"), point.as_ref().and_then(|p| p.get("publicAccessBlock"))];
        blocks.iter().flatten().try_for_each(|b| b.knows(&BLOCK))?;
        // The most restrictive combination counts.
        let blocked = |name: &str| blocks.iter().flatten().try_fold(false, |on, b| Ok::<_, Error>(on | b.switch(name)?));
        let lists = [at.get("bucketAcl"), at.get("objectAcl")];
        let acls_off = match at.get("objectOwnership") {
            None => match lists.iter().flatten().next() {
                Some(list) => return Err(list.says("`objectOwnership` is missing: it says whether access control lists count")),
                None => true,
            },
            Some(ownership) => match ownership.string()?.as_str() {
                "BucketOwnerEnforced" => true,
                "BucketOwnerPreferred" | "ObjectWriter" => false,
                _ => return Err(ownership.says("neither `BucketOwnerEnforced`, `BucketOwnerPreferred` nor `ObjectWriter`")),
            },
        };
        let [bucket_acl, object_acl] = lists.map(|list| list.map_or_else(|| Ok(Vec::new()), |list| acl(&list)));
        let new_policy = at.get("newPolicy").map(|p| shelf.add(&p, PolicyKind::Resource)).transpose()?;
        let point = point.map(|p| {
            p.knows(&ACCESS_POINT)?;
            let policy = p.get("policy").map(|p| shelf.add(&p, PolicyKind::Resource)).transpose()?;
            let vpc = p.get("vpcId").map(|id| id.string()).transpose()?.map(Text::from);
            let origin = match p.get("networkOrigin") {
                None if vpc.is_some() => NetworkOrigin::Vpc(vpc),
                None => NetworkOrigin::Internet,
                Some(origin) => match origin.string()?.as_str() {
                    "VPC" => NetworkOrigin::Vpc(vpc),
                    "Internet" => NetworkOrigin::Internet,
                    _ => return Err(origin.says("neither `Internet` nor `VPC`")),
                },
            };
            Ok((p.need("bucket")?.string()?.into(), policy, origin))
        });
        let rest = S3 {
            block_public_acls: blocked("blockPublicAcls")?,
            ignore_public_acls: blocked("ignorePublicAcls")?,
            block_public_policy: blocked("blockPublicPolicy")?,
            acls_off,
            bucket_acl: bucket_acl?,
            object_acl: object_acl?,
            object_owner: at.get("objectOwner").map(|o| o.string()).transpose()?.map(Text::from),
            new_policy: None,
            access_point: None,
        };
        Ok(Self { rest, restrict_public_buckets: blocked("restrictPublicBuckets")?, point: point.transpose()?, new_policy })
    }

    pub(super) fn on<'a>(&self, shelf: &'a Shelf) -> S3<'a> {
        let access_point = self.point.as_ref().map(|(bucket, policy, origin)| AccessPoint {
            bucket: bucket.clone(),
            policy: policy.map_or(ResourceSide::NoPolicy, |id| ResourceSide::Policy(shelf.get(id))),
            origin: origin.clone(),
        });
        S3 { new_policy: self.new_policy.map(|id| shelf.get(id)), access_point, ..self.rest.clone() }
    }
}

fn acl(list: &At<'_>) -> Result<Vec<AclGrant>, Error> {
    list.elements()?
        .iter()
        .map(|at| {
            let (grantee, permission) = (at.need("grantee")?, at.need("permission")?);
            let name = grantee.string()?;
            let hex = |s: &str| s.len() == 64 && s.bytes().all(|b| b.is_ascii_hexdigit());
            let named = match name.rsplit('/').next().unwrap_or_default() {
                "AllUsers" => Grantee::AllUsers,
                "AuthenticatedUsers" => Grantee::AuthenticatedUsers,
                "LogDelivery" => Grantee::LogDelivery,
                id if id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()) => Grantee::Account(id.into()),
                id if hex(id) => Grantee::CanonicalUser(id.into()),
                _ => return Err(grantee.says("no grantee: an account id, a canonical user id, `AllUsers`, `AuthenticatedUsers` or `LogDelivery`")),
            };
            let permission = match permission.string()?.as_str() {
                "READ" => Permission::Read,
                "WRITE" => Permission::Write,
                "READ_ACP" => Permission::ReadAcp,
                "WRITE_ACP" => Permission::WriteAcp,
                "FULL_CONTROL" => Permission::FullControl,
                _ => return Err(permission.says("no permission of an access control list")),
            };
            Ok(AclGrant { grantee: named, permission })
        })
        .collect()
}

/// The grants on the key whose constraints the request meets.
pub(super) fn key_grants(at: &At<'_>, request: &At<'_>) -> Result<Vec<KeyGrant>, Error> {
    let mut out = Vec::new();
    for grant in at.elements()? {
        grant.knows(&GRANT)?;
        let grantee = grant.need("granteePrincipal")?.string()?;
        let mut operations = Vec::new();
        for operation in grant.need("operations")?.elements()? {
            let name = operation.string()?;
            if !OPERATIONS.contains(&name.as_str()) {
                return Err(operation.says("no operation that a grant can give"));
            }
            if met(grant.get("constraints").as_ref(), &name, request)? {
                operations.push(Text::from(name));
            }
        }
        out.push(KeyGrant { grantee: grantee.into(), operations });
        if let Some(retiring) = grant.get("retiringPrincipal") {
            out.push(KeyGrant { grantee: retiring.string()?.into(), operations: vec!["RetireGrant".into()] });
        }
    }
    Ok(out)
}

/// Whether the request's encryption context meets the constraints. They bind operations that take one only, and case matters.
fn met(constraints: Option<&At<'_>>, operation: &str, request: &At<'_>) -> Result<bool, Error> {
    let takes_context = ["Encrypt", "Decrypt", "GenerateDataKey", "ReEncrypt", "CreateGrant"].iter().any(|o| operation.starts_with(o));
    let Some(constraints) = constraints.filter(|_| takes_context) else { return Ok(true) };
    let prefix = "kms:encryptioncontext:";
    let mut held: Vec<(String, Text)> = Vec::new();
    for (key, value) in request.get("context").map_or_else(|| Ok(Vec::new()), |c| c.members())? {
        if key.to_lowercase().starts_with(prefix) {
            held.push((key.chars().skip(prefix.len()).collect(), value.scalar()?));
        }
    }
    for (kind, wanted) in constraints.members()? {
        let wanted: Vec<(String, Text)> = wanted.members()?.into_iter().map(|(k, v)| Ok((k, v.scalar()?))).collect::<Result<_, Error>>()?;
        let whole = match kind.as_str() {
            "encryptionContextEquals" => true,
            "encryptionContextSubset" => false,
            _ => return Err(constraints.says(format!("`{kind}` is no constraint of a grant"))),
        };
        if !wanted.iter().all(|pair| held.contains(pair)) || whole && held.len() != wanted.len() {
            return Ok(false);
        }
    }
    Ok(true)
}
