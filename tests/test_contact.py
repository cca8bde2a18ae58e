"""A telephone number, an e-mail address or the way: found by its form, for whoever asks for nothing else."""

from pathlib import Path

import pytest

from bot.answers import Outcome, Question
from bot.bot import Bot
from bot.contact import contact_asked
from bot.intent import Wanted
from ingest import builds
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

PAGE = """# Harbour

## Prices

A day costs 9 euros.

## All else

Call 0555 010 203 or write to desk@harbour.example.

## In an emergency

Call 112.

## Way

We are at 12 Quay Street, above the ferry.
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What's your phone number?", Wanted.PHONE),
        ("telephone", Wanted.PHONE),
        ("how can I contact you", Wanted.PHONE),
        ("do you have an e-mail address", Wanted.EMAIL),
        ("where are you", Wanted.ADDRESS),
        ("What is the address of the gym?", Wanted.ADDRESS),
        ("where is my phone", None),
        ("where is the front desk", None),
        ("can I call the trainer", None),
        ("what do you have", None),
        ("", None),
    ],
)
def test_who_asks_for_the_way_to_reach_the_gym_asks_for_nothing_beside(text: str, wanted: Wanted | None) -> None:
    assert contact_asked(text) is wanted


def _bot(tmp_path: Path, page: str) -> Bot:
    (tmp_path / "club.md").write_text(page, encoding="utf-8")
    ingest([tmp_path / "club.md"], tmp_path / "index", WordEncoder())
    return Bot(builds.open_build(tmp_path / "index"), WordEncoder())


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("phone number", "Call 0555 010 203 or write to desk@harbour.example."),
        ("email?", "Call 0555 010 203 or write to desk@harbour.example."),
        ("what is your address", "We are at 12 Quay Street, above the ferry."),
    ],
)
def test_it_is_found_by_its_form(tmp_path: Path, question: str, stated: str) -> None:
    answer = _bot(tmp_path, PAGE).ask(Question(question))

    assert (answer.outcome, [statement.text for statement in answer.statements]) == (Outcome.ANSWERED, [stated])


def test_an_emergency_number_is_none_of_the_gym(tmp_path: Path) -> None:
    answer = _bot(tmp_path, PAGE.replace("0555 010 203", "us")).ask(Question("phone number"))

    assert answer.outcome is not Outcome.ANSWERED
