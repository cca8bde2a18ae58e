import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import left_out, lost, read, shape

PIECES = """# A;## Why so?;Words here.;- item;  - nested;1. step;   more;> quote;```;**Bold line**;**Why so?**
Q: Why so?;A: Because.;<div>x</div>;<!-- no -->;[r]: /u;---;===;    code;\ttab;By Jane Doe;Home;* * *;1) How so?
- **Is it?** Yes.;[a](b);\x0b;> > - deep;;;| a | b |;|---|---|"""
LINES = st.sampled_from([piece for row in PIECES.split("\n") for piece in row.split(";")])


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_no_character_is_lost_and_blocks_are_in_order(rows: list[str], line_end: str, mark: str) -> None:
    text = mark + line_end.join(["Begin here.", "", *rows])

    document = read(text, "page.md")

    spans = [(block.start, block.end) for block in document.blocks]
    assert lost(document) == ""
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert all(b.start <= b.words_start < b.words_end <= b.end for b in document.blocks)


def test_headings_of_both_kinds_are_read() -> None:
    document = read("Title\n=====\n\nWords.\n\nPart\n----\n\nMore.\n\n### Third ###\n\nLast.", "page.md")

    assert shape(document) == [
        "heading 1: Title",
        "paragraph 0: Words.",
        "heading 2: Part",
        "paragraph 0: More.",
        "heading 3: Third",
        "paragraph 0: Last.",
    ]


def test_a_hash_inside_a_fence_is_no_heading() -> None:
    document = read("# Log\n\n```sh\n# not a heading\nlift --heavy\n```\n\nEnd.", "page.md")

    assert shape(document) == ["heading 1: Log", "code 0: ```sh # not a heading lift --heavy ```", "paragraph 0: End."]


def test_a_table_is_one_block() -> None:
    document = read("# Hours\n\n| Day | Open |\n|---|---|\n| Monday | 6-22 |\n\nClosed at Christmas.", "page.md")

    assert shape(document)[1:] == [
        "table 0: | Day | Open | |---|---| | Monday | 6-22 |",
        "paragraph 0: Closed at Christmas.",
    ]


def test_nested_lists_keep_depth_kind_and_continuation() -> None:
    document = read("1. Stand\n   upright.\n   - Feet apart\n     1. Toes out\n\n   Breathe.\n2. Lift.\n", "page.md")

    assert shape(document) == [
        "step 0: Stand upright.",
        "bullet 1: Feet apart",
        "step 2: Toes out",
        "paragraph 1: Breathe.",
        "step 0: Lift.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# FAQ\n\n**How do I join?**\n\nAt the desk.\n\n**Can I pause?**\n\nYes.",
        "# FAQ\n\n**How do I join?**\nAt the desk.\n\n**Can I pause?**\nYes.",
        "# FAQ\n\n**1. How do I join?**\n\nAt the desk.\n\n**2. Can I pause?**\n\nYes.",
        "# FAQ\n\nQ: How do I join?\nA: At the desk.\n\nQ: Can I pause?\n\nA: Yes.",
        "# FAQ\n\nQ1. How do I join?\nAt the desk.\n\nQ2. Can I pause?\nYes.",
        "# FAQ\n\n1. How do I join?\n   At the desk.\n2. Can I pause?\n\n   Yes.",
        "# FAQ\n\n- **How do I join?** At the desk.\n- **Can I pause?** Yes.",
        "# FAQ\n\nHow do I join?\nAt the desk.\n\nCan I pause?\n\nYes.",
        "# FAQ\n\n## How do I join?\nAt the desk.\n\n## Can I pause?\nYes.",
    ],
)
def test_every_way_to_write_an_faq_gives_its_pairs(text: str) -> None:
    document = read(text, "page.md")

    words = [line.split(" ", 2)[0] + " " + line.split(" ", 2)[2] for line in shape(document)]
    assert words == [
        "heading FAQ",
        "question How do I join?",
        "paragraph At the desk.",
        "question Can I pause?",
        "paragraph Yes.",
    ]


def test_what_is_not_for_readers_is_left_out_by_name() -> None:
    document = read(
        "---\ntitle: x\n---\n\n# Lunge\n\n<!-- draft -->\n\nLunge deep.\n\n[ref]: https://example.com\n\n---\n\n"
        "- [Legs](/legs)\n- [Arms](/arms)\n",
        "page.md",
    )

    assert shape(document) == ["heading 1: Lunge", "paragraph 0: Lunge deep."]
    assert left_out(document) == [
        ("front matter", "---\ntitle: x\n---"),
        ("comment", "<!-- draft -->"),
        ("link definition", "[ref]: https://example.com"),
        ("ornament", "---"),
        ("link without text", "- [Legs](/legs)"),
        ("link without text", "- [Arms](/arms)"),
    ]


def test_html_blocks_are_read_as_text_without_their_marks() -> None:
    document = read("# Prices\n\n<p>Day pass: 12 EUR</p>\n\nMore at the desk.", "page.md")

    assert shape(document)[1:] == ["paragraph 0: Day pass: 12 EUR", "paragraph 0: More at the desk."]


def test_line_ends_and_a_byte_order_mark_change_no_structure() -> None:
    text = "---\na: b\n---\n# Lift\n\nWords\nwrapped.\n\n1. Stand.\n2. Lift.\n\n| a | b |\n|---|---|\n| c | d |\n"

    shapes = [
        shape(read(mark + text.replace("\n", end), "page.md"))
        for mark in ("", "\ufeff")
        for end in ("\n", "\r\n", "\r")
    ]

    assert shapes == [shapes[0]] * 6


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " Deep words",
        "- " * 10_000 + "Deep words",
        "\n".join("  " * i + f"- item {i}" for i in range(300)),
    ],
    ids=["quotes", "items", "lists"],
)
def test_what_is_nested_too_deep_for_the_parser_is_kept_as_text(text: str) -> None:
    document = read(text, "page.md")

    assert lost(document) == ""
    assert {block.kind.value for block in document.blocks} <= {"bullet", "paragraph"}
    assert "link definition" not in {reason for reason, _ in left_out(document)}


@pytest.mark.parametrize(
    "text", ["[" * 60_000, "**a " * 20_000, "`a " * 20_000, "| a" * 20_000, "a" + " " * 80_000 + "b"]
)
def test_marks_that_are_never_closed_lose_nothing(text: str) -> None:
    assert lost(read("Begin.\n\n" + text + " end", "page.md")) == ""
