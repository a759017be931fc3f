//! Reports: what was found, for readers and for programs.
//!
//! *In:* an analysed world with its findings. *Out:* [`Report`] and [`TraceAnswer`], plain values, and their bytes in every [`Format`].
//! *Does not:* decide access, judge severity, read the clock or write files.

mod build;
pub mod diagram;
pub mod json;
mod markdown;
mod sarif;
pub mod terminal;
pub mod view;
pub mod visible;
mod words;

pub use build::{Meta, Sources, build, trace_answer};
pub use view::{Report, TraceAnswer};

/// What a report can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Text for a terminal, without colour.
    Terminal,
    /// JSON.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Markdown for a pull request.
    Markdown,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Terminal, Self::Json, Self::Sarif, Self::Markdown];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
        }
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// JSON.
    #[error("the report cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// The bytes of a report in a format.
///
/// # Errors
/// When the format cannot be written.
pub fn write(report: &Report, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Terminal => Ok(terminal::render(report, terminal::Look::default()).into_bytes()),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report),
        Format::Markdown => Ok(markdown::render(report).into_bytes()),
    }
}
