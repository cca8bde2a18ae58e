"""Sentences, with offsets. A rule-based splitter: list items, line breaks in lists and abbreviations are its trade."""

import re

from ingest.documents import Block, BlockKind

Span = tuple[int, int]  # start and end, in characters of the document's text

_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s|\Z)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|cf|no|nos|dr|mr|mrs|ms|prof|st|fig|min|max|sec|hr|hrs|lb|lbs|kg|vol|inc|ltd|co|jr|sr"
    r"|a\.m|p\.m|u\.s|u\.k|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\b[A-Z]|(?:^|\n)\s*\d{1,3})\.$",
    re.IGNORECASE,
)
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


def units(text: str, block: Block) -> tuple[Span, ...]:
    """What can be quoted from a block by itself: sentences of prose; a heading, table or code whole, row by row.

    The first unit of a list item begins at its mark, so that a step keeps its number.
    """
    if block.kind in (BlockKind.TABLE, BlockKind.CODE):
        return lines_of(text, block.start, block.end)
    if block.kind in (BlockKind.HEADING, BlockKind.QUESTION):
        return ((block.words_start, block.words_end),)
    if block.kind is BlockKind.PARAGRAPH:
        return sentences(text, block.words_start, block.words_end)
    found = sentences(text, block.words_start, block.words_end)
    return ((block.start, found[0][1]), *found[1:]) if found else ((block.start, block.end),)


def lines_of(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The lines that are not blank."""
    spans: list[Span] = []
    for match in re.finditer(r"[^\r\n]+", text[start:end]):
        _keep(text, start + match.start(), start + match.end(), spans)
    return tuple(spans)


def _is_end(text: str, opened: int, match: re.Match[str], end: int) -> bool:
    behind = _OPENS.match(text, match.end(), end)
    if behind is None:
        return False
    first = text[behind.end() - 1]
    if match.group().startswith("."):
        if first.islower():
            return False
        if _ABBREVIATION.search(text[max(opened, match.start() - 12) : match.start() + 1]):
            tail = text[max(opened, match.start() - 4) : match.start() + 1].lower()
            return tail.endswith(("a.m.", "p.m.", "etc.")) and first.isupper()
    return True


def _keep(text: str, start: int, end: int, spans: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
