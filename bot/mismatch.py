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
# What visitors say of themselves is no condition that a page has to state: "if I don't bring a towel", "yes or no?"
_AM = r"['’]m|['’]ve|['’]re|['’]d|['’]ll| (?:am|are|is|have|has|had|was|were|do|does|did|can|could|will|would|should)"
_OWN = re.compile(
    rf"\b(?:i|we|he|she|my \w+)"
    rf"(?:(?:{_AM}) not|(?:{_AM})? (?:just |really |still |also |simply )?(?:\w+n['’]t|cannot|never))\b"
    r"|\b(?:yes )?or (?:not|no)\b|\bno (?:idea|problem|worries)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:i['’]?m|i am|aged?|turn(?:ed|ing|s)?) (?:an? |only |just |now |nearly |almost )?\d{1,3}\b"
    r"(?! ?(?:min|hour|day|week|month|km))"
    r"|\b\d{1,3}[ -]?(?:years?|yrs?)[ -]old\b|\b\d{1,2} ?y/?o\b",
    re.IGNORECASE,
)
_ANSWERED = frozenset(("time", "day", "age", "comes", "happens", "goes", "makes", "works", "helps"))  # without the word
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_THING = re.compile(
    r"\bhow (?:much|many) (?:more |extra |free )?([a-z]+)"
    r"|\b(?:what|which)(?:'s|’s| is| are)? (?:the |your )?([a-z]+)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:] )(?!I['’])[A-Z][\w'’-]+")


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
    word = (match.group(1) or match.group(2)).lower() if match else ""
    thing = [term for term in terms(word) if term not in STOP_TERMS and word not in _ANSWERED]
    return not all(map(has, thing))


def mismatch(question: str, sentence: str, passage: str) -> Mismatch:
    """Compare a question with the best sentence and the passage around it, headings included."""
    figures, names = _FIGURE.findall(_AGE.sub(" ", question)), _NAME.findall(question)
    around = fold(passage) if figures else ""
    known = set(words(passage)) if names else set()
    return Mismatch(
        float(bool(_NEGATED.search(_OWN.sub(" ", question))) and not _NEGATED.search(sentence)),
        float(sum(figure not in around for figure in figures)),
        float(sum(not known.issuperset(words(name)) for name in names)),
    )
