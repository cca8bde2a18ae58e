"""Commands that serve: serve, key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from bot.commands.parts import INDEX, bot_of, settings_of
from bot.terminal import example, note, show


@click.command(epilog=example("spotter serve --port 8080"))
@click.option("--host", help="The address to listen on.  [default: SPOTTER_HOST, else 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: SPOTTER_PORT, else 8000]")
@INDEX
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, index: Path | None) -> None:
    """Serve the page."""
    from bot.server import serve as serve_pages

    settings = settings_of(index)
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    serve_pages(settings, lambda: bot_of(context, settings))


@click.command(epilog=example("spotter key"))
def key() -> None:
    """Make a key for a program that asks over HTTP.

    Printed once: the key for the program, and its hash for SPOTTER_API_KEYS. Spotter keeps neither.
    """
    from bot.keys import hash_of, new_key

    made = new_key()
    show(f"key:  {made}\nhash: {hash_of(made)}")
    note("Give the key to the program, and add the hash to SPOTTER_API_KEYS. The key is not shown again.")
