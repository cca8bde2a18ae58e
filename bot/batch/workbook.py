"""Writes XLSX row by row, the same bytes for the same rows: texts as texts, links to follow, a head that stays in view.

Office Open XML, ECMA-376 part 1, section 18 (SpreadsheetML). Texts are inline strings, so nothing is computed and
nothing is held in memory but the links.
"""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bot.batch.results import Link
from bot.batch.rows import as_text
from ingest.loaders.sheets import Cell

LONGEST_TEXT = 32_767  # characters that a cell can hold
MOST_LINKS = 65_530  # that spreadsheet programs follow on a sheet
_LONGEST_LINK = 2_000  # characters
_EXACT = 10**15  # whole numbers below it are not rounded
_EPOCH = datetime(1899, 12, 30)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold, and CR
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEADER, _TEXT, _LINK, _FIRST_FORMAT = 1, 2, 3, 4  # places among the styles
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
}


class _Out:
    """What `zipfile` writes to: a function."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Whoever gave the function ends it."""


class Workbook:
    """A workbook of one sheet."""

    def __init__(
        self, write: Callable[[bytes], None], names: Sequence[str], widths: Sequence[int], sheet: str, large: bool
    ) -> None:
        """Write the head.

        Args:
            write: takes the file's bytes, in order.
            names: of the columns.
            widths: of the columns, characters.
            sheet: its name.
            large: its rows may come to more than 2 GB, for which there is a form that not every program reads.
        """
        self.cut = 0  # texts that were too long
        self._archive = zipfile.ZipFile(_Out(write), "w")
        for name, content in _PARTS.items():
            self._add(name, content)
        title = re.sub(r"[\\/?*\[\]:]", " ", sheet).strip("' ")[:31] or "Answers"
        self._add(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
            f'<sheet name={quoteattr(_clean(title))} sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        self._formats: dict[str, int] = {}
        self._links: list[tuple[str, int]] = []
        self._targets: dict[str, int] = {}
        self._number = 0
        self._letters = [_letters(place) for place in range(len(names))]
        self._sheet = self._archive.open(_info("xl/worksheets/sheet1.xml"), "w", force_zip64=large)
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(widths, start=1)
        )
        self._put(
            f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{columns}</cols><sheetData>"
        )
        self.row(names, _HEADER)

    def row(self, values: Sequence[Any], style: int = _TEXT) -> None:
        """Write one row."""
        self._number += 1
        while len(self._letters) < len(values):
            self._letters.append(_letters(len(self._letters)))
        cells = [
            self._cell(f"{letters}{self._number}", value, style)
            for letters, value in zip(self._letters, values, strict=False)
            if value is not None and value != ""
        ]
        self._put(f'<row r="{self._number}">{"".join(cells)}</row>')

    def close(self) -> None:
        """Write what stands behind the rows."""
        links = "".join(f'<hyperlink ref="{place}" r:id="rId{target}"/>' for place, target in self._links)
        self._put(f"</sheetData>{f'<hyperlinks>{links}</hyperlinks>' if links else ''}</worksheet>")
        self._sheet.close()
        if self._targets:
            targets = "".join(
                f'<Relationship Id="rId{number}" Type="{_LINKS}/hyperlink" Target={quoteattr(_clean(url))} '
                'TargetMode="External"/>'
                for url, number in self._targets.items()
            )
            self._add(
                "xl/worksheets/_rels/sheet1.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>',
            )
        self._add("xl/styles.xml", self._styles())
        self._archive.close()

    def _cell(self, place: str, value: Any, style: int) -> str:
        number_format = ""
        if isinstance(value, Cell):
            value, number_format = value.value, value.number_format
        if isinstance(value, bool):
            return f'<c r="{place}" s="{_TEXT}" t="b"><v>{int(value)}</v></c>'
        if (number := _number(value)) is not None:
            return f'<c r="{place}" s="{self._style(number_format)}"><v>{number}</v></c>'
        if isinstance(value, Link):
            value, style = value.url, self._link(place, value.url)
        text = as_text(value)
        if len(text) > LONGEST_TEXT:
            text, self.cut = text[: LONGEST_TEXT - 1] + "…", self.cut + 1
        return (
            f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(_clean(text))}</t></is></c>'
        )

    def _link(self, place: str, url: str) -> int:
        """The style of an address, which is made a link where it leads to the web and there are not too many."""
        if not url.lower().startswith(("http://", "https://")) or len(url) > _LONGEST_LINK:
            return _TEXT
        if len(self._links) >= MOST_LINKS:
            return _TEXT
        self._links.append((place, self._targets.setdefault(url, len(self._targets) + 1)))
        return _LINK

    def _style(self, number_format: str) -> int:
        if number_format in ("", "General"):
            return _TEXT
        return _FIRST_FORMAT + self._formats.setdefault(number_format, len(self._formats))

    def _styles(self) -> str:
        wrapped = '<alignment vertical="top" wrapText="1"/>'
        formats = "".join(
            f'<numFmt numFmtId="{200 + number}" formatCode={quoteattr(_clean(code))}/>'
            for code, number in self._formats.items()
        )
        with_formats = "".join(
            f'<xf numFmtId="{200 + number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
            f'applyAlignment="1">{wrapped}</xf>'
            for number in self._formats.values()
        )
        counted = f'<numFmts count="{len(self._formats)}">{formats}</numFmts>' if formats else ""
        plain = '<xf numFmtId="0" fontId="{}" fillId="{}" borderId="0" xfId="0" applyAlignment="1">' + wrapped + "</xf>"
        font = '<sz val="11"/>{}<name val="Calibri"/><family val="2"/>'
        return (
            f'<styleSheet xmlns="{_MAIN}">{counted}<fonts count="3"><font>{font.format("")}</font>'
            f"<font><b/>{font.format('')}</font>"
            f"<font><u/>{font.format('<color rgb=' + chr(34) + 'FF0563C1' + chr(34) + '/>')}</font></fonts>"
            '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
            '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            f'<cellXfs count="{_FIRST_FORMAT + len(self._formats)}"><xf numFmtId="0" fontId="0" fillId="0" '
            f'borderId="0" xfId="0"/>{plain.format(1, 2)}{plain.format(0, 0)}{plain.format(2, 0)}'
            f"{with_formats}</cellXfs>"
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )

    def _put(self, text: str) -> None:
        self._sheet.write(text.encode())

    def _add(self, name: str, content: str) -> None:
        self._archive.writestr(_info(name), _HEAD + content)


def unescaped(text: str) -> str:
    """A text of a sheet with its control characters, which are written as `_x000D_`, as themselves."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x00" in text else text


def _clean(text: str) -> str:
    """The text as a sheet can hold it (ECMA-376 part 1, 22.9.2.19: ST_Xstring)."""
    if "_x" in text:
        text = _LIKE_ESCAPED.sub("_x005F_", text)
    return _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_" if match[0] < " " else "\ufffd", text)


def _number(value: Any) -> str | None:
    """What stands for a number, a date, a time or a span of time; None for anything else."""
    if isinstance(value, int | float):
        return repr(value) if abs(value) < _EXACT or isinstance(value, float) else None  # a longer one is kept as text
    if isinstance(value, datetime):
        return repr((value.replace(tzinfo=None) - _EPOCH) / timedelta(days=1))
    if isinstance(value, date):
        return str((value - _EPOCH.date()).days)
    if isinstance(value, time):
        return repr((datetime.combine(_EPOCH, value.replace(tzinfo=None)) - _EPOCH) / timedelta(days=1))
    return repr(value / timedelta(days=1)) if isinstance(value, timedelta) else None


def _letters(place: int) -> str:
    """A column's letters: 0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
