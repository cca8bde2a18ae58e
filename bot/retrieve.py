"""Candidates: the passages that a question could be about, by meaning and by words."""

from dataclasses import dataclass

import numpy as np

from bot.salience import salient_terms
from ingest.arrays import PASSAGE, QUESTION, UNIT
from ingest.encoder import Encoding, Floats, Ints
from ingest.index import Index

ROWS = 100  # nearest vectors looked at; a passage has one, and one a question
CANDIDATES = 24  # passages that go on to be judged token by token: with 40, hit@1, hit@5 and AUROC are the same


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages worth judging, with what the rankers said; all arrays (n_candidates,), best first."""

    places: Ints
    dense: Floats  # cosine of question and passage
    unit: Floats  # cosine of question and the passage's best unit
    question: Floats  # cosine of question and the passage's best FAQ question; -1 without one
    keywords: Floats  # BM25, 0 or more


def retrieve(index: Index, text: str, encoding: Encoding, k: int = CANDIDATES) -> Candidates:
    """Find up to k passages by the sum of each ranker's standardised scores.

    Each passage counts with its own vector, its best unit's and its best FAQ question's, and with BM25.
    """
    keywords = index.lexicon.scores(list(salient_terms(text)))
    rows = index.search(encoding.vector, ROWS)
    places = np.unique(np.concatenate([rows.passages, best_by_words(keywords, k)])).astype(np.int32)
    found = _measured(index, places, encoding, keywords)
    nearest = np.maximum(found.unit, found.question)
    fused = _standard(np.stack([found.dense, nearest, found.keywords])).sum(axis=0)
    order = np.argsort(-fused, kind="stable")[:k]
    return Candidates(
        places[order], found.dense[order], found.unit[order], found.question[order], found.keywords[order]
    )


def measure(index: Index, text: str, encoding: Encoding, places: Ints) -> Candidates:
    """What the rankers say of given passages, in their order."""
    return _measured(index, places, encoding, index.lexicon.scores(list(salient_terms(text))))


def best_by_words(keywords: Floats, k: int) -> Ints:
    """Places of the k best keyword scores above 0, (n,), in no order; of equal ones the first."""
    found = np.flatnonzero(keywords)
    if len(found) > k:
        scores = keywords[found]
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        above, equal = found[scores > least], found[scores == least]
        found = np.concatenate([above, equal[: k - len(above)]])
    return found.astype(np.int32)


def _measured(index: Index, places: Ints, encoding: Encoding, keywords: Floats) -> Candidates:
    best = index.cosines(places, encoding.vector)
    return Candidates(places, best[PASSAGE], best[UNIT], best[QUESTION], keywords[places])


def _standard(scores: Floats) -> Floats:
    """Each ranker's scores, (n_rankers, n), less their mean, over their spread."""
    mean = scores.mean(axis=1, keepdims=True)
    spread = scores.std(axis=1, mean=mean, keepdims=True)
    spread[spread == 0] = 1
    standard: Floats = (scores - mean) / spread
    return standard
