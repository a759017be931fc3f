//! The answer of `aws iam get-account-authorization-details`: users, groups, roles and managed policies of an account, turned into instances of the
//! resource types that the provider has for them, so that one reader serves all sources.
//!
//! Source: "GetAccountAuthorizationDetails", IAM API Reference. Policy documents stand as objects, or as text that may be percent-encoded (RFC 3986).

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::super::Error;
use super::Document;
use super::address::Address;
use super::decode::{Json, Members, shown};
use super::instance::{Instance, pointer_token};
use crate::aws::reference::managed_policies;

/// What the answer's members are called.
pub(in crate::ingest) const MEMBERS: &[&str] = &["RoleDetailList", "UserDetailList", "GroupDetailList", "Policies"];

/// Members that say nothing of the account.
const IGNORED: &[&str] = &["IsTruncated", "Marker", "NextToken", "ResponseMetadata"];

/// Kind of the input, for readers.
pub(super) const KIND: &str = "AWS account authorization details";

/// Reads the answer.
///
/// # Errors
/// When a member is not of the type that the answer gives it.
pub(super) fn read(json: Json<'_>, members: &Members<'_>, input: u32) -> Result<Document, Error> {
    let mut answer = Answer { document: Document { kind: KIND, any: true, aws: true, ..Document::default() }, input };
    for (member, raw) in members {
        let readers: &[(&str, Reader)] = &[("RoleDetailList", role), ("UserDetailList", user), ("GroupDetailList", group), ("Policies", policy)];
        match readers.iter().find(|(name, _)| name == member) {
            Some((_, reader)) => {
                for (index, element) in json.read::<Vec<Value>>(raw.get())?.iter().enumerate() {
                    reader(&mut answer, &Entity { value: element, pointer: format!("/{member}/{index}") });
                }
            }
            None if IGNORED.contains(&member.as_str()) => {}
            None => {
                let message = format!("nothing reads `{}`", shown(member));
                answer.document.unreadable.push((message, format!("/{}", pointer_token(member))));
            }
        }
    }
    if members.get("IsTruncated").is_some_and(|raw| raw.get() == "true") {
        answer.document.partial("further pages of the answer are missing".to_owned(), "/IsTruncated");
    }
    Ok(answer.document)
}

type Reader = fn(&mut Answer, &Entity<'_>);

/// One element of a list.
struct Entity<'a> {
    value: &'a Value,
    pointer: String,
}

impl<'a> Entity<'a> {
    fn str(&self, name: &str) -> &'a str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn list(&self, name: &str) -> impl Iterator<Item = (usize, &'a Value)> {
        self.value.get(name).and_then(Value::as_array).into_iter().flatten().enumerate()
    }

    /// ARNs of the attached managed policies.
    fn attached(&self) -> Vec<&'a str> {
        self.list("AttachedManagedPolicies").filter_map(|(_, p)| p.get("PolicyArn")?.as_str()).collect()
    }

    /// Name and document of the inline policies.
    fn inline(&self, name: &str) -> Vec<Value> {
        let block = |p: &Value| json!({"name": p.get("PolicyName"), "policy": text(p.get("PolicyDocument"))});
        self.list(name).map(|(_, p)| block(p)).collect()
    }

    fn boundary(&self) -> Option<&'a Value> {
        self.value.get("PermissionsBoundary").and_then(|b| b.get("PermissionsBoundaryArn"))
    }

    fn tags(&self) -> Value {
        let pair = |t: &Value| Some((t.get("Key")?.as_str()?.to_owned(), t.get("Value").cloned().unwrap_or_default()));
        Value::Object(self.list("Tags").filter_map(|(_, t)| pair(t)).collect())
    }
}

/// A policy document as text.
fn text(document: Option<&Value>) -> Value {
    match document {
        Some(Value::String(s)) if !s.trim_start().starts_with('{') => Value::String(percent_decode_str(s).decode_utf8_lossy().into_owned()),
        Some(Value::String(s)) => Value::String(s.clone()),
        None | Some(Value::Null) => Value::Null,
        Some(other) => Value::String(other.to_string()),
    }
}

/// What is read so far.
struct Answer {
    document: Document,
    input: u32,
}

