import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.peers.timing import asked, memory
from bench.speed_documents import QUESTIONS, WARM_UP, of_corpus, of_sample_pages
from bench.speed_systems import KNOWN, size
from bench.speed_table import (
    HIGH,
    LOW,
    MEASURES,
    SPOTTER,
    Compared,
    Measure,
    alone_lines,
    bars,
    compare,
    of_rounds,
    percentile,
    table,
)
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

PEERS = Path(__file__).resolve().parent.parent / "bench" / "peers"
FIGURES = {
    SPOTTER: {"ingest": 120.0, "p50": 10.0, "cold": 1.0, "resident": 300.0, "install": 900.0},
    "slow": {"ingest": 20.0, "p50": 40.0, "cold": 6.0, "resident": 800.0, "install": 1000.0},
    "fast": {"ingest": 40.0, "p50": 16.0, "cold": 5.0, "resident": 1000.0, "install": 800.0},
}
LABELS = {SPOTTER: "Spotter", "slow": "Slow", "fast": "Fast", "absent": "Absent"}


def _measure(key: str) -> Measure:
    return next(measure for measure in MEASURES if measure.key == key)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ingest", Compared(3.0, "fast", False)),
        ("p50", Compared(0.625, "fast", False)),
        ("cold", Compared(0.2, "fast", True)),
        ("resident", Compared(0.375, "slow", False)),
        ("install", Compared(1.125, "fast", None)),
    ],
)
def test_spotter_is_compared_with_the_peer_that_is_best_in_each_measure(key: str, expected: Compared) -> None:
    assert compare(_measure(key), FIGURES) == expected


@pytest.mark.parametrize(
    ("better", "ratio", "kept"), [(HIGH, 4.0, True), (HIGH, 3.9, False), (LOW, 4.0, True), (LOW, 4.1, False)]
)
def test_a_bar_is_kept_on_its_own_side_and_on_the_bar_itself(better: str, ratio: float, kept: bool) -> None:
    found = compare(Measure("x", "x", better, 4.0), {SPOTTER: {"x": ratio}, "peer": {"x": 1.0}})

    assert found == Compared(ratio, "peer", kept)


def test_nothing_is_compared_without_spotter_or_without_a_peer() -> None:
    measure = _measure("p50")

    assert compare(measure, {"fast": {"p50": 1.0}}) is None
    assert compare(measure, {SPOTTER: {"p50": 1.0}, "fast": {}}) is None


def test_bars_that_cannot_be_judged_are_left_out() -> None:
    assert bars(FIGURES) == {"ingest": False, "p50": False, "cold": True, "resident": False}
    assert bars({SPOTTER: FIGURES[SPOTTER]}) == {}


def test_the_table_has_a_column_for_each_system_and_dashes_for_one_that_was_not_measured() -> None:
    rows = {row.split(" | ")[0].strip("| "): row for row in table(FIGURES, LABELS).splitlines()}

    assert rows["measure"] == "| measure | Spotter | Slow | Fast | Absent | Spotter to best peer | bar |  |"
    assert rows["ingest, documents/s"] == (
        "| ingest, documents/s | 120.0 | 20.0 | 40.0 | – | 3.00× (Fast) | ≥ 4.00× | **missed** |"
    )
    assert rows["cold start to first answer, s"].endswith("| 0.20× (Fast) | ≤ 0.20× | kept |")
    assert rows["installed packages, MB"] == "| installed packages, MB | 900 | 1,000 | 800 | – | 1.12× (Fast) |  |  |"
    assert {row.count("|") for row in rows.values()} == {9}


def test_a_table_without_spotter_judges_nothing() -> None:
    figures = {name: row for name, row in FIGURES.items() if name != SPOTTER}

    assert table(figures, LABELS).count("not judged") == len([measure for measure in MEASURES if measure.bar])


def test_the_bars_are_those_that_the_project_wants_to_keep() -> None:
    assert {measure.key: measure.bar for measure in MEASURES if measure.bar} == {
        "ingest": 4,
        "p50": 1 / 2,
        "cold": 1 / 5,
        "resident": 1 / 3,
    }


