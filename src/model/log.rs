//! What is recorded of an account and of its clusters, where records go, and what watches them.

use super::{ResourceId, Tri};
use crate::aws::Text;

/// What a resource records, sends away and watches.
#[derive(Clone, Debug, Default)]
pub struct Logging {
    /// It is a trail.
    pub trail: Option<Trail>,
    /// Where its logs go.
    pub sinks: Vec<Sink>,
    /// Metric filters of a log group.
    pub watches: Vec<Watch>,
    /// It is an alarm on a metric.
    pub alarm: Option<Alarm>,
}

/// A trail of AWS CloudTrail.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    /// It records at all.
    pub on: Tri,
    /// In every Region, global services included.
    pub everywhere: Tri,
    /// Of every account of its organization.
    pub organization: Tri,
    /// Management events that change something.
    pub changes: Tri,
    /// Management events that change nothing; `AssumeRole` and reads of secrets are among them.
    pub reads: Tri,
    /// Beginnings of the ARNs of objects in Amazon S3 whose reads are recorded as data events.
    pub objects: Vec<Text>,
    /// Reads of further objects may be recorded.
    pub more_objects: bool,
    /// Reads of blocks of snapshots (`ebs:GetSnapshotBlock`) are recorded as data events.
    pub blocks: Tri,
    /// Digests tell whether files were changed afterwards.
    pub validated: Tri,
}

/// A place that logs are sent to.
#[derive(Clone, Debug)]
pub struct Sink {
    /// What is sent, such as `broker logs`.
    pub what: &'static str,
    /// Kind of the place: `s3-bucket`, `log-group`, or another.
    pub kind: &'static str,
    /// Name or ARN of the place.
    pub to: Text,
    /// The place, where the input holds it.
    pub resource: Option<ResourceId>,
}

/// A metric that counts events of a log group.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Filter pattern; a symbol when not known.
    pub pattern: Text,
    /// Namespace and name of the metric.
    pub metric: [Text; 2],
}

/// An alarm of Amazon CloudWatch.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Namespace and name of the metric.
    pub metric: [Text; 2],
    /// Whether it tells anybody: it has an action, and actions are on.
    pub tells: Tri,
}
