"""Draws what `evaluate` finds: error over coverage, and calibration, as PNG."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any

from bot.curves import Bin, Curves, Point
from ingest.errors import InputError, SpotterError

SIZE, DPI = (8.0, 5.0), 100  # inches and dots an inch: 800 by 500 dots
FEWEST = 10  # answers; an error over fewer jumps too far to set the height of the picture by
_LINE, _MARK, _GRID, _TEXT = "#2a6f97", "#c8553d", "#d9d9d9", "#333333"


def targets(folder: Path) -> tuple[Path, Path]:
    """Where the two pictures go: coverage and calibration. Makes the folder.

    Raises:
        SpotterError: matplotlib is not installed.
        InputError: the folder cannot be made.
    """
    try:
        import matplotlib.figure  # noqa: F401 - only whether it is there
    except ImportError:
        raise SpotterError("drawing needs matplotlib, which is not installed", "Run: pip install matplotlib") from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {folder}: {error.strerror}", "Name another one.") from None
    return folder / "coverage.png", folder / "calibration.png"


def draw(curves: Curves, error: float | None) -> tuple[bytes, bytes]:
    """Both pictures in the order of `targets`; `error` is the expected calibration error."""
    n_questions = sum(item.n for item in curves.calibration)
    return draw_coverage(curves.coverage, curves.cautions, n_questions), draw_calibration(curves.calibration, error)


def draw_coverage(points: Sequence[Point], cautions: Mapping[str, Point], n_questions: int) -> bytes:
    """Error over coverage as PNG, with the points at which each caution stands.

    Args:
        points: as `coverage_error` gives them.
        cautions: name of a caution → where its threshold lies on the curve.
        n_questions: how many questions there are.
    """
    figure, axes = _figure()
    drawn = [(100 * point.coverage, 100 * point.error) for point in points if point.error is not None]
    axes.plot([x for x, _ in drawn], [y for _, y in drawn], color=_LINE, linewidth=2, zorder=2)
    steady = [y for x, y in drawn if x * n_questions >= 100 * FEWEST] or [y for _, y in drawn]
    top = min(102, 1.1 * max(steady, default=0) + 4)
    for (name, point), shape in zip(cautions.items(), cycle("os^"), strict=False):
        if point.error is not None:
            x, y = 100 * point.coverage, 100 * point.error
            label = f"{name}, from {point.threshold:.2f}: {x:.0f} % answered, {y:.0f} % of them wrong"
            axes.plot([x], [y], shape, color=_MARK, markersize=9, zorder=3, clip_on=False, label=label)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="best", fontsize=11, facecolor="white", framealpha=1, edgecolor=_GRID)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, top)
    axes.set_xlabel("questions answered, % (the surest first)")
    axes.set_ylabel("wrong among the answered, %")
    axes.set_title(f"What more answers cost: {n_questions} questions, marked at each SPOTTER_CAUTION", loc="left")
    return _png(figure)


def draw_calibration(bins: Sequence[Bin], error: float | None) -> bytes:
    """How often the best passage was right, by confidence, as PNG; a bar says how many questions it stands for.

    Args:
        bins: as `calibration` gives them.
        error: their expected calibration error.
    """
    figure, axes = _figure()
    axes.plot([0, 100], [0, 100], "--", color=_TEXT, linewidth=1.2, zorder=2, label="as the confidence says")
    label = "as it turned out, with the number of questions"
    for item in bins:
        if item.right is None or item.confidence is None:
            continue
        middle, width, height = 50 * (item.low + item.high), 100 * (item.high - item.low), 100 * item.right
        axes.bar(middle, height, width * 0.86, color=_LINE, alpha=0.75, zorder=1, label=label)
        axes.annotate(
            str(item.n),
            (middle, height),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            color=_TEXT,
            fontsize=11,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
        )
        label = ""
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 107)
    axes.set_xticks(range(0, 101, 10))
    axes.set_yticks(range(0, 101, 20))
    axes.set_xlabel("confidence, %")
    axes.set_ylabel("best passage from a right page, %")
    told = "" if error is None else f", off by {100 * error:.1f} points on average"
    axes.set_title(f"How far confidence can be trusted{told}", loc="left", pad=32)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, ncols=2, frameon=False, fontsize=11)
    return _png(figure)


def _figure() -> tuple[Any, Any]:
    """A matplotlib figure and its axes."""
    from matplotlib.figure import Figure  # not pyplot: no window, no global state

    figure = Figure(figsize=SIZE, dpi=DPI, facecolor="white", layout="constrained")
    axes = figure.subplots()
    axes.grid(color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=11, colors=_TEXT, length=0)
    axes.xaxis.label.set(size=12, color=_TEXT)
    axes.yaxis.label.set(size=12, color=_TEXT)
    axes.title.set(size=13)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _png(figure: Any) -> bytes:
    """The picture, the same bytes for the same figures."""
    held = BytesIO()
    figure.savefig(held, format="png", metadata={"Software": None})
    return held.getvalue()
