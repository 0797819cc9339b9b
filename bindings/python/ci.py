#!/usr/bin/env python3
"""Builds the wheel, installs it into an environment of its own and runs its tests: the package, not the tree.

    python3 bindings/python/ci.py [PYTEST ARGUMENT ...]

Needs Python 3.9 or newer with pip, and cargo; everything else comes from the package registries into `target/python`.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parents[1] / "target" / "python"
# What the tests compare with; the package itself needs nothing.
ANSWER = "import json, sys, tallymark\nfor line in sys.stdin: print(json.dumps(tallymark.ask(json.loads(line))))"
PEERS = ["pytest", "mypy", "pyarrow", "polars", "pandas", "duckdb"]


def run(*command):
    subprocess.run([str(part) for part in command], check=True, cwd=HERE)


def environment(name):
    """The interpreter of an environment under `target/python`, made at the first call."""
    python = WORK / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(WORK / name, with_pip=True)
    return python


def pip(python, *arguments):
    run(python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", *arguments)


def main(arguments):
    builder, tester = environment("build"), environment("test")
    pip(builder, "maturin>=1.9,<2")
    wheels = WORK / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    run(builder, "-m", "maturin", "build", "--locked", "--profile", "ci", "--out", wheels)
    pip(tester, *PEERS)
    pip(tester, "--force-reinstall", "--no-deps", *wheels.glob("tallymark-*.whl"))
    run(tester, HERE.parent / "vectors.py", tester, "-c", ANSWER)
    return subprocess.run([tester, "-m", "pytest", *arguments], cwd=HERE).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
