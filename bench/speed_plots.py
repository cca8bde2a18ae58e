"""Draws the speed bench's figures as PNG: bars a system, a panel a measure."""

from collections.abc import Mapping
from pathlib import Path

from bench.speed_table import HIGH, MEASURES, SPOTTER, Figures

SHOWN = {  # the measures that have a bar, with the titles of their panels
    "ingest": "ingest, documents/s",
    "p50": "question p50, ms",
    "cold": "cold start, s",
    "resident": "memory, MB",
}
OWN, OTHER, TEXT = "#c8553d", "#2a6f97", "#333333"


def draw(figures: Figures, labels: Mapping[str, str], folder: Path) -> Path | None:
    """Write speed.png; None where matplotlib is not installed.

    Args:
        figures: of every system that was measured.
        labels: names of the systems, in their order.
        folder: where the picture goes.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return None
    figure = Figure(figsize=(11, 3.4), dpi=110, facecolor="white", layout="constrained")
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    measures = {measure.key: measure for measure in MEASURES}
    names = [name for name in reversed(list(labels)) if name in figures]
    for panel, (key, title) in zip(panels, SHOWN.items(), strict=True):
        measure = measures[key]
        values = [figures[name][key] for name in names]
        colours = [OWN if name == SPOTTER else OTHER for name in names]
        drawn = panel.barh([labels[name] for name in names], values, color=colours, height=0.65)
        panel.bar_label(drawn, [f"{value:,.{measure.digits}f}" for value in values], padding=3, fontsize=9, color=TEXT)
        panel.set_title(f"{title}\n({'more' if measure.better == HIGH else 'less'} is better)", fontsize=9)
        panel.set_xlim(0, 1.25 * max(values))
        panel.tick_params(length=0, labelsize=10, labelbottom=False)
        for side in ("top", "right", "bottom"):
            panel.spines[side].set_visible(False)
    path = folder / "speed.png"
    figure.savefig(path, format="png", metadata={"Software": None})
    return path
