"""What site generators add to Markdown is left out by name; the words between are understood as on the site."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inline import plain
from ingest.loaders import load
from tests.pages import left_out, lost, shape

PIECES = st.sampled_from(
    [
        *(
            "<details>",
            "</details>",
            "<summary>",
            "</summary>",
            "Is it hot?",
            "Yes.",
            "\n",
            "\n\n",
            ":::tip",
            " ",
            "{% a %}",
        ),
        *(
            "<br>",
            "<h2>",
            "</h2>",
            "- item",
            "`<br>`",
            '<TabItem label="B">',
            "</TabItem>",
            "> [!NOTE]",
            "    in",
            "> a",
        ),
        '!!! note "A"',
    ]
)


def _of(text: str) -> list[str]:
    document = load(f"# Club\n\n{text}\n".encode(), "page.md")
    assert lost(document) == ""
    return shape(document)[1:]


@pytest.mark.parametrize(
    "text",
    [
        "<details>\n<summary>Is there parking?</summary>\n\nBehind the hall.\n\n</details>",
        "<details><summary>Is there parking?</summary>Behind the hall.</details>",
        "<details open>\n<summary><b>Is there parking?</b></summary>\nBehind the hall.\n</details>",
    ],
)
def test_folds_are_questions_with_answers_that_end_with_them(text: str) -> None:
    found = _of(f"{text}\n\nCall us.")

    assert [line.replace("<b>", "").replace("</b>", "") for line in found] == [
        "question 6: Is there parking?",
        "paragraph 0: Behind the hall.",
        "paragraph 0: Call us.",
    ]
    assert load(f"# Club\n\n{text}\n\nCall us.\n".encode(), "page.md").blocks[-1].ends == 6


def test_a_tab_is_headed_by_its_label() -> None:
    text = '<Tabs>\n<TabItem value="m" label="Monthly">\n\n39 euros.\n\n</TabItem>\n'

    assert _of(f"{text}<TabItem label='Yearly'>\n\n390 euros.\n\n</TabItem>\n</Tabs>") == [
        "heading 6: Monthly",
        "paragraph 0: 39 euros.",
        "heading 6: Yearly",
        "paragraph 0: 390 euros.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('!!! note "Good to know"\n    Prices include VAT.', ["Good to know", "Prices include VAT."]),
        ("!!! warning\n\n    Never lift alone.", ["Never lift alone."]),
        (":::tip\nBring a towel.\n:::", ["Bring a towel."]),
        ("> [!IMPORTANT]\n> Wear shoes.", ["Wear shoes."]),
        ("> Wear shoes that are\n> clean.", ["Wear shoes that are > clean."]),
        ("import Tabs from '@theme/Tabs';\n\nOpen daily.", ["Open daily."]),
        ('{% include a.html %}\n{{< figure src="a.jpg" >}}\n\nOpen daily.', ["Open daily."]),
        ('<div class="box">\n\nOpen daily.\n\n</div>', ["Open daily."]),
    ],
)
def test_marks_of_site_generators_are_left_out(text: str, expected: list[str]) -> None:
    assert _of(text) == [f"paragraph 0: {words}" for words in expected]
    marked = load(f"# Club\n\n{text}\n".encode(), "page.md")
    assert not left_out(marked) or {reason for reason, _ in left_out(marked)} <= {"markup", "ornament"}


@pytest.mark.parametrize(
    "text", ["Type `<br>` there.", "Less than <5 kg and >3.", "Import duties from 'abroad' are paid."]
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert _of(text) == [f"paragraph 0: {text}"]


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_character_is_lost(text: str) -> None:
    document = load(f"# Club\n\nOpen daily.\n\n{text}".encode(), "page.md")

    assert lost(document) == ""
    spans = [(block.start, block.end) for block in document.blocks]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_marks_of_words_and_quotes_are_not_read() -> None:
    assert plain("> <b>Warning</b>\n> Wear <span class='x'>shoes</span><br>now") == "Warning Wear shoes now"
    assert plain("<tr><td>Monday</td><td>6–22</td></tr>") == "Monday 6–22"
    assert plain("a <5 and b >3") == "a <5 and b >3"
