//! Role assignments of Azure: whether one lets its principal do something.
//!
//! *In:* an assignment (role, whether its scope holds the resource, condition) and an action of either plane.
//! *Out:* an [`Answer`].
//! *Does not:* know deny assignments, group members, or assignments that the input does not hold: the caller says so.
//!
//! Source: "What is Azure role-based access control (Azure RBAC)?", "Understand Azure role definitions" and "Azure role assignment condition format and
//! syntax", Microsoft Learn. What a role takes away (`notActions`) narrows that role alone; assignments add up.

mod condition;

use crate::aws::wildcard;
use crate::azure::Role;

/// The action that assigns roles.
pub const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// Which of the two kinds of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// Of resources themselves.
    Control,
    /// Of the data in them.
    Data,
}

/// One role assignment, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Assignment<'a> {
    /// The role; `None` where it is none that is known.
    pub role: Option<&'a Role>,
    /// Whether its scope holds the resource; `None` where that is not known.
    pub covers: Option<bool>,
    /// Its condition; an empty one where that is not known.
    pub condition: Option<&'a str>,
}

/// What an assignment lets do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It allows.
    Allowed,
    /// It allows where this condition holds.
    AllowedIf(String),
    /// It does not allow.
    Denied,
    /// Not known; says why.
    Uncertain(String),
}

/// Whether a role lists an action.
pub fn lists(role: &Role, plane: Plane, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let among = |list: &[String]| list.iter().any(|p| wildcard::matches(&literal(&p.to_ascii_lowercase()), &action));
    role.permissions.iter().any(|set| match plane {
        Plane::Control => among(&set.actions) && !among(&set.not_actions),
        Plane::Data => among(&set.data_actions) && !among(&set.not_data_actions),
    })
}

/// A pattern in which `*` alone is special, as in Azure's actions, told to a matcher to which `?` is special, too: no action has one.
fn literal(pattern: &str) -> String {
    pattern.replace('?', "\u{0}")
}

/// Whether an assignment lets its principal do something.
pub fn ask(assignment: &Assignment<'_>, plane: Plane, action: &str) -> Answer {
    decide(assignment, plane, action, None)
}

/// Whether an assignment lets its principal assign a role (by id, in lower case).
pub fn ask_to_assign(assignment: &Assignment<'_>, role: &str) -> Answer {
    decide(assignment, Plane::Control, ASSIGN, Some(role))
}

/// The roles (by id, in lower case) that a condition names.
pub fn roles_of(condition: &str) -> Vec<String> {
    condition::roles(condition)
}

fn decide(assignment: &Assignment<'_>, plane: Plane, action: &str, assigned: Option<&str>) -> Answer {
    let through = assignment.condition.map_or(Answer::Allowed, |text| condition::answer(text, action, assigned));
    if assignment.covers == Some(false) || through == Answer::Denied {
        return Answer::Denied;
    }
    let Some(role) = assignment.role else { return Answer::Uncertain("what the role lists".to_owned()) };
    if !lists(role, plane, action) {
        return Answer::Denied;
    }
    if assignment.covers.is_none() {
        return Answer::Uncertain("whether its scope holds the resource".to_owned());
    }
    through
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use super::{ASSIGN, Answer, Assignment, Plane, ask, lists};
    use crate::azure::role;

    const LIST: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";
    const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";

    #[test]
    fn roles_list_what_their_pages_say() {
        let cases = [
            ("Contributor", Plane::Control, LIST, true),
            ("Contributor", Plane::Data, RECEIVE, false),
            ("Contributor", Plane::Control, ASSIGN, false),
            ("Contributor", Plane::Control, "Microsoft.EventHub/namespaces/write", true),
            ("Owner", Plane::Control, ASSIGN, true),
            ("Owner", Plane::Data, RECEIVE, false),
            ("Reader", Plane::Control, LIST, false),
            ("Azure Event Hubs Data Receiver", Plane::Data, RECEIVE, true),
            ("Azure Event Hubs Data Receiver", Plane::Control, LIST, false),
            ("Azure Event Hubs Data Sender", Plane::Data, RECEIVE, false),
            ("Azure Event Hubs Data Owner", Plane::Control, LIST, true),
            ("Role Based Access Control Administrator", Plane::Control, ASSIGN, true),
        ];
        for (name, plane, action, expected) in cases {
            assert_eq!(lists(role(name).unwrap(), plane, action), expected, "{name} {action}");
        }
    }

    #[test]
    fn what_is_not_known_is_uncertain_and_never_denied() {
        let receiver = Assignment { role: role("Azure Event Hubs Data Receiver"), covers: Some(true), condition: None };
        assert_eq!(ask(&receiver, Plane::Data, RECEIVE), Answer::Allowed);
        assert_eq!(ask(&Assignment { covers: Some(false), ..receiver }, Plane::Data, RECEIVE), Answer::Denied);
        assert!(matches!(ask(&Assignment { covers: None, ..receiver }, Plane::Data, RECEIVE), Answer::Uncertain(_)));
        assert!(matches!(ask(&Assignment { role: None, ..receiver }, Plane::Data, RECEIVE), Answer::Uncertain(_)));
        assert!(matches!(ask(&Assignment { condition: Some(""), ..receiver }, Plane::Data, RECEIVE), Answer::Uncertain(_)));
        let one = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'streams'";
        assert_eq!(ask(&Assignment { condition: Some(one), ..receiver }, Plane::Data, RECEIVE), Answer::AllowedIf(one.to_owned()));
        let two = format!("{one} AND NEITHER {one}");
        assert!(matches!(ask(&Assignment { condition: Some(&two), ..receiver }, Plane::Data, RECEIVE), Answer::Uncertain(_)));
    }
}
