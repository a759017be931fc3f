//! Keys that nobody reads: whatever is put into an answer, wherever it stands, is told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keyholder::ingest::{self, Options, Snapshot, Source};
use keyholder::model::GapKind;
use serde_json::{Value, json};

use super::{ACCOUNT, DETAILS, answer, details, keyholder, read, write};

/// A key that AWS has not.
const STRANGE: &str = "Xylophone";

/// Values that are taken with all that they hold. Policies have their own grammar.
const WHOLE: &[&str] = &["Tags", "TagSet", "PolicyDocument", "AssumeRolePolicyDocument", "Document"];

/// Members that tell nothing that is modelled, and answers that are no members of an account.
const LEFT: &[&str] = &["AvailabilityZones", "ServiceDetails", "ServiceNames", "SummaryMap", "Owner", "ResponseMetadata", "PolicyNames"];

/// Keys that are known and not needed: words of the table, read here as text.
fn needless() -> BTreeSet<String> {
    let text = table("needless.rs");
    let names = strings(&text).flat_map(|names| names.replace('\\', " ").split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    names.chain(strings(&table("weighty.rs")).step_by(2).map(str::to_owned)).collect()
}

fn table(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ingest/terraform/account/keys").join(name)).unwrap()
}

fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// The members of the answers of the collection's calls are written down: a name that none has is a slip.
#[test]
fn what_nobody_needs_is_a_member_of_some_answer() {
    let packed = std::fs::File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/live/data/wire.json.gz")).unwrap();
    let wire: Value = serde_json::from_reader(flate2::read::GzDecoder::new(packed)).unwrap();
    let shapes = wire["outputs"].as_array().unwrap().iter().flat_map(|s| s["members"].as_array().into_iter().flatten());
    let members: BTreeSet<&str> = shapes.filter_map(|m| m[0].as_str()).collect();
    let text = table("needless.rs");
    let (made, beyond) = text.split_once("pub(super) const BEYOND").unwrap();
    let names = |text: &str| -> Vec<String> {
        strings(text).flat_map(|s| s.replace('\\', " ").split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let is_member = |path: &String| path.starts_with("Attributes.") || members.contains(path.rsplit('.').next().unwrap());
    assert!(names(made).len() > 1_000);
    assert_eq!(names(made).iter().filter(|n| !is_member(n)).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(names(beyond).iter().filter(|n| is_member(n)).collect::<Vec<_>>(), Vec::<&String>::new(), "the collection knows these by now");
    let weighty: Vec<String> = strings(&table("weighty.rs")).step_by(2).map(str::to_owned).collect();
    let slips: Vec<&String> = weighty.iter().filter(|n| !n.starts_with("secretsmanager.describe-secret.") && !is_member(n)).collect();
    assert_eq!(slips, Vec::<&String>::new());
}

/// Puts the strange key into every object, and says where: names from the member of the answer on, without indices.
fn strew(value: &mut Value, path: &str, known: &BTreeSet<String>, places: &mut BTreeMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| strew(item, path, known, places)),
        Value::Object(members) => {
            for (key, inner) in members.iter_mut() {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let left = WHOLE.contains(&key.as_str()) || path.is_empty() && LEFT.contains(&key.as_str());
                if !left && !known.contains(key) && !known.contains(&below) {
                    strew(inner, &below, known, places);
                }
            }
            members.insert(STRANGE.to_owned(), json!({"secret": "hunter2"}));
            let place = if path.is_empty() { STRANGE.to_owned() } else { format!("{path}.{STRANGE}") };
            *places.entry(place).or_default() += 1;
        }
        _ => {}
    }
}

/// Messages about keys of an input, and whether anything of it could not be read.
fn told(input: &Input) -> Vec<String> {
    let (sources, snapshots) = match input {
        Input::File(name, bytes) => (vec![Source { name: name.clone(), bytes: bytes.clone() }], Vec::new()),
        Input::Folder(files) => (Vec::new(), vec![Snapshot { name: "s".into(), files: files.clone(), unread: Vec::new(), alone: false }]),
    };
    let inventory = ingest::read(&sources, &Options { snapshots, ..Options::default() }).unwrap();
    inventory.gaps.iter().filter(|g| g.kind == GapKind::UnreadKey).map(|g| g.message.clone()).collect()
}

enum Input {
    File(String, Vec<u8>),
    Folder(Vec<(String, Vec<u8>)>),
}

/// With the strange key everywhere, every place of it is told, as often as it stands there.
fn everything_is_told(input: Input, known: &BTreeSet<String>) -> usize {
    let mut places = BTreeMap::new();
    let mut change = |bytes: &[u8]| {
        let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else { return bytes.to_vec() };
        // The identity of the caller and the report on credentials are read as a whole.
        if value.get("UserId").is_some() || value.get("ReportFormat").is_some() || value.get("SummaryMap").is_some() {
            return bytes.to_vec();
        }
        strew(&mut value, "", known, &mut places);
        value.to_string().into_bytes()
    };
    let strewn = match input {
        Input::File(name, bytes) => Input::File(name, change(&bytes)),
        Input::Folder(files) => Input::Folder(files.into_iter().map(|(name, bytes)| (name, change(&bytes))).collect()),
    };
    // A member that nobody knows at the top is a gap of its file.
    places.remove(STRANGE);
    let told = told(&strewn);
    for (place, times) in &places {
        let times = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
        let line = format!("the key `{place}` is read by nobody: {times}");
        assert!(told.iter().any(|m| m.starts_with(&line)), "{line}\n{}", told.join("\n"));
    }
    assert!(!told.join("").contains("hunter2"));
    places.len()
}

/// Inputs of other people: each file of authorization details, each folder of answers.
fn inputs() -> Vec<(PathBuf, Input)> {
    let mut out = Vec::new();
    let list = |folder: &Path| {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let (Some(details), Some(labs)) = (crate::shared("account-details"), crate::shared("aws-labs")) else { return out };
    for path in list(&details).into_iter().chain(list(&details.join("iamspy"))).filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let bytes = std::fs::read(&path).unwrap();
        if serde_json::from_slice::<Value>(&bytes).unwrap().is_object() {
            out.push((path.clone(), Input::File("f.json".into(), bytes)));
        }
    }
    for folder in list(&labs).into_iter().filter(|p| p.is_dir()).chain([details.join("cloudmapper-demo")]) {
        let mut files = Vec::new();
        let mut open = vec![folder.clone()];
        while let Some(next) = open.pop() {
            for path in list(&next) {
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|e| e == "json") {
                    files.push((path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
                }
            }
        }
        out.push((folder, Input::Folder(files)));
    }
    out
}

#[test]
fn keys_of_other_peoples_answers_are_known_or_told() {
    let known = needless();
    for (path, input) in inputs() {
        // What they hold is known: keys that matter and are not modelled aside.
        let strange: Vec<String> = told(&input).into_iter().filter(|m| !m.contains("is not followed")).collect();
        assert_eq!(strange, Vec::<String>::new(), "{}", path.display());
        assert!(everything_is_told(input, &known) > 0, "{}", path.display());
    }
}

fn fixture() -> Vec<(String, Vec<u8>)> {
    let tags = json!([{"Key": "owner", "Value": "hunter2"}]);
    let group = json!({"GroupId": "sg-1", "GroupName": "open", "VpcId": "vpc-1", "OwnerId": ACCOUNT, "Tags": tags, "IpPermissions": [{"IpProtocol": "tcp",
        "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "x"}], "UserIdGroupPairs": [{"GroupId": "sg-2"}]}],
        "IpPermissionsEgress": []});
    let function = json!({"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "CodeSize": 1, "Role": "arn:aws:iam::111122223333:role/ops",
        "Environment": {"Variables": {"hunter2": "hunter2"}}, "VpcConfig": {"SubnetIds": ["subnet-1"], "VpcId": "vpc-1"}});
    let balancer = json!({"LoadBalancerArn": "arn:b", "LoadBalancerName": "b", "State": {"Code": "active"}, "AvailabilityZones": [{"SubnetId": "subnet-1", "ZoneName": "a"}]});
    let cluster = json!({"name": "c", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/c", "resourcesVpcConfig": {"subnetIds": []}, "identity": {"oidc": {"issuer": "https://i"}}});
    let place = "accounts/111122223333/eu-west-1";
    let files = [
        (DETAILS.to_owned(), details()),
        (format!("{place}/ec2.describe-security-groups.json"), json!({"SecurityGroups": [group]})),
        (format!("{place}/lambda.list-functions.json"), json!({"Functions": [function]})),
        (format!("{place}/elbv2.describe-load-balancers.json"), json!({"LoadBalancers": [balancer]})),
        (format!("{place}/eks.describe-cluster/c.json"), json!({"cluster": cluster})),
    ];
    files.into_iter().map(|(path, value)| (path, value.to_string().into_bytes())).collect()
}

#[test]
fn a_key_that_nobody_reads_is_told_wherever_it_stands() {
    assert_eq!(told(&Input::Folder(fixture())), Vec::<String>::new());
    assert!(everything_is_told(Input::Folder(fixture()), &needless()) > 8);
    assert!(everything_is_told(Input::File("d.json".into(), details().to_string().into_bytes()), &needless()) > 1);
}

#[test]
fn beside_what_is_read_and_in_whole_answers_too() {
    let place = "accounts/111122223333/global";
    let mut whole = details();
    whole["Xylophone"] = json!("plain");
    let acl = json!({"Owner": {"ID": "own"}, "Grants": [], "Xylophone": true});
    let inventory = read(&[(DETAILS, whole), (&format!("{place}/s3api.get-bucket-acl/b.json"), acl)], &[]);
    let told = super::gaps(&inventory);
    assert!(told.contains("the key `Xylophone` is read by nobody: once"), "{told}");
    assert!(told.contains("the key `s3api.get-bucket-acl.Xylophone` is read by nobody: once"), "{told}");
}

#[test]
fn what_matters_and_is_not_modelled_is_told_where_it_holds_something() {
    let database = |more: Value| {
        let mut database = json!({"DBInstanceIdentifier": "d", "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:d", "StorageEncrypted": true});
        database.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        super::gaps(&read(&[(DETAILS, details()), ("eu-west-1/DBInstances.json", json!({"DBInstances": [database]}))], &[]))
    };
    let told = database(json!({"AssociatedRoles": [{"RoleArn": "arn"}], "CustomIamInstanceProfile": "AWSRDSCustom"}));
    assert!(told.contains("the key `DBInstances.AssociatedRoles` is not followed (SQL in the database acts as these roles): once"), "{told}");
    assert!(told.contains("`custom_iam_instance_profile` of `arn:aws:rds:eu-west-1:111122223333:db:d` is not followed"), "{told}");
    // Whether IAM signs in is read; who has a password is an assumption.
    let plain =
        json!({"IAMDatabaseAuthenticationEnabled": true, "MasterUserSecret": {"SecretArn": "arn"}, "AssociatedRoles": [], "MasterUsername": "admin"});
    let told = database(plain);
    assert!(!told.contains("the key") && !told.contains("not followed"), "{told}");
}

/// A list of words that say that there is nothing out of the ordinary, and of those that say something.
#[test]
fn what_is_usual_is_nothing() {
    let cache = |kind: &str| {
        let cache =
            json!({"ServerlessCacheName": "c", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:serverlesscache:c", "ConnectionType": kind});
        super::gaps(&read(&[(DETAILS, details()), ("eu-west-1/ServerlessCaches.json", json!({"ServerlessCaches": [cache]}))], &[]))
    };
    assert!(cache("public").contains("the key `ServerlessCaches.ConnectionType` is not followed (the cache can be reached from the internet): once"));
    assert!(!cache("vpc").contains("ConnectionType"));
}

/// Each source of a fact that no step follows is told of it in the same words.
#[test]
fn what_no_step_follows_is_told_alike() {
    let arn = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f");
    let point = format!("arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}:access-point/fsap-1");
    let words = "is not followed: what is on the file systems is open to what runs there";
    let account = |mounts: Value| {
        let function = json!({"FunctionName": "f", "FunctionArn": arn, "FileSystemConfigs": mounts});
        super::gaps(&read(&[(DETAILS, details()), ("eu-west-1/lambda.list-functions.json", json!({"Functions": [function]}))], &[]))
    };
    let told = account(json!([{"Arn": point, "LocalMountPath": "/mnt/x"}]));
    assert!(told.contains(&format!("`file_system_config` of `{arn}` {words}")), "{told}");
    assert!(!account(json!([])).contains("not followed"));
    let stated = |mounts: Value| {
        let values = json!({"function_name": "f", "arn": arn, "file_system_config": mounts});
        super::gaps(&crate::stated(ACCOUNT, vec![("aws_lambda_function", "f", values.clone()), ("aws_lambda_function", "g", values)]))
    };
    let told = stated(json!([{"arn": point, "local_mount_path": "/mnt/x"}]));
    assert!(told.contains(&format!("`file_system_config` of `aws_lambda_function.f` and 1 more {words}")), "{told}");
    assert!(!stated(json!([])).contains("not followed"));
    let plan = |unknown: Value, expressions: Value| {
        let change = json!({"address": "aws_rds_cluster.c", "mode": "managed", "type": "aws_rds_cluster", "name": "c", "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["create"], "before": null, "after": {"cluster_identifier": "c"}, "after_unknown": {"iam_roles": unknown}}});
        let stated = json!({"address": "aws_rds_cluster.c", "mode": "managed", "type": "aws_rds_cluster", "name": "c", "expressions": expressions});
        let plan = json!({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [change], "configuration": {"root_module": {"resources": [stated]}}});
        super::gaps(&read(&[(DETAILS, details())], &[("plan.json", plan)]))
    };
    let told = plan(json!(true), json!({"iam_roles": {"references": ["aws_iam_role.r.arn", "aws_iam_role.r"]}}));
    assert!(told.contains("`iam_roles` of `aws_rds_cluster.c` is not followed: SQL in the database acts as these roles"), "{told}");
    // What the provider fills in.
    assert!(!plan(json!(true), json!({})).contains("not followed"));
}

#[test]
fn a_flood_of_keys_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut flood = details();
    for n in 0..2_000 {
        flood["RoleDetailList"][0][format!("key \u{1b}[31m{n}")] = json!("hunter2");
    }
    write(folder.path(), &[("d.json", flood)]);
    let report = answer(&keyholder(folder.path(), &["review", "d.json", "--format", "json", "--fail-on", "never"]));
    let gaps = report["gaps"].as_array().unwrap();
    let of_keys: Vec<&Value> = gaps.iter().filter(|g| g["kind"] == "unread-key").collect();
    assert_eq!(of_keys.len(), 501);
    assert!(of_keys.iter().any(|g| g["message"] == "1500 further keys are read by nobody"));
    assert_eq!(report["complete"], false);
    assert!(!report.to_string().contains("hunter2"));
    let page = keyholder(folder.path(), &["review", "d.json", "--format", "terminal", "--fail-on", "never"]).stdout;
    let page = String::from_utf8(page).unwrap();
    assert!(!page.contains('\u{1b}') && page.lines().filter(|l| l.contains("read by nobody")).count() < 10, "{page}");
}
