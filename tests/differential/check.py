"""Compares `keyholder simulate` with the plain implementation of `decide.py` on random cases.

    python3 tests/differential/check.py KEYHOLDER [--cases N] [--seed S] [--show K]

Exit status 1 for a disagreement: another decision, or `Uncertain` where no reading of the documentation makes a difference.
"""

import argparse
import collections
import json
import subprocess
import sys

from cases import Dice
from decide import decisions


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    cases = [Dice(seed).case(f"case-{seed}") for seed in range(options.seed, options.seed + options.cases)]
    lines = "".join(json.dumps(c) + "\n" for c in cases)
    done = subprocess.run([options.program, "simulate", "-"], input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(cases):
        sys.exit(f"{len(answers)} answers to {len(cases)} cases: {done.stderr}")
    classes, bad = collections.Counter(), collections.defaultdict(list)
    for case, answer in zip(cases, answers):
        possible, asked = decisions(case)
        said = answer.get("decision", "error")
        if said == "error" or answer["id"] != case["id"]:
            name = "error"
        elif said in possible and (len(possible) == 1 or "Allowed" not in possible):
            name = f"agree: {said}" if len(possible) == 1 else "agree: denied however it is read"
        elif asked and "Allowed" not in possible and "Denied" in said:
            name = "agree: denied however it is read"
        elif said == "Uncertain" and asked:
            name = "agree: open"
        elif len(possible) == 1:
            name = f"settled {min(possible)}, keyholder {said}"
        else:
            name = "open, keyholder decides: " + ", ".join(sorted(asked))
        classes[name] += 1
        if not name.startswith("agree:"):
            bad[name].append((case, answer, sorted(possible), sorted(asked)))
    for name, count in sorted(classes.items()):
        print(f"{count:7} {name}")
    for name, found in sorted(bad.items()):
        print("\n" + name)
        for case, answer, possible, asked in sorted(found, key=lambda f: len(json.dumps(f[0])))[: options.show]:
            print(json.dumps(case), "\n  ", json.dumps(answer), possible, asked)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
