"""Commands that serve: serve, demo-site, key."""

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


@click.command("demo-site", epilog=example("spotter demo-site --port 8001"))
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The site's port.")
@INDEX
@click.pass_context
def demo_site(context: click.Context, port: int, index: Path | None) -> None:
    """Serve a made-up gym's site with the widget in it.

    Spotter answers beside it, on SPOTTER_PORT: another origin, as on a site of your own.
    """
    from bot.demo_site import serve_demo

    settings = settings_of(index)
    serve_demo(settings, port, lambda: bot_of(context, settings))