def test_a_percentile_lies_between_the_two_nearest_values() -> None:
    values = [float(value) for value in range(1, 11)]

    assert (percentile(values, 50), round(percentile(values, 95), 2), percentile([7.0], 95)) == (5.5, 9.55, 7.0)


def test_a_figure_of_several_rounds_is_the_median_of_theirs() -> None:
    assert of_rounds([[1.0, 3.0], [9.0, 11.0], [4.0, 6.0]], 50) == 5.0


def test_what_is_measured_of_spotter_only_is_told_and_encoding_where_it_could_be_measured() -> None:
    encoding = {"passages": 100, "own": 2.0, "bare": 1.6}

    again, told = alone_lines({"again": 0.5, "help": 0.061, "encoding": encoding})

    assert "unchanged pages 0.50 s; `spotter --help` 0.06 s" in again
    assert "50 passages/s" in told
    assert "80 % of its speed" in told
    assert alone_lines({"again": 0.5, "help": 0.061, "encoding": encoding | {"own": 0.0, "bare": 0.0}}) == [again]
    assert alone_lines({}) == []


def test_a_corpus_becomes_texts_for_the_peers_and_pages_for_spotter(tmp_path: Path) -> None:
    corpus = tmp_path / "set"
    corpus.mkdir()
    rows = [{"id": f"Pool/{n}", "title": "Pool" if n else "", "text": f"Lane {n} is open."} for n in range(3)]
    asked_rows = [{"id": str(n), "text": f"Is lane {n} open?"} for n in range(WARM_UP + QUESTIONS + 5)]
    _write(corpus / "corpus.jsonl", rows)
    _write(corpus / "queries.jsonl", asked_rows)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "old.md").write_text("Of an earlier run.", encoding="utf-8")

    documents = of_corpus(corpus, 2, tmp_path / "pages")

    assert documents.texts == ("Lane 0 is open.", "Pool\nLane 1 is open.")
    assert {path.name: path.read_text(encoding="utf-8") for path in documents.pages.iterdir()} == {
        "Pool_0.md": "Lane 0 is open.\n",
        "Pool_1.md": "# Pool\n\nLane 1 is open.\n",
    }
    assert (documents.warm_up[-1], documents.questions[0]) == ("Is lane 9 open?", "Is lane 10 open?")
    assert len(documents.questions) == QUESTIONS


def test_the_sample_pages_stand_in_where_there_is_no_corpus(tmp_path: Path) -> None:
    documents = of_sample_pages(None, tmp_path / "pages")

    report = ingest([documents.pages], tmp_path / "index", WordEncoder())

    assert documents.name == "kb"
    assert len(documents.texts) >= report.passages > 20
    assert not any(text.startswith("#") and "\n" in text for text in documents.texts)
    assert len(documents.warm_up) == WARM_UP
    assert documents.questions


def test_questions_are_asked_in_order_and_only_those_after_the_warm_up_are_timed() -> None:
    heard: list[str] = []

    figures = asked(heard.append, ["first"], ["second", "third"])

    assert heard == ["first", "second", "third"]
    assert len(figures["ms"]) == 2
    assert figures["peak"] >= figures["resident"] > 1


def test_memory_is_told_in_megabytes() -> None:
    before = memory()["resident"]
    held = bytearray(b"x" * (64 * 1024 * 1024))

    assert 60 < memory()["resident"] - before < 80
    assert held


def test_the_size_of_a_folder_counts_the_files_below_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"123")
    (tmp_path / "c").write_bytes(b"4567")
    (tmp_path / "d").symlink_to(tmp_path / "c")

    assert size(tmp_path) == 7


@pytest.mark.parametrize("script", [one.script for one in KNOWN if one.name != SPOTTER])
def test_every_peer_has_a_script_and_pins_all_that_it_asks_for(script: str) -> None:
    name = script.rpartition(".")[2]
    lines = (PEERS / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    assert (PEERS / f"{name}.py").is_file()
    assert [line for line in lines if "==" not in line] == [f"# the environment of {name}.py"]


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
