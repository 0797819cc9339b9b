"""Batch folders: from what every system recorded to what to quarantine."""

import csv
import dataclasses
import io
import json
import pickle
import shutil
import signal
import threading
import time

import pytest

import tallymark
from tallymark import TallymarkError

FAULTS = [{"code": "AG-107"}, {"code": "RX-204", "count": 3}]


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch") / "faulty"
    truth = tallymark.simulate(folder, seed=7, units=2000, scenario={"faults": FAULTS})
    return folder, truth


@pytest.fixture
def folder(truth):
    return truth[0]


@pytest.fixture(scope="module")
def batch(truth):
    return tallymark.load(truth[0])


def test_every_injected_fault_is_found(batch, truth):
    found = {finding.code: set(finding.entities) for finding in batch.findings()}
    injected = {fault["code"]: set(fault["entities"]) for fault in truth[1]["faults"]}
    assert set(injected) == {"AG-107", "RX-204"}
    assert {code: found.get(code) for code in injected} == injected


def test_a_clean_batch_has_no_findings(tmp_path):
    tallymark.simulate(tmp_path, seed=11, units=1000, scenario={"faults": []})
    result = tallymark.load(tmp_path).investigate()
    assert result.findings == ()
    assert all(residual.within is not False for residual in result.residuals)
    assert not result.blocks


def test_findings_point_at_rows(batch, folder):
    [reprint] = [finding for finding in batch.findings() if finding.code == "RX-204"]
    [evidence] = [evidence for evidence in reprint.evidence if evidence.stream == "printer"]
    rows = list(csv.DictReader(io.StringIO((folder / "printer.csv").read_text("utf-8"))))
    named = {f"(01){batch.order['gtin']}(21){rows[row - 1]['serial']}" for row in evidence.rows}
    assert named == set(reprint.entities)
    assert reprint.severity == "error" and reprint.count == 3 and 0 < reprint.confidence <= 1
    assert reprint.causes[0].category in {"Machine", "Materials"}
    assert reprint.window[0] <= reprint.window[1]


