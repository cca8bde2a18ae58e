"""Which files an ingest reads: walks the named files and folders, and names what it does not take."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError, RejectedFileError

LARGEST = 50_000_000  # bytes a file


@dataclass(frozen=True, slots=True)
class Found:
    """One path below a source: a file to read, or one that is left alone for a reason."""

    doc_id: str  # posix path below the named folder; a named file's own name
    path: Path
    rejected: str = ""  # why it cannot be read
    skipped: str = ""  # why it is not meant to be read


def find(sources: Sequence[Path]) -> tuple[Found, ...]:
    """Every path below the sources, in order of its name.

    Raises:
        InputError: a source does not exist or cannot be listed.
    """
    found: list[Found] = []
    taken: dict[str, Path] = {}
    for source in sources:
        if not os.path.exists(source):  # noqa: PTH110 - where Path.exists raises, this is False
            raise InputError(f"no such file or folder: {source}", "Check the path; the default is kb/.")
        for item in _below(source):
            if item.skipped or item.rejected:
                found.append(item)
            elif item.doc_id in taken:
                found.append(Found(item.doc_id, item.path, rejected=f"same name as {taken[item.doc_id]}"))
            else:
                taken[item.doc_id] = item.path
                found.append(item)
    return tuple(sorted(found, key=lambda item: (item.doc_id, str(item.path))))


def read(item: Found) -> bytes:
    """The file's bytes.

    Raises:
        RejectedFileError: too large, or the system refuses.
    """
    try:
        size = item.path.stat().st_size
        if size > LARGEST:
            raise RejectedFileError(f"{size:,} bytes (at most {LARGEST:,})", "Split the file.")
        return item.path.read_bytes()
    except OSError as error:
        raise RejectedFileError(f"cannot be read: {error.strerror}", "Check its permissions.") from None


def _below(source: Path) -> Iterator[Found]:
    if not source.is_dir():
        yield _file(source.name, source, source.parent.resolve())
        return
    root = source.resolve()

    def refuse(error: OSError) -> None:
        raise InputError(f"cannot list {error.filename}: {error.strerror}", "Check the folder's permissions.")

    for folder, names, files in os.walk(source, onerror=refuse):
        names.sort()
        for name in (*names, *files):
            path = Path(folder) / name
            doc_id = path.relative_to(source).as_posix()
            if name.startswith("."):
                yield Found(_readable(doc_id), path, skipped="hidden")
            elif name in names and not path.is_symlink():
                continue  # walked into
            elif doc_id.casefold() in ("readme.md", "readme.txt"):
                yield Found(doc_id, path, skipped="for the folder's writers")
            else:
                yield _file(doc_id, path, root)
        names[:] = [name for name in names if not name.startswith(".")]


def _file(doc_id: str, path: Path, root: Path) -> Found:
    if doc_id != _readable(doc_id):
        return Found(_readable(doc_id), path, rejected="its name is not UTF-8")
    if path.is_symlink():
        target = Path(os.path.realpath(path))  # Path.resolve raises on a loop of links
        if not target.is_relative_to(root):
            return Found(doc_id, path, rejected="a link out of the folder")
        if target.is_dir():
            return Found(doc_id, path, rejected="a link to a folder")
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Found(doc_id, path, rejected=f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(mode):
        return Found(doc_id, path, rejected="not a regular file")
    return Found(doc_id, path)


def _readable(doc_id: str) -> str:
    r"""The name with bytes that are not UTF-8 written out: `caf\xe9.md`."""
    return os.fsencode(doc_id).decode("utf-8", "backslashreplace")
