"""Everything that answering needs: documents, passages, vectors, token vectors, lexicon."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest import document_rows, records, validity
from ingest.arrays import PASSAGE, QUESTION, UNIT, Arrays
from ingest.bank import Bank, vectors_of
from ingest.calibration import Calibration
from ingest.documents import Document, Passage
from ingest.encoder import Floats, Ints
from ingest.errors import DamagedIndexError, NoIndexError
from ingest.lexical import Lexicon, passage_terms, passage_words, terms
from ingest.nearest import Nearest
from ingest.storage import Buffer
from ingest.tables import head_above
from ingest.validity import Validity, validity_of
from ingest.vectors import PassageVectors, TokenBlock, Unit, passage_units, ranges, unpacked

FORMAT = 2  # of the files below; a change makes older indexes unreadable
_BLOCK = 4096  # units compared at a time
_TOKENS_KEPT = 128  # passages whose tokens stay in memory: a question reads some 24
_UNITS_KEPT = 20_000  # passages whose units are remembered
_ASKED = 500  # units that recall is measured with

_DOCUMENTS, _PASSAGES, _NAMES = "documents.jsonl", "passages.jsonl", "documents.json"


class Rows(NamedTuple):
    """Vectors that a search found, best first."""

    passages: Ints  # (n,): place of the passage that each belongs to
    kinds: npt.NDArray[np.int8]  # (n,): PASSAGE or QUESTION
    scores: Floats  # (n,): inner product, -1 to 1


class Index:
    """A built index. Nothing in it changes once it is made; what it has on the disk is read when it is looked at."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        passages: Sequence[Passage],
        keys: Sequence[str],
        nearest: Nearest,
        arrays: Arrays,
        lexicon: Lexicon,
        bank: Bank | None = None,
        calibration: Calibration | None = None,
        holds: Mapping[str, Validity] | None = None,
    ) -> None:
        """Use `Index.build` or `Index.read`."""
        self.documents = documents  # by doc_id
        self.passages = passages
        self.keys = keys  # of the passages' vectors
        self.nearest = nearest
        self.lexicon = lexicon
        self.bank = bank  # what people ask gyms, compared with these pages; None where the index was made without
        self.calibration = calibration  # how its own FAQ fares; None where the index was made without
        self.validity = holds or {}  # by doc_id, of the pages that do not hold for ever
        self._arrays = arrays
        self._looked_at = 0  # passages whose tokens were read since their memory was given back

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: Iterable[PassageVectors],
        bank: Bank | None = None,
    ) -> "Index":
        """Put encoded passages together; the i-th of `vectors` belongs to `passages[i]`, at least one."""
        keys: list[str] = []
        rows = bytearray()
        named = records.Named([document.doc_id for document in documents], documents)
        with ThreadPoolExecutor(1) as beside:  # words are counted while the encoder is waited for
            said = (part for passage in passages for part in passage_words(passage))
            heads = (head_above(named[passage.doc_id], passage.body_start) for passage in passages)
            read = ([*passage_terms(passage), *terms(head)] for passage, head in zip(passages, heads, strict=True))
            counting = beside.submit(Lexicon.build, read, said)
            arrays = Arrays.gather(vectors, keys, rows)
            lexicon = counting.result()
        matrix = np.frombuffer(rows, dtype=np.float32).reshape(len(arrays.owners), -1)
        # a sentence is the likest thing to a question that the pages have
        asked = arrays.unit_vectors(slice(0, None, max(len(arrays.units) // _ASKED, 1)))
        nearest = Nearest.build(matrix, asked)
        if bank is not None:
            bank = replace(bank, support=_support(vectors_of(bank), matrix, arrays))
        return cls(named, passages, keys, nearest, arrays, lexicon, bank, None, validity_of(documents))

    def calibrated(self, calibration: Calibration) -> "Index":
        """The same index with a calibration."""
        parts = self.documents, self.passages, self.keys, self.nearest, self._arrays, self.lexicon
        return Index(*parts, self.bank, calibration, self.validity)

    def out_of_date(self, day: date) -> frozenset[str]:
        """Ids of the pages that may not be shown on a day: their time is over, or has not begun."""
        return frozenset(doc_id for doc_id, validity in self.validity.items() if not validity.holds(day))

    def on(self, day: date) -> "Index":
        """The index without the pages that may not be shown on a day; itself where all may be.

        Raises:
            NoIndexError: there is no page that may be shown.
        """
        hidden = self.out_of_date(day)
        if not hidden:
            return self
        places = [place for place, passage in enumerate(self.passages) if passage.doc_id not in hidden]
        if not places:
            raise NoIndexError(f"no page of the index may be shown on {day}", "Renew valid_until, then: spotter ingest")
        documents = [document for doc_id, document in self.documents.items() if doc_id not in hidden]
        passages = [self.passages[place] for place in places]
        shown = Index.build(documents, passages, map(self.stored, places), self.bank)
        return shown.calibrated(self.calibration) if self.calibration else shown

    @property
    def dimension(self) -> int:
        """Numbers a vector has."""
        return self.nearest.dimension

    @cached_property
    def n_pairs(self) -> int:
        """Passages that answer an FAQ question."""
        return len(np.unique(self._arrays.owners[self._arrays.kinds == QUESTION]))

    @property
    def n_rows(self) -> int:
        """Vectors that are searched: one a passage and one an FAQ question."""
        return len(self.nearest)

    def search(self, vector: Floats, k: int) -> Rows:
        """The k vectors nearest to one of length 1, best first; fewer where the index has fewer."""
        found, scores = self.nearest.search(vector, k)
        return Rows(self._arrays.owners[found], self._arrays.kinds[found], scores)

    def rows_of(self, place: int) -> tuple[Ints, Floats]:
        """All vectors of one passage: what they stand for, (n,), PASSAGE first, and they, (n, dimension)."""
        rows = self.nearest.at(range(*self._row_starts[place : place + 2]))
        units = self.unit_vectors(place)
        kinds = [PASSAGE, *[UNIT] * len(units), *[QUESTION] * (len(rows) - 1)]
        return np.array(kinds, dtype=np.int32), np.concatenate([rows[:1], units, rows[1:]])

    def cosines(self, places: Ints, vector: Floats) -> Floats:
        """The best cosine of each kind of vector of some passages and a unit vector, (3, n_places); -1 without any."""
        best = np.full((3, len(places)), -1, dtype=np.float32)
        arrays, order = self._arrays, np.arange(len(places))
        rows, starts = ranges(self._row_starts[places], self._row_starts[places + 1])
        owners = np.repeat(order, np.diff(starts))
        np.maximum.at(best, (arrays.kinds[rows], owners), self.nearest.at(rows) @ vector)
        units, starts = ranges(arrays.unit_starts[places], arrays.unit_starts[places + 1])
        owners = np.repeat(order, np.diff(starts))
        # the scale is put on the product: a unit has one, its vector hundreds of numbers
        cosines = (arrays.units[units].astype(np.float32) @ vector) * arrays.unit_scales[units]
        np.maximum.at(best[UNIT], owners, cosines)
        return best

    @cached_property
    def _row_starts(self) -> npt.NDArray[np.int64]:
        return np.searchsorted(self._arrays.owners, np.arange(len(self.passages) + 1))

    def says(self, phrase: str) -> bool:
        """True where some passage has the phrase's stems, one after another."""
        return self.lexicon.says(terms(phrase))

    def unit_vectors(self, place: int) -> Floats:
        """One passage's unit vectors, (n_units, dimension)."""
        return self._arrays.unit_vectors(slice(*self._arrays.unit_starts[place : place + 2]))

    def tokens(self, place: int) -> tuple[Floats, Ints, Ints]:
        """One passage's token vectors, (n, dimension), their ids, (n,), and the bounds of its parts."""
        arrays = self._arrays
        own = slice(*arrays.token_starts[place : place + 2])
        vectors = unpacked(arrays.tokens[own])[:, : self.dimension] * arrays.scales[own, None]
        return vectors, arrays.token_ids[own], arrays.parts[slice(*arrays.part_starts[place : place + 2])]

    def token_block(self, places: Ints) -> TokenBlock:
        """The tokens of some passages; part i of a passage is as in `tokens`."""
        self._looked_at += len(places)
        if self._looked_at > _TOKENS_KEPT:
            self._looked_at = len(places)
            self._arrays.let_go()
        return self._arrays.token_block(places)

    @cached_property
    def units(self) -> Callable[[int], tuple[Unit, ...]]:
        """The units of one passage, given its place; unit i is part i + 1 of its tokens."""
        return lru_cache(_UNITS_KEPT)(self._units)

    def _units(self, place: int) -> tuple[Unit, ...]:
        passage = self.passages[place]
        return passage_units(self.documents[passage.doc_id], passage)

    def stored(self, place: int) -> PassageVectors:
        """One passage's vectors as they were put in, for building the next index from."""
        rows = self.nearest.at(range(*self._row_starts[place : place + 2]))
        return self._arrays.stored(place, self.keys[place], rows)

    @property
    def token_frequency(self) -> Ints:
        """How many passages hold each token of the model's vocabulary, (largest token id + 1,)."""
        return self._arrays.frequency

    def files(self) -> dict[str, Buffer]:
        """The index as files, the same bytes for the same content."""
        return {
            _DOCUMENTS: records.lines(map(document_rows.of_document, self.documents.values())),
            _NAMES: json.dumps(list(self.documents)).encode(),
            **validity.files(self.validity),
            _PASSAGES: records.lines(map(records.of_passage, self.passages, self.keys)),
            **self.nearest.files(),
            **self._arrays.files(),
            **self.lexicon.files(),
            **(self.bank.files() if self.bank is not None else {}),
            **(self.calibration.files() if self.calibration is not None else {}),
        }

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "Index":
        """Rebuild an index from `files`, whose bytes the caller has checked.

        Raises:
            DamagedIndexError: the files do not fit together.
        """
        try:
            documents = records.Named(
                json.loads(bytes(files[_NAMES])), records.Lines(files[_DOCUMENTS], document_rows.document)
            )
            passages = records.Lines(files[_PASSAGES], records.passage)
            keys = records.Lines(files[_PASSAGES], records.key)
            nearest, arrays = Nearest.read(files), Arrays.read(files)
            lexicon = Lexicon.read(files, len(passages))
            bank, calibration = Bank.read(files), Calibration.read(files)
            holds = validity.read(files)
        except (LookupError, ValueError, TypeError, RuntimeError, EOFError, BadZipFile) as error:
            raise DamagedIndexError(f"the index's files do not fit together: {error}", "Run: spotter ingest") from error
        index = cls(documents, passages, keys, nearest, arrays, lexicon, bank, calibration, holds)
        if not arrays.fit(index.n_rows, len(passages), index.dimension):
            raise DamagedIndexError("the index's vectors do not belong to its passages", "Run: spotter ingest")
        return index

    def check(self) -> None:
        """Read every line, and test that every passage is a slice of its document.

        Raises:
            DamagedIndexError: naming the first passage or part that does not fit.
        """
        try:
            for name, document in self.documents.items():
                if document.doc_id != name:
                    raise ValueError(f"{name} is {document.doc_id}")
            for passage in self.passages:
                text = self.documents[passage.doc_id].text
                if not (0 <= passage.start <= passage.body_start < passage.end <= len(text)) or (
                    text[passage.start : passage.end] != passage.text
                ):
                    raise ValueError(f"passage {passage.passage_id} is not a slice of {passage.doc_id}")
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            raise DamagedIndexError(f"the index's pages do not fit together: {error}", "Run: spotter ingest") from error


def _support(asked: Floats, rows: Floats, arrays: Arrays) -> Floats:
    """Cosine of each of some vectors to the nearest passage, unit or FAQ question, (n,)."""
    best = np.full(len(asked), -1, dtype=np.float32)
    for vectors in (rows, arrays.units):
        for first in range(0, len(vectors), _BLOCK):
            block = slice(first, first + _BLOCK)
            these = vectors[block] if vectors is rows else arrays.unit_vectors(block)
            np.maximum(best, (asked @ these.T).max(axis=1), out=best)
    return best
