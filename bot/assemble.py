"""Settings to parts: the one place where real ones are chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import safety, thesaurus
from bot.bot import Bot
from bot.journal import NO_JOURNAL, Journal, JournalProtocol
from bot.settings import Settings
from ingest import bank, builds
from ingest.encoder import Encoder
from ingest.errors import NoIndexError

if TYPE_CHECKING:
    from ingest.pipeline import StartProgress
    from ingest.report import Report

_warn = logging.getLogger("spotter").warning  # where nobody else says it, it goes to stderr
SAMPLE = Path("kb")  # what a first start builds its index from


def encoder_of(settings: Settings, say: Callable[[str], None] = _warn) -> Encoder:
    """The encoder that the settings name; `say` is told in one line where it is not the quick one.

    Raises:
        ModelError: it cannot be loaded.
        SettingError: this processor has not the precision that is set.
    """
    from ingest.conversion import open_encoder

    chosen = settings.ingest
    return open_encoder(chosen.model, chosen.cache_folder(), chosen.precision, chosen.cores(), say)


def _one_thread_a_product() -> None:
    """A question's matrices are too small to be shared out: threads would wait for each other longer than they gain."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, "blas")


def publish(
    named: Sequence[Path], folder: Path, encoder: Encoder, start_progress: StartProgress | None = None
) -> Report:
    """Ingest with all that answering makes use of: the bank of visitors' questions, and how the pages' own FAQ fares.

    Raises:
        InputError: nothing of what was named can be ingested.
        IndexProblem: the index is being written by another process, or cannot be written.
    """
    # what only an ingest needs is not waited for by whoever asks
    from bot.calibrate import calibrate
    from ingest.pipeline import ingest

    return ingest(named, folder, encoder, start_progress, bank.default_text(), calibrate)


def bot_of(settings: Settings, say: Callable[[str], None], start_progress: StartProgress | None = None) -> Bot:
    """A bot over the published index; where there is none yet, one is built from `kb/` and `say` tells so.

    Raises:
        IndexProblem: the index cannot be used.
        InputError: there is neither an index nor a `kb/` to build it from.
        SettingError: the list of safety notices cannot be used.
    """
    notices = safety.load(settings.notices)
    folder = settings.ingest.index
    try:
        builds.current_id(folder)
        first = False
    except NoIndexError:
        if not SAMPLE.is_dir():
            raise
        first = True
    encoder = encoder_of(settings, say)
    if first:
        say(f"No index in {folder} yet: building it from {SAMPLE}/.")
        publish([SAMPLE], folder, encoder, start_progress)
    return _over(builds.open_build(folder, encoder), encoder, settings, notices)


def another_bot_of(settings: Settings, build_id: str) -> Bot:
    """A bot over one build of the index, on one core: for a process that answers beside others.

    Raises:
        IndexProblem: the index cannot be used.
        SettingError: the list of safety notices cannot be used.
    """
    notices = safety.load(settings.notices)
    encoder = encoder_of(replace(settings, ingest=replace(settings.ingest, threads=1)), lambda _: None)
    return _over(builds.read_build(settings.ingest.index, build_id, encoder), encoder, settings, notices)


def _over(build: builds.Build, encoder: Encoder, settings: Settings, notices: safety.Notices) -> Bot:
    _one_thread_a_product()
    shown = replace(build, index=build.index.on(date.today()))  # without the pages whose time is over
    return Bot(shown, encoder, settings.contact, thesaurus.default(), settings.caution, notices)


def journal_of(settings: Settings, say: Callable[[str], None] = _warn) -> JournalProtocol:
    """The journal that the settings name, opened in its own thread; `say` is told what is left of one turned off."""
    if settings.journal_days:
        return Journal(settings.journal, settings.journal_days)
    if settings.journal.exists():
        say(f"Nothing is kept, but {settings.journal} holds entries: `spotter journal erase --all` removes them.")
    return NO_JOURNAL
