//! Names that try to leave their place, in every format.

use keyholder::report::diagram::view::Diagram;
use keyholder::report::view::{Condition, Hop, Node, Origin, Statement, Trace};
use keyholder::report::visible::is_hidden;
use keyholder::report::{self, Format, Report, terminal};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{example, network};

/// What is added to every string of the report.
pub const PAYLOADS: [&str; 12] = [
    "\"><img src=x onerror=\"window.hacked=1\">",
    "</script><script>window.hacked=1</script>",
    "</style><style>body{display:none}</style><svg onload=window.hacked=1>",
    "</title></textarea>' onmouseover='window.hacked=1",
    "{{7*7}}{% include \"x\" %}{# #}",
    "\u{202E}gpj.exe\u{2066}\u{200B}\u{FEFF}\u{AD}\u{E0041}",
    "\u{1b}[31mred\u{1b}]0;owned\u{7}\u{9b}2J\u{8}\u{0}",
    "new\nline\r\n| a | b |\n|---|---|\n# heading\n```\nfence\n\n<h1>x</h1>",
    "`a``b```c | d",
    "[link](javascript:window.hacked=1) ![i](https://evil.example/i.png) <https://evil.example> https://evil.example www.evil.example",
    "@everyone #1 GH-1 --> <!-- ]]> &lt;b&gt; \\",
    "%0A::error file=x::owned",
];

/// The example with a payload at the end of every string that may come from an input.
pub fn report(payload: &str) -> Report {
    let mut report = example::report();
    let add = |text: &mut String| text.push_str(payload);
    [&mut report.title, &mut report.summary].into_iter().for_each(add);
    report.basis.iter_mut().for_each(add);
    for input in &mut report.inputs {
        [&mut input.name, &mut input.kind].into_iter().for_each(add);
        input.date.iter_mut().for_each(add);
    }
    for assumption in &mut report.assumptions {
        [&mut assumption.id, &mut assumption.value, &mut assumption.when].into_iter().for_each(add);
    }
    for gap in &mut report.gaps {
        [&mut gap.kind, &mut gap.subject, &mut gap.message].into_iter().for_each(add);
        origin(&mut gap.origin, &add);
    }
    report.traces.iter_mut().for_each(|t| trace(t, &add));
    for claim in &mut report.claims {
        [&mut claim.id, &mut claim.says].into_iter().for_each(add);
        claim.witness.iter_mut().for_each(|t| trace(t, &add));
    }
    report.matrix.columns.iter_mut().for_each(add);
    for row in &mut report.matrix.rows {
        node(&mut row.actor, &add);
        row.entry.iter_mut().for_each(add);
        row.cells.iter_mut().for_each(|c| add(&mut c.reason));
    }
    for finding in &mut report.findings {
        [&mut finding.subject, &mut finding.message].into_iter().for_each(add);
        finding.locations.iter_mut().for_each(|o| origin(o, &add));
        finding.hops.iter_mut().for_each(|h| hop(h, &add));
        finding.conditions.iter_mut().for_each(|c| condition(c, &add));
        if let Some(accepted) = &mut finding.accepted {
            [&mut accepted.reason, &mut accepted.owner].into_iter().for_each(add);
        }
    }
    for evidence in &mut report.evidence {
        add(&mut evidence.text);
        evidence.origins.iter_mut().for_each(|o| origin(o, &add));
    }
    report.diagrams = network::report().diagrams;
    report.diagrams.iter_mut().for_each(|d| diagram(d, &add));
    report
}

fn diagram(diagram: &mut Diagram, add: &dyn Fn(&mut String)) {
    [&mut diagram.title, &mut diagram.question, &mut diagram.counts].into_iter().for_each(add);
    diagram.folded.iter_mut().for_each(add);
    diagram.clusters.iter_mut().for_each(|c| add(&mut c.label));
    for node in &mut diagram.nodes {
        node.label.iter_mut().for_each(add);
        add(&mut node.full);
        node.badges.iter_mut().for_each(|b| add(&mut b.text));
    }
    for edge in &mut diagram.edges {
        [&mut edge.label, &mut edge.full].into_iter().for_each(add);
    }
}

fn node(node: &mut Node, add: &dyn Fn(&mut String)) {
    [&mut node.id, &mut node.kind, &mut node.arn, &mut node.account, &mut node.name].into_iter().for_each(add);
    node.address.iter_mut().chain(&mut node.vendor).chain(&mut node.role).for_each(add);
    node.datasets.iter_mut().for_each(add);
}

fn origin(origin: &mut Origin, add: &dyn Fn(&mut String)) {
    [&mut origin.pointer, &mut origin.input].into_iter().for_each(add);
    origin.file.iter_mut().chain(&mut origin.address).chain(&mut origin.arn).for_each(add);
}

fn statement(statement: &mut Statement, add: &dyn Fn(&mut String)) {
    add(&mut statement.policy);
    statement.sid.iter_mut().for_each(add);
    origin(&mut statement.origin, add);
}

fn condition(condition: &mut Condition, add: &dyn Fn(&mut String)) {
    [&mut condition.key, &mut condition.operator].into_iter().for_each(add);
    condition.values.iter_mut().for_each(add);
    statement(&mut condition.statement, add);
}

