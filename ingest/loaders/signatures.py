"""What a file's first bytes say that it is, whatever its name."""

from ingest.errors import RejectedFileError

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, such as .docx"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a legacy Office document, or one with a password"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_HEAD = 1024  # bytes; a PDF's signature may stand behind others


def seems(data: bytes) -> str:
    """Name what the bytes look like: "a PDF", "a web page"; "" where they look like nothing in particular."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((name for mark, name in _SIGNATURES if head[: len(mark)].lower() == mark.lower()), "")
    return found or ("a PDF" if b"%PDF-" in head else "")


def refuse_unless(data: bytes, expected: str, name: str, fix: str) -> None:
    """Go on only with bytes that look like `expected`, one of the names of `seems`.

    Raises:
        RejectedFileError: empty, or something else.
    """
    if not data.strip():
        raise RejectedFileError("empty", "Add text, or remove the file.")
    found = seems(data)
    if found != expected:
        raise RejectedFileError(f"no {name}" + (f": it seems to be {found}" if found else ""), fix)
