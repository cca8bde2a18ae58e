import io
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import load, pdf
from ingest.outline import faq_pairs
from tests.files import listed, printed, words
from tests.pages import left_out, lost, shape


def _drawn(*pages: list[tuple[float, float, str]], **options: Any) -> bytes:
    """A PDF with lines of 12 points at given places."""
    file = io.BytesIO()
    canvas = Canvas(file, **options)
    for page in pages:
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _of(*pages: list[tuple[float, float, str]]) -> Document:
    return load(_drawn(*pages), "page.pdf")


def _page_of(document: Document, text: str) -> int | None:
    return document.page(document.text.index(text))


def test_headings_paragraphs_lists_and_tables_are_read_in_order() -> None:
    long = "The heel raise trains the calves and it can be done by anybody at any time of the day. " * 3
    data = printed(
        [
            [words("Heel raise", "Title"), words(long), words("How to do it", "Heading2")],
            [listed(["Stand", "Lift"], "1"), listed(["Slowly"], "bullet"), words("Hours", "Heading2")],
            [[["Day", "Open"], ["Monday", "6-22"], ["Sunday", "8-18"]], words("Closed at Christmas.")],
        ],
        "Iron Gym, page {page}",
    )

    document = load(data, "guides/heel.pdf")

    assert shape(document) == [
        "heading 1: Heel raise",
        f"paragraph 0: {long.strip()}",
        "heading 2: How to do it",
        "step 0: Stand",
        "step 0: Lift",
        "bullet 0: Slowly",
        "heading 2: Hours",
        "table 0: | Day | Open | | Monday | 6-22 | | Sunday | 8-18 |",
        "paragraph 0: Closed at Christmas.",
    ]
    assert left_out(document) == [("page footer", f"Iron Gym, page {n}") for n in (1, 2, 3)]
    assert [_page_of(document, text) for text in ("Heel", "Stand", "Hours", "Monday", "Closed")] == [1, 2, 2, 3, 3]
    assert (document.title, document.url, lost(document)) == ("Heel raise", None, "")


def test_questions_as_headings_and_bold_lines_give_faq_pairs() -> None:
    data = printed(
        [
            [words("FAQ", "Heading1"), words("How do I join?", "Heading3"), words("At the desk, any day of the week.")],
            [words("<b>Can I pause?</b>"), words("Yes."), words("Q: Is it safe?<br/>A: It is.")],
        ]
    )

    document = load(data, "faq.pdf")

    assert [pair.questions for pair in faq_pairs(document)] == [
        ("How do I join?",),
        ("Can I pause?",),
        ("Is it safe?",),
    ]


def test_lines_become_paragraphs_again_and_parted_words_whole() -> None:
    document = _of(
        [
            (72, 700, "Stand with your feet hip-width apart and then care-"),
            (72, 686, "fully raise your heels. Keep your feet hip-"),
            (72, 672, "width apart at all times, whatever anybody says."),
            (72, 640, "Rest for a minute between the sets of this exercise."),
        ]
    )

    assert document.text == (
        "Stand with your feet hip-width apart and then carefully raise your heels. Keep your feet hip-width apart "
        "at all times, whatever anybody says.\n\nRest for a minute between the sets of this exercise."
    )


def test_a_paragraph_goes_on_over_the_page_and_both_pages_are_known() -> None:
    document = _of(
        [(72, 120, "Lower your heels slowly and under control until"), (72, 40, "1")],
        [(72, 760, "they touch the ground again."), (72, 700, "Rest."), (72, 40, "2")],
    )

    assert shape(document) == [
        "paragraph 0: Lower your heels slowly and under control until they touch the ground again.",
        "paragraph 0: Rest.",
    ]
    assert left_out(document) == [("page number", "1"), ("page number", "2")]
    assert [_page_of(document, text) for text in ("Lower", "until", "they", "Rest")] == [1, 1, 2, 2]


def test_a_page_without_text_is_counted() -> None:
    document = _of([(72, 700, "One.")], [], [(72, 700, "Three.")], [])

    assert [_page_of(document, text) for text in ("One", "Three")] == [1, 3]
    assert len(document.pages) == 4


