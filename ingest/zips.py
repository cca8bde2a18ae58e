"""Zip archives from strangers: office files are such, and whole folders come as such. Nothing is put on the disk."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from ingest.errors import RejectedFileError

MOST_ENTRIES = 2_000
MOST_UNPACKED = 100_000_000  # bytes, all entries together
MOST_RATIO = 100  # unpacked bytes for each packed one
_SMALL = 1_000_000  # unpacked bytes that are no bomb, whatever the ratio
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes before they give a byte
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"  # what an entry of the directory begins with, and what stands behind it
_LOCKED = 0x1  # the bit of an entry that only a password opens
_FIX = "Unpack it, and name the folder."
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError)
"""What `zipfile` raises where an archive is damaged, of an unknown compression or locked."""


class DamagedArchiveError(RejectedFileError):
    """It is no archive, or its bytes do not fit together."""


def opened(data: bytes, fix: str = _FIX, fine: int = _SMALL) -> zipfile.ZipFile:
    """Open an archive that is within the limits, as its directory tells; `unpacked` holds an entry to what it told.

    Args:
        data: the archive.
        fix: what to do where it is refused.
        fine: unpacked bytes that are no bomb, whatever the ratio.

    Raises:
        DamagedArchiveError: it cannot be read.
        RejectedFileError: it is beyond a limit.
    """
    n_entries = _entries(data)
    if n_entries > MOST_ENTRIES:
        raise RejectedFileError(f"{n_entries:,} entries (at most {MOST_ENTRIES:,})", fix)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except UNREADABLE as error:
        raise DamagedArchiveError(f"not a readable zip archive ({error})", fix) from None
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED:
        raise RejectedFileError(f"{size:,} bytes when unpacked (at most {MOST_UNPACKED:,})", fix)
    packed = min(sum(entry.compress_size for entry in entries), len(data))
    if size > fine and size > MOST_RATIO * packed:
        raise RejectedFileError(f"unpacks to more than {MOST_RATIO} times its size", fix)
    return archive


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes.

    Raises:
        DamagedArchiveError: it cannot be unpacked, or is not as large as the directory tells.
        RejectedFileError: it is locked, or packed by another method than nearly all are.
    """
    if entry.flag_bits & _LOCKED:
        raise RejectedFileError("locked with a password", "Save it without a password.")
    if entry.compress_type not in _METHODS:
        raise RejectedFileError(f"packed by method {entry.compress_type}, which is not read", "Pack it as zip does.")
    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except UNREADABLE as error:
        raise DamagedArchiveError(f"cannot be unpacked ({error})", "Pack the archive again.") from None
    if len(data) != entry.file_size:
        raise DamagedArchiveError("cannot be unpacked (its size is not what the archive tells)", "Pack it again.")
    return data


def _entries(data: bytes) -> int:
    """How many entries the directory has at most, counted where `zipfile` will look: it reads them all, for seconds."""
    end = data.rfind(_END)
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    return data.count(_ENTRY, max(end - size, 0), max(end, 0))


def files(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo, str]]:
    """The files of an archive: (posix path, entry, why it cannot be taken or "")."""
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")  # as some programs for Windows write it
        if not name.endswith("/"):
            yield name, entry, _refusal(name, entry)


def _refusal(name: str, entry: zipfile.ZipInfo) -> str:
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or re.match(r"[A-Za-z]:", name):
        return "a path out of the archive"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "a link in an archive"
    if entry.flag_bits & _LOCKED:
        return "locked with a password"
    return "an archive in an archive" if name.lower().endswith(".zip") else ""
