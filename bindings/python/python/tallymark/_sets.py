"""Lists of serials compared with those of somebody else."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Mapping, Optional

from ._calls import Answer, _answer
from ._tallymark import Exchange as _Exchange

__all__ = ["Sync", "sync"]


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
