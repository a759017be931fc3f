//! `simulate`: IAM cases as JSON lines in, decisions as JSON lines out, in input order.
//!
//! The request context of a case is complete: a key that is not there is absent, and nothing is derived.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::aws::{Action, Arn, Text};
use crate::policy::{
    Caller, Context, Document, Doubt, Evaluation, Fact, Policies, PolicyId, PolicyKind, Request, ResourceSide, Source, StatementRef, SyntaxError,
    Target, authorize,
};

/// Reads one case a line and writes one answer a line; empty lines are passed over. A line that is no case gets an answer with an `error`.
///
/// # Errors
/// When reading or writing fails.
pub fn run(reader: impl BufRead, mut writer: impl Write) -> io::Result<()> {
    for line in reader.split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        serde_json::to_writer(&mut writer, &answer(&line))?;
        writer.write_all(b"\n")?;
    }
    writer.flush()
}

/// A case as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case<'a> {
    #[serde(borrow)]
    request: Question<'a>,
    #[serde(borrow, default)]
    identity_policies: Vec<&'a RawValue>,
    #[serde(borrow, alias = "permissionsBoundary")]
    permission_boundary: Option<&'a RawValue>,
    #[serde(borrow)]
    session_policy: Option<&'a RawValue>,
    #[serde(borrow)]
    scps: Option<Vec<Vec<&'a RawValue>>>,
    #[serde(borrow)]
    rcps: Option<Vec<Vec<&'a RawValue>>>,
    #[serde(borrow)]
    resource_policy: Option<&'a RawValue>,
    #[serde(borrow, default)]
    vpc_endpoint_policies: Vec<&'a RawValue>,
    #[serde(default)]
    s3_block_public_access: bool,
}

/// The request of a case.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    principal: String,
    action: String,
    resource: String,
    resource_account: Option<String>,
    #[serde(borrow, default)]
    context: BTreeMap<String, &'a RawValue>,
    #[serde(default)]
    wildcard_only_action: bool,
}

/// Nothing but the case's id, which the answer repeats.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: serde_json::Value,
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
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Action(#[from] crate::aws::ActionError),
    #[error("`{0}` is no principal: an ARN, an account id, a service such as `ec2.amazonaws.com`, or `anonymous`")]
    Principal(String),
    #[error("`{0}` in the context is neither a value nor a list of values")]
    Context(String),
    #[error("in `{0}`: {1}")]
    Policy(String, SyntaxError),
}

fn answer(line: &[u8]) -> Answer {
    let id = serde_json::from_slice::<Named>(line).map_or(serde_json::Value::Null, |n| n.id);
    let blank = Answer { id, decision: None, decided_by: None, statements: Vec::new(), doubts: Vec::new(), error: None };
    match serde_json::from_slice::<Case<'_>>(line).map_err(Error::from).and_then(|case| decide(&case)) {
        Ok(World { evaluation, shelf }) => spelled(blank, &evaluation, &shelf),
        Err(error) => Answer { error: Some(error.to_string()), ..blank },
    }
}

/// The policies of a case, by id.
#[derive(Default)]
struct Shelf {
    documents: Vec<(String, PolicyKind, Document)>,
}

impl Shelf {
    fn add(&mut self, place: String, kind: PolicyKind, raw: &RawValue) -> Result<PolicyId, Error> {
        let document = Document::parse_str(raw.get()).map_err(|e| Error::Policy(place.clone(), e))?;
        let id = PolicyId(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
        self.documents.push((place, kind, document));
        Ok(id)
    }

    fn get(&self, id: PolicyId) -> Source<'_> {
        Source { id, document: self.documents.get(id.0 as usize).map(|(_, _, d)| d) }
    }

    fn statement(&self, at: StatementRef) -> Option<Statement> {
        let (place, kind, document) = self.documents.get(at.policy.0 as usize)?;
        let sid = document.statements.iter().find(|s| s.index == at.index)?.sid.as_ref().map(Text::to_string);
        Some(Statement { policy: place.clone(), kind: word(*kind), sid, index: at.index })
    }
}

