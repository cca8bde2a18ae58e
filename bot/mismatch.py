"""What a question says that the stretch it found does not: a figure, a name, a not."""

import re
from dataclasses import dataclass

from ingest.lexical import fold, words

_NEGATED = re.compile(
    r"n['’]t\b|\b(?:not|never|no|nor|without|except|besides|other than|aside from|rather than|instead of|fail\w*"
    r"|refus\w*|lack\w*|prevent\w*|stop\w*|avoid\w*|cannot|unable|least)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How much of a question has no counterpart; each figure 0 or more."""

    negated: float = 0.0  # 1 where the question negates and the sentence does not
    figures: float = 0.0  # figures of the question that the passage does not have
    names: float = 0.0  # capitalised words inside the question that the passage does not have


def mismatch(question: str, sentence: str, passage: str) -> Mismatch:
    """Compare a question with the best sentence and the passage around it, headings included."""
    around = fold(passage)
    known = set(words(passage))
    return Mismatch(
        float(bool(_NEGATED.search(question)) and not _NEGATED.search(sentence)),
        float(sum(figure not in around for figure in _FIGURE.findall(question))),
        float(sum(not known.issuperset(words(name)) for name in _NAME.findall(question))),
    )
