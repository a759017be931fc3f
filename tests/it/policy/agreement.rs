//! The evaluator against the naive reading, and against itself: what must not change a decision, and what may change it one way only.

use std::collections::BTreeMap;

use keyholder::aws::{Action, Symbol, SymbolKind, Text};
use keyholder::policy::{Caller, Context, Document, Evaluation, Fact, Policies, PolicyId, Request, ResourceSide, Source, Target, authorize};
use serde_json::{Value, json};

use super::dice::{Dice, OTHER, OWN};
use super::naive::{Case, Decision, decide};

/// How many cases; more with `KEYHOLDER_CASES`.
fn cases() -> u64 {
    std::env::var("KEYHOLDER_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

pub(crate) fn caller(name: &str) -> Caller {
    let role = |account: &str| Caller::Role { arn: format!("arn:aws:iam::{account}:role/app").into(), session: Some("s".into()) };
    match name {
        "user" => Caller::User("arn:aws:iam::111122223333:user/ann".into()),
        "role" => role(OWN),
        "far" => role(OTHER),
        "root" => Caller::Root(format!("arn:aws:iam::{OWN}:root").into()),
        "service" => Caller::Service("ec2.amazonaws.com".into()),
        _ => Caller::Anonymous,
    }
}

pub(crate) fn random(dice: &mut Dice) -> Case {
    let action = dice.action();
    let some = |dice: &mut Dice, n: usize, names: bool| dice.once_in(n).then(|| dice.policy(names));
    let resource = dice.resource(action).to_owned();
    let caller = dice.pick(&["user", "user", "role", "role", "far", "root", "service", "anonymous"]);
    Case {
        caller,
        action,
        resource,
        context: dice.context(),
        identity: (0..dice.below(3)).map(|_| dice.policy(false)).collect(),
        boundary: some(dice, 4, false),
        session: if matches!(caller, "role" | "far") { some(dice, 4, false) } else { None },
        scps: dice.once_in(5).then(|| (0..1 + dice.below(2)).map(|_| (0..1 + dice.below(2)).map(|_| dice.policy(false)).collect()).collect()),
        resource_policy: if dice.once_in(4) { None } else { Some(dice.policy(true)) },
    }
}

/// Marks, in the strings of a case, a value that the evaluator is not told.
const HIDDEN: char = '\u{f8ff}';
/// What it is.
const HIDDEN_VALUE: &str = "b";

fn hide(s: &str) -> Text {
    let mut out = Text::new();
    for (i, part) in s.split(HIDDEN).enumerate() {
        if i > 0 {
            out.push_symbol(Symbol { id: 1, kind: SymbolKind::Any });
        }
        out.push_str(part);
    }
    out
}

fn value(v: &Value) -> keyholder::policy::Value {
    use keyholder::policy::Value as V;
    match v {
        Value::String(s) => V::String(hide(s)),
        Value::Array(list) => V::Array(list.iter().map(value).collect()),
        Value::Object(map) => V::Object(map.iter().map(|(k, v)| (Text::from(k.as_str()), value(v))).collect()),
        Value::Null => V::Null,
        Value::Bool(b) => V::Bool(*b),
        Value::Number(n) => V::Number(n.to_string()),
    }
}

fn parse(v: &Value) -> Document {
    let text = v.to_string();
    let read = if text.contains(HIDDEN) { Document::parse(&value(v)) } else { Document::parse_str(&text) };
    read.unwrap_or_else(|e| panic!("{e}: {v}"))
}

pub(crate) fn facts(case: &Case) -> BTreeMap<String, Fact> {
    case.context
        .iter()
        .map(|(key, held)| {
            let fact = match held {
                None => Fact::Absent,
                Some(values) if *key == "test:Set" => Fact::Many(values.iter().map(|v| Text::from(*v)).collect()),
                Some(values) => Fact::Known(values.iter().map(|v| Text::from(*v)).collect()),
            };
            (key.to_lowercase(), fact)
        })
        .collect()
}

/// Asks the evaluator.
pub(crate) fn ask(case: &Case, context: &Context, target: &Target) -> Evaluation {
    Read::new(case).ask(case, context, target)
}

/// The policies of a case, read once for many questions.
struct Read {
    identity: Vec<Document>,
    boundary: Option<Document>,
    session: Option<Document>,
    scps: Option<Vec<Vec<Document>>>,
    resource: Option<Document>,
}

impl Read {
    fn new(case: &Case) -> Self {
        let docs = |list: &[Value]| list.iter().map(parse).collect::<Vec<_>>();
        Self {
            identity: docs(&case.identity),
            boundary: case.boundary.as_ref().map(parse),
            session: case.session.as_ref().map(parse),
            scps: case.scps.as_ref().map(|levels| levels.iter().map(|l| docs(l)).collect()),
            resource: case.resource_policy.as_ref().map(parse),
        }
    }

    fn ask(&self, case: &Case, context: &Context, target: &Target) -> Evaluation {
        decided(self, case, context, target)
    }
}

fn decided(read: &Read, case: &Case, context: &Context, target: &Target) -> Evaluation {
    let Read { identity, boundary, session, scps, resource } = read;
    fn source(id: u32, d: &Document) -> Source<'_> {
        Source { id: PolicyId(id), document: Some(d) }
    }
    let policies = Policies {
        identity: Some(identity.iter().zip(0..).map(|(d, i)| source(i, d)).collect()),
        boundary: boundary.as_ref().map(|d| source(200, d)),
        session: session.as_ref().map(|d| source(300, d)),
        scps: scps.as_ref().map(|levels| levels.iter().map(|l| l.iter().map(|d| source(400, d)).collect()).collect()),
        rcps: None,
        endpoints: Vec::new(),
        resource: resource.as_ref().map_or(ResourceSide::NoPolicy, |d| ResourceSide::Policy(source(100, d))),
        restrict_public_buckets: false,
        beside: keyholder::policy::Beside::default(),
    };
    let caller = caller(case.caller);
    let action = Action::parse(case.action).unwrap();
    let account = Text::from(OWN);
    authorize(&Request { caller: &caller, action: &action, target, resource_account: Some(&account), context }, &policies)
}

pub(crate) fn concrete(case: &Case) -> Evaluation {
    ask(case, &Context { keys: facts(case), complete: true }, &Target::One(hide(&case.resource)))
}

fn decision(e: &Evaluation) -> Option<Decision> {
    match e {
        Evaluation::Allowed(_) => Some(Decision::Allowed),
        Evaluation::Denied(d) if d.explicit => Some(Decision::Explicit),
        Evaluation::Denied(_) => Some(Decision::Implicit),
        _ => None,
    }
}

#[test]
fn the_naive_reading_agrees() {
    let mut seen = [0_u32; 3];
    for seed in 0..cases() * 3 {
        let case = random(&mut Dice::new(seed));
        let expected = decide(&case);
        let got = concrete(&case);
        assert_eq!(decision(&got), Some(expected), "seed {seed}: {got:?}\n{}", serde_json::to_string_pretty(&json!(format!("{case:#?}"))).unwrap());
        seen[expected as usize] += 1;
    }
    assert!(seen.iter().all(|n| u64::from(*n) * 20 > cases()), "{seen:?}");
}

fn allowed(case: &Case) -> bool {
    decision(&concrete(case)) == Some(Decision::Allowed)
}

#[test]
fn more_deny_never_gives_more_and_more_allow_never_takes_away() {
    for seed in 0..cases() {
        let mut dice = Dice::new(seed);
        let case = random(&mut dice);
        let before = allowed(&case);
        let mut statement = dice.statement(false);
        statement["Effect"] = json!("Deny");
        let mut more = case.clone();
        more.identity.push(json!({"Statement": statement}));
        assert!(before || !allowed(&more), "seed {seed}: a Deny gave access");
        statement["Effect"] = json!("Allow");
        let mut more = case.clone();
        more.identity.push(json!({"Statement": statement}));
        assert!(!before || allowed(&more), "seed {seed}: an Allow took access away");
    }
}

#[test]
fn rewriting_without_meaning_changes_nothing() {
    for seed in 0..cases() {
        let case = random(&mut Dice::new(seed));
        let before = decision(&concrete(&case));
        let mut other = case.clone();
        for policy in other.identity.iter_mut().chain(&mut other.boundary).chain(&mut other.session).chain(&mut other.resource_policy) {
            rewrite(policy);
        }
        other.identity.reverse();
        let levels = other.scps.get_or_insert_default();
        levels.iter_mut().flatten().for_each(rewrite);
        levels.reverse();
        levels.push(vec![json!({"Statement": {"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}})]);
        assert_eq!(decision(&concrete(&other)), before, "seed {seed}");
    }
}

/// Statements reversed and split by action and resource, scalars as lists, actions in another case, account ids as root ARNs.
fn rewrite(policy: &mut Value) {
    let list = |v: &Value| if v.is_array() { v.as_array().unwrap().clone() } else { vec![v.clone()] };
    let mut out = Vec::new();
    for statement in list(&policy["Statement"]).iter().rev() {
        let mut statement = statement.clone();
        for key in ["Resource", "NotResource"] {
            if let Some(v) = statement.get(key) {
                statement[key] = Value::Array(list(v));
            }
        }
        if let Some(aws) = statement.get_mut("Principal").and_then(|p| p.get_mut("AWS")) {
            *aws = list(aws).iter().map(|p| if *p == OWN { json!(format!("arn:aws:iam::{OWN}:root")) } else { p.clone() }).collect();
        }
        for keys in statement.get_mut("Condition").and_then(Value::as_object_mut).into_iter().flat_map(|c| c.values_mut()) {
            keys.as_object_mut().unwrap().values_mut().for_each(|v| *v = Value::Array(list(v)));
        }
        let upper = |v: &Value| json!(v.as_str().unwrap().to_uppercase());
        if let Some(actions) = statement.get("NotAction") {
            statement["NotAction"] = list(actions).iter().map(upper).collect();
        }
        // One statement for each action and each resource.
        let each = |name: &str| statement.get(name).map_or_else(|| vec![None], |v| list(v).into_iter().map(Some).collect());
        for (action, resource) in each("Action").iter().flat_map(|a| each("Resource").into_iter().map(move |r| (a, r))) {
            let mut one = statement.clone();
            if let Some(action) = action {
                one["Action"] = upper(action);
            }
            if let Some(resource) = resource {
                one["Resource"] = resource;
            }
            out.push(one);
        }
    }
    policy["Statement"] = Value::Array(out);
}

#[test]
fn what_is_sure_with_a_value_hidden_is_so_when_it_is_told() {
    let (mut sure, mut unsure) = (0, 0);
    for seed in 0..cases() {
        let mut dice = Dice::new(seed);
        let case = random(&mut dice);
        // In some places only: elsewhere the same value stands written.
        let mut hidden =
            |s: &str| -> String { s.chars().map(|c| if c.to_string() == HIDDEN_VALUE && !dice.once_in(3) { HIDDEN } else { c }).collect() };
        let mut other = case.clone();
        if other.resource.starts_with("arn:aws:s3") {
            other.resource = hidden(&other.resource);
        }
        for policy in other.identity.iter_mut().chain(&mut other.boundary).chain(&mut other.session).chain(&mut other.resource_policy) {
            let statements = if policy["Statement"].is_array() {
                policy["Statement"].as_array_mut().unwrap().iter_mut().collect()
            } else {
                vec![&mut policy["Statement"]]
            };
            for statement in statements {
                for element in ["Resource", "NotResource", "Condition"] {
                    if let Some(v) = statement.get_mut(element) {
                        // Keys, operators and services stay as they are: only names of things are hidden.
                        for_strings(v, &mut |s| {
                            if s.starts_with("arn:aws:s3") || s.len() < 4 {
                                *s = hidden(s)
                            }
                        });
                    }
                }
            }
        }
        match (decision(&concrete(&other)), decision(&concrete(&case))) {
            (Some(hidden), told) => {
                sure += 1;
                // Which kind of denial it is may hang on the value.
                let allows = |d: Option<Decision>| d == Some(Decision::Allowed);
                assert_eq!(allows(Some(hidden)), allows(told), "seed {seed}\n{other:#?}");
            }
            (None, _) => unsure += 1,
        }
    }
    assert!(sure > cases() / 2 && unsure > cases() / 50, "{sure} sure, {unsure} not");
}

fn for_strings(v: &mut Value, change: &mut impl FnMut(&mut String)) {
    match v {
        Value::String(s) => change(s),
        Value::Array(list) => list.iter_mut().for_each(|v| for_strings(v, change)),
        Value::Object(map) => map.values_mut().for_each(|v| for_strings(v, change)),
        _ => {}
    }
}

/// The request context of a trial: everything that policies mention is known or absent.
fn closed(dice: &mut Dice) -> Context {
    let case = Case { context: dice.context(), ..Case::default() };
    Context { keys: facts(&case), complete: false }
}

#[test]
fn attacks_on_never_and_always_and_on_every_witness() {
    let (mut never, mut always, mut conditional) = (0, 0, 0);
    for seed in 0..cases() / 2 {
        let mut dice = Dice::new(seed);
        let mut case = random(&mut dice);
        case.action = "s3:GetObject";
        let target = Target::Some("arn:aws:s3:::b/*".into());
        let open = Context::default();
        let read = Read::new(&case);
        let answer = read.ask(&case, &open, &target);
        // Names from what policies are made of, so that their patterns are hit and just missed.
        let mut objects = vec!["a".to_owned(), "a/x".into(), "ab".into(), "a*".into(), "x".into(), "b".into(), "a/".into(), "zz".into()];
        objects.extend((0..24).map(|_| (0..1 + dice.below(4)).map(|_| dice.pick(&["a", "b", "x", "/", "?", "${", ":"])).collect::<String>()));
        match &answer {
            Evaluation::Denied(_) => {
                never += 1;
                for _ in 0..200 {
                    let at = Target::One(format!("arn:aws:s3:::b/{}", objects[dice.below(objects.len())]).into());
                    let e = read.ask(&case, &closed(&mut dice), &at);
                    assert!(matches!(e, Evaluation::Denied(_)), "seed {seed}: never, but {e:?} at {at:?}\n{case:#?}");
                }
            }
            Evaluation::Allowed(grant) => {
                always += 1;
                for _ in 0..200 {
                    let at = Target::One(format!("arn:aws:s3:::b/{}", objects[dice.below(objects.len())]).into());
                    let e = read.ask(&case, &closed(&mut dice), &at);
                    let all = grant.scope == keyholder::policy::Scope::All;
                    assert!(!all || matches!(e, Evaluation::Allowed(_)), "seed {seed}: always, but {e:?} at {at:?}\n{case:#?}");
                }
            }
            Evaluation::AllowedIf(conditions, witness, grant) => {
                conditional += 1;
                let mut keys: BTreeMap<String, Fact> = super::dice::KEYS.iter().map(|(k, _)| (k.to_lowercase(), Fact::Absent)).collect();
                keys.extend(
                    witness.context.iter().map(|(k, v)| (k.clone(), if k == "test:set" { Fact::Many(v.clone()) } else { Fact::Known(v.clone()) })),
                );
                let e = ask(&case, &Context { keys, complete: false }, &Target::One(witness.resource.clone()));
                assert!(matches!(e, Evaluation::Allowed(_)), "seed {seed}: the witness is {e:?}\n{witness:?}\n{case:#?}");
                assert!(!conditions.is_empty(), "seed {seed}: hangs on nothing");
                // Whatever meets the conditions as they are shown is allowed.
                for _ in 0..200 {
                    let context = closed(&mut dice);
                    // What a 2008 policy writes like a variable is text.
                    let variables = conditions.iter().flat_map(|c| &c.values).any(|v| v.to_string().contains("${"));
                    let met = !variables && conditions.iter().all(|c| meets(c, &context));
                    if met && grant.scope == keyholder::policy::Scope::All {
                        let at = Target::One(format!("arn:aws:s3:::b/{}", objects[dice.below(objects.len())]).into());
                        let e = read.ask(&case, &context, &at);
                        assert!(
                            matches!(e, Evaluation::Allowed(_)),
                            "seed {seed}: {conditions:#?} met, but {e:?} at {at:?} in {context:?}\n{case:#?}"
                        );
                    }
                }
            }
            Evaluation::Uncertain(_) => {}
        }
    }
    let least = cases() / 40;
    assert!(never > least && always > least && conditional > least, "{never} never, {always} always, {conditional} conditional");
}

/// Whether a context meets a condition as it is shown, judged as a policy of its own.
fn meets(c: &keyholder::policy::OpenCondition, context: &Context) -> bool {
    let values: Vec<String> = c.values.iter().map(Text::to_string).collect();
    let case = Case {
        caller: "user",
        action: "s3:GetObject",
        identity: vec![
            json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {(c.operator.clone()): {(c.key.to_string()): values}}}}),
        ],
        ..Case::default()
    };
    matches!(ask(&case, context, &Target::One("arn:aws:s3:::b/a".into())), Evaluation::Allowed(_))
}
