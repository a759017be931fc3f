//! Conditions of role assignments: the few shapes that are read; everything else is not known.
//!
//! Sources: "Azure role assignment condition format and syntax"; "Authorization actions and attributes", Microsoft Learn.

use super::Answer;

/// Roles that a condition lets assign, by id in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignable {
    /// These only.
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
    /// Not known.
    Unknown,
}

/// What a condition on `Microsoft.Authorization/roleAssignments/write` lets assign: the shape that "Constrain roles" gives.
pub fn assignable(condition: &str) -> Assignable {
    let mut only: Option<Vec<String>> = None;
    let mut without: Option<Vec<String>> = None;
    for attribute in condition.split('@').skip(1) {
        let attribute = attribute.to_ascii_lowercase();
        let Some((name, rest)) = attribute.split_once(']') else { return Assignable::Unknown };
        let Some((operator, rest)) = rest.split_once('{') else { return Assignable::Unknown };
        let Some((ids, _)) = rest.split_once('}') else { return Assignable::Unknown };
        if !name.ends_with("[microsoft.authorization/roleassignments:roledefinitionid") {
            return Assignable::Unknown;
        }
        let list = match operator.trim() {
            "foranyofanyvalues:guidequals" => &mut only,
            "foranyofallvalues:guidnotequals" => &mut without,
            _ => return Assignable::Unknown,
        };
        let ids: Vec<String> = ids.split(',').map(|id| id.trim().trim_matches('\'').to_owned()).collect();
        match list {
            // Of creating and deleting, what either lets is taken as let; what either keeps is not taken as kept.
            Some(_) if operator.contains("not") => return Assignable::Unknown,
            Some(list) => list.extend(ids),
            None => *list = Some(ids),
        }
    }
    match (only, without) {
        (Some(ids), None) => Assignable::Only(ids),
        (None, Some(ids)) => Assignable::AllBut(ids),
        _ => Assignable::Unknown,
    }
}

/// An action that the role lists, under a condition.
pub(super) fn answer(condition: &str, action: &str) -> Answer {
    let lower = condition.to_ascii_lowercase();
    let actions: Vec<&str> = lower.split("actionmatches{'").skip(1).filter_map(|rest| rest.split_once("'}").map(|(a, _)| a)).collect();
    // `!(ActionMatches{…}) OR …` of other actions holds for this one, where every part begins so.
    let parts = lower.matches("!(actionmatches").count();
    let others = !actions.is_empty() && parts == actions.len() && parts > lower.matches(") and (").count();
    if others && actions.iter().all(|a| !crate::aws::wildcard::matches(a, &action.to_ascii_lowercase())) {
        return Answer::Allowed;
    }
    let plain = lower.matches('@').count() == 1 && !lower.contains(" not ") && !lower.contains(" or ") && !lower.contains('!');
    if plain && lower.contains("equals") {
        Answer::AllowedIf(condition.to_owned())
    } else {
        Answer::Uncertain(format!("the condition `{condition}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Assignable, answer, assignable};

    const CREATE: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR \
        (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {AAAA, bbbb}))";

    #[test]
    fn lists_of_roles_are_read() {
        assert_eq!(assignable(CREATE), Assignable::Only(vec!["aaaa".into(), "bbbb".into()]));
        let not = CREATE.replace("ForAnyOfAnyValues:GuidEquals", "ForAnyOfAllValues:GuidNotEquals");
        assert_eq!(assignable(&not), Assignable::AllBut(vec!["aaaa".into(), "bbbb".into()]));
        assert_eq!(assignable(""), Assignable::Unknown);
        assert_eq!(assignable(&CREATE.replace("RoleDefinitionId", "PrincipalType")), Assignable::Unknown);
        assert_eq!(
            assignable(&format!("{CREATE} AND (@Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals x)")),
            Assignable::Unknown
        );
    }

    #[test]
    fn a_condition_on_other_actions_holds() {
        assert_eq!(answer(CREATE, "Microsoft.EventHub/namespaces/write"), Answer::Allowed);
        assert!(matches!(answer(CREATE, "Microsoft.Authorization/roleAssignments/write"), Answer::Uncertain(_)));
    }
}
