import pytest

from bot.lists import Listed, lists_in, named, of_a_kind, stated
from ingest.documents import BlockKind, Document
from ingest.lexical import terms
from ingest.outline import sections
from tests.pages import read

LONG = " ".join(["word"] * 12)


def test_lists_of_a_section_are_found_with_the_line_that_leads_into_each() -> None:
    page = "# Raise\n\nBring:\n\n- a belt\n- a block\n\nCome early.\n\n1. Stand.\n2. Rise.\n\n- alone\n"

    document, found = _lists(page)

    assert [(document.words(item.lead_in) if item.lead_in else "", len(item.blocks)) for item in found] == [
        ("Bring:", 2),
        ("", 3),
    ]


def test_paragraphs_that_each_open_with_a_strong_label_are_a_list() -> None:
    page = "# Mistakes\n\nThere are two.\n\n**Low elbows.** Then it is a row.\n\n**Shrugging.** Drop them.\n\nGo on.\n"

    document, (found,) = _lists(page)
    whole = stated(document, found, 100, 0)

    assert [document.text[a:b] for a, b, _ in whole] == [
        "**Low elbows.** Then it is a row.",
        "**Shrugging.** Drop them.",
    ]
    assert {kind for _, _, kind in whole} == {BlockKind.BULLET}
    assert _lists("# Mistakes\n\n**Low elbows.** Then it is a row.\n\nGo on.\n")[1] == []


def test_a_single_item_is_no_list() -> None:
    assert _lists("# Raise\n\nBring:\n\n- a belt\n\nCome early.\n")[1] == []


def test_a_lead_in_is_named_by_the_stems_that_it_shares_with_the_question() -> None:
    document, (seated, standing) = _lists("# Raise\n\nSeated:\n\n- a\n- b\n\nWhen you are standing:\n\n- c\n- d\n")

    question = terms("what do you need when you stand")
    assert named(document, seated.lead_in, question) == 0
    assert named(document, standing.lead_in, question) == 1
    assert named(document, None, question) == 0


def test_a_heading_that_ends_in_a_colon_leads_into_the_list_below_it() -> None:
    document, (found,) = _lists("# Kit\n\n## Leave at home:\n\n- a belt\n- a block\n")

    assert found.lead_in is not None
    assert document.words(found.lead_in) == "Leave at home:"
    assert _lists("# Kit\n\n## Lists\n\n- a belt\n- a block\n")[1][0].lead_in is None


def test_a_kind_of_list_goes_by_several_names() -> None:
    assert set(terms("mistakes faults")) < set(of_a_kind(terms("what can go wrong")))
    assert of_a_kind(terms("boats")) == tuple(terms("boats"))


def test_a_short_list_is_stated_whole_with_its_lead_in_and_nested_items() -> None:
    page = "# Raise\n\nYou need three things. Bring:\n\n- a belt\n  - of leather\n- a block\n"

    assert _stated(page, 120) == ["Bring:", "a belt", "of leather", "a block"]


def test_of_a_longer_list_the_first_sentence_of_each_outermost_item_is_stated() -> None:
    page = f"# Raise\n\n- Do not bounce. Then {LONG}.\n  - {LONG}\n- Do not lean. Then {LONG}.\n"

    assert _stated(page, 10) == ["Do not bounce.", "Do not lean."]


@pytest.mark.parametrize("mark", ["**{}:** ", "**{}**: ", "{}: ", "__{}:__ "])
def test_of_a_long_list_whose_items_are_labelled_the_labels_are_stated(mark: str) -> None:
    page = f"# Raise\n\n- {mark.format('Ego lifting')}{LONG}.\n- {mark.format('Bouncing')}{LONG}.\n"

    assert _stated(page, 10) == ["Ego lifting", "Bouncing"]


def test_of_a_long_list_the_item_whose_label_the_question_names_is_stated_alone() -> None:
    page = f"# Raise\n\n- **Weights:** {LONG}.\n- **Shoes:** Wear clean shoes.\n- **Bags:** {LONG}.\n"
    document, (found,) = _lists(page)

    def texts(question: str) -> list[str]:
        spans = stated(document, found, 20, found.blocks[0].start, terms(question))
        return [document.text[start:end] for start, end, _ in spans]

    assert texts("what are the rules for shoes") == ["**Shoes:** Wear clean shoes."]
    assert texts("what are the rules for shoes and bags") == ["Weights", "Shoes", "Bags"]
    assert texts("what are the rules") == ["Weights", "Shoes", "Bags"]


def test_of_a_list_that_is_too_long_in_any_form_the_first_items_and_the_best_are_stated() -> None:
    page = "# Raise\n\n" + "".join(f"- Item {n} has five words.\n" for n in range(9))

    document, (found,) = _lists(page)
    best = document.text.index("Item 6")

    texts = [document.text[a:b] for a, b, _ in stated(document, found, 20, best)]
    assert texts == [
        "Item 0 has five words.",
        "Item 1 has five words.",
        "Item 2 has five words.",
        "Item 6 has five words.",
    ]


def test_steps_keep_their_numbers() -> None:
    assert _stated("# Raise\n\n1. Stand.\n2. Rise.\n", 120) == ["1. Stand.", "2. Rise."]


def _lists(page: str) -> tuple[Document, list[Listed]]:
    document = read(page, "raise.md")
    return document, [item for section in sections(document) for item in lists_in(document, section)]


def _stated(page: str, longest: int) -> list[str]:
    document, (found,) = _lists(page)
    return [document.text[start:end] for start, end, _ in stated(document, found, longest, found.blocks[0].start)]
