"""Arrays to bytes and back, the same bytes for the same arrays; and files that are on the disk once written."""

import hashlib
import io
import mmap
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Buffer = bytes | memoryview | mmap.mmap  # a file's content; a mapped file's is read when it is looked at
_STEP = 1 << 20  # bytes read at a time


def bytes_of(**arrays: Array) -> bytes:
    """Pack arrays as an uncompressed .npz without time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.save(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue())
    return buffer.getvalue()


def arrays_of(data: Buffer) -> dict[str, Array]:
    """Unpack what `bytes_of` packed; nothing is executed."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def raw(array: Array) -> memoryview:
    """An array's numbers as a file's content, uncopied."""
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def write_durably(path: Path, data: Buffer) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("xb") as file:
        view = memoryview(data)
        while view:
            view = view[os.write(file.fileno(), view) :]
        os.fsync(file.fileno())


def digest_of(data: Buffer) -> str:
    """SHA-256 of a content."""
    return hashlib.sha256(data).hexdigest()


def mapped(path: Path) -> tuple[Buffer, str]:
    """A file's content, mapped into memory, and its SHA-256.

    It is read through once for the digest, so that only what is looked at later stays in memory. Use it for files that
    are never written again.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_STEP):
            digest.update(data)
        size = os.fstat(file.fileno()).st_size
        content: Buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    return content, digest.hexdigest()


def let_go(array: Array) -> None:
    """Give back the memory that an array takes which is a mapped file's content, where the system can.

    What is read again is mapped again. An array in memory stays.
    """
    content: Any = array
    while isinstance(content, np.ndarray):
        content = content.base
    content = getattr(content, "obj", content)  # of a memoryview
    if isinstance(content, mmap.mmap) and hasattr(content, "madvise"):
        content.madvise(mmap.MADV_DONTNEED)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's entries."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
