"""Word documents: headings, lists, tables and text in the order of the page; what is hidden is left out by name."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.documents import BlockKind, Document
from ingest.errors import RejectedFileError
from ingest.loaders import office
from ingest.loaders.extracted import Extract
from ingest.loaders.hidden import HIDDEN
from ingest.loaders.runs import Run
from ingest.loaders.word_styles import Styles, W, is_on, value

_FIX = "Save it as .docx again, from Word or LibreOffice."
_TEXT_BOX = f"{W}txbxContent"
_SKIPPED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "rt"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = frozenset((f"{W}br", f"{W}cr"))
_BLANKS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}
_BESIDE = {"header": "page header", "footer": "page footer", "footnotes": "footnotes", "endnotes": "footnotes"}
_SMALLEST = 4  # half points of what can be seen
_LARGER = 1.15  # times the size of most words: as good as bold
_CELL_WORDS = 60  # of a cell; one of more is text that a table only places


def load(data: bytes, doc_id: str) -> Document:
    """Read a Word document.

    Raises:
        RejectedFileError: not a Word document, damaged, a bomb, or without text.
    """
    office.check(data, "word/document.xml", "Word document", _FIX)
    import docx

    extract = Extract()
    try:
        opened = docx.Document(io.BytesIO(data))
        _Reader(opened, extract).read()
        named = opened.core_properties.title or ""
    except RejectedFileError:
        raise
    except Exception:  # noqa: BLE001 - a damaged part raises anything
        raise RejectedFileError("damaged: its parts do not fit together", _FIX) from None
    if not extract.text:
        raise RejectedFileError("empty: no text", "Add text, or remove the file.")
    return extract.document(doc_id, named=named)


class _Reader:
    def __init__(self, opened: Any, extract: Extract) -> None:
        self.part = opened.part
        self.body = opened.element.body
        self.extract = extract
        self.styles = Styles(opened)
        self.counts: dict[str, dict[int, int]] = {}  # of numbered lists: list → depth → last number
        self.left_out: list[tuple[str, str]] = []
        sizes = Counter[int]()  # half points: characters
        for run in self.body.iter(f"{W}r"):
            sizes[_size(run.find(f"{W}rPr")) or self.styles.size] += sum(
                len(text.text or "") for text in run.iter(f"{W}t")
            )
        self.size = sizes.most_common(1)[0][0] if sizes else self.styles.size

    def read(self) -> None:
        """Write the document."""
        self._blocks(self.body)
        for relation in self.part.rels.values():
            reason = _BESIDE.get(relation.reltype.rsplit("/", 1)[-1])
            if reason and not relation.is_external:
                self.extract.leave_out(reason, _words_of(_root(relation.target_part)))

    def _blocks(self, parent: Any) -> None:
        for element in _children(parent):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            left_out, self.left_out = self.left_out, []
            for reason, text in left_out:
                self.extract.leave_out(reason, text)

    def _paragraph(self, element: Any) -> None:
        runs = self._runs(element)
        if not any(run.text.strip() for run in runs):
            return
        look = self.styles.look(element)
        if look.contents:
            self.left_out.append(("table of contents", "".join(run.text for run in runs)))
        elif look.heading:
            self.extract.heading(runs, look.heading)
        elif look.listed is not None:
            name, depth, number = look.listed
            if number is None:
                self.extract.item(BlockKind.BULLET, runs, depth)
            else:
                self.extract.item(BlockKind.STEP, runs, depth, self._count(name, depth, number))
        else:
            self.extract.paragraph(runs)

    def _count(self, name: str, depth: int, first: int) -> int:
        counts = self.counts.setdefault(name, {})
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, first - 1) + 1
        return counts[depth]

    def _runs(self, paragraph: Any) -> list[Run]:
        """The paragraph's words; what is hidden or stands in a box goes to `left_out`."""
        found: list[Run] = []
        left = [(child, False) for child in reversed(paragraph)]
        hides = self.styles.vanishes(value(paragraph.find(f"{W}pPr"), "pStyle"))
        while left:
            element, linked = left.pop()
            tag = element.tag
            if tag == _TEXT_BOX:
                self.left_out.append(("text box", _words_of(element)))
            elif tag == f"{W}r":
                found.extend(self._run(element, linked, left, hides))
            elif tag not in _SKIPPED and tag != _FALLBACK and isinstance(tag, str):
                linked = linked or tag == f"{W}hyperlink"
                left.extend((child, linked) for child in reversed(element))
        return found

    def _is_hidden(self, properties: Any, paragraph_hides: bool) -> bool:
        """True for words that Word does not show or print, or that are too small to be seen."""
        own = is_on(properties, "vanish")
        if own is None:
            own = self.styles.vanishes(value(properties, "rStyle")) or paragraph_hides
        size = value(properties, "sz")
        return own or (size.isdigit() and int(size) < _SMALLEST)

    def _run(
        self, run: Any, linked: bool, left: list[tuple[Any, bool]], paragraph_hides: bool = False
    ) -> Iterator[Run]:
        properties = run.find(f"{W}rPr")
        bold = is_on(properties, "b")
        if bold is None:
            bold = self.styles.is_bold(value(properties, "rStyle"))
        bold = bold or value(properties, "u") not in ("", "none") or _size(properties) >= _LARGER * self.size
        parts: list[str] = []
        for child in run:
            if child.tag == f"{W}t":
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append("\n")
            elif child.tag in _BLANKS:
                parts.append(_BLANKS[child.tag])
            elif child.tag not in _SKIPPED and len(child):
                left.append((child, linked))  # a drawing, which may hold a text box
        text = "".join(parts)
        if self._is_hidden(properties, paragraph_hides) and text.strip():
            self.left_out.append((HIDDEN, text))
            self.extract.hidden += len(text.strip())
        elif text:
            yield Run(text, bool(bold), linked)

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        above: dict[int, str] = {}
        cells = [list(_children(row, "tc")) for row in _children(table, "tr")]
        if self._is_layout(cells):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        first_bold: list[bool] = []
        for row in cells:
            texts: list[str] = []
            for cell in row:
                properties = cell.find(f"{W}tcPr")
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                runs = [run for element in cell.iter(f"{W}p") for run in (*self._runs(element), Run(" "))]
                text = "".join(run.text for run in runs)
                if not rows:
                    first_bold.append(all(run.bold for run in runs if run.text.strip()))
                if merge is not None and merge.get(f"{W}val") != "restart" and not text.strip():
                    text = above.get(len(texts), "")
                above[len(texts)] = text
                span = value(properties, "gridSpan")
                texts += [text] + [""] * (min(int(span), 20) - 1 if span.isdigit() else 0)
            rows.append(texts)
        self.extract.table(rows, _has_head(table, rows, all(first_bold)))

    def _is_layout(self, cells: Sequence[Sequence[Any]]) -> bool:
        """True where a table only places text: one row, one column, or cells with headings, lists or long text."""
        if len(cells) < 2 or max(map(len, cells), default=0) < 2:
            return True
        for cell in (cell for row in cells for cell in row):
            looks = [self.styles.look(element) for element in _children(cell, "p")]
            listed = any(look.heading or look.listed is not None for look in looks)
            if listed or len(_words_of(cell).split()) > _CELL_WORDS or cell.find(f"{W}tbl") is not None:
                return True
        return False


def _size(properties: Any) -> int:
    """The size of a run's letters in half points; 0 where its style says."""
    size = value(properties, "sz")
    return int(size) if size.isdigit() else 0


def _has_head(table: Any, rows: Sequence[Sequence[str]], bold: bool) -> bool:
    """True where the first row is marked as the head, or is bold."""
    marked = is_on(next(iter(_children(table, "tr"))).find(f"{W}trPr"), "tblHeader")
    return bool(marked) or (bold and any(text.strip() for text in rows[0]))


def _children(parent: Any, name: str = "") -> Iterator[Any]:
    """The blocks, rows or cells of a part, through content controls and insertions."""
    left = list(reversed(parent))
    while left:
        element = left.pop()
        tag = element.tag
        if tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            left.extend(reversed(element))
        elif isinstance(tag, str) and (not name or tag == f"{W}{name}"):
            yield element


def _words_of(element: Any) -> str:
    if element is None:
        return ""
    return " ".join("".join(text.text or "" for text in p.iter(f"{W}t")) for p in element.iter(f"{W}p"))


def _root(part: Any) -> Any:
    from lxml import etree

    element = getattr(part, "element", None)
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False)) if element is None else element
