"""Instructions that a tag takes, counted by valgrind: SGTIN-96 from and to the typed key, and by texts of zeros and ones.

    cargo build --profile bench -p tallymark-benches --bin tags
    python3 benches/tag_instructions.py
"""

import pathlib
import re
import shutil
import subprocess
import sys

COUNT = 20_000


def instructions(program, job, count):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, job, str(count)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr)[1])


def main():
    if not shutil.which("valgrind"):
        print("valgrind is not installed: instructions are not counted")
        return 0
    program = pathlib.Path(__file__).resolve().parents[1] / "target/release/tags"
    if not program.exists():
        print(f"{program} is not there; build it first, see the top of this file")
        return 2
    for job in ["encode", "decode"]:
        # What starting and making the packs takes is in both counts.
        def each(name):
            return (instructions(program, name, COUNT) - instructions(program, name, 0)) / COUNT

        ours, naive = each(job), each(f"naive-{job}")
        print(f"{job}: {ours:,.0f} instructions a tag, {naive / ours:.0f} times fewer than {naive:,.0f} by zeros and ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
