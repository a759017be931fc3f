//! What an account told, what it refused to tell, and what nobody asked.

use serde_json::{Value, json};

use super::{ACCOUNT, AGENT, BUCKETS, DETAILS, answer, buckets, details, document, gaps, keyholder, read, trace, write};
use keyholder::model::{ResourcePolicy, Tri};

const POLICY: &str = "accounts/111122223333/global/s3api.get-bucket-policy/acme-records.json";

fn listing(status: &str) -> Value {
    let call = |operation: &str, status: &str| json!({"account": ACCOUNT, "region": "global", "service": "s3api", "operation": operation, "args": {"Bucket": "acme-records"}, "status": status});
    json!({"version": 1, "complete": true, "calls": [call("get-bucket-policy", status), call("get-public-access-block", "absent"),
        call("get-bucket-encryption", "absent"), call("get-bucket-ownership-controls", "absent")]})
}

fn policy_of(files: &[(&str, Value)]) -> ResourcePolicy {
    let inventory = read(files, &[]);
    inventory.resources.iter().find(|r| r.kind == "s3-bucket" && !r.referenced).unwrap().resource_policy
}

#[test]
fn absent_is_a_fact_and_denied_or_not_asked_is_not_known() {
    let absent = [(BUCKETS, buckets()), ("snapshot.json", listing("absent"))];
    assert_eq!(policy_of(&absent), ResourcePolicy::None);
    let denied = [(BUCKETS, buckets()), ("snapshot.json", listing("denied"))];
    assert_eq!(policy_of(&denied), ResourcePolicy::Unseen);
    let told = gaps(&read(&denied, &[]));
    assert!(told.contains("`aws s3api get-bucket-policy` in 111122223333 was denied: `s3:GetBucketPolicy` is missing for `acme-records`"), "{told}");
    let not_asked = [(BUCKETS, buckets())];
    assert_eq!(policy_of(&not_asked), ResourcePolicy::Unseen);
    let told = gaps(&read(&not_asked, &[]));
    assert!(told.contains("no answer of `aws s3api get-bucket-policy` for `acme-records`"), "{told}");
    let stated = json!({"Policy": document(json!([{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}])).to_string()});
    assert!(matches!(policy_of(&[(BUCKETS, buckets()), (POLICY, stated)]), ResourcePolicy::Policy(_)));
    // What the command line wrote of a refusal is understood as well.
    let refused = json!("\nAn error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: The bucket policy does not exist\n");
    assert_eq!(policy_of(&[(BUCKETS, buckets()), (POLICY, refused)]), ResourcePolicy::None);
    let refused = json!("\nAn error occurred (AccessDenied) when calling the GetBucketPolicy operation: Access Denied\n");
    assert_eq!(policy_of(&[(BUCKETS, buckets()), (POLICY, refused)]), ResourcePolicy::Unseen);
}

#[test]
fn without_a_block_everything_may_be_public() {
    let inventory = read(&[(BUCKETS, buckets()), ("snapshot.json", listing("absent"))], &[]);
    let bucket = inventory.resources.iter().find(|r| r.kind == "s3-bucket").unwrap();
    assert_eq!(bucket.store.as_ref().unwrap().block_public_policy, Tri::No);
}

#[test]
fn a_trace_to_a_bucket_whose_policy_nobody_asked_for_is_not_never() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("snapshot/accounts/111122223333/global/s3api.list-buckets.json", buckets())]);
    write(folder.path(), &[(&format!("snapshot/{DETAILS}"), details())]);
    let lone = "arn:aws:iam::999988887777:role/nobody";
    assert_eq!(trace(folder.path(), &["snapshot"], lone)["verdict"], "undecided");
    assert_ne!(trace(folder.path(), &["snapshot"], AGENT)["verdict"], "never");
    write(folder.path(), &[("snapshot/snapshot.json", listing("absent"))]);
    assert_eq!(trace(folder.path(), &["snapshot"], lone)["verdict"], "never");
    assert_eq!(trace(folder.path(), &["snapshot"], AGENT)["verdict"], "reaches");
}

