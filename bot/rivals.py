"""Sentences of the pages that claim something on what is asked, and those among them that contradict each other.

The best passage may hold the words of a question and no claim on its point, or one side of it: a page may contradict
another and itself. So the sentences of everything found near are read, and not only the one of each that fits best.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from weakref import WeakKeyDictionary

from bot.answers import Hit
from bot.best_sentences import Sentences
from bot.cite import Pick
from bot.disagree import claims, differ, dimensions, of_interest, points_differ, told_by_figures
from bot.muscles import movements
from bot.named import lacks_name
from bot.normal_text import normalised
from bot.points import Place, Point, points
from bot.rerank import Asked
from bot.subjects import OF_THE_BODY
from ingest.documents import Passage
from ingest.index import Index
from ingest.lexical import terms
from ingest.sentences import sentences
from ingest.vectors import Unit

READ = 20  # of the best passages; of the first one's page all that were found
PASSAGE = 0.02  # what a passage's score counts beside its sentence's, where one of several is chosen
WORD = 0.003  # and what each word counts against it
FOUND = 10.0  # score that a passage may be found worse by than the best
_KEPT = 50_000  # readings
_SOME = re.compile(r"\bsome (?:people|individuals|members|guests|athletes|lifters|of)\b", re.IGNORECASE)
_VARIANTS = frozenset(
    stem
    for word in ("reverse", "seated", "standing", "donkey", "incline", "decline", "sumo", "army")
    for stem in terms(word)
)

Claims = Mapping[str, frozenset[str]]


_readings: WeakKeyDictionary[Index, dict[int, "Reading"]] = WeakKeyDictionary()  # what was read, with the index


class Reading:
    """What the sentences of a passage claim; claims and figures are read when they are first asked for."""

    def __init__(self, text: str, units: Sequence[Unit], place: Place) -> None:
        """Take the passage's document, its units, and where it stands."""
        self._text = text
        self._units = units
        self._place = place

    @cached_property
    def claims(self) -> tuple[tuple[int, str, frozenset[str]], ...]:
        """Unit, subject and values of each."""
        told = enumerate(_claims_of(self._text, self._units, unit) for unit in self._units)
        return tuple((i, *claim) for i, claims_ in told for claim in claims_.items())

    @cached_property
    def points(self) -> tuple[tuple[int, Point], ...]:
        """Each unit, and the figures that it tells."""
        said = [self._text[unit.words_start : unit.end] for unit in self._units]
        told = enumerate(points(words, self._place, before) for before, words in pairwise(["", *said]))
        return tuple((i, point) for i, points_ in told for point in points_)

    def speaks_of(self, subjects: frozenset[str]) -> bool:
        """True where it claims something on one of the subjects, or tells a figure of it."""
        if (asked := dimensions(subjects)) and any(point.dimension in asked for _, point in self.points):
            return True
        return not told_by_figures(subjects) and any(of_interest(subject, subjects) for _, subject, _ in self.claims)


@dataclass(frozen=True, slots=True)
class Claimant:
    """A sentence that claims something on a subject asked about."""

    hit: Hit
    unit: int  # of the passage
    subject: str
    values: frozenset[str] | Point
    score: float  # how well it answers; comparable within one question

    def against(self, other: "Claimant") -> bool:
        """True where both cannot be right; what stands in one sentence is not meant against itself."""
        if self.subject != other.subject or (self.hit.place, self.unit) == (other.hit.place, other.unit):
            return False
        if isinstance(self.values, Point) or isinstance(other.values, Point):
            return (
                isinstance(self.values, Point) and isinstance(other.values, Point) and self.values.differs(other.values)
            )
        return differ(self.subject, self.values, other.values)


def claimed(pick: Pick) -> Claims:
    """What a pick claims, sentence by sentence; "it" is what its paragraph or item begins with."""
    found: dict[str, frozenset[str]] = {}
    text, blocks = pick.document.text, pick.document.blocks
    for start, end in pick.spans:
        place = bisect_right(blocks, start, key=lambda block: block.start) - 1
        topic = text[blocks[place].words_start : start] if place >= 0 else ""
        for subject, values in _claims_within(text[start:end], topic).items():
            found[subject] = found.get(subject, frozenset()) | values
    return found


def contradicting(index: Index, one: Pick, other: Pick, subjects: frozenset[str]) -> bool:
    """True where two picks claim what cannot both be right of a subject asked about; none is against itself."""
    if not subjects or (one.document.doc_id, one.spans) == (other.document.doc_id, other.spans):
        return False
    ours, theirs = (claimed(one), claimed(other)) if not told_by_figures(subjects) else ({}, {})
    shared = (subject for subject in ours.keys() & theirs.keys() if of_interest(subject, subjects))
    if any(differ(subject, ours[subject], theirs[subject]) for subject in shared):
        return True
    asked = dimensions(subjects)
    if not asked:
        return False
    told = [[point for point in told_in(index, pick) if point.dimension in asked] for pick in (one, other)]
    return any(a.differs(b) for a in told[0] for b in told[1]) or points_differ(one.text, other.text, subjects)


def told_in(index: Index, pick: Pick) -> Iterator[Point]:
    """The figures of a pick's passage that the pick states."""
    units = index.units(pick.place[0])
    for place, point in reading(index, pick.place[0]).points:
        if any(start <= units[place].words_start and units[place].end <= end for start, end in pick.spans):
            yield point


