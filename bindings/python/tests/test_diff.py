"""Two lists compared, from any columns."""

import pytest

import tallymark
from tallymark import TallymarkError

GTIN = "09506000134352"


def key(serial):
    return f"(01){GTIN}(21){serial}"


def test_every_difference_in_columns_of_any_kind():
    pa = pytest.importorskip("pyarrow")
    a = pa.chunked_array([["A1", "A2"], ["A2", None, "A 3"]])
    b = pa.array(["A2", "A9"], pa.string_view())
    result = tallymark.diff(a, b, by="serial", gtin=GTIN, states_a=["Encoded"] * 3, states_b=["Encoded", "Released"])
    assert result.only_a.to_pylist() == [{"key": key("A1"), "row": 0}]
    assert result.only_b.to_pylist() == [{"key": key("A9"), "row": 1}]
    assert result.duplicates_a.to_pylist() == [{"key": key("A2"), "rows": [1, 2]}]
    assert result.duplicates_b.to_pylist() == []
    assert result.changed.to_pylist() == []
    assert result.rejected_a["row"] == [3, 4] and result.rejected_a["code"][1] == "ai-charset"
    assert result.common == 1 and not result.agrees
    assert repr(result) == "<tallymark.Diff: 1 in common, 1 only in a, 1 only in b, 0 changed>"
    form = result.to_dict()
    assert form["only_a"] == [key("A1")] and form["counts"]["rows_a"] == 5


def test_states_that_disagree():
    result = tallymark.diff(["A1"], ["A1"], by="serial", states_a=["Encoded"], states_b=["Released"])
    assert result.changed.to_pylist() == [{"key": "A1", "a": "Encoded", "b": "Released", "row_a": 0, "row_b": 0}]


def test_all_forms_of_one_item_are_one_key():
    one = [key("A1"), "(00)395060001340000018"]
    other = ["]C100395060001340000018", f"https://id.gs1.org/01/{GTIN}/21/A1"]
    assert tallymark.diff(one, other).agrees


def test_it_is_set_difference():
    a = [f"{n * 7919 % 50_000:05}" for n in range(30_000)]
    b = [f"{n * 104_729 % 50_000:05}" for n in range(30_000)]
    result = tallymark.diff(a, b, by="serial")
    assert result.only_a["key"] == sorted(set(a) - set(b))
    assert result.only_b["key"] == sorted(set(b) - set(a))
    assert result.common == len(set(a) & set(b))


def test_wrong_questions():
    with pytest.raises(TallymarkError, match="diff-by"):
        tallymark.diff([], [], by="colour")
    with pytest.raises(TallymarkError, match="ai-checksum"):
        tallymark.diff([], [], by="serial", gtin="09506000134353")
    with pytest.raises(TypeError):
        tallymark.diff([1], [], by="serial")
