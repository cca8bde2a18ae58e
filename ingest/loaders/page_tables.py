"""Cells of a web page's table to rows of text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.runs import Run

_WIDEST = 20  # columns that one cell may span
_TALLEST = 50  # rows that one cell may span
_SPANNED = 200  # characters of a cell that are said again in the rows it spans


@dataclass(slots=True)
class Table:
    """A table while it is read."""

    rows: list[list[str]] = field(default_factory=list)
    in_cell: bool = False
    _spanning: dict[int, tuple[str, int]] = field(default_factory=dict)  # column → (text, rows still to fill)
    _heads: list[bool] = field(default_factory=list)  # of the first row's cells

    @property
    def has_head(self) -> bool:
        """True where the first row's cells all name their columns."""
        return bool(self._heads) and all(self._heads) and len(self.rows) > 1

    def open_row(self) -> None:
        """Begin a row."""
        self.rows.append([])

    def close_cell(self, element: Any, runs: Sequence[Run]) -> None:
        """Add a cell, behind those of rows above that reach down to here."""
        self.in_cell = False
        text = "".join(run.text for run in runs)
        if not self.rows:
            self.open_row()
        row = self.rows[-1]
        self._fill(row)
        columns = max(1, min(number(element.get("colspan"), 1), _WIDEST))
        tall = min(number(element.get("rowspan"), 1), _TALLEST)
        if tall > 1 and len(text) <= _SPANNED and text.strip():
            self._spanning[len(row)] = (text, tall - 1)
        row += [text] + [""] * (columns - 1)
        if len(self.rows) == 1:
            around = element.getparent().getparent()
            bold = all(run.bold for run in runs if run.text.strip())
            self._heads.append(bold or element.tag == "th" or (around is not None and around.tag == "thead"))

    def close_row(self) -> None:
        """End a row."""
        if self.rows and self.rows[-1]:
            self._fill(self.rows[-1])

    def _fill(self, row: list[str]) -> None:
        while len(row) in self._spanning:
            text, left = self._spanning.pop(len(row))
            if left > 1:
                self._spanning[len(row)] = (text, left - 1)
            row.append(text)


def number(value: str | None, default: int) -> int:
    """An attribute's whole number of at most four digits."""
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 4 else default
