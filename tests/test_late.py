import numpy as np
import pytest

from bot.late import match
from bot.rerank import token_matches
from ingest.index import Index
from tests.asking import published, weighed

PAGES = {
    "a.md": "# Alpha\n\nRed is blue. Green is red.\n\nAnd grey.\n",
    "b.md": "# Beta\n\nwhite only.\n",
    "c.md": "# Gamma\n\n" + " ".join(f"word{n} stands here." for n in range(60)) + "\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return published(tmp_path_factory.mktemp("pages"), PAGES).index


def test_a_passages_match_is_the_weighed_mean_of_each_tokens_best_cosine(index: Index) -> None:
    question = weighed(index, "alpha red white")
    places = np.arange(len(index.passages), dtype=np.int32)

    matches = match(index, question.encoding, question.match_weights, question.token_weights, places)

    for place in places:
        best = token_matches(index, question, int(place))
        assert matches.whole[place] == pytest.approx(np.average(best, weights=question.match_weights), abs=1e-5)
        assert matches.rare[place] == pytest.approx(np.average(best, weights=question.token_weights), abs=1e-5)


def test_a_unit_counts_with_title_and_heading_and_two_units_count_at_least_as_much(index: Index) -> None:
    question = weighed(index, "alpha blue grey")

    matches = match(index, question.encoding, np.ones(3, np.float32), np.ones(3, np.float32), np.array([0], np.int32))

    assert matches.unit[0] == pytest.approx((0.95 + 1) / 3, abs=0.01)  # "blue" below the title "Alpha"
    assert matches.two_units[0] == pytest.approx((0.95 + 1) / 3, abs=0.01)  # "blue" and "grey" are not neighbours
    assert matches.missed[0] == pytest.approx((0.05**2 + 0 + 1) / 3, abs=0.01)


def test_two_neighbouring_units_together_hold_what_one_alone_does_not(index: Index) -> None:
    question = weighed(index, "blue green")

    matches = match(index, question.encoding, np.ones(2, np.float32), np.ones(2, np.float32), np.array([0], np.int32))

    assert (matches.unit[0], matches.two_units[0]) == pytest.approx((0.5, 1.0), abs=0.01)


def test_what_is_said_of_a_passage_does_not_depend_on_the_others(index: Index) -> None:
    question = weighed(index, "word3 stands red is")
    weights = question.match_weights, question.token_weights

    together = match(index, question.encoding, *weights, np.array([1, 0, 2], np.int32))
    alone = [match(index, question.encoding, *weights, np.array([place], np.int32)) for place in (1, 0, 2)]

    for name in type(together).__slots__:
        singly = [getattr(item, name)[0] for item in alone]
        assert getattr(together, name) == pytest.approx(singly, abs=1e-6), name


def test_neighbours_count_within_a_passage_and_not_across_two(index: Index) -> None:
    question = weighed(index, "grey beta")  # the last token of one passage, the first of the next

    matches = match(
        index, question.encoding, question.match_weights, question.token_weights, np.array([0, 1], np.int32)
    )

    assert matches.phrases.tolist() == [0, 0]


@pytest.mark.parametrize("places", [[], [0]])
def test_without_tokens_or_passages_there_is_nothing_to_match(index: Index, places: list[int]) -> None:
    question = weighed(index, "?")
    none = np.zeros(0, np.float32)

    matches = match(index, question.encoding, none, none, np.array(places, np.int32))

    assert all(getattr(matches, name).tolist() == [0] * len(places) for name in type(matches).__slots__)
