"""The command line. Everything heavy is imported inside the command that needs it, so that `--help` comes at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal import WIDEST, Commands, any_path, example, note, progress, show, show_json, usable_text, width

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.settings import Settings
    from ingest.encoder import Encoder
    from ingest.pipeline import StartProgress

DONE_WITH_FINDINGS = 1
_ERRORS_TOLD = 10  # rows of a batch; all stand in its file


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the commands get an encoder and a bot from; passed in as click's `obj` by whoever has others."""

    encoder_of: Callable[[Settings], Encoder]
    bot_of: Callable[[Settings, Callable[[str], None], StartProgress | None], Bot]


def _parts(context: click.Context) -> Parts:
    if isinstance(context.obj, Parts):
        return context.obj
    from bot import assemble

    return Parts(lambda settings: assemble.encoder_of(settings, note), assemble.bot_of)


def _settings(index: Path | None) -> Settings:
    from bot.settings import Settings

    settings = Settings.from_environment()
    return settings if index is None else replace(settings, ingest=replace(settings.ingest, index=index))


def _bot(context: click.Context, settings: Settings) -> Bot:
    with progress("Building the index") as start:
        return _parts(context).bot_of(settings, note, start)


_INDEX = click.option(
    "--index", type=any_path, metavar="DIR", help="The index folder.  [default: SPOTTER_INDEX, else index]"
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_QUESTION = click.argument("question", callback=usable_text)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST})
@click.version_option(package_name="spotter", prog_name="spotter")
def main() -> None:
    """Answer questions from a gym's own pages, word for word and cited.

    Exit status: 0 done; 1 done, with findings or failed rows; 2 nothing done.
    """


@main.command(epilog=example("spotter ingest kb --index index"))
@click.argument("sources", nargs=-1, type=any_path, metavar="[SOURCE]...")
@_INDEX
@_JSON
@click.option("-v", "--verbose", is_flag=True, help="Print the details of every page, however many there are.")
@click.pass_context
def ingest(context: click.Context, sources: Sequence[Path], index: Path | None, as_json: bool, verbose: bool) -> None:
    """Read pages and publish an index.

    SOURCE: files, folders, zip archives and quoted patterns; kb where none is named. Prints what became of each path
    and how each page was understood.
    """
    from bot.assemble import publish
    from bot.render import render_report
    from ingest.sources import find

    named = list(sources) or [Path("kb")]
    settings = _settings(index)
    find(named)  # a wrong path is told before the model is loaded
    encoder = _parts(context).encoder_of(settings)
    with progress("Embedding") as start:
        report = publish(named, settings.ingest.index, encoder, start)
    if as_json:
        show_json(report.as_json())
    else:
        show(render_report(report, width(), verbose))
    context.exit(DONE_WITH_FINDINGS if report.has_findings else 0)


@main.command(epilog=example('spotter ask "And how often?" --history "What are reverse calf raises?"'))
@_QUESTION
@click.option("--history", multiple=True, metavar="TEXT", callback=usable_text, help="An earlier question.")
@_INDEX
@_JSON
@click.pass_context
def ask(context: click.Context, question: str, history: Sequence[str], index: Path | None, as_json: bool) -> None:
    """Answer one question. --history, oldest first, may be given several times."""
    from bot.answers import Question
    from bot.render import render_answer

    asked = Question(question, tuple(history))
    answer = _bot(context, _settings(index)).ask(asked)
    if as_json:
        show_json(answer.as_json())
    else:
        show(render_answer(answer, width()))


@main.command(epilog=example('spotter search "How much is a guest pass?" -k 3'))
@_QUESTION
@click.option("-k", default=5, show_default=True, type=click.IntRange(1), help="How many passages.")
@_INDEX
@_JSON
@click.pass_context
def search(context: click.Context, question: str, k: int, index: Path | None, as_json: bool) -> None:
    """Show the passages found for a question.

    The retriever alone, for finding out why: passages, scores and what speaks for each.
    """
    from bot.answers import Question
    from bot.render import render_hits

    asked = Question(question)
    bot = _bot(context, _settings(index))
    found = bot.search(asked)
    hits = found.hits[:k]
    if as_json:
        passages = [{**asdict(hit.passage), "score": hit.score, "evidence": asdict(hit.evidence)} for hit in hits]
        show_json(
            {
                "question": question,
                "understood_as": found.reading.shown,
                "confidence": round(found.confidence, 4),
                "build": bot.build.build_id,
                "passages": passages,
            }
        )
        return
    show(f"{found.reading.shown}\nConfidence {found.confidence:.4f}, build {bot.build.build_id}\n")
    show(render_hits(hits, width()))


