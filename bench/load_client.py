"""A client that costs little: HTTP/1.1 over connections that are kept, so that the load is the server's."""

import asyncio
import time
from dataclasses import dataclass

TIMEOUT = 30.0  # seconds from which a request counts as hanging
KEPT = 3.0  # seconds that an idle connection is used again; servers close it after five
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a request."""

    due: float  # seconds, of the clock that `time.perf_counter` reads
    seconds: float  # from when it was due to its last byte
    status: int  # 0: no response
    retry_after: bool = False


class Client:
    """Connections to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[Connection, float]] = []  # and since when

    async def __aenter__(self) -> "Client":
        """Begin without a connection."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all."""
        for connection, _since in self._idle:
            connection[1].close()

    async def due(self, method: str, path: str, at: float, body: bytes = b"") -> Reply:
        """Send a request when it is due, whatever became of the others."""
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        return await self._sent(method, path, at, body)

    async def post(self, path: str, body: bytes, at: float) -> Reply:
        """Send a request now."""
        return await self._sent("POST", path, at, body)

    async def _sent(self, method: str, path: str, at: float, body: bytes) -> Reply:
        try:
            async with asyncio.timeout(TIMEOUT):
                status, retry = await self._exchanged(method, path, body)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, retry = 0, False
        return Reply(at, time.perf_counter() - at, status, retry)

    async def _exchanged(self, method: str, path: str, body: bytes) -> tuple[int, bool]:
        connection = self._kept() or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = connection
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        writer.write(head.encode() + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        answered = (await reader.readuntil(b"\r\n\r\n")).lower()
        fields = dict(line.split(b": ", 1) for line in answered.split(b"\r\n")[1:-2])
        await reader.readexactly(int(fields[b"content-length"]))
        if fields.get(b"connection") == b"close":
            writer.close()
        else:
            self._idle.append((connection, time.perf_counter()))
        return int(answered.split(b" ", 2)[1]), b"retry-after" in fields

    def _kept(self) -> Connection | None:
        """The connection that was used last, where that is not long ago."""
        while self._idle:
            connection, since = self._idle.pop()
            if time.perf_counter() - since < KEPT:
                return connection
            connection[1].close()
        return None
