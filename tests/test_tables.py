import pytest

from ingest.documents import Block, BlockKind
from ingest.sentences import units
from ingest.tables import cells, head_above, read_as, table_head
from tests.pages import read

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


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            "Single visit     adult   child 4-15\nPool             7.80    4.20",
            "Single visit     adult   child 4-15",
        ),
        ("Pass\tPeak\tOff-peak\nWeek\t£25\tincluded", "Pass\tPeak\tOff-peak"),
        ("Day      Pool     Sauna\nMonday   closed   –", "Day      Pool     Sauna"),
        ("Pool     7.80    4.20\nSauna    9.00    6.00", None),
        ("Mats     towels\nBlocks   covers", None),
        ("07:15   Yoga   45 min\n18:30   Pilates   50 min", None),
        ("Single visit      adult   child\nPool              7.80", None),
        ("Opening hours     all year", None),
    ],
)
def test_the_first_row_of_a_pasted_table_is_its_head_where_values_stand_below_names(
    text: str, head: str | None
) -> None:
    block = Block(BlockKind.TABLE, 0, len(text), 0, len(text))
    found = table_head(text, block)

    assert (text[slice(*found)] if found else None) == head
    assert len(units(text, block, 0, len(text))) == len(text.splitlines()) - (head is not None)


def test_a_row_of_a_pasted_table_is_read_with_the_names_of_its_columns() -> None:
    document = read("PRICES\n\nSingle visit     adult   child 4-15\nPool             7.80    4.20\n", "prices.txt")
    start = document.text.index("Pool")

    assert read_as(document, 1, (start, len(document.text.rstrip()))) == "Pool; adult: 7.80; child 4-15: 4.20"
