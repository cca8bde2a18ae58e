"""The command for a file of questions: batch."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, bot_of, settings_of
from bot.terminal import any_path, example, note, progress, show

_ERRORS_TOLD = 10  # rows of a batch; all stand in its file


@click.command(epilog=example("spotter batch questions.jsonl --out answers.jsonl"))
@click.argument("file", type=any_path)
@click.option("--out", type=any_path, metavar="FILE", help="Where to.  [default: FILE.answers.jsonl]")
@INDEX
@click.option("--hits", default=0, type=click.IntRange(0), metavar="K", help="Add the K best passages to each row.")
@click.option("--timing", is_flag=True, help="Add latency_ms to each row.")
@click.pass_context
def batch(context: click.Context, file: Path, out: Path | None, index: Path | None, hits: int, timing: bool) -> None:
    """Answer a file of questions.

    FILE: .jsonl, one {"question": "..."} a line, with an id and a history if you like.

    Each row keeps its own columns; those named like a field of the answer are replaced. A row that cannot be answered
    gets an error instead, and the others go on.
    """
    from collections import Counter

    from bot import batch as files

    rows = files.read_rows(file)
    target = files.target_of(file, out)
    counts: Counter[str] = Counter()
    errors: list[str] = []
    with files.written_aside(target) as write:
        bot = bot_of(context, settings_of(index))
        with progress("Answering") as start:
            step = start(len(rows))
            answered = files.answers_to(rows, partial(bot.ask, n_hits=hits, timed=timing), bot.prepare)
            for row in answered:
                write(files.json_line(row.columns))
                counts[row.outcome or "failed"] += 1
                errors += [row.error] if row.error else []
                step(1)
    for error in errors[:_ERRORS_TOLD]:
        note(error)
    if len(errors) > _ERRORS_TOLD:
        note(f"… and {len(errors) - _ERRORS_TOLD} more")
    told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
    show(f"{len(rows)} rows: {told}\n{target}")
    context.exit(DONE_WITH_FINDINGS if counts["failed"] else 0)
