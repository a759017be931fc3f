//! Whether some conditions ask for at least as much as others.

use crate::aws::Text;
use crate::policy::{Comparison, Document, OpenCondition, Sort, Value, new_access};

/// Whether a request that meets all of `now` meets all of `before`. What can't be told is no.
pub(super) fn as_strong(now: &[OpenCondition], before: &[OpenCondition]) -> bool {
    if before.iter().all(|b| now.iter().any(|n| same(n, b))) {
        return true;
    }
    let (Some(old), Some(new)) = (document(before), document(now)) else { return false };
    new_access(&old, &new, Sort::Identity) == Comparison::NoGain
}

/// The same test, wherever it stands.
pub(super) fn same(a: &OpenCondition, b: &OpenCondition) -> bool {
    let values = |c: &OpenCondition| {
        let mut values = c.values.clone();
        values.sort();
        values.dedup();
        values
    };
    a.key.to_string().eq_ignore_ascii_case(&b.key.to_string()) && a.operator.eq_ignore_ascii_case(&b.operator) && values(a) == values(b)
}

/// A policy that allows everything under these conditions. Several tests of one key by one operator are several statements' worth: `None`.
fn document(conditions: &[OpenCondition]) -> Option<Document> {
    let mut block: Vec<(Text, Value)> = Vec::new();
    let mut distinct: Vec<&OpenCondition> = Vec::new();
    for condition in conditions.iter().filter(|c| !c.operator.is_empty()) {
        if distinct.iter().any(|d| same(d, condition)) {
            continue;
        }
        let member = (condition.key.clone(), Value::Array(condition.values.iter().cloned().map(Value::String).collect()));
        match block.iter_mut().find(|(operator, _)| operator.literal() == Some(&condition.operator)) {
            Some((_, Value::Object(members))) if members.iter().all(|(key, _)| *key != condition.key) => members.push(member),
            Some(_) => return None,
            None => block.push((condition.operator.as_str().into(), Value::Object(vec![member]))),
        }
        distinct.push(condition);
    }
    let text = |s: &str| Value::String(s.into());
    let members =
        [("Effect", text("Allow")), ("Action", text("*")), ("Resource", text("*")), ("Condition", Value::Object(block))].map(|(k, v)| (k.into(), v));
    let policy = [("Version", text("2012-10-17")), ("Statement", Value::Object(members.into()))].map(|(k, v)| (k.into(), v));
    Document::parse(&Value::Object(policy.into())).ok()
}
