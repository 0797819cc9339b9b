#!/usr/bin/env python3
"""Replays our cases and the shared vectors through a language: vectors.py [--only OPERATION] COMMAND..., which answers the JSON lines of
its standard input: all requests, or those of one operation.

The vectors are labels of GS1's reference engine and of EPC peers; they lie beside the repository and are never part of
it. Where they are not at hand this says so.
"""

import json
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
KINDS = {"scan": "scan", "bracketed": "bracketed", "unbracketed": "plain", "dl_uri": "dl"}
GS = "\x1d"


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def includes(actual, expected):
    """Every member that is expected is there, lists have the same length."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(includes(actual.get(name), value) for name, value in expected.items())
    if isinstance(expected, list):
        same = isinstance(actual, list) and len(actual) == len(expected)
        return same and all(map(includes, actual, expected))
    return actual == expected


def shared_cases():
    """Our own cases of every operation that takes a request."""
    for path in sorted((Path(__file__).resolve().parents[1] / "core/cases").glob("*.jsonl")):
        for case in lines(path):
            if case["op"] != "investigate":
                for request in placed(case):
                    yield f"before {case['name']}", request, lambda answer: None if answer["ok"] else "an answer"
                expected = case.pop("expect")
                yield case["name"], case, lambda answer, expected=expected: None if includes(answer, expected) else expected


FOLDERS = []


def placed(case):
    """Puts the files of a case into a folder that stays until the end; gives what goes before it."""
    if "files" not in case:
        return []
    FOLDERS.append(tempfile.TemporaryDirectory())
    folder = Path(FOLDERS[-1].name)
    for name, text in case["files"].items():
        (folder / name).write_bytes(text.encode("utf-8"))
    case.update(json.loads(json.dumps(case).replace("@folder", folder.as_posix())))
    return case.get("before", [])


def without_filler(hexadecimal):
    """Digits without the zeros that fill a tag up to a word."""
    return hexadecimal.upper().rstrip("0")


def gs1():
    """Requests with what must hold of the answer."""
    later = (SHARED / "gs1/gs1-syntax-dictionary-unreleased.txt").read_text("utf-8")
    for path in sorted((SHARED / "gs1/vectors").glob("*.jsonl")):
        for label in lines(path):
            # A label that the reference itself does not bind, and plain text that does not begin with FNC1.
            if "oracle" in label or label["kind"] == "unbracketed" and not label["input"].startswith("^"):
                continue
            text = label["input"]
            if label["kind"] == "unbracketed":
                text = text[1:].replace("|^", "|").replace("^", GS)
            request = {"op": "parse", "kind": KINDS[label["kind"]], "input": text, "opts": label.get("opts") or []}
            if "dict" in label:
                request["dictionary"] = later
            yield label["id"], request, gs1_check(label)


def gs1_check(label):
    def check(answer):
        if answer["ok"] != label["ok"]:
            return "accepted or refused"
        if not label["ok"]:
            return None if answer["error"]["code"] else "no code"
        same = answer["ais"] == label["ais"] and answer["dl"] == label["dl_uri"] and answer["hri"] == label["hri"]
        if label["ais"]:
            plain = label["unbracketed"].lstrip("^").replace("|^", "|").replace("^", GS)
            same = same and answer["bracketed"] == label["bracketed"] and answer["plain"] == plain
        return None if same else "contents"

    return check


def output(expected, same=lambda a, b: a == b):
    return lambda answer: None if answer["ok"] and same(answer["output"], expected) else f"not {expected}"


def refused(answer):
    return "accepted" if answer["ok"] else None if answer["error"]["code"] else "no code"


def epc():
    folder = SHARED / "epcis/vectors"
    for row in lines(folder / "epc-identity.jsonl"):
        # The vectors do not escape a bracket inside a value.
        bracketed = "".join(f"({ai})" + value.replace("(", "\\(") for ai, value in row["elements"])
        link = row["digital_link"]

        def convert(text, to, **more):
            return {"op": "convert", "input": text, "to": to, **more}

        # Peers dispute which characters of a link are escaped.
        unquoted = lambda a, b: urllib.parse.unquote(a) == urllib.parse.unquote(b)
        same_link = unquoted if row.get("dl_escape_disputed") else str.__eq__
        yield row["id"], convert(row["urn"], "bracketed", kind="epc"), output(bracketed)
        yield row["id"], convert(row["urn"], "dl", kind="epc"), output(link, same_link)
        for text in (bracketed, link):
            yield row["id"], convert(text, "epc", gcp_length=row["gcp_len"]), output(row["urn"])
        for tag in row["tags"]:
            wish = {"scheme": tag["coding"], "filter": tag["filter"], "gcp_length": row["gcp_len"]}
            same = lambda a, b: without_filler(a) == without_filler(b)
            yield row["id"], convert(bracketed, "hex", **wish), output(tag["hex"], same)
            yield row["id"], convert(tag["hex"], "tag", kind="hex"), output(tag["tag_uri"])
            yield row["id"], convert(tag["tag_uri"], "bracketed", kind="tag"), output(bracketed)
            yield row["id"], convert(tag["hex"], "epc", kind="hex"), output(row["urn"])
        for tag in row["plus"]:
            date = f"({tag['date_ai']}){tag['date']}" if "date_ai" in tag else ""
            yield row["id"], convert(tag["hex"], "bracketed", kind="hex"), output(date + bracketed)
    for row in lines(folder / "epc-urn-negative.jsonl"):
        if row["valid"] is False:
            yield row["id"], {"op": "convert", "kind": "epc", "input": row["urn"], "to": "bracketed"}, refused
    for row in lines(folder / "epc-binary-negative.jsonl"):
        if row["valid"] is False:
            yield row["id"], {"op": "convert", "kind": "hex", "input": row["hex"], "to": "bracketed"}, refused
    for row in lines(folder / "tds-published.jsonl"):
        if row.get("dl_path") and not row.get("hostname"):
            expected = "https://id.gs1.org" + row["dl_path"]
            yield row["hex"], {"op": "convert", "kind": "hex", "input": row["hex"], "to": "dl"}, output(expected)


#: What our rules are called for the labels of the shared hierarchy faults.
RULES = {
    "DUP_EPC_IN_EVENT": "epc-twice-in-event",
    "CHILD_NOT_COMMISSIONED": "child-not-commissioned",
    "UNPACK_NOT_PACKED": "unpacked-not-inside",
    "CYCLE": "cycle",
    "DECOMMISSION_TWICE": "decommissioned-twice",
    "SHIP_PARENT_AND_CHILD": "parent-and-child-shipped",
    "PARENT_REQUIRED": "parent-missing",
    "BAD_EPC_GCP": "epc-syntax",
    "BAD_EPC_ESCAPE": "epc-syntax",
    "ILMD_MISSING": "lot-missing",
    "VOCAB": "unknown-cbv-word",
}


def hierarchy():
    for row in lines(SHARED / "epcis/vectors/hierarchy-faults.jsonl"):
        for text in (row["xml_1_2"], json.dumps(row["json_2_0"])):
            request = {"op": "check", "documents": [{"input": text}]}
            if row["layer"] == "profile":
                request["profile"] = "us-dscsa"
            yield row["id"], request, found(row["expected"] and RULES[row["expected"]])


def found(rule):
    def check(answer):
        rules = {one["rule"] for one in answer["findings"] if one["severity"] == "error"} - {"expiry-missing"}
        return None if rules == ({rule} if rule else set()) else f"not {rule}"

    return check


def hashes():
    """Every event has the hashes that the reference and the table of the CBV give it."""

    def check(row, hash, prehash):
        def check(answer):
            [event] = answer["events"]
            if event["hash"] != row[hash]:
                return f"not {row[hash]}"
            return None if prehash in (None, event.get("prehash")) else f"not {prehash}"

        return check

    for row in lines(SHARED / "epcis/vectors/event-hash.jsonl"):
        for name, text in [("json", json.dumps(row["doc_json"], ensure_ascii=False)), ("xml", row["doc_xml"])]:
            request = {"op": "hash_events", "input": text, "prehash": True}
            yield (f"hash ref-1.9.3 {row['id']} {name}", {**request, "profile": "ref-1.9.3"},
                   check(row, "hash_ref_1_9_3", row["prehash_ref_1_9_3"]))
            yield (f"hash cbv-table {row['id']} {name}", {**request, "profile": "cbv-table"},
                   check(row, "hash_table_order", row.get("prehash_table_order")))
    for row in lines(SHARED / "epcis/vectors/event-hash-hazards.jsonl"):
        if "event" not in row:
            continue
        document = {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", row["context"]],
            "type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": [row["event"]]},
        }
        request = {"op": "hash_events", "input": json.dumps(document, ensure_ascii=False), "prehash": True}
        yield (f"hash ref-1.9.3 {row['id']}", {**request, "profile": "ref-1.9.3"},
               check(row, "ref_hash", row["ref_prehash"]))
        yield (f"hash cbv-table {row['id']}", {**request, "profile": "cbv-table"},
               check(row, "table_hash", row["table_prehash"]))


def official():
    """Every official example is read, no event of it refused, and holds to its schema where it does so for GS1."""
    folder = SHARED / "epcis/official"
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xml", ".jsonld") and path.relative_to(folder).parts[0] in ("JSON", "XML", "XML-1.2"):
            if "CaptureJob" not in path.parts:
                request = {"op": "check", "documents": [{"input": path.read_text("utf-8")}]}
                yield path.name, request, whole
            yield f"schema {path.name}", {"op": "validate", "input": path.read_text("utf-8")}, holds


def holds(answer):
    return None if answer["valid"] else answer["faults"][0]["message"]


def whole(answer):
    return "refused" if any(one["rule"] == "unreadable" for one in answer["findings"]) else None


def main(command):
    if not SHARED.is_dir():
        print("the shared vectors are not at hand: only our own cases are replayed")
    vectors = [vector for part in (gs1, epc, hierarchy, hashes, official) if SHARED.is_dir() for vector in part()]
    if command[0] == "--only":
        # One stream: a command may learn from line to line, so that our cases, each by itself, do not belong here.
        cases = [case for case in vectors if case[1]["op"] == command[1]]
        command = command[2:]
    else:
        cases = [*shared_cases(), *vectors]
    text = "".join(json.dumps(request) + "\n" for _, request, _ in cases)
    run = subprocess.run(command, input=text.encode("utf-8"), stdout=subprocess.PIPE)
    answers = run.stdout.decode("utf-8").splitlines()
    wrong = []
    for (name, request, check), answer in zip(cases, answers):
        fault = check(json.loads(answer))
        if fault:
            wrong.append(f"{name}: {fault}\n  {json.dumps(request)[:300]}\n  {answer[:300]}")
    if len(answers) != len(cases):
        wrong.append(f"{len(answers)} answers to {len(cases)} requests")
    print("\n".join(wrong[:20]))
    print(f"checked: {len(cases) - len(wrong)} passed, {len(wrong)} failed")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
