#!/usr/bin/env python3
"""Checks where SARIF results, annotations, code quality violations and test cases point, with python-hcl2 (PyPI: python-hcl2, version 4; jsonschema).

    tests/places/sarif.py KEYHOLDER SCHEMA SOURCE [ARGUMENT…]

SCHEMA is the JSON schema of SARIF 2.1.0. SOURCE is what to review: a plan and `--source DIR`, or a folder. The resource that a result names is looked for
in the module that its address leads to, from module call to module call. The place must be the first line of its block or a statement in it, or, for a
statement that stands elsewhere, a statement block, an object or a template in a module that the address passes. What is about the configuration must be at
an entry of it. Also checked: the schema, and what GitHub requires and limits ("SARIF support for code scanning"; "Troubleshooting SARIF uploads").
Prints what is wrong and ends with 1 when less than 95 % of the places are right, or anything else is wrong.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ElementTree

import hcl2
import jsonschema
from places import blocks

KEY = re.compile(r"\[(?:\"(?:\\.|[^\"\\])*\"|\d+|⟨[^⟩]*⟩)\]")


def files(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".tf"))


def calls(folder):
    """The folders of the modules that a module calls, by name."""
    found = {}
    for file in files(folder):
        with open(file, encoding="utf-8") as text:
            for entry in hcl2.loads(text.read()).get("module", []):
                for name, body in entry.items():
                    source = body.get("source", "")
                    source = source[0] if isinstance(source, list) else source
                    found[name.strip('"')] = os.path.normpath(os.path.join(folder, source.strip('"')))
    return found


class Modules:
    def __init__(self, root):
        self.root, self.called, self.parsed = root, {}, {}

    def way(self, address):
        """The folders from the root to the module of an address, and what is left: type and name."""
        parts = KEY.sub("", address).split(".")
        folders = [self.root]
        while parts[0] == "module":
            folder = folders[-1]
            if folder not in self.called:
                self.called[folder] = calls(folder)
            folders.append(self.called[folder][parts[1]])
            parts = parts[2:]
        return folders, parts

    def blocks(self, file):
        if file not in self.parsed:
            self.parsed[file] = blocks(file)
        return self.parsed[file]

    def right(self, address, path, line, column):
        folders, (ty, name) = self.way(address)
        own = [(f, b) for f in files(folders[-1]) for b in self.blocks(f) if b[:3] == ("resource", ty, name)]
        assert len(own) == 1, f"{address}: {own}"
        (file, (_, _, _, first, last)), path = own[0], os.path.normpath(path)
        if path == file and first <= line <= last:
            return "own" if line == first and column == 1 else "statement" if column > 1 and line > first else None
        with open(path, encoding="utf-8") as text:
            there = text.read().split("\n")[line - 1].strip()
        within = any(os.path.normpath(os.path.dirname(path)).startswith(os.path.normpath(f)) for f in folders)
        if path.endswith(".tf"):
            within = os.path.dirname(path) in folders
        return "elsewhere" if within and re.match(r"statement\b|\{|\[\{|dynamic\b|data\b|\"?(Sid|Effect|Statement)\b|[\w.]+ = |content\b", there) else None


def run(program, arguments, folder):
    names = {format: os.path.join(folder, format) for format in ("sarif", "github", "gitlab", "junit", "json")}
    formats = [part for format, path in names.items() for part in ("--format", f"{format}={path}")]
    subprocess.run([program, "review", *arguments, *formats, "--fail-on", "never", "--quiet"], check=False, stdout=subprocess.DEVNULL)
    return {name: open(path, encoding="utf-8").read() for name, path in names.items()}


def limits(text, log):
    """What GitHub requires and limits."""
    driver = log["runs"][0]["tool"]["driver"]
    results = log["runs"][0]["results"]
    assert len(gzip.compress(text.encode())) < 10_000_000 and len(log["runs"]) <= 20 and len(results) <= 5_000 and len(driver["rules"]) <= 25_000
    rules = {rule["id"]: rule for rule in driver["rules"]}
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"], rule["id"]
        assert len(rule["fullDescription"]["text"]) <= 1_000 and len(rule["properties"]["tags"]) <= 10 and "security" in rule["properties"]["tags"], rule["id"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10, rule["id"]
    for result in results:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert all(region[k] >= 1 for k in ("startLine", "startColumn", "endLine", "endColumn")), region
        assert result["ruleId"] in rules and driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["primaryLocationLineHash"])
        assert len(result["locations"]) + len(result.get("relatedLocations", [])) <= 100 and result["message"]["text"]
        assert sum(len(t["locations"]) for c in result.get("codeFlows", []) for t in c["threadFlows"]) <= 1_000
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith(("/", "..")) and ":" not in uri and "\\" not in uri, uri
    seen = [(r["ruleId"], r["partialFingerprints"]["primaryLocationLineHash"]) for r in results]
    assert len(seen) == len(set(seen)), "a fingerprint is given twice"


def unescape(text):
    return text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def annotations(text):
    """File, line, column and message of each workflow command, as the runner reads them."""
    for line in text.splitlines():
        properties, message = re.fullmatch(r"::(?:error|warning|notice) (.*?)::(.*)", line).groups()
        values = {key: unescape(value) for key, value in (p.split("=", 1) for p in properties.split(","))}
        yield values.get("file"), int(values.get("line", 0)), values["title"], unescape(message)


def main():
    program, schema, *arguments = sys.argv[1:]
    source = arguments[arguments.index("--source") + 1] if "--source" in arguments else next(a for a in arguments if os.path.isdir(a))
    base = arguments[arguments.index("--repository") + 1] if "--repository" in arguments else source if "--source" in arguments else "."
    with tempfile.TemporaryDirectory() as folder:
        written = run(program, arguments, folder)
    log, report = json.loads(written["sarif"]), json.loads(written["json"])
    with open(schema, encoding="utf-8") as text:
        jsonschema.Draft7Validator(json.load(text)).validate(log)
    limits(written["sarif"], log)
    modules = Modules(os.path.normpath(source))
    counts, wrong, places = {}, [], {}
    for result in log["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri, region = urllib.parse.unquote(place["artifactLocation"]["uri"]), place["region"]
        path = os.path.join(base, uri)
        address = next((l["fullyQualifiedName"] for l in result["locations"][0].get("logicalLocations", [])), None)
        # What the configuration declares stands at its entry there.
        if address and not uri.endswith(".toml"):
            kind = modules.right(address, path, region["startLine"], region["startColumn"])
        else:
            there = uri if os.path.exists(uri) else path
            kind = "configuration" if uri.endswith(".toml") and open(there, encoding="utf-8").read().split("\n")[region["startLine"] - 1].startswith("[[") else None
        counts[kind] = counts.get(kind, 0) + 1
        shown = f"{result['ruleId']} {address} at {uri}:{region['startLine']}:{region['startColumn']}"
        if not kind:
            wrong.append(shown)
        if "--verbose" in os.environ.get("SARIF_CHECK", ""):
            print(kind, shown)
        places.setdefault(result["ruleId"], set()).add((uri, region["startLine"]))
    # The other formats say the same places: they are checked by being among those of SARIF.
    rules = {r["id"] for r in report["rules"]}
    for file, line, title, _ in annotations(written["github"]):
        rule = title.split(" ")[0]
        if rule in rules and (file, line) not in places.get(rule, ()):
            wrong.append(f"annotation: {rule} at {file}:{line}")
    for violation in json.loads(written["gitlab"]):
        at = (violation["location"]["path"], violation["location"]["lines"]["begin"])
        if at not in places.get(violation["check_name"], ()):
            wrong.append(f"code quality: {violation['check_name']} at {at}")
    for case in ElementTree.fromstring(written["junit"].encode()).iter("testcase"):
        rule = case.get("name").split(":")[0]
        if case.get("file") and rule in places and (case.get("file"), int(case.get("line", 1))) not in places[rule]:
            wrong.append(f"test case: {rule} at {case.get('file')}:{case.get('line')}")
    for line in wrong:
        print(line)
    total = sum(counts.values())
    print(f"{total} results, {len(wrong)} wrong: {json.dumps({str(k): v for k, v in sorted(counts.items(), key=str)})}")
    return 1 if len(wrong) * 20 > total else 0


if __name__ == "__main__":
    sys.exit(main())
