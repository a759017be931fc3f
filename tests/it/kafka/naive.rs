//! A second reading of the rules, as plain as can be: every way in which the unknown facts may turn out is one world, each world is decided by the
//! sentences of Kafka's documentation in their order, and the answers of all worlds together are the answer.

use std::collections::BTreeSet;

use keyholder::aws::Text;
use keyholder::kafka::{Acl, Authorizer, Decision, Operation, Pattern, Permission, Question, Reason, ResourceType};

use crate::policy::dice::Dice;

const PRINCIPALS: [&str; 4] = ["User:a", "User:b", "User:*", "User:ANONYMOUS"];
const NAMES: [&str; 7] = ["*", "o", "orders", "orders-1", "orders-*", "orders-", "pay"];
const HOSTS: [&str; 3] = ["*", "10.0.0.1", "10.0.0.9"];
const KINDS: [ResourceType; 3] = [ResourceType::Topic, ResourceType::Group, ResourceType::Cluster];

/// One world: everything known.
struct Whole<'a> {
    on: bool,
    is_super: bool,
    open: bool,
    acls: Vec<&'a Acl>,
    host: &'a str,
}

fn text(t: &Text) -> &str {
    t.literal().unwrap()
}

fn about(acl: &Acl, q: &Question<'_>) -> bool {
    let (pattern, name) = (text(&acl.name), text(q.name));
    acl.resource == q.resource
        && match acl.pattern {
            Pattern::Literal => pattern == "*" || pattern == name,
            Pattern::Prefixed => name.get(..pattern.len()) == Some(pattern),
        }
}

/// What an operation that is allowed allows.
fn gives(operation: Operation) -> Vec<Operation> {
    use Operation::*;
    match operation {
        All => Operation::ALL.iter().map(|(o, _)| *o).collect(),
        Read | Write | Delete | Alter => vec![operation, Describe],
        AlterConfigs => vec![AlterConfigs, DescribeConfigs],
        other => vec![other],
    }
}

fn concerns(acl: &Acl, q: &Question<'_>, host: &str) -> bool {
    let (who, from) = (text(&acl.principal), text(&acl.host));
    about(acl, q) && (who == "User:*" || who == text(q.principal)) && (from == "*" || from == host)
}

fn allowed(world: &Whole<'_>, q: &Question<'_>) -> bool {
    if !world.on || world.is_super {
        return true;
    }
    for acl in &world.acls {
        let named = acl.operation == q.operation || acl.operation == Operation::All;
        if acl.permission == Permission::Deny && named && concerns(acl, q, world.host) {
            return false;
        }
    }
    for acl in &world.acls {
        if acl.permission == Permission::Allow && gives(acl.operation).contains(&q.operation) && concerns(acl, q, world.host) {
            return true;
        }
    }
    !world.acls.iter().any(|acl| about(acl, q)) && world.open
}

/// The answers of all worlds.
fn answers(a: &Authorizer, q: &Question<'_>) -> BTreeSet<bool> {
    let both = |known: Option<bool>| known.map_or(vec![false, true], |k| vec![k]);
    let entry = |permission, principal: &Text, operation| Acl {
        principal: principal.clone(),
        host: "*".into(),
        permission,
        operation,
        resource: q.resource,
        name: q.name.clone(),
        pattern: Pattern::Literal,
    };
    let allows = entry(Permission::Allow, q.principal, q.operation);
    let denies = entry(Permission::Deny, q.principal, q.operation);
    let other = entry(Permission::Allow, &Text::from("User:nobody"), q.operation);
    let hidden: Vec<Vec<&Acl>> = if a.complete { vec![vec![]] } else { vec![vec![], vec![&allows], vec![&denies], vec![&other]] };
    let hosts: Vec<&str> = q.host.map_or(vec!["10.0.0.1", "10.0.0.9", "192.0.2.1"], |h| vec![text(h)]);
    let supers = both(a.super_users.as_ref().map(|users| users.iter().any(|u| u == q.principal)));
    let mut out = BTreeSet::new();
    for on in both(a.on) {
        for is_super in &supers {
            for open in both(a.open) {
                for more in &hidden {
                    for host in &hosts {
                        let world = Whole { on, is_super: *is_super, open, acls: a.acls.iter().chain(more.iter().copied()).collect(), host };
                        out.insert(allowed(&world, q));
                    }
                }
            }
        }
    }
    out
}

fn generated(dice: &mut Dice) -> Acl {
    Acl {
        principal: dice.pick(&PRINCIPALS).into(),
        host: if dice.once_in(3) { dice.pick(&HOSTS).into() } else { "*".into() },
        permission: if dice.once_in(3) { Permission::Deny } else { Permission::Allow },
        operation: Operation::ALL[dice.below(8)].0,
        resource: KINDS[dice.below(KINDS.len())],
        name: dice.pick(&NAMES).into(),
        pattern: if dice.once_in(2) { Pattern::Literal } else { Pattern::Prefixed },
    }
}

fn perhaps(dice: &mut Dice) -> Option<bool> {
    if dice.once_in(6) { None } else { Some(dice.once_in(2)) }
}

#[test]
fn a_naive_reading_agrees_on_100_000_cases() {
    let mut dice = Dice::new(23);
    let mut seen = [0_u32; 3];
    for case in 0..100_000 {
        let authorizer = Authorizer {
            on: if dice.once_in(8) { perhaps(&mut dice) } else { Some(true) },
            super_users: if dice.once_in(8) { None } else { Some((0..dice.below(2)).map(|_| dice.pick(&PRINCIPALS[..2]).into()).collect()) },
            open: perhaps(&mut dice),
            acls: (0..dice.below(7)).map(|_| generated(&mut dice)).collect(),
            complete: !dice.once_in(6),
        };
        let (principal, name) = (Text::from(dice.pick(&["User:a", "User:b", "User:c"])), Text::from(dice.pick(&NAMES[1..])));
        let host = (!dice.once_in(5)).then(|| Text::from(dice.pick(&HOSTS[1..])));
        let (operation, _) = Operation::ALL[1 + dice.below(8)];
        let resource = KINDS[dice.below(KINDS.len())];
        let question = Question { principal: &principal, operation, resource, name: &name, host: host.as_ref() };
        let expected: Vec<bool> = answers(&authorizer, &question).into_iter().collect();
        let decision = authorizer.can(&question);
        let agrees = match &decision {
            Decision::Allowed(_) => expected == [true],
            Decision::Denied(_) => expected == [false],
            Decision::Uncertain(facts) => expected == [false, true] && !facts.is_empty(),
        };
        // What is named as the reason is one.
        let reason = match &decision {
            Decision::Allowed(Reason::Acl(i)) => authorizer.acls[*i].permission == Permission::Allow,
            Decision::Denied(Reason::Acl(i)) => authorizer.acls[*i].permission == Permission::Deny,
            Decision::Denied(Reason::NoneAllows(i)) => about(&authorizer.acls[*i], &question),
            Decision::Allowed(Reason::Default) => authorizer.open == Some(true),
            Decision::Denied(Reason::Default) => authorizer.open == Some(false),
            _ => true,
        };
        assert!(agrees && reason, "case {case}: {decision:?}, expected {expected:?}\n{authorizer:?}\n{question:?}");
        seen[match decision {
            Decision::Allowed(_) => 0,
            Decision::Denied(_) => 1,
            Decision::Uncertain(_) => 2,
        }] += 1;
    }
    assert!(seen.iter().all(|n| *n > 10_000), "{seen:?}");
}
