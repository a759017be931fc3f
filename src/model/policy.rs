//! The table of policies: each text once, with where it came from.

use super::{Origin, Place};
use crate::aws::Text;
use crate::policy::{Document, PolicyId, PolicyKind};

/// How a policy's text was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Built {
    /// The input states it.
    Known,
    /// Rebuilt; says from what.
    Rebuilt(&'static str),
    /// Not known; says why.
    Unknown(String),
    /// AWS's own: a managed policy, or the default of a key. Not counted among the input's policies.
    BuiltIn,
    /// Put together from arguments that are no policy text, such as those of `aws_lambda_permission`; says which. Not counted.
    Derived(&'static str),
    /// Named by the input, which does not show it; says how it is named. Not counted.
    Unseen(String),
}

/// One policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its label.
    pub id: PolicyId,
    /// Identity, resource, trust, boundary …: as what it is used. A managed policy is `Identity`.
    pub kind: PolicyKind,
    /// What a reader calls it: `aws_iam_role.ops trust policy`, `arn:aws:iam::aws:policy/ReadOnlyAccess`.
    pub name: String,
    /// ARN of a managed policy.
    pub arn: Option<Text>,
    /// The text; `None` when not known or not valid.
    pub document: Option<Document>,
    /// How it was come by.
    pub built: Built,
    /// Where it stands.
    pub origin: Origin,
    /// Where each of its statements stands in the source, as far as that is known.
    pub places: Vec<Option<Place>>,
    /// Its text is marked sensitive: it is evaluated, its values are never printed.
    pub sensitive: bool,
    /// Further versions of a managed policy that exist besides the default one (`None`: not shown by the input).
    pub other_versions: Option<Vec<PolicyId>>,
}

impl Policy {
    /// Where a statement stands: in the source where that is at hand, else where the policy does.
    pub fn origin_of(&self, statement: u32) -> Origin {
        let place = self.places.get(statement as usize).and_then(Option::as_ref);
        place.map_or_else(|| self.origin.clone(), |place| self.origin.clone().at(place))
    }
}
