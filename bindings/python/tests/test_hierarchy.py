"""Hierarchies out of EPCIS documents, asked for columns of keys."""

import json

import pytest

import tallymark

CASE = "(00)095060000000000015"
PALLET = "(00)095060000000000022"


def packing(hour, action, parent, *children):
    return {
        "type": "AggregationEvent",
        "action": action,
        "bizStep": "packing" if action == "ADD" else "unpacking",
        "eventTime": f"2026-03-04T{hour:02}:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "parentID": parent,
        "childEPCs": list(children),
    }


def pack(number):
    return f"urn:epc:id:sgtin:9506000.013435.A{number}"


CASE_URN, PALLET_URN = "urn:epc:id:sscc:9506000.0000000001", "urn:epc:id:sscc:9506000.0000000002"
EVENTS = [
    packing(10, "ADD", CASE_URN, pack(1), pack(2)),
    packing(11, "ADD", PALLET_URN, CASE_URN),
    packing(12, "DELETE", CASE_URN, pack(2)),
]


@pytest.fixture
def tree():
    return tallymark.Hierarchy(json.dumps(EVENTS))


def test_every_key_gets_a_row_in_any_form(tree):
    keys = [pack(1), "(01)09506000134352(21)A2", None, "no key", "https://id.gs1.org/01/09506000134352/21/A1"]
    found = tree.locate(keys)
    assert found["parent"] == [CASE, None, None, None, CASE]
    assert found["top"] == [PALLET, None, None, None, PALLET]
    assert found["depth"] == [2, 0, None, None, 2]
    assert found["known"] == [True, True, False, False, True]
    assert found["key"][2:4] == [None, "no key"]
    assert (len(tree), tree.events, tree.rejected) == (4, 3, 0)


def test_arrow_columns_come_and_go(tree):
    pyarrow = pytest.importorskip("pyarrow")
    keys = pyarrow.array([pack(number) for number in range(1, 1001)])
    table = tree.locate(keys).to_pyarrow()
    assert table.num_rows == 1000
    assert table["parent"].null_count == 999


def test_contents_and_reach(tree):
    assert tree.contents([PALLET, pack(1), CASE]).to_pydict() == {
        "row": [0, 0, 2],
        "key": [CASE, "(01)09506000134352(21)A1", "(01)09506000134352(21)A1"],
        "parent": [PALLET, CASE, CASE],
        "depth": [1, 2, 1],
    }
    rows = tree.reach([pack(1)]).to_pylist()
    assert [row["key"] for row in rows if row["cover"]] == [PALLET]
    assert [row["key"] for row in rows if row["role"] == "unit"] == ["(01)09506000134352(21)A1"]


def test_moments_and_differences(tree):
    then = tree.at("2026-03-04T11:30:00Z")
    assert then.locate([pack(2)])["parent"] == [CASE]
    assert then.difference(tree).to_pylist() == [
        {
            "key": "(01)09506000134352(21)A2",
            "here": CASE,
            "there": None,
            "known_here": True,
            "known_there": True,
        }
    ]
    with pytest.raises(tallymark.TallymarkError) as raised:
        tree.at("2026-03-04")
    assert raised.value.code == "time"


def test_documents_are_added_one_by_one(tmp_path):
    tree = tallymark.Hierarchy()
    for number, event in enumerate(EVENTS):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        assert tree.add(path) == 1
    whole = tallymark.Hierarchy(json.dumps(EVENTS).encode())
    assert len(tree.difference(whole)) == 0
    assert tree.checkpoint() == whole.checkpoint()
    with pytest.raises(tallymark.TallymarkError):
        tree.add(tmp_path / "nowhere.json")
    with pytest.raises(tallymark.TallymarkError):
        tallymark.Hierarchy(order="alphabet")
