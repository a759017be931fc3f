//! Items, attributes and elements of values.

use std::sync::Arc;

use super::super::json;
use super::super::number::Number;
use super::super::text::Text;
use super::super::value::{Kind, List, Place, Sequence, Symbol, Value};
use super::expression::{both, invalid};
use super::operator::{self, to_text};
use super::{Machine, Outcome, Problem};

impl Machine<'_> {
    /// Keys and values of a collection, as `for` and `for_each` see them; the flag says that the pair stands for any number of such.
    pub(super) fn pairs(&mut self, collection: &Value, at: Place) -> Result<Vec<(Value, Value, bool)>, Problem> {
        let out: Vec<(Value, Value, bool)> = match collection {
            Value::List(list) => {
                let mut out = Vec::with_capacity(list.items.len());
                self.spread(list, &mut out, at)?;
                out
            }
            Value::Object(object) => object
                .entries
                .iter()
                .map(|(k, e)| (Value::String(k.clone()), e.value.clone(), object.open.is_some() && !k.is_known()))
                .chain(object.open.iter().filter(|_| object.entries.keys().all(Text::is_known)).map(any))
                .collect(),
            Value::Unknown(symbol) => vec![any(symbol)],
            Value::Either(_) => vec![any(&json::symbol_of(collection))],
            Value::Resource(_) | Value::Module(_) => vec![any(&Symbol::new(&self.shown(collection), Kind::Any))],
            Value::Null => return invalid(at, "a collection is expected, not null"),
            other => return invalid(at, format!("a collection is expected, not {}", other.type_name())),
        };
        self.spend(out.len())?;
        Ok(out)
    }

    fn spread(&mut self, list: &List, out: &mut Vec<(Value, Value, bool)>, at: Place) -> Result<(), Problem> {
        for item in &list.items {
            let key = |out: &Vec<(Value, Value, bool)>| {
                if out.iter().any(|(_, _, many)| *many) {
                    Value::unknown("index after unknown items", Kind::Any)
                } else {
                    Value::Number(Number::from(out.len()))
                }
            };
            match item {
                Value::Spread(inner) => match &**inner {
                    Value::Unknown(symbol) => out.push(any(symbol)),
                    Value::Either(either) => {
                        // Each item of either outcome may be there.
                        for outcome in [&either.yes, &either.no] {
                            for (_, value, _) in self.pairs(outcome, at)? {
                                out.push((Value::unknown("index after unknown items", Kind::Any), value, true));
                            }
                        }
                    }
                    any => out.push((Value::unknown("index after unknown items", Kind::Any), any.clone(), true)),
                },
                item if list.sequence == Sequence::Set => out.push((item.clone(), item.clone(), false)),
                item => {
                    let key = key(out);
                    out.push((key, item.clone(), false));
                }
            }
        }
        Ok(())
    }

    /// An attribute of a value.
    pub(super) fn attribute(&mut self, value: &Value, name: &str, at: Place) -> Outcome {
        match value {
            Value::Object(object) => match object.entries.get(&Text::from(name)) {
                Some(entry) => Ok(entry.value.clone()),
                None => match maybe_more(value) {
                    Some(symbol) => Ok(Value::unknown(&format!("{}.{name}", symbol.name), super::kind_of(name))),
                    None => invalid(at, format!("there is no attribute `{name}`")),
                },
            },
            Value::Resource(resource) => self.resource_attribute(*resource, name),
            Value::Module(module) => self.output(*module, name, at),
            Value::Unknown(symbol) => {
                // What is passed in may be null.
                let kind = if symbol.name.contains("var.") { Kind::Any } else { super::kind_of(name) };
                Ok(Value::Unknown(Symbol { kind, ..symbol.below(&format!(".{name}")) }))
            }
            Value::Either(either) => {
                let (yes, no) = (self.attribute(&either.yes, name, at), self.attribute(&either.no, name, at));
                both(&either.on, yes, no)
            }
            Value::Null => invalid(at, format!("attribute `{name}` of null")),
            // A block that occurs once, of which the provider makes a list.
            Value::List(list) => match list.items.as_slice() {
                [Value::Spread(inner)] => {
                    let inner = Arc::clone(inner);
                    self.attribute(&inner, name, at)
                }
                _ => invalid(at, format!("attribute `{name}` of a {}", value.type_name())),
            },
            other => invalid(at, format!("attribute `{name}` of a {}", other.type_name())),
        }
    }

    /// An element of a value.
    pub(in super::super) fn index(&mut self, value: &Value, key: &Value, at: Place) -> Outcome {
        match (value, key) {
            (Value::Either(either), _) => {
                let (yes, no) = (self.index(&either.yes, key, at), self.index(&either.no, key, at));
                both(&either.on, yes, no)
            }
            (_, Value::Either(either)) => {
                let (yes, no) = (self.index(value, &either.yes, at), self.index(value, &either.no, at));
                both(&either.on, yes, no)
            }
            (Value::Null, _) => invalid(at, "an element of null"),
            (_, Value::Null) => invalid(at, "an index is null"),
            (Value::Unknown(symbol), key) => Ok(Value::Unknown(symbol.below(&format!("[{}]", json::show(key))))),
            (Value::List(list), key) => match operator::to_number(key) {
                Ok(Some(n)) => self.element(list, n, at),
                Ok(None) => Ok(one_of(value, &list.items, key)),
                Err(message) => invalid(at, message),
            },
            (Value::Object(object), key) => {
                let text = to_text(key).or_else(|message| invalid(at, message))?;
                match object.entries.get(&text) {
                    Some(entry) => Ok(entry.value.clone()),
                    None if text.is_known() => match (maybe_more(value), object.entries.iter().find(|(k, _)| !k.is_known())) {
                        (Some(_), Some((_, any))) => Ok(any.value.clone()),
                        (Some(symbol), None) => Ok(Value::Unknown(symbol.below(&format!("[{}]", json::show(key))))),
                        (None, _) => invalid(at, format!("there is no element `{}`", text.show())),
                    },
                    None => {
                        let items: Vec<Value> = object.entries.values().map(|e| e.value.clone()).collect();
                        Ok(one_of(value, &items, key))
                    }
                }
            }
            (Value::Resource(_) | Value::Module(_), key) => match key.as_str() {
                Some(name) => self.attribute(value, &name, at),
                None => invalid(at, "this has neither `count` nor `for_each`, so no instances"),
            },
            (other, _) => invalid(at, format!("an element of a {}", other.type_name())),
        }
    }

    fn element(&mut self, list: &List, n: Number, at: Place) -> Outcome {
        let Some(index) = n.index() else { return invalid(at, format!("index {n}")) };
        let first_spread = list.items.iter().position(|i| matches!(i, Value::Spread(_)));
        match (list.items.get(index), first_spread) {
            (Some(item), None) => Ok(item.clone()),
            (Some(item), Some(spread)) if index < spread => Ok(item.clone()),
            (None, None) => invalid(at, format!("index {n} of {} items", list.items.len())),
            (_, Some(spread)) => match list.items.get(spread) {
                Some(Value::Spread(inner)) if spread + 1 == list.items.len() => match &**inner {
                    Value::Either(_) | Value::Unknown(_) => {
                        let inner = Arc::clone(inner);
                        self.index(&inner, &Value::Number(Number::from(index - spread)), at)
                    }
                    any => Ok(any.clone()),
                },
                _ => Ok(Value::unknown(&format!("item {n} of {}", json::show(&Value::tuple(list.items.clone()))), Kind::Any)),
            },
        }
    }
}

/// One item of an unknown collection.
fn any(symbol: &Symbol) -> (Value, Value, bool) {
    (Value::Unknown(Symbol { kind: Kind::String, ..symbol.below("[*].key") }), Value::Unknown(symbol.below("[*]")), true)
}

/// What further entries of an object are called, if there may be some.
fn maybe_more(value: &Value) -> Option<Symbol> {
    let Value::Object(object) = value else { return None };
    let symbolic = || object.entries.keys().find(|k| !k.is_known()).map(|k| Symbol::new(&k.show(), Kind::Any));
    object.open.clone().or_else(symbolic)
}

/// The element an unknown index picks: known where all are the same.
fn one_of(collection: &Value, items: &[Value], key: &Value) -> Value {
    match items.split_first() {
        Some((first, rest)) if !matches!(first, Value::Spread(_)) && rest.iter().all(|i| i.same(first)) && maybe_more(collection).is_none() => {
            first.clone()
        }
        _ => Value::unknown(&format!("{}[{}]", json::show(collection), json::show(key)), Kind::Any),
    }
}