def reading(index: Index, place: int) -> Reading:
    """What the sentences of a passage claim; each passage is read once."""
    readings = _readings.setdefault(index, {})
    if place not in readings:
        passage = index.passages[place]
        text = index.documents[passage.doc_id].text
        readings[place] = Reading(text, index.units(place), Place.of(passage))
    return readings[place]


def claimants(
    index: Index, question: Asked, hits: Sequence[Hit], subjects: frozenset[str], lead: Pick
) -> list[Claimant]:
    """The sentences found that claim something disputed on the subjects, the best first.

    Args:
        index: holds the passages.
        question: what is asked.
        hits: what was found, best first.
        subjects: asked about.
        lead: what is stated first: figures are wanted where they contradict one of its own.
    """
    first = hits[0]
    body = frozenset(subject for subject in subjects if subject.startswith(OF_THE_BODY))
    said = subjects - {"yes or no"}  # says nothing by itself
    own, named = tuple(told_in(index, lead)), frozenset(terms(question.text))
    told: list[tuple[Hit, int, str, frozenset[str] | Point]] = []
    for i, hit in enumerate(hits):
        near = hit.score >= first.score - FOUND and (i < READ or hit.passage.doc_id == first.passage.doc_id)
        near = near and not lacks_name(index, question, hit.passage, hit.place, first.passage)
        if wanted := said if near and variants_of(hit.passage) <= named else body:
            read, asked = reading(index, hit.place), dimensions(wanted)
            if not told_by_figures(wanted):
                told += [(hit, *claim) for claim in read.claims if of_interest(claim[1], wanted)]
            told += [
                (hit, place, point.dimension, point)
                for place, point in read.points
                if point.dimension in asked and any(point == other or point.differs(other) for other in own)
            ]
    disputed = _disputed(told)
    judged = {
        place: Sentences(index, question, place).scores
        for place in {hit.place for hit, _, what, _ in told if what in disputed}
    }
    found = [
        Claimant(hit, place, subject, values, judged[hit.place][place])
        for hit, place, subject, values in told
        if subject in disputed
    ]

    def fit(item: Claimant) -> float:
        unit = index.units(item.hit.place)[item.unit]
        n_words = len(index.documents[item.hit.passage.doc_id].text[unit.words_start : unit.end].split())
        return item.score + PASSAGE * item.hit.score - WORD * n_words

    return sorted(found, key=lambda item: (-fit(item), item.hit.place, item.unit))


def _disputed(told: Sequence[tuple[Hit, int, str, frozenset[str] | Point]]) -> frozenset[str]:
    """The subjects of which two sentences claim what cannot both be right, and all figures."""
    values: dict[str, set[frozenset[str]]] = {}
    for _, _, subject, value in told:
        if not isinstance(value, Point):
            values.setdefault(subject, set()).add(value)
    claimed_ = {
        subject for subject, all_ in values.items() if any(differ(subject, a, b) for a, b in combinations(all_, 2))
    }
    return frozenset(claimed_ | {subject for _, _, subject, value in told if isinstance(value, Point)})


def stated(index: Index, question: Asked, claimant: Claimant, longest: int) -> Pick:
    """A claimant's sentence with what it leans on."""
    sentences_ = Sentences(index, question, claimant.hit.place)
    sentences_.best = claimant.unit
    chosen = sentences_.within(sentences_.chosen(), longest)
    document, units = sentences_.document, sentences_.units
    spans: list[tuple[int, int]] = []
    for i in chosen:
        start = units[i].words_start
        joined = bool(spans) and i - 1 in chosen and units[i - 1].block == units[i].block
        spans = [*spans[:-1], (spans[-1][0], units[i].end)] if joined else [*spans, (start, units[i].end)]
    return Pick(
        document,
        claimant.hit.passage.heading,
        tuple(spans),
        tuple(False for _ in spans),
        claimant.score,
        index.unit_vectors(claimant.hit.place)[claimant.unit],
        claimant.hit.score,
        (claimant.hit.place, claimant.unit + 1),
    )


def _claims_of(text: str, units: Sequence[Unit], unit: Unit) -> Claims:
    """What a sentence claims, where it asks nothing and speaks for all."""
    words = text[unit.words_start : unit.end]
    if words.endswith("?") or _SOME.search(words):
        return {}
    first = next(other for other in units if other.block == unit.block)
    return _claims_within(words, text[first.words_start : unit.words_start])


@lru_cache(maxsize=_KEPT)
def _claims_within(text: str, before: str) -> Claims:
    """What the sentences of a text claim.

    Args:
        text: some sentences.
        before: what stands before them in their paragraph or list item.
    """
    found: dict[str, frozenset[str]] = {}
    topic = _first(before)
    for start, end in sentences(text, 0, len(text)):
        sentence = text[start:end]
        told = [*claims(sentence).items()]
        if topic:
            leaning = movements(normalised(sentence), normalised(topic))
            told += [(f"movement that trains, {muscle}", joints) for muscle, joints in leaning.items()]
        for subject, values in told:
            found[subject] = found.get(subject, frozenset()) | values
        topic = topic or sentence
    return found


def _first(text: str) -> str:
    return next((text[start:end] for start, end in sentences(text, 0, len(text))), "")


def variants_of(passage: Passage) -> frozenset[str]:
    """The stems by which a passage says that it is about a variant of an exercise: reverse, seated."""
    return _variants(f"{passage.title} {passage.heading} {passage.question}")


@lru_cache(maxsize=_KEPT)
def _variants(text: str) -> frozenset[str]:
    return _VARIANTS & frozenset(terms(text))
