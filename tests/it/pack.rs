//! The evidence pack: the same bytes on every run, nothing changed in it unnoticed, no secret in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use keyholder::report::pack::{self, Fault};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

fn keyholder(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::cargo_bin("keyholder").unwrap().current_dir(root).envs(environment.iter().copied()).args(arguments).output().unwrap()
}

/// The pack of an input, written with these variables set.
fn packed(input: &str, environment: &[(&str, &str)]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");
    let out = folder.path().to_str().unwrap();
    let output = keyholder(&["review", input, "-q", "--out", out, "--format", "json=/dev/null", "--pack", path.to_str().unwrap()], environment);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(path).unwrap()
}

/// The files of a pack.
pub(crate) fn entries(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let read = |at| {
        let mut entry = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (entry.name().unwrap().into_owned(), content)
    };
    (0..archive_len(bytes)).map(read).collect()
}

fn archive_len(bytes: &[u8]) -> usize {
    ZipArchive::new(Cursor::new(bytes)).unwrap().len()
}

fn sum(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn sealed(bytes: &mut [u8]) {
    let (before, hash) = bytes.split_last_chunk_mut::<64>().unwrap();
    hash.copy_from_slice(sum(before).as_bytes());
}

/// An archive in the form of a pack, with other deflated bytes.
fn archived(files: &[(&str, &[u8])]) -> Vec<u8> {
    const SEAL: &str = "sha256 of the bytes before this: ";
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(zip::DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, options).unwrap();
        out.write_all(content).unwrap();
    }
    out.set_comment(format!("{SEAL}{}", "0".repeat(64))).unwrap();
    let mut bytes = out.finish().unwrap().into_inner();
    sealed(&mut bytes);
    bytes
}

/// Files in an archive in the form of a pack.
pub(crate) fn rearchived(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    archived(&files.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect::<Vec<_>>())
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    pack::verify(bytes).unwrap_err()
}

