//! Rewriting, guard removal, exposure and what is made of several steps, by example: for every id of the catalogue a world in which its way can be
//! taken, and worlds with one thing changed in which it can't. An id with neither fails, as does one that is not in the list.

mod settings;
mod stores;

use std::collections::BTreeSet;

use keyholder::graph::{self, AccessGraph, EdgeKind, NOTHING, NodeKind, Outside, Row};
use keyholder::model::Review;
use keyholder::trace::{self, Access, Asked, Verdict};
use serde_json::{Value, json};
use stores::store;

pub(crate) const ACCOUNT: &str = "111122223333";

pub(crate) fn iam(rest: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{rest}")
}

pub(crate) fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

pub(crate) fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

pub(crate) type Thing = (&'static str, &'static str, Value);

/// A principal `start` with its statements, and other things.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) start: &'static str,
    pub(crate) statements: Vec<Value>,
    pub(crate) things: Vec<Thing>,
}

impl World {
    /// Changes an attribute of a thing.
    pub(crate) fn set(&mut self, kind: &str, name: &str, attribute: &str, value: Value) {
        let thing = self.things.iter_mut().find(|(k, n, _)| *k == kind && *n == name).unwrap_or_else(|| panic!("no {kind}.{name}"));
        thing.2[attribute] = value;
    }

    fn remove(&mut self, kind: &str, name: &str) {
        let before = self.things.len();
        self.things.retain(|(k, n, _)| *k != kind || *n != name);
        assert!(self.things.len() < before, "no {kind}.{name}");
    }

    pub(crate) fn bounded(&mut self, statements: &Value) {
        self.things.retain(|(k, n, _)| (*k, *n) != ("aws_iam_policy", "limit"));
        self.things.push(("aws_iam_policy", "limit", json!({"name": "limit", "arn": iam("policy/limit"), "policy": document(statements)})));
        let kind = if self.start == "role" { "aws_iam_role" } else { "aws_iam_user" };
        self.set(kind, "start", "permissions_boundary", json!(iam("policy/limit")));
    }

    /// A service control policy on the account.
    pub(crate) fn controlled(&mut self, statements: &Value) {
        self.things.push((
            "aws_organizations_policy",
            "scp",
            json!({"id": "p-1", "name": "scp", "type": "SERVICE_CONTROL_POLICY",
            "arn": "arn:aws:organizations::999900001111:policy/o-1/service_control_policy/p-1", "content": document(statements)}),
        ));
        self.things.push(("aws_organizations_policy_attachment", "scp", json!({"policy_id": "p-1", "target_id": ACCOUNT})));
    }

    /// The verdict, and what it leaves open.
    pub(crate) fn answer(&self, from: &str, to: &str) -> (Verdict, Vec<String>) {
        let mut all = self.things.clone();
        if !self.statements.is_empty() {
            let kind = if self.start == "role" { "aws_iam_role_policy" } else { "aws_iam_user_policy" };
            all.push((kind, "start", json!({self.start: "start", "name": "own", "policy": document(&json!(self.statements))})));
        }
        let inventory = crate::stated(ACCOUNT, all);
        let review = Review::default();
        let groups = trace::groups(&inventory, &review, &AccessGraph::outsiders_named(&inventory));
        let starts = trace::from(from, &inventory, &review, &groups).unwrap();
        let targets = trace::to(to, &inventory, &review, Access::Any).unwrap();
        let outside: Vec<Outside> = starts.iter().filter_map(|k| if let NodeKind::Outside(o) = k { Some(o.clone()) } else { None }).collect();
        let graph = AccessGraph::build(&inventory, &outside);
        let ids = |kinds: &[NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect();
        let answer = trace::answer(&inventory, &graph, &Asked { from: ids(&starts), to: ids(&targets), access: Access::Any });
        let open = answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?}", u.doubt)).collect();
        (answer.verdict, open)
    }
}

type Change = Box<dyn Fn(&mut World)>;

