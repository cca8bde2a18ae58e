"""Notices that pages have changed, from their names, sizes and times alone."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest import sources
from ingest.errors import InputError

EVERY = 1.0  # seconds between two looks, and how long the pages have to be left alone
State = tuple[object, ...]


def state_of(named: Sequence[Path]) -> State:
    """What tells one state of the sources from another; archives are not opened. A source that is gone is a state."""
    try:
        return tuple(_told(item) for item in sources.paths(named))
    except InputError as error:
        return (error.message,)


class Watch:
    """Waits for changes of some sources."""

    def __init__(
        self, named: Sequence[Path], every: float = EVERY, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Look for the first time: what changes from now on is a change.

        Args:
            named: files, folders, archives and patterns.
            every: seconds between two looks.
            sleep: waits so many seconds.
        """
        self._named = named
        self._every = every
        self._sleep = sleep
        self._known = state_of(named)

    def wait(self, at_most: float | None = None) -> None:
        """Return once the sources are not what they were when this last returned, and have been left alone for a look.

        Args:
            at_most: seconds after which to return without any change; None: never.
        """
        latest, waited = self._known, 0.0
        while True:
            self._sleep(self._every)
            waited += self._every
            now = state_of(self._named)
            if now == latest and (now != self._known or (at_most is not None and waited >= at_most)):
                self._known = now
                return
            latest = now


def _told(item: sources.Found) -> tuple[object, ...]:
    name = (item.doc_id, str(item.path))
    if item.skipped or item.rejected:
        return *name, item.skipped, item.rejected
    try:
        stat = item.path.stat()
    except OSError as error:
        return *name, error.errno
    return *name, stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns
