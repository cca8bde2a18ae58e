import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import BlockKind
from ingest.errors import RejectedFileError
from ingest.loaders import extracted
from ingest.loaders.extracted import Extract
from ingest.loaders.runs import Run
from ingest.split import split
from tests.fakes import WordEncoder
from tests.pages import left_out, lost, lost_in_passages, shape

Part = Callable[[Extract], object]
TEXTS = st.sampled_from(
    ["Lift", "Why so?", "Q: Why?\nA: So.", "- a", "1. b", "# c", "By Jane Doe", "Home", "***", "", " \n\n ", "a | b",
     "\x00\ud800\u00ad", "\u200b", "Is it? Yes.", "A\nB\n• C\n2) D", "\u2028x\x85y", "Hours:", "Same words said twice."]
)  # fmt: skip
RUNS = st.lists(st.builds(Run, TEXTS, st.booleans(), st.booleans()), max_size=4)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(lambda runs, level: lambda e: e.heading(runs, level), RUNS, st.integers(0, 9)),
    st.builds(lambda runs, again: lambda e: e.question(runs, again=again), RUNS, st.booleans()),
    st.builds(lambda runs, depth: lambda e: e.paragraph(runs, depth), RUNS, st.integers(0, 12)),
    st.builds(
        lambda runs, kind, depth: lambda e: e.item(kind, runs, depth, 7),
        RUNS,
        st.sampled_from([BlockKind.STEP, BlockKind.BULLET]),
        st.integers(0, 12),
    ),
    st.builds(lambda rows, head: lambda e: e.table(rows, head), st.lists(st.lists(TEXTS, max_size=3)), st.booleans()),
    st.builds(lambda text: lambda e: e.code(text), TEXTS),
    st.builds(lambda text: lambda e: e.leave_out("navigation", text), TEXTS),
)


@given(st.lists(PARTS, max_size=12))
def test_no_character_is_lost_and_blocks_are_in_order(parts: list[Part]) -> None:
    extract = Extract()
    extract.paragraph("Begin here.")
    for part in parts:
        part(extract)

    document = extract.document("page.html")

    spans = sorted([(b.start, b.end) for b in document.blocks] + [(o.start, o.end) for o in document.left_out])
    assert lost(document) == ""
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert list(document.blocks) == sorted(document.blocks, key=lambda block: block.start)
    assert all(b.start <= b.words_start < b.words_end <= b.end for b in document.blocks)
    assert all(document.text[a:b] == document.text[a:b].strip() for a, b in spans)
    assert lost_in_passages(document, split(document, WordEncoder().count_tokens, 60)) == ""
    document.text.encode()


def test_each_part_becomes_lines_and_a_block() -> None:
    extract = Extract()
    extract.heading("Squat", 1)
    extract.paragraph([Run("Stand "), Run("tall", bold=True), Run(".\nBreathe.")])
    extract.item(BlockKind.STEP, "Lift", 0, 3)
    extract.item(BlockKind.BULLET, "Hold", 1)
    extract.paragraph("Rest.", 1)
    extract.table([["Day", "Open"], ["Monday", "6|22"]], head=True)
    extract.code("  a\n   b\n")
    extract.question("Is it safe?")
    extract.question("Is it not?", again=True)
    extract.paragraph("Yes.")

    document = extract.document("squat.html")

    assert document.text == (
        "# Squat\n\nStand tall.\nBreathe.\n\n3. Lift\n  - Hold\n\n  Rest.\n\n| Day | Open |\n|---|---|\n"
        "| Monday | 6/22 |\n\n  a\n   b\n\n###### Is it safe?\n###### Is it not?\n\nYes."
    )
    assert shape(document) == [
        "heading 1: Squat",
        "paragraph 0: Stand tall. Breathe.",
        "step 0: Lift",
        "bullet 1: Hold",
        "paragraph 1: Rest.",
        "table 0: | Day | Open | |---|---| | Monday | 6/22 |",
        "code 0: a b",
        "question 6: Is it safe?",
        "question 6: Is it not?",
        "paragraph 0: Yes.",
    ]


def test_a_line_of_links_is_left_out_unless_a_line_leads_into_the_list() -> None:
    extract = Extract()
    extract.paragraph("Begin.")
    for lead_in in ("Our classes:", "Read on"):
        extract.paragraph(lead_in)
        extract.item(BlockKind.BULLET, [Run("Yoga", linked=True)], 0)
        extract.item(BlockKind.BULLET, [Run("Pilates", linked=True)], 0)

    document = extract.document("page.html")

    assert shape(document)[1:] == [
        "paragraph 0: Our classes:",
        "bullet 0: Yoga",
        "bullet 0: Pilates",
        "paragraph 0: Read on",
    ]
    assert left_out(document) == [("link without text", "- Yoga"), ("link without text", "- Pilates")]


def test_what_cannot_be_printed_is_no_part_of_the_text() -> None:
    extract = Extract()
    extract.paragraph("Hy\u00adphen\x00ated\u200b \ud800\u00a0text")

    assert extract.text == "Hyphen ated \ufffd text"


def test_of_a_long_stretch_that_is_left_out_the_beginning_is_kept() -> None:
    extract = Extract()
    extract.paragraph("Begin.")
    extract.leave_out("hidden", "words " * 1000)

    ((_, words),) = left_out(extract.document("page.html"))

    assert (len(words), words[-7:]) == (301, "words …")


@pytest.mark.parametrize("text", ["x" * 100_001, "a b " * 30_000])
def test_a_paragraph_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(RejectedFileError, match="at most 100,000"):
        Extract().paragraph(text)


def test_more_text_than_a_page_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracted, "LONGEST_TEXT", 100)
    extract = Extract()

    extract.paragraph("Seven words stand here in every line.")

    with pytest.raises(RejectedFileError, match="more than 100 characters"):
        extract.paragraph("And here stand two of them. " * 3)
