"""Lists of serials compared with those of somebody else."""

from __future__ import annotations

import json
import os
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Union

from ._calls import Answer, _answer
from ._tallymark import Exchange as _Exchange
from ._tallymark import diff_files as _diff_files

__all__ = ["Sync", "combine", "diff_files", "keep", "kept", "members", "sync"]

Path = Union[str, "os.PathLike[str]"]


def diff_files(
    a: Path,
    b: Path,
    *,
    id: Optional[str] = None,
    serial: Optional[str] = None,
    gtin: Optional[str] = None,
    state: Optional[str] = None,
    memory: Optional[str] = None,
    spill: Optional[Path] = None,
    engine: Optional[str] = None,
    group: Sequence[str] = (),
    output: Optional[Path] = None,
    first: Optional[int] = None,
    progress: Optional[Callable[[str, int, int], object]] = None,
) -> Answer:
    """Two lists in files of any size, compared exactly in bounded memory.

    >>> for name, serials in (("printed.csv", "A1 A2 A2"), ("seen.csv", "A2 A9")):
    ...     _ = (folder / name).write_text("\\n".join(["serial", *serials.split()]) + "\\n")
    >>> found = diff_files(folder / "printed.csv", folder / "seen.csv", gtin="09506000134352")
    >>> found.a.only.first[0].key, found.b.only.count, found.a.duplicates.first[0].rows
    ('(01)09506000134352(21)A1', 1, (1, 2))

    Args:
        a: The first list: ``.csv`` (also ``.csv.gz`` and ``.csv.zst``) with a header, ``.parquet``, or
            ``.tmset`` as :func:`keep` makes it.
        b: The second list.
        id: The column of identifiers in any form; without this one and ``serial``, ``id`` or ``epc`` is looked for.
        serial: The column of serials; ``serial`` is looked for.
        gtin: The column of GTINs, or the GTIN of all serials; a column ``gtin`` is looked for.
        state: The column of states; ``state`` is looked for, an empty text leaves states out, ``"state,lot,parent"``
            compares three columns together.
        memory: Memory for the records, such as ``"256MB"``; 1 GB if left out.
        spill: The folder for what does not fit; that of the system if left out.
        engine: ``"partition"`` or ``"sketch"``; what suits the lists if left out. A sketch takes memory that does not grow with the rows, but
            does not see keys that both lists repeat alike: ``complete`` is then false and ``common`` is ``None``.
        group: Count the differences by ``"gtin"``, ``"state"`` or any other column of the lists, as ``groups``.
        output: Write all differences to this file, CSV or ``.parquet``.
        first: Differences of each kind to list at most; all are counted.
        progress: Called with the stage (``"reading"``, ``"comparing"``), how much is done, and of how much. What it raises
            stops the comparison and is raised.

    Raises:
        TallymarkError: A file cannot be read or lacks a column.
    """
    members = {
        "a": os.fspath(a),
        "b": os.fspath(b),
        "id": id,
        "serial": serial,
        "gtin": gtin,
        "state": state,
        "memory": memory,
        "spill": None if spill is None else os.fspath(spill),
        "engine": engine,
        "group": list(group),
        "output": None if output is None else os.fspath(output),
        "first": first,
    }
    request = {name: value for name, value in members.items() if value is not None}
    return Answer(json.loads(_diff_files(json.dumps(request).encode(), progress)))


def keep(
    list: Path,
    output: Path,
    *,
    about: Optional[Mapping[str, str]] = None,
    id: Optional[str] = None,
    serial: Optional[str] = None,
    gtin: Optional[str] = None,
    state: Optional[str] = None,
) -> Answer:
    """Sorts and packs a list into a ``.tmset`` file of about 12 bytes a serial, to be compared many times.

    >>> _ = (folder / "site.csv").write_text("serial\\nA1\\nA2\\n")
    >>> made = keep(folder / "site.csv", folder / "site.tmset", gtin="09506000134352", about={"lot": "B7"})
    >>> made.rows, made.about.lot
    (2, 'B7')

    Args:
        list: CSV, Parquet or ``.tmset``.
        output: The file to write.
        about: Facts that are kept with the set.
        id, serial, gtin, state: As for :func:`diff_files`.

    Raises:
        TallymarkError: The list cannot be read, or the file not be written.
    """
    return _answer(
        "keep",
        path=os.fspath(list),
        output=os.fspath(output),
        about=None if about is None else dict(about),
        id=id,
        serial=serial,
        gtin=gtin,
        state=state,
    )


def kept(path: Path, *, find: Optional[Sequence[str]] = None, verify: bool = False) -> Answer:
    """What a ``.tmset`` file holds: ``rows``, ``distinct``, ``digest``, ``about``, ``trade_items``, and ``found`` for the keys asked for.

    Args:
        path: The file.
        find: Identifiers in any form, or bare serials; only what is needed of the file is read.
        verify: Read everything and check it against its digest.

    Raises:
        TallymarkError: The file is damaged; the message says at which byte.
    """
    return _answer("kept", path=os.fspath(path), find=find, verify=verify)


