"""Where the best passage lacks the figure, time or day that is asked for: the passage of its page that has it.

So it is where its price is another thing's: what a trial costs stands among the prices, not where it is described.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.answers import Hit
from bot.best_sentences import Sentences
from bot.intent import Wanted
from bot.rerank import Asked
from bot.weekdays import days_of
from ingest.index import Index
from ingest.lexical import terms

REACH = 12  # passages on either side
BEHIND = 0.1  # score by which its best unit may lie below the best of the passage that was found
SAME_QUESTION = 0.8  # cosine from which the FAQ question of what was found is the visitor's, whatever its answer lacks

FIGURES = (
    Wanted.FREQUENCY,
    Wanted.DURATION,
    Wanted.TEMPO,
    Wanted.PRICE,
    Wanted.COUNT,
    Wanted.AMOUNT,
    Wanted.WEIGHT,
    Wanted.TEMPERATURE,
    Wanted.SPEED,
    Wanted.SHARE,
    Wanted.SIZE,
    Wanted.HOURS,
    Wanted.PHONE,
    Wanted.EMAIL,
    Wanted.ADDRESS,
)


def with_what_is_wanted(index: Index, question: Asked, hit: Hit) -> Hit:
    """The hit, or in its place the passage of its page that holds what the question wants and this one lacks.

    Args:
        index: holds the passages.
        question: what is asked.
        hit: what was found.
    """
    wants = question.intent.wanted in FIGURES or days_of(question.text)
    if not wants or hit.evidence.question >= SAME_QUESTION:
        return hit
    own = Sentences(index, question, hit.place)
    holding = [i for i in own.chosen() if _holds(question, own.words(i))]
    telling = _most_telling(question, own.read(own.best))
    if not (holding or telling) or (holding and question.intent.wanted is not Wanted.PRICE):
        return hit
    others = [Sentences(index, question, place) for place in _beside(index, hit.place)]
    if holding:
        thing = _most_telling(question, index.passages[hit.place].text)
        strange = thing and not any(thing in _said(own, i) for i in holding)
        able = [found for found in others if strange and _answers(question, found.read(found.best), thing)]
    else:
        able = [found for found in others if _answers(question, found.read(found.best), telling)]
    best = max(able, key=lambda found: found.scores[found.best], default=None)
    if best is None or best.scores[best.best] < own.scores[own.best] - BEHIND:
        return hit
    evidence = replace(hit.evidence, question=-1.0)
    return Hit(index.passages[best.place], best.place, hit.score, evidence)


def _beside(index: Index, place: int) -> Iterator[int]:
    """Places of the other passages of a page, nearby."""
    page = index.passages[place].doc_id
    for other in range(max(place - REACH, 0), min(place + REACH + 1, len(index.passages))):
        if other != place and index.passages[other].doc_id == page:
            yield other


def _most_telling(question: Asked, words: str) -> str:
    """Of the question's stems that some words hold, the one that says most what it is about; "" where none."""
    held = set(terms(words))
    shared = [
        (weight, term) for term, weight in zip(question.terms, question.term_weights, strict=True) if term in held
    ]
    return max(shared)[1] if shared else ""


def _answers(question: Asked, words: str, telling: str) -> bool:
    """True where some words hold what is wanted and are about the same thing."""
    return telling in terms(words) and _holds(question, words)


def _said(found: Sentences, i: int) -> frozenset[str]:
    """The stems of a unit and of what stands above it, its page's title aside."""
    passage = found.index.passages[found.place]
    return frozenset(terms(" ".join((passage.heading, passage.question, found.read(i)))))


def _holds(question: Asked, words: str) -> bool:
    days = days_of(question.text)
    return question.intent.is_met(words) and (not days or bool(days & days_of(words)))
