"""Files to documents: each is read in the sandbox, several at once, and told of in their order."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from queue import SimpleQueue

from ingest.confinement import Limits
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.sandbox import Sandbox

WORKERS = 2
_MANY = 8  # files that take their time, from which on a second worker is worth its start
_FAST = (".md", ".markdown", ".txt")
_BATCH = 16  # files that are sent at once, so that the two processes seldom wait for each other
_BATCH_BYTES = 1_000_000  # of them together


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    document: Document | None = None
    digest: str = ""  # SHA-256 of the file
    error: RejectedFileError | None = None


def load_each(
    files: Sequence[tuple[str, Callable[[], bytes]]], limits: Limits | None = None, workers: int = WORKERS
) -> Iterator[Loaded]:
    """Read files, several at once, and give what became of them in their order.

    Args:
        files: of each its doc_id and what reads its bytes, which may raise a `RejectedFileError`.
        limits: of one file.
        workers: processes at most; few files need but one.

    Raises:
        InputError: no worker can be started.
    """
    n_slow = sum(PurePosixPath(doc_id).suffix.lower() not in _FAST for doc_id, _ in files)
    n_workers = max(min(workers, os.cpu_count() or 1), 1) if n_slow >= _MANY else 1
    n_job = max(1, min(_BATCH, len(files) // (2 * n_workers)))
    sandboxes = [Sandbox(limits) for _ in range(n_workers)]
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def load(job: Sequence[tuple[str, Callable[[], bytes]]]) -> list[Loaded]:
        sandbox = free.get()
        try:
            return _load(sandbox, job)
        finally:
            free.put(sandbox)

    pool = ThreadPoolExecutor(n_workers, "sandbox")
    try:
        for loaded in pool.map(load, [files[first : first + n_job] for first in range(0, len(files), n_job)]):
            yield from loaded
    finally:
        for sandbox in sandboxes:
            sandbox.close()
        pool.shutdown(cancel_futures=True)
        for sandbox in sandboxes:
            sandbox.close()  # of one that was just starting a worker


def _load(sandbox: Sandbox, files: Sequence[tuple[str, Callable[[], bytes]]]) -> list[Loaded]:
    """Read files, as many at a time as are small."""
    found: dict[int, Loaded] = {}
    batch: dict[int, tuple[str, bytes]] = {}

    def send() -> None:
        read = sandbox.load(list(batch.values()))
        for place, result in zip(batch, read, strict=True):
            if isinstance(result, Document):
                found[place] = Loaded(result, sha256(batch[place][1]).hexdigest())
            else:
                found[place] = Loaded(error=result)
        batch.clear()

    for place, (doc_id, read) in enumerate(files):
        try:
            batch[place] = (doc_id, read())
        except RejectedFileError as error:
            found[place] = Loaded(error=error)
        if sum(len(data) for _, data in batch.values()) > _BATCH_BYTES:
            send()
    send()
    return [found[place] for place in range(len(files))]
