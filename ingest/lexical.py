"""Keyword ranking: BM25 over stemmed words (Robertson & Zaragoza 2009, section 3; Lucene's variant, k1 1.2, b 0.75)."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.documents import Passage
from ingest.storage import Buffer, arrays_of, bytes_of

K1, B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_VOCABULARY, _SCORES = "vocabulary.json", "lexicon.npz"


def words(text: str) -> list[str]:
    """The words of a text, folded: compatibility forms, accents and case are gone, `knee's` is `knee`."""
    return [re.split("['’]", word)[0] for word in _WORD.findall(fold(text))]


def fold(text: str) -> str:
    """Compatibility forms, accents and case taken away: `Ｋnée` → `knee`."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if not unicodedata.combining(char))


def terms(text: str) -> list[str]:
    """The stems of a text's words, in order, repeats kept."""
    stems: list[str] = _stemmer().stemWords(words(text))
    return stems


def passage_terms(passage: Passage) -> list[str]:
    """What keyword search reads of a passage: title, headings, question and words."""
    place = (passage.title, passage.heading, *passage.questions)
    return [term for part in (*place, passage.body) for term in terms(part)]


def follow_in(terms_of_passage: Sequence[str], wanted: Sequence[str]) -> bool:
    """True where terms stand one after another among those of a passage."""
    n = len(wanted)
    return any(terms_of_passage[i : i + n] == wanted for i in range(len(terms_of_passage) - n + 1))


class Lexicon:
    """Which passages hold which terms, and how telling each term is."""

    def __init__(self, scores: dict[str, npt.NDArray[Any]], vocabulary: dict[str, int], n_passages: int) -> None:
        """Use `Lexicon.build` or `Lexicon.read`.

        Args:
            scores: the BM25 of each term in each passage that holds it, as a sparse matrix by columns: `data`,
                `indices` (places of passages) and `indptr` (n_terms + 1).
            vocabulary: term → column.
            n_passages: how many passages there are.
        """
        self.vocabulary = vocabulary
        self.n_passages = n_passages
        self._scores = scores

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]]) -> "Lexicon":
        """Count the terms of each passage."""
        import bm25s

        known: dict[str, str] = {}  # each term once in memory, however many passages hold it
        counted = [[known.setdefault(term, term) for term in passage] or [""] for passage in texts]
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index(counted, show_progress=False)
        vocabulary = {str(term): int(column) for term, column in bm25.vocab_dict.items() if term}
        scores = {name: np.asarray(bm25.scores[name]) for name in ("data", "indices", "indptr")}
        return cls(scores, vocabulary, len(counted))

    def scores(self, question: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every passage, (n_passages,); 0 where no term is shared."""
        scores = np.zeros(self.n_passages, dtype=np.float32)
        for term in question:
            column = self._column(term)
            scores[self._scores["indices"][column]] += self._scores["data"][column]
        return scores

    def frequency(self, term: str) -> int:
        """How many passages hold the term."""
        column = self._column(term)
        return int(column.stop - column.start)

    def holders(self, term: str) -> npt.NDArray[np.int32]:
        """Places of the passages that hold the term, (n,)."""
        places: npt.NDArray[np.int32] = self._scores["indices"][self._column(term)]
        return places

    def weight(self, term: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)); largest for a term that no passage holds."""
        n = self.frequency(term)
        return float(np.log1p((self.n_passages - n + 0.5) / (n + 0.5)))

    def files(self) -> dict[str, Buffer]:
        """The lexicon as files, for `read`."""
        vocabulary = json.dumps(self.vocabulary, ensure_ascii=False, sort_keys=True).encode()
        return {_VOCABULARY: vocabulary, _SCORES: bytes_of(**self._scores)}

    @classmethod
    def read(cls, files: dict[str, Buffer], n_passages: int) -> "Lexicon":
        """Rebuild the lexicon from `files`.

        Raises:
            ValueError: its scores belong to other terms or passages.
        """
        scores, vocabulary = arrays_of(files[_SCORES]), json.loads(bytes(files[_VOCABULARY]))
        columns = max(vocabulary.values(), default=-1) + 1
        starts, places = scores["indptr"], scores["indices"]
        if len(starts) <= columns or starts[-1] != len(places) or places.max(initial=-1) >= n_passages:
            raise ValueError("the keyword scores do not belong to the passages")
        return cls(scores, vocabulary, n_passages)

    def _column(self, term: str) -> slice:
        column = self.vocabulary.get(term)
        if column is None:
            return slice(0, 0)
        first, last = self._scores["indptr"][column : column + 2]
        return slice(int(first), int(last))


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
