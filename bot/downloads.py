"""Files made for one visitor: each is had by whoever knows its address, and nobody can guess that."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

KEPT = 15 * 60.0  # seconds
MOST = 64 * 2**20  # bytes of all files together; the oldest go first


@dataclass(frozen=True, slots=True)
class Download:
    """A file."""

    name: str  # letters, digits, `.`, `-` and `_`
    kind: str  # media type
    data: bytes


class Downloads:
    """Files in memory, forgotten after a while; safe to use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._files: dict[str, tuple[float, Download]] = {}  # token → when it was made, the file; oldest first
        self._lock = threading.Lock()

    def add(self, file: Download) -> str:
        """Keep a file for a while; its token, of 128 random bits."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._files[token] = (self._clock(), file)
            self._forget()
        return token

    def get(self, token: str) -> Download | None:
        """The file of a token, if it is still there."""
        with self._lock:
            self._forget()
            found = self._files.get(token)
        return found[1] if found else None

    def _forget(self) -> None:
        now = self._clock()
        size = sum(len(file.data) for _, file in self._files.values())
        for token, (made, file) in list(self._files.items()):
            if now - made <= KEPT and (size <= MOST or len(self._files) == 1):
                break
            del self._files[token]
            size -= len(file.data)
