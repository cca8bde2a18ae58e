from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outline import sections
from tests.pages import left_out, lost, read, shape

WORDS = st.text(alphabet="abAB 12.?:-•#*\t", min_size=1, max_size=30)
HEADS = st.sampled_from(
    ["", "# ", "## ", "- ", "• ", "1. ", "  2) ", "Q: ", "A: ", "    ", "By Jane\n", "Home\n", "\t"]
)
PAGES = st.lists(st.tuples(HEADS, WORDS).map("".join), min_size=1, max_size=12).map("\n".join)


@given(PAGES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]), st.sampled_from(["", "\ufeff"]))
def test_no_character_is_lost_and_blocks_are_in_order(page: str, line_end: str, mark: str) -> None:
    text = mark + "Begin here and now.\n\n".replace("\n", line_end) + page.replace("\n", line_end)

    document = read(text)

    spans = [(block.start, block.end) for block in document.blocks]
    assert lost(document) == ""
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(b.start <= b.words_start < b.words_end <= b.end for b in document.blocks)


def test_line_ends_and_a_byte_order_mark_change_no_structure() -> None:
    text = "Lifting\n\nLift slowly.\n\nSteps\n\n1. Stand.\n2. Lift.\n\nWhy slowly?\n\nIt is safer."

    shapes = [
        shape(read(mark + text.replace("\n", line_end)))
        for mark, line_end in product(("", "\ufeff"), ("\n", "\r\n", "\r"))
    ]

    assert shapes == [shapes[0]] * 6
    assert shapes[0] == [
        "heading 1: Lifting",
        "paragraph 0: Lift slowly.",
        "heading 2: Steps",
        "step 0: Stand.",
        "step 0: Lift.",
        "heading 2: Why slowly?",
        "paragraph 0: It is safer.",
    ]


def test_headings_without_marks_stand_alone_above_their_text() -> None:
    document = read("Heel raise\n\nA simple exercise.\n\nSTARTING POSITION\n\nStand on a step.\n\nTips:\n\n• Go slowly")

    assert shape(document) == [
        "heading 1: Heel raise",
        "paragraph 0: A simple exercise.",
        "heading 2: STARTING POSITION",
        "paragraph 0: Stand on a step.",
        "heading 2: Tips:",
        "bullet 0: Go slowly",
    ]


def test_a_heading_may_touch_the_sentence_below_it() -> None:
    document = read("Classes\n\nWe offer many.\n\nBooking\nBook in the app up to 7 days ahead.")

    assert shape(document)[2:] == ["heading 2: Booking", "paragraph 0: Book in the app up to 7 days ahead."]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    document = read("Coaching\n\nOur coaches will write\na plan that suits you, whatever\nyour level is.")

    assert shape(document) == [
        "heading 1: Coaching",
        "paragraph 0: Our coaches will write a plan that suits you, whatever your level is.",
    ]


@pytest.mark.parametrize("mark", ["•", "-", "–", "*"])
def test_bullets_nest_by_their_indent_and_keep_their_wrapped_lines(mark: str) -> None:
    document = read(
        f"Rules\n\n{mark} Wipe the bench\n    after use\n{mark} Shoes:\n    {mark} Clean ones\n{mark} Phones off"
    )

    assert shape(document) == [
        "heading 1: Rules",
        "bullet 0: Wipe the bench after use",
        "bullet 0: Shoes:",
        "bullet 1: Clean ones",
        "bullet 0: Phones off",
    ]


def test_steps_keep_their_continuation_and_what_is_nested_below_them() -> None:
    document = read(
        "How to lift\n\n  1. Stand upright.\n\n    Feet hip-width apart.\n\n  2. Hold\n    – Count to two.\n\n"
        "  3. Lower slowly,\n     then repeat."
    )

    assert shape(document) == [
        "heading 1: How to lift",
        "step 0: Stand upright.",
        "paragraph 1: Feet hip-width apart.",
        "step 0: Hold",
        "bullet 1: Count to two.",
        "step 0: Lower slowly, then repeat.",
    ]


def test_marked_questions_are_parted_from_their_answers() -> None:
    document = read(
        "FAQ\n\nQ: Can I pause?\nA: Yes, for a month.\n\nQ2. Is there parking?\nBehind the house.\n\nQ: Pool?\n\nA: No."
    )

    assert shape(document) == [
        "heading 1: FAQ",
        "question 6: Can I pause?",
        "paragraph 0: Yes, for a month.",
        "question 6: Is there parking?",
        "paragraph 0: Behind the house.",
        "question 6: Pool?",
        "paragraph 0: No.",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_bare_questions_head_their_answers_with_and_without_a_blank_line(gap: str) -> None:
    document = read(f"Frequently asked questions\n\nHow do I join?{gap}At the desk.\n\nCan I pause?{gap}Yes")

    assert shape(document) == [
        "heading 1: Frequently asked questions",
        "question 2: How do I join?",
        "paragraph 0: At the desk.",
        "question 2: Can I pause?",
        "paragraph 0: Yes",
    ]


def test_lines_in_capitals_head_what_follows_them_without_a_blank_line_or_a_full_stop() -> None:
    document = read(
        "FREQUENTLY ASKED QUESTIONS\n"
        "WHEN ARE YOU OPEN?\nAt all hours, on all days of the year. See: my account - details\n"
        "HOW DO I FREEZE MY ACCOUNT\nWrite to us ten days before the next payment is due, and tell us how long.\n"
        "WHO MAY JOIN?\nAnyone aged 16 and over."
    )

    assert shape(document) == [
        "heading 1: FREQUENTLY ASKED QUESTIONS",
        "question 2: WHEN ARE YOU OPEN?",
        "paragraph 0: At all hours, on all days of the year. See: my account - details",
        "question 2: HOW DO I FREEZE MY ACCOUNT",
        "paragraph 0: Write to us ten days before the next payment is due, and tell us how long.",
        "question 2: WHO MAY JOIN?",
        "paragraph 0: Anyone aged 16 and over.",
    ]


def test_lines_in_capitals_above_each_other_or_above_a_short_line_head_nothing() -> None:
    document = read(
        "Rules of the hall.\n\nPlease note these:\nNO DOGS IN THE HALL\nNO FOOD ON THE MATS\nThank you all."
    )

    assert not any("NO" in line for line in shape(document) if line.startswith(("heading", "question")))


def test_questions_in_neighbouring_lines_are_phrasings_of_one() -> None:
    document = read(
        "FAQ\n\nCan I try it?\nDo you offer a free trial?\nThe first visit is free.\n\nIs there a pool?\nNo."
    )

    assert shape(document)[1:4] == [
        "question 2: Can I try it?",
        "question 2: Do you offer a free trial?",
        "paragraph 0: The first visit is free.",
    ]


@pytest.mark.parametrize("number", ["{}. ", "{}) ", "Q{}. ", "({}) "])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_numbered_questions_with_answers_are_faq_pairs_and_not_steps(number: str, gap: str) -> None:
    pairs = [("How do I join?", "Yes"), ("Can I pause?", "For three months."), ("Is there parking?", "It is free.")]
    text = "\n\n".join(number.format(i) + gap.join(pair) for i, pair in enumerate(pairs, 1))

    document = read("Good to know\n\n" + text)

    expected = [line for question, answer in pairs for line in (f"question 6: {question}", f"paragraph 0: {answer}")]
    assert shape(document)[1:] == expected


def test_bold_questions_are_read_without_their_stars() -> None:
    document = read("**How do I join?**\nAt the desk.\n\n**Where do I park?**\nBehind the house.")

    assert shape(document) == [
        "question 2: How do I join?",
        "paragraph 0: At the desk.",
        "question 2: Where do I park?",
        "paragraph 0: Behind the house.",
    ]


def test_a_step_that_asks_stays_a_step() -> None:
    document = read("Deadlift\n\n1. Stand close.\n2. Is your back straight? Check it.\n3. Lift.")

    assert shape(document)[1:] == [
        "step 0: Stand close.",
        "step 0: Is your back straight? Check it.",
        "step 0: Lift.",
    ]


def test_lines_in_columns_are_a_table() -> None:
    document = read(
        "Opening hours\n\nMonday\t06:00-22:00\nSunday\t08:00-18:00\n\nHolidays\n\n25 December 2026\tclosed\n1 May\topen"
    )

    assert shape(document) == [
        "heading 1: Opening hours",
        "table 0: Monday 06:00-22:00 Sunday 08:00-18:00",
        "heading 2: Holidays",
        "table 0: 25 December 2026 closed 1 May open",
    ]


def test_a_price_list_of_short_lines_heads_nothing_and_loses_nothing() -> None:
    document = read("Prices\n\nDay pass\n12 EUR\n\nMonthly\n39 EUR\n\nStudents pay half.")

    assert shape(document) == [
        "heading 1: Prices",
        "paragraph 0: Day pass 12 EUR",
        "paragraph 0: Monthly 39 EUR",
        "paragraph 0: Students pay half.",
    ]
    assert document.left_out == ()


def test_a_list_of_names_alone_on_their_lines_is_not_lost() -> None:
    document = read(
        "Our team\n\nAnna Smith\n\nBen Jones\n\nCara Miles\n\nDan Brown\n\nThey are here from Monday to Friday."
    )

    assert lost(document) == ""
    assert {reason for reason, _ in left_out(document)} == set()


def test_a_timetable_stays_together() -> None:
    document = read("TIMETABLE\n\nMonday\nMon 18:00 Yoga\nMon 19:00 Spin with Anna")

    assert shape(document) == ["heading 1: TIMETABLE", "paragraph 0: Monday Mon 18:00 Yoga Mon 19:00 Spin with Anna"]


def test_the_frame_of_a_web_page_is_left_out_by_name() -> None:
    document = read(
        "Skip to content\n\nStrength\n\nLunges\n\nBy Jane Doe\n12 March 2025\n\nLunges train the legs.\n\n"
        "A woman lunging\nA woman lunging\n\n---\n\nRead more\nShare\n"
    )

    assert shape(document) == ["heading 1: Lunges", "paragraph 0: Lunges train the legs."]
    assert left_out(document) == [
        ("navigation", "Skip to content"),
        ("label above the title", "Strength"),
        ("byline", "By Jane Doe"),
        ("byline", "12 March 2025"),
        ("image caption", "A woman lunging"),
        ("repeated line", "A woman lunging"),
        ("ornament", "---"),
        ("navigation", "Read more"),
        ("navigation", "Share"),
    ]


def test_a_sentence_that_is_repeated_stands_once() -> None:
    document = read("Rules\n\nWipe the bench.\nWipe the bench.\n\nNo shoes on the mats.")

    assert shape(document) == ["heading 1: Rules", "paragraph 0: Wipe the bench.", "paragraph 0: No shoes on the mats."]
    assert left_out(document) == [("repeated line", "Wipe the bench.")]


def test_tabs_indent_like_blanks() -> None:
    document = read("Lift\n\n1. Stand.\n\t- Feet apart.\n2. Lift.")

    assert shape(document)[1:] == ["step 0: Stand.", "bullet 1: Feet apart.", "step 0: Lift."]


@pytest.mark.parametrize(
    "text",
    [
        "深蹲 训练 腿部。",
        "مرحبا بكم في النادي",
        "Ca\u0301lf rai\u0308se",
        "x" * 90_000,
        "# " + "Word " * 1000 + "\n\nBody.",
    ],
)
def test_texts_of_every_script_and_length_are_read_whole(text: str) -> None:
    assert lost(read(text)) == ""


def test_a_name_that_touches_wrapped_prose_heads_it() -> None:
    prose = "Boats lie behind the shed, and the key hangs on the hook beside the door that leads\nto the slip."
    document = read(f"Lake club\n\nWelcome.\n\nBoats\n{prose}\nOars\n{prose}\n")

    assert [line for line in shape(document) if line.startswith("heading")] == [
        "heading 1: Lake club",
        "heading 2: Boats",
        "heading 2: Oars",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lake club\n\nWelcome.\n\nKiln Lane\n14 Brewery Yard",
        "Lake club\n\nBoats lie behind\nthe shed beside the wide green door that leads down to the slip.",
        "Lake club\n\nTake the boat, then\nOars\nThe key hangs on the hook beside the wide green door that leads down.",
    ],
)
def test_short_lines_of_an_address_or_a_sentence_head_nothing(text: str) -> None:
    assert [line for line in shape(read(text)) if line.startswith("heading 2")] == []


