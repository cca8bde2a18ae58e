"""How much a request may send, and how long it may take about it; counted on the stream."""

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.refusals import Refusal, Refuse, header, lies_below

_GONE: Message = {"type": "http.disconnect"}
_DRAINED = 4 * 2**20  # bytes that are read on for nothing,
_DRAINING = 2.0  # and seconds


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """For the bodies of one place."""

    size: int  # bytes
    seconds: float


class BodyLimits:
    """Refuses bodies that are too large or too slow, whatever their headers promise."""

    def __init__(
        self, app: ASGIApp, refuse: Refuse, limit: BodyLimit, others: tuple[tuple[str, BodyLimit], ...] = ()
    ) -> None:
        """Guard the application.

        Args:
            app: what is guarded.
            refuse: says no.
            limit: for every path,
            others: but for those at or below these; the first that fits counts.
        """
        self.app = app
        self._refuse = refuse
        self._limit = limit
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the response to one that breaks its limit is replaced by the refusal."""
        length = header(scope, b"content-length") if scope["type"] == "http" else None
        if scope["type"] != "http" or (length in (None, "0") and header(scope, b"transfer-encoding") is None):
            await self.app(scope, receive, send)  # there is no body
            return
        body = _Body(self._limit_of(scope["path"]), receive)
        if length is not None and length.isdecimal() and (len(length) > 15 or int(length) > body.limit.size):
            body.refusal = _too_large(body.limit)
        answering = _Answering(body, send, closes=length is None)
        try:
            if body.refusal is None:
                await self.app(scope, body.receive, answering.send)
        finally:  # whatever the application made of a request that ended early
            if body.refusal is not None and not answering.started:
                answering.closes = answering.replaces = True
                await self._refuse(scope, receive, answering.send, body.refusal)

    def _limit_of(self, path: str) -> BodyLimit:
        return next((limit for place, limit in self._others if lies_below(path, (place,))), self._limit)


class _Body:
    """A body on its way."""

    def __init__(self, limit: BodyLimit, receive: Receive) -> None:
        self.limit = limit
        self.is_whole = False
        self.refusal: Refusal | None = None
        self._receive = receive
        self._deadline = asyncio.get_running_loop().time() + limit.seconds
        self._size = 0

    async def receive(self) -> Message:
        """The next message; once the limit is broken, as if the client had gone."""
        if self.is_whole:
            return await self._receive()
        if self.refusal is None:
            try:
                async with asyncio.timeout_at(self._deadline):
                    message = await self._receive()
            except TimeoutError:
                self.refusal = _too_slow(self.limit)
                return _GONE
            self._size += len(message.get("body", b""))
            if self._size <= self.limit.size:
                self.is_whole = not message.get("more_body", False)
                return message
            self.refusal = _too_large(self.limit)
        return _GONE

    async def drain(self) -> None:
        """Read on for a while: a client that is still sending when its connection is closed never sees the response."""
        left = _DRAINED
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAINING):
                while left > 0:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return


class _Answering:
    """The response to a request whose body may not have been read."""

    def __init__(self, body: _Body, send: Send, closes: bool) -> None:
        self.started = False
        self.closes = closes  # the connection, where the body is not whole by then
        self.replaces = False  # what the application says, by the refusal
        self._body = body
        self._send = send

    async def send(self, message: Message) -> None:
        """Pass on what the application sends, unless it is refused what it reads."""
        if self._body.refusal is not None and not self.started and not self.replaces:
            return
        closes = self.closes and not self._body.is_whole
        if message["type"] == "http.response.start":
            self.started = True
            if closes:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        elif closes and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._body.drain()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)


def _too_large(limit: BodyLimit) -> Refusal:
    size = f"{limit.size // 2**20} MB" if limit.size >= 2**20 else f"{limit.size // 2**10} KB"
    return Refusal(413, "body_size", f"the request is larger than {size}", "Send less at once.")


def _too_slow(limit: BodyLimit) -> Refusal:
    message = f"the request was not there after {limit.seconds:g} seconds"
    return Refusal(408, "body_time", message, "Send it at once.")
