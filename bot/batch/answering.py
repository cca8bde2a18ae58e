"""Who answers a file: a bot, or one that takes its turn among visitors."""

from collections.abc import Sequence
from typing import Protocol

from bot.answers import Answer, Question
from bot.decide import Caution
from ingest.builds import Build


class Answering(Protocol):
    """What of a `Bot` a batch makes use of."""

    build: Build
    caution: Caution
    contact: str

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question."""

    def prepare(self, questions: Sequence[Question]) -> None:
        """Be told of the questions that come next."""
