"""Serves the widget's script to any site; what may be asked, and from where, is for the API to say."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.compression import CODINGS, accepted, compressed

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
    written = SCRIPT.read_bytes()
    bodies = {coding: compressed(written, coding, quality=11) for coding in (*CODINGS, "")}
    current = version()

    async def script(request: Request) -> Response:
        coding = accepted(request.headers.get("accept-encoding", ""))
        tag = f'"{current}-{coding or "identity"}"'
        headers = {**_EVERY_SITE, "ETag": tag}
        headers["Cache-Control"] = _LONG if request.query_params.get("v") == current else _SHORT
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if coding:
            headers["Content-Encoding"] = coding
        return Response(bodies[coding], headers=headers)

    return [Route(ADDRESS, script, methods=["GET", "HEAD"])]


@cache
def version() -> str:
    """What `?v=` has to say: the script's own hash, 12 hexadecimal digits."""
    return hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12]
