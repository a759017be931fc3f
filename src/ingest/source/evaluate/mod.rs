//! Evaluation: lazily from what is asked for, each thing once, within a budget.

mod block;
mod collection;
mod constraint;
mod expand;
mod expression;
mod operator;
mod reference;
mod variable;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::Files;
use super::syntax::Expr;
use super::value::{Kind, Place, Symbol, Value};
use super::{Evaluated, Gap, Given, Mode, Stated, Tree};

use expand::{Expansion, ModuleInstance, ResourceInstance};

pub(super) use operator::{equals, to_set, to_text, unify};

/// Steps of a whole evaluation: one an expression, more where large values are made.
const STEPS: u64 = 10_000_000;
/// Expressions within expressions, references followed.
const DEEPEST: u32 = 2_000;
/// Instances of resources and modules in all.
const MOST_INSTANCES: usize = 50_000;
/// About a sixteenth of the bytes of one string.
const HEAVIEST_STRING: usize = 1 << 16;
/// Different gaps kept.
const MOST_GAPS: usize = 10_000;

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub(super) enum Problem {
    /// Terraform would refuse it too.
    Invalid(Place, String),
    /// The budget is used up.
    Exhausted,
}

pub(super) type Outcome = Result<Value, Problem>;

/// What names mean where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    /// The module instance.
    pub module: u32,
    /// `each` and `count`.
    pub iteration: Option<&'a Iteration>,
    /// Names bound by `for` and `dynamic`, innermost first.
    pub bound: Option<&'a Bound<'a>>,
    /// What `self` is.
    pub this: Option<u32>,
    /// In a template that a function renders: the variables given to it, the only names there.
    pub template: Option<&'a BTreeMap<String, Value>>,
}

impl<'a> Scope<'a> {
    fn of(module: u32) -> Self {
        Self { module, iteration: None, bound: None, this: None, template: None }
    }

    fn with(self, bound: &'a Bound<'a>) -> Self {
        Self { bound: Some(bound), ..self }
    }
}

/// A name bound to a value.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    pub name: &'a str,
    pub value: Value,
    pub next: Option<&'a Bound<'a>>,
}

/// One instance's `each` or `count`.
#[derive(Clone, Debug, Default)]
pub(super) struct Iteration {
    pub key: Option<Value>,
    pub value: Option<Value>,
    pub index: Option<Value>,
}

/// What is evaluated once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Once {
    Local(u32, String),
    Variable(u32, String),
    Output(u32, String),
    Attribute(u32, String),
}

#[derive(Clone, Debug)]
enum Cached {
    /// It is being evaluated.
    Busy,
    /// Its value, and whether it must not be shown.
    Done(Outcome, bool),
}

/// The state of one evaluation.
pub(super) struct Machine<'t> {
    pub tree: &'t Tree,
    pub access: &'t dyn Files,
    given: &'t [Given],
    stated: &'t dyn Stated,
    modules: Vec<ModuleInstance<'t>>,
    resources: Vec<ResourceInstance<'t>>,
    resource_expansions: BTreeMap<(u32, Mode, String, String), Expansion>,
    call_expansions: BTreeMap<(u32, String), Expansion>,
    cache: BTreeMap<Once, Cached>,
    templates: BTreeMap<String, Option<Arc<Expr>>>,
    files: Vec<String>,
    /// Numbers of files, by path.
    numbers: BTreeMap<String, u32>,
    /// Values given for root variables, once they are read.
    root_values: Option<BTreeMap<String, Arc<variable::Source>>>,
    /// Arguments of provider configurations, by their key.
    provider_arguments: BTreeMap<(String, &'static str), Option<Value>>,
    gaps: BTreeSet<Gap>,
    steps_left: u64,
    depth: u32,
    subject: String,
    /// Something that must not be shown was used.
    sensitive: bool,
    /// A value too large was given up, and that is noted.
    too_large: bool,
}

/// Evaluates all of a tree.
pub(super) fn evaluate(tree: &Tree, access: &(dyn Files + Sync), given: &[Given], stated: &(dyn Stated + Sync)) -> Evaluated {
    let mut machine = Machine {
        tree,
        access,
        given,
        stated,
        modules: Vec::new(),
        resources: Vec::new(),
        resource_expansions: BTreeMap::new(),
        call_expansions: BTreeMap::new(),
        cache: BTreeMap::new(),
        templates: BTreeMap::new(),
        files: tree.config.files.clone(),
        numbers: (0..).zip(&tree.config.files).map(|(number, path)| (path.clone(), number)).collect(),
        root_values: None,
        provider_arguments: BTreeMap::new(),
        gaps: tree.config.gaps.iter().cloned().collect(),
        steps_left: STEPS,
        depth: 0,
        subject: String::new(),
        sensitive: false,
        too_large: false,
    };
    machine.root();
    for argument in given {
        if let Given::Argument { name, .. } = argument
            && machine.module_config(0).is_some_and(|c| !c.variables.contains_key(name))
        {
            machine.about(&format!("var.{name}"), |m| m.gap("a value is given for a variable that is not declared", None));
        }
    }
    let mut out = Evaluated::default();
    machine.blocks(&mut out);
    out.gaps = machine.gaps.into_iter().collect();
    out.files = machine.files;
    out
}

