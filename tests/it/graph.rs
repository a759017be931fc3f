//! Every way of the catalogue by example, made from the catalogue itself: a world in which it can be taken, and the same world with one thing
//! changed in which it can't, for another reason each time.

use std::collections::BTreeSet;
use std::path::Path;

use keyholder::graph::{self, AccessGraph, COMPOSED, Edge, EdgeKind, NOTHING, NodeKind, Row, Status};
use keyholder::model::Inventory;
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

/// A state with a user `start`, a role `target`, and what a way starts from.
#[derive(Clone)]
struct World {
    statements: Vec<Value>,
    trust: String,
    boundary: Option<Value>,
    /// A service control policy on the account.
    control: Option<Value>,
    existing: bool,
}

impl World {
    fn of(row: &Row) -> Self {
        let actions = row.calls.iter().map(|c| c.split(' ').next().unwrap());
        let statements = actions.map(|a| json!({"Effect": "Allow", "Action": a, "Resource": "*"})).collect();
        Self { statements, trust: row.service.unwrap_or("ec2.amazonaws.com").to_owned(), boundary: None, control: None, existing: true }
    }

    fn inventory(&self, row: &Row) -> Inventory {
        let arn = |kind: &str, name: &str| format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}");
        let document = |statements: &Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let trust = json!([{"Effect": "Allow", "Principal": {"Service": self.trust}, "Action": "sts:AssumeRole"}]);
        // Not everything, so that what the role opens is not looked at.
        let data = json!([{"Effect": "Allow", "Action": ["s3:GetObject", "ssm:UpdateInstanceInformation", "ssmmessages:*"], "Resource": "*"}]);
        let mut all = vec![
            ("aws_iam_role", "target", json!({"name": "target", "arn": arn("role", "target"), "assume_role_policy": document(&trust)})),
            ("aws_iam_role_policy", "target", json!({"role": "target", "name": "p", "policy": document(&data)})),
            (
                "aws_iam_user",
                "start",
                json!({"name": "start", "arn": arn("user", "start"), "permissions_boundary": self.boundary.as_ref().map(|_| arn("policy", "limit"))}),
            ),
            ("aws_iam_user_policy", "start", json!({"user": "start", "name": "p", "policy": document(&json!(self.statements))})),
            ("aws_iam_user", "victim", json!({"name": "victim", "arn": arn("user", "victim")})),
            ("aws_iam_instance_profile", "target", json!({"name": "target", "arn": arn("instance-profile", "target"), "role": "target"})),
        ];
        if let Some(boundary) = &self.boundary {
            all.push(("aws_iam_policy", "limit", json!({"name": "limit", "arn": arn("policy", "limit"), "policy": document(boundary)})));
        }
        if let Some(control) = &self.control {
            all.push(("aws_organizations_policy", "scp", json!({"id": "p-1", "name": "scp", "content": document(control)})));
            all.push(("aws_organizations_policy_attachment", "scp", json!({"policy_id": "p-1", "target_id": ACCOUNT})));
        }
        if self.existing {
            all.extend(compute(row));
        }
        crate::stated(ACCOUNT, all)
    }

    /// The steps of a way that can be taken from the start, and how well.
    fn steps(&self, row: &Row) -> Vec<Edge> {
        let inventory = self.inventory(row);
        let graph = AccessGraph::build(&inventory, &[]);
        let start = inventory.resources.iter().find(|r| r.name.literal() == Some("start")).unwrap().id;
        let start = graph.find(&NodeKind::Principal(start)).unwrap();
        // A pattern in a policy may name further roles, of which nothing is known.
        let further = |e: &Edge| graph.node(e.to).is_some_and(|n| matches!(n.kind, NodeKind::Further(..)));
        let shown =
            |e: &&Edge| further(e) || graph.node(e.to).and_then(|n| n.resource()).and_then(|r| inventory.resource(r)).is_some_and(|r| !r.referenced);
        let own = |e: &&Edge| e.kind == row.kind && row.ids.iter().any(|id| e.ids.contains(id)) && shown(e);
        graph.leaving(start).filter(own).cloned().collect()
    }

    fn best(&self, row: &Row) -> Option<Status> {
        self.steps(row).iter().map(|e| e.status).max()
    }
}