struct World {
    evaluation: Evaluation,
    shelf: Shelf,
}

fn decide(case: &Case<'_>) -> Result<World, Error> {
    let question = &case.request;
    let action = Action::parse(&question.action)?;
    let caller = caller(&question.principal, &action)?;
    let mut shelf = Shelf::default();
    let mut list = |place: &str, kind, raws: &[&RawValue]| {
        raws.iter().enumerate().map(|(i, raw)| shelf.add(format!("/{place}/{i}"), kind, raw)).collect::<Result<Vec<_>, _>>()
    };
    let identity = list("identityPolicies", PolicyKind::Identity, &case.identity_policies)?;
    let endpoints = list("vpcEndpointPolicies", PolicyKind::Endpoint, &case.vpc_endpoint_policies)?;
    let mut levels = |place: &str, kind, raws: &Option<Vec<Vec<&RawValue>>>| match raws {
        None => Ok(None),
        Some(raws) => raws.iter().enumerate().map(|(i, level)| list(&format!("{place}/{i}"), kind, level)).collect::<Result<Vec<_>, _>>().map(Some),
    };
    let scps = levels("scps", PolicyKind::Scp, &case.scps)?;
    let rcps = levels("rcps", PolicyKind::Rcp, &case.rcps)?;
    let mut one = |place: &str, kind, raw: Option<&RawValue>| raw.map(|r| shelf.add(format!("/{place}"), kind, r)).transpose();
    let boundary = one("permissionBoundary", PolicyKind::Boundary, case.permission_boundary)?;
    let session = one("sessionPolicy", PolicyKind::Session, case.session_policy)?;
    let side = if action.folded().starts_with("sts:assumerole") { PolicyKind::Trust } else { PolicyKind::Resource };
    let resource = one("resourcePolicy", side, case.resource_policy)?;
    let source = |id: &PolicyId| shelf.get(*id);
    let tiers = |levels: &Option<Vec<Vec<PolicyId>>>| levels.as_ref().map(|l| l.iter().map(|l| l.iter().map(source).collect()).collect());
    let policies = Policies {
        identity: Some(identity.iter().map(source).collect()),
        boundary: boundary.as_ref().map(source),
        session: session.as_ref().map(source),
        scps: tiers(&scps),
        rcps: tiers(&rcps),
        endpoints: endpoints.iter().map(source).collect(),
        resource: resource.as_ref().map_or(ResourceSide::NoPolicy, |id| ResourceSide::Policy(source(id))),
        restrict_public_buckets: case.s3_block_public_access,
    };
    let context = Context { keys: facts(&question.context)?, complete: true };
    let target = Target::One(if question.wildcard_only_action { "*".into() } else { question.resource.as_str().into() });
    let account = question.resource_account.as_deref().map(Text::from);
    let request = Request { caller: &caller, action: &action, target: &target, resource_account: account.as_ref(), context: &context };
    let evaluation = authorize(&request, &policies);
    Ok(World { evaluation, shelf })
}

