"""The sentences of one passage, judged by how well each answers, and which of them to state together."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from bot import rows
from bot.intent import Wanted
from bot.lists import LISTED
from bot.rerank import Asked
from bot.weekdays import days_of
from ingest.documents import BlockKind
from ingest.encoder import Floats, Ints
from ingest.index import Index
from ingest.lexical import terms
from ingest.tables import read_as

BREATH = 80  # words from which no neighbour joins the best sentence, unless it limits it
NEIGHBOUR = 0.06  # a sentence beside the best one is stated where it scores at most this much less, or where it
ADDS = 0.05  # covers at least this share of the question that the best one lacks
ADDS_NEAR = 0.45  # and scores at most this much less.
GOES_ON = 55  # words up to which a sentence that leans on the best is stated behind it, if it scores nearly so well
STANDS_OUT = 0.08  # score by which one row of a table must answer better than the next to be meant alone
RIVALS = 0.15  # score within which two units that name the same day are both stated
WHOLE_ITEM = 50  # words of a list item that is stated whole
WHOLE_PARAGRAPH = 60  # words of a paragraph that is stated whole: answers grow by a tenth, and hold more
NAME_WORDS = 2  # the first sentence of a paragraph of more says something by itself
TITLE_WORDS = 8  # a list item of more is no title
_MOST = 4  # sentences
_PLACE_COUNTS = 0.95  # a token that only title or heading matches counts this much for a unit below them
_PLACE_SAYS = 0.8  # a word that only title or heading say counts this much
_TOPIC_COUNTS = 0.9  # a token that only the unit matches that says what this one is about
_WANTED = 0.35  # score of holding what the question asks for: a figure, a time, a reason
_NAMED = 0.3  # score of a table's row whose name the question holds whole
_DAY = 0.3  # score of naming the day that is asked for, and against naming other days alone
_EXPLETIVE = (
    r"it(?:['’]s|\s+is|\s+was)\s+(?:\w+ly\s+)?(?:important|best|better|recommended|advisable|possible|necessary|essential"
    r"|vital|useful|helpful|common|worth|normal|easy|hard)\b|it\s+takes?\b"
)
_CONTINUES = re.compile(
    rf"[\"'“(]*(?!{_EXPLETIVE})(?:(?:because|since|as|if|when|while|although|though)\s+(?=(?:it|they|this|these|he|she)\b))?"
    r"(?:this|that|these|those|it|they|them|he|she|its|their|his|her|both|such|here|otherwise|in (?:this|that) case"
    r"|the same|the (?:former|latter)|in other words|on the other hand|conversely|additionally|also|too|however|but|and"
    r"|so|then|thus|therefore|instead|as a result|for example)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"[\"'“(*_]*(?:however|but|unless|except|only|otherwise|note|please note|exceptions?|if|in that case|failure to"
    r"|without|subject to|provided|this (?:does not|doesn['’]t|only) appl\w+)\b",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(
    r"[\"'“(*_]*(?:however|but|unless|except|exceptions?|note|please note|this (?:does not|doesn['’]t|only) appl\w+)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[*_]*[^\W_][^.:;!?\n]{1,40}:")


class Sentences:
    """The units of one passage beside one question."""

    def __init__(self, index: Index, question: Asked, place: int) -> None:
        """Judge each unit.

        Args:
            index: holds the passage.
            question: what is asked.
            place: the passage's, in the index.
        """
        self.index = index
        self.question = question
        self.place = place
        self.document = index.documents[index.passages[place].doc_id]
        self.units = index.units(place)
        self._days = days_of(question.text)
        self.scores, self._matches = self._judged()
        self.best = max(range(len(self.units)), key=lambda i: self.scores[i])

    @property
    def stands_out(self) -> bool:
        """True where the best unit answers better than any other, and not by a hair."""
        others = (score for i, score in enumerate(self.scores) if i != self.best)
        return self.scores[self.best] - max(others, default=0.0) > STANDS_OUT

    def words(self, i: int) -> str:
        """The words of a unit."""
        return self.document.text[self.units[i].words_start : self.units[i].end]

    def read(self, i: int) -> str:
        """The same as the encoder read it: a row of a table with the names of its columns."""
        unit = self.units[i]
        return read_as(self.document, unit.block, (unit.words_start, unit.end))

    def n_words(self, chosen: Sequence[int]) -> int:
        """How many words some units have."""
        return sum(len(self.words(i).split()) for i in chosen)

    def chosen(self) -> list[int]:
        """The best unit with what it leans on, what limits it, and neighbours that add to it, in order."""
        if rivals := self._rivals():
            return rivals
        same = self._block(self.best)
        if self._is_title(self.best):
            return [self.best, *self._block(self.best + 1)]
        if self._is_name(self.best, same):
            rest = max(same[1:], key=lambda i: self.scores[i])
            return same if self.n_words(same) <= WHOLE_ITEM else [same[0], *range(min(rest, same[1]), rest + 1)]
        if self.units[self.best].kind in LISTED and self.n_words(same) <= WHOLE_ITEM:
            return same
        prose = self.units[self.best].kind is BlockKind.PARAGRAPH and self.question.intent.wanted is Wanted.ANY
        if prose and self.n_words(same) <= WHOLE_PARAGRAPH:
            return same if not self._excepts(same[-1] + 1) else [*same, same[-1] + 1]
        first = last = self.best
        while self.best - first < 2 and self._leans(first):
            first -= 1
        while (last + 1 in same or self._excepts(last + 1)) and last + 1 - first < _MOST:
            if not _LIMITS.match(self.words(last + 1)) and not self._joins(range(first, last + 1), last + 1):
                break
            last += 1
        while first - 1 in same and last + 1 - first < _MOST and self._adds(range(first, last + 1), first - 1):
            first -= 1
        if first == same[0] and first and self._is_title(first - 1):
            first -= 1
        item = self.units[self.best].kind in LISTED
        labelled = (item and _LABELLED.match(self.words(same[0]))) or self._is_name(same[0], same)
        return [*same[:1], *range(max(first, same[0] + 1), last + 1)] if labelled else list(range(first, last + 1))

    def within(self, chosen: list[int], longest: int) -> list[int]:
        """Leave out what answers least at either end until the rest has at most so many words; the best stays."""
        kept = list(chosen)
        while len(kept) > 1 and self.n_words(kept) > longest:
            kept.remove(min((i for i in (kept[0], kept[-1]) if i != self.best), key=lambda i: self.scores[i]))
        return kept

    @cached_property
    def _weights(self) -> Floats:
        weights = self.question.token_weights
        shares: Floats = weights / max(float(weights.sum()), 1e-9)
        return shares

    def _judged(self) -> tuple[list[float], Floats]:
        """How well each unit answers, (n_units,), and matches each token, title and heading read along."""
        intent, encoding = self.question.intent, self.question.encoding
        vectors, ids, bounds = self.index.tokens(self.place)
        n = len(encoding.tokens)
        both = np.concatenate(
            [vectors @ encoding.tokens.T, ids[:, None] == encoding.token_ids], axis=1
        )  # near, the same
        place, *units = _largest(both, bounds)
        found = np.maximum(units, place * _times(n, _PLACE_COUNTS, _PLACE_SAYS))
        words = [self.words(i) for i in range(len(self.units))]
        wanted = [intent.wanted is not Wanted.ANY and intent.is_met(text) for text in words]
        for i, met in enumerate(wanted):
            if (topic := self._topic(i, met)) is not None:
                np.maximum(found[i], found[topic] * _times(n, _TOPIC_COUNTS, _PLACE_SAYS), out=found[i])
        matches, said = found[:, :n], found[:, n:]
        late = matches.mean(axis=1) + 0.5 * (matches @ self._weights) if n else np.zeros(len(words))
        scores = late + 0.3 * (self.index.unit_vectors(self.place) @ encoding.vector) + 0.3 * (said @ self._weights)
        fitting = (_WANTED * met + _NAMED * self._named(i) for i, met in enumerate(wanted))
        above = days_of(self.index.passages[self.place].heading) if self._days else frozenset()
        days = (_on_day(days_of(text) or above, self._days) if self._days else 0.0 for text in words)
        return [sum(three) for three in zip(scores.tolist(), fitting, days, strict=True)], matches

    def _topic(self, i: int, wanted: bool) -> int | None:
        """The unit before that says what one is about: the name of its paragraph, or what the "it" of a figure is."""
        first = self._first(i)
        if first < i and self._is_name(first, range(first, i + 1)):
            return first
        return i - 1 if first < i and wanted and self._leans(i) else None

    def _named(self, i: int) -> float:
        """How much of the name of a unit's row or paragraph the question holds, 0 to 1."""
        if self.units[i].kind is BlockKind.TABLE:
            return rows.label_share(self.words(i), self._asked)
        topic = self._topic(i, wanted=False)
        return rows.share(self.words(topic), self._asked) if topic is not None else 0.0

    @cached_property
    def _asked(self) -> tuple[str, ...]:
        """The question's stems, and those of what a conversation has come to."""
        return (*self.question.terms, *terms(self.question.topic))

    def _first(self, i: int) -> int:
        """The first unit of the same block."""
        while i and self.units[i - 1].block == self.units[i].block:
            i -= 1
        return i

    def _rivals(self) -> list[int]:
        """The units that name the day that is asked for and answer nearly as well: the hours of two places."""
        if not self._days:
            return []
        near = [i for i in range(len(self.units)) if self.scores[i] >= self.scores[self.best] - RIVALS]
        found = [i for i in near if self._days & days_of(self.words(i))]
        return found if len({self.units[i].block for i in found}) > 1 and self.n_words(found) <= BREATH else []

    def _block(self, i: int) -> list[int]:
        """The units of the same block."""
        return [j for j in range(len(self.units)) if self.units[j].block == self.units[i].block]

    def _is_title(self, i: int) -> bool:
        """True for a numbered line between paragraphs that only names what the one below it says."""
        words = self.words(i)
        short = len(words.split()) <= TITLE_WORDS and words.rstrip("*_ ")[-1:] not in ".!?;,"
        below = self.units[i + 1].kind if i + 1 < len(self.units) else None
        above = self.units[i - 1].kind if i else None
        alone = self.units[i].kind is BlockKind.STEP and above is not BlockKind.STEP
        return alone and short and below is BlockKind.PARAGRAPH

    def _is_name(self, i: int, block: Sequence[int]) -> bool:
        """True for a few words that open a paragraph or item and name what it is about: `**Sauna.** It is hot.`."""
        words = self.words(i)
        strong = words.startswith(("**", "__")) and words.rstrip(".:").endswith(("**", "__"))
        return i == block[0] and len(block) > 1 and len(words.split()) <= (TITLE_WORDS if strong else NAME_WORDS)

    def _leans(self, i: int) -> bool:
        """True where a unit says nothing without the one before it."""
        if not i or not _CONTINUES.match(self.words(i)):
            return False
        before, unit = self.units[i - 1], self.units[i]
        return before.block == unit.block or before.kind is unit.kind is BlockKind.PARAGRAPH

    def _excepts(self, i: int) -> bool:
        """True where a paragraph begins with an exception to the one above."""
        if i >= len(self.units) or not self.units[i - 1].kind is self.units[i].kind is BlockKind.PARAGRAPH:
            return False
        return _EXCEPTS.match(self.words(i)) is not None

    def _joins(self, chosen: Sequence[int], neighbour: int) -> bool:
        """True where a neighbour answers nearly as well as the best, goes on from it, or adds to what is chosen."""
        behind, n_words = self.scores[self.best] - self.scores[neighbour], self.n_words([*chosen, neighbour])
        if behind <= NEIGHBOUR and n_words <= BREATH:
            return True
        goes_on = chosen[-1] == self.best and self._leans(neighbour) and n_words <= GOES_ON
        return (goes_on and behind <= ADDS_NEAR) or self._adds(chosen, neighbour)

    def _adds(self, chosen: Sequence[int], neighbour: int) -> bool:
        """True where a neighbour covers a part of the question that what is chosen lacks."""
        if self.scores[neighbour] < self.scores[self.best] - ADDS_NEAR or self.n_words([*chosen, neighbour]) > BREATH:
            return False
        gain = (self._matches[neighbour] - self._matches[list(chosen)].max(axis=0)).clip(min=0)
        return float(gain @ self._weights) >= ADDS


def _largest(rows: Floats, bounds: Ints) -> Floats:
    """The largest of each column in each part, (n_parts, n_columns); 0 in a part without rows."""
    starts, held = bounds[:-1], bounds[1:] > bounds[:-1]
    if held.all():
        whole: Floats = np.maximum.reduceat(rows, starts, axis=0)
        return whole
    largest = np.zeros((len(starts), rows.shape[1]), dtype=np.float32)
    if held.any():
        largest[held] = np.maximum.reduceat(rows, starts[held], axis=0)
    return largest


@lru_cache(maxsize=512)
def _times(n: int, near: float, same: float) -> Floats:
    """What each of n tokens counts by its nearness, and by its being the same, (2 n,)."""
    return np.repeat(np.array([near, same], dtype=np.float32), n)


def _on_day(named: frozenset[int], days: frozenset[int]) -> float:
    return 0.0 if not named else _DAY if named & days else -_DAY
