"""A row of a question file as it is read, and the limits that one is read within."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.loaders.sheets import Cell, shown

MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 1_000_000  # characters
LONGEST_ROW = 4_000_000  # characters of a row's line or lines
MOST_BROKEN = 1_000  # rows whose quotation marks are wrong: each is looked at to its end, which takes time
LARGEST = 2_000_000_000  # bytes of a file of text
LARGEST_WORKBOOK = 50_000_000  # bytes of an XLSX file, which is held in memory


class Format(StrEnum):
    """A format of question and answer files."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"
    TXT = "txt"
    XLSX = "xlsx"

    @property
    def is_table(self) -> bool:
        """True where every row has the columns of one head."""
        return self in (Format.CSV, Format.TSV, Format.XLSX, Format.TXT)


_SUFFIXES = {".ndjson": Format.JSONL, ".tab": Format.TSV, **{f".{name}": name for name in Format}}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a question file."""

    where: str  # "line 7", "row 3"
    names: tuple[str, ...]  # of its columns
    cells: tuple[Any, ...]  # texts, values of JSON, cells of a sheet; what is beyond the head stands behind them
    error: str = ""  # why it cannot be asked


@dataclass(frozen=True, slots=True)
class Source:
    """A question file, and what was recognised about it."""

    path: Path
    format: Format
    names: tuple[str, ...] = ()  # a table's head
    encoding: str = "utf-8"
    mark: bool = False  # a byte-order mark stands before it
    delimiter: str = ","
    line_end: str = "\n"
    told: bool = False  # its first line names the delimiter, as in "sep=;"
    sheet: str = ""
    notes: tuple[str, ...] = ()  # what was assumed, for the user


def format_of(path: Path) -> Format:
    """The format that a file's name tells.

    Raises:
        InputError: it tells none.
    """
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        told = ", ".join(f".{name}" for name in Format)
        raise InputError(f"{path} is of no format that is known", f"Name a file that ends in {told}, or use --format.")
    return found


def as_text(value: Any) -> str:
    """A cell as text: as it is, as a sheet shows it, or as JSON has it; nothing is ""."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Cell):
        return shown(value.value, value.number_format)
    return json.dumps(value, ensure_ascii=False)