/// A way that can be taken, and what closes it besides the loss of a permission.
struct Case {
    ids: Vec<&'static str>,
    from: String,
    to: &'static str,
    expected: Verdict,
    world: World,
    misses: Vec<(&'static str, Change)>,
}

impl Case {
    fn new(ids: &[&'static str], start: &'static str, may: &[(&str, &str)], to: &'static str, things: Vec<Vec<Thing>>) -> Self {
        let itself = match start {
            "role" => role("start", &json!([service("ec2")]), &json!([])),
            _ => vec![("aws_iam_user", "start", json!({"name": "start", "arn": iam("user/start"), "tags": {}}))],
        };
        let statements = may.iter().map(|(action, resource)| allow(action, resource)).collect();
        let world = World { start, statements, things: itself.into_iter().chain(things.into_iter().flatten()).collect() };
        Self { ids: ids.to_vec(), from: iam(&format!("{start}/start")), to, expected: Verdict::Reaches, world, misses: Vec::new() }
    }

    /// From outside, without a permission of ours.
    fn outside(mut self, from: &str) -> Self {
        self.from = from.into();
        self
    }

    fn expect(mut self, verdict: Verdict) -> Self {
        self.expected = verdict;
        self
    }

    fn miss(mut self, why: &'static str, change: impl Fn(&mut World) + 'static) -> Self {
        self.misses.push((why, Box::new(change)));
        self
    }

    /// The world with each need taken away, in each of the ways in which one can be.
    fn without_needs(&self) -> Vec<(String, World)> {
        let mut out = Vec::new();
        for (i, statement) in self.world.statements.iter().enumerate() {
            let action = &statement["Action"];
            let mut add = |what: &str, change: &dyn Fn(&mut World)| {
                let mut world = self.world.clone();
                change(&mut world);
                out.push((format!("{action} {what}"), world));
            };
            add("dropped", &|w| drop(w.statements.remove(i)));
            add("denied", &|w| w.statements.push(json!({"Effect": "Deny", "Action": action, "Resource": "*"})));
            add("on another resource", &|w| w.statements[i]["Resource"] = json!("arn:aws:sqs:eu-central-1:111122223333:elsewhere"));
            add("under a false condition", &|w| w.statements[i]["Condition"] = json!({"StringEquals": {"aws:PrincipalTag/team": "x"}}));
            add("denied by the organization", &|w| w.controlled(&json!([{"Effect": "Deny", "Action": action, "Resource": "*"}])));
            let is_bounded = self.world.things.iter().any(|(k, n, _)| (*k, *n) == ("aws_iam_policy", "limit"));
            let limit = if is_bounded { idle() } else { json!([{"Effect": "Allow", "NotAction": action, "Resource": "*"}]) };
            add("beyond the boundary", &|w| w.bounded(&limit));
        }
        out
    }
}

pub(crate) fn service(name: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"Service": format!("{name}.amazonaws.com")}, "Action": "sts:AssumeRole"})
}

pub(crate) fn trusts(principal: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})
}

pub(crate) fn role(name: &'static str, trust: &Value, may: &Value) -> Vec<Thing> {
    let values = json!({"name": name, "arn": iam(&format!("role/{name}")), "tags": {}, "assume_role_policy": document(trust)});
    let mut out = vec![("aws_iam_role", name, values)];
    if may.as_array().is_some_and(|m| !m.is_empty()) {
        out.push(("aws_iam_role_policy", name, json!({"role": name, "name": "p", "policy": document(may)})));
    }
    out
}

pub(crate) fn user(name: &'static str, may: &Value) -> Vec<Thing> {
    let mut out = vec![("aws_iam_user", name, json!({"name": name, "arn": iam(&format!("user/{name}")), "tags": {}}))];
    if may.as_array().is_some_and(|m| !m.is_empty()) {
        out.push(("aws_iam_user_policy", name, json!({"user": name, "name": "p", "policy": document(may)})));
    }
    out
}

pub(crate) fn group(name: &'static str, may: &Value) -> Vec<Thing> {
    let policy = json!({"group": name, "name": "p", "policy": document(may)});
    vec![("aws_iam_group", name, json!({"name": name, "arn": iam(&format!("group/{name}"))})), ("aws_iam_group_policy", name, policy)]
}

