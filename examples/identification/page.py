#!/usr/bin/env python3
"""Makes README.md of this folder from topics.md and the five programs; with --check says whether it is up to date.

A program is cut at its lines `[1] …` to `[9] …`, written as a comment of its language; what stands before the first or
behind a line `[end]` is scaffolding that the page leaves out.
"""

import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = [
    ("Rust", "identification.rs", "rust"),
    ("Python", "identification.py", "python"),
    ("Node", "identification.mjs", "js"),
    ("C++", "identification.cpp", "cpp"),
    ("Command line", "identification.sh", "sh"),
]
MARK = re.compile(r"^\s*(?://|#) \[(\d|end)\]")


def sections(program):
    """Topic number to the lines of the program that belong to it."""
    found, current = {}, None
    for line in (HERE / program).read_text("utf-8").splitlines():
        if match := MARK.match(line):
            current = match[1]
            found[current] = []
        elif current is not None:
            found[current].append(line)
    found.pop("end", None)
    return {number: textwrap.dedent("\n".join(lines)).strip("\n") for number, lines in found.items()}


def page():
    programs = [(name, program, word, sections(program)) for name, program, word in PROGRAMS]
    intro, *topics = re.split(r"^(?=## \d)", (HERE / "topics.md").read_text("utf-8"), flags=re.MULTILINE)
    parts = ["<!-- Made by page.py from topics.md and the programs beside it; edit those. -->", intro.strip()]
    for topic in topics:
        number = topic[3]
        parts.append(topic.strip())
        for name, program, word, found in programs:
            if number not in found:
                sys.exit(f"{program} has nothing on topic {number}")
            parts.append(f"**{name}** ([{program}]({program}))\n\n```{word}\n{found[number]}\n```")
    return "\n\n".join(parts) + "\n"


def main(arguments):
    target = HERE / "README.md"
    made = page()
    if "--check" not in arguments:
        target.write_text(made, "utf-8")
        return 0
    same = target.exists() and target.read_text("utf-8") == made
    print(f"checked: {int(same)} passed, {int(not same)} failed" + ("" if same else "; run examples/identification/page.py"))
    return int(not same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
