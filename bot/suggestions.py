"""Questions to offer: FAQ questions of the pages that are near to what was asked, and that are answered when asked."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np

from bot.answers import Citation, Outcome
from ingest.arrays import QUESTION
from ingest.documents import Passage
from ingest.encoder import Floats
from ingest.index import Index
from ingest.lexical import terms

N_SUGGESTED = 3
N_STARTERS = 6  # questions offered on the start page
LONGEST_OFFERED = 120  # characters
MOST_LOOKED_AT = 12  # candidates for one question, so that none takes long
NEAR = 0.35  # cosine from which a question is near to another,
SAME = 0.93  # and from which it asks the same


def starter_questions(asked: Iterable[tuple[str, str]], most: int = N_STARTERS) -> tuple[str, ...]:
    """FAQ questions to begin with: as many from each page as its size allows, evenly spread over the page.

    Args:
        asked: pairs of page and FAQ question, in order; "" where a passage is no FAQ pair.
        most: how many.
    """
    pages: dict[str, dict[str, None]] = {}
    for page, question in asked:
        if 0 < len(question) <= LONGEST_OFFERED and not any(question in known for known in pages.values()):
            pages.setdefault(page, {})[question] = None
    shares = dict.fromkeys(pages, 0)
    for _ in range(min(most, sum(map(len, pages.values())))):
        shares[min((page for page in pages if shares[page] < len(pages[page])), key=shares.__getitem__)] += 1
    spread = ((list(questions), shares[page]) for page, questions in pages.items())
    return tuple(questions[i * len(questions) // share] for questions, share in spread for i in range(share))


class Suggestions:
    """The FAQ questions of one index, and which of them are answered."""

    def __init__(self, index: Index, is_answered: Callable[[str], bool]) -> None:
        """Remember the questions; nothing is asked yet.

        Args:
            index: the pages.
            is_answered: asks a question; what it tells is kept.
        """
        self._index = index
        self._ask = is_answered
        self._asked: dict[str, bool] = {}

    def beside(
        self, outcome: Outcome, vector: Floats, asked: Iterable[str], cited: Sequence[Citation]
    ) -> tuple[str, ...]:
        """Up to three questions, the nearest first, none of them just asked or answered.

        Beside an answer they are near to the question or from the pages that it cites. Where there is no answer and
        nothing is near, they are typical of the pages.

        Args:
            outcome: what became of the question.
            vector: of the question, length 1.
            asked: the question, as typed and as read.
            cited: what the answer quotes.
        """
        if not self._places:
            return ()
        pages = {citation.source for citation in cited}
        cosines = self._vectors @ vector
        fits = cosines >= NEAR
        for page in pages:
            fits[self._of_page.get(page, [])] = True
        chosen = np.flatnonzero(fits)
        ordered = chosen[np.argsort(-cosines[chosen], kind="stable")]
        near = (i for i in map(int, ordered) if not _quoted(self._passage(i), cited))
        repeated = np.flatnonzero(cosines >= SAME).tolist()
        offered = self._chosen(near, repeated, asked)
        return offered if offered or outcome is Outcome.ANSWERED else self._chosen(self._typical, repeated, asked)

    def _chosen(self, candidates: Iterable[int], repeated: Iterable[int], asked: Iterable[str]) -> tuple[str, ...]:
        """The first candidates that are answered and differ from what was asked and from each other."""
        known = {_words_of(text) for text in asked}
        others = list(repeated)
        chosen: list[str] = []
        looked_at = 0
        for i in candidates:
            question = self._passage(i).question
            alike = others and bool((self._vectors[others] @ self._vectors[i] >= SAME).any())
            if i in others or alike or _words_of(question) in known:
                continue
            looked_at += 1
            if self._is_answered(question):
                chosen.append(question)
                others.append(i)
            if looked_at == MOST_LOOKED_AT or len(chosen) == N_SUGGESTED:
                break
        return tuple(chosen)

    def _is_answered(self, question: str) -> bool:
        if question not in self._asked:
            self._asked[question] = self._ask(question)
        return self._asked[question]

    @cached_property
    def _places(self) -> list[int]:
        """Places of the passages whose question may be offered."""
        passages = enumerate(self._index.passages)
        return [place for place, passage in passages if 0 < len(passage.question) <= LONGEST_OFFERED]

    @cached_property
    def _of_page(self) -> dict[str, list[int]]:
        """Each page's questions."""
        found: dict[str, list[int]] = {}
        for i in range(len(self._places)):
            found.setdefault(self._passage(i).doc_id, []).append(i)
        return found

    def _passage(self, i: int) -> Passage:
        return self._index.passages[self._places[i]]

    @cached_property
    def _typical(self) -> tuple[int, ...]:
        """Questions spread over the pages: first a few, then ever more between them."""
        pairs = [(self._passage(i).doc_id, self._passage(i).question) for i in range(len(self._places))]
        spread = (starter_questions(pairs, most) for most in (N_SUGGESTED, 2 * N_SUGGESTED, MOST_LOOKED_AT))
        numbers = {question: i for i, (_, question) in reversed(list(enumerate(pairs)))}
        return tuple(dict.fromkeys(numbers[question] for questions in spread for question in questions))

    @cached_property
    def _vectors(self) -> Floats:
        """Each question's vector, in the page's own words, (n_questions, dimension)."""
        rows = [self._index.rows_of(place) for place in self._places]
        return np.stack([vectors[kinds == QUESTION][0] for kinds, vectors in rows])


def _quoted(passage: Passage, cited: Sequence[Citation]) -> bool:
    return any(c.source == passage.doc_id and c.start < passage.end and passage.start < c.end for c in cited)


@lru_cache(maxsize=4096)
def _words_of(question: str) -> frozenset[str]:
    return frozenset(terms(question))
