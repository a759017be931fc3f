//! What AWS and its provider fix of resources: ARNs from names, ids that are names, account and Region, policy documents.

mod document;
mod service;

pub(super) use document::assemble;

use super::evaluate::{Machine, symbol};
use super::text::{Piece, Text};
use super::value::{Kind, Place, Symbol, Value};
use super::{Mode, json};
use crate::aws::reference::managed_policies;

/// A type: its name, the attribute that names its instances, its ARN, and what its `id` is.
struct Fixed(&'static str, &'static str, &'static str, Id);

/// What the attribute `id` holds.
#[derive(Clone, Copy)]
enum Id {
    Name,
    Arn,
    /// Something AWS assigns.
    Assigned,
    /// Of a queue.
    Url,
}

/// ARNs: "Actions, resources, and condition keys", Service Authorization Reference; ids: the provider's documentation. `{path}` is `/` where
/// none is set, `{random}` and `{uuid}` are assigned by AWS.
const TYPES: &[Fixed] = &[
    Fixed("aws_iam_role", "name", "arn:{partition}:iam::{account}:role{path}{name}", Id::Name),
    Fixed("aws_iam_user", "name", "arn:{partition}:iam::{account}:user{path}{name}", Id::Name),
    Fixed("aws_iam_group", "name", "arn:{partition}:iam::{account}:group{path}{name}", Id::Name),
    Fixed("aws_iam_policy", "name", "arn:{partition}:iam::{account}:policy{path}{name}", Id::Arn),
    Fixed("aws_iam_instance_profile", "name", "arn:{partition}:iam::{account}:instance-profile{path}{name}", Id::Name),
    Fixed("aws_iam_openid_connect_provider", "url", "arn:{partition}:iam::{account}:oidc-provider/{issuer}", Id::Arn),
    Fixed("aws_iam_saml_provider", "name", "arn:{partition}:iam::{account}:saml-provider/{name}", Id::Arn),
    Fixed("aws_s3_bucket", "bucket", "arn:{partition}:s3:::{bucket}", Id::Name),
    Fixed("aws_kms_key", "key_id", "arn:{partition}:kms:{region}:{account}:key/{key_id}", Id::Name),
    Fixed("aws_kms_alias", "name", "arn:{partition}:kms:{region}:{account}:{name}", Id::Name),
    Fixed("aws_sqs_queue", "name", "arn:{partition}:sqs:{region}:{account}:{name}", Id::Url),
    Fixed("aws_sns_topic", "name", "arn:{partition}:sns:{region}:{account}:{name}", Id::Arn),
    Fixed("aws_dynamodb_table", "name", "arn:{partition}:dynamodb:{region}:{account}:table/{name}", Id::Name),
    Fixed("aws_lambda_function", "function_name", "arn:{partition}:lambda:{region}:{account}:function:{function_name}", Id::Name),
    Fixed("aws_secretsmanager_secret", "name", "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{random}", Id::Arn),
    Fixed("aws_ssm_parameter", "name", "arn:{partition}:ssm:{region}:{account}:parameter{slashed}", Id::Name),
    Fixed("aws_cloudwatch_log_group", "name", "arn:{partition}:logs:{region}:{account}:log-group:{name}", Id::Name),
    Fixed("aws_kinesis_stream", "name", "arn:{partition}:kinesis:{region}:{account}:stream/{name}", Id::Arn),
    Fixed("aws_kinesis_firehose_delivery_stream", "name", "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}", Id::Arn),
    Fixed("aws_ecr_repository", "name", "arn:{partition}:ecr:{region}:{account}:repository/{name}", Id::Name),
    Fixed("aws_eks_cluster", "name", "arn:{partition}:eks:{region}:{account}:cluster/{name}", Id::Name),
    Fixed("aws_ecs_cluster", "name", "arn:{partition}:ecs:{region}:{account}:cluster/{name}", Id::Arn),
    Fixed("aws_msk_cluster", "cluster_name", "arn:{partition}:kafka:{region}:{account}:cluster/{cluster_name}/{uuid}", Id::Arn),
    Fixed("aws_sfn_state_machine", "name", "arn:{partition}:states:{region}:{account}:stateMachine:{name}", Id::Arn),
    Fixed("aws_cloudwatch_event_bus", "name", "arn:{partition}:events:{region}:{account}:event-bus/{name}", Id::Name),
    Fixed("aws_cloudwatch_event_rule", "name", "arn:{partition}:events:{region}:{account}:rule/{name}", Id::Name),
    Fixed("aws_db_instance", "identifier", "arn:{partition}:rds:{region}:{account}:db:{identifier}", Id::Assigned),
    Fixed("aws_rds_cluster", "cluster_identifier", "arn:{partition}:rds:{region}:{account}:cluster:{cluster_identifier}", Id::Name),
    Fixed("aws_glue_catalog_database", "name", "arn:{partition}:glue:{region}:{account}:database/{name}", Id::Assigned),
    Fixed("aws_vpc", "id", "arn:{partition}:ec2:{region}:{account}:vpc/{id}", Id::Assigned),
    Fixed("aws_subnet", "id", "arn:{partition}:ec2:{region}:{account}:subnet/{id}", Id::Assigned),
    Fixed("aws_security_group", "id", "arn:{partition}:ec2:{region}:{account}:security-group/{id}", Id::Assigned),
    Fixed("aws_instance", "id", "arn:{partition}:ec2:{region}:{account}:instance/{id}", Id::Assigned),
];

/// Types without an ARN whose `id` is one of their arguments, as the provider's documentation says under "Attributes Reference".
const PARTS: &[(&str, &str)] = &[
    ("aws_ecr_repository_policy", "repository"),
    ("aws_iam_policy_attachment", "name"),
    ("aws_kms_key_policy", "key_id"),
    ("aws_s3_bucket_accelerate_configuration", "bucket"),
    ("aws_s3_bucket_cors_configuration", "bucket"),
    ("aws_s3_bucket_lifecycle_configuration", "bucket"),
    ("aws_s3_bucket_logging", "bucket"),
    ("aws_s3_bucket_notification", "bucket"),
    ("aws_s3_bucket_object_lock_configuration", "bucket"),
    ("aws_s3_bucket_ownership_controls", "bucket"),
    ("aws_s3_bucket_policy", "bucket"),
    ("aws_s3_bucket_public_access_block", "bucket"),
    ("aws_s3_bucket_replication_configuration", "bucket"),
    ("aws_s3_bucket_server_side_encryption_configuration", "bucket"),
    ("aws_s3_bucket_versioning", "bucket"),
    ("aws_s3_bucket_website_configuration", "bucket"),
    ("aws_secretsmanager_secret_policy", "secret_arn"),
    ("aws_sns_topic_policy", "arn"),
    ("aws_sqs_queue_policy", "queue_url"),
];

/// The same for data sources, which do not show the path of IAM's.
const DATA: &[Fixed] = &[
    Fixed("aws_iam_role", "name", "arn:{partition}:iam::{account}:role{path}{name}", Id::Name),
    Fixed("aws_iam_user", "user_name", "arn:{partition}:iam::{account}:user{path}{user_name}", Id::Assigned),
    Fixed("aws_iam_group", "group_name", "arn:{partition}:iam::{account}:group{path}{group_name}", Id::Assigned),
    Fixed("aws_iam_instance_profile", "name", "arn:{partition}:iam::{account}:instance-profile{path}{name}", Id::Assigned),
    Fixed("aws_iam_openid_connect_provider", "url", "arn:{partition}:iam::{account}:oidc-provider/{issuer}", Id::Arn),
    Fixed("aws_s3_bucket", "bucket", "arn:{partition}:s3:::{bucket}", Id::Name),
    Fixed("aws_sqs_queue", "name", "arn:{partition}:sqs:{region}:{account}:{name}", Id::Url),
    Fixed("aws_sns_topic", "name", "arn:{partition}:sns:{region}:{account}:{name}", Id::Arn),
    Fixed("aws_dynamodb_table", "name", "arn:{partition}:dynamodb:{region}:{account}:table/{name}", Id::Name),
    Fixed("aws_lambda_function", "function_name", "arn:{partition}:lambda:{region}:{account}:function:{function_name}", Id::Name),
    Fixed("aws_cloudwatch_log_group", "name", "arn:{partition}:logs:{region}:{account}:log-group:{name}", Id::Name),
    Fixed("aws_ssm_parameter", "name", "arn:{partition}:ssm:{region}:{account}:parameter{slashed}", Id::Name),
    Fixed("aws_ecr_repository", "name", "arn:{partition}:ecr:{region}:{account}:repository/{name}", Id::Name),
    Fixed("aws_eks_cluster", "name", "arn:{partition}:eks:{region}:{account}:cluster/{name}", Id::Name),
    Fixed("aws_kms_key", "", "", Id::Assigned),
];

/// Attributes to add to the bodies of a type.
pub(super) fn fixed(ty: &str) -> &'static [&'static str] {
    match ty {
        "aws_iam_policy_document" => &["json"],
        "aws_caller_identity" => &["account_id", "arn"],
        "aws_region" => &["name"],
        "aws_partition" => &["partition"],
        "aws_iam_policy" => &["arn", "id", "policy"],
        ty if TYPES.iter().chain(DATA).any(|t| t.0 == ty) => &["arn", "id"],
        _ => &[],
    }
}

