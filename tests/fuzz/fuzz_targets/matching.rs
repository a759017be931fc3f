//! A pattern in `Resource` against an ARN: the evaluator says what the plain walk over `*` and `?` says. First line pattern, rest ARN.
#![no_main]

use keyholder::aws::{Action, wildcard};
use keyholder::policy::{Caller, Context, Document, Evaluation, Policies, PolicyId, Request, ResourceSide, Source, Target, authorize};
use libfuzzer_sys::fuzz_target;

const PREFIX: &str = "arn:aws:s3:::";

fuzz_target!(|text: &str| {
    let Some((pattern, name)) = text.split_once('\n') else { return };
    // Variables have their own meaning, quotes and the like would end the JSON, and a name with wildcards is no name.
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\' | b'$'));
    if !plain(pattern) || !plain(name) || name.contains(['*', '?']) || name.is_empty() {
        return;
    }
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:GetObject","Resource":"{PREFIX}{pattern}"}}}}"#
    );
    let (Ok(document), Ok(action)) = (Document::parse_str(&policy), Action::parse("s3:GetObject")) else { return };
    let policies = Policies {
        identity: Some(vec![Source { id: PolicyId(0), document: Some(&document) }]),
        boundary: None,
        session: None,
        scps: None,
        rcps: None,
        endpoints: Vec::new(),
        resource: ResourceSide::NoPolicy,
        restrict_public_buckets: false,
        beside: keyholder::policy::Beside::default(),
    };
    let caller = Caller::User("arn:aws:iam::111122223333:user/u".into());
    let arn = format!("{PREFIX}{name}");
    let (target, account) = (Target::One(arn.as_str().into()), "111122223333".into());
    let context = Context { complete: true, ..Context::default() };
    let request = Request { caller: &caller, action: &action, target: &target, resource_account: Some(&account), context: &context };
    let matches = wildcard::matches(&format!("{PREFIX}{pattern}"), &arn);
    match authorize(&request, &policies) {
        Evaluation::Allowed(_) => assert!(matches, "{pattern} does not match {name}"),
        Evaluation::Denied(_) => assert!(!matches, "{pattern} matches {name}"),
        Evaluation::AllowedIf(..) | Evaluation::Uncertain(_) => {}
    }
});
