"""Calls that take texts and give back data; their members are the same in every language."""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping

from ._tallymark import ask as _ask

__all__ = ["ask"]


def ask(request: Mapping[str, Any]) -> Dict[str, Any]:
    """Answers a request as it stands in the shared cases: ``op`` and the members of the operation.

    A refused input is an answer too, with ``ok`` false and ``error``; nothing is raised.

    >>> ask({"op": "parse", "input": "(01)09506000134352(21)A1"})["key"]
    '(01)09506000134352(21)A1'
    """
    return json.loads(_ask(json.dumps(request).encode("utf-8")))
