//! What records and watches: trails of AWS CloudTrail, filters and subscriptions of log groups, alarms.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::aws::{SymbolKind, Text};
use crate::model::{Alarm, ResourceId, Sink, Trail, Tri, Watch};

const TRAIL: &str = "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}";
const ALARM: &str = "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm_name}";
const OBJECTS: &str = "AWS::S3::Object";
/// Calls of the EBS direct APIs; advanced selectors alone choose them ("Logging data events", AWS CloudTrail User Guide).
const BLOCKS: &str = "AWS::EC2::Snapshot";

pub(super) const TYPES: &[Type] = &[
    makes("aws_cloudtrail", "cloudtrail-trail", "name", TRAIL, trail),
    makes("aws_cloudwatch_metric_alarm", "cloudwatch-alarm", "alarm_name", ALARM, alarm),
    adds("aws_cloudwatch_log_metric_filter", filter),
    adds("aws_cloudwatch_log_subscription_filter", subscription),
];

pub(super) fn or(a: Tri, b: Tri) -> Tri {
    match (a, b) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::No, Tri::No) => Tri::No,
        _ => Tri::Unknown,
    }
}

pub(super) fn and(a: Tri, b: Tri) -> Tri {
    match (a, b) {
        (Tri::No, _) | (_, Tri::No) => Tri::No,
        (Tri::Yes, Tri::Yes) => Tri::Yes,
        _ => Tri::Unknown,
    }
}

fn trail(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut trail = Trail {
        on: i.at("enable_logging").bool(Tri::Yes),
        everywhere: and(i.at("is_multi_region_trail").bool(Tri::No), i.at("include_global_service_events").bool(Tri::Yes)),
        organization: i.at("is_organization_trail").bool(Tri::No),
        validated: i.at("enable_log_file_validation").bool(Tri::No),
        ..Trail::default()
    };
    let (basic, advanced) = (i.at("event_selector"), i.at("advanced_event_selector"));
    trail.blocks = if advanced.state() == State::Unknown { Tri::Unknown } else { Tri::No };
    if basic.state() == State::Unknown || advanced.state() == State::Unknown {
        trail.more_objects = true;
    } else if basic.items().is_empty() && advanced.items().is_empty() {
        // "PutEventSelectors", AWS CloudTrail API Reference: all management events, no data events.
        (trail.changes, trail.reads) = (Tri::Yes, Tri::Yes);
    } else {
        (trail.changes, trail.reads) = (Tri::No, Tri::No);
        basic.items().iter().for_each(|s| selector(b, s, &mut trail));
        advanced.items().iter().for_each(|s| advanced_selector(b, s, &mut trail));
    }
    let bucket = sink(b, &i.at("s3_bucket_name"), "events", "s3-bucket");
    let group = sink(b, &i.at("cloud_watch_logs_group_arn"), "events", "log-group");
    b.edit(id, |r| {
        r.logging.trail = Some(trail);
        r.logging.sinks.extend(bucket.into_iter().chain(group));
    });
}

/// Adds what one selector chooses, which has changes, reads, or both.
fn selector(b: &mut Builder<'_>, at: &At<'_>, trail: &mut Trail) {
    let kind = at.get("read_write_type");
    let (changes, reads) = match (kind.state(), kind.str()) {
        (State::Unknown, _) => (Tri::Unknown, Tri::Unknown),
        (_, Some("ReadOnly")) => (Tri::No, Tri::Yes),
        (_, Some("WriteOnly")) => (Tri::Yes, Tri::No),
        _ => (Tri::Yes, Tri::Yes),
    };
    let management = at.get("include_management_events").bool(Tri::Yes);
    trail.changes = or(trail.changes, and(management, changes));
    trail.reads = or(trail.reads, and(management, reads));
    let data = at.get("data_resource");
    trail.more_objects |= data.state() == State::Unknown;
    for resource in data.items() {
        let ty = resource.get("type");
        let known = matches!(ty.state(), State::Known(_)) && reads != Tri::Unknown;
        if known && ty.str() == Some(OBJECTS) && reads == Tri::Yes {
            let (values, open) = b.texts(&resource.get("values"));
            trail.objects.extend(values);
            trail.more_objects |= open;
        }
        trail.more_objects |= !known;
    }
}

