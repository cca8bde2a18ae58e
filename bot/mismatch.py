"""What a question says that the stretch it found does not: a figure, a name, a not."""

import re
from dataclasses import dataclass

from bot.stop_words import STOP_TERMS
from ingest.lexical import fold, terms, words

_NEGATED = re.compile(
    r"n['’]t\b|\b(?:not|never|no|nor|without|except|besides|other than|aside from|rather than|instead of|fail\w*|refus\w*"
    r"|lack\w*|prevent\w*|stop\w*|avoid\w*|cannot|unable|least)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How much of a question has no counterpart; each figure 0 or more."""

    negated: float  # 1 where the question negates and the sentence does not
    figures: float  # figures of the question that the passage does not have
    names: float  # capitalised words inside the question that the passage does not have
    words: float  # share of its telling words that the sentence does not have, in any inflection, 0 to 1


def mismatch(question: str, sentence: str, passage: str) -> Mismatch:
    """Compare a question with the best sentence and the passage around it, headings included."""
    around = fold(passage)
    held = set(terms(sentence))
    telling = [term for term in dict.fromkeys(terms(question)) if term not in STOP_TERMS]
    known = set(words(passage))
    return Mismatch(
        float(bool(_NEGATED.search(question)) and not _NEGATED.search(sentence)),
        float(sum(figure not in around for figure in _FIGURE.findall(question))),
        float(sum(not known.issuperset(words(name)) for name in _NAME.findall(question))),
        sum(term not in held for term in telling) / max(len(telling), 1),
    )
