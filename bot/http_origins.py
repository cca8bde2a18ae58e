"""Which sites' pages may ask: told to browsers (CORS), and checked here too."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.refusals import Refusal, Refuse, header, lies_below

SITE = "spotter.site"  # in a scope: the host of the listed site whose page asks
_ALLOWED = [
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"authorization, content-type"),
    (b"access-control-max-age", b"86400"),
]


class Origins:
    """Refuses what the pages of other sites send, unless the site is listed; an empty list means none.

    Outside of every limit, so that a listed site's script can read a refusal.
    """

    def __init__(self, app: ASGIApp, origins: frozenset[str], refuse: Refuse, open_places: tuple[str, ...]) -> None:
        """Guard the application.

        Args:
            app: what is guarded.
            origins: listed sites, as `https://www.gym.example`.
            refuse: says no.
            open_places: paths that everyone may load, such as the widget's script; their responses say so themselves.
        """
        self.app = app
        self._origins = origins
        self._refuse = refuse
        self._open = open_places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the headers that let a listed site read the response; or refuse it."""
        if scope["type"] != "http" or lies_below(scope["path"], self._open):
            await self.app(scope, receive, send)
            return
        origin = header(scope, b"origin")
        if origin is None or _is_own(scope, origin):
            if _is_planted(scope):
                await self._refuse(scope, receive, send, _foreign())
            else:
                await self.app(scope, receive, send)
            return
        if origin.lower() not in self._origins:
            await self._refuse(scope, receive, send, _foreign())
            return
        readable = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
        if scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method"):
            await send({"type": "http.response.start", "status": 204, "headers": readable + _ALLOWED})
            await send({"type": "http.response.body", "body": b""})
            return
        scope[SITE] = urlsplit(origin).netloc.lower()
        readable.append((b"access-control-expose-headers", b"Retry-After"))

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *readable]
            await send(message)

        await self.app(scope, receive, send_readable)


def _is_own(scope: Scope, origin: str) -> bool:
    """Whether the page that asks is one of ours; a proxy before us may speak https where we hear http."""
    scheme, _, place = origin.lower().partition("://")
    return scheme in ("http", "https") and place == (header(scope, b"host") or "").lower()


def _is_planted(scope: Scope) -> bool:
    """Whether a stranger's page has it loaded as a picture or the like, for which browsers name no origin."""
    return header(scope, b"sec-fetch-site") == "cross-site" and header(scope, b"sec-fetch-mode") == "no-cors"


def _foreign() -> Refusal:
    fix = "Let the gym name this site's origin in SPOTTER_ORIGINS, exactly as the browser sends it."
    return Refusal(403, "origin", "pages of this site may not ask here", fix)
