"""Questions at a steady rate over HTTP, whatever becomes of them."""

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

TIMEOUT = 30.0  # seconds
_WORKERS = 64  # questions that may wait for their reply


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question."""

    asked: float  # when, by `time.monotonic`
    seconds: float
    status: int  # 0: none came
    body: str


def fetched(url: str, json_body: object = None) -> Reply:
    """Fetch an address; an error is a reply too."""
    data = None if json_body is None else json.dumps(json_body).encode()
    headers = {"Content-Type": "application/json"} if data else {}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - our own server
    began = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            status, body = response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            status, body = error.code, error.read().decode(errors="replace")
    except OSError as error:
        status, body = 0, str(error)
    return Reply(began, time.monotonic() - began, status, body)


def asking(address: str, question: str) -> Callable[[], Reply]:
    """Asks through the API, or through the page where there is no API."""
    by_api = fetched(f"{address}/api/ask", {"question": question})
    if by_api.status == 200:
        return lambda: fetched(f"{address}/api/ask", {"question": question})
    url = f"{address}/?{urlencode({'q': question})}"
    return lambda: fetched(url)


def visible(page: str) -> str:
    """A page's text without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


class Load:
    """Asks at a steady rate from the moment that it is entered; a reply that is late delays no other question."""

    def __init__(self, ask: Callable[[], Reply], rate: float) -> None:
        """Ask `rate` times a second."""
        self.replies: list[Reply] = []
        self._ask, self._rate = ask, rate
        self._ended = threading.Event()
        self._turn = threading.Lock()
        self._next = 0.0
        self._threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(_WORKERS)]

    def __enter__(self) -> "Load":
        """Begin."""
        self._next = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the last replies."""
        self._ended.set()
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _go_on(self) -> None:
        while True:
            with self._turn:
                at = self._next
                self._next += 1 / self._rate
            if self._ended.wait(max(at - time.monotonic(), 0)):
                return
            self.replies.append(self._ask())
