import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import normal_text
from bot.normal_text import in_digits, normalised


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Twenty-one reps, TWICE a week", "21 reps, 2 times a week"),
        ("One lonely stone", "1 lonely stone"),
        ("Ünder ten", "Ünder 10"),
        ("alone", "alone"),
    ],
)
def test_number_words_are_read_as_digits(text: str, read: str) -> None:
    assert in_digits(text) == read


@pytest.mark.parametrize("word", sorted(normal_text._NUMBERS))
def test_every_number_word_is_read_in_any_case(word: str) -> None:
    assert in_digits(word) == in_digits(word.upper()) == in_digits(word.title()) == normal_text._NUMBERS[word]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("From 6 a. m. for an hour", "from 6 am for 1 hour"),
        ("Once a week, half an hour", "1 times a week, 30 minutes"),
        ("Check-in closes at noon", "checkin closes at 12:00"),
        ("8–10 on the premises, close to us, paid monthly", "8-10 onsite, near us, paid 1-month"),
    ],
)
def test_one_thing_has_one_spelling(text: str, read: str) -> None:
    assert normalised(text) == read


@pytest.mark.parametrize(("held", "pattern"), [(held, pattern) for held, pattern, _ in normal_text._FIXED])
def test_whatever_is_respelt_holds_what_it_is_looked_for_by(held: tuple[str, ...], pattern: str) -> None:
    @given(st.from_regex(pattern))
    def holds(text: str) -> None:
        assert any(part in text for part in held)

    holds()
