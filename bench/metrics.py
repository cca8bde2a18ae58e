"""The figures of the quality table that `bot/curves.py` does not have, each a function."""

from collections.abc import Collection, Sequence


def first_right(ranking: Sequence[str], right: Collection[str]) -> int:
    """Rank of the first right entry, from 1; 0 where there is none."""
    return next((rank for rank, name in enumerate(ranking, start=1) if name in right), 0)


def hit_at(k: int, ranks: Sequence[int]) -> float | None:
    """Share of questions with something right among the first `k`; ranks as `first_right` gives them."""
    return share([1 <= rank <= k for rank in ranks])


def share(flags: Sequence[bool]) -> float | None:
    """Share of true ones, 0 to 1; None of none."""
    return sum(flags) / len(flags) if flags else None


def points_lost(clean: float | None, other: float | None) -> float | None:
    """How much lower a share is, in percentage points; None where either is missing."""
    return None if clean is None or other is None else 100 * (clean - other)


def holds(text: str, wanted: Sequence[str]) -> bool:
    """True where one of the wanted texts stands in a text, letter case and white space apart."""
    inside = _folded(text)
    return any(_folded(item) in inside for item in wanted)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
