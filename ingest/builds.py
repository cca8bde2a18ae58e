"""Publishing and opening builds: a build is written aside, read back, and only then becomes the current one.

index/
  CURRENT                      the current build's id
  builds/<time>-<digest>/      one published index; <digest> is that of its manifest
    manifest.json              how it was made, and every file's size and SHA-256
    report.json                what became of every path
  .lock                        held while an ingest writes
"""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest import storage
from ingest.encoder import Encoder
from ingest.errors import DamagedIndexError, IndexProblem, NoIndexError
from ingest.index import Index
from ingest.lock import unwritable
from ingest.manifest import Manifest, check_encoder, parsed

KEPT = 3  # builds; the current one and its two predecessors
_BUILD_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{12}")
_TIME = "%Y%m%d-%H%M%S"  # of a build's id, UTC
_MANIFEST, _REPORT = "manifest.json", "report.json"


@dataclass(frozen=True, slots=True)
class Build:
    """A published index, opened."""

    build_id: str
    manifest: Manifest
    index: Index


def open_build(folder: Path, encoder: Encoder | None = None) -> Build:
    """Open the current build, every byte checked against its manifest.

    Args:
        folder: the index folder.
        encoder: the encoder that questions will go through, where there will be any.

    Raises:
        NoIndexError: nothing is published there.
        DamagedIndexError: a byte is not as it was published.
        IncompatibleIndexError: made by another model, or in another format.
    """
    return read_build(folder, current_id(folder), encoder)


def read_build(folder: Path, build_id: str, encoder: Encoder | None = None) -> Build:
    """Open one build by its id; raises as `open_build` does."""
    return _read_home(folder, _home(folder, build_id), build_id, encoder)


def _read_home(folder: Path, home: Path, build_id: str, encoder: Encoder | None) -> Build:
    manifest = _read_manifest(folder, home, build_id)
    if encoder is not None:
        check_encoder(manifest, encoder, folder)
    files: dict[str, storage.Buffer] = {}
    for name, (size, digest) in manifest.files.items():
        try:
            files[name], found = storage.mapped(home / name)
        except OSError as error:
            raise _unreadable(folder, home / name, error) from None
        if len(files[name]) != size or found != digest:
            raise _damaged(folder, f"{home / name} has changed since it was published")
    foreign = sorted(path.name for path in home.iterdir() if path.name not in {*manifest.files, _MANIFEST})
    if foreign:
        raise _damaged(folder, f"{home} holds a file that was not published: {foreign[0]}")
    index = Index.read(files)
    if len(index.passages) != manifest.passages or len(index.documents) != manifest.documents:
        raise _damaged(folder, f"{home} does not hold what its manifest counts")
    return Build(build_id, manifest, index)


def current_id(folder: Path) -> str:
    """The id of the current build.

    Raises:
        NoIndexError: nothing is published in this folder.
        DamagedIndexError: CURRENT names no build.
    """
    try:
        pointer = (folder / "CURRENT").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndexError(f"no index in {folder}", f"Run: spotter ingest --index {folder}") from None
    except OSError as error:
        raise _damaged(folder, f"cannot read {folder / 'CURRENT'}: {error.strerror}") from None
    build_id = pointer.decode("ascii", "replace").removesuffix("\n")
    if not _BUILD_ID.fullmatch(build_id) or pointer != f"{build_id}\n".encode():
        raise _damaged(folder, f"{folder / 'CURRENT'} names no build")
    return build_id


def build_ids(folder: Path) -> tuple[str, ...]:
    """Ids of the builds that the folder holds, oldest first."""
    builds = folder / "builds"
    return (
        tuple(sorted(path.name for path in builds.iterdir() if _BUILD_ID.fullmatch(path.name)))
        if builds.is_dir()
        else ()
    )


def read_manifest(folder: Path, build_id: str) -> Manifest:
    """A build's manifest, checked against the digest in the build's id.

    Raises:
        DamagedIndexError: it is missing or has changed.
        IncompatibleIndexError: it is of another format or splitter.
    """
    return _read_manifest(folder, _home(folder, build_id), build_id)


def _read_manifest(folder: Path, home: Path, build_id: str) -> Manifest:
    data = _read(home / _MANIFEST, folder)
    if _digest(data) != build_id.rsplit("-", 1)[1]:
        raise _damaged(folder, f"{home / _MANIFEST} has changed since it was published")
    return parsed(data, folder)


