//! From JSON to a [`Document`]: the grammar of the policy language, one or many everywhere, with a JSON pointer for every complaint.
//!
//! What is unknown stays: a statement that cannot be told apart becomes an unknown statement, an element that is not known becomes a symbol.
//! Source: "Grammar of the IAM JSON policy language".

use super::compile::Compiled;
use super::document::{Actions, Condition, Document, Effect, PrincipalPattern, Principals, Resources, Statement, SyntaxError, Value, Version};
use super::json;
use super::place::Place;
use crate::aws::{Symbol, SymbolKind, Text};

type Entry = (Text, Value);

impl Document {
    /// Reads a policy from JSON text.
    ///
    /// # Errors
    /// When the text is no JSON or the JSON is no policy; the error names the place.
    pub fn parse_str(text: &str) -> Result<Self, SyntaxError> {
        Self::parse(&json::read(text)?)
    }

    /// Reads a policy from JSON whose parts may be unknown.
    ///
    /// # Errors
    /// When it is no policy: an unknown or repeated element, one that is missing, or one of the wrong type; the error names the place.
    pub fn parse(value: &Value) -> Result<Self, SyntaxError> {
        let at = Place::root();
        json::not_too_long(value)?;
        let empty = Document { version: Version::V2012, statements: Vec::new(), unknown_statements: Vec::new(), lone: false };
        let entries = match value {
            Value::Object(entries) => entries,
            Value::Unknown(symbol) => return Ok(Document { unknown_statements: vec![*symbol], ..empty }),
            other => return Err(at.wrong_type("an object", other)),
        };
        no_repeats(entries, &at)?;
        let mut out = Document { version: Version::V2008, ..empty };
        let mut unknown_version = None;
        let mut statements = None;
        for (key, value) in entries {
            let Some(name) = key.literal() else {
                out.unknown_statements.extend(key.symbols().next());
                continue;
            };
            let at = at.key(name);
            match name {
                "Version" => match version(value, &at)? {
                    Ok(v) => out.version = v,
                    Err(symbol) => unknown_version = Some(symbol),
                },
                "Id" => {
                    string(value, &at)?;
                }
                "Statement" => statements = Some((value, at)),
                _ => return Err(at.says("no element of a policy")),
            }
        }
        let Some((value, at)) = statements else {
            return if out.unknown_statements.is_empty() { Err(at.says("`Statement` is missing")) } else { Ok(out) };
        };
        if let Some(symbol) = unknown_version {
            out.version = Version::V2012;
            if mentions_variables(value) {
                out.unknown_statements.push(symbol);
                return Ok(out);
            }
        }
        match value {
            Value::Array(list) => {
                for (i, value) in list.iter().enumerate() {
                    out.add_statement(value, i, &at.index(i))?;
                }
            }
            one => {
                out.lone = true;
                out.add_statement(one, 0, &at)?;
            }
        }
        Ok(out)
    }

    fn add_statement(&mut self, value: &Value, index: usize, at: &Place) -> Result<(), SyntaxError> {
        match value {
            Value::Unknown(symbol) => self.unknown_statements.push(*symbol),
            Value::Object(entries) => match statement(entries, index, self.version, at)? {
                Ok(s) => self.statements.push(s),
                Err(symbol) => self.unknown_statements.push(symbol),
            },
            other => return Err(at.wrong_type("a statement", other)),
        }
        Ok(())
    }
}

