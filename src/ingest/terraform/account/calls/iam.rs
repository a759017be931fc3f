//! IAM beside the authorization details: instance profiles, identity providers, credentials.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::super::entity::{Entity, last};
use super::{Call, Sink, by, is, no};

pub(super) const CALLS: &[Call] = &[
    is(
        "iam.list-instance-profiles",
        "InstanceProfiles",
        "",
        "aws_iam_instance_profile",
        &[("name", "InstanceProfileName"), ("arn", "Arn"), ("path", "Path"), ("roles", "Roles[].RoleName")],
    ),
    by("iam.list-open-id-connect-providers", "OpenIDConnectProviderList", "", |sink, entity| oidc(sink, entity, entity.str("Arn"))),
    by("iam.get-open-id-connect-provider", "", "", |sink, entity| oidc(sink, entity, entity.named())),
    is("iam.list-saml-providers", "SAMLProviderList", "", "aws_iam_saml_provider", &[("arn", "Arn"), ("name", "/Arn")]),
    no("iam.get-saml-provider", ""),
    by("iam.list-access-keys", "AccessKeyMetadata", "", access_key),
    by("iam.get-login-profile", "LoginProfile", "", |sink, entity| {
        sink.add("aws_iam_user_login_profile", entity, json!({"user": entity.str("UserName")}));
    }),
    no("iam.get-access-key-last-used", "AccessKeyLastUsed"),
    no("iam.get-account-summary", "SummaryMap"),
    no("iam.get-account-password-policy", "PasswordPolicy"),
    no("iam.list-account-aliases", "AccountAliases"),
    no("iam.list-mfa-devices", "MFADevices"),
    no("iam.list-virtual-mfa-devices", "VirtualMFADevices"),
    no("iam.list-server-certificates", "ServerCertificateMetadataList"),
    no("iam.generate-credential-report", ""),
    by("iam.get-credential-report", "", "", credential_report),
    no("sts.get-caller-identity", ""),
];

fn oidc(sink: &mut Sink<'_>, entity: &Entity<'_>, arn: &str) {
    let url = entity.value.get("Url").and_then(Value::as_str).map(str::to_owned);
    let url = url.or_else(|| arn.split_once("oidc-provider/").map(|(_, url)| url.to_owned()));
    let url = url.map(|u| if u.starts_with("https://") { u } else { format!("https://{u}") });
    let mut values = json!({"url": url, "client_id_list": entity.value.get("ClientIDList"), "tags": entity.tags()});
    if let (true, Some(map)) = (arn.starts_with("arn:"), values.as_object_mut()) {
        map.insert("arn".to_owned(), arn.into());
    }
    sink.add("aws_iam_openid_connect_provider", entity, values);
}

/// The key's number among those of its user; nothing else of it is kept.
fn access_key(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let user = entity.str("UserName");
    let number = sink.made.things.iter().filter(|t| t.ty == "aws_iam_access_key" && t.values.get("user") == Some(&Value::from(user)));
    let number = number.count() + 1;
    sink.add("aws_iam_access_key", entity, json!({"user": user, "number": number.to_string()}));
}

/// A table as text, which the command line writes as base64. A user has two keys at most; `N/A` stands where there never was one.
///
/// Source: "Generate credential reports for your AWS account", IAM User Guide.
fn credential_report(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let content = entity.str("Content");
    let plain = content.starts_with("user,");
    let decoded = if plain { Vec::new() } else { base64::engine::general_purpose::STANDARD.decode(content.trim()).unwrap_or_default() };
    let text = if plain { content.to_owned() } else { String::from_utf8_lossy(&decoded).into_owned() };
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    for line in lines {
        let row: Map<String, Value> = columns.iter().zip(line.split(',')).map(|(c, v)| ((*c).to_owned(), v.into())).collect();
        let get = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let arn = get("arn");
        if !arn.contains(":user/") {
            continue;
        }
        let (user, owner) = (last(arn), arn.split(':').nth(4));
        if get("password_enabled") == "true" {
            sink.add("aws_iam_user_login_profile", entity, json!({"user": user, "owner_id": owner}));
        }
        let there = |name: &str| !matches!(get(name), "" | "N/A");
        for number in ["1", "2"].iter().filter(|n| there(&format!("access_key_{n}_last_rotated"))) {
            sink.add("aws_iam_access_key", entity, json!({"user": user, "number": number, "owner_id": owner}));
        }
    }
}
