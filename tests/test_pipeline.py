import shutil
from pathlib import Path

import pytest

from ingest import builds
from ingest.encoder import Progress
from ingest.errors import InputError, SpotterError
from ingest.pipeline import ingest
from ingest.report import Report, Status
from tests.fakes import WordEncoder


class OtherEncoder(WordEncoder):
    model = "other"
    fingerprint = "other-1"


class FailingEncoder(WordEncoder):
    def encode_passages(self, texts: object, progress: Progress | None = None) -> list[object]:  # type: ignore[override]
        raise RuntimeError("out of memory")


def test_a_second_run_embeds_nothing_and_publishes_nothing(tmp_path: Path) -> None:
    first = _ingest(tmp_path, {"a.md": "# A\n\nOne.", "b.md": "# B\n\nTwo."})
    encoder = WordEncoder()

    second = ingest([tmp_path / "kb"], tmp_path / "index", encoder)

    assert encoder.encoded == []
    assert (second.build, second.embedded, second.passages) == (first.build, 0, 2)
    assert _statuses(second) == {"a.md": Status.UNCHANGED, "b.md": Status.UNCHANGED}


def test_a_changed_file_embeds_only_what_changed(tmp_path: Path) -> None:
    _ingest(tmp_path, {"a.md": "# A\n\n## One\n\nFirst.\n\n## Two\n\nSecond.", "b.md": "# B\n\nThird."})
    encoder = WordEncoder()

    report = _ingest(tmp_path, {"a.md": "# A\n\n## One\n\nFirst.\n\n## Two\n\nChanged."}, encoder)

    assert encoder.encoded == ["A. Two. Changed."]
    assert (report.embedded, report.passages) == (1, 3)
    assert _statuses(report) == {"a.md": Status.INGESTED, "b.md": Status.UNCHANGED}


def test_every_path_has_exactly_one_status_and_the_counts_add_up(tmp_path: Path) -> None:
    _ingest(tmp_path, {"gone.md": "Words.", "stays.md": "Words."})
    (tmp_path / "kb" / "gone.md").unlink()
    (tmp_path / "kb" / "latin.md").write_bytes(b"caf\xe9")

    report = _ingest(tmp_path, {"new.txt": "Words.", "empty.md": " ", "x.rtf": "x", "README.md": "x", ".x": "x"})

    assert [(page.source, page.status.value, page.reason) for page in report.pages] == [
        (".x", "skipped", "hidden"),
        ("README.md", "skipped", "for the folder's writers"),
        ("empty.md", "empty", "empty"),
        ("gone.md", "removed", ""),
        ("latin.md", "rejected", "not UTF-8: byte 3"),
        ("new.txt", "ingested", ""),
        ("stays.md", "unchanged", ""),
        ("x.rtf", "rejected", "unknown file type '.rtf'"),
    ]
    assert report.totals == {"ingested": 1, "unchanged": 1, "empty": 1, "rejected": 2, "skipped": 2, "removed": 1}
    assert report.has_findings


def test_the_build_holds_the_report_and_an_equal_ingest_publishes_nothing(tmp_path: Path) -> None:
    _ingest(tmp_path, {"gone.md": "Words.", "a.md": "Words."})
    (tmp_path / "kb" / "gone.md").unlink()
    first = _ingest(tmp_path, {"x.pdfx": "x"})
    second = _ingest(tmp_path, {})

    held = builds.report_of(tmp_path / "index", builds.open_build(tmp_path / "index"))

    assert (second.build, first.totals["removed"], second.totals["unchanged"]) == (first.build, 1, 1)
    assert [(page["source"], page["status"], page["reason"]) for page in held["pages"]] == [
        ("a.md", "ingested", ""),
        ("x.pdfx", "rejected", "unknown file type '.pdfx'"),
    ]
    assert held["totals"] == {"ingested": 1, "rejected": 1}


