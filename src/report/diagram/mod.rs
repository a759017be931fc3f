//! Pictures of access and network paths.
//!
//! *In:* a plain [`Diagram`](view::Diagram). *Out:* SVG, PNG, DOT and Mermaid bytes, the same on every run.
//! *Does not:* know the graph, decide what to show, read the clock or any file.

pub mod dot;
pub mod fold;
pub mod layout;
pub mod mermaid;
#[cfg(feature = "png")]
pub mod png;
pub mod svg;
pub mod view;

mod error;
mod font;
mod glyph;
mod measure;
mod style;
mod text;

pub use error::Error;
