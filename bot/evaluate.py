"""Scores a question file: right page, required text, declining, exact quotes."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.answers import Answer, Outcome, Question
from ingest.errors import InputError
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Expectation:
    """One row of a question file."""

    id: str
    question: Question
    sources: tuple[str, ...]  # prefixes of right documents; none: must decline
    must: tuple[re.Pattern[str], ...]  # all must match the answer's text
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one answer fared."""

    id: str
    kind: str
    question: str
    outcome: str
    answerable: bool
    right_source: bool  # answered, and a right document is cited first
    right_text: bool  # answered, and all that must be there is
    declined: bool  # unsure or not found
    exact: bool  # every quote is the slice of the document that it names
    answer: str
    confidence: float

    @property
    def fault(self) -> str:
        """What is wrong with the answer, the gravest first; "" where it is right."""
        if not self.exact:
            return "misquoted"
        if not self.answerable:
            return "" if self.declined else "not declined"
        if self.declined:
            return "declined"
        if not self.right_source:
            return "wrong page"
        return "" if self.right_text else "wrong text"


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares over a question file, 0 to 1; `nan` where no row counts towards one."""

    answerable: int
    unanswerable: int
    right_source: float
    right_text: float
    wrongly_declined: float
    rightly_declined: float
    exact_quotes: float

    def as_json(self) -> dict[str, Any]:
        """Plain values; null where no row counts towards a share."""
        return {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in asdict(self).items()
        }


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """Read a JSONL file of `id`, `question`, `history`, `sources`, `must`.

    Raises:
        InputError: no such file, or a row that is none, by line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Name a JSONL file in UTF-8.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: byte {error.start}", "Name a JSONL file in UTF-8.") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Expectation(
                    str(row["id"]),
                    Question(row["question"], _texts(row, "history") if "history" in row else ()),
                    _texts(row, "sources"),
                    tuple(re.compile(pattern) for pattern in _texts(row, "must")),
                    row.get("kind", ""),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError, re.error, InputError) as error:
            reason = f"no {error}" if isinstance(error, KeyError) else error
            raise InputError(
                f"{path}, line {number}: {reason}",
                'A row is {"id": …, "question": …, "history": […], "sources": […], "must": […]}.',
            ) from None
    if not found:
        raise InputError(f"no questions in {path}", "Add a row for each question.")
    return tuple(found)


def _texts(row: dict[str, Any], name: str) -> tuple[str, ...]:
    texts = row[name]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name!r} is not a list of texts")
    return tuple(texts)


def judge(expected: Expectation, answer: Answer, index: Index) -> Judged:
    """Compare an answer with what was expected of it."""
    answered = answer.outcome is Outcome.ANSWERED
    first = answer.citations[0].source if answered else ""
    return Judged(
        expected.id,
        expected.kind,
        expected.question.text,
        answer.outcome.value,
        bool(expected.sources),
        answered and first.startswith(expected.sources) if expected.sources else False,
        answered and all(pattern.search(answer.answer) for pattern in expected.must),
        not answered,
        all(index.documents[c.source].text[c.start : c.end] == c.quote for c in (*answer.citations, *answer.closest)),
        answer.answer,
        answer.confidence,
    )


def evaluate(
    expectations: Sequence[Expectation], ask: Callable[[Question], Answer], index: Index
) -> tuple[Scores, tuple[Judged, ...]]:
    """Ask every question and score the answers."""
    judged = tuple(judge(expected, ask(expected.question), index) for expected in expectations)
    return score(judged), judged


def score(judged: Sequence[Judged]) -> Scores:
    """Shares over some judged answers."""
    answerable = [row for row in judged if row.answerable]
    unanswerable = [row for row in judged if not row.answerable]
    return Scores(
        len(answerable),
        len(unanswerable),
        _share([row.right_source for row in answerable]),
        _share([row.right_text for row in answerable]),
        _share([row.declined for row in answerable]),
        _share([row.declined for row in unanswerable]),
        _share([row.exact for row in judged]),
    )


def score_by_kind(judged: Sequence[Judged]) -> dict[str, Scores]:
    """Shares over the rows of each kind, in the order in which kinds first appear."""
    kinds = dict.fromkeys(row.kind for row in judged)
    return {kind: score([row for row in judged if row.kind == kind]) for kind in kinds}


def render_scores(judged: Sequence[Judged]) -> str:
    """A table of the scores, over all rows and by kind, and below it the rows that failed."""
    kinds = score_by_kind(judged)
    rows = [_HEAD, _cells("all", score(judged)), *(_cells(kind or "(no kind)", part) for kind, part in kinds.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = [
        "  ".join(
            [cells[0].ljust(widths[0]), *(cell.rjust(n) for cell, n in zip(cells[1:], widths[1:], strict=True))]
        ).rstrip()
        for cells in rows
    ]
    failed = [row for row in judged if row.fault]
    return "\n".join([*table, "", f"{len(failed)} of {len(judged)} failed", *map(_told, failed)])


_HEAD = ("kind", "rows", "right page", "right text", "wrongly declined", "rightly declined", "exact quotes")


def _cells(name: str, scores: Scores) -> tuple[str, ...]:
    shares = (
        scores.right_source,
        scores.right_text,
        scores.wrongly_declined,
        scores.rightly_declined,
        scores.exact_quotes,
    )
    return (
        name,
        str(scores.answerable + scores.unanswerable),
        *("-" if math.isnan(share) else f"{share:.1%}" for share in shares),
    )


def _told(row: Judged) -> str:
    head = f"{row.id} {row.kind}: {row.fault} ({row.outcome}, confidence {row.confidence:.2f})"
    said = [f"  A: {' '.join(row.answer.split())}"] if row.answer else []
    return "\n".join([head, f"  Q: {row.question}", *said])


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")
