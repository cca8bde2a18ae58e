"""Words with their look, as loaders find them, to lines of clean text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest import lines

_UNPRINTABLE = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF), "")  # soft hyphen, breaks of no width, byte-order mark
_UNWRITABLE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # halves of characters
CLEAN = str.maketrans({**_UNPRINTABLE, **_INVISIBLE, **_UNWRITABLE})


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. A line break is a line break of the page; other blanks count as one."""

    text: str
    bold: bool = False
    linked: bool = False


Words = str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of clean text, and whether all of it is bold, or part of links."""

    text: str
    bold: bool
    linked: bool


def rows_of(words: Words) -> list[Row]:
    """The lines that hold something. A bold question that opens a line gets a line of its own."""
    runs = [Run(words)] if isinstance(words, str) else words
    return [row for line in _split(runs) for row in _parted(line)]


def paragraphs_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs parted where a line is empty."""
    parted: list[list[Run]] = [[]]
    broken = False  # behind a line break, and blanks
    for run in runs:
        if run.text == "\n" and broken and any(inner.text.strip() for inner in parted[-1]):
            parted.append([])
        broken = run.text == "\n" or (broken and not run.text.strip())
        parted[-1].append(run)
    return parted


def _split(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *more = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in more:
            yield line
            line = [replace(run, text=text)]
    yield line


def _parted(line: Sequence[Run]) -> Iterator[Row]:
    n_bold = next((place for place, run in enumerate(line) if not run.bold and run.text.strip()), len(line))
    opening = _row(line[:n_bold])
    if opening is not None and n_bold < len(line) and opening.text.endswith("?") and lines.asks(opening.text):
        parts: tuple[Sequence[Run], ...] = (line[:n_bold], line[n_bold:])
    else:
        parts = (line,)
    yield from (row for part in parts if (row := _row(part)) is not None)


def _row(line: Sequence[Run]) -> Row | None:
    filled = [run for run in line if run.text.strip()]
    text = one_line("".join(run.text for run in line))
    return Row(text, all(run.bold for run in filled), all(run.linked for run in filled)) if text else None


def one_line(text: str) -> str:
    """Words with one blank between them, and nothing that cannot be printed."""
    return " ".join(text.translate(CLEAN).split())


def joined(rows: Sequence[Row], indent: str) -> str:
    """The lines, below one another."""
    return f"\n{indent}".join(row.text for row in rows)
