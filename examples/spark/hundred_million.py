"""A hundred million serials against a hundred million, on Spark, without a shuffle.

    pip install ./bindings/python pyspark pyarrow
    python examples/spark/hundred_million.py --rows 100000000

Spark makes both lists itself, as its partitions would come from files: serials of 20 characters, one in 100,000 only on its side
and one in 100,000 in another state. `tallymark.spark.diff` sketches each partition where it is and adds the sketches up.

Measured on two cores of a shared machine with 23 GB, Spark 4 in local mode: see `benches/README.md`. Ten thousand million serials
a side take a hundred times the work and no more memory: the driver merges 1.5 MB for each partition whatever is in it, so on 64
cores of that kind they are a matter of minutes, and of reading 300 GB of Parquet. More than 37,000 differences take more bits (17:
300,000 in 12 MB a partition), or `tallymark.spark.exact`, which shuffles.
"""

import argparse
import os
import sys
import time

import tallymark.spark
from pyspark.sql import SparkSession, functions


def listed(spark, rows, side, partitions):
    """A list: numbers scattered into serials, without those that only the other side has."""
    number = functions.col("id")
    scattered = functions.hex(functions.xxhash64(number))
    state = functions.when((number % 100_000 == 7) & functions.lit(side == 1), "Shipped").otherwise("Commissioned")
    frame = spark.range(0, rows, 1, partitions).where(number % 100_000 != side)
    return frame.select(functions.concat(scattered, functions.lit("ZZZZ")).substr(1, 20).alias("serial"), state.alias("state"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--partitions", type=int, default=16)
    arguments = parser.parse_args()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    a, b = (listed(spark, arguments.rows, side, arguments.partitions) for side in (0, 1))
    start = time.perf_counter()
    found = tallymark.spark.diff(a, b, state="state", all_of="09506000134352").to_pylist()
    seconds = time.perf_counter() - start
    a_only, b_only = (sum(one["net"] == net for one in found) for net in (1, -1))
    rows = 2 * arguments.rows
    print(f"{rows:,} rows in {seconds:.1f} s, {rows / seconds / 1e6:.1f} M rows/s: {a_only} surplus in a, {b_only} in b")
    expected = 2 * len(range(0, arguments.rows, 100_000))
    assert (a_only, b_only) == (expected, expected), expected
    spark.stop()


if __name__ == "__main__":
    main()
