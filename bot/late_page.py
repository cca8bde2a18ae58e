"""A page that takes seconds to load, served by an application that does not wait for it."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from bot.fragments import page

_TURN = 0.0005  # seconds of the loading thread, a tenth of the usual: a question waits for many of its turns


class Loaded(Protocol):
    """What is served once it is there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises HTTPException for an address that it does not have."""

    def running(self) -> AbstractAsyncContextManager[object]:
        """Within this it works."""


class LatePage:
    """Answers with a page that asks to wait, until another thread has loaded what is to be served.

    Where that fails, or nobody has started it, visitors are led to the page without scripts.
    """

    def __init__(self, load: Callable[[], Coroutine[Any, Any, Loaded]], name: str) -> None:
        """Nothing is loaded yet.

        Args:
            load: takes seconds; runs in a loop of its own.
            name: of the page.
        """
        self._load = load
        self._waiting = page("waiting.html", name=name)
        self._loaded: Loaded | None = None
        self._thread: threading.Thread | None = None
        self._running: asyncio.Task[None] | None = None  # what the page needs beside it
        self._runs = asyncio.Event()

    def start(self) -> None:
        """Begin to load."""
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)
        self._thread.start()

    def wait(self, seconds: float = 60.0) -> bool:
        """Wait until it is loaded; whether it is."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._loaded is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        if self._loaded is not None:
            await self._ensure_running(self._loaded)
            await self._loaded(scope, receive, send)
        elif scope["path"] != "/":
            raise HTTPException(404)
        elif scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        elif self._thread is not None and self._thread.is_alive():
            await HTMLResponse(self._waiting)(scope, receive, send)
        else:
            query = quote(scope["query_string"], safe="=&%+")
            await RedirectResponse(f"/plain?{query}" if query else "/plain", 307)(scope, receive, send)

    async def _ensure_running(self, loaded: Loaded) -> None:
        """Start what the page needs beside it, in the loop that serves it; it ends with that loop."""
        if self._running is None:
            self._running = asyncio.create_task(self._beside(loaded))
        await self._runs.wait()

    async def _beside(self, loaded: Loaded) -> None:
        async with loaded.running():
            self._runs.set()
            await asyncio.get_running_loop().create_future()

    def _run(self) -> None:
        before = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        try:
            self._loaded = asyncio.run(self._load())
        except Exception:  # without it, there is still the page without scripts
            logging.getLogger("uvicorn.error").exception("the chat page cannot be loaded: /plain is served instead")
        finally:
            sys.setswitchinterval(before)
