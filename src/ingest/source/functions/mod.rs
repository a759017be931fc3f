//! Terraform's functions. Source: "Functions", Terraform documentation.
//!
//! A function of something unknown gives a symbol named like the call, so that equal calls are equal; where parts of the result are known in
//! spite of that, they are kept. Functions that are not here give a symbol and a gap.

mod arguments;
mod collection;
mod encoding;
mod file;
mod format;
mod network;
mod numeric;
mod provider;
mod set;
mod string;
mod yaml;

pub(super) use yaml::decode as of_yaml;

use super::evaluate::{Machine, Outcome, Problem, Scope, to_text};
use super::json;
use super::syntax::Call;
use super::value::{Kind, Place, Symbol, Value};

use arguments::{Args, Fail};

type Answer = Result<Value, Fail>;

/// Functions that keep undecided values in their result as they are.
const KEEPING: &[&str] = &[
    "jsonencode",
    "concat",
    "sensitive",
    "nonsensitive",
    "ephemeralasnull",
    "issensitive",
    "tolist",
    "templatefile",
    "templatestring",
    "yamlencode",
];

/// Functions that look at the items of lists.
const LOOKING_INTO: &[&str] = &[
    "alltrue",
    "anytrue",
    "chunklist",
    "coalescelist",
    "compact",
    "contains",
    "distinct",
    "element",
    "flatten",
    "formatlist",
    "index",
    "join",
    "keys",
    "length",
    "matchkeys",
    "max",
    "min",
    "one",
    "reverse",
    "setintersection",
    "setproduct",
    "setsubtract",
    "setunion",
    "slice",
    "sort",
    "sum",
    "toset",
    "zipmap",
];

/// Functions whose results are strings.
const STRINGS: &[&str] = &[
    "base64decode",
    "base64encode",
    "base64sha256",
    "basename",
    "chomp",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "dirname",
    "file",
    "filebase64",
    "filemd5",
    "filesha1",
    "filesha256",
    "format",
    "formatdate",
    "indent",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "replace",
    "sha1",
    "sha256",
    "sha512",
    "strrev",
    "substr",
    "timeadd",
    "timestamp",
    "plantimestamp",
    "title",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urlencode",
    "uuid",
    "uuidv5",
    "yamlencode",
    "bcrypt",
    "abspath",
    "pathexpand",
    "base64gzip",
    "textencodebase64",
];

/// Functions whose results nobody knows before they run.
const IMPURE: &[&str] = &["timestamp", "plantimestamp", "uuid", "bcrypt"];

/// Functions that give a symbol without a gap: what they make is no part of an access decision.
const OPAQUE: &[&str] = &[
    "abspath",
    "base64gzip",
    "base64sha512",
    "filebase64sha512",
    "formatdate",
    "pathexpand",
    "rsadecrypt",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "timecmp",
    "uuidv5",
    "filesha512",
];

/// Conditions that one call may hang on.
const MOST_CONDITIONS: usize = 5;

/// Evaluates a call.
pub(super) fn call(machine: &mut Machine<'_>, call: &Call, at: Place, scope: Scope<'_>) -> Outcome {
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    match name {
        "try" => return attempt(machine, call, at, scope),
        "can" => {
            let Some(argument) = call.arguments.first() else { return Err(Problem::Invalid(at, "`can` without argument".to_owned())) };
            return match machine.eval(argument, scope) {
                Ok(Value::Unknown(symbol)) => Ok(Value::unknown(&format!("can({})", symbol.name), Kind::Any)),
                Ok(_) => Ok(Value::Bool(true)),
                Err(Problem::Invalid(..)) => Ok(Value::Bool(false)),
                Err(Problem::Exhausted) => Err(Problem::Exhausted),
            };
        }
        _ => {}
    }
    let mut values = call.arguments.iter().map(|e| machine.eval(e, scope)).collect::<Result<Vec<_>, _>>()?;
    if call.expand {
        match values.pop() {
            Some(Value::List(list)) => values.extend(list.items.iter().cloned()),
            Some(Value::Null) | None => {}
            Some(Value::Either(either)) => {
                let outcomes = [&either.yes, &either.no].map(|last| {
                    let mut all = values.clone();
                    match last {
                        Value::List(list) => all.extend(list.items.iter().cloned()),
                        other => all.push(Value::Spread(other.clone().into())),
                    }
                    all
                });
                let [yes, no] = outcomes.map(|all| apply(machine, name, &all, at, scope, 0));
                return Ok(Value::either(&either.on, yes?, no?));
            }
            Some(other) => values.push(Value::Spread(other.into())),
        }
    }
    apply(machine, name, &values, at, scope, 0)
}

