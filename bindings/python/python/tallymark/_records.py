"""What a batch says, as plain immutable records.

Each record has the members of the JSON form that every language prints; members whose JSON name is a Python keyword are
spelled as noted. Identifiers are canonical bracketed element strings, times are RFC 3339 texts, rows are 1-based data
rows of the stream's file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Dict, Iterable, Optional, Tuple, TypeVar, Union, overload

if TYPE_CHECKING:
    from ._tallymark import Table

__all__ = [
    "Cause",
    "Containment",
    "ContainmentCost",
    "Counts",
    "Evidence",
    "Finding",
    "Inside",
    "LastSeen",
    "Leaf",
    "Records",
    "Rejected",
    "Residual",
    "Rows",
    "Scope",
    "Tree",
]


@dataclasses.dataclass(frozen=True)
class Evidence:
    """Rows that show a finding."""

    stream: str
    rows: Tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Leaf:
    """A concrete cause of one finding."""

    leaf: str
    category: str
    probability: float


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, where it shows, how sure, and why it may have happened."""

    code: str
    severity: str
    title: str
    message: str
    count: int
    #: First and last time, or ``None`` if no row has one.
    window: Optional[Tuple[str, str]]
    entities: Tuple[str, ...]
    evidence: Tuple[Evidence, ...]
    confidence: float
    #: Most probable first.
    causes: Tuple[Leaf, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Finding":
        window = json["window"] and (json["window"]["from"], json["window"]["to"])
        evidence = tuple(Evidence(e["stream"], tuple(e["rows"])) for e in json["evidence"])
        causes = tuple(_pick(Leaf, leaf) for leaf in json["causes"])
        return _pick(cls, json, window=window, evidence=evidence, causes=causes)


@dataclasses.dataclass(frozen=True)
class LastSeen:
    """An item of a residual with the last place that recorded it."""

    item: str
    stream: Optional[str]
    row: Optional[int]
    station: str
    t: Optional[str]
    #: The items recorded just before and after it there.
    neighbours: Tuple[Optional[str], Optional[str]]


@dataclasses.dataclass(frozen=True)
class Residual:
    """One reconciliation equation evaluated."""

    equation: str
    title: str
    #: Size of the left-hand side.
    lhs: int
    #: Names and sizes of the right-hand side, in the order of the equation.
    terms: Dict[str, int]
    #: Items listed, or for pure counts left-hand side less right-hand side; ``None`` if it cannot be evaluated.
    residual: Optional[int]
    items: Tuple[str, ...]
    last_seen: Tuple[LastSeen, ...]
    evaluable: bool
    #: Why it cannot be evaluated, or what limits it.
    limit: Optional[str]
    tolerance: int
    #: ``None`` if it cannot be evaluated.
    within: Optional[bool]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Residual":
        return _pick(cls, json, last_seen=tuple(_pick(LastSeen, item) for item in json["last_seen"]))


@dataclasses.dataclass(frozen=True)
class Rejected:
    """A row that could not be used; ``column`` is empty when the row as a whole is at fault."""

    row: int
    column: str
    code: str
    message: str


@dataclasses.dataclass(frozen=True)
class Rows:
    """What became of the rows of one file: ``rows_in == used + rejected`` (``rows_in`` is ``in`` in JSON)."""

    stream: str
    file: str
    rows_in: int
    used: int
    rejected: int
    reasons: Tuple[Rejected, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Rows":
        return _pick(cls, json, rows_in=json["in"], reasons=tuple(_pick(Rejected, reason) for reason in json["reasons"]))


@dataclasses.dataclass(frozen=True)
class Cause:
    """A branch of the cause-and-effect diagram over all findings (``supports`` is ``for`` in JSON)."""

    category: str
    probability: float
    supports: Tuple[str, ...]
    against: Tuple[str, ...]
    ask_for: Tuple[str, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Cause":
        return _pick(cls, json, supports=tuple(json["for"]))


@dataclasses.dataclass(frozen=True)
class Scope:
    """What an investigation would quarantine: how much it is and the shortest way to name it."""

    rule: str
    #: How many packs.
    items: int
    #: How many containers.
    containers: int
    cover: Tuple[str, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Scope":
        return _pick(cls, json)


@dataclasses.dataclass(frozen=True)
class Containment:
    """What to quarantine, in full."""

    rule: str
    #: Every pack and container in the set.
    items: Tuple[str, ...]
    #: The fewest containers and loose packs that name exactly this set.
    cover: Tuple[str, ...]
    #: Place (line, warehouse, shipped, ...) to the items there.
    where: Dict[str, Tuple[str, ...]]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Containment":
        return _pick(cls, json, where={place: tuple(items) for place, items in json["where"].items()})


@dataclasses.dataclass(frozen=True)
class ContainmentCost:
    """How much a containment rule would hold."""

    rule: str
    #: Packs.
    items: int
    containers: int
    #: How many identifiers name exactly this set.
    cover: int
    #: Place (line, warehouse, shipped, ...) to the number of items there.
    where: Dict[str, int]
    #: Why the rule says nothing about this batch; then every number is 0.
    reason: Optional[str]


@dataclasses.dataclass(frozen=True)
class Inside:
    """A pack or container inside another; depth 1 is directly inside."""

    id: str
    depth: int


@dataclasses.dataclass(frozen=True)
class Tree:
    """What is in a container."""

    id: str
    #: Directly in it.
    children: Tuple[str, ...]
    #: In it at any depth, a container before what it holds.
    contains: Tuple[Inside, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Tree":
        return _pick(cls, json, contains=tuple(_pick(Inside, inside) for inside in json["contains"]))


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many things there are at each level, from the packs outwards."""

    counts: Dict[str, int]
    #: Packs and containers that are in nothing.
    roots: int


R = TypeVar("R", covariant=True)


class Records(Sequence[R]):
    """Records in order, and the same as an Arrow table: pass it to any data frame library.

    >>> files = tallymark.load(example).rows
    >>> files[0].stream, files[0].rejected
    ('pool', 0)
    >>> files.table.columns
    ('stream', 'file', 'rows', 'used', 'rejected')
    """

    __slots__ = ("_records", "table")

    #: The same as an Arrow table.
    table: "Table"

    def __init__(self, records: Iterable[R], table: "Table") -> None:
        self._records = tuple(records)
        self.table = table

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Tuple[R, ...]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[R, Tuple[R, ...]]:
        return self._records[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Records, tuple, list)) and self._records == tuple(other)

    def __hash__(self) -> int:
        return hash(self._records)

    def __repr__(self) -> str:
        return f"Records({list(self._records)!r})"

    def __arrow_c_array__(self, requested_schema: Any = None) -> Tuple[Any, Any]:
        return self.table.__arrow_c_array__(requested_schema)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self.table.__arrow_c_schema__()

    def to_pyarrow(self) -> Any:
        """A ``pyarrow.Table`` over the same buffers."""
        return self.table.to_pyarrow()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame`` over the same buffers."""
        return self.table.to_polars()

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``."""
        return self.table.to_pandas()


def _pick(record: Any, json: Dict[str, Any], **made: Any) -> Any:
    """The record with its members from JSON, lists frozen; members that are newer than this class are left out."""
    given = {**{field.name: json.get(field.name) for field in dataclasses.fields(record)}, **made}
    return record(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
