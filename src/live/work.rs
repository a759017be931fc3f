//! The collection: calls are made, their answers lead to further calls, until there are none left.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::account::Base;
use super::client::Client;
use super::error::End;
use super::folder::{self, Ended, Folder, Key, Status};
use super::{Error, Event, Options, Tally, endpoint, region};
use crate::aws::calls::{self, Call, Scope};

/// Calls at once, whatever the service.
const AT_ONCE: usize = 64;

/// Calls at once to one service in one account.
fn at_once(service: &str) -> usize {
    match service {
        "s3api" => 16,
        "ec2" | "kms" => 8,
        _ => 4,
    }
}

/// How often the list of calls is written while the collection runs.
const SAVED_EVERY: Duration = Duration::from_secs(1);
/// How soon a wish to stop is noticed.
const TICK: Duration = Duration::from_millis(200);

/// An account that is collected.
#[derive(Debug)]
struct Account {
    id: String,
    client: Client,
    home: String,
    regions: Vec<String>,
    /// Regions that the account has not enabled.
    closed: BTreeSet<String>,
}

/// A call about to be made.
#[derive(Clone, Debug)]
struct Task {
    account: usize,
    call: &'static Call,
    /// The Region that is asked.
    region: String,
    arguments: Map<String, Value>,
    key: Key,
    /// File name of the answer, where there is one a resource.
    name: Option<String>,
}

/// Collects.
pub(super) async fn collect(options: &Options, tell: &(dyn Fn(Event) + Sync)) -> Result<Tally, Error> {
    let mut run = Run { folder: Folder::open(&options.to)?, accounts: Vec::new(), seen: BTreeSet::new(), tally: Tally::default(), tell };
    run.folder.save(false)?;
    run.find_accounts(options).await?;
    run.all().await
}

struct Run<'a> {
    folder: Folder,
    accounts: Vec<Account>,
    seen: BTreeSet<Key>,
    tally: Tally,
    tell: &'a (dyn Fn(Event) + Sync),
}