#[test]
fn an_incomplete_snapshot_is_shown_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let mut listing = listing("absent");
    listing["complete"] = json!(false);
    listing["calls"][0]["file"] = json!("accounts/111122223333/global/gone.json");
    write(folder.path(), &[("s/snapshot.json", listing), (&format!("s/{BUCKETS}"), buckets())]);
    let output = keyholder(folder.path(), &["review", "s", "--format", "json", "--strict", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(3));
    let told = answer(&output)["gaps"].to_string();
    assert!(told.contains("not complete") && told.contains("names files that are not there"), "{told}");
}

#[test]
fn the_account_is_told_by_path_by_the_caller_or_by_arns() {
    let owner = |files: &[(&str, Value)]| {
        let inventory = read(files, &[]);
        let bucket = inventory.resources.iter().find(|r| r.kind == "s3-bucket" && !r.referenced).unwrap().clone();
        inventory.render(&bucket.account)
    };
    assert_eq!(owner(&[(BUCKETS, buckets())]), ACCOUNT);
    let caller = json!({"UserId": "AIDAEXAMPLE", "Account": "444455556666", "Arn": "arn:aws:iam::444455556666:user/me"});
    let flat = [("us-east-1__s3-list-buckets.json", buckets()), ("us-east-1__sts-get-caller-identity.json", caller)];
    assert_eq!(owner(&flat), "444455556666");
    assert_eq!(owner(&[("list-buckets.json", buckets()), ("d.json", details())]), ACCOUNT);
    assert_eq!(owner(&[("x.json", buckets())]), "⟨account:aws⟩");
}

#[test]
fn a_file_alone_is_an_input() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[(
            "groups.json",
            json!({"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "open", "VpcId": "vpc-1", "OwnerId": ACCOUNT,
        "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": []}]}),
        )],
    );
    let output = keyholder(folder.path(), &["review", "groups.json", "--format", "json"]);
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let list = json!([{"Resource": "arn:aws:s3:::a", "Policy": {}, "Account": ACCOUNT}]);
    write(folder.path(), &[("one.json", list.clone()), ("more.json", json!([list[0], list[0]]))]);
    for name in ["one.json", "more.json"] {
        let output = keyholder(folder.path(), &["review", name]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(name) && said.contains("an array of resources with their policies"), "{said}");
    }
}

