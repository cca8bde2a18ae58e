"""The application served for real, by the server's own configuration, on a free port, in a thread of the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.answers import Answer, Question
from bot.bot import Bot
from bot.server import configuration
from ingest.errors import InputError


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address of an application while it is served, as `http://127.0.0.1:1234`."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        server = uvicorn.Server(configuration(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


PAGES = {
    "faq/club.md": """# Club

## Opening hours

### When is the gym open on weekdays?

The **gym** is open from 6:00 to 22:00 on weekdays.

### Is there a joining fee?

Yes, the joining fee is £25.
""",
    "exercises/heel.md": """# Heel raise on a step

## How to do it

1. Stand upright with your feet as wide as your hips.
2. Step up on the step and let your heels hang over the edge.
3. Raise your heels slowly.
""",
}
FEE = "Is there a joining fee?"


class MemoryJournal:
    """Keeps entries in a list; fails while it is told to."""

    def __init__(self) -> None:
        self.entries: list[tuple[Answer, str]] = []
        self.votes: list[tuple[str, bool, str]] = []
        self.errors = 0
        self.broken = False

    def asked(self, answer: Answer, site: str = "") -> str:
        """Keep an answer, unless broken."""
        if self.broken:
            self.errors += 1
            return ""
        self.entries.append((answer, site))
        return f"e{len(self.entries)}"

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:
        """Keep a vote."""
        if not entry_id.removeprefix("e").isdecimal() or int(entry_id[1:]) > len(self.entries):
            raise InputError("there is no such answer", "Vote with the id that came with it.")
        self.votes.append((entry_id, helpful, reason))
        return True

    def close(self) -> None:
        """Nothing is open."""


class SlowBot(Bot):
    """Takes its time about every answer."""

    seconds = 0.05

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer, later."""
        time.sleep(self.seconds)
        return super().ask(question, n_hits, timed)


class BrokenBot(Bot):
    """Fails at every question."""

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Fail."""
        raise KeyError("secret")


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The application's address, once its chat page has been loaded."""
    app.state.page.start()
    assert app.state.page.wait(240)
    with served(app) as address:
        yield address
