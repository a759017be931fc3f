//! Functions of strings.

use regex::Regex;

use super::super::number::Number;
use super::super::text::{Piece, Segment, Text};
use super::super::value::{Kind, Sequence, Value};
use super::arguments::{Args, Fail, wrong};
use super::{Answer, to_text};

/// Repetition makes strings no longer than this.
const LONGEST: usize = 4 << 20;

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    Some(match name {
        "lower" => args.text(0).and_then(|t| case(&t, |s| s.to_lowercase())),
        "upper" => args.str(0).map(|s| Value::string(&s.chars().map(capital).collect::<String>())),
        "title" => args.str(0).map(|s| Value::string(&title(&s))),
        "trimspace" => args.text(0).and_then(|t| trimmed(&t, char::is_whitespace, true)),
        "chomp" => args.text(0).and_then(|t| trimmed(&t, |c| matches!(c, '\n' | '\r'), false)),
        "trim" => two(args, |s, set| s.trim_matches(|c| set.contains(c)).to_owned()),
        "trimprefix" => args.text(0).and_then(|t| trim_prefix(&t, &args.str(1)?)),
        "trimsuffix" => args.text(0).and_then(|t| trim_suffix(&t, &args.str(1)?)),
        "startswith" => args.text(0).and_then(|t| starts(&t, &args.str(1)?)),
        "endswith" => args.text(0).and_then(|t| ends(&t, &args.str(1)?)),
        "strcontains" => args.text(0).and_then(|t| contains(&t, &args.str(1)?)),
        "strrev" => args.str(0).map(|s| Value::string(&s.chars().rev().collect::<String>())),
        "substr" => substr(args),
        "split" => split(args),
        "join" => join(args),
        "replace" => replace(args),
        "regex" => regex(args).and_then(|r| {
            let text = args.str(1)?;
            r.captures(&text).map_or_else(|| wrong("the pattern does not match"), |found| Ok(captured(&r, &found)))
        }),
        "regexall" => regex(args).and_then(|r| {
            let text = args.str(1)?;
            Ok(Value::list(Sequence::List, r.captures_iter(&text).map(|found| captured(&r, &found)).collect()))
        }),
        "indent" => args.count(0).and_then(|n| {
            let text = args.text(1)?;
            let lines = text.show().matches('\n').count().max(1);
            let pad = " ".repeat(bounded(n, lines)?);
            let mut out = Text::default();
            for segment in text.segments() {
                match segment {
                    Segment::Literal(s) => out.push_str(&s.replace('\n', &format!("\n{pad}"))),
                    Segment::Symbol(symbol) => out.push_piece(Piece::Symbol(symbol)),
                }
            }
            Ok(Value::String(out))
        }),
        "basename" => args.str(0).map(|s| Value::string(s.trim_end_matches('/').rsplit('/').next().unwrap_or(""))),
        "dirname" => args.str(0).map(|s| Value::string(s.rsplit_once('/').map_or(".", |(d, _)| if d.is_empty() { "/" } else { d }))),
        "urlencode" => args.str(0).map(|s| Value::string(&urlencode(&s))),
        _ => return None,
    })
}

/// A size, if that many times it is not too long.
fn bounded(size: usize, times: usize) -> Result<usize, Fail> {
    if size.saturating_mul(times) > LONGEST { Err(Fail::Unknown) } else { Ok(size) }
}

fn two(args: Args<'_>, f: impl Fn(&str, &str) -> String) -> Answer {
    Ok(Value::string(&f(&args.str(0)?, &args.str(1)?)))
}

/// Symbols that hold no separator of ARNs.
fn is_opaque(text: &Text) -> bool {
    text.segments().iter().all(|s| match s {
        Segment::Literal(_) => true,
        Segment::Symbol(symbol) => symbol.kind.is_word(),
    })
}

