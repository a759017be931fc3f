//! Reading inputs: Terraform plans, states and source become one inventory.
//!
//! *In:* the bytes of the inputs with the names they are known by, access to folders of source, and which accounts are ours.
//! *Out:* one [`Inventory`] of all of them, every fact with its origin, everything not understood a gap.
//! *Does not:* open files, decide access, or build a graph.

mod link;
mod snapshot;
pub mod source;
mod terraform;

use std::sync::Arc;

use crate::model::{Inventory, Kafka, OwnAccount, SymbolName};
pub use snapshot::Snapshot;
pub use source::sha256;
use source::{Files, Given};
pub use terraform::PLAN;

/// One input.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called in the output: a relative path with `/`, or `-` for standard input.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A folder of Terraform source that is an input itself.
#[derive(Clone, Debug)]
pub struct Folder {
    /// What it is called in the output: a relative path with `/`.
    pub name: String,
    /// Files of it and around it; paths in the output are relative to their root.
    pub files: Arc<dyn Files + Send + Sync>,
    /// Path of the folder among the files; empty for their root.
    pub entry: String,
}

/// Which world a plan is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The world once the plan is applied.
    #[default]
    After,
    /// The world before.
    Before,
}

/// What the user says besides the inputs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Our accounts, those of the command line before those of the configuration. One without aliases is that of every provider
    /// configuration that no other entry names, if it is the only one without.
    pub accounts: Vec<OwnAccount>,
    /// Kafka clusters that the configuration declares.
    pub kafka: Vec<Kafka>,
    /// Which world a plan is read as.
    pub side: Side,
    /// The Terraform source of the plans and states: tells places, and values that are known after apply.
    pub configuration: Option<Folder>,
    /// Terraform source to read as an input of its own.
    pub folders: Vec<Folder>,
    /// Folders of AWS CLI output.
    pub snapshots: Vec<Snapshot>,
    /// Symbols of a world that this one will be compared with: what is unknown in both is called the same.
    pub symbols: Vec<SymbolName>,
    /// Values of root variables of the source. What a plan states of its variables comes before them.
    pub given: Vec<Given>,
}

/// Why an input can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing in it.
    #[error("`{name}` is empty")]
    Empty {
        /// The input.
        name: String,
    },
    /// Neither UTF-8 nor UTF-16 with a byte order mark.
    #[error("`{name}`: not UTF-8 or UTF-16 text, first at byte {offset}")]
    Encoding {
        /// The input.
        name: String,
        /// Offset of the first byte that does not fit.
        offset: usize,
    },
    /// Not JSON, cut off, nested too deep, or a member of the wrong type; or source that can't be parsed, and nothing else.
    #[error("`{name}`:{line}:{column}: {message}")]
    Json {
        /// The input.
        name: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A plan or state is inside another object.
    #[error("`{name}`: {kind} is inside `{key}`; give that object alone")]
    Wrapped {
        /// The input.
        name: String,
        /// What it is, with its article.
        kind: &'static str,
        /// The key, as a path with dots.
        key: String,
    },
    /// A state of a version that is not read.
    #[error("`{name}`: Terraform state version {version} is not supported (3 and 4 are)")]
    StateVersion {
        /// The input.
        name: String,
        /// The version it states.
        version: u64,
    },
    /// JSON, but neither plan nor state.
    #[error("`{name}`: neither a Terraform plan, a Terraform state, nor an answer of the AWS command line: {found}")]
    Unrecognised {
        /// The input.
        name: String,
        /// What it is instead.
        found: String,
    },
    /// There are resources or none at all, but no AWS resource among them.
    #[error("no resource that keyholder knows in {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))]
    NothingRecognised {
        /// The inputs.
        names: Vec<String>,
    },
}

/// Reads the sources, and the folders and snapshots among the options, as one world. Their order does not matter.
///
/// # Errors
/// When a source can't be read, or none of them holds a resource keyholder knows. A plan that destroys everything or changes nothing is
/// no error.
pub fn read(sources: &[Source], options: &Options) -> Result<Inventory, Error> {
    let all: Vec<&Source> = sources.iter().collect();
    let (mut inventory, covered) = terraform::read(&all, options)?;
    for snapshot in &options.snapshots {
        snapshot::read(&mut inventory, snapshot, &covered);
    }
    let answers: Vec<String> = inventory.inputs.iter().filter(|i| i.kind == terraform::SNAPSHOT).map(|i| i.name.clone()).collect();
    for source in sources.iter().filter(|s| answers.contains(&s.name)) {
        snapshot::read(&mut inventory, &Snapshot::of(source), &covered);
    }
    Ok(inventory)
}
