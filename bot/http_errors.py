"""What went wrong, in the shape that the asker reads: JSON, OpenAI's JSON, or a page."""

import logging
import secrets
from collections.abc import Mapping

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.api import json_response
from bot.metrics import Metrics
from bot.openai_api import openai_error
from bot.plain_page import PlainPage
from bot.refusals import Refusal, lies_below
from ingest.errors import InputError, TooBusyError

PROGRAMS = ("/api", "/v1", "/mcp", "/metrics")  # who asks there reads JSON
PAGE_CALLS = ("/gradio_api", "/editor/gradio_api")  # of the chat page's script: it shows `detail` to the visitor
_UNKNOWN = {
    404: ("there is no page at this address", "Start from the question form."),
    405: ("this address cannot be used like that", "Open it in a browser."),
}
_UNKNOWN_TO_PROGRAMS = {
    404: ("there is nothing at this address", "See docs/api.md for the addresses there are."),
    405: ("this address cannot be used like that", "See docs/api.md for the method that it takes."),
}


class Errors:
    """Answers requests that cannot be served, and counts them."""

    def __init__(self, page: PlainPage, metrics: Metrics) -> None:
        """Prepare.

        Args:
            page: shows what went wrong to people.
            metrics: counts.
        """
        self._page = page
        self._metrics = metrics

    async def refuse(self, scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
        """Send a refusal as the response."""
        self._metrics.refused(refusal.reason)
        request = Request(scope, receive)
        response = self._response(request, refusal.status, refusal.message, refusal.fix, refusal.headers)
        await response(scope, receive, send)

    def answer_for(self, app: FastAPI) -> None:
        """Take over what goes wrong in the application's routes."""
        app.add_exception_handler(InputError, self._input)
        app.add_exception_handler(TooBusyError, self._busy)
        app.add_exception_handler(HTTPException, self._unknown)
        app.add_exception_handler(ClientDisconnect, self._gone)
        app.add_exception_handler(Exception, self._failed)

    async def _input(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)  # noqa: S101 - as registered
        self._metrics.refused("input")
        return self._response(request, 400, error.message, error.fix)

    async def _busy(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, TooBusyError)  # noqa: S101 - as registered
        self._metrics.refused("busy")
        return self._response(request, 503, error.message, error.fix, {"Retry-After": str(error.seconds)})

    async def _unknown(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as registered
        known = _UNKNOWN_TO_PROGRAMS if lies_below(request.url.path, PROGRAMS) else _UNKNOWN
        message, fix = known.get(error.status_code, ("this cannot be answered", "Start from the question form."))
        return self._response(request, error.status_code, message, fix, error.headers)

    async def _gone(self, _: Request, __: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it

    async def _failed(self, request: Request, error: Exception) -> Response:
        self._metrics.failed()
        incident = secrets.token_hex(4)  # the traceback follows in the terminal
        logging.getLogger("uvicorn.error").error("incident %s: %s", incident, type(error).__name__)
        message = f"something went wrong (incident {incident})"
        return self._response(request, 500, message, "Try again, or tell the gym this number.")

    def _response(
        self, request: Request, status: int, message: str, fix: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        path = request.scope["path"]
        if lies_below(path, ("/v1",)):
            response = json_response(openai_error(status, message, fix))
        elif lies_below(path, PROGRAMS):
            response = json_response({"error": message, "fix": fix})
        elif lies_below(path, PAGE_CALLS):
            said = f"{message[:1].upper()}{message[1:]}. {fix}"
            response = json_response({"error": message, "fix": fix, "detail": said})
        else:
            return self._page.error(request, status, message, fix, headers)
        response.status_code = status
        response.headers.update(headers or {})
        return response
