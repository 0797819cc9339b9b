#!/usr/bin/env python3
"""Builds the C++ package, runs its tests, installs it and builds a consumer. CMake and ninja come from PyPI."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "target" / "cpp"


def run(*command):
    print("$", *command, flush=True)
    subprocess.run([str(part) for part in command], check=True, cwd=HERE)


def main():
    run(sys.executable, "-m", "pip", "install", "--quiet", "cmake>=3.25", "ninja")
    tools = Path(sys.executable).parent
    run(tools / "cmake", "-S", HERE, "-B", BUILD, "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={tools / 'ninja'}",
        "-DTALLYMARK_CARGO_PROFILE=ci", f"-DPython3_EXECUTABLE={sys.executable}", "-DTALLYMARK_TESTS=ON")
    run(tools / "cmake", "--build", BUILD)
    run(sys.executable, HERE.parent / "vectors.py", BUILD / "tests" / "tallymark_replay")
    run(tools / "ctest", "--test-dir", BUILD, "--output-on-failure")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
