"""Passages of several pages that say nearly the same, word for word or with few words changed."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from bot.groups import groups
from bot.neighbours import nearest_pairs
from bot.normal_text import normalised
from bot.points import Place
from ingest.arrays import PASSAGE
from ingest.index import Index
from ingest.lexical import terms, words

ALIKE = 0.85  # share of the longer one's words that the other has too
NEAR = 0.85  # cosine of two passages from which their words are compared
LONG = 30  # words; a shorter text may be said of two things alike
SHORTEST = 8  # words; two texts below it are alike by chance
# Titles of two variants: their pages are alike on purpose.
_VARIANTS = tuple(
    tuple(frozenset(terms(normalised(side))) for side in pair)
    for pair in (
        ("left", "right"),
        ("forward forwards", "backward backwards reverse"),
        ("front", "back rear side"),
        ("internal inner", "external outer"),
        ("incline", "decline flat"),
        ("clockwise", "counterclockwise anticlockwise"),
        ("upper", "lower"),
        ("over overhand", "under underhand"),
        ("wide", "narrow close"),
        ("up", "down"),
        ("high", "low"),
        ("pronated", "supinated"),
        ("abductor", "adductor"),
        ("single one alternate alternating", "double two"),
        ("standing", "seated sitting lying kneeling"),
    )
)
_NEIGHBOURS = 12  # passages that each is compared with
_DIGITS = re.compile(r"\d")


def near_duplicates(index: Index) -> list[tuple[int, ...]]:
    """Groups of passages of at least two pages, by their places; each group in order.

    Passages that differ in a figure are no duplicates: they agree or contradict each other.
    """
    texts = [Counter(words(f"{passage.question} {passage.body}")) for passage in index.passages]
    subjects = [Place.of(passage).subject for passage in index.passages]
    pairs = [
        (a, b)
        for a, b in _near(index)
        if index.passages[a].doc_id != index.passages[b].doc_id
        and _same_thing(subjects[a], subjects[b], texts[a], texts[b])
        and _alike(texts[a], texts[b])
    ]
    return groups(pairs)


def pages_apart(index: Index, found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Join the groups that lie on the same pages: a page that repeats another is one finding."""
    of_pages: dict[frozenset[str], list[int]] = defaultdict(list)
    for group in found:
        of_pages[frozenset(index.passages[place].doc_id for place in group)].extend(group)
    return sorted(tuple(sorted(places)) for places in of_pages.values())


def _near(index: Index) -> Iterator[tuple[int, int]]:
    vectors = []
    for place in range(len(index.passages)):
        kinds, rows = index.rows_of(place)
        vectors.append(rows[kinds == PASSAGE][0])
    near = {(a, b) for a, b, cosine in nearest_pairs(np.stack(vectors), _NEIGHBOURS) if cosine >= NEAR}
    yield from sorted(near)


def _same_thing(one: frozenset[str], other: frozenset[str], text: Counter[str], text2: Counter[str]) -> bool:
    """A short text that two things have in common is no repetition; a long one is, unless the two are variants."""
    if any((a & one and b & other) or (b & one and a & other) for a, b in _VARIANTS):
        return False
    return one == other or not one or not other or min(text.total(), text2.total()) >= LONG


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    longer = max(one.total(), other.total())
    if min(one.total(), other.total()) < SHORTEST or (one & other).total() < ALIKE * longer:
        return False
    return not any(_DIGITS.search(word) for word in (one - other) + (other - one))
