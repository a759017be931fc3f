//! Functions of lists, maps and types.

use std::collections::BTreeMap;

use super::super::number::Number;
use super::super::text::{Segment, Text};
use super::super::value::{Entry, Kind, Sequence, Symbol, Value};
use super::arguments::{Args, Fail, wrong};
use super::{Answer, json, string, to_text};
use crate::ingest::source::evaluate::{equals, to_set, unify};

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    Some(match name {
        "length" => length(args),
        "concat" => concat(args),
        "flatten" => args.open_items(0).map(|items| {
            let mut out = Vec::new();
            flatten(items, &mut out);
            Value::tuple(out)
        }),
        "compact" => compact(args),
        "distinct" => args.open_items(0).map(|items| Value::list(Sequence::List, distinct(items))),
        "coalesce" => coalesce(&unify(args.0)),
        "coalescelist" => coalescelist(args.0),
        "element" => element(args),
        "index" => index(args),
        "contains" => contains(args),
        "keys" => keys(args),
        "values" => args.object(0).map(|object| {
            let mut out: Vec<Value> = object.entries.values().map(|e| e.value.clone()).collect();
            out.extend(object.open.iter().map(|s| Value::Spread(Value::Unknown(s.clone()).into())));
            Value::tuple(out)
        }),
        "lookup" => lookup(args),
        "merge" => merge(args),
        "zipmap" => zipmap(args),
        "transpose" => transpose(args),
        "reverse" => args.items(0).map(|items| Value::tuple(items.iter().rev().cloned().collect())),
        "slice" => slice(args),
        "sort" => sort(args),
        "chunklist" => chunklist(args),
        "matchkeys" => matchkeys(args),
        "one" => one(args),
        "list" => Ok(Value::tuple(args.0.to_vec())),
        "tolist" => convert(args, |items| Value::list(Sequence::List, unify(items))),
        "toset" => convert(args, to_set),
        "tomap" | "map" => args.object(0).map(|object| {
            let values = unify(&object.entries.values().map(|e| e.value.clone()).collect::<Vec<_>>());
            let entries = object.entries.iter().zip(values).map(|((k, e), value)| (k.clone(), Entry { value, at: e.at })).collect();
            Value::object(true, object.at, entries, object.open.clone())
        }),
        "tostring" => args.get(0).and_then(|v| if matches!(v, Value::Null) { Ok(Value::Null) } else { args.text(0).map(Value::String) }),
        "tonumber" => args.get(0).and_then(|v| if matches!(v, Value::Null) { Ok(Value::Null) } else { args.number(0).map(Value::Number) }),
        "tobool" => match args.get(0) {
            Ok(v @ (Value::Null | Value::Bool(_))) => Ok(v.clone()),
            Ok(_) => args.str(0).and_then(|s| match s.as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => wrong("only `true` and `false` are bools"),
            }),
            Err(fail) => Err(fail),
        },
        "sensitive" | "nonsensitive" | "ephemeralasnull" => args.get(0).cloned(),
        "issensitive" => Ok(Value::Bool(false)),
        "alltrue" => bools(args, false),
        "anytrue" => bools(args, true),
        _ => return None,
    })
}

fn spreads(items: &[Value]) -> bool {
    items.iter().any(|i| matches!(i, Value::Spread(_)))
}

fn length(args: Args<'_>) -> Answer {
    match args.get(0)? {
        Value::String(text) => string::length(text).map(Value::Number),
        Value::List(list) if !spreads(&list.items) => Ok(Value::Number(Number::from(list.items.len()))),
        Value::Object(object) if object.open.is_none() => Ok(Value::Number(Number::from(object.entries.len()))),
        Value::Null | Value::Bool(_) | Value::Number(_) => wrong("a list, map or string is expected"),
        _ => Err(Fail::Unknown),
    }
}

fn concat(args: Args<'_>) -> Answer {
    let mut out = Vec::new();
    for value in args.0 {
        match value {
            Value::List(list) => out.extend(list.items.iter().cloned()),
            Value::Unknown(_) | Value::Either(_) => out.push(Value::Spread(value.clone().into())),
            Value::Spread(_) => out.push(value.clone()),
            other => return wrong(format!("a list is expected, not {}", other.type_name())),
        }
    }
    Ok(Value::tuple(out))
}