/// What a way starts from: resources of the kinds that it names.
fn compute(row: &Row) -> Vec<(&'static str, &'static str, Value)> {
    let role = format!("arn:aws:iam::{ACCOUNT}:role/target");
    let here = |service: &str, rest: &str| format!("arn:aws:{service}:eu-central-1:{ACCOUNT}:{rest}");
    let task =
        ("aws_ecs_task_definition", "x", json!({"family": "x", "revision": 1, "arn": here("ecs", "task-definition/x:1"), "task_role_arn": role}));
    let template = (
        "aws_launch_template",
        "x",
        json!({"name": "x", "id": "lt-1", "arn": here("ec2", "launch-template/lt-1"), "iam_instance_profile": [{"name": "target"}]}),
    );
    match row.existing {
        Some("ecs-cluster") => vec![("aws_ecs_cluster", "x", json!({"name": "x", "arn": here("ecs", "cluster/x")}))],
        Some("ecs-task-definition") => vec![task],
        Some("ecs-service") => {
            let service = json!({"name": "x", "id": here("ecs", "service/c/x"), "arn": here("ecs", "service/c/x"),
                "task_definition": here("ecs", "task-definition/x:1"), "enable_execute_command": true});
            vec![task, ("aws_ecs_service", "x", service)]
        }
        Some("batch-job-queue" | "batch-job-definition") => {
            let container = json!({"image": "x", "jobRoleArn": role}).to_string();
            let definition = json!({"name": "x", "revision": 1, "arn": here("batch", "job-definition/x:1"), "container_properties": container});
            vec![
                ("aws_batch_job_queue", "x", json!({"name": "x", "arn": here("batch", "job-queue/x")})),
                ("aws_batch_job_definition", "x", definition),
            ]
        }
        Some("cloudformation-stack") => {
            vec![("aws_cloudformation_stack", "x", json!({"name": "x", "id": here("cloudformation", "stack/x/1"), "iam_role_arn": role}))]
        }
        Some("cloudformation-stack-set") => {
            let set = json!({"name": "x", "arn": here("cloudformation", "stackset/x:1"), "administration_role_arn": role});
            vec![("aws_cloudformation_stack_set", "x", set)]
        }
        Some("cognito-identity-pool") => {
            let pool = json!({"id": "p", "arn": here("cognito-identity", "identitypool/p"), "allow_unauthenticated_identities": true});
            vec![("aws_cognito_identity_pool", "x", pool)]
        }
        Some("codecommit-repository") => {
            vec![("aws_codecommit_repository", "x", json!({"repository_name": "x", "arn": here("codecommit", "x")}))]
        }
        Some("glue-job") => vec![("aws_glue_job", "x", json!({"name": "x", "arn": here("glue", "job/x"), "role_arn": role}))],
        Some("glue-dev-endpoint") => {
            vec![("aws_glue_dev_endpoint", "x", json!({"name": "x", "arn": here("glue", "devEndpoint/x"), "role_arn": role}))]
        }
        Some("codebuild-project") => {
            let project = json!({"name": "x", "arn": here("codebuild", "project/x"), "service_role": role, "build_batch_config": [{}]});
            vec![("aws_codebuild_project", "x", project)]
        }
        Some("apprunner-service") => {
            let service =
                json!({"service_name": "x", "arn": here("apprunner", "service/x/1"), "instance_configuration": [{"instance_role_arn": role}]});
            vec![("aws_apprunner_service", "x", service)]
        }
        Some("agentcore-code-interpreter") => {
            vec![("aws_bedrockagentcore_code_interpreter", "x", json!({"code_interpreter_id": "x", "execution_role_arn": role}))]
        }
        Some("agentcore-browser") => vec![("aws_bedrockagentcore_browser", "x", json!({"browser_id": "x", "execution_role_arn": role}))],
        Some("agentcore-runtime") => vec![("aws_bedrockagentcore_agent_runtime", "x", json!({"agent_runtime_id": "x", "role_arn": role}))],
        Some("ec2-instance") => {
            vec![("aws_instance", "x", json!({"id": "i-1", "arn": here("ec2", "instance/i-1"), "iam_instance_profile": "target"}))]
        }
        Some("launch-template") => {
            vec![template, ("aws_autoscaling_group", "x", json!({"name": "x", "launch_template": [{"id": "lt-1"}]}))]
        }
        Some("lambda-function") => {
            let function = json!({"function_name": "x", "arn": here("lambda", "function:x"), "role": role});
            let trigger = row.given.as_ref().map(|_| ("aws_lambda_event_source_mapping", "x", json!({"function_name": "x"})));
            std::iter::once(("aws_lambda_function", "x", function)).chain(trigger).collect()
        }
        Some("sagemaker-notebook-instance") => {
            vec![("aws_sagemaker_notebook_instance", "x", json!({"name": "x", "arn": here("sagemaker", "notebook-instance/x"), "role_arn": role}))]
        }
        Some("state-machine") => {
            vec![("aws_sfn_state_machine", "x", json!({"name": "x", "arn": here("states", "stateMachine:x"), "role_arn": role}))]
        }
        Some("mskconnect-custom-plugin") => {
            vec![("aws_mskconnect_custom_plugin", "x", json!({"name": "x", "arn": here("kafkaconnect", "custom-plugin/x/1")}))]
        }
        Some("mskconnect-connector") => {
            let connector = json!({"name": "x", "arn": here("kafkaconnect", "connector/x/1"), "service_execution_role_arn": role});
            vec![("aws_mskconnect_connector", "x", connector)]
        }
        // Two keys are all that a user may have.
        Some("iam-user") if row.ids == ["iam-003"] => {
            ["a", "b"].into_iter().map(|name| ("aws_iam_access_key", name, json!({"id": name, "user": "victim"}))).collect()
        }
        Some("iam-user") | None => Vec::new(),
        Some(other) => panic!("no example of {other}"),
    }
}

