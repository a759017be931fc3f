//! `simulate`: IAM cases as JSON lines in, decisions as JSON lines out, in input order.
//!
//! The request context of a case is complete: a key that is not there is absent, and nothing is derived.

mod beside;
mod case;
mod reader;

use std::io::{self, BufRead, Write};

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use self::case::Shelf;
use self::reader::At;
use crate::policy::{Doubt, Evaluation, PolicyKind, StatementRef, SyntaxError, Value};

/// Reads one case a line and writes one answer a line; empty lines are passed over. A line that is no case gets an answer with an `error`.
///
/// # Errors
/// When reading or writing fails.
pub fn run(reader: impl BufRead, mut writer: impl Write) -> io::Result<()> {
    for (line, number) in reader.split(b'\n').zip(1..) {
        let line = line?;
        let line = if number == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        serde_json::to_writer(&mut writer, &answer(line, number))?;
        writer.write_all(b"\n")?;
    }
    writer.flush()
}

/// An answer line.
#[derive(Serialize)]
struct Answer {
    id: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<Statement>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
}

/// A statement that decided.
#[derive(Serialize)]
struct Statement {
    policy: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    index: u32,
}

/// Why a line is no case.
#[derive(Debug)]
struct Error {
    /// JSON pointer into the line.
    pointer: String,
    message: String,
    column: Option<usize>,
}

fn answer(line: &[u8], number: u64) -> Answer {
    let text = String::from_utf8_lossy(line);
    let mut id = serde_json::Value::Null;
    // What comes before the place where a line is broken is told all the same.
    drop(Id(&mut id).deserialize(&mut serde_json::Deserializer::from_str(&text)));
    let blank = Answer { id, decision: None, decided_by: None, statements: Vec::new(), doubts: Vec::new(), error: None, line: None, pointer: None };
    match read(line, &text).and_then(|value| case::decide(&At::root(&value))) {
        Ok((evaluation, shelf)) => spelled(blank, &evaluation, &shelf),
        Err(Error { pointer, message, column }) => {
            let column = column.map_or_else(String::new, |c| format!(", column {c}"));
            let place = if pointer.is_empty() { String::new() } else { format!(", at `{pointer}`") };
            Answer { error: Some(format!("line {number}{column}{place}: {message}")), line: Some(number), pointer: Some(pointer), ..blank }
        }
    }
}

/// The line as JSON.
fn read(line: &[u8], text: &str) -> Result<Value, Error> {
    let whole = |message: &str| Error { pointer: String::new(), message: message.to_owned(), column: None };
    if let Err(error) = std::str::from_utf8(line) {
        return Err(Error { column: Some(error.valid_up_to() + 1), ..whole("not UTF-8") });
    }
    match Value::read(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(other) => Err(whole(&format!("expected a case, which is an object, found {}", other.sort()))),
        Err(SyntaxError::Json { pointer, message }) => {
            // The parser sees one line only, and says so.
            let (message, column) = message.split_once(" at line 1 column ").unwrap_or((&message, ""));
            Err(Error { pointer, message: format!("not JSON: {message}"), column: column.parse().ok() })
        }
        Err(other) => Err(whole(&other.to_string())),
    }
}

/// Finds a case's id, also in a line that breaks off later.
struct Id<'a>(&'a mut serde_json::Value);

impl<'de> DeserializeSeed<'de> for Id<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Id<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a case")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "id" {
                *self.0 = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

fn spelled(blank: Answer, evaluation: &Evaluation, shelf: &Shelf) -> Answer {
    let statement = |at: &StatementRef| {
        let (policy, kind, sid) = shelf.statement(*at)?;
        Some(Statement { policy: policy.to_owned(), kind: kind.word(), sid, index: at.index })
    };
    let statements = |list: &[StatementRef]| list.iter().filter_map(statement).collect();
    match evaluation {
        Evaluation::Allowed(grant) => {
            let by = grant.by.iter().find(|k| **k == PolicyKind::Trust).or(grant.by.first());
            Answer { decision: Some("Allowed"), decided_by: by.map(|k| k.word()), statements: statements(&grant.statements), ..blank }
        }
        Evaluation::Denied(denial) => Answer {
            decision: Some(if denial.explicit { "ExplicitlyDenied" } else { "ImplicitlyDenied" }),
            decided_by: Some(denial.by.word()),
            statements: if denial.explicit { statements(&denial.statements) } else { Vec::new() },
            ..blank
        },
        Evaluation::AllowedIf(conditions, ..) => {
            let doubts = conditions.iter().map(|c| format!("hangs on `{}`", c.key)).collect();
            Answer { decision: Some("Uncertain"), doubts, ..blank }
        }
        Evaluation::Uncertain(doubts) => Answer { decision: Some("Uncertain"), doubts: doubts.iter().map(reason).collect(), ..blank },
    }
}

