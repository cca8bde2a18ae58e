import pytest

from ingest import boilerplate
from ingest.boilerplate import reason_to_leave_out


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Skip to content", "navigation"),
        ("Home", "navigation"),
        ("Home > Blog > Training", "navigation"),
        ("Share this article", "navigation"),
        ("Read more", "navigation"),
        ("© 2025 Iron Works. All rights reserved.", "navigation"),
        ("Follow us on Instagram", "navigation"),
        ("Subscribe to our newsletter", "navigation"),
        ("Accept all cookies", "navigation"),
        ("Privacy Policy", "navigation"),
        ("We use cookies to count visitors.  Accept  Decline", "navigation"),
        ("Newsletter   Imprint   Privacy", "navigation"),
        ("You are here: Home > Boats", "navigation"),
        ("Next page: Sails", "navigation"),
        ("3 comments", "navigation"),
        ("By Jane Doe", "byline"),
        ("By Jane van Doe, 5 min read", "byline"),
        ("12 March 2025", "byline"),
        ("Published on March 12th, 2025", "byline"),
        ("Medically reviewed by Jane Doe, PhD", "byline"),
        ("Last updated: 2025-03-12", "byline"),
        ("8 min read", "byline"),
        ("Jane Doe Certified Trainer, CSCS, PPT, RTS", "byline"),
        ("Figure 6-28. Heel raise", "image caption"),
        ("![A woman lifting](lift.png)", "image caption"),
        ("[More exercises](https://example.com)", "link without text"),
        ("https://example.com/page", "link without text"),
        ("- [Legs](/legs) | [Arms](/arms)", "link without text"),
        ("Get a plan with [Forge](https://example.com).", "promotion"),
    ],
)
def test_a_pages_frame_is_left_out_by_name(line: str, reason: str) -> None:
    assert reason_to_leave_out(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Monday to Friday: 6am - 10pm",
        "Mon 18:00 Yoga",
        "Closed on 25 December 2026",
        "Day pass 12 EUR",
        "39 EUR per month",
        "Home workouts",
        "Home workouts need little space.",
        "Search for a class in the app, then tap Book.",
        "Share a locker with a friend.",
        "Read more slowly.",
        "By the door you will find towels.",
        "By Friday we need your answer.",
        "Ask Jane Doe or Ben at the desk.",
        "Anna Smith teaches yoga on Mondays.",
        "Register at the front desk.",
        "Top up your card at the desk.",
        "Next to the station",
        "Menu of the bar: smoothies and shakes",
        "Video analysis of your squat costs 20 EUR.",
        "Terms of membership run for 12 months.",
        "Join us for a class.",
        "Published rules apply to everyone.",
        "See [the rules](/rules) before you lift.",
    ],
)
def test_what_a_gym_says_stays(line: str) -> None:
    assert reason_to_leave_out(line) is None


@pytest.mark.parametrize("line", ["- 25 December 2026", "• 1 January 2027", "* By Friday", "- Photo ID: your passport"])
def test_a_list_item_is_no_byline_and_no_caption(line: str) -> None:
    assert reason_to_leave_out(line, in_list=True) is None


def test_a_list_of_navigation_is_left_out_all_the_same() -> None:
    assert reason_to_leave_out("• Log in", in_list=True) == "navigation"


@pytest.mark.parametrize("heading", ["About the author", "**About the Author**", "Guest Author", "Author bio"])
def test_headings_of_biographies_are_known(heading: str) -> None:
    assert boilerplate.heads_biography(heading)


@pytest.mark.parametrize("heading", ["About the gym", "Authorised staff", "About us"])
def test_other_headings_head_no_biography(heading: str) -> None:
    assert not boilerplate.heads_biography(heading)


def test_a_signature_is_a_name_and_nothing_else() -> None:
    signed = [line for line in ("George N.", "– Jane Doe", "Lift. Rest.", "Vitamin D.x") if boilerplate.signs(line)]

    assert signed == ["George N.", "– Jane Doe"]


def test_the_names_of_a_byline_are_its_capitalised_words() -> None:
    assert boilerplate.names_in_byline("By Jane Doe, CSCS and Ben") == ("Jane", "Doe")


def test_a_menu_is_the_names_of_pages_right_below_navigation() -> None:
    page = ["Home", "Boats", "Prices", "Our team", "Contact", "", "Oars", "Sails", "Ropes", "Paint", "Nails"]
    reasons = ["navigation", *[None] * 10]

    assert boilerplate.menu(page, reasons) == [1, 2, 3, 4]
    assert boilerplate.menu([*page[:4], *page[5:]], reasons[:-1]) == []
    assert boilerplate.menu([*page[:3], "We rent boats.", *page[4:]], reasons) == []
