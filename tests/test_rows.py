import pytest

from bot.rows import narrowed
from bot.weekdays import days_of
from ingest.documents import BlockKind, Document
from ingest.lexical import terms
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


def test_items_that_name_other_days_alone_are_left_out() -> None:
    document = read("# Hours\n\n- Mon-Fri: 6-22\n- Sat: 8-20\n- Ring the bell.\n", "hours.md")
    items = [(block.words_start, block.end, block.kind) for block in document.blocks if block.kind is BlockKind.BULLET]

    found = narrowed(document, items, terms("saturday"), days_of("saturday"))

    assert _texts(document, found) == ["Sat: 8-20", "Ring the bell."]


def _narrowed(text: str, question: str) -> list[str]:
    document = Document("a.md", "A", text)
    found = narrowed(document, [(0, len(text), BlockKind.PARAGRAPH)], terms(question), days_of(question))
    return _texts(document, found)


def _texts(document: Document, stretches: list[tuple[int, int, BlockKind]]) -> list[str]:
    return [document.text[start:end] for start, end, _ in stretches]