/// Adds what one advanced selector chooses: all of its fields must hold.
fn advanced_selector(b: &mut Builder<'_>, at: &At<'_>, trail: &mut Trail) {
    let fields = at.get("field_selector").items();
    let named = |name: &str| fields.iter().find(|f| f.get("field").str() == Some(name));
    let equal = |name: &str| named(name).and_then(|f| f.get("equals").items().first().and_then(|v| v.str().map(str::to_owned)));
    let category = equal("eventCategory");
    let read_only = equal("readOnly");
    // What narrows a selector in a way that is not looked into.
    let looked: &[&str] = match category.as_deref() {
        Some("Management") => &["eventCategory", "readOnly", "eventSource"],
        _ => &["eventCategory", "readOnly", "resources.type", "resources.ARN"],
    };
    let only = |f: &At<'_>, operators: &[&str]| {
        let all = ["equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"];
        all.iter().all(|o| operators.contains(o) || f.get(o).items().is_empty() && f.get(o).state() != State::Unknown)
    };
    let plain = at.get("field_selector").is_whole()
        && fields.iter().all(|f| {
            let name = f.get("field").str().unwrap_or_default();
            let operators: &[&str] = match name {
                // Nothing but keys and the Data API of Amazon RDS can be left out.
                "eventSource" => &["not_equals"],
                "resources.ARN" => &["equals", "starts_with"],
                _ => &["equals"],
            };
            looked.contains(&name) && only(f, operators)
        });
    let chosen = if plain { Tri::Yes } else { Tri::Unknown };
    match category.as_deref() {
        Some("Management") => {
            let of = |value: &str| if read_only.as_deref().is_none_or(|r| r == value) { chosen } else { Tri::No };
            trail.changes = or(trail.changes, of("false"));
            trail.reads = or(trail.reads, of("true"));
        }
        Some("Data") if plain && equal("resources.type").as_deref() == Some(BLOCKS) => {
            let chosen = if named("resources.ARN").is_some() { Tri::Unknown } else { Tri::Yes };
            trail.blocks = or(trail.blocks, if read_only.as_deref() == Some("false") { Tri::No } else { chosen });
        }
        Some("Data") if plain => {
            if equal("resources.type").as_deref() == Some(OBJECTS) && read_only.as_deref() != Some("false") {
                match named("resources.ARN") {
                    None => trail.objects.push("arn:".into()),
                    Some(arn) => {
                        let (begins, open) = b.texts(&arn.get("starts_with"));
                        trail.objects.extend(begins);
                        trail.more_objects |= open;
                    }
                }
            }
        }
        Some("NetworkActivity") => {}
        _ => {
            trail.more_objects = true;
            trail.blocks = or(trail.blocks, Tri::Unknown);
            if category.is_none() {
                (trail.changes, trail.reads) = (or(trail.changes, Tri::Unknown), or(trail.reads, Tri::Unknown));
            }
        }
    }
}

/// The place that an attribute names.
pub(super) fn sink(b: &mut Builder<'_>, at: &At<'_>, what: &'static str, kind: &'static str) -> Option<Sink> {
    if at.state() == State::Unset || at.str() == Some("") {
        return None;
    }
    let to = b.text(at).unwrap_or_else(|| b.symbol(at, SymbolKind::Any, at.why()));
    // A trail and old versions of the provider name a log group with what is in it.
    let bare = at.str().and_then(|s| s.strip_suffix(":*")).and_then(|s| b.find(s, &[kind], at.instance));
    let resource = bare.or_else(|| match b.refer(at, &[kind]) {
        Ref::To(id) => Some(id),
        _ => None,
    });
    Some(Sink { what, kind, to, resource })
}

/// Whether nothing is told of an attribute: it is known after apply, or an account's answer leaves it out.
pub(super) fn silent(at: &At<'_>) -> bool {
    at.state() == State::Unknown || at.instance.place.is_some() && at.state() == State::Unset
}

/// Deliveries as blocks of Amazon MSK have them, and whether any is on.
pub(super) fn deliveries(b: &mut Builder<'_>, at: &At<'_>, what: &'static str) -> (Tri, Vec<Sink>) {
    if at.state() == State::Unknown {
        return (Tri::Unknown, Vec::new());
    }
    let places = [("cloudwatch_logs", "log_group", "log-group"), ("firehose", "delivery_stream", "firehose-stream"), ("s3", "bucket", "s3-bucket")];
    let mut any = Tri::No;
    let mut sinks = Vec::new();
    for (block, name, kind) in places {
        let place = at.within(block);
        let on = if place.state() == State::Unknown { Tri::Unknown } else { place.within("enabled").bool(Tri::No) };
        any = or(any, on);
        if on != Tri::No {
            sinks.extend(sink(b, &place.within(name), what, kind));
        }
    }
    (any, sinks)
}

fn metric(b: &mut Builder<'_>, at: &At<'_>, [namespace, name]: [&str; 2]) -> [Text; 2] {
    [at.within(namespace), at.within(name)].map(|part| b.text(&part).unwrap_or_else(|| b.symbol(&part, SymbolKind::Any, part.why())))
}

fn filter(b: &mut Builder<'_>, i: &Instance) {
    let Some(group) = b.resource(&i.at("log_group_name"), &["log-group"]) else { return };
    let pattern = i.at("pattern");
    let pattern = b.text(&pattern).unwrap_or_else(|| b.symbol(&pattern, SymbolKind::Any, pattern.why()));
    let metric = metric(b, &i.at("metric_transformation"), ["namespace", "name"]);
    b.edit(group, |r| r.logging.watches.push(Watch { pattern, metric }));
}

fn alarm(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let actions = i.at("alarm_actions");
    let has = match actions.state() {
        State::Unknown => Tri::Unknown,
        _ if actions.items().is_empty() => Tri::No,
        _ => Tri::Yes,
    };
    let tells = and(has, i.at("actions_enabled").bool(Tri::Yes));
    let metric = [i.at("namespace"), i.at("metric_name")].map(|part| b.text(&part).unwrap_or_else(|| b.symbol(&part, SymbolKind::Any, part.why())));
    b.edit(id, |r| r.logging.alarm = Some(Alarm { metric, tells }));
}

fn subscription(b: &mut Builder<'_>, i: &Instance) {
    let Some(group) = b.resource(&i.at("log_group_name"), &["log-group"]) else { return };
    let sinks = sink(b, &i.at("destination_arn"), "its events", "");
    b.edit(group, |r| r.logging.sinks.extend(sinks));
}
