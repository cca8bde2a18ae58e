"""A bank of questions that people ask gyms, in many wordings: what a question may mean, and what pages may not answer.

A visitor's question that is nearer to "do you have a pool" than to anything the pages say is probably not answered by
them; one that means the same as "can I bring a guest" is answered where that is. The bank is compared with the pages
when they are ingested and kept with the index.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources

import numpy as np

from ingest.encoder import Encoder, Floats, Ints
from ingest.storage import Buffer, arrays_of, bytes_of
from ingest.vectors import Bytes8, quantise

_FILES = ("club_questions.txt", "training_questions.txt")
_VECTORS = "bank_vectors.npz"  # of these files and the default model, made by bench/bank.py
_STORED = "bank.npz", "bank.json"
_AT_ONCE = 256  # wordings made floats at a time: quicker in the processor's cache than all of them kept as floats


@dataclass(frozen=True)  # without slots: what is worked out once is kept
class Bank:
    """Wordings with their vectors; wordings of one group mean the same."""

    wordings: tuple[str, ...]
    groups: Ints  # (n_wordings,): each wording's group, from 0, rising
    coded: Bytes8  # (n_wordings, dimension): vectors, eight bits a number
    scales: Floats  # (n_wordings,): a wording's vector is coded[i] * scales[i], of length 1 within 0.5 %
    support: Floats  # (n_wordings,): cosine to the index's nearest passage, unit or FAQ question; 0 before an ingest

    def nearest(self, vector: Floats) -> tuple[float, int]:
        """Cosine of the nearest wording, and its group."""
        cosines = np.empty(len(self.coded), dtype=np.float32)
        floats = np.empty((_AT_ONCE, self.coded.shape[1]), dtype=np.float32)
        for first in range(0, len(cosines), _AT_ONCE):
            coded = self.coded[first : first + _AT_ONCE]
            block = floats[: len(coded)]
            block[:] = coded
            np.matmul(block, vector, out=cosines[first : first + len(coded)])
        cosines *= self.scales
        best = int(np.argmax(cosines))
        return float(cosines[best]), int(self.groups[best])

    def best_supported(self, group: int) -> tuple[str, float]:
        """The wording of a group that is nearest to the index's pages, and its cosine to them."""
        members = np.flatnonzero(self.groups == group)
        best = members[np.argmax(self.support[members])]
        return self.wordings[best], float(self.support[best])

    def of_group(self, group: int) -> tuple[str, ...]:
        """All wordings of a group, the plainest first."""
        return tuple(self.wordings[member] for member in np.flatnonzero(self.groups == group))

    @cached_property
    def plainest(self) -> tuple[str, ...]:
        """The first wording of each group: the plainest, in the words that pages use."""
        firsts = np.unique(self.groups, return_index=True)[1]
        return tuple(self.wordings[first] for first in firsts)

    def files(self) -> dict[str, Buffer]:
        """The bank as files, for `read`."""
        arrays = bytes_of(groups=self.groups, coded=self.coded, scales=self.scales, support=self.support)
        return {_STORED[0]: arrays, _STORED[1]: json.dumps(self.wordings, ensure_ascii=True).encode()}

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "Bank | None":
        """Rebuild a bank from an index's files; None where the index has none."""
        if _STORED[0] not in files:
            return None
        return cls(tuple(json.loads(bytes(files[_STORED[1]]))), **arrays_of(files[_STORED[0]]))


def parse(text: str) -> tuple[tuple[str, ...], Ints]:
    """Read wordings and their groups: one wording a line, a blank line between groups, `#` begins a comment."""
    wordings: list[str] = []
    groups: list[int] = []
    group = 0
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            wordings.append(line.strip())
            groups.append(group)
        elif not line.strip() and groups and groups[-1] == group:
            group += 1
    return tuple(wordings), np.array(groups, dtype=np.int32)


def default_text() -> str:
    """The bank that comes with Spotter."""
    folder = resources.files("ingest") / "data"
    return "\n\n".join((folder / name).read_text(encoding="utf-8") for name in _FILES)


def encode(text: str, encoder: Encoder, previous: Bank | None = None) -> Bank:
    """Encode a bank, or take the vectors that the same model has made of it: the last index's, or those shipped."""
    wordings, groups = parse(text)
    if previous is not None and previous.wordings == wordings:
        return replace(previous, groups=groups)
    packed = resources.files("ingest") / "data" / _VECTORS
    if packed.is_file():
        arrays = arrays_of(packed.read_bytes())
        if bytes(arrays["key"]) == key_of(text, encoder):
            return Bank(wordings, groups, arrays["coded"], arrays["scales"], np.zeros(len(wordings), dtype=np.float32))
    coded, scales = quantise(np.stack([item.vector for item in encoder.encode_questions(wordings)]))
    return Bank(wordings, groups, coded, scales, np.zeros(len(wordings), dtype=np.float32))


def pack(bank: Bank, text: str, encoder: Encoder) -> bytes:
    """A bank's vectors, for shipping beside its text."""
    key = np.frombuffer(key_of(text, encoder), dtype=np.uint8)
    return bytes_of(key=key, coded=bank.coded, scales=bank.scales)


def key_of(text: str, encoder: Encoder) -> bytes:
    """A digest of what a bank's vectors depend on."""
    return hashlib.sha256(f"{encoder.fingerprint}\n{text}".encode()).digest()


def vectors_of(bank: Bank) -> Floats:
    """All wordings' vectors, (n_wordings, dimension)."""
    vectors: Floats = bank.coded.astype(np.float32) * bank.scales[:, None]
    return vectors
