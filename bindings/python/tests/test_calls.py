"""The calls over `ask`: one for every operation, errors as exceptions, answers that do not change."""

import inspect
import json
import pickle
import runpy
from pathlib import Path

import pytest

import tallymark

ROOT = Path(__file__).resolve().parents[3]
OPERATIONS = json.loads((ROOT / "bindings/shared/surface.json").read_text("utf-8"))["operations"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_a_call(operation):
    call = getattr(tallymark, operation)
    assert operation in tallymark.__all__ and inspect.getdoc(call)


def test_the_page_runs(capsys):
    runpy.run_path(str(ROOT / "examples/identification/identification.py"))
    assert capsys.readouterr().out == "nine topics hold\n"


def test_errors_are_exceptions():
    with pytest.raises(tallymark.TallymarkError) as raised:
        tallymark.convert("(01)09506000134353", "dl")
    assert (raised.value.code, raised.value.span) == ("ai-checksum", (17, 18))
    assert raised.value.fixes == ("(01)09506000134352",)
    with pytest.raises(tallymark.TallymarkError) as raised:
        tallymark.convert("(01)09506000134352(21)1", "epc")
    assert raised.value.code == "epc-prefix-unknown" and "gcp_length" in raised.value.help


def test_texts_may_be_any_bytes():
    raw = b"]d2010950600013435221A\xff"
    assert tallymark.ask({"op": "parse", "input_hex": raw.hex()})["error"]["code"] == "ai-charset"
    for text in (raw, bytearray(raw), memoryview(raw), raw.decode("utf-8", "surrogateescape")):
        with pytest.raises(tallymark.TallymarkError) as raised:
            tallymark.values(text, year=2026)
        assert raised.value.code == "ai-charset"


def test_answers_do_not_change_and_travel():
    answer = tallymark.repair("]d2010950600013435217281231101A\x1d21B", require=["01", "17", "10", "21"])
    assert answer.valid and answer.unique and answer["unique"] is True
    with pytest.raises(AttributeError, match="does not change"):
        answer.unique = False
    with pytest.raises(AttributeError, match="it has"):
        answer.nothing
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


def test_a_conflict_is_an_answer():
    merged = tallymark.merge("(01)09506000134352(21)A1", "(01)09506000134352(21)A2")
    assert not merged.ok and merged.conflicts[0].fact == "serial"


def test_a_file_is_checked_by_its_path(tmp_path):
    document = tmp_path / "broken.xml"
    document.write_text("<EventList><ObjectEvent>")
    found = tallymark.check(document)
    assert (found.blocks, found.findings[0].file) == (1, str(document))
    with pytest.raises(tallymark.TallymarkError, match="mars"):
        tallymark.check(document, profile="mars")


def test_events_are_tables(tmp_path):
    document = tmp_path / "events.xml"
    epcs = "".join(f"<epc>urn:epc:id:sgtin:9506000.013435.A{i}</epc>" for i in range(3))
    document.write_text(
        "<EventList><ObjectEvent><eventTime>2026-03-04T10:00:00Z</eventTime><epcList>" + epcs + "</epcList></ObjectEvent><x/></EventList>"
    )
    tables = tallymark.read_events(document)
    assert tables.epcs["key"] == [f"(01)09506000134352(21)A{i}" for i in range(3)]
    assert (tables.events["epcs"], tables.events["time"][0].year) == ([3], 2026)
    assert tables.rejected["code"] == ["event-type"]
    assert hasattr(tables.events, "__arrow_c_stream__")
    with pytest.raises(tallymark.TallymarkError):
        tallymark.read_events(tmp_path / "nowhere.xml")