fn flatten(items: &[Value], out: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(list) => flatten(&list.items, out),
            Value::Unknown(symbol) if symbol.kind == Kind::Any => out.push(Value::Spread(item.clone().into())),
            Value::Spread(inner) => match &**inner {
                // Any number of lists like this one: any number of its items.
                Value::List(list) => {
                    let mut flat = Vec::new();
                    flatten(&list.items, &mut flat);
                    out.extend(flat.into_iter().map(|i| if matches!(i, Value::Spread(_)) { i } else { Value::Spread(i.into()) }));
                }
                _ => out.push(item.clone()),
            },
            other => out.push(other.clone()),
        }
    }
}

/// Whether a text is certainly empty or certainly not.
fn is_empty(text: &Text) -> Option<bool> {
    if text.segments().iter().any(|s| matches!(s, Segment::Literal(_))) {
        return Some(false);
    }
    match text.segments().first() {
        None => Some(true),
        Some(Segment::Symbol(s)) if s.kind.is_word() => Some(false),
        Some(_) => None,
    }
}

fn compact(args: Args<'_>) -> Answer {
    let mut out = Vec::new();
    for item in args.open_items(0)? {
        match item {
            Value::Null => {}
            Value::String(text) if is_empty(text) == Some(true) => {}
            Value::String(text) if is_empty(text).is_none() => out.push(maybe(item, text.show())),
            Value::Unknown(symbol) if symbol.kind != Kind::Unique => out.push(maybe(item, symbol.name.to_string())),
            other => out.push(other.clone()),
        }
    }
    Ok(Value::list(Sequence::List, out))
}

/// An item that is there unless it turns out to be empty.
fn maybe(item: &Value, name: String) -> Value {
    // What a resource is called is not empty in practice, and dropping it would lose a grant; the item stays.
    if name.starts_with("var.") || name.contains(".var.") {
        let on = Symbol::new(&format!("{name} is set"), Kind::Any);
        return Value::Spread(Value::either(&on, Value::tuple(vec![item.clone()]), Value::tuple(Vec::new())).into());
    }
    item.clone()
}

fn distinct(items: &[Value]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for item in unify(items) {
        if matches!(item, Value::Spread(_)) || seen.insert(json::encode(&item).show()) {
            out.push(item);
        }
    }
    out
}

fn coalesce(values: &[Value]) -> Answer {
    let Some((first, rest)) = values.split_first() else { return wrong("every argument is null or empty") };
    let empty = match first {
        Value::Null => Some(true),
        Value::String(text) => is_empty(text),
        Value::Unknown(symbol) if symbol.kind == Kind::Any || symbol.kind == Kind::String => None,
        Value::Spread(_) => return Err(Fail::Unknown),
        _ => Some(false),
    };
    match empty {
        Some(true) => coalesce(rest),
        Some(false) => Ok(first.clone()),
        None => match coalesce(rest) {
            Ok(other) => Ok(Value::either(&Symbol::new(&format!("{} is set", json::show(first)), Kind::Any), first.clone(), other)),
            Err(Fail::Message(_)) => Ok(first.clone()),
            Err(fail) => Err(fail),
        },
    }
}

fn coalescelist(values: &[Value]) -> Answer {
    let Some((first, rest)) = values.split_first() else { return wrong("every list is empty") };
    match first {
        Value::Null => coalescelist(rest),
        Value::List(list) if list.items.is_empty() => coalescelist(rest),
        Value::List(list) if list.items.iter().any(|i| !matches!(i, Value::Spread(_))) => Ok(first.clone()),
        Value::List(_) | Value::Unknown(_) => match coalescelist(rest) {
            Ok(other) => Ok(Value::either(&Symbol::new(&format!("{} has items", json::show(first)), Kind::Any), first.clone(), other)),
            Err(Fail::Message(_)) => Ok(first.clone()),
            Err(fail) => Err(fail),
        },
        _ => Err(Fail::Unknown),
    }
}

