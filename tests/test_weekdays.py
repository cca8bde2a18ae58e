import pytest

from bot.weekdays import days_of

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Sunday 9:00", {SUNDAY}),
        ("what are your hours on sundays", {SUNDAY}),
        ("Mon–Wed 6:00", {MONDAY, TUESDAY, WEDNESDAY}),
        ("Monday to Friday", {MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY}),
        ("Tues-Thurs", {TUESDAY, WEDNESDAY, THURSDAY}),
        ("Sat-Mon", {SATURDAY, SUNDAY, MONDAY}),
        ("Saturday and Sunday", {SATURDAY, SUNDAY}),
        ("SAT 8-20", {SATURDAY}),
        ("open on weekdays", {MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY}),
        ("at the weekend", {SATURDAY, SUNDAY}),
        ("open daily from 6", {0, 1, 2, 3, 4, 5, 6}),
        ("7 days a week", {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_days_are_read_from_names_ranges_and_groups(text: str, days: set[int]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    "text", ["I sat on the bench in the sun", "the mondial", "three days a week", "", "Sunny days", "Monitor"]
)
def test_other_words_name_no_day(text: str) -> None:
    assert days_of(text) == frozenset()
