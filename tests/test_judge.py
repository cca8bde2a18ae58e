import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Outcome, Question, Scored, Statement
from bot.bot import Bot
from bot.decide import Caution
from bot.expectations import Expectation
from bot.judge import Judged, attempt, judge
from ingest.index import Index
from tests.asking import published
from tests.fakes import WordEncoder

PAGE = "# Club\n\nA pass costs £8. A locker costs £2.\n"
QUOTE = "A pass costs £8. A locker costs £2."
START = PAGE.index(QUOTE)
EXPECTED = Expectation("k1", Question("how much?", ("a pass?",)), ("club",), (re.compile("£8"),), "fact")
DECLINE = Expectation("k2", Question("sauna?"), (), (), "oos")
ANSWER = Answer(
    question="how much?",
    understood_as="how much (Club)?",
    outcome=Outcome.ANSWERED,
    statements=(Statement("A pass costs £8.", 1), Statement("A locker costs £2.", 1)),
    citations=(Citation(1, "club.md", "Club", "", None, QUOTE, START, START + len(QUOTE)),),
    confidence=0.9,
    build="b",
    latency_ms=6.5,
    hits=(Scored("club.md", 0, len(PAGE), 3.0),),
)
NOTHING = Answer("sauna?", "sauna?", Outcome.NOT_FOUND, (), (), 0.1, "b", hits=ANSWER.hits)
RIGHT = Judged(
    id="k1",
    kind="fact",
    question="how much?",
    understood_as="how much (Club)?",
    follow_up=True,
    outcome="answered",
    answerable=True,
    right_source=True,
    right_text=True,
    right_citations=True,
    declined=False,
    exact=True,
    statements=2,
    exact_statements=2,
    best_source="club.md",
    right_best=True,
    right_if_answered=True,
    answer="A pass costs £8. A locker costs £2. [1]",
    confidence=0.9,
    latency_ms=6.5,
)
DECLINED = Judged(
    id="k2",
    kind="oos",
    question="sauna?",
    understood_as="sauna?",
    follow_up=False,
    outcome="not_found",
    answerable=False,
    right_source=False,
    right_text=False,
    right_citations=False,
    declined=True,
    exact=True,
    statements=0,
    exact_statements=0,
    best_source="club.md",
    right_best=False,
    right_if_answered=False,
    answer="",
    confidence=0.1,
    latency_ms=None,
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return published(tmp_path, {"club.md": PAGE, "other.md": PAGE}).index


def test_a_right_answer_cites_a_right_page_and_says_what_must_be_said(index: Index) -> None:
    assert judge(EXPECTED, ANSWER, ANSWER, index) == RIGHT


def test_a_question_that_no_page_answers_must_be_declined_and_would_be_wrong_if_answered(index: Index) -> None:
    assert judge(DECLINE, NOTHING, ANSWER, index) == DECLINED


def test_a_declined_question_is_judged_by_its_best_passage_and_by_what_would_have_been_stated(index: Index) -> None:
    judged = judge(EXPECTED, NOTHING, ANSWER, index)

    assert (judged.declined, judged.right_source, judged.right_text, judged.right_citations) == (
        True,
        False,
        False,
        False,
    )
    assert (judged.right_best, judged.right_if_answered) == (True, True)


def test_a_quote_that_is_not_the_slice_that_it_names_makes_its_statements_inexact(index: Index) -> None:
    moved = replace(ANSWER, citations=(replace(ANSWER.citations[0], start=START - 1),))

    assert judge(EXPECTED, moved, moved, index) == replace(RIGHT, exact=False, exact_statements=0)


def test_a_passage_shown_where_nothing_is_stated_must_be_exact_too(index: Index) -> None:
    unsure = replace(NOTHING, outcome=Outcome.UNSURE, closest=(replace(ANSWER.citations[0], end=START + 1),))

    assert not judge(EXPECTED, unsure, ANSWER, index).exact


def test_one_citation_from_a_wrong_page_is_noticed_behind_a_right_first_one(index: Index) -> None:
    other = replace(ANSWER.citations[0], number=2, source="other.md")
    both = replace(
        ANSWER,
        statements=(ANSWER.statements[0], replace(ANSWER.statements[1], cites=2)),
        citations=(ANSWER.citations[0], other),
    )

    judged = judge(EXPECTED, both, both, index)

    assert (judged.right_source, judged.right_citations, judged.exact_statements) == (True, False, 2)


def test_an_answer_without_hits_is_a_programmers_error(index: Index) -> None:
    with pytest.raises(ValueError, match="n_hits=1"):
        judge(EXPECTED, replace(ANSWER, hits=None), ANSWER, index)


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


def test_an_attempt_states_what_the_bot_was_not_sure_enough_to_say(tmp_path: Path) -> None:
    question = Question("Which sauna fits seven guests?")
    build = published(tmp_path, {"club.md": PAGE})
    cautious = Bot(build, WordEncoder(), caution=Caution.CAUTIOUS)
    declined = cautious.ask(question, n_hits=1)

    attempted = attempt(cautious, question, declined)

    assert declined.outcome is not Outcome.ANSWERED
    assert (attempted.outcome, attempted.confidence) == (Outcome.ANSWERED, declined.confidence)
    assert [citation.source for citation in attempted.citations] == ["club.md"]


def test_an_attempt_at_an_answered_question_is_its_answer(tmp_path: Path) -> None:
    bot = Bot(published(tmp_path, {"club.md": PAGE}), WordEncoder())

    assert attempt(bot, Question("how much?"), ANSWER) is ANSWER
