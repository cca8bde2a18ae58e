"""Commands for what visitors asked: gaps, journal export, journal erase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, JSON, bot_of, settings_of
from bot.terminal import any_path, example, note, progress, show, show_json, usable_text, width

JOURNAL = click.option(
    "--journal", type=any_path, metavar="FILE", help="The journal.  [default: SPOTTER_JOURNAL, else journal.sqlite]"
)
DAYS = click.option("--days", type=click.IntRange(1, 36500), metavar="N", help="Only the last N days.")


def _path(named: Path | None) -> Path:
    return named or settings_of(None).journal


def _since(days: int | None) -> str:
    from bot.journal_entries import utc

    return "" if days is None else utc(datetime.now(UTC) - timedelta(days=days))


@click.command(epilog=example("spotter gaps --days 7"))
@JOURNAL
@click.option("--answers", type=any_path, metavar="FILE", help="A .jsonl file that batch has written, instead.")
@DAYS
@INDEX
@JSON
@click.pass_context
def gaps(
    context: click.Context,
    journal: Path | None,
    answers: Path | None,
    days: int | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """Show what visitors asked in vain, questions alike together.

    Questions without an answer, and answers that were voted unhelpful: how often, when last, which pages were nearest,
    and what becomes of the question today. A server may go on running.
    """
    from bot import gaps as reports
    from bot.answered_files import in_vain_of
    from bot.answers import Question
    from bot.journal_entries import read_entries
    from bot.render_gaps import render_gaps

    rows = reports.in_vain(read_entries(_path(journal), _since(days))) if answers is None else in_vain_of(answers)
    found = []
    if rows:
        bot = bot_of(context, settings_of(index))
        with progress("Asking again") as start:
            groups = reports.gaps(rows, bot.encoder)
            step = start(len(groups))
            for gap in groups:
                now = bot.ask(Question(gap.question), n_hits=reports.PAGES)
                pages = gap.pages or tuple(dict.fromkeys(hit.source for hit in now.hits or ()))
                found.append(replace(gap, now=now.outcome.value, pages=pages))
                step(1)
    show_json([gap.as_json() for gap in found]) if as_json else show(render_gaps(found, width()))


@click.group(epilog=example("spotter journal export --out journal.csv"))
def journal() -> None:
    """Export or erase the questions and votes that are kept."""


@journal.command(epilog=example("spotter journal export --out journal.csv --days 7"))
@JOURNAL
@click.option("--out", type=any_path, default="-", metavar="FILE", help=".csv or .jsonl.  [default: -, JSON lines]")
@DAYS
def export(journal: Path | None, out: Path, days: int | None) -> None:
    """Write the journal's entries to a file. A server may go on running."""
    from bot.journal_entries import read_entries
    from bot.journal_export import as_csv, as_json_lines
    from bot.wrapping import counted
    from bot.written import written_aside
    from ingest.errors import InputError

    to_stdout = str(out) == "-"
    if not to_stdout and out.suffix.lower() not in (".csv", ".jsonl"):
        raise InputError(f"{out} is neither a .csv nor a .jsonl file", "Name one of these with --out.")
    entries = read_entries(_path(journal), _since(days))
    if to_stdout:
        click.echo(as_json_lines(entries).encode(), nl=False)
        return
    with written_aside(out) as write:
        if out.suffix.lower() == ".csv":
            write(as_csv(entries).encode("utf-8-sig"))  # the mark tells spreadsheet programs that it is UTF-8
        else:
            write(as_json_lines(entries).encode())
    show(f"{counted(len(entries), 'entry').replace('entrys', 'entries')} in {out}")


@journal.command(epilog=example('spotter journal erase --text "my knee"'))
@click.argument("ids", nargs=-1, metavar="[ID]...", callback=usable_text)
@click.option("--text", callback=lambda c, p, v: v and usable_text(c, p, v), help="Entries whose texts hold this.")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Entries before 2026-11-20, say.")
@click.option("--all", "everything", is_flag=True, help="Every entry.")
@JOURNAL
@click.pass_context
def erase(
    context: click.Context,
    ids: Sequence[str],
    text: str | None,
    before: datetime | None,
    everything: bool,
    journal: Path | None,
) -> None:
    """Erase entries from the journal, wholly: no file of it holds their text afterwards.

    ID: as the export has them. A running server erases in this command's stead; it need not be stopped.
    """
    from bot.journal_entries import holding, read_entries, require_id, utc
    from bot.journal_file import Selection
    from bot.journal_file import aside as damaged
    from bot.journal_requests import erase as erase_entries
    from ingest.errors import InputError

    if sum((bool(ids), text is not None, before is not None, everything)) != 1:
        raise click.UsageError("name entries by their ids, or give one of --text, --before and --all")
    path = _path(journal)
    kept = [entry.id for entry in read_entries(path)] if ids else []
    missing = [entry_id for entry_id in ids if require_id(entry_id) not in kept]
    if missing:
        raise InputError(
            f"no entry {', '.join(missing)} is in {path}: nothing was erased", "See `spotter journal export`."
        )
    moment = "" if before is None else utc(before.replace(tzinfo=UTC))
    chosen = tuple(ids)
    if text is not None:
        chosen = tuple(entry.id for entry in holding(read_entries(path), text))
    elif not ids:
        read_entries(path, "9")  # that there is a journal, and that it can be read
    erased = erase_entries(path, Selection(chosen, moment, everything)) if chosen or moment or everything else 0
    show(f"{erased:,} {'entry' if erased == 1 else 'entries'} erased from {path}")
    if not everything and damaged(path):
        note(f"{len(damaged(path))} damaged files are beside it, and may hold them too; --all removes those.")
    context.exit(0 if erased else DONE_WITH_FINDINGS)
