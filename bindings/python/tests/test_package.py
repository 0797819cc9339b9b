"""The installed package: its docs run, its stubs are true, its surface is that of the other languages."""

import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import tallymark

ROOT = Path(__file__).resolve().parents[1]
MODULES = ["tallymark", "tallymark._batch", "tallymark._errors", "tallymark._records", "tallymark._tallymark"]


def documented():
    """Every module and public object with a docstring, by name; extension types and functions included."""
    for name in MODULES:
        module = importlib.import_module(name)
        yield name, module
        for member, value in vars(module).items():
            if not member.startswith("_") and callable(value) and getattr(value, "__doc__", None):
                yield f"{name}.{member}", value
                if isinstance(value, type):
                    for inner, method in vars(value).items():
                        if not inner.startswith("_") and getattr(method, "__doc__", None):
                            yield f"{name}.{member}.{inner}", method


def examples():
    seen = {(ROOT / "README.md").read_text("utf-8"): "README"}
    for name, value in documented():
        doc = value.__doc__ or ""
        if ">>>" in doc and doc not in seen:
            seen[doc] = name
    return [pytest.param(doc, id=name) for doc, name in seen.items()]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "example"
    tallymark.simulate(folder, seed=7, units=2000, scenario={"faults": [{"code": "AG-107"}, {"code": "RX-204"}]})
    return folder


@pytest.mark.parametrize("doc", examples())
def test_the_examples_of_the_documentation_run(doc, example, tmp_path, request):
    names = {"tallymark": tallymark, **vars(tallymark), "example": example, "folder": tmp_path}
    test = doctest.DocTestParser().get_doctest(doc, names, request.node.callspec.id, None, 0)
    assert test.examples
    report = []
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(test, out=report.append)
    assert failed == 0, "".join(report)


def test_everything_public_is_documented():
    undocumented = [name for name in tallymark.__all__ if not (getattr(tallymark, name).__doc__ or "").strip()]
    assert undocumented == []


def test_all_names_exist_once():
    assert sorted(tallymark.__all__) == sorted(set(tallymark.__all__))
    assert all(hasattr(tallymark, name) for name in tallymark.__all__)


def test_version_and_marker_of_types():
    assert tallymark.__version__.count(".") == 2
    assert (Path(tallymark.__file__).parent / "py.typed").exists()


def test_finding_codes():
    codes = tallymark.finding_codes()
    assert {"ID-101", "RX-201", "AG-107"} <= set(codes) and len(set(codes)) == len(codes)


def test_nothing_is_imported_that_was_not_asked_for():
    program = "import sys, tallymark; print(sorted({'pyarrow', 'polars', 'pandas', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_stubs_are_true():
    pytest.importorskip("mypy")
    check = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "tallymark._tallymark", "--concise"], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_package_passes_a_strict_type_checker(tmp_path):
    pytest.importorskip("mypy")
    program = tmp_path / "program.py"
    program.write_text(
        "import tallymark\n"
        "parsed: tallymark.Parsed = tallymark.parse(b'', kind='scan', hri_titles=True)\n"
        "lot: str = parsed.get('lot', '-')\n"
        "for finding in tallymark.load('x').findings():\n"
        "    rows: tuple[int, ...] = finding.evidence[0].rows\n"
    )
    check = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)],
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr
