//! Condition keys: their type, and whether a request may hold several values.
//!
//! Sources: the Service Authorization Reference for the keys of services; "AWS global condition context keys" and "Available keys for AWS
//! OIDC federation", IAM User Guide, for those that no service lists.

use std::sync::LazyLock;

use super::{compare_folded, glob};

/// The type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A point in time.
    Date,
    /// An IPv4 or IPv6 address.
    IpAddress,
}

/// What is known of one condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Name as AWS spells it; `${…}` stands for a part that the policy author fills in, as in `aws:ResourceTag/${TagKey}`.
    pub name: &'static str,
    /// Type of the values.
    pub kind: KeyType,
    /// Whether a request may hold several values, so that `ForAllValues` or `ForAnyValue` is needed.
    pub multivalued: bool,
    /// Whether this is a key that no action lists because any request may carry it, depending on principal, network and call.
    pub global: bool,
}

impl KeyFacts {
    /// Whether `key` is this key, without regard to case, each `${…}` filled in with at least one character.
    pub fn is(&self, key: &str) -> bool {
        if self.name.contains("${") { template_matches(self.name, key) } else { self.name.eq_ignore_ascii_case(key) }
    }
}

/// The facts of the key that a policy calls `key`, when it is a known one. The most exact name wins over templates.
pub fn facts(key: &str) -> Option<&'static KeyFacts> {
    let exact = || {
        let index = KEYS.binary_search_by(|k| compare_folded(k.name, key)).ok()?;
        KEYS.get(index)
    };
    exact()
        .or_else(|| GLOBAL.iter().find(|k| k.is(key)))
        .or_else(|| TEMPLATES.iter().copied().find(|k| k.is(key)))
        .or_else(|| FEDERATION.iter().find(|k| is_provider_key(key) && k.is(key)))
}

/// The listed keys of a comma-separated list of their numbers.
pub(super) fn by_numbers(numbers: &str) -> Vec<&'static KeyFacts> {
    numbers.split(',').filter_map(|n| KEYS.get(n.parse::<usize>().ok()?)).collect()
}

static KEYS: LazyLock<Vec<KeyFacts>> = LazyLock::new(|| {
    let key =
        |[name, kind, multivalued, _]: [&'static str; 4]| KeyFacts { name, kind: key_type(kind), multivalued: multivalued == "1", global: false };
    super::lines().filter(|(line, _)| *line == "k").map(|(_, fields)| key(fields)).collect()
});

/// Listed keys with `${…}`, the longest name first: `events:Metadata/${Key}/Matcher` before `events:Metadata/${Key}`.
static TEMPLATES: LazyLock<Vec<&'static KeyFacts>> = LazyLock::new(|| {
    let mut templates: Vec<_> = KEYS.iter().filter(|k| k.name.contains("${")).collect();
    templates.sort_by_key(|k| std::cmp::Reverse(k.name.len()));
    templates
});

fn key_type(word: &str) -> KeyType {
    match word {
        "ARN" => KeyType::Arn,
        "Bool" => KeyType::Bool,
        "Numeric" => KeyType::Numeric,
        "Date" => KeyType::Date,
        "IPAddress" => KeyType::IpAddress,
        _ => KeyType::String,
    }
}