impl Run<'_> {
    fn notice(&self, text: String) {
        (self.tell)(Event::Notice(text));
    }

    /// Finds out which accounts there are, and their Regions.
    async fn find_accounts(&mut self, options: &Options) -> Result<(), Error> {
        let profiles: Vec<Option<&str>> =
            if options.profiles.is_empty() { vec![None] } else { options.profiles.iter().map(|p| Some(p.as_str())).collect() };
        for (position, profile) in profiles.into_iter().enumerate() {
            let base = Base::load(profile, options).await?;
            let mistyped = !region::is_known(&base.home) && !base.has_endpoint();
            let client = if mistyped { base.client().brief() } else { base.client() };
            let own = who(&client, &base.home).await.map_err(|end| match end {
                End::Failed(_) if mistyped => Error::NoSuchRegion { near: region::near(&base.home, &[]), region: base.home.clone() },
                End::Failed(message) if !message.contains("the Region may not be enabled") => Error::Unreachable { message },
                End::Failed(message) | End::Expired(message) | End::Denied(message) => Error::Credentials { message },
                _ => Error::Unreachable { message: "no answer".into() },
            })?;
            if !options.roles_only {
                self.add(own.clone(), base.client(), &base.home, options).await?;
            }
            // Roles are assumed by the first profile.
            if position > 0 {
                continue;
            }
            let mut roles = options.roles.clone();
            if let Some((role, external_id)) = &options.organization {
                let others = self.members(&base, &own).await?;
                let partition = endpoint::partition(&base.home);
                roles.extend(others.into_iter().map(|id| (format!("arn:{partition}:iam::{id}:role/{role}"), external_id.clone())));
            }
            for (role, external_id) in roles {
                self.assume(&base, &role, external_id.as_deref(), options).await?;
            }
        }
        Ok(())
    }

    /// The other accounts of the organization that are open.
    async fn members(&mut self, base: &Base, own: &str) -> Result<Vec<String>, Error> {
        let Some(call) = calls::of("organizations", "list-accounts").next() else { return Ok(Vec::new()) };
        let accounts = match base.client().ask(call, &base.home, own, &Map::new()).await {
            End::Answer(answer) => answer,
            end => {
                self.notice(format!("the accounts of the organization can't be listed: {}", said(&end)));
                Value::Null
            }
        };
        let list = accounts.get("Accounts").and_then(Value::as_array).into_iter().flatten();
        let open = list.filter(|a| a.get("Status").and_then(Value::as_str).is_none_or(|s| s.eq_ignore_ascii_case("active")));
        Ok(open.filter_map(|a| a.get("Id").and_then(Value::as_str)).filter(|id| *id != own).map(str::to_owned).collect())
    }

    /// Adds the account of a role. That it can't be assumed is written down.
    async fn assume(&mut self, base: &Base, role: &str, external_id: Option<&str>, options: &Options) -> Result<(), Error> {
        let told = role.split(':').nth(4).unwrap_or_default().to_owned();
        let refused = match base.assume(role, external_id).await {
            Ok(client) => match who(&client, &base.home).await {
                Ok(id) => return self.add(id, client, &base.home, options).await,
                Err(end) => said(&end),
            },
            Err(message) => message,
        };
        self.notice(format!("`{role}` can't be assumed: {refused}"));
        let args = folder::arguments(&[("RoleArn".to_owned(), role.into())].into_iter().collect());
        let key = Key { account: told, region: "global".into(), service: "sts".into(), operation: "assume-role".into(), args };
        self.tally.known += 1;
        self.tally.denied += 1;
        self.folder.ended(key, Ended { status: Status::Denied, file: None, needs: Some("sts:AssumeRole".into()), error: Some(refused) });
        Ok(())
    }

    /// Adds an account with its Regions; one that is there already counts once.
    async fn add(&mut self, id: String, client: Client, home: &str, options: &Options) -> Result<(), Error> {
        if self.accounts.iter().any(|a| a.id == id) {
            return Ok(());
        }
        let mut account = Account { id, client, home: home.to_owned(), regions: Vec::new(), closed: BTreeSet::new() };
        let told = regions(&account).await;
        let enabled = told.as_ref().map(|all| all.iter().filter(|(_, open)| **open).map(|(r, _)| r.clone()).collect::<BTreeSet<_>>());
        let usual = [home.to_owned()];
        for region in if options.regions.is_empty() { usual.as_slice() } else { options.regions.as_slice() } {
            self.exists(region, &told, &account).await?;
            match (region.as_str(), &enabled) {
                ("all", Ok(enabled)) => account.regions.extend(enabled.iter().cloned()),
                ("all", Err(why)) => {
                    self.notice(format!("the Regions of {} can't be listed, {home} alone is collected: {why}", account.id));
                    account.regions.push(home.to_owned());
                }
                (region, Ok(enabled)) if !enabled.contains(region) && told.as_ref().is_ok_and(|all| all.contains_key(region)) => {
                    account.closed.insert(region.to_owned());
                    account.regions.push(region.to_owned());
                }
                (region, _) => account.regions.push(region.to_owned()),
            }
        }
        account.regions.sort();
        account.regions.dedup();
        self.accounts.push(account);
        Ok(())
    }

    /// Refuses a Region that there is not: one that AWS's list does not hold, or, where nobody may see that, that was not known when this was built. An
    /// endpoint of the user's own may have Regions of its own: it is asked in the Region.
    async fn exists(&self, region: &str, told: &Result<BTreeMap<String, bool>, String>, account: &Account) -> Result<(), Error> {
        let listed = match told {
            Ok(all) => all.contains_key(region),
            Err(_) => region::is_known(region),
        };
        if region == "all" || listed || account.client.has_endpoint() && answers(account, region).await {
            return Ok(());
        }
        let all: Vec<String> = told.iter().flat_map(BTreeMap::keys).cloned().collect();
        Err(Error::NoSuchRegion { region: region.to_owned(), near: region::near(region, &all) })
    }

    /// Makes all calls.
    async fn all(mut self) -> Result<Tally, Error> {
        let stop = Arc::new(AtomicBool::new(false));
        let due = Arc::new(AtomicBool::new(false));
        tokio::spawn(asked_to_stop(stop.clone()));
        tokio::spawn(clock(due.clone()));
        let all = Arc::new(Semaphore::new(AT_ONCE));
        let mut services: BTreeMap<(usize, &'static str), Arc<Semaphore>> = BTreeMap::new();
        let mut asked = JoinSet::new();
        let mut planned = self.first();
        loop {
            while let Some(task) = planned.pop() {
                if !self.seen.insert(task.key.clone()) {
                    continue;
                }
                self.tally.known += 1;
                let Some(account) = self.accounts.get(task.account) else { continue };
                if let Some(answer) = self.folder.answer(&task.key) {
                    self.tally.answered += 1;
                    planned.extend(further(&task, answer.as_ref(), account));
                } else if task.call.scope == Scope::Region && account.closed.contains(&task.region) {
                    let end = End::Failed("the Region is not enabled for the account".into());
                    planned.extend(self.ended(&task, end)?);
                } else {
                    let service =
                        services.entry((task.account, task.call.service)).or_insert_with(|| Arc::new(Semaphore::new(at_once(task.call.service))));
                    asked.spawn(ask(task, account.client.clone(), account.id.clone(), service.clone(), all.clone()));
                }
            }
            (self.tell)(Event::Progress(self.tally));
            match tokio::time::timeout(TICK, asked.join_next()).await {
                Ok(Some(Ok((_, End::Expired(message))))) => {
                    self.notice(format!("the credentials have ended, sign in and run the same command again: {message}"));
                    stop.store(true, Ordering::Relaxed);
                }
                Ok(Some(Ok((task, end)))) => planned.extend(self.ended(&task, end)?),
                // A task that is cut off has no end, and is made again.
                Ok(Some(Err(_))) => self.tally.interrupted = true,
                Ok(None) => break,
                Err(_) => {}
            }
            if stop.load(Ordering::Relaxed) {
                asked.abort_all();
                self.tally.interrupted = true;
                break;
            }
            if due.swap(false, Ordering::Relaxed) {
                self.folder.save(false)?;
            }
        }
        self.folder.save(!self.tally.interrupted)?;
        Ok(self.tally)
    }

    /// The calls that need no answer before.
    fn first(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (position, account) in self.accounts.iter().enumerate() {
            for call in calls::all().filter(|c| c.after.is_none()) {
                let regions = if call.scope == Scope::Region { account.regions.as_slice() } else { std::slice::from_ref(&account.home) };
                tasks.extend(regions.iter().map(|region| task(position, account, call, region, None, None)));
            }
        }
        tasks
    }

    /// Writes down how a call ended, and returns the calls that follow.
    fn ended(&mut self, made: &Task, end: End) -> Result<Vec<Task>, Error> {
        let gap = |status, error| Ended { status, file: None, needs: None, error: Some(error) };
        let (answer, ended) = match end {
            End::Answer(answer) => {
                let file = self.folder.write(&made.key, made.name.as_deref(), &answer)?;
                (Some(answer), Ended { status: Status::Ok, file: Some(file), needs: None, error: None })
            }
            // What there is helps, and the call remains one that failed.
            End::Part(answer, why) => {
                let file = self.folder.write(&made.key, made.name.as_deref(), &answer)?;
                (Some(answer), Ended { file: Some(file), ..gap(Status::Failed, why) })
            }
            End::Absent => (None, Ended { status: Status::Absent, file: None, needs: None, error: None }),
            End::Denied(message) => (None, Ended { needs: Some(made.call.action.into()), ..gap(Status::Denied, message) }),
            End::Failed(message) | End::Expired(message) => (None, gap(Status::Failed, message)),
        };
        match ended.status {
            Status::Ok | Status::Absent => self.tally.answered += 1,
            Status::Denied => self.tally.denied += 1,
            Status::Failed => self.tally.failed += 1,
        }
        self.folder.ended(made.key.clone(), ended);
        let Some(account) = self.accounts.get(made.account) else { return Ok(Vec::new()) };
        Ok(further(made, answer.as_ref(), account))
    }
}