#[test]
fn a_pack_is_the_same_to_the_byte_and_shows_every_change() {
    let input = "samples/rewrite-trust/plan.json";
    let bytes = packed(input, &[("TZ", "Asia/Tokyo"), ("LANG", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", "1")]);
    assert_eq!(bytes, packed(input, &[("TZ", "America/Lima"), ("RAYON_NUM_THREADS", "4")]), "two runs");
    let files = entries(&bytes);
    let verified = pack::verify(&bytes).unwrap();
    assert_eq!(verified.files, files.len() - 1);
    let wanted =
        ["README.md", "SHA256SUMS", "inputs.sha256", "matrix.csv", "matrix.xlsx", "oscal/assessment-results.json", "report.html", "report.json"];
    for name in
        wanted.into_iter().chain(["report.md", "report.sarif", "rules.json", "statement.intoto.json", "diagrams/access.svg", "diagrams/access.png"])
    {
        assert!(files.contains_key(name), "{name} of {:?}", files.keys());
    }
    let unpacked: usize = files.values().map(Vec::len).sum();
    assert!(bytes.len() < unpacked / 2, "{} of {unpacked}", bytes.len());
    assert_ne!(rearchived(&files), bytes, "deflated otherwise");
    assert_eq!(pack::verify(&rearchived(&files)).unwrap(), verified, "what counts is in the manifest");

    // A byte flipped, anywhere: in heads, names, dates, contents, the directory, the end.
    let step = (bytes.len() / 120).max(1);
    for at in (0..bytes.len()).step_by(step).chain(bytes.len().saturating_sub(80)..bytes.len()).chain(0..60) {
        let mut other = bytes.clone();
        other[at] ^= 0x01;
        assert!(pack::verify(&other).is_err(), "byte {at} of {}", bytes.len());
    }
    // A file missing, one added, one changed.
    let mut less = files.clone();
    less.remove("report.json");
    assert_eq!(faults(&rearchived(&less)), [Fault::Missing("report.json".into())]);
    let mut more = files.clone();
    more.insert("zusatz.txt".into(), b"x".to_vec());
    assert_eq!(faults(&rearchived(&more)), [Fault::Added("zusatz.txt".into())]);
    let mut changed = files.clone();
    changed.get_mut("matrix.csv").unwrap().push(b' ');
    assert_eq!(faults(&rearchived(&changed)), [Fault::Changed("matrix.csv".into())]);
    // Changed with its line in the manifest: the statement tells.
    let manifest = String::from_utf8(changed["SHA256SUMS"].clone()).unwrap();
    let manifest = manifest.replace(&sum(&files["matrix.csv"]), &sum(&changed["matrix.csv"]));
    changed.insert("SHA256SUMS".into(), manifest.into_bytes());
    assert_eq!(faults(&rearchived(&changed)), [Fault::Statement("matrix.csv".into())]);
    let mut bare = files.clone();
    bare.remove("SHA256SUMS");
    assert_eq!(faults(&rearchived(&bare)), [Fault::Manifest("is missing")]);
    // Bytes before, between and after.
    for other in
        [[b"x".as_slice(), &bytes].concat(), [&bytes, b"x".as_slice()].concat(), bytes[..bytes.len() - 1].to_vec(), Vec::new(), b"PK".to_vec()]
    {
        assert!(pack::verify(&other).is_err());
    }
}

#[test]
fn tricks_of_archives_are_refused() {
    let plain = packed("samples/clean/plan.json", &[]);
    let files = entries(&plain);
    for name in ["../escape", "/etc/cron.d/x", "a\\..\\b", ".ssh/id", "C:x"] {
        let mut with = files.clone();
        with.insert(name.to_owned(), b"x".to_vec());
        let found = faults(&rearchived(&with));
        assert!(found.contains(&Fault::Name(name.to_owned())), "{name}: {found:?}");
    }
    // Bombs that tell their size, and one that tells a small one: none is unpacked.
    let zeros = vec![0; 64 << 20];
    let resized = |mut bytes: Vec<u8>, size: u32| {
        for at in [22, bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap() + 24] {
            bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    };
    let bomb = resized(archived(&[("a", &zeros), ("b", &zeros)]), u32::MAX);
    assert!(bomb.len() < 4 << 20);
    assert!(matches!(&faults(&bomb)[0], Fault::Unreadable(why) if why.contains("more than any pack")), "{:?}", faults(&bomb));
    assert_eq!(faults(&resized(archived(&[("SHA256SUMS", &zeros)]), 7)), [Fault::Changed("SHA256SUMS".into()), Fault::Manifest("cannot be read")]);
    let kept = faults(&archived(&[("SHA256SUMS", &[&zeros[..], &[0]].concat())]));
    assert_eq!(kept, [Fault::Changed("SHA256SUMS".into()), Fault::Manifest("cannot be read")], "more than is read whole");
    // The same name twice: the writer refuses it, so a second name of the same length is overwritten in the bytes.
    let mut twice: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    twice.push(("report.jsoX", b"{}"));
    let mut bytes = archived(&twice);
    while let Some(at) = bytes.windows(11).position(|w| w == b"report.jsoX") {
        bytes[at + 10] = b'n';
    }
    sealed(&mut bytes);
    assert!(matches!(&faults(&bytes)[0], Fault::Unreadable(why) if why.contains("more than once")), "{:?}", faults(&bytes));
    // Entries out of order are not the form of a pack, whatever their hashes.
    let mut reversed: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    reversed.reverse();
    assert_eq!(faults(&archived(&reversed)), [Fault::Form]);
    // An archive that is not sealed.
    let mut unsealed = plain.clone();
    let last = unsealed.last_mut().unwrap();
    *last = if *last == b'0' { b'1' } else { b'0' };
    assert_eq!(faults(&unsealed), [Fault::Seal]);
}

#[test]
fn verify_tells_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.zip");
    let mut bytes = packed("samples/clean/plan.json", &[]);
    std::fs::write(&path, &bytes).unwrap();
    let run = || keyholder(&["verify", path.to_str().unwrap()], &[]);
    let good = run();
    assert_eq!(good.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&good.stdout).starts_with("verified: "));
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x80;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(run().status.code(), Some(1));
    assert_eq!(keyholder(&["verify", "no-such-pack.zip"], &[]).status.code(), Some(2));
}

/// Values that the input marks as sensitive, or that are secrets by their place, are nowhere in the pack: also not in the workbook's compressed parts.
#[test]
fn no_secret_is_in_a_pack() {
    const CANARY: &str = "s3cr3t-canary-value";
    let folder = tempfile::tempdir().unwrap();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{{"StringEquals":{{"aws:PrincipalTag/k":"{CANARY}-tag"}}}}}}]}}"#
    );
    let trust =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"sts:AssumeRole"}]}"#;
    let change = |address: &str, after: serde_json::Value, sensitive: serde_json::Value| {
        let (ty, name) = address.split_once('.').unwrap();
        serde_json::json!({"address": address, "mode": "managed", "type": ty, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": {}, "before_sensitive": false, "after_sensitive": sensitive}})
    };
    let all = |names: &[&str]| serde_json::Value::Object(names.iter().map(|n| ((*n).to_owned(), true.into())).collect());
    let plan = serde_json::json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "variables": {"password": {"value": CANARY}},
        "resource_changes": [
            change("aws_iam_role.ops", serde_json::json!({"name": "ops", "assume_role_policy": trust}), serde_json::json!({})),
            change("aws_iam_role_policy.ops", serde_json::json!({"name": "ops", "role": "ops", "policy": policy}), all(&["policy"])),
            change("aws_s3_bucket.data", serde_json::json!({"bucket": "data"}), serde_json::json!({})),
            change("aws_secretsmanager_secret.token", serde_json::json!({"name": "token"}), serde_json::json!({})),
            change("aws_secretsmanager_secret_version.token", serde_json::json!({"secret_id": "token", "secret_string": CANARY}), all(&["secret_string"])),
            change("aws_ssm_parameter.key", serde_json::json!({"name": "/key", "type": "SecureString", "value": CANARY}), all(&["value"])),
            change("aws_db_instance.db", serde_json::json!({"identifier": "db", "username": "root", "password": CANARY}), all(&["password"])),
            change("aws_instance.host", serde_json::json!({"instance_type": "t3.micro", "user_data": CANARY}), all(&["user_data"])),
        ],
        "configuration": {"root_module": {}},
    });
    let input = folder.path().join("plan.json");
    std::fs::write(&input, plan.to_string()).unwrap();
    let bytes = packed(input.to_str().unwrap(), &[]);
    let holds = |content: &[u8]| content.windows(CANARY.len()).any(|w| w == CANARY.as_bytes());
    let files = entries(&bytes);
    assert!(files["report.json"].windows(9).any(|w| w == b"sensitive"), "the sensitive policy was used");
    for (name, content) in &files {
        assert!(!holds(content), "{name}");
    }
    for (name, content) in entries(&files["matrix.xlsx"]) {
        assert!(!holds(&content), "matrix.xlsx/{name}");
    }
}

