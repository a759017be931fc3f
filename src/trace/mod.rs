//! Questions and their answers: from whom, to what, by which steps, under which conditions.
//!
//! *In:* an inventory, the user's [`crate::model::Review`], and words for principals and targets.
//! *Out:* [`Trace`]s with a verdict each, and judged [`ClaimResult`]s.
//! *Does not:* format anything.

mod actors;
mod answer;
mod claims;
mod decide;
mod external_id;
mod paths;
mod remedy;
mod review;
mod scope;
mod verdict;
mod words;

pub use actors::{Group, groups, vendors_of};
pub use answer::{Answer, Asked, answer, remedy};
pub use decide::{Asking, Decision, Decisions, decide, who_can};
pub use external_id::{Strength, strength};
pub use paths::{Boundary, Path, Privacy, paths};
pub use remedy::{Edit, EditKind, Lost, Remedies, Remedy};
pub use review::{Reviewed, review};
pub use scope::{Breach, Scope};
pub use verdict::{Access, Blocker, ClaimResult, ClaimVerdict, Trace, Unknown, Verdict};
pub use words::{NotFound, accounts_told, from, to};
