//! The services that hold data: what kinds of stores there are, and which actions read, write and delete what is in them or hand control over it
//! to others. One file a service; facts are data, each with the AWS document it is from.
//!
//! *In:* nothing.
//! *Out:* [`all`], [`stores`], [`store`]: [`ServiceFacts`], [`StoreKind`], [`Way`].
//! *Does not:* evaluate policies, or say that a way works: it lists what must be allowed. Services without a file here are not free of data.

mod dynamodb;
mod ebs;
mod ecr;
mod elasticache;
mod elasticfilesystem;
mod glue;
mod kafka;
mod kinesis;
mod kms;
mod lambda;
mod logs;
mod memorydb;
mod opensearch;
mod rds;
mod redshift;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod way;

pub use way::{On, Switch, Target, Way};

/// A service that holds data.
#[derive(Debug)]
pub struct ServiceFacts {
    /// Service prefix, as in the store's ARNs.
    pub service: &'static str,
    /// The kinds of stores it has.
    pub stores: &'static [StoreKind],
}

/// A kind of thing that holds data, such as a bucket.
///
/// Each [`Way`] of a list is sufficient alone (as far as IAM goes), together with what it names in `also`.
#[derive(Debug)]
pub struct StoreKind {
    /// Stable id in kebab-case: `s3-bucket`.
    pub id: &'static str,
    /// For people, in the singular: `S3 bucket`.
    pub label: &'static str,
    /// ARN with variables: `arn:${Partition}:s3:::${BucketName}`.
    pub arn: &'static str,
    /// Return what is stored.
    pub read: &'static [Way],
    /// Add to or change what is stored.
    pub write: &'static [Way],
    /// Remove what is stored, the store with it, or the means to read it.
    pub delete: &'static [Way],
    /// Name what is stored, or stores of this kind.
    pub list: &'static [Way],
    /// Hand over control: rewrite who may read or write, share it, or make a copy that somebody else rules.
    pub control: &'static [Way],
    /// Who must be allowed to use a customer managed KMS key that encrypts the store.
    pub key: KeyUse,
    /// What opens the data besides IAM, so that a "no" of IAM is not the last word.
    pub beside_iam: Option<&'static str>,
}

/// Who must be allowed to use the customer managed key of an encrypted store. With an AWS managed or AWS owned key nobody needs more.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// The caller: the service asks KMS on the caller's behalf (forward access session). All listed actions, on the key.
    Caller {
        /// To read.
        read: &'static [&'static str],
        /// To write.
        write: &'static [&'static str],
    },
    /// AWS's documents don't settle whether the caller needs these.
    Unclear {
        /// To read.
        read: &'static [&'static str],
        /// To write.
        write: &'static [&'static str],
    },
    /// The service, by a grant or the key policy; the caller needs nothing on the key.
    Service,
}

static ALL: &[&ServiceFacts] = &[
    &dynamodb::FACTS,
    &ebs::FACTS,
    &ecr::FACTS,
    &elasticache::FACTS,
    &elasticfilesystem::FACTS,
    &glue::FACTS,
    &kafka::FACTS,
    &kinesis::FACTS,
    &kms::FACTS,
    &lambda::FACTS,
    &logs::FACTS,
    &memorydb::FACTS,
    &opensearch::FACTS,
    &opensearch::SERVERLESS,
    &rds::FACTS,
    &redshift::FACTS,
    &redshift::SERVERLESS,
    &s3::FACTS,
    &s3::DIRECTORY,
    &secretsmanager::FACTS,
    &sns::FACTS,
    &sqs::FACTS,
    &ssm::FACTS,
];

/// Every service with a file here, in file order.
pub fn all() -> &'static [&'static ServiceFacts] {
    ALL
}

/// Every kind of store, in file order.
pub fn stores() -> impl Iterator<Item = &'static StoreKind> {
    ALL.iter().flat_map(|s| s.stores)
}

/// The kind of store with this id.
pub fn store(id: &str) -> Option<&'static StoreKind> {
    stores().find(|s| s.id == id)
}

#[cfg(test)]
mod tests;
