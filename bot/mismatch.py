"""What a question says that the stretch it found does not: a figure, a name, a not."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.stop_words import STOP_TERMS
from ingest.lexical import fold, terms, words

_NEGATED = re.compile(
    r"n['’]t\b|\b(?:not|never|no|nor|without|except|besides|other than|aside from|rather than|instead of|fail\w*"
    r"|refus\w*|lack\w*|prevent\w*|stop\w*|avoid\w*|cannot|unable|least)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_THING = re.compile(
    r"\bhow (?:much|many) (?:more |extra |free )?([a-z]+)"
    r"|\b(?:what|which)(?:'s|’s| is| are)? (?:the |your )?([a-z]+)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How much of a question has no counterpart; each figure 0 or more."""

    negated: float = 0.0  # 1 where the question negates and the sentence does not
    figures: float = 0.0  # figures of the question that the passage does not have
    names: float = 0.0  # capitalised words inside the question that the passage does not have


def lacks_thing(question: str, has: Callable[[str], bool]) -> bool:
    """True where a passage has not the thing that is asked for: the rest of "how much rest".

    Args:
        question: what is asked.
        has: tells whether the passage, headings included, has a stem.
    """
    match = _THING.search(question)
    thing = [term for term in terms(match.group(1) or match.group(2)) if term not in STOP_TERMS] if match else []
    return not all(map(has, thing))


def mismatch(question: str, sentence: str, passage: str) -> Mismatch:
    """Compare a question with the best sentence and the passage around it, headings included."""
    figures, names = _FIGURE.findall(question), _NAME.findall(question)
    around = fold(passage) if figures else ""
    known = set(words(passage)) if names else set()
    return Mismatch(
        float(bool(_NEGATED.search(question)) and not _NEGATED.search(sentence)),
        float(sum(figure not in around for figure in figures)),
        float(sum(not known.issuperset(words(name)) for name in names)),
    )
