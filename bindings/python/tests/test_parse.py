"""One text at a time: results, and errors that say what, where and what to do."""

import copy
import pickle

import pytest

import tallymark
from tallymark import TallymarkError

SCAN = "]d20109506000134352172812311" + "0A7B21\x1d21A1B2"


def test_a_result_holds_every_form():
    parsed = tallymark.parse(SCAN)
    assert parsed.kind == "scan"
    assert parsed.symbology == "]d2"
    assert parsed.ais == (("01", "09506000134352"), ("17", "281231"), ("10", "A7B21"), ("21", "A1B2"))
    assert parsed.bracketed == "(01)09506000134352(17)281231(10)A7B21(21)A1B2"
    assert parsed.plain == "01095060001343521728123110A7B21\x1d21A1B2"
    assert parsed.dl == "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231"
    assert parsed.hri == ("(01) 09506000134352", "(17) 281231", "(10) A7B21", "(21) A1B2")
    assert parsed.key == "(01)09506000134352(21)A1B2"
    assert parsed.warnings == ()


def test_a_result_is_a_mapping_of_application_identifiers():
    parsed = tallymark.parse(SCAN)
    assert parsed["10"] == parsed["lot"] == parsed.get("10") == "A7B21"
    assert parsed.get("00") is None
    assert parsed.get("00", "-") == "-"
    assert "21" in parsed and "serial" in parsed and "00" not in parsed
    assert list(parsed) == ["01", "17", "10", "21"]
    assert dict(parsed) == dict(parsed.ais)
    assert len(parsed) == 4
    with pytest.raises(KeyError, match="00"):
        parsed["00"]


def test_a_result_is_frozen_compares_and_travels():
    parsed = tallymark.parse(SCAN)
    with pytest.raises(AttributeError):
        parsed.key = "other"
    assert parsed == tallymark.parse(SCAN.encode())
    assert parsed != tallymark.parse("(01)09506000134352(17)281231(10)A7B21(21)A1B2")
    assert len({parsed, tallymark.parse(SCAN)}) == 1
    assert pickle.loads(pickle.dumps(parsed)) == parsed
    assert copy.deepcopy(parsed) == parsed
    assert repr(parsed) == "Parsed('(01)09506000134352(17)281231(10)A7B21(21)A1B2', kind='scan')"
    assert str(parsed) == parsed.bracketed


def test_an_error_says_what_where_and_what_to_do():
    text = "(01)09506000134352(21)A 1"
    with pytest.raises(TallymarkError) as raised:
        tallymark.parse(text)
    error = raised.value
    assert isinstance(error, ValueError)
    assert error.code == "ai-charset"
    assert error.ai == "21"
    assert error.span == (23, 24)
    assert error.slice(text) == error.slice(text.encode()).decode() == " "
    assert error.kind == "bracketed"
    assert error.message and error.help
    assert "[ai-charset]" in str(error) and error.help in str(error)
    assert pickle.loads(pickle.dumps(error)).__dict__ == error.__dict__


def test_every_code_has_a_unique_text():
    codes = tallymark.codes()
    assert "ai-checksum" in codes and len(set(codes)) == len(codes)


@pytest.mark.parametrize("text", ["", b"", "\udc80", "\ud800", "é", b"\xff\xfe", "(01", "x" * 1_000_000])
def test_bad_texts_are_refused_and_nothing_else_happens(text):
    with pytest.raises(TallymarkError) as raised:
        tallymark.parse(text)
    assert raised.value.code in tallymark.codes()


def test_undecodable_bytes_are_judged_as_they_came():
    raw = b"]d20109506000134352\xff"
    with pytest.raises(TallymarkError) as of_bytes:
        tallymark.parse(raw)
    with pytest.raises(TallymarkError) as of_text:
        tallymark.parse(raw.decode("utf-8", "surrogateescape"))
    assert of_bytes.value.__dict__ == of_text.value.__dict__


def test_bytes_like_objects_are_texts():
    raw = SCAN.encode()
    for text in (raw, bytearray(raw), memoryview(raw)):
        assert tallymark.parse(text).key == "(01)09506000134352(21)A1B2"


@pytest.mark.parametrize("wrong", [None, 1, ["(00)"], object()])
def test_other_types_are_type_errors(wrong):
    with pytest.raises(TypeError, match="expected str or bytes"):
        tallymark.parse(wrong)


def test_unknown_kinds_and_options_are_refused():
    with pytest.raises(ValueError, match="auto, scan"):
        tallymark.parse("", kind="barcode")
    with pytest.raises(TypeError):
        tallymark.parse("", permit_everything=True)
