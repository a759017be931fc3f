//! Ways of several steps, and what closes them, with verdicts derived from AWS's documentation: chains, wildcards, boundaries, groups, conditions.

use keyholder::trace::Verdict;
use serde_json::{Value, json};

use crate::ways::{
    BUCKET, OBJECTS, Thing, World, allow, document, group, iam, idle, lake, managed, member, reads, role, root, service, trusts, user,
};

const NEVER: Verdict = Verdict::Never;
const REACHES: Verdict = Verdict::Reaches;
const IF: Verdict = Verdict::ReachesIf;
const OPEN: Verdict = Verdict::Undecided;

fn admin() -> Value {
    json!([allow("*", "*")])
}

/// A user `start` with these statements.
fn start(statements: Value) -> World {
    World {
        start: "user",
        statements: statements.as_array().unwrap().clone(),
        things: vec![("aws_iam_user", "start", json!({"name": "start", "arn": iam("user/start"), "tags": {"team": "a"}}))],
    }
}

impl World {
    fn with(mut self, things: Vec<Thing>) -> Self {
        self.things.extend(things);
        self
    }
}

fn here(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:eu-central-1:111122223333:{rest}")
}

fn condition(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

fn deny(action: &str, resource: &str) -> Value {
    json!({"Effect": "Deny", "Action": action, "Resource": resource})
}

fn function(role: &str) -> Vec<Thing> {
    let values = json!({"function_name": "f", "arn": here("lambda", "function:f"), "role": iam(&format!("role/{role}")), "kms_key_arn": ""});
    vec![("aws_lambda_function", "f", values)]
}

fn instance(tags: Value) -> Vec<Thing> {
    let profile = json!({"name": "target", "arn": iam("instance-profile/target"), "role": "target"});
    let values = json!({"id": "i-1", "arn": here("ec2", "instance/i-1"), "iam_instance_profile": "target", "tags": tags});
    vec![("aws_iam_instance_profile", "target", profile), ("aws_instance", "x", values)]
}

fn bucket_policy(statements: Value) -> Vec<Thing> {
    vec![("aws_s3_bucket_policy", "lake", json!({"bucket": "lake", "policy": document(&statements)}))]
}

/// What is asked, of which world, and the answer.
type Asked = (&'static str, World, &'static str, Verdict);

fn chains() -> Vec<Asked> {
    let hop = |passed: Value| {
        let pass = json!({"Effect": "Allow", "Action": "iam:PassRole", "Resource": iam("role/target"), "Condition": passed});
        let make = json!({"Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:Invoke*"], "Resource": here("lambda", "function:*")});
        role("hop", &json!([trusts(&iam("root"))]), &json!([pass, make]))
    };
    let chain = |passed: Value| {
        start(json!([allow("sts:AssumeRole", &iam("role/hop"))]))
            .with(hop(passed))
            .with(role("target", &json!([service("lambda")]), &reads()))
            .with(lake())
    };
    let passed = |service: &str| json!({"StringEquals": {"iam:PassedToService": service}});
    let by_path = |pattern: &str| {
        let mut target = role("target", &root(), &reads());
        target[0].2["arn"] = json!(iam("role/team/target"));
        target[0].2["path"] = json!("/team/");
        start(json!([allow("sts:AssumeRole", &iam(pattern))])).with(target).with(lake())
    };
    let grouped = |statements: Value| {
        start(json!([])).with(group("team", &idle())).with(managed("shared", &statements, "group", "team")).with(member()).with(lake())
    };
    let put = |pattern: &str| {
        let own = trusts(&iam("user/start"));
        let mut target = role("target", &json!([own]), &idle());
        target[0].2["arn"] = json!(iam("role/app/target"));
        target[0].2["path"] = json!("/app/");
        start(json!([allow("iam:Put*", &iam(pattern))])).with(target)
    };
    let stack = || {
        let run = json!([allow("iam:PassRole", "*"), allow("cloudformation:Create*", "*"), deny("iam:PassRole", &iam("role/target"))]);
        let cloud = |w: World| w.with(role("target", &json!([service("cloudformation")]), &admin()));
        (cloud(start(json!([allow("iam:PassRole", &iam("role/target")), allow("cloudformation:Create*", "*")]))), cloud(start(run)))
    };
    let (passes, denied) = stack();
    vec![
        ("assume, pass to a function, read", chain(passed("lambda.amazonaws.com")), BUCKET, REACHES),
        ("the role may be passed to instances only", chain(passed("ec2.amazonaws.com")), BUCKET, NEVER),
        ("a pattern of the role's path", by_path("role/team/*"), BUCKET, REACHES),
        ("the name without its path", by_path("role/target"), BUCKET, NEVER),
        ("another path", by_path("role/other/*"), BUCKET, OPEN),
        ("a managed policy of a group", grouped(json!([allow("s3:Get*", "arn:aws:s3:::lake/reports/*")])), BUCKET, REACHES),
        ("a group's policy for another bucket", grouped(json!([allow("s3:Get*", "arn:aws:s3:::lakeside/*")])), BUCKET, NEVER),
        ("a version of a policy of one's group", grouped(json!([allow("iam:CreatePolicyVersion", &iam("policy/shared"))])), "admin", REACHES),
        ("iam:Put* on the role's path", put("role/app/*"), "admin", REACHES),
        ("iam:Put* on users", put("user/app/*"), "admin", NEVER),
        ("a stack with an administrator's role", passes, "admin", REACHES),
        ("of all roles the administrator's may not be passed, others may be there", denied, "admin", OPEN),
    ]
}

