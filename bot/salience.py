"""How telling a question's words are: rare words in English say more of what is asked than common ones."""

import math
from functools import cache, lru_cache
from heapq import nlargest
from importlib import resources
from itertools import count

from bot.stop_words import STOP_TERMS
from ingest.lexical import terms, words

N_COMMON = 1500  # words that any question may hold, whatever the pages say
COMMON, RARE = 2e-4, 1e-6  # share of all words in English texts: at or above it a word says little; at or below it, all
_COUNTED = 541_808_760_578  # words that symspellpy's list of English counts, all together
_FEW = 64  # words that are looked for in the list's text; for more of them it is parsed
_KEPT = 20_000  # words and questions that were read


def salient_terms(text: str) -> dict[str, float]:
    """The stems that say what a question is about, in order, with how telling each is, 0.25 to 1.

    Words that every question has are left out, unless nothing else is left.
    """
    return dict(_salient(text))


@lru_cache(maxsize=_KEPT)
def _salient(text: str) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for word in words(text):
        for term in terms(word):
            found.setdefault(term, _telling(word))
    telling = tuple(item for item in found.items() if item[0] not in STOP_TERMS)
    return telling or tuple(found.items())


def is_english(word: str) -> bool:
    """True for a word, folded, that is right in English."""
    return share_of_english(word) > 0


def share_of_english(word: str) -> float:
    """Share of a word, folded, among all words of English texts; 0 for one that is not listed."""
    return _count_of(word) / _COUNTED


@cache
def common_english() -> tuple[str, ...]:
    """The most frequent words of English."""
    return tuple(nlargest(N_COMMON, _counts(), key=_counts().__getitem__))


@lru_cache(maxsize=_KEPT)
def _telling(word: str) -> float:
    share = share_of_english(word)
    if not share:
        return 1.0
    between = (math.log(COMMON) - math.log(share)) / (math.log(COMMON) - math.log(RARE))
    return 0.25 + 0.75 * min(max(between, 0.0), 1.0)


_looked_up = count()


@lru_cache(maxsize=_KEPT)
def _count_of(word: str) -> int:
    """How often a word was counted; a single question is not kept waiting for the whole list."""
    if next(_looked_up) >= _FEW:
        return _counts().get(word, 0)
    text, line = _listed(), f"\n{word} "
    at = text.find(line)
    return int(text[at + len(line) : text.find("\n", at + 1)]) if at >= 0 else 0


@cache
def _counts() -> dict[str, int]:
    """How often each of the 82,834 English words that symspellpy lists was counted."""
    pieces = _listed().split()
    return dict(zip(pieces[::2], map(int, pieces[1::2]), strict=True))


@cache
def _listed() -> str:
    """The words of English as symspellpy lists them, a word and its count a line."""
    listed = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    return "\n" + listed.read_text(encoding="utf-8-sig").rstrip() + "\n"
