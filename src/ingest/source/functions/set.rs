//! Functions whose results can be far larger than their arguments: they use up the budget first.

use super::super::evaluate::{Machine, Problem, equals, to_set};
use super::super::number::Number;
use super::super::value::{Sequence, Value};
use super::arguments::{Args, Fail, wrong};
use super::{Answer, json};

/// What Terraform's `range` allows.
const LONGEST_RANGE: usize = 1024;

pub(super) fn call(machine: &mut Machine<'_>, name: &str, args: Args<'_>) -> Result<Option<Answer>, Problem> {
    Ok(Some(match name {
        "setproduct" => return product(machine, args).map(Some),
        "setunion" => union(args),
        "setintersection" => keep(args, true),
        "setsubtract" => keep(args, false),
        "range" => range(args),
        _ => return Ok(None),
    }))
}

fn product(machine: &mut Machine<'_>, args: Args<'_>) -> Result<Answer, Problem> {
    let mut lists = Vec::new();
    for i in 0..args.len() {
        match args.items(i) {
            Ok(items) => lists.push(items),
            Err(fail) => return Ok(Err(fail)),
        }
    }
    if lists.len() < 2 {
        return Ok(wrong("two or more sets are expected"));
    }
    let total = lists.iter().try_fold(1_usize, |n, l| n.checked_mul(l.len())).unwrap_or(usize::MAX);
    machine.spend(total.saturating_mul(lists.len()))?;
    let mut out: Vec<Vec<Value>> = vec![Vec::new()];
    for list in lists {
        out = out.iter().flat_map(|head| list.iter().map(|item| head.iter().cloned().chain([item.clone()]).collect())).collect();
    }
    Ok(Ok(Value::list(Sequence::List, out.into_iter().map(Value::tuple).collect())))
}

fn union(args: Args<'_>) -> Answer {
    let mut out = Vec::new();
    for value in args.0 {
        match value {
            Value::List(list) => out.extend(list.items.iter().cloned()),
            Value::Unknown(_) => out.push(Value::Spread(value.clone().into())),
            Value::Spread(_) => out.push(value.clone()),
            other => return wrong(format!("a set is expected, not {}", other.type_name())),
        }
    }
    Ok(to_set(&out))
}

/// Items of the first set that are in all others, or in none.
fn keep(args: Args<'_>, wanted: bool) -> Answer {
    let mut out: Vec<Value> = args.items(0)?.to_vec();
    for i in 1..args.len() {
        let other = args.items(i)?;
        let known: std::collections::BTreeSet<String> = other.iter().map(|v| json::encode(v).show()).collect();
        let simple = other.iter().all(Value::is_known);
        let mut kept = Vec::new();
        for item in out {
            let inside = if simple && item.is_known() {
                known.contains(&json::encode(&item).show())
            } else {
                let found: Vec<Option<bool>> = other.iter().map(|o| equals(o, &item)).collect();
                if found.contains(&Some(true)) {
                    true
                } else if found.contains(&None) {
                    return Err(Fail::Unknown);
                } else {
                    false
                }
            };
            if inside == wanted {
                kept.push(item);
            }
        }
        out = kept;
    }
    Ok(to_set(&out))
}

fn range(args: Args<'_>) -> Answer {
    let zero = Number::from(0_usize);
    let (start, end) = if args.len() < 2 { (zero, args.number(0)?) } else { (args.number(0)?, args.number(1)?) };
    let step = match args.len() {
        0..=2 if end < start => Number::from(-1_i128),
        0..=2 => Number::from(1_i128),
        _ => args.number(2)?,
    };
    if step == zero {
        return wrong("the step is zero");
    }
    let mut out = Vec::new();
    let mut at = start;
    while if step > zero { at < end } else { at > end } {
        if out.len() >= LONGEST_RANGE {
            return wrong(format!("more than {LONGEST_RANGE} values"));
        }
        out.push(Value::Number(at));
        at = at.add(&step).ok_or(Fail::Unknown)?;
    }
    Ok(Value::list(Sequence::List, out))
}
