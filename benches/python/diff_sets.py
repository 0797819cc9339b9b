"""Two lists of serials: tallymark beside the best that Polars and DuckDB can be made to do, in turn, on the same data.

    python -m venv target/peers/python && target/peers/python/bin/pip install polars duckdb pyarrow numpy
    cargo build --profile bench -p tallymark-cli && cargo build --profile bench -p tallymark-benches --bin columns
    target/peers/python/bin/python benches/python/diff_sets.py --rows 10000000 --rounds 5

Each list: GTIN, serial, state; 50 trade items, serials of 12 to 20 characters of 0-9A-Z, independent random order; one
row in 10,000 only on its side, one in 100,000 twice, one key in 10,000 in another state. Asked for: what is missing both
ways, duplicates within each list, changed states. All ways must find the same numbers, or the bench ends.

From memory: ours is a program that reads the same columns from a folder once and then takes a turn whenever it is told to; what
is timed is the work only, from the columns to the lists of differences. DuckDB has the lists as tables of its own. From files:
every way is timed from opening them, ours with the start of its process.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import threading
import time

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

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


def group_by(a, b):
    """The best way in Polars: one streaming aggregation over both lists."""
    sides = [frame.with_columns(side=pl.lit(side, pl.UInt8)) for side, frame in enumerate([a, b])]
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


UNION = """WITH rows AS (SELECT *, 0 AS side FROM {a} UNION ALL SELECT *, 1 FROM {b}),
    counted AS (SELECT count(*) FILTER (WHERE side = 0) AS a, count(*) FILTER (WHERE side = 1) AS b,
        min(state) AS low, max(state) AS high FROM rows GROUP BY gtin, serial)
    SELECT count(*) FILTER (WHERE b = 0), count(*) FILTER (WHERE a = 0), count(*) FILTER (WHERE a > 0 AND b > 0 AND low <> high),
        sum(greatest(a - 1, 0)), sum(greatest(b - 1, 0)) FROM counted"""
JOIN = """SELECT (SELECT (count(*) FILTER (WHERE b.serial IS NULL), count(*) FILTER (WHERE a.serial IS NULL),
            count(DISTINCT hash(gtin, serial)) FILTER (WHERE a.state <> b.state)) FROM {a} a FULL JOIN {b} b USING (gtin, serial)),
        (SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM {a} GROUP BY gtin, serial HAVING count(*) > 1)),
        (SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM {b} GROUP BY gtin, serial HAVING count(*) > 1))"""


def flat(row):
    """The numbers of a row of numbers and of structs."""
    return tuple(int(n) for value in row for n in (value if isinstance(value, tuple) else [value]))


class Program:
    """Ours as a program beside this one."""

    def __init__(self, program, folder, lists):
        for side, table in zip("ab", lists):
            for column in table.column_names:
                _, offsets, data = table[column].combine_chunks().buffers()
                base = pathlib.Path(folder) / f"{side}.{column}"
                base.with_suffix(f".{column}.offsets").write_bytes(offsets)
                base.with_suffix(f".{column}.bytes").write_bytes(data)
        self.process = subprocess.Popen([program, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        for file in pathlib.Path(folder).iterdir():
            file.unlink()

    def turn(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seconds, *counts = self.process.stdout.readline().split()
        return float(seconds), tuple(map(int, counts))


class Files:
    """Ours as a command, and the most memory that it took."""

    peak = 0

    def __init__(self, program, a, b, *options):
        self.command = [program, "diff", a, b, "--json", "--first", "0", *options]

    def watch(self, process):
        while True:
            try:
                status = pathlib.Path(f"/proc/{process}/status").read_text()
            except OSError:
                return
            found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
            if not found or "tallymark" not in status.splitlines()[0]:
                if not found and "Z" in status:
                    return
                continue
            self.peak = max(self.peak, int(found[0]) / 1024)
            time.sleep(0.005)

    def turn(self):
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        # What `wait4` says would count this process too, of which that one is a copy at first.
        watch = threading.Thread(target=self.watch, args=(process.pid,))
        watch.start()
        said = process.stdout.read()
        process.wait()
        seconds = time.perf_counter() - start
        watch.join()
        found = json.loads(said)
        sides = [found["a"], found["b"]]
        only, twice = ([side[name]["count"] for side in sides] for name in ("only", "duplicates"))
        return seconds, (*only, found["changed"]["count"], *twice)


class Call:
    """A peer, from a function."""

    def __init__(self, function):
        self.function = function

    def turn(self):
        start = time.perf_counter()
        found = self.function()
        return time.perf_counter() - start, flat(found)


def race(title, lanes, rounds, expected):
    print(title)
    times = {name: [] for name in lanes}
    for _ in range(rounds):
        for name, lane in lanes.items():
            seconds, found = lane.turn()
            assert expected is None or found[: len(expected)] == expected[: len(found)], (name, found, expected)
            times[name].append(seconds)
    base = statistics.median(next(iter(times.values())))
    for name, values in times.items():
        middle = statistics.median(values)
        peak = getattr(lanes[name], "peak", 0)
        memory = f"  {peak:,.0f} MB" if peak else ""
        print(f"  {name:<44} {middle:7.2f} s  {middle / base:6.2f}x   {min(values):.2f}..{max(values):.2f}{memory}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--only", choices=["memory", "files"])
    root = pathlib.Path(__file__).resolve().parents[2] / "target/release"
    parser.add_argument("--programs", type=pathlib.Path, default=root)
    arguments = parser.parse_args()
    programs, rounds = arguments.programs, arguments.rounds
    print(f"{arguments.rows:,} + {arguments.rows:,} rows, {rounds} rounds in turn, polars {pl.__version__}, duckdb {duckdb.__version__}, {pl.thread_pool_size()} threads")
    lists = two_lists(arguments.rows, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        us = Program(programs / "columns", folder, lists)
        _, expected = us.turn()
        print("missing {} / {}, changed {}, duplicates {} / {}".format(*expected))
        if arguments.only != "files":
            frames = [pl.from_arrow(table).lazy() for table in lists]
            memory = duckdb.connect()
            memory.execute(f"SET threads = {pl.thread_pool_size()}")
            for name, table in zip("ab", lists):
                memory.register("arrow", table)
                memory.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow")
                memory.unregister("arrow")
            ask = lambda query: Call(lambda: memory.execute(query.format(a="a", b="b")).fetchone())
            lanes = {
                "tallymark, from columns": us,
                "polars, one streaming group_by": Call(lambda: group_by(*frames)),
                "duckdb, union all and one group by": ask(UNION),
                "duckdb, full join and two group bys": ask(JOIN),
            }
            if arguments.rows > 20_000_000:
                lanes.popitem()
            race("from memory", lanes, rounds, expected)
            del frames, memory
        us.process.kill()
        if arguments.only == "memory":
            return
        paths = {}
        for name, table in zip("ab", lists):
            paths[name] = base = f"{folder}/{name}"
            pa.parquet.write_table(table, f"{base}.parquet", compression="snappy", row_group_size=1_000_000)
            if arguments.rows <= 60_000_000:
                pa.csv.write_csv(table, f"{base}.csv", pa.csv.WriteOptions(quoting_style="none"))
        del lists, table
        tallymark = str(programs / "tallymark")
        for name in "ab":
            start = time.perf_counter()
            subprocess.run([tallymark, "keep", f"{paths[name]}.parquet", "--output", f"{paths[name]}.tmset", "--json"], check=True, stdout=subprocess.DEVNULL)
            size = os.path.getsize(f"{paths[name]}.tmset") / arguments.rows
            print(f"keep {name}: {time.perf_counter() - start:.2f} s, {size:.2f} bytes a row")
        both = lambda ending: (f"{paths['a']}.{ending}", f"{paths['b']}.{ending}")
        parquet = [pl.scan_parquet(path) for path in both("parquet")]

        def duck(query):
            connection = duckdb.connect()
            connection.execute(f"SET threads = {pl.thread_pool_size()}")
            a, b = (f"read_parquet('{path}')" for path in both("parquet"))
            return connection.execute(query.format(a=a, b=b)).fetchone()

        race(
            "from files",
            {
                "tallymark, from .tmset": Files(tallymark, *both("tmset")),
                "tallymark, from Parquet": Files(tallymark, *both("parquet"), "--memory", "4GB"),
                "tallymark, from Parquet, 64 MB": Files(tallymark, *both("parquet"), "--memory", "64MB", "--spill", folder),
                "tallymark, from CSV": Files(tallymark, *both("csv"), "--memory", "4GB"),
                "tallymark, from CSV, 32 MB": Files(tallymark, *both("csv"), "--memory", "32MB", "--spill", folder),
                "tallymark, from CSV, by sketch": Files(tallymark, *both("csv"), "--engine", "sketch"),
                "polars, from Parquet": Call(lambda: group_by(*parquet)),
                "duckdb, from Parquet, union all": Call(lambda: duck(UNION)),
            },
            rounds,
            None,
        )


if __name__ == "__main__":
    main()
