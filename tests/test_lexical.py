from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexical import Lexicon, fold, terms, words

CORPUS = (["calf", "raise"], ["calf", "calf", "press", "press"], ["gym"])


def test_scores_are_bm25_as_computed_by_hand() -> None:
    lexicon = Lexicon.build(CORPUS)
    mean = 7 / 3
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    once = idf * 1 / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / mean))
    twice = idf * 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 4 / mean))

    scores = lexicon.scores(["calf"])

    assert scores.tolist() == pytest.approx([once, twice, 0.0], rel=1e-6)


def test_the_scores_of_a_question_are_the_sum_over_its_terms() -> None:
    lexicon = Lexicon.build(CORPUS)

    together = lexicon.scores(["calf", "gym", "unknown"])

    assert np.allclose(together, lexicon.scores(["calf"]) + lexicon.scores(["gym"]))


def test_holders_frequency_and_weight_belong_together() -> None:
    lexicon = Lexicon.build(CORPUS)

    found = {term: (lexicon.holders(term).tolist(), lexicon.frequency(term)) for term in ("calf", "gym", "none")}

    assert found == {"calf": ([0, 1], 2), "gym": ([2], 1), "none": ([], 0)}
    assert [lexicon.weight(term) for term in ("calf", "gym", "none")] == pytest.approx(
        [log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5), log(1 + 3.5 / 0.5)]
    )


def test_a_passage_without_words_scores_nothing() -> None:
    lexicon = Lexicon.build([[], ["calf"]])

    assert lexicon.scores(["calf", ""]).tolist()[0] == 0.0


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Knee's KNEES’ édge", ["knee", "knees", "edge"]),
        ("ﬁt ½ Straße", ["fit", "1", "2", "strasse"]),
        ("e-mail snake_case 24/7", ["e", "mail", "snake", "case", "24", "7"]),
        ("深蹲 приве́т", ["深蹲", "привет"]),
    ],
)
def test_words_are_folded(text: str, folded: list[str]) -> None:
    assert words(text) == folded


def test_terms_are_stems_in_order_with_repeats() -> None:
    assert terms("Raising raises raised the calves, raise!") == ["rais", "rais", "rais", "the", "calv", "rais"]


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert words(fold(text)) == words(text)


def test_a_lexicon_is_the_same_after_writing_and_reading() -> None:
    lexicon = Lexicon.build(CORPUS)

    again = Lexicon.read(lexicon.files(), 3)

    assert again.files() == lexicon.files()
    assert [again.scores([term]).tolist() for term in ["calf", "raise", "press", "gym"]] == [
        lexicon.scores([term]).tolist() for term in ["calf", "raise", "press", "gym"]
    ]


def test_scores_of_more_passages_than_there_are_are_refused() -> None:
    files = Lexicon.build(CORPUS).files()

    with pytest.raises(ValueError, match="do not belong"):
        Lexicon.read(files, 2)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        (["gym"], True),
        (["calf", "raise"], True),
        (["calf", "press", "press"], True),
        (["calf", "calf", "press", "press"], True),
        (["raise", "calf"], False),  # the end of one passage and the beginning of the next
        (["press", "calf"], False),
        (["calf", "gym"], False),
        (["press", "press", "press"], False),
        (["none"], False),
        (["calf", "none"], False),
        ([], False),
    ],
)
def test_a_phrase_is_said_where_its_terms_follow_one_another_in_a_passage(phrase: list[str], said: bool) -> None:
    lexicon = Lexicon.build(CORPUS)

    assert lexicon.says(phrase) is said
    assert Lexicon.read(lexicon.files(), 3).says(phrase) is said


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6), min_size=1, max_size=8))
def test_the_places_that_hold_a_term_are_told_of_any_places(texts: list[list[str]]) -> None:
    lexicon = Lexicon.build(texts)
    places = np.array([*range(len(texts))][::-1], dtype=np.int32)

    for term in "abcde":
        assert lexicon.holds(term, places).tolist() == [term in texts[place] for place in places]
        assert lexicon.holders(term).tolist() == [place for place, text in enumerate(texts) if term in text]


def test_an_order_of_other_passages_is_refused() -> None:
    files = Lexicon.build(CORPUS).files() | {"lexicon.npz": Lexicon.build([*CORPUS, ["gym"]]).files()["lexicon.npz"]}

    with pytest.raises(ValueError, match="do not belong"):
        Lexicon.read(files, 3)
