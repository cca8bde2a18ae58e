from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.contradictions import MOST_COMPARED, NEIGHBOURS, Sentence, _candidates, contradictions
from bot.points import NOWHERE, Point, points
from ingest.index import Index
from tests.asking import published

Page = tuple[str, str]  # title and text
AGAINST: list[tuple[str, Page, Page]] = [
    (
        "opens",
        ("Opening hours", "We are open from 6:00 to 22:00 from Monday to Friday."),
        ("Questions", "## When do you open on weekdays?\n\nOn weekdays the gym opens at 7 am."),
    ),
    (
        "closes",
        ("Sauna", "The sauna is open until 21:00 on Saturday."),
        ("Hours", "On Saturday the sauna closes at 8 pm."),
    ),
    (
        "open or closed",
        ("Opening hours", "The gym is closed on public holidays."),
        ("Questions", "The gym is open from 10:00 to 16:00 on public holidays."),
    ),
    ("price", ("Prices", "A day pass costs £9."), ("Guests", "A day pass is £12 and lets you use the sauna.")),
    (
        "price",
        ("Prices", "The monthly membership costs £39 a month."),
        ("Membership", "Monthly membership: £42 per month"),
    ),
    ("price", ("Parking", "Parking is free for members."), ("Questions", "For members, parking costs £2.")),
    (
        "phone number",
        ("Contact", "Call the front desk on 020 7946 0018."),
        ("Imprint", "The front desk's phone number is 020 7946 0099."),
    ),
    (
        "age",
        ("Age limits", "The minimum age for the weights area is 16 years."),
        ("House rules", "You must be 18 years old to use the weights area."),
    ),
    ("duration", ("Terms", "The notice period is 30 days."), ("Questions", "The notice period is 3 months.")),
    (
        "duration",
        ("Freezing", "You can freeze your membership for up to 3 months a year."),
        ("Questions", "## How long can I freeze my membership?\n\nFor at most 6 months."),
    ),
    (
        "number of space",
        ("Parking", "The car park has 40 spaces."),
        ("Getting here", "There are 60 spaces in the car park."),
    ),
    ("sets", ("Squat", "Do 3 sets of the squat."), ("Questions", "Do 5 sets of the squat.")),
    ("repetitions", ("Squat", "Do 5 reps of the squat."), ("Squat", "Do 12 reps of the squat.")),
    (
        "sets",
        ("Leg day", "In calf training aim for 3-4 sets."),
        ("Heel raise", "The heel raise trains the calves. Do 2-3 sets of the heel raise."),
    ),
    (
        "times a week",
        ("Deadlift", "Do the deadlift twice a week."),
        ("Questions", "## How often should I do the deadlift?\n\nOnce a week."),
    ),
    (
        "yes or no",
        ("House rules", "Dogs are not allowed in the gym."),
        ("Questions", "## Are dogs allowed?\n\nYes, dogs are allowed."),
    ),
    ("yes or no", ("House rules", "Guests may not use the sauna."), ("Sauna", "Guests can use the sauna.")),
    (
        "muscle trained",
        ("Toe pull", "The toe pull mainly trains the calves."),
        ("Questions", "The toe pull mainly trains the shins."),
    ),
    (
        "toes turned, for the inner side",
        ("Donkey raise", "Toes turned in stress the inner calf."),
        ("Leg press", "For the inner calf, turn your toes out."),
    ),
    (
        "movement that trains the soleus",
        ("Calves", "Squats work the soleus."),
        ("Heel raise", "The heel raise works the soleus."),
    ),
    ("level", ("Pistol squat", "The pistol squat is a beginner exercise."), ("Pistol squat", "Level: advanced")),
]
TOGETHER: list[tuple[Page, Page]] = [
    (
        ("Opening hours", "On Sunday the gym is open from 9:00 to 18:00."),
        ("Hours", "On Saturday the gym is open from 8:00 to 20:00."),
    ),
    (("Sauna", "The sauna is open until 21:00 on Saturday."), ("Hours", "On Saturday the sauna closes at 9 pm.")),
    (
        ("Opening hours", "The gym is open until 22:00 on Monday."),
        ("Desk", "The front desk is staffed until 20:00 on Monday."),
    ),
    (("Prices", "A guest pass costs £8."), ("Prices", "A book of 5 guest passes costs £35.")),
    (("Prices", "The monthly membership costs £39 a month."), ("Prices", "The 12-month membership costs £32 a month.")),
    (("Prices", "The monthly membership costs £39."), ("Students", "Students pay £29 for the monthly membership.")),
    (("Prices", "Training costs £40 for 60 minutes."), ("Prices", "Training costs £25 for 30 minutes.")),
    (("Contact", "Call us on 020 7946 0018."), ("Cancelling", "To cancel, phone +44 20 7946 0018.")),
    (("Terms", "The notice period is 30 days."), ("Questions", "The notice period is 1 month.")),
    (("Lowering", "Lower the bar for two to three seconds."), ("Questions", "Lower the bar for 2-3 seconds.")),
    (("Squat", "Do 5 reps."), ("Bench press", "Do 8 reps.")),
    (("Squat", "Do 5 reps of the squat."), ("Questions", "Beginners do 10 reps of the squat.")),
    (("Squat", "Do 3 sets."), ("Front squat", "Do 5 sets.")),
    (("House rules", "Food is not allowed on the training floor."), ("Cafe", "Food is allowed in the cafe.")),
    (("Squat", "The squat mainly trains the quads."), ("Questions", "The squat also works the glutes.")),
    (("Hip machine", "Toes turned in stress the inner thigh."), ("Leg press", "Toes turned in stress the outer calf.")),
    (("Acorn House", "Breakfast is served until 9:00."), ("Birch House", "Breakfast is served until 10:00.")),
    (("Towels", "Bring a towel."), ("Lockers", "Bring a padlock.")),
]


