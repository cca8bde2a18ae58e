"""The numbers of an index beside its vectors: units, tokens, and what belongs to which passage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from ingest.encoder import Floats, Ints
from ingest.storage import Array, Buffer, arrays_of, bytes_of, let_go, raw
from ingest.vectors import Bytes8, Packed, PassageVectors, TokenBlock, ranges

PASSAGE, UNIT, QUESTION = 0, 1, 2  # what a vector stands for
_PACKED = "rows.npz"
_RAW = ("units", "unit_scales", "tokens", "scales", "token_ids")  # large: kept as they are, to be mapped

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arrays:
    """See `PassageVectors` for what the numbers mean. Passages, and what is theirs, stand in one order."""

    owners: Ints  # (n_rows,): place of the passage that a row of `Nearest` belongs to, rising
    kinds: Bytes8  # (n_rows,): PASSAGE or QUESTION
    units: Bytes8  # (n_units, dimension)
    unit_scales: Floats  # (n_units,)
    unit_starts: Places  # (n_passages + 1,)
    tokens: Packed  # (n_tokens, half the dimension, rounded up)
    scales: Floats  # (n_tokens,)
    token_ids: Ints  # (n_tokens,)
    token_starts: Places  # (n_passages + 1,)
    part_starts: Places  # (n_passages + 1,): into `parts`
    parts: Ints  # (n_parts,)
    frequency: Ints  # (largest token id + 1,): how many passages hold each token of the model's vocabulary

    @classmethod
    def gather(cls, items: Iterable[PassageVectors], keys: list[str], rows: bytearray) -> "Arrays":
        """Put passages together as they come.

        Args:
            items: one a passage, at least one.
            keys: filled with the passages' keys.
            rows: filled with the vectors that are searched, as float32.
        """
        grown = {name: bytearray() for name in (*_RAW, "parts")}
        sizes: dict[str, list[int]] = {"rows": [], "units": [], "tokens": [], "parts": []}
        frequency = np.zeros(0, dtype=np.int32)
        widths: tuple[int, ...] = (0, 0)
        for item in items:
            keys.append(item.key)
            rows += raw(item.vector)
            rows += raw(item.questions)
            for name, buffer in grown.items():
                buffer += raw(getattr(item, name))
            counts = (1 + len(item.questions), len(item.units), len(item.tokens), len(item.parts))
            for many, n in zip(sizes.values(), counts, strict=True):
                many.append(n)
            held = np.bincount(np.unique(item.token_ids), minlength=len(frequency)).astype(np.int32)
            held[: len(frequency)] += frequency
            frequency = held
            widths = item.units.shape[1], item.tokens.shape[1]
        of_rows = np.array(sizes["rows"])
        starts = _starts(sizes["rows"])
        kinds = np.full(starts[-1], QUESTION, dtype=np.int8)
        kinds[starts[:-1]] = PASSAGE
        return cls(
            np.repeat(np.arange(len(of_rows), dtype=np.int32), of_rows),
            kinds,
            np.frombuffer(grown["units"], dtype=np.int8).reshape(-1, widths[0]),
            np.frombuffer(grown["unit_scales"], dtype=np.float32),
            _starts(sizes["units"]),
            np.frombuffer(grown["tokens"], dtype=np.uint8).reshape(-1, widths[1]),
            np.frombuffer(grown["scales"], dtype=np.float32),
            np.frombuffer(grown["token_ids"], dtype=np.int32),
            _starts(sizes["tokens"]),
            _starts(sizes["parts"]),
            np.frombuffer(grown["parts"], dtype=np.int32),
            frequency,
        )

    def files(self) -> dict[str, Buffer]:
        """The arrays as files, for `read`."""
        packed = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _RAW}
        widths = np.array([self.units.shape[1], self.tokens.shape[1]])
        large = {f"{name}.raw": raw(getattr(self, name)) for name in _RAW}
        return {_PACKED: bytes_of(**packed, widths=widths), **large}

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "Arrays":
        """The arrays of `files`, the large ones where they lie.

        Raises:
            LookupError, ValueError, TypeError: they are not what `files` gave.
        """
        packed = arrays_of(files[_PACKED])
        unit_width, token_width = packed.pop("widths").tolist()
        large: dict[str, Array] = {
            name: np.frombuffer(files[f"{name}.raw"], dtype=dtype) if len(files[f"{name}.raw"]) else np.zeros(0, dtype)
            for name, dtype in zip(_RAW, (np.int8, np.float32, np.uint8, np.float32, np.int32), strict=True)
        }
        large["units"] = large["units"].reshape(-1, unit_width)
        large["tokens"] = large["tokens"].reshape(-1, token_width)
        return cls(**packed, **large)

    def fit(self, n_rows: int, n_passages: int, dimension: int) -> bool:
        """Whether all parts belong to so many rows and passages."""
        starts = (self.unit_starts, self.token_starts, self.part_starts)
        return bool(
            len(self.owners) == len(self.kinds) == n_rows
            and np.array_equal(self.owners[self.kinds == PASSAGE], np.arange(n_passages))
            and bool(np.all(np.diff(self.owners) >= 0))
            and all(len(many) == n_passages + 1 and bool(np.all(np.diff(many) >= 0)) for many in starts)
            and self.units.shape == (self.unit_starts[-1], dimension)
            and len(self.unit_scales) == len(self.units)
            and self.tokens.shape[1] == (dimension + 1) // 2
            and self.token_starts[-1] == len(self.tokens) == len(self.scales) == len(self.token_ids)
            and self.part_starts[-1] == len(self.parts)
        )

    def token_block(self, places: Ints) -> TokenBlock:
        """The tokens of some passages."""
        first, last = self.token_starts[places], self.token_starts[places + 1]
        rows, starts = ranges(first, last)
        bounds, part_starts = ranges(self.part_starts[places], self.part_starts[places + 1] - 1)
        owners = np.repeat(np.arange(len(places), dtype=np.int32), np.diff(part_starts))
        return TokenBlock(
            self.tokens,
            list(zip(first.tolist(), last.tolist(), strict=True)),
            self.scales[rows],
            self.token_ids[rows],
            starts.astype(np.int32),
            (self.parts[bounds] + starts[owners]).astype(np.int32),
            owners,
        )

    def let_go(self) -> None:
        """Give back the memory that tokens take which were read: they are most of an index."""
        let_go(self.tokens)

    def stored(self, place: int, key: str, rows: Floats) -> PassageVectors:
        """One passage's vectors as they were put in; `rows` are those of its own in `Nearest`."""
        units = slice(*self.unit_starts[place : place + 2])
        tokens = slice(*self.token_starts[place : place + 2])
        parts = self.parts[slice(*self.part_starts[place : place + 2])]
        return PassageVectors(
            key,
            rows[0],
            self.units[units],
            self.unit_scales[units],
            rows[1:],
            self.tokens[tokens],
            self.scales[tokens],
            self.token_ids[tokens],
            parts,
        )

    def unit_vectors(self, units: Places | slice) -> Floats:
        """Vectors of some units, (n, dimension)."""
        vectors: Floats = self.units[units].astype(np.float32) * self.unit_scales[units, None]
        return vectors


def _starts(sizes: Sequence[int]) -> Places:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
