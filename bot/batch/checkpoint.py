"""What a batch has answered so far, kept beside its target: a batch that was stopped goes on where it was.

A line of facts, then a line a row, each with a check sum (CRC-32) before it: what a stop has left of a line is cut off.
"""

import fcntl
import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from bot.written import json_line, real_target, unwritable, write_all
from ingest.errors import InputError
from ingest.storage import sync_folder

_STEP = 1 << 20  # bytes read at a time
_SYNC_EVERY = 1.0  # seconds between waits for the disk
_FIX = "Start it with --restart to answer all rows anew, or name another file with --out."


def checkpoint_of(target: Path) -> Path:
    """Where the checkpoint of a target lies."""
    return target.with_name(f".{target.name}.progress")


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_STEP):
            digest.update(data)
    return digest.hexdigest()


class Checkpoint:
    """The rows of one target that are answered. One process at a time holds it."""

    def __init__(self, target: Path, facts: Mapping[str, str], restart: bool) -> None:
        """Open what is there, or begin.

        Args:
            target: the answer file.
            facts: what the answers depend on, each under the name that a user knows it by.
            restart: begin anew, whatever is there.

        Raises:
            InputError: it cannot be written, another process holds it, or it was begun with other facts.
        """
        self._target = real_target(target)
        self.path = checkpoint_of(self._target)
        self.rows = 0  # that are kept
        self.resumed = 0  # of them, those that were there at the beginning
        try:
            self._file = FileIO(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+")
        except OSError as error:
            raise unwritable(self._target, error) from None
        try:
            self._open(facts, restart)
        except BaseException:
            self._file.close()
            raise
        self._pending: list[bytes] = []
        self._synced = time.monotonic()

    def _open(self, facts: Mapping[str, str], restart: bool) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another batch is writing {self._target}", "Wait until it has ended.") from None
        except OSError as error:
            raise unwritable(self._target, error) from None
        for left in self._target.parent.glob(f".{_plain(self._target.name)}.*.tmp"):
            left.unlink(missing_ok=True)  # of a run that was killed while it wrote the end
        end = 0
        if not restart:
            for number, (end_of_line, record) in enumerate(_lines(self.path)):
                if number == 0:
                    self._compare(record, facts)
                self.rows, end = number, end_of_line
            self.resumed = self.rows
        try:
            self._file.truncate(end)
            self._file.seek(end)
            if not end:
                self._write(_line(dict(facts)))
                os.fsync(self._file.fileno())
                sync_folder(self.path.parent)
        except OSError as error:
            raise unwritable(self._target, error) from None

    def _compare(self, before: Mapping[str, Any], facts: Mapping[str, str]) -> None:
        changed = [name for name in facts if before.get(name) != facts[name]]
        if changed or set(before) != set(facts):
            told = " and ".join(changed) or "the options"
            raise InputError(f"{self._target} was begun before, and {told} changed since", _FIX)

    def add(self, record: Mapping[str, Any]) -> None:
        """Keep one row; `keep` makes sure of it."""
        self._pending.append(_line(record))

    def keep(self, wait: bool = False) -> None:
        """Write what was added. The disk has it within a second's work, or at once where `wait` is set.

        Raises:
            InputError: it cannot be written; what was kept before stays.
        """
        data, n_rows = b"".join(self._pending), len(self._pending)
        self._pending = []
        self._write(data)
        self.rows += n_rows
        if wait or time.monotonic() - self._synced > _SYNC_EVERY:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                raise unwritable(self._target, error) from None
            self._synced = time.monotonic()

    def records(self) -> Iterator[dict[str, Any]]:
        """All rows that are kept, in order."""
        lines = _lines(self.path)
        next(lines, None)
        return (record for _, record in lines)

    def close(self, remove: bool) -> None:
        """Let go of it; where it is of no more use, remove it first."""
        if remove:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def _write(self, data: bytes) -> None:
        write_all(self._file, data, self._target)


def _line(record: Mapping[str, Any]) -> bytes:
    data = json_line(record)
    return b"%08x " % zlib.crc32(data) + data


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The sound lines from the beginning: where each ends, and what it says."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            if line[8:9] != b" " or line[:8] != b"%08x" % zlib.crc32(line[9:]):
                return
            end += len(line)
            yield end, json.loads(line[9:])


def _plain(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
