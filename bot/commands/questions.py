"""Commands for one question: ask, search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bot.commands.parts import INDEX, JSON, QUESTION, bot_of, settings_of
from bot.terminal import example, show, show_json, usable_text, width


@click.command(epilog=example('spotter ask "And how often?" --history "What are reverse calf raises?"'))
@QUESTION
@click.option("--history", multiple=True, metavar="TEXT", callback=usable_text, help="An earlier question.")
@INDEX
@JSON
@click.pass_context
def ask(context: click.Context, question: str, history: Sequence[str], index: Path | None, as_json: bool) -> None:
    """Answer one question. --history, oldest first, may be given several times."""
    from bot.answers import Question
    from bot.render import render_answer

    asked = Question(question, tuple(history))
    answer = bot_of(context, settings_of(index)).ask(asked)
    if as_json:
        show_json(answer.as_json())
    else:
        show(render_answer(answer, width()))


@click.command(epilog=example('spotter search "How much is a guest pass?" -k 3'))
@QUESTION
@click.option("-k", default=5, show_default=True, type=click.IntRange(1), help="How many passages.")
@INDEX
@JSON
@click.pass_context
def search(context: click.Context, question: str, k: int, index: Path | None, as_json: bool) -> None:
    """Show the passages found for a question.

    The retriever alone, for finding out why: passages, scores and what speaks for each.
    """
    from bot.answers import Question
    from bot.render import render_hits

    asked = Question(question)
    bot = bot_of(context, settings_of(index))
    found = bot.search(asked)
    if as_json:
        show_json(found.as_json(question, bot.build.build_id, k))
        return
    show(f"{found.reading.shown}\nConfidence {found.confidence:.4f}, build {bot.build.build_id}\n")
    show(render_hits(found.hits[:k], width()))