fn element(args: Args<'_>) -> Answer {
    let items = args.items(0)?;
    let count = i128::try_from(items.len()).unwrap_or(i128::MAX);
    if count == 0 {
        return wrong("the list is empty");
    }
    let index = args.whole(1)?.rem_euclid(count);
    usize::try_from(index).ok().and_then(|i| items.get(i)).cloned().ok_or(Fail::Unknown)
}

fn index(args: Args<'_>) -> Answer {
    let wanted = args.get(1)?;
    for (i, item) in args.items(0)?.iter().enumerate() {
        match equals(item, wanted) {
            Some(true) => return Ok(Value::Number(Number::from(i))),
            Some(false) => {}
            None => return Err(Fail::Unknown),
        }
    }
    wrong("the item is not in the list")
}

fn contains(args: Args<'_>) -> Answer {
    let wanted = args.get(1)?;
    let mut undecided = false;
    for item in args.open_items(0)? {
        match if matches!(item, Value::Spread(_)) { None } else { equals(item, wanted) } {
            Some(true) => return Ok(Value::Bool(true)),
            None => undecided = true,
            Some(false) => {}
        }
    }
    if undecided { Err(Fail::Unknown) } else { Ok(Value::Bool(false)) }
}

fn keys(args: Args<'_>) -> Answer {
    let object = args.object(0)?;
    let key = |k: &Text| if k.is_known() { Value::String(k.clone()) } else { Value::Spread(Value::String(k.clone()).into()) };
    let mut out: Vec<Value> = object.entries.keys().map(|k| if object.open.is_some() { key(k) } else { Value::String(k.clone()) }).collect();
    if let Some(open) = object.open.as_ref().filter(|_| object.entries.keys().all(Text::is_known)) {
        out.push(Value::Spread(Value::Unknown(Symbol::new(&format!("keys({})", open.name), Kind::Any)).into()));
    }
    Ok(Value::tuple(out))
}

fn lookup(args: Args<'_>) -> Answer {
    let object = args.object(0)?;
    let key = args.text(1)?;
    match object.entries.get(&key) {
        Some(entry) => Ok(entry.value.clone()),
        None if object.open.is_some() || !key.is_known() || object.entries.keys().any(|k| !k.is_known()) => Err(Fail::Unknown),
        None if args.len() > 2 => args.get(2).cloned(),
        None => wrong(format!("there is no key `{}`", key.show())),
    }
}

fn merge(args: Args<'_>) -> Answer {
    let mut entries: BTreeMap<Text, Entry> = BTreeMap::new();
    let (mut open, mut map, mut at) = (None, true, None);
    for value in args.0 {
        match value {
            Value::Null => {}
            Value::Object(object) => {
                if object.open.is_some() && !entries.is_empty() {
                    return Err(Fail::Unknown);
                }
                map &= object.map;
                at = at.or(object.at);
                entries.extend(object.entries.iter().map(|(k, e)| (k.clone(), e.clone())));
                open = open.or_else(|| object.open.clone());
            }
            // What comes later wins, so only what is laid over an unknown map is known.
            Value::Unknown(symbol) if entries.is_empty() => open = Some(symbol.clone()),
            Value::Unknown(_) | Value::Spread(_) | Value::Resource(_) | Value::Module(_) | Value::Either(_) => return Err(Fail::Unknown),
            other => return wrong(format!("a map is expected, not {}", other.type_name())),
        }
    }
    Ok(Value::object(map, at, entries, open))
}

fn zipmap(args: Args<'_>) -> Answer {
    let (keys, values) = (args.items(0)?, args.items(1)?);
    if keys.len() != values.len() {
        return wrong("there are not as many values as keys");
    }
    let mut entries = BTreeMap::new();
    for (key, value) in keys.iter().zip(values) {
        entries.insert(to_text(key).map_err(Fail::Message)?.plain(), Entry { value: value.clone(), at: None });
    }
    Ok(Value::object(false, None, entries, None))
}

