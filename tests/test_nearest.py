import numpy as np
import numpy.typing as npt
import pytest

from ingest.nearest import RECALL, TOP, Nearest

Floats = npt.NDArray[np.float32]


def test_a_few_vectors_are_compared_one_by_one() -> None:
    vectors = _vectors(50)

    nearest = Nearest.build(vectors, vectors)

    assert (nearest.exact, nearest.recall, len(nearest), nearest.dimension) == (True, 1.0, 50, 16)
    for vector in vectors[:5]:
        places, scores = nearest.search(vector, 3)
        assert places.tolist() == np.argsort(-(vectors @ vector))[:3].tolist()
        assert np.allclose(scores, np.sort(vectors @ vector)[::-1][:3], atol=1e-6)


def test_many_vectors_are_found_through_lists_at_the_recall_that_was_measured() -> None:
    vectors, asked = _vectors(6000), _vectors(100, seed=2)

    nearest = Nearest.build(vectors, _vectors(200, seed=3), exact=1000)

    exact = np.argsort(-(asked @ vectors.T), axis=1)[:, :TOP]
    found = [
        len(set(own) & set(nearest.search(vector, TOP)[0])) / TOP for vector, own in zip(asked, exact, strict=True)
    ]
    assert not nearest.exact
    assert nearest.recall >= RECALL
    assert np.mean(found) >= RECALL - 0.02


def test_a_vector_is_given_back_as_it_was_put_in() -> None:
    vectors = _vectors(2000)

    for nearest in (Nearest.build(vectors, vectors), Nearest.build(vectors, vectors[:100], exact=100)):
        assert np.array_equal(nearest.at([5, 0, 1999]), vectors[[5, 0, 1999]])


@pytest.mark.parametrize("exact", [100, 10_000])
def test_the_same_vectors_give_the_same_bytes_and_these_the_same_answers(exact: int) -> None:
    vectors = _vectors(3000)
    nearest = Nearest.build(vectors, vectors[:100], exact=exact)
    files = {name: bytes(data) for name, data in nearest.files().items()}

    again = Nearest.read(dict(files))

    assert {
        name: bytes(data) for name, data in Nearest.build(vectors, vectors[:100], exact=exact).files().items()
    } == files
    assert again.exact == nearest.exact
    assert again.recall == pytest.approx(nearest.recall, abs=1e-4)
    for vector in _vectors(20, seed=3):
        one, other = nearest.search(vector, 30), again.search(vector, 30)
        assert (one[0].tolist(), one[1].tolist()) == (other[0].tolist(), other[1].tolist())


@pytest.mark.parametrize("exact", [10, 10_000])
def test_a_search_for_more_than_there_are_gives_what_there_is(exact: int) -> None:
    nearest = Nearest.build(_vectors(500), _vectors(50, seed=5), exact=exact)

    places, scores = nearest.search(_vectors(1, seed=4)[0], 600)

    assert 0 < len(places) == len(scores) <= 500
    assert places.min() >= 0
    assert len(set(places.tolist())) == len(places)


def _vectors(n: int, seed: int = 1) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((n, 16)).astype(np.float32)
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
