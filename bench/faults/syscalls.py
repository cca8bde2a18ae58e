"""Kills an ingest, or fails a system call of it, at every system call: `python -m bench.faults.syscalls [--part N]`.

A process that has imported everything is held until strace is attached to it; then it ingests a changed page into an
index. strace (its option `inject`) kills it at the n-th call of a kind, or lets that call fail. Afterwards the index
has to open with the old words or the new ones, and the next ingest has to go through.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.faults.small_kb import copied, found_after, prepared, scratch
from bench.faults.tables import keep, table
from ingest.errors import SpotterError

HUNG = -100  # in place of an exit status
_LONGEST = 15.0  # seconds; an ingest of these pages takes a tenth of one
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
# calls that a disk can fail; a failing futex or brk tells nothing of an index
_FILES = """
open openat read pread64 write pwrite64 writev fsync fdatasync close rename renameat renameat2 mkdir mkdirat
unlink unlinkat rmdir ftruncate flock fstat newfstatat stat lstat statx getdents64 lseek mmap fcntl ioctl readlink
readlinkat access faccessat2 fadvise64 sendfile copy_file_range
"""
FILES = frozenset(_FILES.split())
_STRACE = shutil.which("strace") or ""
_CALL = re.compile(r"^(\w+)\(")
_NOTE = """\
An ingest of two pages, one of them changed, into an index; strace kills it at each of its system calls, or lets each
that touches files fail. The processes that read its files for it go on untouched: what becomes of an ingest when one of
them is killed is for `tests/test_sandbox.py`. *Ended otherwise*: with a traceback, as the interpreter itself was hit;
the index is whole all the same. *Hung*: CPython waits for ever for a thread whose start was refused memory; killed
after 15 s. *Old*, *new*: the build that a fresh process opens afterwards, every byte and line of it read; then another
ingest has to publish the new words and to leave nothing half done. *A page told as unreadable*: reading it failed, so
that it was rejected with that reason in the report, and the build was published without it."""
# Forks an ingest for each folder that it is told; the ingest waits at a pipe until strace is attached to it.
_NURSERY = """
import ctypes, gc, os, sys
from pathlib import Path
import faiss, bm25s, numpy, lxml.html, openpyxl
from bench.faults.small_kb import ingest_into
from ingest.errors import SpotterError
gc.freeze()
for line in sys.stdin:
    folder = Path(line.rstrip("\\n"))
    go = os.open(folder / "go", os.O_RDWR)  # before strace counts
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # any process may attach
        os.close(0)
        os.read(go, 1)
        try:
            ingest_into(folder)
        except SpotterError:
            os._exit(2)
        except BaseException:
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    status = os.waitpid(child, 0)[1]
    os.close(go)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault."""

    call: str
    fault: str
    when: int  # from 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the ingest, and of the index."""

    status: int  # -9: killed; 0: done; 2: a clear error; 1: another; HUNG
    found: str  # "old", "new", or what is wrong


def possible() -> bool:
    """Whether strace is there and may attach to a process."""
    if not _STRACE:
        return False
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as held:
        with subprocess.Popen([_STRACE, "-p", str(held.pid)], stderr=subprocess.PIPE, text=True) as tracing:
            told = tracing.stderr.readline() if tracing.stderr else ""
            tracing.terminate()
        held.communicate(b"\n")
    return told.endswith("attached\n")


