import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import lines
from ingest.lines import Line, Mark, split_lines


@given(st.text(alphabet="ab \r\n\t\x0b\x85\u2028"))
def test_lines_lie_where_they_say_and_hold_all_but_the_breaks(text: str) -> None:
    found = split_lines(text)

    assert all(text[line.start : line.start + len(line.text)] == line.text for line in found)
    assert "".join(line.text for line in found) == text.replace("\r", "").replace("\n", "")


def test_lines_end_at_each_of_the_three_line_ends_and_nowhere_else() -> None:
    text = "a\r\nb\rc\nd\x0be\u2028f"

    found = split_lines(text)

    assert found == [Line(0, "a"), Line(3, "b"), Line(5, "c"), Line(7, "d\x0be\u2028f")]


def test_a_line_knows_its_words_and_its_indent() -> None:
    line = Line(10, "\t  Lift. ")

    assert (line.words_start, line.end, line.indent, line.stripped, line.blank) == (13, 18, 6, "Lift.", False)


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("# Title", 1, "Title"),
        ("### Closed ###", 3, "Closed"),
        ("  ## Indented  ", 2, "Indented"),
        ("## C#", 2, "C#"),
    ],
)
def test_a_marked_heading_is_read_without_its_marks(text: str, level: int, words: str) -> None:
    mark = lines.marked_heading(Line(0, text))

    assert mark is not None
    assert (mark.level, text[mark.words_start : mark.words_end]) == (level, words)


@pytest.mark.parametrize("text", ["#hashtag", "##", "# ---", "####### seven", "no mark"])
def test_other_lines_have_no_heading_mark(text: str) -> None:
    assert lines.marked_heading(Line(0, text)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. Lift", "Lift"),
        ("12) Lift", "Lift"),
        ("(3) Lift", "Lift"),
        ("Step 2: Lift", "Lift"),
        ("  4. Lift", "Lift"),
        ("2.Lift", "Lift"),
    ],
)
def test_a_step_is_read_without_its_number(text: str, words: str) -> None:
    mark = lines.step(Line(0, text))

    assert mark == Mark(len(text) - len(text.lstrip()), text.index(words), len(text))


@pytest.mark.parametrize("text", ["10 squats", "6.30 pm yoga", "2.5 kg plates", "18:00 Yoga", "2026. ", "1990. A year"])
def test_figures_at_a_lines_head_are_no_step(text: str) -> None:
    assert lines.step(Line(0, text)) is None


@pytest.mark.parametrize("mark", ["- [ ]", "* [x]", "- ☐"])
def test_a_box_to_tick_belongs_to_the_bullet(mark: str) -> None:
    assert lines.bullet(Line(5, f"{mark} Words")) == Mark(0, 6 + len(mark), 11 + len(mark))


@pytest.mark.parametrize("mark", ["•", "-", "–", "—", "*", "+", "◦", "▪", "·", "☐", "✓"])
def test_every_common_bullet_is_known(mark: str) -> None:
    assert lines.bullet(Line(5, f"{mark} Words")) == Mark(0, 7, 12)


@pytest.mark.parametrize("text", ["-5 degrees", "- ", "---", "5 - 7 reps", "**Bold** words"])
def test_other_dashes_and_stars_are_no_bullet(text: str) -> None:
    assert lines.bullet(Line(0, text)) is None


@pytest.mark.parametrize(
    "text", ["Q: Why?", "q: Why?", "Question: Why?", "**Q:** Why?", "Q1: Why?", "Q2. Why?", "Q 3: Why?"]
)
def test_question_marks_at_the_head_are_known(text: str) -> None:
    mark = lines.question(Line(0, text))

    assert mark is not None
    assert text[mark.words_start : mark.words_end] == "Why?"


@pytest.mark.parametrize("text", ["A: So.", "Answer: So.", "**A:** So.", "A1: So.", "A2) So."])
def test_answer_marks_are_known(text: str) -> None:
    mark = lines.answer(Line(0, text))

    assert mark is not None
    assert text[mark.words_start : mark.words_end] == "So."


@pytest.mark.parametrize("text", ["Are you open?", "**How do I join?**", "3. Is there parking?", "Q4. Can I pause?"])
def test_a_line_asks_where_it_is_one_question(text: str) -> None:
    assert lines.asks(text)


@pytest.mark.parametrize("text", ["Why?", "We are open.", "Are you open? Yes, we are", "Really. Are you sure?"])
def test_a_line_with_more_or_less_than_one_question_does_not_ask(text: str) -> None:
    assert not lines.asks(text)


@pytest.mark.parametrize("text", ["Starting position", "WARM UP", "10 best stretches", "“Quoted” words"])
def test_short_capitalised_lines_could_be_headings(text: str) -> None:
    assert lines.could_be_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "A sentence.",
        "Mon 18:00 Yoga",
        "Monthly 39 EUR",
        "€12",
        "lower case",
        "Yes!",
        "6-8 reps",
        "…",
        "x " * 50,
        "Open 6am",
    ],
)
def test_sentences_prices_and_times_could_not(text: str) -> None:
    assert not lines.could_be_heading(text)


@pytest.mark.parametrize("text", ["FAQ", "Frequently asked questions", "Common questions about lifts", "**Q&A**"])
def test_faq_headings_are_known(text: str) -> None:
    assert lines.heads_faq(text)


@pytest.mark.parametrize("text", ["Do you have an FAQ?", "Quality", "Questions"])
def test_other_headings_head_no_faq(text: str) -> None:
    assert not lines.heads_faq(text)


@pytest.mark.parametrize("text", ["Monday\t06:00", "Towel   2 EUR", "Anna | strength"])
def test_rows_in_columns_are_known(text: str) -> None:
    assert lines.in_columns(Line(0, text))


@pytest.mark.parametrize("text", ["\tIndented", "1.\tA step", "•\tA bullet", "Two  blanks", "plain"])
def test_other_lines_stand_in_no_columns(text: str) -> None:
    assert not lines.in_columns(Line(0, text))


@pytest.mark.parametrize(
    ("text", "found"),
    [("HOW DO I JOIN", True), ("Q&A: FAQ 24/7", True), ("FAQ", False), ("How", False), ("24/7", False)],
)
def test_a_line_is_in_capitals_where_all_of_several_letters_are(text: str, found: bool) -> None:
    assert lines.in_capitals(text) is found
