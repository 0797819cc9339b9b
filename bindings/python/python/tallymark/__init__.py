"""Pharmaceutical serialization and track-and-trace."""

from __future__ import annotations

from ._errors import TallymarkError
from ._tallymark import Table, __version__

__all__ = ["Table", "TallymarkError", "__version__"]
