//! Pictures of access and network paths.
//!
//! *In:* a plain [`Diagram`](view::Diagram). *Out:* SVG, PNG, DOT and Mermaid bytes, the same on every run.
//! *Does not:* know the graph, decide what to show, read the clock or any file.

pub mod view;
