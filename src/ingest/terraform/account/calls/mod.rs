//! The calls whose answers are read: a file a family, each with a table of calls, the members of their answers, and what becomes of those.

mod compute;
mod databases;
mod ec2;
mod eks;
mod iam;
mod jobs;
mod kms;
mod messaging;
mod msk;
mod organizations;
mod principals;
mod s3;
mod stores;
mod vpc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::entity::{Attribute, Entity};
use super::file::File;
use super::made::Made;

/// A member of the answer of a call.
pub(super) struct Call {
    /// The call as the AWS command line names it: `s3api.list-buckets`.
    pub call: &'static str,
    /// The member; empty for the whole answer.
    pub member: &'static str,
    /// What its elements hold, so that the answer is told without a path: a member's name; empty where the member's own name is enough, `-` where it can't be
    /// told.
    pub holds: &'static str,
    /// What is read.
    pub reads: Reads,
}

/// How an element is read.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// As a thing of a type with these attributes.
    Type(&'static str, &'static [Attribute]),
    /// By a function.
    With(fn(&mut Sink<'_>, &Entity<'_>)),
    /// It tells nothing that is modelled.
    Nothing,
}

/// Members that are no lists.
const ONE: &[&str] = &[
    "Attributes",
    "Cluster",
    "ClusterInfo",
    "Configuration",
    "ContinuousBackupsDescription",
    "DBClusterSnapshotAttributesResult",
    "DBSnapshotAttributesResult",
    "DomainStatus",
    "KeyMetadata",
    "KeyRotationEnabled",
    "LoginProfile",
    "Organization",
    "OwnershipControls",
    "Policy",
    "PublicAccessBlockConfiguration",
    "ReplicationConfiguration",
    "ServerSideEncryptionConfiguration",
    "Service",
    "StackSet",
    "StreamDescriptionSummary",
    "Table",
    "accessEntry",
    "association",
    "cluster",
    "fargateProfile",
    "nodegroup",
    "taskDefinition",
];

impl Call {
    /// Whether the member is a list.
    pub(super) fn list(&self) -> bool {
        !self.member.is_empty() && !ONE.contains(&self.member)
    }
}

/// Where functions put what they read.
pub(super) struct Sink<'a> {
    pub made: &'a mut Made,
    pub row: &'static Call,
    pub file: &'a File<'a>,
}

impl Sink<'_> {
    /// Adds a thing. Attributes that are null are not there.
    pub(super) fn add(&mut self, ty: &'static str, entity: &Entity<'_>, values: Value) {
        if let Value::Object(map) = values {
            let values = map.into_iter().filter(|(_, v)| !v.is_null()).collect();
            self.made.add(self.row, self.file, entity, ty, values);
        }
    }

    /// Notes that something leads into the network from elsewhere, which nothing follows.
    pub(super) fn leads_in(&mut self, what: &'static str, entity: &Entity<'_>, id: &str) {
        // `State`, `virtualInterfaceState`
        let states = entity.value.as_object().into_iter().flatten().filter(|(name, _)| name.to_ascii_lowercase().ends_with("state"));
        if !states.filter_map(|(_, v)| v.as_str()).any(|s| matches!(s.to_ascii_lowercase().as_str(), "deleted" | "rejected")) {
            self.made.outside.entry(what).or_default().push(entity.str(id).to_owned());
        }
    }

    /// Notes something that the answer does not tell.
    pub(super) fn lacks(&mut self, message: String) {
        self.made.lacking.push((self.file.path.to_owned(), message));
    }

    /// Notes that something is shared with others, which nothing follows.
    pub(super) fn shared(&mut self, what: &str, others: &[&str]) {
        if !others.is_empty() {
            self.made.shared.push((self.file.path.to_owned(), what.to_owned(), others.iter().map(|o| (*o).to_owned()).collect()));
        }
    }

    /// Adds a thing with attributes of a table.
    pub(super) fn with(&mut self, ty: &'static str, entity: &Entity<'_>, attributes: &[Attribute]) {
        let values = entity.values(attributes);
        self.made.add(self.row, self.file, entity, ty, values);
        self.made.stands(attributes);
    }
}

