"""Question files, recognised and read row by row; every reading of the same file gives the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from bot.batch import delimited, objects
from bot.batch.columns import is_question, require_question
from bot.batch.encodings import encoding_of
from bot.batch.rows import (
    LARGEST,
    LARGEST_WORKBOOK,
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    MOST_ROWS,
    Format,
    Row,
    Source,
    as_text,
)
from bot.batch.workbook import unescaped
from bot.cells import unguarded
from ingest.errors import InputError, RejectedFileError
from ingest.loaders.sheets import Cell, sheet_names, sheet_rows

_SAMPLE = 1 << 16  # characters
_FIX = "Name a file with one question a row."


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first reading of a file found."""

    rows: int
    names: tuple[str, ...]  # of all columns, in the order in which they first appear
    widths: tuple[int, ...]  # characters of the longest cell of each column among the first rows


def recognise(path: Path, format: Format, column: str = "", encoding: str = "", sheet: str = "") -> Source:  # noqa: A002
    """Find out how a question file is to be read.

    Args:
        path: of the file.
        format: which it has.
        column: name or number of the column of questions; "" where it is to be found.
        encoding: which it has; "" where it is to be found.
        sheet: of a workbook; "" for the first.

    Raises:
        InputError: it cannot be read, is too large or binary, or has no questions.
    """
    try:
        size = path.stat().st_size
        most = LARGEST_WORKBOOK if format is Format.XLSX else LARGEST
        if size > most:
            raise InputError(f"{path} has {size:,} bytes (at most {most:,})", "Split the file.")
        if path.is_dir():
            path.open("rb").close()  # says so
        if not path.is_file():
            raise InputError(f"{path} is not a file", _FIX)
        if format is Format.XLSX:
            return _workbook(path, column, sheet)
        name, mark, told = encoding_of(path, encoding, legacy=format not in (Format.JSON, Format.JSONL))
        source = Source(path, format, encoding=name, mark=mark, notes=(told,) if told else ())
        if format in (Format.CSV, Format.TSV):
            return _delimited(source, column)
        return replace(source, names=("question",)) if format is Format.TXT else source
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", _FIX) from None


def rows_of(source: Source) -> Iterator[Row]:
    """The rows of a file, as they are read.

    Raises:
        InputError: it cannot be read any further.
    """
    if source.format is Format.XLSX:
        yield from _sheet(source)
        return
    with _opened(source) as file:
        if source.format is Format.JSONL:
            yield from objects.lines(file)
        elif source.format is Format.JSON:
            yield from objects.elements(file)
        elif source.format is Format.TXT:
            yield from _lines(file)
        else:
            yield from _table(source, file)


def survey(source: Source, most_rows: int = MOST_ROWS) -> Survey:
    """Read a file from end to end: whether it can be, how many rows it has, and which columns.

    Raises:
        InputError: it cannot be, has no rows, or too many.
    """
    rows = 0
    widths = dict.fromkeys(source.names, 0) if source.format.is_table else {}
    for row in rows_of(source):
        rows += 1
        if rows > most_rows:
            raise InputError(f"more than {most_rows:,} rows in {source.path}", "Split the file.")
        if rows <= 100 or not source.format.is_table:
            for name, cell in zip(row.names, row.cells, strict=False):
                if len(widths) < MOST_COLUMNS or name in widths:
                    widths[name] = max(widths.get(name, 0), len(as_text(cell)) if rows <= 100 else 0)
    if not rows:
        raise InputError(f"no questions in {source.path}", _FIX)
    names = source.names if source.format.is_table else tuple(widths)
    return Survey(rows, names, tuple(widths[name] for name in names))


@contextmanager
def _opened(source: Source) -> Iterator[TextIO]:
    wide = source.encoding.startswith(("utf-16", "utf-32"))
    errors = "replace" if wide or source.encoding != "utf-8" else "surrogateescape"
    encoding = "utf-8-sig" if source.mark and source.encoding == "utf-8" else source.encoding
    try:
        with source.path.open(encoding=encoding, errors=errors, newline="") as file:
            yield file
    except OSError as error:
        raise InputError(f"cannot read {source.path}: {error.strerror}", _FIX) from None


