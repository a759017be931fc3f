//! Values of expressions, with symbols for what is not known.
//!
//! Nothing unknown is dropped: a string keeps the literal parts around a symbol, a list keeps the items beside an unknown number of others,
//! and where a condition can't be decided both outcomes are kept ([`Value::Either`]).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::number::Number;
use super::text::Text;

/// A place in a source file: index of the file, line and column from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into the files of the tree.
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// What is known about the value behind a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Anything, `null` included.
    Any,
    /// Some string.
    String,
    /// An identifier that AWS or the provider assigns.
    Unique,
    /// The six characters that Secrets Manager adds to a secret's name.
    Suffix,
    /// An account id.
    Account,
    /// A Region.
    Region,
    /// A partition.
    Partition,
}

impl Kind {
    /// Whether the value certainly is a string without separators of ARNs and not empty.
    pub(super) fn is_word(self) -> bool {
        !matches!(self, Kind::Any | Kind::String)
    }
}

/// An unknown value. Two symbols of one name are the same value.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// `aws_s3_bucket.data.arn`, `var.x`, `account:aws`; derived ones read like the expression.
    pub name: Arc<str>,
    /// What is known about it.
    pub kind: Kind,
}

/// Names of derived symbols are cut here; what is cut off is told by a hash.
const LONGEST_NAME: usize = 160;

impl Symbol {
    /// A symbol.
    pub fn new(name: &str, kind: Kind) -> Self {
        if name.len() <= LONGEST_NAME {
            return Self { name: Arc::from(name), kind };
        }
        let hash = super::digest::sha256(name.as_bytes());
        let short: String = name.chars().take(LONGEST_NAME / 2).collect();
        let hash: String = hash.chars().take(16).collect();
        Self { name: Arc::from(format!("{short}…#{hash}").as_str()), kind }
    }

    /// Something below it: `.attribute` or `[index]`.
    pub fn below(&self, step: &str) -> Self {
        Self::new(&format!("{}{step}", self.name), Kind::Any)
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Symbol {}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Text),
    /// A tuple, list or set.
    List(Arc<List>),
    /// An object or map.
    Object(Arc<Object>),
    /// Known after apply, or not given.
    Unknown(Symbol),
    /// One of two, as a condition will decide.
    Either(Arc<Either>),
    /// Only as an item of a list: an unknown number of items. Of an unknown or undecided list its items; else any number like this one.
    Spread(Arc<Value>),
    /// A resource instance as a whole; its attributes are evaluated when asked for. The number is the evaluation's.
    Resource(u32),
    /// A module instance as a whole; its outputs are evaluated when asked for. The number is the evaluation's.
    Module(u32),
}

/// Terraform's sequence types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// `[…]`: items may differ in type.
    Tuple,
    /// `list(…)`.
    List,
    /// `set(…)`: sorted, without duplicates.
    Set,
}

/// A tuple, list or set.
#[derive(Clone, Debug)]
pub struct List {
    /// Which of them.
    pub sequence: Sequence,
    /// Its items.
    pub items: Vec<Value>,
    measure: Measure,
}

/// An object or map. Keys are sorted as Terraform sorts them; those with symbols come last.
#[derive(Clone, Debug)]
pub struct Object {
    /// It is a `map(…)`.
    pub map: bool,
    /// Where it was written.
    pub at: Option<Place>,
    /// Its entries.
    pub entries: BTreeMap<Text, Entry>,
    /// There may be more entries: those of this symbol.
    pub open: Option<Symbol>,
    measure: Measure,
}

/// The value of a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub at: Option<Place>,
}

/// Both outcomes of a condition that can't be decided.
#[derive(Clone, Debug)]
pub struct Either {
    /// The condition.
    pub on: Symbol,
    /// The value if it holds.
    pub yes: Value,
    /// The value if not.
    pub no: Value,
    measure: Measure,
    outcomes: u16,
}

/// How large a value is, counted as often as it is used in it. Functions over values recurse and walk over all of it, so larger ones are
/// given up where they would be made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    depth: u16,
    /// About sixteen bytes each.
    weight: u32,
}

const DEEPEST: u16 = 120;
const HEAVIEST: u32 = 1_000_000;

impl Measure {
    pub(super) fn of(weight: usize) -> Self {
        Self { depth: 0, weight: u32::try_from(weight).unwrap_or(u32::MAX) }
    }

    /// Of something that holds these.
    pub(super) fn around(parts: impl Iterator<Item = Measure>) -> Self {
        let parts = parts.fold(Self::default(), |a, b| Self { depth: a.depth.max(b.depth), weight: a.weight.saturating_add(b.weight) });
        Self { depth: parts.depth.saturating_add(1), weight: parts.weight.saturating_add(1) }
    }

    fn is_too_large(self) -> bool {
        self.depth > DEEPEST || self.weight > HEAVIEST
    }
}

/// A value that conditions leave more outcomes than these is given up.
const MOST_OUTCOMES: u16 = 32;

/// What stands for a value that would be too large.
pub(super) const TOO_LARGE: &str = "a value too large";

fn too_large() -> Value {
    Value::unknown(TOO_LARGE, Kind::Any)
}

impl Value {
    /// A known string.
    pub fn string(text: &str) -> Self {
        Value::String(Text::from(text))
    }

    /// An unknown value.
    pub fn unknown(name: &str, kind: Kind) -> Self {
        Value::Unknown(Symbol::new(name, kind))
    }

    /// A tuple.
    pub fn tuple(items: Vec<Value>) -> Self {
        Self::list(Sequence::Tuple, items)
    }

