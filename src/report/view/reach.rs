//! What `reach` writes.

use schemars::JsonSchema;
use serde::Serialize;

/// What `reach` writes: one answer, the ends of a set, the paths of a scope, or a line of a batch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Reached {
    /// One question.
    One(ReachAnswer),
    /// A question with one end left out.
    Set(ReachSet),
    /// Paths that must not be.
    Scope(ReachScope),
    /// A line of a batch.
    Line(ReachLine),
    /// A line of a batch that can't be asked.
    Wrong(ReachWrong),
}

/// The answer to one question.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachAnswer {
    /// Of this format.
    pub version: u32,
    /// The client, as asked.
    pub from: String,
    /// The server, as asked.
    pub to: String,
    /// `9092/tcp`, as asked.
    pub port: String,
    /// What is taken to hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<&'static str>,
    /// The answer.
    #[serde(flatten)]
    pub answer: Connection,
}

/// Whether a connection can be opened, and why not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Connection {
    /// `reachable`, `one-way`, `blocked` or `unknown`.
    pub verdict: &'static str,
    /// What stops it, or leaves it open.
    pub reasons: Vec<ReachReason>,
    /// The request's way, then the reply's.
    pub path: Vec<ReachStep>,
}

/// One thing that stops a packet, or leaves open whether it passes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachReason {
    /// AWS's explanation code where there is one.
    pub code: &'static str,
    /// `forward` or `return`.
    pub leg: &'static str,
    /// The component that decides.
    pub component: String,
    /// Its rules.
    pub rules: Vec<String>,
    /// In words.
    pub detail: String,
}

/// A step of a packet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachStep {
    /// `forward` or `return`.
    pub leg: &'static str,
    /// What it passes.
    pub component: String,
    /// What happens there.
    pub what: String,
    /// The packet's source there, as a block.
    pub source: String,
    /// Its destination, as a block.
    pub destination: String,
    /// Rules and routes that let it pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// Who reaches something, or what something reaches.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachSet {
    /// Of this format.
    pub version: u32,
    /// The client, where it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The server, where it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// As asked.
    pub port: String,
    /// The other ends. What is not among them is blocked.
    pub ends: Vec<ReachEnd>,
}

/// One of a set.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachEnd {
    /// An interface, or `internet`.
    pub id: String,
    /// `reachable`, `one-way` or `unknown`.
    pub verdict: &'static str,
}

/// Paths that must not be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachScope {
    /// Of this format.
    pub version: u32,
    /// `refuted` where a forbidden path is, `undecided` where one may be, else `proven`.
    pub verdict: &'static str,
    /// Those that are, or may be.
    pub paths: Vec<ForbiddenPath>,
}

/// A path that must not be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForbiddenPath {
    /// The client.
    pub from: String,
    /// The server.
    pub to: String,
    /// Such as `9092/tcp`.
    pub port: String,
    /// The way.
    #[serde(flatten)]
    pub answer: Connection,
}

/// A line of a batch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachLine {
    /// As asked.
    pub id: serde_json::Value,
    /// The answer.
    #[serde(flatten)]
    pub answer: Connection,
}

/// A line of a batch that can't be asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReachWrong {
    /// As asked.
    pub id: serde_json::Value,
    /// Why.
    pub error: String,
}
