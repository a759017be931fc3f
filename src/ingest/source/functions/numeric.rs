//! Functions of numbers.

use super::super::number::Number;
use super::super::value::Value;
use super::Answer;
use super::arguments::{Args, Fail, wrong};

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    let large = || Fail::Message("number too large".to_owned());
    let number = |n: Option<Number>| n.map(Value::Number).ok_or_else(large);
    Some(match name {
        "abs" => args.number(0).and_then(|n| number(n.abs())),
        "ceil" => args.number(0).and_then(|n| number(n.ceil())),
        "floor" => args.number(0).and_then(|n| number(n.floor())),
        "signum" => {
            args.number(0).map(|n| Value::Number(Number::from(i128::from(n > Number::from(0_usize)) - i128::from(n < Number::from(0_usize)))))
        }
        "max" => extreme(args, |a, b| a > b),
        "min" => extreme(args, |a, b| a < b),
        "sum" => sum(args),
        "pow" => args.number(0).and_then(|n| n.power(&args.number(1)?).map(Value::Number).ok_or(Fail::Unknown)),
        "parseint" => parseint(args),
        "log" => Err(Fail::Unknown),
        _ => return None,
    })
}

fn extreme(args: Args<'_>, better: impl Fn(&Number, &Number) -> bool) -> Answer {
    let mut best: Option<Number> = None;
    for i in 0..args.len() {
        let n = args.number(i)?;
        if best.is_none_or(|b| better(&n, &b)) {
            best = Some(n);
        }
    }
    best.map_or_else(|| wrong("a number is expected"), |n| Ok(Value::Number(n)))
}

fn sum(args: Args<'_>) -> Answer {
    let items = args.items(0)?;
    if items.is_empty() {
        return wrong("the list is empty");
    }
    let mut total = Number::from(0_usize);
    for i in 0..items.len() {
        total = total.add(&Args(items).number(i)?).ok_or(Fail::Unknown)?;
    }
    Ok(Value::Number(total))
}

fn parseint(args: Args<'_>) -> Answer {
    let (text, base) = (args.str(0)?, args.count(1)?);
    let base = u32::try_from(base).ok().filter(|b| (2..=36).contains(b));
    let Some(base) = base else { return wrong("the base is not between 2 and 36") };
    match i128::from_str_radix(&text, base) {
        Ok(n) => Ok(Value::Number(Number::from(n))),
        Err(_) => wrong(format!("`{text}` is no whole number of base {base}")),
    }
}
