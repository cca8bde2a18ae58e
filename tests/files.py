"""Files of formats that cannot be typed: made by the library that writes the format."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate, Table

STYLES = getSampleStyleSheet()


def page(body: str, head: str = "") -> bytes:
    """A web page."""
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def word(write: Callable[[Any], object]) -> bytes:
    """A Word document that `write` has filled."""
    opened = docx.Document()
    write(opened)
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def words(text: str, style: str = "BodyText") -> Flowable:
    """A paragraph of a PDF."""
    return Paragraph(text, STYLES[style])


def listed(texts: Sequence[str], kind: str) -> Flowable:
    """A list of a PDF: "1" for numbers, "bullet" for bullets."""
    return ListFlowable([ListItem(words(text)) for text in texts], bulletType=kind)


def printed(pages: Sequence[Sequence[Flowable | Sequence[Sequence[str]]]], footer: str = "", title: str = "") -> bytes:
    """A PDF; rows of text are a table."""
    story: list[Flowable] = []
    for number, parts in enumerate(pages):
        story += [PageBreak()] if number else []
        story += [part if isinstance(part, Flowable) else Table([list(row) for row in part]) for part in parts]

    def below(canvas: Any, document: Any) -> None:
        canvas.drawString(72, 30, footer.format(page=document.page))

    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, title=title).build(story, onFirstPage=below, onLaterPages=below)
    return file.getvalue()
