//! Rows that rest on what clusters record of themselves, on declarations and on when the last review was: what answers them, and what, taken away,
//! leaves them open.

use keyholder::model::{AuthorizerLog, Review, Rhythm};
use keyholder::report::view::State;
use serde_json::{Value, json};

use super::rows::{plan, reviewed, rows};

/// What is changed of a declaration.
type Change = fn(&mut Review);
/// What is changed of a plan or state.
type Edit = fn(&mut Value);

/// What, how the plan and the declarations are changed, and rows: `m` met, `g` a gap, `o` open with a fact named as missing.
type Case<'c> = (&'c str, Edit, Change, &'c [(&'c str, char)]);

fn check(sample: &str, cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (what, edit, change, expected) in cases {
        let mut plan = plan(sample);
        edit(&mut plan);
        let report = reviewed(sample, &plan, *change);
        let rows = rows(&report);
        for (id, wanted) in *expected {
            let row = rows[id];
            let got = match row.state {
                State::Met => 'm',
                State::Gap => 'g',
                _ if !row.missing.is_empty() => 'o',
                _ => '?',
            };
            if got != *wanted {
                let against: Vec<_> = row.against.iter().map(|f| &f.text).collect();
                wrong.push(format!("{what}: {id} is {got}, not {wanted}: {:?} {:?} {against:?}", row.state, row.missing));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The attributes of an address in a plan or a state.
fn values<'v>(plan: &'v mut Value, address: &str) -> &'v mut Value {
    let changes = plan.get("resource_changes").is_some();
    let list = if changes { &mut plan["resource_changes"] } else { &mut plan["values"]["root_module"]["resources"] };
    let one = list.as_array_mut().unwrap().iter_mut().find(|r| r["address"] == address).unwrap_or_else(|| panic!("no {address}"));
    if changes { &mut one["change"]["after"] } else { &mut one["values"] }
}

fn drop(plan: &mut Value, address: &str) {
    plan["resource_changes"].as_array_mut().unwrap().retain(|r| r["address"] != address);
}

fn stays(_: &mut Value) {}

fn closed(review: &mut Review) {
    review.kafka.iter_mut().for_each(|k| k.allow_everyone = Some(false));
}

fn logs(review: &mut Review, what: Option<AuthorizerLog>) {
    closed(review);
    review.kafka.iter_mut().for_each(|k| k.authorizer_log = what);
}

#[test]
fn brokers_of_ones_own_record_what_is_declared() {
    check(
        "self-run-kafka",
        &[
            ("denials", stays, closed, &[("KC-EVT-03", 'g'), ("KC-EVT-04", 'g'), ("KC-VND-04", 'g'), ("KC-AUD-03", 'm'), ("KC-AUD-02", 'm')]),
            ("everything", stays, |r| logs(r, Some(AuthorizerLog::All)), &[("KC-EVT-03", 'm'), ("KC-AUD-03", 'm')]),
            ("nothing", stays, |r| logs(r, Some(AuthorizerLog::Off)), &[("KC-EVT-03", 'g'), ("KC-EVT-04", 'g'), ("KC-AUD-03", 'g')]),
            ("not declared", stays, |r| logs(r, None), &[("KC-EVT-03", 'o'), ("KC-EVT-04", 'g'), ("KC-AUD-03", 'o')]),
            (
                "everything, but where to is not declared",
                stays,
                |r| {
                    logs(r, Some(AuthorizerLog::All));
                    r.kafka.iter_mut().for_each(|k| k.logs_to = None);
                },
                &[("KC-EVT-03", 'o'), ("KC-AUD-02", 'o'), ("KC-AUD-03", 'o')],
            ),
            (
                "everything, to a group that the input does not hold",
                |p| drop(p, "aws_cloudwatch_log_group.kafka"),
                |r| logs(r, Some(AuthorizerLog::All)),
                &[("KC-EVT-03", 'o'), ("KC-AUD-02", 'o')],
            ),
            (
                "everything, to somebody else",
                stays,
                |r| {
                    logs(r, Some(AuthorizerLog::All));
                    r.kafka.iter_mut().for_each(|k| k.logs_to = Some("arn:aws:logs:eu-central-1:999988887777:log-group:x".into()));
                },
                &[("KC-EVT-03", 'g'), ("KC-AUD-02", 'g')],
            ),
        ],
    );
}

#[test]
fn audit_events_of_confluent_cloud_have_to_leave_for_a_place_of_ours() {
    const ROWS: [&str; 6] = ["KC-AUD-02", "KC-AUD-03", "KC-EVT-01", "KC-EVT-02", "KC-EVT-03", "KC-EVT-04"];
    let all = |letter: char| ROWS.map(|id| (id, letter));
    check("confluent-cloud", &[("copied to a bucket of ours", stays, |_| {}, &all('m'))]);
    check("confluent-cloud", &[("no connector", |p| drop(p, "confluent_connector.audit"), |_| {}, &all('o'))]);
    check("confluent-cloud", &[("to a bucket of nobody's", |p| drop(p, "aws_s3_bucket.audit"), |_| {}, &all('o'))]);
    let other: Edit = |p| values(p, "confluent_connector.audit")["config_nonsensitive"]["topics"] = json!("orders");
    check("confluent-cloud", &[("other topics", other, |_| {}, &all('o'))]);
    check("confluent-cloud", &[("no trail", |p| drop(p, "aws_cloudtrail.main"), |_| {}, &all('o'))]);
    check("confluent-cloud", &[("brokers run elsewhere", stays, |_| {}, &[("KC-BYO-05", 'g')])]);
}

#[test]
fn automq_answers_by_what_its_instance_and_its_buckets_show() {
    const INSTANCE: &str = "automq_kafka_instance.records";
    fn security(p: &mut Value, methods: &[&str], modes: &[&str]) {
        let security = &mut values(p, INSTANCE)["features"]["security"];
        security["authentication_methods"] = json!(methods);
        security["transit_encryption_modes"] = json!(modes);
    }
    check(
        "automq-byoc",
        &[
            ("as it is", stays, |_| {}, &[("KC-PRO-06", 'g'), ("KC-VND-04", 'g'), ("KC-EVT-03", 'g'), ("KC-EVT-04", 'g'), ("KC-BYO-05", 'g')]),
            // Whether brokers encrypt among themselves no attribute tells, and neither does where they log.
            (
                "users over TLS",
                |p| security(p, &["sasl"], &["tls"]),
                |_| {},
                &[("KC-PRO-06", 'o'), ("KC-EVT-03", 'o'), ("KC-EVT-04", 'o'), ("KC-AUD-03", 'o')],
            ),
            (
                "the vendor reads no bucket",
                |p| {
                    let open = json!({"Version": "2012-10-17", "Statement": []});
                    values(p, "aws_s3_bucket_policy.ops")["policy"] = open.to_string().into();
                },
                |_| {},
                &[("KC-BYO-05", 'o')],
            ),
        ],
    );
}

#[test]
fn a_review_is_good_for_as_long_as_is_said() {
    fn said(review: &mut Review, last: Option<&str>, every_days: Option<u32>) {
        review.review = Some(Rhythm { last: last.map(str::to_owned), every_days, triggers: Vec::new() });
    }
    check(
        "msk-vendor",
        &[
            ("as it is", stays, |_| {}, &[("KC-UPG-02", 'm')]),
            ("nothing said", stays, |r| r.review = None, &[("KC-UPG-02", 'o')]),
            ("too old", stays, |r| said(r, Some("2026-01-01"), Some(90)), &[("KC-UPG-02", 'g')]),
            ("on its last day", stays, |r| said(r, Some("2026-08-26"), Some(90)), &[("KC-UPG-02", 'm')]),
            ("yet to come", stays, |r| said(r, Some("2027-01-01"), Some(90)), &[("KC-UPG-02", 'o')]),
            ("no date", stays, |r| said(r, Some("last week"), Some(90)), &[("KC-UPG-02", 'o')]),
            ("no rhythm", stays, |r| said(r, Some("2026-11-20"), None), &[("KC-UPG-02", 'o')]),
            ("no day", stays, |r| said(r, None, Some(90)), &[("KC-UPG-02", 'o')]),
        ],
    );
}
