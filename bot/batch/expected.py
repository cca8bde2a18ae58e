"""Whether an answer is what a row expects: `expect` and `expect_source`."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ingest.errors import InputError

NOTHING = ("none", "-")  # as an expected source: the question must not be answered
MET = "met"
LONGEST_PATTERN = 500  # characters


def verdict(answer: Mapping[str, Any], expect: Sequence[str], sources: Sequence[str]) -> str:
    """`MET`, or what is not as expected; "" where nothing is.

    Args:
        answer: as JSON has it.
        expect: texts that must stand in the answer, whatever their case and white space; `/…/` is a pattern.
        sources: beginnings of paths, parted by commas; one of them must be cited. `none`: it must not be answered.
    """
    if not expect and not sources:
        return ""
    wanted = [part.strip() for text in sources for part in text.split(",") if part.strip()]
    cited = [citation["source"] for citation in answer["citations"]]
    if wanted and all(part.casefold() in NOTHING for part in wanted):
        return MET if answer["outcome"] != "answered" else "answered, not declined"
    if answer["outcome"] != "answered":
        return f"{answer['outcome']}, not answered"
    said = answer["answer"]
    for text in expect:
        if not _says(said, text):
            return f"the answer lacks {text}"
    if wanted and not any(source.startswith(tuple(wanted)) for source in cited):
        return f"cites {', '.join(dict.fromkeys(cited))}, not {', '.join(wanted)}"
    return MET


def refuse_patterns(expect: Sequence[str], allowed: bool) -> None:
    """Refuse a pattern that is none, or any where they are not allowed: one can take for ever.

    Raises:
        InputError: says which.
    """
    for text in expect:
        if _is_pattern(text):
            if not allowed:
                raise InputError("a pattern is expected, and patterns are not read here", "")
            if len(text) > LONGEST_PATTERN:
                raise InputError(f"the expected pattern has more than {LONGEST_PATTERN} characters", "")
            try:
                _pattern(text)
            except (re.error, OverflowError, RecursionError) as error:
                raise InputError(f"the expected pattern {text} is none: {error}", "") from None


def _says(said: str, text: str) -> bool:
    if _is_pattern(text):
        return bool(_pattern(text).search(said))
    return _plain(text) in _plain(said)


def _is_pattern(text: str) -> bool:
    bare = text.strip()
    return len(bare) > 2 and bare[0] == bare[-1] == "/"


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.strip()[1:-1], re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
