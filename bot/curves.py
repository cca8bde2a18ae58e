"""How far a confidence can be trusted: error over coverage, calibration, and the area under the ROC curve."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

N_BINS = 10  # of equal width, over confidences from 0 to 1


@dataclass(frozen=True, slots=True)
class Point:
    """What answering every question from some confidence on would come to."""

    threshold: float  # confidence, 0 to 1
    coverage: float  # share of the questions that are answered
    error: float | None  # share of those that are answered wrongly; None where none is answered


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies between two bounds."""

    low: float  # included
    high: float  # left out, but in the last bin
    n: int
    confidence: float | None  # their mean; None for an empty bin
    right: float | None  # share of them that came out right


@dataclass(frozen=True, slots=True)
class Curves:
    """What is drawn of one question file."""

    coverage: tuple[Point, ...]
    cautions: dict[str, Point]  # name of a caution → where its threshold lies on the curve
    calibration: tuple[Bin, ...]


def point_at(threshold: float, confidences: Sequence[float], right: Sequence[bool]) -> Point:
    """Coverage and error where what reaches a threshold is answered; at least one question."""
    answered = [flag for confidence, flag in zip(confidences, right, strict=True) if confidence >= threshold]
    error = answered.count(False) / len(answered) if answered else None
    return Point(threshold, len(answered) / len(confidences), error)


def coverage_error(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """The points at each confidence that occurs, the surest first.

    Args:
        confidences: one for each question, 0 to 1.
        right: whether the answer to it is right, or would be.
    """
    return tuple(point_at(threshold, confidences, right) for threshold in sorted(set(confidences), reverse=True))


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Questions by confidence, in `N_BINS` bins of equal width, empty ones too."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(N_BINS)]
    for confidence, flag in zip(confidences, right, strict=True):
        members[min(int(confidence * N_BINS), N_BINS - 1)].append((confidence, flag))
    return tuple(
        Bin(
            i / N_BINS,
            (i + 1) / N_BINS,
            len(many),
            _mean([confidence for confidence, _ in many]),
            _mean([flag for _, flag in many]),
        )
        for i, many in enumerate(members)
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0 to 1: mean gap of a bin's confidence and share right, each question counting once.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.
    """
    total = sum(item.n for item in bins)
    gaps = (
        item.n * abs(item.right - item.confidence)
        for item in bins
        if item.right is not None and item.confidence is not None
    )
    return sum(gaps) / total if total else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Probability that a positive's score is above a negative's, a tie counting half; None where either is missing.

    Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve".
    """
    if not positives or not negatives:
        return None
    below = sorted(negatives)
    wins = sum(bisect_left(below, score) + bisect_right(below, score) for score in positives)
    return wins / (2 * len(positives) * len(negatives))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