def index_of(folder: Path, pages: Mapping[str, str]) -> Index:
    return published(folder, pages).index


def two_pages(one: Page, other: Page) -> dict[str, str]:
    return {name: f"# {title}\n\n{text}\n" for name, (title, text) in {"a.md": one, "b.md": other}.items()}


@pytest.mark.parametrize(("dimension", "one", "other"), AGAINST)
def test_two_pages_that_cannot_both_be_right_are_found_whichever_comes_first(
    tmp_path: Path, dimension: str, one: Page, other: Page
) -> None:
    there = contradictions(index_of(tmp_path / "there", two_pages(one, other)))
    back = contradictions(index_of(tmp_path / "back", two_pages(other, one)))

    assert [item.dimension for item in there] == [dimension]
    assert [sorted(item.told) for item in back] == [sorted(item.told) for item in there]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_two_pages_that_agree_add_or_speak_of_two_things_are_left_alone(tmp_path: Path, one: Page, other: Page) -> None:
    assert contradictions(index_of(tmp_path, two_pages(one, other))) == []


@pytest.mark.parametrize("page", [page for _, *pair in AGAINST for page in pair])
def test_a_page_and_its_copy_do_not_contradict_each_other(tmp_path: Path, page: Page) -> None:
    assert contradictions(index_of(tmp_path, two_pages(page, page))) == []


def test_a_page_that_forbids_what_it_tells_to_do_contradicts_itself(tmp_path: Path) -> None:
    tip = "Pull your toes up; do not raise the heels."
    page = f"# Toe pull\n\n1. Stand on a step.\n2. Raise your heels.\n\n## Tips\n\n{tip}\n"

    (found,) = contradictions(index_of(tmp_path, {"a.md": page}))

    assert (found.dimension, found.told) == ("do and do not", ("raise your heels", "do not raise the heels"))


def test_sides_that_several_sentences_take_are_one_contradiction(tmp_path: Path) -> None:
    pages = {
        "a.md": "# Prices\n\nA day pass costs £9.\n",
        "b.md": "# Guests\n\nA day pass costs £9.\n\n## Prices\n\nA day pass is £12.\n",
        "c.md": "# Questions\n\n## How much is a day pass?\n\nA day pass costs £12.\n",
    }

    (found,) = contradictions(index_of(tmp_path, pages))

    assert found.told == ("£9", "£9", "£12", "£12")


def test_pages_of_many_houses_do_not_contradict_a_page_without_a_name(tmp_path: Path) -> None:
    pages = {
        f"{name}.md": f"# {name.title()}\n\nBreakfast costs £{n}.\n"
        for n, name in enumerate(("acorn", "birch", "cedar"), 5)
    }
    pages["prices.md"] = "# Prices\n\nBreakfast costs £20.\n"

    assert contradictions(index_of(tmp_path, pages)) == []


STAYING = [
    ("Lift your heels.", "If your ankles hurt, do not lift your heels."),
    ("Lift your heels.", "You need not lift your heels."),
    ("Lift your heels.", "Lifting your heels is the hard part."),
    ("Lift your heels.", "Do not lift your toes."),
    ("The reverse raise lifts your heels.", "Do not lift your heels."),
]


@pytest.mark.parametrize(("one", "other"), STAYING)
def test_what_is_spoken_of_or_told_for_one_case_is_no_order(tmp_path: Path, one: str, other: str) -> None:
    page = f"# Toe pull\n\n## Steps\n\n{one}\n\n## Tips\n\n{other}\n"

    assert contradictions(index_of(tmp_path, {"a.md": page})) == []


PAIRS = [
    ("Day passes cost £9.", "Day passes cost £5 for children under 12."),
    ("At all other times there is no time limit.", "There is a time limit."),
    ("Check-in is at 15:00.", "Check-out is at 10:00."),
    ("The monthly fee is £39.", "Some members pay a monthly fee of £29."),
    ("Parking is free.", "There is no free parking on Sunday."),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_other_people_days_and_things_are_another_point(tmp_path: Path, one: str, other: str) -> None:
    pages = {"a.md": f"# Prices\n\n{one}\n", "b.md": f"# Questions\n\n{other}\n"}

    assert contradictions(index_of(tmp_path, pages)) == []


def test_a_page_of_thousands_of_rows_is_compared_row_by_row_with_the_nearest_alone(tmp_path: Path) -> None:
    syllables = [first + second for first in "bdfgklmnprtvz" for second in "aeiou"]
    names = [a + b + "ck" for a in syllables for b in syllables][: MOST_COMPARED + 100]
    rows = [f"### How much is a {name}?\n\nA {name} costs £{n % 90 + 1}.\n" for n, name in enumerate(names)]
    twice = f"### What does a {names[7]} cost?\n\nA {names[7]} costs £99.\n"
    index = published(tmp_path, {"prices.md": "# Prices\n\n## FAQ\n\n" + "\n".join([*rows, twice])}).index
    items = [(Sentence(0, n, n + 1, unit), point(n)) for n, unit in enumerate(np.eye(MOST_COMPARED + 1, dtype="f4"))]

    found = contradictions(index)

    assert [item.told for item in found] == [("£8", "£99")]
    assert len([*_candidates(items)]) < NEIGHBOURS * len(items) < len(items) ** 2 / 2


def point(n: int) -> Point:
    """A price of one page."""
    (found,) = points(f"A pass costs £{n + 1}.", replace(NOWHERE, source="prices.md"))
    return found