class Nursery:
    """A process that has imported everything, and forks an ingest a case."""

    def __enter__(self) -> "Nursery":
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate()

    def traced(self, folder: Path, options: Sequence[str]) -> int:
        """Ingest in a process that strace is attached to; its exit status, less than 0 for a signal, or HUNG."""
        to, from_ = self._process.stdin, self._process.stdout
        if to is None or from_ is None:
            raise ValueError("the nursery has not been entered")
        os.mkfifo(folder / "go")
        to.write(f"{folder}\n")
        to.flush()
        pid = from_.readline().strip()
        with subprocess.Popen(
            [_STRACE, *options, "-p", pid], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as tracing:
            if tracing.stderr is not None:
                tracing.stderr.readline()  # "strace: Process 1 attached"
            (folder / "go").write_bytes(b"g")
            try:
                tracing.communicate(timeout=_LONGEST)
                hung = False
            except subprocess.TimeoutExpired:
                os.kill(int(pid), signal.SIGKILL)
                hung = True
        (folder / "go").unlink()
        status = int(from_.readline())
        return HUNG if hung else status


def calls(folder: Path, nursery: Nursery) -> dict[str, int]:
    """How often an ingest makes each system call."""
    log = folder / "calls.txt"
    nursery.traced(copied(folder / "template", "count", folder), ["-o", str(log)])
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return dict(sorted(Counter(match[1] for match in map(_CALL.match, lines) if match is not None).items()))


def cases(counts: dict[str, int]) -> Iterator[Case]:
    """Every kill, and every error of a call that a disk can fail."""
    for name, n in counts.items():
        for fault in FAULTS:
            if name in FILES or fault == "signal=KILL":
                yield from (Case(name, fault, when) for when in range(1, n + 1))


def tried(folder: Path, case: Case, nursery: Nursery) -> Outcome:
    """Let one fault happen in a copy of `folder/template`."""
    copy = copied(folder / "template", f"{case.call}-{case.fault[-4:]}-{case.when}", folder)
    try:
        inject = f"inject={case.call}:{case.fault}:when={case.when}"
        status = nursery.traced(copy, ["-o", "/dev/null", "-e", f"trace={case.call}", "-e", inject])
        try:
            return Outcome(status, found_after(copy))
        except (SpotterError, OSError, LookupError, ValueError) as error:
            return Outcome(status, f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def campaign(folder: Path, part: int, workers: int) -> tuple[list[dict[str, object]], list[str]]:
    """Try every `part`-th case: rows of a table, and what went wrong."""
    (folder / "template").mkdir()
    prepared(folder / "template")
    with ExitStack() as held:
        nurseries = [held.enter_context(Nursery()) for _ in range(workers)]
        chosen = [*cases(calls(folder, nurseries[0]))][::part]
        pool = held.enter_context(ThreadPoolExecutor(workers))
        shares = [chosen[n::workers] for n in range(workers)]
        parts = pool.map(lambda own, nursery: [tried(folder, case, nursery) for case in own], shares, nurseries)
        found = {
            case: outcome
            for own, part in zip(shares, parts, strict=True)
            for case, outcome in zip(own, part, strict=True)
        }
        outcomes = [found[case] for case in chosen]
    rows: list[dict[str, object]] = []
    for fault in FAULTS:
        own = [outcome for case, outcome in zip(chosen, outcomes, strict=True) if case.fault == fault]
        rows.append(
            {
                "fault": fault,
                "cases": len(own),
                "calls": len({case.call for case in chosen if case.fault == fault}),
                "killed": sum(outcome.status == -9 for outcome in own),
                "went through": sum(outcome.status == 0 for outcome in own),
                "told in two lines": sum(outcome.status == 2 for outcome in own),
                "ended otherwise": sum(outcome.status not in (-9, 0, 2, HUNG) for outcome in own),
                "hung": sum(outcome.status == HUNG for outcome in own),
                "old build opens": sum(outcome.found == "old" for outcome in own),
                "new build opens": sum(outcome.found == "new" for outcome in own),
                "opens, a page told as unreadable": sum(_told_unreadable(outcome) for outcome in own),
                "unreadable, or next ingest failed": sum(_is_wrong(outcome) for outcome in own),
                "done, but old": sum(outcome.status == 0 and outcome.found == "old" for outcome in own),
            }
        )
    wrong = [
        f"{case.call} {case.fault} {case.when}: {outcome.status} {outcome.found}"
        for case, outcome in zip(chosen, outcomes, strict=True)
        if _is_wrong(outcome) or (outcome.status == 0 and outcome.found == "old")
    ]
    otherwise = Counter(
        (case.call, outcome.status)
        for case, outcome in zip(chosen, outcomes, strict=True)
        if outcome.status not in (-9, 0, 2, HUNG)
    )
    return rows, [*wrong, *(f"ended otherwise: {call} {status}: {n}" for (call, status), n in otherwise.items())]


def _told_unreadable(outcome: Outcome) -> bool:
    return outcome.found.endswith(", one page told as unreadable")


def _is_wrong(outcome: Outcome) -> bool:
    return outcome.found not in ("old", "new") and not _told_unreadable(outcome)


def main() -> None:
    """Run the campaign and keep its table."""
    part = int(sys.argv[2]) if sys.argv[1:2] == ["--part"] else 1
    if not possible():
        sys.exit("strace is not installed, or may not attach to a process")
    folder = scratch()
    try:
        rows, wrong = campaign(folder, part, os.cpu_count() or 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(wrong))
    if part == 1:
        print(keep("syscalls", "python -m bench.faults.syscalls", rows, _NOTE))
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
