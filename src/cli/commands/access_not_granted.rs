//! `keyholder access-not-granted`: does a policy grant none of these actions?

use super::new_access::{document, shown};
use crate::aws::Text;
use crate::cli::args::{AccessNotGrantedArgs, Common, ExpectDecision};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::policy::{self, Comparison, Sort};
use crate::report::{terminal, view};

pub(in crate::cli) fn run(args: &AccessNotGrantedArgs, common: &Common) -> Result<Outcome, Failure> {
    if let Some(wrong) = args.actions.iter().find(|a| *a != "*" && crate::aws::Action::parse(a).is_err()) {
        return Err(Failure::Usage(format!("`{wrong}` is not `service:Action`")));
    }
    let sort = if args.resource_policy { Sort::Resource } else { Sort::Identity };
    let document = document(&args.policy, sort)?;
    let resources: Vec<Text> = args.resources.iter().map(|r| r.as_str().into()).collect();
    let comparison = policy::grants_any(&document, sort, &args.actions, &resources);
    let verdict = match comparison {
        Comparison::Gain(_) => view::Answer::No,
        Comparison::NoGain => view::Answer::Yes,
        Comparison::Unknown(_) => view::Answer::Undecided,
    };
    let answer = shown(&comparison, verdict);
    let sentence = match verdict {
        view::Answer::Yes => "the policy grants none of this access",
        view::Answer::No => "the policy grants some of this access",
        view::Answer::Undecided => "whether the policy grants any of this access",
    };
    output::answer(&answer, |look| terminal::render_comparison(&answer, sentence, look), common)?;
    Ok(match (args.expect, verdict) {
        (None, _) | (Some(ExpectDecision::Denied), view::Answer::Yes) | (Some(ExpectDecision::Allowed), view::Answer::No) => Outcome::Fine,
        (Some(_), view::Answer::Undecided) => Outcome::Incomplete,
        (Some(_), _) => Outcome::Findings,
    })
}
