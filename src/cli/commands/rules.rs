//! `keyholder rules` and `keyholder explain`.

use crate::cli::args::ExplainArgs;
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::output;
use crate::findings;

pub(in crate::cli) fn list() -> Result<Outcome, Failure> {
    let all = || findings::rules().iter().chain(findings::change_rules());
    let widest = all().map(|r| r.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in all() {
        text.push_str(&format!("{:<widest$}  {:<8}  {}\n", rule.id, rule.severity.word(), rule.title));
    }
    output::stdout(text.as_bytes())?;
    Ok(Outcome::Fine)
}

pub(in crate::cli) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let Some(rule) = findings::rule(&args.rule) else {
        let known: Vec<String> = findings::rules().iter().map(|r| r.id.to_owned()).collect();
        return Err(Failure::Word { word: args.rule.clone(), what: "a rule", nearest: nearest(&args.rule, &known) });
    };
    output::stdout(findings::docs::explain(rule).as_bytes())?;
    Ok(Outcome::Fine)
}
