"""Files from strangers, read by a process of its own with limits: what kills the reader costs one file, not the ingest.

Each file goes through a worker (`ingest.worker`), which is used again for the next one and replaced after a file that
broke a limit. Nothing that a worker says is executed here: a document comes back as JSON.
"""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from ingest import document_rows, frames
from ingest.confinement import Limits
from ingest.documents import Document
from ingest.errors import InputError, RejectedFileError

_BOOT = "import sys; n = int(sys.argv[1]); sys.path[:] = sys.argv[2 + n:]; from ingest.worker import serve; "
_BOOT += "serve(*map(int, sys.argv[2:2 + n]))"
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL")  # of the environment: no key, no proxy
_START = 60  # seconds that a worker has for getting ready; it takes a tenth of one
_LOOK = 0.25  # seconds between looks at the clock
_FIX = "Open it in the program that made it and save it anew, or split it."
_TRIED = {"open": "open another file", "socket.": "open a network connection", "pickle.": "run code that it holds"}


class Sandbox:
    """One worker process at a time, started when it is needed. For one thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._closed = False

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, whatever it does. May be called from another thread."""
        self._closed = True
        if self._worker is not None:
            self._worker.end()

    def load(self, batch: Sequence[tuple[str, bytes]]) -> list[Document | RejectedFileError]:
        """Read files by their suffixes: (doc_id, bytes) each. One that breaks a limit is refused with the limit's name.

        Raises:
            InputError: no worker can be started.
        """
        found: list[Document | RejectedFileError] = []
        while len(found) < len(batch):
            if self._closed:
                raise ValueError("the sandbox is closed")
            worker = self._worker = self._worker or _Worker(self._limits)
            rest = batch[len(found) :]
            try:
                for (doc_id, _), answer in zip(rest, worker.ask(rest), strict=True):
                    found.append(_document(answer, doc_id, self._limits))
            except _BrokenWorkerError as broken:
                worker.end()
                self._worker = None
                if broken.may_be_anothers and worker.n_read > 0:
                    continue  # in a new worker, where nothing is left behind by earlier files
                found.append(RejectedFileError(broken.reason, _FIX))
        return found


class _BrokenWorkerError(Exception):
    """The worker did not live to answer, or must not be used again."""

    def __init__(self, reason: str, may_be_anothers: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_be_anothers = may_be_anothers  # an earlier file may have used up the memory, or harmed it


class _Worker:
    """The process, and the pipes to and from it."""

    def __init__(self, limits: Limits) -> None:
        """Start it; it gets ready while the first file is being read."""
        self.n_read = 0  # files that it has answered for
        self._limits = limits
        numbers = [str(number) for number in astuple(limits)]
        home = str(Path(__file__).resolve().parent.parent)  # the checkout or the folder that it is installed in
        paths = [home, *(os.path.abspath(path) for path in sys.path)]  # noqa: PTH100 - resolves no links
        command = [sys.executable, "-I", "-S", "-B", "-c", _BOOT, str(len(numbers)), *numbers, *dict.fromkeys(paths)]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)  # noqa: S603
        except OSError as error:
            raise InputError(f"no process can be started to read files in: {error.strerror}", _NO_WORKER_FIX) from None
        self._is_ready = False
        self._timed_out = False
        self._deadline = math.inf
        self._ended = Event()
        Thread(target=self._watch, daemon=True).start()

    def ask(self, batch: Sequence[tuple[str, bytes]]) -> Iterator[dict[str, Any]]:
        """Have files read, each for the wall time at most; give the answers as they come.

        Raises:
            _BrokenWorkerError: it ended instead.
            InputError: it did not start.
        """
        if not batch:
            return
        incoming, outgoing = self._process.stdout, self._process.stdin
        assert incoming is not None  # noqa: S101 - both are pipes
        assert outgoing is not None  # noqa: S101
        try:
            self._deadline = monotonic() + _START
            if not self._is_ready:
                frames.read(incoming)
                self._is_ready = True
            with suppress(BrokenPipeError):  # that it has ended is seen by what it says last
                names = json.dumps([doc_id for doc_id, _ in batch]).encode()
                frames.write(outgoing, names, *(data for _, data in batch))
            for _ in batch:
                self._deadline = monotonic() + self._limits.wall
                answer: dict[str, Any] = json.loads(frames.read(incoming))
                self._deadline = math.inf
                yield answer
                self.n_read += 1
        except (EOFError, OSError, ValueError):
            raise self._broken() from None
        finally:
            self._deadline = math.inf

    def end(self) -> None:
        """Kill it."""
        self._ended.set()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # all three are pipes

    def _watch(self) -> None:
        """Kill it when a file takes too long; this needs a thread, as Windows cannot wait for a pipe with a limit."""
        while not self._ended.wait(_LOOK):
            if monotonic() > self._deadline:
                self._timed_out = True
                self._process.kill()
                return

    def _broken(self) -> Exception:
        self._process.kill()  # where it lives still, it has said nonsense
        status = self._process.wait()
        if not self._is_ready:
            told = (self._process.stderr.read() if self._process.stderr else b"").decode(errors="replace").strip()
            why = told.splitlines()[-1] if told else f"status {status}"
            return InputError(f"the process that reads files did not start: {why}", _NO_WORKER_FIX)
        if self._timed_out:
            return _BrokenWorkerError(f"takes more than {self._limits.wall} seconds")
        if status == -getattr(signal, "SIGXCPU", 0):
            return _BrokenWorkerError(f"takes more than {self._limits.processor} seconds of processor time")
        told = f"signal {-status}" if status < 0 else f"status {status}"
        return _BrokenWorkerError(f"crashed the reader ({told})", may_be_anothers=True)


_NO_WORKER_FIX = "Free some memory, and look whether the installation is complete."


def _document(answer: dict[str, Any], doc_id: str, limits: Limits) -> Document | RejectedFileError:
    """What a worker has answered: a document, or why its loader refused the file.

    Raises:
        _BrokenWorkerError: it broke a limit that leaves the worker unusable.
    """
    if "rejected" in answer:
        message, fix = map(str, answer["rejected"])
        return RejectedFileError(message, fix)
    if "limit" in answer:
        size = f"{limits.memory / (1 << 30):g} GB"
        raise _BrokenWorkerError(f"needs more than {size} of memory", may_be_anothers=True)
    if "refused" in answer:
        event = str(answer["refused"])
        tried = next((told for name, told in _TRIED.items() if event.startswith(name)), event)
        raise _BrokenWorkerError(f"made the reader try what no page needs: {tried}")
    if "defect" in answer:
        raise _BrokenWorkerError(f"crashed the reader ({answer['defect']})")
    try:
        document = document_rows.document(answer["document"])
    except (KeyError, TypeError, ValueError):
        raise _BrokenWorkerError("crashed the reader (it answers nonsense)") from None
    if document.doc_id != doc_id:
        raise _BrokenWorkerError("crashed the reader (it answers for another file)")
    return document
