#!/usr/bin/env python3
"""Makes a large plan of a real one: the whole of it as many modules, each with names, accounts' ids apart from each other's.

    tests/large_plan.py PLAN MEGABYTES [RESOURCES] > large.json

Each copy is a call `module.cN` of the plan's root module; ARNs, names and addresses in it get the copy's number, so that no copy's policies speak of
another's resources. One change in twenty is an update, a role's trust that loses its conditions among them; the rest is there already and stays as it is.
With RESOURCES, copies are made until there are so many, whatever the size.
"""

import copy
import json
import sys


def renamed(value, names, number):
    """The value with each own name followed by the number of the copy."""
    text = json.dumps(value)
    for name in names:
        text = text.replace(name, f"{name}-{number}")
    return json.loads(text)


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


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    bytes_wanted = float(sys.argv[2]) * 1e6
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else None
    names = own_names(plan)
    size = len(json.dumps(plan))
    copies = -(-wanted // len(plan["resource_changes"])) if wanted else max(1, round(bytes_wanted / (1.5 * size)))
    changes, modules, calls, prior = [], [], {}, []
    count = 0
    for number in range(copies):
        one = renamed({"resource_changes": plan["resource_changes"], "planned_values": plan["planned_values"]["root_module"]}, names, number)
        for change in one["resource_changes"]:
            about = change["change"]
            if change["mode"] == "managed" and about["actions"] == ["create"]:
                about["before"], about["actions"] = about["after"], ["no-op"]
                count += 1
                if count % 20 == 0 and change["type"] == "aws_iam_role" and isinstance(about["before"].get("assume_role_policy"), str):
                    about["actions"], about["after"] = ["update"], dict(about["after"])
                    trust = json.loads(about["after"]["assume_role_policy"])
                    for statement in trust["Statement"] if isinstance(trust["Statement"], list) else [trust["Statement"]]:
                        statement.pop("Condition", None)
                    about["after"]["assume_role_policy"] = json.dumps(trust)
            changes.append(addressed(change, number))
        modules.append(values(one["planned_values"], number))
        calls[f"c{number}"] = {"source": "./copy", "module": plan["configuration"]["root_module"]}
        # A state before has no unknown values, and what is known after apply only is not there either: the plan's own is enough.
        prior.append(values(one["planned_values"], number))
    out = {
        **{k: v for k, v in plan.items() if k in ("format_version", "terraform_version", "variables")},
        "planned_values": {"root_module": {"child_modules": modules}},
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "terraform_version": plan["terraform_version"], "values": {"root_module": {"child_modules": prior}}},
        "configuration": {"provider_config": plan["configuration"].get("provider_config", {}), "root_module": {"module_calls": calls}},
    }
    json.dump(out, sys.stdout, separators=(",", ":"))
    print(f"{copies} copies, {len(changes)} resources", file=sys.stderr)


if __name__ == "__main__":
    main()
