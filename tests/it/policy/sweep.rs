//! The sweep's "no" against the evaluator: in small worlds of random policies nothing that it rules out is anything but denied.

use keyholder::aws::{Action, Symbol, SymbolKind, Text};
use keyholder::policy::sweep::{Subject, Sweep, Swept};
use keyholder::policy::{Caller, Context, Document, Evaluation, Policies, PolicyId, Request, ResourceSide, Source, Target, authorize};
use serde_json::Value;

use super::agreement::{caller, random};
use super::dice::{Dice, OWN};
use super::naive::Case;

const ACTIONS: [&str; 5] = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "kms:Decrypt", "sts:AssumeRole"];

fn groups() -> Vec<Vec<Action>> {
    let group = |names: &[&str]| names.iter().map(|n| Action::parse(n).unwrap()).collect();
    let mut out: Vec<Vec<Action>> = ACTIONS.iter().map(|n| group(&[n])).collect();
    out.push(group(&ACTIONS));
    out
}

fn targets() -> Vec<Target> {
    let one = |s: &str| Target::One(s.into());
    vec![
        one("arn:aws:s3:::b/a"),
        one("arn:aws:s3:::b/a/x"),
        Target::Some("arn:aws:s3:::b/*".into()),
        one("arn:aws:s3:::c/a"),
        one("*"),
        Target::Some("arn:aws:s3:::b/a?".into()),
        one("arn:aws:sqs:eu-west-1:111122223333:q"),
        Target::One(Text::from("arn:aws:sqs:eu-west-1:").with_symbol(Symbol { id: 1, kind: SymbolKind::Account }).with(":q")),
        one("arn:aws:kms:eu-west-1:111122223333:key/k"),
        Target::One(Text::from("arn:aws:s3:::b/").with_symbol(Symbol { id: 2, kind: SymbolKind::Any })),
        one("arn:aws:iam::111122223333:role/target"),
    ]
}

/// The policies of one case, read.
struct World {
    identity: Vec<Document>,
    boundary: Option<Document>,
    session: Option<Document>,
    scps: Vec<Vec<Document>>,
    resource: Option<Document>,
}

fn read(case: &Case) -> World {
    let one = |v: &Value| Document::parse_str(&v.to_string()).unwrap();
    let all = |list: &[Value]| list.iter().map(one).collect::<Vec<_>>();
    World {
        identity: all(&case.identity),
        boundary: case.boundary.as_ref().map(one),
        session: case.session.as_ref().map(one),
        scps: case.scps.iter().flatten().map(|l| all(l)).collect(),
        resource: case.resource_policy.as_ref().map(one),
    }
}

/// How a sweep and the evaluator see the case's caller: pairs ruled out, pairs not denied, all pairs.
fn compare(case: &Case, seed: u64) -> [usize; 3] {
    let world = read(case);
    let (groups, targets) = (groups(), targets());
    let mut sweep = Sweep::new(groups.clone(), &targets);
    let caller = caller(case.caller);
    let account: Option<Text> = match &caller {
        Caller::Role { arn, .. } | Caller::User(arn) | Caller::Root(arn) => Some(arn.literal().unwrap().split(':').nth(4).unwrap().into()),
        _ => None,
    };
    let identity: Vec<Swept> = world.identity.iter().map(|d| sweep.policy(Some(d))).collect();
    let boundary = world.boundary.as_ref().map(|d| sweep.policy(Some(d)));
    let session = world.session.as_ref().map(|d| sweep.policy(Some(d)));
    let scps: Vec<Vec<Swept>> = world.scps.iter().map(|l| l.iter().map(|d| sweep.policy(Some(d))).collect()).collect();
    for target in 0..targets.len() {
        if let Some(document) = &world.resource {
            sweep.resource_policy(target, Some(document));
        }
    }
    let subject = Subject {
        account: account.as_ref(),
        identity: if matches!(caller, Caller::Root(_)) { None } else { Some(&identity) },
        boundary,
        session,
        scps: if account.is_some() { &scps } else { &[] },
    };
    let mut candidates = sweep.blank();
    sweep.candidates(&subject, &mut candidates);

    fn source(d: &Document) -> Source<'_> {
        Source { id: PolicyId(0), document: Some(d) }
    }
    let policies = Policies {
        identity: Some(world.identity.iter().map(source).collect()),
        boundary: world.boundary.as_ref().map(source),
        session: world.session.as_ref().map(source),
        scps: (!world.scps.is_empty()).then(|| world.scps.iter().map(|l| l.iter().map(source).collect()).collect()),
        rcps: None,
        endpoints: Vec::new(),
        resource: world.resource.as_ref().map_or(ResourceSide::NoPolicy, |d| ResourceSide::Policy(source(d))),
        restrict_public_buckets: false,
        beside: keyholder::policy::Beside::default(),
    };
    let (own, context) = (Text::from(OWN), Context::default());
    let mut seen = [0; 3];
    for (g, group) in groups.iter().enumerate() {
        for (t, target) in targets.iter().enumerate() {
            let request = |action| Request { caller: &caller, action, target, resource_account: Some(&own), context: &context };
            let possible = group.iter().find(|a| !matches!(authorize(&request(a), &policies), Evaluation::Denied(_)));
            let may = candidates.may(g, t);
            assert!(may || possible.is_none(), "seed {seed}: {possible:?} on {target:?} ruled out\n{case:#?}");
            assert_eq!(may, candidates.targets(g).any(|c| c == t));
            seen = [seen[0] + usize::from(!may), seen[1] + usize::from(possible.is_some()), seen[2] + 1];
        }
    }
    assert_eq!(candidates.count(), seen[2] - seen[0]);
    seen
}

#[test]
fn what_the_sweep_rules_out_is_denied() {
    let mut sum = [0; 3];
    for seed in 0..300 {
        let seen = compare(&random(&mut Dice::new(seed)), seed);
        sum.iter_mut().zip(seen).for_each(|(s, n)| *s += n);
    }
    let [ruled_out, possible, all] = sum;
    // It is worth something: most of what is denied is seen to be.
    assert!(possible * 10 > all && ruled_out * 2 > all - possible, "{sum:?}");
}

#[test]
fn what_is_unknown_counts_as_granting() {
    let mut sweep = Sweep::new(groups(), &targets());
    let unknown = sweep.policy(None);
    sweep.resource_policy(3, None);
    let mut candidates = sweep.blank();
    fn of(identity: &[Swept]) -> Subject<'_> {
        Subject { account: None, identity: Some(identity), boundary: None, session: None, scps: &[] }
    }
    sweep.candidates(&of(&[unknown]), &mut candidates);
    assert_eq!(candidates.count(), groups().len() * targets().len());
    sweep.candidates(&of(&[]), &mut candidates);
    assert_eq!((candidates.count(), candidates.targets(0).collect::<Vec<_>>()), (groups().len(), vec![3]));
}

/// The account tells what grants of resource-based policies are for.
#[test]
fn grants_to_other_accounts_are_ruled_out() {
    let document = Document::parse_str(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"*"}}"#,
    )
    .unwrap();
    let mut sweep = Sweep::new(groups(), &targets());
    sweep.resource_policy(0, Some(&document));
    let mut candidates = sweep.blank();
    for (account, expected) in [(OWN, 0), ("444455556666", 2)] {
        sweep.candidates(&Subject { account: Some(&account.into()), identity: Some(&[]), boundary: None, session: None, scps: &[] }, &mut candidates);
        assert_eq!(candidates.count(), expected);
    }
}
