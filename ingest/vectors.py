"""A passage as the index keeps it: its vectors for finding it, its token vectors for judging it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.documents import BlockKind, Document, Passage
from ingest.encoder import Encoder, Encoding, Floats, Ints, Progress, of_length_1
from ingest.sentences import units_between
from ingest.split import place_text
from ingest.tables import read_as

Bytes8 = npt.NDArray[np.int8]
Packed = npt.NDArray[np.uint8]  # two numbers of four bits a byte
_ITEMS = (BlockKind.BULLET, BlockKind.STEP, BlockKind.TABLE)
_WINDOW = 512  # passages encoded before any of them is handed on: what bounds the memory


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be quoted by itself: a sentence, a list item's sentence, a table row."""

    kind: BlockKind
    start: int  # a list item's first unit begins at its mark
    words_start: int
    end: int
    block: int  # place of its block in the document


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """A passage, encoded. Part 0 of the tokens is where it stands (title, heading, question); part i is unit i - 1."""

    key: str  # of the text that was encoded: equal keys, equal vectors
    vector: Floats  # (dimension,), length 1
    units: Bytes8  # (n_units, dimension): see `unit_vectors`
    unit_scales: Floats  # (n_units,): a unit's vector is units[i] * unit_scales[i], of length 1 within 0.5 %
    questions: Floats  # (n_questions, dimension), length 1
    tokens: Packed  # (n_tokens, half the dimension, rounded up)
    scales: Floats  # (n_tokens,): a token's vector is unpacked(tokens)[i] * scales[i], of length 1 within 10 %
    token_ids: Ints  # (n_tokens,)
    parts: Ints  # (n_units + 2,)


class TokenBlock(NamedTuple):
    """The tokens of several passages, one passage after another."""

    stored: Packed  # (n_stored, half the dimension, rounded up), of all passages
    rows: list[tuple[int, int]]  # (n_places,): which of these are each passage's
    scales: Floats  # (n_tokens,): token i's vector is its row, unpacked, times scales[i]
    ids: Ints  # (n_tokens,)
    starts: Ints  # (n_places + 1,): where each passage's tokens start
    part_starts: Ints  # (n_parts,): where each part's tokens start
    part_owners: Ints  # (n_parts,): which of the passages each part belongs to


