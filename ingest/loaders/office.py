"""Office files are ZIP archives of XML: what must hold before one is opened."""

import io
import zipfile

from ingest.errors import RejectedFileError
from ingest.loaders.signatures import refuse_unless

MOST_ENTRIES = 2000
LARGEST = 100_000_000  # bytes, unpacked
MOST_PACKED = 100  # bytes unpacked for each of the file
_ALWAYS_FINE = 5_000_000  # bytes, unpacked: short and monotonous files may be packed more
_DOCTYPES = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def check(data: bytes, part: str, name: str, fix: str) -> None:
    """Refuse an archive that is damaged, a bomb, or lacks the part that makes it a file of its kind.

    Raises:
        RejectedFileError: any of these; `name` and `fix` say what it should be and what to do.
    """
    refuse_unless(data, "a ZIP archive, such as .docx", name, fix)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data), part, name, fix)
    except RejectedFileError:
        raise
    except Exception:  # noqa: BLE001 - a damaged archive raises anything
        raise RejectedFileError("damaged: its archive cannot be read", fix) from None


def _check(archive: zipfile.ZipFile, packed: int, part: str, name: str, fix: str) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise RejectedFileError(f"{len(entries):,} entries (at most {MOST_ENTRIES:,})", fix)
    if unpacked > LARGEST or unpacked > max(MOST_PACKED * packed, _ALWAYS_FINE):
        raise RejectedFileError(
            f"{unpacked:,} bytes unpacked (at most {LARGEST:,}, and {MOST_PACKED} times its size)", fix
        )
    if part not in {entry.filename for entry in entries}:
        raise RejectedFileError(f"no {name}: it lacks {part}", fix)
    for entry in entries:
        if entry.flag_bits & 1:
            raise RejectedFileError("encrypted", "Save it without a password.")
        if entry.filename.endswith((".xml", ".rels")):
            content = archive.read(entry)
            if any(mark in content for mark in _DOCTYPES):
                raise RejectedFileError(f"{entry.filename} declares entities or a document type", fix)
