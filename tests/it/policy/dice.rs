//! Random policies and requests over a small vocabulary, so that things meet.

use serde_json::{Map, Value, json};

/// A reproducible source of choices.
pub(crate) struct Dice(u64);

pub(crate) const OWN: &str = "111122223333";
pub(crate) const OTHER: &str = "444455556666";

/// Keys that policies mention, with the values that requests give them.
pub(crate) const KEYS: [(&str, &[&str]); 8] = [
    ("test:Word", &["a", "A", "b", "ab", "a*", "x"]),
    ("test:Tag", &["a", "b", "ab"]),
    ("test:Number", &["1", "2", "2.5", "10", "-1"]),
    ("test:Time", &["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T12:00:00Z"]),
    ("test:Flag", &["true", "false"]),
    ("test:Ip", &["198.51.100.1", "198.51.100.200", "203.0.113.9", "2001:db8::1", "2001:db8:1::1"]),
    ("test:Arn", &["arn:aws:sns:eu-west-1:111122223333:a", "arn:aws:sns:us-east-1:111122223333:a:b", "arn:aws:sqs:eu-west-1:444455556666:q"]),
    ("test:Set", &["a", "b", "c", "ab"]),
];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        dice.next();
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn several(&mut self, from: &[&str]) -> Value {
        let n = 1 + self.below(3);
        let list: Vec<Value> = (0..n).map(|_| json!(self.pick(from))).collect();
        if n == 1 && self.once_in(2) { list[0].clone() } else { Value::Array(list) }
    }

    pub(crate) fn action(&mut self) -> &'static str {
        self.pick(&["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "kms:Decrypt", "sts:AssumeRole"])
    }

    pub(crate) fn resource(&mut self, action: &str) -> &'static str {
        match action {
            "s3:GetObject" | "s3:PutObject" => {
                self.pick(&["arn:aws:s3:::b/a", "arn:aws:s3:::b/a/x", "arn:aws:s3:::b/ab", "arn:aws:s3:::c/a", "arn:aws:s3:::b/a*"])
            }
            "sqs:SendMessage" => "arn:aws:sqs:eu-west-1:111122223333:q",
            "kms:Decrypt" => "arn:aws:kms:eu-west-1:111122223333:key/k",
            _ => "arn:aws:iam::111122223333:role/target",
        }
    }

    pub(crate) fn policy(&mut self, names_principals: bool) -> Value {
        let n = 1 + self.below(3);
        let statements: Vec<Value> = (0..n).map(|_| self.statement(names_principals)).collect();
        let mut out = Map::new();
        match self.below(4) {
            0 => {}
            1 => drop(out.insert("Version".into(), json!("2008-10-17"))),
            _ => drop(out.insert("Version".into(), json!("2012-10-17"))),
        }
        out.insert("Statement".into(), if n == 1 && self.once_in(2) { statements[0].clone() } else { Value::Array(statements) });
        Value::Object(out)
    }

    pub(crate) fn statement(&mut self, names_principals: bool) -> Value {
        let mut out = Map::new();
        out.insert("Effect".into(), json!(if self.once_in(3) { "Deny" } else { "Allow" }));
        if names_principals {
            let (key, value) = self.principal();
            out.insert(key.into(), value);
        }
        let actions = ["*", "s3:*", "S3:get*", "s3:?etObject", "s3:PutObject", "sqs:*", "kms:Decrypt", "sts:AssumeRole", "*:*e*"];
        out.insert(if self.once_in(6) { "NotAction" } else { "Action" }.into(), self.several(&actions));
        let resources = [
            "*",
            "arn:aws:s3:::b/*",
            "arn:aws:s3:::b/a",
            "arn:aws:s3:::*/a*",
            "arn:aws:s3:::?/a?",
            "arn:aws:s3:::b/${test:Tag}",
            "arn:aws:s3:::b/${test:Tag, 'a'}/x",
            "arn:aws:s3:::b/a${*}",
            "arn:aws:*:*:111122223333:*",
            "arn:aws:sqs:eu-*:*:q",
        ];
        let negated = self.once_in(6);
        let list: Vec<&str> = resources.iter().copied().filter(|r| !negated || !r.contains("${test:Tag}")).collect();
        out.insert(if negated { "NotResource" } else { "Resource" }.into(), self.several(&list));
        if self.once_in(2) {
            out.insert("Condition".into(), self.conditions());
        }
        Value::Object(out)
    }

    fn principal(&mut self) -> (&'static str, Value) {
        let aws = [
            "*",
            OWN,
            OTHER,
            "arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:iam::444455556666:role/app",
            "arn:aws:sts::111122223333:assumed-role/app/s",
            "arn:aws:sts::111122223333:assumed-role/app/t",
            "arn:aws:iam::111122223333:user/ann",
            "AIDAEXAMPLE",
        ];
        match self.below(8) {
            0 => ("Principal", json!("*")),
            1 => ("Principal", json!({"Service": self.several(&["ec2.amazonaws.com", "s3.amazonaws.com"])})),
            2 => ("Principal", json!({"Service": "ec2.amazonaws.com", "AWS": self.several(&aws)})),
            _ => ("Principal", json!({"AWS": self.several(&aws)})),
        }
    }

    fn conditions(&mut self) -> Value {
        let mut out = Map::new();
        for _ in 0..1 + self.below(2) {
            let (operator, key, values) = self.condition();
            let entry = out.entry(operator).or_insert_with(|| json!({}));
            let entry = entry.as_object_mut().unwrap();
            if !entry.keys().any(|k| k.eq_ignore_ascii_case(&key)) {
                entry.insert(key, values);
            }
        }
        Value::Object(out)
    }

    fn condition(&mut self) -> (String, String, Value) {
        let (mut operator, key, values): (String, &str, Value) = match self.below(9) {
            0 | 1 => {
                let op = self.pick(&["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]);
                (op.into(), "test:Word", self.several(&["a", "A", "b", "a*", "${test:Tag}", "a${*}"]))
            }
            2 => (self.pick(&["StringLike", "StringNotLike"]).into(), "test:Word", self.several(&["a*", "?", "*b", "${test:Tag}*", "A?"])),
            3 => {
                let op = self.pick(&[
                    "NumericEquals",
                    "NumericNotEquals",
                    "NumericLessThan",
                    "NumericLessThanEquals",
                    "NumericGreaterThan",
                    "NumericGreaterThanEquals",
                ]);
                (op.into(), "test:Number", self.several(&["1", "2", "2.50", "10"]))
            }
            4 => {
                let op =
                    self.pick(&["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"]);
                (op.into(), "test:Time", self.several(&["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]))
            }
            5 => ("Bool".into(), "test:Flag", self.several(&["true", "false"])),
            6 => (
                self.pick(&["IpAddress", "NotIpAddress"]).into(),
                "test:Ip",
                self.several(&["198.51.100.0/25", "198.51.100.1", "0.0.0.0/0", "2001:db8::/48"]),
            ),
            7 => (
                self.pick(&["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]).into(),
                "test:Arn",
                self.several(&["arn:aws:sns:*:*:a", "arn:aws:sns:*:111122223333:*", "arn:aws:s?s:eu-west-1:*:?"]),
            ),
            _ => {
                let set = self.pick(&["ForAllValues:", "ForAnyValue:"]);
                let op = self.pick(&["StringEquals", "StringNotEquals", "StringLike"]);
                (format!("{set}{op}"), "test:Set", self.several(&["a", "b", "a*"]))
            }
        };
        if self.once_in(8) {
            return ("Null".into(), key.into(), json!(self.pick(&["true", "false"])));
        }
        if self.once_in(4) {
            operator.push_str("IfExists");
        }
        (operator, if self.once_in(4) { key.to_uppercase() } else { key.into() }, values)
    }

    /// What the request holds of every key: one value, several for the set, or nothing.
    pub(crate) fn context(&mut self) -> Vec<(&'static str, Option<Vec<&'static str>>)> {
        KEYS.iter()
            .map(|(key, values)| {
                let held = if self.once_in(4) {
                    None
                } else if *key == "test:Set" {
                    Some((0..self.below(3)).map(|_| self.pick(values)).collect())
                } else {
                    Some(vec![self.pick(values)])
                };
                (*key, held)
            })
            .collect()
    }
}
