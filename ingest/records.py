"""Documents and passages as lines of JSON, and back."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ingest.documents import Block, BlockKind, Document, LeftOut, Passage


def lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """One row a line."""
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows).encode()


def read(data: bytes) -> list[dict[str, Any]]:
    """The rows of `lines`."""
    return [json.loads(line) for line in data.splitlines()]


def of_document(document: Document) -> dict[str, Any]:
    """A document as a row."""
    blocks = [[b.kind, b.start, b.end, b.words_start, b.words_end, b.level] for b in document.blocks]
    left_out = [[item.reason, item.start, item.end] for item in document.left_out]
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "url": document.url,
        "text": document.text,
        "blocks": blocks,
        "left_out": left_out,
    }


def document(row: dict[str, Any]) -> Document:
    """The document of a row."""
    blocks = tuple(Block(BlockKind(kind), *rest) for kind, *rest in row["blocks"])
    left_out = tuple(LeftOut(*item) for item in row["left_out"])
    return Document(row["doc_id"], row["title"], row["text"], row["url"], blocks, left_out)


def of_passage(passage: Passage, key: str) -> dict[str, Any]:
    """A passage as a row, without its text, which the document has; `key` is that of its vectors."""
    return {"key": key, **{name: value for name, value in asdict(passage).items() if name != "text"}}


def passage(row: dict[str, Any], document: Document) -> Passage:
    """The passage of a row."""
    row["phrasings"] = tuple(row["phrasings"])
    return Passage(**row, text=document.text[row["start"] : row["end"]])
