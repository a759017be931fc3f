//! Grants beside policies: KMS grants and S3 access control lists; and what S3 refuses whoever allows it.

use super::evaluator::Evaluator;
use super::principal::{ByClass, Class};
use super::s3::is_public;
use crate::policy::PolicyId;
use crate::policy::beside::{AclGrant, Grantee, Permission, S3};
use crate::policy::compile::Named;
use crate::policy::context::Seen;
use crate::policy::document::{Effect, PrincipalPattern};
use crate::policy::evaluation::{Doubt, StatementRef};
use crate::policy::request::Caller;
use crate::policy::symbolic::Formula;

/// Stands for no statement of any policy.
const NOWHERE: StatementRef = StatementRef { policy: PolicyId(u32::MAX), index: 0 };

impl<'a> Evaluator<'a> {
    /// What is granted beside policies, by how the caller is named.
    pub(super) fn granted_beside(&mut self, out: &mut ByClass) {
        let beside = self.policies.beside;
        let action = self.request.action;
        if action.service() == "kms" {
            let of = |operation: &crate::aws::Text| operation.literal().is_none_or(|o| o.eq_ignore_ascii_case(action.name()));
            for grant in beside.key_grants.iter().filter(|g| g.operations.iter().any(of)) {
                let service = grant.grantee.literal().is_some_and(|g| !g.contains(':') && g.contains('.'));
                let pattern = if service { PrincipalPattern::Service(grant.grantee.clone()) } else { PrincipalPattern::Aws(grant.grantee.clone()) };
                if let Some((class, formula)) = self.pattern(NOWHERE, &Named::new(&pattern), Effect::Allow) {
                    out.add(class, formula);
                }
            }
        }
        if let Some(s3) = beside.s3.filter(|s3| action.service() == "s3" && !s3.acls_off) {
            for grant in [&s3.bucket_acl, &s3.object_acl].into_iter().zip([false, true]).flat_map(|(list, on)| list.iter().map(move |g| (g, on))) {
                self.listed_in_acl(s3, grant, out);
            }
        }
    }

    fn listed_in_acl(&self, s3: &S3<'_>, (grant, on_object): (&AclGrant, bool), out: &mut ByClass) {
        if !gives(grant.permission, on_object, self.request.action.name()) {
            return;
        }
        let public = matches!(grant.grantee, Grantee::AllUsers | Grantee::AuthenticatedUsers);
        if public && s3.ignore_public_acls {
            return;
        }
        match (&grant.grantee, self.request.caller) {
            (Grantee::AllUsers, _) => out.add(Class::Everyone, Formula::True),
            (Grantee::AuthenticatedUsers, _) if self.own_account().is_some() => out.add(Class::Everyone, Formula::True),
            (Grantee::LogDelivery, Caller::Service(name)) if name.literal() == Some("logging.s3.amazonaws.com") => {
                out.add(Class::Service, Formula::True);
            }
            // A list names accounts, never users: it hands over to the account's identity policies.
            (Grantee::Account(account), _) => {
                if let Some(own) = self.own_account() {
                    out.add(Class::Account, self.same(own, account));
                }
            }
            (Grantee::CanonicalUser(_), _) if self.own_account().is_some() => {
                out.add(Class::Account, Formula::Doubt(Doubt::Unmodelled(NOWHERE, "canonical user id".into())));
            }
            _ => {}
        }
    }

    /// Whether another account than the bucket's owns the object that the request is about: then the bucket policy can deny, but only the
    /// object's list grants ("How Amazon S3 authorizes a request for an object operation").
    pub(super) fn foreign_owner(&self) -> Option<&'a crate::aws::Text> {
        let s3 = self.policies.beside.s3.filter(|s3| !s3.acls_off)?;
        let owner = s3.object_owner.as_ref().filter(|o| Some(*o) != self.request.resource_account)?;
        let action = self.request.action;
        let on_object = action.service() == "s3" && action.name() != "putobject" && self.target().literal().is_some_and(|t| t.contains('/'));
        on_object.then_some(owner)
    }

    /// That S3 does not refuse the call because of the public access that it would give: BlockPublicAcls, BlockPublicPolicy.
    pub(super) fn gives_no_public_access(&self) -> Formula {
        let Some(s3) = self.policies.beside.s3.filter(|_| self.request.action.service() == "s3") else { return Formula::True };
        match self.request.action.name() {
            "putobject" | "putobjectacl" | "putobjectversionacl" | "putbucketacl" | "createbucket" if s3.block_public_acls => {
                Formula::constant(!self.asks_for_public_acl())
            }
            "putbucketpolicy" | "putaccesspointpolicy" if s3.block_public_policy => match s3.new_policy {
                None => Formula::Doubt(Doubt::UnseenResourcePolicy),
                Some(source) => match source.document {
                    None => Formula::Doubt(Doubt::UnknownPolicy(source.id)),
                    Some(document) => is_public(document, self.request.action.name() == "putaccesspointpolicy").negate(),
                },
            },
            _ => Formula::True,
        }
    }

    /// Whether the request's own headers ask for a public list. What stays open the caller may leave out.
    fn asks_for_public_acl(&self) -> bool {
        let holds = |key: &str, public: fn(&str) -> bool| match self.env.seen(key) {
            Seen::One(value) => value.literal().is_some_and(public),
            Seen::Many(values) => values.iter().filter_map(|v| v.literal()).any(public),
            Seen::Absent | Seen::Open => false,
        };
        let canned = |acl: &str| matches!(acl, "public-read" | "public-read-write" | "authenticated-read");
        let group = |grantees: &str| grantees.contains("/groups/global/AllUsers") || grantees.contains("/groups/global/AuthenticatedUsers");
        let headers = ["read", "write", "read-acp", "write-acp", "full-control"];
        holds("s3:x-amz-acl", canned) || headers.iter().any(|h| holds(&format!("s3:x-amz-grant-{h}"), group))
    }
}

/// "Mapping of ACL permissions and access policy permissions": whether a permission on a bucket or an object gives an action (in lower case).
fn gives(permission: Permission, on_object: bool, action: &str) -> bool {
    let one = |permission| match (permission, on_object) {
        (Permission::Read, false) => matches!(action, "listbucket" | "listbucketversions" | "listbucketmultipartuploads"),
        (Permission::Read, true) => matches!(action, "getobject" | "getobjectversion"),
        (Permission::Write, false) => action == "putobject",
        (Permission::ReadAcp, false) => action == "getbucketacl",
        (Permission::ReadAcp, true) => matches!(action, "getobjectacl" | "getobjectversionacl"),
        (Permission::WriteAcp, false) => action == "putbucketacl",
        (Permission::WriteAcp, true) => matches!(action, "putobjectacl" | "putobjectversionacl"),
        (Permission::Write, true) | (Permission::FullControl, _) => false,
    };
    match permission {
        Permission::FullControl => [Permission::Read, Permission::Write, Permission::ReadAcp, Permission::WriteAcp].into_iter().any(one),
        one_alone => one(one_alone),
    }
}
