//! A second reading of the semantics, written to be plain: it works on the JSON, tries everything, knows nothing of unknowns, and says
//! nothing where AWS's documentation does not settle the matter.

use std::net::IpAddr;

use serde_json::Value;

use super::dice::{OTHER, OWN};

pub(crate) type Held = Vec<(&'static str, Option<Vec<&'static str>>)>;

/// One request with its policies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// `user`, `role`, `far`, `root`, `service` or `anonymous`.
    pub(crate) caller: &'static str,
    pub(crate) action: &'static str,
    pub(crate) resource: String,
    pub(crate) context: Held,
    pub(crate) identity: Vec<Value>,
    pub(crate) boundary: Option<Value>,
    pub(crate) session: Option<Value>,
    pub(crate) scps: Option<Vec<Vec<Value>>>,
    pub(crate) resource_policy: Option<Value>,
}

/// The three decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    Explicit,
    Implicit,
}

/// How a statement names the caller, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Nobody,
    Account,
    Role,
    Direct,
}

pub(crate) fn decide(case: &Case) -> Decision {
    let mut all: Vec<&Value> = case.identity.iter().collect();
    all.extend(&case.boundary);
    all.extend(&case.session);
    let own_account = !matches!(case.caller, "service" | "anonymous");
    let scps: Vec<&Vec<Value>> = case.scps.iter().flatten().filter(|_| own_account).collect();
    all.extend(scps.iter().copied().flatten());
    if all.iter().any(|p| grants(case, p, "Deny", false).contains(&Name::Direct)) {
        return Decision::Explicit;
    }
    let resource: Vec<Name> = case.resource_policy.as_ref().map_or(Vec::new(), |p| grants(case, p, "Allow", true));
    if case.resource_policy.as_ref().is_some_and(|p| grants(case, p, "Deny", true).iter().any(|n| *n != Name::Nobody)) {
        return Decision::Explicit;
    }
    let has = |n: Name| resource.contains(&n);
    let any = has(Name::Account) || has(Name::Role) || has(Name::Direct);
    let yes = |p: &Value| grants(case, p, "Allow", false).contains(&Name::Direct);
    if scps.iter().any(|level| !level.iter().any(yes)) {
        return Decision::Implicit;
    }
    let identity = case.caller == "root" || case.identity.iter().any(yes);
    let boundary = case.boundary.as_ref().is_none_or(yes);
    let session = case.session.as_ref().is_none_or(yes);
    let trust = case.action == "sts:AssumeRole";
    let must = trust || case.action == "kms:Decrypt";
    let allowed = match case.caller {
        "root" | "anonymous" if trust => false,
        "service" | "anonymous" => any,
        "far" => any && identity && boundary && session,
        _ => (identity && boundary && session && (!must || has(Name::Account))) || has(Name::Direct) || (has(Name::Role) && boundary && session),
    };
    if allowed { Decision::Allowed } else { Decision::Implicit }
}

fn list(v: &Value) -> Vec<&Value> {
    match v {
        Value::Array(a) => a.iter().collect(),
        one => vec![one],
    }
}

fn text(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

/// How the statements of this effect that apply name the caller.
fn grants(case: &Case, policy: &Value, effect: &str, names_principals: bool) -> Vec<Name> {
    let variables = policy["Version"] == "2012-10-17";
    let mut out = Vec::new();
    for s in list(&policy["Statement"]) {
        if s["Effect"] != effect || !action(case, s) || !resource(case, s, variables) || !conditions(case, s, variables) {
            continue;
        }
        if names_principals { out.extend(names(case, &s["Principal"])) } else { out.push(Name::Direct) }
    }
    out
}

fn names(case: &Case, principal: &Value) -> Vec<Name> {
    if *principal == "*" {
        return vec![Name::Direct];
    }
    let mut out = Vec::new();
    for (kind, values) in principal.as_object().unwrap() {
        for value in list(values) {
            out.push(name(case.caller, kind, value.as_str().unwrap()));
        }
    }
    out
}

fn name(caller: &str, kind: &str, value: &str) -> Name {
    let account = if caller == "far" { OTHER } else { OWN };
    match (kind, caller) {
        (_, _) if kind == "AWS" && value == "*" => Name::Direct,
        ("Service", "service") if value == "ec2.amazonaws.com" => Name::Direct,
        ("Service", _) | (_, "service" | "anonymous") => Name::Nobody,
        (_, _) if value == account || value == format!("arn:aws:iam::{account}:root") => Name::Account,
        (_, "role" | "far") if value == format!("arn:aws:iam::{account}:role/app") => Name::Role,
        (_, "role" | "far") if value == format!("arn:aws:sts::{account}:assumed-role/app/s") => Name::Direct,
        (_, "user") if value == "arn:aws:iam::111122223333:user/ann" => Name::Direct,
        _ => Name::Nobody,
    }
}

fn action(case: &Case, s: &Value) -> bool {
    let hit = |v: &Value| list(v).iter().any(|p| like(&p.as_str().unwrap().to_lowercase(), &case.action.to_lowercase()));
    if s.get("Action").is_some() { hit(&s["Action"]) } else { !hit(&s["NotAction"]) }
}

fn resource(case: &Case, s: &Value, variables: bool) -> bool {
    let hit = |v: &Value| {
        list(v).iter().any(|p| match fill(case, p.as_str().unwrap(), variables) {
            None => false,
            Some(p) if p == "*" => true,
            Some(p) => by_component(&p, &case.resource),
        })
    };
    if s.get("Resource").is_some() { hit(&s["Resource"]) } else { !hit(&s["NotResource"]) }
}

fn by_component(pattern: &str, s: &str) -> bool {
    let p: Vec<&str> = pattern.splitn(6, ':').collect();
    let t: Vec<&str> = s.splitn(6, ':').collect();
    p.len() == t.len() && p.iter().zip(&t).all(|(p, t)| like(p, t))
}

/// `*` and `?`; a character after U+E000 stands for itself, so that values put in are literal.
fn like(p: &str, t: &str) -> bool {
    let t: Vec<char> = t.chars().collect();
    fn go(p: &[char], t: &[char]) -> bool {
        match p.first() {
            None => t.is_empty(),
            Some('*') => go(&p[1..], t) || (!t.is_empty() && go(p, &t[1..])),
            Some('?') => !t.is_empty() && go(&p[1..], &t[1..]),
            Some('\u{e000}') => t.first() == p.get(1) && go(&p[2..], &t[1..]),
            Some(c) => t.first() == Some(c) && go(&p[1..], &t[1..]),
        }
    }
    go(&p.chars().collect::<Vec<_>>(), &t)
}

fn plain(s: &str) -> String {
    s.chars().flat_map(|c| ['\u{e000}', c]).collect()
}

fn held<'a>(case: &'a Case, key: &str) -> Option<&'a [&'static str]> {
    case.context.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).and_then(|(_, v)| v.as_deref())
}

