"""Follow-up questions without a language model: how a question could be meant, given those before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.salience import salient_terms
from bot.stop_words import STOP_TERMS
from ingest.lexical import terms, words

_LEANS = re.compile(
    r"^\W*(?:and|but|so|also|what about|how about|why|or)\b"
    r"|\b(?:it|its|they|them|their|this|that|these|those|he|she|his|her|there|then|one|ones|else|instead|same)\b",
    re.IGNORECASE,
)


LEANING, ELLIPTIC = 0.4, 0.1  # probability that a pronoun, or brevity, adds to the reading with the topic
OTHER_WORDS = -0.1  # probability by which another wording must be better than what was typed


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question."""

    text: str  # what is searched
    asked: str  # the question's own words: they say what form the answer must have
    shown: str  # what the user is told
    preference: float = 0.0  # added to its probability when readings compete
    page: str = ""  # doc_id of the page that it is understood to be about


def readings(wordings: Sequence[str], history: Sequence[str], page: str, title: str) -> tuple[Reading, ...]:
    """The question by itself, and where it leans on what was said before, the question with its topic.

    Args:
        wordings: the question as it was asked, and in other words.
        history: earlier questions, oldest first.
        page: doc_id of the page that the last question led to; "" where there is none.
        title: that page's title.
    """
    found = []
    for text in wordings:
        as_typed = 0.0 if text == wordings[0] else OTHER_WORDS
        found.append(Reading(text, text, text, as_typed))
        context = _subject(history) or title
        if history and context and not stands_alone(wordings[0]):
            asked = text.strip().rstrip("?!. ")
            shown = f"{asked} ({title or context})?"
            preference = as_typed + (LEANING if leans(wordings[0]) else ELLIPTIC)
            found.append(Reading(f"{asked}, {context}?", text, shown, preference, page))
    return tuple(found)


def leans(text: str) -> bool:
    """True for a question that points back: a pronoun, or a beginning such as "and" or "what about"."""
    return bool(_LEANS.search(text))


def stands_alone(text: str) -> bool:
    """True for a question that names what it is about: no pronoun, no ellipsis, two telling words or more."""
    return not leans(text) and len(words(text)) >= 4 and sum(salient_terms(text).values()) >= 1


def _subject(history: Sequence[str]) -> str:
    """The words of the last earlier question that say what it was about."""
    for earlier in reversed(history):
        telling = {term: value for term, value in salient_terms(earlier).items() if term not in STOP_TERMS}
        kept = [word for word in words(earlier) if any(term in telling for term in terms(word))]
        if len(kept) >= 2 or sum(telling.values()) >= 1:
            return " ".join(kept)
    return ""
