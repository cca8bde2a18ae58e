"""Documents as plain values, and back: how they are kept in an index and how they come out of the sandbox."""

from datetime import date
from typing import Any

from ingest.documents import Block, BlockKind, Document, LeftOut

_DAYS = ("reviewed", "valid_from", "valid_until")


def of_document(document: Document) -> dict[str, Any]:
    """A document as a row."""
    blocks = [
        [b.kind, b.start, b.end, b.words_start, b.words_end, b.level, *((b.ends,) if b.ends else ())]
        for b in document.blocks
    ]
    left_out = [[item.reason, item.start, item.end] for item in document.left_out]
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "url": document.url,
        "text": document.text,
        "blocks": blocks,
        "left_out": left_out,
        **({"notes": document.notes} if document.notes else {}),
        **({"pages": document.pages} if document.pages else {}),
        **{name: day.isoformat() for name in _DAYS if (day := getattr(document, name)) is not None},
    }


def document(row: dict[str, Any]) -> Document:
    """The document of a row."""
    blocks = tuple(Block(BlockKind(kind), *rest) for kind, *rest in row["blocks"])
    left_out = tuple(LeftOut(*item) for item in row["left_out"])
    others: dict[str, Any] = {name: tuple(row[name]) for name in ("notes", "pages") if name in row}
    others |= {name: date.fromisoformat(row[name]) for name in _DAYS if name in row}
    return Document(row["doc_id"], row["title"], row["text"], row["url"], blocks, left_out, **others)
