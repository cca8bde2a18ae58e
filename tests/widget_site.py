"""A chat server and a gym's site on two origins, as a visitor's browser meets them."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot import widget
from bot.answers import Answer, Question

PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Gym</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>The gym</h1><p>Opening soon.</p><a href="#top">A link of the site</a>{body}</main>
<script type="module" src="{chat}/widget.js"></script></body></html>"""


@dataclass
class Chat:
    """A chat server under test: what it answers, whom, and what it was sent."""

    answer: Callable[[Question], Answer | Mapping[str, Any]] = field(default=lambda question: {})
    origins: set[str] = field(default_factory=set)
    refusal: tuple[int, dict[str, str]] | None = None  # status and headers that every question gets
    delay: float = 0.0  # seconds before an answer
    asked: list[dict[str, Any]] = field(default_factory=list)
    votes: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)  # of each request to the API
    url: str = ""

    def reset(self, answer: Callable[[Question], Answer | Mapping[str, Any]], origins: set[str]) -> "Chat":
        """Forget what was asked, and answer these sites like that; the address stays."""
        self.__init__(answer, origins, url=self.url)  # type: ignore[misc]
        return self

    def app(self) -> ASGIApp:
        """The widget's own routes, and an API that says what the real one says."""
        api = [Route(f"/api/{name}", self._reply, methods=["POST"]) for name in ("ask", "feedback")]
        return Starlette(routes=[*widget.routes(), *api])

    async def _reply(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        origin = request.headers.get("origin", "")
        if origin not in self.origins:
            return JSONResponse({"error": "pages of this site may not ask here"}, 403)
        readable = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}
        body = json.loads(await request.body())
        if self.refusal:
            return JSONResponse({"error": "refused"}, self.refusal[0], {**readable, **self.refusal[1]})
        if request.url.path.endswith("feedback"):
            self.votes.append(body)
            return JSONResponse({"stored": True}, headers=readable)
        self.asked.append(body)
        time.sleep(self.delay)
        answer = self.answer(Question(body["question"], tuple(body["history"])))
        row = answer.as_json() if isinstance(answer, Answer) else dict(answer)
        return JSONResponse({"id": "q-1", "logged": True, **row}, headers=readable)


@dataclass
class Site:
    """A gym's own site: addresses and what stands there."""

    url: str
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def put(
        self,
        chat: Chat,
        body: str = "",
        head: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        lang: str = "en",
        direction: str = "ltr",
    ) -> str:
        """Publish a page with the widget in it; its address."""
        text = PAGE.format(chat=chat.url, body=body, head=head, lang=lang, dir=direction)
        path = f"/{len(self.pages)}"
        self.pages[path] = text, dict(headers or {})
        return self.url + path


@contextmanager
def site() -> Iterator[Site]:
    """A site on a free port, under another name than the chat server's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text, headers = found.pages.get(self.path.partition("?")[0], ("", {}))
            self.send_response(200 if text else 204)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name for it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Site(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
