"""One thread that answers, and the bounded queue before it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from ingest.errors import TooBusyError

T = TypeVar("T")
LONGEST_WAIT = 5.0  # seconds until a question's turn; who waits longer has gone
_TYPICAL = 0.01  # seconds a question takes, before any was asked
_FIX = "Ask again in a moment."


class AskQueue:
    """Lets work through in the order of its arrival, one at a time, and refuses what would wait too long.

    A thread of its own, not one of a pool: a question takes every core while it is encoded, so several at once would
    only wait for each other, and what waits in a pool could be neither counted nor refused. The event loop stays free
    to answer whatever needs no answering thread.
    """

    def __init__(self, most: int, longest_wait: float = LONGEST_WAIT) -> None:
        """Start with nothing waiting.

        Args:
            most: how many may wait, the one that is answered aside.
            longest_wait: seconds.
        """
        self._most = most
        self._longest_wait = longest_wait
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answering")
        self._lock = Lock()
        self._inside = 0  # waiting, or being answered
        self._typical = _TYPICAL  # seconds; moving mean

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return max(0, self._inside - 1)

    async def run(self, work: Callable[[], T]) -> T:
        """Do one piece of work in its turn, in the answering thread.

        Refused at once is what would find its turn late, going by how long work takes of late: a queue that is full
        of those who have gone would be answered for nobody.

        Raises:
            TooBusyError: too many wait already, or its turn did not come in time.
        """
        with self._lock:
            if self._inside > self._most or self._inside * self._typical > self._longest_wait / 2:
                raise self._busy(f"{self._inside} questions are before it already")
            self._inside += 1
        future: Future[T] = self._thread.submit(self._timed, work)
        future.add_done_callback(self._left)
        waiting = asyncio.wrap_future(future)
        try:
            done, _ = await asyncio.wait({waiting}, timeout=self._longest_wait)
            if not done and future.cancel():  # not begun; what has begun will end
                raise self._busy(f"the question has waited for {self._longest_wait:.0f} seconds")
            return await waiting
        finally:
            waiting.cancel()  # where the asker has gone, its question need not be answered

    def wait(self, work: Callable[[], T]) -> T:
        """Do one piece of work in its turn, from a thread that waits as long as it takes: one row of a file.

        Visitors who are there go first, and those who come meanwhile go between two rows.
        """
        with self._lock:
            self._inside += 1
        future: Future[T] = self._thread.submit(self._timed, work)
        future.add_done_callback(self._left)
        return future.result()

    def _timed(self, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        try:
            return work()
        finally:
            self._typical += (time.perf_counter() - began - self._typical) / 16

    def _left(self, _: "Future[T]") -> None:
        with self._lock:
            self._inside -= 1

    def _busy(self, message: str) -> TooBusyError:
        return TooBusyError(message, _FIX, max(1, round(self._inside * self._typical)))
