//! What a document must and must not hold to be a policy of its kind.
//!
//! Sources: "IAM JSON policy elements: Principal", "… NotPrincipal", "… Resource"; "SCP syntax", "RCP syntax", AWS Organizations User Guide.

use super::document::{Document, Principals, Resources, SyntaxError};
use super::evaluation::PolicyKind;
use super::place::Place;

impl Document {
    /// Whether AWS takes the document as a policy of this kind, as far as its elements go.
    ///
    /// # Errors
    /// A principal where the policy hangs on its principal, none of the resource elements there, and `NotPrincipal` in resource control
    /// policies (rule 20 of `docs/semantics.md`; trust policies of former times may hold it); the error names the place.
    pub fn check(&self, kind: PolicyKind) -> Result<(), SyntaxError> {
        let carried = matches!(kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp);
        for statement in &self.statements {
            let at = Place::root().key("Statement");
            let at = if self.lone { at } else { at.index(statement.index as usize) };
            match &statement.principals {
                Principals::Only(_) if carried => return Err(at.key("Principal").says("a policy of this kind names no principal")),
                Principals::AllBut(_) if carried => return Err(at.key("NotPrincipal").says("a policy of this kind names no principal")),
                Principals::AllBut(_) if kind == PolicyKind::Rcp => {
                    return Err(at.key("NotPrincipal").says("a policy of this kind cannot have it"));
                }
                _ => {}
            }
            if carried && matches!(statement.resources, Resources::Absent) {
                return Err(at.says("`Resource` or `NotResource` is missing"));
            }
        }
        Ok(())
    }
}
