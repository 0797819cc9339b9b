r"""Pharmaceutical serialization: GS1 identifiers, aggregation, and exact reconciliation of what a line recorded.

One text, in any form it may come in:

>>> import tallymark
>>> pack = tallymark.parse("]d201095060001343521726022810A7B21\x1d21A1B2")
>>> pack["lot"], pack.key
('A7B21', '(01)09506000134352(21)A1B2')

A whole column, in any data frame and out to any other, errors as columns and nothing copied:

>>> tallymark.parse_column([pack.plain, "(01)09506000134353"], ais=("gtin",)).to_pydict()["code"]
[None, 'ai-checksum']

A batch folder, from what every system recorded to what went wrong and what to quarantine:

>>> result = tallymark.load(example).investigate()
>>> for finding in result.findings[:1]:
...     print(finding.code, finding.title)
RX-204 same serial printed twice
"""

from __future__ import annotations

from ._batch import Batch, Investigation, Reconciliation, load, simulate
from ._calls import (
    Answer,
    ask,
    compress,
    convert,
    decompress,
    dictionary,
    emit,
    identify,
    link,
    merge,
    predictability,
    prefix,
    profile,
    profiles,
    repair,
    serials,
    tag,
    values,
)
from ._documents import (
    EventTables,
    check,
    convert_epcis,
    hash_events,
    read_events,
    validate,
)
from ._errors import TallymarkError
from ._records import (
    Cause,
    Containment,
    ContainmentCost,
    Counts,
    Evidence,
    Finding,
    Inside,
    LastSeen,
    Leaf,
    Records,
    Rejected,
    Residual,
    Rows,
    Scope,
    Tree,
)
from ._sets import Sync, combine, diff_files, keep, kept, members, sync
from ._tallymark import (
    Diff,
    Hierarchy,
    Known,
    Parsed,
    Sketch,
    Table,
    __version__,
    codes,
    diff,
    finding_codes,
    parse,
    parse_column,
    try_parse,
)

__all__ = [
    "Answer",
    "EventTables",
    "Batch",
    "Cause",
    "Containment",
    "ContainmentCost",
    "Counts",
    "Diff",
    "Evidence",
    "Finding",
    "Hierarchy",
    "Inside",
    "Investigation",
    "Known",
    "LastSeen",
    "Leaf",
    "Parsed",
    "Reconciliation",
    "Records",
    "Rejected",
    "Residual",
    "Rows",
    "Scope",
    "Sketch",
    "Sync",
    "Table",
    "TallymarkError",
    "Tree",
    "__version__",
    "ask",
    "codes",
    "check",
    "combine",
    "compress",
    "convert",
    "convert_epcis",
    "decompress",
    "dictionary",
    "diff_files",
    "diff",
    "emit",
    "hash_events",
    "finding_codes",
    "identify",
    "keep",
    "kept",
    "link",
    "load",
    "members",
    "merge",
    "parse",
    "parse_column",
    "predictability",
    "prefix",
    "profile",
    "profiles",
    "read_events",
    "repair",
    "serials",
    "simulate",
    "sync",
    "tag",
    "try_parse",
    "validate",
    "values",
]