impl Answer {
    /// Adds an instance of a type; what is told apart by more than the entity's ARN has a further name.
    fn add(&mut self, ty: &str, entity: &Entity<'_>, further: &str, values: Value) {
        let arn = entity.str("Arn");
        let name = if further.is_empty() { arn.to_owned() } else { format!("{arn} {further}") };
        let address = Address { modules: Vec::new(), data: false, ty: ty.to_owned(), name, key: None };
        let values: Map<String, Value> = match values {
            Value::Object(map) => map.into_iter().filter(|(_, v)| !v.is_null()).collect(),
            _ => Map::new(),
        };
        let instance = Instance {
            input: self.input,
            shown: arn.to_owned(),
            arn: Some(arn.to_owned()),
            values: Value::Object(values),
            ..Instance::new(address, entity.pointer.clone())
        };
        self.document.instances.push(instance);
    }
}

fn role(answer: &mut Answer, entity: &Entity<'_>) {
    let values = json!({
        "name": entity.str("RoleName"), "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": entity.tags(),
        "assume_role_policy": text(entity.value.get("AssumeRolePolicyDocument")), "permissions_boundary": entity.boundary(),
        "max_session_duration": entity.value.get("MaxSessionDuration"), "managed_policy_arns": entity.attached(),
        "inline_policy": entity.inline("RolePolicyList"),
    });
    answer.add("aws_iam_role", entity, "", values);
    for (index, profile) in entity.list("InstanceProfileList") {
        let pointer = format!("{}/InstanceProfileList/{index}", entity.pointer);
        let profile = Entity { value: profile, pointer };
        let (name, arn) = (profile.str("InstanceProfileName"), profile.str("Arn"));
        let values = json!({"name": name, "arn": arn, "path": profile.value.get("Path"), "role": entity.str("RoleName")});
        answer.add("aws_iam_instance_profile", &profile, "", values);
    }
}

fn user(answer: &mut Answer, entity: &Entity<'_>) {
    let name = entity.str("UserName");
    let values = json!({"name": name, "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": entity.tags(),
        "permissions_boundary": entity.boundary()});
    answer.add("aws_iam_user", entity, "", values);
    policies(answer, entity, ("user", name), "UserPolicyList");
    let groups: Vec<&Value> = entity.list("GroupList").map(|(_, g)| g).collect();
    if !groups.is_empty() {
        answer.add("aws_iam_user_group_membership", entity, "groups", json!({"user": name, "groups": groups}));
    }
}

fn group(answer: &mut Answer, entity: &Entity<'_>) {
    let name = entity.str("GroupName");
    answer.add("aws_iam_group", entity, "", json!({"name": name, "path": entity.value.get("Path"), "arn": entity.str("Arn")}));
    policies(answer, entity, ("group", name), "GroupPolicyList");
}

/// Inline and attached policies of a user or group.
fn policies(answer: &mut Answer, entity: &Entity<'_>, (holder, name): (&str, &str), list: &str) {
    for block in entity.inline(list) {
        let further = block.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let values = json!({holder: name, "name": further, "policy": block.get("policy")});
        answer.add(&format!("aws_iam_{holder}_policy"), entity, &further, values);
    }
    for arn in entity.attached() {
        answer.add(&format!("aws_iam_{holder}_policy_attachment"), entity, arn, json!({holder: name, "policy_arn": arn}));
    }
}

fn policy(answer: &mut Answer, entity: &Entity<'_>) {
    // What AWS maintains is built in, where it is known.
    if managed_policies::by_arn(entity.str("Arn")).is_some() {
        return;
    }
    let default = |version: &Value| version.get("IsDefaultVersion") == Some(&Value::Bool(true));
    let documents = |wanted: bool| -> Vec<Value> {
        entity.list("PolicyVersionList").filter(|(_, v)| default(v) == wanted).map(|(_, v)| text(v.get("Document"))).collect()
    };
    let values = json!({"name": entity.str("PolicyName"), "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": entity.tags(),
        "policy": documents(true).into_iter().next(), "other_versions": documents(false)});
    answer.add("aws_iam_policy", entity, "", values);
}
