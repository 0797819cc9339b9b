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
    assert result.only_a.to_pylist() == [{"key": key("A1"), "row": 0, "state": "Encoded"}]
    assert result.only_b.to_pylist() == [{"key": key("A9"), "row": 1, "state": "Released"}]
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


def lists(folder, **columns):
    """Files of these rows."""
    for name, rows in columns.items():
        lines = ["gtin,serial,state,lot,time", *(f"{GTIN},{row}" for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return [folder / f"{name}.csv" for name in columns]


def test_differences_are_grouped_and_written(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    a, b = lists(
        tmp_path,
        a=["A1,Encoded,L1,2026-03-04T10:01:00Z", "A2,Encoded,L2,2026-03-04T10:59:00Z", "A3,Shipped,L2,2026-03-04T11:00:00Z"],
        b=["A3,Encoded,L2,", "A4,Encoded,L2,"],
    )
    steps = []
    found = tallymark.diff_files(
        a, b, group=["gtin", "state", "lot", "time"], output=tmp_path / "all.parquet", progress=lambda *step: steps.append(step)
    )
    assert found.complete and found.common == 1 and steps[-1][0] == "comparing"
    by = {one.by: {group.value: (group.only_a, group.only_b, group.changed) for group in one.groups} for one in found.groups}
    assert by["gtin"] == {GTIN: (2, 1, 1)}
    assert by["state"] == {"Encoded": (2, 1, 0), "Shipped": (0, 0, 1)}
    assert by["lot"] == {"L1": (1, 0, 0), "L2": (1, 1, 1)}
    assert by["time"] == {None: (0, 1, 0), "2026-03-04T10h": (2, 0, 0), "2026-03-04T11h": (0, 0, 1)}
    table = pq.read_table(tmp_path / "all.parquet").to_pylist()
    assert [row["difference"] for row in table] == ["only_a", "only_a", "only_b", "changed"]
    assert table[3] == {"difference": "changed", "key": key("A3"), "a": "Shipped", "b": "Encoded", "row_a": 2, "row_b": 0}
    small = tallymark.diff_files(a, b, engine="sketch")
    assert (small.engine, small.common, small.a.only, small.changed) == ("sketch", None, found.a.only, found.changed)

    class Enough(Exception):
        pass

    def stop(*step):
        raise Enough

    with pytest.raises(Enough):
        tallymark.diff_files(a, b, progress=stop)
    with pytest.raises(TallymarkError, match="diff-engine"):
        tallymark.diff_files(a, b, engine="steam")


def test_kept_sets_are_asked_compared_and_combined(tmp_path):
    a, b = lists(tmp_path, a=["A1,Encoded,,", "A2,Shipped,,"], b=["A2,Shipped,,", "A3,Encoded,,", ",,,"])
    kept_a, kept_b = tmp_path / "a.tmset", tmp_path / "b.tmset"
    tallymark.keep(a, kept_a, about={"lot": "L1"})
    made = tallymark.keep(b, kept_b)
    assert (made.rows, made.rejected, made.trade_items[0].gtin) == (2, 1, GTIN)
    said = tallymark.kept(kept_a, find=[key("A2"), key("A9"), "nonsense"], verify=True)
    assert said.about.lot == "L1" and [one.member for one in said.found] == [True, False, False]
    assert said.found[0].state == "Shipped" and said.found[2].error.code
    found = tallymark.diff_files(kept_a, kept_b)
    assert found.engine == "merge of kept sets" and found.common == 1 and not found.agrees
    union = tallymark.combine(kept_a, kept_b, "union", tmp_path / "u.tmset")
    assert union.distinct == 3
    who = tallymark.members(kept_a, b, tmp_path / "u.tmset")
    assert {pattern.lists: pattern.count for pattern in who.patterns} == {(0, 2): 1, (0, 1, 2): 1, (1, 2): 1}
    broken = kept_a.read_bytes()
    (tmp_path / "x.tmset").write_bytes(broken[:-1] + bytes([broken[-1] ^ 1]))
    with pytest.raises(TallymarkError, match="byte .*list-unreadable"):
        tallymark.kept(tmp_path / "x.tmset", verify=True)
    with pytest.raises(TallymarkError, match="set-operation"):
        tallymark.combine(kept_a, kept_b, "sum", tmp_path / "s.tmset")


def test_lists_of_duckdb_and_polars_go_in_and_out():
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE site AS SELECT '{GTIN}' AS gtin, printf('K%04d', range) AS serial FROM range(3000)")
    hub = polars.DataFrame({"gtin": [GTIN] * 2999, "serial": [f"K{n:04}" for n in range(1, 3000)]})
    column = lambda name: connection.sql(f"SELECT {name} FROM site")
    found = tallymark.diff(
        column("serial"), hub["serial"], by="serial", gtins_a=column("gtin"), gtins_b=hub["gtin"].cast(polars.Categorical)
    )
    assert found.common == 2999
    missing = found.only_a.to_pyarrow()
    assert connection.sql("SELECT key FROM missing").fetchall() == [(key("K0000"),)]
    assert polars.DataFrame(found.only_a).height == 1
