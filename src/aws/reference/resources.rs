//! Services and their resource types, with ARN templates.
//!
//! Source: Service Authorization Reference, "Resource types defined by …"; for RCPs, "Resource control policies (RCPs)", AWS Organizations
//! User Guide.

use std::sync::LazyLock;

use super::condition_keys::{self, KeyFacts};

/// One service prefix.
#[derive(Debug)]
pub struct Service {
    /// Prefix of its actions, in lower case: `s3`.
    pub prefix: &'static str,
    /// AWS's name of the service: `Amazon S3`.
    pub title: &'static str,
    /// Whether resource control policies apply to its resources.
    pub under_rcps: bool,
    /// Its resource types, sorted by name.
    pub resource_types: Vec<ResourceType>,
}

/// A kind of resource that actions can be limited to.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Name in the reference: `object`.
    pub name: &'static str,
    /// ARN with variables: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
    pub arn: &'static str,
    /// Condition keys that requests for this type of resource carry.
    pub condition_keys: Vec<&'static KeyFacts>,
}

static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let mut services: Vec<Service> = Vec::new();
    for (line, [first, second, third, _]) in super::lines() {
        match line {
            "s" => services.push(Service { prefix: first, title: second, under_rcps: third == "1", resource_types: Vec::new() }),
            "t" => {
                let condition_keys = condition_keys::by_numbers(third);
                services.last_mut().into_iter().for_each(|s| {
                    s.resource_types.push(ResourceType { name: first, arn: second, condition_keys: condition_keys.clone() });
                });
            }
            _ => {}
        }
    }
    services
});

/// All services, sorted by prefix.
pub fn services() -> &'static [Service] {
    &SERVICES
}

/// The service with this prefix, without regard to case.
pub fn service(prefix: &str) -> Option<&'static Service> {
    let index = SERVICES.binary_search_by(|s| super::compare_folded(s.prefix, prefix)).ok()?;
    SERVICES.get(index)
}

/// The resource types of a service; empty when the service is not known or has none.
pub fn resource_types(prefix: &str) -> &'static [ResourceType] {
    service(prefix).map_or(&[], |s| &s.resource_types)
}

/// Prefixes of the services whose resources are under resource control policies, sorted.
pub fn rcp_services() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().filter(|s| s.under_rcps).map(|s| s.prefix)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_table_holds_services_and_resource_types() {
        assert!(services().len() > 400, "{}", services().len());
        assert!(services().is_sorted_by(|a, b| a.prefix < b.prefix));
        assert!(services().iter().map(|s| s.resource_types.len()).sum::<usize>() > 2_000);
        assert!(services().iter().flat_map(|s| &s.resource_types).all(|t| t.arn.starts_with("arn:")));
        assert_eq!(service("S3").unwrap().title, "Amazon S3");
    }

    #[test]
    fn resource_types_have_arn_templates_and_keys() {
        let object = resource_types("s3").iter().find(|t| t.name == "object").unwrap();
        assert_eq!(object.arn, "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
        assert!(object.condition_keys.iter().any(|k| k.is("aws:ResourceTag/x")));
        assert!(resource_types("nosuch").is_empty());
    }

    #[test]
    fn the_first_services_under_rcps_are_listed() {
        let listed: Vec<_> = rcp_services().collect();
        for service in ["kms", "s3", "secretsmanager", "sqs", "sts"] {
            assert!(listed.contains(&service), "{service}");
        }
        assert!(!listed.contains(&"iam"));
    }
}
