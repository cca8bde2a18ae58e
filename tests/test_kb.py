"""The pages that come with the project, and real ones as they are found on the web."""

from pathlib import Path

import pytest

from ingest.documents import BlockKind
from ingest.loaders import load
from ingest.outline import faq_pairs
from ingest.pipeline import ingest
from ingest.report import Status
from ingest.sources import find, read
from ingest.split import split
from tests.fakes import WordEncoder
from tests.pages import left_out, lost_in_passages

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
PAGES = sorted((ROOT / "kb").rglob("*.md"))

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real documents are not here")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_of_the_kb_parses_with_a_title(path: Path) -> None:
    document = load(path.read_bytes(), path.name)

    first = next(line for line in document.text.splitlines() if line.strip())
    assert document.title == first.removeprefix("# ").strip()


@pytest.mark.parametrize("path", sorted((ROOT / "kb" / "faq").glob("*.md")), ids=lambda path: path.name)
def test_every_question_of_the_faq_has_an_answer(path: Path) -> None:
    document = load(path.read_bytes(), path.name)

    asked = [line.lstrip("# ") for line in document.text.splitlines() if line.startswith("#") and line.endswith("?")]
    assert [question for pair in faq_pairs(document) for question in pair.questions] == asked
    assert "question without answer" not in {reason for reason, _ in left_out(document)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_numbered_line_of_the_kb_is_a_step(path: Path) -> None:
    document = load(path.read_bytes(), path.name)

    numbered = [line.strip() for line in document.text.splitlines() if line.strip().split(". ")[0].isdigit()]
    steps = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.STEP]
    assert [step.splitlines()[0] for step in steps] == numbered


def test_no_page_of_the_kb_is_rejected(tmp_path: Path) -> None:
    report = ingest([ROOT / "kb"], tmp_path / "index", WordEncoder())

    assert {page.source for page in report.pages if page.status is not Status.INGESTED} == {"README.md"}


@needs_seeds
def test_all_five_real_documents_are_ingested_whole(tmp_path: Path) -> None:
    encoder = WordEncoder()

    report = ingest([SEEDS], tmp_path / "index", encoder)

    documents = [load(read(found), found.doc_id) for found in find([SEEDS])]
    losses = [lost_in_passages(d, split(d, encoder.count_tokens, encoder.max_tokens)) for d in documents]
    assert losses == [""] * 5
    assert [(page.source[:3], page.status, page.faq_pairs, page.steps) for page in report.pages] == [
        ("000", Status.INGESTED, 5, 7),
        ("001", Status.INGESTED, 0, 0),
        ("002", Status.INGESTED, 5, 7),
        ("003", Status.INGESTED, 0, 0),
        ("004", Status.INGESTED, 0, 5),
    ]


@needs_seeds
def test_the_frame_of_the_real_documents_is_named() -> None:
    found = {path.name[:3]: left_out(load(path.read_bytes(), path.name)) for path in SEEDS.glob("*.txt")}

    assert {number: [reason for reason, _ in items] for number, items in found.items()} == {
        "000": ["ornament", "heading without text", *["link without text"] * 3, "ornament", "promotion"],
        "001": ["image caption", "repeated line", "byline", *["author biography"] * 3],
        "002": ["label above the title", "byline"],
        "003": [],
        "004": ["navigation", "image caption", "repeated line", "image caption", "byline"],
    }
