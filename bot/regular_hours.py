"""Opening hours asked for without a day: those of the whole week, and not those of a holiday alone."""

import re
from collections.abc import Sequence

from bot.answers import Hit
from bot.intent import Wanted
from bot.normal_text import normalised
from bot.points import WHEN
from bot.rerank import Asked
from bot.weekdays import days_of
from ingest.lexical import words

_PLAIN = frozenset(  # words that ask for nothing beside
    re.findall(
        r"\w+",
        "and are at can centre center close closed closes closing club do does for from get gym hour hours i in is it"
        " me of open opening opens our please s tell the there till time times to until usual what whats when which you"
        " your",
    )
)
_SEVERAL = 2  # passages
_WEEK = 5  # days
NEAR = 4.0  # score below the best within which passages tell hours of the same thing


def regular_hours(question: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """The passages that tell the hours of the week between them, in the order of their page; empty where one does.

    They stand below the best one's heading, each tells hours of days that no other tells, and none is about a holiday.
    Where the best one tells no hours and nothing beside is asked, it is the best that tells those of a week.

    Args:
        question: what is asked.
        hits: what was found, best first, at least one.
    """
    if question.intent.wanted not in (Wanted.HOURS, Wanted.TIME) or days_of(question.text) or is_special(question.text):
        return []
    lead = hits[0]
    if frozenset(words(question.text)) <= _PLAIN and not question.intent.is_met(lead.passage.body):
        lead = next((hit for hit in hits if _tells_week(question, hit)), lead)  # not a membership's "all opening hours"
    place = lead.passage.doc_id, lead.passage.heading
    told: dict[frozenset[int], Hit] = {}
    for hit in hits:
        if hit.score < lead.score - NEAR or (hit.passage.doc_id, hit.passage.heading) != place:
            continue
        days, passage = days_of(hit.passage.body), hit.passage
        regular = days and question.intent.is_met(passage.body) and not is_special(f"{passage.question} {passage.body}")
        if regular and all(days.isdisjoint(others) for others in told):
            told[days] = hit
    if len(told) < _SEVERAL:
        return [] if lead is hits[0] else [lead]
    return sorted(told.values(), key=lambda hit: hit.place)


def _tells_week(question: Asked, hit: Hit) -> bool:
    """True where a passage tells hours of most days, perhaps beside those of holidays, and is not about these."""
    passage = hit.passage
    about = is_special(f"{passage.question} {passage.heading}")
    return len(days_of(passage.body)) >= _WEEK and question.intent.is_met(passage.body) and not about


def is_special(text: str) -> bool:
    """True where a text names a holiday, a season or a date."""
    return any(match["holiday"] or match["date"] for match in WHEN.finditer(normalised(text)))
