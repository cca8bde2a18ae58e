"""What a gym can set about answering and serving; read from the environment once, at the edge."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import safety
from bot.decide import Caution
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
    page: PageSettings = field(default_factory=PageSettings)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read SPOTTER_*; an empty value counts as absent.

        Raises:
            SettingError: SPOTTER_PORT is no port, SPOTTER_CAUTION none of its words, SPOTTER_REVIEW_DAYS no number,
                or one of the page's makes no sense.
        """
        default = cls()
        return cls(
            ingest=IngestSettings.from_environment(environment),
            host=environment.get("SPOTTER_HOST") or default.host,
            port=_port(environment.get("SPOTTER_PORT") or str(default.port)),
            caution=_caution(environment.get("SPOTTER_CAUTION") or default.caution.value),
            contact=environment.get("SPOTTER_CONTACT") or default.contact,
            review_days=_days(environment.get("SPOTTER_REVIEW_DAYS") or str(default.review_days)),
            notices=Path(environment.get("SPOTTER_NOTICES") or default.notices),
            page=PageSettings.from_environment(environment),
        )


def _caution(value: str) -> Caution:
    if value not in tuple(Caution):
        raise SettingError(f"SPOTTER_CAUTION is {value!r}", f"Set it to {', '.join(Caution)}.")
    return Caution(value)


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingError(f"SPOTTER_PORT is {value!r}, which is no port", "Set it to a number from 1 to 65535.")
    return int(value)


def _days(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise SettingError(f"SPOTTER_REVIEW_DAYS is {value!r}", "Set it to a number of days, such as 365.")
    return int(value)