async fn ask(task: Task, client: Client, account: String, service: Arc<Semaphore>, all: Arc<Semaphore>) -> (Task, End) {
    // Semaphores of a run are never closed.
    let _own = service.acquire_owned().await;
    let _all = all.acquire_owned().await;
    let end = client.ask(task.call, &task.region, &account, &task.arguments).await;
    (task, end)
}

/// Waits for an interrupt or a wish to end.
async fn asked_to_stop(stop: Arc<AtomicBool>) {
    #[cfg(unix)]
    if let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        let stop = stop.clone();
        tokio::spawn(async move {
            end.recv().await;
            stop.store(true, Ordering::Relaxed);
        });
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.store(true, Ordering::Relaxed);
    }
}

/// Says when the list of calls is to be written.
async fn clock(due: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(SAVED_EVERY).await;
        due.store(true, Ordering::Relaxed);
    }
}

/// The account of a client.
async fn who(client: &Client, region: &str) -> Result<String, End> {
    let Some(call) = calls::of("sts", "get-caller-identity").next() else { return Err(End::Absent) };
    match client.ask(call, region, "", &Map::new()).await {
        End::Answer(answer) => {
            answer.get("Account").and_then(Value::as_str).map(str::to_owned).ok_or_else(|| End::Failed("the answer names no account".into()))
        }
        end => Err(end),
    }
}

