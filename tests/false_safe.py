#!/usr/bin/env python3
"""Compares reviews of plans with reviews of the states that applying them gave: a way that a plan's review says is never open must not be open
in the state's, and a way that the state shows must not be missing.

    tests/false_safe.py KEYHOLDER [--questions FILE] PLAN STATE [PLAN STATE …]

With --questions each pair is also asked the question of its scenario: FILE is a list of {"scenario", "from", "to"}, the scenario being the name
of the folder that holds the plan. Prints a line for each contradiction and ends with 1 if there is one.
"""

import json
import os
import re
import subprocess
import sys


def review(program, file):
    arguments = [program, "review", file, "--format", "json", "--fail-on", "never", "--quiet"]
    run = subprocess.run(arguments, capture_output=True, check=False)
    return json.loads(run.stdout) if run.stdout else None


def node(end):
    """Address, else ARN; what AWS assigns is not compared."""
    return end.get("address") or re.sub(r"⟨[^⟩]*⟩", "*", end["arn"])


def ways(report):
    return {(node(t["from"]), node(t["to"]), t["access"]): t["verdict"] for t in report["traces"]}


def asked(program, file, question):
    """The verdict of the scenario's question; None where the input does not know who or what is asked about."""
    arguments = [program, "trace", file, "--from", question["from"], "--to", question["to"], "--access", "any", "--format", "json", "--quiet"]
    run = subprocess.run(arguments, capture_output=True, check=False)
    return json.loads(run.stdout)["verdict"] if run.stdout else None


def main():
    program, *files = sys.argv[1:]
    questions = {}
    if files[0] == "--questions":
        with open(files[1], encoding="utf-8") as file:
            questions = {q["scenario"]: q for q in json.load(file) if isinstance(q.get("from"), str) and isinstance(q.get("to"), str)}
        files = files[2:]
    contradictions = compared = undecided = equal = 0
    for plan, state in zip(files[::2], files[1::2]):
        planned, applied = review(program, plan), review(program, state)
        if planned is None or applied is None:
            print(f"{plan}: not readable")
            continue
        ours, theirs = ways(planned), ways(applied)
        question = questions.get(os.path.basename(os.path.dirname(os.path.abspath(plan))))
        if question:
            way = (question["from"], question["to"], "any")
            ours[way], theirs[way] = asked(program, plan, question), asked(program, state, question)
        for way, verdict in theirs.items():
            compared += 1
            mine = ours.get(way)
            equal += mine == verdict
            undecided += mine == "undecided"
            if verdict in ("reaches", "reaches-if") and mine == "never":
                contradictions += 1
                print(f"{plan}: {way}: the plan's review says never, the state's {verdict}")
    print(f"{compared} ways, {equal} equal, {undecided} undecided in the plan, {contradictions} contradictions")
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
