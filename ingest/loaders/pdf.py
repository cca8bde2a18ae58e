"""PDF: the text of each page, by pypdf, and where each page begins."""

import io
import logging
import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders.hidden import HIDDEN
from ingest.loaders.print_layout import Fragment, PrintedPage, write
from ingest.loaders.signatures import refuse_unless

MOST_PAGES = 5000
MOST_SECONDS = 100.0  # of computing: a small file can name one large page thousands of times
_DAMAGED = "Open it and print it to a PDF again, or save its text as .docx or .txt."
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 50_000_000,  # bytes
    "zlib_maximum_output_length": 50_000_000,
    "lzw_maximum_output_length": 50_000_000,
    "run_length_maximum_output_length": 50_000_000,
    "array_based_stream_maximum_output_length": 50_000_000,
    "stream_decoding_work_maximum_length": 100_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,  # operands of a page
    "xform_maximum_invocations_per_extraction": 1000,
    "page_tree_maximum_entries": 20_000,
}
_INVISIBLE = 3
_NO_TITLE = re.compile(
    r"\W*(?:untitled|microsoft word|anonymous|unspecified|document\d*|slide ?\d*)\b|.*\.\w{2,5}$", re.I
)


def load(data: bytes, doc_id: str) -> Document:
    """Read a PDF.

    Raises:
        RejectedFileError: not a PDF, with a password, damaged, too long, or without text.
    """
    refuse_unless(data, "a PDF", "PDF", "Give it the extension of what it is.")
    with _quiet():
        try:
            pages, unseen, named = _read(data)
        except RejectedFileError:
            raise
        except Exception:  # noqa: BLE001 - a damaged file raises anything
            raise RejectedFileError("damaged: it cannot be read", _DAMAGED) from None
    extract, starts = write(pages)
    if not extract.text:
        raise RejectedFileError(
            "empty: no text (a scanned document?)", "Run text recognition over it, or add its text as .txt."
        )
    for text in unseen:
        extract.leave_out(HIDDEN, text)
        extract.hidden += len(text.strip())
    return extract.document(doc_id, named="" if _NO_TITLE.match(named) else named, pages=starts)


def _read(data: bytes) -> tuple[list[PrintedPage], list[str], str]:
    from pypdf import PdfReader, apply_configuration

    began = time.thread_time()
    with apply_configuration(**_LIMITS):
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not _opens(reader):
            raise RejectedFileError("encrypted: it asks for a password", "Save it without a password.")
        n_pages = len(reader.pages)
        if n_pages > MOST_PAGES:
            raise RejectedFileError(f"{n_pages:,} pages (at most {MOST_PAGES:,})", "Split the file.")
        pages: list[PrintedPage] = []
        unseen: list[str] = []
        for number in range(n_pages):
            try:
                page, words = _page(reader.pages[number])
            except Exception:  # noqa: BLE001 - as above
                raise RejectedFileError(f"damaged: page {number + 1} cannot be read", _DAMAGED) from None
            pages.append(page)
            unseen += words
            if time.thread_time() - began > MOST_SECONDS:
                raise RejectedFileError(f"more than {MOST_SECONDS:.0f} seconds to read", "Split the file.")
        return pages, unseen, _title(reader)


def _opens(reader: Any) -> bool:
    """True where only changing it asks for a password, and not reading it."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - unknown ciphers, or damaged
        return False


def _title(reader: Any) -> str:
    try:
        title = reader.metadata.title if reader.metadata else ""
    except Exception:  # noqa: BLE001 - a title is no reason to refuse a page
        return ""
    return title if isinstance(title, str) and any(char.isalpha() for char in title) else ""


def _page(page: Any) -> tuple[PrintedPage, list[str]]:
    """What a page shows, and the words on it that nobody sees."""
    fragments: list[Fragment] = []
    unseen: list[Fragment] = []
    modes = _Modes()

    def visit(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if not text.strip():
            return
        into = unseen if modes.unseen else fragments
        modes.told()
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        up = (inner[2] * outer[0] + inner[3] * outer[2], inner[2] * outer[1] + inner[3] * outer[3])
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        height = abs(size) * math.hypot(*up)
        if not all(map(math.isfinite, (x, y, height))):
            x = y = height = 0.0
        into.append(Fragment(text, x, y, height, bool(re.search(r"bold|black|heavy", name, re.I))))

    page.extract_text(visitor_operand_before=modes.see, visitor_text=visit)
    box = page.mediabox
    # a scan with its recognised text is a picture above invisible words: they are the page
    if not fragments:
        fragments, unseen = unseen, fragments
    return PrintedPage(tuple(fragments), float(box.bottom), float(box.top)), [part.text for part in unseen]


class _Modes:
    """Follows whether text is drawn or only placed: rendering mode 3 of PDF 32000-1, 9.3.6."""

    def __init__(self) -> None:
        self._mode = 0
        self._saved: list[int] = []
        self._shown: set[int] = set()  # modes of the text that has not been told yet

    @property
    def unseen(self) -> bool:
        """True where all of the text that is told now is invisible."""
        return self._shown == {_INVISIBLE}

    def see(self, operator: bytes, operands: Any, *_: Any) -> None:
        """Take note of an operator, before it is carried out."""
        if operator == b"Tr" and operands:
            self._mode = int(operands[0])
        elif operator == b"q":
            self._saved.append(self._mode)
        elif operator == b"Q" and self._saved:
            self._mode = self._saved.pop()
        elif operator in (b"Tj", b"TJ", b"'", b'"'):
            self._shown.add(self._mode)

    def told(self) -> None:
        """Begin anew: what was drawn so far has been told."""
        self._shown = set()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pypdf's warnings: what it repairs of a file is no news to whoever ingests it."""
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
