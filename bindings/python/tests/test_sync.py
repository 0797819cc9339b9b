"""Lists compared with those of another party."""

import socket
import threading

import pytest

import tallymark
from tallymark import Known, Sketch, Sync, TallymarkError

GTIN = "09506000134352"


def carried(side, connection):
    """Forty lines are plenty: any transport will do."""
    while True:
        connection.sendall(side.pull())
        if side.done:
            return side.result()
        side.push(connection.recv(65536))


def test_two_sides_over_a_socket(tmp_path):
    ours = [f"K{n:05}" for n in range(20_000)]
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("serial,gtin\n" + "".join(f"{serial},{GTIN}\n" for serial in ours[30:] + ["X1"]))
    here, there = socket.socketpair()
    answers = []
    other = threading.Thread(target=lambda: answers.append(carried(Sync.answer(theirs), there)))
    other.start()
    result = carried(Sync.ask(ours, by="serial", gtin=GTIN), here)
    other.join()
    assert (result.only_here, result.only_there, answers[0].only_here) == (30, 1, 1)
    assert result.how == "sketch" and result.sent < 10_000 and result.received == answers[0].sent
    assert result.differences.first[0].key == f"(01){GTIN}(21)K00000"


def test_states_and_refusals():
    here = Sync.ask(["A1", "A2"], by="serial", gtins=[GTIN, GTIN], states=["Shipped", None], key=bytes(16))
    there = Sync.answer(["A1", "A2"], by="serial", gtin=GTIN, states=["Commissioned", None])
    while not (here.done and there.done):
        there.push(here.pull())
        here.push(there.pull())
    (one,) = there.result().differences.first
    assert one.kind == "changed" and one.here[0].state == "Commissioned" and one.there[0].state == "Shipped"
    with pytest.raises(TallymarkError, match="sync-undone"):
        Sync.answer(["A1"], by="serial").result()
    with pytest.raises(TallymarkError, match="sync-damaged"):
        Sync.answer(["A1"], by="serial").push(b"GET / HTTP/1.1\r\n")
    with pytest.raises(TallymarkError, match="sync-key"):
        Sync.ask(["A1"], by="serial", key=b"short")


def test_sketches_of_parts_add_up():
    pa = pytest.importorskip("pyarrow")
    key = bytes(range(16))
    whole = Sketch(key, bits=8)
    for part in (range(0, 500), range(500, 1000)):
        sketch = Sketch(key, bits=8)
        serials = pa.array([f"K{n}" for n in part])
        assert sketch.add(serials, by="serial", gtins=pa.array([GTIN] * 500), states=pa.array(["Shipped"] * 500)) == 0
        whole.merge(Sketch.from_bytes(key, sketch.to_bytes()))
    other = Sketch(key, bits=Sketch.bits_for(100))
    other.add([f"K{n}" for n in range(2, 1001)] + [None], by="serial", gtin=GTIN, states=["Shipped"] * 1000)
    assert (whole.rows, other.rejected) == (1000, 1)
    whole.subtract(other)
    found = [(one["key"], one["net"]) for one in whole.surplus().to_pylist()]
    assert found == [(f"(01){GTIN}(21)K0", 1), (f"(01){GTIN}(21)K1", 1), (f"(01){GTIN}(21)K1000", -1)]
    assert repr(whole) == "<tallymark.Sketch: 1000 rows, 6 bits>"
    with pytest.raises(TallymarkError, match="sketch-key"):
        whole.merge(Sketch(bytes(16)))
    with pytest.raises(TallymarkError, match="set-damaged"):
        Sketch.from_bytes(key, whole.to_bytes()[:-1])
    small = Sketch(key, bits=4)
    small.add([f"K{n}" for n in range(1000)], by="serial")
    with pytest.raises(TallymarkError, match="sketch-overfull"):
        small.surplus()


def test_a_pool_tells_what_was_used():
    pool = Known(["A1", "A2", None, "A1"], by="serial", gtin=GTIN)
    assert [pool.use_up(f"(01){GTIN}(21){serial}") for serial in ("A1", "A1", "A9")] == ["first", "again", "unknown"]
    assert f"01{GTIN}21A2" in pool and not pool.is_used(f"(01){GTIN}(21)A2")
    assert (len(pool), pool.used, repr(pool)) == (2, 1, "<tallymark.Known: 2 serials, 1 used>")
    with pytest.raises(TallymarkError):
        pool.use_up("A1")
    assert "A1" in Known(["A1"], by="serial")


def test_lists_with_a_column_of_gtins():
    found = tallymark.diff(["A1", "A2"], ["A1"], by="serial", gtins_a=[GTIN, GTIN], gtins_b=[GTIN])
    assert found.only_a["key"] == [f"(01){GTIN}(21)A2"] and found.common == 1
