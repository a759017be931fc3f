//! Two policies against each other, with everything open: a policy gains nothing on itself, what is gained stands when it is asked again, and
//! the comparison ends. The bytes choose words of small policies, so that most of them mean something.
#![no_main]

use keyholder::policy::{Comparison, Document, Doubt, Sort, new_access};
use libfuzzer_sys::fuzz_target;

const ACTIONS: [&str; 8] = ["*", "s3:*", "s3:GetObject", "s3:Get*", "s3:?etObject", "sqs:*", "kms:Decrypt", "sts:AssumeRole"];
const KEYS: [&str; 8] =
    ["aws:username", "aws:PrincipalTag/t", "aws:SourceIp", "aws:PrincipalArn", "aws:CurrentTime", "s3:prefix", "aws:TagKeys", "sts:ExternalId"];
const OPERATORS: [&str; 16] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "ArnLike",
    "ArnNotEquals",
    "IpAddress",
    "NotIpAddress",
    "NumericLessThan",
    "NumericEquals",
    "DateGreaterThan",
    "Bool",
    "Null",
    "ForAnyValue:StringLike",
    "ForAllValues:StringEquals",
];
const PIECES: [&str; 16] =
    ["a", "b", "A", "*", "?", "/", ":", "${aws:username}", "${*}", "1", "10.0.0.0/8", "2026-01-01", "true", "arn:aws:s3:::", "::1", "-"];
const PRINCIPALS: [&str; 4] = ["*", "111122223333", "arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/s"];

struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        let n = usize::from(self.next());
        words.iter().cycle().nth(n).copied().unwrap_or_default()
    }

    fn text(&mut self) -> String {
        (0..self.next() % 6).map(|_| self.pick(&PIECES)).collect()
    }

    fn texts(&mut self, before: &str) -> String {
        let list: Vec<String> = (0..1 + self.next() % 3).map(|_| format!("\"{before}{}\"", self.text())).collect();
        format!("[{}]", list.join(","))
    }

    fn statement(&mut self, resource: bool) -> String {
        let flags = self.next();
        let effect = if flags & 3 == 0 { "Deny" } else { "Allow" };
        let not = |bit: u8| if flags & bit == 0 { "" } else { "Not" };
        let principal =
            if resource { format!(r#""{}Principal":{{"AWS":"{}"}},"#, not(4), self.pick(&PRINCIPALS)) } else { String::new() };
        let condition: Vec<String> = (0..self.next() % 3)
            .map(|_| format!(r#""{}{}":{{"{}":{}}}"#, self.pick(&OPERATORS), self.pick(&["", "", "IfExists"]), self.pick(&KEYS), self.texts("")))
            .collect();
        let (action, on) = (self.pick(&ACTIONS), self.texts("arn:aws:s3:::"));
        format!(
            r#"{{"Effect":"{effect}",{principal}"{}Action":"{action}","{}Resource":{on},"Condition":{{{}}}}}"#,
            not(8),
            not(16),
            condition.join(",")
        )
    }

    fn document(&mut self, resource: bool) -> Option<Document> {
        let statements: Vec<String> = (0..1 + self.next() % 4).map(|_| self.statement(resource)).collect();
        Document::parse_str(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))).ok()
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes(bytes.iter());
    for sort in [Sort::Identity, Sort::Resource] {
        let resource = sort == Sort::Resource;
        let (Some(old), Some(new)) = (bytes.document(resource), bytes.document(resource)) else { return };
        assert_eq!(new_access(&old, &old, sort), Comparison::NoGain);
        if let Comparison::Unknown(doubts) = new_access(&old, &new, sort) {
            assert!(!doubts.contains(&Doubt::Mismatch), "{old:?}\n{new:?}");
        }
    }
});
