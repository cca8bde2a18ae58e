"""Stand-ins that can be checked in one's head."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from ingest.encoder import Encoding, Floats, Progress


class WordEncoder:
    """Each word has its own direction in space; a text is the mean of its words: as near as the words they share."""

    model = "words"
    fingerprint = "words-1"
    engine = "words"
    vectors_like = "words"
    dimension = 512
    max_tokens = 256

    def __init__(self) -> None:
        self.encoded: list[str] = []  # every passage that went through, for asking what was embedded

    def count_tokens(self, text: str) -> int:
        return len(_words(text)) + 2

    def encode_passages(self, texts: Sequence[Sequence[str]], progress: Progress | None = None) -> list[Encoding]:
        self.encoded.extend(" ".join(parts) for parts in texts)
        if progress is not None:
            progress(len(texts))
        return [self._encode(parts) for parts in texts]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        return [self._encode(text.split()) for text in texts]

    def _encode(self, parts: Sequence[str]) -> Encoding:
        words = [_words(part) for part in parts]
        ids = np.array([_place(word) for part in words for word in part][: self.max_tokens - 2], dtype=np.int32)
        tokens = np.eye(self.dimension, dtype=np.float32)[ids]
        bounds = np.minimum(np.concatenate([[0], np.cumsum([len(part) for part in words])]), len(ids))
        return Encoding(_unit(tokens.sum(axis=0)), tokens, ids, bounds.astype(np.int32))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _place(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) % WordEncoder.dimension


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    unit: Floats = (vector / length if length else np.eye(1, len(vector))[0]).astype(np.float32)
    return unit
