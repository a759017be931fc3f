//! Kafka's own authorization: access control lists and who they let do what.
//!
//! *In:* access control lists with unknown parts or as the tools print them, what is known of the broker's settings, and a question.
//! *Out:* a [`Decision`] that names the list entry that decided, or the facts that would settle it.
//! *Does not:* know clusters, networks, credentials, or which tool wrote the entries.

mod acl;
mod authorizer;
mod export;
mod matching;

pub use acl::{Acl, AclError, Operation, Pattern, Permission, ResourceType};
pub use authorizer::{Authorizer, Decision, Question, Reason, Unknown};
pub use export::Export;
