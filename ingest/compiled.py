"""The encoder that computes with OpenVINO: the same vectors as PyTorch's, several times quicker, without importing it.

A text is filled up to a multiple of 16 tokens and shares a batch only with texts of that length, so that its vectors
are the same to the last bit alone, in any batch and in any order; and so that few shapes come up, of which each costs
once for making its kernels.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.encoder import FLOAT, Encoding, Ints, Progress, encoding_of
from ingest.graph import Batch, Graph

STEP = 16  # tokens: a text's length is filled up to a multiple of this
BUDGET = 512  # tokens of a batch; measured: what more gains is lost as the numbers no longer fit the core's cache
_MANY = 8 * BUDGET  # tokens from which on it pays to load the graph for all cores
_CHUNK = 1024  # texts tokenised at a time: the tokenizer's own objects are large


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a converted model besides its graph."""

    fingerprint: str
    precision: str  # "f32", "bf16" or "int8"
    dimension: int
    max_tokens: int
    pad_id: int
    passage_prompt: str
    question_prompt: str
    text_parity: float = 0.0  # least cosine between a text's vector here and in PyTorch
    token_parity: float = 0.0  # mean cosine between a token's vector here and in PyTorch


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as tokens."""

    ids: Ints
    starts: Ints  # the character at which each token starts
    special: npt.NDArray[np.bool_]


class CompiledEncoder:
    """An `Encoder` over a converted model. Several threads may use it at once."""

    def __init__(self, model: str, facts: Facts, tokenizer: str, graph: Any, threads: int, blobs: Path | None) -> None:
        """Load.

        Args:
            model: as the user names it.
            facts: of the model.
            tokenizer: as JSON.
            graph: an .xml, or a converted model in memory.
            threads: cores to use.
            blobs: where to keep what was compiled, if anywhere.
        """
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")  # said explicitly, it is silent where a process forks
        self.model = model
        self.facts = facts
        self.fingerprint, self.dimension, self.max_tokens = facts.fingerprint, facts.dimension, facts.max_tokens
        self.engine = f"openvino {facts.precision}"
        self.vectors_like = "int8" if facts.precision == "int8" else FLOAT
        self._tokenizer_json = tokenizer
        self._tokenizer = _tokenizer(tokenizer, facts.max_tokens)
        self._source, self._threads, self._blobs = graph, threads, blobs
        self._graph = self._compiled(1)
        self._asking = threading.Semaphore(1)
        self._widening = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, markers and the model's prefix included, before any cut."""
        (read,) = self._counter.encode_batch_fast([self.facts.passage_prompt + text])
        return len(read)

    def encode_passages(self, texts: Sequence[Sequence[str]], progress: Progress | None = None) -> list[Encoding]:
        """Encode texts given in parts."""
        return self._encode(texts, self.facts.passage_prompt, progress)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions, blanks folded; each word is a part."""
        return self._encode([text.split() for text in texts], self.facts.question_prompt, None)

    def batches(self, texts: Sequence[Sequence[str]]) -> list[Batch]:
        """The batches that `encode_passages` would compute, for `infer`."""
        read = self._read(texts, self.facts.passage_prompt)
        return [self._batch([read[i] for i in places]) for places in self._grouped(read)]

    def infer(self, batches: Sequence[Batch]) -> None:
        """Compute batches on all cores and drop the results: what no encoder around this graph can be quicker than."""
        for _ in self._for(self._threads).run(batches):
            pass

    def _encode(self, texts: Sequence[Sequence[str]], prefix: str, progress: Progress | None) -> list[Encoding]:
        read = self._read(texts, prefix)
        groups = self._grouped(read)
        found: dict[int, Encoding] = {}
        for places, (vectors, tokens) in zip(groups, self._computed(read, groups), strict=True):
            for row, i in enumerate(places):
                ids, n = read[i].ids, len(read[i].ids)
                found[i] = encoding_of(
                    vectors[row], tokens[row, :n], ids, read[i].starts, read[i].special, texts[i], len(prefix)
                )
            if progress is not None:
                progress(len(places))
        return [found[i] for i in range(len(texts))]

    def _computed(self, read: Sequence[_Read], groups: Sequence[Sequence[int]]) -> Iterator[Any]:
        batches = (self._batch([read[i] for i in places]) for places in groups)
        if sum(len(item.ids) for item in read) >= _MANY:
            yield from self._for(self._threads).run(batches)
            return
        # One question after another needs one core; a second one that comes meanwhile gets another.
        alone = self._asking.acquire(blocking=False)
        try:
            graph = self._graph if alone else self._for(self._threads)
            for batch in batches:
                yield graph.run_one(batch)
        finally:
            if alone:
                self._asking.release()

    def _for(self, streams: int) -> Graph:
        """The graph, for at least so many batches at a time."""
        with self._widening:
            if self._graph.streams < streams:
                self._graph = self._compiled(streams)
            return self._graph

    def _compiled(self, streams: int) -> Graph:
        return Graph(self._source, self.facts.precision, streams, self._blobs)

    def _read(self, texts: Sequence[Sequence[str]], prefix: str) -> list[_Read]:
        joined = [prefix + " ".join(parts) for parts in texts]
        if len(joined) == 1:
            return [_as_arrays(self._tokenizer.encode(joined[0]))]
        chunks = (joined[first : first + _CHUNK] for first in range(0, len(joined), _CHUNK))
        return [_as_arrays(encoded) for chunk in chunks for encoded in self._tokenizer.encode_batch(chunk)]

    def _grouped(self, read: Sequence[_Read]) -> list[list[int]]:
        """Places of the texts of each batch; the longest first, as a long one begun last would be waited for."""
        groups: list[list[int]] = []
        length = 0
        for i in sorted(range(len(read)), key=lambda i: (-self._length(read[i]), i)):
            own = self._length(read[i])
            if own != length or own * (len(groups[-1]) + 1) > BUDGET:
                groups.append([])
                length = own
            groups[-1].append(i)
        return groups

    def _length(self, read: _Read) -> int:
        return min(-(-len(read.ids) // STEP) * STEP, self.max_tokens)

    def _batch(self, texts: Sequence[_Read]) -> Batch:
        shape = len(texts), self._length(texts[0])
        ids, mask = np.full(shape, self.facts.pad_id, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, text in enumerate(texts):
            ids[row, : len(text.ids)] = text.ids
            mask[row, : len(text.ids)] = 1
        return Batch(ids, mask)

    @cached_property
    def _counter(self) -> Any:
        return _tokenizer(self._tokenizer_json, None)


def _tokenizer(text: str, limit: int | None) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    if limit is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(limit)
    return tokenizer


def _as_arrays(encoded: Any) -> _Read:
    ids = np.array(encoded.ids, dtype=np.int32)
    starts = np.array(encoded.offsets, dtype=np.int32).reshape(-1, 2)[:, 0]
    return _Read(ids, starts, np.array(encoded.special_tokens_mask, dtype=bool))
