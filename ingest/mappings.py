"""Memory that mapped files take is given back to the system; what is read again is mapped again.

An address may be given back only while its owner surely keeps it mapped: between finding and giving back, another
thread could unmap it, and a third have it for its own memory, which would be emptied.
"""

import ctypes
import mmap
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Span = tuple[int, int]  # first address, and the one behind the last


def spans_of(path: Path, code: bool = False) -> frozenset[Span]:
    """Where a file is mapped, without what may be or was written to; empty where the system does not tell.

    Args:
        path: as it was opened.
        code: of a library, the part that is run: what else of it cannot be written to was when it was loaded.
    """
    found = set()
    with suppress(OSError):
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            span, access, *_, name = line.split(maxsplit=5)
            if name == str(path) and "w" not in access and ("x" in access) is code:
                first, last = span.split("-")
                found.add((int(first, 16), int(last, 16)))
    return frozenset(found)


def let_go(spans: Iterable[Span]) -> None:
    """Give back the memory of spans that stay mapped meanwhile, where the system can."""
    with suppress(OSError, AttributeError):
        madvise = ctypes.CDLL(None).madvise
        for first, last in spans:
            madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), mmap.MADV_DONTNEED)
