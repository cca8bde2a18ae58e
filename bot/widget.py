"""Serves the widget's script to any site; what may be asked, and from where, is for the API to say."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

ADDRESS = "/widget.js"
SCRIPT = Path(__file__).parent / "static" / "widget.js"
_SHORT = "public, max-age=3600"  # an update reaches every site within the hour
_LONG = "public, max-age=31536000, immutable"
_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",  # modules are loaded as CORS has it
    "Cross-Origin-Resource-Policy": "cross-origin",  # pages that isolate themselves may load it too
    "Content-Type": "text/javascript; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


def routes() -> Sequence[BaseRoute]:
    """The script's address. With `?v=` and the version it may be kept for a year, else for an hour.

    A version that is no longer ours gets the script of today, for an hour: a page that names it goes on working.
    """
    bodies = _compressed(SCRIPT.read_bytes())
    current = version()

    async def script(request: Request) -> Response:
        coding = _accepted(request.headers.get("accept-encoding", ""), bodies)
        tag = f'"{current}-{coding}"'
        headers = {**_EVERY_SITE, "ETag": tag}
        headers["Cache-Control"] = _LONG if request.query_params.get("v") == current else _SHORT
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if coding != "identity":
            headers["Content-Encoding"] = coding
        return Response(bodies[coding], headers=headers)

    return [Route(ADDRESS, script, methods=["GET", "HEAD"])]


@cache
def version() -> str:
    """What `?v=` has to say: the script's own hash, 12 hexadecimal digits."""
    return hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12]


def _compressed(script: bytes) -> dict[str, bytes]:
    """The script by content coding, smallest first. Brotli is a seventh smaller than gzip, where it is installed."""
    try:
        import brotli
    except ImportError:
        found = {}
    else:
        found = {"br": brotli.compress(script)}
    return {**found, "gzip": gzip.compress(script, mtime=0), "identity": script}


def _accepted(header: str, bodies: Mapping[str, bytes]) -> str:
    """The first coding that a browser takes: `gzip, br;q=0` takes gzip."""
    named = (item.partition(";") for item in header.lower().replace(" ", "").split(","))
    taken = {coding for coding, _, weight in named if weight.rstrip(".0") != "q="}
    return next((coding for coding in bodies if coding in taken), "identity")
