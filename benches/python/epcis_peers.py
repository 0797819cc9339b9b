"""EPCIS documents in Python: tallymark beside lxml, json and the reference hash generator, in turn, on the same document.

    python -m venv target/peers/python
    target/peers/python/bin/pip install lxml pyarrow epcis-event-hash-generator==1.9.3 "maturin>=1.9,<2"
    cargo build --profile bench -p tallymark-benches --bin orders
    (cd bindings/python && ../../target/peers/python/bin/maturin build --release --out ../../target/peers/wheels)
    target/peers/python/bin/pip install --force-reinstall --no-deps target/peers/wheels/*.whl
    target/peers/python/bin/python benches/python/epcis_peers.py

The document is that of `benches/src/events.rs`. `read_events` gives Arrow tables of typed events whose EPCs are validated and
`check` replays them and tells faults; lxml and json make trees and look at nothing in them. MB/s are bytes of the document by
processor time of the whole process.
"""

import argparse
import io
import json
import logging
import pathlib
import statistics
import subprocess
import tempfile
import time

import lxml.etree
from epcis_event_hash_generator import hash_generator, json_to_py

import tallymark


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--program", default=root / "target/release/orders")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)

    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for form in ("xml", "json"):
            command = [arguments.program, str(arguments.packs), form]
            files[form] = pathlib.Path(folder) / f"order.{form}"
            files[form].write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
        race(files, arguments.rounds)
        hashes(files["json"], arguments.rounds)


def race(files, rounds):
    xml, text = files["xml"].read_bytes(), files["json"].read_bytes()
    lanes = {
        "tallymark.read_events, XML": (len(xml), lambda: tallymark.read_events(files["xml"])),
        "tallymark.Hierarchy, XML": (len(xml), lambda: tallymark.Hierarchy(files["xml"])),
        "tallymark.check, XML": (len(xml), lambda: tallymark.check(files["xml"])),
        "tallymark.validate, XML": (len(xml), lambda: tallymark.validate(files["xml"])),
        "lxml.etree.fromstring": (len(xml), lambda: lxml.etree.fromstring(xml, lxml.etree.XMLParser(huge_tree=True))),
        "lxml.etree.iterparse, events": (
            len(xml),
            lambda: sum(1 for _ in lxml.etree.iterparse(io.BytesIO(xml), huge_tree=True)),
        ),
        "tallymark.read_events, JSON": (len(text), lambda: tallymark.read_events(files["json"])),
        "tallymark.validate, JSON": (len(text), lambda: tallymark.validate(files["json"])),
        "json.loads": (len(text), lambda: json.loads(text)),
    }
    print(f"{len(xml)} bytes of XML, {len(text)} of JSON; medians of {rounds} rounds")
    for name, speeds in turns(lanes, rounds).items():
        speeds = [speed / 1e6 for speed in speeds]
        print(f"{name:34} {statistics.median(speeds):8.0f} MB/s ({min(speeds):.0f} to {max(speeds):.0f})")


def hashes(path, rounds):
    """Of small events, each with its hash: ours for all at once, the generator event by event as it is used."""
    document = json.loads(path.read_bytes())
    events = document["epcisBody"]["eventList"]
    # An event of one EPC is a small one.
    events = [{**event, "epcList": event["epcList"][:1]} for event in events if "epcList" in event][:50] * 4
    document["epcisBody"]["eventList"] = events
    text = json.dumps(document)
    lanes = {
        "tallymark.hash_events, ref-1.9.3": (len(events), lambda: tallymark.hash_events(text, "ref-1.9.3")),
        "tallymark.hash_events, cbv-table": (len(events), lambda: tallymark.hash_events(text, "cbv-table")),
        "epcis-event-hash-generator 1.9.3": (
            len(events),
            lambda: hash_generator.epcis_hashes_from_events(json_to_py.event_list_from_epcis_document_json(document)),
        ),
    }
    print(f"{len(events)} small events, JSON to hashes")
    for name, speeds in turns(lanes, rounds).items():
        print(f"{name:34} {1e6 / statistics.median(speeds):10.1f} µs an event")


def turns(lanes, rounds):
    speeds = {name: [] for name in lanes}
    for _ in range(rounds):
        for name, (size, run) in lanes.items():
            start = time.process_time()
            result = run()
            speeds[name].append(size / (time.process_time() - start))
            del result
    return speeds


if __name__ == "__main__":
    main()