fn transpose(args: Args<'_>) -> Answer {
    let mut out: BTreeMap<Text, Vec<Value>> = BTreeMap::new();
    let object = args.object(0)?;
    if object.open.is_some() {
        return Err(Fail::Unknown);
    }
    for (key, entry) in &object.entries {
        for item in Args(std::slice::from_ref(&entry.value)).items(0)? {
            out.entry(to_text(item).map_err(Fail::Message)?.plain()).or_default().push(Value::String(key.clone()));
        }
    }
    let entries = out.into_iter().map(|(k, items)| (k, Entry { value: Value::list(Sequence::List, items), at: None }));
    Ok(Value::object(true, None, entries.collect(), None))
}

fn slice(args: Args<'_>) -> Answer {
    let (items, from, to) = (args.items(0)?, args.count(1)?, args.count(2)?);
    match items.get(from..to) {
        Some(part) => Ok(Value::tuple(part.to_vec())),
        None => wrong(format!("{from} to {to} of {} items", items.len())),
    }
}

fn sort(args: Args<'_>) -> Answer {
    let items = args.items(0)?;
    let texts = items.iter().map(|i| to_text(i).map_err(Fail::Message)).collect::<Result<Vec<_>, _>>()?;
    // Where a symbol would go is not known; known strings first keeps the items.
    let mut texts: Vec<Text> = texts;
    texts.sort();
    Ok(Value::list(Sequence::List, texts.into_iter().map(Value::String).collect()))
}

fn chunklist(args: Args<'_>) -> Answer {
    let (items, size) = (args.items(0)?, args.count(1)?);
    let size = if size == 0 { items.len().max(1) } else { size };
    Ok(Value::list(Sequence::List, items.chunks(size).map(|c| Value::list(Sequence::List, c.to_vec())).collect()))
}

fn matchkeys(args: Args<'_>) -> Answer {
    let (values, keys, wanted) = (args.items(0)?, args.items(1)?, args.items(2)?);
    let mut out = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        let mut found = Some(false);
        for w in wanted {
            match equals(key, w) {
                Some(true) => {
                    found = Some(true);
                    break;
                }
                None => found = None,
                Some(false) => {}
            }
        }
        match found {
            Some(true) => out.push(value.clone()),
            Some(false) => {}
            None => return Err(Fail::Unknown),
        }
    }
    Ok(Value::list(Sequence::List, out))
}

fn one(args: Args<'_>) -> Answer {
    match args.get(0)? {
        Value::Null => Ok(Value::Null),
        Value::List(list) => match list.items.as_slice() {
            [] => Ok(Value::Null),
            [Value::Spread(inner)] => match &**inner {
                Value::Unknown(symbol) => Ok(Value::Unknown(symbol.below("[0]"))),
                any => Ok(any.clone()),
            },
            [one] => Ok(one.clone()),
            items if spreads(items) => Err(Fail::Unknown),
            _ => wrong("the list has more than one item"),
        },
        Value::Unknown(_) => Err(Fail::Unknown),
        other => wrong(format!("a list is expected, not {}", other.type_name())),
    }
}

fn convert(args: Args<'_>, f: impl Fn(&[Value]) -> Value) -> Answer {
    match args.get(0)? {
        Value::Null => Ok(Value::Null),
        Value::List(list) => Ok(f(&list.items)),
        Value::Unknown(_) | Value::Either(_) => args.get(0).cloned(),
        other => wrong(format!("a list is expected, not {}", other.type_name())),
    }
}

fn bools(args: Args<'_>, any: bool) -> Answer {
    let mut undecided = false;
    for item in args.open_items(0)? {
        let value = match item {
            Value::Bool(b) => Some(*b),
            Value::String(text) => text.known().map(|s| s == "true"),
            Value::Null => Some(false),
            _ => None,
        };
        match value {
            Some(b) if b == any => return Ok(Value::Bool(any)),
            Some(_) => {}
            None => undecided = true,
        }
    }
    if undecided { Err(Fail::Unknown) } else { Ok(Value::Bool(!any)) }
}
