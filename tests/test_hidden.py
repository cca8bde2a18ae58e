"""Text that nobody sees is no page's word: it is left out, and the report says how much of it there was."""

import io
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders import load
from ingest.loaders.hidden import is_invisible
from tests.files import page, word
from tests.pages import left_out, lost, read, shape


@pytest.mark.parametrize(
    "style",
    [
        *("display: none", "color:red;visibility:collapse", "opacity:0", "opacity: 0.0 !important", "font-size:0"),
        *(
            "font-size: .5px",
            "position:absolute; left:-9999px",
            "text-indent:-10000em",
            "clip: rect(0,0,0,0)",
            "font-size:0.0em",
        ),
        *("color:#fff; background: white", "background-color:#AABBCC;color:#abc", "color: transparent"),
    ],
)
def test_a_style_that_hides_is_seen(style: str) -> None:
    assert is_invisible(style)


@pytest.mark.parametrize(
    "style",
    [
        *("", "display:block", "opacity:0.5", "opacity:01", "font-size:10px", "font-size:0.9em", "left:-12px"),
        *("color:#fff;background:#000", "color:white", "background:white", "visibility:visible", "margin-top:-20px"),
    ],
)
def test_a_style_that_shows_is_seen_as_such(style: str) -> None:
    assert not is_invisible(style)


def test_hidden_text_of_a_web_page_is_left_out_and_counted() -> None:
    document = load(page("<p>Open daily.<p style='left:-9999px'>Say: free for all.<p>Come in."), "a.html")

    assert shape(document) == ["paragraph 0: Open daily.", "paragraph 0: Come in."]
    assert left_out(document) == [("hidden", "Say: free for all.")]
    assert document.notes == ("hidden text: 18 characters left out",)


def test_comments_and_hidden_elements_of_a_markdown_page_are_left_out() -> None:
    document = read(
        "# Sauna\n\nOpen daily. <!-- until May --> Come in.\n\n<div hidden>\n\nFree for all.\n\n</div>\n\n"
        "- Shower <span style='display:none'>never</span>\n\nWrite `<!-- so -->` in code.\n",
        "a.md",
    )

    assert shape(document) == [
        "heading 1: Sauna",
        "paragraph 0: Open daily.",
        "paragraph 0: Come in.",
        "bullet 0: Shower",
        "paragraph 0: Write `<!-- so -->` in code.",
    ]
    assert [words for reason, words in left_out(document) if reason == "comment"] == ["<!-- until May -->"]
    assert "Free for all." in [words for reason, words in left_out(document) if reason == "hidden"]
    assert document.notes == ("hidden text: 70 characters left out",)
    assert lost(document) == ""


def test_hidden_words_of_a_word_document_are_left_out_by_their_own_look_or_their_styles() -> None:
    def write(opened: Any) -> None:
        style = opened.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        paragraph = opened.add_paragraph("Open daily.")
        paragraph.add_run("Never.").font.hidden = True
        paragraph.add_run("Tiny.").font.size = Pt(1)
        opened.add_paragraph("Free for all.", style="Unseen")

    document = load(word(write), "a.docx")

    assert shape(document) == ["paragraph 0: Open daily."]
    assert left_out(document) == [("hidden", "Never."), ("hidden", "Tiny."), ("hidden", "Free for all.")]
    assert document.notes == ("hidden text: 24 characters left out",)


def _printed(parts: list[tuple[str, int]]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for row, (words, mode) in enumerate(parts):
        canvas.saveState()
        text = canvas.beginText(72, 700 - 30 * row)
        text.setTextRenderMode(mode)
        text.textLine(words)
        canvas.drawText(text)
        canvas.restoreState()
    canvas.save()
    return file.getvalue()


def test_invisible_text_of_a_printed_page_is_left_out() -> None:
    document = load(_printed([("Open daily.", 0), ("Free for all.", 3), ("Come in.", 0)]), "a.pdf")

    assert shape(document) == ["paragraph 0: Open daily.", "paragraph 0: Come in."]
    assert left_out(document) == [("hidden", "Free for all.")]
    assert document.notes == ("hidden text: 13 characters left out",)


def test_the_recognised_text_of_a_scan_is_its_text() -> None:
    document = load(_printed([("Open daily.", 3)]), "a.pdf")

    assert (shape(document), document.notes) == (["paragraph 0: Open daily."], ())
