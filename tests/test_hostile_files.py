import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from bench.faults import mutations
from ingest.errors import RejectedFileError
from ingest.loaders import load
from tests.pages import lost

KINDS = "pdf", "docx", "html"


def _read(data: bytes, name: str) -> bool:
    """True where a file was read, False where it was refused."""
    try:
        document = load(data, name)
    except RejectedFileError:
        return False
    assert lost(document) == ""
    return True


@pytest.mark.parametrize("kind", mutations.SAMPLES)
def test_a_damaged_file_is_read_or_refused_and_never_a_defect(kind: str) -> None:
    count = mutations.COUNT // 10

    found = Counter(outcome for _, outcome in mutations.outcomes(kind, count))
    assert found.total() == count
    assert found.keys() <= {"ingested", "empty", "rejected"}
    assert found["ingested"] > 0 < found["rejected"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_ends_too_early_is_read_or_refused(kind: str) -> None:
    sample = mutations.sample(kind)

    for end in range(0, len(sample), max(1, len(sample) // 40)):
        _read(sample[:end], f"a.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_random_bytes_are_refused(kind: str) -> None:
    rng = random.Random(7)

    for size in (1, 10, 1000, 20_000):
        with pytest.raises(RejectedFileError):
            load(bytes([0, *rng.randbytes(size)]), f"a.{kind}")


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
    with (
        zipfile.ZipFile(io.BytesIO(mutations.sample("docx"))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
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
