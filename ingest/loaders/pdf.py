"""PDF: the text of each page, by pypdf, and where each page begins."""

import io
import logging
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders.drawn_text import EVERYTHING, DrawnText, Look
from ingest.loaders.hidden import HIDDEN
from ingest.loaders.print_layout import write
from ingest.loaders.print_lines import Fragment, PrintedPage
from ingest.loaders.signatures import refuse_unless

MOST_PAGES = 5000
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
    shown: list[Fragment] = []
    placed: list[Fragment] = []
    unseen: list[str] = []
    drawn = DrawnText(_visible_box(page))

    def visit(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if not text.strip():
            return
        named = font if isinstance(font, dict) else {}
        look = drawn.look(is_scaled=named.get("/Subtype") == "/Type3")
        if look is Look.UNSEEN:
            unseen.append(text)
            return
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        up = (inner[2] * outer[0] + inner[3] * outer[2], inner[2] * outer[1] + inner[3] * outer[3])
        height = abs(size) * math.hypot(*up)
        if not all(map(math.isfinite, (x, y, height))):
            x = y = height = 0.0
        bold = bool(re.search(r"bold|black|heavy", str(named.get("/BaseFont", "")), re.I))
        (placed if look is Look.PLACED else shown).append(Fragment(text, x, y, height, bold))

    page.extract_text(visitor_operand_before=drawn.before, visitor_operand_after=drawn.after, visitor_text=visit)
    box = page.mediabox
    # a scan with its recognised text is a picture above invisible words: they are the page
    if not shown:
        shown, placed = placed, []
    return PrintedPage(tuple(shown), float(box.bottom), float(box.top)), [*(part.text for part in placed), *unseen]


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """What is shown of a page: left, bottom, right, top; everything where that cannot be told."""
    try:
        box, media = page.cropbox, page.mediabox
        left, right = sorted((float(box.left), float(box.right)))
        bottom, top = sorted((float(box.bottom), float(box.top)))
        media_sides = sorted((float(media.left), float(media.right)))
        media_ends = sorted((float(media.bottom), float(media.top)))
    except Exception:  # noqa: BLE001 - as above
        return EVERYTHING
    found = (max(left, media_sides[0]), max(bottom, media_ends[0]), min(right, media_sides[1]), min(top, media_ends[1]))
    return found if found[2] - found[0] > 1 and found[3] - found[1] > 1 else EVERYTHING


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