def test_nested_bullets_keep_their_depth() -> None:
    document = _of([(72, 700, "• Legs"), (90, 684, "• Squat"), (90, 668, "• Lunge"), (72, 652, "• Arms")])

    assert shape(document) == ["bullet 0: Legs", "bullet 1: Squat", "bullet 1: Lunge", "bullet 0: Arms"]


@pytest.mark.parametrize(
    ("named", "title"),
    [("Heel raises", "Heel raises"), ("untitled", "Page"), ("Microsoft Word - a.doc", "Page"), ("a.docx", "Page")],
)
def test_the_title_that_the_file_gives_itself_is_taken_where_it_says_something(named: str, title: str) -> None:
    data = printed([[words("Stand tall.")]], title=named)

    assert load(data, "page.pdf").title == title


def test_a_file_with_a_password_is_refused_and_one_that_only_forbids_changes_is_read() -> None:
    def locked(user: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_drawn([(72, 700, "Stand.")]))))
        writer.encrypt(user, "owner", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        return file.getvalue()

    assert load(locked(""), "a.pdf").text == "Stand."
    with pytest.raises(RejectedFileError, match="password"):
        load(locked("secret"), "a.pdf")


def test_pages_of_pictures_are_empty() -> None:
    with pytest.raises(RejectedFileError, match=r"empty: no text \(a scanned document\?\)"):
        _of([], [])


def test_more_pages_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)

    with pytest.raises(RejectedFileError, match=r"3 pages \(at most 2\)"):
        _of([(72, 700, "a")], [(72, 700, "b")], [(72, 700, "c")])


def _table(rows: list[list[str]], columns: list[float], pitch: float = 24) -> list[tuple[float, float, str]]:
    """Rows of cells, a line of a cell under the other, as a browser prints them: cell by cell, each at its top."""
    drawn: list[tuple[float, float, str]] = []
    y = 700.0
    for row in rows:
        for x, cell in zip(columns, row, strict=True):
            drawn += [(x, y - 14 * n, line) for n, line in enumerate(cell.split("\n")) if line]
        y -= pitch + 14 * (max(cell.count("\n") for cell in row))
    return drawn


def test_an_empty_cell_leaves_the_others_in_their_columns() -> None:
    document = _of(
        _table(
            [
                ["", "Monday", "Tuesday", "Friday"],
                ["07:00", "Yoga", "", "Spinning"],
                ["12:15", "", "Boxing", ""],
                ["18:00", "", "", "Yoga"],
            ],
            [50, 150, 250, 350],
        )
    )

    assert document.text.splitlines() == [
        "|  | Monday | Tuesday | Friday |",
        "|---|---|---|---|",
        "| 07:00 | Yoga |  | Spinning |",
        "| 12:15 |  | Boxing |  |",
        "| 18:00 |  |  | Yoga |",
    ]


def test_the_lines_of_a_cell_are_one_cell() -> None:
    rows = [
        ["Membership", "What you get", "Price"],
        ["Basic", "Gym floor on\nweekdays", "29 EUR"],
        ["Plus for\nstudents", "Gym floor\nand all\nclasses", "39 EUR"],
    ]

    document = _of([*_table(rows, [50, 150, 300]), (50, 500, "Ask at the desk.")])

    assert document.text.splitlines() == [
        "| Membership | What you get | Price |",
        "|---|---|---|",
        "| Basic | Gym floor on weekdays | 29 EUR |",
        "| Plus for students | Gym floor and all classes | 39 EUR |",
        "",
        "Ask at the desk.",
    ]


def test_rows_that_touch_are_rows_where_each_names_itself() -> None:
    rows = [["Day pass", "12 EUR"], ["Towel", "2 EUR"], ["Sauna", "9 EUR"]]

    document = _of(_table(rows, [50, 200], pitch=14))

    assert document.text.splitlines() == ["| Day pass | 12 EUR |", "| Towel | 2 EUR |", "| Sauna | 9 EUR |"]


def test_words_right_of_each_other_without_rows_stay_a_line() -> None:
    document = _of([(50, 700, "Club"), (400, 700, "Spring"), (50, 660, "We are open every day of the whole year.")])

    assert shape(document) == ["paragraph 0: Club Spring", "paragraph 0: We are open every day of the whole year."]
