"""What stands between a connection and the application: layers of plain ASGI, outside of every route."""

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access import Access, address_of, host_name, is_loopback_name
from bot.refusals import Refusal, Refuse, header, lies_below

_FORWARDED = (b"forwarded", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-connecting-ip", b"via")
_FORWARDED_FAMILY = b"x-forwarded-"
FORWARDED = "spotter.forwarded"  # in a scope: it has come through a proxy
KEY = "spotter.key"  # in a scope: the name of the key that was shown


class SecurityHeaders:
    """Puts headers on every response of the application inside it; a response's own stay."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the headers with its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                there = {name.lower() for name, _ in own}
                message["headers"] = own + [item for item in self._headers if item[0] not in there]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Hosts:
    """Refuses requests that were meant for another name: those of a page that has pointed its own name here."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse) -> None:
        self.app = app
        self._access = access
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it; one without a host comes from no browser."""
        host = header(scope, b"host") if scope["type"] == "http" else None
        if host is None or self._access.admits_host(host):
            await self.app(scope, receive, send)
            return
        fix = "Use its address, or let the gym name this host in SPOTTER_HOSTS."
        refusal = Refusal(421, "host", "the server does not go by this name", fix)
        await self._refuse(scope, receive, send, refusal)


class Forwarded:
    """Strips what proxies write; of a trusted one, the visitor's address and scheme are taken first.

    The address is the last in X-Forwarded-For that is no trusted proxy: all before it can be made up. The host is
    what the Host header says, whoever forwards.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without those headers."""
        if scope["type"] == "http":
            headers = scope["headers"]
            own = [item for item in headers if not (item[0] in _FORWARDED or item[0].startswith(_FORWARDED_FAMILY))]
            if len(own) < len(headers):
                scope = dict(scope, headers=own)
                scope[FORWARDED] = True
                peer = scope.get("client")
                if peer and self._access.trusts(peer[0]):
                    self._believe(scope, headers)
        await self.app(scope, receive, send)

    def _believe(self, scope: Scope, headers: Sequence[tuple[bytes, bytes]]) -> None:
        values = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for"]
        hops = [hop.strip() for value in values for hop in value.split(",")]
        for hop in reversed(hops):
            address = address_of(_without_port(hop))
            if address is None:
                break
            scope["client"] = (str(address), 0)
            if not self._access.trusts(str(address)):
                break
        schemes = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-proto"]
        if schemes and schemes[-1].strip().lower() in ("http", "https"):
            scope["scheme"] = schemes[-1].strip().lower()


class KeyHolders:
    """Lets programs in by their key; some places are for them alone."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse, places: tuple[str, ...]) -> None:
        """Guard places.

        Args:
            app: what is guarded.
            access: the keys, and who needs none.
            refuse: says no.
            places: paths where a key is needed, unless the access says otherwise.
        """
        self.app = app
        self._access = access
        self._refuse = refuse
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the name of its key; or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await self._refuse(scope, receive, send, refusal)

    def _refusal(self, scope: Scope) -> Refusal | None:
        keys = self._access.keys
        if keys.hashes:
            scheme, _, key = (header(scope, b"authorization") or "").partition(" ")
            if scheme.lower() == "bearer":
                scope[KEY] = keys.name_of(key.strip())
                fix = "Send one that the gym has given out, as `Authorization: Bearer KEY`."
                return None if scope[KEY] else Refusal(401, "key", "this key is not known", fix)
        if not lies_below(scope["path"], self._places) or self._is_keyless(scope):
            return None
        fix = "Send `Authorization: Bearer KEY`; the gym makes keys with `spotter key`, or sets SPOTTER_KEYLESS."
        return Refusal(401, "key", "this address is for programs that have a key", fix)

    def _is_keyless(self, scope: Scope) -> bool:
        keyless = self._access.keyless
        return keyless == "all" or (keyless == "local" and is_local(scope))


def is_local(scope: Scope) -> bool:
    """Whether a request was sent on this machine, to this machine, and not on behalf of another.

    Forwarded headers are gone by the time that a route sees a request; this still knows that there were some.
    """
    client = scope.get("client")
    address = address_of(client[0]) if client else None
    host = header(scope, b"host")
    return (
        address is not None
        and address.is_loopback
        and not scope.get(FORWARDED)
        and (host is None or is_loopback_name(host_name(host)))
    )


def _without_port(hop: str) -> str:
    hop = hop.strip('"')
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
