"""Judges candidates token by token: late interaction over the encoder's own token vectors.

Khattab & Zaharia 2020, "ColBERT", section 3.2: each token of the question looks for its best match among the passage's
tokens; the passage's score is the mean of those matches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answers import Evidence, Hit
from bot.intent import Form, Intent, Wanted, intent_of
from bot.retrieve import Candidates
from bot.salience import salient_terms
from bot.stop_words import STOP_TERMS
from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index
from ingest.lexical import terms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be compared with passages."""

    text: str
    intent: Intent
    encoding: Encoding
    token_weights: Floats  # (n_tokens,): ln(1 + N / (1 + n)) of each token, n passages of N hold it
    terms: tuple[str, ...]  # salient stems, without repeats
    term_weights: tuple[float, ...]  # inverse document frequency, times how telling the word is in English


ON_PAGE = 3.0  # score that a follow-up gives to the page it is about
# From bench/fit.py on the development sets, rounded over several runs; `wanted` and `paired` are set by hand.
SCORE_WEIGHTS = {
    "unit": 1.08,
    "nearest": 8.2,
    "keywords": 2.92,
    "late_rare": 12.29,
    "phrases": 3.06,
    "weakest": 3.55,
    "wanted": 2.0,
    "heading": 0.64,
    "covered": 0.89,
    "question_gain": 9.34,
    "paired": 0.8,
}


def asked(index: Index, text: str, intent: Intent, encoding: Encoding) -> Asked:
    """Weigh a question's tokens and terms by how few passages hold them."""
    frequency = index.token_frequency
    held = np.array([frequency[i] if i < len(frequency) else 0 for i in encoding.token_ids], dtype=np.float32)
    salient = salient_terms(text)
    weights = np.log1p(len(index.passages) / (1 + held)).astype(np.float32)
    telling = tuple(index.lexicon.weight(term) * value for term, value in salient.items())
    return Asked(text, intent, encoding, weights, tuple(salient), telling)


def rerank(index: Index, question: Asked, candidates: Candidates, page: str = "") -> tuple[Hit, ...]:
    """Hits, best first; ties in the order of the candidates. Passages of `page`, if named, come `ON_PAGE` ahead."""
    hits = []
    total = sum(question.term_weights) or 1.0
    covered = _covered(index, question, candidates.places)
    for i, place in enumerate(candidates.places.tolist()):
        passage = index.passages[place]
        vectors, ids, _ = index.tokens(place)
        matches = _matches(vectors, question.encoding.tokens)
        evidence = Evidence(
            dense=float(candidates.dense[i]),
            unit=float(candidates.unit[i]),
            question=float(candidates.question[i]),
            keywords=float(candidates.keywords[i]) / (total * _MOST_PER_TERM),
            late=float(matches.mean()) if len(matches) else 0.0,
            late_rare=_weighed(matches, question.token_weights),
            phrases=_phrases(ids, question),
            weakest=_weakest(matches, question.token_weights),
            wanted=question.intent.is_met(passage.body) and not _asks_otherwise(question.intent, passage.question),
            heading=_heading(index, question, passage.heading or passage.title),
            covered=float(covered[i]) / total,
        )
        ahead = ON_PAGE if passage.doc_id == page else 0.0
        hits.append(Hit(passage, place, score(evidence) + ahead, evidence))
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _asks_otherwise(intent: Intent, question: str) -> bool:
    """True where an FAQ question asks for something else: how long, and not how."""
    other = intent_of(question).wanted if question else Wanted.ANY
    if other not in _EXACT or other is intent.wanted:
        return False
    return intent.form is Form.STEPS or intent.wanted in _EXACT


_EXACT = (Wanted.FREQUENCY, Wanted.DURATION, Wanted.PRICE, Wanted.REASON)


def _heading(index: Index, question: Asked, heading: str) -> float:
    own = {term: index.lexicon.weight(term) for term in terms(heading.rsplit(" › ", 1)[-1]) if term not in STOP_TERMS}
    return sum(weight for term, weight in own.items() if term in question.terms) / (sum(own.values()) or 1.0)


def _covered(index: Index, question: Asked, places: Ints) -> Floats:
    """Weight of the question's terms that each passage holds, (n_places,)."""
    held = np.zeros(len(places), dtype=np.float32)
    for term, weight in zip(question.terms, question.term_weights, strict=True):
        held += weight * np.isin(places, index.lexicon.holders(term))
    return held


_MOST_PER_TERM = 2.2  # k1 + 1: what BM25 gives a term that a very short passage repeats for ever, per unit of weight


def score(evidence: Evidence) -> float:
    """One figure for a passage: what the rankers say, weighed."""
    return sum(SCORE_WEIGHTS[name] * value for name, value in values(evidence).items())


def values(evidence: Evidence) -> dict[str, float]:
    """What is weighed."""
    by_text = max(evidence.dense, evidence.unit)
    return {
        "unit": evidence.unit,
        "nearest": max(by_text, evidence.question),
        "keywords": evidence.keywords,
        "late_rare": evidence.late_rare,
        "phrases": evidence.phrases,
        "weakest": evidence.weakest,
        "wanted": float(evidence.wanted),
        "heading": evidence.heading,
        "covered": evidence.covered,
        "question_gain": max(evidence.question - by_text, 0.0),
        "paired": float(evidence.question > -1),
    }


def lacks(index: Index, question: Asked, first: tuple[int, int], second: tuple[int, int]) -> float:
    """How much worse one stretch matches the question's telling tokens than another does, at the worst of them.

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
    drop = ours - theirs
    return float(drop[question.token_weights >= np.median(question.token_weights)].max())


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


def _weighed(matches: Floats, weights: Floats) -> float:
    return float(matches @ weights / weights.sum()) if len(matches) else 0.0


def _weakest(matches: Floats, weights: Floats) -> float:
    return float(matches[weights >= np.median(weights)].min()) if len(matches) else 0.0


def _phrases(ids: Ints, question: Asked) -> float:
    """Share, by weight, of the question's neighbouring tokens that are neighbours in the passage too."""
    asked_ids, weights = question.encoding.token_ids, question.token_weights
    pairs = weights[:-1] * weights[1:]
    if not len(pairs) or len(ids) < 2:
        return 0.0
    same = ids[:, None] == asked_ids[None, :]
    together = (same[:-1, :-1] & same[1:, 1:]).any(axis=0)
    return float(pairs @ together / pairs.sum())
