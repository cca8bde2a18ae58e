"""Colours of the pages from one accent: dark enough on a light page, light enough on a dark one."""

import re
from dataclasses import dataclass

from ingest.errors import SettingError

READABLE = 4.5  # contrast of text, WCAG 2.2 success criterion 1.4.3
ACCENT = "#0b6650"
_LIGHT = (0xF6, 0xF7, 0xF5)  # grounds that it is read on: the page where it is light, a card where it is dark
_DARK = (0x1C, 0x22, 0x20)
_WHITE, _BLACK = (255, 255, 255), (0x0C, 0x12, 0x10)

Colour = tuple[int, int, int]  # red, green, blue, 0 to 255


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for links and buttons, and the colour of words on it, each as `#rrggbb`."""

    colour: str
    words: str


def accents(colour: str) -> tuple[Accent, Accent]:
    """The accent on a light page and on a dark one, moved no further than it must be to be read there.

    Raises:
        SettingError: it is no colour of the form `#rrggbb`.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise SettingError(f"SPOTTER_COLOUR is {colour!r}", "Set it to a colour such as #0b6650.")
    chosen = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    return _accent(chosen, _LIGHT, _BLACK), _accent(chosen, _DARK, _WHITE)


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours stand apart, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _accent(chosen: Colour, ground: Colour, towards: Colour) -> Accent:
    for step in range(101):
        colour = _mixed(chosen, towards, step / 100)
        if contrast(colour, ground) >= READABLE + 0.1:  # it is rounded
            break
    words = max((_WHITE, _BLACK), key=lambda words: contrast(words, colour))
    return Accent(_hex(colour), _hex(words))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{value:02x}" for value in colour)


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    shares = [value / 255 for value in colour]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