#[test]
fn organizations_bind_their_accounts() {
    let deny = document(json!([{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]));
    let summary = json!({"Id": "p-1", "Arn": "arn:aws:organizations::444455556666:policy/o-1/service_control_policy/p-1", "Name": "no-s3",
        "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false});
    let place = "snapshot/accounts/444455556666/global/organizations";
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[(&format!("snapshot/{DETAILS}"), details()), (&format!("snapshot/{BUCKETS}"), buckets()), ("snapshot/snapshot.json", listing("absent"))],
    );
    assert_eq!(trace(folder.path(), &["snapshot"], AGENT)["verdict"], "reaches");
    write(
        folder.path(),
        &[
            (&format!("{place}.describe-organization.json"), json!({"Organization": {"Id": "o-1", "MasterAccountId": "444455556666"}})),
            (&format!("{place}.list-policies/SERVICE_CONTROL_POLICY.json"), json!({"Policies": [summary]})),
            (&format!("{place}.describe-policy/p-1.json"), json!({"Policy": {"PolicySummary": summary, "Content": deny.to_string()}})),
            (&format!("{place}.list-targets-for-policy/p-1.json"), json!({"Targets": [{"TargetId": ACCOUNT, "Type": "ACCOUNT", "Name": "x"}]})),
            (
                &format!("{place}.list-accounts.json"),
                json!({"Accounts": [{"Id": ACCOUNT, "Arn": "arn:aws:organizations::444455556666:account/o-1/111122223333",
            "Name": "x", "JoinedMethod": "CREATED"}]}),
            ),
        ],
    );
    let bound = trace(folder.path(), &["snapshot"], AGENT);
    assert_eq!(bound["verdict"], "never", "{bound}");
}

#[test]
fn what_leads_into_the_network_from_elsewhere_is_named() {
    let place = "accounts/111122223333/eu-west-1";
    let told = |call: &str, answer: Value| gaps(&read(&[(DETAILS, details()), (&format!("{place}/{call}.json"), answer)], &[]));
    let cases = [
        ("ec2.describe-vpn-connections", "VpnConnections", "VpnConnectionId", "VPN connection"),
        ("ec2.describe-vpn-gateways", "VpnGateways", "VpnGatewayId", "VPN gateway"),
        ("ec2.describe-customer-gateways", "CustomerGateways", "CustomerGatewayId", "customer gateway"),
        ("ec2.describe-client-vpn-endpoints", "ClientVpnEndpoints", "ClientVpnEndpointId", "Client VPN endpoint"),
        ("directconnect.describe-connections", "connections", "connectionId", "Direct Connect connection"),
        ("directconnect.describe-virtual-interfaces", "virtualInterfaces", "virtualInterfaceId", "Direct Connect virtual interface"),
        ("directconnect.describe-direct-connect-gateways", "directConnectGateways", "directConnectGatewayId", "Direct Connect gateway"),
        (
            "directconnect.describe-direct-connect-gateway-associations",
            "directConnectGatewayAssociations",
            "associationId",
            "association of a Direct Connect gateway",
        ),
    ];
    for (call, member, id, what) in cases {
        let found = told(call, json!({member: [{id: "x-1"}, {id: "x-0", "State": "available"}, {id: "x-2", "State": "deleted"}]}));
        assert!(found.contains(&format!("a {what} leads into the network, and who is behind it is not modelled: `x-0`, `x-1`\n")), "{call}: {found}");
        assert!(!told(call, json!({member: []})).contains("leads into"), "{call}");
        // The member alone tells it, as in folders of `describe` output by member.
        let flat = gaps(&read(&[("d.json", details()), (&format!("eu-west-1/{member}.json"), json!({member: [{id: "x-1"}]}))], &[]));
        assert!(member == "connections" || flat.contains("leads into the network"), "{member}: {flat}");
    }
}

#[test]
fn how_long_sessions_last_is_assumed_where_nobody_asked() {
    let folder = tempfile::tempdir().unwrap();
    let vendor = "version = 1\n[[vendor]]\nname = \"v\"\naccounts = [\"999988887777\"]\n[[vendor.role]]\npattern = \"ops\"\nkind = \"automation\"\nmax_session = 3600\n";
    write(folder.path(), &[("d.json", details()), (&format!("s/{DETAILS}"), details()), ("keyholder.toml", json!(vendor))]);
    let review = |source: &str| answer(&keyholder(folder.path(), &["review", source, "--format", "json", "--fail-on", "never"]));
    let assumed = |report: &Value| report["assumptions"].as_array().unwrap().iter().any(|a| a["id"] == "session-default");
    let found = |report: &Value| {
        let all = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "session-longer-than-declared");
        all.map(|f| (f["confidence"].as_str().unwrap().to_owned(), f["message"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
    };
    for source in ["d.json", "s"] {
        let report = review(source);
        assert!(assumed(&report), "{source}: {}", report["assumptions"]);
        let found = found(&report);
        assert!(found.len() == 1 && found[0].0 == "possible" && found[0].1.contains("list-roles"), "{source}: {found:?}");
    }
    let role = |name: &str, seconds: u32| json!({"RoleName": name, "Path": "/", "Arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "MaxSessionDuration": seconds});
    let roles = |seconds: u32| json!({"Roles": [role("ops", seconds), role("by-hand", 3600)]});
    write(folder.path(), &[("s/accounts/111122223333/global/iam.list-roles.json", roles(7200))]);
    let report = review("s");
    assert!(!assumed(&report), "{}", report["assumptions"]);
    assert!(found(&report)[0].0 == "proven" && found(&report)[0].1.contains("7200"), "{:?}", found(&report));
    write(folder.path(), &[("s/accounts/111122223333/global/iam.list-roles.json", roles(3600))]);
    assert_eq!(found(&review("s")), []);
}
