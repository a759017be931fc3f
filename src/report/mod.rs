//! Reports.
pub mod diagram;
