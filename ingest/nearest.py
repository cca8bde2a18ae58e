"""The nearest of many vectors: exactly while that is quick, then through an inverted file whose recall is measured."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.encoder import Floats
from ingest.storage import Buffer, raw

EXACT = 10_000  # vectors that are compared one by one: 0.6 ms, where lists take 0.1 (bench/scale.py)
RECALL = 0.98  # of the exact nearest TOP, at the least
TOP = 20
_A_LIST = 64  # vectors a list, on average
_TRAINED_ON = 50  # vectors a list that its centre is placed with, at the most
_FILES = "vectors.faiss", "vectors.json"


@dataclass(frozen=True, slots=True)
class Nearest:
    """Unit vectors in a search structure. A search is the same every time."""

    _index: Any
    recall: float = 1.0  # share of the exact nearest TOP that a search finds, 0 to 1

    @classmethod
    def build(cls, vectors: Floats, asked: Floats, exact: int = EXACT) -> "Nearest":
        """Arrange vectors, (n, dimension), at least one; up to `exact` of them are compared one by one.

        More are put into lists (Jégou et al. 2011, "Product quantization for nearest neighbor search", section IV,
        without the quantization), of which as many are looked into as it takes to find `RECALL` of what comparing
        with every vector finds for what is `asked`, (n_asked, dimension).
        """
        faiss = _faiss()
        n, dimension = vectors.shape
        flat = faiss.IndexFlatIP(dimension)
        if n <= exact:
            flat.add(vectors)
            return cls(flat)
        n_lists = max(n // _A_LIST, 1)
        lists = faiss.IndexIVFFlat(flat, dimension, n_lists, faiss.METRIC_INNER_PRODUCT)
        lists.cp.seed, lists.cp.niter, lists.cp.max_points_per_centroid = 1, 6, _TRAINED_ON
        lists.cp.min_points_per_centroid = 1
        lists.train(vectors)
        lists.add(vectors)
        lists.make_direct_map()
        return cls(lists, _probe_until_found(lists, vectors, np.ascontiguousarray(asked)))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers a vector has."""
        return int(self._index.d)

    @property
    def exact(self) -> bool:
        """Whether a search compares with every vector."""
        return not hasattr(self._index, "nprobe")

    def search(self, vector: Floats, k: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Places of the k vectors nearest to one, best first, and their inner products; fewer where there are fewer."""
        scores, rows = self._index.search(np.ascontiguousarray(vector[None]), min(k, len(self)))
        found = rows[0] >= 0  # faiss pads with -1
        return rows[0][found], scores[0][found]

    def at(self, places: Sequence[int] | npt.NDArray[Any]) -> Floats:
        """The vectors at some places, (n_places, dimension)."""
        vectors: Floats = self._index.reconstruct_batch(np.asarray(places, dtype=np.int64))
        return vectors

    def files(self) -> dict[str, Buffer]:
        """The structure as files, for `read`."""
        faiss = _faiss()
        told = json.dumps({"exact": self.exact, "recall": round(self.recall, 4)}).encode()
        return {_FILES[0]: raw(faiss.serialize_index(self._index)), _FILES[1]: told}

    @classmethod
    def read(cls, files: dict[str, Buffer]) -> "Nearest":
        """Rebuild the structure from `files`.

        Raises:
            KeyError, ValueError, RuntimeError: they are not what `files` gave.
        """
        faiss = _faiss()
        data, told = files[_FILES[0]], json.loads(bytes(files[_FILES[1]]))
        faiss.set_deserialization_vector_byte_limit(len(data) + 4096)
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)), float(told["recall"]))


@cache
def _faiss() -> Any:
    """One thread a search: many may be going on, and lists are made the same way every time."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


def _probe_until_found(lists: Any, vectors: Floats, asked: Floats) -> float:
    """Look into ever more lists, until enough is found; the recall reached."""
    faiss = _faiss()
    _, exact = faiss.knn(asked, vectors, TOP, faiss.METRIC_INNER_PRODUCT)
    lists.nprobe, recall = 4, 0.0
    while recall < RECALL and lists.nprobe < lists.nlist:
        lists.nprobe = min(2 * lists.nprobe, lists.nlist)
        _, found = lists.search(asked, TOP)
        recall = float(np.mean([len(set(a) & set(b)) / TOP for a, b in zip(exact, found, strict=True)]))
    return recall
