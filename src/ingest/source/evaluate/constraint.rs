//! Type constraints of variables. Source: "Type Constraints", Terraform documentation.

use std::collections::BTreeMap;

use super::super::json;
use super::super::syntax::{Call, Expr, Node, Part};
use super::super::text::Text;
use super::super::value::{Entry, Kind, Sequence, Symbol, Value};
use super::operator::{self, to_text};
use super::{Machine, Problem, Scope};

/// A type.
#[derive(Debug)]
pub(super) enum Type<'a> {
    Any,
    String,
    Number,
    Bool,
    List(Box<Type<'a>>),
    Set(Box<Type<'a>>),
    Map(Box<Type<'a>>),
    Tuple(Vec<Type<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of an object type.
#[derive(Debug)]
pub(super) struct Member<'a> {
    name: String,
    ty: Type<'a>,
    optional: bool,
    default: Option<&'a Expr>,
}

impl<'a> Type<'a> {
    /// Reads a type; what is no type is `any`.
    pub(super) fn read(expr: &'a Expr) -> Self {
        match &expr.node {
            Node::Name(name) => Self::named(name),
            // As configurations before Terraform 0.12 write it.
            Node::Template(parts) => match parts.as_slice() {
                [Part::Literal(name, _)] => Self::named(name),
                _ => Type::Any,
            },
            Node::Call(Call { name, arguments, .. }) => {
                let inner = || Box::new(arguments.first().map_or(Type::Any, Type::read));
                match (name.as_str(), arguments.first().map(|a| &a.node)) {
                    ("list", _) => Type::List(inner()),
                    ("set", _) => Type::Set(inner()),
                    ("map", _) => Type::Map(inner()),
                    ("tuple", Some(Node::Tuple(items))) => Type::Tuple(items.iter().map(Type::read).collect()),
                    ("object", Some(Node::Object(members))) => Type::Object(members.iter().filter_map(member).collect()),
                    _ => Type::Any,
                }
            }
            _ => Type::Any,
        }
    }

    fn named(name: &str) -> Self {
        let any = || Box::new(Type::Any);
        match name {
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            "list" => Type::List(any()),
            "set" => Type::Set(any()),
            "map" => Type::Map(any()),
            _ => Type::Any,
        }
    }

    /// What a symbol of this type stands for.
    pub(super) fn kind(&self) -> Kind {
        if matches!(self, Type::String) { Kind::String } else { Kind::Any }
    }

    /// Whether values on the command line are taken as they are.
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Type::String | Type::Number | Type::Bool)
    }
}

fn member<'a>((key, ty): &'a (Expr, Expr)) -> Option<Member<'a>> {
    let name = super::super::config::constant(key)?;
    Some(match &ty.node {
        Node::Call(call) if call.name == "optional" => {
            let ty = call.arguments.first().map_or(Type::Any, Type::read);
            Member { name, ty, optional: true, default: call.arguments.get(1) }
        }
        _ => Member { name, ty: Type::read(ty), optional: false, default: None },
    })
}

