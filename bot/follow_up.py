"""Follow-up questions without a language model: how a question could be meant, given those before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.retrieve import salient_terms
from ingest.lexical import terms, words

_LEANS = re.compile(
    r"^\W*(?:and|but|so|also|what about|how about|why|or)\b|\b(?:it|its|they|them|their|this|that|these|those|he|she|his|her|there|then|one|ones|else|instead|same)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question."""

    text: str  # what is searched
    shown: str  # what the user is told
    preference: float = 0.0  # added to its probability when readings compete


def readings(text: str, history: Sequence[str], topic: str) -> tuple[Reading, ...]:
    """The question by itself, and where it leans on what was said before, the question with its topic.

    Args:
        text: the question.
        history: earlier questions, oldest first.
        topic: title of the page that the last question led to; "" where there is none.
    """
    alone = Reading(text, text)
    if not history:
        return (alone,)
    subject = _subject(history)
    context = subject or topic
    if not context or stands_alone(text):
        return (alone,)
    asked = text.strip().rstrip("?!. ")
    together = Reading(f"{asked}, {context}?", f"{asked} ({context})?", 0.15 if _LEANS.search(text) else 0.05)
    return (together, alone)


def stands_alone(text: str) -> bool:
    """True for a question that names what it is about: no pronoun, no ellipsis, two telling words or more."""
    telling = [term for term in salient_terms(text) if term in salient_terms(text)]
    if _LEANS.search(text):
        return False
    return len(telling) >= 2 and len(words(text)) >= 4


def _subject(history: Sequence[str]) -> str:
    """The words of the last earlier question that say what it was about."""
    for earlier in reversed(history):
        kept = [word for word in words(earlier) if set(terms(word)) & set(salient_terms(earlier))]
        if len(kept) >= 2:
            return " ".join(kept)
    return ""
