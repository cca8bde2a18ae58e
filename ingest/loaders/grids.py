"""Tables as rows of cells: CSV and TSV by their delimiter. What a row means is asked elsewhere."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ingest.errors import RejectedFileError
from ingest.loaders.columns import columns_of
from ingest.loaders.pairs import Refused
from ingest.loaders.written import clean

MOST_ROWS = 100_000  # with anything in them
MOST_COLUMNS = 1_000
_MOST_BROKEN = 100  # rows of a CSV file that cannot be parsed; each is looked at to its end
_SAMPLE_LINES = 50
_SAMPLE = 65_536  # characters
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Cells:
    """One row that is not blank."""

    where: str  # "line 7", "sheet Prices, row 7"
    cells: tuple[str, ...]  # clean; without empty ones at the end

    @property
    def words(self) -> str:
        """All cells that hold something, for the report."""
        return " | ".join(" ".join(cell.split()) for cell in self.cells if cell)


@dataclass(slots=True)
class Grid:
    """A sheet, or a file that is one."""

    name: str = ""  # of the sheet; "" where there is but one
    rows: list[Cells] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, where: str, values: Sequence[str]) -> None:
        """Take a row unless it is blank.

        Raises:
            RejectedFileError: there are too many.
        """
        cells = [clean(value) for value in values[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if len(values) > MOST_COLUMNS and any(value.strip() for value in values[MOST_COLUMNS:]):
            told = f"{len(values):,} cells (at most {MOST_COLUMNS:,})"
            self.refused.append(Refused(where, told, " | ".join(cells[:10])))
        elif cells:
            self.rows.append(Cells(where, tuple(cells)))
        if len(self.rows) > MOST_ROWS:
            raise RejectedFileError(f"more than {MOST_ROWS:,} rows", "Split the file.")


def read_csv(data: bytes, expected: str) -> tuple[Grid, list[str]]:
    """The rows of a CSV or TSV file and what was assumed; `expected` is the delimiter where nothing speaks for another.

    Raises:
        RejectedFileError: empty, no text, or beyond a limit.
    """
    text, notes = _decode(data)
    lines = list(io.StringIO(text, newline=""))  # cut at \r, \n and \r\n, which stay
    first, told = 0, lines[0].strip().lower() if lines else ""
    if told.startswith("sep=") and len(told) == 5 and told[4] in _DELIMITERS:  # how Excel is told
        delimiter, first = told[4], 1
    else:
        delimiter = _delimiter(lines, expected)
    notes.append(f"columns parted by {_DELIMITERS[delimiter]}")
    grid = Grid()
    while first < len(lines):
        first = _read_on(grid, lines, first, delimiter)
        if len(grid.refused) > _MOST_BROKEN:
            told = f"{grid.refused[0].where}: {grid.refused[0].reason}"
            raise RejectedFileError(f"more than {_MOST_BROKEN} broken rows; {told}", "Save the table anew as CSV.")
    return grid, notes


def _read_on(grid: Grid, lines: Sequence[str], first: int, delimiter: str) -> int:
    """Read rows from a line on; return where to go on: behind a line that cannot be parsed, or at the end."""
    reader = csv.reader(islice(lines, first, None), delimiter=delimiter, strict=True)
    start = first
    try:
        for cells in reader:
            grid.add(f"line {start + 1}", cells)
            start = first + reader.line_num
    except csv.Error as error:
        grid.refused.append(Refused(f"line {start + 1}", _broken(str(error)), lines[start].strip()))
        return start + 1
    return len(lines)


def _broken(error: str) -> str:
    if "field larger" in error:
        return f"a cell of more than {csv.field_size_limit():,} characters"
    if "unexpected end" in error:
        return "a quotation mark that opens a cell is not closed"
    return "a quotation mark inside a cell is not doubled"


def _delimiter(lines: Sequence[str], expected: str) -> str:
    """The delimiter by which a head is recognised; else the one that cuts most rows into equally many cells."""
    sample = list(io.StringIO("".join(lines[:_SAMPLE_LINES])[:_SAMPLE], newline=""))

    def evidence(delimiter: str) -> tuple[bool, float, int]:
        rows: list[list[str]] = []
        try:
            rows.extend(row for row in csv.reader(sample, delimiter=delimiter) if any(cell.strip() for cell in row))
        except csv.Error:
            return False, 0.0, 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, n_rows = widths.most_common(1)[0] if widths else (0, 0)
        return any(_asks(row) for row in rows[:10]), n_rows / max(len(rows), 1), width

    order = (expected, *(delimiter for delimiter in _DELIMITERS if delimiter != expected))
    found = max(order, key=evidence)
    return found if evidence(found)[1] else expected


def _asks(row: Sequence[str]) -> bool:
    try:
        return columns_of([clean(cell) for cell in row]) is not None
    except RejectedFileError:
        return True


def _decode(data: bytes) -> tuple[str, list[str]]:
    """UTF-8, UTF-16 with its mark, else Windows-1252, which is told."""
    notes: list[str] = []
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
            notes.append("read as UTF-16")
        elif b"\x00" in data:
            raise RejectedFileError("binary, not text (it holds NUL bytes)", "Save it as CSV in UTF-8.")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                text = data.decode("cp1252")
                notes.append(f"not UTF-8 (byte {error.start}): read as Windows-1252")
    except UnicodeDecodeError as error:
        raise RejectedFileError(f"neither UTF-8 nor Windows-1252: byte {error.start}", "Save it in UTF-8.") from None
    if not text.strip():
        raise RejectedFileError("empty", "Add rows, or remove the file.")
    if sum(char < " " and char not in "\t\n\r\f\v" for char in text[:4096]) > len(text[:4096]) // 50:
        raise RejectedFileError("binary, not text (it holds control characters)", "Save it as CSV in UTF-8.")
    return text, notes


def titled(grids: Sequence[Grid]) -> Iterator[tuple[Grid, str]]:
    """Each grid with the heading that it needs: its sheet's name where there are several."""
    several = sum(bool(grid.rows or grid.refused) for grid in grids) > 1
    return ((grid, grid.name if several else "") for grid in grids)
