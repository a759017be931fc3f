//! Which bytes are read, and what is said of those that are not.

use super::*;

fn error(content: impl Into<Vec<u8>>) -> String {
    ingest::read(&[bytes("plan.json", content)], &Options::default()).unwrap_err().to_string()
}

fn a_plan() -> String {
    plan(&[create("aws_s3_bucket.b", json!({"bucket": "größe"}), json!({}), json!({"bucket": {"constant_value": "größe"}}))]).to_string()
}

#[test]
fn every_encoding_gives_the_same() {
    let text = a_plan();
    let utf16 = |unit: fn(u16) -> [u8; 2], bom: bool| {
        let mark = if bom { Some(0xFEFF) } else { None };
        mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    let encodings = [
        text.clone().into_bytes(),
        [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat(),
        utf16(u16::to_le_bytes, true),
        utf16(u16::to_be_bytes, true),
        utf16(u16::to_le_bytes, false),
        utf16(u16::to_be_bytes, false),
    ];
    for encoding in encodings {
        let inventory = ingest::read(&[bytes("plan.json", encoding)], &Options::default()).unwrap();
        assert_eq!(arns(&inventory), ["arn:aws:s3:::größe"]);
    }
}

#[test]
fn what_is_no_text_says_where() {
    assert_eq!(error(""), "`plan.json` is empty");
    assert_eq!(error(" \n"), "`plan.json` is empty");
    assert_eq!(error(b"{\"a\": \"\xC3(\"}".as_slice()), "`plan.json`: not UTF-8 or UTF-16 text, first at byte 7");
    assert_eq!(error(b"\xFF\xFE{\0\0\xD8".as_slice()), "`plan.json`: not UTF-8 or UTF-16 text, first at byte 4");
    assert_eq!(error(b"\xFF\xFE{\0}".as_slice()), "`plan.json`: not UTF-8 or UTF-16 text, first at byte 4");
}

#[test]
fn what_is_no_json_says_where() {
    assert_eq!(error("plan:\n  a"), "`plan.json`:1:1: not JSON: expected value");
    assert_eq!(error("{\n \"format_version\": \"1.2\",\n \"resource_changes\": [{]}"), "`plan.json`:3:24: not JSON: key must be a string");
    let text = a_plan();
    let cut = &text[..text.len() - 40];
    let message = error(cut);
    assert!(message.starts_with("`plan.json`:1:") && message.contains("cut off: EOF"), "{message}");
}

#[test]
fn a_member_of_the_wrong_type_says_where() {
    let text = "{\n\"format_version\": \"1.2\",\n\"resource_changes\": [\n  {\"address\": 7}\n]}";
    assert_eq!(error(text), "`plan.json`:4:15: invalid type: integer `7`, expected a string");
    assert_eq!(error("{\"format_version\": \"1.2\",\n\"resource_changes\": {}}"), "`plan.json`:2:21: invalid type: map, expected a sequence");
}

#[test]
fn deep_nesting_is_an_error_with_a_place() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let text = format!(
        "{{\"format_version\": \"1.2\",\n\"resource_changes\": [{{\"address\": \"aws_s3_bucket.b\", \"change\": {{\"actions\": [\"create\"], \"after\": {{\"bucket\": {deep}}}}}}}]}}"
    );
    assert!(error(text).starts_with("`plan.json`:2:"));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert!(error(objects).contains("neither a Terraform plan, a Terraform state, nor an answer of the AWS command line"));
    assert!(error(deep).contains("neither a Terraform plan, a Terraform state, nor an answer of the AWS command line"));
    let modules = format!("{}{{}}{}", "{\"child_modules\":[".repeat(10_000), "]}".repeat(10_000));
    assert!(error(format!("{{\"format_version\": \"1.0\", \"values\": {{\"root_module\": {modules}}}}}")).contains("modules are nested too deep"));
}

#[test]
fn a_wrapped_plan_says_in_which_key() {
    let message = error(json!({"mock": {"tfplan": serde_json::from_str::<Value>(&a_plan()).unwrap()}}).to_string());
    assert_eq!(message, "`plan.json`: a Terraform plan is inside `mock.tfplan`; give that object alone");
    let message = error(json!([serde_json::from_str::<Value>(&a_plan()).unwrap()]).to_string());
    assert_eq!(message, "`plan.json`: a Terraform plan is inside `[0]`; give that object alone");
}

#[test]
fn other_json_says_what_it_is() {
    assert_eq!(error("[]"), "`plan.json`: neither a Terraform plan, a Terraform state, nor an answer of the AWS command line: an array");
    assert_eq!(error("{}"), "`plan.json`: neither a Terraform plan, a Terraform state, nor an answer of the AWS command line: an empty object");
    assert_eq!(
        error("{\"a\": 1}"),
        "`plan.json`: neither a Terraform plan, a Terraform state, nor an answer of the AWS command line: an object with `a`"
    );
    assert_eq!(error("{\"version\": 2, \"modules\": []}"), "`plan.json`: Terraform state version 2 is not supported (3 and 4 are)");
}

#[test]
fn only_what_holds_something_known_is_read() {
    let other = plan(&[create("null_resource.n", json!({}), json!({}), json!({}))]);
    assert_eq!(error(other.to_string()), "no resource that keyholder knows in `plan.json`");
    assert_eq!(error("{\"format_version\": \"1.0\"}"), "no resource that keyholder knows in `plan.json`");
    let destroy = plan(&[changed("aws_s3_bucket.b", &["delete"], json!({"bucket": "b"}), Value::Null, json!({}), json!({}))]);
    assert!(inventory(&[destroy]).resources.is_empty());
    assert!(inventory(&[json!({"format_version": "1.2", "resource_changes": []})]).resources.is_empty());
}

#[test]
fn a_plan_without_changes_or_configuration_is_read() {
    let planned = json!({
        "format_version": "0.1",
        "planned_values": {"root_module": {"resources": [
            {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "values": {"bucket": "b"}}
        ]}}
    });
    let inventory = inventory(&[planned]);
    assert_eq!(arns(&inventory), ["arn:⟨partition:aws⟩:s3:::b"]);
    // Nothing says whether the policy is unset or unknown.
    assert!(matches!(at(&inventory, "aws_s3_bucket.b").resource_policy, ResourcePolicy::Policy(_)));
}

#[test]
fn raw_states_of_both_versions_are_read() {
    let v4 = json!({
        "version": 4, "terraform_version": "1.9.0", "resources": [{
            "module": "module.m[\"k\"]", "mode": "managed", "type": "aws_iam_role", "name": "r",
            "provider": "provider[\"registry.terraform.io/hashicorp/aws\"].prod",
            "instances": [
                {"index_key": 0, "attributes": {"arn": "arn:aws:iam::111122223333:role/a", "name": "a", "assume_role_policy": trust("*")}},
                {"index_key": 1, "deposed": "00000001", "attributes": {"arn": "arn:aws:iam::111122223333:role/old", "name": "old"}},
                {"index_key": 1, "attributes_flat": {"arn": "arn:aws:iam::111122223333:role/b", "name": "b", "assume_role_policy": trust("*")}}
            ]
        }]
    });
    let read = inventory_with(&[v4], &Options::default());
    assert_eq!(arns(&read), ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"]);
    assert_eq!(read.resources[1].origin.address.as_deref(), Some("module.m[\"k\"].aws_iam_role.r[1]"));
    assert_eq!(read.resources[1].origin.pointer, "/resources/0/instances/2/attributes");
    assert_eq!(read.accounts[0].alias.as_deref(), Some("aws.prod"));

    let v3 = json!({
        "version": 3, "modules": [{"path": ["root", "net"], "resources": {
            "aws_security_group.g.0": {"type": "aws_security_group", "provider": "provider.aws", "primary": {"id": "sg-1", "attributes": {
                "id": "sg-1", "vpc_id": "vpc-1", "arn": "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
                "ingress.#": "1", "ingress.99.protocol": "tcp", "ingress.99.from_port": "22", "ingress.99.to_port": "22",
                "ingress.99.cidr_blocks.#": "1", "ingress.99.cidr_blocks.0": "0.0.0.0/0", "egress.#": "0"
            }}}
        }}]
    });
    let read = inventory_with(&[v3], &Options::default());
    let group = at(&read, "module.net.aws_security_group.g[0]");
    let Some(keyholder::model::Network::SecurityGroup(group)) = &group.network else { panic!() };
    assert_eq!((group.rules.len(), group.rules[0].ports, group.open), (1, Some((22, 22)), false));
}
