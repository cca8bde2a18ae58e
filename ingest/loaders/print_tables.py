"""Tables on printed pages: which lines are one, its columns by where the cells stand, its rows by the gaps between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.loaders.print_lines import PrintedLine

MOST_LINES = 500  # of a table
_LARGER = 1.1  # times the size of a table's first line: a heading
_WRAPPED = 1.5  # of a font's size: lines of one cell are not further apart
_APART = 1.25  # times the least distance of lines: rows are further apart than the lines of a cell
_ONE_HEIGHT = 0.4  # of a font's size
_SLACK = 3.0  # points by which a cell may begin before its column
_ROUGH = 0.2  # of a cell's width, which is only about known, by which it may seem to go on into the next column


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as it was found."""

    rows: tuple[tuple[str, ...], ...]  # all of one length; "" where a cell is empty
    is_headed: bool  # by its first row, which alone is bold
    n_lines: int


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    text: str
    y: float
    bold: bool
    line: int


def table_at(following: Sequence[PrintedLine], is_beside: Callable[[PrintedLine], bool]) -> PrintedTable | None:
    """The table that begins with the first line; None where there is none that can be told apart into columns.

    Args:
        following: a line of several cells, and what follows it in the file.
        is_beside: tells of lines that are no part of the text, as a page's number.
    """
    columns: list[tuple[float, float]] = []
    n_lines = 0
    for line in following[:MOST_LINES]:
        if line.page != following[0].page or is_beside(line) or line.size > _LARGER * following[0].size:
            break
        if len(line.cells) > 1:
            columns = _columns([other for other in following[: n_lines + 1] if len(other.cells) > 1])
        elif _column_of(line.spans[0], columns) is None:
            break
        n_lines += 1
    while n_lines > 1 and columns:
        rows = _rows(following[:n_lines], columns)
        if rows is None:
            return None
        while rows and len(rows[-1]) == 1 and rows[-1][0].line == n_lines - 1:  # a short line below the table
            rows.pop()
            n_lines -= 1
        if len(rows) < 2 or any(cell.line >= n_lines for row in rows for cell in row):
            return None
        bold = [all(cell.bold for cell in row) for row in rows]
        written = tuple(_written(row, len(columns)) for row in rows)
        return PrintedTable(written, bold[0] and not any(bold[1:]), n_lines)
    return None


def _columns(lines: Sequence[PrintedLine]) -> list[tuple[float, float]]:
    """Where each column begins and ends: by the line with the most cells, and the cells that stand beside those."""
    found = list(max(lines, key=lambda line: len(line.cells)).spans)
    for start, end in (span for line in lines for span in line.spans):
        beside = [i for i, column in enumerate(found) if column[0] < end and start < column[1]]
        if not beside:
            found = sorted([*found, (start, end)])
        elif len(beside) == 1:
            found[beside[0]] = (min(start, found[beside[0]][0]), max(end, found[beside[0]][1]))
    ends = [min(end, behind[0] - 1) for (_, end), behind in pairwise(found)]
    return [(start, end) for (start, _), end in zip(found, [*ends, found[-1][1]], strict=True)]


def _column_of(span: tuple[float, float], columns: Sequence[tuple[float, float]]) -> int | None:
    """The one column that a cell stands in."""
    overlaps = [min(span[1], end) - max(span[0], start) for start, end in columns]
    held = [i for i, overlap in enumerate(overlaps) if overlap > 0]
    if not held:
        return None
    best = max(held, key=lambda i: overlaps[i])
    behind = columns[best + 1][0] if best + 1 < len(columns) else float("inf")
    begins = columns[best - 1][1] if best else columns[0][0] - _SLACK
    beyond = span[1] - behind
    return best if span[0] >= begins - _SLACK and beyond <= _SLACK + _ROUGH * (span[1] - span[0]) else None


def _rows(lines: Sequence[PrintedLine], columns: Sequence[tuple[float, float]]) -> list[list[_Cell]] | None:
    """The cells of each row; None where one stands in no column, or two of a line in one."""
    cells: list[_Cell] = []
    for place, line in enumerate(lines):
        at = [_column_of(span, columns) for span in line.spans]
        if None in at or len(set(at)) < len(at):
            return None
        cells += [
            _Cell(column, text, line.y, line.bold, place)
            for column, text in zip(at, line.cells, strict=True)
            if column is not None
        ]
    size = max(lines[0].size, 1.0)
    levels: list[list[_Cell]] = []
    for cell in sorted(cells, key=lambda cell: -cell.y):
        if levels and levels[-1][0].y - cell.y <= _ONE_HEIGHT * size:
            levels[-1].append(cell)
        else:
            levels.append([cell])
    gaps = [above[0].y - below[0].y for above, below in pairwise(levels)]
    least = min(gaps, default=0.0)
    uneven = bool(gaps) and max(gaps) > _APART * least
    rows = levels[:1]
    for gap, level in zip(gaps, levels[1:], strict=True):
        begins = all(cell.column for cell in level) if not uneven else gap <= _APART * least
        if gap <= _WRAPPED * size and begins:
            rows[-1] = [*rows[-1], *level]
        else:
            rows.append(level)
    return rows


def _written(row: Sequence[_Cell], n_columns: int) -> tuple[str, ...]:
    return tuple(" ".join(cell.text for cell in row if cell.column == column) for column in range(n_columns))
