//! One condition: its operator, key and values, and whether it holds.

use std::borrow::Cow;

use super::number::Order;
use super::operator::{Family, Operator, Set};
use super::{date, ip, number};
use crate::aws::{Arn, Piece, Symbol, Text};
use crate::policy::context::{Env, Seen};
use crate::policy::document::{Condition, Version};
use crate::policy::glob::{Match, Token, compare, letters};
use crate::policy::template::{Resolved, Style, Template, matches_tokens};

/// A condition ready to decide.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) struct Test {
    /// `None`: not an operator we know, or not known at all.
    pub(in crate::policy) operator: Option<Operator>,
    /// Key in lower case.
    pub(in crate::policy) key: Box<str>,
    /// Values.
    pub(in crate::policy) operands: Vec<Operand>,
    /// Operator or key are this symbol.
    pub(in crate::policy) unknown: Option<Symbol>,
    /// No values were written.
    empty: bool,
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) enum Operand {
    /// A pattern with variables.
    Pattern(Template),
    /// A pattern.
    Tokens(Box<[Token]>),
    /// Billionths.
    Number(i128),
    /// Nanoseconds since 1970.
    Instant(i128),
    /// Addresses.
    Net(ip::Net),
    /// `true` or `false`, for `Bool` and `Null`.
    Bool(bool),
    /// Decoded bytes.
    Bytes(Box<[u8]>),
    /// A value that is not known.
    Unknown(Symbol),
    /// A variable where the documentation contradicts itself (rule 54).
    Unclear,
    /// Not a value of the operator's type.
    Invalid,
}

