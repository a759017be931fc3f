//! Pages of an answer, joined as the AWS command line joins them.

use serde_json::{Map, Value};

use super::wire::Page;

/// What a page says of the next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask again with these arguments.
    Ask(Map<String, Value>),
    /// That was all.
    End,
    /// There is more, but nothing says how to get it.
    Lost,
}

/// The next page after this one.
pub(super) fn next(page: &Page, answer: &Value) -> Next {
    let more = page.more.as_ref().and_then(|m| answer.get(m)).and_then(Value::as_bool);
    if more == Some(false) {
        return Next::End;
    }
    let told = |name: &str| answer.get(name).filter(|v| !v.is_null() && v.as_str() != Some("")).cloned();
    let tokens: Map<String, Value> = page.tokens.iter().filter_map(|(given, name)| Some((given.clone(), told(name)?))).collect();
    match (tokens.is_empty(), more) {
        (false, _) => Next::Ask(tokens),
        (true, Some(true)) => Next::Lost,
        (true, _) => Next::End,
    }
}

/// Adds a page to those before it: lists grow, all else is as the first page says.
pub(super) fn join(whole: &mut Value, page: Value) {
    let (Value::Object(whole), Value::Object(page)) = (whole, page) else { return };
    for (key, value) in page {
        match (whole.get_mut(&key), value) {
            (Some(Value::Array(items)), Value::Array(further)) => items.extend(further),
            (Some(_), _) => {}
            (None, value) => {
                whole.insert(key, value);
            }
        }
    }
}

/// Takes out what only told of pages.
pub(super) fn strip(page: &Page, whole: &mut Value) {
    let Value::Object(members) = whole else { return };
    for (given, told) in &page.tokens {
        members.shift_remove(given);
        members.shift_remove(told);
    }
    if let Some(more) = &page.more {
        members.shift_remove(more);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn page() -> Page {
        Page { tokens: vec![("Marker".into(), "NextMarker".into())], more: Some("Truncated".into()), size: None }
    }

    #[test]
    fn pages_end_where_they_say() {
        let asks = |token: &str| Next::Ask([("Marker".to_owned(), token.into())].into_iter().collect());
        assert_eq!(next(&page(), &json!({ "Truncated": true, "NextMarker": "a" })), asks("a"));
        assert_eq!(next(&page(), &json!({ "NextMarker": "a" })), asks("a"));
        assert_eq!(next(&page(), &json!({ "Truncated": false, "NextMarker": "a" })), Next::End);
        assert_eq!(next(&page(), &json!({ "NextMarker": "" })), Next::End);
        assert_eq!(next(&page(), &json!({ "Truncated": true })), Next::Lost);
    }

    #[test]
    fn lists_grow_and_tokens_go() {
        let mut whole = json!({ "Keys": [1], "Owner": "a", "Truncated": true, "NextMarker": "x" });
        join(&mut whole, json!({ "Keys": [2, 3], "Owner": "b", "Others": [4] }));
        strip(&page(), &mut whole);
        assert_eq!(whole, json!({ "Keys": [1, 2, 3], "Owner": "a", "Others": [4] }));
    }
}
