//! Who can connect: measured probes, and hand-written cases.

mod labs;
