//! Who can connect: measured probes, generated estates against a naive packet walker, hand-written cases.

mod by_hand;
mod cases;
mod docs;
mod estates;
mod labs;
mod managed;
mod naive;
mod paths;
mod plans;
mod scopes;
mod sets;
