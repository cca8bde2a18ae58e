"""The part of a question that asks, and the story around it."""

import re

from bot.follow_up import leans
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


def _says_enough(part: str) -> bool:
    return len(words(part)) >= _LEAST and not leans(part) and sum(salient_terms(part).values()) >= 1
