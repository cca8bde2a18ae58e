"""The web application: its routes, and the layers around them. The API comes first, the pages after it."""

from collections.abc import Callable, Mapping
from functools import partial

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from bot import widget
from bot.access import Access
from bot.api import Api
from bot.asking import Asking
from bot.http_bodies import BodyLimit, BodyLimits
from bot.http_errors import Errors
from bot.http_layers import Forwarded, Hosts, KeyHolders, SecurityHeaders
from bot.http_origins import Origins
from bot.http_rates import Rates
from bot.journal import NO_JOURNAL, JournalProtocol
from bot.late_page import LatePage, Loaded
from bot.mcp_server import McpServer
from bot.metrics import Metrics
from bot.openai_api import OpenAiApi
from bot.plain_page import PlainPage
from bot.refusals import Refuse, lies_below
from bot.serving import Serving
from bot.settings import Settings, access_of

BODY = BodyLimit(64 * 1024, 5.0)
OTHER_BODIES = (
    ("/gradio_api/queue/join", BodyLimit(2**18, 10.0)),  # a conversation: 32,000 characters of up to 4 bytes
    ("/editor/gradio_api/upload", BodyLimit(6 * 2**20, 60.0)),  # files of questions, which the page limits to 5 MB
)
FOR_KEYS = ("/v1", "/mcp", "/metrics")
OPEN_TO_ALL = ("/widget.js",)  # loaded by the pages of every site, listed or not
COUNTED = (
    "/api",
    "/v1",
    "/mcp",
    "/gradio_api/queue/join",
    "/editor/gradio_api/queue/join",
    "/editor/gradio_api/upload",
)
COUNTED_WITH_QUERY = ("/plain",)  # the form is for all; a question with it counts


class Application(FastAPI):
    """FastAPI with layers around all of it: what its own error handler says goes through them, too."""

    def __init__(self, around: Callable[[ASGIApp], ASGIApp]) -> None:
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        self._around = around

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's own layers, and ours around them."""
        return self._around(super().build_middleware_stack())


def create_app(serving: Serving, settings: Settings, journal: JournalProtocol = NO_JOURNAL) -> FastAPI:
    """The application. The chat page is there once somebody calls `app.state.page.start()`.

    Args:
        serving: answers the questions.
        settings: as the gym has set them.
        journal: keeps questions and votes.

    Raises:
        SettingError: a setting makes no sense.
    """
    access = access_of(settings)
    metrics = Metrics()
    asking = Asking(serving, metrics, settings.waiting, journal)
    page = PlainPage(asking, settings.contact, settings.page)
    errors = Errors(page, metrics)
    app = Application(partial(_protected, access=access, refuse=errors.refuse, headers=page.headers))
    errors.answer_for(app)
    app.router.routes.extend(Api(asking, settings.openapi == "on").routes())
    app.router.routes.extend(OpenAiApi(asking).routes())
    app.router.routes.append(Route("/mcp", McpServer(asking, errors.refuse)))
    app.router.routes.extend(widget.routes())
    app.include_router(page.router())
    app.state.page = LatePage(partial(_load_pages, asking, settings), settings.page.name)
    app.router.default = app.state.page  # behind all routes
    return app


async def _load_pages(asking: Asking, settings: Settings) -> Loaded:
    from bot.pages import load_pages

    return await load_pages(asking, settings)


def _protected(app: ASGIApp, access: Access, refuse: Refuse, headers: Mapping[str, str]) -> ASGIApp:
    """The layers, from the inside out. The headers stand outermost, so that every refusal bears them."""
    app = Rates(app, access, refuse, _counts)
    app = KeyHolders(app, access, refuse, FOR_KEYS)
    app = BodyLimits(app, refuse, BODY, OTHER_BODIES)
    app = Origins(app, access.origins, refuse, OPEN_TO_ALL)
    app = Forwarded(app, access)
    app = Hosts(app, access, refuse)
    return SecurityHeaders(app, headers)


def _counts(scope: Scope) -> bool:
    """Whether a request counts against the rates: it may cost an answer, or room for a file."""
    path = scope["path"]
    return lies_below(path, COUNTED) or (path in COUNTED_WITH_QUERY and bool(scope["query_string"]))