def test_a_file_that_is_newly_refused_is_told_by_the_next_build(tmp_path: Path) -> None:
    first = _ingest(tmp_path, {"a.md": "Words."})

    second = _ingest(tmp_path, {"b.md": ""})

    assert (second.build != first.build, second.embedded) == (True, 0)


def test_what_was_removed_is_gone_from_the_index(tmp_path: Path) -> None:
    _ingest(tmp_path, {"a.md": "# A\n\nSecret.", "b.md": "# B\n\nWords."})
    (tmp_path / "kb" / "a.md").unlink()

    ingest([tmp_path / "kb"], tmp_path / "index", WordEncoder())

    index = builds.open_build(tmp_path / "index").index
    assert (list(index.documents), [passage.doc_id for passage in index.passages]) == (["b.md"], ["b.md"])


def test_the_report_says_how_a_page_was_understood(tmp_path: Path) -> None:
    report = _ingest(tmp_path, {"a.md": "# A\n\n1. One\n2. Two\n\n## FAQ\n\n### Is it?\n\nYes.\n\n---\n"})

    (page,) = report.pages
    assert (page.title, page.headings, page.faq_pairs, page.steps, page.passages, page.left_out) == (
        "A",
        ("A", "FAQ"),
        1,
        2,
        2,
        (("ornament", "---"),),
    )


def test_the_same_folder_ingested_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = {"a.md": "# A\n\n## One\n\nFirst.\n\n## FAQ\n\n### Is it?\n\nYes.", "b.md": "# B\n\n1. Lift.\n2. Lower."}
    _ingest(tmp_path, pages)

    ingest([tmp_path / "kb"], tmp_path / "other", WordEncoder())

    one, two = (next((tmp_path / name / "builds").iterdir()) for name in ("index", "other"))
    files = {path.name for path in one.iterdir()} - {"manifest.json"}  # which tells the time
    assert len(files) > 10
    assert [name for name in sorted(files) if (one / name).read_bytes() != (two / name).read_bytes()] == []


def test_what_is_taken_from_the_last_build_gives_the_bytes_of_a_fresh_ingest(tmp_path: Path) -> None:
    _ingest(tmp_path, {"a.md": "# A\n\n## One\n\nFirst.\n\n## Two\n\nSecond.", "b.md": "# B\n\nThird."})
    changed = _ingest(tmp_path, {"a.md": "# A\n\n## One\n\nFirst.\n\n## Two\n\nChanged."})

    fresh = ingest([tmp_path / "kb"], tmp_path / "other", WordEncoder())

    one, two = (tmp_path / "index" / "builds" / changed.build, tmp_path / "other" / "builds" / fresh.build)
    names = sorted(path.name for path in one.iterdir() if path.name != "manifest.json")
    assert (changed.embedded, fresh.embedded) == (1, 3)
    assert [name for name in names if (one / name).read_bytes() != (two / name).read_bytes()] == []


def test_passages_of_unchanged_text_keep_their_ids_in_the_next_build(tmp_path: Path) -> None:
    def ids(build: str) -> dict[str, str]:
        index = builds.read_build(tmp_path / "index", build).index
        return {passage.text: passage.passage_id for passage in index.passages}

    page = "# A\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n\n## Three\n\nThird."
    before = ids(_ingest(tmp_path, {"a.md": page, "b.md": "# B\n\nFourth.", "c.md": "# C\n\nGone."}).build)
    (tmp_path / "kb" / "c.md").unlink()

    after = ids(_ingest(tmp_path, {"a.md": page.replace("Second", "Other"), "0.md": "# New\n\nNew."}).build)

    kept = set(before) & set(after)
    assert len(kept) >= 3
    assert {text: before[text] for text in kept} == {text: after[text] for text in kept}
    assert len(set(after.values())) == len(after)


