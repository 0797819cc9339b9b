"""A batch folder: what a packaging line and the systems around it recorded of one order."""

from __future__ import annotations

import html
import json
import os
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Tuple, Union

from ._records import Cause, Containment, ContainmentCost, Counts, Finding, Records, Residual, Rows, Scope, Tree
from ._tallymark import Report, Session, Table
from ._tallymark import simulate as _simulate

__all__ = ["Batch", "Investigation", "Reconciliation", "load", "simulate"]

PathLike = Union[str, "os.PathLike[str]"]
Tolerance = Mapping[str, Mapping[str, Any]]


def load(directory: PathLike, *, progress: Optional[Callable[[str, int, int], object]] = None) -> "Batch":
    """Reads a batch folder, the interpreter free meanwhile; Ctrl-C ends it.

    >>> batch = tallymark.load(example)
    >>> batch.order["order"]
    'PO-1007'

    Args:
        directory: The folder that holds ``batch.json`` and the streams.
        progress: Called about once a mebibyte with the file being read, the bytes read of all files and their total;
            an exception it raises ends the reading.

    Raises:
        TallymarkError: ``batch.json`` is missing or not valid; ``place`` says where. A row that cannot be used is no
            error: :attr:`Batch.rows` lists it with its reason.
    """
    return Batch(Session.load(os.fspath(directory), progress))


def simulate(
    directory: PathLike,
    *,
    seed: Optional[int] = None,
    units: Optional[int] = None,
    scenario: Optional[Mapping[str, Any]] = None,
) -> Dict[str, Any]:
    """Writes the batch folder of a line that never was, with known faults, and returns the truth about them.

    >>> faults = [{"code": "RX-204", "count": 2}]
    >>> truth = tallymark.simulate(folder, seed=7, units=500, scenario={"faults": faults})
    >>> [fault["code"] for fault in truth["faults"]]
    ['RX-204']

    Args:
        directory: A folder that does not exist, is empty, or holds nothing but an older simulation: that is replaced.
        seed: Decides everything that the scenario does not say; the same seed writes the same bytes everywhere.
        units: Packs to print.
        scenario: What to simulate, as the members of its JSON form.

    Raises:
        TallymarkError: The scenario cannot be simulated, or the folder holds something else.
    """
    text = None if scenario is None else json.dumps(scenario)
    return json.loads(_simulate(os.fspath(directory), text, seed, units))


