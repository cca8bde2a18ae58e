"""The JSON API: ask, search, vote, starter questions, figures; docs/api.md tells each."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.asking import Asking
from bot.bot import Bot
from bot.request_fields import (
    LONGEST_ID,
    LONGEST_REASON,
    AskedFor,
    asked_in_json,
    asked_in_query,
    json_object,
    text_of,
)
from ingest.errors import InputError

N_FOUND = 5  # passages of a search, where no number is given


class Api:
    """The routes below /api, and those that watch over the server."""

    def __init__(self, asking: Asking, described: bool = False) -> None:
        """Prepare what can be.

        Args:
            asking: answers.
            described: whether the OpenAPI description is served.
        """
        self._asking = asking
        self._described = (Path(__file__).parent / "openapi.json").read_bytes() if described else b""
        self._starters: tuple[Bot | None, bytes] = None, b""

    def routes(self) -> Sequence[BaseRoute]:
        """Every route. They are Starlette's: what comes in is read by hand, so that no refusal repeats it."""
        routes = [
            Route("/api/ask", self._ask, methods=["GET", "HEAD", "POST"]),
            Route("/api/search", self._search, methods=["POST"]),
            Route("/api/feedback", self._vote, methods=["POST"]),
            Route("/api/suggest", self._suggest, methods=["GET", "HEAD"]),
            Route("/livez", self._live, methods=["GET", "HEAD"]),
            Route("/readyz", self._ready, methods=["GET", "HEAD"]),
            Route("/metrics", self._metrics, methods=["GET", "HEAD"]),
        ]
        if self._described:
            routes.append(Route("/openapi.json", self._description, methods=["GET", "HEAD"]))
        return routes

    async def _ask(self, request: Request) -> Response:
        wanted: AskedFor
        if request.method == "POST":
            wanted = asked_in_json(request, await json_object(request))
        else:
            wanted = asked_in_query(request)
        asked = await self._asking.ask(wanted.question, wanted.n_hits, wanted.site)
        return json_response(asked.as_json())

    async def _search(self, request: Request) -> Response:
        wanted = asked_in_json(request, await json_object(request), hits=N_FOUND)
        return json_response(await self._asking.search(wanted.question, wanted.n_hits))

    async def _vote(self, request: Request) -> Response:
        row = await json_object(request)
        entry = text_of(row, "id", LONGEST_ID)
        helpful = row.get("helpful")
        if not isinstance(helpful, bool):
            raise InputError("`helpful` is missing, or neither true nor false", "Send true or false.")
        reason = text_of(row, "reason", LONGEST_REASON, missing="")
        return json_response({"stored": await self._asking.vote(entry, helpful, reason)})

    async def _suggest(self, _: Request) -> Response:
        bot = self._asking.serving.bot
        if self._starters[0] is not bot:
            self._starters = bot, _encoded({"suggestions": list(bot.starters), "build": bot.build.build_id})
        return Response(self._starters[1], media_type="application/json")

    async def _live(self, _: Request) -> Response:
        return json_response({"status": "ok"})

    async def _ready(self, _: Request) -> Response:
        return json_response(self._asking.serving.readiness())

    async def _metrics(self, _: Request) -> Response:
        return Response(self._asking.metrics.text(), headers={"Content-Type": metrics.CONTENT_TYPE})

    async def _description(self, _: Request) -> Response:
        return Response(self._described, media_type="application/json")


def json_response(value: Any) -> Response:
    """A value as JSON, once."""
    return Response(_encoded(value), media_type="application/json")


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