@main.command(epilog=example("spotter batch questions.jsonl --out answers.jsonl"))
@click.argument("file", type=any_path)
@click.option("--out", type=any_path, metavar="FILE", help="Where to.  [default: FILE.answers.jsonl]")
@_INDEX
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
        bot = _bot(context, _settings(index))
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


@main.command(epilog=example("spotter serve --port 8080"))
@click.option("--host", help="The address to listen on.  [default: SPOTTER_HOST, else 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: SPOTTER_PORT, else 8000]")
@_INDEX
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, index: Path | None) -> None:
    """Serve the page."""
    from bot.plain_page import serve as serve_page

    settings = _settings(index)
    serve_page(
        host or settings.host,
        settings.port if port is None else port,
        lambda: _bot(context, settings),
        settings.contact,
    )


@main.command(epilog=example("spotter evaluate tests/questions/kb.jsonl --json scores.json --plots pictures"))
@click.argument("file", type=any_path)
@_INDEX
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
    from bot.batch import json_lines, written_aside
    from bot.expectations import read_expectations

    expectations = read_expectations(file)
    targets = [*([json_out] if json_out else []), *(drawing.targets(plots) if plots else ())]
    with ExitStack() as files:
        writers = [files.enter_context(written_aside(target)) for target in targets]
        bot = _bot(context, _settings(index))
        with progress("Asking") as start:
            judged = scoring.evaluate(expectations, bot, start(len(expectations)))
        contents = [json_lines(scoring.as_json(judged))] if json_out else []
        if plots:
            contents += drawing.draw(scoring.curves(judged), scoring.score(judged).calibration_error)
        for write, content in zip(writers, contents, strict=True):
            write(content)
    show(scoring.render_scores(judged))


@main.command(epilog=example("spotter check kb --reviewed reviewed.txt"))
@click.argument("sources", nargs=-1, type=any_path, metavar="[SOURCE]...")
@click.option("--index", type=any_path, metavar="DIR", help="Check this published index instead of pages.")
@click.option("--reviewed", type=any_path, metavar="FILE", help="Ids of findings that are to be left out, one a line.")
@_JSON
@click.pass_context
def check(
    context: click.Context, sources: Sequence[Path], index: Path | None, reviewed: Path | None, as_json: bool
) -> None:
    """Find what an editor should look at.

    SOURCE: as for ingest; kb where none is named. Contradictions, passages that repeat another page's, pages with
    too little text, FAQ questions that do not find their own answer, pages that are out of date or long not reviewed,
    files that cannot be read. Publishes nothing.
    """
    from bot import check as checks
    from bot.render_findings import render_findings
    from bot.reviewed import read_reviewed

    known = read_reviewed(reviewed) if reviewed else frozenset()
    pages = checks.pages_of(sources, index)
    settings = _settings(index)
    encoder = _parts(context).encoder_of(settings)
    with progress("Checking") as start:
        findings = checks.check(pages, encoder, known, start, settings.review_days)
    if as_json:
        show_json(findings.as_json())
    else:
        show(render_findings(findings, width()))
    context.exit(DONE_WITH_FINDINGS if findings.open else 0)


@main.command("show", epilog=example("spotter show opening-times.md"))
@click.argument("source", callback=usable_text)
@_INDEX
@_JSON
def show_page(source: str, index: Path | None, as_json: bool) -> None:
    """Show how a page was understood: sections, passages, FAQ pairs, and what was left out."""
    from bot import show as pages

    view = pages.view_of(_settings(index).ingest.index, source)
    show_json(view.as_json()) if as_json else show(pages.render_view(view, width()))


@main.command(epilog=example("spotter verify --index index"))
@_INDEX
def verify(index: Path | None) -> None:
    """Check a published index.

    Every file's size and SHA-256, and that every passage is a slice of its document.
    """
    from bot.render import render_builds
    from ingest import builds

    folder = _settings(index).ingest.index
    show(render_builds(builds.verify(folder), str(folder)))