def combine(a: Path, b: Path, operation: str, output: Path, *, about: Optional[Mapping[str, str]] = None) -> Answer:
    """A new ``.tmset`` file out of two.

    Args:
        a: The first set; rows stay as they are there.
        b: The second set.
        operation: ``"union"``, ``"intersection"``, ``"difference"`` or ``"symmetric_difference"``.
        output: The file to write.
        about: Facts that are kept with the new set.

    Raises:
        TallymarkError: A file is damaged, or there is no such operation.
    """
    return _answer(
        "combine",
        a=os.fspath(a),
        b=os.fspath(b),
        operation=operation,
        output=os.fspath(output),
        about=None if about is None else dict(about),
    )


def members(
    *lists: Path,
    id: Optional[str] = None,
    serial: Optional[str] = None,
    gtin: Optional[str] = None,
    state: Optional[str] = None,
    first: Optional[int] = None,
) -> Answer:
    """Up to 64 lists at once: ``patterns`` of which lists name how many keys, ``incomplete`` and ``repeated`` keys.

    Args:
        lists: CSV, Parquet or ``.tmset``.
        id, serial, gtin, state: As for :func:`diff_files`.
        first: Keys to list at most; all are counted.

    Raises:
        TallymarkError: A list cannot be read, or there are more than 64.
    """
    return _answer(
        "members", lists=[os.fspath(list) for list in lists], id=id, serial=serial, gtin=gtin, state=state, first=first
    )


class Sync:
    """One side of an exchange between two parties, each with its own list: both learn in what the lists differ, with about 25
    bytes a difference. How the bytes get to the other side is yours: a socket, a message queue, files.

    >>> here = Sync.ask(["A1", "A2"], by="serial")
    >>> there = Sync.answer(["A2", "A3"], by="serial")
    >>> while not (here.done and there.done):
    ...     there.push(here.pull())
    ...     here.push(there.pull())
    >>> [(one.kind, one.key) for one in here.result().differences.first]
    [('only_here', 'A1'), ('only_there', 'A3')]

    The list is a column as :func:`diff` takes it, or a path to a CSV or Parquet file, whose columns may be named.
    """

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange

    @classmethod
    def ask(cls, list: Any, *, key: Optional[bytes] = None, tell: bool = True, **options: Any) -> "Sync":
        """The side that asks.

        Args:
            list: A column, or a path.
            key: A secret of 16 bytes, fresh for each exchange; random if left out.
            tell: Whether the other side is told the differences as well.
            by, gtin, gtins, states: For columns, as for :func:`diff`.
            id, serial, gtin, state: For files, the names of their columns.
            memory: What the other side may make this one hold, such as ``"256MB"``.

        Raises:
            TallymarkError: The list cannot be read, or the key is none.
        """
        return cls(_side(list, True, {"key": None if key is None else key.hex(), "tell": tell, **options}))

    @classmethod
    def answer(cls, list: Any, **options: Any) -> "Sync":
        """The side that answers; options as for :meth:`ask`."""
        return cls(_side(list, False, options))

    def push(self, data: bytes) -> None:
        """Takes bytes from the other side, cut anyhow.

        Raises:
            TallymarkError: They are no messages, or lie. What :meth:`pull` gives then tells the other side.
        """
        self._exchange.push(bytes(data))

    def pull(self) -> bytes:
        """Bytes for the other side; empty if this side waits."""
        return self._exchange.pull()

    @property
    def done(self) -> bool:
        """Whether the result is there and all was pulled."""
        return self._exchange.done

    def result(self, first: Optional[int] = None) -> Answer:
        """What differs, so many differences listed: ``agrees``, ``how``, ``only_here``, ``only_there``, ``changed``,
        ``repeated``, ``disputed``, ``differences``, ``sent``, ``received``.

        Raises:
            TallymarkError: The exchange has not come to its end.
        """
        return Answer(json.loads(self._exchange.result(first)))


def _side(list: Any, asks: bool, options: Dict[str, Any]) -> _Exchange:
    if isinstance(list, os.PathLike):
        given = {name: value for name, value in options.items() if value is not None}
        return _Exchange.about_file(json.dumps({"path": os.fspath(list), **given}).encode(), asks)
    options.setdefault("by", "identifier")
    return _Exchange.about_columns(list, asks, **options)


def sync(
    here: Mapping[str, Any], there: Mapping[str, Any], key: str, *, tell: bool = True, first: Optional[int] = None
) -> Answer:
    """Both sides of an exchange in this process: ``here`` and ``there`` as each side reports, and ``messages``, every byte that
    would go between them.

    >>> sync({"serials": ["A1"]}, {"serials": ["A1"]}, "00" * 16).here.how
    'equal'

    Args:
        here: The list of the side that asks: ``path``, or ``identifiers``, or ``serials`` with ``gtin`` or ``gtins``; ``states``.
        there: The list of the side that answers.
        key: The secret, 32 hexadecimal digits.
        tell: Whether the side that answers is told the differences.
        first: Differences to list at most.

    Raises:
        TallymarkError: A list cannot be read.
    """
    return _answer("sync", here=dict(here), there=dict(there), key=key, tell=tell, first=first)
