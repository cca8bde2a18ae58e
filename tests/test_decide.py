from dataclasses import replace
from math import e, isfinite
from pathlib import Path

import pytest

from bot.answers import Hit, Outcome
from bot.decide import (
    ANSWER_AT,
    FEW_PAIRS,
    SHIFT,
    UNSURE_AT,
    USUAL_MIDDLE,
    Caution,
    Opinion,
    bridges,
    decide,
    features,
    opinion_features,
    own_logit,
    probability,
    rests_on_bank,
    shift_of,
)
from bot.rerank import Asked, rerank
from bot.retrieve import retrieve
from bot.weights import DECLINING, SECOND, VERSION
from ingest.calibration import Calibration
from ingest.index import Index
from tests.asking import published, weighed

PAGES = {
    "club.md": "# Club\n\n## FAQ\n\n### May dogs enter?\n\nNo.\n\n### Where is parking?\n\nBehind the house.\n",
    "dogs.md": "# Animals\n\nDogs bark. Dogs enter kennels.\n",
    "raise.md": "# Heel raise\n\n## Sets and reps\n\nDo 3 sets of the heel raise.\n\n## Tips\n\nBreathe out.\n",
}
OPINIONS = [None, Opinion(0.9, 0.9, 2.0), Opinion(0.9, 0.1, -4.0), Opinion(-1.0, -1.0, 0.0)]
ORDER = [Outcome.NOT_FOUND, Outcome.UNSURE, Outcome.ANSWERED]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return published(tmp_path_factory.mktemp("pages"), PAGES).index


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [
        (0.0, Outcome.NOT_FOUND),
        (UNSURE_AT[Caution.BALANCED] - 1e-9, Outcome.NOT_FOUND),
        (UNSURE_AT[Caution.BALANCED], Outcome.UNSURE),
        (ANSWER_AT[Caution.BALANCED] - 1e-9, Outcome.UNSURE),
        (ANSWER_AT[Caution.BALANCED], Outcome.ANSWERED),
        (1.0, Outcome.ANSWERED),
    ],
)
def test_the_outcome_follows_from_the_probability(confidence: float, outcome: Outcome) -> None:
    assert decide(confidence) is outcome


def test_more_probable_is_never_less_of_an_answer() -> None:
    outcomes = [ORDER.index(decide(step / 1000)) for step in range(1001)]

    assert outcomes == sorted(outcomes)


@pytest.mark.parametrize("own", [-50.0, -1.0, 0.0, 1.0, 30.0])
@pytest.mark.parametrize("opinion", OPINIONS)
def test_a_probability_lies_between_0_and_1(own: float, opinion: Opinion | None) -> None:
    assert 0 <= probability("faq", own, opinion) <= 1


@pytest.mark.parametrize("opinion", OPINIONS)
def test_the_more_the_pages_say_for_an_answer_the_more_probable_it_is(opinion: Opinion | None) -> None:
    found = [probability("faq", own / 4, opinion) for own in range(-20, 20)]

    assert found == sorted(set(found))


def test_what_the_bank_says_of_a_question_that_is_far_from_it_counts_for_nothing() -> None:
    far, farther = Opinion(nearness=0.1, support=0.9, logit=3.0), Opinion(nearness=0.0, support=0.1, logit=-3.0)

    assert probability("faq", 0.5, far) == probability("faq", 0.5, farther)


def test_the_bank_speaks_for_an_answer_where_the_pages_answer_its_wording_well() -> None:
    well, badly = (Opinion(nearness=0.9, support=0.9, logit=logit) for logit in (3.0, -3.0))

    assert probability("faq", 0.0, well) > probability("faq", 0.0, badly)


def test_a_shift_moves_the_log_odds() -> None:
    odds = [p / (1 - p) for p in (probability("faq", 0.5), probability("faq", 0.5, None, 1.0))]

    assert odds[1] / odds[0] == pytest.approx(e)


def test_pages_whose_own_faq_finds_its_answers_less_surely_ask_for_less() -> None:
    usual = Calibration(VERSION, (USUAL_MIDDLE + 1,) * 40, (USUAL_MIDDLE - 1,) * 40)
    lower = Calibration(VERSION, (USUAL_MIDDLE - 1,) * 40, (USUAL_MIDDLE - 3,) * 40)
    higher = Calibration(VERSION, (USUAL_MIDDLE + 3,) * 40, (USUAL_MIDDLE + 1,) * 40)

    assert shift_of(usual) == pytest.approx(0)
    assert shift_of(higher) == 0
    assert shift_of(lower) == pytest.approx(2 * SHIFT * 40 / (40 + FEW_PAIRS))


def test_few_pairs_shift_less_than_many() -> None:
    few, many = (Calibration(VERSION, (-1.0,) * n, (-2.0,) * n) for n in (3, 100))

    assert 0 < shift_of(few) < shift_of(many)


@pytest.mark.parametrize("calibration", [None, Calibration(VERSION), Calibration("others", (-3.0,), (-4.0,))])
def test_without_pairs_or_with_figures_of_other_weights_nothing_is_shifted(calibration: Calibration | None) -> None:
    assert shift_of(calibration) == 0


def test_everything_that_speaks_for_or_against_an_answer_has_a_weight(index: Index) -> None:
    assert features(index, *_asked(index, "May dogs enter?")).keys() == DECLINING["prose"].keys() - {""}
    assert {"own", *opinion_features(Opinion(0.5, 0.5, 0.0))} == SECOND["faq"].keys() - {""}


