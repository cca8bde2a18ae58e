"""Statements of the pages that contradict each other, found among the nearest of each kind."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.doses import Dose, dose
from bot.groups import groups
from bot.measure import DOSES
from bot.muscles import beside, trainings
from bot.neighbours import nearest_pairs
from bot.normal_text import normalised
from bot.orders import Order, orders
from bot.points import Place, Point, points
from bot.sides import Side, facts, sides, yes_or_no
from ingest.encoder import Floats
from ingest.index import Index

NEIGHBOURS = 24  # statements of other pages that each is compared with
MOST_COMPARED = 400  # statements of one page or subject, up to which each is compared with each
MANY_SUBJECTS = 1  # subjects that a page of the house contradicts by mistake rather than by chance

Said = Point | Side | Order | Dose


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the pages."""

    place: int  # of its passage in the index
    start: int
    end: int
    vector: Floats  # (dimension,), length 1


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sentences that say different things of one point."""

    dimension: str
    sentences: tuple[Sentence, ...]  # at least two, in order of the pages
    told: tuple[str, ...]  # what each says


def contradictions(index: Index) -> list[Contradiction]:
    """All that are found, in order of the pages; sentences that contradict the same ones stand together."""
    said: dict[str, list[tuple[Sentence, Said]]] = defaultdict(list)
    minor: dict[str, frozenset[str]] = defaultdict(frozenset)  # page → muscles that it trains beside the main ones
    for sentence, item in _read(index, minor):
        said[item.dimension].append((sentence, item))
    found: list[Contradiction] = []
    for kind in sorted(said):
        items = said[kind]
        pairs = [pair for pair in _candidates(items) if _differ(items[pair[0]], items[pair[1]], minor)]
        found.extend(_together(kind, items, _of_one_house(items, pairs)))
    return sorted(found, key=lambda item: (item.sentences[0].place, item.sentences[0].start))


def _read(index: Index, minor: dict[str, frozenset[str]]) -> Iterator[tuple[Sentence, Said]]:
    trained = _trained(index)
    for number, passage in enumerate(index.passages):
        place = Place.of(passage)
        text = index.documents[passage.doc_id].text
        vectors = index.unit_vectors(number)
        before, topic, block = "", "", -2
        for i, unit in enumerate(index.units(number)):
            words = text[unit.words_start : unit.end]
            if unit.block != block:
                topic, block = "", unit.block
            sentence = Sentence(number, unit.words_start, unit.end, vectors[i])
            minor[passage.doc_id] |= beside(normalised(words))
            figures = points(words, place, before)
            read: tuple[Said, ...] = (
                *figures,
                *(
                    dose(point, words, topic, passage, trained[passage.doc_id])
                    for point in figures
                    if point.dimension in DOSES
                ),
                *sides(words, place, topic),
                *facts(words, place),
                *orders(words, place),
                *(yes_or_no(passage.question, words, place) if i == 0 else ()),
            )
            yield from ((sentence, item) for item in read)
            before, topic = words, topic or words


def _trained(index: Index) -> dict[str, frozenset[str]]:
    """Page → the muscles that it says are trained."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for number, passage in enumerate(index.passages):
        text = index.documents[passage.doc_id].text
        for unit in index.units(number):
            for training in trainings(normalised(text[unit.words_start : unit.end])):
                found[passage.doc_id] |= training.muscles
    return found


def _candidates(items: Sequence[tuple[Sentence, Said]]) -> Iterator[tuple[int, int]]:
    """Pairs worth a look, in order: all of one page or one subject, and the nearest of other pages."""
    alike: dict[str | frozenset[str], list[int]] = defaultdict(list)
    for i, (_, item) in enumerate(items):
        alike[item.place.source].append(i)
        if item.place.subject:
            alike[item.place.subject].append(i)
    # a file of thousands of rows is one page: of those, too, each is compared with the nearest alone
    whole = (np.array(many) for many in alike.values() if 1 < len(many) <= MOST_COMPARED)
    found = [many[np.stack(np.triu_indices(len(many), 1), axis=1)] for many in whole]
    if not isinstance(items[0][1], Order):  # orders of two subjects never contradict each other
        vectors = np.stack([sentence.vector for sentence, _ in items])
        near = np.fromiter(
            (place for a, b, _ in nearest_pairs(vectors, NEIGHBOURS) for place in (a, b)), dtype=np.int64
        )
        found.append(near.reshape(-1, 2))
    if found:
        for a, b in np.unique(np.concatenate(found), axis=0):
            yield int(a), int(b)


def _differ(one: tuple[Sentence, Said], other: tuple[Sentence, Said], minor: dict[str, frozenset[str]]) -> bool:
    (here, ours), (there, theirs) = one, other
    # The sentences of a paragraph or of an FAQ's answer qualify each other; its steps and figures do not.
    same_pair = here.place == there.place and isinstance(ours, Side | Order)
    if same_pair or (here.place, here.start) == (there.place, there.start):
        return False
    if type(ours) is not type(theirs) or not ours.differs(theirs):  # type: ignore[arg-type]
        return False
    if isinstance(ours, Side) and isinstance(theirs, Side) and ours.dimension == "muscle trained":
        beside_main = minor[ours.place.source] | minor[theirs.place.source]
        return not (ours.values <= beside_main or theirs.values <= beside_main)
    return True


def _of_one_house(items: Sequence[tuple[Sentence, Said]], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out pairs of a page without a subject and pages of many: those tell each of its own, not of the house."""
    against: dict[int, set[frozenset[str]]] = defaultdict(set)
    for a, b in (*pairs, *((b, a) for a, b in pairs)):
        against[a].add(items[b][1].place.subject)

    def mixed(a: int, b: int) -> bool:
        return not items[a][1].place.subject and bool(items[b][1].place.subject) and len(against[a]) > MANY_SUBJECTS

    return [(a, b) for a, b in pairs if not mixed(a, b) and not mixed(b, a)]


def _together(
    dimension: str, items: Sequence[tuple[Sentence, Said]], pairs: Sequence[tuple[int, int]]
) -> Iterator[Contradiction]:
    """One contradiction for all sentences that hang together."""
    for members in groups(pairs):
        chosen = {(sentence.place, sentence.start): i for i in reversed(members) for sentence in [items[i][0]]}
        places = [chosen[key] for key in sorted(chosen)]
        yield Contradiction(dimension, tuple(items[i][0] for i in places), tuple(items[i][1].told for i in places))
