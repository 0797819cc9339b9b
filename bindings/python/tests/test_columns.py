"""Whole columns: any table in, any table out, nothing copied, the interpreter free."""

import threading
import time

import pytest

import tallymark

pa = pytest.importorskip("pyarrow")

LONG = "]d201095060001343521728123110A7B21\x1d21A1B2C3D4E5F6G7"
SHORT = "0109506000134352"
WRONG = "(01)09506000134352(21)A 1"
TEXTS = [LONG, None, SHORT, WRONG, ""]
EXPECTED = {
    "code": [None, None, None, "ai-charset", "empty"],
    "gtin": ["09506000134352", None, "09506000134352", None, None],
    "serial": ["A1B2C3D4E5F6G7", None, None, None, None],
}


def columns(table, names=("code", "gtin", "serial")):
    return {name: table[name] for name in names}


def inputs():
    yield "list", TEXTS
    yield "tuple of bytes", tuple(text and text.encode() for text in TEXTS[:-1]) + (b"",)
    yield "generator", (text for text in TEXTS)
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()):
        yield f"pyarrow {kind}", pa.array(TEXTS, pa.string()).cast(kind)
    yield "pyarrow slice", pa.array(["x", *TEXTS, "y"])[1:-1]
    yield "pyarrow chunks", pa.chunked_array([TEXTS[:2], [], TEXTS[2:]], pa.string())
    yield "pyarrow dictionary", pa.array(TEXTS).dictionary_encode()
    yield "pyarrow table of one column", pa.table({"scan": TEXTS})


@pytest.mark.parametrize(("name", "column"), list(inputs()), ids=lambda value: value if isinstance(value, str) else "")
def test_any_column_of_text_reads_alike(name, column):
    table = tallymark.parse_column(column, ais=("gtin", "21"))
    assert table.columns == ("code", "span_start", "span_end", "gtin", "serial")
    assert len(table) == len(TEXTS)
    assert columns(table) == EXPECTED
    assert table["span_start"][3:] == [23, 0] and table["span_end"][3:] == [24, 0]


def test_polars_series_in_and_frame_out():
    pl = pytest.importorskip("polars")
    series = pl.Series("scan", TEXTS)
    chunked = pl.concat([series[:2], series[2:]], rechunk=False)
    for column in (series, chunked, series.cast(pl.Categorical), pl.DataFrame({"scan": series})):
        frame = tallymark.parse_column(column, ais=("gtin", "serial")).to_polars()
        assert frame.select("code", "gtin", "serial").to_dict(as_series=False) == EXPECTED
    assert frame.filter(pl.col("code").is_not_null()).height == 2


def test_pandas_series_in_and_frame_out():
    pd = pytest.importorskip("pandas")
    for dtype in (None, object, "category", "string"):
        frame = tallymark.parse_column(pd.Series(TEXTS, dtype=dtype), ais=("gtin", "serial")).to_pandas()
        assert list(frame.columns) == ["code", "span_start", "span_end", "gtin", "serial"]
        for name, expected in EXPECTED.items():
            assert [None if pd.isna(value) else value for value in frame[name]] == expected
        assert frame["span_end"].tolist()[3] == 24 and pd.isna(frame["span_end"][0])


def test_an_export_can_be_repeated_and_outlives_its_source():
    table = tallymark.parse_column(pa.array(TEXTS * 100), ais=("gtin", "serial"))
    first, second = pa.table(table), pa.record_batch(table)
    del table
    first.validate(full=True)
    second.validate(full=True)
    assert first.column("serial").to_pylist()[:5] == second.column("serial").to_pylist()[:5] == EXPECTED["serial"]


def test_long_texts_are_views_into_the_input():
    column = pa.array([LONG] * 1000)
    [chunk] = tallymark.parse_column(column, ais=("serial",)).to_pyarrow().column("serial").chunks
    views, data = chunk.buffers()[1], chunk.buffers()[2:]
    assert views.size == 16 * 1000
    assert [buffer.address for buffer in data] == [column.buffers()[2].address]


