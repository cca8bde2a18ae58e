"""What every system of the speed bench is given: the same texts, as pages too, and the same questions."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import read_rows
from bot.expectations import read_expectations

ROOT = Path(__file__).resolve().parent.parent
WARM_UP, QUESTIONS = 10, 200


@dataclass(frozen=True, slots=True)
class Documents:
    """One set."""

    name: str
    texts: tuple[str, ...]  # one a document, for the peers
    pages: Path  # the same as Markdown, for Spotter
    warm_up: tuple[str, ...]
    questions: tuple[str, ...]


def of_corpus(folder: Path, most: int | None, pages: Path) -> Documents:
    """The first documents of a question set, each a page of its own, and the set's first questions.

    Args:
        folder: holds corpus.jsonl and queries.jsonl.
        most: documents to keep; None for all.
        pages: folder to write the pages to; what is in it is removed.
    """
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    rows = read_rows(folder / "corpus.jsonl")[:most]
    texts = []
    for row in rows:
        title, text = row["title"].strip(), row["text"].strip()
        head = f"# {title}\n\n" if title else ""
        (pages / (re.sub(r"[^\w-]+", "_", row["id"]) + ".md")).write_text(f"{head}{text}\n", encoding="utf-8")
        texts.append(f"{title}\n{text}".strip())
    asked = [row["text"] for row in read_rows(folder / "queries.jsonl")]
    return Documents(folder.name, tuple(texts), pages, *_asked(asked))


def of_sample_pages(most: int | None, pages: Path) -> Documents:
    """The project's sample pages, where there is no question set: each paragraph is a document.

    Args:
        most: pages to keep; None for all.
        pages: folder to copy them to; what is in it is removed.
    """
    shutil.rmtree(pages, ignore_errors=True)
    texts: list[str] = []
    for source in sorted((ROOT / "kb").rglob("*.md"))[:most]:
        target = pages / source.relative_to(ROOT / "kb")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        paragraphs = re.split(r"\n\s*\n", source.read_text(encoding="utf-8"))
        texts += [" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip("#-* \n")]
    asked = [row.question.text for row in read_expectations(ROOT / "tests" / "questions" / "kb.jsonl")]
    return Documents("kb", tuple(texts), pages, *_asked(asked))


def _asked(questions: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first ones to warm up with, the next ones to measure."""
    return tuple(questions[:WARM_UP]), tuple(questions[WARM_UP : WARM_UP + QUESTIONS])
