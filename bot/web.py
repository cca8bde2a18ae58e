"""The web application: its routes, its errors, the layers around them. The API comes first, the pages after it."""

import logging
import secrets
from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.asking import NO_JOURNAL, Asking, Journal
from bot.http_layers import SecurityHeaders
from bot.late_page import LatePage, Loaded
from bot.plain_page import PlainPage
from bot.serving import Serving
from bot.settings import Settings
from ingest.errors import InputError

_HTTP_ERRORS = {
    404: ("there is no page at this address", "Start from the question form."),
    405: ("this address cannot be used like that", "Open it in a browser."),
}


def create_app(serving: Serving, settings: Settings, journal: Journal = NO_JOURNAL) -> FastAPI:
    """The application. The chat page is there once somebody calls `app.state.page.start()`.

    Args:
        serving: answers the questions.
        settings: as the gym has set them.
        journal: keeps questions and votes.
    """
    asking = Asking(serving, journal)
    page = PlainPage(serving, settings.contact)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(SecurityHeaders, headers=page.headers)
    app.include_router(page.router())
    app.state.page = LatePage(partial(_load_pages, asking, settings), settings.page.name)
    app.router.default = app.state.page  # behind all routes; they come first

    @app.api_route("/livez", methods=["GET", "HEAD"])
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def ready() -> dict[str, str]:
        return {"status": "ok", "build": serving.bot.build.build_id}

    @app.exception_handler(InputError)
    async def refused(request: Request, error: InputError) -> Response:
        return page.error(request, 400, error.message, error.fix)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        message, fix = _HTTP_ERRORS.get(error.status_code, ("this cannot be answered", "Start from the question form."))
        return page.error(request, error.status_code, message, fix, error.headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(4)  # the traceback follows in the terminal
        logging.getLogger("uvicorn.error").error("incident %s: %s", incident, type(error).__name__)
        message = f"something went wrong (incident {incident})"
        # The framework answers a defect outside of its middleware, so the headers are put on here.
        return page.error(request, 500, message, "Try again, or tell the gym this number.", page.headers)

    return app


async def _load_pages(asking: Asking, settings: Settings) -> Loaded:
    from bot.pages import load_pages

    return await load_pages(asking, settings)