/// A statement, or the symbol that hides what it is.
fn statement(entries: &[Entry], index: usize, version: Version, at: &Place) -> Result<Result<Statement, Symbol>, SyntaxError> {
    no_repeats(entries, at)?;
    let mut sid = None;
    let mut effect = None;
    let mut principals = Principals::Absent;
    let mut actions = None;
    let mut resources = Resources::Absent;
    let mut conditions = Vec::new();
    for (key, value) in entries {
        let Some(name) = key.literal() else {
            return Ok(key.symbols().next().map_or_else(|| Err(Symbol { id: 0, kind: SymbolKind::Any }), Err));
        };
        let at = at.key(name);
        let twice = |seen: bool, other: &str| if seen { Err(at.says(&format!("`{name}` and `{other}` exclude each other"))) } else { Ok(()) };
        match name {
            "Sid" => sid = Some(string(value, &at)?),
            "Effect" => match value {
                Value::String(text) if text.literal() == Some("Allow") => effect = Some(Effect::Allow),
                Value::String(text) if text.literal() == Some("Deny") => effect = Some(Effect::Deny),
                Value::Unknown(symbol) => return Ok(Err(*symbol)),
                Value::String(text) => match text.symbols().next() {
                    Some(symbol) => return Ok(Err(symbol)),
                    None => return Err(at.says(&format!("`{text}` is neither `Allow` nor `Deny`"))),
                },
                other => return Err(at.wrong_type("`Allow` or `Deny`", other)),
            },
            "Principal" => {
                twice(!matches!(principals, Principals::Absent), "NotPrincipal")?;
                principals = Principals::Only(principal(value, &at)?);
            }
            "NotPrincipal" => {
                twice(!matches!(principals, Principals::Absent), "Principal")?;
                principals = Principals::AllBut(principal(value, &at)?);
            }
            "Action" => {
                twice(actions.is_some(), "NotAction")?;
                actions = Some(Actions::Only(strings(value, &at)?));
            }
            "NotAction" => {
                twice(actions.is_some(), "Action")?;
                actions = Some(Actions::AllBut(strings(value, &at)?));
            }
            "Resource" => {
                twice(!matches!(resources, Resources::Absent), "NotResource")?;
                resources = Resources::Only(strings(value, &at)?);
            }
            "NotResource" => {
                twice(!matches!(resources, Resources::Absent), "Resource")?;
                resources = Resources::AllBut(strings(value, &at)?);
            }
            "Condition" => conditions = condition(value, &at)?,
            _ => return Err(at.says("no element of a statement")),
        }
    }
    let effect = effect.ok_or_else(|| at.says("`Effect` is missing"))?;
    let actions = actions.ok_or_else(|| at.says("`Action` or `NotAction` is missing"))?;
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    let compiled = Compiled::new(version, &principals, &actions, &resources, &conditions);
    Ok(Ok(Statement { index, sid, effect, principals, actions, resources, conditions, compiled }))
}

fn version(value: &Value, at: &Place) -> Result<Result<Version, Symbol>, SyntaxError> {
    match value {
        Value::String(text) => match text.literal() {
            Some("2012-10-17") => Ok(Ok(Version::V2012)),
            Some("2008-10-17") => Ok(Ok(Version::V2008)),
            Some(other) => Err(at.says(&format!("`{other}` is neither `2012-10-17` nor `2008-10-17`"))),
            None => Ok(text.symbols().next().map_or(Ok(Version::V2008), Err)),
        },
        Value::Unknown(symbol) => Ok(Err(*symbol)),
        other => Err(at.wrong_type("a version", other)),
    }
}

fn principal(value: &Value, at: &Place) -> Result<Vec<PrincipalPattern>, SyntaxError> {
    let entries = match value {
        Value::String(text) if text.literal() == Some("*") => return Ok(vec![PrincipalPattern::Everyone]),
        Value::String(text) => {
            return match text.symbols().next() {
                Some(symbol) => Ok(vec![PrincipalPattern::Unknown(symbol)]),
                None => Err(at.says(&format!("`{text}` is neither `*` nor an object of principals"))),
            };
        }
        Value::Unknown(symbol) => return Ok(vec![PrincipalPattern::Unknown(*symbol)]),
        Value::Object(entries) => entries,
        other => return Err(at.wrong_type("`*` or an object of principals", other)),
    };
    no_repeats(entries, at)?;
    let mut out = Vec::new();
    for (key, value) in entries {
        let Some(name) = key.literal() else {
            out.extend(key.symbols().next().map(PrincipalPattern::Unknown));
            continue;
        };
        let at = at.key(name);
        let make: fn(Text) -> PrincipalPattern = match name {
            "AWS" => PrincipalPattern::Aws,
            "Service" => PrincipalPattern::Service,
            "Federated" => PrincipalPattern::Federated,
            "CanonicalUser" => PrincipalPattern::CanonicalUser,
            _ => return Err(at.says("no type of principal")),
        };
        for text in strings(value, &at)? {
            out.push(match text.pieces() {
                [crate::aws::Piece::Symbol(s)] if s.kind == SymbolKind::Any => PrincipalPattern::Unknown(*s),
                _ if name == "AWS" && text.literal() == Some("*") => PrincipalPattern::Everyone,
                _ => make(text),
            });
        }
    }
    Ok(out)
}

