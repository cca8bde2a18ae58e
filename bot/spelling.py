"""Typing errors, repaired against the words of the pages. A word that is right in English is left alone."""

import re
from collections import Counter
from dataclasses import dataclass

from bot.salience import is_english
from ingest.index import Index
from ingest.lexical import fold

SHORTEST = 3  # letters; a shorter word has too many neighbours
_WORD = re.compile(r"[^\W\d_]++(?!['’]t\b)", re.IGNORECASE)  # "couldn" of "couldn't" is no typing error


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an index and how often each occurs."""

    counts: Counter[str]

    @classmethod
    def of(cls, index: Index) -> "Vocabulary":
        """Count the words of all passages, folded."""
        counts: Counter[str] = Counter()
        for passage in index.passages:
            for part in (passage.title, passage.heading, *passage.questions, passage.body):
                counts.update(fold(word) for word in _WORD.findall(part))
        return cls(counts)


def repair(text: str, vocabulary: Vocabulary) -> str:
    """Replace words that neither the pages nor English know by the pages' word that is nearest in spelling.

    One edit is allowed in a word of up to seven letters, two in a longer one; neighbouring letters that have changed
    places count as one (optimal string alignment). Words run together are parted where both halves are known.
    """
    return _WORD.sub(lambda match: _repaired(match.group(), vocabulary), text)


def _repaired(word: str, vocabulary: Vocabulary) -> str:
    folded = fold(word)
    if len(folded) < SHORTEST or folded in vocabulary.counts or is_english(folded):
        return word
    return _nearest(folded, vocabulary.counts) or _parted(folded, vocabulary.counts) or word


def _nearest(word: str, counts: Counter[str]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 8 else 2
    near = process.extract(word, counts.keys(), scorer=OSA.distance, score_cutoff=most, limit=20)
    ranked = [
        (distance + (known[0] != word[0]), -counts[known], known) for known, distance, _ in near if len(known) > 2
    ]
    return min(ranked)[2] if ranked else None


def _parted(word: str, counts: Counter[str]) -> str | None:
    """`calfraise` → `calf raise`."""
    halves = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
    known = [(min(counts[a], counts[b]), f"{a} {b}") for a, b in halves if a in counts and b in counts]
    return max(known)[1] if known else None