@pytest.mark.parametrize("text", ["May dogs enter?", "Where is parking?"])
def test_a_question_of_the_faq_is_answered_and_nonsense_is_not(index: Index, text: str) -> None:
    assert decide(probability("faq", own_logit(index, *_asked(index, text)))) is Outcome.ANSWERED
    assert decide(probability("faq", own_logit(index, *_asked(index, "Qwx qwy qwz?")))) is not Outcome.ANSWERED


def test_the_pages_say_less_for_a_question_about_something_unknown_than_for_one_about_what_they_hold(
    index: Index,
) -> None:
    known, unknown = "May dogs enter?", "May qwxqwy enter?"

    assert own_logit(index, *_asked(index, unknown)) < own_logit(index, *_asked(index, known))


def test_another_variant_of_an_exercise_speaks_against_an_answer(tmp_path: Path) -> None:
    pages = {
        "squat.md": "# Squat\n\nDo 3 sets of squats. For goblet squats take one bell.\n",
        "club.md": PAGES["club.md"],
    }
    index = published(tmp_path, pages).index
    asked = {name: _asked(index, f"how many sets of {name} squats") for name in ("goblet", "bulgarian")}

    assert {name: features(index, *found)["variant"] for name, found in asked.items()} == {"goblet": 0, "bulgarian": 1}


def test_a_hit_with_more_for_it_speaks_more_for_an_answer(index: Index) -> None:
    question, hits = _asked(index, "May dogs enter the kennels?")
    better = replace(hits[0].evidence, late=1.0, late_unit=1.0, weakest=1.0)

    strengthened = (replace(hits[0], evidence=better), *hits[1:])

    assert own_logit(index, question, strengthened) > own_logit(index, question, hits)


def test_a_follow_up_has_more_for_it_where_the_best_hit_stands_on_its_page(index: Index) -> None:
    question, hits = _asked(index, "May dogs enter?")

    on_page, elsewhere, without = (own_logit(index, question, hits, page) for page in ("club.md", "raise.md", ""))

    assert on_page > elsewhere == without


@pytest.mark.parametrize("text", ["May dogs enter?", "dogs", "?", "what is it", "深蹲 💪"])
def test_one_hit_is_enough_to_judge_any_question(index: Index, text: str) -> None:
    question, hits = _asked(index, text)

    assert isfinite(own_logit(index, question, hits[:1]))


def _asked(index: Index, text: str) -> tuple[Asked, tuple[Hit, ...]]:
    question = weighed(index, text)
    return question, rerank(index, question, retrieve(index, text, question.encoding))


def test_the_more_caution_the_surer_it_must_be() -> None:
    grades = [Caution.EAGER, Caution.BALANCED, Caution.CAUTIOUS]

    assert [decide(0.4, grade) for grade in grades] == [Outcome.ANSWERED, Outcome.UNSURE, Outcome.UNSURE]
    assert sorted(ANSWER_AT[grade] for grade in grades) == [ANSWER_AT[grade] for grade in grades]
    assert all(UNSURE_AT[grade] < ANSWER_AT[grade] for grade in grades)


@pytest.mark.parametrize(
    ("opinion", "agreed", "bridged"),
    [
        (Opinion(0.7, 0.9, 4.0), False, True),
        (Opinion(0.6, 0.9, 4.0), False, False),
        (Opinion(0.6, 0.9, 4.0), True, True),
        (Opinion(0.4, 0.9, 4.0), True, False),
        (Opinion(0.9, 0.6, 4.0), True, False),
        (Opinion(0.9, 0.9, 1.0), True, False),
    ],
)
def test_a_wording_of_the_bank_stands_for_a_question_the_sooner_where_both_lead_to_one_passage(
    opinion: Opinion, agreed: bool, bridged: bool
) -> None:
    assert bridges(opinion, agreed) is bridged


@pytest.mark.parametrize(
    ("opinion", "own", "alone", "rests"),
    [
        (Opinion(0.8, 0.7, 2.3), -0.2, 0.4, True),
        (Opinion(0.8, 0.7, 2.3), -0.2, 0.6, False),  # answered without the bank too
        (Opinion(0.8, 0.7, 4.3), 0.2, 0.6, True),  # but far worse
        (Opinion(0.95, 0.7, 0.3), 0.2, 0.6, True),  # the very same question, and better answered
        (Opinion(0.95, 0.7, 0.1), 0.2, 0.6, False),
        (Opinion(0.6, 0.7, 4.3), 0.2, 0.6, False),  # not near
        (Opinion(0.8, 0.7, 2.3), 0.5, 0.4, False),  # hardly better
        (Opinion(0.6, 0.7, 2.3), -0.2, 0.4, False),  # not near
    ],
)
def test_an_answer_rests_on_the_bank_where_the_question_alone_has_none_and_the_wording_a_much_better_one(
    opinion: Opinion, own: float, alone: float, rests: bool
) -> None:
    assert rests_on_bank(opinion, own, alone, Caution.BALANCED) is rests


def test_a_passage_that_counts_something_else_says_less_for_an_answer_to_how_many(tmp_path: Path) -> None:
    pages = {"park.md": "# Parking\n\nThe 40 spaces are for members.\n"}
    index = published(tmp_path, pages).index

    spaces, members = (
        features(index, *_asked(index, f"How many {thing} are there?")) for thing in ("spaces", "members")
    )

    assert (spaces["thing"], spaces["unmet"]) == (0, 0)
    assert (members["thing"], members["unmet"]) == (1, 1)
