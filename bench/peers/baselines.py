"""The plain ways to search with Spotter's own parts: cosine of whole passages, BM25, and their weighted sum."""

from collections.abc import Callable, Sequence
from functools import partial

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer
from sentence_transformers import SentenceTransformer

from bench.peers.exchange import Found, Search, serve

Floats = npt.NDArray[np.float32]
KEYWORDS = 0.5  # share of BM25 in the sum of z-scores


def build(model: str, texts: Sequence[str], k: int) -> dict[str, Search]:
    """Searches over all texts, exact."""
    encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
    vectors: Floats = encoder.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    stemmer = Stemmer.Stemmer("english")
    keywords = bm25s.BM25(k1=1.2, b=0.75)
    tokens = bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False)
    keywords.index(tokens, show_progress=False)
    known = keywords.vocab_dict

    def dense(question: str) -> Floats:
        vector: Floats = encoder.encode(question, normalize_embeddings=True, show_progress_bar=False)
        return vectors @ vector

    def bm25(question: str) -> Floats:
        words = bm25s.tokenize(
            [question], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False, allow_empty=True
        )[0]
        words = [word for word in words if word in known]
        scores: Floats = keywords.get_scores(words) if words else np.zeros(len(texts), dtype=np.float32)
        return scores

    def hybrid(question: str) -> Floats:
        return _standard(dense(question)) + KEYWORDS * _standard(bm25(question))

    scorers = {"hybrid": hybrid, "dense": dense, "bm25": bm25}
    return {name: partial(_best, k, scores) for name, scores in scorers.items()}


def _standard(scores: Floats) -> Floats:
    standard: Floats = (scores - scores.mean()) / (scores.std() + 1e-9)
    return standard


def _best(k: int, score: Callable[[str], Floats], question: str) -> Found:
    scores = score(question)
    order = np.argsort(-scores, kind="stable")[:k]
    return [(int(place), float(scores[place])) for place in order]


if __name__ == "__main__":
    serve(build)
