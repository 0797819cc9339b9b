#!/usr/bin/env python3
"""Sets up what is missing and runs every check: format, lints, tests in five languages, fuzzing, ratios, docs.

    python3 .ci/test.py [STEP ...]      # all steps, or the named ones; --list shows them

Needs Rust, a C++17 compiler, Python 3.9+ and Node 18+; the rest comes from the package registries into `target/`.
The last line is `N passed, M failed`.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "target" / "venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"

# What each runner prints when it ends: (pattern, group that passed, group that failed).
COUNTS = [
    re.compile(r"^test result: \w+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed"),
    re.compile(r"^=+ (?:(?P<failed>\d+) failed,? ?)?(?:(?P<passed>\d+) passed)?.* in [\d.]+s"),
    re.compile(r"^(?:# |ℹ )pass (?P<passed>\d+)"),
    re.compile(r"^(?:# |ℹ )fail (?P<failed>\d+)"),
    re.compile(r"^\d+% tests passed(?:, (?P<failed>\d+) tests? failed)? out of (?P<total>\d+)"),
    re.compile(r"^checked: (?P<passed>\d+) passed, (?P<failed>\d+) failed"),
]

STEPS = {
    "format": ["cargo fmt --all --check", "cargo fmt --manifest-path fuzz/Cargo.toml --check"],
    "lints": ["cargo clippy --workspace --all-targets --all-features --profile ci --locked -- -D warnings"],
    "rust": ["cargo test --workspace --exclude tallymark-python --exclude tallymark-node --profile ci --locked --no-fail-fast"],
    "examples": [
        "cargo run --quiet --profile ci --locked -p tallymark --features pool --example identification",
        "{python} examples/identification/page.py --check",
    ],
    "vectors": [
        "{python} bindings/vectors.py target/ci/tallymark ask",
        "{python} bindings/vectors.py --only parse target/ci/tallymark parse --jsonl",
        "{python} bindings/vectors.py --only convert target/ci/tallymark convert --to bracketed --jsonl",
    ],
    "docs": ["cargo doc --workspace --no-deps --profile ci --locked"],
    "python": ["{python} bindings/python/ci.py"],
    "node": ["{python} bindings/node/ci.py"],
    "cpp": ["{python} bindings/cpp/ci.py"],
    "proof": ["{python} drivers/printers/proof/zpl.py"],
    "fuzz": ["cargo run --locked --profile ci --manifest-path fuzz/Cargo.toml --bin all -- --runs 20000"],
    "ratios": ["cargo run --locked --profile bench -p tallymark-benches --bin guard"],
}


def environment():
    env = dict(os.environ, CARGO_TERM_COLOR="never", NO_COLOR="1", RUSTDOCFLAGS="-D warnings")
    env["VIRTUAL_ENV"] = str(VENV)
    env["PATH"] = f"{PYTHON.parent}{os.pathsep}{env['PATH']}"
    return env


def run(command, env):
    """Runs one command, passing its output on; returns (exit status, passed, failed)."""
    print(f"$ {command}", flush=True)
    passed = failed = 0
    process = subprocess.Popen(
        command, shell=True, cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    for line in process.stdout:
        print(line, end="", flush=True)
        for pattern in COUNTS:
            if match := pattern.match(line):
                found = {name: int(value or 0) for name, value in match.groupdict().items()}
                bad = found.get("failed", 0)
                failed, passed = failed + bad, passed + found.get("passed", found.get("total", bad) - bad)
                break
    return process.wait(), passed, failed


def main(names):
    if "--list" in names:
        print("\n".join(STEPS))
        return 0
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"unknown step {unknown[0]}; the steps are: {' '.join(STEPS)}", file=sys.stderr)
        return 2
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    env, passed, failed, report = environment(), 0, 0, []
    for name in names or STEPS:
        start, broken = time.monotonic(), False
        step_passed = step_failed = 0
        for command in STEPS[name]:
            status, ok, bad = run(command.format(python=f'"{PYTHON}"'), env)
            step_passed, step_failed = step_passed + ok, step_failed + bad
            broken |= status != 0
        # A step that fails without a failing test (a lint, a build) counts as one failure; a step of no tests as one pass.
        step_failed += int(broken and step_failed == 0)
        step_passed += int(not broken and step_passed == 0)
        passed, failed = passed + step_passed, failed + step_failed
        report.append(f"{name:8} {step_passed:6} passed {step_failed:4} failed {time.monotonic() - start:7.0f} s")
    print("\n".join(["", *report, f"{passed} passed, {failed} failed"]))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