    /// A tuple, list or set. Items of a [`Value::Spread`] whose number is known become items of their own.
    pub fn list(sequence: Sequence, items: Vec<Value>) -> Self {
        let spreads = items.iter().any(|i| matches!(i, Value::Spread(s) if matches!(&**s, Value::List(_))));
        let items = if spreads {
            let mut flat = Vec::with_capacity(items.len());
            for item in items {
                match item {
                    Value::Spread(inner) => match &*inner {
                        Value::List(list) => flat.extend(list.items.iter().cloned()),
                        _ => flat.push(Value::Spread(inner)),
                    },
                    other => flat.push(other),
                }
            }
            flat
        } else {
            items
        };
        let measure = Measure::around(items.iter().map(Value::measure));
        if measure.is_too_large() {
            return too_large();
        }
        Value::List(Arc::new(List { sequence, items, measure }))
    }

    /// An object or map.
    pub fn object(map: bool, at: Option<Place>, entries: BTreeMap<Text, Entry>, open: Option<Symbol>) -> Self {
        let parts = entries.iter().flat_map(|(key, entry)| [key.measure(), entry.value.measure(), Measure::of(4)]);
        let measure = Measure::around(parts);
        if measure.is_too_large() {
            return too_large();
        }
        Value::Object(Arc::new(Object { map, at, entries, open, measure }))
    }

    /// An object of known keys.
    pub fn record<const N: usize>(entries: [(&str, Value); N]) -> Self {
        let entries = entries.into_iter().map(|(k, value)| (Text::from(k), Entry { value, at: None })).collect();
        Self::object(false, None, entries, None)
    }

    /// Both outcomes of a condition; one value where they are the same.
    pub fn either(on: &Symbol, yes: Value, no: Value) -> Self {
        let (yes, no) = (yes.when(on, true), no.when(on, false));
        if yes.same(&no) {
            return yes;
        }
        let measure = Measure::around([yes.measure(), no.measure()].into_iter());
        let outcomes = yes.outcomes() + no.outcomes();
        if measure.is_too_large() || outcomes > MOST_OUTCOMES {
            return Self::unknown(&format!("one of many values that hang on {}", on.name), Kind::Any);
        }
        Value::Either(Arc::new(Either { on: on.clone(), yes, no, measure, outcomes }))
    }

    fn outcomes(&self) -> u16 {
        if let Value::Either(either) = self { either.outcomes } else { 1 }
    }

    /// The value once a condition is decided. Looks at the value itself, not into it.
    pub fn when(self, on: &Symbol, holds: bool) -> Self {
        match &self {
            Value::Either(either) if either.on == *on => {
                let outcome = if holds { either.yes.clone() } else { either.no.clone() };
                outcome.when(on, holds)
            }
            Value::Either(either) => {
                let (yes, no) = (either.yes.clone().when(on, holds), either.no.clone().when(on, holds));
                Self::either(&either.on, yes, no)
            }
            _ => self,
        }
    }

    pub(super) fn measure(&self) -> Measure {
        match self {
            Value::List(list) => list.measure,
            Value::Object(object) => object.measure,
            Value::Either(either) => either.measure,
            Value::Spread(inner) => Measure::around(std::iter::once(inner.measure())),
            Value::String(text) => text.measure(),
            _ => Measure::of(2),
        }
    }

    /// About how many steps it takes to walk over it.
    pub fn weight(&self) -> usize {
        self.measure().weight as usize
    }

    /// Whether nothing in it is unknown.
    pub fn is_known(&self) -> bool {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
            Value::String(text) => text.is_known(),
            Value::List(list) => list.items.iter().all(Value::is_known),
            Value::Object(object) => object.open.is_none() && object.entries.iter().all(|(k, e)| k.is_known() && e.value.is_known()),
            Value::Unknown(_) | Value::Either(_) | Value::Spread(_) | Value::Resource(_) | Value::Module(_) => false,
        }
    }

    /// Whether both are certainly the same value; `false` says nothing.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Unknown(a), Value::Unknown(b)) => a == b,
            (Value::Resource(a), Value::Resource(b)) | (Value::Module(a), Value::Module(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                Arc::ptr_eq(a, b)
                    || (a.sequence == b.sequence && a.items.len() == b.items.len() && a.items.iter().zip(&b.items).all(|(x, y)| x.same(y)))
            }
            (Value::Object(a), Value::Object(b)) => {
                let entries = || a.entries.iter().zip(&b.entries).all(|((k, x), (l, y))| k == l && x.value.same(&y.value));
                Arc::ptr_eq(a, b) || (a.map == b.map && a.open == b.open && a.entries.len() == b.entries.len() && entries())
            }
            (Value::Either(a), Value::Either(b)) => Arc::ptr_eq(a, b) || (a.on == b.on && a.yes.same(&b.yes) && a.no.same(&b.no)),
            (Value::Spread(a), Value::Spread(b)) => a.same(b),
            _ => false,
        }
    }

    /// The known string.
    pub fn as_str(&self) -> Option<String> {
        match self {
            Value::String(text) => text.known(),
            _ => None,
        }
    }

    /// An entry of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(object) => object.entries.get(&Text::from(key)).map(|e| &e.value),
            _ => None,
        }
    }

    /// What Terraform calls its type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::List(list) => match list.sequence {
                Sequence::Tuple => "tuple",
                Sequence::List => "list",
                Sequence::Set => "set",
            },
            Value::Object(object) if object.map => "map",
            Value::Object(_) | Value::Resource(_) | Value::Module(_) => "object",
            Value::Unknown(_) | Value::Either(_) | Value::Spread(_) => "unknown",
        }
    }
}