pub(crate) fn managed(name: &'static str, may: &Value, holder: &'static str, on: &str) -> Vec<Thing> {
    let kind = match holder {
        "role" => "aws_iam_role_policy_attachment",
        "user" => "aws_iam_user_policy_attachment",
        _ => "aws_iam_group_policy_attachment",
    };
    let arn = iam(&format!("policy/{name}"));
    vec![("aws_iam_policy", name, json!({"name": name, "arn": arn, "policy": document(may)})), (kind, name, json!({holder: on, "policy_arn": arn}))]
}

pub(crate) fn lake() -> Vec<Thing> {
    vec![("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake", "tags": {}, "policy": null}))]
}

pub(crate) const BUCKET: &str = "aws_s3_bucket.lake";
pub(crate) const OBJECTS: &str = "arn:aws:s3:::lake/*";

pub(crate) fn reads() -> Value {
    json!([allow("s3:GetObject", OBJECTS)])
}

pub(crate) fn idle() -> Value {
    json!([allow("sqs:SendMessage", "*")])
}

pub(crate) fn root() -> Value {
    json!([trusts(&iam("root"))])
}

pub(crate) fn member() -> Vec<Thing> {
    vec![("aws_iam_user_group_membership", "start", json!({"user": "start", "groups": ["team"]}))]
}

