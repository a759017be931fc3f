//! Folders that are broken, or made to mislead.

use serde_json::json;

use super::{BUCKETS, DETAILS, answer, buckets, details, gaps, keyholder, read, write};

#[test]
fn broken_files_are_gaps_that_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("s");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(buckets().to_string().encode_utf16().flat_map(u16::to_le_bytes)).collect();
    write(
        &snapshot,
        &[
            (DETAILS, details()),
            ("cut.json", json!("{\"Buckets\": [{\"Name\": \"a")),
            ("types.json", json!({"RoleDetailList": {"RoleName": 1}, "Vpcs": "none", "Functions": [1, [2], null]})),
            (
                "wrong/iam.get-account-authorization-details.json",
                json!({"RoleDetailList": [{"RoleName": 7, "RolePolicyList": {"a": 1}, "Arn": ["x"]}]}),
            ),
            ("unknown.json", json!({"Surprises": [1]})),
            ("plan.json", json!({"format_version": "1.2", "resource_changes": []})),
            ("deep.json", json!("[".repeat(100_000))),
            ("no\u{1b}[31mcolour.json", json!("{")),
            ("notes.txt", json!("hello")),
            ("empty.json", json!("")),
        ],
    );
    std::fs::create_dir_all(snapshot.join("accounts/111122223333/global")).unwrap();
    std::fs::write(snapshot.join(BUCKETS), utf16).unwrap();
    std::fs::write(snapshot.join("bytes.json"), [b'{', 0xC3, 0x28]).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&snapshot, snapshot.join("loop")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", snapshot.join("passwd.json")).unwrap();
    }
    let output = keyholder(folder.path(), &["review", "s", "--format", "json", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told = answer(&output)["gaps"].to_string();
    for name in ["cut.json", "types.json", "unknown.json", "plan.json", "deep.json", "colour.json", "notes.txt", "empty.json", "bytes.json"] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(told.contains("nothing reads `Surprises`") && told.contains("`RoleDetailList` is no list"), "{told}");
    #[cfg(unix)]
    assert!(told.contains("`loop`: a link") && told.contains("`passwd.json`: a link"), "{told}");
    assert!(!told.contains('\u{1b}'));
    let trace = super::trace(folder.path(), &["s"], super::AGENT);
    assert_ne!(trace["verdict"], "never", "what could be read is read");
}

#[test]
fn a_broken_file_alone_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("cut.json", json!("{\"Buckets\": [\n{\"Name\": \"a")), ("types.json", json!({"RoleDetailList": {}}))]);
    for name in ["cut.json", "types.json"] {
        let output = keyholder(folder.path(), &["review", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(name));
    }
}

#[test]
fn secrets_reach_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "FAKE-hunter2-secret";
    let instance = json!({"InstanceId": "i-1", "State": {"Name": "running"}, "UserData": secret, "SubnetId": "subnet-1", "SecurityGroups": [],
        "Tags": []});
    let function = json!({"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
        "Role": "arn:aws:iam::111122223333:role/ops", "Environment": {"Variables": {"PASSWORD": secret}}});
    let definition = json!({"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/t:1",
        "containerDefinitions": [{"environment": [{"name": "PASSWORD", "value": secret}]}]}});
    write(
        folder.path(),
        &[
            (&format!("s/{DETAILS}"), details()),
            (
                "s/accounts/111122223333/eu-west-1/ec2.describe-instances.json",
                json!({"Reservations": [{"OwnerId": "111122223333", "Instances": [instance]}]}),
            ),
            ("s/accounts/111122223333/eu-west-1/lambda.list-functions.json", json!({"Functions": [function]})),
            ("s/accounts/111122223333/eu-west-1/ecs.describe-task-definition/t%3A1.json", definition),
            ("s/accounts/111122223333/eu-west-1/secretsmanager.get-secret-value/x.json", json!({"Name": "x", "SecretString": secret})),
            (
                "s/accounts/111122223333/eu-west-1/ec2.describe-vpn-connections.json",
                json!({"VpnConnections": [{"CustomerGatewayConfiguration": secret}]}),
            ),
        ],
    );
    let output = keyholder(folder.path(), &["review", "s", "--fail-on", "never", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut open = vec![folder.path().join("out")];
    let mut written = vec![output.stdout];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { written.push(std::fs::read(path).unwrap()) }
        }
    }
    assert!(written.len() > 3);
    assert!(!written.iter().any(|bytes| String::from_utf8_lossy(bytes).contains("hunter2")));
}

#[test]
fn an_answer_in_the_place_of_another_is_told_and_does_not_stand_for_it() {
    let keys = "accounts/111122223333/eu-west-1/kms.list-keys.json";
    let told = gaps(&read(&[(DETAILS, details()), (keys, buckets())], &[]));
    assert!(told.contains("`Buckets` is read, but is not what the call in the path answers"), "{told}");
    assert!(told.contains("`aws kms list-keys`"), "what was not asked is still missing: {told}");
    let told = gaps(&read(&[(DETAILS, details()), (keys, json!({"Keys": []}))], &[]));
    assert!(!told.contains("call in the path") && !told.contains("`aws kms list-keys`"), "{told}");
}

#[test]
fn pages_that_are_left_are_told_however_a_service_says_it() {
    for more in [
        json!({"NextToken": "t"}),
        json!({"nextToken": "t"}),
        json!({"IsTruncated": true}),
        json!({"Truncated": true}),
        json!({"HasMoreStreams": true}),
    ] {
        let mut answer = buckets();
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let told = gaps(&read(&[(DETAILS, details()), (BUCKETS, answer)], &[]));
        assert!(told.contains("further pages of the answer are missing"), "{more}: {told}");
    }
    for end in [json!({"NextToken": null}), json!({"NextToken": ""}), json!({"IsTruncated": false})] {
        let mut answer = buckets();
        answer.as_object_mut().unwrap().extend(end.as_object().unwrap().clone());
        assert!(!gaps(&read(&[(DETAILS, details()), (BUCKETS, answer)], &[])).contains("further pages"), "{end}");
    }
}
