"""Several processes answer a file together, each with a bot of its own over the same build; the bytes are the same.

They are started by name (spawned) and end with the process that started them, whatever ends that: their pipe closes.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from bot.answers import Question
from bot.batch.answering import Answering, Kept, Record, Recorder, T
from ingest.errors import InputError, SpotterError

ROWS_EACH = 250  # from which on a process is worth its start: it answers as many in the time that it takes
MOST_BY_DEFAULT = 8  # of about 250 MB each
_AHEAD = 2  # groups begun for each process: none waits while answers are taken

AnotherBot = Callable[[], Answering]  # opens a bot in another process; pickled on its way there


def worth(rows: int, cores: int) -> int:
    """How many processes should answer so many rows; 1 means that none is started."""
    return max(1, min(cores, MOST_BY_DEFAULT, rows // ROWS_EACH))


class Pool:
    """Processes that answer groups of questions side by side."""

    def __init__(self, another: AnotherBot, size: int, kept: Kept) -> None:
        """Start `size` of them; they get ready on their own."""
        from multiprocessing import get_context

        context = get_context("spawn")  # a fork would copy locks that other threads hold
        self._processes = []
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._connections: list[Connection] = []
        with _interrupts_ignored():
            for _ in range(size):
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs, another, kept), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._connections.append(ours)
                self._free.put(ours)
        self._threads = ThreadPoolExecutor(size, "batch")

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they do."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()
        self._threads.shutdown(cancel_futures=True)  # whoever waits for an answer has seen the end
        for connection in self._connections:
            connection.close()

    def answered(self, groups: Iterable[tuple[T, Sequence[Question]]]) -> Iterator[tuple[T, Iterator[Record]]]:
        """What each group of questions belongs to, and their records, in order.

        Raises:
            InputError: a process could not open the index, or was ended from outside.
        """
        begun: deque[tuple[T, Future[list[Record]]]] = deque()
        for group, questions in groups:
            begun.append((group, self._threads.submit(self._ask, questions)))
            if len(begun) > _AHEAD * len(self._processes):
                yield _done(*begun.popleft())
        while begun:
            yield _done(*begun.popleft())

    def _ask(self, questions: Sequence[Question]) -> list[Record]:
        connection = self._free.get()
        try:
            connection.send(questions)
            records: list[Record] | tuple[str, str] = connection.recv()
        except (EOFError, OSError):
            raise InputError(
                "a process that answered rows was ended from outside",
                "Free some memory, or use --workers 1; what was answered is kept, and the same command goes on.",
            ) from None
        finally:
            self._free.put(connection)
        if isinstance(records, tuple):
            raise InputError(*records)
        return records


def _done(group: T, asked: "Future[list[Record]]") -> tuple[T, Iterator[Record]]:
    return group, iter(asked.result())


def _serve(connection: Connection, another: AnotherBot, kept: Kept) -> None:
    """Answer groups until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the other cores are the other processes'
    refused: tuple[str, str] | None = None
    try:
        recorder = Recorder(another(), kept)
    except SpotterError as error:
        refused = error.message, error.fix  # told to whoever asks
    while True:
        try:
            questions: Sequence[Question] = connection.recv()
            connection.send(refused or list(recorder.records(questions)))
        except (EOFError, OSError):
            return


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """So that a process which is just being started does not take a Ctrl-C for its own."""
    if threading.current_thread() is not threading.main_thread():  # where none arrives
        yield
        return
    before: Any = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