fn grants() -> Vec<Case> {
    let (target, start, team) = (iam("role/target"), iam("user/start"), iam("group/team"));
    let (other, own, victim) = (iam("role/start"), iam("policy/own"), iam("user/victim"));
    let admin = "admin";
    vec![
        Case::new(&["iam-001"], "user", &[("iam:CreatePolicyVersion", &own)], admin, vec![managed("own", &idle(), "user", "start")])
            .miss("the policy is attached to nobody", |w| w.remove("aws_iam_user_policy_attachment", "own"))
            .miss("the policy is AWS's own", |w| {
                w.set("aws_iam_user_policy_attachment", "own", "policy_arn", json!("arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"));
            }),
        Case::new(&["x-prowler-01"], "user", &[("iam:SetDefaultPolicyVersion", &own)], admin, vec![managed("own", &idle(), "user", "start")])
            .expect(Verdict::Undecided)
            .miss("there is no other version", |w| w.set("aws_iam_policy", "own", "other_versions", json!([]))),
        Case::new(&["x-prowler-01"], "user", &[("iam:SetDefaultPolicyVersion", &own)], BUCKET, {
            let mut own = managed("own", &idle(), "user", "start");
            own[0].2["other_versions"] = json!([document(&reads())]);
            vec![own, lake()]
        })
        .miss("the other version grants something else", |w| w.set("aws_iam_policy", "own", "other_versions", json!([document(&idle())]))),
        Case::new(&["iam-005"], "role", &[("iam:PutRolePolicy", &other)], admin, vec![])
            .miss("the role is another one", |w| w.statements[0]["Resource"] = json!(iam("role/team/*")))
            .miss("what is written stays within the boundary", |w| {
                w.bounded(&json!([allow("iam:PutRolePolicy", "*"), allow("sqs:*", "*")]));
            }),
        Case::new(&["iam-007"], "user", &[("iam:PutUserPolicy", &start)], admin, vec![])
            .miss("the user is another one", |w| w.statements[0]["Resource"] = json!(iam("user/other"))),
        Case::new(&["iam-008"], "user", &[("iam:AttachUserPolicy", &start)], admin, vec![]).miss("only a harmless policy may be attached", |w| {
            w.statements[0]["Condition"] = json!({"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"}});
        }),
        Case::new(&["iam-009"], "role", &[("iam:AttachRolePolicy", &other)], admin, vec![]).miss("only roles with a boundary may be changed", |w| {
            w.statements[0]["Condition"] = json!({"StringEquals": {"iam:PermissionsBoundary": iam("policy/limit")}});
        }),
        Case::new(&["iam-010"], "user", &[("iam:AttachGroupPolicy", &team)], admin, vec![group("team", &idle()), member()])
            .miss("the user is not in the group", |w| w.remove("aws_iam_user_group_membership", "start")),
        Case::new(&["iam-011"], "user", &[("iam:PutGroupPolicy", &team)], admin, vec![group("team", &idle()), member()])
            .miss("the user is not in the group", |w| w.remove("aws_iam_user_group_membership", "start")),
        Case::new(&["iam-013"], "user", &[("iam:AddUserToGroup", &team)], BUCKET, vec![group("team", &reads()), lake()])
            .miss("the group grants something else", |w| w.set("aws_iam_group_policy", "team", "policy", json!(document(&idle())))),
        Case::new(
            &["iam-014"],
            "user",
            &[("iam:AttachRolePolicy", &target), ("sts:AssumeRole", &target)],
            admin,
            vec![role("target", &root(), &idle())],
        )
        .miss("the role trusts another account", |w| {
            w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([trusts("arn:aws:iam::999988887777:root")]))));
        }),
        Case::new(&["iam-016"], "user", &[("iam:CreatePolicyVersion", &own), ("sts:AssumeRole", &target)], admin, {
            vec![role("target", &root(), &idle()), managed("own", &idle(), "role", "target")]
        })
        .miss("the policy is not on the role", |w| w.remove("aws_iam_role_policy_attachment", "own")),
        Case::new(
            &["iam-017"],
            "user",
            &[("iam:PutRolePolicy", &target), ("sts:AssumeRole", &target)],
            admin,
            vec![role("target", &root(), &idle())],
        )
        .miss("the role trusts a service only", |w| {
            w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([service("ec2")]))));
        }),
        Case::new(&["iam-015"], "user", &[("iam:AttachUserPolicy", &victim), ("iam:CreateAccessKey", &victim)], admin, vec![user("victim", &idle())])
            .miss("the keys are of another user", |w| w.statements[1]["Resource"] = json!(start_arn())),
        Case::new(&["iam-018"], "user", &[("iam:PutUserPolicy", &victim), ("iam:CreateAccessKey", &victim)], admin, vec![user("victim", &idle())])
            .miss("two keys are all that there may be", |w| {
                for key in ["a", "b"] {
                    w.things.push(("aws_iam_access_key", key, json!({"id": key, "user": "victim"})));
                }
            }),
        Case::new(
            &["iam-019"],
            "user",
            &[("iam:AttachRolePolicy", &target), ("iam:UpdateAssumeRolePolicy", &target)],
            admin,
            vec![role("target", &json!([service("ec2")]), &idle())],
        )
        .miss("the trust policy is another role's", |w| {
            w.things.extend(role("other", &json!([service("ec2")]), &idle()));
            w.statements[1]["Resource"] = json!(iam("role/other"));
        }),
        Case::new(&["iam-020"], "user", &[("iam:CreatePolicyVersion", &own), ("iam:UpdateAssumeRolePolicy", &target)], admin, {
            vec![role("target", &json!([service("ec2")]), &idle()), managed("own", &idle(), "role", "target")]
        })
        .miss("the policy is not on the role", |w| w.remove("aws_iam_role_policy_attachment", "own")),
        Case::new(
            &["iam-021"],
            "user",
            &[("iam:PutRolePolicy", &target), ("iam:UpdateAssumeRolePolicy", &target)],
            admin,
            vec![role("target", &json!([service("ec2")]), &idle())],
        )
        .miss("the role has a boundary", |w| {
            let limit = json!({"name": "cap", "arn": iam("policy/cap"), "policy": document(&idle())});
            w.things.push(("aws_iam_policy", "cap", limit));
            w.set("aws_iam_role", "target", "permissions_boundary", json!(iam("policy/cap")));
        }),
    ]
}

fn start_arn() -> String {
    iam("user/start")
}

