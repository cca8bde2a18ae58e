"""Tables: their heads, and their rows read with the names of the columns.

A table stands on a page with bars, as Markdown writes it and as loaders write those of other formats; or pasted, its
columns parted by tabs or wide gaps.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from ingest.documents import Block, BlockKind, Document
from ingest.inline import plain
from ingest.lines import Span, lines_of

_RULE = re.compile(r"[\s|:+-]+")  # the line below a head
_BAR = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"[ ]*\t[ \t]*|[ ]{2,}")
_VALUE = re.compile(r"(?:[£$€]\s?)?\d|[-–—+]|(?:closed|free|none|no|yes|included|shut|✓|✗)\b", re.IGNORECASE)


def cells(row: str) -> list[str]:
    """The cells of a row."""
    words = row.strip()
    if "|" in words:
        return [cell.strip() for cell in _BAR.split(words.removeprefix("|").removesuffix("|"))]
    return _GAP.split(words)


def table_head(text: str, block: Block) -> Span | None:
    """The row of a table that names its columns, where it has one."""
    rows = lines_of(text, block.start, block.end, 3) if block.kind is BlockKind.TABLE else ()
    return rows[0] if n_head(text, rows) else None


def head_above(document: Document, start: int) -> str:
    """The head of the table in whose rows a place lies; empty where it does not lie below one."""
    place = bisect_right(document.blocks, start, key=lambda block: block.start) - 1
    head = table_head(document.text, document.blocks[place]) if place >= 0 else None
    return document.text[slice(*head)] if head is not None and head[1] <= start else ""


def n_head(text: str, rows: Sequence[Span]) -> int:
    """How many lines of a table are its head: a row and the rule below it, a row alone, or none."""
    first, second, third = ([text[slice(*row)] for row in rows[:3]] + [""] * 3)[:3]
    if "|" in second and third and _RULE.fullmatch(second):
        return 2
    return 1 if second and "|" not in first and _names(cells(first), cells(second)) else 0


def _names(head: Sequence[str], row: Sequence[str]) -> bool:
    """True where no cell of a first row is a value, and all that stand below them, but for the first, are."""
    alike = len(head) == len(row) > 1 and not any(map(_VALUE.match, head))
    return alike and all(map(_VALUE.match, row[1:]))


def read_as(document: Document, place: int, span: Span) -> str:
    """What the encoder reads of a unit: no marks, and before the cells of a table's row the names of their columns.

    Args:
        document: holds the unit.
        place: of the unit's block; -1 for what lies in none.
        span: where the unit lies.
    """
    start, end = span
    block = document.blocks[place] if place >= 0 else None
    words = document.text[max(start, min(block.words_start, end) if block else 0) : end]
    head = table_head(document.text, block) if block else None
    if head is not None and span != head:
        names, values = (list(map(plain, cells(row))) for row in (document.text[slice(*head)], words))
        if len(names) == len(values):
            labels = ["", *(f"{name}: " if name else "" for name in names[1:])]  # the first names the row
            return "; ".join(label + value for label, value in zip(labels, values, strict=True) if value)
    return plain(words)
