//! Resource instances, and a cursor over their attributes that knows what is set, unset and unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::address::Address;
use crate::model::{Origin, Place, Tri};

/// Account and Region that AWS itself says; `None` where no answer says them. The Region is empty for what belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AwsPlace {
    pub account: Option<String>,
    pub region: Option<String>,
}

/// One resource or data source instance as its source states it.
#[derive(Debug)]
pub(super) struct Instance {
    /// Index of the source.
    pub input: u32,
    /// Sources that tell of the same world share this number.
    pub world: u32,
    /// Where it is.
    pub address: Address,
    /// The address as text.
    pub shown: String,
    /// Key of its provider configuration.
    pub provider: String,
    /// Known attributes.
    pub values: Value,
    /// `true` where an attribute is known after apply.
    pub unknown: Value,
    /// `true` where an attribute must not be shown.
    pub sensitive: Value,
    /// Its ARN, where that is what tells it and not an address.
    pub arn: Option<String>,
    /// JSON pointer to the attributes.
    pub pointer: String,
    /// Its arguments in the configuration, if the source has one.
    pub expressions: Option<Arc<Value>>,
    /// The plan creates it, so that what is not configured is AWS's default.
    pub created: bool,
    /// The plan says that it exists already.
    pub existed: bool,
    /// The plan deletes it before it makes it again.
    pub replaced: bool,
    /// Unknown attributes are left out rather than marked (`planned_values`).
    pub omits_unknown: bool,
    /// Lists of which the source tells the items, in its order.
    pub listed: BTreeSet<String>,
    /// Where its block is in the Terraform source.
    pub written: Option<Place>,
    /// Where AWS has it, for what an account itself told; not for what Terraform says.
    pub place: Option<AwsPlace>,
    /// The file of a folder that tells it.
    pub file: Option<Arc<str>>,
    /// Where its attributes stand below the pointer, for what an account itself told; what is not listed stands at the pointer.
    pub members: Option<Arc<BTreeMap<String, String>>>,
    /// Another source says what it will be, or that it will not be: it is not read.
    pub covered: bool,
    /// How much its source says of it, to choose between sources of one world: Terraform source, a state, a state that names providers, a plan.
    pub rank: u8,
}

impl Instance {
    /// An instance of which nothing is stated yet, of the default provider configuration.
    pub(super) fn new(address: Address, pointer: String) -> Self {
        Self {
            input: 0,
            world: 0,
            shown: address.to_string(),
            address,
            provider: "aws".to_owned(),
            values: Value::Null,
            unknown: Value::Null,
            sensitive: Value::Null,
            arn: None,
            pointer,
            expressions: None,
            created: false,
            existed: false,
            replaced: false,
            omits_unknown: false,
            listed: BTreeSet::new(),
            written: None,
            place: None,
            file: None,
            members: None,
            covered: false,
            rank: 1,
        }
    }

    /// An attribute.
    pub(super) fn at<'a>(&'a self, name: &str) -> At<'a> {
        At {
            instance: self,
            path: Vec::new(),
            value: Some(&self.values),
            unknown: Some(&self.unknown),
            sensitive: Some(&self.sensitive),
            expression: self.expressions.as_deref(),
            hidden: false,
        }
        .get(name)
    }

    /// A known string attribute.
    pub(super) fn str(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_str()
    }

    /// Whether AWS itself says all of where it is.
    pub(super) fn is_placed(&self) -> bool {
        self.place.as_ref().is_some_and(|p| p.account.is_some() && p.region.is_some())
    }

    /// Whether no answer of the account tells an attribute.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.place.is_some() && self.unknown.get(name) == Some(&Value::Bool(true))
    }

    /// Puts a list's items where an attribute is known after apply as a whole.
    pub(super) fn list(&mut self, name: &str, items: Value, unknown: Value) {
        if let (Value::Object(values), Value::Object(marks)) = (&mut self.values, &mut self.unknown) {
            values.insert(name.to_owned(), items);
            marks.insert(name.to_owned(), unknown);
            self.listed.insert(name.to_owned());
        }
    }

    /// Where the whole instance stands.
    pub(super) fn origin(&self) -> Origin {
        // A state may have an address for what the account told.
        let address = (self.place.is_none() || self.address.to_string() == self.shown).then(|| self.shown.clone());
        let file = self.file.as_ref().map(|f| f.to_string());
        let origin = Origin { input: self.input, address, arn: self.arn.clone(), pointer: self.pointer.clone(), file, ..Origin::default() };
        self.written.as_ref().map_or_else(|| origin.clone(), |place| origin.clone().at(place))
    }
}