fn trust() -> Vec<Case> {
    let target = iam("role/target");
    let outside = |condition: Option<Value>| {
        let mut statement = trusts("arn:aws:iam::999988887777:root");
        if let Some(condition) = condition {
            statement["Condition"] = condition;
        }
        role("target", &json!([statement]), &reads())
    };
    vec![
        Case::new(
            &["iam-012", "sts-004", "x-prowler-02"],
            "user",
            &[("iam:UpdateAssumeRolePolicy", &target)],
            BUCKET,
            vec![role("target", &json!([service("ec2")]), &reads()), lake()],
        )
        .miss("the role is a service's", |w| {
            w.statements[0]["Resource"] = json!(iam("role/aws-service-role/x/target"));
            w.set("aws_iam_role", "target", "arn", json!(iam("role/aws-service-role/x/target")));
        })
        .miss("the role reads something else", |w| w.set("aws_iam_role_policy", "target", "policy", json!(document(&idle())))),
        Case::new(&["sts-001"], "user", &[("sts:AssumeRole", &target)], BUCKET, vec![role("target", &root(), &reads()), lake()])
            .miss("the role trusts a service only", |w| {
                w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([service("ec2")]))));
            })
            .miss("the trust policy denies it", |w| {
                let deny = json!({"Effect": "Deny", "Principal": {"AWS": start_arn()}, "Action": "sts:AssumeRole"});
                w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([trusts(&iam("root")), deny]))));
            }),
        Case::new(&["sts-002"], "user", &[], BUCKET, vec![outside(None), lake()]).outside("account:999988887777").miss(
            "another account is trusted",
            |w| {
                w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([trusts("arn:aws:iam::444455556666:root")]))));
            },
        ),
        Case::new(&["sts-002"], "user", &[], BUCKET, vec![outside(Some(json!({"StringEquals": {"sts:ExternalId": "x"}}))), lake()])
            .outside("account:999988887777")
            .expect(Verdict::ReachesIf)
            .miss("the condition can't hold", |w| {
                let mut statement = trusts("arn:aws:iam::999988887777:root");
                statement["Condition"] = json!({"StringEquals": {"aws:PrincipalAccount": "444455556666"}});
                w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([statement]))));
            }),
        Case::new(&["sts-003"], "user", &[], BUCKET, vec![role("target", &json!([trusts("*")]), &reads()), lake()])
            .outside("account:999988887777")
            .miss("only our own account is let in", |w| {
                let mut statement = trusts("*");
                statement["Condition"] = json!({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}});
                w.set("aws_iam_role", "target", "assume_role_policy", json!(document(&json!([statement]))));
            }),
        Case::new(
            &["x-cloud-audit-24"],
            "user",
            &[("ssm:GetParameter", "arn:aws:ssm:eu-central-1:111122223333:parameter/p")],
            "aws_ssm_parameter.p",
            {
                let arn = "arn:aws:ssm:eu-central-1:111122223333:parameter/p";
                vec![vec![("aws_ssm_parameter", "p", json!({"name": "p", "type": "String", "arn": arn, "tags": {}}))]]
            },
        )
        .miss("the parameter is another one", |w| w.statements[0]["Resource"] = json!("arn:aws:ssm:eu-central-1:111122223333:parameter/q")),
    ]
}

/// A policy that denies what another one allows.
fn denies() -> Value {
    json!([{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}])
}

