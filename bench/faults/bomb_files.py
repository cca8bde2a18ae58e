"""Files that are small, or look harmless, and mean to take all memory or time: made by a generator, none is kept."""

import json
import zlib
from collections.abc import Iterator

from bench.faults.office_bombs import documents, sheets, zips

GOOD = "# Sauna\n\nThe sauna is open from 9 to 21.\n"  # a page that must be ingested beside every bomb


def bombs() -> Iterator[tuple[str, bytes]]:
    """All of them: (file name, bytes)."""
    yield from zips()
    yield from documents()
    yield from sheets()
    yield from _pdfs()
    yield from _web_pages()
    yield from _data()
    yield from _texts()


def pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects."""
    data, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    size = max(objects) + 1
    return data + b"xref\n%strailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (rows, root, size, len(data))


def stream(data: bytes, entries: bytes = b"", times: int = 1) -> bytes:
    """A stream that is packed so many times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/Filter[%s]" % (b"/FlateDecode " * times) if times else b""
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, filters, len(data), data)


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _page(content: bytes, resources: bytes = b"/Font<</F 5 0 R>>", more: dict[int, bytes] | None = None) -> bytes:
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>" % resources,
            4: content,
            5: _FONT,
            **(more or {}),
        }
    )


def _pdfs() -> Iterator[tuple[str, bytes]]:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    words = b"BT /F 12 Tf 72 700 Td (words) Tj ET\n"
    yield "page-loop.pdf", pdf({1: catalog, 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"})
    yield "page-count.pdf", pdf({1: catalog, 2: b"<</Type/Pages/Kids[]/Count 999999999>>"})
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    kids = b"<</Type/Pages/Kids[%s]/Count 4900>>" % (b"3 0 R " * 4900)
    yield "same-page.pdf", pdf({1: catalog, 2: kids, 3: page, 4: stream(words * 3000), 5: _FONT})
    yield "flate.pdf", _page(stream(b" " * 120_000_000))
    yield "flate-twice.pdf", _page(stream(b" " * 120_000_000, times=3))
    yield "operators.pdf", _page(stream(words * 400_000))
    yield "text-array.pdf", _page(stream(b"BT /F 12 Tf 72 700 Td [" + b"(a)-1 " * 3_000_000 + b"] TJ ET"))
    yield "nested-arrays.pdf", _page(stream(b"[" * 1_000_000 + b"]" * 1_000_000))
    yield "nested-objects.pdf", pdf({1: b"<</Type/Catalog/Pages " + b"<</A" * 200_000 + b">>" * 200_000 + b">>"})
    forms = {
        n: stream(
            b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1)
        )
        for n in range(6, 20)
    }
    yield "forms.pdf", _page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", {**forms, 20: stream(words)})
    itself = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    yield "form-in-itself.pdf", _page(stream(b"/X Do"), b"/XObject<</X 6 0 R>>", {6: itself})
    codes = stream(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange")
    font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 7 0 R>>"
    yield "code-range.pdf", _page(stream(words), b"/Font<</F 6 0 R>>", {6: font, 7: codes})
    table = (
        b"<</Type/XRef/W[1 4 2]/Index[0 2000000000]/Size 2000000000/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%s"
    )
    rows = zlib.compress(b"\x00" * 60_000_000, 9)
    broken = b"%PDF-1.7\n1 0 obj" + catalog + b"endobj\n9 0 obj" + table % (len(rows), rows) + b"\nendstream endobj\n"
    yield "table-of-objects.pdf", broken + b"startxref\n%d\n%%%%EOF" % broken.index(b"9 0 obj")
    loop = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 2/Prev 9>>\nstartxref\n9\n%%EOF"
    yield "table-loop.pdf", loop
    picture = stream(b"\x00" * 60_000_000, b"/Type/XObject/Subtype/Image/Width 99999/Height 99999/BitsPerComponent 8")
    yield "picture.pdf", _page(stream(words + b"/X Do"), b"/Font<</F 5 0 R>>/XObject<</X 6 0 R>>", {6: picture})


def _web_pages() -> Iterator[tuple[str, bytes]]:
    yield "nested.html", b"<div>" * 100_000 + b"words"
    yield "unclosed.html", b"<b><p>" * 200_000 + b"words"
    yield "spans.html", b"<table>" + b"<tr><td rowspan=1000000000 colspan=1000000000>a" * 5000
    yield "attributes.html", b"<p " + b" ".join(b"a%d=1" % n for n in range(500_000)) + b">words"
    yield "one-text.html", b"<p>" + b"words " * 8_000_000
    yield "entities.html", b"<!DOCTYPE x [<!ENTITY a 'aa'>]><p>" + b"&a;&amp;&#x41;" * 1_000_000
    yield "questions.html", b"<script type='application/ld+json'>" + b'{"@type":' * 200_000 + b"</script><p>words"
    yield "tables.html", b"<table><tr><td>a" * 100_000
    yield "links.html", b"<p>" + b"<a href=x>words</a> " * 500_000


def _data() -> Iterator[tuple[str, bytes]]:
    yield "nested.json", b"[" * 1_000_000
    yield "nested-closed.json", b'{"a":' * 90_000 + b"1" + b"}" * 90_000
    yield "digits.json", b'[{"question": "How many?", "answer": ' + b"9" * 15_000_000 + b"}]"
    yield "exponent.json", b'[{"question": "How many?", "answer": 1e999999999}]'
    yield "records.json", json.dumps([{"question": "Is it?", "answer": "Yes."}] * 150_000).encode()
    yield "keys.json", b"{" + b",".join(b'"k%d":"Is it?"' % n for n in range(400_000)) + b"}"
    yield "cell.csv", b'question,answer\n"' + b"a" * 5_000_000 + b'",b\n'
    yield "columns.csv", b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 1_000_000
    yield "quotes.csv", b'question,answer\n"a\n' * 200_000
    yield "rows.csv", b"question,answer\nIs it?,Yes.\n" * 1_000_000


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "line.txt", b"words " * 8_300_000
    yield "lines.txt", b"Words.\n\n" * 5_000_000
    yield "binary.txt", b"words\x00" * 100_000
    yield "marks.txt", "a\u0301\u200b\u202e".encode() * 4_000_000
    yield "brackets.md", (b"[" * 20_000 + b"\n\n") * 500
    yield "emphasis.md", (b"*a _b " * 15_000 + b"\n\n") * 100
    yield "quotes.md", b">" * 90_000 + b" words\n" + b"> " * 45_000 + b"words\n"
    yield "lists.md", b"".join(b" " * 2 * n + b"- words\n" for n in range(3000))
    yield "table.md", b"|" + b"a|" * 40_000 + b"\n|" + b"-|" * 40_000 + b"\n" + (b"|" + b"b|" * 40_000 + b"\n") * 50
    yield "definitions.md", b"".join(b"[a%d]: http://a.b/%d\n" % (n, n) for n in range(200_000)) + b"\nwords\n"
    yield (
        "front-matter.md",
        b"---\na: &a [x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 110))
        + b"---\n\nwords\n",
    )
    yield "headings.md", b"# a\n" * 1_000_000
