"""XLSX: every visible sheet's values, as they are shown."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ingest import zips
from ingest.errors import RejectedFileError
from ingest.loaders.grids import Grid

if TYPE_CHECKING:
    from zipfile import ZipFile

_LAST_ROW = 1_048_576  # that a sheet can have
_FIX = "Open it in a spreadsheet program and save it anew as .xlsx, or as CSV in UTF-8."
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})
_DAMAGE = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, OSError, EOFError, SyntaxError),
    *(RuntimeError, AssertionError, NotImplementedError, *zips.UNREADABLE),
)
"""What openpyxl raises on what it does not understand; it names no class of its own for it."""
_SYMBOL = re.compile(r'\[\$([^\]-]{1,4})[^\]]*\]|"([^"]{1,6})"|([€$£¥])')


def read_xlsx(data: bytes) -> tuple[list[Grid], list[str]]:
    """The visible sheets, and which ones are hidden. Formulas give what they last came to.

    Raises:
        RejectedFileError: no readable workbook, or beyond a limit.
    """
    with _opened(data) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            grids = [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
        except RejectedFileError:
            raise
        except _DAMAGE as error:
            raise _damaged(error) from None
    return grids, [f"sheet {name!r} is hidden: not read" for name in hidden]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a sheet holds."""

    value: Any  # a text, a number, a truth value, a date, a time, a span of time, or None
    number_format: str


def sheet_names(data: bytes) -> list[str]:
    """The names of the visible sheets, in order.

    Raises:
        RejectedFileError: see `read_xlsx`.
    """
    with _opened(data) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def sheet_rows(data: bytes, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of one sheet, with their numbers from 1, as they are read; formulas give what they last came to.

    Raises:
        RejectedFileError: see `read_xlsx`; on the way, where the sheet is damaged.
    """
    with _opened(data) as book:
        sheet = book[name]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        rows = enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1)
        while True:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    number, row = next(rows)
                cells = [Cell(cell.value, cell.number_format if cell.value is not None else "") for cell in row]
            except StopIteration:
                return
            except _DAMAGE as error:
                raise _damaged(error) from None
            yield number, cells


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    from openpyxl import load_workbook

    if not data.startswith(b"PK"):
        raise RejectedFileError("not an XLSX file", _FIX)
    with zips.opened(data, _FIX) as archive:
        _refuse_declarations(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _DAMAGE as error:
        raise _damaged(error) from None
    try:
        yield book
    finally:
        book.close()


def _damaged(error: BaseException) -> RejectedFileError:
    return RejectedFileError(f"not a readable XLSX file ({_told(error)})", _FIX)


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


def _refuse_declarations(archive: "ZipFile") -> None:
    """Refuse document type declarations: they can expand to any size, and no spreadsheet program writes them."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels")):
            head = zips.unpacked(archive, entry).replace(b"\x00", b"")  # UTF-16 is seen as well
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise RejectedFileError("holds a document type declaration", _FIX)


def _grid(sheet: Any) -> Grid:
    """A sheet's rows; what the file says of its size is not believed."""
    sheet.reset_dimensions()
    grid = Grid(sheet.title)
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1):
        if row:
            grid.add(
                f"row {number}",
                [shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in row],
            )
    return grid


def shown(value: Any, number_format: str = "General") -> str:
    """A cell's value as people see it: 59.9 in the format `0.00 €` is "59.90 €"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}" if not value.second else f"{value:%H:%M:%S}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    text = str(value)
    return "" if text in _ERRORS else text


def _number(value: float, number_format: str) -> str:
    """A number with the decimals, the percent sign and the currency of its format; other formats are not followed."""
    pattern = number_format.split(";")[0]
    digits = re.search(r"[#0,?]*[#0](?:\.(0+))?", re.sub(r'\[[^\]]*\]|"[^"]*"', "", pattern))
    if pattern == "General" or digits is None:
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    percent = "%" if "%" in pattern else ""
    decimals = len(digits[1] or "")
    grouped = "," if "," in digits[0] else ""
    number = f"{value * 100 if percent else value:{grouped}.{decimals}f}"
    symbol = next(iter(_symbols(pattern)), None)
    if symbol is None:
        return number + percent
    words, before = symbol
    return f"{words}{number}" if before else f"{number} {words}"


def _symbols(pattern: str) -> Iterator[tuple[str, bool]]:
    """Currencies and units of a format: (the symbol, whether it stands before the number)."""
    first = re.search(r"[#0?]", pattern)
    for match in _SYMBOL.finditer(pattern):
        words = next(group for group in match.groups() if group is not None).strip()
        if words and not words.isdigit():
            yield words, first is not None and match.start() < first.start()
