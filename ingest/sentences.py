"""Sentences, with offsets. A rule-based splitter: list items, line breaks in lists and abbreviations are its trade."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from ingest.documents import Block, BlockKind, Document
from ingest.lines import Span, has_words, keep, lines_of
from ingest.tables import n_head

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*_]*+(?=\s|\Z)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|cf|no|nos|dr|mr|mrs|ms|prof|st|fig|min|max|sec|hr|hrs|lb|lbs|kg|vol|inc|ltd|co|jr|sr"
    r"|a\.m|p\.m|u\.s|u\.k|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\b[A-Z]|(?:^|\n)\s*\d{1,3})\.$",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"\b(?:a\.m|p\.m|etc|kg|lbs?|min|sec|hrs?)\.$", re.IGNORECASE)  # of a sentence, too
_OPENS = re.compile(r"\s+[\"'“‘(\[*_]*[^\W_]")


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Cut `text[start:end]` into sentences, blanks between them left out; together they hold all that is not blank."""
    spans: list[Span] = []
    opened = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _is_end(text, opened, match, end):
            continue
        keep(text, opened, match.end(), spans)
        opened = match.end()
    keep(text, opened, end, spans)
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
        if block.kind is BlockKind.TABLE:
            rows = rows[n_head(text, rows) :]  # the head of a table says nothing by itself
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
