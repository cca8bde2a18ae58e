import json
from pathlib import Path

import pytest

from bench.corpora import earlier_questions
from bench.measures import HIGH, LOW, SPOTTER, TARGETS, Row, calibrated, rows
from bench.metrics import first_right, hit_at, holds, points_lost, share
from bench.workloads import Item, Reply, Workload

RESULTS = Path(__file__).resolve().parent.parent / "bench" / "results" / "quality.json"


def test_the_rank_of_the_first_right_page_counts_from_one_and_none_is_zero() -> None:
    ranking = ("pool.md", "prices.md", "guests.md")

    ranks = [first_right(ranking, right) for right in ({"pool.md"}, {"guests.md", "prices.md"}, {"sauna.md"}, set())]

    assert ranks == [1, 2, 0, 0]


def test_hits_are_counted_among_the_first_k() -> None:
    ranks = [1, 2, 5, 6, 0]

    assert [hit_at(k, ranks) for k in (1, 2, 5, 6)] == [0.2, 0.4, 0.6, 0.8]


def test_shares_of_nothing_are_none() -> None:
    assert (share([]), hit_at(1, []), points_lost(None, 0.5), points_lost(0.5, None)) == (None, None, None, None)


def test_points_lost_are_percentage_points_and_negative_where_the_other_is_better() -> None:
    assert (points_lost(0.75, 0.5), points_lost(0.5, 0.75)) == (25.0, -25.0)


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("It opens at 6:00 on  Mondays. [1]", ("6:00 ON MONDAYS",), True),
        ("It opens at 6:00\non Mondays. [1]", ("7:00", "at 6:00 on"), True),
        ("It opens at 6:00. [1]", ("16:00",), False),
        ("It opens at 6:00. [1]", (), False),
    ],
)
def test_a_gold_text_is_found_whatever_its_letter_case_and_white_space(
    text: str, wanted: tuple[str, ...], held: bool
) -> None:
    assert holds(text, wanted) is held


def test_what_the_user_asked_before_is_kept_and_what_they_were_told_is_not() -> None:
    turns = ["Is there a pool?", "Yes, heated.", "How deep is it?", "Two metres."]
    spoken = [
        {"speaker": "user", "text": "Is there a pool?"},
        {"speaker": "agent", "text": "Yes, heated."},
        {"speaker": "user", "text": "How deep is it?"},
    ]

    kept = {
        name: earlier_questions(name, {"history": history})
        for name, history in {"cast": turns, "canard": ["The club", "Pool", *turns], "mtrag_human": spoken}.items()
    }

    assert kept == {
        "cast": ("Is there a pool?", "How deep is it?"),
        "canard": ("The club", "Pool", "Is there a pool?", "How deep is it?"),
        "mtrag_human": ("Is there a pool?", "How deep is it?"),
    }


def test_a_question_without_history_has_no_earlier_ones() -> None:
    assert earlier_questions("squad2", {"text": "Who?"}) == ()


@pytest.mark.parametrize(
    ("target", "figure", "met"),
    [((HIGH, 0.9), 0.9, True), ((HIGH, 0.9), 0.89, False), ((LOW, 0.1), 0.1, True), ((LOW, 0.1), 0.11, False)],
)
def test_a_target_is_kept_on_its_own_side(target: tuple[str, float], figure: float, met: bool) -> None:
    assert Row("squad2", "hit@1", 10, {SPOTTER: figure, "peer": 0.5}, target).met is met


def test_a_row_without_a_target_or_without_spotters_figure_keeps_none() -> None:
    assert (Row("x", "hit@1", 1, {SPOTTER: 1.0}).met, Row("x", "hit@1", 1, {"peer": 1.0}, (HIGH, 0.5)).met) == (
        None,
        None,
    )


