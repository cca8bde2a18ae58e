from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Passage
from ingest.encoder import SentenceEncoder
from ingest.split import place_text, split
from ingest.vectors import PassageText
from tests.fakes import WordEncoder
from tests.pages import lost_in_passages, read

ENCODER = WordEncoder()
WORD = st.sampled_from(
    ["lift", "the", "bar", "slowly.", "Heel", "raise?", "**step**", "[a](b)", "深蹲", "💪", "*x", "6", "kg,"]
)
PROSE = st.lists(WORD, min_size=1, max_size=150).map(" ".join)
MARK = st.sampled_from(["", "", "- ", "  - ", "1. ", "# ", "## ", "**Q:** ", "A: ", "    ", "> "])
ROWS = st.lists(st.tuples(MARK, PROSE).map("".join), min_size=1, max_size=8)
PAGES = st.tuples(ROWS, st.sampled_from(["\n", "\n\n", "\r\n\r\n"]), st.sampled_from(["page.md", "page.txt"]))


@settings(deadline=None)
@given(PAGES)
def test_passages_are_slices_in_order_that_cover_the_page_and_fit_the_encoder(page: tuple[list[str], str, str]) -> None:
    rows, line_end, name = page

    document = read(line_end.join(["Begin here.", *rows]), name)
    passages = _split(document)

    assert lost_in_passages(document, passages) == ""
    assert all(document.text[p.start : p.end] == p.text and p.start <= p.body_start < p.end for p in passages)
    assert all(before.end <= behind.start for before, behind in pairwise(passages))
    assert max(_size(document, passage) for passage in passages) <= ENCODER.max_tokens
    assert len({passage.passage_id for passage in passages}) == len(passages)


@pytest.mark.model
def test_passages_fit_the_real_encoder() -> None:
    encoder = SentenceEncoder()
    long_words = [
        "Antidisestablishment ",
        "Überraschung 深蹲 ",
        "plantarflexion-",
        "a.b,c;d ",
        "深蹲训练",
        "💪 ",
        "x" * 200,
    ]
    text = "# Calf raises on the **leg press**\n\n" + "\n\n".join(
        mark + word * 300 + "end" for word in long_words for mark in ("", "- ", "## ")
    )
    document = read(text, "page.md")

    passages = split(document, encoder.count_tokens, encoder.max_tokens)

    sizes = [encoder.count_tokens(" ".join(PassageText.of(document, passage).parts)) for passage in passages]
    assert max(sizes) <= encoder.max_tokens
    assert lost_in_passages(document, passages) == ""


def test_an_faq_pair_is_one_passage_with_its_phrasings() -> None:
    document = read("# FAQ\n\n## Can I **try** it?\n## Is there a trial?\n\nYes, one visit.", "faq.md")

    (passage,) = _split(document)

    assert (passage.title, passage.heading, passage.question, passage.phrasings, passage.text, passage.body) == (
        "FAQ",
        "",
        "Can I try it?",
        ("Is there a trial?",),
        document.text,
        "Yes, one visit.",
    )


def test_a_passage_names_its_headings_from_the_outermost() -> None:
    document = read("# Squat\n\n## Setup\n\n### Bar:\n\nHigh on the back.", "squat.md")

    (passage,) = _split(document)

    assert (passage.title, passage.heading, passage.start, passage.body) == (
        "Squat",
        "Setup › Bar",
        0,
        "High on the back.",
    )


def test_a_section_that_is_too_long_is_cut_between_its_paragraphs() -> None:
    paragraphs = [" ".join([f"word{i}"] * 69) + " end." for i in range(3)]

    passages = _split(read("# Long\n\n" + "\n\n".join(paragraphs), "long.md"))

    assert [passage.body for passage in passages] == paragraphs


def test_a_short_end_of_a_section_stays_with_what_stands_before_it() -> None:
    text = "# Long\n\n" + "word " * 100 + "end.\n\n" + "tail " * 30 + "end."

    passages = _split(read(text, "long.md"))

    assert [passage.text for passage in passages] == [text]


def test_a_list_that_fits_stays_whole_with_the_line_that_leads_into_it() -> None:
    items = "\n".join(f"{i}. " + "word " * 15 + "end." for i in range(1, 9))

    passages = _split(read(f"# Steps\n\n{'Intro. ' * 80}\n\nDo this:\n\n{items}", "steps.md"))

    assert [passage.body[:8] for passage in passages] == ["Intro. I", "Do this:"]
    assert passages[1].body == f"Do this:\n\n{items}"


def test_a_list_that_does_not_fit_is_cut_between_its_items() -> None:
    items = [f"{i}. " + "word " * 60 + "end." for i in range(1, 9)]

    passages = _split(read("# Steps\n\n" + "\n".join(items), "steps.md"))

    assert "\n".join(passage.body for passage in passages) == "\n".join(items)
    assert all(passage.body.split()[0] in {f"{i}." for i in range(1, 9)} for passage in passages)


def test_a_step_keeps_its_continuation() -> None:
    text = "# Steps\n\n1. Stand.\n\n   Feet apart.\n\n2. Lift.\n\n   Not too fast."

    (passage,) = _split(read(text, "steps.md"))

    assert passage.text == text


def test_lines_without_sentence_ends_are_cut_at_a_line_end() -> None:
    rows = [f"Mon {6 + i % 16}:00 Class number {i} with Anna in the large room" for i in range(60)]

    passages = _split(read("TIMETABLE\n\n" + "\n".join(rows)))

    assert [row for passage in passages for row in passage.body.split("\n")] == rows


def test_ids_stay_when_another_section_changes() -> None:
    before = read("# A\n\n## One\n\nFirst.\n\n## Two\n\nSecond.", "a.md")
    after = read("# A\n\n## One\n\nFirst, changed and longer.\n\n## Two\n\nSecond.", "a.md")

    old, new = ([passage.passage_id for passage in _split(document)] for document in (before, after))

    assert old[0] != new[0]
    assert old[1] == new[1]


def test_equal_words_below_equal_headings_have_different_ids() -> None:
    document = read("# A\n\nIntro.\n\n## Note\n\n- Same.\n\n## Other\n\nText.\n\n## Note\n\n- Same.", "a.md")

    _, first, _, third = _split(document)

    assert first.text == third.text
    assert first.passage_id != third.passage_id


def test_where_a_passage_stands_is_told_from_the_outside_in_and_kept_short() -> None:
    short = place_text("Squat", "Setup › Bar", "How high?")
    long = place_text("T" * 500, "H" * 500, "Q" * 500 + "?")

    assert short == "Squat. Setup. Bar. How high?"
    assert (long[:3], len(long) <= 180) == ("QQQ", True)


def _split(document: Document) -> tuple[Passage, ...]:
    return split(document, ENCODER.count_tokens, ENCODER.max_tokens)


def _size(document: Document, passage: Passage) -> int:
    return ENCODER.count_tokens(" ".join(PassageText.of(document, passage).parts))


@pytest.mark.parametrize("rows", ["word\n\n", "- one item of a list\n", "A sentence of a paragraph. "])
def test_what_is_read_and_counted_grows_no_faster_than_the_page(rows: str) -> None:
    counted: list[int] = []
    text = "# Page\n\n" + rows * 2000

    def count(words: str) -> int:
        counted.append(len(words))
        return ENCODER.count_tokens(words)

    document = read(text, "page.md")
    split(document, count, 256)

    assert sum(counted) < 4 * len(text)
    assert len(counted) < 1000