class Batch:
    """Everything recorded of one order; made by :func:`load`. Every question is answered from memory."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def order(self) -> Dict[str, Any]:
        """The order: ``order``, ``gtin``, ``lot``, ``expiry``, ``packaging`` and what else it says of itself."""
        return self.reconcile().order

    @property
    def rows(self) -> Records[Rows]:
        """What became of every file's rows: in = used + rejected, always.

        >>> [file.stream for file in tallymark.load(example).rows if file.rejected]
        []
        """
        return self.reconcile().rows

    def reconcile(self, *, tolerance: Optional[Tolerance] = None) -> "Reconciliation":
        """The sets of every source against one another: the equations E1 to E8, residuals item by item.

        >>> result = tallymark.load(example).reconcile()
        >>> result["E2"].title
        'labels'

        Args:
            tolerance: Residuals above zero that do not block, each with who allowed it and why, such as
                ``{"E8": {"limit": 15, "reason": "SOP-112", "actor": "qa.meyer"}}``.
        """
        return Reconciliation(self._session.reconcile(None if tolerance is None else json.dumps(tolerance)))

    def investigate(self) -> "Investigation":
        """Reconciliation, then what went wrong, why it may have happened, and what to quarantine.

        >>> tallymark.load(example).investigate().scope.rule
        'siblings'
        """
        return Investigation(self._session.investigate())

    def findings(self) -> Records[Finding]:
        """What is wrong, by code, each finding with the rows that show it and its probable causes.

        >>> for finding in tallymark.load(example).findings()[:1]:
        ...     print(finding.code, finding.title)
        RX-204 same serial printed twice
        """
        return self.investigate().findings

    def contain(self, seeds: Union[str, Iterable[str]], *, rule: str = "siblings") -> Containment:
        """What a fault at these items reaches, and the fewest identifiers that name it.

        >>> batch = tallymark.load(example)
        >>> [shift] = [finding for finding in batch.findings() if finding.code == "AG-107"]
        >>> container = shift.entities[0]
        >>> batch.contain(container, rule="descendants").cover == (container,)
        True

        Args:
            seeds: Identifiers in any form.
            rule: ``"descendants"``, ``"siblings"``, ``"bracket"`` (what passed the seeds' stations between the last good
                sighting and the next), ``"material-lot"`` or ``"lot"``.

        Raises:
            TallymarkError: A seed is no identifier, or no record names it.
        """
        seeds = [seeds] if isinstance(seeds, str) else list(seeds)
        return Containment._of(json.loads(self._session.contain(seeds, rule)))

    def contain_costs(self, seeds: Union[str, Iterable[str]]) -> Tuple[ContainmentCost, ...]:
        """What each containment rule would hold, to be seen before one is chosen.

        >>> batch = tallymark.load(example)
        >>> [shift] = [finding for finding in batch.findings() if finding.code == "AG-107"]
        >>> [cost.rule for cost in batch.contain_costs(shift.entities[0])]
        ['descendants', 'siblings', 'bracket', 'material-lot', 'lot']
        """
        seeds = [seeds] if isinstance(seeds, str) else list(seeds)
        return tuple(ContainmentCost(**cost) for cost in json.loads(self._session.contain_costs(seeds))["costs"])

    def contains(self, id: str) -> Tree:
        """What is in a container now, directly and at any depth."""
        return Tree._of(json.loads(self._session.contains(id)))

    def path(self, id: str) -> Tuple[str, ...]:
        """The item, then each container around it, outermost last."""
        return tuple(json.loads(self._session.path(id))["path"])

    def counts(self) -> Counts:
        """How many packs are in containers, and how many containers of each level hold anything."""
        return Counts(**json.loads(self._session.counts()))

    def __repr__(self) -> str:
        return self._session.__repr__()


class Reconciliation:
    """What the sources say of one another. Made by :meth:`Batch.reconcile`; prints as a page of text."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._json: Optional[Dict[str, Any]] = None

    def to_dict(self) -> Dict[str, Any]:
        """The JSON form that every language prints, as new dictionaries and lists."""
        return json.loads(self._report.json())

    def to_json(self) -> str:
        """The JSON form as text."""
        return self._report.json()

    def to_html(self) -> str:
        """One self-contained page, printable and readable without scripts."""
        return self._report.html()

    @property
    def blocks(self) -> bool:
        """Whether an error finding, a residual, a rejected row or an unreadable stream stands in the way."""
        return self._report.blocks()

    @property
    def order(self) -> Dict[str, Any]:
        """The order: ``order``, ``gtin``, ``lot``, ``expiry``, ``packaging`` and what else it says of itself."""
        return self._read()["order"]

    @property
    def rows(self) -> Records[Rows]:
        """What became of every file's rows; rejected ones with their reasons."""
        return self._records(Rows, "rows")

    @property
    def rejected(self) -> Table:
        """Every rejected row with its file, column and reason."""
        return self._report.table("rejected")

    @property
    def residuals(self) -> Records[Residual]:
        """The equations E1 to E8 in order."""
        return self._records(Residual, "residuals")

    @property
    def residual_items(self) -> Table:
        """The items of all residuals, each with the last place that recorded it."""
        return self._report.table("residual_items")

    @property
    def findings(self) -> Records[Finding]:
        """What is wrong, by code."""
        return self._records(Finding, "findings")

    @property
    def states(self) -> Dict[str, Dict[str, int]]:
        """For each source how many serials it holds in each state."""
        return {source["source"]: dict(source["states"]) for source in self._read()["states"]}

    @property
    def absent_streams(self) -> Tuple[str, ...]:
        """Streams that were expected and are not there, or could not be read."""
        return tuple(self._read()["absent_streams"])

    def __getitem__(self, equation: str) -> Residual:
        for residual in self.residuals:
            if residual.equation == equation:
                return residual
        raise KeyError(equation)

    def __str__(self) -> str:
        return self._report.summary()

    def __repr__(self) -> str:
        order, found = self.order, len(self._read()["findings"])
        return f"<{type(self).__name__} of order {order['order']}, lot {order['lot']}: {found} findings>"

    def _repr_html_(self) -> str:
        page = html.escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{page}" style="width: 100%; height: 40em; border: 0" title="batch report"></iframe>'

    def _read(self) -> Dict[str, Any]:
        if self._json is None:
            self._json = self.to_dict()
        return self._json

    def _records(self, record: Any, name: str) -> Records[Any]:
        return Records(map(record._of, self._read()[name]), self._report.table(name))


class Investigation(Reconciliation):
    """What went wrong in a batch, why, and what to do. Made by :meth:`Batch.investigate`."""

    @property
    def causes(self) -> Tuple[Cause, ...]:
        """Branches of the cause-and-effect diagram, most probable first."""
        return tuple(map(Cause._of, self._read()["causes"]))

    @property
    def cannot_separate(self) -> Tuple[Tuple[str, str], ...]:
        """Pairs of branches that the records at hand cannot tell apart."""
        return tuple((one, other) for one, other in self._read()["cannot_separate"])

    @property
    def scope(self) -> Scope:
        """What to quarantine: how much, and the shortest way to name it (``containment`` in JSON)."""
        return Scope._of(self._read()["containment"])
