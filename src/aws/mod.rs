//! AWS's names for things: text with unknown parts, ARNs, actions, accounts, and the built-in facts about services.
//!
//! *In:* strings, and symbols for what the input does not say yet.
//! *Out:* [`Text`], [`Arn`], [`Action`].
//! *Does not:* know policies, resources of an input, or any file format.

mod action;
mod arn;
pub mod calls;
pub mod reference;
pub mod services;
mod text;
pub mod wildcard;

pub use action::{Action, ActionError};
pub use arn::{Arn, ArnError, PlainArn};
pub use text::{Piece, Symbol, SymbolKind, Text};
