import numpy as np
import pytest

from bot import neighbours
from bot.neighbours import nearest_pairs


def test_each_row_is_paired_with_its_nearest_and_never_with_itself() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)

    pairs = {(a, b): round(cosine, 4) for a, b, cosine in nearest_pairs(vectors, 1)}

    assert pairs == {(0, 1): 0.6, (1, 2): 0.8, (2, 3): 0.0}


def test_the_pairs_do_not_depend_on_how_many_rows_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    at_once = {(a, b) for a, b, _ in nearest_pairs(vectors, 5)}

    monkeypatch.setattr(neighbours, "_BLOCK", 7)

    assert {(a, b) for a, b, _ in nearest_pairs(vectors, 5)} == at_once


def test_one_row_has_no_neighbour() -> None:
    assert list(nearest_pairs(np.ones((1, 1), dtype=np.float32), 12)) == []
