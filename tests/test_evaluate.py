import math
import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Outcome, Question, Statement
from bot.evaluate import (
    Expectation,
    Judged,
    Scores,
    evaluate,
    judge,
    read_expectations,
    render_scores,
    score,
    score_by_kind,
)
from ingest import builds
from ingest.errors import InputError
from ingest.index import Index
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

PAGE = "# Club\n\nA pass costs £8.\n"
QUOTE = "A pass costs £8."
START = PAGE.index(QUOTE)
EXPECTED = Expectation("k1", Question("how much?"), ("club",), (re.compile("£8"),), "fact")
DECLINE = Expectation("k2", Question("sauna?"), (), (), "oos")
ANSWER = Answer(
    question="how much?",
    understood_as="how much?",
    outcome=Outcome.ANSWERED,
    statements=(Statement(QUOTE, 1),),
    citations=(Citation(1, "club.md", "Club", "", None, QUOTE, START, START + len(QUOTE)),),
    confidence=0.9,
    build="b",
)
NOTHING = Answer("sauna?", "sauna?", Outcome.NOT_FOUND, (), (), 0.1, "b")
RIGHT = Judged("k1", "fact", "how much?", "answered", True, True, True, False, True, "A pass costs £8. [1]", 0.9)
DECLINED = Judged("k2", "oos", "sauna?", "not_found", False, False, False, True, True, "", 0.1)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    page = tmp_path / "club.md"
    page.write_text(PAGE, encoding="utf-8")
    ingest([page], tmp_path / "index", WordEncoder())
    return builds.open_build(tmp_path / "index").index


def test_a_row_names_the_question_the_pages_and_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"id": 1, "question": "a\u2028b", "history": ["c"], "sources": ["club"], "must": ["£8"], '
        '"kind": "fact"}\n\n'
        '{"id": "2", "question": "d", "sources": [], "must": []}\n',
        encoding="utf-8",
    )

    expectations = read_expectations(path)

    assert expectations == (
        Expectation("1", Question("a\u2028b", ("c",)), ("club",), (re.compile("£8"),), "fact"),
        Expectation("2", Question("d"), (), ()),
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "no questions in"),
        ("x", "line 1: Expecting value"),
        ('{"id": 1, "question": "a", "must": []}', "line 1: no 'sources'"),
        ('\n{"id": 1, "question": "a", "sources": "club", "must": []}', "line 2: 'sources' is not a list of texts"),
        ('{"id": 1, "question": "a", "sources": [], "must": ["("]}', "line 1: missing \\)"),
        ('{"id": 1, "question": "", "sources": [], "must": []}', "line 1: the question is empty"),
    ],
)
def test_a_file_with_a_row_that_is_none_is_refused(tmp_path: Path, content: str, error: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=error):
        read_expectations(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b"\xa3")

    with pytest.raises(InputError, match="No such file or directory"):
        read_expectations(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="Is a directory"):
        read_expectations(tmp_path)
    with pytest.raises(InputError, match="not UTF-8: byte 0"):
        read_expectations(latin)


def test_a_right_answer_cites_a_right_page_and_says_what_must_be_said(index: Index) -> None:
    assert judge(EXPECTED, ANSWER, index) == RIGHT


def test_a_question_that_no_page_answers_must_be_declined(index: Index) -> None:
    assert judge(DECLINE, NOTHING, index) == DECLINED


def test_a_quote_that_is_not_the_slice_that_it_names_is_not_exact(index: Index) -> None:
    moved = replace(ANSWER, citations=(replace(ANSWER.citations[0], start=START - 1),))

    assert judge(EXPECTED, moved, index) == replace(RIGHT, exact=False)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (RIGHT, ""),
        (DECLINED, ""),
        (replace(RIGHT, exact=False), "misquoted"),
        (replace(RIGHT, declined=True, right_source=False, right_text=False), "declined"),
        (replace(RIGHT, right_source=False), "wrong page"),
        (replace(RIGHT, right_text=False), "wrong text"),
        (replace(DECLINED, declined=False), "not declined"),
    ],
)
def test_the_gravest_fault_is_named(row: Judged, fault: str) -> None:
    assert row.fault == fault


def test_scores_are_shares_of_the_rows_that_count_towards_them(index: Index) -> None:
    answers = {"how much?": ANSWER, "sauna?": NOTHING}

    scores, judged = evaluate([EXPECTED, DECLINE], lambda question: answers[question.text], index)

    assert judged == (RIGHT, DECLINED)
    assert scores == Scores(1, 1, 1.0, 1.0, 0.0, 1.0, 1.0)


def test_a_share_of_no_rows_is_no_number_and_null_in_json() -> None:
    scores = score([RIGHT])

    assert math.isnan(scores.rightly_declined)
    assert scores.as_json() == {
        "answerable": 1,
        "unanswerable": 0,
        "right_source": 1.0,
        "right_text": 1.0,
        "wrongly_declined": 0.0,
        "rightly_declined": None,
        "exact_quotes": 1.0,
    }


def test_kinds_are_scored_apart_in_the_order_of_their_first_rows() -> None:
    kinds = score_by_kind([RIGHT, DECLINED, replace(RIGHT, right_text=False)])

    assert list(kinds) == ["fact", "oos"]
    assert [(kind.answerable, kind.unanswerable) for kind in kinds.values()] == [(2, 0), (0, 1)]
    assert (kinds["fact"].right_text, kinds["oos"].rightly_declined) == (0.5, 1.0)


def test_the_table_shows_all_rows_each_kind_and_what_failed() -> None:
    shown = render_scores([RIGHT, replace(RIGHT, id="k3", right_text=False), DECLINED])

    assert shown == textwrap.dedent("""\
        kind  rows  right page  right text  wrongly declined  rightly declined  exact quotes
        all      3      100.0%       50.0%              0.0%            100.0%        100.0%
        fact     2      100.0%       50.0%              0.0%                 -        100.0%
        oos      1           -           -                 -            100.0%        100.0%

        1 of 3 failed
        k3 fact: wrong text (answered, confidence 0.90)
          Q: how much?
          A: A pass costs £8. [1]""")
