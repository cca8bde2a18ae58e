"""Sentences of the pages that claim something on what is asked, and those among them that contradict each other.

The best passage may hold the words of a question and no claim on its point, or one side of it: a page may contradict
another and itself. So the sentences of everything found near are read, and not only the one of each that fits best.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answers import Hit
from bot.best_sentences import Sentences
from bot.cite import Pick
from bot.disagree import claims, differ, of_interest, points_differ
from bot.muscles import movements
from bot.normal_text import normalised
from bot.rerank import Asked
from ingest.index import Index
from ingest.lexical import terms
from ingest.sentences import sentences
from ingest.vectors import Unit

READ = 20  # of the best passages; of the first one's page all that were found
FOUND = 10.0  # score that a passage may be found worse by than the best
_KEPT = 50_000  # readings
_SOME = re.compile(r"\bsome (?:people|individuals|members|guests|athletes|lifters|of)\b", re.IGNORECASE)
_VARIANTS = frozenset(
    stem
    for word in "reverse seated standing single donkey incline decline front back sumo walking army flat".split()
    for stem in terms(word)
)

Claims = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Claimant:
    """A sentence that claims something on a subject asked about."""

    hit: Hit
    unit: int  # of the passage
    subject: str
    values: frozenset[str]
    score: float  # how well it answers; comparable within one question

    def against(self, other: "Claimant") -> bool:
        """True where both cannot be right."""
        return self.subject == other.subject and differ(self.subject, self.values, other.values)


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


def contradicting(one: Pick, other: Pick, subjects: frozenset[str]) -> bool:
    """True where two picks claim what cannot both be right of a subject asked about."""
    ours, theirs = claimed(one), claimed(other)
    shared = (subject for subject in ours.keys() & theirs.keys() if of_interest(subject, subjects))
    return any(differ(subject, ours[subject], theirs[subject]) for subject in shared) or points_differ(
        one.text, other.text, subjects
    )


def claimants(index: Index, question: Asked, hits: Sequence[Hit], subjects: frozenset[str]) -> list[Claimant]:
    """The sentences found that claim something on the subjects, the best first."""
    first = hits[0]
    found: list[Claimant] = []
    for i, hit in enumerate(hits):
        if hit.score < first.score - FOUND or (i >= READ and hit.passage.doc_id != first.passage.doc_id):
            continue
        text = index.documents[hit.passage.doc_id].text
        units = index.units(hit.place)
        told = [
            (place, subject, values)
            for place, unit in enumerate(units)
            for subject, values in _claims_of(text, units, place, unit).items()
            if of_interest(subject, subjects)
        ]
        if told and not _other_variant(question, hit):
            scores = Sentences(index, question, hit.place).scores
            found += [Claimant(hit, place, subject, values, scores[place]) for place, subject, values in told]
    return sorted(found, key=lambda item: (-item.score, item.hit.place, item.unit))


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


def _claims_of(text: str, units: Sequence[Unit], place: int, unit: Unit) -> Claims:
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


def _other_variant(question: Asked, hit: Hit) -> bool:
    """True where a passage is about a variant of an exercise that the question does not name: reverse, seated."""
    passage = hit.passage
    return bool(_variants(f"{passage.title} {passage.heading} {passage.question}") - set(terms(question.text)))


@lru_cache(maxsize=_KEPT)
def _variants(text: str) -> frozenset[str]:
    return _VARIANTS & frozenset(terms(text))


def opposing(found: Sequence[Claimant], leader: Claimant) -> Iterator[Claimant]:
    """Those that contradict a claimant, the best of each page and value first."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for item in found:
        if item.against(leader) and (item.subject, item.values) not in seen:
            seen.add((item.subject, item.values))
            yield item