def _delimited(source: Source, column: str) -> Source:
    expected = "\t" if source.format is Format.TSV else ","
    with _opened(source) as file:
        delimiter, told, end = delimited.recognised(file.read(_SAMPLE), expected, is_question)
    source = replace(source, delimiter=delimiter, told=told, line_end=end)
    with _opened(source) as file:
        _, names, error = next(_records(source, file), (0, [], ""))
    if error:
        raise InputError(f"{source.path} has no head that can be read: {error}", _FIX)
    head = tuple(map(unguarded, names))
    return _with_head(
        replace(source, notes=(*source.notes, f"columns parted by {delimited.DELIMITERS[delimiter]}")), head, column
    )


def _with_head(source: Source, names: tuple[str, ...], column: str) -> Source:
    if not names:
        raise InputError(f"no questions in {source.path}", _FIX)
    if len(names) > MOST_COLUMNS:
        raise InputError(f"{len(names):,} columns in {source.path} (at most {MOST_COLUMNS:,})", "Leave some out.")
    place = require_question(names, column, source.path)
    told = f"questions from column {names[place]!r} ({place + 1} of {len(names)})"
    return replace(source, names=names, notes=(*source.notes, told))


def _records(source: Source, file: TextIO) -> Iterator[tuple[int, list[str], str]]:
    found = delimited.records(file, source.delimiter)
    if source.told:
        next(found, None)
    return found


def _table(source: Source, file: TextIO) -> Iterator[Row]:
    records = _records(source, file)
    next(records, None)
    width = len(source.names)
    for line, read, broken in records:
        cells = [unguarded(cell) for cell in read]
        error = broken or next(filter(None, map(objects.undecodable, cells)), "")
        cells = list(map(objects.usable, cells)) if error else cells
        if not error and len(cells) != width:
            error = f"{_counted(len(cells), 'cell')}, but {_counted(width, 'column')} (is a quotation mark missing?)"
        cells += [""] * (width - len(cells))
        yield Row(f"line {line}", source.names, tuple(cells), error)


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _lines(file: TextIO) -> Iterator[Row]:
    at = 0
    while line := delimited.line_of(file):
        at += 1
        text = line.rstrip("\r\n")
        if text.strip():
            error = f"more than {LONGEST_ROW:,} characters" if len(line) > LONGEST_ROW else objects.undecodable(text)
            yield Row(f"line {at}", ("question",), (objects.usable(text[:LONGEST_CELL]),), error)


def _workbook(path: Path, column: str, sheet: str) -> Source:
    data = path.read_bytes()
    try:
        names = sheet_names(data)
        if sheet and sheet not in names:
            raise InputError(f"no sheet {sheet!r} in {path}", f"Name one of: {', '.join(names)}.")
        if not names:
            raise InputError(f"no sheet in {path} is visible", _FIX)
        chosen = sheet or names[0]
        rows = (values for _, cells in sheet_rows(data, chosen) if any(values := [_value(cell) for cell in cells]))
        head = [as_text(value) for value in next(rows, [])]
    except RejectedFileError as error:
        raise InputError(f"{path}: {error.message}", error.fix) from None
    while head and not head[-1]:
        head.pop()
    others = [name for name in names if name != chosen]
    told = [f"read sheet {chosen!r}; not read and not in the answers: {', '.join(others)}"] if others else []
    return _with_head(Source(path, Format.XLSX, sheet=chosen, notes=tuple(told)), tuple(head), column)


def _sheet(source: Source) -> Iterator[Row]:
    width = len(source.names)
    head = True
    try:
        for number, read in sheet_rows(source.path.read_bytes(), source.sheet):
            cells = [_value(cell) for cell in read]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            if head:
                head = False
                continue
            cells += [None] * (width - len(cells))
            long = any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells)
            error = f"a cell of more than {LONGEST_CELL:,} characters" if long else ""
            yield Row(f"row {number}", source.names, tuple(cells), error)
    except RejectedFileError as error:
        raise InputError(f"{source.path}: {error.message}", error.fix) from None
    except OSError as error:
        raise InputError(f"cannot read {source.path}: {error.strerror}", _FIX) from None


def _value(cell: Cell) -> Any:
    """What a cell holds: a text, None, or the cell itself where it is a number, a date or the like."""
    if isinstance(cell.value, str):
        return unescaped(cell.value)
    return None if cell.value is None else cell
