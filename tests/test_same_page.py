from pathlib import Path

import pytest

from bot.answers import Evidence, Hit
from bot.same_page import with_what_is_wanted
from tests.asking import published, weighed

ROPE = "## Rope\n\nThe tail must have the right length, always."
KNOT = "## Knot\n\nLeave a tail of ten centimetres behind the knot."
CHECK = "## Check\n\nOn Tuesday we look at each tail."
LUNCH = "## Lunch\n\nSoup is served for 20 minutes."


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("how long must the tail be", KNOT),
        ("must the tail have the right length", ROPE),
        ("how long is the rope", ROPE),
        ("is the tail of the rope checked on Tuesday", CHECK),
    ],
)
def test_the_passage_of_the_page_is_taken_that_has_the_figure_about_the_same_thing(
    tmp_path: Path, question: str, stated: str
) -> None:
    assert _taken(tmp_path, question, -1.0) == stated


def test_the_row_of_the_day_is_taken_where_a_table_was_cut_above_it(tmp_path: Path) -> None:
    rows = "".join(f"| {day} | {opens} to 22:00{' and on' * 80} |\n" for day, opens in (("Monday", 6), ("Thursday", 7)))
    page = f"# Hours\n\n| Day | Bouldering |\n|---|---|\n{rows}"
    index = published(tmp_path, {"hours.md": page, "b.md": "# Tails\n\nLeave a tail.\n"}).index
    monday, thursday = (
        next(i for i, p in enumerate(index.passages) if day in p.text) for day in ("Monday", "Thursday")
    )
    evidence = Evidence(0.5, 0.5, -1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, False, 0.5)
    question = weighed(index, "when does bouldering open on Thursday")

    taken = with_what_is_wanted(index, question, Hit(index.passages[monday], monday, 1.0, evidence))

    assert monday != thursday == taken.place


def test_the_answer_to_the_visitors_very_question_stays_whatever_it_lacks(tmp_path: Path) -> None:
    assert _taken(tmp_path, "how long must the tail be", 0.9) == ROPE


def _taken(folder: Path, question: str, cosine: float) -> str:
    """The text of the passage that is taken where that on the rope was found."""
    index = published(
        folder, {"a.md": f"# Boats\n\n{ROPE}\n\n{KNOT}\n\n{CHECK}\n\n{LUNCH}\n", "b.md": f"# Tails\n\n{KNOT}\n"}
    ).index
    place = next(i for i, passage in enumerate(index.passages) if "right length" in passage.text)
    evidence = Evidence(0.5, 0.5, cosine, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, False, 0.5)
    hit = Hit(index.passages[place], place, 1.0, evidence)
    taken = with_what_is_wanted(index, weighed(index, question), hit)
    assert taken.passage.doc_id == "a.md"
    return taken.passage.text.removeprefix("# Boats\n\n")


def test_a_price_is_taken_from_where_it_is_that_of_the_thing(tmp_path: Path) -> None:
    about = (
        "## Joining\n\nAt the registration of a member the admin fee is 150 euros. A trial is open to all who are new."
    )
    prices = "## All prices\n\nTrial class: 20 euros."
    index = published(tmp_path, {"a.md": f"# Club\n\n{about}\n\n{prices}\n"}).index
    told, priced = (next(i for i, p in enumerate(index.passages) if word in p.text) for word in ("admin", "20"))
    evidence = Evidence(0.5, 0.5, -1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, False, 0.5)

    taken = [
        with_what_is_wanted(index, weighed(index, question), Hit(index.passages[told], told, 1.0, evidence)).place
        for question in ("what does a trial cost", "what is the admin fee")
    ]

    assert taken == [priced, told]