/// Trims the end, and perhaps the start, where no symbol could hold what is trimmed.
fn trimmed(text: &Text, is_trimmed: impl Fn(char) -> bool, start: bool) -> Answer {
    let mut segments = text.segments();
    let ends = |segment: Option<&Segment>| match segment {
        Some(Segment::Literal(s)) => s.chars().all(&is_trimmed),
        Some(Segment::Symbol(symbol)) => !symbol.kind.is_word(),
        None => false,
    };
    if segments.len() > 1 && (ends(segments.last()) || (start && ends(segments.first()))) {
        return Err(Fail::Unknown);
    }
    if let Some(Segment::Symbol(_)) = segments.first().filter(|_| !is_opaque(text) && segments.len() == 1) {
        return Err(Fail::Unknown);
    }
    if let Some(Segment::Literal(last)) = segments.last_mut() {
        last.truncate(last.trim_end_matches(&is_trimmed).len());
    }
    if let Some(Segment::Literal(first)) = segments.first_mut().filter(|_| start) {
        *first = first.trim_start_matches(&is_trimmed).to_owned();
    }
    Ok(rebuild(segments))
}

/// Changes case, where no symbol could change.
fn case(text: &Text, f: impl Fn(&str) -> String) -> Answer {
    let mut out = Text::default();
    for segment in text.segments() {
        match segment {
            Segment::Literal(s) => out.push_str(&f(&s)),
            Segment::Symbol(s) if matches!(s.kind, Kind::Account | Kind::Region | Kind::Partition) => out.push_piece(Piece::Symbol(s)),
            Segment::Symbol(_) => return Err(Fail::Unknown),
        }
    }
    Ok(Value::String(out))
}

