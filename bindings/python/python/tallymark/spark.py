"""Lists of serials on a Spark cluster: Spark reads them where they are, tallymark compares them.

:func:`diff` makes one sketch of each partition and adds them up: no row leaves its worker, nothing is shuffled, and the driver gets
1.5 MB a partition at most. :func:`exact` shuffles both lists into buckets and compares each bucket in full; it also finds
what both lists repeat alike, and what is too much for a sketch.

    spark = SparkSession.builder.getOrCreate()
    site, hub = spark.read.parquet("site"), spark.read.parquet("hub")
    found = tallymark.spark.diff(site, hub, serial="serial", gtin="gtin", state="state")
    found.to_pandas()

Needs ``pyspark`` 3.5 or later with ``pyarrow`` on the driver and the workers, and tallymark on both.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

import tallymark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["diff", "exact", "sketch"]

#: Columns of the frame that :func:`exact` gives.
EXACT = "difference string, key string, a string, b string, rows_a long, rows_b long"


def _columns(serial: str, gtin: Optional[str], state: Optional[str]) -> List[str]:
    return [name for name in (serial, gtin, state) if name is not None]


def _sketching(
    key: bytes, bits: int, serial: str, gtin: Optional[str], state: Optional[str], by: str, all_of: Optional[str]
) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What a worker does with the Arrow batches of a partition."""

    def part(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        whole = tallymark.Sketch(key, bits)
        for batch in batches:
            column = batch.schema.get_field_index
            whole.add(
                batch.column(column(serial)),
                by=by,
                gtin=all_of,
                gtins=None if gtin is None else batch.column(column(gtin)),
                states=None if state is None else batch.column(column(state)),
            )
        yield pyarrow.RecordBatch.from_pydict({"sketch": pyarrow.array([whole.to_bytes()], pyarrow.binary())})

    return part


def _merging(key: bytes, bits: int) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What a worker does with sketches of partitions."""

    def part(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow

        whole = tallymark.Sketch(key, bits)
        for batch in batches:
            for one in batch.column(0):
                whole.merge(tallymark.Sketch.from_bytes(key, one.as_py()))
        yield pyarrow.RecordBatch.from_pydict({"sketch": pyarrow.array([whole.to_bytes()], pyarrow.binary())})

    return part


def sketch(
    frame: "DataFrame",
    key: bytes,
    *,
    serial: str = "serial",
    gtin: Optional[str] = None,
    state: Optional[str] = None,
    by: str = "serial",
    all_of: Optional[str] = None,
    bits: int = 14,
    mergers: Optional[int] = None,
) -> tallymark.Sketch:
    """The sketch of a frame, made partition by partition where the rows are.

    Args:
        frame: A row for each serial.
        key: A secret of 16 bytes, the same for all lists of a comparison.
        serial: The column of serials, or of identifiers in any form with ``by="identifier"``.
        gtin: The column of their GTINs.
        state: A column of states, compared as well.
        by: ``"serial"`` or ``"identifier"``.
        all_of: The GTIN of all serials, where no column has it.
        bits: The size, see :class:`tallymark.Sketch`.
        mergers: Add the sketches up in so many tasks first, so that the driver gets no more of them than that: for thousands of
            partitions. Only sketches are shuffled.

    Raises:
        TallymarkError: The key is none.
    """
    part = _sketching(key, bits, serial, gtin, state, by, all_of)
    parts = frame.select(*_columns(serial, gtin, state)).mapInArrow(part, "sketch binary")
    if mergers is not None:
        parts = parts.repartition(mergers).mapInArrow(_merging(key, bits), "sketch binary")
    whole = tallymark.Sketch(key, bits)
    for row in parts.collect():
        whole.merge(tallymark.Sketch.from_bytes(key, bytes(row[0])))
    return whole


def diff(
    a: "DataFrame", b: "DataFrame", *, key: Optional[bytes] = None, bits: int = 14, **columns: Any
) -> tallymark.Table:
    """What one frame names more often than the other: a table of ``key``, ``state`` and ``net``, positive for ``a``.

    Rows that name nothing are left out; what both frames repeat alike cancels.

    Args:
        a: The first list.
        b: The second list.
        key: A secret of 16 bytes; random if left out.
        bits: The size: 14 holds some 37,000 differing rows in 1.5 MB, each more twice as many.
        columns: As for :func:`sketch`.

    Raises:
        TallymarkError: ``sketch-overfull``, where there are more differences: take more bits, or :func:`exact`.
    """
    key = secrets.token_bytes(16) if key is None else key
    whole = sketch(a, key, bits=bits, **columns)
    whole.subtract(sketch(b, key, bits=bits, **columns))
    return whole.surplus()


def _comparing(
    serial: str, gtin: Optional[str], state: Optional[str], all_of: Optional[str]
) -> Callable[[Any, Any], Any]:
    """What a worker does with the rows of a bucket."""

    def compare(left: Any, right: Any) -> Any:
        import pyarrow

        side = lambda name: (None, None) if name is None else (left[name], right[name])
        (gtins_a, gtins_b), (states_a, states_b) = side(gtin), side(state)
        found = tallymark.diff(
            left[serial],
            right[serial],
            by="serial",
            gtin=all_of,
            gtins_a=gtins_a,
            gtins_b=gtins_b,
            states_a=states_a,
            states_b=states_b,
        )
        rows: List[Tuple[Any, ...]] = []
        rows += [("only_a", one["key"], one["state"], None, 1, 0) for one in found.only_a.to_pylist()]
        rows += [("only_b", one["key"], None, one["state"], 0, 1) for one in found.only_b.to_pylist()]
        rows += [("changed", one["key"], one["a"], one["b"], 1, 1) for one in found.changed.to_pylist()]
        rows += [("duplicate_a", one["key"], None, None, len(one["rows"]), None) for one in found.duplicates_a.to_pylist()]
        rows += [("duplicate_b", one["key"], None, None, None, len(one["rows"])) for one in found.duplicates_b.to_pylist()]
        rows += [("rejected_a", one["code"], None, None, 1, None) for one in found.rejected_a.to_pylist()]
        rows += [("rejected_b", one["code"], None, None, None, 1) for one in found.rejected_b.to_pylist()]
        types: Dict[str, Any] = {name: pyarrow.string() for name in ("difference", "key", "a", "b")}
        types.update(rows_a=pyarrow.int64(), rows_b=pyarrow.int64())
        columns = list(zip(*rows)) if rows else [()] * len(types)
        arrays = [pyarrow.array(list(column), kind) for column, kind in zip(columns, types.values())]
        return pyarrow.table(arrays, names=list(types))

    return compare


def exact(
    a: "DataFrame",
    b: "DataFrame",
    *,
    serial: str = "serial",
    gtin: Optional[str] = None,
    state: Optional[str] = None,
    all_of: Optional[str] = None,
    buckets: int = 200,
) -> "DataFrame":
    """Every difference, as a frame of ``difference``, ``key``, ``a``, ``b``, ``rows_a``, ``rows_b``.

    ``difference`` is ``only_a``, ``only_b``, ``changed``, ``duplicate_a``, ``duplicate_b``, or ``rejected_a`` or ``rejected_b`` with
    the code in ``key``.

    Args:
        a: The first list.
        b: The second list.
        serial: The column of serials; its text decides the bucket.
        gtin: The column of their GTINs.
        state: A column of states, compared as well.
        all_of: The GTIN of all serials, where no column has it.
        buckets: How many parts: so many that the rows of one, of both lists, fit into a worker.
    """
    from pyspark.sql import functions

    def bucketed(frame: "DataFrame") -> Any:
        bucket = functions.pmod(functions.xxhash64(functions.col(serial).cast("string")), functions.lit(buckets))
        return frame.select(*_columns(serial, gtin, state)).withColumn("bucket", bucket).groupBy("bucket")

    compare = _comparing(serial, gtin, state, all_of)
    return bucketed(a).cogroup(bucketed(b)).applyInArrow(compare, EXACT)
