"""Keyword ranking: BM25 over stemmed words (Robertson & Zaragoza 2009, section 3; Lucene's variant, k1 1.2, b 0.75)."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.storage import arrays_of, bytes_of

K1, B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TEXT = ("vocabulary.json", "lexicon.npz")  # files of a lexicon


def words(text: str) -> list[str]:
    """The words of a text, folded: compatibility forms, accents and case are gone, `knee's` is `knee`."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    return [re.split("['’]", word)[0] for word in _WORD.findall(folded)]


def terms(text: str) -> list[str]:
    """The stems of a text's words, in order, repeats kept."""
    stems: list[str] = _stemmer().stemWords(words(text))
    return stems


class Lexicon:
    """Which passages hold which terms, and how telling each term is."""

    def __init__(self, bm25: Any, vocabulary: dict[str, int], n_passages: int) -> None:
        """Use `Lexicon.build` or `Lexicon.read`."""
        self._bm25 = bm25
        self.vocabulary = vocabulary  # term → column
        self.n_passages = n_passages
        starts = bm25.scores["indptr"]
        self._frequency = np.diff(starts)  # passages that hold the term

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> "Lexicon":
        """Count the terms of each passage."""
        bm25 = _new()
        corpus = [list(passage) or [""] for passage in texts]
        bm25.index(corpus, show_progress=False)
        vocabulary = {str(term): int(place) for term, place in bm25.vocab_dict.items() if term}
        return cls(bm25, vocabulary, len(texts))

    def scores(self, question: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every passage, (n_passages,); 0 where no term is shared."""
        known = [self.vocabulary[term] for term in question if term in self.vocabulary]
        if not known:
            return np.zeros(self.n_passages, dtype=np.float32)
        scores: npt.NDArray[np.float32] = self._bm25.get_scores_from_ids(known)
        return scores[: self.n_passages]

    def frequency(self, term: str) -> int:
        """How many passages hold the term."""
        column = self.vocabulary.get(term)
        return 0 if column is None else int(self._frequency[column])

    def weight(self, term: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)); the largest for a term that no passage holds."""
        n = self.frequency(term)
        return float(np.log1p((self.n_passages - n + 0.5) / (n + 0.5)))

    def files(self) -> dict[str, bytes]:
        """The lexicon as files, for `read`."""
        scores = self._bm25.scores
        arrays = {name: np.asarray(scores[name]) for name in ("data", "indices", "indptr")}
        vocabulary = json.dumps(self.vocabulary, ensure_ascii=False, sort_keys=True).encode()
        return {_TEXT[0]: vocabulary, _TEXT[1]: bytes_of(**arrays)}

    @classmethod
    def read(cls, files: dict[str, bytes], n_passages: int) -> "Lexicon":
        """Rebuild the lexicon from `files`."""
        bm25 = _new()
        bm25.scores = {**arrays_of(files[_TEXT[1]]), "num_docs": n_passages}
        vocabulary = json.loads(files[_TEXT[0]])
        bm25.vocab_dict = vocabulary
        return cls(bm25, vocabulary, n_passages)


def _new() -> Any:
    import bm25s

    return bm25s.BM25(k1=K1, b=B, method="lucene")


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
