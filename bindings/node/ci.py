#!/usr/bin/env python3
"""Builds the addon, runs its tests and type checks, and tries the packed package in a fresh folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


ANSWER = """
const { ask } = require('./index.js');
const lines = require('node:readline').createInterface({ input: process.stdin });
lines.on('line', (line) => process.stdout.write(`${JSON.stringify(ask(JSON.parse(line)))}\\n`));
"""


def run(*command, cwd=HERE):
    print("$", *command, flush=True)
    subprocess.run([shutil.which(command[0]), *command[1:]], check=True, cwd=cwd, env=dict(os.environ, NO_COLOR="1"))


def main():
    run("npm", "ci", "--no-audit", "--no-fund")
    run("node", "build.js", "ci")
    run("node", "--test", "--test-reporter", "tap", "test/")
    run("npm", "run", "--silent", "types")
    run(sys.executable, HERE.parent / "vectors.py", "node", "--eval", ANSWER)
    with tempfile.TemporaryDirectory() as folder:
        run("npm", "pack", "--silent", "--pack-destination", folder)
        package = next(Path(folder).glob("*.tgz"))
        run("npm", "init", "--yes", cwd=folder)
        run("npm", "install", "--silent", str(package), cwd=folder)
        check = "const t = require('tallymark'); console.log(t.parse('(01)09506000134352(21)A1').key)"
        run("node", "--eval", check, cwd=folder)
        shutil.copy(HERE.parents[1] / "examples/identification/identification.mjs", folder)
        run("node", "identification.mjs", cwd=folder)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
