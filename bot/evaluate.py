"""Scores a question file: right page, required text, declining, exact quotes."""

import json
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
        """Plain values."""
        return asdict(self)


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """Read a JSONL file of `id`, `question`, `history`, `sources`, `must`.

    Raises:
        InputError: no such file, or a row that is none, by line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}", "Name a JSONL file in UTF-8.") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Expectation(
                    str(row["id"]),
                    Question(row["question"], tuple(row.get("history", ()))),
                    tuple(row["sources"]),
                    tuple(re.compile(pattern) for pattern in row["must"]),
                    row.get("kind", ""),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError, re.error, InputError) as error:
            raise InputError(
                f"{path}, line {number}: {type(error).__name__}: {error}",
                'A row is {"id": …, "question": …, "history": […], "sources": […], "must": […]}.',
            ) from None
    if not found:
        raise InputError(f"no questions in {path}", "Add a row for each question.")
    return tuple(found)


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
    answerable = [row for row in judged if row.answerable]
    unanswerable = [row for row in judged if not row.answerable]
    scores = Scores(
        len(answerable),
        len(unanswerable),
        _share([row.right_source for row in answerable]),
        _share([row.right_text for row in answerable]),
        _share([row.declined for row in answerable]),
        _share([row.declined for row in unanswerable]),
        _share([row.exact for row in judged]),
    )
    return scores, judged


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")
