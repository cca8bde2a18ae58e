"""Judges candidates token by token: late interaction over the encoder's own token vectors.

Khattab & Zaharia 2020, "ColBERT", section 3.2: each token of the question looks for its best match among the passage's
tokens; the passage's score is the mean of those matches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answers import Evidence, Hit
from bot.retrieve import Candidates, salient_terms
from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be compared with passages."""

    text: str
    encoding: Encoding
    token_weights: Floats  # (n_tokens,): ln(1 + N / (1 + n)) of each token, n passages of N hold it
    terms: tuple[str, ...]  # salient stems, without repeats
    term_weights: tuple[float, ...]  # inverse document frequency


def asked(index: Index, text: str, encoding: Encoding) -> Asked:
    """Weigh a question's tokens and terms by how few passages hold them."""
    frequency = index.token_frequency
    held = np.array([frequency[i] if i < len(frequency) else 0 for i in encoding.token_ids], dtype=np.float32)
    salient = tuple(dict.fromkeys(salient_terms(text)))
    weights = np.log1p(len(index.passages) / (1 + held)).astype(np.float32)
    return Asked(text, encoding, weights, salient, tuple(index.lexicon.weight(term) for term in salient))


def rerank(index: Index, question: Asked, candidates: Candidates) -> tuple[Hit, ...]:
    """Hits, best first; ties in the order of the candidates."""
    hits = []
    total = sum(question.term_weights) or 1.0
    covered = _covered(index, question, candidates.places)
    for i, place in enumerate(candidates.places.tolist()):
        passage = index.passages[place]
        matches = token_matches(index, question, place)
        evidence = Evidence(
            dense=float(candidates.dense[i]),
            unit=float(candidates.unit[i]),
            question=float(candidates.question[i]),
            keywords=float(candidates.keywords[i]) / (total * _MOST_PER_TERM),
            late=float(matches.mean()) if len(matches) else 0.0,
            late_rare=float(matches @ question.token_weights / question.token_weights.sum()) if len(matches) else 0.0,
            covered=float(covered[i]) / total,
        )
        hits.append(Hit(passage, place, score(evidence), evidence))
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _covered(index: Index, question: Asked, places: Ints) -> Floats:
    """Weight of the question's terms that each passage holds, (n_places,)."""
    held = np.zeros(len(places), dtype=np.float32)
    for term, weight in zip(question.terms, question.term_weights, strict=True):
        held += weight * np.isin(places, index.lexicon.holders(term))
    return held


_MOST_PER_TERM = 2.2  # k1 + 1: what BM25 gives a term that a very short passage repeats for ever, per unit of weight


def score(evidence: Evidence) -> float:
    """One figure for a passage: token matches first, the vectors' cosines and shared words beside them."""
    nearest = max(evidence.dense, evidence.unit, evidence.question)
    return evidence.late + 0.5 * evidence.late_rare + 0.3 * nearest + 0.25 * evidence.covered


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
    if not len(vectors) or not len(question.encoding.tokens):
        return np.zeros(len(question.encoding.tokens), dtype=np.float32)
    matches: Floats = (vectors @ question.encoding.tokens.T).max(axis=0)
    return matches