def test_a_set_with_unanswerable_questions_gives_hits_and_a_separation_for_each_system() -> None:
    items = (
        _item("plain", {"pool.md"}),
        _item("plain", {"prices.md"}),
        _item("plain", set(), "unanswerable"),
        _item("plain", set(), "unanswerable"),
    )
    spotter = (_reply("pool.md", 0.9), _reply("pool.md", 0.4), _reply("pool.md", 0.4), _reply("pool.md", 0.1))
    peer = (_reply("prices.md", 3.0), _reply("prices.md", 1.0), _reply("pool.md", 5.0), _reply("pool.md", 2.0))
    workload = _workload("hint3_sofmattress", items)

    table = rows(
        workload,
        {SPOTTER: list(zip(items, spotter, strict=True)), "peer": list(zip(items, peer, strict=True))},
    )

    assert table == [
        Row("hint3_sofmattress", "hit@1", 2, {SPOTTER: 0.5, "peer": 0.5}),
        Row(
            "hint3_sofmattress",
            "AUROC, answerable against unanswerable",
            4,
            {SPOTTER: 0.875, "peer": 0.25},
            (HIGH, 0.86),
        ),
    ]


def test_noise_is_told_as_points_below_the_clean_questions() -> None:
    items = tuple(_item(form, {"pool.md"}) for form in ("plain", "keyboard_natural") for _ in range(2))
    found = (_reply("pool.md"), _reply("pool.md"), _reply("pool.md"), _reply("prices.md"))

    table = rows(_workload("xquad_noise", items), {SPOTTER: list(zip(items, found, strict=True))})

    assert table == [
        Row("xquad_noise", "hit@1", 2, {SPOTTER: 1.0}),
        Row("xquad_noise", "hit@5", 2, {SPOTTER: 1.0}),
        Row("xquad_noise", "points of hit@1 lost, keyboard_natural", 2, {SPOTTER: 50.0}, (LOW, 2.0)),
    ]


def test_a_system_that_was_not_asked_in_some_form_has_no_figure_there() -> None:
    items = tuple(_item(form, {"pool.md"}) for form in ("history", "joined"))

    table = rows(
        _workload("cast", items),
        {SPOTTER: [(items[0], _reply("pool.md"))], "peer": [(items[1], _reply("prices.md", 1.0, "pool.md"))]},
    )

    assert [(row.measure, row.values) for row in table] == [
        ("hit@1, with its history", {SPOTTER: 1.0}),
        ("hit@5, with its history", {SPOTTER: 1.0}),
        ("hit@1, earlier questions put before it", {"peer": 0.0}),
        ("hit@5, earlier questions put before it", {"peer": 1.0}),
    ]


def test_confidence_in_an_unanswerable_question_is_never_right() -> None:
    pairs = [
        (_item("plain", {"pool.md"}), _reply("pool.md", 0.95)),
        (_item("plain", set(), "out_of_kb"), _reply("pool.md", 0.95)),
        (_item("plain", {"pool.md"}), _reply("prices.md", 0.05)),
        (_item("plain", {"pool.md"}), _reply("pool.md", 0.75)),
    ]

    row = calibrated("squad2", pairs)

    # the bins: two at .95 of which one is right; one at .05, wrong; one at .75, right
    assert (row.measure, row.questions) == ("expected calibration error", 4)
    assert row.values[SPOTTER] == pytest.approx((2 * 0.45 + 0.05 + 0.25) / 4)


def test_every_target_stands_in_the_kept_results() -> None:
    table = json.loads(RESULTS.read_text(encoding="utf-8"))["rows"]

    kept = {(row["set"], row["measure"]): row["target"] for row in table if row["target"]}

    assert kept == {key: f"{direction} {bound}" for key, (direction, bound) in TARGETS.items()}


def _item(form: str, right: set[str], kind: str = "answerable") -> Item:
    return Item("q", form, "where?", (), frozenset(right), kind)


def _reply(best: str, score: float = 1.0, *others: str) -> Reply:
    return Reply((best, *others), score, 1.0)


def _workload(name: str, items: tuple[Item, ...]) -> Workload:
    return Workload(name, Path("index"), 1, 1, (), items)
