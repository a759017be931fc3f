//! Probes that were sent inside AWS, where they are at hand: a folder a lab, each with a snapshot and `probes.tsv` (case, source, its address,
//! destination, its address, protocol, port, what was seen, reachable, class).

use std::path::Path;

use assert_cmd::Command;

#[test]
#[allow(clippy::print_stdout, reason = "`--nocapture` shows the count")]
fn measured_probes_are_answered_right() {
    let Some(labs) = crate::shared("aws-labs") else { return };
    let mut labs: Vec<_> = std::fs::read_dir(labs).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("probes.tsv").is_file()).collect();
    labs.sort();
    let (mut right, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for lab in &labs {
        for (row, answer) in answers(lab) {
            let reachable = row[8] == "1";
            match answer["verdict"].as_str().unwrap() {
                "unknown" => {
                    let codes: Vec<_> = answer["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
                    unknown.push(format!("{row:?}: {codes:?}"));
                }
                "reachable" if reachable => right += 1,
                "blocked" | "one-way" if !reachable => right += 1,
                _ => wrong.push(format!("{}: {row:?}: {answer}", lab.file_name().unwrap().to_string_lossy())),
            }
        }
    }
    let beside = unknown.iter().filter(|u| !u.contains("KH_MIDDLEBOX")).count();
    assert!(right > 0 || !wrong.is_empty() || !unknown.is_empty(), "no probe was asked");
    assert!(wrong.is_empty(), "{} wrong, first {}", wrong.len(), wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n"));
    assert_eq!(beside, 0, "{}", unknown.join("\n"));
    assert!(unknown.len() <= 30, "{}", unknown.join("\n"));
    println!("{} labs: {right} of {} probes right, {} not known, none wrong", labs.len(), right + unknown.len(), unknown.len());
}

/// The rows in scope with the answers to them.
fn answers(lab: &Path) -> Vec<(Vec<String>, serde_json::Value)> {
    let text = std::fs::read_to_string(lab.join("probes.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|l| l.split('\t').map(str::to_owned).collect::<Vec<_>>()).filter(|r| r[9] == "in-scope");
    let rows: Vec<Vec<String>> = rows.collect();
    let probes: String = rows
        .iter()
        .map(|r| {
            let port: Option<u16> = r[6].parse().ok();
            let probe =
                serde_json::json!({ "id": r[0], "src": r[1], "src_ip": r[2], "dst": r[3], "dst_ip": r[4], "protocol": r[5], "dst_port": port });
            format!("{probe}\n")
        })
        .collect();
    let out = Command::cargo_bin("keyholder").unwrap().args(["reach", "--batch", "-"]).arg(lab).write_stdin(probes).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let answers = String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<serde_json::Value>>();
    assert_eq!(answers.len(), rows.len());
    rows.into_iter().zip(answers).collect()
}
