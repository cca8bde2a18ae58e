"""One ingest at a time writes an index: the lock on its folder, and the error where the folder refuses."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ingest import storage
from ingest.errors import BusyIndexError, UnwritableIndexError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the index's lock; what an ingest that died has left behind is removed.

    Raises:
        BusyIndexError: another ingest holds it.
        UnwritableIndexError: the folder cannot be made or written.
    """
    with ExitStack() as held:
        try:
            new = not folder.exists()
            (folder / "builds").mkdir(parents=True, exist_ok=True)
            lock = held.enter_context((folder / ".lock").open("a+"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            for path in (folder / "builds").glob(".tmp-*"):
                shutil.rmtree(path)
            (folder / "CURRENT.tmp").unlink(missing_ok=True)
            storage.sync_folder(folder)
            if new:
                storage.sync_folder(folder.resolve().parent)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read(20).strip() or "unknown"
            raise BusyIndexError(
                f"another ingest (process {holder}) is writing {folder}", "Wait until it has ended, then try again."
            ) from None
        except OSError as error:
            raise unwritable(folder, error) from error
        yield


def unwritable(folder: Path, error: OSError) -> UnwritableIndexError:
    """Say why nothing could be written."""
    return UnwritableIndexError(
        f"cannot write the index in {folder}: {error.strerror or error}",
        "Free space or choose another folder with --index.",
    )
