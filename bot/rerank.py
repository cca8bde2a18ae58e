"""Judges candidates token by token and puts them in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.answers import Evidence, Hit
from bot.intent import Form, Intent, Wanted, intent_of
from bot.late import Comparison, compare, match, rarer_half
from bot.retrieve import Candidates
from bot.salience import salient_terms
from bot.stop_words import STOP_TERMS
from bot.weights import RANKING
from ingest.documents import BlockKind, Passage
from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index
from ingest.lexical import terms
from ingest.vectors import Unit


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be compared with passages."""

    text: str
    intent: Intent
    encoding: Encoding
    token_weights: Floats  # (n_tokens,): ln(1 + N / (1 + n)) of each token, n passages of N hold it
    telling: npt.NDArray[np.bool_]  # (n_tokens,): of words that tell what about, and not only how; all where none do
    match_weights: Floats  # (n_tokens,), 0.5 to 1: what each token's match counts, the rarer the more
    terms: tuple[str, ...]  # salient stems, without repeats
    term_weights: tuple[float, ...]  # inverse document frequency, times how telling the word is in English
    topic: str = ""  # a follow-up, with what the conversation is about


ON_PAGE = 3.0  # score that a follow-up gives to the page it is about
GIVEN = 1.6  # score that it takes from a passage which earlier questions of the conversation were answered with
PREFACE = 1.5  # score that it takes from what stands above the questions of a page: it greets, and answers none
_USED_UP = 4  # units that an answer states, about: a passage of no more has no more to say


def asked(index: Index, text: str, intent: Intent, encoding: Encoding) -> Asked:
    """Weigh a question's tokens and terms by how few passages hold them."""
    frequency = index.token_frequency
    ids = encoding.token_ids
    held = np.where(ids < len(frequency), frequency[np.minimum(ids, len(frequency) - 1)], 0)
    n = len(index.passages)
    weights = np.log1p(n / (1 + held)).astype(np.float32)
    salient = salient_terms(text)
    term_weights = tuple(index.lexicon.weight(term) * value for term, value in salient.items())
    match_weights = (0.5 + 0.5 * np.minimum(weights / np.log1p(n), 1)).astype(np.float32)
    return Asked(text, intent, encoding, weights, _telling(text, encoding), match_weights, tuple(salient), term_weights)


def _telling(text: str, encoding: Encoding) -> npt.NDArray[np.bool_]:
    words = [not STOP_TERMS.issuperset(terms(word)) for word in text.split()]
    found = np.repeat(words, np.diff(encoding.parts))
    return found if found.any() else np.ones(len(encoding.tokens), dtype=np.bool_)


def rerank(
    index: Index,
    question: Asked,
    candidates: Candidates,
    page: str = "",
    given: frozenset[int] = frozenset(),
) -> tuple[Hit, ...]:
    """Hits, best first; ties in the order of the candidates.

    Args:
        index: holds the passages.
        question: what is asked.
        candidates: passages worth judging.
        page: doc_id of the page that a follow-up is about: its passages come `ON_PAGE` ahead.
        given: places of passages that earlier questions were answered with: they fall behind, the more so the less
            else they hold.
    """
    evidences = judge(index, question, candidates)
    return ranked(index, candidates.places, evidences, [score(evidence) for evidence in evidences], page, given)


def judge(
    index: Index, question: Asked, candidates: Candidates, comparison: Comparison | None = None
) -> tuple[Evidence, ...]:
    """What speaks for each candidate, in their order.

    Args:
        index: holds the passages.
        question: what is asked.
        candidates: passages worth judging.
        comparison: of the question with these passages and perhaps others, places rising; made where absent.
    """
    total = sum(question.term_weights) or 1.0
    covered = _covered(index, question, candidates.places) / total
    if comparison is None:
        comparison = compare(index, [question.encoding], candidates.places)[0]
    matches = match(comparison, question.match_weights, question.token_weights, question.telling)
    own = comparison.places is candidates.places
    rows = slice(None) if own else np.searchsorted(comparison.places, candidates.places)
    keywords = candidates.keywords.astype(np.float64) / (total * _PER_TERM)
    rankers = (candidates.dense, candidates.unit, candidates.question, keywords)
    late = (matches.whole, matches.unit, matches.two_units, matches.missed, matches.phrases)
    worst = (matches.weakest, matches.told)
    figures: list[npt.NDArray[Any]] = [*rankers, *(figure[rows] for figure in (*late, *worst))]
    passages = [index.passages[place] for place in candidates.places.tolist()]
    wanted = [_meets(question.intent, passage) for passage in passages]
    return tuple(map(Evidence, *(figure.tolist() for figure in figures), wanted, covered.tolist()))


@lru_cache(maxsize=20_000)
def _meets(intent: Intent, passage: Passage) -> bool:
    """True where a passage holds what a question wants, and answers no question that wants something else."""
    if intent.wanted is not Wanted.ANY and not intent.is_met(passage.body):
        return False
    return not _asks_otherwise(intent, passage.question)


def ranked(
    index: Index,
    places: Ints,
    evidences: Sequence[Evidence],
    scores: Sequence[float],
    page: str = "",
    given: frozenset[int] = frozenset(),
) -> tuple[Hit, ...]:
    """Hits in the order of their scores, those of the page ahead, those already given and prefaces behind."""
    hits = []
    for place, evidence, own in zip(places.tolist(), evidences, scores, strict=True):
        passage = index.passages[place]
        used = _used_up(index.units(place)) if place in given else 0.0
        ahead = ON_PAGE * (1 - used) if passage.doc_id == page else 0.0
        behind = GIVEN * used + PREFACE * _is_preface(index, place)
        hits.append(Hit(passage, place, own + ahead - behind, evidence))
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _used_up(units: Sequence[Unit]) -> float:
    """How much of a passage an answer has told, 0 to 1; the rows of a table have other cells to tell."""
    return 0.0 if any(unit.kind is BlockKind.TABLE for unit in units) else min(1.0, _USED_UP / len(units))


def _is_preface(index: Index, place: int) -> bool:
    """True where a page begins with a passage, below its title alone, and goes on with a question."""
    passage, around = index.passages[place], range(max(place - 1, 0), min(place + 2, len(index.passages)))
    if passage.heading or passage.question:
        return False
    page = [i for i in around if index.passages[i].doc_id == passage.doc_id]
    return page == [place, place + 1] and bool(index.passages[place + 1].question)


def _asks_otherwise(intent: Intent, question: str) -> bool:
    """True where an FAQ question asks for something else: how long, and not how."""
    other = _known_intent(question).wanted if question else Wanted.ANY
    if other not in _EXACT or other is intent.wanted:
        return False
    return intent.form is Form.STEPS or intent.wanted in _EXACT


_known_intent = lru_cache(maxsize=10_000)(intent_of)  # the same FAQ questions are judged again and again
_EXACT = (Wanted.FREQUENCY, Wanted.DURATION, Wanted.PRICE, Wanted.REASON)


def _covered(index: Index, question: Asked, places: Ints) -> Floats:
    """Weight of the question's terms that each passage holds, (n_places,)."""
    held = np.zeros(len(places), dtype=np.float32)
    for term, weight in zip(question.terms, question.term_weights, strict=True):
        held += weight * index.lexicon.holds(term, places)
    return held


_PER_TERM = 2.2  # BM25 per unit of a term's weight that becomes 1: a scale, chosen so that most figures lie below it


def score(evidence: Evidence) -> float:
    """One figure for a passage: what the rankers say, weighed."""
    weighed = values(evidence)
    total: float = sum(map(mul, map(RANKING.__getitem__, weighed), weighed.values()))
    return total


def values(evidence: Evidence) -> dict[str, float]:
    """What is weighed."""
    by_text = max(evidence.dense, evidence.unit)
    return {
        "unit": evidence.unit,
        "nearest": max(by_text, evidence.question),
        "keywords": evidence.keywords,
        "late": evidence.late,
        "late_unit": evidence.late_unit,
        "late_two": evidence.late_two,
        "missed": evidence.missed,
        "phrases": evidence.phrases,
        "wanted": float(evidence.wanted),
        "covered": evidence.covered,
        "question_gain": max(evidence.question - by_text, 0.0),
        "paired": float(evidence.question > -1),
    }


def lacks(index: Index, question: Asked, first: tuple[int, int], second: tuple[int, int]) -> float:
    """How much worse one stretch matches the question's rarer telling tokens than another does, at the worst of them.

    Where the first has a thing that the question names ("reverse") and the second has not, this is large.

    Args:
        index: holds the passages.
        question: what is asked.
        first: place of a passage and a part of it, read with the passage's title and heading; part 0 for all of it.
        second: likewise.
    """
    if not len(question.token_weights):
        return 0.0
    ours, theirs = (
        token_matches(index, question, place, [0, part] if part else None) for place, part in (first, second)
    )
    rare = question.telling & rarer_half(question.token_weights)
    return float((ours - theirs)[rare if rare.any() else question.telling].max())


def token_matches(index: Index, question: Asked, place: int, parts: Sequence[int] | None = None) -> Floats:
    """For each token of the question its best cosine among the passage's tokens, (n_tokens,).

    Args:
        index: holds the passage.
        question: what is asked.
        place: the passage's.
        parts: only these parts of it (0 is where it stands, i + 1 is unit i); all where absent.
    """
    vectors, _, bounds = index.tokens(place)
    if parts is not None:
        vectors = np.concatenate([vectors[bounds[part] : bounds[part + 1]] for part in parts])
    return _matches(vectors, question.encoding.tokens)


def _matches(vectors: Floats, tokens: Floats) -> Floats:
    if not len(vectors) or not len(tokens):
        return np.zeros(len(tokens), dtype=np.float32)
    matches: Floats = (vectors @ tokens.T).max(axis=0)
    return matches
