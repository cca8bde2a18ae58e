import pytest

from ingest.documents import FaqPair
from ingest.outline import faq_pairs, sections, title_of
from tests.pages import left_out, lost, read, shape


def test_an_faq_pair_holds_its_question_and_the_stretch_that_answers_it() -> None:
    text = "# FAQ\n\n## Is there parking?\n\nYes.\n\n- Two hours are free\n\n## Is there a pool?\n\nNo."

    document = read(text, "page.md")

    pairs = faq_pairs(document)
    assert pairs == (
        FaqPair(("Is there parking?",), 7, text.index("Yes"), text.index("\n\n## Is there a pool")),
        FaqPair(("Is there a pool?",), text.index("## Is there a pool"), text.index("No."), len(text)),
    )


def test_headings_that_ask_in_neighbouring_lines_are_phrasings() -> None:
    document = read("# FAQ\n\n## Can I try it?\n## Is there a trial?\n\nYes, one visit.", "page.md")

    assert [pair.questions for pair in faq_pairs(document)] == [("Can I try it?", "Is there a trial?")]


def test_a_question_without_an_answer_is_left_out_by_name() -> None:
    document = read("# FAQ\n\n## Is it free?\n\nYes.\n\n## Is there a pool?\n\n## Is it open?\n\nNo.", "page.md")

    assert [pair.questions for pair in faq_pairs(document)] == [("Is it free?",), ("Is it open?",)]
    assert left_out(document) == [("question without answer", "## Is there a pool?")]


def test_one_question_among_other_headings_is_a_heading() -> None:
    document = read("# Lunge\n\n## Steps\n\nStep.\n\n## Why lunge?\n\nFor legs.\n\n## Tips\n\nSlowly.", "page.md")

    assert faq_pairs(document) == ()


def test_questions_that_are_half_of_their_siblings_are_pairs() -> None:
    document = read("# Lunge\n\n## Why lunge?\n\nLegs.\n\n## Is it safe?\n\nYes.\n\n## Tips\n\nSlowly.", "page.md")

    assert [pair.questions for pair in faq_pairs(document)] == [("Why lunge?",), ("Is it safe?",)]


def test_an_faq_heading_makes_questions_of_what_lacks_the_mark() -> None:
    document = read("# Gym\n\nHello.\n\n## FAQ\n\n### How do I join\n\nAt the desk.", "page.md")

    assert [pair.questions for pair in faq_pairs(document)] == [("How do I join",)]


def test_a_section_knows_the_headings_around_it_but_for_the_title() -> None:
    document = read("# Squat\n\nGo.\n\n## Setup\n\n### Bar\n\nHigh.\n\n### Feet\n\nWide.\n\n## Lift\n\nUp.", "page.md")

    found = [(section.path, [document.words(block) for block in section.body]) for section in sections(document)]

    assert found == [
        ((), ["Go."]),
        (("Setup", "Bar"), ["High."]),
        (("Setup", "Feet"), ["Wide."]),
        (("Lift",), ["Up."]),
    ]


def test_a_heading_without_text_is_left_out_unless_deeper_ones_follow() -> None:
    document = read("# Squat\n\n## Setup\n\n### Bar\n\nHigh.\n\n## Related\n\n## Lift\n\nUp.\n\n## End", "page.md")

    assert left_out(document) == [("heading without text", "## Related"), ("heading without text", "## End")]


def test_an_authors_biography_is_left_out() -> None:
    document = read(
        "# Squat\n\nGo low.\n\n## About the author\n\nJane lifts.\n\n### Awards\n\nMany.\n\n## Tips\n\nSlow.", "page.md"
    )

    assert shape(document) == ["heading 1: Squat", "paragraph 0: Go low.", "heading 2: Tips", "paragraph 0: Slow."]
    assert {reason for reason, _ in left_out(document)} == {"author biography"}


def test_what_names_the_person_of_a_byline_below_the_text_is_a_biography() -> None:
    text = "Squat\n\nGo as low as you can without pain and keep the heels down.\n\nBy Jane Doe\n\nJane Doe lifts daily."

    document = read(text)

    assert left_out(document) == [("byline", "By Jane Doe"), ("author biography", "Jane Doe lifts daily.")]


def test_people_are_kept_where_no_byline_names_them() -> None:
    document = read("Our team\n\nJane Doe teaches yoga.\n\nBen Jones coaches lifting on Mondays.")

    assert (lost(document), document.left_out) == ("", ())


def test_a_paragraph_that_comes_back_is_left_out_the_second_time() -> None:
    text = "# A\n\nWarm up before you lift.\n\n## B\n\nOne more thing.\n\nWarm up before you lift.\n\nThe end."

    document = read(text, "page.md")

    assert left_out(document) == [("repeated line", "Warm up before you lift.")]


def test_the_only_answer_of_a_question_stays_though_it_stood_before() -> None:
    document = read("# FAQ\n\n## A or B?\n\nAsk at the desk.\n\n## C or D?\n\nAsk at the desk.", "page.md")

    assert [pair.questions for pair in faq_pairs(document)] == [("A or B?",), ("C or D?",)]


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("# **Leg** press\n\nPush.", "x.md", "Leg press"),
        ("## Leg press\n\nPush.", "x1.md", "Leg press"),
        ("Push.", "leg-press_day.md", "Leg press day"),
        ("Push.", "2024-01.md", "Push."),
        (
            "a b c d e f g h i j k l m.",
            "1.md",
            "a b c d e f g h i j k l …",
        ),
    ],
)
def test_a_page_is_titled_by_its_heading_its_file_or_its_beginning(text: str, name: str, title: str) -> None:
    assert read(text, name).title == title


def test_a_page_without_blocks_is_titled_by_its_file() -> None:
    assert title_of("", (), "2024") == "2024"


def test_an_instruction_list_below_an_faq_heading_stays_a_list() -> None:
    document = read("# FAQ\n\n## How do I join?\n\n1. Come in.\n2. Do you have an ID? Bring it.\n3. Sign.", "page.md")

    assert shape(document)[2:] == ["step 0: Come in.", "step 0: Do you have an ID? Bring it.", "step 0: Sign."]


def test_a_list_of_questions_without_answers_stays_a_list() -> None:
    document = read("# Health\n\nTell us:\n\n- Do you have pain?\n- Are you pregnant?\n\nWe will call you.", "page.md")

    assert shape(document)[2:] == [
        "bullet 0: Do you have pain?",
        "bullet 0: Are you pregnant?",
        "paragraph 0: We will call you.",
    ]


def test_a_list_of_which_few_items_ask_stays_a_list() -> None:
    document = read(
        "# Setup\n\n1. Is the bar set?\n   Check it.\n2. Stand.\n3. Are you warm?\n   Wait.\n4. Lift.\n5. Rest.",
        "page.md",
    )

    assert [block.kind.value for block in document.blocks[1:]] == ["step"] * 5
