"""Scores a question file: pages, texts, citations, declining, follow-ups, calibration and latency."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.bot import Bot
from bot.curves import Bin, Curves, auroc, calibration, calibration_error, coverage_error, point_at
from bot.decide import ANSWER_AT
from bot.expectations import Expectation
from bot.judge import Judged, attempt, judge


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures over some judged answers; shares from 0 to 1. None where no row counts towards one."""

    answerable: int
    unanswerable: int
    answers: int  # questions that were answered
    statements: int
    follow_ups: int
    answerable_follow_ups: int
    right_source: float | None  # of the answerable
    right_text: float | None
    wrongly_declined: float | None
    rightly_declined: float | None  # of the unanswerable
    exact_quotes: float | None  # of all
    exact_statements: float | None  # of the statements
    right_citations: float | None  # of the answers, those to unanswerable questions among them
    follow_ups_completed: float | None  # of the follow-ups: understood as something else than was typed
    follow_ups_right_source: float | None  # of the answerable follow-ups
    calibration_error: float | None  # confidence against "the best passage is from a right document"
    auroc: float | None  # how well confidence parts the answerable from the unanswerable
    latency_p50: float | None  # milliseconds
    latency_p95: float | None


def evaluate(
    expectations: Sequence[Expectation], bot: Bot, done: Callable[[int], None] | None = None
) -> tuple[Judged, ...]:
    """Ask every question and judge the answers.

    Args:
        expectations: what to ask and what should come.
        bot: who is asked.
        done: told of each question.
    """
    judged = []
    for expected in expectations:
        answer = bot.ask(expected.question, n_hits=1)
        judged.append(judge(expected, answer, attempt(bot, expected.question, answer), bot.build.index))
        if done is not None:
            done(1)
    return tuple(judged)


def score(judged: Sequence[Judged]) -> Scores:
    """Figures over some judged answers."""
    answerable = [row for row in judged if row.answerable]
    unanswerable = [row for row in judged if not row.answerable]
    answered = [row for row in judged if not row.declined]
    follow_ups = [row for row in judged if row.follow_up]
    continued = [row for row in follow_ups if row.answerable]
    stated = sum(row.statements for row in judged)
    times = [row.latency_ms for row in judged if row.latency_ms is not None]
    return Scores(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        answers=len(answered),
        statements=stated,
        follow_ups=len(follow_ups),
        answerable_follow_ups=len(continued),
        right_source=_share([row.right_source for row in answerable]),
        right_text=_share([row.right_text for row in answerable]),
        wrongly_declined=_share([row.declined for row in answerable]),
        rightly_declined=_share([row.declined for row in unanswerable]),
        exact_quotes=_share([row.exact for row in judged]),
        exact_statements=sum(row.exact_statements for row in judged) / stated if stated else None,
        right_citations=_share([row.right_citations for row in answered]),
        follow_ups_completed=_share([row.understood_as.strip() != row.question.strip() for row in follow_ups]),
        follow_ups_right_source=_share([row.right_source for row in continued]),
        calibration_error=calibration_error(_bins(judged)),
        auroc=auroc([row.confidence for row in answerable], [row.confidence for row in unanswerable]),
        latency_p50=_percentile(times, 50),
        latency_p95=_percentile(times, 95),
    )


def score_by_kind(judged: Sequence[Judged]) -> dict[str, Scores]:
    """Figures over the rows of each kind, in the order in which kinds first appear."""
    kinds = dict.fromkeys(row.kind for row in judged)
    return {kind: score([row for row in judged if row.kind == kind]) for kind in kinds}


def curves(judged: Sequence[Judged]) -> Curves:
    """The curves over at least one judged answer.

    The error counts what each question was, or would have been, answered with; an unanswerable one is always wrong. The
    cautions lie where their thresholds do on this bot's confidences. A bot of that caution answers a few other
    questions, since how sure it must be also decides which ones it reads in the bank's wording.
    """
    confidences = [row.confidence for row in judged]
    right = [row.right_if_answered for row in judged]
    cautions = {caution.value: point_at(threshold, confidences, right) for caution, threshold in ANSWER_AT.items()}
    return Curves(coverage_error(confidences, right), cautions, _bins(judged))


def as_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures, the curves and each judged row, as plain values; null where there is nothing to measure."""
    return {
        "scores": asdict(score(judged)),
        "kinds": {kind: asdict(part) for kind, part in score_by_kind(judged).items()},
        "curves": asdict(curves(judged)),
        "rows": [{**asdict(row), "fault": row.fault} for row in judged],
    }


def render_scores(judged: Sequence[Judged]) -> str:
    """Two tables, shares by kind and the other figures over all rows, and below them the rows that failed."""
    total = score(judged)
    kinds = [_kind_row(kind or "(no kind)", part) for kind, part in score_by_kind(judged).items()]
    failed = [row for row in judged if row.fault]
    return "\n".join(
        [
            *_table([_KIND_HEAD, _kind_row("all", total), *kinds]),
            "",
            *_table([("figure", "value", "of"), *_figures(total)], left={0, 2}),
            "",
            f"{len(failed)} of {len(judged)} failed",
            *map(_told, failed),
        ]
    )


_KIND_HEAD = ("kind", "rows", "right page", "right text", "wrongly declined", "rightly declined", "exact quotes")


def _kind_row(name: str, scores: Scores) -> tuple[str, ...]:
    shares = (
        scores.right_source,
        scores.right_text,
        scores.wrongly_declined,
        scores.rightly_declined,
        scores.exact_quotes,
    )
    return name, str(scores.answerable + scores.unanswerable), *map(_percent, shares)


def _figures(scores: Scores) -> list[tuple[str, str, str]]:
    asked = f"{scores.answerable + scores.unanswerable} asked"
    return [
        (
            "statements word for word in an exact quote",
            _percent(scores.exact_statements),
            f"{scores.statements} stated",
        ),
        ("answers that cite right pages only", _percent(scores.right_citations), f"{scores.answers} answered"),
        ("follow-ups completed with their topic", _percent(scores.follow_ups_completed), f"{scores.follow_ups} asked"),
        (
            "follow-ups with the right page first",
            _percent(scores.follow_ups_right_source),
            f"{scores.answerable_follow_ups} answerable",
        ),
        ("calibration error (ECE, 10 bins)", _number(scores.calibration_error, ".3f"), asked),
        (
            "AUROC of answerable against not",
            _number(scores.auroc, ".3f"),
            f"{scores.answerable} against {scores.unanswerable}",
        ),
        ("latency p50, ms", _number(scores.latency_p50, ".1f"), asked),
        ("latency p95, ms", _number(scores.latency_p95, ".1f"), asked),
    ]


def _table(rows: Sequence[tuple[str, ...]], left: frozenset[int] | set[int] = frozenset({0})) -> list[str]:
    """Rows in columns, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in rows
    ]


def _told(row: Judged) -> str:
    head = f"{row.id} {row.kind}: {row.fault} ({row.outcome}, confidence {row.confidence:.2f})"
    said = [f"  A: {' '.join(row.answer.split())}"] if row.answer else []
    return "\n".join([head, f"  Q: {row.question}", *said])


def _bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    return calibration([row.confidence for row in judged], [row.right_best for row in judged])


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    """Linear between the two nearest values."""
    return round(float(np.percentile(values, percent)), 1) if values else None


def _percent(share: float | None) -> str:
    return _number(share, ".1%")


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
