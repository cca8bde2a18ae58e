import pytest

from bot.limits import age_alone, asks_age_alone, asks_rest, rests


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("anyone under 16 climbs only with an adult.", ["16"]),
        ("people aged 14 and over may boulder unsupervised.", ["14"]),
        ("the minimum age for training alone is 16 years.", ["16"]),
        ("from 12 children may come without a parent.", ["12"]),
        ("children under 8 must be accompanied.", ["8"]),
        ("members aged 14 or 15 can train if an adult member trains with them.", []),
        ("under 18 the price is reduced.", []),
        ("parents must wait at least 10 minutes.", []),
        ("the island is for under-tens and their adults.", []),
    ],
)
def test_the_age_from_which_one_may_come_alone_is_read(text: str, ages: list[str]) -> None:
    assert list(age_alone(text)) == ages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rest for 2-3 minutes between sets.", [("set", "120-180")]),
        ("between hard attempts sit down for 10 minutes.", [("attempt", "600")]),
        ("take a break of 1 day after each session.", [("session", "86400")]),
        ("between sets add 5 kg.", []),
        ("rest for 2 minutes.", []),
    ],
)
def test_the_rest_between_efforts_is_read_in_seconds(text: str, told: list[tuple[str, str]]) -> None:
    assert list(rests(text)) == told


def test_a_question_for_age_alone_names_a_person_or_an_age_and_being_alone() -> None:
    asked = [
        asks_age_alone(question)
        for question in ("Can my son come alone?", "Can a 14-year-old come without an adult?", "Can I train alone?")
    ]

    assert asked == [True, True, False]


@pytest.mark.parametrize(
    ("question", "effort"),
    [
        ("How long do I rest between sets?", "set"),
        ("Break after each try?", "attempt"),
        ("How long do I rest?", ""),
        ("How many sets?", ""),
    ],
)
def test_a_question_for_rest_names_the_efforts(question: str, effort: str) -> None:
    assert asks_rest(question) == effort
