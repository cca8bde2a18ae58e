"""Follows an index while it is served: a new build is opened beside the old one, and one reference is swapped."""

import gc
import logging
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.answers import Question
from bot.bot import Bot
from bot.serving import Refused, Serving
from ingest import builds
from ingest.builds import Build
from ingest.errors import SpotterError

EVERY = 1.0  # seconds between two looks
AGAIN = (
    60.0  # seconds after which a refused build is tried again: what refused it may have passed, as a full memory does
)
_Stamp = tuple[object, ...]  # of what lies on the disk; equal while nothing there has changed
_log = logging.getLogger("spotter")


class Follower:
    """Keeps what is served equal to what is published, and to the day. Used by one thread."""

    def __init__(self, serving: Serving, folder: Path, day: date) -> None:
        """Nothing is looked at yet.

        Args:
            serving: its bot was made from the build that was current.
            folder: the index folder.
            day: on which the bot was made.
        """
        self._serving = serving
        self._folder = folder
        self._day = day
        build = serving.bot.build
        shows_all = len(build.index.documents) == build.manifest.documents
        self._whole = build if shows_all else None  # what is served, with the pages that may not be shown today
        self._refused: _Stamp = ()
        self._refused_at = 0.0
        self._retired: weakref.ref[Bot] | None = None

    def look(self, today: date | None = None) -> None:
        """Swap where there is another build, or another day on which other pages may be shown; else do little."""
        self._free_retired()
        today = today or date.today()
        build_id = ""
        stamp: _Stamp = (today,)
        try:
            build_id = builds.current_id(self._folder)
            same = build_id == self._serving.bot.build.build_id
            if same and today == self._day:
                self._accept()
                return
            stamp = (today, build_id, *_files(self._folder, build_id))
            if stamp == self._refused and time.monotonic() < self._refused_at + AGAIN:
                return
            if same:
                self._turn_to(today)
            else:
                self._open(build_id, today)
            self._accept()
        except SpotterError as error:
            self._refuse(Refused(build_id, error.message, error.fix), stamp, today)
        except Exception as error:  # noqa: BLE001 - whatever a build does to us, the old one goes on answering
            _log.warning("build %s cannot be opened", build_id, exc_info=True)
            told = f"build {build_id} cannot be opened: {type(error).__name__}"
            self._refuse(Refused(build_id, told, "The traceback stands in the server's log."), stamp, today)

    def _open(self, build_id: str, today: date) -> None:
        """Open a build beside the one that serves, and swap them."""
        bot = self._serving.bot
        build = builds.read_build(self._folder, build_id, bot.encoder)
        self._swap(bot, _shown(bot, build, today))
        self._whole, self._day = build, today

    def _turn_to(self, today: date) -> None:
        """The same build on another day, of which other pages may be shown."""
        if today == self._day:
            return
        bot = self._serving.bot
        whole = self._whole or builds.read_build(self._folder, bot.build.build_id, bot.encoder)
        if whole.index.out_of_date(today) != whole.index.out_of_date(self._day):
            self._swap(bot, _shown(bot, whole, today))
        self._whole, self._day = whole, today

    def _swap(self, old: Bot, new: Bot) -> None:
        self._serving.swap(new)
        self._retired = weakref.ref(old)

    def _free_retired(self) -> None:
        """Free what the last swap has left: its parts know each other, and would wait for the collector for long."""
        if self._retired is not None:
            self._retired = None
            gc.collect()

    def _accept(self) -> None:
        self._serving.refused, self._refused = None, ()

    def _refuse(self, refused: Refused, stamp: _Stamp, today: date) -> None:
        """Go on with the build that serves, as it may be shown today."""
        if refused != self._serving.refused:
            _log.warning("still answering from the build before: %s. %s", refused.error, refused.fix)
        if stamp != self._refused:
            with suppress(SpotterError):  # what is refused is told already
                self._turn_to(today)
        self._serving.refused, self._refused, self._refused_at = refused, stamp, time.monotonic()


@contextmanager
def following(serving: Serving, folder: Path, day: date, every: float = EVERY) -> Iterator[None]:
    """Follow an index in a thread of its own, for as long as the context is open; see `Follower`."""
    ended = threading.Event()
    follower = Follower(serving, folder, day)

    def follow() -> None:
        while not ended.wait(every):
            follower.look()

    thread = threading.Thread(target=follow, name="follow-index", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)


def _shown(bot: Bot, build: Build, today: date) -> Bot:
    """The same bot over a build as it may be shown; it has answered one question, as the first one takes longest.

    Raises:
        NoIndexError: no page may be shown today.
    """
    new = bot.over(replace(build, index=build.index.on(today)))
    for question in new.starters[:1]:
        new.ask(Question(question))
    return new


def _files(folder: Path, build_id: str) -> Iterator[object]:
    """What tells whether a build's files are still those that were looked at."""
    try:
        for path in sorted((folder / "builds" / build_id).iterdir()):
            stat = path.stat()
            yield path.name, stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns
    except OSError as error:
        yield error.errno
