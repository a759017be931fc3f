//! How a command ends.

use std::process::ExitCode;

/// A command that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing to complain of.
    Fine,
    /// Findings, a refuted claim, an expectation not met.
    Findings,
    /// Not known.
    Incomplete,
}

impl Outcome {
    /// Its exit code.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Incomplete => 3,
        })
    }
}

/// Why a command could not run: exit code 2.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A file can't be read or written.
    #[error("can't {what} `{path}`: {source}")]
    File { what: &'static str, path: String, source: std::io::Error },
    /// The input is not understood.
    #[error(transparent)]
    Input(#[from] crate::ingest::Error),
    /// The configuration is wrong.
    #[error("{path}:{line}: {message}")]
    Config { path: String, line: usize, message: String, help: Option<String> },
    /// A word is not known.
    #[error("`{word}` {} {what}", if nearest.contains(word) { "is the name of several things, none of which alone is" } else { "is not" })]
    Word { word: String, what: &'static str, nearest: Vec<String> },
    /// A report can't be written.
    #[error(transparent)]
    Report(#[from] crate::report::Error),
    /// A diagram can't be drawn.
    #[error(transparent)]
    Diagram(#[from] crate::report::diagram::Error),
    /// AWS can't be asked.
    #[cfg(feature = "live")]
    #[error(transparent)]
    Live(#[from] crate::live::Error),
    /// The program was built without the feature.
    #[cfg(not(feature = "live"))]
    #[error("this keyholder was built without asking AWS")]
    NotBuilt,
    /// Wrong use that the argument parser can't see.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    /// Advice, for a line of its own.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Config { help, .. } => help.clone(),
            Self::Word { nearest, word, .. } if !nearest.is_empty() => {
                Some(format!("did you mean {}?", nearest.iter().filter(|n| *n != word).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")))
            }
            Self::Input(crate::ingest::Error::NothingRecognised { .. }) => Some("keyholder reads AWS resources of Terraform plans, states and source, and the principals of `aws iam get-account-authorization-details`".into()),
            #[cfg(feature = "live")]
            Self::Live(error) => error.help(),
            #[cfg(not(feature = "live"))]
            Self::NotBuilt => Some("build it with `cargo install --path . --features live`; snapshots made elsewhere, by `keyholder collect` or the AWS command line, are read as they are, and `collect --print-policy` works".into()),
            _ => None,
        }
    }
}

/// The three known words nearest to a wrong one; more where it is the name of several things.
pub(super) fn nearest(word: &str, known: &[String]) -> Vec<String> {
    let mut scored: Vec<(usize, &String)> = known.iter().map(|k| (distance(word, k), k)).collect();
    scored.sort();
    scored.dedup();
    let words = if known.iter().any(|k| k == word) { 6 } else { 3 };
    scored.into_iter().take(words).map(|(_, k)| k.clone()).collect()
}

/// Edit distance; a known word that holds the wrong one is near.
fn distance(word: &str, known: &str) -> usize {
    let plain = strsim::damerau_levenshtein(word, known);
    if !word.is_empty() && known.contains(word) { plain.min(1) } else { plain }
}
