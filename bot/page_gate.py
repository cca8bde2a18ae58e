"""What of Gradio the outside can reach: its page in ours, its scripts, and the calls that the page makes. No more."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.compression import accepted, compressed
from bot.downloads import Downloads
from bot.page_shell import File, Shell

CALLS = {  # below /gradio_api/, with their method: what the page needs to ask and to be answered
    "queue/join": "POST",
    "queue/data": "GET",
    "cancel": "POST",
    "reset": "POST",
}
UPLOADS = {"upload": "POST", "upload_progress": "GET"}
MOST_CACHED = 32 * 2**20  # bytes of scripts kept compressed
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Place:
    """One Gradio application."""

    root: str  # the path below which it lies, "" for the topmost
    shell: Callable[[Scope], Shell]  # the page for a request
    uploads: bool = False  # it takes files
    admits: Callable[[Scope], bool] = lambda _: True


class PageGate:
    """Stands before Gradio: an address that is not in its list does not exist."""

    def __init__(
        self,
        inner: ASGIApp,
        running: Callable[[], AbstractAsyncContextManager[object]],
        places: Sequence[Place],
        files: dict[str, File],
        downloads: Downloads,
    ) -> None:
        """Open the gate for places.

        Args:
            inner: Gradio's applications, mounted at the places' roots.
            running: within it they work.
            places: the most deeply rooted first.
            files: address → our own files.
            downloads: what has been made for visitors.
        """
        self._inner = inner
        self.running = running
        self._places = places
        self._files = files
        self._downloads = downloads
        self._compressed: dict[tuple[str, str], tuple[bytes, str]] = {}  # path and coding → bytes and media type

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises HTTPException for an address that does not exist."""
        path = scope["path"]
        if path in self._files or path.startswith(("/assets/", "/static/")) or path == "/theme.css":
            _require(scope, "GET")
            await self._cached(path, scope, receive, send)
        else:
            place = next((place for place in self._places if _lies_in(path, place.root)), None)
            if place is None or not place.admits(scope):
                raise HTTPException(404)
            await self._in_place(place, path.removeprefix(place.root), scope, receive, send)

    async def _in_place(self, place: Place, rest: str, scope: Scope, receive: Receive, send: Send) -> None:
        calls = CALLS | (UPLOADS if place.uploads else {})
        name = rest.removeprefix("/gradio_api/")
        if rest == "" and place.root:
            await RedirectResponse(f"{place.root}/", 308)(scope, receive, send)
        elif rest == "/":
            _require(scope, "GET")
            page, policy = place.shell(scope).html()
            coding = accepted(Headers(scope=scope).get("accept-encoding", ""))
            headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"} | _as_coded(coding)
            page = compressed(page, coding, quality=5)  # made anew for each visit
            await Response(page, 200, headers, "text/html; charset=utf-8")(scope, receive, send)
        elif rest == "/theme.css":
            _require(scope, "GET")
            await self._cached("/theme.css", scope, receive, send)
        elif rest.startswith("/download/") and (file := self._downloads.get(rest.removeprefix("/download/"))):
            _require(scope, "GET")
            headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
            await Response(file.data, 200, headers, file.kind)(scope, receive, send)
        elif name in calls and rest != name:
            _require(scope, calls[name])
            if _is_foreign(scope):
                raise HTTPException(403)
            await self._inner(scope, receive, _without_cors(send))
        else:
            raise HTTPException(404)

    async def _cached(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what never changes: compressed once, kept by browsers for good."""
        coding = accepted(Headers(scope=scope).get("accept-encoding", ""))
        found = self._compressed.get((path, coding))
        if found is None:
            file = self._files.get(path) or await fetch(self._inner, path)
            coded = coding if _is_text(file.kind) else ""
            found = await to_thread.run_sync(compressed, file.data, coded, 9), file.kind
            if sum(len(data) for data, _ in self._compressed.values()) + len(found[0]) <= MOST_CACHED:
                self._compressed[path, coding] = found
        data, kind = found
        headers = {"Cache-Control": _FOR_GOOD, "Content-Type": kind} | _as_coded(coding if _is_text(kind) else "")
        await Response(data, 200, headers)(scope, receive, send)


async def fetch(inner: ASGIApp, path: str) -> File:
    """A file as an application serves it, asked from within.

    Raises:
        HTTPException: it has none there.
    """
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    requests: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def nothing() -> Message:
        return requests.pop() if requests else await asyncio.get_running_loop().create_future()

    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
    }
    try:
        await inner(scope, nothing, keep)
    except HTTPException:
        raise HTTPException(404) from None
    if not messages or messages[0]["status"] != 200:
        raise HTTPException(404)
    kind = Headers(raw=messages[0]["headers"]).get("content-type", "application/octet-stream")
    return File(b"".join(message.get("body", b"") for message in messages[1:]), kind)


def _lies_in(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _require(scope: Scope, method: str) -> None:
    allowed = (method, "HEAD") if method == "GET" else (method,)
    if scope["method"] not in allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})


def _is_foreign(scope: Scope) -> bool:
    """Whether another site's page sends this."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _without_cors(send: Send) -> Send:
    """Gradio lets some foreign origins read its answers, with credentials."""

    async def without(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
        await send(message)

    return without


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or "javascript" in kind or "json" in kind or "svg" in kind


def _as_coded(coding: str) -> dict[str, str]:
    return {"Vary": "Accept-Encoding"} | ({"Content-Encoding": coding} if coding else {})
