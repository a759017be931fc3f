//! Functions and containers: Lambda, ECS, Batch, App Runner.

use serde_json::{Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

const FUNCTION: &[(&str, &str)] = &[
    ("function_name", "FunctionName"),
    ("arn", "FunctionArn"),
    ("role", "Role"),
    ("kms_key_arn", "KMSKeyArn"),
    ("vpc_config.subnet_ids", "VpcConfig.SubnetIds"),
    ("vpc_config.security_group_ids", "VpcConfig.SecurityGroupIds"),
    ("file_system_config", "FileSystemConfigs"),
];

pub(super) const CALLS: &[Call] = &[
    by("lambda.list-functions", "Functions", "FunctionArn", function),
    by("lambda.get-function", "Configuration", "FunctionArn", function),
    by("lambda.get-function-configuration", "", "", function),
    by("lambda.get-policy", "Policy", "-", function_policy),
    by("lambda.list-function-url-configs", "FunctionUrlConfigs", "", url),
    by("lambda.get-function-url-config", "", "", url),
    is(
        "lambda.list-event-source-mappings",
        "EventSourceMappings",
        "",
        "aws_lambda_event_source_mapping",
        &[("id", "UUID"), ("function_name", "FunctionArn")],
    ),
    by("lambda.list-layers", "Layers", "LayerArn", |sink, entity| {
        let latest = entity.value.get("LatestMatchingVersion").cloned().unwrap_or_default();
        let values = json!({"layer_name": entity.value.get("LayerName"), "arn": latest.get("LayerVersionArn")});
        sink.add("aws_lambda_layer_version", entity, values);
    }),
    by("ecs.list-clusters", "clusterArns", "", |sink, entity| sink.with("aws_ecs_cluster", entity, &[("name", "/"), ("arn", "")])),
    is("ecs.describe-clusters", "clusters", "clusterArn", "aws_ecs_cluster", &[("name", "clusterName"), ("arn", "clusterArn")]),
    by("ecs.list-services", "serviceArns", "", |sink, entity| sink.with("aws_ecs_service", entity, &[("name", "/"), ("arn", "")])),
    by("ecs.describe-services", "services", "serviceArn", service),
    by("ecs.list-task-definitions", "taskDefinitionArns", "", |sink, entity| task_definition(sink, entity, entity.value.as_str())),
    by("ecs.describe-task-definition", "taskDefinition", "taskDefinitionArn", |sink, entity| {
        task_definition(sink, entity, Some(entity.str("taskDefinitionArn")))
    }),
    no("ecs.list-tasks", "taskArns"),
    no("ecs.describe-tasks", "tasks"),
    no("ecs.list-container-instances", "containerInstanceArns"),
    no("ecs.describe-container-instances", "containerInstances"),
    is("batch.describe-job-queues", "jobQueues", "", "aws_batch_job_queue", &[("name", "jobQueueName"), ("arn", "jobQueueArn")]),
    by("batch.describe-job-definitions", "jobDefinitions", "", |sink, entity| {
        job_definition(sink, entity);
    }),
    no("batch.describe-compute-environments", "computeEnvironments"),
    is("apprunner.list-services", "ServiceSummaryList", "", "aws_apprunner_service", &[("service_name", "ServiceName"), ("arn", "ServiceArn")]),
    is(
        "apprunner.describe-service",
        "Service",
        "ServiceArn",
        "aws_apprunner_service",
        &[
            ("service_name", "ServiceName"),
            ("arn", "ServiceArn"),
            ("instance_configuration.instance_role_arn", "InstanceConfiguration.InstanceRoleArn"),
        ],
    ),
];

/// A function outside a VPC has an empty `VpcConfig`.
fn function(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let mut values = entity.values(FUNCTION);
    let placed = entity.take("VpcConfig.SubnetIds").as_array().is_some_and(|list| !list.is_empty());
    if !placed {
        values.remove("vpc_config");
    }
    // Versions and aliases follow the name.
    if let Some(arn) = values.get("arn").and_then(Value::as_str) {
        let own: Vec<&str> = arn.splitn(8, ':').take(7).collect();
        let own = own.join(":");
        values.insert("arn".to_owned(), own.into());
    }
    sink.add("aws_lambda_function", entity, values.into());
}

/// Each statement by itself, as the provider has it; the function is the one that the file is about, or the one that the statement names.
fn function_policy(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let text = super::super::entity::text(Some(entity.value));
    let document: Value = text.as_str().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let statements = match document.get("Statement") {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    for (index, statement) in statements.iter().enumerate() {
        let resource = statement.get("Resource").and_then(Value::as_str).unwrap_or_default();
        let function = if entity.named().is_empty() { resource } else { entity.named() };
        let sid = statement.get("Sid").and_then(Value::as_str).map_or_else(|| format!("statement {}", index + 1), str::to_owned);
        let values = json!({"function_name": function, "statement_id": sid, "statement": statement.to_string()});
        sink.add("aws_lambda_permission", entity, values);
    }
}

fn url(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    // The policy of the function says who may use it.
    sink.with("aws_lambda_function", entity, &[("function_name", "/FunctionArn"), ("arn", "FunctionArn")]);
}

fn service(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let place = entity.value.get("networkConfiguration").and_then(|n| n.get("awsvpcConfiguration"));
    let of = |name: &str| place.and_then(|p| p.get(name)).cloned().unwrap_or_default();
    let network = place
        .map(|_| json!({"subnets": of("subnets"), "security_groups": of("securityGroups"), "assign_public_ip": of("assignPublicIp") == "ENABLED"}));
    let values = json!({
        "name": entity.str("serviceName"), "arn": entity.str("serviceArn"), "task_definition": entity.value.get("taskDefinition"),
        "network_configuration": network, "enable_execute_command": entity.value.get("enableExecuteCommand"), "tags": entity.tags(),
    });
    sink.add("aws_ecs_service", entity, values);
}

/// Properties are JSON as text there; of them roles and volumes are kept.
fn job_definition(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let of = |value: Option<&Value>, names: &[&str]| -> Value {
        names.iter().filter_map(|name| Some(((*name).to_owned(), value?.get(name)?.clone()))).collect::<serde_json::Map<_, _>>().into()
    };
    let list = |value: Option<&Value>, name: &str| value.and_then(|v| v.get(name)).and_then(Value::as_array).cloned().unwrap_or_default();
    let tasks = |ecs: Option<&Value>| -> Value {
        let tasks: Vec<Value> = list(ecs, "taskProperties").iter().map(|task| of(Some(task), &["taskRoleArn", "volumes"])).collect();
        json!({"taskProperties": tasks})
    };
    let container = |value: Option<&Value>| of(value, &["jobRoleArn", "volumes"]);
    let node = |range: &Value| json!({"container": container(range.get("container")), "ecsProperties": tasks(range.get("ecsProperties"))});
    let nodes = |value: &Value| -> Vec<Value> { list(Some(value), "nodeRangeProperties").iter().map(node).collect() };
    let get = |name: &str| entity.value.get(name).filter(|v| v.is_object());
    let values = json!({
        "name": entity.str("jobDefinitionName"), "arn": entity.str("jobDefinitionArn"), "revision": entity.value.get("revision"),
        "container_properties": get("containerProperties").map(|v| container(Some(v)).to_string()),
        "ecs_properties": get("ecsProperties").map(|v| tasks(Some(v)).to_string()),
        "node_properties": get("nodeProperties").map(|v| json!({"nodeRangeProperties": nodes(v)}).to_string()),
        "eks_properties": get("eksProperties").map(|_| "pods"),
    });
    sink.add("aws_batch_job_definition", entity, values);
}

/// Revisions of a family are definitions of their own.
fn task_definition(sink: &mut Sink<'_>, entity: &Entity<'_>, arn: Option<&str>) {
    let Some((family, revision)) = arn.and_then(|a| a.rsplit('/').next()).and_then(|last| last.split_once(':')) else { return };
    let volume = |(_, v): (usize, &Value)| {
        json!({
            "efs_volume_configuration": v.get("efsVolumeConfiguration"), "s3files_volume_configuration": v.get("s3filesVolumeConfiguration"),
            "fsx_windows_file_server_volume_configuration": v.get("fsxWindowsFileServerVolumeConfiguration"),
        })
    };
    let values = json!({
        "family": family, "arn": arn, "revision": revision, "task_role_arn": entity.value.get("taskRoleArn"),
        "execution_role_arn": entity.value.get("executionRoleArn"), "volume": entity.list("volumes").map(volume).collect::<Vec<_>>(),
    });
    sink.add("aws_ecs_task_definition", entity, values);
}
