"""Ingests a folder in a process of its own, for tests that stop it: `python -m tests.publishing KB INDEX [STEP]`.

With STEP it kills itself just before its STEP-th operation on the index folder, counted from 0. It exits with 2 where
the index cannot be written.
"""

import os
import signal
import sys
from pathlib import Path

from ingest.errors import UnwritableIndexError
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

TOUCHES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


def kill_before(step: int, folder: str) -> None:
    """Kill this process just before its step-th operation below the folder, counted from 0."""
    seen = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in TOUCHES and folder in os.fsdecode(args[0] if isinstance(args[0], str | bytes | Path) else ""):
            seen += 1
            if seen > step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main(kb: str, index: str, *steps: str) -> None:
    """Ingest, up to the given step."""
    if steps:
        kill_before(int(steps[0]), index)
    try:
        ingest([Path(kb)], Path(index), WordEncoder())
    except UnwritableIndexError:
        sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
