"""The cases of `core/cases`, replayed through the public surface of Python."""

import json
from pathlib import Path

import pytest

import tallymark

CASES = Path(__file__).resolve().parents[3] / "core" / "cases"
FILES = sorted(CASES.glob("*.jsonl"))
KNOWN = CASES / "expected_failures.txt"
KNOWN_FAILURES = set(KNOWN.read_text("utf-8").splitlines()) if KNOWN.exists() else set()


def cases():
    for file in FILES:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip():
                case = json.loads(line)
                marks = [pytest.mark.xfail(strict=True)] if case["name"] in KNOWN_FAILURES else []
                yield pytest.param(case, id=f"{file.stem}:{number} {case['name']}", marks=marks)


def check(expected, actual, place="result"):
    """What a case expects is part of what is there: objects by member, lists by element, anything else exactly."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict), f"{place} is {actual!r}"
        for name, value in expected.items():
            assert name in actual, f"{place} has no {name}: {actual!r}"
            check(value, actual[name], f"{place}.{name}")
    elif isinstance(expected, list):
        assert isinstance(actual, (list, tuple)) and len(actual) == len(expected), f"{place} is {actual!r}"
        for index, value in enumerate(expected):
            check(value, actual[index], f"{place}[{index}]")
    else:
        assert expected == actual, place


def parse(case, folder):
    options = {"kind": case.get("kind", "auto"), **case.get("opts", {})}
    expected = case["expect"]
    report = tallymark.try_parse(case["input"], **options)
    check(expected, report)
    column = tallymark.parse_column([case["input"]], **options)
    if not report["ok"]:
        error = report["error"]
        with pytest.raises(tallymark.TallymarkError) as raised:
            tallymark.parse(case["input"], **options)
        assert raised.value.code == error["code"] and raised.value.span == tuple(error["span"])
        assert raised.value.ai == error["ai"] and raised.value.message == error["message"]
        assert (column["code"], column["span_start"]) == ([error["code"]], [error["span"][0]])
        return
    parsed = tallymark.parse(case["input"], **options)
    check(expected, parsed.to_dict())
    for name in expected.keys() & {"kind", "symbology", "bracketed", "plain", "dl", "key"}:
        assert getattr(parsed, name) == expected[name], name
    for name in expected.keys() & {"ais", "hri", "warnings"}:
        assert [list(v) if isinstance(v, tuple) else v for v in getattr(parsed, name)] == expected[name], name
    assert column["code"] == [None]
    assert column["lot"] == [parsed.get("lot")] and column["gtin"] == [parsed.get("gtin")]


def investigate(case, folder):
    for name, text in case["files"].items():
        (folder / name).write_bytes(text.encode("utf-8"))
    expected = case["expect"]
    if "error" in expected:
        with pytest.raises(tallymark.TallymarkError) as raised:
            tallymark.load(folder)
        assert raised.value.code == expected["error"]["code"]
        return
    check(expected, tallymark.load(folder).investigate().to_dict())


def ready(case, folder):
    """The case with its files in their folder, and what goes before it asked."""
    if "files" not in case:
        return case
    for name, text in case["files"].items():
        (folder / name).write_bytes(text.encode("utf-8"))
    case = json.loads(json.dumps(case).replace("@folder", folder.as_posix()))
    for request in case.get("before", []):
        assert tallymark.ask(request)["ok"], request
    return case


OPERATIONS = {"parse": parse, "investigate": investigate}


@pytest.mark.parametrize("case", list(cases()))
def test_case(case, tmp_path):
    if case["op"] in OPERATIONS:
        OPERATIONS[case["op"]](case, tmp_path)
    if case["op"] != "investigate":
        case = ready(case, tmp_path)
        check(case["expect"], tallymark.ask(case))


def test_there_are_cases():
    assert FILES, f"no cases in {CASES}"
