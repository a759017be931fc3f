#!/usr/bin/env python3
"""Counts the policies of plans that are known after apply, from `after_unknown` and `configuration` alone, and compares with what the program says.

    tests/count_policies.py KEYHOLDER [--source DIR] PLAN…

Counted is each attribute of policy type that is set or configured, once an instance that the plan keeps or makes. Prints a line a plan, and ends
with 1 where the program counts otherwise.
"""

import codecs
import json
import re
import subprocess
import sys

# Attributes of policy type, after the provider's documentation.
POLICIES = {
    "aws_iam_role": ["assume_role_policy", "inline_policy"],
    "aws_iam_policy": ["policy"],
    "aws_iam_role_policy": ["policy"],
    "aws_iam_user_policy": ["policy"],
    "aws_iam_group_policy": ["policy"],
    "aws_s3_bucket": ["policy"],
    "aws_s3_bucket_policy": ["policy"],
    "aws_s3_access_point": ["policy"],
    "aws_kms_key": ["policy"],
    "aws_kms_external_key": ["policy"],
    "aws_kms_key_policy": ["policy"],
    "aws_sqs_queue": ["policy"],
    "aws_sqs_queue_policy": ["policy"],
    "aws_sns_topic": ["policy"],
    "aws_sns_topic_policy": ["policy"],
    "aws_secretsmanager_secret": ["policy"],
    "aws_secretsmanager_secret_policy": ["policy"],
    "aws_ecr_repository_policy": ["policy"],
    "aws_vpc_endpoint": ["policy"],
    "aws_vpc_endpoint_policy": ["policy"],
    "aws_efs_file_system_policy": ["policy"],
    "aws_dynamodb_resource_policy": ["policy"],
}


def configured(plan, change):
    """The expressions of a resource in the configuration; None where there is no configuration."""
    module = plan.get("configuration", {}).get("root_module")
    if module is None:
        return None
    path = re.sub(r"\[(\"(\\.|[^\"\\])*\"|\d+)\]", "", change.get("module_address") or "")
    for name in re.findall(r"module\.([^.]+)", path):
        module = module.get("module_calls", {}).get(name, {}).get("module", {})
    for resource in module.get("resources", []):
        if resource.get("mode") == "managed" and (resource["type"], resource["name"]) == (change["type"], change["name"]):
            return resource.get("expressions", {})
    return None


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return json.loads(data.decode(encoding))
    return json.loads(data)


def count(plan):
    """Policies known after apply."""
    found = []
    for change in plan.get("resource_changes") or []:
        after_unknown = change["change"].get("after_unknown") or {}
        if change.get("mode") != "managed" or change["change"]["actions"] in (["delete"], ["forget"]) or change.get("deposed"):
            continue
        for attribute in POLICIES.get(change["type"], []):
            unknown = after_unknown.get(attribute)
            if isinstance(unknown, list):
                # Blocks that hold policies.
                found += [f"{change['address']}.{attribute}[{i}]" for i, block in enumerate(unknown) if isinstance(block, dict) and block.get("policy") is True]
            if unknown is not True:
                continue
            expressions = configured(plan, change)
            created = "create" in change["change"]["actions"]
            if created and expressions is not None and attribute not in expressions:
                continue
            found.append(f"{change['address']}.{attribute}")
    return found


def main():
    program, *rest = sys.argv[1:]
    more = []
    if rest[0] == "--source":
        more, rest = rest[:2], rest[2:]
    wrong = known_after = rebuilt = 0
    for path in rest:
        try:
            plan = read(path)
            found = count(plan)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            print(f"{path}: no plan: {error}")
            continue
        arguments = [program, "review", path, *more, "--format", "json", "--fail-on", "never", "--quiet"]
        run = subprocess.run(arguments, capture_output=True, check=False)
        if not run.stdout:
            if found:
                wrong += 1
                print(f"{path}: {len(found)} counted, the program says: {run.stderr.decode().strip()[:160]}")
            continue
        said = json.loads(run.stdout)["policies"]
        known_after += len(found)
        rebuilt += said["rebuilt"]
        same = said["rebuilt"] + said["unknown"] == len(found)
        wrong += not same
        if found or not same:
            print(f"{path}: {len(found)} known after apply; the program rebuilt {said['rebuilt']}, unknown {said['unknown']}{'' if same else '  DIFFERS'}")
            if not same:
                print("    " + "\n    ".join(found))
    print(f"{known_after} known after apply, {rebuilt} rebuilt, {wrong} plans counted otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
