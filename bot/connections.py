"""Connections that do not get on: uvicorn waits for ever for the end of a request's headers."""

import asyncio
from typing import Any

PATIENCE = 10.0  # seconds for a request's headers, from the connection or the last response on


def patient_protocol(seconds: float = PATIENCE) -> type[asyncio.Protocol]:
    """The protocol of uvicorn, but for connections on which no request gets complete: they are closed.

    Closed, too, are those that go on sending a body after its response.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class PatientProtocol(H11Protocol):
        """One connection."""

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._waits_since = self.loop.time()
            self._look_at = self.loop.call_later(seconds, self._look)

        def connection_lost(self, exc: Exception | None) -> None:
            self._look_at.cancel()
            super().connection_lost(exc)

        def on_response_complete(self) -> None:
            self._waits_since = self.loop.time()
            super().on_response_complete()

        def _look(self) -> None:
            served = self.cycle is not None and not self.cycle.response_complete
            left = seconds if served else self._waits_since + seconds - self.loop.time()
            if left <= 0:
                self.transport.close()
            else:
                self._look_at = self.loop.call_later(left, self._look)

    return PatientProtocol
