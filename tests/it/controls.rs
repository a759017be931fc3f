//! The control matrix: facts decide, statements are kept apart from them, and what is not known is said.

use std::collections::BTreeMap;
use std::path::Path;

use keyholder::findings::{self, Analysis};
use keyholder::report::view::{Control, State};
use keyholder::report::{self, Format, Meta, Report};

/// The review of a sample on a day, with more lines in its configuration.
fn reviewed(sample: &str, more: &str) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
    let config = std::fs::read_to_string(folder.join("keyholder.toml")).unwrap();
    let review: keyholder::model::Review = toml::from_str(&format!("{config}\n{more}")).unwrap();
    let source = keyholder::ingest::Source { name: "plan.json".into(), bytes: std::fs::read(folder.join("plan.json")).unwrap() };
    let options = keyholder::ingest::Options { accounts: review.accounts.clone(), kafka: review.kafka.clone(), ..Default::default() };
    let inventory = keyholder::ingest::read(&[source], &options).unwrap();
    let reviewed = keyholder::trace::review(&inventory, &review);
    let analysis = Analysis::of(&inventory, &review, &reviewed, "2026-11-24");
    report::build(&analysis, &findings::run(&analysis), &Meta { version: "0.1.0", rules: findings::rules() })
}

fn rows(report: &Report) -> BTreeMap<&str, &Control> {
    report.controls.iter().map(|c| (c.id.as_str(), c)).collect()
}

fn state(report: &Report, id: &str) -> State {
    rows(report)[id].state
}

/// Evidence for every control, valid for a long time.
fn statements() -> String {
    let ids = keyholder::controls::controls().iter().map(|c| c.id);
    ids.map(|id| {
        format!(
            "[[evidence]]\ncontrol = \"{id}\"\nurl = \"https://wiki.example/{id}\"\ndate = \"2026-10-01\"\nexpires = \"2099-01-01\"\n[[owner]]\ncontrol = \"{id}\"\nteam = \"platform\"\n"
        )
    })
    .collect()
}

#[test]
fn a_statement_never_turns_a_gap_or_a_missing_fact_into_met() {
    let (bare, stated) = (reviewed("byoc-kafka", ""), reviewed("byoc-kafka", &statements()));
    let (before, after) = (rows(&bare), rows(&stated));
    assert_eq!(before.len(), 85);
    for (id, row) in &before {
        let now = after[id].state;
        // Owners are what this row asks for.
        if *id == "KC-GOV-01" {
            continue;
        }
        match row.state {
            State::Gap => assert_eq!(now, State::Gap, "{id}"),
            State::Unknown => {
                let facts_missing = row.missing.iter().any(|m| !m.starts_with("a statement with evidence"));
                assert!(!(facts_missing && now == State::Met), "{id}: {:?}", row.missing);
            }
            _ => {}
        }
        assert_eq!(after[id].owners, ["platform"]);
        assert!(after[id].evidence.iter().all(|e| e.counts && e.expires.as_deref() == Some("2099-01-01")));
    }
    let gaps = before.values().filter(|c| c.state == State::Gap).count();
    assert!(gaps > 10, "{gaps}");
    assert_eq!(after["KC-PRO-08"].state, State::Stated, "what only a human can say");
    assert_eq!(after["KC-AUD-02"].state, State::Stated, "a statement stands where facts are missing, and they stay named");
    assert!(!after["KC-AUD-02"].missing.is_empty());
}

#[test]
fn evidence_counts_until_its_date() {
    let of = |expires: &str| reviewed("clean", &format!("[[evidence]]\ncontrol = \"KC-PRO-08\"\nurl = \"u\"\n{expires}"));
    assert_eq!(state(&of("expires = \"2026-11-24\""), "KC-PRO-08"), State::Stated);
    assert_eq!(state(&of(""), "KC-PRO-08"), State::Stated);
    for over in ["expires = \"2026-11-23\"", "expires = \"never\"", "expires = \"9999\""] {
        let report = of(over);
        let row = rows(&report)["KC-PRO-08"];
        assert_eq!(row.state, State::Unknown, "{over}");
        assert!(!row.evidence[0].counts);
        assert!(row.missing[0].contains("compatibility test record"), "{:?}", row.missing);
    }
}