def passage_units(document: Document, passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage's body, in order; at least one."""
    found: list[Unit] = []
    for place, (start, end) in units_between(document, passage.body_start, passage.end):
        block = document.blocks[place]
        found.append(Unit(block.kind, start, max(start, min(block.words_start, end)), end, place))
    return tuple(found) or (Unit(BlockKind.PARAGRAPH, passage.body_start, passage.body_start, passage.end, -1),)


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is encoded of a passage."""

    parts: tuple[str, ...]  # where it stands, then its units, without marks
    items: tuple[int, ...]  # the parts that are encoded by themselves, too: items of a list and rows of a table
    questions: tuple[str, ...]  # FAQ questions that it answers

    @classmethod
    def of(cls, document: Document, passage: Passage) -> "PassageText":
        """The text of a passage of a document."""
        units = passage_units(document, passage)
        place = place_text(passage.title, passage.heading, passage.question)
        parts = (place, *(read_as(document, unit.block, (unit.words_start, unit.end)) for unit in units))
        items = tuple(i for i, unit in enumerate(units, start=1) if unit.kind in _ITEMS)
        return cls(parts, items, passage.questions)

    @property
    def key(self) -> str:
        """A digest of all of it."""
        told = repr((self.parts, self.items, self.questions))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def encode(
    encoder: Encoder, texts: Sequence[PassageText], progress: Progress | None = None
) -> Iterator[PassageVectors]:
    """Encode passages; hand them on in their order."""
    for first in range(0, len(texts), _WINDOW):
        window = texts[first : first + _WINDOW]
        items = [(text.parts[i],) for text in window for i in text.items]
        questions = [question for text in window for question in text.questions]
        # of these the vector alone is kept, before the passages, whose tokens are held until they are handed on
        alone = iter([encoding.vector for encoding in encoder.encode_passages(items)])
        asked = iter([encoding.vector for encoding in encoder.encode_questions(questions)])
        encoded = encoder.encode_passages([text.parts for text in window], progress)
        for text, encoding in zip(window, encoded, strict=True):
            own = {i: next(alone) for i in text.items}
            yield _stored(text.key, encoding, own, [next(asked) for _ in text.questions])


def unit_vectors(tokens: Floats, parts: Ints, items: Mapping[int, Floats] = MappingProxyType({})) -> Floats:
    """A vector of length 1 for each unit, (n_units, dimension); zero for a sentence that was cut off.

    It is the mean of the unit's token vectors: averaging a pass over the whole passage keeps its context in each
    sentence (Günther et al. 2024, "Late chunking"). The items of a list need less context than they lose of their own
    in it: to theirs the vector of the item by itself is added.

    Args:
        tokens: (n_tokens, dimension), the passage's.
        parts: bounds of its parts.
        items: vectors of length 1 of parts by themselves, by part.
    """
    found = np.zeros((len(parts) - 2, tokens.shape[1]), dtype=np.float32)
    held = parts[1:-1] < parts[2:]
    if held.any():
        found[held] = np.add.reduceat(
            tokens[: parts[-1]], parts[1:-1][held], axis=0
        )  # the sum points where the mean does
    for part, vector in items.items():
        found[part - 1] = of_length_1(found[part - 1]) + vector
    return of_length_1(found)


def ranges(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], ...]:
    """The numbers from each first to each last, one range after another, and where each range starts, (n + 1,)."""
    sizes = last - first
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return np.arange(starts[-1]) + np.repeat(first - starts[:-1], sizes), starts


def quantise(vectors: Floats) -> tuple[Bytes8, Floats]:
    """Eight bits a number, one scale a vector: its largest number becomes 127."""
    scales = np.abs(vectors).max(axis=1, initial=1e-12) / 127
    whole: Any = np.rint(vectors / scales[:, None]).astype(np.int8)
    return whole, scales.astype(np.float32)


def pack(vectors: Floats) -> tuple[Packed, Floats]:
    """Four bits a number, one scale a vector: its largest number becomes 7. The second half stands in the high bits.

    Late interaction takes the best of many cosines and then a mean: on squad2 and six smaller sets it lost nothing.
    """
    steps = np.abs(vectors).max(axis=1, initial=1e-12) / 7
    half = (vectors.shape[1] + 1) // 2
    whole = np.zeros((len(vectors), 2 * half), dtype=np.int8)
    whole[:, : vectors.shape[1]] = np.rint(vectors / steps[:, None])
    low, high = whole[:, :half].astype(np.uint8), whole[:, half:].astype(np.uint8)
    packed: Any = (low & 15) | (high << 4)
    return packed, (steps / 16).astype(np.float32)  # `unpacked` gives the numbers sixteenfold


def unpacked(packed: Packed, out: Floats | None = None) -> Floats:
    """The numbers of packed vectors, (n, dimension rounded up to an even one): -112 to 112 in steps of 16.

    Where `out` is given, that is filled.
    """
    half = packed.shape[1]
    found = np.empty((len(packed), 2 * half), dtype=np.float32) if out is None else out
    found[:, :half] = (packed << 4).view(np.int8)  # in the high bits the sign stands where a byte has it
    found[:, half:] = (packed & 0xF0).view(np.int8)
    return found


def _stored(key: str, encoding: Encoding, items: Mapping[int, Floats], questions: Sequence[Floats]) -> PassageVectors:
    units, unit_scales = quantise(unit_vectors(encoding.tokens, encoding.parts, items))
    tokens, scales = pack(encoding.tokens)
    dimension = encoding.vector.shape[0]
    stacked = np.stack(questions) if questions else np.zeros((0, dimension), dtype=np.float32)
    return PassageVectors(
        key,
        encoding.vector,
        units,
        unit_scales,
        stacked.astype(np.float32),
        tokens,
        scales,
        encoding.token_ids,
        encoding.parts,
    )
