//! Where a service is asked: its endpoint, and the Region to sign for.

use super::wire::{Operation, Service};

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub url: String,
    /// Region of the signature.
    pub region: String,
}

/// Domain names of the partitions, by the beginning of the names of their Regions (IAM User Guide, "AWS partitions").
const PARTITIONS: &[(&str, &str, &str)] = &[
    ("cn-", "amazonaws.com.cn", "aws-cn"),
    ("us-gov-", "amazonaws.com", "aws-us-gov"),
    ("us-isob-", "sc2s.sgov.gov", "aws-iso-b"),
    ("us-isof-", "csp.hci.ic.gov", "aws-iso-f"),
    ("us-iso-", "c2s.ic.gov", "aws-iso"),
    ("eu-isoe-", "cloud.adc-e.uk", "aws-iso-e"),
    ("eusc-", "amazonaws.eu", "aws-eusc"),
];

/// Name of the partition of a Region, as ARNs have it.
pub(super) fn partition(region: &str) -> &'static str {
    PARTITIONS.iter().find(|(start, ..)| region.starts_with(start)).map_or("aws", |(.., name)| name)
}

/// The endpoint of a service for a Region; `given` is one that the user's configuration names.
pub(super) fn endpoint(service: &Service, operation: &Operation, region: &str, account: &str, fips: bool, given: Option<String>) -> Endpoint {
    let starts = |start: &str| region.strip_prefix(start).is_some_and(|rest| rest.starts_with('-'));
    let one = service.global.iter().filter(|(start, ..)| starts(start)).max_by_key(|(start, ..)| start.len());
    let signed = one.map_or(region, |(.., region)| region.as_str()).to_owned();
    if let Some(url) = given {
        // Hosts of accounts are AWS's own: a given endpoint is asked as it is.
        return Endpoint { url, region: signed };
    }
    let host = match one {
        Some((_, host, _)) => host.clone(),
        None => {
            let suffix = PARTITIONS.iter().find(|(start, ..)| region.starts_with(start)).map_or("amazonaws.com", |(_, suffix, _)| suffix);
            let fips = if fips { "-fips" } else { "" };
            let prefix = operation.prefix.as_deref().unwrap_or_default().replace("{AccountId}", account);
            format!("{prefix}{}{fips}.{region}.{suffix}", service.host)
        }
    };
    Endpoint { url: format!("https://{host}"), region: signed }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::aws::calls;
    use crate::live::wire;

    fn of(service: &str, operation: &str, region: &str) -> (String, String) {
        let (service, operation) = wire::of(calls::of(service, operation).next().unwrap()).unwrap();
        let endpoint = endpoint(service, operation, region, "111122223333", false, None);
        (endpoint.url, endpoint.region)
    }

    #[test]
    fn services_are_asked_where_they_are() {
        let is = |url: &str, region: &str| (format!("https://{url}"), region.to_owned());
        assert_eq!(of("ec2", "describe-vpcs", "eu-west-1"), is("ec2.eu-west-1.amazonaws.com", "eu-west-1"));
        assert_eq!(of("ec2", "describe-vpcs", "cn-north-1"), is("ec2.cn-north-1.amazonaws.com.cn", "cn-north-1"));
        assert_eq!(of("iam", "get-account-summary", "eu-west-1"), is("iam.amazonaws.com", "us-east-1"));
        assert_eq!(of("iam", "get-account-summary", "us-gov-east-1"), is("iam.us-gov.amazonaws.com", "us-gov-west-1"));
        assert_eq!(of("organizations", "list-roots", "cn-north-1"), is("organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"));
        assert_eq!(of("s3control", "list-access-points", "eu-west-1"), is("111122223333.s3-control.eu-west-1.amazonaws.com", "eu-west-1"));
        assert_eq!(of("sagemaker", "list-notebook-instances", "eu-west-1"), is("api.sagemaker.eu-west-1.amazonaws.com", "eu-west-1"));
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
    }

    #[test]
    fn a_given_endpoint_is_asked_as_it_is() {
        let (service, operation) = wire::of(calls::of("s3control", "list-access-points").next().unwrap()).unwrap();
        let endpoint = endpoint(service, operation, "eu-west-1", "111122223333", false, Some("http://127.0.0.1:5000".into()));
        assert_eq!(endpoint.url, "http://127.0.0.1:5000");
    }
}
