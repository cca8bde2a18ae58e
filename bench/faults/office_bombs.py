"""Zip archives, Word documents and spreadsheets that are small and mean harm."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
Parts = dict[str, str | bytes]


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def padded(parts: Parts) -> bytes:
    """An archive with so many bytes that cannot be packed that its ratio says nothing."""
    size = sum(len(content) for content in parts.values())
    return packed({**parts, "docProps/thumbnail.bin": random.Random(1).randbytes(size // 90)})  # noqa: S311 - no secret


def zips() -> Iterator[tuple[str, bytes]]:
    """Archives of pages: (file name, bytes)."""
    yield "ratio.zip", packed({"a.txt": b"a" * 90_000_000})
    inner = packed({"a.txt": b"a" * 900_000})
    for _ in range(5):
        inner = packed({f"{n}.zip": inner for n in range(10)})
    yield "nested.zip", inner
    yield "entries.zip", packed({f"{n}.txt": b"words" for n in range(3000)})
    yield "directory.zip", _directory(500_000)
    yield "lying-size.zip", _patched(packed({"a.txt": b"words " * 8_000_000}), 48_000_000, 900_000)
    yield "overlapping.zip", _overlapping(1500)
    yield "dictionary.zip", _lzma_with_dictionary()
    yield "paths.zip", packed({f"{'../' * n}a.md": b"words" for n in range(50)})


def _directory(n_entries: int) -> bytes:
    """A directory of entries that all are the same file."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 5, 5, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 5, 5, 1, 0) + b"awords"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, n_entries * len(entry), len(local), 0)
    return local + entry * n_entries + end


def _patched(data: bytes, size: int, told: int) -> bytes:
    """The archive with another size told of its file."""
    return data.replace(struct.pack("<L", size), struct.pack("<L", told))


def _overlapping(n_entries: int) -> bytes:
    """Entries that share one body: https://www.usenix.org/conference/woot19/presentation/fifield."""
    plain = b"a" * 60_000
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(plain) + deflate.flush()
    crc = zlib.crc32(plain)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(body), len(plain), 5, 0) + b"a.txt" + body
    directory = b"".join(
        struct.pack(
            "<4s4B4HL2L5H2L",
            *(b"PK\x01\x02", 20, 0, 20, 0, 0, 8, 0, 0, crc, len(body), len(plain), 8, 0, 0, 0, 0, 0, 0),
        )
        + f"{n:04}.txt".encode()
        for n in range(n_entries)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n_entries, n_entries, len(directory), len(local), 0)
    return local + directory + end


def _lzma_with_dictionary() -> bytes:
    """A file whose packing asks for 4 GB of memory to unpack it."""
    data = packed({"a.txt": b"words " * 1000}, zipfile.ZIP_LZMA)
    place = (
        data.index(b"a.txt") + len(b"a.txt") + 4 + 1
    )  # behind the version, the properties' size and their first byte
    return data[:place] + b"\xff\xff\xff\xff" + data[place + 4 :]


