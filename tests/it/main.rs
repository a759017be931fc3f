//! The one test program of the package: a module a concern.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod architecture;
mod authorization;
mod catalogue;
mod decisions;
mod diagram;
mod formats;
mod graph;
mod ground_truth;
mod help;
mod ingest;
mod kubernetes;
mod network;
mod policy;
mod rules;
mod samples;
mod source;
mod trace;
