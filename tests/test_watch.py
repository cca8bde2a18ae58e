import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.watch import Watch, state_of

ROOT = Path(__file__).parent.parent


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "a.md").write_text("Lift.")
    return folder


def looks(watch: Watch, steps: list[Callable[[], object] | None], at_most: float | None = None) -> int:
    """How many looks a wait takes, where before each of them something happens."""
    happening = iter(steps)
    taken = 0

    def sleep(_: float) -> None:
        nonlocal taken
        taken += 1
        step = next(happening, None)
        if step:
            step()
        assert taken < 50, "nothing was noticed"

    watch._sleep = sleep
    watch.wait(at_most)
    return taken


def change(path: Path, text: str) -> Callable[[], object]:
    return lambda: path.write_text(text)


@pytest.mark.parametrize(
    "event",
    [
        lambda kb: (kb / "a.md").write_text("Lower the bar."),
        lambda kb: (kb / "b.md").write_text("New."),
        lambda kb: (kb / "a.md").unlink(),
        lambda kb: (kb / "a.md").rename(kb / "c.md"),
        lambda kb: os.utime(kb / "a.md", (1, 1)),
        lambda kb: (kb / "sub").mkdir() or (kb / "sub" / "d.md").write_text("Deep."),
        lambda kb: kb.rename(kb.with_name("away")),
    ],
    ids=["changed", "new", "deleted", "renamed", "touched", "in a new folder", "folder gone"],
)
def test_a_change_is_noticed_once_it_has_settled(kb: Path, event: Callable[[Path], object]) -> None:
    watch = Watch([kb])

    assert looks(watch, [None, None, lambda: event(kb)]) == 4


def test_a_file_that_is_still_being_written_is_waited_for(kb: Path) -> None:
    steps = [change(kb / "a.md", "x" * n) for n in (7, 8, 9, 10)]

    assert looks(Watch([kb]), [*steps]) == 5


def test_a_change_that_is_taken_back_is_none(kb: Path) -> None:
    watch = Watch([kb])
    there_and_gone = [change(kb / "b.md", "x"), (kb / "b.md").unlink, None, change(kb / "a.md", "Other.")]

    assert looks(watch, [*there_and_gone]) == 5


def test_what_changes_between_two_waits_is_noticed_by_the_second(kb: Path) -> None:
    watch = Watch([kb])
    looks(watch, [change(kb / "a.md", "One.")])
    (kb / "a.md").write_text("Two words.")

    assert looks(watch, []) == 2


def test_a_wait_can_have_an_end(kb: Path) -> None:
    assert looks(Watch([kb], every=1), [], at_most=10) == 10


def test_a_source_that_comes_back_is_another_state(kb: Path) -> None:
    here = state_of([kb])
    kb.rename(kb.with_name("away"))
    gone = state_of([kb])
    kb.with_name("away").rename(kb)

    assert here != gone
    assert state_of([kb]) == here


@pytest.fixture
def watching(kb: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[[], dict[str, Any]], Callable[[], str]]]:
    """A command that watches `kb`: its process, its next report, its next line of errors."""
    command = [sys.executable, "-m", "tests.watching", str(kb), str(kb.with_name("index"))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines: dict[str, queue.Queue[str]] = {}
        for name, stream in (("out", process.stdout), ("err", process.stderr)):
            lines[name] = queue.Queue()
            threading.Thread(target=lambda q, s: [q.put(line) for line in s], args=(lines[name], stream)).start()
        try:
            yield process, lambda: json.loads(lines["out"].get(timeout=60)), lambda: lines["err"].get(timeout=60)
        finally:
            process.kill()


def test_ingest_watch_publishes_changes_tells_failures_and_ends_quietly_on_ctrl_c(
    kb: Path, watching: tuple[subprocess.Popen[str], Callable[[], dict[str, Any]], Callable[[], str]]
) -> None:
    process, report, error = watching
    began = error()
    first = report()
    (kb / "a.md").write_text("Lower.")
    second = report()
    (kb / "a.md").write_bytes(b"")
    failed = [error(), error()]
    (kb / "b.md").write_text("Rest.")
    third = report()
    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert began == f"Watching {kb}  (Ctrl-C stops it)\n"
    assert (first["totals"]["ingested"], second["totals"]["ingested"], second["embedded"]) == (1, 1, 1)
    assert failed[0] == f"error: nothing in {kb} can be ingested: a.md: empty\n"
    assert failed[1].startswith("fix:   Add pages of one of these types:")
    assert (third["totals"]["empty"], third["totals"]["ingested"]) == (1, 1)
    assert len({first["build"], second["build"], third["build"]}) == 3
