//! AWS managed policies: names and default versions' documents, as AWS publishes them in partition `aws`.
//!
//! In other partitions (China, GovCloud) some of these policies do not exist and documents may differ; a lookup there answers with the
//! document of partition `aws`, the best that is known offline.

use std::sync::LazyLock;

/// An AWS managed policy in its default version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// ARN in partition `aws`, with the policy's path: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`.
    pub arn: &'static str,
    /// Name, the last part of the ARN.
    pub name: &'static str,
    /// Default version, such as `v3`.
    pub version: &'static str,
    /// Document of that version, as JSON on one line.
    pub document: &'static str,
}

static TEXT: LazyLock<String> = LazyLock::new(|| super::unpack(include_bytes!("data/managed-policies.tsv.gz")));
static POLICIES: LazyLock<Vec<ManagedPolicy>> = LazyLock::new(|| TEXT.lines().filter_map(parse).collect());

fn parse(line: &'static str) -> Option<ManagedPolicy> {
    let (arn, rest) = line.split_once('\t')?;
    let (version, document) = rest.split_once('\t')?;
    let (_, name) = arn.rsplit_once('/')?;
    Some(ManagedPolicy { arn, name, version, document })
}

/// All managed policies, sorted by name.
pub fn all() -> &'static [ManagedPolicy] {
    &POLICIES
}

/// The managed policy with this ARN, path included, in any partition.
pub fn by_arn(arn: &str) -> Option<&'static ManagedPolicy> {
    let path = after_partition(arn)?;
    let (_, name) = arn.rsplit_once('/')?;
    by_name(name).filter(|policy| after_partition(policy.arn) == Some(path))
}

/// The managed policy with this name, as Terraform's `data.aws_iam_policy` and people give it.
pub fn by_name(name: &str) -> Option<&'static ManagedPolicy> {
    let index = POLICIES.binary_search_by_key(&name, |policy| policy.name).ok()?;
    POLICIES.get(index)
}

/// `:iam::aws:policy/…` of an ARN in one of the partitions that AWS names in "ARN format".
fn after_partition(arn: &str) -> Option<&str> {
    let rest = arn.strip_prefix("arn:aws")?;
    ["-cn", "-us-gov", ""].into_iter().find_map(|partition| rest.strip_prefix(partition).filter(|r| r.starts_with(":iam::aws:policy/")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_table_holds_every_policy_as_json() {
        assert!(all().len() > 1_500, "{}", all().len());
        assert!(all().is_sorted_by(|a, b| a.name < b.name));
        for policy in all() {
            let document: serde_json::Value = serde_json::from_str(policy.document).unwrap();
            assert!(document.get("Statement").is_some(), "{}", policy.arn);
            assert_eq!(by_arn(policy.arn), Some(policy));
        }
    }

    #[test]
    fn a_policy_is_found_in_every_partition_and_only_under_its_path() {
        let basic = by_name("AWSLambdaBasicExecutionRole").unwrap();
        assert_eq!(basic.arn, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
        assert!(basic.document.contains("logs:CreateLogStream"));
        for partition in ["aws", "aws-cn", "aws-us-gov"] {
            assert_eq!(by_arn(&format!("arn:{partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")), Some(basic));
        }
        for unknown in [
            "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::111122223333:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/NoSuchPolicy",
            "AWSLambdaBasicExecutionRole",
            "",
        ] {
            assert_eq!(by_arn(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn administrator_access_allows_everything() {
        let admin = by_arn("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
        let document: serde_json::Value = serde_json::from_str(admin.document).unwrap();
        assert_eq!(document["Statement"][0]["Action"], "*");
    }
}
