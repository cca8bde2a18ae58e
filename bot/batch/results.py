"""What stands in a row of an answer file: the row's own columns, then those of the answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from bot.answers import Answer, Outcome
from bot.batch.columns import GIVEN, Asked
from bot.batch.rows import as_text

MOST_SOURCES, MOST_HITS = 20, 100  # that a table may have columns for
_OF_SOURCE = ("source", "heading", "quote", "start", "end", "url")
_OF_HIT = ("hit_source", "hit_start", "hit_end", "hit_score")
_CORE = frozenset({"outcome", "confidence", "understood_as", "error"})  # a head that has these is an answer file's
_AFTER = ("sources_disagree", "understood_as", "message", "notice")
_FIELDS = frozenset({item.name for item in fields(Answer)} | {"answer", "error", "expectation"}) - {"question"}
_COLUMNS = frozenset({*_CORE, *_AFTER, "answer", "more_sources", "latency_ms", "expectation"})
_NUMBERED = re.compile(rf"(?:{'|'.join((*_OF_SOURCE, *_OF_HIT))})_\d+")


@dataclass(frozen=True, slots=True)
class Link:
    """An address to be followed."""

    url: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The head of a table of answers."""

    places: tuple[int, ...]  # of the row's own columns that are kept
    names: tuple[str, ...]  # of them, then of the answer's
    sources: int
    hits: int
    timing: bool
    expectation: bool

    @property
    def answer_names(self) -> tuple[str, ...]:
        """The names behind the row's own."""
        return self.names[len(self.places) :]


def columns_of(
    names: Sequence[str], question: int | None, sources: int, hits: int, timing: bool, expectation: bool
) -> Columns:
    """The head of the answers to a table of questions.

    The columns of an earlier answer file are replaced. In any other file a column that is named like one of the
    answer's stays, as `given_…`.

    Args:
        names: of the questions' columns.
        question: place of the column that asks; it stays whatever its name.
        sources: citations that get columns.
        hits: passages that get columns.
        timing: tell the latency.
        expectation: tell whether the answer is as expected.
    """
    earlier = set(names) >= _CORE
    kept = [place for place, name in enumerate(names) if place == question or not (earlier and _is_own(name))]
    own = tuple(f"{GIVEN}{names[place]}" if _is_own(names[place]) else names[place] for place in kept)
    answer = [
        *("outcome", "answer", "confidence"),
        *(f"{name}_{number}" for number in range(1, sources + 1) for name in _OF_SOURCE),
        *("more_sources", *_AFTER),
        *(f"{name}_{number}" for number in range(1, hits + 1) for name in _OF_HIT),
        *(["latency_ms"] if timing else []),
        *(["expectation"] if expectation else []),
        "error",
    ]
    return Columns(tuple(kept), (*own, *answer), sources, hits, timing, expectation)


def _is_own(name: str) -> bool:
    return name in _COLUMNS or name in _FIELDS or bool(_NUMBERED.fullmatch(name))


def table_row(
    columns: Columns, cells: Sequence[Any], width: int, answer: Mapping[str, Any], last: Sequence[str]
) -> list[Any]:
    """A row of the table: its own cells, then the answer's; what was beyond the head stands at the end.

    Args:
        columns: of the table.
        cells: the row's own.
        width: of the questions' head.
        answer: as JSON has it, or empty.
        last: what was expected, where that is told, and the error.
    """
    own = [cells[place] if place < len(cells) else None for place in columns.places]
    return [*own, *_flat(columns, answer), *last, *cells[width:]]


def _flat(columns: Columns, answer: Mapping[str, Any]) -> list[Any]:
    if not answer:
        return [None] * (len(columns.answer_names) - 1 - columns.expectation)
    cells: list[Any] = [answer["outcome"], answer["answer"], answer["confidence"]]
    cited = answer["citations"]
    for number in range(columns.sources):
        if number < len(cited):
            one = cited[number]
            url = Link(one["url"]) if one["url"] else None
            cells += [one["source"], one["heading"], one["quote"], one["start"], one["end"], url]
        else:
            cells += [None] * len(_OF_SOURCE)
    cells += [max(0, len(cited) - columns.sources), *(answer[name] for name in _AFTER)]
    hits = answer.get("hits") or []
    for number in range(columns.hits):
        one = hits[number] if number < len(hits) else {}
        cells += [one.get(name.removeprefix("hit_")) for name in _OF_HIT]
    return [*cells, answer.get("latency_ms")] if columns.timing else cells


def object_row(asked: Asked, answer: Mapping[str, Any], expectation: str, error: str) -> dict[str, Any]:
    """A row of JSON: its own keys, then the whole answer, or the error.

    What an earlier answer has left in the row is replaced; another key that is named like one of the answer's stays, as
    `given_…`.
    """
    given = dict(zip(_unique(asked.row.names), map(_plain, asked.row.cells), strict=False))
    earlier = given.get("outcome") in tuple(Outcome) and "confidence" in given
    row: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _FIELDS:
            row[name] = value
        elif not earlier and name != "error":
            row[f"{GIVEN}{name}"] = value
    beyond = asked.row.cells[len(asked.row.names) :]
    row |= {"beyond_the_head": list(map(_plain, beyond))} if beyond else {}
    if error:
        return {"id": None, **row, "error": error}
    return {**row, **answer, **({"expectation": expectation} if expectation else {})}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool | int | float | list | dict) else as_text(value)


def _unique(names: Sequence[str]) -> list[str]:
    """The names, a number behind those that were there before."""
    found: dict[str, None] = {}
    for name in names:
        number, new = 1, name
        while new in found:
            number += 1
            new = f"{name} ({number})"
        found[new] = None
    return list(found)


def kept_of(answer: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    """What is kept of an answer until the file is written: all of it, or what a table shows."""
    if whole:
        return dict(answer)
    names = ("outcome", "answer", "confidence", "citations", *_AFTER, "hits", "latency_ms")
    return {name: answer[name] for name in names if name in answer}


def cell_text(value: Any) -> str:
    """A cell of a table as text."""
    return value.url if isinstance(value, Link) else as_text(value)
