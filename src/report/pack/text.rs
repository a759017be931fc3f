//! The words of a pack: what it holds, how it was made, how it is checked.

use crate::report::view::{Report, State, Verdict};
use crate::report::visible::shown;
use crate::report::words::{self, count};

/// The inputs' hashes, as `sha256sum` writes them.
pub(super) fn inputs(report: &Report) -> String {
    report.inputs.iter().chain(&report.configuration).map(|i| format!("{}  {}\n", i.sha256, shown(&i.name, 400))).collect()
}

/// What the pack holds, for a reader who has nothing else.
pub(super) fn readme(report: &Report) -> String {
    let verdict = words::verdict(report.verdict.unwrap_or(Verdict::Never));
    let mut out = format!("# {}\n\n**{verdict}** {}\n\n", plain(&report.title), plain(&report.summary));
    out.push_str("## What was judged\n\n");
    for input in report.inputs.iter().chain(&report.configuration) {
        let date = input.date.as_deref().map(|d| format!(", dated {}", plain(d))).unwrap_or_default();
        out.push_str(&format!("- {} ({}){date}\n  sha256 `{}`\n", plain(&input.name), plain(&input.kind), input.sha256));
    }
    let p = report.policies;
    out.push_str(&format!(
        "\nJudged is what these files declare, not what happens in the account. Policies: {} known, {} rebuilt, {} unknown. {} ran.\n",
        p.known,
        p.rebuilt,
        p.unknown,
        count(report.rules.len(), "rule")
    ));
    let states: Vec<String> =
        State::ALL.into_iter().map(|s| format!("{} {}", report.controls.iter().filter(|c| c.state == s).count(), s.name())).collect();
    out.push_str(&format!("Control matrix: {}.\n\n", states.join(", ")));
    out.push_str("## What was not covered\n\n");
    if report.gaps.is_empty() {
        out.push_str("Nothing that matters was missing in the input.\n");
    } else {
        out.push_str(&format!(
            "{}; each is listed in `report.html` under Limits and in `report.json` under `gaps`.\n",
            count(report.gaps.len(), "gap")
        ));
    }
    for assumption in &report.assumptions {
        out.push_str(&format!("- assumed: {} ({})\n", plain(&assumption.id), plain(&assumption.value)));
    }
    out.push_str(FILES);
    let names: Vec<String> = report.inputs.iter().map(|i| plain(&i.name)).collect();
    out.push_str(&format!(
        "\n## Again\n\n{} {}, the same inputs and the same `keyholder.toml` give the same pack to the byte: `keyholder review {} --pack pack.zip`. Entries\nwith an end date count until that date; `SOURCE_DATE_EPOCH` fixes the day they are held against.\n",
        report.tool.name,
        report.tool.version,
        names.join(" ")
    ));
    out
}

const FILES: &str = "
## What is in it

| file | what |
|---|---|
| `report.html` | the whole review, one page, nothing loaded from elsewhere |
| `report.json` | the same for programs; its schema: `keyholder schema report` |
| `report.sarif`, `report.md` | findings for code scanning, summary for a pull request |
| `matrix.csv`, `matrix.xlsx` | the control matrix: a row a question, with what it was judged from |
| `oscal/assessment-results.json` | the same as OSCAL assessment results |
| `rules.json` | every rule that ran, with what it finds and its limits |
| `diagrams/` | the pictures; an arrow's evidence id (`E-001`) is found in `report.json` under `evidence` |
| `inputs.sha256` | the hashes of what was judged; the files themselves are not in the pack |
| `statement.intoto.json` | an in-toto statement over every file, to be signed by whoever answers for it |
| `SHA256SUMS` | the hash of every file |

## Is it as it was written

`keyholder verify pack.zip` looks at every byte: the files by their hashes, the archive around them by its form, the packed bytes by the hash at the
end of the archive. Without keyholder: unpack it and run `sha256sum --check SHA256SUMS`. This shows that nothing was changed since the manifest was
written, not who wrote it: for that, sign `statement.intoto.json` (cosign, or the CI that made the pack) and keep the signature beside it.
";

/// A text of the input in a line of Markdown: nothing in it is markup.
fn plain(text: &str) -> String {
    let special = |c: char| matches!(c, '<' | '>' | '&' | '`' | '*' | '_' | '[' | ']' | '|' | '\\' | '#');
    shown(text, 600).chars().map(|c| if special(c) { format!("&#{};", u32::from(c)) } else { c.to_string() }).collect()
}
