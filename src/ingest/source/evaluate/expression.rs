//! Expressions and templates.

use std::collections::BTreeMap;

use super::super::syntax::{Expr, For, Node, Operator, Part, Step};
use super::super::text::{Piece, Text};
use super::super::value::{Entry, Kind, Place, Symbol, TOO_LARGE, Value};
use super::super::{functions, json};
use super::operator::{self, to_text};
use super::{Bound, DEEPEST, Machine, Outcome, Problem, Scope};

/// An error at a place.
pub(super) fn invalid<T>(at: Place, message: impl Into<String>) -> Result<T, Problem> {
    Err(Problem::Invalid(at, message.into()))
}

impl Machine<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// When it has none.
    pub(in super::super) fn eval(&mut self, expr: &Expr, scope: Scope<'_>) -> Outcome {
        self.spend(1)?;
        if self.depth >= DEEPEST {
            self.gap("references are nested too deep", Some(expr.at));
            return Ok(Value::unknown("nested too deep", Kind::Any));
        }
        self.depth += 1;
        let outcome = self.node(expr, scope);
        self.depth -= 1;
        if let Ok(Value::Unknown(symbol)) = &outcome
            && &*symbol.name == TOO_LARGE
            && !std::mem::replace(&mut self.too_large, true)
        {
            self.gap("a value is too large and is given up", Some(expr.at));
        }
        outcome
    }

    fn node(&mut self, expr: &Expr, scope: Scope<'_>) -> Outcome {
        let at = expr.at;
        match &expr.node {
            Node::Null => Ok(Value::Null),
            Node::Bool(b) => Ok(Value::Bool(*b)),
            Node::Number(n) => Ok(Value::Number(*n)),
            Node::Template(parts) => self.template_value(parts, at, scope),
            Node::Tuple(items) => {
                let items = items.iter().map(|e| self.eval(e, scope)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::tuple(items))
            }
            Node::Object(items) => self.object(items, at, scope),
            Node::Name(_) => self.reference(expr, &[], scope),
            Node::Steps(base, steps) => match &base.node {
                Node::Name(_) => self.reference(base, steps, scope),
                _ => {
                    let value = self.eval(base, scope)?;
                    self.steps(value, steps, at, scope)
                }
            },
            Node::Not(inner) => {
                let value = self.eval(inner, scope)?;
                self.not(&value, at)
            }
            Node::Negate(inner) => {
                let value = self.eval(inner, scope)?;
                self.lift(&value, &mut |_, value| match operator::to_number(value) {
                    Ok(Some(n)) => n.negate().map_or_else(|| invalid(at, "number too large"), |n| Ok(Value::Number(n))),
                    Ok(None) => Ok(Value::unknown(&format!("-({})", json::show(value)), Kind::Any)),
                    Err(message) => invalid(at, message),
                })
            }
            Node::Binary(op @ (Operator::And | Operator::Or), a, b) => self.logical(*op == Operator::And, a, b, scope),
            Node::Binary(operator, a, b) => {
                let (a, b) = (self.eval(a, scope)?, self.eval(b, scope)?);
                self.spend_on(&a)?;
                self.spend_on(&b)?;
                self.lift(&a, &mut |m, a| m.lift(&b, &mut |_, b| operator::binary(*operator, a, b).or_else(|message| invalid(at, message))))
            }
            Node::If(condition, yes, no) => {
                let value = self.eval(condition, scope)?;
                self.choose(&value, condition.at, &mut |m, holds| m.eval(if holds { yes } else { no }, scope))
            }
            Node::Call(call) => functions::call(self, call, at, scope),
            Node::For(f) => self.for_expression(f, at, scope),
            Node::Invalid(message) => invalid(at, message.as_str()),
        }
    }

    /// Applies to both outcomes of an undecided value. Where one of them is an error, Terraform would stop: only the other can be.
    pub(in super::super) fn lift(&mut self, value: &Value, apply: &mut dyn FnMut(&mut Self, &Value) -> Outcome) -> Outcome {
        let Value::Either(either) = value else { return apply(self, value) };
        self.spend(1)?;
        let yes = self.lift(&either.yes, apply);
        let no = self.lift(&either.no, apply);
        both(&either.on, yes, no)
    }

    /// What a condition chooses; both, when it can't be decided.
    pub(super) fn choose(&mut self, condition: &Value, at: Place, branch: &mut dyn FnMut(&mut Self, bool) -> Outcome) -> Outcome {
        self.spend(1)?;
        match condition {
            Value::Either(either) => {
                let yes = self.choose(&either.yes, at, branch);
                let no = self.choose(&either.no, at, branch);
                both(&either.on, yes, no)
            }
            Value::Null => invalid(at, "the condition is null"),
            value => match operator::to_bool(value) {
                Ok(Some(holds)) => branch(self, holds),
                Ok(None) => {
                    let on = operator::condition(value);
                    let yes = branch(self, true);
                    let no = branch(self, false);
                    both(&on, yes, no)
                }
                Err(message) => invalid(at, message),
            },
        }
    }

    fn not(&mut self, value: &Value, at: Place) -> Outcome {
        self.choose(value, at, &mut |_, holds| Ok(Value::Bool(!holds)))
    }

    fn logical(&mut self, and: bool, a: &Expr, b: &Expr, scope: Scope<'_>) -> Outcome {
        let left = self.eval(a, scope)?;
        // Terraform evaluates both sides; what the other side decides alone counts even where it errs on purpose, so errors stay errors.
        let right = self.eval(b, scope)?;
        self.choose(&left, a.at, &mut |m, holds| {
            if holds == and { m.choose(&right, b.at, &mut |_, r| Ok(Value::Bool(r))) } else { Ok(Value::Bool(!and)) }
        })
    }

    fn object(&mut self, items: &[(Expr, Expr)], at: Place, scope: Scope<'_>) -> Outcome {
        let mut entries = BTreeMap::new();
        let mut open = None;
        for (key, value) in items {
            let name = self.eval(key, scope)?;
            let value_at = value.at;
            let value = self.eval(value, scope)?;
            match &name {
                Value::Null => return invalid(key.at, "a key is null"),
                Value::Either(_) => open = Some(json::symbol_of(&name)),
                name => {
                    let name = to_text(name).or_else(|message| invalid(key.at, message))?;
                    entries.insert(name.plain(), Entry { value, at: Some(value_at) });
                }
            }
        }
        Ok(Value::object(false, Some(at), entries, open))
    }

    fn template_value(&mut self, parts: &[Part], at: Place, scope: Scope<'_>) -> Outcome {
        match parts {
            [] => Ok(Value::String(Text::default())),
            [Part::Interpolation(value)] => self.eval(value, scope),
            [Part::Literal(text, place)] => Ok(Value::String(match place {
                Some(place) => Text::written(text, *place),
                None => Text::from(&**text),
            })),
            parts => {
                let pieces = self.parts(parts, scope)?;
                self.concatenated(&pieces, at)
            }
        }
    }

    /// The strings of a template, one a part.
    fn parts(&mut self, parts: &[Part], scope: Scope<'_>) -> Result<Vec<Value>, Problem> {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            self.spend(1)?;
            match part {
                Part::Literal(text, Some(at)) => out.push(Value::String(Text::written(text, *at))),
                Part::Literal(text, None) => out.push(Value::string(text)),
                Part::Interpolation(expr) => {
                    let value = self.eval(expr, scope)?;
                    out.push(self.string(&value, expr.at)?);
                }
                Part::If(condition, yes, no) => {
                    let value = self.eval(condition, scope)?;
                    out.push(self.choose(&value, condition.at, &mut |m, holds| {
                        let pieces = m.parts(if holds { yes } else { no }, scope)?;
                        m.concatenated(&pieces, condition.at)
                    })?);
                }
                Part::For { key, value, collection, body } => {
                    let items = self.eval(collection, scope)?;
                    let whole = self.lift(&items, &mut |m, items| {
                        let mut pieces = Vec::new();
                        for (k, v, many) in m.pairs(items, collection.at)? {
                            let outer = scope.bound;
                            let first = Bound { name: key.as_deref().unwrap_or(""), value: k, next: outer };
                            let second = Bound { name: value, value: v, next: if key.is_some() { Some(&first) } else { outer } };
                            let inner = m.parts(body, scope.with(&second))?;
                            if many {
                                let once = m.concatenated(&inner, collection.at)?;
                                pieces.push(Value::unknown(&format!("{} for each item", json::show(&once)), Kind::String));
                            } else {
                                pieces.extend(inner);
                            }
                        }
                        m.concatenated(&pieces, collection.at)
                    })?;
                    out.push(whole);
                }
            }
        }
        Ok(out)
    }

    /// The value as a string, both outcomes of an undecided one.
    fn string(&mut self, value: &Value, at: Place) -> Outcome {
        self.lift(value, &mut |_, value| to_text(value).map(Value::String).or_else(|message| invalid(at, message)))
    }

    /// Strings joined; of undecided ones as many outcomes as are kept.
    fn concatenated(&mut self, pieces: &[Value], at: Place) -> Outcome {
        if let Some(Value::Either(either)) = pieces.iter().find(|p| matches!(p, Value::Either(_))) {
            let on = either.on.clone();
            let decided = |holds: bool| pieces.iter().map(|p| p.clone().when(&on, holds)).collect::<Vec<_>>();
            self.spend(pieces.len())?;
            let conditions: std::collections::BTreeSet<&Symbol> =
                pieces.iter().filter_map(|p| if let Value::Either(e) = p { Some(&e.on) } else { None }).collect();
            if conditions.len() <= 4 {
                let yes = self.concatenated(&decided(true), at);
                let no = self.concatenated(&decided(false), at);
                return both(&on, yes, no);
            }
        }
        let mut text = Text::default();
        let mut literal: Option<String> = None;
        for piece in pieces {
            let part = to_text(piece).or_else(|message| invalid(at, message))?;
            self.spend_on(&Value::String(part.clone()))?;
            for piece in part.pieces() {
                match piece {
                    Piece::Literal(s, None) => literal.get_or_insert_default().push_str(s),
                    other => {
                        text.push_str(&literal.take().unwrap_or_default());
                        text.push_piece(other.clone());
                    }
                }
            }
        }
        text.push_str(&literal.unwrap_or_default());
        match operator::bounded(text) {
            Some(value) => Ok(value),
            None => {
                self.gap("a string is too long and is given up", Some(at));
                Ok(Value::unknown("a string too long", Kind::String))
            }
        }
    }

    fn for_expression(&mut self, f: &For, at: Place, scope: Scope<'_>) -> Outcome {
        let collection = self.eval(&f.collection, scope)?;
        self.lift(&collection, &mut |m, collection| match &f.result_key {
            None => m.for_list(f, collection, scope),
            Some(key) => m.for_object(f, key, collection, at, scope),
        })
    }

    /// Evaluates for one item: `None` where the condition drops it, with the condition where that is undecided.
    fn for_item<T>(
        &mut self,
        f: &For,
        (k, v): (Value, Value),
        scope: Scope<'_>,
        result: &mut dyn FnMut(&mut Self, Scope<'_>) -> Result<T, Problem>,
    ) -> Result<Option<(T, Option<Symbol>)>, Problem> {
        let first = Bound { name: f.key.as_deref().unwrap_or(""), value: k, next: scope.bound };
        let second = Bound { name: &f.value, value: v, next: if f.key.is_some() { Some(&first) } else { scope.bound } };
        let inner = scope.with(&second);
        let mut undecided = None;
        if let Some(condition) = &f.condition {
            let value = self.eval(condition, inner)?;
            match operator::to_bool(&value) {
                Ok(Some(false)) => return Ok(None),
                Ok(Some(true)) => {}
                Ok(None) => undecided = Some(operator::condition(&value)),
                Err(message) => return invalid(condition.at, message),
            }
        }
        Ok(Some((result(self, inner)?, undecided)))
    }

    fn for_list(&mut self, f: &For, collection: &Value, scope: Scope<'_>) -> Outcome {
        let mut items = Vec::new();
        for (k, v, many) in self.pairs(collection, f.collection.at)? {
            let Some((item, undecided)) = self.for_item(f, (k, v), scope, &mut |m, inner| m.eval(&f.result, inner))? else { continue };
            items.push(match undecided {
                Some(on) => Value::Spread(Value::either(&on, Value::tuple(vec![item]), Value::tuple(Vec::new())).into()),
                None if many => Value::Spread(item.into()),
                None => item,
            });
        }
        Ok(Value::tuple(items))
    }

    fn for_object(&mut self, f: &For, key: &Expr, collection: &Value, at: Place, scope: Scope<'_>) -> Outcome {
        let mut entries: BTreeMap<Text, Entry> = BTreeMap::new();
        let mut groups: BTreeMap<Text, Vec<Value>> = BTreeMap::new();
        let mut open = None;
        for (k, v, many) in self.pairs(collection, f.collection.at)? {
            let both = self.for_item(f, (k, v), scope, &mut |m, inner| Ok((m.eval(key, inner)?, m.eval(&f.result, inner)?)))?;
            let Some(((name, value), undecided)) = both else { continue };
            if matches!(name, Value::Null) {
                return invalid(key.at, "a key is null");
            }
            let text = to_text(&name).or_else(|message| invalid(key.at, message))?.plain();
            if let Some(on) = &undecided {
                open = Some(on.clone());
            }
            if many {
                open = open.or_else(|| text.pieces().iter().find_map(|p| if let Piece::Symbol(s) = p { Some(s.clone()) } else { None }));
                open = open.or_else(|| Some(json::symbol_of(collection)));
            }
            if f.group {
                let value = match undecided {
                    Some(on) => Value::Spread(Value::either(&on, Value::tuple(vec![value]), Value::tuple(Vec::new())).into()),
                    None if many => Value::Spread(value.into()),
                    None => value,
                };
                groups.entry(text).or_default().push(value);
            } else {
                if undecided.is_none() && !many && text.is_known() && entries.contains_key(&text) {
                    return invalid(key.at, format!("two items have the key `{}`", text.show()));
                }
                entries.insert(text, Entry { value, at: Some(f.result.at) });
            }
        }
        entries.extend(groups.into_iter().map(|(k, items)| (k, Entry { value: Value::tuple(items), at: Some(f.result.at) })));
        Ok(Value::object(false, Some(at), entries, open))
    }

    /// Steps on a value.
    pub(super) fn steps(&mut self, value: Value, steps: &[Step], at: Place, scope: Scope<'_>) -> Outcome {
        let mut value = value;
        let mut rest = steps;
        while let Some((step, after)) = rest.split_first() {
            self.spend(1)?;
            rest = after;
            match step {
                Step::Attribute(name) => value = self.attribute(&value, name, at)?,
                Step::Index(index) => {
                    let key = self.eval(index, scope)?;
                    value = self.index(&value, &key, at)?;
                }
                Step::FullSplat => return self.splat(&value, rest, at, scope),
                Step::AttributeSplat => {
                    let attributes = rest.iter().take_while(|s| matches!(s, Step::Attribute(_))).count();
                    let (of_each, after) = rest.split_at(attributes);
                    value = self.splat(&value, of_each, at, scope)?;
                    rest = after;
                }
            }
        }
        Ok(value)
    }

    fn splat(&mut self, value: &Value, steps: &[Step], at: Place, scope: Scope<'_>) -> Outcome {
        self.lift(value, &mut |m, value| match value {
            Value::Null => Ok(Value::tuple(Vec::new())),
            Value::List(_) | Value::Unknown(_) => {
                let mut out = Vec::new();
                for (_, item, many) in m.pairs(value, at)? {
                    let result = m.steps(item, steps, at, scope)?;
                    out.push(if many { Value::Spread(result.into()) } else { result });
                }
                Ok(Value::tuple(out))
            }
            one => Ok(Value::tuple(vec![m.steps(one.clone(), steps, at, scope)?])),
        })
    }
}

/// Both outcomes under a condition; one where the other is an error.
pub(super) fn both(on: &Symbol, yes: Outcome, no: Outcome) -> Outcome {
    match (yes, no) {
        (Ok(yes), Ok(no)) => Ok(Value::either(on, yes, no)),
        (Err(Problem::Exhausted), _) | (_, Err(Problem::Exhausted)) => Err(Problem::Exhausted),
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
        (Err(error), Err(_)) => Err(error),
    }
}