const fn is(call: &'static str, member: &'static str, holds: &'static str, ty: &'static str, attributes: &'static [Attribute]) -> Call {
    Call { call, member, holds, reads: Reads::Type(ty, attributes) }
}

const fn by(call: &'static str, member: &'static str, holds: &'static str, read: fn(&mut Sink<'_>, &Entity<'_>)) -> Call {
    Call { call, member, holds, reads: Reads::With(read) }
}

const fn no(call: &'static str, member: &'static str) -> Call {
    Call { call, member, holds: "", reads: Reads::Nothing }
}

const ALL: &[&[Call]] = &[
    principals::CALLS,
    iam::CALLS,
    organizations::CALLS,
    s3::CALLS,
    kms::CALLS,
    stores::CALLS,
    messaging::CALLS,
    msk::CALLS,
    databases::CALLS,
    compute::CALLS,
    eks::CALLS,
    jobs::CALLS,
    ec2::CALLS,
    vpc::CALLS,
];

pub(super) fn all() -> impl Iterator<Item = &'static Call> {
    ALL.iter().flat_map(|calls| calls.iter())
}

/// The rows of a call by its name: `s3api.list-buckets`, `s3api-list-buckets`, `list-buckets` where one service alone has it.
pub(super) fn named(name: &str) -> impl Iterator<Item = &'static Call> {
    let name = ["s3.", "s3-"].iter().find_map(|p| name.strip_prefix(p)).map_or_else(|| name.to_owned(), |rest| format!("s3api.{rest}"));
    let fits = move |row: &&Call| {
        row.call == name || row.call.split_once('.').is_some_and(|(s, o)| name.strip_prefix(s).and_then(|r| r.strip_prefix('-')) == Some(o))
    };
    all().filter(fits)
}

/// The rows that an answer can belong to of which only this member is known.
pub(super) fn by_member(member: &str, raw: &RawValue) -> impl Iterator<Item = &'static Call> + use<> {
    let text = raw.get();
    let empty = text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(']'));
    let first: String = text.chars().take(20_000).collect();
    let rows = || all().filter(|row| row.member == member && !member.is_empty());
    let told: Vec<&'static Call> =
        rows().filter(|row| !matches!(row.holds, "" | "-") && (empty || first.contains(&format!("\"{}\"", row.holds)))).collect();
    let found = if told.is_empty() && text.starts_with(['[', '{']) { rows().filter(|row| row.holds.is_empty()).collect() } else { told };
    found.into_iter().take(if empty { 1 } else { 2 })
}

/// Whether answers of several calls have this member, and nothing in it tells which.
pub(super) fn ambiguous(member: &str) -> bool {
    all().any(|row| row.member == member && row.holds == "-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::super::catalogue;
    use super::{Reads, all};

    #[test]
    fn what_a_collection_asks_is_read() {
        // Members of the answers of EC2 and load balancers are read for the network by their own names.
        let network = ["ec2", "elbv2"];
        let calls = crate::aws::calls::all().filter(|c| !network.contains(&c.service));
        let not: Vec<String> = calls.map(|c| format!("{}.{}", c.service, c.operation)).filter(|c| super::named(c).next().is_none()).collect();
        assert_eq!(not, Vec::<String>::new());
    }

    /// Types that are a gap when there is one.
    const UNMODELLED: &[&str] = &[
        "aws_backup_vault_policy",
        "aws_cloudwatch_log_destination",
        "aws_cloudwatch_log_resource_policy",
        "aws_ecr_registry_policy",
        "aws_glue_resource_policy",
        "aws_networkfirewall_firewall",
        "aws_vpclattice_service",
        "aws_vpclattice_service_network",
    ];

    #[test]
    fn every_call_and_member_is_listed_once_and_makes_what_is_known() {
        let mut seen = BTreeSet::new();
        for row in all() {
            assert!(seen.insert((row.call, row.member)), "{} {}", row.call, row.member);
            assert!(row.call.split_once('.').is_some_and(|(s, o)| !s.is_empty() && !o.is_empty()), "{}", row.call);
            if let Reads::Type(ty, _) = row.reads {
                assert!(catalogue::named(ty).is_some() || UNMODELLED.contains(&ty), "{ty}");
            }
        }
    }
}
