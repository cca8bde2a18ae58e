"""Commands for whoever writes the pages: check, show, verify."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, JSON, parts_of, settings_of
from bot.terminal import any_path, example, progress, show, show_json, usable_text, width


@click.command(epilog=example("spotter check kb --reviewed reviewed.txt"))
@click.argument("sources", nargs=-1, type=any_path, metavar="[SOURCE]...")
@click.option("--index", type=any_path, metavar="DIR", help="Check this published index instead of pages.")
@click.option("--reviewed", type=any_path, metavar="FILE", help="Ids of findings that are to be left out, one a line.")
@JSON
@click.option("-v", "--verbose", is_flag=True, help="Print every finding, however many there are.")
@click.pass_context
def check(
    context: click.Context,
    sources: Sequence[Path],
    index: Path | None,
    reviewed: Path | None,
    as_json: bool,
    verbose: bool,
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
    settings = settings_of(index)
    encoder = parts_of(context).encoder_of(settings)
    with progress("Checking") as start:
        findings = checks.check(pages, encoder, known, start, settings.review_days)
    if as_json:
        show_json(findings.as_json())
    else:
        show(render_findings(findings, width(), verbose))
    context.exit(DONE_WITH_FINDINGS if findings.open else 0)


@click.command("show", epilog=example("spotter show opening-times.md"))
@click.argument("source", callback=usable_text)
@INDEX
@JSON
def show_page(source: str, index: Path | None, as_json: bool) -> None:
    """Show how a page was understood: sections, passages, FAQ pairs, and what was left out."""
    from bot import show as pages

    view = pages.view_of(settings_of(index).ingest.index, source)
    show_json(view.as_json()) if as_json else show(pages.render_view(view, width()))


@click.command(epilog=example("spotter verify --index index"))
@INDEX
def verify(index: Path | None) -> None:
    """Check a published index.

    Every file's size and SHA-256, and that every passage is a slice of its document.
    """
    from bot.render import render_builds
    from ingest import builds

    folder = settings_of(index).ingest.index
    show(render_builds(builds.verify(folder), str(folder)))
