"""An answer as the parts of a page: paragraphs, lists, quotes with the stated words marked. Nothing here is HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.answers import Citation, Statement
from ingest.inline import plain

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # around stated words; code points that Unicode keeps out of texts
_NUMBER = re.compile(r"\s*(\d{1,9})[.)]\s+")
_LINE_MARK = re.compile(rf"\s*([{_OPEN}{_CLOSE}]*)\s*([-*+•]|\d{{1,9}}[.)]|#{{1,6}}|>|\|)(?=\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quote."""

    text: str
    stated: bool  # they stand in the answer


@dataclass(frozen=True, slots=True)
class Source:
    """A citation, ready to be shown."""

    number: int
    title: str
    heading: str
    path: str
    url: str | None  # http or https
    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A list item."""

    text: str
    number: int | None = None  # as the page numbers it
    inner: tuple[str, ...] = ()  # items without a number below one that has one


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list where there are items."""

    cites: int
    text: str = ""
    items: tuple[Item, ...] = ()

    @property
    def ordered(self) -> bool:
        """True for a list whose items have numbers."""
        return self.items[0].number is not None


def blocks_of(statements: Sequence[Statement]) -> tuple[Block, ...]:
    """Statements as paragraphs and lists; the line that a list begins with, ending in a colon, is a paragraph."""
    blocks: list[Block] = []
    for (cites, listed), run in groupby(statements, key=lambda statement: (statement.cites, statement.listed)):
        texts = [statement.text for statement in run]
        if listed and len(texts) > 1 and texts[0].rstrip().endswith(":") and not _NUMBER.match(texts[0]):
            blocks.append(Block(cites, plain(texts.pop(0))))
        if listed:
            blocks.append(Block(cites, items=tuple(_items(texts))))
        else:
            blocks.extend(Block(cites, plain(text)) for text in texts)
    return tuple(blocks)


def _items(texts: Sequence[str]) -> Iterator[Item]:
    if not _NUMBER.match(texts[0]):
        yield from (Item(plain(text)) for text in texts)
        return
    starts = [i for i, text in enumerate(texts) if _NUMBER.match(text)]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        number = _NUMBER.match(texts[start])
        if number is not None:
            inner = tuple(plain(text) for text in texts[start + 1 : end])
            yield Item(plain(texts[start][number.end() :]), int(number[1]), inner)


def source_of(citation: Citation, statements: Sequence[Statement]) -> Source:
    """A citation with the words that `statements` take from its quote marked."""
    url = citation.url if citation.url and citation.url.startswith(("https://", "http://")) else None
    lines = tuple(_lines(_bracketed(citation.quote, [statement.text for statement in statements])))
    page = re.search(r"#page=(\d+)$", citation.url or "")
    path = f"{citation.source}, page {page[1]}" if page else citation.source
    return Source(citation.number, plain(citation.title), plain(citation.heading), path, url, lines)


def _bracketed(quote: str, stated: Sequence[str]) -> str:
    """The quote with `_OPEN` and `_CLOSE` around what is stated."""
    parts, done = [], 0
    for text in stated:
        at = quote.find(text, done)
        if at >= 0:
            parts += [_clean(quote[done:at]), _OPEN, _clean(text), _CLOSE]
            done = at + len(text)
    return "".join([*parts, _clean(quote[done:])])


def _clean(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _lines(bracketed: str) -> Iterator[tuple[Piece, ...]]:
    """One line for each paragraph, list item and table row, without Markdown's marks."""
    joined: list[str] = []
    begins = True
    for line in bracketed.splitlines():
        mark = _LINE_MARK.match(line)
        if mark is not None:
            shown = {"#": "", ">": "", "|": "| "}.get(mark[2][0], f"{mark[2]} " if mark[2][0].isdecimal() else "• ")
            line = mark[1] + shown + line[mark.end() :].lstrip()
        if begins or mark is not None:
            joined.append(line)
        else:
            joined[-1] += " " + line
        begins = not line.strip()
    stated = False
    for line in joined:
        pieces: list[Piece] = []
        for part in re.split(f"([{_OPEN}{_CLOSE}])", plain(line)):
            if part in (_OPEN, _CLOSE):
                stated = part == _OPEN
            elif part.strip() or (part and pieces):
                pieces.append(Piece(part, stated and bool(part.strip())))
        if pieces:
            yield tuple(pieces)