/// An attribute, block, or element of one. Copies are cheap but for the path.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    /// The instance it belongs to.
    pub instance: &'a Instance,
    /// Names and indices from the instance.
    pub path: Vec<String>,
    value: Option<&'a Value>,
    unknown: Option<&'a Value>,
    sensitive: Option<&'a Value>,
    expression: Option<&'a Value>,
    /// It is in a block of which the configuration shows nothing: one made by `dynamic`.
    hidden: bool,
}

/// What is known of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State<'a> {
    /// Stated.
    Known(&'a Value),
    /// Stated to be null, or not configured on something that will be created.
    Unset,
    /// Known after apply, or hidden.
    Unknown,
}

impl<'a> At<'a> {
    /// A member.
    pub(super) fn get(&self, name: &str) -> At<'a> {
        self.step(name, |value| value.get(name))
    }

    fn element(&self, index: usize) -> At<'a> {
        self.step(&index.to_string(), |value| value.get(index))
    }

    fn step(&self, name: &str, member: impl Fn(&'a Value) -> Option<&'a Value>) -> At<'a> {
        // `true` and an expression's references hold for everything below.
        let below = |whole: Option<&'a Value>| whole.and_then(|v| if v.is_boolean() { Some(v) } else { member(v) });
        let expression = self.expression.and_then(|e| if is_leaf(e) { Some(e) } else { member(e) });
        let stated = self.value.is_some_and(|v| v.is_array() || v.is_object());
        let hidden = self.hidden || (stated && !self.path.is_empty() && self.expression.is_none());
        let mut path = self.path.clone();
        path.push(name.to_owned());
        At {
            instance: self.instance,
            path,
            value: self.value.and_then(&member),
            unknown: below(self.unknown),
            sensitive: below(self.sensitive),
            expression,
            hidden,
        }
    }

    /// The elements of a list, set, or block; a map that stands for a single block is its only element.
    pub(super) fn items(&self) -> Vec<At<'a>> {
        let unknown = self.unknown.and_then(Value::as_array).map_or(0, Vec::len);
        match self.value {
            Some(Value::Array(list)) => (0..list.len().max(unknown)).map(|i| self.element(i)).collect(),
            Some(Value::Object(_)) => vec![self.clone()],
            _ => (0..unknown).map(|i| self.element(i)).collect(),
        }
    }

    /// The first element: a block that occurs at most once.
    pub(super) fn block(&self) -> Option<At<'a>> {
        self.items().into_iter().next()
    }

    /// A member of a block that occurs at most once.
    pub(super) fn within(&self, block_member: &str) -> At<'a> {
        match self.block() {
            Some(block) => block.get(block_member),
            None => self.get(block_member),
        }
    }

    /// What is known of it.
    pub(super) fn state(&self) -> State<'a> {
        let marked = self.unknown == Some(&Value::Bool(true));
        match self.value {
            Some(value) if !marked && !value.is_null() => State::Known(value),
            _ if marked || (self.instance.omits_unknown && self.value.is_none()) => {
                let default = self.instance.created && self.instance.expressions.is_some() && self.expression.is_none() && !self.hidden;
                if default { State::Unset } else { State::Unknown }
            }
            _ => State::Unset,
        }
    }

    /// Whether the configuration sets it; `None` when there is no configuration.
    pub(super) fn configured(&self) -> Option<bool> {
        self.instance.expressions.as_ref().map(|_| self.expression.is_some())
    }

    /// Why it is not known.
    pub(super) fn why(&self) -> &'static str {
        if self.instance.place.is_some() { "not in the snapshot" } else { "known after apply" }
    }

    /// Its expression in the configuration.
    pub(super) fn expression(&self) -> Option<&'a Value> {
        self.expression
    }

    /// Names of the members of a map, those included whose value is known after apply.
    pub(super) fn keys(&self) -> BTreeSet<&'a String> {
        let known = self.value.and_then(Value::as_object).into_iter().flat_map(|map| map.keys());
        let marked = self.unknown.and_then(Value::as_object).into_iter().flat_map(|map| map.keys());
        known.chain(marked).collect()
    }

    /// A known string.
    pub(super) fn str(&self) -> Option<&'a str> {
        match self.state() {
            State::Known(value) => value.as_str(),
            _ => None,
        }
    }

    /// A known whole number, also when written as a string.
    pub(super) fn int(&self) -> Option<i64> {
        match self.state() {
            State::Known(Value::String(s)) => s.parse().ok(),
            State::Known(value) => value.as_i64().or_else(|| value.as_f64().map(|f| f as i64)),
            _ => None,
        }
    }

    /// A truth value, also when written as a string; `unset` is the default.
    pub(super) fn bool(&self, unset: Tri) -> Tri {
        match self.state() {
            State::Known(Value::Bool(true)) => Tri::Yes,
            State::Known(Value::Bool(false)) => Tri::No,
            State::Known(Value::String(s)) if s == "true" => Tri::Yes,
            State::Known(Value::String(s)) if s == "false" => Tri::No,
            State::Unset => unset,
            _ => Tri::Unknown,
        }
    }

    /// Whether nothing of it is unknown.
    pub(super) fn is_whole(&self) -> bool {
        !self.unknown.is_some_and(holds_true)
    }

    /// Whether it must not be shown.
    pub(super) fn is_sensitive(&self) -> bool {
        self.sensitive.is_some_and(holds_true)
    }

    /// `address.path`, as symbols are named.
    pub(super) fn name(&self) -> String {
        let mut out = self.instance.shown.clone();
        for step in &self.path {
            if step.bytes().all(|b| b.is_ascii_digit()) {
                out.push_str(&format!("[{step}]"));
            } else {
                out.push('.');
                out.push_str(step);
            }
        }
        out
    }

    /// Where it stands.
    pub(super) fn origin(&self) -> Origin {
        let mut origin = self.instance.origin();
        if let Some(members) = &self.instance.members {
            if let Some(member) = self.path.first().and_then(|attribute| members.get(attribute)) {
                origin.pointer.push('/');
                origin.pointer.push_str(member);
            }
            return origin;
        }
        for step in &self.path {
            origin.pointer.push('/');
            origin.pointer.push_str(&pointer_token(step));
        }
        origin
    }
}