/// The Regions that there are, and whether the account has them enabled.
async fn regions(account: &Account) -> Result<BTreeMap<String, bool>, String> {
    let answer = match listed(account, &account.home).await {
        End::Answer(answer) => answer,
        end => return Err(said(&end)),
    };
    let list = answer.get("Regions").and_then(Value::as_array).into_iter().flatten();
    let one = |r: &Value| {
        let open = r.get("OptInStatus").and_then(Value::as_str) != Some("not-opted-in");
        Some((r.get("RegionName")?.as_str()?.to_owned(), open))
    };
    Ok(list.filter_map(one).collect())
}

/// Whether a service that is in every Region answers in one.
async fn answers(account: &Account, region: &str) -> bool {
    matches!(listed(account, region).await, End::Answer(_) | End::Denied(_))
}

async fn listed(account: &Account, region: &str) -> End {
    let Some(call) = calls::of("ec2", "describe-regions").next() else { return End::Absent };
    // A Region that nobody knows of is likely none.
    let client = if region::is_known(region) { account.client.clone() } else { account.client.brief() };
    client.ask(call, region, &account.id, &given(call, account)).await
}

/// What an end says.
fn said(end: &End) -> String {
    match end {
        End::Part(_, message) | End::Denied(message) | End::Failed(message) | End::Expired(message) => message.clone(),
        End::Absent => "there is nothing".into(),
        End::Answer(_) => String::new(),
    }
}

/// The arguments that hang on no answer.
fn given(call: &Call, account: &Account) -> Map<String, Value> {
    let known = |value: &calls::Value| match value {
        calls::Value::Is(text) | calls::Value::Which(text) if text.starts_with('[') => serde_json::from_str(text).ok(),
        calls::Value::Is(text) | calls::Value::Which(text) => Some((*text).into()),
        calls::Value::Account => Some(account.id.as_str().into()),
        calls::Value::Each(_) | calls::Value::Asked(_) => None,
    };
    call.arguments.iter().filter_map(|(name, value)| Some(((*name).to_owned(), known(value)?))).collect()
}

