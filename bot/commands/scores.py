"""The command that measures answers: evaluate."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from bot.commands.parts import INDEX, bot_of, settings_of
from bot.terminal import any_path, example, progress, show


@click.command(epilog=example("spotter evaluate tests/questions/kb.jsonl --json scores.json --plots pictures"))
@click.argument("file", type=any_path)
@INDEX
@click.option("--json", "json_out", type=any_path, metavar="FILE", help="Write all figures and each judged row there.")
@click.option("--plots", type=any_path, metavar="DIR", help="Draw coverage.png and calibration.png there.")
@click.pass_context
def evaluate(context: click.Context, file: Path, index: Path | None, json_out: Path | None, plots: Path | None) -> None:
    """Score a file of questions.

    FILE: .jsonl, one {"id", "question", "history", "sources", "must"} a line: the pages that may be cited (none: the
    question must be declined) and regular expressions that the answer must match.
    """
    from bot import evaluate as scoring
    from bot import plots as drawing
    from bot.expectations import read_expectations
    from bot.written import json_lines, written_aside

    expectations = read_expectations(file)
    targets = [*([json_out] if json_out else []), *(drawing.targets(plots) if plots else ())]
    with ExitStack() as files:
        writers = [files.enter_context(written_aside(target)) for target in targets]
        bot = bot_of(context, settings_of(index))
        with progress("Asking") as start:
            judged = scoring.evaluate(expectations, bot, start(len(expectations)))
        contents = [json_lines(scoring.as_json(judged))] if json_out else []
        if plots:
            contents += drawing.draw(scoring.curves(judged), scoring.score(judged).calibration_error)
        for write, content in zip(writers, contents, strict=True):
            write(content)
    show(scoring.render_scores(judged))
