//! The grammar: what is a policy, and what is said of what is none.

use std::time::{Duration, Instant};

use keyholder::aws::Action;
use keyholder::policy::{Document, Effect, Evaluation, PrincipalPattern, Principals, SyntaxError, Value, Version};

use super::ask::*;

fn error(json: &str) -> (String, String) {
    match Document::parse_str(json) {
        Err(SyntaxError::Element { pointer, message }) => (pointer, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_or_many_everywhere() {
    let one = document(
        r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true}}}}"#,
    );
    let many = document(
        r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333"]},"Action":["s3:*"],"Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":["true"]}}}]}"#,
    );
    assert_eq!(one, many);
    assert_eq!(one.version, Version::V2008);
    assert_eq!(one.statements[0].effect, Effect::Allow);
    assert_eq!(one.statements[0].principals, Principals::Only(vec![PrincipalPattern::Aws("111122223333".into())]));
}

#[test]
fn every_complaint_names_its_place() {
    for (json, pointer, word) in [
        ("[]", "", "array"),
        ("{}", "", "`Statement` is missing"),
        (r#"{"Version":"2020-01-01","Statement":[]}"#, "/Version", "2020-01-01"),
        (r#"{"Statment":[]}"#, "/Statment", "no element"),
        (r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Allow","Resource":"*"}]}"#, "/Statement/1", "`Action`"),
        (r#"{"Statement":{"Action":"*"}}"#, "/Statement", "`Effect` is missing"),
        (r#"{"Statement":{"Effect":"allow","Action":"*"}}"#, "/Statement/Effect", "allow"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*","Resources":"*"}}"#, "/Statement/Resources", "no element"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}"#, "/Statement/NotAction", "exclude"),
        (r#"{"Statement":{"Effect":"Allow","Action":["*",{}]}}"#, "/Statement/Action/1", "object"),
        (r#"{"Statement":{"Effect":"Allow","Action":null}}"#, "/Statement/Action", "null"),
        (r#"{"Statement":{"Effect":"Allow","Effect":"Deny","Action":"*"}}"#, "/Statement/Effect", "twice"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*","Principal":"me"}}"#, "/Statement/Principal", "me"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*","Principal":{"Aws":"*"}}}"#, "/Statement/Principal/Aws", "no type"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*","Condition":{"StringEquals":"x"}}}"#, "/Statement/Condition/StringEquals", "string"),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"aws:a/b~c":"1","AWS:A/B~C":"2"}}}}"#,
            "/Statement/Condition/StringEquals/AWS:A~1B~0C",
            "twice",
        ),
    ] {
        let (at, message) = error(json);
        assert_eq!(at, pointer, "{json}: {message}");
        assert!(message.contains(word), "{json}: {message}");
    }
    assert!(matches!(Document::parse_str("{"), Err(SyntaxError::Json { .. })));
}

#[test]
fn deep_and_large_documents_end_in_time() {
    let start = Instant::now();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(Document::parse_str(&format!(r#"{{"Statement":{deep}}}"#)).is_err());
    let mut nested = Value::Null;
    for _ in 0..10_000 {
        nested = Value::Array(vec![nested]);
    }
    assert!(Document::parse(&Value::Object(vec![("Statement".into(), nested)])).is_err());

    let statements = |effect: &str, condition: &str| {
        (0..3_000)
            .map(|i| format!(r#"{{"Effect":"{effect}","Action":"s3:*","Resource":"arn:aws:s3:::data/{i}*"{condition}}}"#))
            .collect::<Vec<_>>()
            .join(",")
    };
    let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let open = r#","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#;
    for text in [
        statements("Allow", ""),
        format!("{all},{}", statements("Deny", "")),
        format!("{all},{}", statements("Deny", open)),
        format!(
            "{all},{}",
            (0..3_000)
                .map(|i| format!(r#"{{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{{"StringLike":{{"test:Word":"a*{i}*b"}}}}}}"#))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ] {
        assert!(text.len() > 150_000);
        let e = Ask::new(role(), "s3:GetObject", some("arn:aws:s3:::data/*")).identity(&text).evaluate();
        assert!(!matches!(e, Evaluation::Denied(_)), "{e:?}");
    }
    let stars = format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::data/{}b"}}"#, "a*".repeat(100_000));
    let e = Ask::new(role(), "s3:GetObject", one(&format!("arn:aws:s3:::data/{}", "a".repeat(1_000)))).identity(&stars).evaluate();
    assert!(matches!(e, Evaluation::Denied(_)), "{e:?}");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn a_document_says_early_that_it_cannot_allow() {
    let d = policy(r#"{"Effect":"Allow","Action":["s3:Get*","EC2:*"],"Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#);
    let may = |a: &str| d.may_allow(&Action::parse(a).unwrap());
    assert!(may("s3:GetObject") && may("ec2:RunInstances"));
    assert!(!may("s3:PutObject") && !may("iam:PassRole"));
    let unknown = Document::parse(&Value::Unknown(keyholder::aws::Symbol { id: 1, kind: keyholder::aws::SymbolKind::Any })).unwrap();
    assert!(unknown.may_allow(&Action::parse("x:Y").unwrap()));
}
