"""Instructions that one fully validated scan takes, counted by valgrind: the same on every run, whatever else runs.

    cargo build --profile bench -p tallymark-benches --bin scans
    python3 benches/instructions.py

The peer's figure on the same kind of scans (gs1-syntax-engine 1.4.1, its default build): 9,630.
"""

import pathlib
import re
import shutil
import subprocess
import sys

COUNT = 20_000


def instructions(program, count):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, str(count)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def main():
    if not shutil.which("valgrind"):
        print("valgrind is not installed: instructions are not counted")
        return 0
    program = pathlib.Path(__file__).resolve().parents[1] / "target/release/scans"
    if not program.exists():
        print(f"{program} is not there; build it first, see the top of this file")
        return 2
    # What starting and making the scans takes is in both counts.
    each = (instructions(program, COUNT) - instructions(program, 0)) / COUNT
    print(f"{each:,.0f} instructions a scan, {9630 / each:.1f} times fewer than gs1-syntax-engine 1.4.1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
