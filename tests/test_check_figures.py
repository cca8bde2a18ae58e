import pytest

from bot.figures import figures
from bot.measure import Figure
from bot.normal_text import normalised

HOUR = 60
READ = [
    ("A guest pass costs £8.", [("price", 8, 8)]),
    ("A week costs €12.50, a month 40 euros.", [("price", 12.5, 12.5), ("price", 40, 40)]),
    ("A year costs $1,250.", [("price", 1250, 1250)]),
    ("It costs 80 pence.", [("price", 0.8, 0.8)]),
    ("The showers are free to use.", [("price", 0, 0)]),
    ("There is no extra charge.", [("price", 0, 0)]),
    ("Feel free to ask about free weights.", []),
    ("We open at 7 a.m. and close at 22:00.", [("opens", 7 * HOUR, 7 * HOUR), ("closes", 22 * HOUR, 22 * HOUR)]),
    ("Open 7-10pm.", [("closes", 22 * HOUR, 22 * HOUR), ("opens", 19 * HOUR, 19 * HOUR)]),
    ("Open from 6:30 until midnight.", [("closes", 24 * HOUR, 24 * HOUR), ("opens", 6.5 * HOUR, 6.5 * HOUR)]),
    ("It is open until 21:00.", [("closes", 21 * HOUR, 21 * HOUR)]),
    ("The tour is at noon.", [("time", 12 * HOUR, 12 * HOUR)]),
    ("Hold for two to three seconds.", [("duration", 2, 3)]),
    ("It takes half an hour.", [("duration", 1800, 1800)]),
    ("Stay for an hour.", [("duration", 3600, 3600)]),
    ("Book 2 days ahead.", [("time ahead", 2 * 86400, 2 * 86400)]),
    (
        "It is sent on after a fortnight, 14 days later.",
        [("duration", 1209600, 1209600), ("time after", 1209600, 1209600)],
    ),
    ("The minimum age is 16 years.", [("age", 16, 16)]),
    ("You must be 18 years old.", [("age", 18, 18)]),
    ("Members aged 14 or 15 may train.", [("age", 14, 15)]),
    ("Do three sets of 8-12 reps twice a week.", [("sets", 3, 3), ("repetitions", 8, 12), ("times a week", 2, 2)]),
    ("Come one time each week.", [("times a week", 1, 1)]),
    ("The bar weighs 20 kg.", [("weight", 20, 20)]),
    ("The bus stop is 200 metres away.", [("distance", 200, 200)]),
    ("Seniors get 20 % off.", [("percent", 20, 20)]),
    ("Tilt it to 45°.", [("degrees", 45, 45)]),
    ("There are 24 stands.", [("number of stand", 24, 24)]),
    ("Call us on +44 20 7946 0018.", [("phone number", 79460018, 79460018)]),
    ("Bring a towel.", []),
    ("On 24 December it is quiet.", []),
    ("We open at 6.30.", [("opens", 6.5 * HOUR, 6.5 * HOUR)]),
    ("Version 6.15.0 is out.", []),
    ("Children under 12 pay £5.", [("age", 12, 12), ("price", 5, 5)]),
    ("This is one repetition.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_figures_are_read_with_what_they_measure(text: str, expected: list[tuple[str, float, float]]) -> None:
    assert [(figure.dimension, figure.low, figure.high) for figure in figures(normalised(text))] == expected


@pytest.mark.parametrize("text", [text for text, _ in READ])
def test_a_figure_is_a_slice_of_the_text_and_does_not_differ_from_itself(text: str) -> None:
    read = normalised(text)

    for figure in figures(read):
        assert 0 <= figure.start < figure.end <= len(read)
        assert not figure.differs(figure)


SAME = [
    ("costs £8", "costs 8.00 £"),
    ("until 22:00", "until 10 pm"),
    ("for 30 minutes", "for half an hour"),
    ("for 1 month", "for 30 days"),
    ("for 4 weeks", "for 28 days"),
    ("come once a week", "come 1 time per week"),
    ("weighs 20 kg", "weighs 44 lbs"),
    ("call 020 7946 0018", "call +44 20 7946 0018"),
    ("is free", "costs €0"),
    ("hold for 2-3 seconds", "hold for 3 seconds"),
    ("£39 a month", "£39"),
    ("at least 2 days", "3 days"),
    ("up to 3 hours", "2 hours"),
]
OTHER = [
    ("costs £8", "costs £10"),
    ("until 22:00", "until 9 pm"),
    ("for 30 minutes", "for an hour"),
    ("for 1 month", "for 3 months"),
    ("come once a week", "come twice a week"),
    ("call 020 7946 0018", "call 020 7946 0099"),
    ("is free", "costs £2"),
    ("hold for 2-3 seconds", "hold for 5 seconds"),
    ("do 2-3 sets", "do 3-4 sets"),
    ("at least 2 days", "1 day"),
    ("up to 3 hours", "4 hours"),
    ("up to 3 hours", "up to 2 hours"),
]
UNLIKE = [("costs £8", "costs $10"), ("£39 a month", "£400 a year"), ("costs £8", "for 8 days")]


def read_one(text: str) -> Figure:
    return figures(normalised(text))[0]


@pytest.mark.parametrize(("one", "other"), SAME + UNLIKE)
def test_figures_that_are_equal_or_of_another_kind_do_not_differ(one: str, other: str) -> None:
    assert (read_one(one).differs(read_one(other)), read_one(other).differs(read_one(one))) == (False, False)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_figures_that_cannot_both_be_right_differ(one: str, other: str) -> None:
    assert (read_one(one).differs(read_one(other)), read_one(other).differs(read_one(one))) == (True, True)
