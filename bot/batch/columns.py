"""Which column of a question file says what, and what a row asks."""

import json
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.answers import FIRST_CONTEXT, LAST_CONTEXT, Question
from bot.batch.expected import refuse_patterns
from bot.batch.objects import undecodable
from bot.batch.rows import MOST_COLUMNS, Row, as_text
from ingest.errors import InputError
from ingest.loaders.columns import folded

# Names of columns, folded; the first that is there counts.
QUESTION = (
    *("question", "questions", "frage", "fragen", "pregunta", "preguntas", "domanda", "domande", "pergunta"),
    *("perguntas", "vraag", "vragen", "query", "queries", "prompt", "utterance", "message", "text", "q"),
)
ID = ("id", "identifier", "key", "ticket", "ticket id", "number", "nr", "no")
HISTORY = ("history", "earlier questions", "context")
CONVERSATION = ("conversation", "conversation id", "dialog", "dialogue", "thread", "thread id", "session", "session id")
EXPECT = ("expect", "expected", "expected answer")
EXPECT_SOURCE = ("expect source", "expected source", "expect sources", "expected sources")
GIVEN = "given_"  # before the name of a column that an answer has too
MOST_CONVERSATIONS = 10_000  # that are followed at once; the one that rested longest is forgotten
_FIX = 'Name it "question" in the first row, or name the column with --column.'
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: JSON can name one, UTF-8 cannot
_HALF = "half a character (a lone surrogate) in the question or its history"


@dataclass(frozen=True, slots=True)
class Roles:
    """Places of the columns that are read; None where there is none."""

    question: int | None
    id: int | None
    history: int | None
    conversation: int | None
    expect: int | None
    expect_source: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row asks, and what is expected of the answer."""

    row: Row
    id: str
    text: str  # of the question, whether or not it can be asked
    question: Question | None
    expect: tuple[str, ...]
    expect_source: tuple[str, ...]
    error: str


def is_question(name: str) -> bool:
    """True for the name of a column of questions."""
    return _folded(name) in QUESTION


@lru_cache(maxsize=256)
def roles_of(names: tuple[str, ...], column: str = "") -> Roles:
    """The columns of a head; `column` is the name or, from 1, the number of the one that asks.

    Raises:
        InputError: there is no column of that name or number.
    """
    bare = [_folded(name) for name in names]

    def first(known: Sequence[str]) -> int | None:
        return next((bare.index(name) for name in known if name in bare), None)

    asking = first(QUESTION) if not column else _named(names, bare, column)
    return Roles(asking, first(ID), first(HISTORY), first(CONVERSATION), first(EXPECT), first(EXPECT_SOURCE))


def require_question(names: tuple[str, ...], column: str, path: object) -> int:
    """The place of a table's questions.

    Raises:
        InputError: there is none.
    """
    place = roles_of(names, column).question
    if place is None:
        told = ", ".join(repr(name) for name in names[:8]) + (", …" if len(names) > 8 else "")
        raise InputError(f"no column of questions in {path}: it has {told}", _FIX)
    return place


def _named(names: tuple[str, ...], bare: Sequence[str], column: str) -> int:
    if column in names:
        return names.index(column)
    if folded(column) in bare:
        return bare.index(folded(column))
    if column.isdecimal() and 0 < int(column[:6]) <= len(names):
        return int(column) - 1
    raise InputError(f"no column {column!r}", "Name one of the file's columns, or give its number from 1.")


def _folded(name: str) -> str:
    return folded(name.removeprefix(GIVEN))


class Reader:
    """Reads rows as questions. What was asked before in a conversation is remembered."""

    def __init__(self, column: str = "", patterns: bool = True) -> None:
        """Begin at the first row.

        Args:
            column: name or number of the column of questions; "" where its name tells.
            patterns: whether what is expected may be a pattern.
        """
        self._column, self._patterns = column, patterns
        self._conversations: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def asked(self, row: Row) -> Asked:
        """What a row asks; rows must come in their order."""
        error, roles = row.error, Roles(*[None] * 6)
        try:
            roles = roles_of(row.names, self._column)
        except InputError as refused:
            error = error or refused.message
        text = _cell(row, roles.question)
        expect = _texts(_cell(row, roles.expect))
        question = None
        if not error:
            try:
                question = self._question(row, roles)
                refuse_patterns(expect, self._patterns)
            except InputError as refused:
                error = refused.message
        conversation = as_text(_cell(row, roles.conversation)).strip()
        if question is not None and conversation:
            self._remember(conversation, question.text)
        return Asked(
            row,
            as_text(_cell(row, roles.id)),
            as_text(text),
            None if error else question,
            expect,
            _texts(_cell(row, roles.expect_source)),
            error,
        )

    def _question(self, row: Row, roles: Roles) -> Question:
        value = _cell(row, roles.question)
        if len(row.names) > MOST_COLUMNS:
            raise InputError(f"{len(row.names):,} columns (at most {MOST_COLUMNS:,})", "")
        if roles.question is None or value is None:
            raise InputError("no question", "")
        if isinstance(value, bool | list | dict | int | float):
            raise InputError("the question is not a text", "")
        text = as_text(value)
        history = _history(_cell(row, roles.history))
        if not history and (conversation := as_text(_cell(row, roles.conversation)).strip()):
            history = self._conversations.get(conversation, ())
        if any(map(_SURROGATE.search, (text, *history))):
            raise InputError(next(filter(None, map(undecodable, (text, *history))), _HALF), "")
        return Question(text, history)

    def _remember(self, conversation: str, text: str) -> None:
        before = self._conversations.pop(conversation, ())
        said = (*before, text)
        self._conversations[conversation] = said[:FIRST_CONTEXT] + said[FIRST_CONTEXT:][-LAST_CONTEXT:]
        if len(self._conversations) > MOST_CONVERSATIONS:
            self._conversations.popitem(last=False)


def _cell(row: Row, place: int | None) -> Any:
    return None if place is None or place >= len(row.cells) else row.cells[place]


def _history(value: Any) -> tuple[str, ...]:
    """Earlier questions: a list of texts, the same as JSON in a cell, or a text with one a line."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = str(value).splitlines()
    if value is None or isinstance(value, str):
        return tuple(line.strip() for line in (value or "").splitlines() if line.strip())
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError("the history is not a list of texts", "")
    return tuple(value)


def _texts(value: Any) -> tuple[str, ...]:
    """What is expected: one text, or a list of several."""
    if isinstance(value, list):
        return tuple(text for text in map(as_text, value) if text.strip())
    text = as_text(value)
    return (text,) if text.strip() else ()
