"""The command for a file of questions: batch."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, bot_of, parts_of, settings_of
from bot.terminal import any_path, example, note, rows_told, show

if TYPE_CHECKING:
    from bot.batch.run import Options

_STREAM = Path("-")
_FORMATS = click.Choice(["csv", "tsv", "jsonl", "json", "txt", "xlsx"])


@click.command(epilog=example("spotter batch questions.csv --out answers.csv"))
@click.argument("file", type=any_path)
@click.option("--out", type=any_path, metavar="FILE", help="Where to; - is stdout.  [default: NAME.answers.EXTENSION]")
@INDEX
@click.option("--format", "format_", type=_FORMATS, help="Of the questions.  [default: by extension]")
@click.option("--to", type=_FORMATS, help="Of the answers.  [default: by extension]")
@click.option("--column", default="", metavar="NAME", help="The column of questions, by name or number.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of an .xlsx file.  [default: the first]")
@click.option("--encoding", default="", metavar="NAME", help="Of the questions.  [default: recognised]")
@click.option(
    "--sources", default=3, type=click.IntRange(1, 20), metavar="N", help="Cited sources in a table.  [default: 3]"
)
@click.option("--hits", default=0, type=click.IntRange(0), metavar="K", help="Add the K best passages to each row.")
@click.option("--timing", is_flag=True, help="Add latency_ms to each row.")
@click.option("--baseline", type=any_path, metavar="FILE", help="Tell what changed since these earlier answers.")
@click.option("--junit", type=any_path, metavar="FILE", help="Write a JUnit report there.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that answer side by side.  [default: by rows and cores, 8 at most]",
)
@click.option("--restart", is_flag=True, help="Answer all rows anew, whatever an earlier run has left.")
@click.pass_context
def batch(
    context: click.Context,
    file: Path,
    out: Path | None,
    index: Path | None,
    format_: str | None,
    to: str | None,
    column: str,
    sheet: str,
    encoding: str,
    sources: int,
    hits: int,
    timing: bool,
    baseline: Path | None,
    junit: Path | None,
    workers: int | None,
    restart: bool,
) -> None:
    """Answer a file of questions.

    FILE: .csv, .tsv, .jsonl, .json, .xlsx with a column "question", or .txt with a question a line; - is stdin.

    Each row keeps its own columns; the answer's stand behind them. Columns that are read: question, id, history,
    conversation, expect, expect_source. A row that cannot be answered gets an error instead, and the others go on. What
    was stopped goes on where it was when it is started again.
    """
    from bot.batch.rows import Format
    from bot.batch.run import Options, answer_file, target_of
    from bot.batch.summary import ERRORS_TOLD, told

    settings = settings_of(index)
    options = Options(
        Format(format_) if format_ else None,
        Format(to) if to else None,
        column=column,
        sheet=sheet,
        encoding=encoding,
        sources=sources,
        hits=hits,
        timing=timing,
        restart=restart,
        baseline=baseline,
        junit=junit,
        workers=workers or 0,
        cores=settings.ingest.cores(),
    )
    with _files(file, out, options) as (source, target):
        target = target or target_of(source, options)
        try:
            with rows_told("Answering") as progress:
                another = parts_of(context).another_bot_of
                summary = answer_file(
                    source,
                    target,
                    lambda: bot_of(context, settings),
                    options,
                    progress,
                    say=note,
                    another=another and partial(another, settings),
                )
        except KeyboardInterrupt:
            from bot.batch.checkpoint import checkpoint_of

            if out != _STREAM and file != _STREAM and checkpoint_of(target).exists():
                note("What was answered is kept: the same command goes on from there.")
            raise
        to_stdout = _STREAM in (out, None if out else file)
        for error in summary.errors:
            note(error)
        if summary.failed > len(summary.errors):
            note(f"… and {summary.failed - ERRORS_TOLD:,} more")
        show(told(summary), err=to_stdout)
        if to_stdout:
            with target.open("rb") as answers:
                shutil.copyfileobj(answers, sys.stdout.buffer)
            sys.stdout.flush()
        else:
            show(str(target))
    context.exit(DONE_WITH_FINDINGS if summary.has_findings else 0)


@contextmanager
def _files(file: Path, out: Path | None, options: Options) -> Iterator[tuple[Path, Path | None]]:
    """The files to work on: those that are named, or for a stream one in a folder that lasts as long as the command."""
    if _STREAM not in (file, out):
        yield file, out
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target = file, out
        if file == _STREAM:
            if options.format is None:
                raise click.UsageError("Missing option '--format': what comes from stdin has no name.")
            source = Path(folder, f"stdin.{options.format}")
            with source.open("wb") as spool:
                shutil.copyfileobj(sys.stdin.buffer, spool)
            target = target or _STREAM
        if target == _STREAM:
            from bot.batch.run import target_of

            target = Path(folder, target_of(source, options).name)
        yield source, target
