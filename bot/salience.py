"""How telling a question's words are: rare words in English say more of what is asked than common ones."""

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.stop_words import STOP_TERMS
from ingest.lexical import terms, words

N_COMMON = 1500  # words that any question may hold, whatever the pages say
COMMON, RARE = 2e-4, 1e-6  # share of all words in English texts: at or above it a word says little; at or below it, all
_COUNTED = 541_808_760_578  # words that symspellpy's list of English counts, all together
_FEW = 64  # words that are looked for in the list's text; for more of them a table of it is made
_KEY = 8  # bytes of a word by which the table is ordered
_LINE_FEED, _BLANK = b"\n "
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
    listed = _listed()
    starts = np.flatnonzero(np.frombuffer(listed, dtype=np.uint8) == _LINE_FEED)[:-1] + 1
    blanks = np.flatnonzero(np.frombuffer(listed, dtype=np.uint8) == _BLANK)
    digits = np.append(starts[1:], len(listed)) - blanks
    fewest = np.sort(digits)[-N_COMMON]  # of the digits of their counts
    counts: dict[str, int] = {}
    for i in np.flatnonzero(digits >= fewest).tolist():
        start, blank = int(starts[i]), int(blanks[i])
        counts[listed[start:blank].decode()] = int(listed[blank : listed.find(b"\n", start)])
    return tuple(nlargest(N_COMMON, counts, key=counts.__getitem__))


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
    """How often a word was counted; a single question is not kept waiting for the table."""
    listed, line = _listed(), f"{word} ".encode()
    at = _table().find(listed, line) if next(_looked_up) >= _FEW else listed.find(b"\n" + line) + 1
    return int(listed[at + len(line) : listed.find(b"\n", at)]) if at > 0 else 0


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the words of the list stand: a dict of them would take 14 MB."""

    keys: npt.NDArray[np.uint64]  # the first eight bytes of each word, rising
    starts: npt.NDArray[np.int32]  # of their lines

    def find(self, listed: bytes, line: bytes) -> int:
        """Where the line begins that begins with a word and a blank; 0 where none does."""
        key = np.uint64(int.from_bytes(line[:-1][:_KEY].ljust(_KEY, b"\0"), "big"))
        first, last = np.searchsorted(self.keys, key, "left"), np.searchsorted(self.keys, key, "right")
        return next((start for start in self.starts[first:last].tolist() if listed.startswith(line, start)), 0)


@cache
def _table() -> _Table:
    text = np.frombuffer(_listed() + bytes(_KEY), dtype=np.uint8)
    starts = np.flatnonzero(text == _LINE_FEED)[:-1] + 1
    begin = text[starts[:, None] + np.arange(_KEY)]
    begin[np.logical_or.accumulate(begin == _BLANK, axis=1)] = 0  # the count is no part of the word
    keys = begin.view(">u8").ravel().astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    return _Table(keys[order], starts[order].astype(np.int32))


@cache
def _listed() -> bytes:
    """The 82,834 words of English as symspellpy lists them: a line feed, a word, a blank and its count each."""
    package = find_spec("symspellpy")  # it is located, not imported: that takes 30 ms
    if package is None or package.origin is None:
        raise ModuleNotFoundError("symspellpy")
    listed = Path(package.origin).with_name("frequency_dictionary_en_82_765.txt")
    return f"\n{listed.read_text(encoding='utf-8-sig').rstrip()}\n".encode()
