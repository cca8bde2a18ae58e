import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inline import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Body part:** [Legs](/legs)", "Body part: Legs"),
        ("Use *slow* and _steady_ reps", "Use slow and steady reps"),
        ("__Never__ bounce", "Never bounce"),
        ("![A bar](bar.png) on a rack", "A bar on a rack"),
        ('See [the page](https://example.com "Title") first', "See the page first"),
        ("Run `spotter ask`", "Run spotter ask"),
        ("two\n  lines\t here", "two lines here"),
        ("\ufeffBegin", "Begin"),
    ],
)
def test_marks_are_taken_off(text: str, words: str) -> None:
    assert plain(text) == words


@pytest.mark.parametrize("text", ["3 * 4 * 5", "snake_case_name", "5* hotel", "[not a link]", "a ** b", "2_000"])
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert plain(text) == text


@given(st.text(alphabet="ab *_`[]()!\n", max_size=60))
def test_no_letter_is_lost_outside_of_links(text: str) -> None:
    text = text.replace("](", "]")

    words = plain(text)

    assert [char for char in words if char.isalpha()] == [char for char in text if char.isalpha()]
