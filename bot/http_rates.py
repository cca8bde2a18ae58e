"""How often somebody may ask."""

import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access import Access, address_of
from bot.http_layers import KEY
from bot.http_origins import SITE
from bot.refusals import Refusal, Refuse

_SWEEP = 4096  # keys in memory from which those of the past are looked for
_HOUSEHOLD = 64  # bits of an IPv6 address that one customer has to himself


class Counts(Storage):
    """Counts in memory.

    The library's own storage looks through every key, in a new thread, up to a hundred times a second: with the
    addresses of a flood in it, that alone would keep a core busy. This one looks when it has doubled.
    """

    STORAGE_SCHEME = None  # chosen here, not by an address

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}  # key → hits, end of the window
        self._sweep_at = _SWEEP

    base_exceptions = ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a hit; how many the window has now. `expiry` in seconds from the window's first hit."""
        now = time.time()
        count, end = self._counts.get(key, (0, 0.0))
        if end <= now:
            count, end = 0, now + expiry
        self._counts[key] = (count + amount, end)
        if len(self._counts) >= self._sweep_at:
            self._counts = {key: item for key, item in self._counts.items() if item[1] > now}
            self._sweep_at = max(_SWEEP, 2 * len(self._counts))
        return count + amount

    def get(self, key: str) -> int:
        """Hits in the window."""
        count, end = self._counts.get(key, (0, 0.0))
        return count if end > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; how many keys that were."""
        n = len(self._counts)
        self._counts.clear()
        return n

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._counts.pop(key, None)


class Rates:
    """Refuses who asks too often: by address; by site, its visitors together; a key counts as a site of its own."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse, counted: Callable[[Scope], bool]) -> None:
        """Guard the application.

        Args:
            app: what is guarded.
            access: the rates.
            refuse: says no.
            counted: whether a request counts.
        """
        self.app = app
        self._refuse = refuse
        self._counted = counted
        self._rate = parse(access.rate) if access.rate else None
        self._site_rate = parse(access.site_rate) if access.site_rate else None
        self._limiter = FixedWindowRateLimiter(Counts())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" and self._counted(scope) else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await self._refuse(scope, receive, send, refusal)

    def _refusal(self, scope: Scope) -> Refusal | None:
        key, site = scope.get(KEY), scope.get(SITE)
        client = scope.get("client")
        if key:
            return self._over(self._site_rate, "site_rate", "with this key", "key", key)
        # only addresses: who comes through a socket of this machine has none
        household = _household(client[0]) if client else ""
        over = self._over(self._rate, "rate", "from your address", "address", household) if household else None
        if over is None and site:
            over = self._over(self._site_rate, "site_rate", "on this site", "site", site)
        return over

    def _over(self, rate: RateLimitItem | None, reason: str, told: str, *who: str) -> Refusal | None:
        if rate is None or self._limiter.hit(rate, *who):
            return None
        end = self._limiter.get_window_stats(rate, *who).reset_time
        seconds = max(1, math.ceil(end - time.time()))
        fix = f"Wait {seconds} second{'s' if seconds > 1 else ''}, then ask again."
        return Refusal(429, reason, f"too many questions {told}", fix, seconds)


def _household(client: str) -> str:
    address = address_of(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _HOUSEHOLD), strict=False))
    return "" if address is None else str(address)
