"""Lists on Spark: what workers do, with and without a cluster."""

import shutil

import pytest

import tallymark
import tallymark.spark

pa = pytest.importorskip("pyarrow")

GTIN = "09506000134352"
KEY = bytes(range(16))


def rows(numbers, state="Shipped"):
    serials = [f"K{n:06}" for n in numbers]
    return {"gtin": [GTIN] * len(serials), "serial": serials, "state": [state] * len(serials)}


def test_a_worker_makes_one_sketch_of_its_batches():
    part = tallymark.spark._sketching(KEY, 8, "serial", "gtin", "state", "serial", None)
    batches = [pa.RecordBatch.from_pydict(rows(range(start, start + 50))) for start in (0, 50)]
    (made,) = part(iter(batches))
    whole = tallymark.Sketch.from_bytes(KEY, made.column(0)[0].as_py())
    other = tallymark.Sketch(KEY, 8)
    other.add(rows(range(2, 100))["serial"], by="serial", gtin=GTIN, states=["Shipped"] * 98)
    whole.subtract(other)
    assert whole.surplus()["key"] == [f"(01){GTIN}(21)K000000", f"(01){GTIN}(21)K000001"]
    assert len(list(part(iter([])))) == 1
    (merged,) = tallymark.spark._merging(KEY, 8)(iter([made, made]))
    assert tallymark.Sketch.from_bytes(KEY, merged.column(0)[0].as_py()).rows == 200


def test_a_worker_compares_a_bucket():
    compare = tallymark.spark._comparing("serial", "gtin", "state", None)
    a, b = pa.table(rows([0, 1, 1, 2])), pa.table(rows([1, 3], "Sampled"))
    found = compare(a, b).to_pylist()
    assert [one["difference"] for one in found] == ["only_a", "only_a", "only_b", "changed", "duplicate_a"]
    assert found[3] == {
        "difference": "changed", "key": f"(01){GTIN}(21)K000001", "a": "Shipped", "b": "Sampled", "rows_a": 1, "rows_b": 1,
    }
    empty = compare(a, a)
    assert [one["difference"] for one in empty.to_pylist()] == ["duplicate_a", "duplicate_b"]
    assert compare(b, b).num_rows == 0


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("there is no Java for Spark")
    import os
    import sys

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[3]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    yield session
    session.stop()


def test_lists_on_a_local_cluster(spark):
    frame = lambda numbers, state="Shipped": spark.createDataFrame(pa.table(rows(numbers, state)).to_pandas()).repartition(5)
    a = frame(range(3000)).union(frame([7]))
    b = frame(range(5, 3005)).union(frame([1], "Sampled"))
    found = tallymark.spark.diff(a, b, serial="serial", gtin="gtin", state="state").to_pylist()
    net = {(one["key"][-7:], one["state"]): one["net"] for one in found}
    expected = {(f"K{n:06}", "Shipped"): 1 for n in [*range(5), 7]}
    expected.update({(f"K{n:06}", "Shipped"): -1 for n in range(3000, 3005)})
    expected[("K000001", "Sampled")] = -1
    assert net == expected
    again = tallymark.spark.diff(a, b, serial="serial", gtin="gtin", state="state", mergers=2)
    assert again.to_pylist() == found
    exact = tallymark.spark.exact(a, b, serial="serial", gtin="gtin", state="state", buckets=8).collect()
    kinds = sorted(row.difference for row in exact)
    assert kinds == ["changed", "duplicate_a"] + ["only_a"] * 4 + ["only_b"] * 5