/// Whether one value of a key meets the values of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Hit<'a> {
    /// None of them.
    No,
    /// One of them.
    Yes,
    /// Hangs on a symbol.
    Symbol(Symbol),
    /// Hangs on a reading of this rule.
    Rule(u32),
    /// A value of the condition has the wrong type.
    Invalid,
    /// Hangs on a variable whose key is open.
    Open(&'a str),
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Verdict<'a> {
    /// It does not.
    False,
    /// It does.
    True,
    /// Hangs on a symbol.
    Symbol(Symbol),
    /// Hangs on a reading of this rule.
    Rule(u32),
    /// Not modelled.
    Invalid,
    /// Hangs on a variable whose key is open.
    Open(&'a str),
}

impl Test {
    pub(in crate::policy) fn new(condition: &Condition, version: Version) -> Self {
        let unknown = condition.operator.symbols().chain(condition.key.symbols()).next();
        let operator = condition.operator.literal().and_then(Operator::read);
        let key = condition.key.to_string().to_ascii_lowercase().into();
        let operands = operator.map_or(Vec::new(), |op| condition.values.iter().map(|v| operand(op, v, version)).collect());
        Self { operator, key, operands, unknown, empty: condition.values.is_empty() }
    }

    /// `key` equals `value`, as an operator with these traits would say it.
    pub(in crate::policy) fn equals(key: &str, value: &Text, operator: Operator) -> Self {
        Self { operator: Some(operator), key: key.into(), operands: vec![Operand::Tokens(letters(value).into())], unknown: None, empty: false }
    }

    /// `key` is an ARN like `pattern`.
    pub(in crate::policy) fn like(key: &str, pattern: &Text) -> Self {
        let operator = Operator { set: Set::One, family: Family::Arn, negated: false, if_exists: false };
        let tokens = Template::new(pattern, Version::V2008, Style::Arn).widest();
        Self { operator: Some(operator), key: key.into(), operands: vec![Operand::Tokens(tokens.into())], unknown: None, empty: false }
    }

    /// The key is absent.
    pub(in crate::policy) fn absent(key: &str) -> Self {
        let operator = Operator { set: Set::One, family: Family::Null, negated: false, if_exists: false };
        Self { operator: Some(operator), key: key.into(), operands: vec![Operand::Bool(true)], unknown: None, empty: false }
    }

    /// The same condition with every variable put in; a value whose variable is not set meets nothing and is left out. `None` when a
    /// variable is open.
    pub(in crate::policy) fn resolved(&self, env: &Env<'_>) -> Option<Self> {
        let mut operands = Vec::with_capacity(self.operands.len());
        for operand in &self.operands {
            operands.push(match operand {
                Operand::Pattern(t) => match t.resolve(env) {
                    Resolved::Tokens(tokens) => Operand::Tokens(tokens.into()),
                    Resolved::Unset => continue,
                    Resolved::Open(_) => return None,
                },
                other => other.clone(),
            });
        }
        Some(Self { operands, ..self.clone() })
    }

    /// Whether a value meets one of the condition's values.
    pub(in crate::policy) fn hits<'t>(&'t self, env: &Env<'_>, value: &Text) -> Hit<'t> {
        let Some(op) = self.operator else { return Hit::Invalid };
        let mut out = Hit::No;
        for operand in &self.operands {
            match one(op, operand, env, value) {
                Hit::Yes => return Hit::Yes,
                Hit::No => {}
                Hit::Open(key) => out = Hit::Open(key),
                doubt if out == Hit::No => out = doubt,
                _ => {}
            }
        }
        out
    }

    /// The symbol without which the condition can't be decided. A key with a symbol in it is known where the request gives just that key.
    pub(in crate::policy) fn hangs_on(&self, seen: &Seen<'_>) -> Option<Symbol> {
        let given = self.operator.is_some() && matches!(seen, Seen::One(_) | Seen::Many(_));
        self.unknown.filter(|_| !given)
    }

    /// Whether the condition holds for what its key holds.
    pub(in crate::policy) fn verdict<'t>(&'t self, env: &Env<'_>, seen: Seen<'_>) -> Verdict<'t> {
        if let Some(symbol) = self.hangs_on(&seen) {
            return Verdict::Symbol(symbol);
        }
        let Some(op) = self.operator else { return Verdict::Invalid };
        if self.empty && op.family != Family::Null {
            return match (op.set, op.if_exists, &seen) {
                (Set::Any, ..) => Verdict::False,
                (Set::All, ..) | (_, true, _) => bool(matches!(seen, Seen::Absent)),
                _ => Verdict::Rule(72),
            };
        }
        if op.family == Family::Null {
            return self.null(&seen);
        }
        let values: Cow<'_, [Text]> = match seen {
            Seen::Absent | Seen::Open => return self.missing(op),
            Seen::One(value) if op.set == Set::One => return hit(self.hits(env, value), op.negated),
            Seen::One(value) => Cow::Owned(vec![value.clone()]),
            Seen::Many(values) => Cow::Borrowed(values),
        };
        let each = |v: &Text| hit(self.hits(env, v), op.negated);
        match op.set {
            Set::One => {
                // Rule 66: a multivalued key without a set operator. A negated operator may be asked of each value or of all of them.
                let none = op.negated && values.is_empty();
                match fold(values.iter().map(each), true) {
                    Verdict::False if !none => Verdict::False,
                    _ => Verdict::Rule(66),
                }
            }
            // Rule 64: an empty set, or one of empty strings. The key is there, so `IfExists` has nothing to say.
            _ if values.iter().all(Text::is_empty) => bool(op.set == Set::All),
            Set::All => fold(values.iter().map(each), false),
            Set::Any => fold(values.iter().map(each), true),
        }
    }

    fn missing(&self, op: Operator) -> Verdict<'static> {
        bool(
            op.if_exists
                || match op.set {
                    Set::All => true,
                    Set::Any => false,
                    Set::One => op.negated,
                },
        )
    }

    fn null(&self, seen: &Seen<'_>) -> Verdict<'static> {
        let when = |absent: bool| {
            let each = self.operands.iter().map(|o| match o {
                Operand::Bool(b) => bool(*b == absent),
                Operand::Unknown(s) => Verdict::Symbol(*s),
                Operand::Unclear => Verdict::Rule(54),
                _ => Verdict::Invalid,
            });
            fold(each, true)
        };
        let empty = matches!(seen, Seen::One(v) if v.is_empty()) || matches!(seen, Seen::Many([v]) if v.is_empty());
        match seen {
            Seen::Absent | Seen::Open | Seen::Many([]) => when(true),
            Seen::One(_) | Seen::Many([_]) if empty => {
                let (absent, present) = (when(true), when(false));
                if absent == present { absent } else { Verdict::Rule(63) }
            }
            Seen::One(_) | Seen::Many(_) => when(false),
        }
    }
}

fn bool(b: bool) -> Verdict<'static> {
    if b { Verdict::True } else { Verdict::False }
}

fn hit(h: Hit<'_>, negated: bool) -> Verdict<'_> {
    match h {
        Hit::No => bool(negated),
        Hit::Yes => bool(!negated),
        Hit::Symbol(s) => Verdict::Symbol(s),
        // Rule 62 is about negated operators only: the positive one does not match what is no ARN.
        Hit::Rule(62) if !negated => Verdict::False,
        Hit::Rule(n) => Verdict::Rule(n),
        Hit::Invalid => Verdict::Invalid,
        Hit::Open(k) => Verdict::Open(k),
    }
}

/// Any of (or all of) several verdicts; an open variable outranks a doubt, because it can be solved for.
fn fold<'t>(verdicts: impl Iterator<Item = Verdict<'t>>, any: bool) -> Verdict<'t> {
    let mut out = bool(!any);
    for v in verdicts {
        match v {
            Verdict::True | Verdict::False if v == bool(any) => return v,
            Verdict::True | Verdict::False => {}
            Verdict::Open(_) => out = v,
            _ if out == bool(!any) => out = v,
            _ => {}
        }
    }
    out
}

