"""How telling a question's words are: rare words in English say more of what is asked than common ones."""

import math
from functools import cache
from importlib import resources

from bot.stop_words import STOP_TERMS
from ingest.lexical import terms, words

N_COMMON = 1500  # words that any question may hold, whatever the pages say
COMMON, RARE = 2e-4, 1e-6  # share of all words in English texts: at or above it a word says little; at or below it, all


def salient_terms(text: str) -> dict[str, float]:
    """The stems that say what a question is about, in order, with how telling each is, 0.25 to 1.

    Words that every question has are left out, unless nothing else is left.
    """
    found: dict[str, float] = {}
    for word in words(text):
        for term in terms(word):
            found.setdefault(term, _telling(word))
    return {term: value for term, value in found.items() if term not in STOP_TERMS} or found


def is_english(word: str) -> bool:
    """True for a word, folded, that is right in English."""
    return word in _english()


def share_of_english(word: str) -> float:
    """Share of a word, folded, among all words of English texts; 0 for one that is not listed."""
    return _english().get(word, 0.0)


@cache
def common_english() -> tuple[str, ...]:
    """The most frequent words of English."""
    return tuple(sorted(_english(), key=lambda word: -_english()[word])[:N_COMMON])


def _telling(word: str) -> float:
    share = _english().get(word, 0.0)
    if not share:
        return 1.0
    between = (math.log(COMMON) - math.log(share)) / (math.log(COMMON) - math.log(RARE))
    return 0.25 + 0.75 * min(max(between, 0.0), 1.0)


@cache
def _english() -> dict[str, float]:
    """Share of each of the 82,765 English words that symspellpy lists among all words counted there."""
    listed = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    rows = [line.split(" ") for line in listed.read_text(encoding="utf-8-sig").splitlines()]
    total = sum(int(row[1]) for row in rows)
    return {row[0]: int(row[1]) / total for row in rows}
