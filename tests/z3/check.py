"""Compares `keyholder new-access` with Z3 on random pairs of identity policies, and runs every witness through `keyholder simulate`.

    check.py KEYHOLDER [--pairs N] [--seed S] [--jobs J] [--show K]

Exit status 1 for a disagreement, a witness that does not hold, or a pair on which Z3 has no verdict.
"""

import argparse
import collections
import functools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile

from encode import gains
from pairs import pair
from policy_sentry.querying.actions import get_actions_for_service

TIMEOUT = 1000  # milliseconds of Z3 for each piece


def run(program, *args, stdin=None):
    done = subprocess.run([program, *args], input=stdin, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def case(name, policy, request):
    # Keys and roles ask for their own policy besides: one that hands over to identity policies.
    hands_over = {"Effect": "Allow", "Principal": {"AWS": request["resourceAccount"]}, "Action": "*", "Resource": "*"}
    return {"id": name, "request": request, "identityPolicies": [policy], "resourcePolicy": {"Version": "2012-10-17", "Statement": [hands_over]}}


def decide(program, cases):
    code, out, err = run(program, "simulate", "-", stdin="".join(json.dumps(c) + "\n" for c in cases))
    return {line["id"]: line for line in map(json.loads, out.splitlines())} if code == 0 else {"error": err}


@functools.cache
def known(service):
    return {a.lower() for a in get_actions_for_service(service)}


def look(job):
    program, seed = job
    old, new = pair(seed)
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, n) for n in ("old.json", "new.json")]
        for path, policy in zip(paths, (old, new)):
            with open(path, "w", encoding="utf-8") as file:
                json.dump(policy, file)
        code, out, err = run(program, "new-access", *paths, "--format", "json")
    report = {"seed": seed, "old": old, "new": new}
    if code != 0 or not out:
        return {**report, "class": "error", "detail": err}
    answer = json.loads(out)
    verdict, report["answer"] = answer["verdict"], answer
    hint = answer.get("witness")
    proof, model = gains(old, new, TIMEOUT, hint)
    if hint and proof == "unsat":
        # Which keys an action carries that no service has, nobody knows: then any.
        action = hint["action"].lower()
        if action not in known(action.split(":")[0]):
            proof = gains(old, new, 10 * TIMEOUT, hint, action)[0]
            proof = "sat for an action that no service has" if proof == "sat" else proof
    report["class"] = f"keyholder {verdict}, z3 {proof}"
    report["bad"] = (verdict, proof) in (("yes", "unsat"), ("no", "sat")) or proof == "unknown"
    if model is not None:
        report["model"] = str(model)
    if verdict == "yes":
        seen = decide(program, [case("new", new, answer["witness"]), case("old", old, answer["witness"])])
        decisions = [seen.get(n, {}).get("decision") for n in ("new", "old")]
        if decisions[0] != "Allowed" or decisions[1] not in ("ImplicitlyDenied", "ExplicitlyDenied"):
            report.update(bad=True, decisions=decisions)
            report["class"] += ", witness does not hold"
    return report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    jobs = [(options.program, s) for s in range(options.seed, options.seed + options.pairs)]
    classes, shown, bad = collections.Counter(), 0, 0
    with multiprocessing.Pool(options.jobs, maxtasksperchild=500) as pool:
        for i, report in enumerate(pool.imap_unordered(look, jobs, chunksize=10), 1):
            classes[report["class"]] += 1
            if report.get("bad") or report["class"] == "error":
                bad += 1
                if shown < options.show:
                    shown += 1
                    print(json.dumps(report, indent=1))
            if i % 1000 == 0:
                print(i, dict(classes), file=sys.stderr, flush=True)
    for name, count in sorted(classes.items()):
        print(f"{count:7} {name}")
    agreed = sum(n for name, n in classes.items() if name.startswith(("keyholder yes, z3 sat", "keyholder no, z3 unsat")) and "," not in name[21:])
    print(f"{agreed} of {sum(classes.values())} pairs agreed, {bad} did not or have no verdict; the rest keyholder leaves undecided")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
