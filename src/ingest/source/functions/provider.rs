//! Functions of the AWS provider. Source: "Functions", AWS provider documentation.

use super::super::text::{Piece, Segment, Text};
use super::super::value::Value;
use super::Answer;
use super::arguments::{Args, Fail, wrong};

/// Calls `provider::aws::NAME`.
pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    let (_, name) = name.strip_prefix("provider::")?.split_once("::")?;
    Some(match name {
        "arn_parse" => args.text(0).and_then(|arn| parse(&arn)),
        "arn_build" => (0..5).map(|i| args.text(i)).collect::<Result<Vec<_>, _>>().map(|parts| Value::String(build(&parts))),
        "trim_iam_role_path" => args.text(0).and_then(|arn| trim_path(&arn)),
        _ => return None,
    })
}

/// The six parts of an ARN: a symbol whose value may hold a colon hides where the next part begins.
fn parts(arn: &Text) -> Result<Vec<Text>, Fail> {
    let mut out = vec![Text::default()];
    for segment in arn.segments() {
        let left = 7 - out.len();
        let Some(current) = out.last_mut() else { break };
        match segment {
            Segment::Symbol(symbol) if left == 1 || symbol.kind.is_word() => current.push_piece(Piece::Symbol(symbol)),
            Segment::Symbol(_) => return Err(Fail::Unknown),
            Segment::Literal(s) => {
                let mut pieces = s.splitn(left, ':');
                current.push_str(pieces.next().unwrap_or(""));
                out.extend(pieces.map(Text::from));
            }
        }
    }
    if out.len() == 6 && out.first().and_then(Text::known).as_deref() == Some("arn") { Ok(out) } else { wrong("no ARN") }
}

fn parse(arn: &Text) -> Answer {
    let mut parts = parts(arn)?.into_iter().skip(1).map(Value::String);
    let mut next = || parts.next().unwrap_or(Value::Null);
    Ok(Value::record([("partition", next()), ("service", next()), ("region", next()), ("account_id", next()), ("resource", next())]))
}

fn build(parts: &[Text]) -> Text {
    let mut out = Text::from("arn");
    for part in parts {
        out.push_str(":");
        out.push(part);
    }
    out
}

/// A role's ARN without the role's path.
fn trim_path(arn: &Text) -> Answer {
    let mut parts = parts(arn)?;
    let Some(resource) = parts.pop() else { return Err(Fail::Unknown) };
    let mut segments = resource.segments();
    let opaque = segments.iter().all(|s| matches!(s, Segment::Literal(_)) || matches!(s, Segment::Symbol(symbol) if symbol.kind.is_word()));
    if !opaque {
        return Err(Fail::Unknown);
    }
    let Some(at) = segments.iter().rposition(|s| matches!(s, Segment::Literal(s) if s.contains('/'))) else { return wrong("no role") };
    let rest = segments.split_off(at);
    let mut out = Text::from("role/");
    for (i, segment) in rest.into_iter().enumerate() {
        match segment {
            Segment::Literal(s) if i == 0 => out.push_str(s.rsplit('/').next().unwrap_or("")),
            Segment::Literal(s) => out.push_str(&s),
            Segment::Symbol(symbol) => out.push_piece(Piece::Symbol(symbol)),
        }
    }
    parts.push(out);
    let rest: Vec<Text> = parts.into_iter().skip(1).collect();
    Ok(Value::String(build(&rest)))
}
