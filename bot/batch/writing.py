"""Answer files, written row by row in each format."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.batch.columns import Asked, roles_of
from bot.batch.delimited import written
from bot.batch.reading import Survey
from bot.batch.results import Columns, cell_text, columns_of, object_row, table_row
from bot.batch.rows import Format, Source
from bot.batch.workbook import LONGEST_TEXT, Workbook
from bot.cells import guarded
from bot.written import json_line

_SHEET = "Answers"
_MANY = 100_000  # rows of a sheet, from which on it may be large
_WIDTHS = {"outcome": 12, "answer": 60, "quote": 60, "heading": 28, "source": 28, "url": 28, "understood_as": 40}
_WIDE = {"message": 40, "notice": 40, "error": 28, "expectation": 28}
_NARROWEST, _WIDEST = 10, 50  # characters of the row's own columns


@dataclass(frozen=True, slots=True)
class Answered:
    """One row and what became of it."""

    asked: Asked
    answer: dict[str, Any]  # as JSON has it, or what a table shows of it; empty where the row failed
    expectation: str  # "met", what is not as expected, or "" where nothing is
    error: str


class Writer(Protocol):
    """Writes an answer file in order: rows, then its end."""

    def row(self, answered: Answered) -> None:
        """Write one row."""

    def end(self) -> Sequence[str]:
        """Write what stands behind the rows; return what there is to tell."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of each answer."""

    sources: int
    hits: int
    timing: bool


def writer_of(
    target: Format, source: Source, survey: Survey, shown: Shown, column: str, write: Callable[[bytes], None]
) -> Writer:
    """The writer of a format.

    Args:
        target: the format to write.
        source: the questions, whose delimiter, line ends and mark are kept.
        survey: what was found in them.
        shown: what the answers' columns are.
        column: name or number of the column of questions; "" where its name tells.
        write: takes the file's bytes, in order.
    """
    if target in (Format.JSON, Format.JSONL):
        return _Objects(write, as_array=target is Format.JSON)
    roles = roles_of(survey.names, column if source.format.is_table else "")
    expects = roles.expect is not None or roles.expect_source is not None
    columns = columns_of(survey.names, roles.question, shown.sources, shown.hits, shown.timing, expects)
    table = _Table(columns, survey.names, aligned=not source.format.is_table)
    if target is Format.XLSX:
        return _Sheet(table, survey, source, write)
    return _Delimited(table, target, source, write)


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of one head."""

    columns: Columns
    names: tuple[str, ...]  # of the questions
    aligned: bool  # each row names its own columns

    def cells(self, answered: Answered) -> list[Any]:
        row = answered.asked.row
        cells: Sequence[Any] = row.cells
        if self.aligned:
            of_name = dict(zip(row.names, row.cells, strict=False))
            cells = [of_name.get(name) for name in self.names]
        last = [answered.expectation] if self.columns.expectation else []
        return table_row(self.columns, cells, len(self.names), answered.answer, [*last, answered.error])


class _Objects:
    def __init__(self, write: Callable[[bytes], None], as_array: bool) -> None:
        self._write, self._as_array, self._first = write, as_array, True

    def row(self, answered: Answered) -> None:
        line = json_line(object_row(answered.asked, answered.answer, answered.expectation, answered.error))
        if self._as_array:
            line = (b"[\n" if self._first else b",\n") + line.rstrip(b"\n")
        self._first = False
        self._write(line)

    def end(self) -> Sequence[str]:
        if self._as_array:
            self._write(b"\n]\n")
        return ()


class _Delimited:
    """CSV and TSV, in UTF-8: marked as such where the questions were, or came from a spreadsheet program."""

    def __init__(self, table: _Table, target: Format, source: Source, write: Callable[[bytes], None]) -> None:
        self._table, self._write = table, write
        same = source.format is target
        self._delimiter = source.delimiter if same else "\t" if target is Format.TSV else ","
        self._end = source.line_end if same else "\n"
        if source.mark or source.encoding != "utf-8" or source.format is Format.XLSX:
            write(b"\xef\xbb\xbf")
        if same and source.told:
            write(f"sep={source.delimiter}{self._end}".encode())
        self._put(table.columns.names)

    def row(self, answered: Answered) -> None:
        self._put(self._table.cells(answered))

    def end(self) -> Sequence[str]:
        return ()

    def _put(self, cells: Iterable[Any]) -> None:
        texts = [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
        line = written([guarded(text) for text in texts], self._delimiter, self._end)
        self._write(line.encode("utf-8", "replace"))


class _Sheet:
    def __init__(self, table: _Table, survey: Survey, source: Source, write: Callable[[bytes], None]) -> None:
        self._table = table
        own = [min(max(survey.widths[place] + 2, _NARROWEST), _WIDEST) for place in table.columns.places]
        answers = [_width(name) for name in table.columns.answer_names]
        self._book = Workbook(write, table.columns.names, [*own, *answers], source.sheet or _SHEET, survey.rows > _MANY)

    def row(self, answered: Answered) -> None:
        self._book.row(self._table.cells(answered))

    def end(self) -> Sequence[str]:
        self._book.close()
        cut = self._book.cut
        return [f"{cut:,} texts were cut to the {LONGEST_TEXT:,} characters that a cell of XLSX holds"] if cut else []


def _width(name: str) -> int:
    return (_WIDTHS | _WIDE).get(name.rstrip("0123456789").rstrip("_"), 14)
