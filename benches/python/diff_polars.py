"""Two lists of serials from memory: tallymark against polars, in turn, on the same columns.

    python -m venv .venv && .venv/bin/pip install polars pyarrow numpy
    cargo build --profile bench -p tallymark-benches --bin columns
    .venv/bin/python benches/python/diff_polars.py --rows 10000000 --rounds 5

Each list: GTIN, serial, state; 50 trade items, serials of 12 to 20 characters of 0-9A-Z, independent random order; one
row in 10,000 only on its side, one in 100,000 twice, one key in 10,000 in another state. Asked for: what is missing both
ways, duplicates within each list, changed states. All ways must find the same numbers.

Ours is a program that reads the same columns from a folder once and then takes a turn whenever it is told to; what is timed
is the work only, from the columns to the lists of differences, not the hand-over.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
import polars as pl
import pyarrow as pa

STATES = np.array(["Allocated", "Encoded", "Commissioned", "Sampled", "Inactive", "Destroyed", "Released"])
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)


def text_column(rows, lengths):
    """Rows of characters, each cut to its length, as a column of large strings."""
    lengths = lengths.astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    data = rows[np.arange(rows.shape[1]) < lengths[:, None]]
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.LargeStringArray.from_buffers(len(lengths), buffers[1], buffers[2])


def gtins(random, count):
    for body in random.integers(0, 10**12, count):
        digits = f"0{body:012}"
        total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
        yield digits + str(-total % 10)


def two_lists(rows, seed):
    random = np.random.default_rng(seed)
    only, twice = rows // 10_000, rows // 100_000
    common = rows - only - twice
    packs = common + 2 * only
    characters = ALPHABET[random.integers(0, 36, (packs, 20), dtype=np.uint8)]
    lengths = random.integers(12, 21, packs)
    names = np.frombuffer("".join(gtins(random, 50)).encode(), dtype=np.uint8).reshape(50, 14)
    owners = random.integers(0, 50, packs)
    states = random.integers(0, len(STATES), packs)
    lists = []
    for side in range(2):
        own = np.arange(common + side * only, common + (side + 1) * only)
        order = np.concatenate([np.arange(common), own, random.integers(0, common, twice)])
        random.shuffle(order)
        state = states[order]
        if side == 1:
            state = np.where(order < only, (state + 1) % len(STATES), state)
        lists.append(
            pa.table(
                {
                    "gtin": text_column(names[owners[order]], np.full(rows, 14)),
                    "serial": text_column(characters[order], lengths[order]),
                    "state": pa.array(STATES).take(pa.array(state)).cast(pa.large_string()),
                }
            )
        )
    return lists


KEY = ["gtin", "serial"]


def full_join(a, b):
    """The natural way: a full join, and group sizes for the duplicates."""
    joined = a.join(b, on=KEY, how="full", suffix="_b")
    counts = joined.select(
        only_a=pl.col("serial_b").is_null().sum(),
        only_b=pl.col("serial").is_null().sum(),
        changed=(pl.col("state") != pl.col("state_b")).sum(),
    ).row(0)
    return *counts, a.height - a.select(pl.struct(KEY).n_unique()).item(), b.height - b.select(pl.struct(KEY).n_unique()).item()


def join_only(a, b):
    """The full join alone, which answers less: no duplicates."""
    joined = a.join(b, on=KEY, how="full", suffix="_b")
    return joined.select(pl.col("serial_b").is_null().sum(), pl.col("serial").is_null().sum()).row(0)


def group_by(a, b):
    """The expert's way: one streaming aggregation over both lists."""
    sides = [frame.lazy().with_columns(side=pl.lit(side, pl.UInt8)) for side, frame in enumerate([a, b])]
    groups = (
        pl.concat(sides)
        .group_by(KEY)
        .agg(
            a=(pl.col("side") == 0).sum(),
            b=(pl.col("side") == 1).sum(),
            low=pl.col("state").min(),
            high=pl.col("state").max(),
        )
        .filter((pl.col("a") != 1) | (pl.col("b") != 1) | (pl.col("low") != pl.col("high")))
        .collect(engine="streaming")
    )
    return groups.select(
        (pl.col("b") == 0).sum(),
        (pl.col("a") == 0).sum().alias("only_b"),
        ((pl.col("a") > 0) & (pl.col("b") > 0) & (pl.col("low") != pl.col("high"))).sum().alias("changed"),
        (pl.col("a").cast(pl.Int64) - 1).clip(0).sum().alias("twice_a"),
        (pl.col("b").cast(pl.Int64) - 1).clip(0).sum().alias("twice_b"),
    ).row(0)


class Program:
    """Ours as a program beside this one."""

    name = "tallymark (program on the same columns)"

    def __init__(self, program, lists):
        self.folder = tempfile.TemporaryDirectory()
        for side, table in zip("ab", lists):
            for column in table.column_names:
                _, offsets, data = table[column].combine_chunks().buffers()
                base = pathlib.Path(self.folder.name) / f"{side}.{column}"
                base.with_suffix(f".{column}.offsets").write_bytes(offsets)
                base.with_suffix(f".{column}.bytes").write_bytes(data)
        self.process = subprocess.Popen(
            [program, self.folder.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process.stdout.readline()

    def turn(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seconds, *counts = self.process.stdout.readline().split()
        return float(seconds), tuple(map(int, counts))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20260101)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=root / "target/release/columns")
    arguments = parser.parse_args()

    lists = two_lists(arguments.rows, arguments.seed)
    frames = [pl.from_arrow(table) for table in lists]
    us = Program(arguments.program, lists)
    polars = {"polars full join + n_unique": full_join, "polars full join only": join_only, "polars one streaming group_by": group_by}
    times = {name: [] for name in [us.name, *polars]}
    for _ in range(arguments.rounds):
        seconds, expected = us.turn()
        times[us.name].append(seconds)
        for name, way in polars.items():
            start = time.perf_counter()
            found = way(*frames)
            times[name].append(time.perf_counter() - start)
            if way is join_only:  # sees rows, so a duplicate of a lone key would count twice; the planted ones are common
                assert found == expected[:2], (name, found, expected)
            elif way is full_join:  # likewise counts a changed key once for each of its rows
                assert (*found[:2], *found[3:]) == (*expected[:2], *expected[3:]), (name, found, expected)
            else:
                assert found == expected, (name, found, expected)
    print(f"{arguments.rows:,} + {arguments.rows:,} rows, {arguments.rounds} rounds in turn, polars {pl.__version__}, {pl.thread_pool_size()} threads")
    print("missing {} / {}, changed {}, duplicates {} / {}".format(*expected))
    base = statistics.median(times[us.name])
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"  {name:<42} {middle:7.2f} s  {middle / base:5.2f}x   {min(values):.2f}..{max(values):.2f}")


if __name__ == "__main__":
    main()
