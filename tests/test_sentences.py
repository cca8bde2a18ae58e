import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Block, BlockKind
from ingest.sentences import cells, head_above, read_as, sentences, table_head, units, units_between
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


HOURS = "# Hours\n\n| | Pool | *Sauna* |\n|--|:-:|--:|\n| Mon | 6-22 | – |\n| [Tue](/t) | | 8-20 |\n| Wed | shut |\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("| Mon | 6-22 | – |", "Mon; Pool: 6-22; Sauna: –"),
        ("| [Tue](/t) | | 8-20 |", "Tue; Sauna: 8-20"),
        ("| Wed | shut |", "| Wed | shut |"),
        ("| | Pool | *Sauna* |", "| | Pool | Sauna |"),
    ],
)
def test_a_tables_row_is_read_with_the_names_of_its_columns(row: str, told: str) -> None:
    document = read(HOURS, "hours.md")
    start = document.text.index(row)

    assert read_as(document, 1, (start, start + len(row))) == told


def test_what_is_no_row_is_read_without_its_marks() -> None:
    document = read("# Lift\n\n- Go **slow**.\n", "page.md")
    item = document.blocks[1]

    assert read_as(document, 1, (item.start, item.end)) == "Go slow."
    assert read_as(document, -1, (item.words_start, item.end)) == "Go slow."


@pytest.mark.parametrize("rule", ["|---|---|", "---|---", " :-- | --: "])
def test_the_head_of_a_table_stands_above_its_rows_alone(rule: str) -> None:
    document = read(f"# Hours\n\nWe open.\n\n|Day|Open|\n{rule}\n|Mon|6|\n", "hours.md")
    text = document.text

    assert head_above(document, text.index("|Mon")) == "|Day|Open|"
    assert [head_above(document, text.index(words)) for words in ("|Day", "We open", "# Hours")] == [""] * 3


def test_a_table_without_a_rule_has_no_head() -> None:
    text = "|Mon|6|\n|Tue|6|\n|Wed|6|"

    assert table_head(text, Block(BlockKind.TABLE, 0, len(text), 0, len(text))) is None


def test_bars_in_a_cell_part_no_cells() -> None:
    assert cells(r"| push \| pull | 3 |") == [r"push \| pull", "3"]


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
