"""The bot that answers now, for all that serve it: pages, API, widget."""

import threading
from dataclasses import asdict, dataclass
from typing import Any

from bot.answers import Answer, Question
from bot.bot import Bot
from bot.search import Found


@dataclass(frozen=True, slots=True)
class Refused:
    """A build that was published and cannot be served, so that the one before it goes on."""

    build: str  # "" where not even its id can be read
    error: str
    fix: str


class Serving:
    """Holds one bot and lets one question at a time through; safe to use from any thread.

    A question takes every core while it is encoded, so several at once would only wait for each other.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._asking = threading.Lock()
        self.refused: Refused | None = None  # by whoever follows the index, where anybody does

    @property
    def bot(self) -> Bot:
        """The bot of this moment. Whoever needs it more than once takes it once: the next may be of another build."""
        return self._bot

    def swap(self, bot: Bot) -> None:
        """Let another bot answer from now on. A question that is being answered stays with the one it began with."""
        self._bot = bot

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True, bot: Bot | None = None) -> Answer:
        """Answer one question, after those that came before it; raises as `Bot.ask` does.

        Args:
            question: with the questions asked before it.
            n_hits: as `Bot.ask` has it.
            timed: as `Bot.ask` has it.
            bot: asked in place of the one that answers now, by whoever stays with one.
        """
        with self._asking:
            return (bot or self._bot).ask(question, n_hits, timed)

    def search(self, question: Question) -> tuple[Bot, Found]:
        """Search for one question, after those that came before it; with the bot that did."""
        with self._asking:
            bot = self._bot
            return bot, bot.search(question)

    def readiness(self) -> dict[str, Any]:
        """The build that answers, and the one that should and cannot."""
        refused = self.refused
        ready = {"status": "ok", "build": self.bot.build.build_id}
        return ready if refused is None else {**ready, "refused": asdict(refused)}
