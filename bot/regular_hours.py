"""Opening hours asked for without a day: those of the whole week, and not those of a holiday alone."""

from collections.abc import Sequence

from bot.answers import Hit
from bot.intent import Wanted
from bot.normal_text import normalised
from bot.points import WHEN
from bot.rerank import Asked
from bot.weekdays import days_of

NEAR = 4.0  # score below the best within which passages tell hours of the same thing


def regular_hours(question: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """The passages that tell the hours of the week between them, in the order of their page; empty where one does.

    They stand below the best one's heading, each tells hours of days that no other tells, and none is about a holiday.

    Args:
        question: what is asked.
        hits: what was found, best first, at least one.
    """
    if question.intent.wanted not in (Wanted.HOURS, Wanted.TIME) or days_of(question.text) or is_special(question.text):
        return []
    place = hits[0].passage.doc_id, hits[0].passage.heading
    told: dict[frozenset[int], Hit] = {}
    for hit in hits:
        passage = hit.passage
        if hit.score < hits[0].score - NEAR or (passage.doc_id, passage.heading) != place:
            continue
        days = days_of(passage.body)
        regular = days and question.intent.is_met(passage.body) and not is_special(f"{passage.question} {passage.body}")
        if regular and all(days.isdisjoint(others) for others in told):
            told[days] = hit
    return sorted(told.values(), key=lambda hit: hit.place) if len(told) > 1 else []


def is_special(text: str) -> bool:
    """True where a text names a holiday, a season or a date."""
    return any(match["holiday"] or match["date"] for match in WHEN.finditer(normalised(text)))
