import io
import random
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import RejectedFileError
from ingest.loaders import load
from tests.files import listed, page, printed, word, words
from tests.pages import lost

FIGURES = [["Day", "Open"], ["Monday", "6-22"], ["Sunday", "8-18"]]
PDF_NAME, DOCX_NAME, HTML_NAME = "a.pdf", "a.docx", "a.html"


def _html() -> bytes:
    rows = "".join(f"<tr><td rowspan=2>{day}<td>{hours}" for day, hours in FIGURES)
    return page(
        f"<header>Gym</header><main><h1>Lifting</h1><p>Stand <b>tall</b>.<ol><li>Lift<ul><li>Hold</ul></ol>"
        f"<table>{rows}</table><details><summary>Is it safe?</summary>Yes &amp; no.</details>"
        "<dl><dt>Guest<dd>A friend.</dl><div hidden>Secret</div></main>",
        '<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Why so?",'
        '"acceptedAnswer":{"text":"Because."}}]}</script>',
    )


def _docx() -> bytes:
    def write(opened: Any) -> None:
        opened.add_heading("Lifting", 1)
        opened.add_paragraph("Stand tall.")
        opened.add_paragraph("Lift", style="List Number")
        table = opened.add_table(3, 2)
        for row, texts in zip(table.rows, FIGURES, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return word(write)


def _pdf() -> bytes:
    return printed(
        [[words("Lifting", "Title"), words("Stand tall."), listed(["Lift", "Hold"], "1"), FIGURES], [words("More.")]],
        "Page {page}",
    )


SAMPLES: dict[str, Callable[[], bytes]] = {HTML_NAME: _html, DOCX_NAME: _docx, PDF_NAME: _pdf}


def _read(data: bytes, name: str) -> bool:
    """True where a file was read, False where it was refused."""
    try:
        document = load(data, name)
    except RejectedFileError:
        return False
    assert lost(document) == ""
    return True


def _mutated(sample: bytes, rng: random.Random) -> bytes:
    """The sample with some bytes changed, some taken out and some said twice."""
    data = bytearray(sample)
    for _ in range(rng.choice((1, 1, 3, 20))):
        place = rng.randrange(len(data))
        change = rng.randrange(3)
        if change == 0:
            data[place] = rng.randrange(256)
        elif change == 1:
            del data[place : place + rng.randrange(1, 40)]
        else:
            data[place:place] = data[rng.randrange(len(data)) :][: rng.randrange(1, 40)]
    return bytes(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_with_changed_bytes_is_read_or_refused_and_never_a_defect(name: str) -> None:
    rng = random.Random(name)
    sample = SAMPLES[name]()

    assert _read(sample, name)
    for _ in range(300):
        _read(_mutated(sample, rng), name)


def test_a_word_document_with_changed_xml_is_read_or_refused_and_never_a_defect() -> None:
    rng = random.Random(3)
    for _ in range(100):
        part = rng.choice(("word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml"))

        def change(name: str, data: bytes, part: str = part) -> bytes:
            return _mutated(data, rng) if name == part else data

        _read(_rewritten(change), DOCX_NAME)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_that_ends_too_early_is_read_or_refused(name: str) -> None:
    sample = SAMPLES[name]()

    for end in range(0, len(sample), max(1, len(sample) // 40)):
        _read(sample[:end], name)


@pytest.mark.parametrize("name", SAMPLES)
def test_random_bytes_are_refused(name: str) -> None:
    rng = random.Random(7)

    for size in (1, 10, 1000, 20_000):
        with pytest.raises(RejectedFileError):
            load(bytes([0, *rng.randbytes(size)]), name)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"words", "a.pdf", "no PDF"),
        (b"PK\x03\x04words", "a.pdf", "no PDF: it seems to be a ZIP archive, such as .docx"),
        (b"%PDF-1.7 words", "a.docx", "no Word document: it seems to be a PDF"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 words",
            "a.docx",
            "no Word document: it seems to be a legacy Office",
        ),
        (b"<html>words</html>", "a.docx", "no Word document: it seems to be a web page"),
        (b"%PDF-1.7 words", "a.html", "no web page: it seems to be a PDF"),
        (b"PK\x03\x04words", "a.html", "no web page: it seems to be a ZIP archive, such as .docx"),
        (b"<p>a\x00b", "a.html", "binary, not text"),
        (b"<p>caf\xe9", "a.html", "not UTF-8: byte 6"),
        (b"", "a.html", "empty"),
        (b" ", "a.pdf", "empty"),
        (b"", "a.docx", "empty"),
        (b"<!-- nothing -->", "a.html", "empty"),
        (b"<p></p><script>1</script>", "a.html", "empty"),
        (b"<nav>Home</nav>", "a.html", "empty: nothing but boilerplate"),
        (b"PK\x03\x04words", "a.docx", "damaged"),
        (b"%PDF-1.7 words", "a.pdf", "damaged"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_with_what_it_seems_to_be(
    data: bytes, name: str, reason: str
) -> None:
    with pytest.raises(RejectedFileError) as caught:
        load(data, name)

    assert caught.value.message.startswith(reason)


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + b"words",
        b"<b><p>" * 50_000 + b"words",
        b"<ul><li>a" * 900 + b"words",
        b"<table><tr><td>a" * 500 + b"words",
        b"<table>" + b"<tr><td rowspan=60000 colspan=60000>a" * 3000,
        b"<table><tr>" + b"<td rowspan=50 colspan=20>words " * 200 + b"<tr><td>b" * 5000,
        b"<form><header><aside>" * 600 + b"<h1>words",
        b"<p>" + b"<a href=x>words " * 2000,
        b"<p>" + b"<i hidden>words</i> and " * 4000,
        b"<details><summary>Is it so?" * 1000,
        b"<h1>words" * 5000,
        b"<p>" + b"a<br>" * 50_000,
        b"<p>words<script type='application/ld+json'>" + b"[" * 100_000,
        b"<p>" + b"&amp;&#x41;&bogus;" * 5000,
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><p>words &b;&b;",
    ],
    ids=lambda data: data[:24].decode(),
)
def test_a_monotonous_page_is_read_or_refused_soon(data: bytes) -> None:
    began = time.thread_time()

    _read(data, "a.html")

    assert time.thread_time() - began < 10


def test_a_page_nested_too_deep_is_refused_and_not_cut() -> None:
    with pytest.raises(RejectedFileError, match="nested deeper"):
        load(b"<p>Begin.</p>" + b"<div>" * 100_000 + b"words", "a.html")


def _rewritten(change: Callable[[str, bytes], bytes | None], more: int = 0) -> bytes:
    """The sample Word document with its parts changed, and others added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_docx())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
        for number in range(more):
            new.writestr(f"more/{number}.bin", b"")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: _rewritten(lambda name, data: data + b" " * 60_000_000 * (name == "word/document.xml")), "unpacks"),
        (lambda: _rewritten(lambda _, data: data, 2001), "entries"),
        (lambda: _rewritten(lambda name, data: None if name == "word/document.xml" else data), "lacks"),
        (
            lambda: _rewritten(
                lambda name, data: (
                    data.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1) if name == "word/document.xml" else data
                )
            ),
            "declares entities",
        ),
        (lambda: _rewritten(lambda name, data: data[:500] if name == "word/document.xml" else data), "damaged"),
    ],
    ids=["bomb", "entries", "part", "entities", "cut"],
)
def test_an_office_file_that_is_no_plain_document_is_refused(data: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(RejectedFileError, match=reason):
        load(data(), "a.docx")


def test_a_page_tree_that_bites_its_tail_is_refused() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9>>endobj\n"
        b"3 0 obj<</Type/Pages/Kids[2 0 R]/Count 9/Parent 2 0 R>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
    )

    with pytest.raises(RejectedFileError):
        load(data, "a.pdf")


def test_a_long_line_of_marks_on_a_printed_page_is_read_soon() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for row, text in enumerate(("." * 90_000, "a" * 90_000, "- " * 40_000, "\xa0" * 9000 + "x")):
        canvas.drawString(72, 760 - 14 * row, text)
    for row in range(2000):
        canvas.drawString(72, 700, f"words {row}")
    canvas.save()
    began = time.thread_time()

    _read(file.getvalue(), "a.pdf")

    assert time.thread_time() - began < 10