def test_the_menu_of_a_saved_page_is_left_out_and_its_first_heading_is_the_title() -> None:
    prose = "Boats lie behind the shed, and the key hangs on the hook beside the wide green door."
    document = read(f"Home\nBoats\nPrices\nTeam\nContact\nSearch\n\nThe shed\n{prose}\n")

    assert document.title == "The shed"
    assert [words for reason, words in left_out(document)] == ["Home", "Boats", "Prices", "Team", "Contact", "Search"]


def test_frequently_asked_questions_head_their_pairs_wherever_they_stand() -> None:
    text = "# Club\n\nJoin us now.\nBook Your Mat\nFrequently Asked Questions\nMust I book?\nNo.\nIs it hot?\nYes.\n"

    document = read(text)

    assert shape(document)[-5:] == [
        "heading 2: Frequently Asked Questions",
        "question 3: Must I book?",
        "paragraph 0: No.",
        "question 3: Is it hot?",
        "paragraph 0: Yes.",
    ]


LONG = (
    "come by whenever there is room in the studio, as the booking closes an hour before it begins,"
    " and it is best to give us a call."
)


def _faq(answer: str, gap: str) -> str:
    asked = {"Do I need to book?": "No", "Is there a towel?": "Yes", "What must I wear?": "Shoes"}
    pairs = "\n".join(f"{question}\n{opens}, {answer}" for question, opens in asked.items())
    return f"{pairs}{gap}Call us on 555 0100.\nPlease be on time."


