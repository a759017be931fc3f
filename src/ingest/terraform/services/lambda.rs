//! Lambda: functions, who may call them, layers.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::Instance;
use super::super::policies::{object, string};
use super::data_services::{no_policy, set_store};
use super::machine::switch;
use crate::aws::Text;
use crate::model::{Encryption, Network, ResourceId, ResourcePolicy, Store, Tri};
use crate::policy::Value;

const FUNCTION: &str = "arn:{partition}:lambda:{region}:{account}:function:{function_name}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_lambda_function", "lambda-function", "function_name", FUNCTION, function),
    makes("data.aws_lambda_function", "lambda-function", "function_name", FUNCTION, function),
    adds("aws_lambda_permission", permission),
    adds("aws_lambda_function_url", url),
    makes(
        "aws_lambda_layer_version",
        "lambda-layer-version",
        "layer_name",
        "arn:{partition}:lambda:{region}:{account}:layer:{layer_name}:{version}",
        layer,
    ),
];

fn function(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let runs_as = b.runs(&i.at("role"), "function role", "lambda.amazonaws.com");
    let encryption = b.encryption(&i.at("kms_key_arn"), Encryption::ServiceManaged);
    set_store(b, id, Store { encryption, ..Store::new("lambda-function") }, no_policy(i));
    let place = i.at("vpc_config");
    let network = place.block().map(|block| b.attachment(&block.get("subnet_ids"), &block.get("security_group_ids"), Tri::No));
    b.edit(id, |r| {
        r.runs_as = runs_as.into_iter().collect();
        r.network = network.filter(|n| !n.subnets.is_empty()).map(Network::Attachment);
    });
}

fn layer(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    set_store(b, id, Store { encryption: Encryption::ServiceManaged, ..Store::new("lambda-layer-version") }, no_policy(i));
}

/// One statement of the function's policy.
fn permission(b: &mut Builder<'_>, i: &Instance) {
    let Some(function) = b.resource(&i.at("function_name"), &["lambda-function"]) else { return };
    switch(b, function, "triggered", Tri::Yes);
    if let Some(whole) = i.str("statement").and_then(|text| Value::read(text).ok()) {
        b.add_statement(function, whole, i);
        return;
    }
    let who = b.arn_of(&i.at("principal"), &["iam-role", "iam-user"]);
    let principal = match who.literal() {
        Some("*") => string("*"),
        Some(name) if name.contains(".amazonaws.com") => object(vec![("Service", string(who))]),
        _ => object(vec![("AWS", string(who))]),
    };
    let mut conditions = Vec::new();
    for (attribute, operator, key) in [
        ("source_arn", "ArnLike", "aws:SourceArn"),
        ("source_account", "StringEquals", "aws:SourceAccount"),
        ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
        ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
    ] {
        if let Some(value) = b.text(&i.at(attribute)) {
            conditions.push((operator, key, value));
        }
    }
    let action = b.text(&i.at("action")).unwrap_or_else(|| Text::from("lambda:InvokeFunction"));
    let sid = b.text(&i.at("statement_id"));
    statement(b, i, function, sid, principal, action, conditions);
}

/// A URL without authorization: the provider allows everybody to call it.
fn url(b: &mut Builder<'_>, i: &Instance) {
    if i.str("authorization_type") != Some("NONE") {
        return;
    }
    let Some(function) = b.resource(&i.at("function_name"), &["lambda-function"]) else { return };
    let conditions = vec![("StringEquals", "lambda:FunctionUrlAuthType", Text::from("NONE"))];
    statement(b, i, function, Some("FunctionURLAllowPublicAccess".into()), string("*"), "lambda:InvokeFunctionUrl".into(), conditions);
}

fn statement(
    b: &mut Builder<'_>,
    i: &Instance,
    function: ResourceId,
    sid: Option<Text>,
    principal: Value,
    action: Text,
    conditions: Vec<(&'static str, &'static str, Text)>,
) {
    let Some(arn) = b.inventory.resource(function).map(|r| r.arn.clone()) else { return };
    let mut members = vec![("Effect", string("Allow")), ("Principal", principal), ("Action", string(action)), ("Resource", string(arn))];
    members.extend(sid.map(|sid| ("Sid", string(sid))));
    if !conditions.is_empty() {
        let mut operators: Vec<(&str, Vec<(&str, Value)>)> = Vec::new();
        for (operator, key, value) in conditions {
            match operators.iter_mut().find(|(o, _)| *o == operator) {
                Some((_, keys)) => keys.push((key, string(value))),
                None => operators.push((operator, vec![(key, string(value))])),
            }
        }
        members.push(("Condition", object(operators.into_iter().map(|(operator, keys)| (operator, object(keys))).collect())));
    }
    b.add_statement(function, object(members), i);
}

impl Builder<'_> {
    /// Puts the statements collected for each function into a policy.
    pub(in super::super) fn finish_statements(&mut self) {
        for (id, (statements, origin)) in std::mem::take(&mut self.statements) {
            let document = super::super::policies::document(statements);
            let policy = self.derived_policy(&document, "aws_lambda_permission", origin, id);
            self.edit(id, |r| r.resource_policy = ResourcePolicy::Policy(policy));
        }
    }

    fn add_statement(&mut self, id: ResourceId, statement: Value, i: &Instance) {
        self.statements.entry(id).or_insert_with(|| (Vec::new(), i.origin())).0.push(statement);
    }
}
