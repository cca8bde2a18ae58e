"""Everything that answering needs, in memory: documents, passages, vectors, token vectors, lexicon."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest import records
from ingest.bank import Bank, vectors_of
from ingest.calibration import Calibration
from ingest.documents import Document, Passage
from ingest.encoder import Floats, Ints
from ingest.errors import DamagedIndexError
from ingest.lexical import Lexicon, passage_terms, passage_words, terms
from ingest.storage import arrays_of, bytes_of
from ingest.vectors import PassageVectors, TokenBlock, Unit, holders, passage_units, ranges

FORMAT = 1  # of the files below; a change makes older indexes unreadable
PASSAGE, UNIT, QUESTION = 0, 1, 2  # what a row of the vector index stands for

_UNITS_KEPT = 20_000  # passages whose units are remembered
_DOCUMENTS, _PASSAGES, _VECTORS, _ROWS, _TOKENS = (
    "documents.jsonl",
    "passages.jsonl",
    "vectors.faiss",
    "rows.npz",
    "tokens.npz",
)


class Rows(NamedTuple):
    """Rows of the vector index that a search found, best first."""

    passages: Ints  # (n,): place of the passage each row belongs to
    kinds: Ints  # (n,): PASSAGE, UNIT or QUESTION
    scores: Floats  # (n,): inner product, -1 to 1


@dataclass(frozen=True, slots=True)
class _Parts:
    """The arrays of an index; see `PassageVectors` for their meaning."""

    owners: Ints  # (n_rows,): place of the row's passage
    kinds: Ints  # (n_rows,)
    tokens: npt.NDArray[np.int8]
    scales: Floats
    token_ids: Ints
    token_starts: npt.NDArray[np.int64]  # (n_passages + 1,)
    part_starts: npt.NDArray[np.int64]  # (n_passages + 1,): into `parts`
    parts: Ints


class Index:
    """A built index. Nothing in it changes once it is made."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        keys: Sequence[str],
        faiss_index: Any,
        arrays: _Parts,
        lexicon: Lexicon,
        bank: Bank | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        """Use `Index.build` or `Index.read`."""
        self.documents = {document.doc_id: document for document in documents}
        self.passages = tuple(passages)
        self.keys = tuple(keys)
        self.lexicon = lexicon
        self.bank = bank  # what people ask gyms, compared with these pages; None where the index was made without
        self.calibration = calibration  # how its own FAQ fares; None where the index was made without
        self._faiss = faiss_index
        self._arrays = arrays

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: Sequence[PassageVectors],
        bank: Bank | None = None,
    ) -> "Index":
        """Put encoded passages together; `vectors[i]` belongs to `passages[i]`, at least one."""
        import faiss

        rows, owners, kinds = [], [], []
        for place, item in enumerate(vectors):
            for kind, many in ((PASSAGE, item.vector[None]), (UNIT, item.units), (QUESTION, item.questions)):
                rows.append(many)
                owners.extend([place] * len(many))
                kinds.extend([kind] * len(many))
        matrix = np.ascontiguousarray(np.concatenate(rows), dtype=np.float32)
        flat = faiss.IndexFlatIP(matrix.shape[1])
        flat.add(matrix)
        arrays = _Parts(
            np.array(owners, dtype=np.int32),
            np.array(kinds, dtype=np.int32),
            np.concatenate([item.tokens for item in vectors]),
            np.concatenate([item.scales for item in vectors]),
            np.concatenate([item.token_ids for item in vectors]),
            _starts([len(item.tokens) for item in vectors]),
            _starts([len(item.parts) for item in vectors]),
            np.concatenate([item.parts for item in vectors]),
        )
        said = (part for passage in passages for part in passage_words(passage))
        lexicon = Lexicon.build([passage_terms(passage) for passage in passages], said)
        if bank is not None:
            bank = replace(bank, support=flat.search(vectors_of(bank), 1)[0][:, 0])
        return cls(documents, passages, [item.key for item in vectors], flat, arrays, lexicon, bank)

    def calibrated(self, calibration: Calibration) -> "Index":
        """The same index with a calibration."""
        parts = self.passages, self.keys, self._faiss, self._arrays, self.lexicon, self.bank
        return Index(tuple(self.documents.values()), *parts, calibration)

    @property
    def dimension(self) -> int:
        """Numbers a vector has."""
        return int(self._faiss.d)

    @cached_property
    def n_pairs(self) -> int:
        """Passages that answer an FAQ question."""
        return sum(bool(passage.question) for passage in self.passages)

    @property
    def n_rows(self) -> int:
        """Rows of the vector index: passages, units and questions."""
        return int(self._faiss.ntotal)

    def search(self, vector: Floats, k: int) -> Rows:
        """The k rows nearest to a unit vector, best first; fewer where the index has fewer."""
        scores, rows = self._faiss.search(np.ascontiguousarray(vector[None]), min(k, self.n_rows))
        found = rows[0][rows[0] >= 0]  # faiss pads with -1
        return Rows(self._arrays.owners[found], self._arrays.kinds[found], scores[0][: len(found)])

    def rows_of(self, place: int) -> tuple[Ints, Floats]:
        """All rows of one passage: their kinds, (n,), and vectors, (n, dimension)."""
        first, last = self._row_starts[place : place + 2]
        return self._arrays.kinds[first:last], self._faiss.reconstruct_n(int(first), int(last - first))

    def cosines(self, places: Ints, vector: Floats) -> Floats:
        """The best cosine of each kind of row of some passages and a unit vector, (3, n_places); -1 without a row."""
        rows, starts = ranges(self._row_starts[places], self._row_starts[places + 1])
        best = np.full((3, len(places)), -1, dtype=np.float32)
        owner = np.repeat(np.arange(len(places)), np.diff(starts))
        np.maximum.at(best, (self._arrays.kinds[rows], owner), self._faiss.reconstruct_batch(rows) @ vector)
        return best

    @cached_property
    def _row_starts(self) -> npt.NDArray[np.int64]:
        return np.searchsorted(self._arrays.owners, np.arange(len(self.passages) + 1))

    def says(self, phrase: str) -> bool:
        """True where some passage has the phrase's stems, one after another."""
        return self.lexicon.says(terms(phrase))

    def unit_vectors(self, place: int) -> Floats:
        """One passage's unit vectors, (n_units, dimension)."""
        kinds, vectors = self.rows_of(place)
        units: Floats = vectors[kinds == UNIT]
        return units

    def tokens(self, place: int) -> tuple[Floats, Ints, Ints]:
        """One passage's token vectors, (n, dimension), their ids, (n,), and the bounds of its parts."""
        first, last = self._arrays.token_starts[place : place + 2]
        vectors = self._arrays.tokens[first:last].astype(np.float32) * self._arrays.scales[first:last, None]
        bounds = self._arrays.parts[self._arrays.part_starts[place] : self._arrays.part_starts[place + 1]]
        return vectors, self._arrays.token_ids[first:last], bounds

    def token_block(self, places: Ints) -> TokenBlock:
        """The tokens of some passages; part i of a passage is as in `tokens`."""
        arrays = self._arrays
        first, last = arrays.token_starts[places], arrays.token_starts[places + 1]
        rows, starts = ranges(first, last)
        bounds, part_starts = ranges(arrays.part_starts[places], arrays.part_starts[places + 1] - 1)
        owners = np.repeat(np.arange(len(places), dtype=np.int32), np.diff(part_starts))
        return TokenBlock(
            arrays.tokens,
            list(zip(first.tolist(), last.tolist(), strict=True)),
            arrays.scales[rows],
            arrays.token_ids[rows],
            starts.astype(np.int32),
            (arrays.parts[bounds] + starts[owners]).astype(np.int32),
            owners,
        )

    @cached_property
    def units(self) -> Callable[[int], tuple[Unit, ...]]:
        """The units of one passage, given its place; unit i is part i + 1 of its tokens."""
        return lru_cache(_UNITS_KEPT)(self._units)

    def _units(self, place: int) -> tuple[Unit, ...]:
        passage = self.passages[place]
        return passage_units(self.documents[passage.doc_id], passage)

    def stored(self, place: int) -> PassageVectors:
        """One passage's vectors as they were put in, for building the next index from."""
        kinds, vectors = self.rows_of(place)
        first, last = self._arrays.token_starts[place : place + 2]
        _, ids, bounds = self.tokens(place)
        return PassageVectors(
            self.keys[place],
            vectors[kinds == PASSAGE][0],
            vectors[kinds == UNIT],
            vectors[kinds == QUESTION],
            self._arrays.tokens[first:last],
            self._arrays.scales[first:last],
            ids,
            bounds,
        )

    @cached_property
    def token_frequency(self) -> npt.NDArray[np.int32]:
        """How many passages hold each token of the model's vocabulary, (largest token id + 1,)."""
        return holders(self._arrays.token_ids, self._arrays.token_starts)

    def files(self) -> dict[str, bytes]:
        """The index as files, the same bytes for the same content."""
        import faiss

        arrays = {name: getattr(self._arrays, name) for name in _Parts.__slots__}
        tokens = {name: arrays.pop(name) for name in ("tokens", "scales", "token_ids")}
        return {
            _DOCUMENTS: records.lines(map(records.of_document, self.documents.values())),
            _PASSAGES: records.lines(map(records.of_passage, self.passages, self.keys)),
            _VECTORS: faiss.serialize_index(self._faiss).tobytes(),
            _ROWS: bytes_of(**arrays),
            _TOKENS: bytes_of(**tokens),
            **self.lexicon.files(),
            **(self.bank.files() if self.bank is not None else {}),
            **(self.calibration.files() if self.calibration is not None else {}),
        }

    @classmethod
    def read(cls, files: dict[str, bytes]) -> "Index":
        """Rebuild an index from `files`, whose bytes the caller has checked.

        Raises:
            DamagedIndexError: the files do not fit together.
        """
        import faiss

        try:
            faiss.set_deserialization_vector_byte_limit(len(files[_VECTORS]) + 4096)
            documents = {row["doc_id"]: records.document(row) for row in records.read(files[_DOCUMENTS])}
            rows = records.read(files[_PASSAGES])
            keys = [row.pop("key") for row in rows]
            passages = [records.passage(row, documents[row["doc_id"]]) for row in rows]
            vectors = faiss.deserialize_index(np.frombuffer(files[_VECTORS], dtype=np.uint8))
            arrays = _Parts(**arrays_of(files[_ROWS]), **arrays_of(files[_TOKENS]))
            lexicon = Lexicon.read(files, len(passages))
            bank, calibration = Bank.read(files), Calibration.read(files)
        except (LookupError, ValueError, TypeError, RuntimeError, EOFError, BadZipFile) as error:
            raise DamagedIndexError(f"the index's files do not fit together: {error}", "Run: spotter ingest") from error
        index = cls(list(documents.values()), passages, keys, vectors, arrays, lexicon, bank, calibration)
        index.check()
        return index

    def check(self) -> None:
        """Test that the parts belong together: every passage a slice of its document, every row and token owned.

        Raises:
            DamagedIndexError: naming the first passage or part that does not fit.
        """
        for passage in self.passages:
            text = self.documents[passage.doc_id].text
            if not (0 <= passage.start <= passage.body_start < passage.end <= len(text)) or (
                text[passage.start : passage.end] != passage.text
            ):
                raise DamagedIndexError(
                    f"passage {passage.passage_id} is not a slice of {passage.doc_id}", "Run: spotter ingest"
                )
        n = len(self.passages)
        arrays = self._arrays
        fits = (
            len(arrays.owners) == len(arrays.kinds) == self.n_rows
            and np.array_equal(np.unique(arrays.owners), np.arange(n))
            and bool(np.all(np.diff(arrays.owners) >= 0))
            and arrays.tokens.shape[1:] == (self.dimension,)
            and len(arrays.token_starts) == len(arrays.part_starts) == n + 1
            and arrays.token_starts[-1] == len(arrays.tokens) == len(arrays.scales) == len(arrays.token_ids)
            and arrays.part_starts[-1] == len(arrays.parts)
        )
        if not fits:
            raise DamagedIndexError("the index's vectors do not belong to its passages", "Run: spotter ingest")


def _starts(sizes: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