fn operand(op: Operator, value: &Text, version: Version) -> Operand {
    let template = |style| Operand::Pattern(Template::new(value, version, style));
    match op.family {
        Family::Text(style) => return template(style),
        Family::Arn => return template(Style::Arn),
        _ => {}
    }
    if let Some(symbol) = value.symbols().next() {
        return Operand::Unknown(symbol);
    }
    let s = value.literal().unwrap_or_default();
    if op.family == Family::Bool && version == Version::V2012 && s.starts_with("${") {
        return Operand::Unclear;
    }
    let read = match op.family {
        Family::Number(_) => number::read(s).map(Operand::Number),
        Family::Date(_) => date::read(s).map(Operand::Instant),
        Family::Ip => ip::read(s).map(Operand::Net),
        Family::Binary => bytes(s).map(Operand::Bytes),
        _ if s.eq_ignore_ascii_case("true") => Some(Operand::Bool(true)),
        _ if s.eq_ignore_ascii_case("false") => Some(Operand::Bool(false)),
        _ => None,
    };
    read.unwrap_or(Operand::Invalid)
}

fn bytes(s: &str) -> Option<Box<[u8]>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(s).ok().map(Into::into)
}

fn one<'t>(op: Operator, operand: &'t Operand, env: &Env<'_>, value: &Text) -> Hit<'t> {
    let arn = op.family == Family::Arn;
    if arn && Arn::parse(value).is_err() {
        return match value.pieces() {
            [Piece::Symbol(s), ..] => Hit::Symbol(*s),
            _ => Hit::Rule(62),
        };
    }
    let order = |o: Order, actual: Option<i128>, limit: i128| match actual {
        Some(n) if o.holds(n, limit) => Hit::Yes,
        _ => Hit::No,
    };
    let literal = value.literal();
    match (operand, op.family) {
        (Operand::Pattern(t), _) => {
            if arn && t.short {
                return match t.resolve(env) {
                    Resolved::Tokens(tokens) => arn_tokens(env, &tokens, value),
                    Resolved::Unset => Hit::No,
                    Resolved::Open(key) => Hit::Open(key),
                };
            }
            pattern(t, env, value, literal)
        }
        (Operand::Tokens(tokens), _) if arn => arn_tokens(env, tokens, value),
        (Operand::Tokens(tokens), _) => compared(env, compare(tokens, &letters(value))),
        (Operand::Unknown(s), _) => Hit::Symbol(*s),
        (Operand::Unclear, _) => Hit::Rule(54),
        (Operand::Invalid, _) => Hit::Invalid,
        _ if literal.is_none() => value.symbols().next().map_or(Hit::No, Hit::Symbol),
        (Operand::Number(n), Family::Number(o)) => order(o, literal.and_then(number::read), *n),
        (Operand::Instant(n), Family::Date(o)) => order(o, literal.and_then(date::read), *n),
        (Operand::Net(net), _) => {
            let inside = literal.and_then(|s| s.parse().ok()).is_some_and(|a| net.holds(a));
            if inside { Hit::Yes } else { Hit::No }
        }
        (Operand::Bool(b), _) => {
            let equal = literal.is_some_and(|s| s.eq_ignore_ascii_case(if *b { "true" } else { "false" }));
            if equal { Hit::Yes } else { Hit::No }
        }
        (Operand::Bytes(b), _) => {
            if literal.and_then(bytes).is_some_and(|v| v == *b) {
                Hit::Yes
            } else {
                Hit::No
            }
        }
        _ => Hit::No,
    }
}

/// An ARN pattern with its variables put in. Rule 61: one of fewer than six components is read both ways.
fn arn_tokens(env: &Env<'_>, tokens: &[Token], value: &Text) -> Hit<'static> {
    let short = tokens.iter().filter(|t| **t == Token::Char(':')).count() < 5;
    match compared(env, compare(tokens, &letters(value))) {
        Hit::Yes if short => Hit::Rule(61),
        other => other,
    }
}

fn pattern<'t>(t: &'t Template, env: &Env<'_>, value: &Text, literal: Option<&str>) -> Hit<'t> {
    if let Some(s) = literal
        && !t.has_variables()
    {
        return compared(env, t.matches_str(s));
    }
    match t.resolve(env) {
        Resolved::Tokens(tokens) => compared(
            env,
            match literal {
                Some(s) => matches_tokens(&tokens, t.confined(), s),
                None => compare(&tokens, &letters(value)),
            },
        ),
        Resolved::Unset => Hit::No,
        Resolved::Open(key) => Hit::Open(key),
    }
}

fn compared(env: &Env<'_>, m: Match) -> Hit<'static> {
    match m {
        Match::No => Hit::No,
        Match::Yes => Hit::Yes,
        Match::Maybe(s) => Hit::Symbol(s),
        Match::NotOwn => {
            env.assume_account_not_own();
            Hit::No
        }
    }
}
