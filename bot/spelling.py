"""Typing errors, repaired against the words of the pages. A word that is usual in English is left alone."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from bot.salience import common_english, is_english, share_of_english
from ingest.index import Index
from ingest.lexical import fold

SHORTEST = 3  # letters; a shorter word has too many neighbours
LONG = 7  # letters from which a word may hold two errors
_WORD = re.compile(r"[^\W\d_]++(?!['’]t\b)", re.IGNORECASE)  # "couldn" of "couldn't" is no typing error
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# What an error costs: the next key, two letters swapped, a letter left out or doubled are likelier than any other.
_NEXT_KEY, _SWAPPED, _DOUBLED, _LEFT_OUT, _OTHER, _FIRST = 0.6, 0.7, 0.6, 0.7, 1.0, 0.25
_MOST = 1.5  # cost of all the errors of one word
_RARE, _LIKELY = 1e-6, 0.7  # a word so rare in English may be an error too, if one of the pages' words is this near
_ASKING = frozenset(("how", "what", "when", "where", "which", "who", "why", "can", "does"))
_BESIDE = 0.3  # cost that a word may have more where the pages have it beside the same word
_FREQUENT = 0.16  # cost that a word may have more for being ten times as frequent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an index and how often each occurs."""

    counts: Counter[str]
    pairs: frozenset[tuple[str, str]] = frozenset()  # words that stand side by side
    known: tuple[str, ...] = field(init=False)  # what an error may have been: the pages' words and common English

    def __post_init__(self) -> None:
        """Gather what an error may have been."""
        words = dict.fromkeys((*self.counts, *(common_english() if self.counts else ())))
        object.__setattr__(self, "known", tuple(word for word in words if len(word) > 1))

    @classmethod
    def of(cls, index: Index) -> "Vocabulary":
        """Count the words of all passages, folded."""
        counts: Counter[str] = Counter()
        pairs: set[tuple[str, str]] = set()
        for passage in index.passages:
            for part in (passage.title, passage.heading, *passage.questions, passage.body):
                words = [fold(word) for word in _WORD.findall(part)]
                counts.update(words)
                pairs.update(pairwise(words))
        return cls(counts, frozenset(pairs))

    def share(self, word: str) -> float:
        """How likely a word is in a question on these pages: its share there and in English, above 0."""
        asking = 0.02 if word in _ASKING else 0.0  # questions begin so more often than texts
        return self.counts[word] / max(self.counts.total(), 1) + share_of_english(word) + asking + 1e-7


def repair(text: str, vocabulary: Vocabulary) -> str:
    """Replace words that neither the pages nor English know by the likeliest word that is near in spelling.

    A word that is rare in English is replaced too, by one of the pages that is very near: *gest* by *guest*.

    One error is allowed in a word of up to six letters, two in a longer one; neighbouring letters that have changed
    places count as one (optimal string alignment). Of several words the one is taken whose errors are likeliest on a
    keyboard, a frequent word before a rare one. Words run together are parted where both halves are known.
    """
    said = [fold(match.group()) for match in _WORD.finditer(text)]
    place = iter(range(len(said)))

    def repaired(match: re.Match[str]) -> str:
        i = next(place)
        word = _repaired(match.group(), vocabulary, "".join(said[i - 1 : i]), "".join(said[i + 1 : i + 2]))
        said[i] = fold(word)
        return word

    return _WORD.sub(repaired, text)


def _repaired(word: str, vocabulary: Vocabulary, before: str, after: str) -> str:
    folded = fold(word)
    if len(folded) < SHORTEST or folded in vocabulary.counts:
        return word
    nearest = partial(_nearest, folded, vocabulary, before, after)
    if is_english(folded):
        rare = share_of_english(folded) < _RARE
        return (nearest(tuple(vocabulary.counts), _LIKELY) if rare else None) or word
    return nearest(vocabulary.known, _MOST) or _parted(folded, vocabulary.counts) or word


def _nearest(
    word: str, vocabulary: Vocabulary, before: str, after: str, candidates: Sequence[str], dearest: float
) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    def beside(known: str) -> bool:
        return (before, known) in vocabulary.pairs or (known, after) in vocabulary.pairs

    most = 1 if len(word) < LONG else 2
    near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=50)
    costs = ((_cost(word, known), known) for known, _, _ in near if len(known) > 2)
    ranked = [
        (cost - _FREQUENT * math.log10(vocabulary.share(known)) - _BESIDE * beside(known), known)
        for cost, known in costs
        if cost <= dearest
    ]
    return min(ranked)[1] if ranked else None


def _cost(typed: str, meant: str) -> float:
    """What it costs to have typed one word for another: optimal string alignment with the costs of a keyboard."""
    rows = [[float(j) for j in range(len(meant) + 1)]]
    for i, letter in enumerate(typed, start=1):
        row = [float(i)]
        for j, wanted in enumerate(meant, start=1):
            same = 0.0 if letter == wanted else _NEXT_KEY if wanted in _NEIGHBOURS.get(letter, "") else _OTHER
            extra = _DOUBLED if i > 1 and typed[i - 2] == letter else _OTHER
            lacking = _DOUBLED if j > 1 and meant[j - 2] == wanted else _LEFT_OUT
            least = min(rows[i - 1][j - 1] + same, rows[i - 1][j] + extra, row[j - 1] + lacking)
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                least = min(least, rows[i - 2][j - 2] + _SWAPPED)
            row.append(least)
        rows.append(row)
    begins = typed[0] == meant[0] or meant[0] in _NEIGHBOURS.get(typed[0], "")
    return rows[-1][-1] + (0.0 if begins else _FIRST)


def _neighbours() -> dict[str, str]:
    """Each key's neighbours on a QWERTY keyboard: beside it, and the two above and below."""
    found = {}
    for y, keys in enumerate(_ROWS):
        for x, key in enumerate(keys):
            places = ((y, x - 1), (y, x + 1), (y - 1, x), (y - 1, x + 1), (y + 1, x - 1), (y + 1, x))
            found[key] = "".join(_ROWS[b][a] for b, a in places if 0 <= b < 3 and 0 <= a < len(_ROWS[b]))
    return found


_NEIGHBOURS = _neighbours()


def _parted(word: str, counts: Counter[str]) -> str | None:
    """`calfraise` → `calf raise`."""
    halves = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
    known = [(min(counts[a], counts[b]), f"{a} {b}") for a, b in halves if a in counts and b in counts]
    return max(known)[1] if known else None
