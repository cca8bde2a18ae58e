"""Which files an ingest reads: walks files, folders, patterns and zip archives, and names what it does not take."""

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from ingest import zips
from ingest.errors import InputError, RejectedFileError

LARGEST = 50_000_000  # bytes a file
MOST_ARCHIVED = 200_000_000  # bytes of all archives together, which are held in memory


@dataclass(frozen=True, slots=True)
class Found:
    """One path below a source: a file to read, or one that is left alone for a reason."""

    doc_id: str  # posix path below the named folder or archive; a named file's own name
    path: Path  # of an archive's file, that of the archive
    rejected: str = ""  # why it cannot be read
    skipped: str = ""  # why it is not meant to be read
    entry: tuple[ZipFile, ZipInfo] | None = field(default=None, compare=False, repr=False)


def find(sources: Sequence[Path]) -> tuple[Found, ...]:
    """Every path below the sources, in order of its name.

    A source is a file, a folder, a zip archive of either, or a pattern such as `kb/**/*.md`. What an archive that was
    named itself holds is known by its path in there, as if it were a folder; of one in a folder, behind its own name.

    Raises:
        InputError: a source does not exist or cannot be listed, or a pattern fits no file.
    """
    found: list[Found] = []
    taken: dict[str, Path] = {}
    archived = 0
    for source in sources:
        for item in _below(source):
            if _is_archive(item):
                archived += item.path.stat().st_size
                inside = _inside(item, "" if item.path == source else f"{item.doc_id}/", archived)
            else:
                inside = iter((item,))
            for file in inside:
                if file.skipped or file.rejected:
                    found.append(file)
                elif file.doc_id in taken:
                    found.append(Found(file.doc_id, file.path, rejected=f"same name as {taken[file.doc_id]}"))
                else:
                    taken[file.doc_id] = file.path
                    found.append(file)
    return tuple(sorted(found, key=lambda item: (item.doc_id, str(item.path))))


def paths(sources: Sequence[Path]) -> Iterator[Found]:
    """Every path below the sources, archives unopened; raises as `find` does."""
    for source in sources:
        yield from _below(source)


def read(item: Found) -> bytes:
    """The file's bytes.

    Raises:
        RejectedFileError: too large, damaged, or the system refuses.
    """
    try:
        size = item.entry[1].file_size if item.entry else item.path.stat().st_size
        if size > LARGEST:
            raise RejectedFileError(f"{size:,} bytes (at most {LARGEST:,})", "Split the file.")
        return zips.unpacked(*item.entry) if item.entry else item.path.read_bytes()
    except OSError as error:
        raise RejectedFileError(f"cannot be read: {error.strerror}", "Check its permissions.") from None


def _is_archive(item: Found) -> bool:
    return not (item.skipped or item.rejected) and item.path.suffix.lower() == ".zip"


def _inside(item: Found, above: str, archived: int) -> Iterator[Found]:
    """The files of an archive; the archive itself where it cannot be taken."""
    try:
        if archived > MOST_ARCHIVED:
            raise RejectedFileError(f"archives of more than {MOST_ARCHIVED:,} bytes together", "Unpack some of them.")
        archive = zips.opened(read(item))
    except RejectedFileError as error:
        yield Found(item.doc_id, item.path, rejected=error.message)
        return
    for name, entry, refusal in zips.files(archive):
        doc_id = _readable(above + name)
        if refusal:
            yield Found(doc_id, item.path, rejected=refusal)
        elif any(part.startswith(".") or part == "__MACOSX" for part in name.split("/")):
            yield Found(doc_id, item.path, skipped="hidden")
        elif _is_for_writers(name):
            yield Found(doc_id, item.path, skipped="for the folder's writers")
        else:
            yield Found(doc_id, item.path, entry=(archive, entry))


def _below(source: Path) -> Iterator[Found]:
    if source.is_dir():
        yield from _walk(source)
    elif os.path.exists(source):  # noqa: PTH110 - where Path.exists raises, this is False
        yield _file(source.name, source, source.parent.resolve())
    elif re.search(r"[*?\[]", str(source)):
        yield from _matches(source)
    else:
        raise InputError(f"no such file or folder: {source}", "Check the path; the default is kb/.")


def _matches(pattern: Path) -> Iterator[Found]:
    """The files that a pattern fits, named by their path below the part of it that is no pattern."""
    parts = pattern.parts
    fixed = next(place for place, part in enumerate(parts) if re.search(r"[*?\[]", part))
    root = Path(*parts[:fixed])
    fits = _fits(parts[fixed:])
    found = [item for item in _walk(root) if fits(item.doc_id)] if root.is_dir() else []
    if not found:
        raise InputError(f"no file fits the pattern {pattern}", "Check it; `**` stands for any folders.")
    yield from found


def _fits(parts: Sequence[str]) -> Callable[[str], object]:
    """Whether a path fits the parts of a pattern: `*` stays in one folder, `**` stands for any number of them."""
    above = "".join("(?:[^/]+/)*" if part == "**" else _one(part) + "/" for part in parts[:-1])
    last = ".*" if parts[-1] == "**" else _one(parts[-1])
    try:
        return re.compile(above + last, re.DOTALL).fullmatch
    except re.error:
        raise InputError(f"no pattern: {'/'.join(parts)}", "Write sets as [abc] or [a-c].") from None


def _one(part: str) -> str:
    """The regular expression of one name in a pattern: `*`, `?` and `[abc]`."""
    pieces = re.findall(r"\[!?\]?[^\]]*\]|.", part, re.DOTALL)
    known = {"*": "[^/]*", "?": "[^/]"}
    return "".join(known.get(piece) or (_set(piece[1:-1]) if len(piece) > 2 else re.escape(piece)) for piece in pieces)


def _set(characters: str) -> str:
    negated = "^" if characters.startswith("!") else ""
    return f"[{negated}{re.escape(characters.removeprefix('!')).replace(chr(92) + '-', '-')}]"


def _walk(source: Path) -> Iterator[Found]:
    root = source.resolve()

    def refuse(error: OSError) -> None:
        raise InputError(f"cannot list {error.filename}: {error.strerror}", "Check the folder's permissions.")

    for folder, names, files in os.walk(source, onerror=refuse):
        names.sort()
        for name in (*names, *sorted(files)):
            path = Path(folder) / name
            doc_id = path.relative_to(source).as_posix()
            if name.startswith("."):
                yield Found(_readable(doc_id), path, skipped="hidden")
            elif name in names and not path.is_symlink():
                continue  # walked into
            elif _is_for_writers(doc_id):
                yield Found(doc_id, path, skipped="for the folder's writers")
            else:
                yield _file(doc_id, path, root)
        names[:] = [name for name in names if not name.startswith(".")]


def _is_for_writers(doc_id: str) -> bool:
    return doc_id.casefold() in ("readme.md", "readme.txt")


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