/// Attributes without those that are null, which most are.
pub(super) fn stated(values: Value) -> Value {
    match values {
        Value::Array(list) => Value::Array(list.into_iter().map(stated).collect()),
        Value::Object(map) => Value::Object(map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, stated(v))).collect()),
        other => other,
    }
}

/// Marks (`after_unknown`, `after_sensitive`) without the branches that hold no `true`, which most are.
pub(super) fn marks(values: Value) -> Value {
    match values {
        _ if !holds_true(&values) => Value::Null,
        Value::Array(list) => Value::Array(list.into_iter().map(marks).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, marks(v))).filter(|(_, v)| !v.is_null()).collect()),
        other => other,
    }
}

/// A JSON pointer's token for a member name.
pub(super) fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Whether an expression is one, rather than a block with expressions in it.
fn is_leaf(expression: &Value) -> bool {
    expression.get("references").is_some_and(Value::is_array) || expression.get("constant_value").is_some()
}

/// Whether `true` stands anywhere inside. The depth of parsed JSON is bounded by its reader.
fn holds_true(marks: &Value) -> bool {
    match marks {
        Value::Bool(b) => *b,
        Value::Array(list) => list.iter().any(holds_true),
        Value::Object(map) => map.values().any(holds_true),
        _ => false,
    }
}
