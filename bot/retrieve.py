"""Candidates: the passages that a question could be about, by meaning and by words."""

from dataclasses import dataclass

import numpy as np

from bot.salience import salient_terms
from ingest.encoder import Encoding, Floats, Ints
from ingest.index import PASSAGE, QUESTION, UNIT, Index

ROWS = 400  # nearest rows looked at; a passage has one, one a unit, and one a question
CANDIDATES = 40  # passages that go on to be judged token by token


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
    rows = index.search(encoding.vector, ROWS)
    keywords = index.lexicon.scores(list(salient_terms(text)))
    by_words = np.argsort(-keywords, kind="stable")[:k]
    places = np.unique(np.concatenate([rows.passages, by_words[keywords[by_words] > 0]])).astype(np.int32)
    best = _best_by_kind(index, places, rows.passages, rows.kinds, rows.scores, encoding.vector)
    nearest = np.maximum(best[UNIT], best[QUESTION])
    fused = _standard(best[PASSAGE]) + _standard(nearest) + _standard(keywords[places])
    order = np.argsort(-fused, kind="stable")[:k]
    return Candidates(
        places[order], best[PASSAGE][order], best[UNIT][order], best[QUESTION][order], keywords[places[order]]
    )


def _best_by_kind(
    index: Index, places: Ints, owners: Ints, kinds: Ints, scores: Floats, vector: Floats
) -> tuple[Floats, Floats, Floats]:
    """For each kind of row, each place's best score; what the search did not reach is computed."""
    best = np.full((3, len(places)), -1, dtype=np.float32)
    slot = np.searchsorted(places, owners)
    np.maximum.at(best, (kinds, slot), scores)
    for i in np.flatnonzero(best[PASSAGE] == -1):
        row_kinds, vectors = index.rows_of(int(places[i]))
        np.maximum.at(best[:, i], row_kinds, vectors @ vector)
    return best[PASSAGE], best[UNIT], best[QUESTION]


def _standard(scores: Floats) -> Floats:
    """Scores less their mean, over their spread."""
    spread = float(scores.std()) or 1.0
    standard: Floats = (scores - scores.mean()) / spread
    return standard