/// What the schema of OSCAL does not check: every reference leads somewhere, and no id stands twice. `tests/oscal/run` checks the schema.
#[test]
fn the_references_of_the_oscal_document_lead_somewhere() {
    let files = entries(&packed("samples/byoc-kafka/plan.json", &[]));
    let value: serde_json::Value = serde_json::from_slice(&files["oscal/assessment-results.json"]).unwrap();
    let (mut made, mut named) = (Vec::new(), Vec::new());
    let mut open = vec![&value];
    while let Some(next) = open.pop() {
        match next {
            serde_json::Value::Object(map) => {
                for (key, inner) in map {
                    match (key.as_str(), inner.as_str()) {
                        ("uuid", Some(id)) => made.push(id.to_owned()),
                        (key, Some(id)) if key.ends_with("-uuid") => named.push(id.to_owned()),
                        ("href", Some(href)) => named.extend(href.strip_prefix('#').map(str::to_owned)),
                        _ => {}
                    }
                    open.push(inner);
                }
            }
            serde_json::Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    let all = made.len();
    made.sort();
    made.dedup();
    assert_eq!(made.len(), all, "ids are unique");
    assert!(named.len() > 50);
    for id in named {
        assert!(made.contains(&id), "{id}");
    }
    let result = &value["assessment-results"]["results"][0];
    let report: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    let met = report["controls"].as_array().unwrap().iter().filter(|c| c["state"] == "met").count();
    let satisfied = result["findings"].as_array().unwrap().iter().filter(|f| f["target"]["status"]["state"] == "satisfied").count();
    assert_eq!(met, satisfied, "nothing but met is satisfied");
}

/// A pack whose entries another library deflated verifies: so will ours when the library's next version deflates otherwise.
#[test]
fn a_pack_that_is_deflated_otherwise_verifies() {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pack.zip")).unwrap();
    assert_eq!(pack::verify(&bytes).unwrap().files, 2);
}
