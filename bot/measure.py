"""A number with what it measures, and when two of them cannot both be right of one thing."""

import re
from dataclasses import dataclass

DOSES = frozenset({"sets", "repetitions", "times a week"})  # where a wider range is another advice, not a looser one
_NEAR = {
    "duration": 0.09,
    "time ahead": 0.09,
    "time after": 0.09,
    "distance": 0.05,
    "weight": 0.05,
    "phone number": 0.0,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or a range, with what it measures."""

    dimension: str  # "price", "opens", "closes", "duration", "sets", "number of stands", …
    low: float  # in the dimension's unit: minutes of the day, seconds, kilograms, metres, or as written
    high: float  # low, where it is no range
    shown: str  # as written
    start: int  # characters of the text as `normalised` gives it
    end: int
    bound: str = ""  # "at least" or "at most"
    unit: str = ""  # of a price: its currency; "" where it costs nothing
    per: str = ""  # of a price: "month", "visit"; "" where none is told

    @property
    def attribute(self) -> bool:
        """True where it is written as part of a name: the 12-month membership."""
        return bool(re.search(r"\d-[a-z]", self.shown))

    def differs(self, other: "Figure") -> bool:
        """True where both cannot be right of one thing."""
        if self.dimension != other.dimension or (self.unit != other.unit and self.unit and other.unit):
            return False
        if self.per != other.per and self.per and other.per:
            return False
        near = _NEAR.get(self.dimension, 1e-3)
        if self.bound != other.bound:
            return _out_of_bounds(self, other, near) or _out_of_bounds(other, self, near)
        if _same(self.low, other.low, near) and _same(self.high, other.high, near):
            return False
        if self.dimension in DOSES:
            return not (_within(self, other) or _within(other, self))
        return self.high < other.low or other.high < self.low


def _same(one: float, other: float, near: float) -> bool:
    return abs(one - other) <= near * max(abs(one), abs(other))


def _within(one: Figure, other: Figure) -> bool:
    return other.low <= one.low and one.high <= other.high


def _out_of_bounds(bounded: Figure, other: Figure, near: float) -> bool:
    if bounded.bound == "at least":
        return not other.bound and other.high < bounded.low * (1 - near)
    if bounded.bound == "at most":
        return other.bound != "at least" and other.low > bounded.high * (1 + near)
    return False
