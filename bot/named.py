"""What a question names: words of its own by which the pages call their exercises and topics."""

from functools import lru_cache

import numpy as np

from bot.answers import Hit
from bot.rerank import Asked
from ingest.documents import Passage
from ingest.index import Index
from ingest.lexical import terms

NEARLY = 1.0  # score by which the passage that is named may lie behind another
COMMON = 0.25  # share of the passages from which a word names none of them
_KEPT = 10_000  # titles


def named_first(index: Index, question: Asked, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits, with one that bears a name from the question ahead of a best one that nowhere has it.

    "Sets of the leg press calf raise" is answered where the leg press is spoken of, and not by a page of another calf
    raise whose question happens to be put in the same words.
    """
    if len(hits) < 2:
        return hits
    first = hits[0]
    for place, hit in enumerate(hits[1:], start=1):
        if hit.score < first.score - NEARLY:
            break
        if lacks_name(index, question, first.passage, first.place, hit.passage) and not lacks_name(
            index, question, hit.passage, hit.place, first.passage
        ):
            return (hit, *hits[:place], *hits[place + 1 :])
    return hits


def lacks_name(index: Index, question: Asked, passage: Passage, place: int, other: Passage) -> bool:
    """True where question or topic have a word by which `other` is called, and that `passage` nowhere has.

    Args:
        index: holds the passages.
        question: what is asked.
        passage: one of them,
        place: at this place.
        other: another.
    """
    asked = {*question.terms, *names_of(question.topic)}
    wanted = (names_of(other.title) & asked) - names_of(passage.title)
    telling = (term for term in wanted if index.lexicon.frequency(term) < COMMON * len(index.passages))
    return any(not index.lexicon.holds(term, np.array([place]))[0] for term in telling)


@lru_cache(maxsize=_KEPT)
def names_of(title: str) -> frozenset[str]:
    """Stems of a page's title."""
    return frozenset(terms(title))
