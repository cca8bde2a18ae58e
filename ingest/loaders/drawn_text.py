"""Follows how the text of a PDF's page is drawn: shown, only placed, or so small or so far off that nobody sees it."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

EVERYTHING = (-math.inf, -math.inf, math.inf, math.inf)  # a box
_INVISIBLE = 3  # rendering mode of PDF 32000-1, 9.3.6
_SMALLEST = 1.0  # points; smaller letters are specks
_LETTER = 0.6  # of a font's size: the width of a letter, rather too wide
_SHOWS = (b"Tj", b"TJ", b"'", b'"')


class Look(Enum):
    """How a stretch of text is drawn."""

    SHOWN = "shown"
    PLACED = "placed"  # invisible: as the recognised text of a scan is
    TINY = "tiny"
    OUTSIDE = "outside"  # of what is shown of the page
    UNSEEN = "unseen"  # one of these three, or several


class DrawnText:
    """Is told of the operators of one page, each before and after it is carried out.

    Text in a form is placed by what draws the form, which is not followed: it counts as being of some size, and inside.
    """

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        """Take what is shown of the page: left, bottom, right, top, in points."""
        self._box = box
        self._mode = 0
        self._size = 12.0
        self._saved: list[tuple[int, float]] = []
        self._forms: list[tuple[int, float, int]] = []  # that are being drawn: mode, size and what was saved before
        self._looks: set[Look] = set()  # of the text that has not been asked for yet

    def look(self, *, is_scaled: bool) -> Look:
        """How all of the text was drawn since this was asked last; SHOWN where a part of it is.

        Args:
            is_scaled: the font has a scale of its own, so that its size says nothing.
        """
        looks, self._looks = self._looks, set()
        if not looks or Look.SHOWN in looks or (is_scaled and Look.TINY in looks):
            return Look.SHOWN
        return Look.PLACED if looks == {Look.PLACED} else Look.UNSEEN

    def before(self, operator: bytes, operands: Any, outer: Sequence[float], inner: Sequence[float]) -> None:
        """Take note of an operator and of the matrices that it finds: of the page, and of the text."""
        if operator == b"Tr" and operands and isinstance(operands[0], (int, float)):
            self._mode = int(operands[0])
        elif operator == b"Tf" and len(operands) > 1 and isinstance(operands[1], (int, float)):
            self._size = float(operands[1])
        elif operator == b"q":
            self._saved.append((self._mode, self._size))
        elif operator == b"Q" and self._saved:
            self._mode, self._size = self._saved.pop()
        elif operator == b"Do":
            self._forms.append((self._mode, self._size, len(self._saved)))
        elif operator in _SHOWS:
            self._looks.add(self._look_of(operator, operands, outer, inner))

    def after(self, operator: bytes, *_: Any) -> None:
        """Take note that an operator has been carried out."""
        if operator == b"Do":
            self._mode, self._size, n_saved = self._forms.pop()
            del self._saved[n_saved:]

    def _look_of(self, operator: bytes, operands: Any, outer: Sequence[float], inner: Sequence[float]) -> Look:
        if self._mode == _INVISIBLE:
            return Look.PLACED
        if self._forms:
            return Look.SHOWN
        along = _turned(inner[0], inner[1], outer, self._size)
        up = _turned(inner[2], inner[3], outer, self._size)
        if math.hypot(*up) < _SMALLEST:
            return Look.TINY
        if operator not in (b"Tj", b"TJ"):
            return Look.SHOWN  # the others go to the next line first
        x, y = _turned(inner[4], inner[5], outer, 1.0)
        reach = _LETTER * _n_letters(operands)
        start = (x + outer[4], y + outer[5])
        end = (start[0] + reach * along[0], start[1] + reach * along[1])
        return Look.OUTSIDE if self._is_outside(start, end, up) else Look.SHOWN

    def _is_outside(self, start: tuple[float, float], end: tuple[float, float], up: tuple[float, float]) -> bool:
        for side in (0, 1):
            reached = [at + rise for at in (start[side], end[side]) for rise in (0.0, up[side])]
            if max(reached) < self._box[side] or min(reached) > self._box[side + 2]:
                return True
        return False


def _turned(x: float, y: float, matrix: Sequence[float], times: float) -> tuple[float, float]:
    """A vector as the matrix turns and scales it."""
    return times * (x * matrix[0] + y * matrix[2]), times * (x * matrix[1] + y * matrix[3])


def _n_letters(operands: Any) -> int:
    """How many letters an operator shows, at most."""
    if not operands:
        return 0
    parts = operands[0] if isinstance(operands[0], list) else operands
    return sum(len(part) for part in parts if isinstance(part, (str, bytes)))
