import pytest

from bot.intent import Form
from bot.rows import all_meant, label_share, names_none, narrowed
from bot.weekdays import days_of
from ingest.documents import BlockKind, Document
from ingest.lexical import terms
from ingest.vectors import Unit
from tests.pages import read

HOURS = "Juice bar\nMonday to Friday: 8:00-14:00\nSaturday: 9:00-12:00\nSunday: closed"
PRICES = "Day pass: £8\nWeek pass: £20\nTowel: £2"
TABLE = "| Pass | Peak | Off-peak |\n|---|---|---|\n| Day | £9 | £6 |\n| Week | £25 | £18 |"


def test_of_lines_of_days_the_one_that_is_asked_for_is_kept_with_the_line_above() -> None:
    assert _narrowed(HOURS, "what are your hours on sunday") == ["Juice bar", "Sunday: closed"]
    assert _narrowed(HOURS, "are you open on Wednesday") == ["Juice bar", "Monday to Friday: 8:00-14:00"]


def test_a_question_that_names_no_row_is_given_all_of_them() -> None:
    assert _narrowed(HOURS, "opening times please") == HOURS.split("\n")


def test_of_lines_of_names_and_values_the_one_that_shares_most_words_is_kept() -> None:
    assert _narrowed(PRICES, "what is a week pass") == ["Week pass: £20"]
    assert _narrowed(PRICES, "how much is a pass") == ["Day pass: £8", "Week pass: £20"]


@pytest.mark.parametrize(
    "text",
    [
        "We open at 6:00.\nWe close at 22:00.",
        "Stand on the step\nand raise both heels as high as they will go",
        "Sunday: closed",
    ],
)
def test_prose_stays_as_it_is(text: str) -> None:
    assert _narrowed(text, "when do you open on sunday") == [text]


def test_a_row_of_a_wide_table_comes_with_its_head_and_without_outer_bars() -> None:
    document = read(f"# Prices\n\n{TABLE}\n", "prices.md")
    start = document.text.index("| Week")
    row = (start, start + len("| Week | £25 | £18 |"), BlockKind.TABLE)

    found = narrowed(document, [row], ["week"], frozenset())

    assert _texts(document, found) == ["Pass | Peak | Off-peak", "Week | £25 | £18"]


@pytest.mark.parametrize(
    ("row", "stated"),
    [
        ("| Sunday | 9–16 |", ["Day | Desk is staffed", "Sunday | 9–16"]),
        ("| Sunday | The desk is empty on Sundays. |", ["Sunday | The desk is empty on Sundays."]),
    ],
)
def test_a_short_value_comes_with_the_name_of_its_column_where_that_tells_more_than_a_word(
    row: str, stated: list[str]
) -> None:
    document = read(f"# Hours\n\n| Day | Desk is staffed |\n|---|---|\n{row}\n", "hours.md")
    start = document.text.index("| Sunday")

    found = narrowed(document, [(start, start + len(row), BlockKind.TABLE)], ["sunday"], frozenset())

    assert _texts(document, found) == stated


def test_items_that_name_other_days_alone_are_left_out() -> None:
    document = read("# Hours\n\n- Mon-Fri: 6-22\n- Sat: 8-20\n- Ring the bell.\n", "hours.md")
    items = [(block.words_start, block.end, block.kind) for block in document.blocks if block.kind is BlockKind.BULLET]

    found = narrowed(document, items, terms("saturday"), days_of("saturday"))

    assert _texts(document, found) == ["Sat: 8-20", "Ring the bell."]


def test_a_row_is_named_by_its_first_cell_without_what_is_in_brackets() -> None:
    row = "| Day pass (2 adults) | £9 | £6 |"

    assert label_share(row, terms("how much is a day pass")) == 1
    assert label_share(row, terms("how much is a week pass")) == 0.5
    assert label_share(row, terms("how much for two adults")) == 0
    assert label_share("No row", terms("no row")) == 0


@pytest.mark.parametrize(
    ("question", "form", "n_rows"),
    [
        ("what do you charge", Form.FACT, 2),
        ("how much is a week", Form.FACT, 0),
        ("what costs £18", Form.FACT, 0),
        ("list your passes, £18 or not", Form.LIST, 2),
    ],
)
def test_a_question_that_names_nothing_of_the_row_means_the_whole_table(question: str, form: Form, n_rows: int) -> None:
    document = read(f"# Prices\n\n{TABLE}\n", "prices.md")
    place = next(i for i, block in enumerate(document.blocks) if block.kind is BlockKind.TABLE)
    start = document.text.index("| Week")
    row = Unit(BlockKind.TABLE, start, start, document.blocks[place].end, place)

    assert len(all_meant(document, row, terms(question), form)) == n_rows


def test_a_list_is_of_the_rows_that_a_question_names_where_these_are_several() -> None:
    rows = "| Spinning endurance | Mon |\n| Yoga | Tue |\n| Spinning short | Wed |\n"
    document = read(f"# Classes\n\n| Class | Day |\n|---|---|\n{rows}", "classes.md")
    place = next(i for i, block in enumerate(document.blocks) if block.kind is BlockKind.TABLE)
    start = document.text.index("| Spinning e")
    row = Unit(BlockKind.TABLE, start, start, document.text.index("| Yoga"), place)

    found = [
        [document.text[a:b].split()[1:3] for a, b, _ in all_meant(document, row, terms("which spinning lessons"), form)]
        for form in (Form.LIST, Form.FACT)
    ]

    assert found == [[["Spinning", "endurance"], ["Spinning", "short"]], []]


def test_a_list_of_rows_is_meant_as_a_whole_where_a_question_names_none_of_them() -> None:
    document = read("# Hours\n\n- Mon-Fri: 6-22\n- Sat: 8-20\n", "hours.md")
    items = document.blocks[1:]

    assert names_none(document, items, terms("opening times"))
    assert not names_none(document, items, terms("sat times"))
    prose = read("# Rules\n\n- Mon-Fri: 6-22\n- Ring the bell, please.\n", "rules.md")
    assert not names_none(prose, prose.blocks[1:], terms("opening times"))


def _narrowed(text: str, question: str) -> list[str]:
    document = Document("a.md", "A", text)
    found = narrowed(document, [(0, len(text), BlockKind.PARAGRAPH)], terms(question), days_of(question))
    return _texts(document, found)


def _texts(document: Document, stretches: list[tuple[int, int, BlockKind]]) -> list[str]:
    return [document.text[start:end] for start, end, _ in stretches]
