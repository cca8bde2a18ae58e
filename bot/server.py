"""Listens and serves."""

import contextlib
import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot.assemble import journal_of
from bot.bot import Bot
from bot.follow import following
from bot.serving import Serving
from bot.settings import Settings
from ingest.errors import InputError

LONGEST_REQUEST = 256 * 1024  # bytes of address and headers: a question and those before it, each letter as `%E1%88%B4`


def serve(settings: Settings, load: Callable[[], Bot]) -> None:
    """Serve the pages until Ctrl-C, or SIGTERM, by which services are stopped.

    Args:
        settings: among them the host, and the port: 1 to 65535, or 0 for one that is free.
        load: makes the bot; called once the port is ours.

    Raises:
        InputError: the port is taken or may not be used, or there is no such host.
    """
    import uvicorn

    from bot.web import create_app

    with contextlib.suppress(KeyboardInterrupt), _interrupted_by_sigterm(), contextlib.ExitStack() as stack:
        listening = stack.enter_context(_listen(settings.host, settings.port))
        day = date.today()
        serving = Serving(load())
        journal = stack.enter_context(contextlib.closing(journal_of(settings)))
        app = create_app(serving, settings, journal)
        app.state.page.start()
        config = configuration(app)
        named = f"[{settings.host}]" if ":" in settings.host else settings.host
        sys.stdout.write(f"Spotter answers on http://{named}:{listening.getsockname()[1]}  (Ctrl-C stops it)\n")
        sys.stdout.flush()
        with following(serving, settings.ingest.index, day):
            uvicorn.Server(config).run(sockets=[listening])


def configuration(app: Any) -> Any:
    """How uvicorn serves the application, a `uvicorn.Config`; what tests serve is served like that, too."""
    from uvicorn import Config

    from bot.connections import patient_protocol

    return Config(
        app,
        access_log=False,
        log_level="warning",
        lifespan="off",
        http=patient_protocol(),
        h11_max_incomplete_event_size=LONGEST_REQUEST,
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )


@contextlib.contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """SIGTERM ends all in order, too: the journal is closed, uploads are removed."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
