"""Keyword ranking: BM25 over stemmed words (Robertson & Zaragoza 2009, section 3; Lucene's variant, k1 1.2, b 0.75)."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.documents import Passage
from ingest.storage import Buffer, arrays_of, bytes_of
from ingest.word_forms import WordForms

K1, B = 1.2, 0.75
_AT_ONCE = 1000  # passages in which a phrase is looked for together
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SPELT = re.compile(r"[^\W\d_]++(?!['’]t\b)", re.IGNORECASE)  # a word of letters; "couldn" of "couldn't" is none
_APOSTROPHE = re.compile("['’]")
_VOCABULARY, _SCORES = "vocabulary.json", "lexicon.npz"


def words(text: str) -> list[str]:
    """The words of a text, folded: compatibility forms, accents and case are gone, `knee's` is `knee`."""
    found: list[str] = _WORD.findall(folded := fold(text))
    return [_APOSTROPHE.split(word)[0] for word in found] if _APOSTROPHE.search(folded) else found


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


def passage_words(passage: Passage) -> list[list[str]]:
    """The words of a passage's title, headings, questions and body, folded; figures are no words."""
    parts = (passage.title, passage.heading, *passage.questions, passage.body)
    return [[fold(word) for word in SPELT.findall(part)] for part in parts]


class Lexicon:
    """Which passages hold which terms, and how telling each term is."""

    def __init__(
        self,
        scores: dict[str, npt.NDArray[Any]],
        vocabulary: dict[str, int],
        n_passages: int,
        order: npt.NDArray[np.int32],
        forms: WordForms,
    ) -> None:
        """Use `Lexicon.build` or `Lexicon.read`.

        Args:
            scores: the BM25 of each term in each passage that holds it, as a sparse matrix by columns: `data`,
                `indices` (places of passages) and `indptr` (n_terms + 1).
            vocabulary: term → column.
            n_passages: how many passages there are.
            order: the columns of all passages' terms as they stand in the texts, -1 behind each passage.
            forms: the words that the terms are the stems of.
        """
        self.vocabulary = vocabulary
        self.n_passages = n_passages
        self._scores = scores
        self._order = order
        self.forms = forms

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]], said: Iterable[Iterable[str]] = ()) -> "Lexicon":
        """Count the terms of each passage, and the words that are `said` in its parts; see `passage_words`."""
        import bm25s

        vocabulary: dict[str, int] = {}  # the first term met first: bm25s would number them differently each time
        counted = [[vocabulary.setdefault(term, len(vocabulary)) for term in passage] for passage in texts]
        none = len(vocabulary)  # stands for a passage without terms
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index(([passage or [none] for passage in counted], {**vocabulary, "": none}), show_progress=False)
        scores = {name: np.asarray(bm25.scores[name]) for name in ("data", "indices", "indptr")}
        behind = (-1,)
        order = np.fromiter(
            chain.from_iterable(chain(passage, behind) for passage in counted),
            dtype=np.int32,
            count=sum(map(len, counted)) + len(counted),
        )
        return cls(scores, vocabulary, len(counted), order, WordForms.of(said))

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
        """Places of the passages that hold the term, (n,), rising."""
        places: npt.NDArray[np.int32] = self._scores["indices"][self._column(term)]
        return places

    def holds(self, term: str, places: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Which of some passages hold the term, (n,); takes no longer where many passages do."""
        holders = self.holders(term)
        if not len(holders):
            return np.zeros(len(places), dtype=np.bool_)
        at = np.minimum(np.searchsorted(holders, places), len(holders) - 1)
        found: npt.NDArray[np.bool_] = holders[at] == places
        return found

    def weight(self, term: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)); largest for a term that no passage holds."""
        n = self.frequency(term)
        return float(np.log1p((self.n_passages - n + 0.5) / (n + 0.5)))

    def says(self, phrase: Sequence[str]) -> bool:
        """True where some passage has the terms of a phrase, at least one, one after another."""
        columns = [self.vocabulary.get(term, -1) for term in phrase]
        if min(columns, default=-1) < 0:
            return False
        places = self.holders(min(phrase, key=self.frequency))
        for term in phrase:
            places = places[self.holds(term, places)]
        return any(self._follow(places[i : i + _AT_ONCE], columns) for i in range(0, len(places), _AT_ONCE))

    def _follow(self, places: npt.NDArray[np.int32], columns: Sequence[int]) -> bool:
        """True where columns stand one after another in some of the passages."""
        first, last = self._starts[places], self._starts[places + 1]  # with the -1 behind the passage
        sizes = last - first
        order = self._order[np.arange(sizes.sum()) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)]
        n = len(order) - len(columns) + 1
        together = np.ones(max(n, 0), dtype=np.bool_)
        for i, column in enumerate(columns):
            together &= order[i : i + n] == column
        return bool(together.any())

    @cached_property
    def _starts(self) -> npt.NDArray[np.int64]:
        """Where each passage's terms start, (n_passages + 1,)."""
        return np.concatenate([[0], np.flatnonzero(self._order < 0) + 1])

    def files(self) -> dict[str, Buffer]:
        """The lexicon as files, for `read`."""
        vocabulary = json.dumps(self.vocabulary, ensure_ascii=False, sort_keys=True).encode()
        return {_VOCABULARY: vocabulary, _SCORES: bytes_of(**self._scores, order=self._order), **self.forms.files()}

    @classmethod
    def read(cls, files: dict[str, Buffer], n_passages: int) -> "Lexicon":
        """Rebuild the lexicon from `files`.

        Raises:
            ValueError: its scores belong to other terms or passages.
        """
        scores, vocabulary = arrays_of(files[_SCORES]), json.loads(bytes(files[_VOCABULARY]))
        order = scores.pop("order")
        columns = max(vocabulary.values(), default=-1) + 1
        starts, places = scores["indptr"], scores["indices"]
        fits = len(starts) > columns and starts[-1] == len(places) and places.max(initial=-1) < n_passages
        if not fits or order.max(initial=-1) >= columns or np.count_nonzero(order < 0) != n_passages:
            raise ValueError("the keyword scores do not belong to the passages")
        return cls(scores, vocabulary, n_passages, order, WordForms.read(files))

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
