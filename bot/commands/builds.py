"""Commands for the published indexes: builds, rollback."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.parts import DONE_WITH_FINDINGS, INDEX, JSON, settings_of
from bot.terminal import example, show, show_json, usable_text, width


@click.command("builds", epilog=example("spotter builds --index index"))
@INDEX
@JSON
@click.pass_context
def list_builds(context: click.Context, index: Path | None, as_json: bool) -> None:
    """List the builds that are kept.

    When each was made, of what, which one is current, and whether every byte is as it was published.
    """
    from bot.render_builds import builds_json, render_kept
    from ingest.kept import kept_builds

    folder = settings_of(index).ingest.index
    kept = kept_builds(folder)
    show_json(builds_json(kept, str(folder))) if as_json else show(render_kept(kept, str(folder), width()))
    sound = all(not build.problem for build in kept) and any(build.is_current for build in kept)
    context.exit(0 if sound else DONE_WITH_FINDINGS)


@click.command(epilog=example("spotter rollback 20261121-080000"))
@click.argument("build", default="", callback=usable_text, metavar="[BUILD]")
@INDEX
def rollback(build: str, index: Path | None) -> None:
    """Make an earlier build the current one again.

    BUILD: its id or the beginning of it, as `spotter builds` lists them; without it, the one before the current one.
    Every byte of it is read first. A server that is running takes it up within seconds. The next ingest publishes
    what the pages then say.
    """
    from ingest.kept import roll_back

    folder = settings_of(index).ingest.index
    now = roll_back(folder, build)
    show(f"{now.build_id} is current in {folder}, made {now.manifest.created}")
