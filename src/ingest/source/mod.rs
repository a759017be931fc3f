//! Terraform source: folders of `.tf` and `.tf.json` files, evaluated without Terraform, providers or credentials.
//!
//! *In:* access to the files of a folder ([`Files`]), values of variables, and what other inputs state of resources ([`Stated`]).
//! *Out:* every resource and data source instance with its arguments as values, with symbols where something is not known ([`Evaluated`]);
//! places of resources, arguments and policy statements; everything not understood as a [`Gap`].
//! *Does not:* open files, run providers, or know what a resource means beyond the attributes that AWS fixes.

mod accept;
mod aws;
mod config;
mod digest;
mod evaluate;
mod files;
mod functions;
mod json;
mod number;
mod plain;
mod policy;
mod syntax;
mod text;
mod value;

use std::collections::BTreeMap;

pub use accept::acceptances;
pub use digest::folder as folder_sha256;
pub use digest::sha256;
pub use files::{Files, Name};
pub use json::{Json, JsonNode, from_value as json_of};
pub use number::Number;
pub(super) use plain::of_yaml;
pub use plain::{from_plain, plain};
pub use policy::{Outcome, Policy, outcomes, policy, to_text};
pub use text::{Piece, Segment, Text};
pub use value::{Either, Entry, Kind, List, Object, Place, Sequence, Symbol, Value};

use config::Config;

/// Stack of the thread that parses and evaluates. Both recurse, to a bound.
const STACK: usize = 256 << 20;

/// Managed resource or data source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `resource`.
    Managed,
    /// `data`.
    Data,
}

/// Something not understood or not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The resource address, module address or file it is about.
    pub subject: String,
    /// What is missing and why.
    pub message: String,
    /// Where.
    pub at: Option<Place>,
}

/// A value given for a root variable. Later ones win.
#[derive(Clone, Debug)]
pub enum Given {
    /// `--var name=value`, the value as written.
    Argument {
        /// Name of the variable.
        name: String,
        /// What is right of the `=`.
        value: String,
    },
    /// `--var-file`.
    File {
        /// Path, for messages.
        name: String,
        /// Contents.
        bytes: Vec<u8>,
    },
    /// A value from elsewhere, such as a plan's `variables`.
    Value {
        /// Name of the variable.
        name: String,
        /// Its value.
        value: Value,
    },
}

/// What another input, such as a plan, states of resources; asked before the source is evaluated.
pub trait Stated {
    /// The value of an attribute of the instance at an address as Terraform writes it, if it is stated.
    fn attribute(&self, address: &str, attribute: &str) -> Option<Value>;
}

/// Nothing else is stated.
impl Stated for () {
    fn attribute(&self, _: &str, _: &str) -> Option<Value> {
        None
    }
}

/// The configuration in a folder, parsed.
#[derive(Debug)]
pub struct Tree {
    entry: String,
    config: Config,
}

impl Tree {
    /// Reads the root module in the folder `entry` of `files` (empty: the outermost), and the modules that it calls.
    pub fn read(files: &(dyn Files + Sync), entry: &str) -> Self {
        let config = on_large_stack(|| Config::read(files, entry));
        Self { entry: entry.to_owned(), config: config.unwrap_or_default() }
    }

    /// Whether there is any configuration in the folder asked for.
    pub fn is_configuration(&self) -> bool {
        self.config.found || !self.config.gaps.is_empty()
    }

    /// Evaluates it. Files that functions name are read from `files`.
    pub fn evaluate(&self, files: &(dyn Files + Sync), given: &[Given], stated: &(dyn Stated + Sync)) -> Evaluated {
        on_large_stack(|| evaluate::evaluate(self, files, given, stated)).unwrap_or_else(|| Evaluated {
            gaps: vec![Gap { subject: self.entry.clone(), message: "the evaluation failed".to_owned(), at: None }],
            ..Evaluated::default()
        })
    }
}

/// The `json` of a `data.aws_iam_policy_document` with these arguments; blocks are lists of objects.
pub fn policy_document(arguments: &BTreeMap<&str, Value>) -> Value {
    aws::assemble(arguments, None, &mut Vec::new())
}

fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok())
}

/// The instances of a tree.
#[derive(Clone, Debug, Default)]
pub struct Evaluated {
    /// Resource and data source instances, in module and source order.
    pub blocks: Vec<Block>,
    /// Provider configurations by key (`aws`, `aws.prod`, `module.m:aws`).
    pub providers: BTreeMap<String, Value>,
    /// Outputs of the root module.
    pub outputs: BTreeMap<String, Value>,
    /// Module calls whose modules are not there.
    pub missing: Vec<Missing>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// Paths of the files that [`Place`]s refer to.
    pub files: Vec<String>,
}

/// A call of a module that is not there.
#[derive(Clone, Debug)]
pub struct Missing {
    /// Address of the module instance.
    pub address: String,
    /// What the call gives it.
    pub arguments: Vec<Value>,
    /// Where the call is.
    pub at: Place,
}

/// Arguments that decide about access; `*` is all of them.
const GUARDS: [&str; 17] = [
    "*",
    "access_policies",
    "access_policy",
    "acl",
    "assume_role_policy",
    "egress",
    "ingress",
    "inline_policy",
    "key_policy",
    "managed_policy_arns",
    "permissions_boundary",
    "policy",
    "policy_arn",
    "route",
    "security_groups",
    "tags",
    "vpc_security_group_ids",
];

/// One instance of a resource or data source.
#[derive(Clone, Debug)]
pub struct Block {
    /// Managed or data.
    pub mode: Mode,
    /// Address as Terraform writes it; unknown keys in `⟨…⟩`.
    pub address: String,
    /// Address without the instance's own key.
    pub resource: String,
    /// Type.
    pub ty: String,
    /// Key of its provider configuration.
    pub provider: String,
    /// Whether the instance certainly exists: its `count` or `for_each` is known.
    pub certain: bool,
    /// Arguments and nested blocks; blocks are lists of objects. Attributes that AWS fixes are added where they are not set.
    pub body: Value,
    /// Arguments whose values must not be shown.
    pub sensitive: Vec<String>,
    /// `lifecycle.ignore_changes`; `*` for `all`.
    pub ignored_changes: Vec<String>,
    /// Where the block is.
    pub at: Place,
}

impl Evaluated {
    /// `file:line:column`.
    pub fn show(&self, place: Place) -> String {
        let file = self.files.get(place.file as usize).map_or("", String::as_str);
        format!("{file}:{}:{}", place.line, place.column)
    }

    /// What of access `ignore_changes` leaves to others: each address with the argument.
    pub fn left_to_others(&self) -> Vec<String> {
        let deciding = |name: &&String| GUARDS.contains(&name.split('.').next().unwrap_or(name));
        let managed = self.blocks.iter().filter(|b| b.mode == Mode::Managed);
        managed.flat_map(|b| b.ignored_changes.iter().filter(deciding).map(move |name| format!("{} ({name})", b.address))).collect()
    }

    /// The instance at an address.
    pub fn block(&self, address: &str) -> Option<&Block> {
        self.blocks.iter().find(|b| b.address == address)
    }
}
