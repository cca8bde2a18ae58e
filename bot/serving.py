"""The bot that answers now, for all that serve it: pages, API, widget."""

import threading

from bot.answers import Answer, Question
from bot.bot import Bot
from bot.search import Found


class Serving:
    """Holds one bot and lets one question at a time through; safe to use from any thread.

    A question takes every core while it is encoded, so several at once would only wait for each other.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._asking = threading.Lock()

    @property
    def bot(self) -> Bot:
        """The bot of this moment. Whoever needs it more than once takes it once: the next may be of another build."""
        return self._bot

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question, after those that came before it; raises as `Bot.ask` does."""
        with self._asking:
            return self._bot.ask(question, n_hits, timed)

    def search(self, question: Question) -> tuple[Bot, Found]:
        """Search for one question, after those that came before it; with the bot that did."""
        with self._asking:
            bot = self._bot
            return bot, bot.search(question)