def test_default_columns():
    assert tallymark.parse_column([LONG]).to_pylist() == [
        {
            "code": None,
            "span_start": None,
            "span_end": None,
            "gtin": "09506000134352",
            "serial": "A1B2C3D4E5F6G7",
            "lot": "A7B21",
            "expiry": "281231",
        }
    ]


def test_other_identifiers_are_named_by_their_digits():
    table = tallymark.parse_column(["(01)09506000134352(3103)000750"], ais=("01", "3103"))
    assert table.columns[3:] == ("gtin", "3103")
    assert table["3103"] == ["000750"]


def test_every_form_gives_the_same_texts():
    urn = "urn:epc:id:sgtin:9506000.013435.A1B2"
    link = "https://id.gs1.org/01/09506000134352/21/A1B2"
    assert tallymark.parse_column([urn, link], ais=("gtin", "serial"))["serial"] == ["A1B2", "A1B2"]
    assert tallymark.parse_column([urn, link], ais=("gtin",))["gtin"] == ["09506000134352"] * 2
    assert tallymark.parse_column([link], kind="dl", ais=("gtin",))["code"] == [None]
    assert tallymark.parse_column([link], kind="bracketed", ais=("gtin",))["code"] != [None]


def test_an_escaped_bracket_is_unescaped():
    assert tallymark.parse_column(["(01)09506000134352(21)A\\(B"], ais=("serial",))["serial"] == ["A(B"]


def test_empty_columns():
    for column in ([], pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(0)):
        assert len(tallymark.parse_column(column)) == 0
    assert tallymark.parse_column(pa.nulls(2))["code"] == [None, None]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("(01)", "a single one"),
        (b"(01)", "a single one"),
        ([1], "row 0: expected str or bytes, found int"),
        (["", 2.5], "row 1"),
        (3, "not iterable"),
        (pa.array([1, 2]), "Int64"),
        (pa.chunked_array([[1.5]]), "Float64"),
        (pa.table({"scan": ["a"], "n": [1]}), "scan, n"),
    ],
)
def test_wrong_columns_are_type_errors(column, message):
    with pytest.raises(TypeError, match=message):
        tallymark.parse_column(column)


@pytest.mark.parametrize("ais", [("nonsense",), ("1",), ("01", "gtin"), ("12345",)])
def test_wrong_identifiers_are_value_errors(ais):
    with pytest.raises(ValueError):
        tallymark.parse_column([], ais=ais)


def test_a_producer_that_fails_is_reported():
    class Broken:
        def __arrow_c_stream__(self, requested_schema=None):
            raise RuntimeError("disk on fire")

    class Liar:
        def __arrow_c_array__(self, requested_schema=None):
            return 1, 2

    with pytest.raises(RuntimeError, match="disk on fire"):
        tallymark.parse_column(Broken())
    with pytest.raises(TypeError):
        tallymark.parse_column(Liar())


def test_a_capsule_is_used_once():
    class Once:
        def __init__(self):
            self.capsules = pa.array(TEXTS).__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema=None):
            return self.capsules

    once = Once()
    assert len(tallymark.parse_column(once)) == len(TEXTS)
    with pytest.raises(ValueError, match="released"):
        tallymark.parse_column(once)


def test_other_threads_run_meanwhile():
    column = pa.array([LONG] * 400_000)
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.0005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.perf_counter()
    tallymark.parse_column(column)
    end = time.perf_counter()
    stop.set()
    ticker.join()
    # Had the interpreter been held, nobody could have ticked before the end.
    assert sum(start < t < end for t in ticks) >= 3


def test_many_rows_agree_with_one_by_one():
    texts = [f"]d2010950600013435221{n:06}" for n in range(70_000)] + [WRONG, None]
    table = tallymark.parse_column(texts, ais=("serial",))
    assert table["serial"] == [f"{n:06}" for n in range(70_000)] + [None, None]
    assert table["code"][-2:] == ["ai-charset", None]