fn guards() -> Vec<Case> {
    let (target, start) = (iam("role/target"), iam("user/start"));
    let limited = |action: &str| {
        let mut case = Case::new(&[], "user", &[(action, &start)], BUCKET, vec![lake()]);
        case.world.things.push(("aws_iam_user_policy", "reads", json!({"user": "start", "name": "reads", "policy": document(&reads())})));
        case.world.bounded(&json!([allow("iam:*", "*"), allow("sqs:*", "*")]));
        case.miss("nothing lies behind the boundary", |w| w.remove("aws_iam_user_policy", "reads"))
    };
    let capped = |action: &str| {
        let mut things = role("target", &root(), &reads());
        things[0].2["permissions_boundary"] = json!(iam("policy/cap"));
        things.push(("aws_iam_policy", "cap", json!({"name": "cap", "arn": iam("policy/cap"), "policy": document(&idle())})));
        Case::new(&[], "user", &[(action, &target), ("sts:AssumeRole", &target)], BUCKET, vec![things, lake()])
            .miss("the role reads nothing", |w| w.set("aws_iam_role_policy", "target", "policy", json!(document(&idle()))))
    };
    let denied = |action: &str, things: Vec<Thing>| {
        let reading = vec![("aws_iam_user_policy", "reads", json!({"user": "start", "name": "reads", "policy": document(&reads())}))];
        Case::new(&[], "user", &[(action, &start)], BUCKET, vec![lake(), reading, things])
            .miss("nothing else grants", |w| w.remove("aws_iam_user_policy", "reads"))
    };
    let role_denied = |action: &str, things: Vec<Thing>| {
        let assumed = role("target", &root(), &reads());
        Case::new(&[], "user", &[(action, &target), ("sts:AssumeRole", &target)], BUCKET, vec![lake(), assumed, things])
            .miss("nothing else grants", |w| w.remove("aws_iam_role_policy", "target"))
    };
    let mut out = Vec::new();
    let mut add = |ids: &[&'static str], mut case: Case| {
        case.ids = ids.to_vec();
        out.push(case);
    };
    add(&["iam-022"], limited("iam:DeleteUserPermissionsBoundary"));
    add(
        &["iam-024"],
        limited("iam:PutUserPermissionsBoundary").miss("only the same boundary may be put", |w| {
            w.statements[0]["Condition"] = json!({"StringEquals": {"iam:PermissionsBoundary": iam("policy/limit")}});
        }),
    );
    add(&["iam-023", "x-cloud-audit-01"], capped("iam:DeleteRolePermissionsBoundary"));
    add(&["x-cloud-audit-02"], capped("iam:PutRolePermissionsBoundary"));
    add(
        &["iam-025"],
        denied("iam:DetachUserPolicy", managed("guard", &denies(), "user", "start")).miss("only another policy may be detached", |w| {
            w.statements[0]["Condition"] = json!({"ArnEquals": {"iam:PolicyARN": iam("policy/other")}});
        }),
    );
    let inline = json!({"user": "start", "name": "guard", "policy": document(&denies())});
    add(&["iam-026"], denied("iam:DeleteUserPolicy", vec![("aws_iam_user_policy", "guard", inline)]));
    add(&["x-cloud-audit-15"], role_denied("iam:DetachRolePolicy", managed("guard", &denies(), "role", "target")));
    let inline = json!({"role": "target", "name": "guard", "policy": document(&denies())});
    add(&["x-cloud-audit-14"], role_denied("iam:DeleteRolePolicy", vec![("aws_iam_role_policy", "guard", inline)]));
    out
}

