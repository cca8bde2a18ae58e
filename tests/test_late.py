from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.late import Matches, compare, match
from bot.rerank import Asked, token_matches
from ingest.encoder import Floats
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


def matches_of(
    index: Index, question: Asked, places: Sequence[int], weights: tuple[Floats, Floats] | None = None
) -> Matches:
    comparison = compare(index, [question.encoding], np.array(places, np.int32))[0]
    return match(comparison, *(weights or (question.match_weights, question.token_weights)), question.telling)


def test_a_passages_match_is_the_weighed_mean_of_each_tokens_best_cosine(index: Index) -> None:
    question = weighed(index, "alpha red white")

    matches = matches_of(index, question, range(len(index.passages)))

    for place in range(len(index.passages)):
        best = token_matches(index, question, place)
        assert matches.whole[place] == pytest.approx(np.average(best, weights=question.match_weights), abs=1e-5)


def test_a_unit_counts_with_title_and_heading_and_two_units_count_at_least_as_much(index: Index) -> None:
    question = weighed(index, "alpha blue grey")

    matches = matches_of(index, question, [0], (np.ones(3, np.float32), np.ones(3, np.float32)))

    assert matches.unit[0] == pytest.approx((0.95 + 1) / 3, abs=0.01)  # "blue" below the title "Alpha"
    assert matches.two_units[0] == pytest.approx((0.95 + 1) / 3, abs=0.01)  # "blue" and "grey" are not neighbours
    assert matches.missed[0] == pytest.approx((0.05**2 + 0 + 1) / 3, abs=0.01)


def test_two_neighbouring_units_together_hold_what_one_alone_does_not(index: Index) -> None:
    question = weighed(index, "blue green")

    matches = matches_of(index, question, [0], (np.ones(2, np.float32), np.ones(2, np.float32)))

    assert (matches.unit[0], matches.two_units[0]) == pytest.approx((0.5, 1.0), abs=0.01)


def test_what_is_said_of_a_passage_does_not_depend_on_the_others(index: Index) -> None:
    question = weighed(index, "word3 stands red is")

    together = matches_of(index, question, [1, 0, 2])
    alone = [matches_of(index, question, [place]) for place in (1, 0, 2)]

    for name in type(together).__slots__:
        singly = [getattr(item, name)[0] for item in alone]
        assert getattr(together, name) == pytest.approx(singly, abs=1e-6), name


def test_neighbours_count_within_a_passage_and_not_across_two(index: Index) -> None:
    question = weighed(index, "grey beta")  # the last token of one passage, the first of the next

    matches = matches_of(index, question, [0, 1])

    assert matches.phrases.tolist() == [0, 0]


def test_what_tells_least_of_the_best_unit_is_looked_for_among_the_telling_tokens_alone(index: Index) -> None:
    question = weighed(index, "where is the red alpha")  # no page has "where"

    matches = matches_of(index, question, range(len(index.passages)))

    assert matches.told.max() == pytest.approx(0.95)  # "red" in the unit, "alpha" in the title above it
    assert matches.weakest.max() == pytest.approx(0)


@pytest.mark.parametrize("places", [[], [0]])
def test_without_tokens_or_passages_there_is_nothing_to_match(index: Index, places: list[int]) -> None:
    question = weighed(index, "?")
    none = np.zeros(0, np.float32)

    matches = matches_of(index, question, places, (none, none))

    assert all(getattr(matches, name).tolist() == [0] * len(places) for name in type(matches).__slots__)


def test_questions_compared_together_match_as_each_does_alone(index: Index) -> None:
    questions = [weighed(index, text) for text in ("alpha red white", "word3 stands", "grey beta is")]
    places = np.arange(len(index.passages), dtype=np.int32)

    together = compare(index, [question.encoding for question in questions], places)

    for question, comparison in zip(questions, together, strict=True):
        alone = compare(index, [question.encoding], places)[0]
        assert np.allclose(comparison.parts, alone.parts, atol=1e-6)


def test_a_vector_that_is_no_number_is_told_and_not_ranked(index: Index) -> None:
    encoding = weighed(index, "alpha red").encoding
    tokens = encoding.tokens.copy()
    tokens[0, 0] = np.nan

    with pytest.raises(FloatingPointError, match="not finite"):
        compare(index, [replace(encoding, tokens=tokens)], np.array([0, 1], np.int32))


def test_a_flag_that_the_matrix_library_raises_for_finite_numbers_is_no_warning(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flagged(*arguments: Any, **named: Any) -> Any:
        np.multiply(np.float32(np.inf), np.zeros(1, np.float32))  # raises the flag "invalid value"
        return multiply(*arguments, **named)

    multiply = np.matmul
    monkeypatch.setattr(np, "matmul", flagged)

    with np.errstate(invalid="raise"):
        matches = matches_of(index, weighed(index, "alpha red"), [0, 1])

    assert np.isfinite(matches.whole).all()
