"""What every surface of the server does with a question: answer it, and keep it where a journal is kept."""

from dataclasses import dataclass
from typing import Protocol

from anyio import to_thread

from bot.answers import Answer, Question
from bot.serving import Serving


class Journal(Protocol):
    """Keeps questions and votes."""

    @property
    def errors(self) -> int:
        """How many could not be kept."""

    def asked(self, answer: Answer, site: str = "") -> str:
        """Keep an answer; its entry's id, or "" where it could not be kept."""

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:
        """Keep a vote; whether it was.

        Raises:
            InputError: there is no such entry.
        """


class NoJournal:
    """Keeps nothing."""

    errors = 0

    def asked(self, answer: Answer, site: str = "") -> str:  # noqa: ARG002 - as the protocol has it
        """Nothing is kept."""
        return ""

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:  # noqa: ARG002
        """Nothing is kept."""
        return False


NO_JOURNAL: Journal = NoJournal()


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and its entry in the journal."""

    answer: Answer
    entry_id: str  # "": not kept


class Asking:
    """Answers for all surfaces."""

    def __init__(self, serving: Serving, journal: Journal = NO_JOURNAL) -> None:
        self.serving = serving
        self._journal = journal

    async def ask(self, question: Question, n_hits: int = 0, site: str = "") -> Asked:
        """Answer one question and keep it."""
        answer = await to_thread.run_sync(self.serving.ask, question, n_hits)
        if self._journal is NO_JOURNAL:
            return Asked(answer, "")
        return Asked(answer, await to_thread.run_sync(self._journal.asked, answer, site))

    async def vote(self, entry_id: str, helpful: bool, reason: str) -> bool:
        """Keep a vote; whether it was.

        Raises:
            InputError: there is no such entry.
        """
        return await to_thread.run_sync(self._journal.voted, entry_id, helpful, reason)
