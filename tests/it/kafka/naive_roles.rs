//! A second reading of role assignments, as plain as can be: every way in which what is not known may turn out is one world, each world is decided by
//! the sentences of "Understand Azure role definitions" and "Understand scope for Azure RBAC", and all worlds together are the answer.

use keyholder::azure::{Permissions, Role, holds};
use keyholder::azure_rbac::{Answer, Assignment, Plane, ask, lists};

use crate::policy::dice::Dice;

const ACTIONS: [&str; 6] = [
    "Microsoft.EventHub/namespaces/write",
    "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
    "Microsoft.EventHub/namespaces/messages/receive/action",
    "Microsoft.EventHub/namespaces/read",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Storage/storageAccounts/listKeys/action",
];
const PATTERNS: [&str; 12] = [
    "*",
    "*/read",
    "*/Action",
    "microsoft.eventhub/*",
    "Microsoft.EventHub/*/receive/*",
    "Microsoft.EventHub/namespaces/*/action",
    "MICROSOFT.EVENTHUB/NAMESPACES/WRITE",
    "Microsoft.EventHub/namespaces/authorizationRules/listkeys/action",
    "Microsoft.*/namespaces/*",
    "Microsoft.Authorization/*/Write",
    "?icrosoft.EventHub/*",
    "**keys**",
];
const SCOPES: [&str; 9] = [
    "/",
    "/subscriptions/S",
    "/subscriptions/s/resourceGroups/rg",
    "/SUBSCRIPTIONS/s/resourcegroups/RG/",
    "/subscriptions/s/resourceGroups/rg-2",
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/n",
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/n/eventhubs/h",
    "/subscriptions/t",
    "/providers/Microsoft.Management/managementGroups/root",
];
/// Conditions, and whether they let an action through: `None` where that hangs on who asks.
const CONDITIONS: [&str; 4] = ["ActionMatches{'A'}", "!(ActionMatches{'A'})", "@Principal[a:b] StringEquals 'c'", "no expression"];

/// Letter by letter; `*` stands for any letters, none among them.
fn matches(pattern: &[char], action: &[char]) -> bool {
    match pattern.split_first() {
        None => action.is_empty(),
        Some(('*', rest)) => (0..=action.len()).any(|n| matches(rest, &action[n..])),
        Some((c, rest)) => action.first() == Some(c) && matches(rest, &action[1..]),
    }
}

fn like(pattern: &str, action: &str) -> bool {
    let folded = |s: &str| s.to_lowercase().chars().collect::<Vec<_>>();
    matches(&folded(pattern), &folded(action))
}

fn listed(role: &Role, plane: Plane, action: &str) -> bool {
    for set in &role.permissions {
        let (given, taken) = match plane {
            Plane::Control => (&set.actions, &set.not_actions),
            Plane::Data => (&set.data_actions, &set.not_data_actions),
        };
        if given.iter().any(|p| like(p, action)) && !taken.iter().any(|p| like(p, action)) {
            return true;
        }
    }
    false
}

/// In each world, whether a scope holds a resource: below a management group may stand anything.
fn within(scope: &str, resource: &str) -> Vec<bool> {
    let (scope, resource) = (scope.to_lowercase(), resource.to_lowercase());
    let scope = scope.trim_end_matches('/');
    if scope.starts_with("/providers/microsoft.management/") {
        return vec![true, false];
    }
    vec![resource == scope || resource.starts_with(&format!("{scope}/"))]
}

struct Given {
    role: Option<Role>,
    scope: String,
    condition: Option<(usize, String)>,
}

/// What one assignment comes to in each world.
fn worlds(given: &Given, plane: Plane, action: &str, resource: &str) -> Vec<bool> {
    let listed = given.role.as_ref().map_or(vec![true, false], |r| vec![listed(r, plane, action)]);
    let through = match &given.condition {
        None => vec![true],
        Some((0, of)) => vec![like(of, action)],
        Some((1, of)) => vec![!like(of, action)],
        Some(_) => vec![true, false],
    };
    let mut out = Vec::new();
    for l in &listed {
        for w in within(&given.scope, resource) {
            out.extend(through.iter().map(|t| *l && w && *t));
        }
    }
    out
}

fn list(dice: &mut Dice, most: usize) -> Vec<String> {
    (0..dice.below(most + 1)).map(|_| dice.pick(&PATTERNS).to_owned()).collect()
}

fn generated(dice: &mut Dice) -> Given {
    let sets = (0..1 + dice.below(2)).map(|_| Permissions {
        actions: list(dice, 3),
        not_actions: list(dice, 2),
        data_actions: list(dice, 3),
        not_data_actions: list(dice, 2),
    });
    let role = Role { name: "r".into(), id: String::new(), permissions: sets.collect() };
    let condition = dice.once_in(3).then(|| {
        let which = dice.below(CONDITIONS.len());
        (which, (*dice.pick(&["microsoft.EVENTHUB/*", "*/write", "Microsoft.Storage/*"])).to_owned())
    });
    Given { role: (!dice.once_in(12)).then_some(role), scope: dice.pick(&SCOPES).to_owned(), condition }
}

/// `Some(yes)` where all worlds agree.
fn told(answer: &Answer) -> Option<bool> {
    match answer {
        Answer::Allowed => Some(true),
        Answer::Denied => Some(false),
        Answer::AllowedIf(_) | Answer::Uncertain(_) => None,
    }
}

#[test]
fn generated_assignments_are_decided_as_by_a_plain_reading() {
    let mut dice = Dice::new(19);
    let mut counts = [0usize; 3];
    for case in 0..20_000 {
        let all: Vec<Given> = (0..1 + dice.below(3)).map(|_| generated(&mut dice)).collect();
        let plane = if dice.once_in(2) { Plane::Control } else { Plane::Data };
        let (action, resource) = (dice.pick(&ACTIONS), dice.pick(&SCOPES[2..7]));
        let mut any = Some(false);
        let mut expected = Some(false);
        for given in &all {
            let text = given
                .condition
                .as_ref()
                .map(|(which, of)| CONDITIONS[*which].replace('A', "\u{1}").replace("\u{1}ction", "Action").replace('\u{1}', of));
            let assignment = Assignment { role: given.role.as_ref(), covers: holds(&given.scope, resource), condition: text.as_deref() };
            let found = told(&ask(&assignment, plane, action));
            let worlds = worlds(given, plane, action, resource);
            let plain = worlds.iter().all(|w| *w == worlds[0]).then_some(worlds[0]);
            if let Some(role) = &given.role {
                assert_eq!(lists(role, plane, action), listed(role, plane, action), "case {case}: {action} {role:?}");
            }
            assert_eq!(found, plain, "case {case}: {action} on {resource} by {:?} at {} under {text:?}", given.role, given.scope);
            // Assignments add up.
            let union = |a: Option<bool>, b: Option<bool>| match (a, b) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            (any, expected) = (union(any, found), union(expected, plain));
        }
        assert_eq!(any, expected, "case {case}");
        counts[match any {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        }] += 1;
    }
    // Every answer comes up often.
    assert!(counts.iter().all(|n| *n > 1_500), "{counts:?}");
}
