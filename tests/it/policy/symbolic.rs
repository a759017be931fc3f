//! What an answer hangs on.

use keyholder::aws::{Symbol, SymbolKind, Text};
use keyholder::policy::{Caller, Controller, Document, Doubt, Evaluation, Fact, PolicyId, PolicyKind, Scope, Value};

use super::ask::*;

const ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
/// Allows nothing that is asked here.
const ALL_KEYS: &str = r#"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#;
const OBJECTS: &str = "arn:aws:s3:::data/*";

fn read_with(condition: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{condition}}}"#)
}

fn deny(what: &str) -> String {
    format!(r#"{{"Effect":"Deny","Action":"s3:*",{what}}}"#)
}

fn get(target: &str) -> Ask {
    Ask::new(role(), "s3:GetObject", some(target))
}

fn doubts(e: &Evaluation) -> &[Doubt] {
    let Evaluation::Uncertain(d) = e else { panic!("not uncertain: {e:?}") };
    d
}

fn scope(e: &Evaluation) -> Scope {
    let (Evaluation::Allowed(g) | Evaluation::AllowedIf(_, _, g)) = e else { panic!("not allowed: {e:?}") };
    g.scope
}

#[test]
fn an_external_id_is_the_callers_to_choose() {
    let trust = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x-1"}}}"#;
    let e = Ask::new(outsider(), "sts:AssumeRole", one("arn:aws:iam::111122223333:role/ops")).caller_side_unseen().resource(trust).evaluate();
    let (conditions, _, context) = allowed_if(&e);
    assert_eq!(conditions, ["sts:ExternalId StringEquals x-1"]);
    assert_eq!(context["sts:externalid"], ["x-1"]);
    let Evaluation::AllowedIf(c, _, grant) = &e else { unreachable!() };
    assert_eq!(c[0].who, Controller::Caller);
    assert_eq!(grant.assumptions, ["caller-side-allows"]);
    assert_eq!(grant.by, [PolicyKind::Identity, PolicyKind::Trust]);
    // The given external id settles it, either way.
    let ask = |id| {
        Ask::new(outsider(), "sts:AssumeRole", one("arn:aws:iam::111122223333:role/ops"))
            .caller_side_unseen()
            .resource(trust)
            .known("sts:ExternalId", id)
            .evaluate()
    };
    assert!(matches!(ask("x-1"), Evaluation::Allowed(_)));
    assert!(matches!(ask("x-2"), Evaluation::Denied(d) if !d.explicit && d.by == PolicyKind::Trust));
}

#[test]
fn some_objects_or_all_of_them() {
    assert_eq!(scope(&get(OBJECTS).identity(ALL).evaluate()), Scope::All);
    let part = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/a/*"}"#;
    assert_eq!(scope(&get(OBJECTS).identity(part).evaluate()), Scope::Some);
    let whole = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::data/a*","arn:aws:s3:::data/*"]}"#;
    assert_eq!(scope(&get(OBJECTS).identity(whole).evaluate()), Scope::All);
    let denied = format!("{part},{}", deny(r#""Resource":"arn:aws:s3:::data/*secret*""#));
    assert_eq!(scope(&get(OBJECTS).identity(&denied).evaluate()), Scope::Some);
    let shadowed = format!("{part},{}", deny(r#""Resource":"arn:aws:s3:::*/a/*""#));
    assert!(matches!(get(OBJECTS).identity(&shadowed).evaluate(), Evaluation::Denied(d) if d.explicit));
    let elsewhere = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}"#;
    assert!(matches!(get(OBJECTS).identity(elsewhere).evaluate(), Evaluation::Denied(d) if !d.explicit));
    // The bucket is none of its objects, and no object has an empty key.
    let bucket = r#"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::data","arn:aws:s3:::data/"]}"#;
    assert!(matches!(get(OBJECTS).identity(bucket).evaluate(), Evaluation::Denied(_)));
}

#[test]
fn patterns_that_only_meet_in_the_middle() {
    let both = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/a/*"}"#;
    let e = get("arn:aws:s3:::data/*-logs/*").identity(both).evaluate();
    assert_eq!(scope(&e), Scope::Some);
}

#[test]
fn a_deny_that_stays_open_becomes_its_opposite() {
    let e =
        get(OBJECTS).identity(&format!("{ALL},{}", deny(r#""Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#))).evaluate();
    let (conditions, _, context) = allowed_if(&e);
    assert_eq!(conditions, ["aws:SourceVpce StringEquals vpce-1"]);
    assert_eq!(context["aws:sourcevpce"], ["vpce-1"]);
    assert_eq!(scope(&e), Scope::All);
    let tls = get(OBJECTS).identity(&format!("{ALL},{}", deny(r#""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#))).evaluate();
    assert_eq!(allowed_if(&tls).0, ["aws:SecureTransport BoolIfExists true"]);
}

#[test]
fn contradictions_are_never() {
    for (allow, no) in [
        (r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#, r#"{"StringEquals":{"aws:SourceVpce":["vpce-2","vpce-1"]}}"#),
        (r#"{"StringLike":{"test:Prefix":"a*"}}"#, r#"{"StringLike":{"test:Prefix":["a","a?*"]}}"#),
        (r#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, r#"{"IpAddress":{"aws:SourceIp":["198.51.100.0/25","198.51.100.128/25"]}}"#),
        (r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, r#"{"StringEquals":{"x:y":"z"}}"#),
        (r#"{"NumericLessThan":{"test:Count":"5"}}"#, r#"{"NumericLessThanEquals":{"test:Count":"5"}}"#),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#, r#"{"DateLessThan":{"aws:CurrentTime":"2021-01-01T00:00:00Z"}}"#),
        (r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#, r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#),
        (r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, r#"{"Null":{"aws:TokenIssueTime":"true"}}"#),
        (r#"{"ForAnyValue:StringEquals":{"test:Keys":"a"}}"#, r#"{"ForAnyValue:StringLike":{"test:Keys":"*"}}"#),
        (r#"{"StringEquals":{"aws:PrincipalTag/a":"1"}}"#, r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/a":"1"}}"#),
        (
            r#"{"ArnLike":{"aws:FederatedProvider":"arn:aws:iam::*:saml-provider/a"}}"#,
            r#"{"ArnLike":{"aws:FederatedProvider":"arn:aws:iam::*:saml-provider/*"}}"#,
        ),
    ] {
        let statements = format!("{},{}", read_with(allow), deny(&format!(r#""Resource":"*","Condition":{no}"#)));
        let e = get(OBJECTS).identity(&statements).evaluate();
        assert!(matches!(e, Evaluation::Denied(_)), "{allow} but not {no}: {e:?}");
        if !allow.contains("10.0.0.0") {
            assert!(matches!(get(OBJECTS).identity(&read_with(allow)).evaluate(), Evaluation::AllowedIf(..)), "{allow}");
        }
    }
}

#[test]
fn what_can_be_met_says_how() {
    for (allow, no) in [
        (r#"{"StringLike":{"test:Prefix":"a*"}}"#, r#"{"StringLike":{"test:Prefix":["a","ax*"]}}"#),
        (r#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, r#"{"IpAddress":{"aws:SourceIp":["198.51.100.0/25","198.51.100.128/26"]}}"#),
        (r#"{"NumericLessThanEquals":{"test:Count":"5"}}"#, r#"{"NumericLessThan":{"test:Count":"5"}}"#),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2021-01-01T00:00:00Z"}}"#, r#"{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#),
        (r#"{"ForAnyValue:StringEquals":{"test:Keys":["a","b"]}}"#, r#"{"ForAnyValue:StringEquals":{"test:Keys":"a"}}"#),
        (r#"{"ForAllValues:StringLike":{"test:Keys":"a*"}}"#, r#"{"Null":{"test:Keys":"true"}}"#),
        (r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/a":"ab"}}"#, r#"{"StringEquals":{"aws:PrincipalTag/a":"ab"}}"#),
    ] {
        let statements = format!("{},{}", read_with(allow), deny(&format!(r#""Resource":"*","Condition":{no}"#)));
        let e = get(OBJECTS).identity(&statements).evaluate();
        assert!(matches!(e, Evaluation::AllowedIf(..)), "{allow} but not {no}: {e:?}");
    }
}

#[test]
fn the_easiest_way_is_told() {
    let statements = format!(
        "{},{}",
        read_with(r#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#),
        read_with(r#"{"StringEquals":{"test:One":"a","test:Two":"b"}}"#)
    );
    let e = get(OBJECTS).identity(&statements).evaluate();
    assert_eq!(allowed_if(&e).0, ["test:One StringEquals a", "test:Two StringEquals b"]);
}

#[test]
fn a_key_that_the_action_never_has_is_absent() {
    // s3:prefix belongs to listing.
    let e = get(OBJECTS).identity(&read_with(r#"{"StringLike":{"s3:prefix":"a*"}}"#)).evaluate();
    assert!(matches!(e, Evaluation::Denied(_)), "{e:?}");
    let e = get(OBJECTS).identity(&format!("{ALL},{}", deny(r#""Resource":"*","Condition":{"StringLike":{"s3:prefix":"a*"}}"#))).evaluate();
    assert!(matches!(e, Evaluation::Allowed(_)), "{e:?}");
    let list = r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringLike":{"s3:prefix":"a*"}}}"#;
    let e = Ask::new(role(), "s3:ListBucket", one("arn:aws:s3:::data")).identity(list).evaluate();
    assert_eq!(allowed_if(&e).0, ["s3:prefix StringLike a*"]);
}

#[test]
fn a_tautology_hangs_on_nothing() {
    let statements = format!(
        "{},{}",
        read_with(r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#),
        read_with(r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#)
    );
    assert!(matches!(get(OBJECTS).identity(&statements).evaluate(), Evaluation::Allowed(_)));
}

#[test]
fn what_others_imply_is_left_out() {
    let statements = format!(
        "{},{},{}",
        read_with(r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#),
        deny(r#""Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-2"}}"#),
        deny(r#""Resource":"*","Condition":{"Null":{"aws:SourceVpce":"true"}}"#)
    );
    assert_eq!(allowed_if(&get(OBJECTS).identity(&statements).evaluate()).0, ["aws:SourceVpce StringEquals vpce-1"]);
}

#[test]
fn unknown_policies_matter_only_where_they_could() {
    assert_eq!(doubts(&get(OBJECTS).identity(ALL).unknown_identity().evaluate()), [Doubt::UnknownPolicy(PolicyId(1))]);
    assert_eq!(doubts(&get(OBJECTS).unknown_identity().evaluate()), [Doubt::UnknownPolicy(PolicyId(0))]);
    let shut = format!("{ALL},{}", deny(r#""Resource":"*""#));
    assert!(matches!(get(OBJECTS).identity(&shut).unknown_identity().evaluate(), Evaluation::Denied(d) if d.explicit));
    assert_eq!(doubts(&get(OBJECTS).identity(ALL).side(Side::Unknown).evaluate()), [Doubt::UnknownPolicy(PolicyId(100))]);
}

#[test]
fn an_unseen_resource_policy_may_grant() {
    let e = get(OBJECTS).identity(ALL).side(Side::Unseen).evaluate();
    assert!(matches!(&e, Evaluation::Allowed(g) if g.assumptions == ["referenced-store-has-no-deny"]), "{e:?}");
    assert_eq!(doubts(&get(OBJECTS).side(Side::Unseen).evaluate()), [Doubt::UnseenResourcePolicy]);
    assert!(matches!(get(OBJECTS).evaluate(), Evaluation::Denied(_)));
    let key = Ask::new(role(), "kms:Decrypt", one("arn:aws:kms:eu-west-1:111122223333:key/1")).identity(ALL).side(Side::Unseen).evaluate();
    assert!(matches!(&key, Evaluation::Allowed(g) if g.assumptions == ["referenced-key-delegates"]), "{key:?}");
}

#[test]
fn unknown_parts_of_a_document() {
    let s = Symbol { id: 9, kind: SymbolKind::Unique };
    let statement = |action: Value, effect: &str| {
        Value::Object(vec![
            ("Effect".into(), Value::String(effect.into())),
            ("Action".into(), action),
            ("Resource".into(), Value::String("*".into())),
        ])
    };
    let document = |statements: Value| {
        Document::parse(&Value::Object(vec![("Version".into(), Value::String("2012-10-17".into())), ("Statement".into(), statements)])).unwrap()
    };
    let ask = |statements: Vec<Value>| {
        let mut ask = get(OBJECTS);
        ask.identity = Some(vec![Some(document(Value::Array(statements)))]);
        ask.evaluate()
    };
    let any = Symbol { id: 9, kind: SymbolKind::Any };
    let star = || Value::String("*".into());
    assert_eq!(doubts(&ask(vec![statement(Value::Unknown(s), "Allow")])), [Doubt::UnknownValue(any)]);
    assert_eq!(doubts(&ask(vec![statement(star(), "Allow"), statement(Value::Unknown(s), "Deny")])), [Doubt::UnknownValue(any)]);
    assert_eq!(doubts(&ask(vec![statement(star(), "Allow"), Value::Unknown(s)])), [Doubt::UnknownValue(s)]);
    assert!(matches!(ask(vec![statement(star(), "Deny"), Value::Unknown(s)]), Evaluation::Denied(_)));
    // Two unknown statements of one pattern: one that cannot be about this action changes nothing.
    let mut prefix = Text::from("ec2:");
    prefix.push_symbol(s);
    assert!(matches!(ask(vec![statement(star(), "Allow"), statement(Value::String(prefix), "Deny")]), Evaluation::Allowed(_)));
}

#[test]
fn symbols_in_targets_and_policies() {
    let bucket = Symbol { id: 1, kind: SymbolKind::Unique };
    let other = Symbol { id: 2, kind: SymbolKind::Unique };
    let arn = |s: Symbol, rest: &str| {
        let mut t = Text::from("arn:aws:s3:::");
        t.push_symbol(s);
        t.with(rest)
    };
    let ask = |resource: Text, effect_deny: Option<Text>| {
        let statement = |effect: &str, resource: Text| {
            Value::Object(vec![
                ("Effect".into(), Value::String(effect.into())),
                ("Action".into(), Value::String("s3:*".into())),
                ("Resource".into(), Value::String(resource)),
            ])
        };
        let mut list = vec![statement("Allow", resource)];
        list.extend(effect_deny.map(|r| statement("Deny", r)));
        let document = Document::parse(&Value::Object(vec![("Statement".into(), Value::Array(list))])).unwrap();
        let mut ask = Ask::new(role(), "s3:GetObject", keyholder::policy::Target::Some(arn(bucket, "/*")));
        ask.identity = Some(vec![Some(document)]);
        ask.evaluate()
    };
    assert_eq!(scope(&ask(arn(bucket, "/*"), None)), Scope::All);
    assert_eq!(scope(&ask("arn:aws:s3:::*".into(), None)), Scope::All);
    assert!(matches!(ask(arn(other, "/*"), None), Evaluation::Denied(_)));
    assert!(matches!(ask("arn:aws:s3:::logs/*".into(), None), Evaluation::Denied(_)));
    assert_eq!(doubts(&ask("arn:aws:s3:::logs*".into(), None)), [Doubt::UnknownValue(bucket)]);
    assert_eq!(scope(&ask(arn(bucket, "/*"), Some(arn(bucket, "/secret/*")))), Scope::Some);
    assert!(matches!(ask(arn(bucket, "/*"), Some(arn(bucket, "/*"))), Evaluation::Denied(d) if d.explicit));
}

#[test]
fn an_unknown_account_is_not_the_one_that_is_written_but_a_namesake_may_be_the_caller() {
    let own = Symbol { id: 3, kind: SymbolKind::Account };
    let mut arn = Text::from("arn:aws:iam::");
    arn.push_symbol(own);
    let caller = Caller::Role { arn: arn.with(":role/app"), session: None };
    let ask = |principal: &str| {
        let grant = format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"s3:*","Resource":"*"}}"#);
        let mut ask = Ask::new(caller.clone(), "s3:GetObject", some(OBJECTS)).identity(ALL_KEYS).resource(&grant);
        ask.account = Some(own.into());
        ask.evaluate()
    };
    assert!(matches!(ask("111122223333"), Evaluation::Denied(d) if d.assumptions == ["account-not-own"]));
    assert!(matches!(ask("arn:aws:iam::111122223333:role/other"), Evaluation::Denied(_)));
    // Its namesake may be the caller.
    assert_eq!(doubts(&ask("arn:aws:iam::111122223333:role/app")), [Doubt::UnknownValue(own)]);
}

#[test]
fn a_resource_of_an_account_that_is_written_may_be_ours() {
    let own = Symbol { id: 3, kind: SymbolKind::Account };
    let mut queue = Text::from("arn:aws:sqs:eu-west-1:");
    queue.push_symbol(own);
    let allow = r#"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs*"}"#;
    let mut arn = Text::from("arn:aws:iam::");
    arn.push_symbol(own);
    let caller = Caller::Role { arn: arn.with(":role/app"), session: None };
    for target in [keyholder::policy::Target::One(queue.clone().with(":jobs")), keyholder::policy::Target::Some(queue.with(":jobs-*"))] {
        let mut ask = Ask::new(caller.clone(), "sqs:SendMessage", target).identity(allow);
        ask.account = Some(own.into());
        assert_eq!(doubts(&ask.evaluate()), [Doubt::UnknownValue(own)]);
    }
}

#[test]
fn variables_of_open_keys() {
    let tagged = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/team":"${aws:PrincipalTag/team}"}}}"#;
    let e = get(OBJECTS).identity(tagged).known("s3:ExistingObjectTag/team", "blue").evaluate();
    assert_eq!(allowed_if(&e).0, ["aws:principaltag/team StringEquals blue"]);
    let open = get(OBJECTS).identity(tagged).evaluate();
    let (_, _, context) = allowed_if(&open);
    assert_eq!(context["aws:principaltag/team"], context["s3:existingobjecttag/team"]);
    let absent = get(OBJECTS).identity(tagged).fact("aws:PrincipalTag/team", Fact::Absent).evaluate();
    assert!(matches!(absent, Evaluation::Denied(_)));
    let home = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/home/${aws:PrincipalTag/name}/*"}"#;
    let e = Ask::new(role(), "s3:GetObject", one("arn:aws:s3:::data/home/alice/x")).identity(home).evaluate();
    assert_eq!(allowed_if(&e).0, ["aws:principaltag/name StringEquals alice"]);
    let e = get(OBJECTS).identity(home).evaluate();
    assert!(matches!(e, Evaluation::AllowedIf(..)), "{e:?}");
    let user = Caller::User("arn:aws:iam::111122223333:user/team/alice".into());
    let home = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/home/${aws:username}/*"}"#;
    let e = Ask::new(user, "s3:GetObject", some("arn:aws:s3:::data/home/alice/*")).identity(home).evaluate();
    assert_eq!(scope(&e), Scope::All);
}

#[test]
fn an_account_may_be_whoever_of_it_is_named() {
    let account = || Caller::Account("999988887777".into());
    let grant = |p: &str| format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{p}"}},"Action":"s3:*","Resource":"*"}}"#);
    let ask = |p: &str| Ask::new(account(), "s3:GetObject", some(OBJECTS)).caller_side_unseen().resource(&grant(p)).evaluate();
    assert!(matches!(ask("999988887777"), Evaluation::Allowed(_)));
    assert_eq!(allowed_if(&ask("arn:aws:iam::999988887777:role/deploy")).0, ["aws:PrincipalArn ArnEquals arn:aws:iam::999988887777:role/deploy"]);
    assert!(matches!(ask("arn:aws:iam::111122223333:role/deploy"), Evaluation::Denied(_)));
    // Nor may it be somebody of another account by way of a condition.
    let like = |p: &str| {
        let grant =
            format!(r#"{{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{{"ArnLike":{{"aws:PrincipalArn":"{p}"}}}}}}"#);
        Ask::new(account(), "s3:GetObject", some(OBJECTS)).caller_side_unseen().resource(&grant).evaluate()
    };
    assert!(matches!(like("arn:aws:iam::111122223333:role/*"), Evaluation::Denied(_)));
    assert_eq!(allowed_if(&like("arn:aws:iam::*:role/deploy")).0, ["aws:PrincipalArn ArnLike arn:aws:iam::*:role/deploy"]);
    assert!(matches!(like("arn:aws:iam::999988887777:*"), Evaluation::AllowedIf(..)));
}

#[test]
fn a_witness_is_found_where_a_deny_lists_many() {
    let list = (0..50).map(|i| format!(r#""arn:aws:s3:::data/x{i}*""#)).collect::<Vec<_>>().join(",");
    let statements = format!("{ALL},{}", deny(&format!(r#""Resource":[{list},"arn:aws:s3:::data/x"]"#)));
    assert_eq!(scope(&get(OBJECTS).identity(&statements).evaluate()), Scope::Some);
}
