"""Office files are ZIP archives of XML: what must hold before one is opened."""

from ingest import zips
from ingest.errors import RejectedFileError
from ingest.loaders.signatures import refuse_unless

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
        with zips.opened(data, fix, _ALWAYS_FINE) as archive:
            entries = archive.infolist()
            if part not in {entry.filename for entry in entries}:
                raise RejectedFileError(f"no {name}: it lacks {part}", fix)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    content = zips.unpacked(archive, entry)
                    if any(mark in content for mark in _DOCTYPES):
                        raise RejectedFileError(f"{entry.filename} declares entities or a document type", fix)
    except zips.DamagedArchiveError:
        raise RejectedFileError("damaged: its archive cannot be read", fix) from None
