import json
import re
import textwrap
from dataclasses import asdict, replace
from pathlib import Path

from bot.answers import Question
from bot.bot import Bot
from bot.curves import Bin, Point
from bot.evaluate import Scores, as_json, curves, evaluate, render_scores, score, score_by_kind
from bot.expectations import Expectation
from tests.asking import published
from tests.fakes import WordEncoder
from tests.test_judge import DECLINED, RIGHT

PAGE = """# Club

## How much is a pass?

A pass costs £8.

## What does a towel cost?

A towel costs £2.
"""
PASS = Expectation("k1", Question("How much is a pass?"), ("club",), (re.compile("£8"),), "faq")
SAUNA = Expectation("k2", Question("Which sauna fits seven guests?"), (), (), "oos")
WRONG_TEXT = replace(RIGHT, id="k3", right_text=False, right_if_answered=False, follow_up=False, latency_ms=8.5)


def untimed(value: object) -> str:
    return re.sub(r'"latency_\w+": [\d.]+', "", json.dumps(value))


def test_every_question_is_asked_and_judged_in_order(tmp_path: Path) -> None:
    bot = Bot(published(tmp_path, {"club.md": PAGE}), WordEncoder())
    told: list[int] = []

    first, second = evaluate([PASS, SAUNA], bot, told.append)

    assert (first.id, first.fault, first.best_source, first.right_best) == ("k1", "", "club.md", True)
    assert (second.id, second.fault, second.outcome) == ("k2", "", "not_found")
    assert first.answer == "A pass costs £8. [1]"
    assert first.latency_ms is not None
    assert told == [1, 1]


def test_all_but_the_latency_is_the_same_each_time(tmp_path: Path) -> None:
    build = published(tmp_path, {"club.md": PAGE})

    first, second = (as_json(evaluate([PASS, SAUNA], Bot(build, WordEncoder()))) for _ in range(2))

    assert untimed(first) == untimed(second)


def test_scores_are_shares_of_what_counts_towards_them() -> None:
    scores = score([RIGHT, WRONG_TEXT, DECLINED])

    assert scores == Scores(
        answerable=2,
        unanswerable=1,
        answers=2,
        statements=4,
        follow_ups=1,
        answerable_follow_ups=1,
        right_source=1.0,
        right_text=0.5,
        wrongly_declined=0.0,
        rightly_declined=1.0,
        exact_quotes=1.0,
        exact_statements=1.0,
        right_citations=1.0,
        follow_ups_completed=1.0,
        follow_ups_right_source=1.0,
        calibration_error=(2 * (1 - 0.9) + 1 * 0.1) / 3,
        auroc=1.0,
        latency_p50=7.5,
        latency_p95=8.4,
    )


def test_an_answer_to_an_unanswerable_question_counts_among_the_answers_that_cite_wrong_pages() -> None:
    given = replace(DECLINED, declined=False, outcome="answered", statements=1, exact_statements=0)

    scores = score([RIGHT, given])

    assert (scores.right_citations, scores.rightly_declined, scores.exact_statements) == (0.5, 0.0, 2 / 3)


def test_a_follow_up_understood_as_it_was_typed_is_not_completed() -> None:
    as_typed = replace(RIGHT, understood_as="how much? ")

    assert score([RIGHT, as_typed]).follow_ups_completed == 0.5


def test_a_figure_that_nothing_counts_towards_is_null_in_json_and_a_dash_in_the_table() -> None:
    scores = asdict(score([DECLINED]))

    assert {name for name, value in scores.items() if value is None} == {
        "right_source",
        "right_text",
        "wrongly_declined",
        "exact_statements",
        "right_citations",
        "follow_ups_completed",
        "follow_ups_right_source",
        "auroc",
        "latency_p50",
        "latency_p95",
    }
    assert "answers that cite right pages only              -  0 answered" in render_scores([DECLINED])


def test_kinds_are_scored_apart_in_the_order_of_their_first_rows() -> None:
    kinds = score_by_kind([RIGHT, DECLINED, WRONG_TEXT])

    assert list(kinds) == ["fact", "oos"]
    assert [(kind.answerable, kind.unanswerable) for kind in kinds.values()] == [(2, 0), (0, 1)]
    assert (kinds["fact"].right_text, kinds["oos"].rightly_declined) == (0.5, 1.0)


def test_the_curves_count_what_each_question_would_have_been_answered_with() -> None:
    hesitant = replace(RIGHT, declined=True, right_source=False, confidence=0.4)

    drawn = curves([RIGHT, hesitant, DECLINED])

    assert drawn.coverage == (Point(0.9, 1 / 3, 0.0), Point(0.4, 2 / 3, 0.0), Point(0.1, 1.0, 1 / 3))
    assert drawn.cautions == {
        "cautious": Point(0.65, 1 / 3, 0.0),
        "balanced": Point(0.5, 1 / 3, 0.0),
        "eager": Point(0.35, 2 / 3, 0.0),
    }
    assert [item for item in drawn.calibration if item.n] == [
        Bin(0.1, 0.2, 1, 0.1, 0.0),
        Bin(0.4, 0.5, 1, 0.4, 1.0),
        Bin(0.9, 1.0, 1, 0.9, 1.0),
    ]


def test_the_json_holds_all_figures_the_curves_and_each_row_with_its_fault() -> None:
    rows = [RIGHT, WRONG_TEXT, DECLINED]

    written = as_json(rows)

    assert json.loads(json.dumps(written, allow_nan=False))["curves"]["coverage"][0] == {
        "threshold": 0.9,
        "coverage": 2 / 3,
        "error": 0.5,
    }
    assert (written["scores"], written["kinds"]["oos"]) == (asdict(score(rows)), asdict(score([DECLINED])))
    assert [(row["id"], row["fault"]) for row in written["rows"]] == [("k1", ""), ("k3", "wrong text"), ("k2", "")]


def test_the_tables_show_shares_by_kind_the_other_figures_and_what_failed() -> None:
    shown = render_scores([RIGHT, WRONG_TEXT, DECLINED])

    assert shown == textwrap.dedent("""\
        kind  rows  right page  right text  wrongly declined  rightly declined  exact quotes
        all      3      100.0%       50.0%              0.0%            100.0%        100.0%
        fact     2      100.0%       50.0%              0.0%                 -        100.0%
        oos      1           -           -                 -            100.0%        100.0%

        figure                                       value  of
        statements word for word in an exact quote  100.0%  4 stated
        answers that cite right pages only          100.0%  2 answered
        follow-ups completed with their topic       100.0%  1 asked
        follow-ups with the right page first        100.0%  1 answerable
        calibration error (ECE, 10 bins)             0.100  3 asked
        AUROC of answerable against not              1.000  2 against 1
        latency p50, ms                                7.5  3 asked
        latency p95, ms                                8.4  3 asked

        1 of 3 failed
        k3 fact: wrong text (answered, confidence 0.90)
          Q: how much?
          A: A pass costs £8. A locker costs £2. [1]""")
