"""The speed bench's figures as one table: a column a system, ratios to the best peer, and the bars."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SPOTTER = "spotter"
HIGH, LOW = "≥", "≤"  # how a bar is kept, and which of two figures is the better one


@dataclass(frozen=True, slots=True)
class Measure:
    """One row."""

    key: str
    label: str
    better: str  # HIGH or LOW
    bar: float | None = None  # Spotter's figure over the best peer's
    digits: int = 0


MEASURES = (
    Measure("ingest", "ingest, documents/s", HIGH, 4.0, 1),
    Measure("ingest_peak", "peak memory of the ingest, MB", LOW),
    Measure("p50", "question p50, ms", LOW, 1 / 2, 1),
    Measure("p95", "question p95, ms", LOW, None, 1),
    Measure("cold", "cold start to first answer, s", LOW, 1 / 5, 2),
    Measure("resident", "resident memory after the questions, MB", LOW, 1 / 3),
    Measure("peak", "peak memory of the same process, MB", LOW),
    Measure("index", "index on disk, bytes a document", LOW),
    Measure("install", "installed packages, MB", LOW),
)
Figures = Mapping[str, Mapping[str, float]]  # system → measure → figure


@dataclass(frozen=True, slots=True)
class Compared:
    """Spotter's figure against the best peer's."""

    ratio: float  # Spotter's over the peer's
    peer: str
    kept: bool | None  # None where the measure has no bar


def percentile(values: Sequence[float], percent: int) -> float:
    """The inclusive percentile, by linear interpolation between the two nearest values."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def of_rounds(rounds: Iterable[Sequence[float]], percent: int) -> float:
    """The median over rounds of each round's percentile."""
    return statistics.median(percentile(one, percent) for one in rounds)


def compare(measure: Measure, figures: Figures) -> Compared | None:
    """Spotter's figure over that of the peer that is best in this measure; None where either is missing."""
    own = figures.get(SPOTTER, {}).get(measure.key)
    peers = {name: row[measure.key] for name, row in figures.items() if name != SPOTTER and measure.key in row}
    if own is None or not peers:
        return None
    best = (max if measure.better == HIGH else min)(peers, key=peers.__getitem__)
    ratio = own / peers[best]
    if measure.bar is None:
        return Compared(ratio, best, None)
    return Compared(ratio, best, ratio >= measure.bar if measure.better == HIGH else ratio <= measure.bar)


def table(figures: Figures, labels: Mapping[str, str]) -> str:
    """A Markdown table.

    Args:
        figures: of every system that was measured.
        labels: names of all systems, in the order of their columns; one without figures has dashes.
    """
    heads = ["measure", *labels.values(), "Spotter to best peer", "bar", ""]
    lines = [_line(heads), "|---|" + "--:|" * (len(labels) + 2) + "---|"]
    for measure in MEASURES:
        cells = [_shown(figures.get(name, {}).get(measure.key), measure.digits) for name in labels]
        lines.append(_line([measure.label, *cells, *_judged(measure, compare(measure, figures), labels)]))
    return "\n".join(lines)


def bars(figures: Figures) -> dict[str, bool]:
    """Which bars are kept, by measure; those that could not be judged are left out."""
    found = {measure.key: compare(measure, figures) for measure in MEASURES}
    return {key: one.kept for key, one in found.items() if one is not None and one.kept is not None}


def alone_lines(alone: Mapping[str, Any]) -> list[str]:
    """What was measured of Spotter only, as sentences.

    Args:
        alone: seconds of an ingest of unchanged pages, `again`, and of `spotter --help`, `help`; under `encoding` a
            number of `passages` with the seconds for them of Spotter's encoder, `own`, and of the network by itself,
            `bare`; 0 where they were not measured.
    """
    if not alone:
        return []
    told = f"Spotter alone: ingest of unchanged pages {alone['again']:.2f} s; `spotter --help` {alone['help']:.2f} s."
    found = alone["encoding"]
    if not found["own"] or not found["bare"]:
        return [told]
    own, bare = found["passages"] / found["own"], found["passages"] / found["bare"]
    return [
        told,
        f"Encoding alone: {own:.0f} passages/s with Spotter's encoder, tokenising and unpacking included; {bare:.0f} "
        f"for the network by itself over the same batches: {100 * own / bare:.0f} % of its speed.",
    ]


def _judged(measure: Measure, compared: Compared | None, labels: Mapping[str, str]) -> list[str]:
    bar = "" if measure.bar is None else f"{measure.better} {_ratio(measure.bar)}"
    if compared is None:
        return ["–", bar, "" if measure.bar is None else "not judged"]
    verdict = {True: "kept", False: "**missed**", None: ""}[compared.kept]
    return [f"{_ratio(compared.ratio)} ({labels.get(compared.peer, compared.peer)})", bar, verdict]


def _ratio(value: float) -> str:
    return f"{value:.2f}×"


def _shown(figure: float | None, digits: int) -> str:
    return "–" if figure is None else f"{figure:,.{digits}f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
