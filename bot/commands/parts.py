"""What several commands share: their options, and where they get settings, an encoder and a bot from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal import any_path, note, progress, usable_text

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.settings import Settings
    from ingest.encoder import Encoder
    from ingest.pipeline import StartProgress

DONE_WITH_FINDINGS = 1


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the commands get an encoder and a bot from; passed in as click's `obj` by whoever has others."""

    encoder_of: Callable[[Settings], Encoder]
    bot_of: Callable[[Settings, Callable[[str], None], StartProgress | None], Bot]
    another_bot_of: Callable[[Settings, str], Bot] | None = None  # over one build, in another process


def parts_of(context: click.Context) -> Parts:
    """The parts that were passed in, else the real ones."""
    if isinstance(context.obj, Parts):
        return context.obj
    from bot import assemble

    return Parts(lambda settings: assemble.encoder_of(settings, note), assemble.bot_of, assemble.another_bot_of)


def settings_of(index: Path | None) -> Settings:
    """The environment's settings, with the index folder that was named.

    Raises:
        SettingError: one of them cannot be used.
    """
    from bot.settings import Settings

    settings = Settings.from_environment()
    return settings if index is None else replace(settings, ingest=replace(settings.ingest, index=index))


def bot_of(context: click.Context, settings: Settings) -> Bot:
    """A bot over the published index, built first where there is none."""
    with progress("Building the index") as start:
        return parts_of(context).bot_of(settings, note, start)


INDEX = click.option(
    "--index", type=any_path, metavar="DIR", help="The index folder.  [default: SPOTTER_INDEX, else index]"
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
QUESTION = click.argument("question", callback=usable_text)