/// What closes a way into a store besides a permission.
fn closed(ids: &[&'static str], case: Case) -> Case {
    match ids.first() {
        Some(&("d-02" | "d-03")) => case.miss("access control lists are off", |w| {
            let rule = json!([{"object_ownership": "BucketOwnerEnforced"}]);
            w.set("aws_s3_bucket_ownership_controls", "x", "rule", rule);
        }),
        Some(&"d-18") => case.miss("AWS's own key encrypts it", |w| {
            let thing = w.things.iter_mut().find(|(_, n, _)| *n == "x").unwrap();
            thing.2["encrypted"] = json!(true);
            thing.2["kms_key_id"] = json!("arn:aws:kms:eu-central-1:111122223333:alias/aws/ebs");
        }),
        Some(&"d-01") => case.miss("the policy that is there denies it", |w| {
            let deny = json!([{"Effect": "Deny", "Principal": "*", "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::x"}]);
            w.things.push(("aws_s3_bucket_policy", "x", json!({"bucket": "x", "policy": document(&deny)})));
        }),
        Some(&("d-04" | "d-05")) => case.miss("the key does not hand over to IAM", |w| {
            let only = json!([{"Effect": "Allow", "Principal": {"AWS": iam("role/other")}, "Action": "kms:*", "Resource": "*"}]);
            w.set("aws_kms_key", "x", "policy", json!(document(&only)));
        }),
        _ => case,
    }
}

/// Calls that need what the input does not tie to the store: what.
const OPEN: &[(&str, &str)] = &[
    ("ec2:AttachVolume", "an instance that the actor controls"),
    ("redshift-serverless:UpdateNamespace", "the namespace of the workgroup"),
    ("s3:PutReplicationConfiguration", "a role that reads here and writes elsewhere"),
    ("glue:PutResourcePolicy", "which key encrypts the catalog"),
];

fn exposes() -> Vec<Case> {
    let one = |row: Row| {
        let thing = store(row.existing.unwrap());
        let mut actions: Vec<&str> = row.calls.clone();
        actions.sort_unstable();
        actions.dedup();
        let may: Vec<(&str, &str)> = actions.iter().map(|a| (*a, "*")).collect();
        let to: &'static str = Box::leak(format!("{}.x", thing.0).into_boxed_str());
        let mut things = vec![thing];
        if row.calls.contains(&"s3:PutBucketAcl") || row.calls.iter().any(|c| c.starts_with("s3:PutObject")) {
            things.push(("aws_s3_bucket_ownership_controls", "x", json!({"bucket": "x", "rule": [{"object_ownership": "ObjectWriter"}]})));
        }
        let case = Case::new(&row.ids, "user", &may, to, vec![things, role("runs", &json!([service("lambda")]), &idle())]);
        let open = row.given.as_deref() == Some("a network path") || OPEN.iter().any(|(action, _)| row.calls.contains(action));
        let case = if open { case.expect(Verdict::Undecided) } else { case };
        closed(&row.ids, case)
    };
    let rows = graph::catalogue().into_iter().filter(|r| r.kind == EdgeKind::Expose);
    // No resource type that is read makes one.
    let unread = |r: &Row| r.existing == Some("opensearch-collection");
    // Azure's are not asked of AWS's policies: tests/it/kafka/azure.rs.
    let elsewhere = |r: &Row| r.calls.iter().any(|c| c.starts_with("Microsoft."));
    rows.filter(|r| !unread(r) && !elsewhere(r) && !r.calls.iter().any(|c| c.contains(":Delete") || c.contains(":Remove"))).map(one).collect()
}

fn all() -> Vec<Case> {
    grants().into_iter().chain(trust()).chain(guards()).chain(exposes()).collect()
}

fn shown(case: &Case) -> String {
    let actions: Vec<&str> = case.world.statements.iter().filter_map(|s| s["Action"].as_str()).collect();
    format!("{:?} {actions:?}", case.ids)
}

#[test]
fn every_way_can_be_taken() {
    let wrong: Vec<String> = all()
        .iter()
        .map(|case| (case, case.world.answer(&case.from, case.to)))
        .filter(|(case, (verdict, _))| *verdict != case.expected)
        .map(|(case, (verdict, open))| format!("{}: {verdict:?} {open:?}", shown(case)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_need_is_needed() {
    let mut wrong = Vec::new();
    for case in all() {
        for (what, world) in case.without_needs() {
            let (verdict, open) = world.answer(&case.from, case.to);
            if verdict != Verdict::Never {
                wrong.push(format!("{} with {what}: {verdict:?} {open:?}", shown(&case)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn near_misses_are_none() {
    let mut wrong = Vec::new();
    for case in all() {
        assert!(!case.misses.is_empty() || !case.world.statements.is_empty(), "{:?}: no near miss", case.ids);
        for (why, change) in &case.misses {
            let mut world = case.world.clone();
            change(&mut world);
            let (verdict, open) = world.answer(&case.from, case.to);
            if verdict != Verdict::Never {
                wrong.push(format!("{} though {why}: {verdict:?} {open:?}", shown(&case)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ids of the catalogue, one a line: facts.
const IDS: &str = include_str!("ways/ids.txt");

#[test]
fn every_id_has_an_example_or_a_reason() {
    let by_example = all().into_iter().flat_map(|c| c.ids);
    // Those are tried one by one in `graph`.
    let into_principals = graph::catalogue().into_iter().filter(|r| matches!(r.kind, EdgeKind::PassNew | EdgeKind::Hijack | EdgeKind::Credential));
    let tried: BTreeSet<&str> = by_example.chain(into_principals.flat_map(|r| r.ids)).collect();
    let out_of_scope: BTreeSet<&str> = NOTHING.iter().flat_map(|(ids, _)| ids.iter().copied()).collect();
    let listed: BTreeSet<&str> = IDS.lines().filter(|l| !l.is_empty()).collect();
    let missing: Vec<_> = listed.iter().filter(|id| !tried.contains(*id) && !out_of_scope.contains(*id)).collect();
    assert!(missing.is_empty(), "neither an example nor a reason: {missing:?}");
    let both: Vec<_> = tried.intersection(&out_of_scope).collect();
    assert!(both.is_empty(), "{both:?}");
    assert_eq!(listed.len(), 165);
}
