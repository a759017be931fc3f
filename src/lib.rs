//! keyholder shows, with proof, who outside holds a key to a cloud account and what data it opens.

pub mod aws;
pub mod azure;
pub mod azure_rbac;
pub mod change;
pub mod cli;
pub mod confluent;
pub mod controls;
pub mod findings;
pub mod graph;
pub mod ingest;
pub mod kafka;
#[cfg(feature = "live")]
pub mod live;
pub mod model;
pub mod network;
pub mod policy;
pub mod report;
pub mod sas;
pub mod trace;