fn condition(value: &Value, at: &Place) -> Result<Vec<Condition>, SyntaxError> {
    let unknown = |symbol: Symbol| Condition { operator: any(symbol), key: any(symbol), values: Vec::new() };
    let operators = match value {
        Value::Object(entries) => entries,
        Value::Unknown(symbol) => return Ok(vec![unknown(*symbol)]),
        other => return Err(at.wrong_type("an object of operators", other)),
    };
    no_repeats(operators, at)?;
    let mut out = Vec::new();
    for (operator, keys) in operators {
        let at = at.key(&operator.to_string());
        let keys = match keys {
            Value::Object(entries) => entries,
            Value::Unknown(symbol) => {
                out.push(unknown(*symbol));
                continue;
            }
            other => return Err(at.wrong_type("an object of condition keys", other)),
        };
        let mut seen = std::collections::BTreeSet::new();
        for (key, values) in keys {
            let folded = key.to_string().to_ascii_lowercase();
            let at = at.key(&key.to_string());
            if !seen.insert(folded) {
                return Err(at.says("the condition key is there twice (keys are not case-sensitive)"));
            }
            out.push(Condition { operator: operator.clone(), key: key.clone(), values: many(values, &at, value_text)? });
        }
    }
    Ok(out)
}

/// One string or many.
fn strings(value: &Value, at: &Place) -> Result<Vec<Text>, SyntaxError> {
    many(value, at, string)
}

fn many(value: &Value, at: &Place, one: fn(&Value, &Place) -> Result<Text, SyntaxError>) -> Result<Vec<Text>, SyntaxError> {
    match value {
        Value::Array(list) => list.iter().enumerate().map(|(i, v)| one(v, &at.index(i))).collect(),
        value => Ok(vec![one(value, at)?]),
    }
}

/// A string; an unknown is a symbol that may be anything.
fn string(value: &Value, at: &Place) -> Result<Text, SyntaxError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Unknown(symbol) => Ok(any(*symbol)),
        other => Err(at.wrong_type("a string", other)),
    }
}

/// The value of a condition: numbers and booleans count as their text.
fn value_text(value: &Value, at: &Place) -> Result<Text, SyntaxError> {
    match value {
        Value::Number(number) => Ok(Text::from(number.as_str())),
        Value::Bool(b) => Ok(Text::from(if *b { "true" } else { "false" })),
        other => string(other, at),
    }
}

/// An unknown element may hold wildcards and be one value or many, whatever the kind of its symbol.
fn any(symbol: Symbol) -> Text {
    Text::symbol(Symbol { kind: SymbolKind::Any, ..symbol })
}

fn no_repeats(entries: &[Entry], at: &Place) -> Result<(), SyntaxError> {
    let mut seen = std::collections::BTreeSet::new();
    for (key, _) in entries {
        if !seen.insert(key) {
            return Err(at.key(&key.to_string()).says("the element is there twice"));
        }
    }
    Ok(())
}

/// Whether `${` occurs anywhere; iterative, because the value may be deep.
fn mentions_variables(value: &Value) -> bool {
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        match value {
            Value::String(text) if text.to_string().contains("${") => return true,
            Value::Array(list) => todo.extend(list),
            Value::Object(entries) => todo.extend(entries.iter().map(|(_, v)| v)),
            _ => {}
        }
    }
    false
}
