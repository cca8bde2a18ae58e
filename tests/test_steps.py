import textwrap

import pytest

from bot.steps import steps_around
from ingest.documents import Document, Passage
from ingest.lexical import terms
from ingest.split import split
from tests.fakes import WordEncoder
from tests.pages import read

ENCODER = WordEncoder()


def test_a_numbered_list_is_given_with_its_continuation_paragraphs_and_nested_bullets() -> None:
    page = """\
        # Raise

        ## How to do it

        Take a step.

        1. Stand tall.

           Look ahead.

        2. Rise.
           - Push hard.
           - Breathe out.
        3. Lower.

        Rest well.
        """

    steps = _steps(page, "Rise.")

    assert steps == [
        ("1. Stand tall.", True),
        ("Look ahead.", False),
        ("2. Rise.", True),
        ("Push hard.", True),
        ("Breathe out.", True),
        ("3. Lower.", True),
    ]


def test_of_two_lists_in_a_section_the_one_that_the_passage_holds_is_given() -> None:
    filler = "word " * 120
    seated, standing = "1. Sit.\n2. Push.\n3. Wait.", "1. Stand.\n2. Rise."
    page = f"# Raise\n\n## Both\n\nSeated:\n\n{seated}\n\n{filler}\n\nStanding:\n\n{standing}\n"

    assert _steps(page, "Sit.") == [("1. Sit.", True), ("2. Push.", True), ("3. Wait.", True)]
    assert _steps(page, "Stand.") == [("1. Stand.", True), ("2. Rise.", True)]


def test_of_two_lists_in_one_passage_the_longer_is_given() -> None:
    page = "# Raise\n\n## Both\n\nSeated:\n\n1. Sit.\n2. Push.\n\nStanding:\n\n1. Stand.\n2. Rise.\n3. Lower.\n"

    assert _steps(page, "Sit.") == [("1. Stand.", True), ("2. Rise.", True), ("3. Lower.", True)]


def test_of_two_lists_the_one_that_the_question_names_is_given() -> None:
    page = "# Raise\n\n## Both\n\nSeated:\n\n1. Sit.\n2. Push.\n\nStanding:\n\n1. Stand.\n2. Rise.\n3. Lower.\n"

    assert _steps(page, "Stand.", question="how do I do it when seated") == [("1. Sit.", True), ("2. Push.", True)]


def test_numbered_titles_of_paragraphs_are_no_steps() -> None:
    page = "# Raise\n\n## Progress\n\n1. Week one\n\nDo three sets.\n\n2. Week two\n\nDo four sets.\n"

    assert _steps(page, "three sets") is None


def test_numbered_titles_of_paragraphs_are_steps_with_them_where_the_heading_tells_how() -> None:
    page = "# Raise\n\n## How to do it\n\n1. Set up\n\nSit down.\n\n2. Push\n\nPress hard.\n\nRest well.\n"

    assert _steps(page, "Sit down.") == [
        ("1. Set up", True),
        ("Sit down.", False),
        ("2. Push", True),
        ("Press hard.", False),
    ]


@pytest.mark.parametrize("mark", ["### {}", "**{}**"])
@pytest.mark.parametrize("number", ["{}. ", "Step {}: "])
def test_numbered_headings_below_one_that_tells_how_are_steps(mark: str, number: str) -> None:
    heads = [mark.format(number.format(i) + words) for i, words in ((1, "Grip"), (2, "Swing"))]
    page = f"# Swing\n\n## How it is done\n\n{heads[0]}\n\nHold on.\n\n{heads[1]}\n\nLet go.\n\n## Tips\n\nSmile.\n"

    expected = [
        (number.format(1) + "Grip", True),
        ("Hold on.", False),
        (number.format(2) + "Swing", True),
        ("Let go.", False),
    ]
    assert _steps(page, "Hold on.") == expected
    assert _steps(page, "Let go.") == expected
    assert _steps(page, "Smile.") is None


def test_numbered_headings_of_chapters_are_no_steps() -> None:
    page = "# Raises\n\n## Kinds\n\n### 1. Seated\n\nSit.\n\n### 2. Standing\n\nStand.\n"

    assert _steps(page, "Sit.") is None


