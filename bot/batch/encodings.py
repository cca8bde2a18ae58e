"""Which encoding a file of text has: its mark, UTF-8, or what its bytes speak for."""

import codecs
from pathlib import Path

from ingest.errors import InputError

_STEP = 1 << 20  # bytes read at a time
_SAMPLE = 1 << 18  # bytes around the first that is not UTF-8
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LEGACY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
"""What spreadsheet programs write where they do not write Unicode; among them charset-normalizer chooses."""


def encoding_of(path: Path, named: str = "", legacy: bool = True) -> tuple[str, bool, str]:
    """The encoding of a file.

    A file without a mark is UTF-8 where it is that from end to end, and also where more of its characters beyond ASCII
    are than are not: the rows of the others are then broken. Otherwise the older encoding that fits best is taken.

    Args:
        path: of the file.
        named: the encoding that somebody knows it to have.
        legacy: it may have another one than Unicode's.

    Returns:
        The name, whether a mark stands first, and what there is to tell.

    Raises:
        InputError: it cannot be read, holds binary data, or `named` is no encoding.
    """
    head, sample, place = _looked_at(path)
    for mark, name, told in _MARKS:
        if head.startswith(mark):
            return name, True, "" if name == "utf-8" else f"read as {told}"
    if named:
        try:
            codecs.lookup(named)
            "".encode(named)  # it is one of text
        except (LookupError, ValueError):
            raise InputError(f"{named!r} is no encoding", "Name one such as utf-8 or cp1252.") from None
        return named, False, ""
    if wide := _without_mark(head):
        return wide, False, f"read as {wide.upper()}"
    if place is None or not legacy:
        return "utf-8", False, ""
    text = sample.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= char <= "\udcff" for char in text)
    good = sum("\x80" <= char < "\ud800" or char > "\udfff" for char in text)
    if good >= bad:
        return "utf-8", False, ""
    found = _best(sample)
    return found, False, f"not UTF-8 (byte {place:,}): read as {found}; name another with --encoding"


def _looked_at(path: Path) -> tuple[bytes, bytes, int | None]:
    """The first bytes, those around the first that is not UTF-8, and its place; None where all is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, at = b"", 0
    with path.open("rb") as file:
        while data := file.read(_STEP):
            head = head or data[:4096]
            try:
                decoder.decode(data)
            except UnicodeDecodeError as error:
                place = at + max(0, error.start)
                file.seek(max(0, place - _SAMPLE // 4))
                return head, file.read(_SAMPLE), place
            at += len(data)
    return head, b"", None


def _without_mark(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of the beginning is NUL."""
    if len(head) >= 4 and len(head) % 2 == 0:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if odd > 0.4 * len(head) / 2 and not even:
            return "utf-16-le"
        if even > 0.4 * len(head) / 2 and not odd:
            return "utf-16-be"
    return ""


def _best(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    # where several give the same text, the most frequent one is named
    return "cp1252" if best is None or "cp1252" in best.could_be_from_charset else best.encoding
