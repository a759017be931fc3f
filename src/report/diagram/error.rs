//! What can go wrong while drawing.

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no program `dot` on the search path.
    #[error("`dot` was not found: install Graphviz or use `--layout builtin`")]
    NoDot,
    /// `dot` could not be started or spoken to.
    #[error("`dot` could not be run")]
    Dot(#[source] std::io::Error),
    /// `dot` did not answer in time and was stopped.
    #[error("`dot` did not finish within {0} s and was stopped: draw fewer nodes or use `--layout builtin`")]
    DotTimeout(u64),
    /// `dot` gave up, or its answer lacks something of the picture.
    #[error("`dot` failed on diagram `{diagram}`: {why}")]
    DotAnswer {
        /// Id of the diagram.
        diagram: String,
        /// What is wrong.
        why: String,
    },
    /// The SVG could not be read back for the PNG.
    #[error("the picture could not be rendered: {0}")]
    Render(String),
}