impl Machine<'_> {
    /// The value converted to a type.
    ///
    /// # Errors
    /// Why it can't be.
    pub(super) fn convert(&mut self, value: &Value, ty: &Type<'_>, module: u32) -> Result<Value, String> {
        match self.spend(1) {
            Ok(()) => self.converted(value, ty, module),
            Err(_) => Ok(value.clone()),
        }
    }

    fn converted(&mut self, value: &Value, ty: &Type<'_>, module: u32) -> Result<Value, String> {
        match (value, ty) {
            (Value::Either(either), _) => {
                let (yes, no) = (self.convert(&either.yes, ty, module)?, self.convert(&either.no, ty, module)?);
                Ok(Value::either(&either.on, yes, no))
            }
            (Value::Null | Value::Resource(_) | Value::Module(_), _) | (_, Type::Any) => Ok(value.clone()),
            (Value::Unknown(symbol), ty) => {
                let kind = if symbol.kind == Kind::Any { ty.kind() } else { symbol.kind };
                Ok(Value::Unknown(Symbol { name: symbol.name.clone(), kind }))
            }
            (Value::Spread(inner), ty) => Ok(Value::Spread(self.convert(&inner.clone(), ty, module)?.into())),
            (value, Type::String) => to_text(value).map(Value::String),
            (value, Type::Number) => Ok(operator::to_number(value)?.map_or_else(|| value.clone(), Value::Number)),
            (value, Type::Bool) => Ok(operator::to_bool(value)?.map_or_else(|| value.clone(), Value::Bool)),
            (Value::List(list), Type::List(inner)) => {
                let items = list.items.iter().map(|i| self.convert(i, inner, module)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::list(Sequence::List, operator::unify(&items)))
            }
            (Value::List(list), Type::Set(inner)) => {
                let items = list.items.iter().map(|i| self.convert(i, inner, module)).collect::<Result<Vec<_>, _>>()?;
                Ok(operator::to_set(&items))
            }
            (Value::List(list), Type::Tuple(types)) => {
                let typed = list.items.iter().zip(types).map(|(i, t)| self.convert(i, t, module)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::tuple(typed))
            }
            (Value::Object(object), Type::Map(inner)) => {
                let mut entries = BTreeMap::new();
                for (key, entry) in &object.entries {
                    entries.insert(key.clone(), Entry { value: self.convert(&entry.value, inner, module)?, at: entry.at });
                }
                let keys: Vec<Text> = entries.keys().cloned().collect();
                let values: Vec<Value> = entries.values().map(|e| e.value.clone()).collect();
                for (key, value) in keys.iter().zip(operator::unify(&values)) {
                    if let Some(entry) = entries.get_mut(key) {
                        entry.value = value;
                    }
                }
                Ok(Value::object(true, object.at, entries, object.open.clone()))
            }
            (Value::Object(object), Type::Object(members)) => {
                let mut entries = BTreeMap::new();
                for member in members {
                    let key = Text::from(member.name.as_str());
                    let given = object.entries.get(&key).cloned();
                    let entry = match given {
                        Some(entry) if !(matches!(entry.value, Value::Null) && member.default.is_some()) => {
                            let value = self.convert(&entry.value, &member.ty, module).map_err(|e| format!("`{}`: {e}", member.name))?;
                            Entry { value, at: entry.at }
                        }
                        _ => Entry { value: self.absent(object.open.as_ref(), member, module)?, at: object.at },
                    };
                    entries.insert(key, entry);
                }
                Ok(Value::object(false, object.at, entries, None))
            }
            (value, ty) => Err(format!("{} is expected, not {}", ty.name(), value.type_name())),
        }
    }

    fn absent(&mut self, open: Option<&Symbol>, member: &Member<'_>, module: u32) -> Result<Value, String> {
        if let Some(open) = open {
            return Ok(Value::Unknown(open.below(&format!(".{}", member.name))));
        }
        match member.default {
            Some(default) => match self.eval(default, Scope::of(module)) {
                Ok(value) => self.convert(&value, &member.ty, module),
                Err(Problem::Invalid(_, message)) => Err(message),
                Err(Problem::Exhausted) => Ok(Value::unknown(&json::show(&Value::string(&member.name)), Kind::Any)),
            },
            None if member.optional => Ok(Value::Null),
            None => Err(format!("the attribute `{}` is missing", member.name)),
        }
    }
}

impl Type<'_> {
    fn name(&self) -> &'static str {
        match self {
            Type::Any => "anything",
            Type::String => "a string",
            Type::Number => "a number",
            Type::Bool => "a bool",
            Type::List(_) => "a list",
            Type::Set(_) => "a set",
            Type::Map(_) => "a map",
            Type::Tuple(_) => "a tuple",
            Type::Object(_) => "an object",
        }
    }
}
