#!/usr/bin/env python3
"""Writes what an account tells as a snapshot folder, in the form of the AWS command line, as a customer could make it by hand.

    dump.py --endpoint http://127.0.0.1:5000 --to snapshot --regions eu-central-1 [--deny s3api.get-bucket-policy …]

Pages are merged; a call about one resource has a file a resource; `snapshot.json` says of each call what came of it. `--deny` writes a call as
denied without making it. For tests against an emulator; `keyholder collect` is what customers use.
"""
import argparse
import json
import os
import urllib.parse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ABSENT = ("NoSuch", "NotFound", "DoesNotExist")
DENIED = ("AccessDenied", "Unauthorized")

# service, operation, scope, arguments (of an answer before: "operation:path"), fixed arguments
GLOBAL, REGION = "global", "region"
CALLS = [
    ("sts", "get-caller-identity", GLOBAL, {}, {}),
    ("iam", "get-account-authorization-details", GLOBAL, {}, {}),
    ("iam", "list-roles", GLOBAL, {}, {}),
    ("iam", "list-instance-profiles", GLOBAL, {}, {}),
    ("iam", "list-open-id-connect-providers", GLOBAL, {}, {}),
    ("iam", "get-open-id-connect-provider", GLOBAL, {"OpenIDConnectProviderArn": "list-open-id-connect-providers:OpenIDConnectProviderList[].Arn"}, {}),
    ("iam", "list-saml-providers", GLOBAL, {}, {}),
    ("s3api", "list-buckets", GLOBAL, {}, {}),
] + [("s3api", f"get-{name}", GLOBAL, {"Bucket": "list-buckets:Buckets[].Name"}, {}) for name in (
    "bucket-location", "bucket-policy", "bucket-acl", "bucket-encryption", "bucket-ownership-controls", "public-access-block", "bucket-versioning", "bucket-tagging")] + [
    ("kms", "list-keys", REGION, {}, {}),
    ("kms", "list-aliases", REGION, {}, {}),
    ("kms", "describe-key", REGION, {"KeyId": "list-keys:Keys[].KeyId"}, {}),
    ("kms", "get-key-policy", REGION, {"KeyId": "list-keys:Keys[].KeyId"}, {"PolicyName": "default"}),
    ("kms", "get-key-rotation-status", REGION, {"KeyId": "list-keys:Keys[].KeyId"}, {}),
    ("kms", "list-grants", REGION, {"KeyId": "list-keys:Keys[].KeyId"}, {}),
    ("secretsmanager", "list-secrets", REGION, {}, {}),
    ("secretsmanager", "get-resource-policy", REGION, {"SecretId": "list-secrets:SecretList[].ARN"}, {}),
    ("ssm", "describe-parameters", REGION, {}, {}),
    ("dynamodb", "list-tables", REGION, {}, {}),
    ("dynamodb", "describe-table", REGION, {"TableName": "list-tables:TableNames[]"}, {}),
    ("dynamodb", "describe-continuous-backups", REGION, {"TableName": "list-tables:TableNames[]"}, {}),
    ("dynamodb", "get-resource-policy", REGION, {"ResourceArn": "describe-table:Table.TableArn"}, {}),
    ("sqs", "list-queues", REGION, {}, {}),
    ("sqs", "get-queue-attributes", REGION, {"QueueUrl": "list-queues:QueueUrls[]"}, {"AttributeNames": ["All"]}),
    ("sns", "list-topics", REGION, {}, {}),
    ("sns", "get-topic-attributes", REGION, {"TopicArn": "list-topics:Topics[].TopicArn"}, {}),
    ("logs", "describe-log-groups", REGION, {}, {}),
    ("ecr", "describe-repositories", REGION, {}, {}),
    ("ecr", "get-repository-policy", REGION, {"repositoryName": "describe-repositories:repositories[].repositoryName"}, {}),
    ("efs", "describe-file-systems", REGION, {}, {}),
    ("efs", "describe-file-system-policy", REGION, {"FileSystemId": "describe-file-systems:FileSystems[].FileSystemId"}, {}),
    ("kafka", "list-clusters-v2", REGION, {}, {}),
    ("lambda", "list-functions", REGION, {}, {}),
    ("lambda", "get-policy", REGION, {"FunctionName": "list-functions:Functions[].FunctionName"}, {}),
    ("lambda", "list-event-source-mappings", REGION, {}, {}),
    ("ecs", "list-clusters", REGION, {}, {}),
    ("ecs", "list-task-definitions", REGION, {}, {}),
    ("ecs", "describe-task-definition", REGION, {"taskDefinition": "list-task-definitions:taskDefinitionArns[]"}, {}),
    ("eks", "list-clusters", REGION, {}, {}),
    ("eks", "describe-cluster", REGION, {"name": "list-clusters:clusters[]"}, {}),
    ("eks", "list-access-entries", REGION, {"clusterName": "list-clusters:clusters[]"}, {}),
    ("eks", "list-nodegroups", REGION, {"clusterName": "list-clusters:clusters[]"}, {}),
    ("eks", "describe-nodegroup", REGION, {"clusterName": "=", "nodegroupName": "list-nodegroups:nodegroups[]"}, {}),
    ("rds", "describe-db-instances", REGION, {}, {}),
    ("rds", "describe-db-clusters", REGION, {}, {}),
    ("rds", "describe-db-subnet-groups", REGION, {}, {}),
    ("autoscaling", "describe-auto-scaling-groups", REGION, {}, {}),
    ("autoscaling", "describe-launch-configurations", REGION, {}, {}),
    ("ec2", "describe-instances", REGION, {}, {}),
    ("ec2", "describe-launch-templates", REGION, {}, {}),
    ("ec2", "describe-launch-template-versions", REGION, {"LaunchTemplateId": "describe-launch-templates:LaunchTemplates[].LaunchTemplateId"}, {}),
    ("ec2", "describe-volumes", REGION, {}, {}),
    ("ec2", "describe-snapshots", REGION, {}, {"OwnerIds": ["self"]}),
    ("elbv2", "describe-load-balancers", REGION, {}, {}),
    ("elbv2", "describe-listeners", REGION, {"LoadBalancerArn": "describe-load-balancers:LoadBalancers[].LoadBalancerArn"}, {}),
    ("elbv2", "describe-target-groups", REGION, {}, {}),
    ("glue", "get-jobs", REGION, {}, {}),
    ("codebuild", "list-projects", REGION, {}, {}),
    ("sagemaker", "list-notebook-instances", REGION, {}, {}),
    ("stepfunctions", "list-state-machines", REGION, {}, {}),
    ("cloudformation", "describe-stacks", REGION, {}, {}),
    ("apprunner", "list-services", REGION, {}, {}),
    ("batch", "describe-job-definitions", REGION, {}, {}),
] + [("ec2", f"describe-{what}", REGION, {}, {}) for what in (
    "vpcs", "subnets", "route-tables", "network-acls", "security-groups", "network-interfaces", "addresses", "internet-gateways",
    "egress-only-internet-gateways", "nat-gateways", "prefix-lists", "vpc-peering-connections", "vpc-endpoints", "transit-gateways")]

