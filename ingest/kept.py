"""The builds that an index keeps: what each is worth, and going back to an earlier one."""

from dataclasses import dataclass
from pathlib import Path

from ingest import builds
from ingest.builds import Build
from ingest.errors import DamagedIndexError, IndexProblem, InputError, NoIndexError
from ingest.lock import unwritable, writing
from ingest.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the builds that the index folder holds."""

    build_id: str
    is_current: bool
    manifest: Manifest | None  # None where it cannot be read
    problem: str = ""  # why it cannot be opened; "" where every byte is as it was published


def kept_builds(folder: Path) -> tuple[Kept, ...]:
    """Every build of a folder, newest first, each read through.

    Raises:
        NoIndexError: there is none.
    """
    found = builds.build_ids(folder)
    if not found:
        raise NoIndexError(f"no index in {folder}", f"Run: spotter ingest --index {folder}")
    current = current_or_none(folder)
    return tuple(_kept(folder, build_id, current) for build_id in reversed(found))


def _kept(folder: Path, build_id: str, current: str | None) -> Kept:
    manifest = None
    try:
        manifest = builds.read_manifest(folder, build_id)
        builds.read_build(folder, build_id)
    except IndexProblem as error:
        return Kept(build_id, build_id == current, manifest, error.message)
    return Kept(build_id, build_id == current, manifest)


def current_or_none(folder: Path) -> str | None:
    """The id of the current build; None where nothing says which it is."""
    try:
        return builds.current_id(folder)
    except IndexProblem:
        return None


def roll_back(folder: Path, build_id: str = "") -> Build:
    """Make an earlier build the current one, after every byte of it has been read.

    The builds that are newer stay until the next one is published, so that one can also go forward again by naming one.

    Args:
        folder: the index folder.
        build_id: the build, or as many of its first characters as tell it from the others; "" for the one that was
            published before the current one.

    Raises:
        NoIndexError: the folder holds no build.
        InputError: there is no such build, or none before the current one; or several begin so.
        DamagedIndexError: a byte of it is not as it was published, or nothing says which is current.
        IncompatibleIndexError: it is in another format.
        BusyIndexError: an ingest is writing the index.
        UnwritableIndexError: the disk refused.
    """
    if not builds.build_ids(folder):
        raise NoIndexError(f"no index in {folder}", f"Run: spotter ingest --index {folder}")
    with writing(folder):
        chosen = _named(folder, build_id) if build_id else _before(folder)
        build = builds.read_build(folder, chosen)
        build.index.check()
        if chosen != current_or_none(folder):
            try:
                builds.point_to(folder, chosen)
            except OSError as error:
                raise unwritable(folder, error) from error
    return build


def _named(folder: Path, build_id: str) -> str:
    known = builds.build_ids(folder)
    fits = [one for one in known if one == build_id] or [one for one in known if one.startswith(build_id)]
    if not fits:
        raise InputError(f"no build {build_id} in {folder}", f"Builds that are kept: {', '.join(known)}.")
    if len(fits) > 1:
        raise InputError(f"{len(fits)} builds in {folder} begin with {build_id}", f"Name one: {', '.join(fits)}.")
    return fits[0]


def _before(folder: Path) -> str:
    try:
        current = builds.current_id(folder)
    except IndexProblem as error:
        known = ", ".join(builds.build_ids(folder))
        raise DamagedIndexError(error.message, f"Name a build, as in: spotter rollback BUILD   ({known})") from None
    earlier = [one for one in builds.build_ids(folder) if one < current]
    if not earlier:
        raise InputError(f"there is no build before {current} in {folder}", f"See: spotter builds --index {folder}")
    return earlier[-1]


def discard_damaged(folder: Path) -> None:
    """Delete the builds that cannot be opened, but for the current one, so that `verify` speaks of what is left."""
    current = builds.current_id(folder)
    for build_id in builds.build_ids(folder):
        if build_id != current:
            try:
                builds.read_build(folder, build_id)
            except IndexProblem:
                builds.remove(folder, build_id)
