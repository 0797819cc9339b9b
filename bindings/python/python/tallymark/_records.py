"""What a batch says, as plain immutable records.

Each record has the members of the JSON form that every language prints; members whose JSON name is a Python keyword are
spelled as noted. Identifiers are canonical bracketed element strings, times are RFC 3339 texts, rows are 1-based data
rows of the stream's file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Generic, Iterable, NamedTuple, Optional, Tuple, TypeVar

if TYPE_CHECKING:
    from ._tallymark import Table

__all__ = [
    "Cause",
    "Containment",
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


class Evidence(NamedTuple):
    """Rows that show a finding."""

    stream: str
    rows: Tuple[int, ...]


class Leaf(NamedTuple):
    """A concrete cause of one finding."""

    leaf: str
    category: str
    probability: float


class Finding(NamedTuple):
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


class LastSeen(NamedTuple):
    """An item of a residual with the last place that recorded it."""

    item: str
    stream: Optional[str]
    row: Optional[int]
    station: str
    t: Optional[str]
    #: The items recorded just before and after it there.
    neighbours: Tuple[Optional[str], Optional[str]]


class Residual(NamedTuple):
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


class Rejected(NamedTuple):
    """A row that could not be used; ``column`` is empty when the row as a whole is at fault."""

    row: int
    column: str
    code: str
    message: str


class Rows(NamedTuple):
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


class Cause(NamedTuple):
    """A branch of the cause-and-effect diagram over all findings (``supports`` is ``for`` in JSON)."""

    category: str
    probability: float
    supports: Tuple[str, ...]
    against: Tuple[str, ...]
    ask_for: Tuple[str, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Cause":
        return _pick(cls, json, supports=tuple(json["for"]))


class Scope(NamedTuple):
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


class Containment(NamedTuple):
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


class Inside(NamedTuple):
    """A pack or container inside another; depth 1 is directly inside."""

    id: str
    depth: int


class Tree(NamedTuple):
    """What is in a container."""

    id: str
    #: Directly in it.
    children: Tuple[str, ...]
    #: In it at any depth, a container before what it holds.
    contains: Tuple[Inside, ...]

    @classmethod
    def _of(cls, json: Dict[str, Any]) -> "Tree":
        return _pick(cls, json, contains=tuple(_pick(Inside, inside) for inside in json["contains"]))


class Counts(NamedTuple):
    """How many things there are at each level, from the packs outwards."""

    counts: Dict[str, int]
    #: Packs and containers that are in nothing.
    roots: int


R = TypeVar("R")


class Records(Tuple[R, ...], Generic[R]):
    """Records in order, and the same as an Arrow table: pass it to any data frame library.

    >>> import tallymark
    >>> files = tallymark.load(example).rows
    >>> files[0].stream
    'pool'
    >>> files.table.columns
    ('stream', 'file', 'rows', 'used', 'rejected')
    """

    table: "Table"

    @classmethod
    def _of(cls, records: Iterable[R], table: "Table") -> "Records[R]":
        made = cls(records)
        made.table = table
        return made

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
    given = {**{name: json.get(name) for name in record._fields}, **made}
    return record(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
