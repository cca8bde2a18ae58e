"""The application on a port of its own, for tests that need a browser or a connection."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI

from bot.answers import Answer
from ingest.errors import InputError


@dataclass
class ListJournal:
    """Keeps what it is told in lists."""

    errors: int = 0
    entries: list[Answer] = field(default_factory=list)
    votes: list[tuple[str, bool, str]] = field(default_factory=list)

    def asked(self, answer: Answer, site: str = "") -> str:
        self.entries.append(answer)
        return f"entry-{len(self.entries)}"

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:
        if not entry_id.startswith("entry-"):
            raise InputError("there is no such entry", "Vote on an answer.")
        self.votes.append((entry_id, helpful, reason))
        return True


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The application's address, once its chat page has been loaded."""
    app.state.page.start()
    assert app.state.page.wait(240)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
