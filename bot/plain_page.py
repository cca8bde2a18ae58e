"""The page without a script: a form, and cited answers. FastAPI, Jinja2 and uvicorn are imported here alone."""

import base64
import contextlib
import errno
import hashlib
import logging
import re
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answers import LONGEST_QUESTION, Answer, Question
from bot.bot import Bot
from bot.page_parts import blocks_of, source_of
from bot.suggestions import starter_questions
from ingest.errors import InputError

N_EARLIER = 5  # earlier questions that a follow-up carries
LONGEST_REQUEST = 256 * 1024  # bytes of address and headers: a question and those before it, each letter as `%E1%88%B4`
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HTTP_ERRORS = {
    404: ("there is no page at this address", "Start from the question form."),
    405: ("this address cannot be used like that", "Open it in a browser."),
}


def create_app(bot: Bot, contact: str) -> FastAPI:
    """The page as an application.

    Args:
        bot: answers the questions.
        contact: said where the pages have no answer.
    """
    page = _Page()
    starters = starter_questions([(passage.doc_id, passage.question) for passage in bot.build.index.passages])
    # One question at a time: a tokenizer may not be used by two threads, and the encoder uses every core anyway. The
    # route is no coroutine, so waiting happens in the thread pool and `/livez` answers meanwhile.
    asking = threading.Lock()
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(SecurityHeaders, headers=page.headers)

    @app.api_route("/", methods=["GET", "HEAD"])
    def start(request: Request) -> Response:
        text = _typed(request.query_params.get("q", ""))
        earlier = _earlier(request.query_params.getlist("h"))
        if not text:
            return page.html("start", {"earlier": earlier, "starters": () if earlier else starters})
        question = Question(text, earlier)
        with asking:
            answer = bot.ask(question)
        return page.html("answer", {"earlier": earlier, **_shown(answer, contact)})

    @app.api_route("/livez", methods=["GET", "HEAD"])
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def ready() -> dict[str, str]:
        return {"status": "ok", "build": bot.build.build_id}

    @app.exception_handler(InputError)
    async def refused(request: Request, error: InputError) -> Response:
        return page.error(request, 400, error.message, error.fix)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        message, fix = _HTTP_ERRORS.get(error.status_code, ("this cannot be answered", "Start from the question form."))
        return page.error(request, error.status_code, message, fix, error.headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(4)  # the traceback follows in the terminal
        logging.getLogger("uvicorn.error").error("incident %s: %s", incident, type(error).__name__)
        message = f"something went wrong (incident {incident})"
        # The framework answers a defect outside of its middleware, so the headers are put on here.
        return page.error(request, 500, message, "Try again, or tell the gym this number.", page.headers)

    return app


def serve(host: str, port: int, load: Callable[[], Bot], contact: str) -> None:
    """Serve the page until Ctrl-C.

    Args:
        host: name or address to listen on.
        port: 1 to 65535, or 0 for one that is free.
        load: makes the bot; called once the port is ours.
        contact: said where the pages have no answer.

    Raises:
        InputError: the port is taken or may not be used, or there is no such host.
    """
    import uvicorn

    with contextlib.suppress(KeyboardInterrupt), _listen(host, port) as listening:
        config = uvicorn.Config(
            create_app(load(), contact),
            access_log=False,
            log_level="warning",
            lifespan="off",
            http="h11",
            h11_max_incomplete_event_size=LONGEST_REQUEST,
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        named = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"Spotter answers on http://{named}:{listening.getsockname()[1]}  (Ctrl-C stops it)\n")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise InputError(f"there is no host {host!r}", "Serve on 127.0.0.1, or on 0.0.0.0 for other devices.") from None
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is in use"
            raise InputError(message, "Stop what uses it, or choose another with --port.") from None
        fix = "Serve on 127.0.0.1 and a port of 1024 or more."
        raise InputError(f"cannot listen on port {port} of {host}: {error.strerror}", fix) from None
    return listening


class SecurityHeaders:
    """Puts the same headers on every response of the application inside it."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the headers with its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _Page:
    """The template, and the headers that belong to it."""

    def __init__(self) -> None:
        folder = Path(__file__).parent / "templates"
        environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(link=_link, longest=LONGEST_QUESTION)
        self.template = environment.get_template("page.html")
        style = (folder / "page.html").read_text(encoding="utf-8").split("<style>")[1].split("</style>")[0]
        style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.headers = {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'self'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }

    def html(
        self, view: str, values: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        text = self.template.render({"view": view, **values})
        return HTMLResponse(text.encode("utf-8", "replace"), status, headers)

    def error(
        self, request: Request, status: int, message: str, fix: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        accepted = request.headers.get("accept", "")
        if "application/json" in accepted and "text/html" not in accepted:
            return JSONResponse({"error": message, "fix": fix}, status, headers)
        return self.html(
            "error", {"earlier": (), "message": message[:1].upper() + message[1:], "fix": fix}, status, headers
        )


def _typed(text: str) -> str:
    return _UNTYPABLE.sub(" ", text).strip()


def _earlier(texts: Sequence[str]) -> tuple[str, ...]:
    typed = [text for text in map(_typed, texts) if 0 < len(text) <= LONGEST_QUESTION]
    return tuple(typed[-N_EARLIER:])


def _link(question: str, earlier: Sequence[str] = ()) -> str:
    return "/?" + urlencode([("q", question), *(("h", text) for text in earlier)], errors="replace")


def _shown(answer: Answer, contact: str) -> dict[str, object]:
    """An answer as the template's values."""
    asked, understood = answer.question.strip(), answer.understood_as.strip()
    sources = [source_of(c, [s for s in answer.statements if s.cites == c.number]) for c in answer.citations]
    blocks = blocks_of(answer.statements)
    sides = [(source, [block for block in blocks if block.cites == source.number]) for source in sources]
    return {
        "answer": answer,
        "understood": "" if understood == asked else understood,
        "blocks": blocks,
        "sides": sides if answer.sources_disagree else (),
        "sources": sources,
        "closest": [source_of(citation, ()) for citation in answer.closest],
        "contact": "" if contact in answer.message else contact,
    }
