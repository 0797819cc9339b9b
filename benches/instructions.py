"""Instructions that one fully validated message takes, counted by valgrind: the same on every run, whatever else runs.

    cargo build --profile bench -p tallymark-benches --bin scans
    python3 benches/instructions.py

Peer: gs1-syntax-engine 1.4.1 in its default build, on messages of the same kind (callgrind, 20,000 of them).
"""

import pathlib
import re
import shutil
import subprocess
import sys

COUNT = 20_000
PEER = {"scan": 9_630, "bracketed": 11_900, "dl": 18_300}
ROWS = [
    (form, what)
    for form in PEER
    for what in ("verdict", "verdict-valid", "message", "message-valid", "batch", "batch-valid")
]


def instructions(program, count, form, what):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    run = subprocess.run([*command, program, str(count), form, what], capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def main(wanted):
    if not shutil.which("valgrind"):
        print("valgrind is not installed: instructions are not counted")
        return 0
    program = pathlib.Path(__file__).resolve().parents[1] / "target/release/scans"
    if not program.exists():
        print(f"{program} is not there; build it first, see the top of this file")
        return 2
    print(f"{'form':<10} {'what':<14} {'instructions':>12} {'peer':>7} {'ratio':>6}")
    for form, what in ROWS:
        if wanted and form not in wanted and what not in wanted:
            continue
        # What starting and making the messages takes is in both counts.
        each = (instructions(program, COUNT, form, what) - instructions(program, 0, form, what)) / COUNT
        print(f"{form:<10} {what:<14} {each:>12,.0f} {PEER[form]:>7,} {PEER[form] / each:>6.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