CLIENTS = {"s3api": "s3"}


def walk(answer, path):
    values = [answer]
    for step in path.split("."):
        many = step.endswith("[]")
        name = step[:-2] if many else step
        values = [v[name] for v in values if isinstance(v, dict) and name in v]
        if many:
            values = [e for v in values for e in v]
    return values


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--endpoint", required=True)
    arguments.add_argument("--to", required=True)
    arguments.add_argument("--regions", nargs="+", required=True)
    arguments.add_argument("--deny", nargs="*", default=[])
    options = arguments.parse_args()
    config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})

    def client(service, region):
        return boto3.client(CLIENTS.get(service, service), endpoint_url=options.endpoint, region_name=region, config=config,
                            aws_access_key_id="testing", aws_secret_access_key="testing")

    account = client("sts", options.regions[0]).get_caller_identity()["Account"]
    done = []
    for region in [None, *options.regions]:
        answers = {}
        for service, operation, scope, given, fixed in CALLS:
            if (scope == GLOBAL) != (region is None):
                continue
            place = region or "global"
            made = [dict(fixed)]
            own = None
            for name, source in given.items():
                if source == "=":
                    own = name
                    continue
                before, path = source.split(":")
                made = [{**fixed, **({own: a[own]} if own else {}), name: value, "": value}
                        for a, answer in answers.get((service, before), []) for value in walk(answer, path)]
            for args in made:
                name = args.pop("", None)
                call = {"account": account, "region": place, "service": service, "operation": operation, "args": {k: v for k, v in args.items() if k not in fixed}}
                done.append(call)
                if f"{service}.{operation}" in options.deny:
                    call["status"] = "denied"
                    continue
                c = client(service, region or options.regions[0])
                method = operation.replace("-", "_")
                try:
                    if c.can_paginate(method):
                        answer = c.get_paginator(method).paginate(**args).build_full_result()
                    else:
                        answer = getattr(c, method)(**args)
                except ClientError as error:
                    code = error.response["Error"]["Code"]
                    call["status"] = "absent" if any(w in code for w in ABSENT) else "denied" if any(w in code for w in DENIED) else "failed"
                    continue
                except Exception:  # what the emulator does not have
                    call["status"] = "failed"
                    continue
                answer.pop("ResponseMetadata", None)
                answers.setdefault((service, operation), []).append((args, answer))
                path = f"accounts/{account}/{place}/{service}.{operation}"
                path += ".json" if name is None else f"/{urllib.parse.quote(str(name), safe='')}.json"
                call |= {"status": "ok", "file": path}
                os.makedirs(os.path.dirname(f"{options.to}/{path}"), exist_ok=True)
                with open(f"{options.to}/{path}", "w", encoding="utf-8") as file:
                    json.dump(trimmed(answer, account), file, indent=1, default=str, sort_keys=True)
    with open(f"{options.to}/snapshot.json", "w", encoding="utf-8") as file:
        json.dump({"version": 1, "complete": True, "calls": done}, file, indent=1)


def trimmed(answer, account):
    """Without what the emulator lists of others: managed policies that nobody has, snapshots of images."""
    if "Snapshots" in answer:
        answer["Snapshots"] = [s for s in answer["Snapshots"] if s.get("OwnerId") == account]
    # The emulator makes AWS's own key for volumes as if it were the customer's.
    if answer.get("KeyMetadata", {}).get("Description", "").startswith("Default master key that protects my"):
        answer["KeyMetadata"]["KeyManager"] = "AWS"
    if "RoleDetailList" in answer:
        attached = {p["PolicyArn"] for key in ("RoleDetailList", "UserDetailList", "GroupDetailList") for e in answer[key] for p in e.get("AttachedManagedPolicies", [])}
        answer["Policies"] = [p for p in answer["Policies"] if not p["Arn"].startswith("arn:aws:iam::aws:") or p["Arn"] in attached]
    return answer


main()
