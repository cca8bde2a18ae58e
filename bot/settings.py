"""What a gym can set about answering and serving; read from the environment once, at the edge."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import safety
from bot.access import Access, Keyless, read_hosts, read_keyless, read_origins, read_proxies, read_rate
from bot.decide import Caution
from bot.keys import Keys
from bot.page_settings import PageSettings
from ingest.errors import SettingError
from ingest.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the bot."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    host: str = "127.0.0.1"  # SPOTTER_HOST
    port: int = 8000  # SPOTTER_PORT
    caution: Caution = Caution.BALANCED  # SPOTTER_CAUTION: cautious, balanced or eager
    contact: str = "Please ask at the front desk."  # SPOTTER_CONTACT: said where the pages have no answer
    notices: Path = safety.SHIPPED  # SPOTTER_NOTICES: the list of safety notices
    review_days: int = 365  # SPOTTER_REVIEW_DAYS: `check` names pages that were reviewed longer ago
    journal: Path = Path("journal.sqlite")  # SPOTTER_JOURNAL: where questions and votes are kept
    journal_days: int = 30  # SPOTTER_JOURNAL_DAYS: for how long; 0: nothing is kept
    hosts: str = ""  # SPOTTER_HOSTS: names that the server is reached by; see `Access.admits_host`
    origins: str = ""  # SPOTTER_ORIGINS: other sites whose pages may ask
    trusted_proxies: str = ""  # SPOTTER_TRUSTED_PROXIES: addresses whose X-Forwarded-For is believed
    rate: str = "60/minute"  # SPOTTER_RATE: what one address may ask
    site_rate: str = "1200/minute"  # SPOTTER_SITE_RATE: what all visitors of one site may ask, or one key
    waiting: int = 64  # SPOTTER_WAITING: questions that may wait for their turn
    api_keys: str = ""  # SPOTTER_API_KEYS: hashes, or a file of them
    keyless: Keyless = Keyless.LOCAL  # SPOTTER_KEYLESS: who may use /v1, /mcp and /metrics without a key
    openapi: str = "off"  # SPOTTER_OPENAPI: on, to serve the API's description at /openapi.json
    page: PageSettings = field(default_factory=PageSettings)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read SPOTTER_*; an empty value counts as absent.

        Raises:
            SettingError: one has a value that makes no sense.
        """
        default = cls()
        found = cls(
            ingest=IngestSettings.from_environment(environment),
            host=environment.get("SPOTTER_HOST") or default.host,
            port=_port(environment.get("SPOTTER_PORT") or str(default.port)),
            caution=_caution(environment.get("SPOTTER_CAUTION") or default.caution.value),
            contact=environment.get("SPOTTER_CONTACT") or default.contact,
            review_days=_days(environment, "SPOTTER_REVIEW_DAYS", default.review_days),
            notices=Path(environment.get("SPOTTER_NOTICES") or default.notices),
            journal=Path(environment.get("SPOTTER_JOURNAL") or default.journal),
            journal_days=_days(environment, "SPOTTER_JOURNAL_DAYS", default.journal_days),
            hosts=environment.get("SPOTTER_HOSTS", ""),
            origins=environment.get("SPOTTER_ORIGINS", ""),
            trusted_proxies=environment.get("SPOTTER_TRUSTED_PROXIES", ""),
            rate=environment.get("SPOTTER_RATE") or default.rate,
            site_rate=environment.get("SPOTTER_SITE_RATE") or default.site_rate,
            waiting=_waiting(environment.get("SPOTTER_WAITING") or str(default.waiting)),
            api_keys=environment.get("SPOTTER_API_KEYS", ""),
            keyless=read_keyless(environment.get("SPOTTER_KEYLESS") or default.keyless.value),
            openapi=_switch(environment.get("SPOTTER_OPENAPI") or default.openapi),
            page=PageSettings.from_environment(environment),
        )
        access_of(found)  # a wrong one is told before anything is loaded
        return found


def access_of(settings: Settings) -> Access:
    """The settings that say who may ask.

    Raises:
        SettingError: one of them makes no sense.
    """
    return Access(
        hosts=read_hosts(settings.hosts),
        origins=read_origins(settings.origins),
        proxies=read_proxies(settings.trusted_proxies),
        rate=read_rate("SPOTTER_RATE", settings.rate),
        site_rate=read_rate("SPOTTER_SITE_RATE", settings.site_rate),
        keys=Keys.read(settings.api_keys),
        keyless=settings.keyless,
    )


def _caution(value: str) -> Caution:
    if value not in tuple(Caution):
        raise SettingError(f"SPOTTER_CAUTION is {value!r}", f"Set it to {', '.join(Caution)}.")
    return Caution(value)


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingError(f"SPOTTER_PORT is {value!r}, which is no port", "Set it to a number from 1 to 65535.")
    return int(value)


def _days(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise SettingError(f"{name} is {value!r}", f"Set it to a number of days, such as {default}.")
    return int(value)


def _waiting(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) < 1:
        raise SettingError(f"SPOTTER_WAITING is {value!r}", "Set it to a number of questions, such as 64.")
    return int(value)


def _switch(value: str) -> str:
    if value not in ("on", "off"):
        raise SettingError(f"SPOTTER_OPENAPI is {value!r}", "Set it to on or off.")
    return value