fn hop(hop: &mut Hop, add: &dyn Fn(&mut String)) {
    node(&mut hop.from, add);
    node(&mut hop.to, add);
    hop.actions.iter_mut().for_each(add);
    hop.facts.iter_mut().for_each(add);
    hop.statements.iter_mut().for_each(|s| statement(s, add));
    hop.conditions.iter_mut().for_each(|c| condition(c, add));
}

fn trace(trace: &mut Trace, add: &dyn Fn(&mut String)) {
    node(&mut trace.from, add);
    node(&mut trace.to, add);
    trace.hops.iter_mut().for_each(|h| hop(h, add));
    trace.conditions.iter_mut().for_each(|c| condition(c, add));
    for unknown in &mut trace.unknown {
        add(&mut unknown.message);
        unknown.subject.iter_mut().for_each(add);
    }
    for blocker in &mut trace.blocked_by {
        blocker.action.iter_mut().chain(&mut blocker.resource).chain(&mut blocker.missing).for_each(add);
        blocker.statements.iter_mut().for_each(|s| statement(s, add));
    }
}

fn written(payload: &str, format: Format) -> String {
    String::from_utf8(report::write(&report(payload), format).unwrap()).unwrap()
}

fn holds_nothing_hidden(text: &str) {
    if let Some(c) = text.chars().find(|c| *c != '\n' && is_hidden(*c)) {
        panic!("U+{:04X} in the output", u32::from(c));
    }
}

#[test]
fn a_terminal_gets_no_control_characters() {
    for payload in PAYLOADS {
        holds_nothing_hidden(&written(payload, Format::Terminal));
        // With colour, the only escapes are those of the page itself: none has a name's text in it.
        let coloured = terminal::render(&report(payload), terminal::Look { width: 100, colour: true });
        for escape in coloured.split('\u{1b}').skip(1) {
            let code = escape.split('m').next().unwrap();
            assert!(code.starts_with('[') && code[1..].chars().all(|c| c.is_ascii_digit() || c == ';'), "{code:?}");
        }
    }
}

#[test]
fn json_keeps_names_as_they_are() {
    for payload in PAYLOADS {
        let value: serde_json::Value = serde_json::from_str(&written(payload, Format::Json)).unwrap();
        assert_eq!(value["inputs"][0]["name"], format!("plan.json{payload}"));
        assert!(jsonschema::is_valid(&report::json::report_schema(), &value));
    }
}

#[test]
fn sarif_has_no_links_and_relative_paths() {
    for payload in PAYLOADS {
        let value: serde_json::Value = serde_json::from_str(&written(payload, Format::Sarif)).unwrap();
        for result in value["runs"][0]["results"].as_array().unwrap() {
            let text = result["message"]["text"].as_str().unwrap();
            holds_nothing_hidden(text);
            assert!(text.match_indices(['[', ']']).all(|(i, _)| text[..i].ends_with('\\')), "{text}");
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/%".contains(c)) && !uri.starts_with('/'), "{uri}");
        }
    }
}

#[test]
fn markdown_holds_only_our_own_markup() {
    for payload in PAYLOADS {
        let text = written(payload, Format::Markdown);
        holds_nothing_hidden(&text);
        assert!(text.len() <= 65_000);
        let mut headings = 0;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => only_ours(&html),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => panic!("a link to {dest_url}"),
                Event::Start(Tag::Heading { .. }) => headings += 1,
                _ => {}
            }
        }
        // Title, claims, findings; the rules' own sections have none.
        assert_eq!(headings, 3, "{text}");
    }
}

/// A piece of HTML has no tags but those that keyholder writes.
fn only_ours(html: &str) {
    for tag in html.split('<').skip(1) {
        let name: String = tag.chars().take_while(|c| !matches!(c, '>' | ' ')).collect();
        assert!(["details", "/details", "summary", "/summary", "b", "/b", "sub", "/sub", "!--"].contains(&name.as_str()), "<{tag}");
    }
}

#[test]
fn a_page_holds_only_our_own_markup() {
    for payload in PAYLOADS {
        let page = written(payload, Format::Html);
        holds_nothing_hidden(&page);
        assert!(!page.contains("<img") && !page.contains("<script>window") && !page.contains("<svg onload"), "{payload}");
        assert!(!payload.contains("{{") || page.contains("{{7*7}}"));
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("<style>").count(), 1);
    }
}

#[test]
fn a_name_of_ten_megabytes_is_shortened() {
    let mut inventory = network::inventory();
    let long = "x".repeat(10 << 20);
    let resource = &mut inventory.resources[0];
    resource.name = long.as_str().into();
    resource.origin.address = Some(long.clone());
    inventory.inputs[0].name = long;
    let report = super::reviewed(&inventory, &keyholder::model::Review::default());
    for format in Format::ALL {
        assert!(report::write(&report, format).unwrap().len() < 2 << 20, "{}", format.name());
    }
    assert!(String::from_utf8(report::write(&report, Format::Json).unwrap()).unwrap().contains("[shortened: 10485760 characters"));
}
