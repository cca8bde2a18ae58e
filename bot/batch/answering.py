"""Who answers a file, and what is kept of each answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from bot.answers import Answer, Question
from bot.batch.results import kept_of
from bot.decide import Caution
from ingest.builds import Build
from ingest.errors import InputError

T = TypeVar("T")
Record = dict[str, Any]  # "answer", or in its place "error": why a question cannot be asked
_REMEMBERED = 1024  # answers, for questions that come again


class Answering(Protocol):
    """What of a `Bot` a batch makes use of."""

    build: Build
    caution: Caution
    contact: str

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question."""

    def prepare(self, questions: Sequence[Question]) -> None:
        """Be told of the questions that come next."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an answer."""

    hits: int  # best passages that are named beside it
    timing: bool  # tell the latency
    whole: bool  # all of it; else what a table shows


class Recorder:
    """Asks a bot, and makes of each answer what is kept of it."""

    def __init__(self, bot: Answering, kept: Kept) -> None:
        """Take the bot; what is asked twice is answered once, unless the time that it takes is told."""
        self._bot, self._kept = bot, kept
        self._answer = self._asked if kept.timing else lru_cache(maxsize=_REMEMBERED)(self._asked)

    def answered(self, groups: Iterable[tuple[T, Sequence[Question]]]) -> Iterator[tuple[T, Iterator[Record]]]:
        """What each group of questions belongs to, and their records; a question is asked when its record is read."""
        return ((group, self.records(questions)) for group, questions in groups)

    def records(self, questions: Sequence[Question]) -> Iterator[Record]:
        """A record a question, in order."""
        self._bot.prepare(tuple(dict.fromkeys(questions)))
        return map(self._record, questions)

    def _record(self, question: Question) -> Record:
        try:
            return self._answer(question)
        except InputError as refused:
            return {"error": refused.message}

    def _asked(self, question: Question) -> Record:
        answer = self._bot.ask(question, n_hits=self._kept.hits, timed=self._kept.timing)
        return {"answer": kept_of(answer.as_json(), whole=self._kept.whole)}