fn statements() -> Vec<Asked> {
    let all_but = |actions: Value| json!({"Effect": "Allow", "NotAction": actions, "Resource": "*"});
    let code = |statements: Value| start(statements).with(role("target", &json!([service("lambda")]), &admin())).with(function("target"));
    let only = json!({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"});
    let lifted = |w: World| w.with(lake());
    let guarded = |statements: Value| lifted(start(json!([allow("s3:Get*", "*")]))).with(bucket_policy(statements));
    let unless = |arn: &str| {
        condition(
            json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": OBJECTS}),
            json!({"ArnNotLike": {"aws:PrincipalArn": arn}}),
        )
    };
    vec![
        ("all but IAM, and a function of an administrator", code(json!([all_but(json!(["iam:*", "sts:*"]))])), "admin", REACHES),
        ("all but IAM and Lambda: Identity Center is left", code(json!([all_but(json!(["iam:*", "sts:*", "lambda:*"]))])), "admin", OPEN),
        ("everything, but all but S3 denied: no administrator", lifted(start(json!([allow("*", "*"), only.clone()]))), "admin", NEVER),
        ("everything, but all but S3 denied: the bucket", lifted(start(json!([allow("*", "*"), only]))), BUCKET, REACHES),
        (
            "another function's code, of which nothing is known",
            code(json!([allow("lambda:UpdateFunctionCode", &here("lambda", "function:g")), allow("lambda:Invoke*", "*")])),
            "admin",
            OPEN,
        ),
        ("a bucket pattern without objects", lifted(start(json!([allow("s3:GetObject", "arn:aws:s3:::la*")]))), BUCKET, REACHES),
        ("the bucket's own ARN only", lifted(start(json!([allow("s3:GetObject", "arn:aws:s3:::lake")]))), BUCKET, NEVER),
        (
            "everything but this bucket",
            lifted(start(json!([{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::lake", OBJECTS]}]))),
            BUCKET,
            NEVER,
        ),
        ("one's own folder", lifted(start(json!([allow("s3:GetObject", "arn:aws:s3:::lake/home/${aws:username}/*")]))), BUCKET, REACHES),
        ("denied unless by an administrator's name", guarded(json!([unless(&iam("role/admin-*"))])), BUCKET, NEVER),
        ("denied unless by one's own name", guarded(json!([unless(&iam("user/st*"))])), BUCKET, REACHES),
        (
            "in one Region",
            lifted(start(json!([
                allow("s3:*", "*"),
                condition(deny("*", "*"), json!({"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}))
            ]))),
            BUCKET,
            IF,
        ),
        (
            "a numeric condition that can't hold",
            lifted(start(json!([condition(allow("s3:GetObject", OBJECTS), json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "-1"}}))]))),
            BUCKET,
            IF,
        ),
    ]
}

fn trust() -> Vec<Asked> {
    let assumed = |statements: Value| {
        start(json!([allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/target")])).with(role("target", &statements, &reads())).with(lake())
    };
    let rooted = |c: Value| assumed(json!([condition(trusts(&iam("root")), c)]));
    let unasked = |statements: Value| start(json!([])).with(role("target", &statements, &reads())).with(lake());
    vec![
        ("the account, by one's name", rooted(json!({"ArnLike": {"aws:PrincipalArn": iam("user/st*")}})), BUCKET, REACHES),
        ("the account, by another's name", rooted(json!({"ArnLike": {"aws:PrincipalArn": iam("user/other")}})), BUCKET, NEVER),
        ("the account, by one's tag", rooted(json!({"StringEquals": {"aws:PrincipalTag/team": "a"}})), BUCKET, REACHES),
        ("the account, by another's tag", rooted(json!({"StringEquals": {"aws:PrincipalTag/team": "b"}})), BUCKET, NEVER),
        ("with a second factor", rooted(json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})), BUCKET, IF),
        ("with an external id of one's choice", rooted(json!({"StringEquals": {"sts:ExternalId": "x"}})), BUCKET, IF),
        ("from our own account only, which is another", rooted(json!({"StringEquals": {"aws:PrincipalAccount": "444455556666"}})), BUCKET, NEVER),
        ("the very user, who needs no permission", unasked(json!([trusts(&iam("user/start"))])), BUCKET, REACHES),
        ("the account, without a permission", unasked(json!([trusts(&iam("root"))])), BUCKET, NEVER),
        ("somebody deleted", unasked(json!([trusts("AIDACKCEVSQ6C2EXAMPLE")])), BUCKET, NEVER),
        (
            "the account, but a Deny for the user",
            assumed(json!([trusts(&iam("root")), {"Effect": "Deny", "Principal": {"AWS": iam("user/start")}, "Action": "*"}])),
            BUCKET,
            NEVER,
        ),
    ]
}

fn limits() -> Vec<Asked> {
    let capped = |allowed: Value| {
        let mut target = role("target", &root(), &reads());
        target[0].2["permissions_boundary"] = json!(iam("policy/cap"));
        target.push(("aws_iam_policy", "cap", json!({"name": "cap", "arn": iam("policy/cap"), "policy": document(&allowed)})));
        start(json!([allow("sts:AssumeRole", &iam("role/target"))])).with(target).with(lake())
    };
    let granted = |principal: &str| json!([{"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "s3:GetObject", "Resource": OBJECTS}]);
    let by_bucket = |kind: &'static str| {
        let mut world = start(json!([]));
        if kind == "role" {
            world = World { start: "role", statements: Vec::new(), things: role("start", &json!([service("ec2")]), &json!([])) };
        }
        let mut world = world.with(lake()).with(bucket_policy(granted(&iam(&format!("{kind}/start")))));
        world.bounded(&idle());
        world
    };
    let encrypted = |policy: Value, more: Value| {
        let key = here("kms", "key/k");
        let mut statements = vec![allow("s3:GetObject", OBJECTS)];
        statements.extend(more.as_array().unwrap().clone());
        let rule = json!([{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": key}]}]);
        start(json!(statements)).with(lake()).with(vec![
            ("aws_kms_key", "k", json!({"key_id": "k", "arn": key, "tags": {}, "policy": document(&policy)})),
            ("aws_s3_bucket_server_side_encryption_configuration", "lake", json!({"bucket": "lake", "rule": rule})),
        ])
    };
    let key = |principal: String| json!([{"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "kms:*", "Resource": "*"}]);
    let via = |service: &str| json!([condition(allow("kms:Decrypt", "*"), json!({"StringEquals": {"kms:ViaService": service}}))]);
    vec![
        ("the boundary of the role lets it read", capped(json!([allow("s3:*", "*")])), BUCKET, REACHES),
        ("the boundary of the role does not", capped(json!([allow("sqs:*", "*")])), BUCKET, NEVER),
        ("a bucket's grant to a role within its boundary", by_bucket("role"), BUCKET, NEVER),
        ("a bucket's grant to a user, which no boundary caps", by_bucket("user"), BUCKET, REACHES),
        ("the key is another's", encrypted(key(iam("role/other")), json!([allow("kms:Decrypt", "*")])), BUCKET, NEVER),
        ("the key hands over, the user may not", encrypted(key(iam("root")), json!([])), BUCKET, NEVER),
        ("the key hands over, the user may", encrypted(key(iam("root")), json!([allow("kms:Decrypt", "*")])), BUCKET, REACHES),
        ("the key names the user", encrypted(key(iam("user/start")), json!([])), BUCKET, REACHES),
        ("the key through S3", encrypted(key(iam("root")), via("s3.eu-central-1.amazonaws.com")), BUCKET, REACHES),
        ("the key through another service", encrypted(key(iam("root")), via("rds.eu-central-1.amazonaws.com")), BUCKET, NEVER),
    ]
}

fn tags() -> Vec<Asked> {
    let session = |tags: Value, more: Value| {
        let mut statements = vec![condition(allow("ssm:StartSession", "*"), json!({"StringEquals": {"aws:ResourceTag/env": "dev"}}))];
        statements.extend(more.as_array().unwrap().clone());
        let may = json!([allow("s3:GetObject", OBJECTS), allow("ssm:UpdateInstanceInformation", "*"), allow("ssmmessages:*", "*")]);
        start(json!(statements)).with(role("target", &json!([service("ec2")]), &may)).with(instance(tags)).with(lake())
    };
    // Two users: one tags, the other is bound by the tag; the first can get the second's keys.
    let other = |tagging: &str| {
        let acts = json!([condition(allow("s3:GetObject", OBJECTS), json!({"StringEquals": {"aws:PrincipalTag/team": "data"}}))]);
        start(json!([allow("iam:CreateAccessKey", &iam("user/victim")), allow(tagging, &iam("user/victim"))]))
            .with(user("victim", &acts))
            .with(lake())
    };
    let secret = |tagging: Value| {
        let read = json!([condition(allow("secretsmanager:GetSecretValue", "*"), json!({"StringEquals": {"aws:ResourceTag/open": "yes"}}))]);
        let values = json!({"name": "x", "arn": here("secretsmanager", "secret:x-AbCdEf"), "policy": "", "kms_key_id": "", "tags": {}});
        start(json!([allow("sts:AssumeRole", &iam("role/reader")), tagging])).with(role("reader", &root(), &read)).with(vec![(
            "aws_secretsmanager_secret",
            "x",
            values,
        )])
    };
    let name = "aws_secretsmanager_secret.x";
    vec![
        ("an instance with the tag", session(json!({"env": "dev"}), json!([])), BUCKET, REACHES),
        ("an instance with another value, where others may be", session(json!({"env": "prod"}), json!([])), BUCKET, OPEN),
        ("an instance that one may tag", session(json!({"env": "prod"}), json!([allow("ec2:CreateTags", "*")])), BUCKET, IF),
        ("a user whose tag one may set", other("iam:TagUser"), BUCKET, IF),
        ("a user whose tag one may not set", other("iam:ListUserTags"), BUCKET, NEVER),
        ("a secret that one may tag and another reads", secret(allow("secretsmanager:TagResource", "*")), name, IF),
        ("a secret that one may not tag", secret(allow("secretsmanager:DescribeSecret", "*")), name, NEVER),
    ]
}

fn made() -> Vec<Asked> {
    let of = |statements: Value| start(statements);
    let make = |pattern: &str, grant: &str| json!([allow("iam:CreateRole", &iam(pattern)), allow("iam:AttachRolePolicy", &iam(grant))]);
    let within = json!([
        condition(allow("iam:CreateRole", &iam("role/made-*")), json!({"StringEquals": {"iam:PermissionsBoundary": iam("policy/cap")}})),
        condition(allow("iam:AttachRolePolicy", &iam("role/made-*")), json!({"StringEquals": {"iam:PermissionsBoundary": iam("policy/cap")}}))
    ]);
    let user = json!([allow("iam:CreateUser", "*"), allow("iam:PutUserPolicy", "*"), allow("iam:CreateAccessKey", "*")]);
    let keyless = json!([allow("iam:CreateUser", "*"), allow("iam:PutUserPolicy", &iam("user/made/*"))]);
    vec![
        ("a new role with every permission", of(make("role/made-*", "role/made-*")), "admin", REACHES),
        ("a new role and permissions for others", of(make("role/made-*", "user/other-*")), "admin", NEVER),
        ("a new role within a boundary", of(within), "admin", OPEN),
        ("a new user with every permission and keys", of(user), "admin", REACHES),
        ("a new user that nobody can act as", of(keyless), "admin", NEVER),
    ]
}

#[test]
fn verdicts_are_those_that_the_documentation_gives() {
    let all = chains().into_iter().chain(statements()).chain(trust()).chain(limits()).chain(tags()).chain(made());
    let wrong: Vec<String> = all
        .filter_map(|(what, world, to, expected)| {
            let (verdict, open) = world.answer(&iam(&format!("{}/start", world.start)), to);
            (verdict != expected).then(|| format!("{what}: {verdict:?}, not {expected:?} {open:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
