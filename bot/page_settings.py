"""What a gym can set about its pages: how they look, what they offer, who sees the editor's."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answers import LONGEST_QUESTION
from bot.palette import ACCENT, accents
from ingest.errors import SettingError

LARGEST_LOGO = 64 * 1024  # bytes: it is loaded with every first visit
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The settings of the pages."""

    name: str = "Ask the gym"  # SPOTTER_NAME: stands at the head of the page
    colour: str = ACCENT  # SPOTTER_COLOUR: of links and buttons
    logo: Path | None = None  # SPOTTER_LOGO: a picture beside the name
    starters: tuple[str, ...] = ()  # SPOTTER_STARTERS: questions to begin with, one a line or parted by |
    editor: str = "local"  # SPOTTER_EDITOR: on, off, or local: for requests of this machine, not through a proxy

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "PageSettings":
        """Read SPOTTER_*; an empty value counts as absent.

        Raises:
            SettingError: one of them makes no sense.
        """
        default = cls()
        logo = environment.get("SPOTTER_LOGO")
        found = cls(
            name=environment.get("SPOTTER_NAME") or default.name,
            colour=environment.get("SPOTTER_COLOUR") or default.colour,
            logo=Path(logo) if logo else None,
            starters=_starters(environment.get("SPOTTER_STARTERS", "")),
            editor=_editor(environment.get("SPOTTER_EDITOR") or default.editor),
        )
        accents(found.colour)
        read_logo(found.logo)
        return found


def read_logo(path: Path | None) -> tuple[bytes, str] | None:
    """A logo and its media type.

    Raises:
        SettingError: it cannot be read, is no picture or too large.
    """
    if path is None:
        return None
    kind = LOGO_TYPES.get(path.suffix.lower())
    if kind is None:
        raise SettingError(f"SPOTTER_LOGO is {path}, no picture", f"Use one of {', '.join(LOGO_TYPES)}.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingError(f"SPOTTER_LOGO: cannot read {path}: {error.strerror}", "Name a picture.") from None
    if len(data) > LARGEST_LOGO:
        told = f"SPOTTER_LOGO: {path} has {len(data):,} bytes (at most {LARGEST_LOGO:,})"
        raise SettingError(told, "Make the picture smaller: it is shown 32 pixels high.")
    return data, kind


def _starters(value: str) -> tuple[str, ...]:
    found = tuple(text.strip() for text in value.replace("\n", "|").split("|") if text.strip())
    if any(len(text) > LONGEST_QUESTION for text in found):
        raise SettingError("SPOTTER_STARTERS has a question that is too long", "Part questions by | or new lines.")
    return found


def _editor(value: str) -> str:
    if value not in ("on", "off", "local"):
        raise SettingError(f"SPOTTER_EDITOR is {value!r}", "Set it to on, off or local.")
    return value
