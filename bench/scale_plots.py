"""Draws how Spotter grows as PNG: figures over passages, both axes logarithmic; extrapolated points are hollow."""

from collections.abc import Sequence
from pathlib import Path

from bench.scale_table import Row

PANELS = (
    ("time, s", (("seconds", "ingest"), ("open", "open"), ("first", "first answer"))),
    (
        "size, MB",
        (("disk", "index on disk"), ("ingest_peak", "peak memory, ingest"), ("resident", "memory, answering")),
    ),
    ("a question, ms", (("p50", "p50"), ("p95", "p95"))),
)
COLOURS = ("#2a6f97", "#c8553d", "#588157")


def draw(rows: Sequence[Row], folder: Path) -> Path | None:
    """Write scale.png; None where matplotlib is not installed or there is nothing to draw."""
    rows = [row for row in rows if row.figures]
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return None
    if not rows:
        return None
    figure = Figure(figsize=(12, 3.8), dpi=110, facecolor="white", layout="constrained")
    for panel, (title, lines) in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
        for (key, label), colour in zip(lines, COLOURS, strict=False):
            shown = [row for row in rows if key in row.figures]
            sizes, values = [row.size for row in shown], [row.figures[key] for row in shown]
            panel.loglog(sizes, values, "-", color=colour, linewidth=1.5, label=label)
            for row in shown:
                face = colour if row.measured else "white"
                panel.loglog([row.size], [row.figures[key]], "o", color=colour, markerfacecolor=face)
        panel.set_title(title, fontsize=11)
        panel.set_xlabel("passages (hollow: extrapolated)", fontsize=9)
        panel.grid(color="#d9d9d9", linewidth=0.6)
        panel.legend(fontsize=8, frameon=False)
    path = folder / "scale.png"
    figure.savefig(path, format="png", metadata={"Software": None})
    return path
