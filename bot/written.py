"""Files that take their place at once or not at all, and values as lines of JSON."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.storage import sync_folder


@contextmanager
def written_aside(target: Path) -> Iterator[Callable[[bytes], None]]:
    """Give a function that writes beside the target; at the end, what was written takes the target's place at once.

    Where the block raises, the target stays as it was. A link is followed.

    Raises:
        InputError: the target cannot be written.
    """
    target = real_target(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        file = aside.open("wb", buffering=0)
    except OSError as error:
        raise unwritable(target, error) from None
    try:
        with file:
            yield lambda data: write_all(file, data, target)
            _finish(file, aside, target)
    finally:
        aside.unlink(missing_ok=True)


def real_target(target: Path) -> Path:
    """Where a target lies, links followed.

    Raises:
        InputError: something that is no file lies there, or the way there cannot be followed.
    """
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            raise InputError(f"cannot write {target}: it is not a file", "Name another file.")
    except (OSError, RuntimeError) as error:
        raise unwritable(target, error) from None
    return target


def require_writable(target: Path) -> None:
    """Make sure that a file can be made beside the target, before anything else is done.

    Raises:
        InputError: none can be.
    """
    target = real_target(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        aside.touch()
        aside.unlink()
    except OSError as error:
        raise unwritable(target, error) from None


def write_all(file: FileIO, data: bytes | memoryview, target: Path) -> None:
    """Write all of the data to an unbuffered file.

    Raises:
        InputError: it cannot be written; `target` is named.
    """
    view = memoryview(data)
    try:
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        raise unwritable(target, error) from None


def unwritable(target: Path, error: OSError | RuntimeError) -> InputError:
    """Say why a file could not be written."""
    return InputError(
        f"cannot write {target}: {getattr(error, 'strerror', None) or error}",
        "Name a file in a folder that exists, can be written and has space.",
    )


def _finish(file: FileIO, aside: Path, target: Path) -> None:
    try:
        os.fsync(file.fileno())
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise unwritable(target, error) from None


def json_line(value: Any) -> bytes:
    """A value as one line of UTF-8 JSON; half a character stays the escape that it came as.

    Raises:
        ValueError: a number is not finite.
    """
    return _utf8(json.dumps(value, ensure_ascii=False, allow_nan=False))


def json_lines(value: Any) -> bytes:
    """The same over many lines, for reading."""
    return _utf8(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace") + b"\n"