#[test]
fn an_exception_needs_an_approver_and_a_date_that_has_not_passed() {
    let accept = |more: &str| format!("[[accept]]\ncontrol = \"KC-DAT-06\"\nreason = \"r\"\nowner = \"o\"\n{more}");
    let of = |more: &str| state(&reviewed("byoc-kafka", &accept(more)), "KC-DAT-06");
    assert_eq!(state(&reviewed("byoc-kafka", ""), "KC-DAT-06"), State::Gap);
    assert_eq!(of("approver = \"ciso\"\nexpires = \"2027-01-01\""), State::Exception);
    assert_eq!(of("approver = \"ciso\"\nexpires = \"2026-11-01\""), State::Gap, "passed");
    assert_eq!(of("expires = \"2027-01-01\""), State::Gap, "nobody approved");
    assert_eq!(of("approver = \"ciso\"\nexpires = \"2027-01-01\"\nsubject = \"another\""), State::Gap, "another subject");
    let report = reviewed("byoc-kafka", &accept("approver = \"ciso\"\nexpires = \"2027-01-01\""));
    let row = rows(&report)["KC-DAT-06"];
    assert_eq!((row.accepted[0].approver.as_deref(), row.accepted[0].expires.as_str()), (Some("ciso"), "2027-01-01"));
    assert!(!row.against.is_empty(), "what is accepted stays shown");
}

#[test]
fn some_findings_accepted_leave_a_gap() {
    let one = "[[accept]]\nrule = \"vendor-uses-key\"\nreason = \"r\"\nowner = \"o\"\napprover = \"a\"\nexpires = \"2027-01-01\"\n";
    let both = format!(
        "{one}[[accept]]\nrule = \"resource-policy-grants-outsider\"\nreason = \"r\"\nowner = \"o\"\napprover = \"a\"\nexpires = \"2027-01-01\"\n"
    );
    assert_eq!(state(&reviewed("byoc-kafka", one), "KC-KEY-04"), State::Gap);
    assert_ne!(state(&reviewed("byoc-kafka", &both), "KC-KEY-04"), State::Gap);
}

#[test]
fn a_question_that_does_not_arise_says_why() {
    let regulated = reviewed("byoc-kafka", "");
    assert_eq!(state(&regulated, "KC-NET-10"), State::Gap, "brokers call a control plane over the internet");
    let clean = reviewed("clean", "");
    let row = rows(&clean)["KC-NET-10"];
    assert!(row.state != State::NotApplicable || row.reason.contains("no dataset"), "{}", row.reason);
}

#[test]
fn every_row_shows_what_it_was_judged_on() {
    let report = reviewed("byoc-kafka", "");
    for row in &report.controls {
        assert_eq!(row.judged_on, report.inputs, "{}", row.id);
        match row.state {
            State::Met => assert!(row.missing.is_empty() && !row.proof().is_empty(), "{}", row.id),
            State::Unknown => assert!(!row.missing.is_empty(), "{}", row.id),
            State::Gap => assert!(!(row.findings.is_empty() && row.against.is_empty() && row.sums.is_empty()), "{}", row.id),
            _ => {}
        }
        for finding in &row.findings {
            assert!(report.findings.iter().any(|f| f.id == *finding && row.rules.contains(&f.rule)), "{} {finding}", row.id);
        }
        for quote in &row.statements {
            assert_eq!(quote.text.is_some(), quote.sha256.is_some());
        }
    }
    let reach = rows(&report)["KC-VND-01"];
    assert!(reach.statements.iter().any(|q| q.text.as_deref().is_some_and(|t| t.contains("\"Effect\":\"Allow\""))), "statements are quoted");
}

#[test]
fn the_sheets_hold_every_row_as_text() {
    let report = reviewed("byoc-kafka", "[[owner]]\ncontrol = \"KC-VND-01\"\nteam = \"=HYPERLINK(1)\"\n");
    let bytes = report::write(&report, Format::Csv).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 85);
    let reach = rows.iter().find(|r| &r[0] == "KC-VND-01").unwrap();
    assert_eq!((&reach[4], &reach[9]), ("gap", "'=HYPERLINK(1)"));
    assert!(reach[19].contains(&report.inputs[0].sha256));
    assert_eq!(report::write(&report, Format::Xlsx).unwrap(), report::write(&report, Format::Xlsx).unwrap());
}