/// The pattern with variables put in; none if one is not set.
fn fill(case: &Case, pattern: &str, variables: bool) -> Option<String> {
    if !variables {
        return Some(pattern.to_owned());
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let (body, tail) = after.split_once('}')?;
        rest = tail;
        if body == "*" {
            out.push_str(&plain("*"));
            continue;
        }
        let (key, default) = match body.split_once(", ") {
            Some((k, d)) => (k, Some(d.trim_matches('\''))),
            None => (body, None),
        };
        out.push_str(&plain(held(case, key).map(|v| v[0]).or(default)?));
    }
    Some(out + rest)
}

fn conditions(case: &Case, s: &Value, variables: bool) -> bool {
    let Some(all) = s.get("Condition") else { return true };
    all.as_object().unwrap().iter().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, values)| {
            let values: Vec<String> = list(values).iter().map(|v| text(v)).collect();
            condition(case, operator, held(case, key), &values, variables)
        })
    })
}

fn condition(case: &Case, operator: &str, held: Option<&[&str]>, values: &[String], variables: bool) -> bool {
    if operator == "Null" {
        let absent = held.is_none_or(<[&str]>::is_empty);
        return values.iter().any(|v| (v == "true") == absent);
    }
    let (operator, if_exists) = operator.strip_suffix("IfExists").map_or((operator, false), |o| (o, true));
    let (set, base) = operator.split_once(':').unwrap_or(("", operator));
    let negated = base.contains("Not");
    let base = base.replace("Not", "");
    let meets = |h: &str| values.iter().any(|v| compare(case, &base, h, v, variables)) != negated;
    match held {
        None if if_exists => true,
        None => set == "ForAllValues" || (set.is_empty() && negated),
        Some(h) if set == "ForAllValues" => h.iter().all(|h| meets(h)),
        Some(h) => h.iter().any(|h| meets(h)),
    }
}

fn compare(case: &Case, base: &str, held: &str, value: &str, variables: bool) -> bool {
    let number = |s: &str| s.parse::<f64>().unwrap();
    let filled = || fill(case, value, variables);
    match base {
        "StringEquals" => filled().is_some_and(|v| v.replace('\u{e000}', "") == held),
        "StringEqualsIgnoreCase" => filled().is_some_and(|v| v.replace('\u{e000}', "").to_lowercase() == held.to_lowercase()),
        "StringLike" => filled().is_some_and(|v| like(&v, held)),
        "ArnEquals" | "ArnLike" => filled().is_some_and(|v| by_component(&v, held)),
        "NumericEquals" => number(held) == number(value),
        "NumericLessThan" => number(held) < number(value),
        "NumericLessThanEquals" => number(held) <= number(value),
        "NumericGreaterThan" => number(held) > number(value),
        "NumericGreaterThanEquals" => number(held) >= number(value),
        "DateEquals" => held == value,
        "DateLessThan" => held < value,
        "DateLessThanEquals" => held <= value,
        "DateGreaterThan" => held > value,
        "DateGreaterThanEquals" => held >= value,
        "Bool" => held == value,
        "IpAddress" => inside(held, value),
        other => panic!("{other}"),
    }
}

fn bits(a: IpAddr) -> String {
    match a {
        IpAddr::V4(a) => format!("4{:032b}", u32::from(a)),
        IpAddr::V6(a) => format!("6{:0128b}", u128::from(a)),
    }
}

fn inside(address: &str, net: &str) -> bool {
    let (base, length) = net.split_once('/').unwrap_or((net, "999"));
    let (a, n) = (bits(address.parse().unwrap()), bits(base.parse().unwrap()));
    let length = length.parse::<usize>().unwrap().min(n.len() - 1);
    a.starts_with(&n[..=length])
}