def test_rows_in_are_rows_used_and_rejected(folder, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    with open(broken / "camera.csv", "a", encoding="utf-8") as camera:
        camera.write("yesterday,not a time\n")
    batch = tallymark.load(broken)
    [camera] = [rows for rows in batch.rows if rows.stream == "camera"]
    assert camera.rows_in == camera.used + camera.rejected and camera.rejected == 1
    assert camera.reasons[0].row == camera.rows_in
    table = batch.reconcile().rejected
    assert table["file"] == ["camera.csv"] and table["code"] == [camera.reasons[0].code]
    assert all(rows.rows_in == rows.used + rows.rejected for rows in batch.rows)


def test_equations(batch):
    result = batch.reconcile()
    assert [residual.equation for residual in result.residuals] == [f"E{number}" for number in range(1, 9)]
    labels = result["E2"]
    assert labels.title == "labels" and labels.evaluable and list(labels.terms)[0] == "Commissioned"
    assert len(labels.items) == len(labels.last_seen)
    with pytest.raises(KeyError, match="E9"):
        result["E9"]
    assert set(result.residual_items["equation"]) == {r.equation for r in result.residuals if r.items}
    assert result.states["printer"]


def test_a_tolerance_needs_a_reason(batch):
    with pytest.raises(TallymarkError) as raised:
        batch.reconcile(tolerance={"E2": {"limit": 3}})
    assert raised.value.code == "tolerance-unexplained" and raised.value.help
    allowed = batch.reconcile(tolerance={"E8": {"limit": 15, "reason": "SOP-112", "actor": "qa.meyer"}})
    assert allowed["E8"].tolerance == 15


def test_an_investigation_in_every_form(batch, folder):
    result = batch.investigate()
    form = result.to_dict()
    assert form["schema"] == "tallymark-investigation/1" and form == json.loads(result.to_json())
    assert {"rows", "residuals", "findings", "causes", "cannot_separate", "containment", "absent_streams"} <= set(form)
    assert [finding.code for finding in result.findings] == [finding["code"] for finding in form["findings"]]
    assert sum(cause.probability for cause in result.causes) == pytest.approx(1, abs=0.02)
    assert result.scope.items == form["containment"]["items"] and result.scope.cover
    assert "AG-107" in str(result) and "PO" in repr(result)
    assert result.to_html().lower().startswith("<!doctype html>")
    assert result._repr_html_().startswith("<iframe")
    assert result.order["lot"] == batch.order["lot"] == json.loads((folder / "batch.json").read_text("utf-8"))["lot"]
    assert result.absent_streams == tuple(form["absent_streams"])
    assert result.blocks


def test_records_are_plain_and_travel(batch):
    finding = batch.findings()[0]
    assert pickle.loads(pickle.dumps(finding)) == finding
    assert dataclasses.asdict(finding)["code"] == finding.code
    with pytest.raises(AttributeError):
        finding.code = "XX-000"


def test_containment(batch):
    shift = next(finding for finding in batch.findings() if finding.code == "AG-107")
    container = shift.entities[0]
    inside = batch.contain(container, rule="descendants")
    assert inside.cover == (container,) and inside.rule == "descendants"
    assert set(batch.contains(container).children) <= set(inside.items)
    assert set(inside.items) <= set(batch.contain([container]).items)
    assert sum(len(items) for items in inside.where.values()) > 0


def test_queries_of_the_hierarchy(batch):
    counts = batch.counts()
    assert counts.counts["unit"] > counts.counts["case"] > 0
    container = next(finding for finding in batch.findings() if finding.code == "AG-107").entities[0]
    tree = batch.contains(container)
    assert tree.id == container and all(inside.depth >= 1 for inside in tree.contains)
    path = batch.path(tree.children[0])
    assert path[0] == tree.children[0] and container in path
    digits = container[len("(00)") :]
    assert batch.path(f"]C100{digits}") == batch.path(container)


def test_wrong_questions(batch):
    for ask in (batch.path, batch.contains, batch.contain):
        with pytest.raises(TallymarkError) as raised:
            ask("(00)395060001340000019")
        assert raised.value.code == "ai-checksum" and raised.value.span
        with pytest.raises(TallymarkError) as raised:
            ask("(00)106141412345678908")
        assert raised.value.code == "unknown-item" and raised.value.help
    with pytest.raises(TallymarkError, match="rule-unknown"):
        batch.contain([], rule="everything")


def test_a_folder_without_an_order(tmp_path):
    with pytest.raises(TallymarkError) as raised:
        tallymark.load(tmp_path)
    assert raised.value.code == "folder-no-order" and raised.value.help and raised.value.span is None
    (tmp_path / "batch.json").write_text('{"schema": "tallymark-batch/1"}')
    with pytest.raises(TallymarkError) as raised:
        tallymark.load(tmp_path)
    assert "batch.json" in raised.value.place
    with pytest.raises(TallymarkError):
        tallymark.load(tmp_path / "nowhere")


def test_a_folder_that_is_no_simulation_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("two years of work")
    with pytest.raises(TallymarkError, match="simulation-folder"):
        tallymark.simulate(tmp_path, seed=1)
    with pytest.raises(TallymarkError, match="scenario"):
        tallymark.simulate(tmp_path / "new", scenario={"faults": [{"code": "RX-999"}]})
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_same_seed_is_the_same_batch(tmp_path):
    for name in ("one", "two"):
        tallymark.simulate(str(tmp_path / name), seed=3, units=300)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "truth.json" in files
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


def test_findings_as_tables(batch):
    pa = pytest.importorskip("pyarrow")
    findings = batch.findings()
    table = pa.table(findings)
    table.validate(full=True)
    assert table.column("code").to_pylist() == [finding.code for finding in findings]
    assert table.column("entities").to_pylist() == [list(finding.entities) for finding in findings]
    assert table.column("evidence").to_pylist() == [
        [{"stream": evidence.stream, "rows": list(evidence.rows)} for evidence in finding.evidence] for finding in findings
    ]
    assert pa.types.is_timestamp(table.schema.field("from").type)
    assert findings.table.to_pylist() == table.to_pylist()
    residuals = pa.table(batch.reconcile().residuals)
    assert residuals.num_rows == 8
    assert findings == tuple(findings) and findings[0] in findings and findings[:1] == (findings[0],)


def test_findings_as_frames(batch):
    pl = pytest.importorskip("polars")
    pd = pytest.importorskip("pandas")
    result = batch.investigate()
    frame = result.findings.to_polars()
    assert isinstance(frame, pl.DataFrame) and frame["code"].to_list() == [finding.code for finding in result.findings]
    assert frame["entities"].list.len().to_list() == [len(finding.entities) for finding in result.findings]
    assert isinstance(result.rows.to_pandas(), pd.DataFrame)
    assert result.residual_items.to_polars().height == sum(len(r.items) for r in result.residuals)


def test_a_stream_may_be_a_parquet_file(batch, folder, tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    packed = tmp_path / "packed"
    shutil.copytree(folder, packed)
    text = arrow_csv.ConvertOptions(column_types={"serial": pa.string(), "lot": pa.string(), "expiry": pa.string()})
    table = arrow_csv.read_csv(packed / "printer.csv", convert_options=text)
    columns = [column.cast(pa.string()) if pa.types.is_temporal(column.type) else column for column in table.columns]
    printed = list(csv.DictReader(io.StringIO((packed / "printer.csv").read_text("utf-8"))))
    columns[table.column_names.index("t")] = pa.array([row["t"] for row in printed])
    parquet.write_table(pa.table(columns, names=table.column_names), packed / "printer.parquet")
    (packed / "printer.csv").unlink()
    again = tallymark.load(packed)
    [rows] = [rows for rows in again.rows if rows.stream == "printer"]
    assert rows.file == "printer.parquet" and rows.used == len(printed)
    assert again.findings() == batch.findings()


def test_progress_is_told(folder):
    told = []
    tallymark.load(folder, progress=lambda file, read, total: told.append((file, read, total)))
    assert told and told[-1][1] <= told[-1][2]
    assert [read for _, read, _ in told] == sorted(read for _, read, _ in told)


def test_an_exception_of_the_callback_ends_the_reading(folder):
    def stop(file, read, total):
        raise LookupError("seen enough")

    with pytest.raises(LookupError, match="seen enough"):
        tallymark.load(folder, progress=stop)


def test_ctrl_c_ends_the_reading(folder):
    def interrupt(file, read, total):
        signal.raise_signal(signal.SIGINT)

    # In the background of a shell the signal is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            tallymark.load(folder, progress=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_run_meanwhile(folder):
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.0005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.perf_counter()
    for _ in range(5):
        tallymark.load(folder).investigate()
    end = time.perf_counter()
    stop.set()
    ticker.join()
    assert sum(start < t < end for t in ticks) >= 5


def test_one_batch_answers_many_threads(batch):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(batch.investigate().to_json())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4 and len(set(answers)) == 1