/// An attribute that is not configured; `None` when AWS does not fix it.
pub(super) fn attribute(machine: &mut Machine<'_>, resource: u32, name: &str) -> Option<Value> {
    let (mode, ty) = machine.resource_type(resource);
    let mut of = Of { machine, resource, mode, ty };
    match (mode, ty, name) {
        (Mode::Data, "aws_iam_policy_document", "json" | "minified_json") => Some(document::json(&mut of)),
        (Mode::Data, "aws_caller_identity", "account_id" | "id") => Some(Value::String(of.account())),
        (Mode::Data, "aws_region", "name" | "id" | "region") => Some(Value::String(of.region())),
        (Mode::Data, "aws_partition", "partition" | "id") => Some(Value::String(of.partition())),
        (Mode::Data, "aws_partition", "dns_suffix") => match of.partition().known().as_deref() {
            Some("aws" | "aws-us-gov") => Some(Value::string("amazonaws.com")),
            Some("aws-cn") => Some(Value::string("amazonaws.com.cn")),
            _ => None,
        },
        (Mode::Data, "aws_partition", "reverse_dns_prefix") => Some(Value::string("com.amazonaws")),
        (Mode::Data, "aws_iam_policy", _) => of.managed_policy(name),
        (Mode::Data, "aws_elb_service_account", "id" | "arn") => of.elb_account(name),
        (Mode::Data, "aws_iam_session_context", "issuer_arn") => None,
        (Mode::Managed, ty, "id") if let Some((_, of_which)) = PARTS.iter().find(|(part, _)| *part == ty) => of.configured(of_which),
        _ => of.by_name(name),
    }
}

/// A resource whose attributes are asked for.
struct Of<'m, 't> {
    machine: &'m mut Machine<'t>,
    resource: u32,
    mode: Mode,
    ty: &'t str,
}

impl Of<'_, '_> {
    fn address(&self) -> String {
        self.machine.resource_address(self.resource)
    }

    fn symbol(&self, attribute: &str) -> Symbol {
        symbol(&self.address(), attribute)
    }

    /// An attribute as configured; `None` when it is not, or null.
    fn configured(&mut self, name: &str) -> Option<Value> {
        match self.machine.configured(self.resource, name)? {
            Ok(Value::Null) => None,
            Ok(value) => Some(value),
            Err(_) => Some(Value::Unknown(self.symbol(name))),
        }
    }

    fn gap(&mut self, message: &str) {
        let at: Option<Place> = self.machine.resource_place(self.resource);
        self.machine.gap(message, at);
    }

    fn scope(&mut self, what: &str, kind: Kind) -> Text {
        let key = self.machine.provider_of_resource(self.resource);
        Text::symbol(Symbol::new(&format!("{what}:{key}"), kind))
    }

    /// The account: what the provider configuration is limited to or assumes a role in, else its symbol.
    fn account(&mut self) -> Text {
        let key = self.machine.provider_of_resource(self.resource);
        let is_account = |id: &String| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
        let allowed = match self.machine.provider_argument(&key, "allowed_account_ids") {
            Some(Value::List(list)) if list.items.len() == 1 => list.items.first().and_then(Value::as_str),
            _ => None,
        };
        let assumed = match self.machine.provider_argument(&key, "assume_role") {
            Some(Value::List(list)) => list.items.first().and_then(|b| b.get("role_arn")).and_then(Value::as_str),
            _ => None,
        };
        let assumed = assumed.as_deref().and_then(|arn| arn.split(':').nth(4)).map(str::to_owned);
        match allowed.or(assumed).filter(is_account) {
            Some(id) => Text::from(id),
            None => self.scope("account", Kind::Account),
        }
    }

