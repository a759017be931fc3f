//! `keyholder new-access`: does one policy allow what another does not?

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use crate::cli::args::{Common, ExpectAccess, NewAccessArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::policy::{self, Caller, Comparison, Document, Doubt, Example, Fact, PolicyKind, Sort};
use crate::report::{terminal, view};

pub(in crate::cli) fn run(args: &NewAccessArgs, common: &Common) -> Result<Outcome, Failure> {
    let sort = if args.resource_policy { Sort::Resource } else { Sort::Identity };
    let (old, new) = (document(&args.old, sort)?, document(&args.new, sort)?);
    let comparison = policy::new_access(&old, &new, sort);
    let verdict = match comparison {
        Comparison::Gain(_) => view::Answer::Yes,
        Comparison::NoGain => view::Answer::No,
        Comparison::Unknown(_) => view::Answer::Undecided,
    };
    let answer = shown(&comparison, verdict);
    let sentence = match verdict {
        view::Answer::Yes => "the new policy allows what the old one does not",
        view::Answer::No => "whatever the new policy allows, the old one allows as well",
        view::Answer::Undecided => "whether the new policy allows more than the old one",
    };
    output::answer(&answer, |look| terminal::render_comparison(&answer, sentence, look), common)?;
    Ok(match (args.expect, verdict) {
        (Some(ExpectAccess::NoNewAccess), view::Answer::Yes) => Outcome::Findings,
        (Some(ExpectAccess::NoNewAccess), view::Answer::Undecided) => Outcome::Incomplete,
        _ => Outcome::Fine,
    })
}

/// Reads a policy document.
pub(super) fn document(path: &Path, sort: Sort) -> Result<Document, Failure> {
    let shown = path.display().to_string();
    let failure = |source| Failure::File { what: "read", path: shown.clone(), source };
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_string(&mut text).map_err(failure)?;
    } else {
        std::fs::File::open(path).and_then(|mut f| f.read_to_string(&mut text)).map_err(failure)?;
    }
    let kind = if sort == Sort::Identity { PolicyKind::Identity } else { PolicyKind::Resource };
    let read = Document::parse_str(&text).and_then(|document| document.check(kind).map(|()| document));
    read.map_err(|e| Failure::Usage(format!("`{shown}` is no policy: {e}")))
}

/// A comparison as it is told.
pub(super) fn shown(comparison: &Comparison, verdict: view::Answer) -> view::Comparison {
    let (witness, unknown) = match comparison {
        Comparison::Gain(example) => (Some(request(example)), Vec::new()),
        Comparison::NoGain => (None, Vec::new()),
        Comparison::Unknown(doubts) => (None, doubts.iter().map(reason).collect()),
    };
    view::Comparison { version: view::VERSION, verdict, witness, unknown }
}

fn request(example: &Example) -> view::Request {
    let mut context: BTreeMap<String, view::Values> = BTreeMap::new();
    for (key, fact) in &example.context {
        let told = |values: &[crate::aws::Text]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        match fact {
            Fact::Known(values) => match told(values).as_slice() {
                [one] => drop(context.insert(key.clone(), view::Values::One(one.clone()))),
                many => drop(context.insert(key.clone(), view::Values::Many(many.to_vec()))),
            },
            Fact::Many(values) => drop(context.insert(key.clone(), view::Values::Many(told(values)))),
            Fact::Absent | Fact::Open => {}
        }
    }
    view::Request {
        principal: principal(&example.caller),
        action: example.action.as_str().to_owned(),
        resource: example.resource.to_string(),
        resource_account: Some(example.account.to_string()),
        context,
    }
}

/// A caller as `simulate` reads it.
fn principal(caller: &Caller) -> String {
    match caller {
        Caller::Role { arn, session: Some(session) } => {
            let arn = arn.to_string();
            let session = session.to_string();
            match (arn.split_once(":role/"), arn.replacen(":iam:", ":sts:", 1)) {
                (Some((_, path)), sts) if !session.is_empty() => {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    let account = sts.split_once(":role/").map_or(sts.as_str(), |(before, _)| before);
                    format!("{account}:assumed-role/{name}/{session}")
                }
                _ => arn,
            }
        }
        Caller::Role { arn, session: None } | Caller::User(arn) | Caller::Root(arn) | Caller::FederatedUser(arn) => arn.to_string(),
        Caller::Account(account) => account.to_string(),
        Caller::WebIdentity(provider) => provider.to_string(),
        Caller::Service(name) => name.to_string(),
        Caller::Anonymous => "anonymous".to_owned(),
    }
}

fn reason(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Interpretation(n) => format!("AWS's documentation leaves this open: item {n} of docs/semantics.md"),
        Doubt::Unmodelled(at, what) => format!("statement {} uses {what}, which keyholder does not model", at.index),
        Doubt::Budget => "the search was cut off before it was finished".to_owned(),
        Doubt::Mismatch => "the example request failed when it was run again".to_owned(),
        Doubt::UnknownPolicy(_)
        | Doubt::UnknownAttachment(_)
        | Doubt::UnknownValue(_)
        | Doubt::UnseenResourcePolicy
        | Doubt::UnknownResourceAccount => "something is not known".to_owned(),
    }
}
