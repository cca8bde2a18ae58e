"""Cells of tables that a spreadsheet program opens: nothing in them is computed."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a cell that is computed begins with, in one program or another
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*%?")  # which computes to itself


def guarded(cell: str) -> str:
    """A text that no spreadsheet program computes: a `'` stands before one that begins like a formula.

    One that has the mark already gets another, so that `unguarded` gives every text back.
    """
    return f"'{cell}" if _is_formula(cell) else cell


def unguarded(cell: str) -> str:
    """What was guarded, as it was."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    if not cell.startswith(("'", *FORMULA)):
        return False
    bare = cell.lstrip("'")
    return bare.startswith(FORMULA) and not _NUMBER.fullmatch(bare)
