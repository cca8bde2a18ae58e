"""How the terminal is spoken to: printing, progress, errors in two lines, and arguments of any bytes."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.batch.run import Progress as Rows
    from ingest.encoder import Progress
    from ingest.pipeline import StartProgress

NOTHING_DONE = 2
INTERRUPTED = 130  # as shells count it: 128 + SIGINT
WIDEST = 100  # columns
_EVERY = 60.0  # seconds between lines about the progress, where there is no bar
_UNPRINTABLE = {code: "�" for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)) if code != 0x0A}
_UNUSABLE = re.compile("[\ud800-\udfff\x00]")  # arguments that are not UTF-8 hold surrogates


class TwoLines(click.ClickException):
    """An error as users see it: what happened, and what to do."""

    exit_code = NOTHING_DONE

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix

    def show(self, file: Any = None) -> None:
        """Print both lines on stderr."""
        for label, text in (("error:", self.message), ("fix:  ", self.fix)):
            click.echo(f"{label} {printable(' '.join(text.split()))}", file=file, err=file is None)


class Commands(click.Group):
    """A group whose commands end in the exit statuses that the product promises."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options before the command's name."""
        with _told_in_two_lines():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows what it can
        with _told_in_two_lines():
            return super().invoke(ctx)


@contextmanager
def _told_in_two_lines() -> Iterator[None]:
    from ingest.errors import SpotterError

    try:
        yield
    except SpotterError as error:
        raise TwoLines(error.message, error.fix) from error
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "spotter"
        raise TwoLines(error.format_message(), f"See: {command} --help") from error
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


def printable(text: str) -> str:
    """The text without what would steer a terminal or cannot be encoded."""
    return text.translate(_UNPRINTABLE)


def show(text: str, err: bool = False) -> None:
    """Print text, without what would steer the terminal."""
    click.echo(printable(text), err=err)


def note(text: str) -> None:
    """Print beside the result, on stderr."""
    show(text, err=True)


def show_json(value: Any, one_line: bool = False) -> None:
    """Print JSON in UTF-8, whatever the terminal's encoding."""
    from bot.written import json_line, json_lines

    click.echo(json_line(value) if one_line else json_lines(value), nl=False)


def width() -> int:
    """Columns to fill."""
    return max(40, min(WIDEST, shutil.get_terminal_size().columns))


@contextmanager
def progress(doing: str) -> Iterator[StartProgress]:
    """Bars on stderr, where that is a terminal and the work takes more than a second."""
    bars: list[Any] = []

    def start(total: int) -> Progress:
        from tqdm import tqdm

        bar = tqdm(total=total, desc=doing, file=sys.stderr, delay=1, disable=None, leave=False)
        bars.append(bar)

        def step(n: int) -> None:
            bar.update(n)

        return step

    try:
        yield start
    finally:
        for bar in bars:
            bar.close()


@contextmanager
def rows_told(doing: str) -> Iterator[Callable[[Rows], None]]:
    """Tell how far a file of rows is: a bar on stderr where that is a terminal, elsewhere a line a minute."""
    bar: Any = None
    told = time.monotonic()

    def tell(now: Rows) -> None:
        nonlocal bar, told
        if sys.stderr.isatty():
            if bar is None:
                from tqdm import tqdm

                bar = tqdm(
                    total=now.total, initial=now.done, desc=doing, unit="row", file=sys.stderr, delay=1, leave=False
                )
            bar.update(now.done - bar.n)
        elif time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            left = "" if now.seconds_left is None else f", {duration(now.seconds_left)} left"
            note(f"{doing}: {now.done:,} of {now.total:,} rows, {now.rate:.1f} a second{left}")

    try:
        yield tell
    finally:
        if bar is not None:
            bar.close()


def duration(seconds: float) -> str:
    """A span of time as people say it: 49 s, 12 min, 3 h 5 min."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def usable_text(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    """Questions, with a mark in place of what is no character."""
    return _UNUSABLE.sub("�", value) if isinstance(value, str) else tuple(_UNUSABLE.sub("�", item) for item in value)


def example(command: str) -> str:
    """A command's example, as click prints it below the options."""
    return f"\b\nExample:\n  {command}"


def any_path(value: str) -> Path:
    """A path that the system can be asked about.

    Raises:
        click.BadParameter: it is empty or holds a NUL.
    """
    if not value or "\0" in value:
        raise click.BadParameter("the path is empty" if not value else "the path holds a NUL")
    return Path(value)