def publish(folder: Path, index: Index, encoder: Encoder, sources: dict[str, str], report: bytes = b"") -> Build:
    """Write a build, read it back, and make it the current one. The caller holds `lock.writing(folder)`.

    Where it raises, or the machine stops, the build that was current stays current. A build equal to the current one
    is not written again.

    Raises:
        UnwritableIndexError: the disk refused.
        DamagedIndexError: what was read back is not what was written.
    """
    files = {**index.files(), **({_REPORT: report} if report else {})}
    manifest = Manifest(
        encoder.model,
        encoder.fingerprint,
        index.dimension,
        len(index.documents),
        len(index.passages),
        sources,
        {name: (len(data), storage.digest_of(data)) for name, data in files.items()},
        datetime.now(UTC).isoformat(timespec="seconds"),
        encoder.engine,
        encoder.vectors_like,
    )
    if (same := _current_if_equal(folder, manifest)) is not None:
        return same
    data = manifest.as_bytes()
    build_id = f"{_moment(folder)}-{_digest(data)}"
    home = _home(folder, build_id)
    aside = home.with_name(f".tmp-{build_id}")
    try:
        aside.mkdir()
        for name, content in {**files, _MANIFEST: data}.items():
            storage.write_durably(aside / name, content)
        storage.sync_folder(aside)
        build = _read_home(folder, aside, build_id, encoder)
        build.index.check()
        aside.replace(home)
        storage.sync_folder(home.parent)
        before = _current_or_none(folder)
        point_to(folder, build_id)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _remove_old(folder, build_id, before)
    return build


def report_of(folder: Path, build: Build) -> Any:
    """What the ingest that made a build did with every path, as `ingest.report.published` has written it; or None."""
    known = _REPORT in build.manifest.files
    return json.loads(_read(_home(folder, build.build_id) / _REPORT, folder)) if known else None


def verify(folder: Path) -> list[Build]:
    """Open every build that is kept, the current one first, and read every line; raises as `open_build` does."""
    current = current_id(folder)
    others = [build_id for build_id in build_ids(folder) if build_id != current]
    found = [read_build(folder, build_id) for build_id in (current, *others)]
    for build in found:
        build.index.check()
    return found


def _current_if_equal(folder: Path, manifest: Manifest) -> Build | None:
    try:
        build_id = current_id(folder)
        same = read_manifest(folder, build_id).content == manifest.content
        return read_build(folder, build_id) if same else None
    except IndexProblem:
        return None


def point_to(folder: Path, build_id: str) -> None:
    """Make a build the current one, in one step. The caller holds `lock.writing(folder)` and has read the build.

    Raises:
        OSError: the disk refused; what was current stays so.
    """
    aside = folder / "CURRENT.tmp"
    aside.unlink(missing_ok=True)
    storage.write_durably(aside, f"{build_id}\n".encode())
    aside.replace(folder / "CURRENT")
    storage.sync_folder(folder)


def remove(folder: Path, build_id: str) -> None:
    """Delete a build. Who has it open keeps what it has read and mapped."""
    shutil.rmtree(_home(folder, build_id), ignore_errors=True)


def _remove_old(folder: Path, current: str, before: str) -> None:
    """Keep a new build and its predecessors. What is newer than the one before was rolled back, or never served."""
    others = [build_id for build_id in build_ids(folder) if build_id != current]
    left_behind = [build_id for build_id in others if before and build_id > before]
    older = [build_id for build_id in others if build_id not in left_behind]
    for build_id in (*left_behind, *older[: max(len(older) - (KEPT - 1), 0)]):
        remove(folder, build_id)


def _moment(folder: Path) -> str:
    """Now, or later than every build there is: the order of their ids is that in which they were published."""
    now, newest = f"{datetime.now(UTC):{_TIME}}", max(build_ids(folder), default="")[:15]
    try:
        return max(now, f"{datetime.strptime(newest, _TIME) + timedelta(seconds=1):{_TIME}}" if newest else now)
    except (ValueError, OverflowError):  # a folder that looks like a build, and is none
        return now


def _current_or_none(folder: Path) -> str:
    try:
        return current_id(folder)
    except IndexProblem:
        return ""


def _read(path: Path, folder: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(folder, path, error) from None


def _unreadable(folder: Path, path: Path, error: OSError) -> DamagedIndexError:
    return _damaged(folder, f"cannot read {path}: {error.strerror}")


def _home(folder: Path, build_id: str) -> Path:
    return folder / "builds" / build_id


def _digest(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:12]


def _damaged(folder: Path, message: str) -> DamagedIndexError:
    return DamagedIndexError(message, f"Run: spotter ingest --index {folder}")
