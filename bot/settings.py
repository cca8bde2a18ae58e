"""What a gym can set about answering and serving; read from the environment once, at the edge."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot import safety
from bot.decide import Caution
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

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read SPOTTER_*; an empty value counts as absent.

        Raises:
            SettingError: SPOTTER_PORT is no port, SPOTTER_CAUTION none of its words, or a number of days is none.
        """
        default = cls()
        return cls(
            ingest=IngestSettings.from_environment(environment),
            host=environment.get("SPOTTER_HOST") or default.host,
            port=_port(environment.get("SPOTTER_PORT") or str(default.port)),
            caution=_caution(environment.get("SPOTTER_CAUTION") or default.caution.value),
            contact=environment.get("SPOTTER_CONTACT") or default.contact,
            review_days=_days(environment, "SPOTTER_REVIEW_DAYS", default.review_days),
            notices=Path(environment.get("SPOTTER_NOTICES") or default.notices),
            journal=Path(environment.get("SPOTTER_JOURNAL") or default.journal),
            journal_days=_days(environment, "SPOTTER_JOURNAL_DAYS", default.journal_days),
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
