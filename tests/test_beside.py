"""What is near and yet beside the point: another thing, or no fact of the kind that is asked for."""

from pathlib import Path

import numpy as np
import pytest

from bot.answers import Outcome, Question
from bot.beside import is_absent_topic, is_another_topic, is_of_another_day, is_unstated
from bot.bot import Bot
from bot.decide import Caution
from bot.intent import intent_of
from ingest import builds
from ingest.bank import Bank, parse
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

BANK_TEXT = """When is the gym open?
what time do you close

Do you have a café?
cafe

Can I bring a guest?
may my mate come along

Is there a hairdryer?
blow-dry after a shower
hairdryer
"""
PAGE = """# Club

The gym is open from 6:00 to 22:00. Ask at the front desk for a trainer who suits your goal.

Each member may bring 1 guest a visit.
"""


def _bank() -> Bank:
    wordings, groups = parse(BANK_TEXT)
    n = len(wordings)
    empty = np.zeros((n, 4), dtype=np.int8)
    return Bank(wordings, groups, empty, np.zeros(n, dtype=np.float32), np.zeros(n, dtype=np.float32))


@pytest.mark.parametrize(
    ("foreign", "group", "another"),
    [(["cafe"], 0, True), (["mate"], 2, False), (["mate"], 0, False), (["cafe"], 1, False), ([], 0, False)],
)
def test_a_word_that_the_bank_asks_about_by_itself_is_another_topic_only_outside_its_own_group(
    foreign: list[str], group: int, another: bool
) -> None:
    assert is_another_topic(_bank(), group, foreign) is another


@pytest.mark.parametrize(
    ("foreign", "nearness", "support", "absent"),
    [
        (["hairdryer"], 0.8, 0.5, True),
        (["hairdryer"], 0.5, 0.5, False),  # another question
        (["hairdryer"], 0.8, 0.9, False),  # the pages have it in other words
        (["blow"], 0.8, 0.5, False),  # one way to put it
        ([], 0.8, 0.5, False),
    ],
)
def test_a_thing_by_which_the_bank_asks_and_that_no_page_names_is_absent(
    foreign: list[str], nearness: float, support: float, absent: bool
) -> None:
    assert is_absent_topic(_bank(), 3, nearness, support, foreign) is absent


@pytest.mark.parametrize(
    ("question", "stated", "unstated"),
    [
        ("what does the towel cost", "Towels are at the desk.", True),
        ("what does the towel cost", "A towel is £2.", False),
        ("what weight should I start with", "Start with the goblet squat.", True),
        ("what weight should I start with", "Start with 8 kg.", False),
        ("who teaches in studio 2", "Studio 1: yoga.", True),
        ("who teaches in studio 2", "Studios 1 and 2: yoga.", False),
        ("is lane 2 for beginners", "Lanes 1 to 3 are for beginners.", False),
        ("is lane 2 for beginners", "Lane 5 at 2:30 is for clubs.", True),
        ("is lane 2 for beginners", "Beginners swim on the left.", False),
    ],
)
def test_what_is_stated_has_the_price_or_weight_and_the_number_that_is_asked_for(
    question: str, stated: str, unstated: bool
) -> None:
    assert is_unstated(question, intent_of(question), stated) is unstated


@pytest.mark.parametrize(
    ("caution", "outcome"), [(Caution.BALANCED, Outcome.UNSURE), (Caution.CAUTIOUS, Outcome.NOT_FOUND)]
)
def test_a_price_that_is_not_stated_is_no_answer(tmp_path: Path, caution: Caution, outcome: Outcome) -> None:
    page = (
        "# Club\n\n## FAQ\n\n### What does towel hire cost?\n\nTowels lie at the desk.\n\n### Are there mats?\n\nYes.\n"
    )
    (tmp_path / "club.md").write_text(page, encoding="utf-8")
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder())
    bot = Bot(builds.open_build(tmp_path / "index"), WordEncoder(), caution=caution)

    answer = bot.ask(Question("what does towel hire cost"))

    assert bot.search(Question("what does towel hire cost")).confidence > 0.65
    assert (answer.outcome, answer.statements) == (outcome, ())


@pytest.mark.parametrize(("named", "answered"), [("", False), (" The head trainer is Jane Doe.", True)])
def test_who_somebody_is_is_answered_by_a_name_and_by_nothing_else(tmp_path: Path, named: str, answered: bool) -> None:
    (tmp_path / "club.md").write_text(PAGE.replace("goal.", f"goal.{named}"), encoding="utf-8")
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder())

    answer = Bot(builds.open_build(tmp_path / "index"), WordEncoder()).ask(Question("who is the head trainer"))

    assert (answer.outcome is Outcome.ANSWERED) is answered


@pytest.mark.parametrize(
    ("question", "stated", "heading", "other"),
    [
        ("is there a class on Sunday", "12:15 | HIIT", "Timetable › Tuesday", True),
        ("is there a class on Tuesday", "12:15 | HIIT", "Timetable › Tuesday", False),
        ("is there a class on Sunday", "No classes on Sunday.", "Timetable › Tuesday", False),
        ("is there a class", "12:15 | HIIT", "Timetable › Tuesday", False),
        ("is there a class on Sunday", "12:15 | HIIT", "Timetable", False),
    ],
)
def test_what_stands_below_another_day_is_no_answer(question: str, stated: str, heading: str, other: bool) -> None:
    assert is_of_another_day(question, stated, heading) is other
