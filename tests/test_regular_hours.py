from pathlib import Path

import pytest

from bot.regular_hours import is_special
from tests.asking import composed, published

PAGE = """# Club

## Opening hours

### When is the club open on Saturday and Sunday?

From 8:00 to 20:00 on Saturday and Sunday.

### When is the club open on 24 December?

The club is open from 8:00 to 14:00 on 24 December.

### When is the club open on weekdays?

From 6:00 to 22:00, Monday to Friday.

## Sauna

### When is the sauna open?

From 9:00 to 21:00 on weekdays.
"""
WEEKEND, EVE, WEEK, SAUNA = (
    "From 8:00 to 20:00 on Saturday and Sunday.",
    "The club is open from 8:00 to 14:00 on 24 December.",
    "From 6:00 to 22:00, Monday to Friday.",
    "From 9:00 to 21:00 on weekdays.",
)


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("when is the club open", [WEEKEND, WEEK]),
        ("opening hours of the club?", [WEEKEND, WEEK]),
        ("when is the club open on Saturday", [WEEKEND]),
        ("when is the club open on 24 December", [EVE]),
        ("when is the sauna open", [SAUNA]),
    ],
)
def test_hours_asked_for_without_a_day_are_those_of_the_week(tmp_path: Path, question: str, stated: list[str]) -> None:
    index = published(tmp_path, {"club.md": PAGE, "rope.md": "# Rope\n\nTie it.\n"}).index

    _, picks = composed(index, question)

    assert [pick.text for pick in picks] == stated


def test_hours_named_without_a_figure_give_way_to_those_of_the_week(tmp_path: Path) -> None:
    plans = "# Opening hours\n\n## All opening hours\n\nAll opening hours of the club.\n"
    table = "# Contact\n\n| Day | Open |\n|---|---|\n| Monday to Friday | 6:00 – 22:00 |\n| Saturday | 8:00 – 20:00 |\n"
    index = published(tmp_path, {"plans.md": plans, "contact.md": table}).index

    _, asked = composed(index, "opening hours")
    _, beside = composed(index, "opening hours of all")

    assert [pick.document.doc_id for pick in asked] == ["contact.md"]
    assert beside[0].document.doc_id == "plans.md"


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("on Christmas Eve", True),
        ("public holidays", True),
        ("24 December", True),
        ("on Monday", False),
        ("daily", False),
    ],
)
def test_a_holiday_or_a_date_is_special_and_a_day_of_the_week_is_not(text: str, special: bool) -> None:
    assert is_special(text) is special
