"""What changed since an earlier answer file: answers lost and gained, other outcomes, sources and words."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.batch.columns import roles_of
from bot.batch.expected import MET
from bot.batch.reading import recognise, rows_of
from bot.batch.rows import as_text, format_of
from bot.batch.writing import Answered
from ingest.errors import InputError

MOST_TOLD = 20  # changes of each kind


class Kind(StrEnum):
    """How a row can have changed, the gravest first."""

    LOST = "lost"  # it was answered, or as expected, and is no more
    GAINED = "gained"
    OUTCOME = "outcome"  # neither was nor is an answer
    SOURCE = "source"  # answered from another page first
    ANSWER = "answer"  # other words from the same page


@dataclass(frozen=True, slots=True)
class Change:
    """One row that changed."""

    kind: Kind
    name: str  # its id, or where it stands
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer file differs from an earlier one."""

    path: Path
    compared: int  # rows that both have
    counts: tuple[tuple[Kind, int], ...]
    changes: tuple[Change, ...]  # the gravest first, of each kind at most `MOST_TOLD`
    new: int  # rows that the earlier file has not
    gone: int  # rows that only the earlier one has

    @property
    def lost(self) -> int:
        """Rows that were answered, or as expected, and are no more."""
        return dict(self.counts).get(Kind.LOST, 0)


@dataclass(frozen=True, slots=True)
class _Before:
    outcome: str
    source: str
    answer: int  # its check sum
    expectation: str


class Baseline:
    """An earlier answer file, of any format that is written. Rows are found by id where all have one of their own."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            InputError: it cannot be read, or is no answer file.
        """
        self._path = path
        by_id: dict[str, _Before] = {}
        by_question: dict[tuple[str, int], _Before] = {}
        seen: Counter[str] = Counter()
        rows = 0
        try:
            for name, question, before in _answers(path):
                rows += 1
                by_question[question, seen[question]] = before
                seen[question] += 1
                if name:
                    by_id[name] = before
        except InputError as error:
            raise InputError(f"the baseline cannot be compared: {error.message}", error.fix) from None
        self._left: dict[Any, _Before] = by_id if len(by_id) == rows else by_question
        self._named = len(by_id) == rows
        self._seen: Counter[str] = Counter()
        self._compared = self._new = 0
        self._counts: Counter[Kind] = Counter()
        self._changes: dict[Kind, list[Change]] = {kind: [] for kind in Kind}

    def compare(self, now: Answered) -> Change | None:
        """What became of a row; rows come in their order."""
        asked = now.asked
        key = asked.id if self._named else (asked.text, self._seen[asked.text])
        self._seen[asked.text] += 1
        before = self._left.pop(key, None)
        if before is None:
            self._new += 1
            return None
        self._compared += 1
        after = _before(now.answer, now.expectation)
        kind = _kind(before, after)
        if kind is None:
            return None
        change = Change(kind, asked.id or asked.row.where, asked.text, _told(before), _told(after))
        self._counts[kind] += 1
        if len(self._changes[kind]) < MOST_TOLD:
            self._changes[kind].append(change)
        return change

    def comparison(self) -> Comparison:
        """What was found, when all rows have been compared."""
        changes = tuple(change for kind in Kind for change in self._changes[kind])
        counts = tuple((kind, self._counts[kind]) for kind in Kind if self._counts[kind])
        return Comparison(self._path, self._compared, counts, changes, self._new, len(self._left))


def _kind(before: _Before, after: _Before) -> Kind | None:
    was, is_now = before.outcome == "answered", after.outcome == "answered"
    met, meets = before.expectation == MET, after.expectation == MET
    if (was and not is_now and not meets) or (met and after.expectation and not meets):
        return Kind.LOST
    if (is_now and not was) or (meets and before.expectation and not met):
        return Kind.GAINED
    if before.outcome != after.outcome:
        return Kind.OUTCOME
    if before.source != after.source:
        return Kind.SOURCE
    return Kind.ANSWER if was and before.answer != after.answer else None


def _told(row: _Before) -> str:
    unmet = f", {row.expectation}" if row.expectation not in ("", MET) else ""
    return (f"{row.outcome} from {row.source}" if row.source else row.outcome or "failed") + unmet


def _before(answer: dict[str, Any], expectation: str) -> _Before:
    cited = answer.get("citations") or [{}]
    return _as_kept(answer.get("outcome", ""), cited[0].get("source", ""), answer.get("answer", ""), expectation)


def _as_kept(outcome: str, source: str, answer: str, expectation: str) -> _Before:
    return _Before(outcome, source, zlib.crc32(" ".join(answer.split()).encode("utf-8", "replace")), expectation)


def _answers(path: Path) -> Iterator[tuple[str, str, _Before]]:
    """Each row's id, question and answer."""
    source = recognise(path, format_of(path))
    told = False
    for row in rows_of(source):
        of_name = dict(zip(row.names, row.cells, strict=False))
        told = told or "outcome" in of_name
        roles = roles_of(row.names)
        name, question = (
            as_text(row.cells[place]) if place is not None else "" for place in (roles.id, roles.question)
        )
        yield name, question, _of_row(of_name)
    if not told:
        raise InputError(f"{path} is no answer file", "Name a file that an earlier batch has written.")


def _of_row(of_name: dict[str, Any]) -> _Before:
    cited = of_name.get("citations")
    if isinstance(cited, list):
        first = cited[0] if cited and isinstance(cited[0], dict) else {}
        source = as_text(first.get("source"))
    else:
        source = as_text(of_name.get("source_1"))
    outcome, answer, expectation = (as_text(of_name.get(name)) for name in ("outcome", "answer", "expectation"))
    return _as_kept(outcome, source, answer, expectation)
