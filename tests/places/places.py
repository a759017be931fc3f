#!/usr/bin/env python3
"""Checks the places in reviews against python-hcl2, a parser that keyholder does not use (PyPI: python-hcl2, version 4: later ones
keep no lines).

    tests/places/places.py KEYHOLDER SOURCE [ARGUMENT…]

SOURCE is what to review, a folder of Terraform among the arguments or itself. A place of a finding that names a resource must be the first line of
its block, or a statement in it, in a data source's block or in a template; a statement's must be where its Sid follows before any other. Prints what is wrong,
and ends with 1 when less than 95 % are right.
"""

import json
import os
import re
import subprocess
import sys

import hcl2


def blocks(file):
    """First and last line of each block of a file: kind, labels."""
    with open(file, encoding="utf-8") as text:
        tree = hcl2.loads(text.read(), with_meta=True)
    found = []
    for entry in tree.get("module", []):
        for name, body in entry.items():
            if isinstance(body, dict) and "__start_line__" in body:
                found.append(("module", "", name.strip('"'), body["__start_line__"], body["__end_line__"]))
    for kind in ("resource", "data"):
        for entry in tree.get(kind, []):
            for ty, named in entry.items():
                if isinstance(named, dict):
                    for name, body in named.items():
                        if isinstance(body, dict):
                            found.append((kind, ty.strip('"'), name.strip('"'), body["__start_line__"], body["__end_line__"]))
    return found


def right(origin, sid, parsed, root):
    declared = origin["file"].endswith(".toml")
    path = os.path.join("" if declared else root, origin["file"])
    with open(path, encoding="utf-8") as text:
        lines = text.read().split("\n")
    line = origin["line"]
    # What the configuration declares stands at its entry there.
    if declared:
        return lines[line - 1].startswith("[[")
    # What Azure lets do has the role's name where a statement has its id, and stands on the block.
    if sid and "azurerm_role_assignment." in origin["address"]:
        sid = None
    if sid:
        after = "\n".join(lines[line - 1 :])
        # Another expression may come to the sid as well.
        found = re.search(r"\"?[Ss]id\"?\s*[=:]\s*(\"([^\"]*)\"|[a-z])", after) or re.search(r"for_each\s*=\s*[a-z{[]|^\s*content {", after)
        if not found or (found.re.groups and found.group(2) not in (None, sid) and "${" not in found.group(2)):
            return False
    if not path.endswith(".tf"):
        return True
    if path not in parsed:
        parsed[path] = blocks(path)
    around = [b for b in parsed[path] if b[3] <= line <= b[4]]
    ty, name = re.sub(r"\[(\"(\\.|[^\"\\])*\"|\d+)\]", "", origin["address"]).split(".")[-2:]
    own = [b for b in around if (b[0], b[1], b[2]) == ("resource", ty, name)]
    if own and not sid:
        return own[0][3] == line or origin.get("column", 1) > 1
    return bool(own) or any(b[0] == "module" or (b[0] == "data" and b[1] == "aws_iam_policy_document") for b in around)


def main():
    program, *arguments = sys.argv[1:]
    run = subprocess.run([program, "review", *arguments, "--format", "json", "--fail-on", "never", "--quiet"], capture_output=True, check=False)
    report = json.loads(run.stdout)
    root = arguments[arguments.index("--source") + 1] if "--source" in arguments else "."
    places = [(o, None) for f in report["findings"] for o in f["locations"] if o.get("address")]
    statements = [s for t in report["traces"] for h in t["hops"] for s in h["statements"]]
    statements += [s for f in report["findings"] for s in f["statements"]]
    places += [(s["origin"], s.get("sid")) for s in statements if s["origin"].get("address")]
    parsed, wrong = {}, []
    for origin, sid in places:
        if not origin.get("file") or not right(origin, sid, parsed, root):
            wrong.append(f"{origin.get('file')}:{origin.get('line')}: {origin['address']} {sid or ''}")
    for line in sorted(set(wrong)):
        print(line)
    print(f"{len(places)} places, {len(wrong)} wrong")
    return 1 if len(wrong) * 20 > len(places) else 0


if __name__ == "__main__":
    sys.exit(main())
