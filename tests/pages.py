"""Pages from text, and what was understood of them in a form that can be compared at a glance."""

from collections.abc import Sequence

from ingest.documents import Document, Passage
from ingest.loaders import load


def read(text: str, doc_id: str = "page.txt") -> Document:
    """Load a page."""
    return load(text.encode(), doc_id)


def shape(document: Document) -> list[str]:
    """Each block as its kind, its level and its words: `step 0: Lift the bar.`"""
    return [f"{block.kind} {block.level}: {document.words(block)}" for block in document.blocks]


def left_out(document: Document) -> list[tuple[str, str]]:
    """Each stretch that is left out: (reason, words)."""
    return [(item.reason, document.text[item.start : item.end]) for item in document.left_out]


def lost(document: Document) -> str:
    """What is neither in a block nor left out, blanks aside."""
    return _uncovered(document, [(block.start, block.end) for block in document.blocks])


def lost_in_passages(document: Document, passages: Sequence[Passage]) -> str:
    """What is neither in a passage nor left out, blanks aside."""
    return _uncovered(document, [(passage.start, passage.end) for passage in passages])


def _uncovered(document: Document, spans: Sequence[tuple[int, int]]) -> str:
    text = list(document.text)
    for start, end in [*spans, *((item.start, item.end) for item in document.left_out)]:
        text[start:end] = [" "] * (end - start)
    return "".join("".join(text).split())
