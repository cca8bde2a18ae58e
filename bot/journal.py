"""Questions and votes, kept: durable before they are acknowledged, and never in the way of an answer.

One thread owns the file. Callers hand it their rows and wait; it commits what has come together, up to 20 rows at once.
While it waits for the disk the next rows gather, so nobody waits for a group to fill.
"""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import Protocol

from bot.answers import Answer
from bot.journal_entries import Entry, require_id
from bot.journal_file import JournalFile
from bot.journal_requests import fulfil
from bot.redact import redact
from ingest.errors import InputError

LONGEST_REASON = 1000  # characters
TOGETHER = 20  # rows of a commit
WAIT = 2.0  # seconds that a caller waits for the disk, then it is not kept
_WAITING = 1000  # rows
_PAUSE = 1.0  # seconds after a failure in which nothing is tried
_TENDED = 0.5  # seconds between looks for requests and unfinished erasures
_UNTENDED = 10.0  # and after one has failed: rows come first
_PURGED = 24 * 3600.0  # seconds between purges
_log = logging.getLogger("spotter")

_Write = Callable[[JournalFile], bool]


class JournalProtocol(Protocol):
    """Keeps questions and votes."""

    @property
    def errors(self) -> int:
        """How many could not be kept."""

    def asked(self, answer: Answer, site: str = "") -> str:
        """Keep an answer; its entry's id once that is durable, "" where it could not be kept."""

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:
        """Keep a vote, in place of an earlier one; true once that is durable, false where it could not be kept.

        Raises:
            InputError: there is no such entry, or the reason is too long.
        """

    def close(self) -> None:
        """Keep what is waiting, then nothing more."""


class NoJournal:
    """Keeps nothing."""

    errors = 0

    def asked(self, answer: Answer, site: str = "") -> str:  # noqa: ARG002 - as the protocol has it
        """Nothing is kept."""
        return ""

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:  # noqa: ARG002
        """Nothing is kept."""
        return False

    def close(self) -> None:
        """Nothing is open."""


NO_JOURNAL: JournalProtocol = NoJournal()


class Journal:
    """A journal in a file; safe to use from any thread."""

    def __init__(self, path: Path, days: int = 30) -> None:
        """Open the journal in its thread; where that fails, nothing is kept, an alarm is logged, and it is tried again.

        Args:
            path: the SQLite file; made, with its folder, where there is none.
            days: how long entries are kept.
        """
        self.path = path
        self.days = days
        self.errors = 0  # entries and votes that could not be kept
        self._counting = threading.Lock()
        self._waiting: queue.Queue[tuple[_Write, Future[bool | None]] | None] = queue.Queue(_WAITING)
        self._closed = False
        self._file: JournalFile | None = None
        self._alarmed: set[str] = set()  # kinds of failure told since it was last written
        self._again = 0.0  # when a failed file is tried again, by the monotonic clock
        self._tend_at = 0.0
        self._purge_at = 0.0
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def asked(self, answer: Answer, site: str = "") -> str:
        """See `JournalProtocol`."""
        entry = Entry.of(answer, site)
        return entry.id if self._written(lambda file: file.add(entry)) else ""

    def voted(self, entry_id: str, helpful: bool, reason: str = "") -> bool:
        """See `JournalProtocol`."""
        require_id(entry_id)
        if len(reason) > LONGEST_REASON:
            message = f"the reason has {len(reason):,} characters (at most {LONGEST_REASON:,})"
            raise InputError(message, "Say it in a few sentences.")
        kept = redact(reason)
        done = self._written(lambda file: file.vote(entry_id, helpful, kept))
        if done is False:
            raise InputError("that is no entry of the journal", "Vote on an answer that was given and kept.")
        return done is True

    def close(self) -> None:
        """See `JournalProtocol`."""
        if not self._closed:
            self._closed = True
            if self._thread.is_alive():
                self._waiting.put(None)
        self._thread.join()

    def _written(self, write: _Write) -> bool | None:
        """What the write has returned, once it is durable; None where it could not be kept."""
        done: Future[bool | None] = Future()
        result = None
        if not self._closed and self._thread.is_alive():
            try:
                self._waiting.put_nowait((write, done))
                result = done.result(WAIT)
            except (queue.Full, FutureTimeoutError):
                done.cancel()
        if result is None:
            with self._counting:
                self.errors += 1
        return result

    def _run(self) -> None:
        going_on = True
        try:
            while going_on:
                self._tend()
                group, going_on = self._next()
                if group:
                    self._commit(group)
        finally:
            while not self._waiting.empty():  # nobody waits for what will not come
                left = self._waiting.get_nowait()
                if left is not None:
                    left[1].cancel()
            if self._file is not None:
                self._file.close()

    def _next(self) -> tuple[list[tuple[_Write, Future[bool | None]]], bool]:
        """What has come together, and whether to go on."""
        group = []
        try:
            item = self._waiting.get(timeout=max(0.01, self._tend_at - time.monotonic()))
            while item is not None:
                if item[1].set_running_or_notify_cancel():
                    group.append(item)
                if len(group) == TOGETHER:
                    return group, True
                item = self._waiting.get_nowait()
        except queue.Empty:
            return group, True
        return group, False

    def _commit(self, group: list[tuple[_Write, Future[bool | None]]]) -> None:
        results: list[bool | None] = [None] * len(group)
        try:
            file = self._opened()
            if file is not None:
                with file.transaction():
                    written: list[bool | None] = [write(file) for write, _ in group]
                results = written
                self._recovered()
        except (sqlite3.Error, OSError) as error:
            self._failed(error)
        finally:
            for (_, done), result in zip(group, results, strict=True):
                done.set_result(result)

    def _tend(self) -> None:
        """Purge what is too old, and erase what was asked to be erased, when it is time for it."""
        now = time.monotonic()
        if now < self._tend_at:
            return
        self._tend_at = now + _TENDED
        try:
            file = self._opened()
            if file is not None:
                if now >= self._purge_at:
                    file.purge(self.days)
                    self._purge_at = now + _PURGED
                fulfil(file)
        except (sqlite3.Error, OSError) as error:
            self._tend_at = now + _UNTENDED
            self._failed(error)

    def _opened(self) -> JournalFile | None:
        """The open file; None shortly after a failure."""
        if self._file is None and time.monotonic() >= self._again:
            self._file = JournalFile(self.path)
        return self._file

    def _failed(self, error: sqlite3.Error | OSError) -> None:
        """Close the file, so that it is opened anew: what the disk has of a failed write is not known."""
        self._again = time.monotonic() + _PAUSE
        kind = getattr(error, "sqlite_errorname", "") or f"{type(error).__name__} {getattr(error, 'errno', None) or ''}"
        if kind not in self._alarmed:
            self._alarmed.add(kind)
            _log.error("The journal %s cannot be written, questions go on unkept: %s", self.path, error)
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except sqlite3.Error as unclosed:
                _log.error("The journal %s could not be closed: %s", self.path, unclosed)

    def _recovered(self) -> None:
        if self._alarmed:
            self._alarmed.clear()
            _log.warning("The journal %s is written again.", self.path)
