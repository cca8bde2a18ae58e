"""Who may ask, from where and how often: the settings of the server, read strictly."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from bot.keys import Keys
from ingest.errors import SettingError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_RATE = re.compile(r"([1-9][0-9]{0,6})\s*/\s*(second|minute|hour|day)")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".lan")  # no public name ends like that


class Keyless(StrEnum):
    """Who may use /v1, /mcp and /metrics without a key."""

    NOBODY = "nobody"
    LOCAL = "local"  # programs on the same machine
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Access:
    """Every such setting, ready for use."""

    hosts: frozenset[str] = frozenset()  # names that it is reached by; none: addresses and local names
    origins: frozenset[str] = frozenset()  # other sites that may ask, as `https://www.gym.example`
    proxies: tuple[Network, ...] = ()  # whose word on the visitor's address is taken
    rate: str = ""  # questions an address may ask, as "60/minute"; "": without limit
    site_rate: str = ""  # the same for all visitors of one site together, and for one key
    keys: Keys = field(default_factory=Keys)
    keyless: Keyless = Keyless.LOCAL

    def admits_host(self, host: str) -> bool:
        """Whether a Host header is one of ours.

        Where none are set: addresses and names that only a local network knows. A page of a stranger whose own name
        has been pointed at this machine (DNS rebinding) comes with a public name.
        """
        name = host_name(host)
        if self.hosts:
            return name in self.hosts or is_loopback_name(name)
        return is_address(name) or "." not in name or name.endswith(_LOCAL_ENDINGS)

    def trusts(self, address: str) -> bool:
        """Whether a peer is a proxy of ours."""
        found = address_of(address) if self.proxies else None
        return found is not None and any(found in network for network in self.proxies)


def host_name(host: str) -> str:
    """The name or address of a Host header, in small letters, without its port, brackets and closing dot."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def address_of(text: str) -> Address | None:
    """An address; None for what is none. An IPv4 address written as IPv6 is the IPv4 address."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def is_address(text: str) -> bool:
    """Whether it is an address, not a name."""
    return address_of(text) is not None


def is_loopback_name(name: str) -> bool:
    """Whether a host's name means this machine."""
    found = address_of(name)
    return found.is_loopback if found is not None else name == "localhost" or name.endswith(".localhost")


def read_hosts(value: str) -> frozenset[str]:
    """SPOTTER_HOSTS: names or addresses, without ports.

    Raises:
        SettingError: one is none.
    """
    words = frozenset(map(str.lower, _words(value)))
    for word in words:
        if not _NAME.fullmatch(word) and not is_address(word.strip("[]")):
            raise SettingError(
                f"SPOTTER_HOSTS: {word!r} is no host name", "Write names alone, such as chat.gym.example."
            )
    return frozenset(word.strip("[]").removesuffix(".") for word in words)


def read_origins(value: str) -> frozenset[str]:
    """SPOTTER_ORIGINS: scheme and host of other sites, with the port where it is not the scheme's own.

    Raises:
        SettingError: one is none, or stands for all.
    """
    words = _words(value)
    for word in words:
        parts = urlsplit(word)
        if not parts.hostname or word.lower() != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in _SCHEMES:
            fix = "Write scheme and host, such as https://www.gym.example: no path, no closing slash, no wildcard."
            raise SettingError(f"SPOTTER_ORIGINS: {word!r} is no origin", fix)
        if "@" in word or "*" in word:
            raise SettingError(f"SPOTTER_ORIGINS: {word!r} is no origin", "Name each site by itself, no wildcard.")
    return frozenset(map(str.lower, words))


_SCHEMES = ("http", "https")


def read_proxies(value: str) -> tuple[Network, ...]:
    """SPOTTER_TRUSTED_PROXIES: addresses or networks, as 10.0.0.0/8.

    Raises:
        SettingError: one is none.
    """
    networks = []
    for word in _words(value):
        try:
            networks.append(ip_network(word))
        except ValueError:
            fix = "Write addresses such as 127.0.0.1, or networks such as 10.0.0.0/8."
            raise SettingError(f"SPOTTER_TRUSTED_PROXIES: {word!r} is no address", fix) from None
    return tuple(networks)


def read_rate(name: str, value: str) -> str:
    """A setting such as "60/minute"; "off" is no limit, "".

    Raises:
        SettingError: it is neither.
    """
    if value.strip().lower() == "off":
        return ""
    found = _RATE.fullmatch(value.strip().lower())
    if not found:
        fix = "Write a number and second, minute, hour or day, such as 60/minute; or off."
        raise SettingError(f"{name} is {value!r}", fix)
    return f"{found[1]}/{found[2]}"


def read_keyless(value: str) -> Keyless:
    """SPOTTER_KEYLESS.

    Raises:
        SettingError: it is none of its words.
    """
    if value not in tuple(Keyless):
        raise SettingError(f"SPOTTER_KEYLESS is {value!r}", f"Set it to {', '.join(Keyless)}.")
    return Keyless(value)


def _words(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.replace(",", " ").split()))