fn attempt(machine: &mut Machine<'_>, call: &Call, at: Place, scope: Scope<'_>) -> Outcome {
    let mut last = Err(Problem::Invalid(at, "`try` without arguments".to_owned()));
    for argument in &call.arguments {
        last = machine.eval(argument, scope);
        if !matches!(last, Err(Problem::Invalid(..))) {
            return last;
        }
    }
    last
}

/// Calls with values; for undecided ones once with each outcome.
fn apply(machine: &mut Machine<'_>, name: &str, values: &[Value], at: Place, scope: Scope<'_>, conditions: usize) -> Outcome {
    machine.spend(1 + values.len())?;
    let into = LOOKING_INTO.contains(&name);
    if !KEEPING.contains(&name)
        && let Some(on) = values.iter().find_map(|v| undecided(v, into))
    {
        if conditions >= MOST_CONDITIONS {
            return Ok(derived(machine, name, values, at));
        }
        let mut outcome = |holds: bool| {
            let decided: Vec<Value> = values.iter().map(|v| decide(v, &on, holds, into)).collect();
            for value in &decided {
                machine.spend_on(value)?;
            }
            apply(machine, name, &decided, at, scope, conditions + 1)
        };
        return match (outcome(true), outcome(false)) {
            (Ok(yes), Ok(no)) => Ok(Value::either(&on, yes, no)),
            (Err(Problem::Exhausted), _) | (_, Err(Problem::Exhausted)) => Err(Problem::Exhausted),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
            (Err(error), Err(_)) => Err(error),
        };
    }
    for value in values {
        machine.spend_on(value)?;
    }
    match answer(machine, name, values, at, scope)? {
        Some(Ok(value)) => Ok(value),
        Some(Err(Fail::Unknown)) => Ok(derived(machine, name, values, at)),
        Some(Err(Fail::Message(message))) => Err(Problem::Invalid(at, format!("{name}: {message}"))),
        None if IMPURE.contains(&name) => Ok(Value::unknown(&format!("{name}() at {}", machine.show(at)), Kind::String)),
        None => {
            if !OPAQUE.contains(&name) {
                machine.gap(&format!("the function `{name}` is not evaluated"), Some(at));
            }
            Ok(derived(machine, name, values, at))
        }
    }
}

/// The answer of the file that has the function; `None` when none has.
fn answer(machine: &mut Machine<'_>, name: &str, values: &[Value], at: Place, scope: Scope<'_>) -> Result<Option<Answer>, Problem> {
    let args = Args(values);
    if let Some(answer) = file::call(machine, name, args, at, scope)? {
        return Ok(Some(answer));
    }
    if let Some(answer) = set::call(machine, name, args)? {
        return Ok(Some(answer));
    }
    if matches!(name, "sensitive") {
        machine.mark_sensitive();
    }
    let pure = [string::call, format::call, collection::call, numeric::call, encoding::call, network::call, provider::call];
    Ok(pure.iter().find_map(|call| call(name, args)))
}

/// A condition that one of the values hangs on.
fn undecided(value: &Value, into: bool) -> Option<Symbol> {
    match value {
        Value::Either(either) => Some(either.on.clone()),
        Value::List(list) if into => list.items.iter().find_map(|i| undecided(i, true)),
        Value::Spread(inner) if into => match &**inner {
            Value::Either(either) => Some(either.on.clone()),
            Value::List(_) => undecided(inner, true),
            _ => None,
        },
        _ => None,
    }
}

fn decide(value: &Value, on: &Symbol, holds: bool, into: bool) -> Value {
    match value {
        Value::Either(_) => value.clone().when(on, holds),
        Value::List(list) if into => Value::list(list.sequence, list.items.iter().map(|i| decide(i, on, holds, true)).collect()),
        Value::Spread(inner) if into => Value::Spread(decide(inner, on, holds, true).into()),
        other => other.clone(),
    }
}

/// The symbol for the result of a call on unknown values. Values that must not be shown are not in its name.
fn derived(machine: &Machine<'_>, name: &str, values: &[Value], at: Place) -> Value {
    let kind = if STRINGS.contains(&name) { Kind::String } else { Kind::Any };
    if machine.is_sensitive() {
        return Value::unknown(&format!("{name}(sensitive) of {} at {}", machine.subject(), machine.show(at)), kind);
    }
    let shown: Vec<String> = values.iter().map(json::show).collect();
    Value::unknown(&format!("{name}({})", shown.join(", ")), kind)
}
