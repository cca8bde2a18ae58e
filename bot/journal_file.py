"""The journal's file as its one writer holds it: made, checked, written, purged; for one thread of one process.

SQLite before 3.51.3 can lose a database to two connections of which one resets the write-ahead log while the other
checkpoints it (sqlite.org/wal.html, "The WAL-Reset Bug"). So there is one connection that writes and checkpoints, and a
lock beside the file keeps a second process from opening another.
"""

import fcntl
import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.journal_entries import APPLICATION, VERSION, Entry, add, utc
from ingest.storage import sync_folder

MOST = 500_000  # entries; the oldest beyond it go, so that a flood of questions does not fill the disk
_SCHEMA = """
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, asked TEXT NOT NULL, site TEXT NOT NULL,
    question TEXT NOT NULL, understood_as TEXT NOT NULL, outcome TEXT NOT NULL,
    cited TEXT NOT NULL, closest TEXT NOT NULL, hits TEXT NOT NULL, confidence REAL NOT NULL, build TEXT NOT NULL,
    latency_ms REAL, helpful INTEGER, reason TEXT NOT NULL, voted TEXT NOT NULL
);
CREATE TABLE erasing (unfinished INTEGER NOT NULL);
INSERT INTO erasing VALUES (0);
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_STAMP = "%Y%m%dT%H%M%SZ"
_ASIDE = re.compile(r"\.damaged-(\d{8}T\d{6}Z)(?:-wal)?\Z")
_log = logging.getLogger("spotter")


class HeldError(OSError):
    """Another process writes this journal."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries that are to be erased."""

    ids: tuple[str, ...] = ()
    before: str = ""  # UTC: those asked before
    everything: bool = False  # and the damaged files that were set aside


class JournalFile:
    """An open journal. Whatever fails raises sqlite3.Error or OSError; the file is then closed and opened anew."""

    def __init__(self, path: Path) -> None:
        """Open the journal, made where there is none; a damaged one is set aside, never removed.

        Raises:
            HeldError: another process writes it.
            sqlite3.Error, OSError: it cannot be opened.
        """
        self.path = path
        with ExitStack() as held:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = held.enter_context(beside(path, ".lock").open("a"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HeldError(f"another process writes {path}") from None
            self._connection = self._opened()
            held.enter_context(closing(self._connection))
            self._identity = _identity(path)
            self._settled = False  # nothing of what was erased is left in any file
            self._compacted = False
            self._held = held.pop_all()

    def close(self) -> None:
        """Write all back into the one file, and let others open it."""
        self._held.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; durable once the block has ended.

        Raises:
            OSError: somebody has moved or removed the file.
        """
        if _identity(self.path) != self._identity:
            raise FileNotFoundError(f"{self.path} is no longer the file that was opened")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def add(self, entry: Entry) -> bool:
        """Insert an entry, within a transaction."""
        add(self._connection, entry)
        return True

    def vote(self, entry_id: str, helpful: bool, reason: str) -> bool:
        """Set an entry's vote, within a transaction; false where there is no such entry."""
        row = (helpful, reason, utc(), entry_id)
        changed = self._connection.execute("UPDATE entries SET helpful = ?, reason = ?, voted = ? WHERE id = ?", row)
        return changed.rowcount == 1

    def erase(self, selection: Selection) -> int:
        """Erase entries; how many there were. Their text is gone from the files once `settle` says so."""
        with self.transaction():
            erased = self._delete("DELETE FROM entries WHERE asked < ?", selection.before) if selection.before else 0
            for entry_id in selection.ids:
                erased += self._delete("DELETE FROM entries WHERE id = ?", entry_id)
            if selection.everything:
                erased += self._delete("DELETE FROM entries")
        if selection.everything:
            for path in aside(self.path):
                path.unlink()
            sync_folder(self.path.parent)
        return erased

    def purge(self, days: int) -> None:
        """Erase what is older than `days`, entries beyond the most that are kept, and old damaged files."""
        now = datetime.now(UTC)
        with self.transaction():
            self._delete("DELETE FROM entries WHERE asked < ?", utc(now - timedelta(days=days)))
            self._delete("DELETE FROM entries WHERE number <= (SELECT max(number) FROM entries) - ?", MOST)
        oldest = (now - timedelta(days=days)).strftime(_STAMP)
        for path in aside(self.path):
            found = _ASIDE.search(path.name)
            if found is not None and found[1] < oldest:
                path.unlink()

    def settle(self) -> bool:
        """Take what was erased out of the files; false where a reader still needs the write-ahead log.

        SQLite overwrites an erased row, but copies of it may be left where a page was filled anew; so the file is
        written anew as a whole, and the log cut to nothing. An erasure that was cut short is ended at the next start.
        """
        if not self._settled:
            unfinished = self._connection.execute("SELECT unfinished FROM erasing").fetchone()[0]
            if unfinished and not self._compacted:
                self._connection.execute("VACUUM")
                self._compacted = True
            if self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return False
            if unfinished:
                with self.transaction():
                    self._connection.execute("UPDATE erasing SET unfinished = 0")
            self._settled = True
        return True

    def _delete(self, statement: str, *values: str | int) -> int:
        erased = self._connection.execute(statement, values).rowcount
        if erased:
            self._connection.execute("UPDATE erasing SET unfinished = 1")
            self._settled = self._compacted = False
        return erased

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self.path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            kept = _set_aside(self.path)
            _log.error("The journal %s is damaged (%s): set aside as %s, a new one is begun.", self.path, error, kept)
            return _connected(self.path)


def beside(path: Path, suffix: str) -> Path:
    """A path that belongs to the journal."""
    return path.with_name(path.name + suffix)


def aside(path: Path) -> list[Path]:
    """The damaged files that were set aside, oldest first."""
    return sorted(each for each in path.parent.glob(f"{path.name}.damaged-*") if _ASIDE.search(each.name))


def _connected(path: Path) -> sqlite3.Connection:
    if not path.exists() or not path.stat().st_size:
        _make(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=0.1)
    try:
        _check(connection, path)
        for pragma in ("secure_delete = ON", "synchronous = FULL", "fullfsync = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """Make an empty journal: whole, or not at all, so that nobody ever finds a half of it."""
    begun = beside(path, ".new")
    for suffix in ("-journal", "-wal", "-shm", ""):
        beside(begun, suffix).unlink(missing_ok=True)
    os.close(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # it is for the gym's eyes alone
    with closing(sqlite3.connect(begun, isolation_level=None)) as connection:
        marked = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
        connection.executescript(f"BEGIN; {_SCHEMA} {marked} COMMIT; PRAGMA journal_mode = WAL;")
    begun.replace(path)
    sync_folder(path.parent)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if marks != [APPLICATION, VERSION]:
        raise sqlite3.NotSupportedError(f"{path} is another program's file, or a newer version's journal")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(str(found).splitlines()[-1])
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _set_aside(path: Path) -> Path:
    kept = beside(path, f".damaged-{datetime.now(UTC).strftime(_STAMP)}")
    for suffix in ("-wal", ""):  # the log first: without its file it says nothing, the other way round it might
        log = beside(path, suffix)
        if log.exists():
            log.rename(beside(kept, suffix))
    beside(path, "-shm").unlink(missing_ok=True)
    sync_folder(path.parent)
    return kept


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
