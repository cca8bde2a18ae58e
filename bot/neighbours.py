"""The nearest neighbours of each of many vectors."""

from collections.abc import Iterator

import numpy as np

from ingest.encoder import Floats

_BLOCK = 1024  # vectors compared at a time: a block's cosines are kept at once


def nearest_pairs(vectors: Floats, n_neighbours: int) -> Iterator[tuple[int, int, float]]:
    """Pairs of neighbours, the lower row first, and their cosine; a pair of which each is near the other comes twice.

    Args:
        vectors: (n, dimension), each of length 1.
        n_neighbours: how many of the nearest of each row.
    """
    k = min(n_neighbours + 1, len(vectors))  # each is its own nearest
    for first in range(0, len(vectors), _BLOCK):
        cosines = vectors[first : first + _BLOCK] @ vectors.T
        nearest = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        for row, columns in enumerate(nearest):
            for column in columns.tolist():
                if first + row != column:
                    a, b = sorted((first + row, column))
                    yield a, b, float(cosines[row, column])
