"""The part of a question that asks, and the story around it."""

import re

from bot.follow_up import leans
from bot.intent import Wanted, intent_of
from bot.salience import salient_terms
from ingest.lexical import words

LONG = 14  # words from which a question may tell a story
_LEAST = 4  # words of a part that asks by itself
_BETWEEN = re.compile(r"(?<=[.!?…])\s+|\s*[,;:–—]\s+|\s+-\s+|\n+")
_ASKS = re.compile(
    r"\W*(?:(?:and|so|but|or|also|please|now|just|hi|hello|um|well|then) )*"
    r"(?:(?:for|until|till|since|by|from|at|on|in|to|with|about|up to) )?"
    r"(?:how|what(?:['’]?s)?|when|where|which|who(?:se)?|why|can|could|may|do|does|did|is|are|am|will|would|should|shall"
    r"|must|have|has|any chance|any)\b",
    re.IGNORECASE,
)
# A part that begins so is no story: "in 1066, who …", "the boiler, which …"
_LEADS_IN = re.compile(
    r"\W*(?:about|according|after|an?|as|at|before|between|by|during|for|from|if|in|into|of|on|over|since|the|through|to"
    r"|under|until|when|where|while|which|who|whose|with(?:in|out)?)\b",
    re.IGNORECASE,
)

_AND = re.compile(
    r"(?:\?+|,|;)?\s+(?:and|but)\s+(?:also\s+)?(?=(?:how|what|when|where|which|who|why|does|do|is|are|can|could|may|will)\b)"
    r"|\?+\s+(?=\w)",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"\b(?:is|are) there\b", re.IGNORECASE)
_NAMES = 0.5  # salience of what names a thing
_OF_THE_HOUSE = (Wanted.ANY, Wanted.HOURS, Wanted.PHONE, Wanted.EMAIL, Wanted.ADDRESS)  # figures are of things
_MOST_ASKED = 3  # things at once; who asks more has pasted a list


def asked_together(text: str) -> tuple[str, ...]:
    """The parts of a question that asks for several things at once; empty where it asks for one.

    "how long can I freeze for, and what does it cost" → "how long can I freeze for", "what does it cost".
    """
    parts = [part.strip() for part in _AND.split(text) if part.strip()]
    asks = all(_ASKS.match(part) and len(words(part)) > 1 for part in parts)
    return tuple(parts) if asks and 1 < len(parts) <= _MOST_ASKED else ()


def asking_part(text: str) -> str:
    """The one part of a long question that asks; the question itself where it is short, or no part or several ask."""
    if len(words(text)) < LONG:
        return text
    asking = [part.strip() for part in _BETWEEN.split(text) if _ASKS.match(part)]
    return asking[0] if len(asking) == 1 and _says_enough(asking[0]) else text


def without_story(text: str) -> str:
    """A question without the parts in which the visitor only tells something: no page has to say that.

    "I'm 58, is squatting safe?" does not ask for a page that speaks of 58. Where no part asks, all of it is kept.
    """
    kept, asks, start = [], False, 0
    for end in [*(match.end() for match in _BETWEEN.finditer(text)), len(text)]:
        part, start = text[start:end], end
        asking = _ASKS.match(part) is not None
        asks = asks or asking
        if asking or _LEADS_IN.match(part):
            kept.append(part)
    return "".join(kept) if asks else text


def says_what(part: str) -> bool:
    """True where a part of a question says by itself what it is about, and not as "how long" or "is there a fee"."""
    said = 0.0 if leans(_EXISTS.sub("", part)) else sum(salient_terms(part).values())
    return said >= _NAMES or (said > 0 and intent_of(part).wanted in _OF_THE_HOUSE)


def _says_enough(part: str) -> bool:
    return len(words(part)) >= _LEAST and not leans(part) and sum(salient_terms(part).values()) >= 1