    /// The Region that the provider is configured with, or that the resource sets.
    fn region(&mut self) -> Text {
        let key = self.machine.provider_of_resource(self.resource);
        let own = if self.ty == "aws_region" { None } else { self.configured("region") };
        match own.or_else(|| self.machine.provider_argument(&key, "region")) {
            Some(Value::String(text)) => text.plain(),
            _ => self.scope("region", Kind::Region),
        }
    }

    fn partition(&mut self) -> Text {
        match self.region().known().as_deref() {
            Some(r) if r.starts_with("cn-") => Text::from("aws-cn"),
            Some(r) if r.starts_with("us-gov-") => Text::from("aws-us-gov"),
            Some(r) if !r.contains("-iso") && !r.starts_with("eusc-") => Text::from("aws"),
            _ => self.scope("partition", Kind::Partition),
        }
    }

    fn row(&self) -> Option<&'static Fixed> {
        let table = if self.mode == Mode::Data { DATA } else { TYPES };
        table.iter().find(|t| t.0 == self.ty)
    }

    /// Attributes of types that are named.
    fn by_name(&mut self, attribute: &str) -> Option<Value> {
        let Fixed(_, naming, arn, id) = self.row()?;
        match attribute {
            "arn" if !arn.is_empty() => self.arn(arn, naming),
            "id" => match id {
                Id::Name => self.name(naming),
                Id::Arn => self.arn(arn, naming),
                Id::Assigned => None,
                Id::Url => self.url(),
            },
            "url" if self.ty == "aws_sqs_queue" => self.url(),
            "bucket_domain_name" if self.ty == "aws_s3_bucket" => {
                let name = self.name(naming)?;
                self.machine
                    .lift(&name, &mut |_, name| {
                        let mut out = super::evaluate::to_text(name).unwrap_or_default().plain();
                        out.push_str(".s3.amazonaws.com");
                        Ok(Value::String(out))
                    })
                    .ok()
            }
            "path" if arn.contains("{path}") && self.mode == Mode::Managed => Some(Value::string("/")),
            a if a == *naming => self.name(naming),
            _ => None,
        }
    }

    /// The name: as configured, else with the prefix that is.
    fn name(&mut self, naming: &str) -> Option<Value> {
        if let Some(value) = self.configured(naming) {
            return Some(value);
        }
        let prefix = if naming == "bucket" { "bucket_prefix" } else { "name_prefix" };
        let mut text = match self.configured(prefix) {
            Some(Value::String(prefix)) => prefix.plain(),
            _ => Text::default(),
        };
        text.push_piece(Piece::Symbol(Symbol { kind: Kind::Unique, ..self.symbol(naming) }));
        Some(Value::String(text))
    }

    /// Fills an ARN; once for each outcome where the name is undecided.
    fn arn(&mut self, template: &str, naming: &str) -> Option<Value> {
        let name = self.name(naming)?;
        let path = match (template.contains("{path}"), self.configured("path")) {
            (false, _) => Value::Null,
            (true, Some(path)) => path,
            (true, None) if self.mode == Mode::Managed => Value::string("/"),
            (true, None) => Value::Unknown(Symbol { kind: Kind::String, ..self.symbol("path") }),
        };
        let (partition, account, region) = (self.partition(), self.account(), self.region());
        let random = Text::symbol(Symbol { kind: Kind::Suffix, ..self.symbol("random") });
        let uuid = Text::symbol(Symbol { kind: Kind::Unique, ..self.symbol("uuid") });
        let fill = |name: &Value, path: &Value| {
            let name = super::evaluate::to_text(name).unwrap_or_default().plain();
            let mut out = Text::default();
            let mut rest = template;
            while let Some((literal, after)) = rest.split_once('{') {
                out.push_str(literal);
                let (variable, after) = after.split_once('}').unwrap_or((after, ""));
                match variable {
                    "partition" => out.push(&partition),
                    "account" => out.push(&account),
                    "region" => out.push(&region),
                    "random" => out.push(&random),
                    "uuid" => out.push(&uuid),
                    "path" => out.push(&super::evaluate::to_text(path).unwrap_or_default().plain()),
                    "issuer" => out.push(&without_scheme(&name)),
                    "slashed" => {
                        if !name.show().starts_with('/') {
                            out.push_str("/");
                        }
                        out.push(&name);
                    }
                    _ => out.push(&name),
                }
                rest = after;
            }
            out.push_str(rest);
            Value::String(out)
        };
        self.machine.lift(&name, &mut |m, name| m.lift(&path, &mut |_, path| Ok(fill(name, path)))).ok()
    }

    fn url(&mut self) -> Option<Value> {
        let name = self.name("name")?;
        let (region, account) = (self.region(), self.account());
        self.machine
            .lift(&name, &mut |_, name| {
                let mut out = Text::from("https://sqs.");
                out.push(&region);
                out.push_str(".amazonaws.com/");
                out.push(&account);
                out.push_str("/");
                out.push(&super::evaluate::to_text(name).unwrap_or_default().plain());
                Ok(Value::String(out))
            })
            .ok()
    }

    /// `data.aws_elb_service_account`.
    fn elb_account(&mut self, attribute: &str) -> Option<Value> {
        let region = self.configured("region").and_then(|v| v.as_str()).or_else(|| self.region().known())?;
        let id = service::elb_account(&region)?;
        let mut out = Text::default();
        if attribute == "arn" {
            out.push_str("arn:");
            out.push(&self.partition());
            out.push_str(":iam::");
        }
        out.push_str(id);
        if attribute == "arn" {
            out.push_str(":root");
        }
        Some(Value::String(out))
    }

    /// `data.aws_iam_policy`: AWS's own policies are built in.
    fn managed_policy(&mut self, attribute: &str) -> Option<Value> {
        let arn = self.configured("arn").and_then(|v| v.as_str());
        let name = self.configured("name").and_then(|v| v.as_str());
        let policy = match (&arn, &name) {
            (Some(arn), _) => managed_policies::by_arn(arn),
            (None, Some(name)) => managed_policies::by_name(name),
            (None, None) => None,
        }?;
        match attribute {
            "arn" | "id" => Some(Value::string(arn.as_deref().unwrap_or(policy.arn))),
            "name" => Some(Value::string(policy.name)),
            "policy" => Some(Value::string(policy.document)),
            _ => None,
        }
    }
}

/// A configured value as other resources see it: the provider shows an issuer's URL without its scheme, whichever way it is written.
pub(super) fn seen(machine: &mut Machine<'_>, resource: u32, name: &str, value: Value) -> Value {
    match value {
        Value::String(url) if name == "url" && machine.resource_type(resource) == (Mode::Managed, "aws_iam_openid_connect_provider") => {
            Value::String(without_scheme(&url))
        }
        other => other,
    }
}

fn without_scheme(url: &Text) -> Text {
    let mut out = Text::default();
    for (i, piece) in url.pieces().iter().enumerate() {
        match piece {
            Piece::Literal(s, _) if i == 0 => out.push_str(s.strip_prefix("https://").unwrap_or(s)),
            Piece::Symbol(symbol) if i == 0 => {
                let name = format!("replace({}, \"https://\", \"\")", json::show(&Value::Unknown(symbol.clone())));
                out.push_piece(Piece::Symbol(Symbol::new(&name, Kind::String)));
            }
            other => out.push_piece(other.clone()),
        }
    }
    out
}
