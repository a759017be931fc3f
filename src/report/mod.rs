//! Reports: plain values of an analysis, and the formats that print them.
//!
//! *In:* an analysed world. *Out:* bytes, the same on every run. *Does not:* search the graph, read files or the clock.

pub mod diagram;
