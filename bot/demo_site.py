"""A gym's own site to try the widget on: two pages on a port of their own, another origin than the chat server's."""

import base64
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread

from bot import widget
from bot.bot import Bot
from bot.server import serve
from bot.settings import Settings
from ingest.errors import InputError

HOST = "127.0.0.1"
_TEMPLATES = Path(__file__).parent / "templates"
_PAGES = {"/": "demo_home.html", "/questions": "demo_questions.html"}
_N_SUGGESTED = 3


def serve_demo(settings: Settings, port: int, load: Callable[[], Bot]) -> None:
    """Serve the site, and Spotter beside it, until Ctrl-C.

    Args:
        settings: among them the port of Spotter, 1 to 65535; its host is 127.0.0.1, and the site may ask it.
        port: of the site, 1 to 65535, or 0 for one that is free.
        load: makes the bot.

    Raises:
        InputError: a port is taken or may not be used.
    """
    pages: dict[str, bytes] = {}
    chat = f"http://{HOST}:{settings.port}"
    with _site(port, pages, _policy(chat)) as own_port:
        origins = ",".join(f"http://{host}:{own_port}" for host in (HOST, "localhost"))

        def load_and_show() -> Bot:
            bot = load()
            pages.update(pages_of(chat, bot.starters[:_N_SUGGESTED]))
            sys.stdout.write(f"The gym's site is http://{HOST}:{own_port}\n")
            return bot

        serve(replace(settings, host=HOST, origins=origins), load_and_show)


def pages_of(chat: str, suggestions: Sequence[str]) -> dict[str, bytes]:
    """The site's pages by their path.

    Args:
        chat: where Spotter answers, as http://127.0.0.1:8000.
        suggestions: questions that the widget offers.
    """
    values = {
        "script": f"{chat}{widget.ADDRESS}?v={widget.version()}",
        "suggestions": escape(" | ".join(suggestions)),
    }
    frame = _template("demo_site.html")
    mains = {path: _template(name).substitute(values) for path, name in _PAGES.items()}
    return {path: frame.substitute(values, main=main).encode() for path, main in mains.items()}


def _policy(chat: str) -> str:
    """The strictest policy that the widget works under; the style is the page's own."""
    style = _template("demo_site.html").template.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src {chat}; connect-src {chat}; style-src 'sha256-{digest}'; "
        "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


@contextmanager
def _site(port: int, pages: Mapping[str, bytes], policy: str) -> Iterator[int]:
    """A server of pages, which may come later; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(page or b"There is no such page.")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name for it
            """Nothing: the terminal is Spotter's."""

    try:
        server = ThreadingHTTPServer((HOST, port), Handler)
    except OSError as error:
        message = f"cannot listen on port {port} of {HOST}: {error.strerror}"
        raise InputError(message, "Stop what uses it, or choose another with --port.") from None
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
