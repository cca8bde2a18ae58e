"""Rows: lines of a name and a value (`Sunday 9:00–18:00`), rows of a table, and which of them a question is about."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.intent import Form
from bot.weekdays import days_of
from ingest.documents import Block, BlockKind, Document
from ingest.lexical import terms
from ingest.lines import lines_of
from ingest.sentences import units
from ingest.tables import cells, table_head
from ingest.vectors import Unit

Stretch = tuple[int, int, BlockKind]

ROW_WORDS = 9  # a line of more is prose
_VALUE_WORDS = 4  # a cell of more tells by itself what it is
_MEANT = 0.5  # share of a row's name from which a question is about that row
_ROWS = (BlockKind.BULLET, BlockKind.TABLE)
_VALUE = re.compile(r"\d|:\s*\S|\b(?:closed|free|none|included)\b", re.IGNORECASE)


def narrowed(
    document: Document, stretches: Sequence[Stretch], question: Sequence[str], days: frozenset[int]
) -> list[Stretch]:
    """Cut paragraphs of rows into their rows, and keep of all rows those that the question is about.

    Args:
        document: holds the stretches.
        stretches: what is stated, in order.
        question: the stems of the question.
        days: that the question names.
    """
    found: list[Stretch] = []
    for stretch in stretches:
        if stretch[2] is BlockKind.PARAGRAPH and (lines := _rows(document, stretch)):
            found.extend(_asked_for(document, lines, question, days))
        else:
            found.append(stretch)
    return _headed(document, _of_days(document, found, days))


def _rows(document: Document, stretch: Stretch) -> list[Stretch]:
    """The rows of a paragraph that has two or more, with a line above them that names them; else nothing."""
    start, end, _ = stretch
    lines = lines_of(document.text, start, end)
    kinds = [BlockKind.BULLET if _is_row(document.text[a:b]) else BlockKind.PARAGRAPH for a, b in lines]
    if kinds[1:].count(BlockKind.BULLET) != len(kinds) - 1 or kinds.count(BlockKind.BULLET) < 2:
        return []
    return [(a, b, kind) for (a, b), kind in zip(lines, kinds, strict=True)]


def _is_row(line: str) -> bool:
    words = line.rstrip(" *_").split()
    return 1 < len(words) <= ROW_WORDS and line.rstrip(" *_")[-1:] not in ".!?:" and bool(_VALUE.search(line))


def _asked_for(
    document: Document, lines: Sequence[Stretch], question: Sequence[str], days: frozenset[int]
) -> list[Stretch]:
    """The rows that share most words with the question, and the line above them."""
    if any(days & days_of(document.text[start:end]) for start, end, _ in lines):
        return list(lines)
    shared = [len(set(terms(document.text[start:end])) & set(question)) for start, end, _ in lines]
    most = max(n for n, line in zip(shared, lines, strict=True) if line[2] is BlockKind.BULLET)
    return [line for n, line in zip(shared, lines, strict=True) if n == most or line[2] is BlockKind.PARAGRAPH]


def _of_days(document: Document, stretches: list[Stretch], days: frozenset[int]) -> list[Stretch]:
    """Without the rows that name other days only, if a row names one that is asked for."""
    named = [days_of(document.text[start:end]) if kind in _ROWS else frozenset() for start, end, kind in stretches]
    if not any(of_row & days for of_row in named):
        return stretches
    return [stretch for of_row, stretch in zip(named, stretches, strict=True) if not of_row or of_row & days]


def all_meant(document: Document, row: Unit, question: Sequence[str], form: Form) -> list[Stretch]:
    """The rows of a row's table that are meant, where that may be more than the one; empty where it is that one.

    Args:
        document: holds the table.
        row: that answers best.
        question: the stems of the question.
        form: of the answer; a list is one of rows, of those that are named where any are.
    """
    block = document.blocks[row.block]
    found = units(document.text, block, block.start, block.end)
    named = [(a, b) for a, b in found if label_share(document.text[a:b], question) >= _MEANT]
    if form is Form.LIST and len(named) > 1:
        return [(a, b, BlockKind.TABLE) for a, b in named]
    asks_for_one = set(terms(document.text[row.start : row.end])) & set(question)
    if named or (asks_for_one and form is not Form.LIST):
        return []
    return [(a, b, BlockKind.TABLE) for a, b in found]


def names_none(document: Document, items: Sequence[Block], question: Sequence[str]) -> bool:
    """True where the items of a list are rows, and a question names none of them: it is about all."""
    texts = [document.words(item) for item in items]
    return all(_is_row(text) for text in texts) and not any(set(terms(text)) & set(question) for text in texts)


def label_share(row: str, question: Sequence[str]) -> float:
    """How much of what names a table's row the question names, 0 to 1: its first cell without what is in brackets."""
    named = [cell for cell in cells(row) if cell]
    return share(re.sub(r"\([^)]*\)?", "", named[0]), question) if len(named) > 1 else 0.0


def share(name: str, question: Sequence[str]) -> float:
    """Share of a name's stems among a question's."""
    stems = set(terms(name))
    return len(stems & set(question)) / len(stems) if stems else 0.0


def _headed(document: Document, stretches: list[Stretch]) -> list[Stretch]:
    """Rows of tables without their outer bars, below the head of a table whose values do not tell what they are.

    These are the values of two columns and more, and short ones in a column that is named with more than a word.
    """
    found: list[Stretch] = []
    headed: Block | None = None
    for start, end, kind in stretches:
        if kind is BlockKind.TABLE:
            block = document.blocks[bisect_right(document.blocks, start, key=lambda item: item.start) - 1]
            if block is not headed:
                headed = block
                head = _head(document, block, document.text[start:end])
                if head and head[0] < start:
                    found.append((*_bare(document, *head), kind))
            start, end = _bare(document, start, end)
        found.append((start, end, kind))
    return found


def _head(document: Document, block: Block, row: str) -> tuple[int, int] | None:
    head = table_head(document.text, block)
    names = cells(document.text[slice(*head)]) if head is not None else []
    short = len("".join(cells(row)[1:]).split()) <= _VALUE_WORDS
    return head if len(names) >= 3 or (short and " " in "".join(names[1:])) else None


def _bare(document: Document, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and document.text[start] in "| \t":
        start += 1
    while end > start + 1 and document.text[end - 1] in "| \t":
        end -= 1
    return start, end
