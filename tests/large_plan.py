#!/usr/bin/env python3
"""Makes a large plan of a sample: an account that is there, with the sample's principals once and its other resources many times.

    tests/large_plan.py SAMPLE MEGABYTES [RESOURCES] > large.json

SAMPLE is a folder with plan.json and state.json. Each copy is a call `module.cN` of the plan's root module; names, ids and addresses in it get the
copy's number. Everything is there already and stays as it is, but for one trust policy of the first copy, which loses its conditions. With RESOURCES,
copies are made until there are so many, whatever the size.
"""

import copy
import json
import re
import sys

ID = re.compile(r"\b((?:vpc|subnet|sg|rtb|igw|eni|i|vpce|pcx|nat|eipalloc|rtbassoc|acl)-[0-9a-f]{8,17})\b")


def renamed(value, names, number):
    """The value with each own name followed by the number of the copy."""
    text = json.dumps(value)
    for name in names:
        text = text.replace(name, f"{name}-{number}")
    return json.loads(ID.sub(lambda found: f"{found[1]}{number:04x}", text))


def own_names(plan):
    """Names that policies of the plan speak of: buckets, roles, keys' aliases; longest first, none a part of another."""
    found = set()
    for change in plan["resource_changes"]:
        after = change["change"].get("after") or {}
        for key in ("bucket", "name", "function_name"):
            value = after.get(key)
            if isinstance(value, str) and len(value) > 8:
                found.add(value)
    return sorted((n for n in found if not any(n != o and o in n for o in found)), key=len, reverse=True)


def addressed(change, number):
    change["address"] = f"module.c{number}.{change['address']}"
    module = change.get("module_address")
    change["module_address"] = f"module.c{number}" + (f".{module}" if module else "")
    change.pop("deposed", None)
    return change


def values(module, number):
    out = copy.deepcopy(module)
    out["address"] = f"module.c{number}" + (f".{out['address']}" if out.get("address") else "")
    for resource in out.get("resources", []):
        resource["address"] = f"module.c{number}.{resource['address']}"
    out["child_modules"] = [values(child, number) for child in out.get("child_modules", [])]
    return out


def flat(module):
    for resource in module.get("resources", []):
        yield resource
    for child in module.get("child_modules", []):
        yield from flat(child)


def kept(module, number):
    """A copy's resources: principals are in the first one only."""
    out = dict(module)
    out["resources"] = [r for r in module.get("resources", []) if number == 0 or not r["type"].startswith("aws_iam_")]
    out["child_modules"] = [kept(child, number) for child in module.get("child_modules", [])]
    return out


def main():
    with open(f"{sys.argv[1]}/plan.json", encoding="utf-8") as file:
        plan = json.load(file)
    with open(f"{sys.argv[1]}/state.json", encoding="utf-8") as file:
        state = json.load(file)["values"]["root_module"]
    names = own_names(plan)
    providers = {c["address"]: c for c in plan["resource_changes"]}

    def copied(number):
        root = renamed(kept(state, number), names, number) if number else kept(state, number)
        changes = []
        for resource in flat(root):
            if resource["mode"] != "managed" or resource["address"] not in providers:
                continue
            change = {k: v for k, v in providers[resource["address"]].items() if k not in ("change", "action_reason")}
            then = copy.deepcopy(resource["values"])
            action = "no-op"
            if number == 0 and "assume_role_policy" in then and "sts:ExternalId" in then["assume_role_policy"] and not any(c["change"]["actions"] == ["update"] for c in changes):
                trust = json.loads(then["assume_role_policy"])
                for statement in trust["Statement"]:
                    statement.pop("Condition", None)
                then["assume_role_policy"], action = json.dumps(trust), "update"
            change["change"] = {"actions": [action], "before": resource["values"], "after": then, "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}}
            changes.append(addressed(change, number))
        return changes, values(root, number)

    changes, modules, number, size = [], [], 0, 0
    wanted, most = (int(sys.argv[3]), float("inf")) if len(sys.argv) > 3 else (float("inf"), float(sys.argv[2]) * 1e6)
    while size < most and len(changes) < wanted:
        more, module = copied(number)
        changes += more
        modules.append(module)
        size += len(json.dumps(more, separators=(",", ":"))) + 2 * len(json.dumps(module, separators=(",", ":")))
        number += 1
    root = {"root_module": {"child_modules": modules}}
    calls = {f"c{n}": {"source": "./copy", "module": plan["configuration"]["root_module"] if n == 0 else {}} for n in range(number)}
    out = {
        **{k: v for k, v in plan.items() if k in ("format_version", "terraform_version", "variables")},
        "planned_values": root,
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "terraform_version": plan["terraform_version"], "values": root},
        "configuration": {"provider_config": plan["configuration"].get("provider_config", {}), "root_module": {"module_calls": calls}},
    }
    json.dump(out, sys.stdout, separators=(",", ":"))
    print(f"{number} copies, {len(changes)} resources", file=sys.stderr)


if __name__ == "__main__":
    main()
