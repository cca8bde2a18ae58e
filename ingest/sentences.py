"""Sentences, with offsets. A rule-based splitter: list items, line breaks in lists and abbreviations are its trade."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ingest.documents import Block, BlockKind, Document
from ingest.inline import plain
from ingest.lines import has_words

Span = tuple[int, int]  # start and end, in characters of the document's text

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*_]*+(?=\s|\Z)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|cf|no|nos|dr|mr|mrs|ms|prof|st|fig|min|max|sec|hr|hrs|lb|lbs|kg|vol|inc|ltd|co|jr|sr"
    r"|a\.m|p\.m|u\.s|u\.k|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\b[A-Z]|(?:^|\n)\s*\d{1,3})\.$",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"\b(?:a\.m|p\.m|etc|kg|lbs?|min|sec|hrs?)\.$", re.IGNORECASE)  # of a sentence, too
_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[\s|:+-]+")  # the line below a table's head
_BAR = re.compile(r"(?<!\\)\|")
_OPENS = re.compile(r"\s+[\"'“‘(\[*_]*[^\W_]")


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Cut `text[start:end]` into sentences, blanks between them left out; together they hold all that is not blank."""
    spans: list[Span] = []
    opened = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _is_end(text, opened, match, end):
            continue
        _keep(text, opened, match.end(), spans)
        opened = match.end()
    _keep(text, opened, end, spans)
    return tuple(spans)


def units(text: str, block: Block, start: int, end: int) -> tuple[Span, ...]:
    """What can be quoted by itself from the part of a block that lies between two offsets.

    Sentences of prose; a heading; the rows of a table or of code. The first unit of a list item begins at its mark, so
    that a step keeps its number.
    """
    first, last = max(block.start, start), min(block.end, end)
    words_start = block.words_start if first < block.words_start < last else first
    if block.kind in (BlockKind.TABLE, BlockKind.CODE):
        rows = lines_of(text, first, last)
        if _has_head(text, rows):
            rows = rows[2:]  # the head of a table says nothing by itself
        return tuple(row for row in rows if has_words(text[slice(*row)])) or rows
    if block.kind in (BlockKind.HEADING, BlockKind.QUESTION):
        return ((words_start, min(block.words_end, last)),)
    found = sentences(text, words_start, last)
    if block.kind is BlockKind.PARAGRAPH or not found:
        return found
    return ((first, found[0][1]), *found[1:])


def units_between(document: Document, start: int, end: int) -> Iterator[tuple[int, Span]]:
    """The units of a stretch of a page, each with the place of its block."""
    first = bisect_right(document.blocks, start, key=lambda block: block.end)
    for place in range(first, len(document.blocks)):
        if document.blocks[place].start >= end:
            break
        for unit in units(document.text, document.blocks[place], start, end):
            yield place, unit


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


def table_head(text: str, block: Block) -> Span | None:
    """The row of a table that names its columns, where it has one."""
    rows = lines_of(text, block.start, block.end, 3) if block.kind is BlockKind.TABLE else ()
    return rows[0] if _has_head(text, rows) else None


def head_above(document: Document, start: int) -> str:
    """The head of the table in whose rows a place lies; empty where it does not lie below one."""
    place = bisect_right(document.blocks, start, key=lambda block: block.start) - 1
    head = table_head(document.text, document.blocks[place]) if place >= 0 else None
    return document.text[slice(*head)] if head is not None and head[1] <= start else ""


def cells(row: str) -> list[str]:
    """The cells of a table's row."""
    return [cell.strip() for cell in _BAR.split(row.strip().removeprefix("|").removesuffix("|"))]


def lines_of(text: str, start: int, end: int, most: int | None = None) -> tuple[Span, ...]:
    """The lines that are not blank; the first few, where `most` is given."""
    spans: list[Span] = []
    for match in _LINE.finditer(text, start, end):
        _keep(text, match.start(), match.end(), spans)
        if len(spans) == most:
            break
    return tuple(spans)


def _has_head(text: str, rows: Sequence[Span]) -> bool:
    if len(rows) < 3:
        return False
    below = text[slice(*rows[1])]
    return "|" in below and _RULE.fullmatch(below) is not None


def _is_end(text: str, opened: int, match: re.Match[str], end: int) -> bool:
    behind = _OPENS.match(text, match.end(), end)
    if behind is None:
        return False
    first = text[behind.end() - 1]
    if match.group().startswith("."):
        if first.islower():
            return False
        if _ABBREVIATION.search(text[max(opened, match.start() - 12) : match.start() + 1]):
            return first.isupper() and bool(_MAY_END.search(text[max(opened, match.start() - 6) : match.start() + 1]))
    return True


def _keep(text: str, start: int, end: int, spans: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
