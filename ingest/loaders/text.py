"""Plain text, as saved or pasted from the web."""

from pathlib import PurePosixPath

from ingest.documents import Block, Document, LeftOut
from ingest.errors import RejectedFileError
from ingest.lines import split_lines
from ingest.outline import settle, title_of
from ingest.structure import parse_text

LONGEST_LINE = 100_000  # characters; prose has no such lines, exports and minified files do


def load(data: bytes, doc_id: str) -> Document:
    """Read UTF-8 text with or without a byte-order mark, and any line ends.

    Raises:
        RejectedFileError: not UTF-8, binary, empty, or one line longer than `LONGEST_LINE`.
    """
    text = decode(data)
    blocks, left_out = parse_text(hide_mark(text))
    return document_of(text, doc_id, blocks, left_out)


def document_of(text: str, doc_id: str, blocks: list[Block], left_out: list[LeftOut]) -> Document:
    """Settle the blocks and name the page.

    Raises:
        RejectedFileError: nothing is left that says anything.
    """
    settled, out = settle(text, blocks, left_out)
    if text.startswith("\ufeff"):
        out = (LeftOut("byte-order mark", 0, 1), *out)
    if not settled:
        raise RejectedFileError("empty: nothing but boilerplate", "Add text, or remove the file.")
    return Document(doc_id, title_of(text, settled, PurePosixPath(doc_id).stem), text, None, settled, out)


def decode(data: bytes) -> str:
    """Decode UTF-8; a byte-order mark stays, as one character.

    Raises:
        RejectedFileError: see `load`.
    """
    if not data.strip():
        raise RejectedFileError("empty", "Add text, or remove the file.")
    if b"\x00" in data:
        raise RejectedFileError("binary, not text (it holds NUL bytes)", "Save it as UTF-8 text.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedFileError(f"not UTF-8: byte {error.start}", "Save it as UTF-8 text.") from None
    if not text.strip().strip("\ufeff"):
        raise RejectedFileError("empty", "Add text, or remove the file.")
    if sum(char < " " and char not in "\t\n\r\f\v" for char in text[:4096]) > len(text[:4096]) // 50:
        raise RejectedFileError("binary, not text (it holds control characters)", "Save it as UTF-8 text.")
    longest = max(len(line.text) for line in split_lines(text))
    if longest > LONGEST_LINE:
        raise RejectedFileError(
            f"a line of {longest:,} characters (at most {LONGEST_LINE:,})", "Break it into lines, or remove the file."
        )
    return text


def hide_mark(text: str) -> str:
    """Blank out a byte-order mark, so that no offset moves."""
    return " " + text[1:] if text.startswith("\ufeff") else text
