"""Requests that are refused before they are read: why, in one shape, and through whom it is said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served."""

    status: int
    reason: str  # as the metrics count it
    message: str
    fix: str
    retry_after: int = 0  # seconds; 0: not worth trying again

    @property
    def headers(self) -> dict[str, str]:
        """What a client's machinery reads."""
        headers = {}
        if self.retry_after:
            headers["Retry-After"] = str(self.retry_after)
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return headers


Refuse = Callable[[Scope, Receive, Send, Refusal], Awaitable[None]]  # sends a refusal as a response


def header(scope: Scope, name: bytes) -> str | None:
    """The first value of a request's header, its name in small letters; None where there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def lies_below(path: str, places: tuple[str, ...]) -> bool:
    """Whether a path is one of these, or below one: `/v1` and `/v1/models` below `/v1`, `/v10` not."""
    return any(path == place or path.startswith(f"{place}/") for place in places)