fn reason(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Interpretation(n) => format!("rule {n} of docs/semantics.md"),
        Doubt::Unmodelled(_, what) => format!("not modelled: {what}"),
        Doubt::UnknownResourceAccount => "the account of the resource is not given".to_owned(),
        Doubt::UnknownPolicy(_) | Doubt::UnknownAttachment(_) | Doubt::UnknownValue(_) | Doubt::UnseenResourcePolicy => {
            "something is not known".to_owned()
        }
        Doubt::Budget => "the search was cut off".to_owned(),
        Doubt::Mismatch => "the witness failed when run again".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]
    use std::path::{Path, PathBuf};

    use super::*;

    fn simulate(lines: &str) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        run(lines.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    /// Runs a file of cases with `expect` and compares every answer.
    fn judge(file: &Path) -> usize {
        let cases = std::fs::read_to_string(file).unwrap();
        let answers = simulate(&cases);
        let mut wrong = Vec::new();
        let lines: Vec<&str> = cases.lines().filter(|l| !l.trim().is_empty()).collect();
        assert_eq!(answers.len(), lines.len(), "{}", file.display());
        for (line, answer) in lines.iter().zip(&answers) {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(case["source"].is_string(), "a case without source: {}", case["id"]);
            let decided = case.get("decided_by").is_none_or(|d| *d == answer["decided_by"]);
            if case["expect"] != answer["decision"] || case["id"] != answer["id"] || !decided {
                wrong.push(format!("{}: expected {}, got {answer} ({})", case["id"], case["expect"], case["why"]));
            }
        }
        assert!(wrong.is_empty(), "{} of {} wrong in {}\n{}", wrong.len(), lines.len(), file.display(), wrong.join("\n"));
        lines.len()
    }

    #[test]
    fn our_own_cases_come_out_as_documented() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/policy");
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
        files.sort();
        assert!(files.iter().map(|f| judge(f)).sum::<usize>() > 50);
    }

    /// Cases that are not ours to keep in the repository: `KEYHOLDER_DATA` or `../shared/data` names their folder.
    #[test]
    fn collected_cases_come_out_as_documented() {
        let named = std::env::var_os("KEYHOLDER_DATA").map(PathBuf::from);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let near = ["../shared/data", "../../shared/data"].map(|p| root.join(p));
        let Some(folder) = named.into_iter().chain(near).find(|p| p.join("iam-cases").is_dir()) else {
            eprintln!("SKIPPED: no iam-cases under KEYHOLDER_DATA or ../shared/data");
            return;
        };
        judge(&folder.join("iam-cases/documented.jsonl"));
    }

    #[test]
    fn a_line_that_is_no_case_gets_an_error_and_the_next_ones_their_answers() {
        let good = r#"{"id":"g","request":{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333"}}"#;
        let bad = r#"{"id":7,"request":{"principal":"anonymous","action":"s3:GetObject","resource":"x"},"resourcePolicy":{"Statement":{"Effect":"allow","Action":"*"}}}"#;
        let answers = simulate(&format!("not json\n\n{bad}\n{good}\n"));
        assert_eq!(answers.len(), 3);
        assert_eq!(answers[0]["error"], "line 1, column 2: not JSON: expected ident");
        assert_eq!(answers[1]["line"], 3);
        assert_eq!(answers[1]["id"], 7);
        assert!(answers[1]["error"].as_str().unwrap().contains("/Statement/Effect"), "{}", answers[1]);
        assert_eq!(answers[2]["decision"], "ImplicitlyDenied");
        assert_eq!(answers[2]["decided_by"], "resource");
    }

    #[test]
    fn a_bad_policy_is_an_error_with_its_place_and_the_next_cases_go_on() {
        let case = |policy: &str| {
            let request = r#"{"principal":"anonymous","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333"}"#;
            format!(r#"{{"id":"c","request":{request},"rcps":[[],[{policy}]]}}"#)
        };
        let statement = |rest: &str| format!(r#"{{"Statement":[{{"Effect":"Deny","Resource":"*",{rest}}}]}}"#);
        let long = statement(&format!(r#""Principal":"*","Action":["{}"]"#, "s3:GetObject\",\"".repeat(80_000)));
        let bad = [
            (statement(r#""Action":7"#), "/Statement/0/Action"),
            (statement(r#""Action":["*",true]"#), "/Statement/0/Action/1"),
            (statement(r#""Action":"*","Colour":"red""#), "/Statement/0/Colour"),
            (statement(r#""Action":"*","Principal":{"AWS":111122223333}"#), "/Statement/0/Principal/AWS"),
            (statement(r#""Action":"*","Condition":{"Bool":{"a:b":{}}}"#), "/Statement/0/Condition/Bool/a:b"),
            (long, ""),
        ];
        let good = statement(r#""Action":"*","Principal":"*","Condition":{"NumericEquals":{"s3:max-keys":7}}"#);
        let lines: String = bad.iter().map(|(p, _)| p).chain([&good]).map(|p| case(p) + "\n").collect();
        let answers = simulate(&lines);
        assert_eq!(answers.len(), bad.len() + 1);
        for ((_, place), answer) in bad.iter().zip(&answers) {
            let error = answer["error"].as_str().unwrap();
            assert_eq!(answer["pointer"], format!("/rcps/1/0{place}"), "{error}");
            assert!(error.starts_with(&format!("line {}, at `/rcps/1/0{place}`: ", answer["line"])), "{error}");
        }
        assert_eq!(answers.last().unwrap()["decision"], "ImplicitlyDenied");
    }
}