@pytest.mark.parametrize(("answer", "gap"), [("just come by.", "\n\n"), (LONG, "\n\n"), (LONG, "\n")])
def test_what_follows_a_list_of_questions_is_no_part_of_the_last_answer(answer: str, gap: str) -> None:
    last, behind = sections(read(_faq(answer, gap)))[-2:]

    assert len(last.questions) == 1
    assert not behind.heads


@pytest.mark.parametrize(
    "text",
    [
        _faq("to all.\n\nJust come by.", "\n\n"),  # answers of several paragraphs
        _faq("just\ncome by.", "\n"),  # wrapped
        "## Why?\nSo.\n## Is it?\nYes.\n## May I?\nYes.\n\nBut be on time.",
    ],
)
def test_an_answer_goes_on_where_others_do(text: str) -> None:
    assert sections(read(text))[-1].questions


@pytest.mark.parametrize("mark", ["※", "►", "✅", "✔️", "★ ", "⁃ "])
def test_signs_of_every_kind_mark_items(mark: str) -> None:
    document = read(f"Bring along:\n\n{mark}A towel\n{mark}A bottle of water\n")

    assert shape(document) == ["heading 1: Bring along:", "bullet 0: A towel", "bullet 0: A bottle of water"]


@pytest.mark.parametrize("name", ["page.md", "page.txt"])
def test_paragraphs_in_capitals_head_what_follows_where_there_are_two(name: str) -> None:
    two = read("# Club\n\nOPENING HOURS\n\nWe open at six.\n\nPRICES\n\nA month is 30 euros.\n", name)
    one = read("# Club\n\nWelcome.\n\nCLOSED TODAY\n\nWe open at six.\n", "page.md")

    assert [line.split(" ")[0] for line in shape(two)] == ["heading", "heading", "paragraph", "heading", "paragraph"]
    assert shape(one)[2] == "paragraph 0: CLOSED TODAY"