def test_progress_is_told_once_how_much_there_is_and_then_of_each_batch(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def start(total: int) -> Progress:
        told.append(("total", total))
        return lambda done: told.append(("done", done))

    (tmp_path / "a.md").write_text("# A\n\n## B\n\nOne.\n\n## C\n\nTwo.")
    ingest([tmp_path / "a.md"], tmp_path / "index", WordEncoder(), start)

    assert told == [("total", 2), ("done", 2)]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [("a.rtf", b"x", "a.rtf: unknown file type"), ("README.md", b"x", "no pages in"), ("a.md", b"", "a.md: empty")],
)
def test_nothing_to_ingest_is_an_error_and_leaves_the_last_build(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    first = _ingest(tmp_path, {"a.md": "Words."})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).write_bytes(data)

    with pytest.raises(InputError, match=message):
        ingest([tmp_path / "other"], tmp_path / "index", WordEncoder())

    assert builds.current_id(tmp_path / "index") == first.build


def test_a_failure_leaves_the_last_build(tmp_path: Path) -> None:
    first = _ingest(tmp_path, {"a.md": "Words."})

    with pytest.raises(RuntimeError, match="out of memory"):
        _ingest(tmp_path, {"a.md": "Other words."}, FailingEncoder())

    assert [build.build_id for build in builds.verify(tmp_path / "index")] == [first.build]
    assert _ingest(tmp_path, {}).embedded == 1


def test_an_ingest_with_another_model_encodes_everything_anew(tmp_path: Path) -> None:
    _ingest(tmp_path, {"a.md": "# A\n\nWords."})
    encoder = OtherEncoder()

    report = _ingest(tmp_path, {}, encoder)

    assert encoder.encoded == ["A. Words."]
    assert builds.open_build(tmp_path / "index", encoder).build_id == report.build
    assert len(builds.verify(tmp_path / "index")) == 2


@pytest.mark.parametrize("name", ["manifest.json", "vectors.faiss", "documents.jsonl", "lexicon.npz"])
@pytest.mark.parametrize("which", ["current", "older"])
def test_an_ingest_repairs_a_damaged_index(tmp_path: Path, name: str, which: str) -> None:
    older = _ingest(tmp_path, {"a.md": "Old words."})
    current = _ingest(tmp_path, {"a.md": "Words."})
    damaged = {"current": current, "older": older}[which].build
    (tmp_path / "index" / "builds" / damaged / name).write_bytes(b"x")
    with pytest.raises(SpotterError, match="has changed"):
        builds.verify(tmp_path / "index")

    _ingest(tmp_path, {})

    assert next(len(build.index.passages) for build in builds.verify(tmp_path / "index")) == 1


@pytest.mark.parametrize("pointer", ["", "nonsense", "20200101-000000-0123456789ab", "../../etc/passwd"])
def test_an_ingest_repairs_a_damaged_pointer(tmp_path: Path, pointer: str) -> None:
    _ingest(tmp_path, {"a.md": "Words."})
    (tmp_path / "index" / "CURRENT").write_text(pointer)
    with pytest.raises(SpotterError):
        builds.verify(tmp_path / "index")

    report = _ingest(tmp_path, {})

    assert builds.verify(tmp_path / "index")[0].build_id == report.build


def test_an_ingest_repairs_an_index_that_lost_its_builds(tmp_path: Path) -> None:
    _ingest(tmp_path, {"a.md": "Words."})
    shutil.rmtree(tmp_path / "index" / "builds")

    report = _ingest(tmp_path, {})

    assert [build.build_id for build in builds.verify(tmp_path / "index")] == [report.build]


def _ingest(folder: Path, pages: dict[str, str], encoder: WordEncoder | None = None) -> Report:
    for name, text in pages.items():
        (folder / "kb").mkdir(exist_ok=True)
        (folder / "kb" / name).write_text(text)
    return ingest([folder / "kb"], folder / "index", encoder or WordEncoder())


def _statuses(report: Report) -> dict[str, Status]:
    return {page.source: page.status for page in report.pages}
