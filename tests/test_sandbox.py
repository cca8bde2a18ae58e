"""One file that kills its reader, or takes too much, costs itself and nothing else."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bench.faults.bomb_files import GOOD, bombs
from ingest.confinement import Limits
from ingest.documents import Document
from ingest.errors import RejectedFileError
from ingest.loaders import load
from ingest.loading import load_each
from ingest.pipeline import ingest
from ingest.report import Status
from ingest.sandbox import Sandbox
from tests.fakes import WordEncoder

ROOT = Path(__file__).parent.parent
PAGE = GOOD.encode()
SLOW = b"Words.\n\n" * 4_000_000  # is read for more than a few seconds
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system does not enforce this limit")
QUICK = {  # bombs that are refused or read in a moment; bench.faults.bombs runs all of them
    *("ratio.zip", "nested.zip", "entries.zip", "directory.zip", "overlapping.zip", "dictionary.zip", "laughs.docx"),
    *("external-entity.docx", "ratio.docx", "nested-tables.docx", "remote-template.docx", "laughs.xlsx"),
    *("lying-dimension.xlsx", "far-row.xlsx", "number-format.xlsx", "page-loop.pdf", "flate-twice.pdf", "forms.pdf"),
    *("form-in-itself.pdf", "code-range.pdf", "table-loop.pdf", "nested.html", "questions.html", "tables.html"),
    *("nested.json", "digits.json", "exponent.json", "quotes.csv", "binary.txt", "quotes.md", "front-matter.md"),
}


def _told(found: list[Document | RejectedFileError]) -> list[str]:
    return [item.message if isinstance(item, RejectedFileError) else item.title for item in found]


def _workers() -> set[int]:
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(maxsplit=2) for line in listed]
    return {int(pid) for pid, parent, told in rows if int(parent) == os.getpid() and "ingest.worker" in told}


def test_a_document_comes_out_of_the_sandbox_as_its_loader_makes_it() -> None:
    page = b"---\nreviewed: 2026-01-05\n---\n# Caf\xc3\xa9\n\nWords.\n\n1. One\n"

    with Sandbox() as sandbox:
        (found,) = sandbox.load([("a.md", page)])

    assert found == load(page, "a.md")
    assert isinstance(found, Document)
    assert found.reviewed == date(2026, 1, 5)


def test_what_a_loader_refuses_keeps_its_reason_and_what_to_do() -> None:
    with Sandbox() as sandbox:
        (found,) = sandbox.load([("a.json", b"{")])

    assert isinstance(found, RejectedFileError)
    assert (found.message.startswith("not JSON"), found.fix) == (True, "Mend it, or export it anew.")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(processor=1), "takes more than 1 seconds of processor time"),
        (Limits(wall=3), "takes more than 3 seconds"),
        pytest.param(Limits(memory=1 << 28), "needs more than 0.25 GB of memory", marks=linux),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_its_name_and_the_rest_goes_on(limits: Limits, reason: str) -> None:
    with Sandbox(limits) as sandbox:
        found = sandbox.load([("slow.txt", SLOW), ("b.md", PAGE)])

    assert _told(found) == [reason, "Sauna"]


def test_a_reader_that_is_killed_costs_one_file_at_most() -> None:
    before = _workers()
    with Sandbox() as sandbox:
        assert _told(sandbox.load([("a.md", PAGE)])) == ["Sauna"]
        (worker,) = _workers() - before
        killer = threading.Timer(0.2, lambda: os.kill(worker, signal.SIGSEGV))
        killer.start()
        found = sandbox.load([("slow.txt", SLOW[:800_000]), ("b.md", PAGE)])

    assert _told(found)[1] == "Sauna"  # and the first was tried again, in a reader of its own
    assert _workers() == before


def test_the_reader_ends_with_its_parent() -> None:
    code = (
        "import os, sys; from ingest.sandbox import Sandbox; s = Sandbox(); s.load([('a.md', b'words')]); "
        "print(s._worker._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()

    for _ in range(100):
        alive = subprocess.run(["ps", "-o", "stat=", "-p", str(worker)], capture_output=True, text=True, check=False)
        if not alive.stdout.strip() or alive.stdout.strip().startswith("Z"):
            return
        time.sleep(0.05)
    pytest.fail("the reader outlives its parent")


@pytest.mark.parametrize(
    "attempt",
    [
        *("import socket; socket.socket()", "import socket; socket.getaddrinfo('localhost', 80)"),
        *("import subprocess; subprocess.Popen(['true'])", "import os; os.system('true')", "import os; os.fork()"),
        *("open('x', 'w')", "open('/etc/passwd')", "import os; os.open('x', os.O_CREAT)", "import os; os.remove('x')"),
        *("import pickle; pickle.loads(b'cos\\nsystem\\n.')", "import ctypes; ctypes.CDLL('libc.so.6')"),
        "import os; os.kill(1, 0)",
    ],
)
@linux
def test_what_no_page_needs_is_refused_in_the_reader(attempt: str) -> None:
    code = f"""
import sys
from ingest import confinement
watch = confinement.confine(confinement.Limits())
try:
    {attempt.replace("; ", chr(10) + "    ")}
except confinement.RefusedError as error:
    print("refused", watch.refused == error.args[0])
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert (done.stdout, done.stderr) == ("refused True\n", "")


def test_the_environment_of_the_reader_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "secret")
    before = _workers()
    with Sandbox() as sandbox:
        sandbox.load([("a.md", PAGE)])
        (worker,) = _workers() - before
        held = subprocess.run(["ps", "ewww", "-p", str(worker)], capture_output=True, text=True, check=True).stdout

    assert "secret" not in held


def test_many_files_come_back_in_their_order_whatever_reads_them() -> None:
    def reader(number: int) -> Callable[[], bytes]:
        return lambda: f"<h1>Page {number}</h1><p>{'Words. ' * (number % 7 * 500 + 1)}".encode()

    files = [(f"{number}.html", reader(number)) for number in range(40)]

    found = list(load_each(files, workers=2))

    assert [loaded.document and loaded.document.title for loaded in found] == [f"Page {n}" for n in range(40)]


def test_a_folder_of_bombs_is_refused_by_name_while_a_good_page_is_ingested(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    kb.mkdir()
    (kb / "good.md").write_text(GOOD)
    for name, data in bombs():
        if name in QUICK:
            (kb / name).write_bytes(data)
    began = time.monotonic()

    report = ingest([kb], tmp_path / "index", WordEncoder())

    statuses = {page.source: page for page in report.pages}
    assert statuses["good.md"].status is Status.INGESTED
    for name in QUICK:
        own = [page for page in report.pages if page.source.split("/")[0] == name]
        assert own, name
        assert all(page.status is Status.INGESTED or page.reason for page in own), name
        assert not any("crashed" in page.reason or "made the reader" in page.reason for page in own), name
    assert sum(report.totals.values()) == len(report.pages) == len({page.source for page in report.pages})
    assert time.monotonic() - began < 120
