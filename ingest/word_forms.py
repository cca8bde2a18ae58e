"""The words of some texts as they are written: how often each occurs, and which stand side by side."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from ingest.storage import Buffer, arrays_of, bytes_of

_FILES = "words.json", "words.npz"


@dataclass(frozen=True)  # without slots: the words are numbered when first looked for
class WordForms:
    """Words, the first one met first, with what was counted."""

    words: tuple[str, ...]
    counts: npt.NDArray[np.int32]  # (n_words,): how often each occurs
    pairs: npt.NDArray[np.int64]  # (n_pairs,), rising: i * n_words + j where word j stands right behind word i

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]] = ()) -> "WordForms":
        """Count the words of some texts; those of two texts do not stand side by side."""
        numbers: dict[str, int] = {}
        said = [[numbers.setdefault(word, len(numbers)) for word in text] for text in texts]
        sizes = np.array([len(part) for part in said], dtype=np.int64)
        every = np.fromiter(chain.from_iterable(said), dtype=np.int64, count=int(sizes.sum()))
        together = np.ones(max(len(every) - 1, 0), dtype=np.bool_)
        ends = np.cumsum(sizes)
        together[ends[(ends > 0) & (ends < len(every))] - 1] = False  # the last word of one text, the first of the next
        codes = every[:-1][together] * len(numbers) + every[1:][together]
        counts = np.bincount(every, minlength=len(numbers)).astype(np.int32)
        return cls(tuple(numbers), counts, np.unique(codes))

    def __contains__(self, pair: object) -> bool:
        """True for two words of which the second stands somewhere right behind the first."""
        if not isinstance(pair, tuple) or len(pair) != 2:
            return False
        first, second = (self._numbers.get(word, -1) for word in pair)
        code = first * len(self.words) + second
        at = int(np.searchsorted(self.pairs, code))
        return min(first, second) >= 0 and at < len(self.pairs) and int(self.pairs[at]) == code

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def files(self) -> dict[str, Buffer]:
        """The words as files, for `read`."""
        words = json.dumps(self.words, ensure_ascii=True).encode()
        return {_FILES[0]: words, _FILES[1]: bytes_of(counts=self.counts, pairs=self.pairs)}

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "WordForms":
        """Rebuild from `files`.

        Raises:
            ValueError: the counts belong to other words.
        """
        forms = cls(tuple(json.loads(bytes(files[_FILES[0]]))), **arrays_of(files[_FILES[1]]))
        if len(forms.counts) != len(forms.words) or forms.pairs.max(initial=-1) >= len(forms.words) ** 2:
            raise ValueError("the words do not belong to their counts")
        return forms