/// A call with one value of the answer before it.
fn task(position: usize, account: &Account, call: &'static Call, region: &str, each: Option<&str>, before: Option<&Task>) -> Task {
    let mut arguments = given(call, account);
    let mut told = Vec::new();
    for (name, value) in call.arguments {
        let from = match value {
            calls::Value::Each(_) => each.map(Value::from),
            calls::Value::Asked(asked) => before.and_then(|b| b.arguments.get(*asked)).cloned(),
            calls::Value::Which(text) => Some((*text).into()),
            calls::Value::Is(_) | calls::Value::Account => None,
        };
        if let Some(value) = from {
            told.push(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            arguments.insert((*name).to_owned(), value);
        }
    }
    let place = if call.scope == Scope::Region { region } else { "global" };
    let key = Key {
        account: account.id.clone(),
        region: place.to_owned(),
        service: call.service.to_owned(),
        operation: call.operation.to_owned(),
        args: folder::arguments(&arguments),
    };
    Task { account: position, call, region: region.to_owned(), arguments, key, name: folder::name(&told) }
}

/// The calls that are made after another one.
fn further(made: &Task, answer: Option<&Value>, account: &Account) -> Vec<Task> {
    let mut tasks = Vec::new();
    for call in calls::all().filter(|c| c.service == made.call.service && c.after == Some(made.call.operation)) {
        if call.needs_answer() && answer.is_none() {
            continue;
        }
        let path = call.arguments.iter().find_map(|(_, value)| if let calls::Value::Each(path) = value { Some(*path) } else { None });
        let each = match (path, answer) {
            (Some(path), Some(answer)) => values(answer, path).into_iter().map(Some).collect(),
            _ => vec![None],
        };
        for value in each {
            // Ids of hosted zones come with a path that no call takes.
            let value = value.as_deref().map(|v: &str| v.strip_prefix("/hostedzone/").unwrap_or(v));
            let region = if call.scope == Scope::Bucket { bucket_region(made, answer, value, account) } else { made.region.clone() };
            tasks.push(task(made.account, account, call, &region, value, Some(made)));
        }
    }
    tasks
}

/// The Region of a bucket, as its location or the list of buckets tells it.
fn bucket_region(made: &Task, answer: Option<&Value>, bucket: Option<&str>, account: &Account) -> String {
    let first = if endpoint::partition(&account.home) == "aws" { "us-east-1" } else { account.home.as_str() };
    if let Some(location) = answer.and_then(|a| a.get("LocationConstraint")) {
        // "Buckets in Region us-east-1 have a LocationConstraint of null" (S3 API Reference, GetBucketLocation); EU is eu-west-1.
        return match location.as_str() {
            None | Some("") => first.to_owned(),
            Some("EU") => "eu-west-1".to_owned(),
            Some(region) => region.to_owned(),
        };
    }
    let Some(bucket) = bucket else { return made.region.clone() };
    let listed = answer.and_then(|a| a.get("Buckets")).and_then(Value::as_array).into_iter().flatten();
    let own = listed.filter(|b| b.get("Name").and_then(Value::as_str) == Some(bucket)).find_map(|b| b.get("BucketRegion"));
    own.and_then(Value::as_str).unwrap_or(first).to_owned()
}

/// The strings at a place, `Vpcs[].VpcId`, and numbers as text.
fn values<'a>(answer: &'a Value, path: &str) -> Vec<Cow<'a, str>> {
    let mut at = vec![answer];
    for part in path.split('.') {
        let name = part.trim_end_matches("[]");
        let members = at.into_iter().filter_map(|v| v.get(name));
        at = if part.ends_with("[]") { members.filter_map(Value::as_array).flatten().collect() } else { members.collect() };
    }
    let text = |v: &'a Value| v.as_str().map(Cow::Borrowed).or_else(|| v.as_u64().map(|n| Cow::Owned(n.to_string())));
    at.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_lie_at_places() {
        let answer =
            json!({ "Vpcs": [{ "VpcId": "a" }, {}, { "VpcId": "b" }], "Urls": ["u"], "Table": { "Arn": "t" }, "Revisions": [{ "Revision": 3 }] });
        assert_eq!(values(&answer, "Vpcs[].VpcId"), ["a", "b"]);
        assert_eq!(values(&answer, "Urls[]"), ["u"]);
        assert_eq!(values(&answer, "Table.Arn"), ["t"]);
        assert_eq!(values(&answer, "Revisions[].Revision"), ["3"]);
        assert!(values(&answer, "No[].Thing").is_empty());
    }
}
