from dataclasses import replace

import pytest

from bot.answers import Citation, Statement
from bot.cite import Pick, citation, cite
from ingest.documents import Document
from tests.pages import read

PAGE = read(
    "# Raise\n\nStand on a step. Keep your heels low. Rise.\n\n1. First do this.\n2. Then do that.\n\n"
    "- **Breathe** out.\n",
    "raise.md",
)
CLUB = read("# Club\n\nWe open at 6:00. We close at 22:00.\n", "club.md")


def test_nothing_picked_is_nothing_stated() -> None:
    assert cite([]) == ((), ())


def test_a_sentence_is_stated_and_its_whole_paragraph_quoted() -> None:
    quote = "Stand on a step. Keep your heels low. Rise."
    start = PAGE.text.index(quote)

    stated = cite([_pick(PAGE, "Keep your heels low.")])

    assert stated == (
        (Statement("Keep your heels low.", 1),),
        (Citation(1, "raise.md", "Raise", "Tips", None, quote, start, start + len(quote)),),
    )


def test_a_step_is_quoted_with_its_number_and_a_bullet_without_its_mark() -> None:
    numbered, bulleted = _pick(PAGE, "1. First do this."), _pick(PAGE, "**Breathe** out.")

    _, citations = cite([numbered, bulleted])

    assert [item.quote for item in citations] == ["1. First do this.", "**Breathe** out."]


def test_words_of_a_step_are_quoted_without_its_number() -> None:
    _, citations = cite([_pick(PAGE, "First do this.")])

    assert citations[0].quote == "First do this."


def test_a_quote_spans_all_blocks_from_the_first_stretch_to_the_last() -> None:
    statements, citations = cite([_pick(PAGE, "Rise.", "1. First do this.", "2. Then do that.", listed=(1, 2))])

    assert statements == (
        Statement("Rise.", 1),
        Statement("1. First do this.", 1, listed=True),
        Statement("2. Then do that.", 1, listed=True),
    )
    assert citations[0].quote == PAGE.text[PAGE.text.index("Stand") : PAGE.text.index("\n\n- **")]


def test_sources_are_numbered_in_the_order_in_which_they_are_picked() -> None:
    statements, citations = cite(
        [_pick(CLUB, "We close at 22:00."), _pick(PAGE, "Rise."), _pick(CLUB, "We open at 6:00.")]
    )

    assert [(item.number, item.source) for item in citations] == [(1, "club.md"), (2, "raise.md"), (3, "club.md")]
    assert [(item.text, item.cites) for item in statements] == [
        ("We close at 22:00.", 1),
        ("Rise.", 2),
        ("We open at 6:00.", 3),
    ]


@pytest.mark.parametrize(
    "words", ["Stand on a step.", "Keep your heels low. Rise.", "2. Then do that.", "**Breathe** out."]
)
def test_every_quote_is_the_slice_of_its_document_and_holds_its_statements_word_for_word(words: str) -> None:
    (statement,), (cited,) = cite([_pick(PAGE, words)])

    assert cited.quote == PAGE.text[cited.start : cited.end]
    assert statement.text == words
    assert statement.text in cited.quote


def test_a_list_of_which_the_first_items_are_stated_is_quoted_to_its_end() -> None:
    document = read("# Kit\n\n- a belt\n- a block\n- chalk\n", "kit.md")
    pick = replace(_pick(document, "a belt", listed=(0,)), until=document.text.index("chalk") + 3)

    (statement,), (cited,) = cite([pick])

    assert (statement.text, cited.quote) == ("a belt", "a belt\n- a block\n- chalk")


def test_a_stretch_of_a_document_without_blocks_is_quoted_as_it_stands() -> None:
    document = Document("x.txt", "X", "some words here", "https://example.org/x")

    _, citations = cite([_pick(document, "words")])

    assert citations == (Citation(1, "x.txt", "X", "Tips", "https://example.org/x", "words", 5, 10),)


def test_a_stretch_can_be_cited_by_itself() -> None:
    assert citation(3, CLUB, "", 0, 6) == Citation(3, "club.md", "Club", "", None, "# Club", 0, 6)


def test_a_pick_joins_its_stretches_and_counts_their_words() -> None:
    pick = _pick(CLUB, "We open at 6:00.", "We close at 22:00.")

    assert (pick.text, pick.n_words) == ("We open at 6:00. We close at 22:00.", 8)


def _pick(document: Document, *texts: str, listed: tuple[int, ...] = ()) -> Pick:
    spans = tuple((document.text.index(text), document.text.index(text) + len(text)) for text in texts)
    return Pick(document, "Tips", spans, tuple(i in listed for i in range(len(texts))), 1.0)


@pytest.mark.parametrize(
    ("url", "cited"),
    [
        (None, ["guides/heel%20raise%231.pdf#page={}"]),
        ("https://gym.example/heel", ["https://gym.example/heel#page={}"]),
    ],
)
def test_a_page_that_is_printed_is_cited_with_the_pages_number(url: str | None, cited: list[str]) -> None:
    text = "One.\n\nTwo.\n\nThree."
    printed = Document("guides/heel raise#1.pdf", "Heel raise", text, url, pages=(0, 6, 12, 12))

    urls = [citation(1, printed, "", start, start + 4).url for start in (0, 3, 6, 12)]

    assert urls == [cited[0].format(number) for number in (1, 1, 2, 4)]
