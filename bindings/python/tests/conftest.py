"""What the tests share: inputs from the repository, and a batch folder made once."""

import doctest
import json
from pathlib import Path

import pytest

import tallymark

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "core" / "cases"


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """A small batch folder with faults; what was injected is in ``truth.json``."""
    folder = tmp_path_factory.mktemp("batch") / "example"
    tallymark.simulate(folder, seed=7, units=2000)
    return folder
