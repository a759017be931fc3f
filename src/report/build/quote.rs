//! Policy statements in their own words, in the order of the grammar, unknown parts by their names.
//!
//! Source: "Grammar of the IAM JSON policy language", AWS Identity and Access Management User Guide.

use serde_json::{Map, Value, json};

use crate::aws::Text;
use crate::model::Inventory;
use crate::policy::{Actions, Effect, PrincipalPattern, Principals, Resources, Statement};

/// The JSON text of a statement.
pub(super) fn text(inventory: &Inventory, statement: &Statement) -> String {
    let name = |t: &Text| inventory.render(t);
    let list = |texts: &[Text]| one_or_many(texts.iter().map(name).collect());
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    if let Some(sid) = &statement.sid {
        put("Sid", name(sid).into());
    }
    put("Effect", if statement.effect == Effect::Allow { "Allow" } else { "Deny" }.into());
    match &statement.principals {
        Principals::Absent => {}
        Principals::Only(who) => put("Principal", principals(inventory, who)),
        Principals::AllBut(who) => put("NotPrincipal", principals(inventory, who)),
    }
    match &statement.actions {
        Actions::Only(actions) => put("Action", list(actions)),
        Actions::AllBut(actions) => put("NotAction", list(actions)),
    }
    match &statement.resources {
        Resources::Absent => {}
        Resources::Only(resources) => put("Resource", list(resources)),
        Resources::AllBut(resources) => put("NotResource", list(resources)),
    }
    if !statement.conditions.is_empty() {
        let mut operators = Map::new();
        for condition in &statement.conditions {
            let keys = operators.entry(name(&condition.operator)).or_insert_with(|| json!({}));
            if let Some(keys) = keys.as_object_mut() {
                keys.insert(name(&condition.key), list(&condition.values));
            }
        }
        put("Condition", Value::Object(operators));
    }
    Value::Object(out).to_string()
}

fn one_or_many(mut texts: Vec<String>) -> Value {
    match texts.len() {
        1 => texts.pop().into(),
        _ => texts.into(),
    }
}

fn principals(inventory: &Inventory, patterns: &[PrincipalPattern]) -> Value {
    if patterns == [PrincipalPattern::Everyone] {
        return "*".into();
    }
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for pattern in patterns {
        let (kind, who) = match pattern {
            PrincipalPattern::Everyone => ("AWS", "*".to_owned()),
            PrincipalPattern::Aws(text) => ("AWS", inventory.render(text)),
            PrincipalPattern::Service(text) => ("Service", inventory.render(text)),
            PrincipalPattern::Federated(text) => ("Federated", inventory.render(text)),
            PrincipalPattern::CanonicalUser(text) => ("CanonicalUser", inventory.render(text)),
            PrincipalPattern::Unknown(symbol) => ("AWS", inventory.render(&Text::symbol(*symbol))),
        };
        match kinds.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, all)) => all.push(who),
            None => kinds.push((kind, vec![who])),
        }
    }
    Value::Object(kinds.into_iter().map(|(kind, who)| (kind.to_owned(), one_or_many(who))).collect())
}
