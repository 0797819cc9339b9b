"""Two lists in Parquet files: `tallymark diff` in little memory beside DuckDB's union and one group-by.

    python -m venv target/peers/python
    target/peers/python/bin/pip install duckdb
    cargo build --release -p tallymark-cli
    target/peers/python/bin/python benches/python/diff_files_duckdb.py --rows 50000000

DuckDB makes the lists, too: three trade items, serials of 14 to 20 characters, one row in 10,000 missing on each side, one in
100,000 twice and one in another state. Both have to count the same differences of every kind, or the bench ends. Times are on the
clock, two threads for DuckDB; `tallymark` decodes on one and compares on all.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import duckdb

GTINS = "['09506000134352', '09506000134369', '09506000134376']"
ROW = f"{GTINS}[1 + (i % 3)::INT] AS gtin, upper(substr(md5(i::VARCHAR), 1, 12 + (i % 7)::INT)) || (i % 97)::VARCHAR AS serial"


def connect():
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '4GB'")
    return connection


def make(path, rows, side):
    state = f"CASE WHEN {side} = 1 AND i % 100000 = 777 THEN 'Sampled' ELSE 'Commissioned' END AS state"
    connect().execute(
        f"""COPY (SELECT {ROW}, {state} FROM range({rows}) t(i) WHERE i % 10000 <> {side + 3}
            UNION ALL SELECT {ROW}, 'Commissioned' FROM range({rows}) t(i) WHERE i % 100000 = {side + 11})
            TO '{path}' (FORMAT PARQUET, COMPRESSION SNAPPY, ROW_GROUP_SIZE 1000000)"""
    )


def ours(program, a, b, memory):
    command = [program, "diff", a, b, "--memory", memory, "--json", "--first", "0"]
    found = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    sides = [found["a"], found["b"]]
    only, twice = ([side[name]["count"] for side in sides] for name in ("only", "duplicates"))
    return (*only, found["changed"]["count"], *twice, found["common"])


def duck(a, b):
    return connect().execute(
        f"""WITH rows AS (SELECT *, 0 AS side FROM read_parquet('{a}') UNION ALL SELECT *, 1 FROM read_parquet('{b}')),
            counted AS (SELECT gtin, serial, count(*) FILTER (WHERE side = 0) AS a, count(*) FILTER (WHERE side = 1) AS b,
              min(state) FILTER (WHERE side = 0) AS least_a, min(state) FILTER (WHERE side = 1) AS least_b,
              max(state) FILTER (WHERE side = 0) AS most_a, max(state) FILTER (WHERE side = 1) AS most_b FROM rows GROUP BY 1, 2)
            SELECT count(*) FILTER (WHERE b = 0), count(*) FILTER (WHERE a = 0),
              count(*) FILTER (WHERE a > 0 AND b > 0 AND (least_a <> least_b OR most_a <> most_b)),
              count(*) FILTER (WHERE a > 1), count(*) FILTER (WHERE b > 1), count(*) FILTER (WHERE a > 0 AND b > 0) FROM counted"""
    ).fetchone()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="256MB")
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=root / "target/release/tallymark")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        a, b = (str(pathlib.Path(folder) / f"{side}.parquet") for side in "ab")
        make(a, arguments.rows, 0)
        make(b, arguments.rows, 1)
        lanes = {
            f"tallymark diff --memory {arguments.memory}": lambda: ours(arguments.program, a, b, arguments.memory),
            "DuckDB, 4 GB": lambda: duck(a, b),
        }
        times, answers = {name: [] for name in lanes}, set()
        for _ in range(arguments.rounds):
            for name, run in lanes.items():
                start = time.perf_counter()
                answers.add(tuple(run()))
                times[name].append(time.perf_counter() - start)
        assert len(answers) == 1, answers
    print(f"{arguments.rows} rows each; only a, only b, changed, twice in a, twice in b, common: {answers.pop()}")
    for name, seconds in times.items():
        print(f"{name:34} {statistics.median(seconds):7.1f} s ({min(seconds):.1f} to {max(seconds):.1f})")


if __name__ == "__main__":
    main()
