#!/usr/bin/env python3
"""Puts the files of a snapshot folder into one JSON object by path: `bundle.py FOLDER > tests/fixtures/snapshots/NAME.json`."""
import json
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
files = {path.relative_to(root).as_posix(): json.loads(path.read_text("utf-8")) for path in sorted(root.rglob("*.json"))}
json.dump(files, sys.stdout, separators=(",", ":"), ensure_ascii=False)
