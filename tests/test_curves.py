import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curves import Bin, Point, auroc, calibration, calibration_error, coverage_error, point_at

CONFIDENCES = (0.9, 0.5, 0.5, 0.2)
RIGHT = (True, True, False, False)
SHARES = st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1).map(
    lambda rows: ([n / 100 for n, _ in rows], [flag for _, flag in rows])
)


def test_the_error_grows_with_what_is_answered_and_equal_confidences_are_one_point() -> None:
    assert coverage_error(CONFIDENCES, RIGHT) == (Point(0.9, 0.25, 0.0), Point(0.5, 0.75, 1 / 3), Point(0.2, 1.0, 0.5))


def test_a_threshold_between_two_confidences_answers_the_surer_ones() -> None:
    assert point_at(0.45, CONFIDENCES, RIGHT) == Point(0.45, 0.75, 1 / 3)


def test_a_threshold_above_every_confidence_answers_nothing_and_has_no_error() -> None:
    assert point_at(0.95, CONFIDENCES, RIGHT) == Point(0.95, 0.0, None)


@given(SHARES)
def test_the_last_point_answers_everything_and_coverage_only_rises(shares: tuple[list[float], list[bool]]) -> None:
    points = coverage_error(*shares)

    coverages = [point.coverage for point in points]
    assert coverages == sorted(set(coverages))
    assert (points[-1].coverage, points[-1].error) == (1.0, shares[1].count(False) / len(shares[1]))


def test_a_bin_holds_its_lower_bound_and_the_last_one_both() -> None:
    bins = calibration((0.0, 0.1, 0.3, 0.7, 0.9, 1.0), (True,) * 6)

    assert [item.n for item in bins] == [1, 1, 0, 1, 0, 0, 0, 1, 0, 2]


def test_a_bin_tells_its_mean_confidence_and_how_much_came_out_right_and_an_empty_one_tells_neither() -> None:
    bins = calibration((0.5, 0.5, 0.5625, 0.5625), (True, False, True, True))

    assert bins[5] == Bin(0.5, 0.6, 4, 0.53125, 0.75)
    assert bins[6] == Bin(0.6, 0.7, 0, None, None)


def test_the_calibration_error_weighs_each_bin_by_its_questions() -> None:
    bins = calibration((0.95, 0.95, 0.95, 0.25), (True, True, True, True))

    assert calibration_error(bins) == pytest.approx((3 * 0.05 + 1 * 0.75) / 4)


def test_overconfidence_and_underconfidence_do_not_cancel_out() -> None:
    assert calibration_error(calibration((0.75, 0.25), (False, True))) == pytest.approx(0.75)


def test_there_is_no_calibration_error_without_questions() -> None:
    assert calibration_error(calibration((), ())) is None


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        ((0.9, 0.8), (0.1, 0.2), 1.0),
        ((0.1,), (0.9,), 0.0),
        ((0.5,), (0.5,), 0.5),
        ((0.9, 0.4), (0.5, 0.3), 0.75),
        ((0.9,), (), None),
        ((), (0.9,), None),
    ],
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(
    positives: tuple[float, ...], negatives: tuple[float, ...], area: float | None
) -> None:
    assert auroc(positives, negatives) == area


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_the_area_agrees_with_counting_every_pair(positives: list[int], negatives: list[int]) -> None:
    counted = sum((p > n) + (p == n) / 2 for p in positives for n in negatives) / (len(positives) * len(negatives))

    assert auroc(positives, negatives) == pytest.approx(counted)
