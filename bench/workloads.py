"""What is asked of Spotter and of the peers: the questions of a set, each in the forms that are measured."""

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench import corpora
from bench.corpora import EVAL, Asked
from bot.answers import Answer
from bot.assemble import publish
from bot.expectations import Expectation, read_expectations
from bot.judge import Judged
from ingest import builds
from ingest.encoder import Encoder

Row = TypeVar("Row")
ROOT = Path(__file__).resolve().parent.parent
FOLLOW_UPS = {"cast": "rewrite_manual", "canard": "rewrite", "mtrag_human": "rewrite"}  # set → a person's wording
CANARD_QUESTIONS = 500  # the first ones that have an answer
NOISE = ("keyboard_natural", "keyboard_synthetic", "asr_natural")
FOR_SPOTTER, FOR_PEERS = "history", "joined"  # forms that only one side is asked: the others cannot take a history


@dataclass(frozen=True, slots=True)
class Item:
    """One question in one form."""

    id: str
    form: str  # "plain", or how a follow-up or a misspelt question is put
    text: str
    history: tuple[str, ...]
    right: frozenset[str]  # doc_ids; empty where the pages have no answer
    kind: str
    gold: tuple[str, ...] = ()  # texts of which the answer must hold one
    expected: Expectation | None = None  # of a question file of `spotter evaluate`


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system found for an item."""

    pages: tuple[str, ...]  # doc_ids, best first
    score: float  # of the best text: Spotter's confidence, or whatever the peer gives
    milliseconds: float
    answer: Answer | None = None  # Spotter's
    judged: Judged | None = None  # the same, where the item says what is expected


@dataclass(frozen=True, slots=True)
class Workload:
    """One set: an index, the same texts for the peers, and what is asked."""

    name: str
    index: Path
    passages: int
    index_bytes: int
    texts: tuple[tuple[str, str], ...]  # (doc_id, text), for the peers
    items: tuple[Item, ...]

    def asked_of(self, spotter: bool) -> tuple[Item, ...]:
        """What Spotter is asked, or what the peers are."""
        skipped = FOR_PEERS if spotter else FOR_SPOTTER
        return tuple(item for item in self.items if item.form != skipped)


def question_files() -> dict[str, tuple[Path, Path]]:
    """Sets whose right pages are named by prefixes: {name: (pages, questions)}, those that are there."""
    own = ROOT / "bench" / "questions"
    found = {
        "seeds": (EVAL.parent / "seeds", EVAL / "seed_questions.jsonl"),
        "kb_tests": (ROOT / "kb", ROOT / "tests" / "questions" / "kb.jsonl"),
        "kb_dev": (ROOT / "kb", own / "kb_dev.jsonl"),
    }
    found |= {path.parent.name: (path.parent / "pages", path) for path in sorted(own.glob("*/questions.jsonl"))}
    return {name: paths for name, paths in found.items() if all(path.exists() for path in paths)}


def prepare(name: str, work: Path, encoder: Encoder, most: int | None) -> Workload:
    """Ingest a set and lay out its questions; passages that a former index holds are not encoded again.

    Args:
        name: one of `corpora.SETS` or `question_files()`.
        work: folder for pages and indexes.
        encoder: of the product.
        most: questions to keep, sampled with a fixed seed; None for all.
    """
    index = work / "indexes" / name
    if name in question_files():
        source, path = question_files()[name]
        _ingest(source, index, encoder)
        rows = _sample(read_expectations(path), most)
        passages = builds.open_build(index).index.passages
        doc_ids = {passage.doc_id for passage in passages}
        items = tuple(_expected(row, doc_ids) for row in rows)
        texts = tuple(
            (passage.doc_id, f"{passage.title}\n{passage.heading}\n{passage.text}".strip()) for passage in passages
        )
        return Workload(name, index, len(passages), _size(index), texts, items)
    pages = work / "pages" / name
    shutil.rmtree(pages, ignore_errors=True)
    names = corpora.pages(name, pages)
    _ingest(pages, index, encoder)
    asked = corpora.questions(name, names)
    if name in FOLLOW_UPS:
        asked = [one for one in asked if one.right]
    if name == "canard":
        asked = asked[:CANARD_QUESTIONS]
    items = tuple(item for one in _sample(asked, most) for item in _forms(name, one))
    passages = builds.open_build(index).index.passages
    return Workload(name, index, len(passages), _size(index), tuple(corpora.texts(name, names)), items)


def _forms(name: str, asked: Asked) -> list[Item]:
    row = asked.row
    kind = row.get("kind") or ("answerable" if row.get("answerable", True) else "unanswerable")

    def item(form: str, text: str, history: tuple[str, ...] = ()) -> Item:
        return Item(asked.id, form, text, history, asked.right, kind, tuple(row.get("gold", ())))

    if name in FOLLOW_UPS:
        return [
            item("history", asked.text, asked.history),
            item("raw", asked.text),
            item("joined", " ".join((*asked.history, asked.text))),
            item("rewrite", row[FOLLOW_UPS[name]]),
        ]
    if name == "xquad_noise":
        return [item("plain", asked.text), *(item(form, row["variants"][form]) for form in NOISE)]
    return [item("plain", asked.text)]


def _expected(row: Expectation, doc_ids: set[str]) -> Item:
    right = frozenset(doc_id for doc_id in doc_ids if row.sources and doc_id.startswith(row.sources))
    kind = "answerable" if row.sources else "unanswerable"
    return Item(row.id, "plain", row.question.text, row.question.history, right, kind, expected=row)


def _sample(rows: Sequence[Row], most: int | None) -> list[Row]:
    """At most so many rows, in their order, the same ones every time."""
    if most is None or most >= len(rows):
        return list(rows)
    chosen = random.Random(1).sample(range(len(rows)), most)  # noqa: S311 - the same sample every time
    return [rows[place] for place in sorted(chosen)]


def _ingest(source: Path, index: Path, encoder: Encoder) -> None:
    publish([source], index, encoder)


def _size(index: Path) -> int:
    """Bytes of the published build; older ones that are kept do not count."""
    home = index / "builds" / builds.current_id(index)
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
