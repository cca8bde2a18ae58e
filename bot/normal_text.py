"""Text as it is read for figures and claims: lower case, number words as digits, one spelling for one thing."""

import re
from functools import lru_cache

from ingest.inline import plain

_SMALL = (  # noqa: SIM905 - reads as it counts
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = (
    {f"{ten}-{unit}": str(tens + i) for ten, tens in _TENS.items() for i, unit in enumerate(_SMALL[:9], start=1)}
    | {word: str(i) for i, word in enumerate(_SMALL, start=1)}
    | {word: str(tens) for word, tens in _TENS.items()}
    | {"once": "1 times", "twice": "2 times"}
)
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_NUMBER_PARTS = frozenset(part for word in _NUMBERS for part in word.split("-"))
_WORD = re.compile("[a-z]+")
_FIXED = (  # what a text must hold for it, the pattern, and what is written instead
    (tuple("‐‑‒–—−"), r"[‐‑‒–—−]", "-"),
    (("a.", "p."), r"\b(a|p)\.\s?m\b\.?", r"\1m"),
    (("half an hour",), r"\bhalf an hour\b", "30 minutes"),
    (("half a year",), r"\bhalf a year\b", "6 months"),
    (
        ("hour", "minute", "day", "week", "month", "year"),
        r"(?<!\d )\b(?:for|in|of|lasts?|takes?|than|within|least|to) an? (hour|minute|day|week|month|year)\b",
        r"for 1 \1",
    ),
    (("noon", "midday"), r"\b(?:12 )?noon\b|\bmidday\b", "12:00"),
    (("midnight",), r"\b(?:12 )?midnight\b", "24:00"),
    (("fortnight",), r"\bfortnight\b", "2 weeks"),
    (("site", "premises", "property"), r"\bon[- ]?(?:site|(?:the )?(?:premises|property))\b", "onsite"),
    (("close",), r"\bclose(?:-| )?(?:by|to)\b", "near"),
    (("check", "sign", "log", "drop", "pick"), r"\b(check|sign|log|drop|pick)(?:ing)?[- ](in|out|off|up)\b", r"\1\2"),
    (("monthly",), r"\bmonthly\b", "1-month"),
    (("annual", "yearly"), r"\b(?:annual|yearly)\b", "12-month"),
    (("weekly",), r"\bweekly\b", "1-week"),
    (("1 time",), r"\b1 times?\s+(?=(?:a|per|each|every)\b)", "1 times "),
)


def in_digits(text: str) -> str:
    """The text with its number words as digits."""
    if text.isascii() and _NUMBER_PARTS.isdisjoint(_WORD.findall(text.lower())):
        return text
    return _NUMBER_WORD.sub(lambda match: _NUMBERS[match.group().lower()], text)


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """The text in lower case, without marks, numbers as digits, ranges with a plain hyphen."""
    found = in_digits(plain(text).lower().replace("’", "'"))
    for held, pattern, instead in _FIXED:
        if any(part in found for part in held):
            found = re.sub(pattern, instead, found)
    return found