@pytest.mark.parametrize(
    ("between", "stated"),
    [
        ("Wait a second.", [("Wait a second.", False)]),
        ("- a belt\n- a block", [("a belt", True), ("a block", True)]),
    ],
)
def test_a_list_that_is_interrupted_goes_on_where_its_numbers_do(between: str, stated: list[tuple[str, bool]]) -> None:
    page = f"# Raise\n\n## Way\n\n1. Stand.\n2. Rise.\n\n{between}\n\n3. Lower.\n4. Rest.\n"

    steps = _steps(page, "Stand.")

    assert steps == [("1. Stand.", True), ("2. Rise.", True), *stated, ("3. Lower.", True), ("4. Rest.", True)]


@pytest.mark.parametrize("heading", ["How to do it", "Technique", "Steps", "Execution", "How to perform the raise"])
def test_bullets_below_a_heading_that_tells_how_are_a_procedure(heading: str) -> None:
    page = f"# Raise\n\n## {heading}\n\n- Stand.\n- Rise.\n\n## Tips\n\n- Breathe.\n- Smile.\n"

    assert _steps(page, "Stand.") == [("Stand.", True), ("Rise.", True)]
    assert _steps(page, "Breathe.") is None


def test_bullets_below_a_line_that_tells_how_are_a_procedure() -> None:
    page = "# Raise\n\n## More\n\nHow to do the raise:\n\n- Stand.\n- Rise.\n"

    assert _steps(page, "Stand.") == [("Stand.", True), ("Rise.", True)]


@pytest.mark.parametrize(
    ("body", "holding"),
    [
        ("1. Only one.", "Only one."),
        ("No list at all.", "No list"),
        ("- Breathe.\n- Smile.", "Breathe."),
        ("Mistakes:\n\n- Bouncing.\n- Leaning.", "Bouncing."),
    ],
)
def test_what_is_no_procedure_gives_no_steps(body: str, holding: str) -> None:
    assert _steps(f"# Raise\n\n## Section\n\n{body}\n", holding) is None


def test_a_procedure_of_another_section_is_not_taken() -> None:
    page = "# Raise\n\n## How to do it\n\n1. Stand.\n2. Rise.\n\n## Tips\n\nBreathe out.\n"

    assert _steps(page, "Breathe out.") is None


def test_a_procedure_that_is_split_over_passages_is_given_whole_from_each_of_them() -> None:
    lines = [f"{number}. Step {number} {'word ' * 30}end." for number in range(1, 8)]
    document = read("# Raise\n\n## How to do it\n\n" + "\n".join(lines), "raise.md")
    passages = split(document, ENCODER.count_tokens, 100)

    found = [_stated(document, passage) for passage in passages]

    assert len(passages) > 1
    assert found == [[(line, True) for line in lines]] * len(passages)


def test_steps_of_a_plain_text_page_are_found_by_their_marks() -> None:
    page = "HEEL RAISE\n\nStep 1: Stand.\nStep 2: Rise.\n\nMISTAKES\n\n• bouncing\n• leaning\n"

    assert _steps(page, "Rise.", "page.txt") == [("Step 1: Stand.", True), ("Step 2: Rise.", True)]
    assert _steps(page, "bouncing", "page.txt") is None


def test_the_pick_names_the_passages_heading_and_keeps_its_score() -> None:
    document = read("# Raise\n\n## Seated\n\n### Way\n\n1. Sit.\n2. Push.\n", "raise.md")
    (passage,) = split(document, ENCODER.count_tokens, ENCODER.max_tokens)

    pick = steps_around(document, passage, 0.5)

    assert pick is not None
    assert (pick.document, pick.heading, pick.score) == (document, "Seated › Way", 0.5)


def _steps(page: str, holding: str, doc_id: str = "raise.md", question: str = "") -> list[tuple[str, bool]] | None:
    """The steps around the first passage that holds some words, each with whether it is listed."""
    document = read(textwrap.dedent(page), doc_id)
    passages = split(document, ENCODER.count_tokens, ENCODER.max_tokens)
    return _stated(document, next(passage for passage in passages if holding in passage.body), question)


def _stated(document: Document, passage: Passage, question: str = "") -> list[tuple[str, bool]] | None:
    pick = steps_around(document, passage, 1.0, terms(question))
    if pick is None:
        return None
    return [(document.text[a:b], listed) for (a, b), listed in zip(pick.spans, pick.listed, strict=True)]
