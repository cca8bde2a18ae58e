"""How Spotter grows, as a table: measured sizes, and straight lines through them for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

COLUMNS = {
    "seconds": ("ingest, s", 0),
    "rate": ("passages/s", 0),
    "ingest_peak": ("its peak memory, MB", 0),
    "disk": ("index, MB", 0),
    "open": ("open, s", 2),
    "first": ("first answer, s", 2),
    "p50": ("question p50, ms", 1),
    "p95": ("question p95, ms", 1),
    "resident": ("memory, MB", 0),
}
PROPORTIONAL = ("seconds", "disk")  # grow as the passages do, from next to nothing
LINEAR = (*PROPORTIONAL, "ingest_peak", "open", "resident")  # grow so from what a process needs without any passage


@dataclass(frozen=True, slots=True)
class Row:
    """One size."""

    size: int  # passages
    figures: Mapping[str, float] = field(default_factory=dict)  # keys of COLUMNS
    encoded: int = 0  # passages that went through the encoder
    reason: str = ""  # why it was not measured; "" where it was

    @property
    def measured(self) -> bool:
        """False for a row that stands on a line through others."""
        return not self.reason


def extrapolated(size: int, reason: str, measured: Sequence[Row]) -> Row:
    """A row by the line through the two largest measured sizes: figures of `LINEAR`, and the rate; no figure falls.

    From one measured size only figures of `PROPORTIONAL`, and the rate, which is the size over the seconds.
    """
    below = sorted((row for row in measured if row.measured), key=lambda row: row.size)[-2:]
    if not below:
        return Row(size, {}, 0, reason)
    keys = LINEAR if len(below) > 1 else PROPORTIONAL
    figures = {key: _line_at(size, [(row.size, row.figures[key]) for row in below]) for key in keys}
    return Row(size, {**figures, "rate": size / figures["seconds"]}, 0, reason)


def table(rows: Sequence[Row]) -> str:
    """A Markdown table, a row a size; reasons stand below it."""
    lines = [
        _line(["passages", "encoded", *(label for label, _ in COLUMNS.values())]),
        "|--:" * (len(COLUMNS) + 2) + "|",
    ]
    for row in rows:
        cells = [_shown(row.figures.get(key), digits) for key, (_, digits) in COLUMNS.items()]
        name = f"{row.size:,}" if row.measured else f"{row.size:,} (extrapolated)"
        lines.append(_line([name, f"{row.encoded:,}" if row.measured else "–", *cells]))
    reasons = [f"{row.size:,} passages were not measured: {row.reason}." for row in rows if not row.measured]
    return "\n".join(lines + (["", *reasons] if reasons else []))


def _line_at(size: int, points: Sequence[tuple[int, float]]) -> float:
    """The straight line through the last two points; through the origin where there is but one."""
    if len(points) == 1:
        return points[0][1] * size / points[0][0]
    (x0, y0), (x1, y1) = points
    return y1 + max(0.0, (y1 - y0) / (x1 - x0)) * (size - x1)


def _shown(figure: float | None, digits: int) -> str:
    return "–" if figure is None else f"{figure:,.{digits}f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
