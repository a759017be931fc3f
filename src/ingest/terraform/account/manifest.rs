//! `snapshot.json`: what a collected snapshot says of itself, each call that was made with what came of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Reading;
use super::made::{Made, Told};

/// Its name in the folder.
pub(super) const FILE: &str = "snapshot.json";

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// Answered.
    Ok,
    /// Answered that there is none.
    Absent,
    /// Not allowed.
    Denied,
    /// Anything else.
    Failed,
}

impl Status {
    /// What an error code of AWS means.
    pub(super) fn of_code(code: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|w| code.contains(w));
        if has(&["AccessDenied", "Unauthorized", "NotAuthorized", "Forbidden", "AuthorizationError"]) {
            Status::Denied
        } else if has(&["NoSuch", "NotFound", "DoesNotExist"]) && !matches!(code, "NoSuchBucket") {
            Status::Absent
        } else {
            Status::Failed
        }
    }
}

/// A call that was made.
#[derive(Debug, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub account: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    pub service: String,
    pub operation: String,
    #[serde(default)]
    pub args: Value,
    pub status: Status,
    #[serde(default)]
    pub file: Option<String>,
    /// The permission that is missing.
    #[serde(default)]
    pub needs: Option<String>,
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    version: u64,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    calls: Vec<Value>,
}

/// The calls of a collected snapshot; of one that keyholder did not collect, none.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub calls: Vec<Done>,
    by_file: BTreeMap<String, usize>,
}

impl Manifest {
    /// Reads it from the folder, and what is wrong with it into the document.
    pub(super) fn read(reading: &mut Reading<'_>) -> Self {
        let Some((_, bytes)) = reading.snapshot.files.iter().find(|(path, _)| path == FILE).filter(|_| !reading.snapshot.alone) else {
            return Self::default();
        };
        let whole: Whole = match serde_json::from_slice(bytes) {
            Ok(whole) => whole,
            Err(error) => {
                reading.unreadable(FILE, "", format!("what the snapshot says of itself can't be read: {error}"));
                return Self::default();
            }
        };
        if whole.version != 1 {
            reading.unreadable(FILE, "/version", format!("version {} of snapshots is not known (1 is)", whole.version));
        }
        if !whole.complete {
            let message =
                format!("`{FILE}`: the snapshot says of itself that it is not complete: `keyholder collect --to` its folder goes on with it");
            reading.document.partial(message, "/complete");
        }
        let mut calls = Vec::new();
        let mut odd = 0_usize;
        for call in whole.calls {
            match serde_json::from_value::<Done>(call) {
                Ok(call) => calls.push(call),
                Err(_) => odd += 1,
            }
        }
        if odd > 0 {
            reading.unreadable(FILE, "/calls", format!("{odd} of the calls can't be read"));
        }
        let there: std::collections::BTreeSet<&str> = reading.snapshot.files.iter().map(|(path, _)| path.as_str()).collect();
        let gone: Vec<&str> = calls.iter().filter_map(|c| c.file.as_deref()).filter(|f| !there.contains(f)).collect();
        if let Some(first) = gone.first() {
            let more = if gone.len() > 1 { format!(" and {} more", gone.len() - 1) } else { String::new() };
            reading.document.partial(format!("`{FILE}` names files that are not there: `{first}`{more}"), "/calls");
        }
        let by_file = calls.iter().enumerate().filter_map(|(n, c)| Some((c.file.clone()?, n))).collect();
        Self { calls, by_file }
    }

    /// The arguments of the call whose answer is in a file.
    pub(super) fn arguments(&self, path: &str) -> Option<&Value> {
        self.by_file.get(path).and_then(|n| self.calls.get(*n)).map(|call| &call.args)
    }

    /// Whether a file holds all principals of its account.
    pub(super) fn tells_all_principals(&self, path: &str) -> bool {
        let call = self.by_file.get(path).and_then(|n| self.calls.get(*n));
        let whole = |c: &Done| c.status == Status::Ok && c.args.as_object().is_none_or(Map::is_empty);
        call.is_some_and(|c| c.name() == "iam.get-account-authorization-details" && whole(c))
    }

    /// Tells what became of calls that have no file.
    pub(super) fn tell(&self, made: &mut Made) {
        for call in self.calls.iter().filter(|c| c.status != Status::Ok || c.file.is_none()) {
            let region = call.region.clone().map(|r| if r == "global" { String::new() } else { r });
            let told = Told { account: call.account.clone(), region, status: call.status };
            let name = call.name();
            let mut ids: Vec<&str> = Vec::new();
            strings(&call.args, &mut ids);
            made.told(&name, &told, ids.into_iter());
        }
    }

    /// Calls that were denied or failed, by place, call and what became of them.
    pub(super) fn refused(&self) -> BTreeMap<(String, String, Status), Refused> {
        let mut out: BTreeMap<(String, String, Status), Refused> = BTreeMap::new();
        for call in self.calls.iter().filter(|c| matches!(c.status, Status::Denied | Status::Failed)) {
            let place = [call.account.as_deref(), call.region.as_deref().filter(|r| *r != "global")];
            let place = place.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
            let entry = out.entry((place, call.name(), call.status)).or_default();
            let mut ids = Vec::new();
            strings(&call.args, &mut ids);
            entry.about.extend(ids.first().map(|id| (*id).to_owned()));
            entry.needs = entry.needs.take().or_else(|| call.needs.clone());
        }
        out
    }
}

/// Calls of one kind that were refused.
#[derive(Debug, Default)]
pub(super) struct Refused {
    /// What they were about.
    pub about: Vec<String>,
    /// The permission that is missing, where the snapshot says it.
    pub needs: Option<String>,
}

impl Done {
    fn name(&self) -> String {
        format!("{}.{}", self.service, self.operation)
    }
}

fn strings<'a>(args: &'a Value, out: &mut Vec<&'a str>) {
    match args {
        Value::String(s) => out.push(s),
        Value::Array(list) => list.iter().for_each(|v| strings(v, out)),
        Value::Object(map) => map.values().for_each(|v| strings(v, out)),
        _ => {}
    }
}
