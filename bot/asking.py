"""What every surface of the server does with a question: wait for its turn, answer, count, keep."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import to_thread

from bot.answers import Answer, Question
from bot.ask_queue import AskQueue
from bot.journal import NO_JOURNAL, JournalProtocol
from bot.metrics import Metrics
from bot.serving import Serving


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and its entry in the journal."""

    answer: Answer
    entry_id: str  # "": not kept

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values, with `id` and `logged`."""
        return {**self.answer.as_json(), "id": self.entry_id, "logged": bool(self.entry_id)}


class Asking:
    """Answers for all surfaces, through one queue."""

    def __init__(self, serving: Serving, metrics: Metrics, waiting: int, journal: JournalProtocol = NO_JOURNAL) -> None:
        """Start the queue.

        Args:
            serving: answers.
            metrics: counts.
            waiting: how many questions may wait.
            journal: keeps.
        """
        self.serving = serving
        self.metrics = metrics
        self.queue = AskQueue(waiting)
        self._journal = journal
        metrics.watch(lambda: self.queue.waiting, lambda: journal.errors, lambda: serving.bot.build.manifest.created)

    async def ask(self, question: Question, n_hits: int = 0, site: str = "") -> Asked:
        """Answer one question and keep it.

        Raises:
            TooBusyError: too many wait.
        """
        began = time.perf_counter()
        answer = await self.queue.run(partial(self.serving.ask, question, n_hits))
        self.metrics.answered(answer.outcome, time.perf_counter() - began)
        if self._journal is NO_JOURNAL:
            return Asked(answer, "")
        # not in the answering thread: an entry waits for the disk, and the next question need not wait with it
        return Asked(answer, await to_thread.run_sync(self._journal.asked, answer, site))

    async def search(self, question: Question, k: int) -> dict[str, Any]:
        """The retriever alone: the `k` best passages as plain values.

        Raises:
            TooBusyError: too many wait.
        """
        return await self.queue.run(lambda: _found(self.serving, question, k))

    async def vote(self, entry_id: str, helpful: bool, reason: str) -> bool:
        """Keep a vote; whether it was.

        Raises:
            InputError: there is no such entry.
        """
        return await to_thread.run_sync(self._journal.voted, entry_id, helpful, reason)


def _found(serving: Serving, question: Question, k: int) -> dict[str, Any]:
    bot, found = serving.search(question)
    return found.as_json(question.text, bot.build.build_id, k)