def documents() -> Iterator[tuple[str, bytes]]:
    """Word documents."""
    words = "<w:p><w:r><w:t>words</w:t></w:r></w:p>"
    yield "laughs.docx", docx("&a11;", _LAUGHS + "]>")
    yield "external-entity.docx", docx("&x;", "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>")
    with_blanks: Parts = {"word/document.xml": " " * 90_000_000}
    yield "ratio.docx", packed(with_blanks)
    yield "nested-tables.docx", docx("<w:tbl><w:tr><w:tc>" * 20_000 + words + "</w:tc></w:tr></w:tbl>" * 20_000)
    yield "nested-controls.docx", docx("<w:sdt><w:sdtContent>" * 50_000 + words + "</w:sdtContent></w:sdt>" * 50_000)
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>' + words + "</w:tc>"
    yield "wide-cells.docx", docx(f"<w:tbl>{f'<w:tr>{cell * 50}</w:tr>' * 300}</w:tbl>")
    yield "paragraphs.docx", docx(words * 300_000)
    looped = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 500}"/></w:style>' for n in range(500))
    styled = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>words</w:t></w:r></w:p>'
    yield "style-loop.docx", docx(styled * 2000, styles=looped)
    remote = (
        f'<Relationship Id="r9" Type="{_OFFICE}/attachedTemplate" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    )
    yield "remote-template.docx", docx(words, relations=remote)


def docx(body: str, doctype: str = "", styles: str = "", relations: str = "") -> bytes:
    """A Word document with only what it must have."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    styled = f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>' if styles else ""
    return padded(
        {
            "[Content_Types].xml": _types({"/word/document.xml": f"{kind}.document.main+xml"})
            if not styles
            else _types({"/word/document.xml": f"{kind}.document.main+xml", "/word/styles.xml": f"{kind}.styles+xml"}),
            "_rels/.rels": _relations(
                f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/document.xml": f'{_XML}{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": _relations(styled + relations),
            **({"word/styles.xml": f'{_XML}<w:styles xmlns:w="{W}">{styles}</w:styles>'} if styles else {}),
        }
    )


def sheets() -> Iterator[tuple[str, bytes]]:
    """Spreadsheets."""
    head = _row(1, ("question", "answer"))
    good = head + _row(2, ("Is there a sauna?", "Yes, two of them."))
    yield "laughs.xlsx", xlsx(good, doctype=_LAUGHS + "]>")
    yield "lying-dimension.xlsx", xlsx(good, dimension="A1:XFD1048576")
    yield "far-row.xlsx", xlsx(good + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "beyond-rows.xlsx", xlsx(good + '<row r="999999999"><c r="ZZZZ999999999"><v>1</v></c></row>')
    yield "empty-rows.xlsx", xlsx(good + "".join(f'<row r="{n}"/>' for n in range(3, 1_000_000)))
    many = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 50 + "</row>" for n in range(1, 2000))
    yield "shared-string.xlsx", xlsx(many, strings=f"<si><t>{'words ' * 150_000}</t></si>")
    yield (
        "number-format.xlsx",
        xlsx(
            head + '<row r="2"><c r="A2" s="1"><v>1E300</v></c><c r="B2" s="1"><v>1E300</v></c></row>',
            number_format="0." + "0" * 2_000_000,
        ),
    )
    yield "wide-rows.xlsx", xlsx("".join(f'<row r="{n}">{"<c><v>1</v></c>" * 16_384}</row>' for n in range(1, 120)))


def xlsx(rows: str, doctype: str = "", dimension: str = "", strings: str = "", number_format: str = "") -> bytes:
    """A spreadsheet with only what it must have."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    told = f'<dimension ref="{dimension}"/>' if dimension else ""
    types = {"/xl/workbook.xml": f"{kind}.sheet.main+xml", "/xl/worksheets/sheet1.xml": f"{kind}.worksheet+xml"}
    parts: Parts = {}
    relations = f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    if strings:
        types["/xl/sharedStrings.xml"] = f"{kind}.sharedStrings+xml"
        parts["xl/sharedStrings.xml"] = f'{_XML}<sst xmlns="{S}">{strings}</sst>'
        relations += f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    if number_format:
        types["/xl/styles.xml"] = f"{kind}.styles+xml"
        parts["xl/styles.xml"] = (
            f'{_XML}<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="200" formatCode="{number_format}"/></numFmts>'
            '<cellXfs><xf numFmtId="0"/><xf numFmtId="200" applyNumberFormat="1"/></cellXfs></styleSheet>'
        )
        relations += f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return padded(
        {
            "[Content_Types].xml": _types(types),
            "_rels/.rels": _relations(
                f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{S}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(relations),
            "xl/worksheets/sheet1.xml": f'{_XML}{doctype}<worksheet xmlns="{S}">{told}<sheetData>{rows}</sheetData>'
            "</worksheet>",
            **parts,
        }
    )


def _row(number: int, cells: tuple[str, ...]) -> str:
    written = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{written}</row>'


def _types(kinds: dict[str, str]) -> str:
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_RELS}">{relations}</Relationships>'
