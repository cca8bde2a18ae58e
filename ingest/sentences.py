"""Sentences, with offsets. A rule-based splitter: list items, line breaks in lists and abbreviations are its trade."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

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
_NARROWEST = 45  # characters to which lines are wrapped
_FILLED = 0.75  # of the longest line: all but the last of wrapped lines are longer
_GOES_ON = re.compile(  # ends a line in the middle of a sentence
    r"(?:[,;:&/(+–-]|\b(?:a|an|the|and|or|but|nor|of|to|in|on|at|by|for|from|with|without|into|onto|over|under|per|than|as|is"
    r"|are|was|be|been|has|have|had|will|would|can|could|may|must|should|do|does|did|not|no|your|our|my|their|its|his|her"
    r"|this|that|these|those|every|each|any|all|between|until|before|after|about|if|when|where|which|who|we|you|they))$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_OPENS = re.compile(r"\s+[\"'“‘(\[*_]*[^\W_]")


def sentences(text: str, start: int, end: int, in_item: bool = False) -> tuple[Span, ...]:
    """Cut `text[start:end]` into sentences, blanks between them left out; together they hold all that is not blank.

    A line that was not wrapped ends one, too: "Book at the desk" above "Weekdays: 8 to 22". In a list item it does not:
    its first line names what the others explain.
    """
    spans: list[Span] = []
    opened = start
    broken = deque(() if in_item else _broken_lines(text, start, end))
    for match in _END.finditer(text, start, end):
        while broken and broken[0] <= match.start():
            keep(text, opened, broken[0], spans)
            opened = broken.popleft()
        if match.end() < end and _is_end(text, opened, match, end):
            keep(text, opened, match.end(), spans)
            opened = match.end()
    for at in (*broken, end):
        keep(text, opened, at, spans)
        opened = at
    return tuple(spans)


def _broken_lines(text: str, start: int, end: int) -> Iterator[int]:
    """Where lines end that could have held the next word and begin a new thought in the next."""
    rows = lines_of(text, start, end)
    lengths = [last - first for first, last in rows]
    if len(rows) < 2 or (len(rows) > 2 and min(lengths[:-1]) > _FILLED * max(lengths)):
        return
    width = max(_NARROWEST, *lengths)
    for (first, last), (behind, stop) in pairwise(rows):
        before, following = text[first:last], text[behind:stop]
        wrapped = last - first + 1 + len(following.split(maxsplit=1)[0]) > width
        if wrapped or following[0].islower() or _GOES_ON.search(before) or len(_WORD.findall(following)) < 2:
            continue
        if len(_WORD.findall(before)) > 2 or any(char.isdigit() for char in before):
            yield last


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
    found = sentences(text, words_start, last, in_item=block.kind is not BlockKind.PARAGRAPH)
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
