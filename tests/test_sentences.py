import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Block, BlockKind
from ingest.sentences import sentences, units, units_between
from tests.pages import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stand. Lift. Rest.", ["Stand.", "Lift.", "Rest."]),
        ("Use e.g. a bar. Then lift.", ["Use e.g. a bar.", "Then lift."]),
        ("Ask Dr. Smith first. She knows.", ["Ask Dr. Smith first.", "She knows."]),
        ("Add 2.5 kg. Then rest.", ["Add 2.5 kg.", "Then rest."]),
        ("Rest 1.5 min. between sets.", ["Rest 1.5 min. between sets."]),
        ("We open at 6 a.m. daily.", ["We open at 6 a.m. daily."]),
        ("We open at 6 a.m. Bring a towel.", ["We open at 6 a.m.", "Bring a towel."]),
        ("Towels, mats, etc. They are free.", ["Towels, mats, etc.", "They are free."]),
        ('He said "Lift." Then he left.', ['He said "Lift."', "Then he left."]),
        ("Is it safe? Yes! Go.", ["Is it safe?", "Yes!", "Go."]),
        ("Wait… Now lift.", ["Wait…", "Now lift."]),
        ("Wait... and lift.", ["Wait... and lift."]),
        ("**Lift.** Then rest.", ["**Lift.**", "Then rest."]),
        ("By J. Doe and A. Roe.", ["By J. Doe and A. Roe."]),
        ("One line\nthat is wrapped. Two.", ["One line\nthat is wrapped.", "Two."]),
        ("  ", []),
    ],
)
def test_a_text_is_cut_where_a_person_would_cut_it(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("Book at the desk\nWeekdays: 8am to 10pm\nSundays: closed all day", 3),
        ("Our monthly membership costs\n39 euros and a day pass 9", 2),
        ("We are closed on\nMonday and Tuesday", 1),
        ("One Month Pass\n$310", 1),
        ("Drop-in\nNon-members only", 1),
        ("whoever has booked this hall for a whole evening\nStarts at six or seven", 1),
        (
            "Members of all clubs in the town and also our\nGuests who came with them here today and\nFriends of ours",
            1,
        ),
    ],
)
def test_a_line_that_was_not_wrapped_ends_a_sentence(text: str, n_sentences: int) -> None:
    assert len(sentences(text, 0, len(text))) == n_sentences
    assert len(sentences(text, 0, len(text), in_item=True)) == 1


@given(st.text(alphabet="aB1 .?!…\"')\n*", max_size=80), st.integers(0, 10), st.integers(0, 10))
def test_sentences_hold_all_that_is_not_blank_in_order(text: str, before: int, behind: int) -> None:
    end = max(before, len(text) - behind)

    spans = sentences(text, before, end)

    joined = "".join(text[a:b] for a, b in spans)
    assert "".join(joined.split()) == "".join(text[before:end].split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)


def test_a_steps_first_unit_begins_at_its_number() -> None:
    text = "1. Stand up. Breathe."
    block = Block(BlockKind.STEP, 0, len(text), 3, len(text))

    found = units(text, block, 0, len(text))

    assert [text[a:b] for a, b in found] == ["1. Stand up.", "Breathe."]


def test_a_tables_units_are_the_rows_below_its_head() -> None:
    text = "| Day | Open |\n|---|---|\n| Mon | 6-22 |"
    block = Block(BlockKind.TABLE, 0, len(text), 0, len(text))

    found = units(text, block, 0, len(text))

    assert [text[a:b] for a, b in found] == ["| Mon | 6-22 |"]


def test_a_heading_is_one_unit_without_its_marks() -> None:
    text = "## Set up. Now."
    block = Block(BlockKind.HEADING, 0, len(text), 3, len(text), 2)

    assert units(text, block, 0, len(text)) == ((3, len(text)),)


def test_units_between_two_offsets_are_cut_there() -> None:
    document = read("# Lift\n\nStand up. Breathe.\n\n- One. Two.\n", "page.md")
    start = document.text.index("Breathe")
    end = document.text.index(" Two")

    found = [(place, document.text[a:b]) for place, (a, b) in units_between(document, start, end)]

    assert found == [(1, "Breathe."), (2, "- One.")]
