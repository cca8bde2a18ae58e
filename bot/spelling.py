"""Typing errors, repaired against the words of the pages. A word that is right in English is left alone."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

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
_ASKING = frozenset(("how", "what", "when", "where", "which", "who", "why", "can", "does"))
_FREQUENT = 0.12  # cost that a word may have more for being ten times as frequent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an index and how often each occurs."""

    counts: Counter[str]
    known: tuple[str, ...] = field(init=False)  # what an error may have been: the pages' words and common English

    def __post_init__(self) -> None:
        """Gather what an error may have been."""
        words = dict.fromkeys((*self.counts, *(common_english() if self.counts else ())))
        object.__setattr__(self, "known", tuple(word for word in words if len(word) > 1))

    @classmethod
    def of(cls, index: Index) -> "Vocabulary":
        """Count the words of all passages, folded."""
        counts: Counter[str] = Counter()
        for passage in index.passages:
            for part in (passage.title, passage.heading, *passage.questions, passage.body):
                counts.update(fold(word) for word in _WORD.findall(part))
        return cls(counts)

    def share(self, word: str) -> float:
        """How likely a word is in a question on these pages: its share there and in English, above 0."""
        asking = 0.02 if word in _ASKING else 0.0  # questions begin so more often than texts
        return self.counts[word] / max(self.counts.total(), 1) + share_of_english(word) + asking + 1e-7


def repair(text: str, vocabulary: Vocabulary) -> str:
    """Replace words that neither the pages nor English know by the likeliest word that is near in spelling.

    One error is allowed in a word of up to six letters, two in a longer one; neighbouring letters that have changed
    places count as one (optimal string alignment). Of several words the one is taken whose errors are likeliest on a
    keyboard, a frequent word before a rare one. Words run together are parted where both halves are known.
    """
    return _WORD.sub(lambda match: _repaired(match.group(), vocabulary), text)


def _repaired(word: str, vocabulary: Vocabulary) -> str:
    folded = fold(word)
    if len(folded) < SHORTEST or folded in vocabulary.counts or is_english(folded):
        return word
    return _nearest(folded, vocabulary) or _parted(folded, vocabulary.counts) or word


def _nearest(word: str, vocabulary: Vocabulary) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < LONG else 2
    near = process.extract(word, vocabulary.known, scorer=OSA.distance, score_cutoff=most, limit=50)
    costs = ((_cost(word, known), known) for known, _, _ in near if len(known) > 2)
    ranked = [(cost - _FREQUENT * math.log10(vocabulary.share(known)), known) for cost, known in costs if cost <= _MOST]
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
