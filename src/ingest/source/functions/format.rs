//! `format` and `formatlist`. Source: "format Function", Terraform documentation.

use super::super::number::Number;
use super::super::text::{Piece, Text};
use super::super::value::{Kind, Sequence, Symbol, Value};
use super::arguments::{Args, Fail, wrong};
use super::{Answer, json, to_text};

/// Weight of all results of one `formatlist`.
const HEAVIEST: usize = 1 << 20;

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    Some(match name {
        "format" => args.str(0).and_then(|f| format(&f, args.0.get(1..).unwrap_or(&[])).map(Value::String)),
        "formatlist" => formatlist(args),
        _ => return None,
    })
}

fn formatlist(args: Args<'_>) -> Answer {
    let pattern = args.str(0)?;
    let rest = args.0.get(1..).unwrap_or(&[]);
    let lists: Vec<usize> = rest.iter().filter_map(|v| if let Value::List(l) = v { Some(l.items.len()) } else { None }).collect();
    let Some(count) = lists.first().copied() else {
        return if rest.iter().any(|v| matches!(v, Value::Unknown(_) | Value::Spread(_))) {
            Err(Fail::Unknown)
        } else {
            Ok(Value::list(Sequence::List, vec![Value::String(format(&pattern, rest)?)]))
        };
    };
    if lists.iter().any(|n| *n != count) {
        return if rest.iter().any(|v| matches!(v, Value::List(l) if l.items.iter().any(|i| matches!(i, Value::Spread(_))))) {
            Err(Fail::Unknown)
        } else {
            wrong("the lists differ in length")
        };
    }
    let whole: usize = rest.iter().filter(|v| !matches!(v, Value::List(_))).map(Value::weight).sum();
    if whole.saturating_add(pattern.len() / 16).saturating_mul(count) > HEAVIEST {
        return Err(Fail::Unknown);
    }
    let mut out = Vec::new();
    for i in 0..count {
        let mut many = false;
        let row = rest.iter().map(|v| match v {
            Value::List(list) => match list.items.get(i) {
                Some(Value::Spread(inner)) => {
                    many = true;
                    match &**inner {
                        Value::Unknown(symbol) => Value::Unknown(symbol.below("[*]")),
                        any => any.clone(),
                    }
                }
                Some(item) => item.clone(),
                None => Value::Null,
            },
            other => other.clone(),
        });
        let row: Vec<Value> = row.collect();
        let text = Value::String(format(&pattern, &row)?);
        out.push(if many { Value::Spread(text.into()) } else { text });
    }
    Ok(Value::list(Sequence::List, out))
}

#[derive(Default)]
struct Verb {
    minus: bool,
    plus: bool,
    zero: bool,
    space: bool,
    sharp: bool,
    width: usize,
    precision: Option<usize>,
}

const WIDEST: usize = 1024;

fn format(pattern: &str, args: &[Value]) -> Result<Text, Fail> {
    let mut out = Text::default();
    let mut next = 0;
    let mut chars = pattern.chars().peekable();
    let mut literal = String::new();
    while let Some(c) = chars.next() {
        if c != '%' {
            literal.push(c);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.peek().copied() {
            match flag {
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                '0' => verb.zero = true,
                ' ' => verb.space = true,
                '#' => verb.sharp = true,
                _ => break,
            }
            chars.next();
        }
        verb.width = digits(&mut chars).unwrap_or(0);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(&mut chars).unwrap_or(0));
        }
        if chars.next_if_eq(&'[').is_some() {
            next = digits(&mut chars)
                .and_then(|n| n.checked_sub(1))
                .ok_or_else(|| Fail::Message("an index from 1 is expected after `%[`".to_owned()))?;
            if chars.next_if_eq(&']').is_none() {
                return wrong("`]` is missing");
            }
        }
        let Some(kind) = chars.next() else { return wrong("the pattern ends in a verb") };
        if kind == '%' {
            literal.push('%');
            continue;
        }
        let arg = args.get(next).ok_or_else(|| Fail::Message(format!("there is no argument {}", next + 1)))?;
        next += 1;
        if let Value::Spread(_) = arg {
            return Err(Fail::Unknown);
        }
        let part = one(&verb, kind, arg)?;
        match part.simple() {
            Some(s) => literal.push_str(s),
            None => {
                out.push_str(&std::mem::take(&mut literal));
                part.pieces().iter().for_each(|p| out.push_piece(p.clone()));
            }
        }
    }
    out.push_str(&literal);
    Ok(out)
}

fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    let mut n: Option<usize> = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        n = Some(n.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize).min(WIDEST));
        chars.next();
    }
    n
}

fn one(verb: &Verb, kind: char, arg: &Value) -> Result<Text, Fail> {
    if let Value::Unknown(symbol) = arg {
        return unknown(symbol, kind);
    }
    if matches!(arg, Value::Null) && kind != 'v' {
        return wrong("an argument is null");
    }
    let plain = |s: String| Ok(Text::from(pad(verb, s)));
    match kind {
        's' => {
            let text = to_text(arg).map_err(Fail::Message)?;
            match text.known() {
                Some(s) => plain(match verb.precision {
                    Some(n) => s.chars().take(n).collect(),
                    None => s,
                }),
                None if verb.width == 0 && verb.precision.is_none() => Ok(text),
                None => Err(Fail::Unknown),
            }
        }
        'q' => {
            let text = json::encode(&Value::String(to_text(arg).map_err(Fail::Message)?));
            match text.known() {
                Some(s) => plain(s),
                None => Ok(text),
            }
        }
        'v' => match arg {
            Value::String(text) if !verb.sharp => match text.known() {
                Some(s) => plain(s),
                None => Ok(text.clone()),
            },
            other => {
                let text = json::encode(other);
                match text.known() {
                    Some(s) => plain(s),
                    None => Ok(text),
                }
            }
        },
        't' => match to_text(arg).map_err(Fail::Message)?.known().as_deref() {
            Some(b @ ("true" | "false")) => plain(b.to_owned()),
            Some(_) => wrong("a bool is expected"),
            None => Err(Fail::Unknown),
        },
        'd' | 'b' | 'o' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
            let text = to_text(arg).map_err(Fail::Message)?;
            let Some(known) = text.known() else { return Err(Fail::Unknown) };
            let n = match Number::parse(&known) {
                Some(n) => n,
                None if matches!(kind, 'x' | 'X') => {
                    let hex: String = known.bytes().map(|b| if kind == 'x' { format!("{b:02x}") } else { format!("{b:02X}") }).collect();
                    return plain(hex);
                }
                None => return wrong(format!("`{known}` is no number")),
            };
            plain(number(verb, kind, n)?)
        }
        other => wrong(format!("the verb `%{other}` does not exist")),
    }
}

fn unknown(symbol: &Symbol, kind: char) -> Result<Text, Fail> {
    match kind {
        's' | 'v' | 'd' | 't' => to_text(&Value::Unknown(symbol.clone())).map_err(Fail::Message),
        'q' => {
            let mut out = Text::from("\"");
            out.push_piece(Piece::Symbol(Symbol { kind: Kind::String, ..symbol.clone() }));
            out.push_str("\"");
            Ok(out)
        }
        _ => Err(Fail::Unknown),
    }
}

fn number(verb: &Verb, kind: char, n: Number) -> Result<String, Fail> {
    let whole = || n.whole().ok_or_else(|| Fail::Message(format!("a whole number is expected, not {n}")));
    let sign = |s: String| {
        if verb.plus && !s.starts_with('-') {
            format!("+{s}")
        } else if verb.space && !s.starts_with('-') {
            format!(" {s}")
        } else {
            s
        }
    };
    let float = || n.to_string().parse::<f64>().map_err(|_| Fail::Unknown);
    Ok(match kind {
        'd' => sign(whole()?.to_string()),
        'b' => format!("{:b}", whole()?),
        'o' => format!("{:o}", whole()?),
        'x' => format!("{:x}", whole()?),
        'X' => format!("{:X}", whole()?),
        'f' | 'F' => sign(format!("{:.*}", verb.precision.unwrap_or(6), float()?)),
        'g' | 'G' if verb.precision.is_none() => sign(n.to_string()),
        _ => return Err(Fail::Unknown),
    })
}

fn pad(verb: &Verb, s: String) -> String {
    let missing = verb.width.saturating_sub(s.chars().count());
    if missing == 0 {
        return s;
    }
    if verb.minus {
        return s + &" ".repeat(missing);
    }
    if verb.zero {
        let (sign, digits) = match s.strip_prefix(['-', '+']) {
            Some(rest) => (s.chars().next().unwrap_or(' ').to_string(), rest.to_owned()),
            None => (String::new(), s),
        };
        return format!("{sign}{}{digits}", "0".repeat(missing));
    }
    " ".repeat(missing) + &s
}
