//! Plans of situations that were measured too: the same answers as their snapshots give.

use assert_cmd::Command;
use serde_json::{Value, json};

fn ask(input: &std::path::Path, probes: &[Value]) -> Vec<Value> {
    let lines: String = probes.iter().map(|p| format!("{p}\n")).collect();
    let out = Command::cargo_bin("keyholder").unwrap().args(["reach", "--batch", "-"]).arg(input).write_stdin(lines).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn plan(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network").join(name).join("plan.json")
}

/// Every probe of the lab between addresses that the plan states.
fn agree(lab: &str, name: &str, least: usize) {
    let Some(lab) = crate::shared("aws-labs").map(|labs| labs.join(lab)).filter(|lab| lab.is_dir()) else { return };
    let stated = std::fs::read_to_string(plan(name)).unwrap();
    let text = std::fs::read_to_string(lab.join("probes.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    let host = |address: &str| stated.contains(&format!("\"{address}\""));
    let fits = |r: &&Vec<&str>| r[9] == "in-scope" && host(r[2]) && (host(r[4]) || r[4] == "8.8.8.8");
    let rows: Vec<&Vec<&str>> = rows.iter().filter(fits).collect();
    let probe = |r: &&Vec<&str>| json!({"id": r[0], "src": r[2], "dst_ip": r[4], "protocol": r[5], "dst_port": r[6].parse::<u16>().ok()});
    let probes: Vec<Value> = rows.iter().map(probe).collect();
    assert!(probes.len() >= least, "{} probes", probes.len());
    let (of_plan, of_snapshot) = (ask(&plan(name), &probes), ask(&lab, &probes));
    for ((row, a), b) in rows.iter().zip(&of_plan).zip(&of_snapshot) {
        assert_eq!(a["verdict"], b["verdict"], "{row:?}: {}", a["reasons"]);
        let seen = if row[8] == "1" { "reachable" } else { "blocked" };
        let same = a["verdict"] == seen || (seen == "blocked" && a["verdict"] == "one-way");
        assert!(same, "{row:?}: {a}");
    }
}

#[test]
fn hosts_behind_load_balancers() {
    agree("aws_nlb_targets_ip", "balanced", 40);
}

#[test]
fn two_transit_gateways() {
    agree("aws_tgw_asymmetric_non_default_rtb", "two_hubs", 8);
}

#[test]
fn addresses_that_are_not_known_yet() {
    let probe = |to: &str, port: u16| json!({"id": 1, "src": "10.1.1.100", "dst": to, "protocol": "tcp", "dst_port": port});
    let nodes: Vec<Value> = (1..=4).map(|n| probe(&format!("aws_lb.lb_{n} in aws_subnet.subnet_3"), 80)).collect();
    let told: Vec<String> = ask(&plan("balanced"), &nodes).iter().map(|a| a["verdict"].as_str().unwrap().to_owned()).collect();
    // Two targets name a node's address, which nobody knows before it is made; two admit neither node nor client.
    assert_eq!(told, ["unknown", "blocked", "unknown", "blocked"]);
    let closed = ask(&plan("balanced"), &[probe("aws_lb.lb_1 in aws_subnet.subnet_3", 81)]);
    assert_eq!(closed[0]["verdict"], "blocked");
}