/// Go changes characters one by one: what would become two stays.
fn capital(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn title(s: &str) -> String {
    let mut out = String::new();
    let mut start = true;
    for c in s.chars() {
        if start {
            out.push(capital(c));
        } else {
            out.push(c);
        }
        start = !(c.is_alphanumeric() || c == '_' || c == '\'');
    }
    out
}

fn rebuild(segments: Vec<Segment>) -> Value {
    let mut out = Text::default();
    for segment in segments {
        match segment {
            Segment::Literal(s) => out.push_str(&s),
            Segment::Symbol(symbol) => out.push_piece(Piece::Symbol(symbol)),
        }
    }
    Value::String(out)
}

fn trim_prefix(text: &Text, prefix: &str) -> Answer {
    let mut segments = text.segments();
    match segments.first_mut() {
        None => Ok(Value::string("")),
        Some(Segment::Literal(s)) => {
            if let Some(rest) = s.strip_prefix(prefix) {
                *s = rest.to_owned();
            } else if prefix.starts_with(s.as_str()) && segments.len() > 1 {
                return Err(Fail::Unknown);
            }
            Ok(rebuild(segments))
        }
        Some(Segment::Symbol(_)) => Err(Fail::Unknown),
    }
}

fn trim_suffix(text: &Text, suffix: &str) -> Answer {
    let mut segments = text.segments();
    let several = segments.len() > 1;
    match segments.last_mut() {
        None => Ok(Value::string("")),
        Some(Segment::Literal(s)) => {
            if let Some(rest) = s.strip_suffix(suffix) {
                *s = rest.to_owned();
            } else if suffix.ends_with(s.as_str()) && several {
                return Err(Fail::Unknown);
            }
            Ok(rebuild(segments))
        }
        Some(Segment::Symbol(_)) => Err(Fail::Unknown),
    }
}

fn starts(text: &Text, prefix: &str) -> Answer {
    match text.segments().first() {
        None => Ok(Value::Bool(prefix.is_empty())),
        Some(Segment::Literal(s)) if s.starts_with(prefix) => Ok(Value::Bool(true)),
        Some(Segment::Literal(s)) if !prefix.starts_with(s.as_str()) || text.known().is_some() => Ok(Value::Bool(false)),
        _ => Err(Fail::Unknown),
    }
}

fn ends(text: &Text, suffix: &str) -> Answer {
    match text.segments().last() {
        None => Ok(Value::Bool(suffix.is_empty())),
        Some(Segment::Literal(s)) if s.ends_with(suffix) => Ok(Value::Bool(true)),
        Some(Segment::Literal(s)) if !suffix.ends_with(s.as_str()) || text.known().is_some() => Ok(Value::Bool(false)),
        _ => Err(Fail::Unknown),
    }
}

fn contains(text: &Text, part: &str) -> Answer {
    let found = text.segments().iter().any(|s| matches!(s, Segment::Literal(s) if s.contains(part)));
    if found || part.is_empty() || text.known().is_some() { Ok(Value::Bool(found || part.is_empty())) } else { Err(Fail::Unknown) }
}

fn substr(args: Args<'_>) -> Answer {
    let (text, offset, length) = (args.text(0)?, args.whole(1)?, args.whole(2)?);
    // A known beginning is enough for what is cut from it.
    let Some(known) = text.known() else {
        if let (Some(Segment::Literal(first)), Ok(offset), Ok(length)) = (text.segments().first(), usize::try_from(offset), usize::try_from(length))
            && offset.saturating_add(length) <= first.chars().count()
        {
            return Ok(Value::string(&first.chars().skip(offset).take(length).collect::<String>()));
        }
        return Err(Fail::Unknown);
    };
    let chars: Vec<char> = known.chars().collect();
    let start = if offset < 0 {
        chars.len().saturating_sub(usize::try_from(-offset).unwrap_or(usize::MAX))
    } else {
        usize::try_from(offset).unwrap_or(usize::MAX)
    };
    let length = if length < 0 { usize::MAX } else { usize::try_from(length).unwrap_or(usize::MAX) };
    Ok(Value::string(&chars.into_iter().skip(start).take(length).collect::<String>()))
}

fn split(args: Args<'_>) -> Answer {
    let (separator, text) = (args.str(0)?, args.text(1)?);
    let known = text.known();
    if known.is_none() && (!is_opaque(&text) || separator.is_empty() || separator.chars().any(char::is_alphanumeric) || separator == "-") {
        return Err(Fail::Unknown);
    }
    if let Some(text) = known {
        let parts: Vec<Value> = if separator.is_empty() {
            text.chars().map(|c| Value::string(&c.to_string())).collect()
        } else {
            text.split(&separator).map(Value::string).collect()
        };
        return Ok(Value::list(Sequence::List, parts));
    }
    let mut parts = vec![Text::default()];
    for segment in text.segments() {
        match segment {
            Segment::Symbol(symbol) => {
                if let Some(last) = parts.last_mut() {
                    last.push_piece(Piece::Symbol(symbol));
                }
            }
            Segment::Literal(s) => {
                for (i, part) in s.split(&separator).enumerate() {
                    if i > 0 {
                        parts.push(Text::default());
                    }
                    if let Some(last) = parts.last_mut() {
                        last.push_str(part);
                    }
                }
            }
        }
    }
    Ok(Value::list(Sequence::List, parts.into_iter().map(Value::String).collect()))
}

fn join(args: Args<'_>) -> Answer {
    let separator = args.str(0)?;
    let mut out = Text::default();
    let mut first = true;
    for i in 1..args.len().max(2) {
        bounded(separator.len(), args.open_items(i)?.len())?;
        for item in args.open_items(i)? {
            if !std::mem::take(&mut first) {
                out.push_str(&separator);
            }
            match item {
                Value::Spread(_) => out.push(&Text::symbol(super::super::value::Symbol::new(
                    &format!("join({separator:?}, {})", super::json::show(item)),
                    Kind::String,
                ))),
                Value::Null => return wrong("an item is null"),
                item => out.push(&to_text(item).map_err(Fail::Message)?),
            }
        }
    }
    Ok(Value::String(out))
}

fn replace(args: Args<'_>) -> Answer {
    let (text, search, replacement) = (args.text(0)?, args.str(1)?, args.text(2)?);
    let pattern = search.strip_prefix('/').and_then(|s| s.strip_suffix('/')).filter(|_| search.len() > 1);
    if let Some(pattern) = pattern {
        if text.known().is_none() {
            return replace_around(&text, pattern, &replacement.known().ok_or(Fail::Unknown)?);
        }
        let (text, replacement) = (text.known().ok_or(Fail::Unknown)?, replacement.known().ok_or(Fail::Unknown)?);
        let compiled = compile(pattern)?;
        bounded(replacement.len().saturating_add(text.len()), compiled.find_iter(&text).count())?;
        let replaced = compiled.replace_all(&text, replacement.as_str()).into_owned();
        return Ok(Value::string(&replaced));
    }
    if text.known().is_none() && !is_opaque(&text) {
        return Err(Fail::Unknown);
    }
    let mut out = Text::default();
    for segment in text.segments() {
        match segment {
            Segment::Symbol(symbol) => out.push_piece(Piece::Symbol(symbol)),
            Segment::Literal(s) if search.is_empty() => {
                bounded(replacement.show().len(), s.len())?;
                for c in s.chars() {
                    out.push(&replacement);
                    out.push_str(&c.to_string());
                }
                out.push(&replacement);
            }
            Segment::Literal(s) => {
                let parts: Vec<&str> = s.split(&search).collect();
                bounded(replacement.show().len(), parts.len())?;
                if let Some(known) = replacement.known() {
                    out.push_str(&parts.join(&known));
                } else {
                    for (i, part) in parts.into_iter().enumerate() {
                        if i > 0 {
                            out.push(&replacement);
                        }
                        out.push_str(part);
                    }
                }
            }
        }
    }
    Ok(Value::String(out))
}

/// Characters that stand for symbols while a pattern is applied.
const STAND_INS: std::ops::RangeInclusive<u32> = 0xF_0000..=0xF_00FF;

/// Replaces by a pattern in a text with symbols, such as `/^(.*provider/)/` in the ARN of a provider whose name is unknown. A pattern of
/// literals and `.` alone sees nothing in a symbol but some characters, provided its literals are not in there.
fn replace_around(text: &Text, pattern: &str, replacement: &str) -> Answer {
    let mut plain = pattern.to_owned();
    if is_opaque(text) {
        // No symbol holds a separator, so all of it is taken or nothing.
        for class in ["[^/]", "[^:]", "[^/:]", "[^:/]"] {
            for many in ["+", "*"] {
                plain = plain.replace(&format!("{class}{many}"), ".");
            }
        }
    }
    let mut chars = plain.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '\\' => chars.next().is_some_and(|c| c.is_ascii_punctuation()),
            c => c.is_alphanumeric() || "/:-_^$().*?+".contains(c),
        };
        if !fits {
            return Err(Fail::Unknown);
        }
    }
    let stand_in =
        |i: usize| u32::try_from(i).ok().and_then(|i| char::from_u32(STAND_INS.start() + i)).filter(|c| STAND_INS.contains(&u32::from(*c)));
    let segments = text.segments();
    let mut symbols = Vec::new();
    let mut whole = String::new();
    for segment in &segments {
        match segment {
            Segment::Literal(s) if s.chars().any(|c| STAND_INS.contains(&u32::from(c))) => return Err(Fail::Unknown),
            Segment::Literal(s) => whole.push_str(s),
            Segment::Symbol(symbol) => {
                whole.push(stand_in(symbols.len()).ok_or(Fail::Unknown)?);
                symbols.push(symbol.clone());
            }
        }
    }
    // Of a symbol alone nothing is known that a pattern could find.
    if symbols.len() == segments.len() {
        return Err(Fail::Unknown);
    }
    let compiled = compile(pattern)?;
    bounded(replacement.len().saturating_add(whole.len()), compiled.find_iter(&whole).count())?;
    let mut out = Text::default();
    let mut literal = String::new();
    for c in compiled.replace_all(&whole, replacement).chars() {
        match u32::from(c).checked_sub(*STAND_INS.start()).and_then(|i| symbols.get(i as usize)) {
            Some(symbol) => {
                out.push_str(&std::mem::take(&mut literal));
                out.push_piece(Piece::Symbol(symbol.clone()));
            }
            None => literal.push(c),
        }
    }
    out.push_str(&literal);
    Ok(Value::String(out))
}

