"""Text that nobody sees is no page's word: it is left out, and the report says how much of it there was."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import RejectedFileError
from ingest.loaders import load
from ingest.loaders.drawn_text import EVERYTHING, DrawnText, Look
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


@pytest.mark.parametrize(
    ("text", "n_parted"),
    [
        ("Open <!-- was: 9:00 --> from 10:00.", 1),
        ("Open from 10:00 <!-- was: 9:00 -->.", 0),
        ("Open from 10:00. <!-- was: 9:00 --> Come in.", 0),
        ("<!-- was: 9:00 -->\n\nOpen from 10:00.", 0),
        ("| Day | Open |\n|---|---|\n| Monday <!-- was: Sunday --> | 10:00 |", 1),
        ("## When <!-- was: how --> do you open?", 1),
    ],
)
def test_a_sentence_that_a_comment_parts_is_told(text: str, n_parted: int) -> None:
    document = read(text, "a.md")

    assert document.notes == ((f"sentences parted by a comment or hidden text: {n_parted}",) if n_parted else ())
    assert not any("was" in words for words in shape(document))
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


def _printed(write: Callable[[Canvas], object]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(600, 800))
    write(canvas)
    canvas.save()
    return file.getvalue()


def _line(canvas: Canvas, words: str, y: float = 700, mode: int = 0, x: float = 72, size: float = 12) -> None:
    canvas.saveState()
    text = canvas.beginText(x, y)
    text.setFont("Helvetica", size)
    text.setTextRenderMode(mode)
    text.textLine(words)
    canvas.drawText(text)
    canvas.restoreState()


def _scaled(canvas: Canvas, words: str, y: float, times: float, size: float) -> None:
    canvas.saveState()
    canvas.translate(72, y)
    canvas.scale(times, times)
    _line(canvas, words, 0, x=0, size=size)
    canvas.restoreState()


def _turned(canvas: Canvas, words: str, x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(90)
    _line(canvas, words, 0, x=0)
    canvas.restoreState()


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda canvas, words: _line(canvas, words, 650, mode=3), id="invisible"),
        pytest.param(lambda canvas, words: _line(canvas, words, 650, size=0.5), id="tiny"),
        pytest.param(lambda canvas, words: _scaled(canvas, words, 650, 0.05, 10), id="scaled down"),
        pytest.param(lambda canvas, words: _line(canvas, words, 650, x=-200), id="left of the page"),
        pytest.param(lambda canvas, words: _line(canvas, words, 650, x=610), id="right of the page"),
        pytest.param(lambda canvas, words: _line(canvas, words, 830), id="above the page"),
        pytest.param(lambda canvas, words: _line(canvas, words, -30), id="below the page"),
        pytest.param(lambda canvas, words: _turned(canvas, words, 300, 900), id="turned, above the page"),
    ],
)
def test_unseen_text_of_a_printed_page_is_left_out(hide: Callable[[Canvas, str], None]) -> None:
    def write(canvas: Canvas) -> None:
        _line(canvas, "Open daily.")
        hide(canvas, "Free for all.")
        _line(canvas, "Come in.", 600)

    document = load(_printed(write), "a.pdf")

    assert shape(document) == ["paragraph 0: Open daily.", "paragraph 0: Come in."]
    assert left_out(document) == [("hidden", "Free for all.")]
    assert document.notes == ("hidden text: 13 characters left out",)


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(lambda canvas, words: _scaled(canvas, words, 650, 24, 0.5), id="scaled up"),
        pytest.param(lambda canvas, words: _line(canvas, words, 650, x=-10), id="over the edge"),
        pytest.param(lambda canvas, words: _turned(canvas, words, 300, -20), id="turned, from below the page"),
        pytest.param(lambda canvas, words: _line(canvas, words, 650, size=1), id="of a point"),
    ],
)
def test_text_of_a_printed_page_that_can_be_seen_is_kept(show: Callable[[Canvas, str], None]) -> None:
    document = load(_printed(lambda canvas: show(canvas, "Open daily.")), "a.pdf")

    assert (shape(document), document.notes) == (["paragraph 0: Open daily."], ())


def test_text_in_a_form_is_as_large_as_it_is_drawn() -> None:
    def write(canvas: Canvas) -> None:
        canvas.beginForm("form")
        _line(canvas, "Open daily.", -5, x=0, size=0.5)
        canvas.endForm()
        canvas.translate(72, 700)
        canvas.scale(24, 24)
        canvas.doForm("form")

    assert shape(load(_printed(write), "a.pdf")) == ["paragraph 0: Open daily."]


def test_the_size_of_a_font_with_a_scale_of_its_own_says_nothing() -> None:
    drawn = DrawnText(EVERYTHING)
    straight = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]

    looks = []
    for is_scaled in (False, True):
        drawn.before(b"Tf", ["/F", 0.1], straight, straight)
        drawn.before(b"Tj", ["words"], straight, straight)
        looks.append(drawn.look(is_scaled=is_scaled))

    assert looks == [Look.UNSEEN, Look.SHOWN]


def test_a_page_of_text_that_is_cropped_away_is_empty() -> None:
    def write(canvas: Canvas) -> None:
        canvas.setCropBox((0, 0, 600, 600))
        _line(canvas, "Free for all.")

    with pytest.raises(RejectedFileError, match="empty: no text"):
        load(_printed(write), "a.pdf")


def test_the_recognised_text_of_a_scan_is_its_text() -> None:
    document = load(_printed(lambda canvas: _line(canvas, "Open daily.", mode=3)), "a.pdf")

    assert (shape(document), document.notes) == (["paragraph 0: Open daily."], ())
