//! `--layout dot` with programs that are called `dot` and are none, or none at all.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;

/// What the program says and writes with this script as the only `dot` there is.
fn with(script: Option<&str>) -> (Option<i32>, String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let dot = folder.path().join("dot");
    if let Some(script) = script {
        std::fs::write(&dot, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&dot, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let out = folder.path().join("out");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::cargo_bin("keyholder").unwrap();
    let command = command.current_dir(root).env("PATH", folder.path()).arg("diagram").arg("samples/rewrite-trust/plan.json");
    let output = command.args(["--view", "access", "--layout", "dot", "-q", "--out"]).arg(&out).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap(), out.exists())
}

#[test]
fn a_dot_that_is_none_is_told_and_nothing_is_written() {
    let cases = [
        (None, "`dot` was not found: install Graphviz or use `--layout builtin`"),
        (Some("echo 'out of ideas' >&2; exit 3"), "`dot` failed on diagram `access`: exit status: 3: out of ideas"),
        (Some("exit 0"), "`dot` failed on diagram `access`: its answer is not the JSON we know"),
        (Some("echo '<html>'"), "`dot` failed on diagram `access`: its answer is not the JSON we know"),
        (Some("echo '{\"bb\": \"0,0,1,1\"}'"), "`dot` failed on diagram `access`: it placed 0 of "),
        (Some("exec >&-; while :; do :; done"), "`dot` failed on diagram `access`: it closed its output, went on running and was stopped"),
    ];
    for (script, said) in cases {
        let (code, stderr, written) = with(script);
        assert_eq!(code, Some(2), "{script:?}: {stderr}");
        assert!(stderr.contains(said), "{script:?}: {stderr}");
        assert!(!written, "{script:?}");
    }
}