fn facts(context: &BTreeMap<String, &RawValue>) -> Result<BTreeMap<String, Fact>, Error> {
    use serde_json::Value;
    let one = |key: &str, value: &Value| match value {
        Value::String(s) => Ok(Text::from(s.as_str())),
        Value::Number(n) => Ok(n.to_string().into()),
        Value::Bool(b) => Ok(b.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(Error::Context(key.to_owned())),
    };
    let mut out = BTreeMap::new();
    for (key, raw) in context {
        let fact = match serde_json::from_str(raw.get())? {
            Value::Null => Fact::Absent,
            Value::Array(list) => Fact::Many(list.iter().map(|v| one(key, v)).collect::<Result<_, _>>()?),
            value => Fact::Known(vec![one(key, &value)?]),
        };
        out.insert(key.to_lowercase(), fact);
    }
    Ok(out)
}

/// The caller that a principal's name stands for.
fn caller(name: &str, action: &Action) -> Result<Caller, Error> {
    let unknown = || Error::Principal(name.to_owned());
    if matches!(action.folded(), "sts:assumerolewithwebidentity" | "sts:assumerolewithsaml") {
        return Ok(Caller::WebIdentity(name.into()));
    }
    if matches!(name, "anonymous" | "*") {
        return Ok(Caller::Anonymous);
    }
    if name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Caller::Account(name.into()));
    }
    let Ok(arn) = Arn::parse(&name.into()) else {
        return if name.contains('.') && !name.contains(':') { Ok(Caller::Service(name.into())) } else { Err(unknown()) };
    };
    let (service, resource) = (arn.service.literal().unwrap_or_default(), arn.resource.literal().unwrap_or_default());
    match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => Ok(Caller::Root(arn.account)),
        ("iam", Some(("user", _))) => Ok(Caller::User(name.into())),
        ("iam", Some(("role", _))) => Ok(Caller::Role { arn: name.into(), session: None }),
        ("iam", Some(("oidc-provider" | "saml-provider", _))) => Ok(Caller::WebIdentity(name.into())),
        ("sts", Some(("federated-user", _))) => Ok(Caller::FederatedUser(name.into())),
        ("sts", Some(("assumed-role", rest))) => {
            let (role, session) = rest.split_once('/').ok_or_else(unknown)?;
            let role = Arn::new(arn.partition, "iam", "", arn.account, format!("role/{role}"));
            Ok(Caller::Role { arn: role.to_text(), session: Some(session.into()) })
        }
        _ => Err(unknown()),
    }
}

fn spelled(blank: Answer, evaluation: &Evaluation, shelf: &Shelf) -> Answer {
    let statements = |list: &[StatementRef]| list.iter().filter_map(|s| shelf.statement(*s)).collect();
    match evaluation {
        Evaluation::Allowed(grant) => {
            let by = grant.by.iter().find(|k| **k == PolicyKind::Trust).or(grant.by.first());
            Answer { decision: Some("Allowed"), decided_by: by.map(|k| word(*k)), statements: statements(&grant.statements), ..blank }
        }
        Evaluation::Denied(denial) => Answer {
            decision: Some(if denial.explicit { "ExplicitlyDenied" } else { "ImplicitlyDenied" }),
            decided_by: Some(word(denial.by)),
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

fn word(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "identity",
        PolicyKind::Resource => "resource",
        PolicyKind::Trust => "trust",
        PolicyKind::Boundary => "boundary",
        PolicyKind::Session => "session",
        PolicyKind::Scp => "scp",
        PolicyKind::Rcp => "rcp",
        PolicyKind::Endpoint => "endpoint",
        PolicyKind::S3BlockPublicAccess => "s3-block-public-access",
        PolicyKind::Default => "default",
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
        assert!(answers[0]["error"].is_string());
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
            (statement(r#""Action":7"#), "at `/Statement/0/Action`"),
            (statement(r#""Action":["*",true]"#), "at `/Statement/0/Action/1`"),
            (statement(r#""Action":"*","Colour":"red""#), "at `/Statement/0/Colour`"),
            (statement(r#""Action":"*","Principal":{"AWS":111122223333}"#), "at `/Statement/0/Principal/AWS`"),
            (statement(r#""Action":"*","Condition":{"Bool":{"a:b":{}}}"#), "at `/Statement/0/Condition/Bool/a:b`"),
            (long, "more than any policy may have"),
        ];
        let good = statement(r#""Action":"*","Principal":"*","Condition":{"NumericEquals":{"s3:max-keys":7}}"#);
        let lines: String = bad.iter().map(|(p, _)| p).chain([&good]).map(|p| case(p) + "\n").collect();
        let answers = simulate(&lines);
        assert_eq!(answers.len(), bad.len() + 1);
        for ((_, place), answer) in bad.iter().zip(&answers) {
            let error = answer["error"].as_str().unwrap();
            assert!(error.starts_with("in `/rcps/1/0`: ") && error.contains(place), "{error}");
        }
        assert_eq!(answers.last().unwrap()["decision"], "ImplicitlyDenied");
    }
}
