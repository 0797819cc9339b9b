#!/usr/bin/env python3
"""Turns core/cases/*.jsonl into aggregate initialisers for cases.cpp: generate.py CASES_DIR OUT_FILE."""

import json
import sys
from pathlib import Path


def literal(value):
    """A C++ string literal of the UTF-8 bytes; every byte beyond plain text in octal, which ends after three digits."""
    if value is None:
        return "nullptr"
    out = "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in value.encode("utf-8")
    )
    return f'std::string("{out}", {len(value.encode("utf-8"))})'


def listing(values):
    return "{" + ", ".join(literal(value) for value in values) + "}"


def optional(value, render=literal):
    return "std::nullopt" if value is None else render(value)


def parse_case(case):
    expect = case["expect"]
    error = expect.get("error", {})
    span = error.get("span")
    ais = [f"{{{literal(ai)}, {literal(value)}}}" for ai, value in expect.get("ais", [])]
    options = case.get("opts", {})
    flags = ["permit_unknown_ais", "permit_zero_suppressed_gtin", "no_requisite_check", "unknown_ai_as_dl_attr", "hri_titles", "add_check_digit"]
    return "{" + ", ".join([
        literal(case["name"]),
        literal(case.get("kind", "auto")),
        literal(case["input"]),
        "{" + ", ".join("true" if options.get(flag) else "false" for flag in flags) + "}",
        "true" if expect["ok"] else "false",
        literal(error.get("code", "")),
        "std::nullopt" if span is None else f"tallymark::Span{{{span[0]}, {span[1]}}}",
        "std::nullopt" if "ais" not in expect else "Elements{" + ", ".join(ais) + "}",
        optional(expect.get("bracketed")),
        optional(expect.get("plain")),
        optional(expect.get("dl")),
        optional(expect.get("key")),
        optional(expect.get("hri"), lambda value: "Texts" + listing(value)),
    ]) + "}"


def investigate_case(case):
    expect = case["expect"]
    findings = expect.get("findings")
    pairs = [f"{{{literal(f['code'])}, {listing(f['entities'])}}}" for f in findings or []]
    residuals = [
        f"{{{literal(r['equation'])}, {'std::nullopt' if r['residual'] is None else r['residual']}}}"
        for r in expect.get("residuals", []) if "residual" in r
    ]
    rows = [
        f"{{{literal(r['file'])}, {r['in']}, {r['used']}, {r['rejected']}}}"
        for r in expect.get("rows", []) if {"file", "in", "used", "rejected"} <= r.keys()
    ]
    return "{" + ", ".join([
        literal(case["name"]),
        "{" + ", ".join(f"{{{literal(n)}, {literal(t)}}}" for n, t in case["files"].items()) + "}",
        literal(expect.get("error", {}).get("code", "")),
        "std::nullopt" if findings is None else "FindingKeys{" + ", ".join(pairs) + "}",
        "{" + ", ".join(residuals) + "}",
        "{" + ", ".join(rows) + "}",
        optional(expect.get("absent_streams"), lambda value: "Texts" + listing(value)),
    ]) + "}"


def main(folder, out):
    parse, investigate = [], []
    for file in sorted(Path(folder).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line) if line.strip() else None
            if case is None:
                continue
            if case["op"] == "parse":
                parse.append(parse_case(case))
            elif case["op"] == "investigate":
                investigate.append(investigate_case(case))
    surface = json.loads((Path(folder) / "../../bindings/shared/surface.json").read_text(encoding="utf-8"))
    # Does not compile unless the headers have a call for every operation.
    calls = "".join(f"using tallymark::{'Message' if name == 'parse' else name};\n" for name in surface["operations"])
    Path(out).write_text(
        f"namespace every_operation {{\n{calls}}}\n"
        "const std::vector<ParseCase> parse_cases = {\n" + ",\n".join(parse) + "};\n"
        "const std::vector<InvestigateCase> investigate_cases = {\n" + ",\n".join(investigate) + "};\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