/// Ways into roles and users of IAM.
fn into_principals() -> Vec<Row> {
    let kafka = |r: &Row| r.kind == EdgeKind::Credential && r.ids.iter().any(|id| id.starts_with("k-"));
    let into = |r: &Row| matches!(r.kind, EdgeKind::PassNew | EdgeKind::Hijack | EdgeKind::Credential) && !kafka(r);
    graph::catalogue().into_iter().filter(into).collect()
}

/// Ways whose facts no input shows.
fn open(row: &Row) -> bool {
    let fact = row.given.as_deref().unwrap_or_default();
    fact.starts_with("whether ")
        || fact.starts_with("what ")
        || fact.contains("port 22")
        || fact.contains("deployment group")
        || fact == "control of it, and an instance profile that holds the role"
}

#[test]
fn every_way_can_be_taken() {
    let wrong: Vec<_> = into_principals()
        .iter()
        .map(|row| (row, World::of(row).best(row)))
        .filter(|(row, best)| *best != Some(if open(row) { Status::Unknown } else { Status::Certain }))
        .map(|(row, best)| format!("{:?} {:?} {best:?}", row.ids, World::of(row).steps(row)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_call_is_needed() {
    let mut wrong = Vec::new();
    let all = into_principals();
    for row in &all {
        // The same way with a call less may hang on a fact instead.
        let shorter = all.iter().any(|r| r.ids == row.ids && r.calls.len() < row.calls.len());
        for (i, call) in row.calls.iter().enumerate() {
            let mut denied = World::of(row);
            denied.statements.push(json!({"Effect": "Deny", "Action": call.split(' ').next().unwrap(), "Resource": "*"}));
            let mut elsewhere = World::of(row);
            elsewhere.statements[i]["Resource"] = json!("arn:aws:sqs:eu-central-1:111122223333:elsewhere");
            let mut never = World::of(row);
            never.statements[i]["Condition"] = json!({"StringEquals": {"aws:PrincipalTag/team": "x"}});
            let mut controlled = World::of(row);
            controlled.control = Some(json!([{"Effect": "Deny", "Action": call.split(' ').next().unwrap(), "Resource": "*"}]));
            let worlds =
                [("denied", &denied), ("on another resource", &elsewhere), ("under a false condition", &never), ("denied by an SCP", &controlled)];
            for (what, world) in worlds {
                if let Some(status) = world.best(row).filter(|s| !(shorter && *s == Status::Unknown)) {
                    wrong.push(format!("{:?} with {call} {what}: {status:?}", row.ids));
                }
            }
            let mut from_office = World::of(row);
            from_office.statements[i]["Condition"] = json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}});
            let steps = from_office.steps(row);
            let expected = if open(row) { Status::Unknown } else { Status::Conditional };
            if !steps.iter().any(|e| e.status == expected && e.conditions.iter().any(|c| c.key.to_string() == "aws:SourceIp")) {
                wrong.push(format!("{:?} with {call} under an open condition: {:?}", row.ids, from_office.best(row)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_boundary_or_a_trust_policy_closes_a_way() {
    let mut wrong = Vec::new();
    for row in into_principals() {
        let mut bounded = World::of(&row);
        bounded.boundary = Some(json!([{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]));
        if let Some(status) = bounded.best(&row) {
            wrong.push(format!("{:?} within a boundary: {status:?}", row.ids));
        }
        let mut other = World::of(&row);
        other.trust = "transfer.amazonaws.com".into();
        if let Some(status) = other.best(&row).filter(|_| row.kind == EdgeKind::PassNew) {
            wrong.push(format!("{:?} though the role trusts another service: {status:?}", row.ids));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_input_does_not_show_holds_the_answer_open() {
    let mut wrong = Vec::new();
    for row in into_principals().iter().filter(|r| r.existing.is_some_and(|e| e != "iam-user")) {
        let mut unseen = World::of(row);
        unseen.existing = false;
        let steps = unseen.steps(row);
        if !steps.iter().any(|e| e.status == Status::Unknown && !e.doubts.is_empty()) || steps.iter().any(|e| e.status != Status::Unknown) {
            wrong.push(format!("{:?}: {:?}", row.ids, unseen.best(row)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_id_is_accounted_for_once() {
    let rows = graph::catalogue();
    let followed: BTreeSet<&str> = rows.iter().flat_map(|r| r.ids.iter().copied()).collect();
    let other: Vec<&str> = COMPOSED.iter().chain(NOTHING).flat_map(|(ids, _)| ids.iter().copied()).collect();
    let all: BTreeSet<&str> = followed.iter().copied().chain(other.iter().copied()).collect();
    assert!(other.iter().all(|id| !followed.contains(id)), "{:?}", other.iter().filter(|id| followed.contains(**id)).collect::<Vec<_>>());
    for kind in [("d-", 28), ("k-", 24), ("x-", 34)] {
        let found: Vec<_> = all.iter().filter(|id| id.starts_with(kind.0)).collect();
        assert_eq!(found.len(), kind.1, "{found:?}");
    }
    // Every call is an action that AWS knows, on resource types that it has; Azure's are told by their provider.
    for call in rows.iter().flat_map(|r| &r.calls).filter(|c| !c.starts_with("Microsoft.")) {
        let mut words = call.split(' ');
        let (service, name) = words.next().unwrap().split_once(':').unwrap();
        let facts = keyholder::aws::reference::actions::lookup(service, name).unwrap_or_else(|| panic!("{call}"));
        for word in words.flat_map(|w| w.split('|')) {
            assert!(facts.resource_types.iter().any(|u| u.resource.name == word), "{call}");
        }
    }
}

#[test]
fn the_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/escalation.md");
    let page = graph::catalogue_page();
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/escalation.md is out of date: KEYHOLDER_BLESS=1 cargo test rewrites it");
}