/// Replaces each `${…}` of a template by "one or more characters" and matches.
fn template_matches(template: &str, key: &str) -> bool {
    let mut pattern = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once("${") {
        pattern.push_str(literal);
        pattern.push_str("?*");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    pattern.push_str(rest);
    glob::matches(&pattern, key)
}

/// Whether the part before the last colon names an OIDC provider, which is a host name with an optional path.
fn is_provider_key(key: &str) -> bool {
    key.rsplit_once(':').is_some_and(|(provider, _)| provider.contains('.'))
}

const fn global(name: &'static str, kind: KeyType) -> KeyFacts {
    KeyFacts { name, kind, multivalued: false, global: true }
}

const fn global_list(name: &'static str) -> KeyFacts {
    KeyFacts { name, kind: KeyType::String, multivalued: true, global: true }
}

/// "AWS global condition context keys", IAM User Guide, without `aws:RequestTag`, `aws:ResourceTag` and `aws:TagKeys`, which actions list.
static GLOBAL: &[KeyFacts] = &[
    // Properties of the principal.
    global("aws:PrincipalArn", KeyType::Arn),
    global("aws:PrincipalAccount", KeyType::String),
    global("aws:PrincipalOrgID", KeyType::String),
    global_list("aws:PrincipalOrgPaths"),
    global("aws:PrincipalTag/${TagKey}", KeyType::String),
    global("aws:PrincipalIsAWSService", KeyType::Bool),
    global("aws:PrincipalServiceName", KeyType::String),
    global_list("aws:PrincipalServiceNamesList"),
    global("aws:PrincipalType", KeyType::String),
    global("aws:userid", KeyType::String),
    global("aws:username", KeyType::String),
    // Properties of a role session.
    global("aws:AssumedRoot", KeyType::String),
    global("aws:ChatbotSourceArn", KeyType::Arn),
    global("aws:Ec2InstanceSourcePrivateIPv4", KeyType::IpAddress),
    global("aws:Ec2InstanceSourceVpc", KeyType::String),
    global("aws:FederatedProvider", KeyType::String),
    global("aws:MultiFactorAuthAge", KeyType::Numeric),
    global("aws:MultiFactorAuthPresent", KeyType::Bool),
    global("aws:SourceIdentity", KeyType::String),
    global("aws:TokenIssueTime", KeyType::Date),
    global("ec2:RoleDelivery", KeyType::Numeric),
    global("ec2:SourceInstanceArn", KeyType::Arn),
    global("glue:CredentialIssuingService", KeyType::String),
    global("glue:RoleAssumedBy", KeyType::String),
    global("codebuild:BuildArn", KeyType::Arn),
    global("codebuild:ProjectArn", KeyType::Arn),
    global("lambda:SourceFunctionArn", KeyType::Arn),
    global("ssm:SourceInstanceArn", KeyType::Arn),
    // Properties of the network.
    global("aws:SourceIp", KeyType::IpAddress),
    global("aws:SourceVpc", KeyType::String),
    global("aws:SourceVpcArn", KeyType::Arn),
    global("aws:SourceVpce", KeyType::String),
    global("aws:VpceAccount", KeyType::String),
    global("aws:VpceOrgID", KeyType::String),
    global_list("aws:VpceOrgPaths"),
    global("aws:VpcSourceIp", KeyType::IpAddress),
    // Properties of the resource.
    global("aws:ResourceAccount", KeyType::String),
    global("aws:ResourceOrgID", KeyType::String),
    global_list("aws:ResourceOrgPaths"),
    // Properties of the request.
    global_list("aws:CalledVia"),
    global("aws:CalledViaAWSMCP", KeyType::String),
    global("aws:CalledViaFirst", KeyType::String),
    global("aws:CalledViaLast", KeyType::String),
    global("aws:CurrentTime", KeyType::Date),
    global("aws:EpochTime", KeyType::Date),
    global("aws:IsMcpServiceAction", KeyType::Bool),
    global("aws:Referer", KeyType::String),
    global("aws:RequestedRegion", KeyType::String),
    global("aws:SecureTransport", KeyType::Bool),
    global("aws:SourceAccount", KeyType::String),
    global("aws:SourceArn", KeyType::Arn),
    global("aws:SourceOrgID", KeyType::String),
    global_list("aws:SourceOrgPaths"),
    global("aws:UserAgent", KeyType::String),
    global("aws:ViaAWSMCPService", KeyType::Bool),
    global("aws:ViaAWSService", KeyType::Bool),
];

/// "Available keys for AWS OIDC federation": what any OIDC provider's token may carry, such as `oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE:sub`.
static FEDERATION: &[KeyFacts] = &[
    KeyFacts { name: "${Provider}:amr", kind: KeyType::String, multivalued: true, global: false },
    KeyFacts { name: "${Provider}:aud", kind: KeyType::String, multivalued: false, global: false },
    KeyFacts { name: "${Provider}:email", kind: KeyType::String, multivalued: false, global: false },
    KeyFacts { name: "${Provider}:oaud", kind: KeyType::String, multivalued: false, global: false },
    KeyFacts { name: "${Provider}:sub", kind: KeyType::String, multivalued: false, global: false },
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_table_holds_the_keys_in_folded_order() {
        assert!(KEYS.len() > 1_500, "{}", KEYS.len());
        assert!(KEYS.is_sorted_by(|a, b| compare_folded(a.name, b.name).is_lt()));
        assert!(KEYS.iter().filter(|k| k.multivalued).count() > 150);
    }

    #[test]
    fn keys_are_found_without_regard_to_case() {
        assert_eq!(facts("STS:externalid").unwrap().name, "sts:ExternalId");
        assert_eq!(facts("aws:sourceip").unwrap().kind, KeyType::IpAddress);
        assert_eq!(facts("aws:MultiFactorAuthPresent").unwrap().kind, KeyType::Bool);
        assert!(facts("aws:TagKeys").unwrap().multivalued);
        assert!(facts("aws:PrincipalOrgPaths").unwrap().multivalued);
        assert!(!facts("identitystore:UserId").unwrap().multivalued);
        assert_eq!(facts("nosuch:Key"), None);
        assert_eq!(facts(""), None);
    }

    #[test]
    fn tag_keys_and_other_templates_are_filled_in() {
        for (key, name, global) in [
            ("aws:ResourceTag/Vendor", "aws:ResourceTag/${TagKey}", false),
            ("aws:RequestTag/a/b", "aws:RequestTag/${TagKey}", false),
            ("aws:principaltag/team", "aws:PrincipalTag/${TagKey}", true),
            ("s3:ExistingObjectTag/x", "s3:ExistingObjectTag/${TagKey}", false),
            ("kms:EncryptionContext:aws:s3:arn", "kms:EncryptionContext:${EncryptionContextKey}", false),
            ("events:Metadata/x/Matcher", "events:Metadata/${MetadataKey}/Matcher", false),
            ("events:Metadata/x", "events:Metadata/${MetadataKey}", false),
        ] {
            let found = facts(key).unwrap();
            assert_eq!((found.name, found.global), (name, global), "{key}");
        }
        assert_eq!(facts("aws:ResourceTag/"), None);
    }

    #[test]
    fn any_oidc_provider_has_subject_and_audience() {
        assert_eq!(facts("oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub").unwrap().name, "${Provider}:sub");
        assert_eq!(facts("token.actions.githubusercontent.com:aud").unwrap().name, "${Provider}:aud");
        assert_eq!(facts("token.actions.githubusercontent.com:actor").unwrap().name, "token.actions.githubusercontent.com:actor");
        assert_eq!(facts("saml:aud").unwrap().name, "saml:aud");
        assert_eq!(facts("nosuch:sub"), None);
    }
}
