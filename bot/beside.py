"""Whether an answer is beside the point, however near it lies: it lacks the thing or the fact that is asked for.

The bank of visitors' questions knows by name what people ask gyms about. Where a question names such a thing and no
page does, the question is about that thing, and what the pages say of others answers it badly.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.answers import Hit
from bot.counts import is_measure
from bot.intent import Intent, Wanted
from bot.rerank import Asked
from bot.salience import salient_terms
from bot.weekdays import days_of
from ingest.bank import Bank
from ingest.index import Index
from ingest.lexical import terms

# Set by hand:
TELLING = 0.3  # salience from which a word names a thing
NAMED = 0.5  # share of a group's wordings that hold the word by which they ask
ASKED_AS = 0.65  # cosine from which a question asks what a wording of the bank does
KNOWN = 0.8  # support from which the pages know what the bank asks, in whatever words
_NEAR = 1.0  # score by which another passage of the page may be found worse and still be what is stated
_STATED = (Wanted.PRICE, Wanted.WEIGHT)  # what is stated is read for it, too
# What gyms number, and its numbers: "Studio 2", "lanes 1 to 3"
_NUMBERED = re.compile(
    r"\b(studio|room|hall|court|lane|pool|floor|gate|zone|level|bay|field|pitch|building|entrance|line|bus|tram|stage|phase"
    r"|week|category|group|table|box)s? (\d{1,2}(?:(?: ?(?:,|-|–|and|or|to|&) ?)+\d{1,2})*)\b(?![.:]\d)",
    re.IGNORECASE,
)
_STRICT = (
    Wanted.PERSON,
    Wanted.WEIGHT,
    Wanted.TEMPERATURE,
    Wanted.PHONE,
    Wanted.EMAIL,
)  # without it, nothing is an answer


def foreign_terms(index: Index, question: Asked) -> tuple[str, ...]:
    """The stems of a question that name something and that no page holds."""
    places = np.arange(len(index.passages), dtype=np.int32)
    telling = salient_terms(question.text)
    return tuple(t for t in question.terms if telling[t] >= TELLING and not index.lexicon.holds(t, places).any())


def is_another_topic(bank: Bank, group: int, foreign: Sequence[str]) -> bool:
    """True where the bank asks about one of the stems by itself, but not in this group: a café, and not the gym.

    Args:
        bank: whose groups begin with their plainest wording.
        group: the one that a question is to be read as.
        foreign: stems of the question that no page holds.
    """
    strange = frozenset(foreign) - _stems(tuple(bank.of_group(group)))
    plainest = (wording for wording in bank.plainest if any(stem[:3] in wording.lower() for stem in strange))
    return any(strange & _stems((wording,)) for wording in plainest)


def is_absent_topic(bank: Bank, group: int, nearness: float, support: float, foreign: Sequence[str]) -> bool:
    """True where a question is the bank's, and the thing that this is about stands on no page.

    Args:
        bank: whose wordings of one group mean the same.
        group: the question's.
        nearness: cosine of the question and the nearest wording of the group.
        support: cosine of the pages and the wording of the group that is nearest to them.
        foreign: stems of the question that no page holds.
    """
    if not foreign or nearness < ASKED_AS or support >= KNOWN:
        return False
    wordings = bank.of_group(group)
    return any(sum(stem in _stems((wording,)) for wording in wordings) >= NAMED * len(wordings) for stem in foreign)


def lacks_fact(intent: Intent, hits: Sequence[Hit]) -> bool:
    """True where who, which weight or which number is asked for, and the best hit's page tells none nearby."""
    first = hits[0]
    if intent.wanted not in _STRICT and not is_measure(intent.counted):
        return False
    near = (hit.passage for hit in hits if hit.score >= first.score - _NEAR)
    return not any(intent.is_met(found.body) for found in near if found.doc_id == first.passage.doc_id)


def is_unstated(question: str, intent: Intent, stated: str) -> bool:
    """True where what is to be stated has not the price or weight asked for, or tells of Studio 1 and not of 2."""
    if intent.wanted in _STATED and not intent.is_met(stated):
        return True
    told = _numbers(stated)
    return any(thing in told and not numbers & told[thing] for thing, numbers in _numbers(question).items())


def is_of_another_day(question: str, stated: str, heading: str) -> bool:
    """True where a day is asked for, and what is to be stated names none and stands below another one."""
    asked, above = days_of(question), days_of(heading)
    return bool(asked and above) and asked.isdisjoint(above) and not days_of(stated)


def _numbers(text: str) -> dict[str, set[int]]:
    """The numbers that a text gives to things of a kind; all those of a range."""
    found: dict[str, set[int]] = {}
    for thing, listed in _NUMBERED.findall(text):
        numbers = [int(number) for number in re.findall(r"\d+", listed)]
        ranged = re.search(r"-|–|to", listed) is not None
        found.setdefault(thing.lower(), set()).update(range(min(numbers), max(numbers) + 1) if ranged else numbers)
    return found


@lru_cache(maxsize=2048)
def _stems(wordings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem for wording in wordings for stem in terms(wording))
