//! Reports: what was found, for readers and for programs.
//!
//! *In:* an analysed world with its findings. *Out:* [`Report`] and [`TraceAnswer`], plain values, and their bytes in every [`Format`].
//! *Does not:* decide access, judge severity, read the clock or write files.

mod build;
pub mod diagram;
mod github;
mod gitlab;
pub mod html;
pub mod json;
mod junit;
mod markdown;
mod oscal;
pub mod pack;
mod sarif;
pub mod sheet;
pub mod terminal;
pub mod view;
pub mod visible;
mod words;

pub use build::{Compared, Meta, Sources, build, can, changed, key_diagram, trace_answer, who_can};
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
    /// A self-contained page.
    Html,
    /// The control matrix as CSV.
    Csv,
    /// The control matrix as a workbook.
    Xlsx,
    /// OSCAL assessment results.
    Oscal,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Terminal,
        Self::Json,
        Self::Sarif,
        Self::Markdown,
        Self::Html,
        Self::Csv,
        Self::Xlsx,
        Self::Oscal,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
    ];

    /// Those that a review writes as files where none is asked for.
    pub const USUAL: [Self; 4] = [Self::Json, Self::Sarif, Self::Markdown, Self::Html];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Oscal => "oscal",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
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
    /// Only whole reviews are written in this format.
    #[error("the answer to a single question is not written as `{}`", .0.name())]
    Answer(Format),
    /// JSON.
    #[error("the report cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A table.
    #[error("the control matrix cannot be written: {0}")]
    Sheet(String),
    /// An archive.
    #[error("the pack cannot be written: {0}")]
    Archive(String),
    /// CSV.
    #[error("the control matrix cannot be written as CSV")]
    Csv(#[from] csv::Error),
    /// A template.
    #[error("the template of the HTML report is not valid")]
    Template(#[from] minijinja::Error),
    /// A style or script that would end its own element.
    #[error("the style or script of the HTML report holds `{0}`")]
    Element(&'static str),
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
        Format::Html => html::render(report, &html::Templates::default()),
        Format::Csv => sheet::csv::render(report),
        Format::Oscal => oscal::render(report),
        Format::Xlsx => sheet::xlsx::render(report),
        Format::Markdown => Ok(markdown::render(report).into_bytes()),
        Format::Github => Ok(github::render(report).into_bytes()),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report),
    }
}

/// The bytes of an answer to a single question, as text or JSON.
///
/// # Errors
/// When the format is one of whole reviews, or cannot be written.
pub fn write_answer(answer: &TraceAnswer, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Terminal => Ok(terminal::render_answer(answer, terminal::Look::default()).into_bytes()),
        Format::Json => json::render(answer),
        other => Err(Error::Answer(other)),
    }
}
