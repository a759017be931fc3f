//! What is not written down: values that are or may hold secrets. Names stay.

use serde_json::{Map, Value};

use super::wire::{Member, Shape};

/// What stands where a value is left out.
pub(super) const REDACTED: &str = "keyholder:redacted";

/// Members that hold or may hold secrets though AWS does not mark them: service, structure, member.
const SECRET: &[(&str, &str, &str)] = &[
    ("autoscaling", "LaunchConfiguration", "UserData"),
    ("batch", "ContainerProperties", "command"),
    ("batch", "ContainerProperties", "environment"),
    ("batch", "EksContainer", "args"),
    ("batch", "EksContainer", "command"),
    ("batch", "EksContainer", "env"),
    ("batch", "JobDefinition", "parameters"),
    ("batch", "LogConfiguration", "options"),
    ("batch", "TaskContainerProperties", "command"),
    ("batch", "TaskContainerProperties", "environment"),
    ("cloudformation", "Output", "OutputValue"),
    ("cloudformation", "Parameter", "ParameterValue"),
    ("cloudformation", "Parameter", "ResolvedValue"),
    ("cloudformation", "StackSet", "TemplateBody"),
    ("codebuild", "EnvironmentVariable", "value"),
    ("codebuild", "ProjectSource", "buildspec"),
    ("codebuild", "Webhook", "secret"),
    ("directconnect", "BGPPeer", "authKey"),
    ("directconnect", "VirtualInterface", "authKey"),
    ("directconnect", "VirtualInterface", "customerRouterConfig"),
    ("ecs", "ContainerDefinition", "command"),
    ("ecs", "ContainerDefinition", "dockerLabels"),
    ("ecs", "ContainerDefinition", "entryPoint"),
    ("ecs", "ContainerOverride", "command"),
    ("ecs", "DockerVolumeConfiguration", "driverOpts"),
    ("ecs", "HealthCheck", "command"),
    ("ecs", "LogConfiguration", "options"),
    ("elbv2", "AuthenticateOidcActionConfig", "AuthenticationRequestExtraParams"),
    ("elbv2", "AuthenticateOidcActionConfig", "ClientSecret"),
    ("emr", "Application", "Args"),
    ("emr", "Cluster", "Configurations"),
    ("emr", "KerberosAttributes", "ADDomainJoinPassword"),
    ("emr", "KerberosAttributes", "CrossRealmTrustPrincipalPassword"),
    ("emr", "KerberosAttributes", "KdcAdminPassword"),
    ("glue", "Connection", "AthenaProperties"),
    ("glue", "Connection", "ConnectionProperties"),
    ("glue", "Connection", "PythonProperties"),
    ("glue", "Connection", "SparkProperties"),
    ("glue", "DevEndpoint", "Arguments"),
    ("glue", "Job", "DefaultArguments"),
    ("glue", "Job", "NonOverridableArguments"),
    ("glue", "OAuth2Properties", "TokenUrlParametersMap"),
    ("glue", "SourceControlDetails", "AuthToken"),
    ("lambda", "ImageConfig", "Command"),
    ("lambda", "ImageConfig", "EntryPoint"),
];

/// Members that AWS marks, but that are names, without which nothing could be followed.
const NAME: &[(&str, &str, &str)] = &[
    ("ecs", "ContainerDefinition", "repositoryCredentials"),
    ("organizations", "Account", "Name"),
    ("s3api", "ServerSideEncryptionByDefault", "KMSMasterKeyID"),
    ("ssm", "InstanceInformation", "IPAddress"),
];

/// Whether the value of a member is left out.
pub(super) fn hides(service: &str, structure: &Shape, member: &Member, value: &Shape) -> bool {
    let listed = |list: &[(&str, &str, &str)]| list.contains(&(service, structure.name.as_str(), member.0.as_str()));
    listed(SECRET) || (value.sensitive && !listed(NAME))
}

/// Entries of maps that AWS marks as a whole, but that are names, without which nothing could be followed: service, structure, member, entries.
const ENTRIES: &[(&str, &str, &str, &[&str])] =
    &[("kafkaconnect", "DescribeConnectorResponse", "connectorConfiguration", &["connector.class", "s3.bucket.name", "topics", "topics.regex"])];

/// What is written of a member that is left out.
pub(super) fn left(service: &str, structure: &Shape, member: &Member, value: Value) -> Value {
    let kept = ENTRIES.iter().find(|row| (row.0, row.1, row.2) == (service, structure.name.as_str(), member.0.as_str())).map(|row| row.3);
    match (kept, value) {
        (Some(kept), Value::Object(entries)) => {
            let entry = |(name, value): (String, Value)| if kept.contains(&name.as_str()) { (name, value) } else { (name, hide(value)) };
            Value::Object(entries.into_iter().map(entry).collect())
        }
        (_, value) => hide(value),
    }
}

/// The value with everything in it left out but the names: keys of maps, and members called `name`.
pub(super) fn hide(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(key, value)| if key == "name" { (key, value) } else { (key, hide(value)) }).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(hide).collect(),
        Value::Null => Value::Null,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => REDACTED.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::live::wire::wire;

    #[test]
    fn every_row_names_a_member_that_is() {
        let entries = ENTRIES.iter().map(|(service, structure, member, _)| (*service, *structure, *member));
        for (service, structure, member) in SECRET.iter().chain(NAME).copied().chain(entries) {
            assert!(wire().services.contains_key(service), "{service}");
            let shapes = wire().outputs.iter().filter(|s| s.name == structure);
            assert!(shapes.flat_map(|s| &s.members).any(|m| m.0 == member), "{service} {structure} {member}");
        }
    }

    #[test]
    fn names_stay() {
        let told = serde_json::json!([{ "name": "PASSWORD", "value": "hunter2" }, { "Variables": { "TOKEN": "abc" }, "Count": 3 }]);
        let hidden = serde_json::json!([{ "name": "PASSWORD", "value": REDACTED }, { "Variables": { "TOKEN": REDACTED }, "Count": REDACTED }]);
        assert_eq!(hide(told), hidden);
    }
}
