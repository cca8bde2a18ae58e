"""What the process that reads files may not do: use much memory or time, write, open a connection, start a program."""

import ctypes
import math
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any

_FORBIDDEN = (  # beginnings of audit events: https://docs.python.org/3/library/audit_events.html
    *("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "nntplib.", "telnetlib."),
    *(
        "subprocess.",
        "os.exec",
        "os.fork",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.",
        "os.kill",
    ),
    *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"),
    *("os.truncate", "os.utime", "os.setxattr", "os.removexattr", "shutil.", "tempfile.", "sqlite3.", "webbrowser."),
    *("pickle.", "ctypes."),
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
_GRACE = 10  # seconds of wall time, after which a worker that nobody watches any more ends itself


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 1 << 30  # bytes of address space
    processor: int = 30  # seconds
    wall: int = 60  # seconds


class RefusedError(PermissionError):
    """A loader has tried what no file needs; `args[0]` is Python's name for it."""


class Watch:
    """Refuses what is forbidden, and remembers it: a loader may take the refusal for damage of the file."""

    def __init__(self) -> None:
        self.refused = ""
        self._roots = tuple(os.path.join(os.path.realpath(path), "") for path in sys.path if path)  # noqa: PTH118

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at one audit event.

        Raises:
            RefusedError: it is forbidden.
        """
        if event.startswith(_FORBIDDEN) or (event == "open" and not self._is_fine(*args)):
            self.refused = self.refused or event
            raise RefusedError(event)

    def _is_fine(self, path: object, mode: object, flags: object) -> bool:
        """Only Python's own files are read, when a library is imported."""
        if isinstance(path, int):
            return True  # open already
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITES):
            return False
        return os.path.realpath(os.fsdecode(path)).startswith(self._roots)  # type: ignore[arg-type]


def confine(limits: Limits) -> Watch:
    """Confine this process for good, as far as its system can.

    Linux holds to all of it. macOS does not enforce the limit on memory, and there is no way to take its network away
    but the watch; Windows has the watch alone, and the wall time, which the parent holds to.
    """
    if sys.platform != "win32":
        import resource

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this process
        for name, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_AS", limits.memory)):
            try:
                resource.setrlimit(getattr(resource, name), (most, most))
            except (ValueError, OSError):  # beyond what this process was given, or unknown to the system
                continue
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if libc.unshare(_NEW_NETWORK):  # needs root, or else a name space of users, which some systems forbid
            libc.unshare(_NEW_USER | _NEW_NETWORK)
    watch = Watch()
    sys.addaudithook(watch)
    return watch


def begin_file(limits: Limits) -> None:
    """Give the next file its processor and wall time; beyond them the system ends this process."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        soft = math.ceil(used.ru_utime + used.ru_stime) + limits.processor
        resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))
        signal.alarm(limits.wall + _GRACE)


def end_file() -> None:
    """Stop the clock: between two files a worker may wait for any time."""
    if sys.platform != "win32":
        signal.alarm(0)