impl<'t> Machine<'t> {
    /// Notes something that is missing. Messages may quote values, so those about what must not be shown are left out.
    pub(super) fn gap(&mut self, message: &str, at: Option<Place>) {
        let message = if self.sensitive { "an expression of sensitive values can't be evaluated" } else { message };
        if self.gaps.len() < MOST_GAPS {
            let message: String = if message.len() > 400 { message.chars().take(400).chain("…".chars()).collect() } else { message.to_owned() };
            self.gaps.insert(Gap { subject: self.subject.clone(), message, at });
        }
    }

    /// Uses up some of the budget.
    ///
    /// # Errors
    /// When none is left.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Problem> {
        match self.steps_left.checked_sub(steps as u64) {
            Some(left) => {
                self.steps_left = left;
                Ok(())
            }
            None => {
                if self.steps_left > 0 {
                    self.steps_left = 0;
                    self.gaps.insert(Gap {
                        subject: String::new(),
                        message: format!("evaluation stopped after {STEPS} steps; what was not evaluated by then is unknown"),
                        at: None,
                    });
                }
                Err(Problem::Exhausted)
            }
        }
    }

    /// Uses up what a value is large.
    pub(super) fn spend_on(&mut self, value: &Value) -> Result<(), Problem> {
        self.spend(value.weight())
    }

    /// The value, or a symbol and a gap in its place.
    fn or_symbol(&mut self, outcome: Outcome, name: &str) -> Value {
        match outcome {
            Ok(value) => value,
            Err(problem) => {
                if let Problem::Invalid(at, message) = problem {
                    self.gap(&message, Some(at));
                }
                Value::unknown(name, kind_of(name.rsplit('.').next().unwrap_or(name)))
            }
        }
    }

    /// Evaluates something once; a cycle gives a symbol and a gap.
    fn once(&mut self, what: Once, name: &str, work: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        match self.cache.get(&what) {
            Some(Cached::Done(outcome, sensitive)) => {
                self.sensitive |= *sensitive;
                return outcome.clone();
            }
            Some(Cached::Busy) => {
                self.gap(&format!("`{name}` depends on itself"), None);
                return Ok(Value::unknown(name, Kind::Any));
            }
            None => {}
        }
        self.cache.insert(what.clone(), Cached::Busy);
        let outer = std::mem::take(&mut self.sensitive);
        let outcome = work(self);
        let sensitive = std::mem::replace(&mut self.sensitive, outer);
        self.sensitive |= sensitive;
        self.cache.insert(what, Cached::Done(outcome.clone(), sensitive));
        outcome
    }

    /// Evaluates with another subject of gaps.
    fn about<T>(&mut self, subject: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.subject, subject.to_owned());
        let result = work(self);
        self.subject = outer;
        result
    }

    /// The number of a file that a function reads, for places in it.
    pub(super) fn file_number(&mut self, path: &str) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(path.to_owned());
        self.numbers.insert(path.to_owned(), number);
        number
    }

    /// A file of templates, parsed once.
    pub(super) fn template(&mut self, path: &str, text: &str, at: Place) -> Option<Arc<Expr>> {
        if let Some(known) = self.templates.get(path) {
            return known.clone();
        }
        let number = self.file_number(path);
        let parsed = match super::syntax::template(number, text, (1, 1)) {
            Ok(expr) => Some(Arc::new(expr)),
            Err(failure) => {
                self.gap(&format!("`{path}`:{}:{}: {}", failure.line, failure.column, failure.message), Some(at));
                None
            }
        };
        self.templates.insert(path.to_owned(), parsed.clone());
        parsed
    }

    pub(super) fn mark_sensitive(&mut self) {
        self.sensitive = true;
    }

    pub(super) fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// What is being evaluated.
    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    /// `file:line:column`.
    pub(super) fn show(&self, at: Place) -> String {
        let file = self.files.get(at.file as usize).map_or("", String::as_str);
        format!("{file}:{}:{}", at.line, at.column)
    }
}

/// What an attribute of a name holds, as far as the name tells.
pub(super) fn kind_of(attribute: &str) -> Kind {
    match attribute {
        "id" | "unique_id" | "key_id" | "owner_id" => Kind::Unique,
        "arn" | "name" | "url" | "policy" | "json" | "bucket" | "qualified_arn" | "invoke_arn" | "dns_name" | "endpoint" | "issuer" => Kind::String,
        a if a.ends_with("_arn") || a.ends_with("_name") => Kind::String,
        "account_id" => Kind::Account,
        _ => Kind::Any,
    }
}

/// The symbol of something called like an attribute.
pub(super) fn symbol(address: &str, attribute: &str) -> Symbol {
    Symbol::new(&format!("{address}.{attribute}"), kind_of(attribute))
}