fn compile(pattern: &str) -> Result<Regex, Fail> {
    regex::RegexBuilder::new(pattern).size_limit(1 << 20).build().map_err(|_| Fail::Message(format!("`{pattern}` is no regular expression")))
}

fn regex(args: Args<'_>) -> Result<Regex, Fail> {
    compile(&args.str(0)?)
}

/// The match: the whole without groups, a list of groups, or an object of named ones.
fn captured(regex: &Regex, found: &regex::Captures<'_>) -> Value {
    let value = |m: Option<regex::Match<'_>>| m.map_or(Value::Null, |m| Value::string(m.as_str()));
    if regex.captures_len() == 1 {
        return value(found.get(0));
    }
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    if names.is_empty() {
        return Value::tuple((1..regex.captures_len()).map(|i| value(found.get(i))).collect());
    }
    let entry = |name: &&str| (Text::from(*name), super::super::value::Entry { value: value(found.name(name)), at: None });
    Value::object(false, None, names.iter().map(entry).collect(), None)
}

fn urlencode(s: &str) -> String {
    let mut out = String::new();
    for byte in s.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Length of a known string in characters.
pub(super) fn length(text: &Text) -> Result<Number, Fail> {
    text.known().map(|s| Number::from(s.chars().count())).ok_or(Fail::Unknown)
}
