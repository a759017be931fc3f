//! What the page's template can do with the parts of a report.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, HtmlEscape};

use crate::report::view::{EdgeKind, Origin, Statement};
use crate::report::visible::visible;
use crate::report::words;

/// Adds the filters `place`, `statement`, `verb`, `who`, `blocker` and `prose`.
pub(super) fn add(env: &mut Environment<'_>) {
    env.add_filter("place", |value: Value| words::place(&origin(&value)));
    env.add_filter("statement", |value: Value| words::statement(&statement(&value)));
    env.add_filter("verb", |value: String| verb(&value).to_owned());
    env.add_filter("who", |value: String| match value.as_str() {
        "caller" => "the caller chooses it",
        "environment" => "the environment fixes it",
        _ => "the customer sets it",
    });
    env.add_filter("answer", |value: String| if value == "not-applicable" { "n/a".to_owned() } else { value });
    env.add_filter("short", |value: String| value.chars().take(12).collect::<String>());
    env.add_filter("pretty", |value: String| Value::from_safe_string(pretty(&value)));
    env.add_filter("blocker", |value: Value| blocker(&value));
    env.add_filter("prose", |value: String| Value::from_safe_string(prose(&value)));
}

/// JSON over several lines, escaped; a text that is none, or was cut, as it is.
fn pretty(text: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(text).ok();
    let lines = value.and_then(|v| serde_json::to_string_pretty(&v).ok()).unwrap_or_else(|| text.to_owned());
    lines.lines().map(|line| HtmlEscape(&visible(line)).to_string()).collect::<Vec<_>>().join("\n")
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get_attr(name).ok()?.as_str().map(str::to_owned)
}

fn origin(value: &Value) -> Origin {
    Origin {
        file: text(value, "file"),
        line: value.get_attr("line").ok().and_then(|l| u32::try_from(l).ok()),
        column: value.get_attr("column").ok().and_then(|c| u32::try_from(c).ok()),
        address: text(value, "address"),
        arn: text(value, "arn"),
        pointer: text(value, "pointer").unwrap_or_default(),
        input: text(value, "input").unwrap_or_default(),
    }
}

fn statement(value: &Value) -> Statement {
    Statement {
        policy: text(value, "policy").unwrap_or_default(),
        kind: text(value, "kind").unwrap_or_default(),
        sid: text(value, "sid"),
        index: value.get_attr("index").ok().and_then(|i| u32::try_from(i).ok()).unwrap_or_default(),
        origin: Origin::default(),
    }
}

fn verb(name: &str) -> &'static str {
    words::EDGES.iter().find(|kind| edge_name(**kind) == name).map_or("reaches", |kind| words::edge(*kind))
}

/// The contract's name of a step, as it stands in the JSON.
fn edge_name(kind: EdgeKind) -> String {
    Value::from(Serde(kind)).to_string()
}

fn blocker(value: &Value) -> String {
    let name = |of: &str| value.get_attr(of).ok().and_then(|n| text(&n, "name")).unwrap_or_default();
    let explicit = value.get_attr("explicit").ok().filter(|v| !v.is_undefined()).map(|v| v.is_true());
    let why = words::refusal(text(value, "missing").as_deref(), explicit, text(value, "decided_by").as_deref(), text(value, "action").as_deref());
    format!("{} {} {}: {why}", name("from"), verb(&text(value, "edge").unwrap_or_default()), name("to"))
}

/// The little Markdown that rules are documented in: paragraphs, lists, code spans.
fn prose(markdown: &str) -> String {
    let mut out = String::new();
    for block in markdown.split("\n\n").map(str::trim).filter(|b| !b.is_empty()) {
        let items: Vec<&str> = block.strip_prefix("- ").map(|rest| rest.split("\n- ").collect()).unwrap_or_default();
        if items.is_empty() {
            out.push_str(&format!("<p>{}</p>", spans(block)));
        } else {
            let items: String = items.iter().map(|i| format!("<li>{}</li>", spans(i))).collect();
            out.push_str(&format!("<ul>{items}</ul>"));
        }
    }
    out
}

fn spans(text: &str) -> String {
    let one_line = text.replace('\n', " ");
    let parts = one_line.split('`').enumerate();
    parts
        .map(|(i, part)| {
            let escaped = HtmlEscape(&visible(part)).to_string();
            if i % 2 == 1 { format!("<code>{escaped}</code>") } else { escaped }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_escaped() {
        assert_eq!(prose("a `b<c>`\nd\n\n- x\n- <y>"), "<p>a <code>b&lt;c&gt;</code> d</p><ul><li>x</li><li>&lt;y&gt;</li></ul>");
    }

    #[test]
    fn every_step_has_its_verb() {
        assert_eq!(verb("pass_new"), "creates compute that runs as");
        assert_eq!(verb("decrypt"), "decrypts with");
    }
}
