"""CSV and TSV, read row by row: the delimiter is recognised, and a row that cannot be parsed ends none but itself."""

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import TextIO

from bot.batch.rows import LONGEST_CELL, LONGEST_ROW, MOST_BROKEN
from ingest.errors import InputError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_LINES = 50
_ENDS = ("\r\n", "\n", "\r")


def recognised(sample: str, expected: str, asks: Callable[[str], bool]) -> tuple[str, bool, str]:
    """The delimiter of a file, whether its first line names it, and how its lines end.

    Args:
        sample: the beginning of the file.
        expected: the delimiter where nothing speaks for another.
        asks: tells whether a name is that of a column of questions.
    """
    lines = list(io.StringIO(sample, newline=""))[:_SAMPLE_LINES]
    first = lines[0] if lines else ""
    end = next((end for end in _ENDS if first.endswith(end)), "\n")
    told = first.strip("\r\n").lower()
    if told.startswith("sep=") and len(told) == 5 and told[4] in DELIMITERS:
        return told[4], True, end

    def evidence(delimiter: str) -> tuple[bool, float, int]:
        rows: list[list[str]] = []
        try:
            rows.extend(row for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            return False, 0.0, 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, n_rows = widths.most_common(1)[0] if widths else (0, 0)
        return any(map(asks, rows[0] if rows else ())), n_rows / max(len(rows), 1), width

    order = (expected, *(delimiter for delimiter in DELIMITERS if delimiter != expected))
    found = max(order, key=evidence)
    return (found if evidence(found)[1] else expected), False, end


def records(file: TextIO, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """The rows of an open file: (line, cells, why the row cannot be parsed or ""). Blank lines are no rows.

    A row that cannot be parsed is its first line; reading goes on behind that.

    Raises:
        InputError: there are more than `MOST_BROKEN` such rows.
    """
    ahead: deque[str] = deque()  # lines that were read for a row that was none
    at, broken = 1, 0

    def next_line() -> str:
        return ahead.popleft() if ahead else line_of(file)

    while line := next_line():
        taken, error, cells = [line], "", list[str]()
        if len(line) > LONGEST_ROW:
            error = f"a line of more than {LONGEST_ROW:,} characters"
        elif '"' not in line:  # as most are
            cells = line.rstrip("\r\n").split(delimiter) if line.strip("\r\n") else []
            error = _too_long(cells)
        else:
            usual = csv.field_size_limit(LONGEST_CELL)
            try:
                cells = next(csv.reader(_fed(taken, next_line), delimiter=delimiter, strict=True), [])
            except csv.Error as refused:
                error = _reason(str(refused))
                broken += 1
            finally:
                csv.field_size_limit(usual)
        if broken > MOST_BROKEN:
            raise InputError(f"more than {MOST_BROKEN:,} broken rows; line {at}: {error}", "Save the table anew.")
        if error:
            ahead.extendleft(reversed(taken[1:]))
            del taken[1:]
            cells = _bare(line, delimiter)
        if cells or error:
            yield at, cells, error
        at += len(taken)


def line_of(file: TextIO) -> str:
    """The next line with its end; of one that is too long, `LONGEST_ROW` characters and some more; "" at the end."""
    line = file.readline(LONGEST_ROW)
    if len(line) < LONGEST_ROW or line.endswith(("\r", "\n")):
        return line
    rest = file.readline(LONGEST_ROW)
    kept = line + rest[:2]
    while rest and not rest.endswith(("\r", "\n")):
        rest = file.readline(LONGEST_ROW)
    return kept


def _fed(taken: list[str], next_line: Callable[[], str]) -> Iterator[str]:
    """Lines for one row, remembered in `taken`, until there are too many."""
    yield taken[0]
    length = len(taken[0])
    while length < LONGEST_ROW and (line := next_line()):
        taken.append(line)
        length += len(line)
        yield line


def _too_long(cells: list[str]) -> str:
    return _reason("field larger") if any(len(cell) > LONGEST_CELL for cell in cells) else ""


def _bare(line: str, delimiter: str) -> list[str]:
    """What can be had of a line that is no row."""
    return [cell[:LONGEST_CELL] for cell in line[:LONGEST_ROW].rstrip("\r\n").split(delimiter)]


def _reason(error: str) -> str:
    if "field larger" in error:
        return f"a cell of more than {LONGEST_CELL:,} characters"
    if "unexpected end" in error:
        return "a quotation mark that opens a cell is not closed"
    return "a quotation mark inside a cell is not doubled"


def written(cells: list[str], delimiter: str, line_end: str) -> str:
    """A row as its line. A cell is quoted where it must be."""
    marks = (delimiter, '"', "\r", "\n")
    return (
        delimiter.join(
            '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in marks) or cell != cell.strip() else cell
            for cell in cells
        )
        + line_end
    )
