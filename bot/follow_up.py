"""Follow-up questions without a language model: how a question could be meant, given those before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.salience import salient_terms
from bot.stop_words import STOP_TERMS
from bot.weekdays import days_of
from ingest.lexical import terms, words

_LEANS = re.compile(
    r"^\W*(?:and|but|so|also|what about|how about|why|or)\b"
    r"|\b(?:it|its|they|them|their|this|that|these|those|he|she|his|her|there|then|one|ones|else|instead|same)\b",
    re.IGNORECASE,
)


LEANING, ELLIPTIC = 1.6, 0.4  # log-odds that a pronoun, or brevity, adds to the reading with the topic
OTHER_WORDS = -0.2  # log-odds by which another wording must be better than what was typed
# Share of the topic's score in the ranking for a question that needs it and for one that stands alone, from the
# conversations of CAsT, CANARD and mtRAG: its own words alone lose the thread, and the topic alone finds again what was
# found before.
NEEDED, BESIDE = 0.6, 0.33
MOST_TOPIC_WORDS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question."""

    text: str  # what is searched
    asked: str  # the question's own words: they say what form the answer must have
    shown: str  # what the user is told: the words as typed, repaired, whatever words are searched for them
    preference: float = 0.0  # added to its log-odds when readings compete
    page: str = ""  # doc_id of the page that it is understood to be about
    topic_share: float = 0.0  # how much `text`, which has the topic in it, counts beside `asked` in the ranking
    leans: bool = False  # says too little without the topic: what speaks for a passage is judged by `text`


def readings(wordings: Sequence[str], history: Sequence[str], page: str, title: str) -> tuple[Reading, ...]:
    """The question by itself, and after others, the question with their topic.

    Args:
        wordings: the question as it was asked, and in other words.
        history: earlier questions, oldest first.
        page: doc_id of the page that the last question led to; "" where there is none.
        title: that page's title.
    """
    found = []
    for text in wordings:
        as_typed = 0.0 if text == wordings[0] else OTHER_WORDS
        alone = Reading(text, text, wordings[0], as_typed)
        told = topic(history)
        if days_of(text):
            told = tuple(word for word in told if not days_of(word))  # "and on Sundays?" asks no more of Tuesday
        context = " ".join(told) or title
        if not history or not context:
            found.append(alone)
            continue
        asked = text.strip().rstrip("?!. ")
        typed = wordings[0].strip().rstrip("?!. ")
        with_topic = f"{asked}, {context}?"
        if stands_alone(wordings[0]):
            found.append(Reading(with_topic, text, wordings[0], as_typed, "", BESIDE))
        else:
            found.append(alone)
            kind = LEANING if leans(wordings[0]) else ELLIPTIC
            shown = f"{typed} ({title or _subject(history) or context})?"
            found.append(Reading(with_topic, text, shown, as_typed + kind, page, NEEDED, leans=True))
    return tuple(found)


def leans(text: str) -> bool:
    """True for a question that points back: a pronoun, or a beginning such as "and" or "what about"."""
    return bool(_LEANS.search(text))


def stands_alone(text: str) -> bool:
    """True for a question that names what it is about: no pronoun, no ellipsis, two telling words or more."""
    return not leans(text) and len(words(text)) >= 4 and sum(salient_terms(text).values()) >= 1


def topic(history: Sequence[str]) -> tuple[str, ...]:
    """The telling words of the first two questions, which set the topic, and of the last with any; twelve at most."""
    told = [found for found in map(_telling, history) if found]
    last = next((found for found in reversed(told) if len(found) >= 2), ())
    return tuple(dict.fromkeys((*last, *(word for found in told[:2] for word in found))))[:MOST_TOPIC_WORDS]


def _subject(history: Sequence[str]) -> str:
    """The words of the last earlier question that say what it was about."""
    for earlier in reversed(history):
        kept = _telling(earlier)
        if len(kept) >= 2 or sum(salient_terms(" ".join(kept)).values()) >= 1:
            return " ".join(kept)
    return ""


def _telling(text: str) -> tuple[str, ...]:
    telling = {term for term in salient_terms(text) if term not in STOP_TERMS}
    return tuple(word for word in words(text) if any(term in telling for term in terms(word)))
