"""A column of scans in Python: tallymark against biip and python-stdnum, in turn, on the same texts.

    python -m venv target/peers/python
    target/peers/python/bin/pip install biip python-stdnum pyarrow "maturin>=1.9,<2"
    cargo build --profile bench -p tallymark-benches --bin scans
    (cd bindings/python && ../../target/peers/python/bin/maturin build --release --out ../../target/peers/wheels)
    target/peers/python/bin/pip install --force-reinstall --no-deps target/peers/wheels/*.whl
    target/peers/python/bin/python benches/python/parse_biip.py

The corpus is that of `benches/src/scans.rs`: nine scans in ten with four elements, lots of 4 to 20 and serials of 8 to 20
characters, one in twenty wrong. Containers: `list[str]` and a pyarrow array of large text go in, a table in Arrow's memory
comes out (code, span, GTIN, serial, lot, expiry); the peers take one `str` at a time and give an object or a dict each. What
counts is processor time of the whole process, all threads, per scan; they read fewer scans, because they take longer.
"""

import argparse
import pathlib
import statistics
import subprocess
import time

import biip
import pyarrow as pa
import stdnum.gs1_128

import tallymark

NAMES = ("gtin", "serial", "lot", "expiry")


def ours(column):
    table = tallymark.parse_column(column, kind="scan", ais=NAMES)
    return lambda: len(table) - table_codes(table)


def table_codes(table):
    column = pa.table(table).column("code")
    return len(column) - column.null_count


def each(scans, read, *errors):
    good = 0
    for scan in scans:
        try:
            read(scan)
            good += 1
        except errors:
            pass
    return lambda: good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peer-rows", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=root / "target/release/scans")
    arguments = parser.parse_args()

    printed = subprocess.run([arguments.program, str(arguments.rows), "scan", "print"], check=True, capture_output=True)
    scans = printed.stdout.decode().split("\n")[:-1]
    some = scans[: arguments.peer_rows]
    arrow = pa.array(scans, pa.large_string())
    stripped = [scan[3:] for scan in some]
    lanes = {
        "tallymark, list[str]": (len(scans), lambda: ours(scans)),
        "tallymark, pyarrow large_string": (len(scans), lambda: ours(arrow)),
        "tallymark.try_parse, one str": (len(some), lambda: each(some, tallymark.try_parse)),
        "biip.parse, one str": (len(some), lambda: each(some, biip.parse, biip.ParseError)),
        "stdnum gs1_128.info, one str": (
            len(stripped),
            lambda: each(stripped, lambda scan: stdnum.gs1_128.info(scan, separator="\x1d"), Exception),
        ),
    }
    times, good = {name: [] for name in lanes}, {}
    for _ in range(arguments.rounds):
        for name, (rows, run) in lanes.items():
            start, wall = time.process_time(), time.perf_counter()
            result = run()
            times[name].append(((time.process_time() - start) / rows * 1e9, (time.perf_counter() - wall) / rows * 1e9))
            good[name] = result() / rows
            del result
    biips = statistics.median(cpu for cpu, _ in times["biip.parse, one str"])
    print(f"{len(scans)} scans, {sum(map(len, scans)) / len(scans):.1f} characters; medians of {arguments.rounds} rounds")
    for name, measured in times.items():
        cpu, wall = (statistics.median(column) for column in zip(*measured))
        low, high = min(measured)[0], max(measured)[0]
        ratio = f"{biips / cpu:8.1f} x biip"
        print(f"{name:34} {cpu:12.1f} ns of processor ({low:.1f} to {high:.1f}), {wall:12.1f} ns of time {ratio}  {good[name]:.1%} valid")


if __name__ == "__main__":
    main()
