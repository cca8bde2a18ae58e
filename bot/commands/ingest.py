"""The command that publishes pages: ingest, once or as they change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, JSON, parts_of, settings_of
from bot.terminal import any_path, example, note, progress, show, show_json, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.report import Report

_AGAIN = 10.0  # seconds after which an index that could not be written is tried again


@click.command(epilog=example("spotter ingest kb --index index"))
@click.argument("sources", nargs=-1, type=any_path, metavar="[SOURCE]...")
@INDEX
@JSON
@click.option("-v", "--verbose", is_flag=True, help="Print the details of every page, however many there are.")
@click.option("--watch", is_flag=True, help="Go on, and ingest again as pages change, until Ctrl-C.")
@click.pass_context
def ingest(
    context: click.Context, sources: Sequence[Path], index: Path | None, as_json: bool, verbose: bool, watch: bool
) -> None:
    """Read pages and publish an index.

    SOURCE: files, folders, zip archives and quoted patterns; kb where none is named. Prints what became of each path
    and how each page was understood. With --watch, --json prints one line an ingest.
    """
    from bot.assemble import publish
    from bot.render import render_changes, render_report
    from ingest.sources import find

    named = list(sources) or [Path("kb")]
    settings = settings_of(index)
    find(named)  # a wrong path is told before the model is loaded
    encoder = parts_of(context).encoder_of(settings)

    def once() -> Report:
        with progress("Embedding") as start:
            return publish(named, settings.ingest.index, encoder, start)

    def tell(report: Report, again: bool = False) -> None:
        if as_json:
            show_json(report.as_json(), one_line=watch)
        else:
            show(render_changes(report, width()) if again else render_report(report, width(), verbose))

    if watch:
        note(f"Watching {', '.join(map(str, named))}  (Ctrl-C stops it)")
        _watch(named, once, tell)
        return
    report = once()
    tell(report)
    context.exit(DONE_WITH_FINDINGS if report.has_findings else 0)


def _watch(named: Sequence[Path], once: Callable[[], Report], tell: Callable[[Report, bool], None]) -> None:
    """Ingest, and again after each change, until Ctrl-C. What goes wrong is told, and the last build stays."""
    from contextlib import suppress

    from ingest.errors import IndexProblem, SpotterError
    from ingest.watch import Watch

    pages = Watch(named)
    last: Report | None = None
    told = ""
    with suppress(KeyboardInterrupt):
        while True:
            wait = None
            try:
                report = once()
            except SpotterError as error:
                if (now := f"error: {error.message}\nfix:   {error.fix}") != told:
                    note(now)
                told, wait = now, _AGAIN if isinstance(error, IndexProblem) else None
            else:
                if last is None or told or (report.build, report.totals) != (last.build, last.totals):
                    tell(report, last is not None)
                last, told = report, ""
            pages.wait(wait)
