"""Ingests every bomb beside a good page by `spotter ingest`, while `spotter serve` answers from another index.

    python -m bench.faults.bombs [--only NAMES]

Each bomb has to be refused by name, or read within the limits, the good page ingested, and every question answered
meanwhile; else the status is 1. The table goes to bench/results/faults-bombs.md.
"""

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.faults.bomb_files import GOOD, bombs
from bench.faults.load import Load, Reply, fetched
from bench.faults.reload import server
from bench.faults.tables import keep, table

RATE = 5.0  # questions a second
QUESTION = "How much is a guest pass?"
ANSWER = "A guest pass costs £8."
_SERVED = f"# Prices\n\n## FAQ\n\n### {QUESTION}\n\n{ANSWER}\n\n### Is there a sauna?\n\nYes, for members.\n"
_OFF = {"SPOTTER_RATE": "off", "SPOTTER_SITE_RATE": "off"}
_LONGEST = 300  # seconds of an ingest; reading a file may take 60
_TOLD = 110  # characters of what became of a file
_DEFECTS = ("crashed the reader", "made the reader")
_NOTE = f"""\
Each is ingested beside a good page by `spotter ingest`, with the default model and into an index of its own, while
`spotter serve`, in another process and over another index, is asked {RATE:.0f} times a second over HTTP; on two cores
that had other work. *Seconds*: of the whole ingest, its start with it. *Good page*: what became of it. *Failed*: no
reply, not 200, or another answer than the page's. Reading a file is limited; encoding what was read is not, and takes
its time with a file of 300,000 paragraphs (paragraphs.docx)."""


def main() -> None:
    """Run the campaign; keep the table of a whole one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of bombs, parted by commas")
    only = set(filter(None, parser.parse_args().only.split(",")))
    with TemporaryDirectory() as folder:
        rows, wrong = _campaign(Path(folder), only)
    print(table(rows) if only else keep("bombs", "python -m bench.faults.bombs", rows, _NOTE))
    print(*wrong, sep="\n", file=sys.stderr)
    sys.exit(bool(wrong))


def _campaign(folder: Path, only: set[str]) -> tuple[list[dict[str, object]], list[str]]:
    """A row for each bomb and one for all; and what has gone wrong."""
    (folder / "kb").mkdir()
    (folder / "kb" / "prices.md").write_text(_SERVED, encoding="utf-8")
    _ingested(folder / "kb", folder / "index")
    wrong: list[str] = []
    done: list[tuple[dict[str, object], int, float, float]] = []
    with server(folder / "index", {**_OFF, "SPOTTER_JOURNAL": str(folder / "journal.sqlite")}) as (address, _):

        def ask() -> Reply:
            return fetched(f"{address}/api/ask", {"question": QUESTION})

        for _ in range(20):  # the first questions make the kernels
            ask()
        with Load(ask, RATE) as load:
            for name, data in bombs():
                if only and name not in only:
                    continue
                began = time.monotonic()
                row = _bomb(folder, name, data, wrong)
                done.append((row, len(data), began, time.monotonic()))
                print(*row.values(), sep=" | ", file=sys.stderr, flush=True)
    rows: list[dict[str, object]] = [row | _answered(load.replies, began, ended) for row, _, began, ended in done]
    together = _answered(load.replies, 0.0, math.inf)
    wrong += [f"{together['failed']} questions were not answered"] if together["failed"] else []
    _, _, began, _ = done[0]
    whole = {"file": f"all {len(done)}", "bytes": sum(size for _, size, _, _ in done)}
    whole |= {"seconds": f"{done[-1][3] - began:.1f}", "what became of it": f"{len(wrong)} wrong", "good page": ""}
    return [*rows, whole | together], wrong


def _bomb(folder: Path, name: str, data: bytes, wrong: list[str]) -> dict[str, object]:
    """Ingest a bomb; add to `wrong` where it has done harm."""
    with TemporaryDirectory(dir=folder) as own:
        pages = Path(own) / "kb"
        pages.mkdir()
        (pages / "good.md").write_text(GOOD, encoding="utf-8")
        (pages / name).write_bytes(data)
        began = time.perf_counter()
        try:
            found = _ingested(pages, Path(own) / "index")
        except (subprocess.TimeoutExpired, ValueError) as error:
            wrong.append(f"{name}: {type(error).__name__}")
            found = []
        seconds = time.perf_counter() - began
    of_bomb = [page for page in found if page["source"].split("/")[0] == name]
    good = next((page["status"] for page in found if page["source"] == "good.md"), "lost")
    reasons = [page["reason"] for page in of_bomb]
    if not of_bomb or good != "ingested" or any(reason.startswith(_DEFECTS) for reason in reasons):
        wrong.append(f"{name}: {reasons[:1]}, the good page is {good}")
    told = {"file": name, "bytes": len(data), "seconds": f"{seconds:.1f}"}
    return told | {"what became of it": _outcome(of_bomb), "good page": good}


def _outcome(pages: Sequence[Mapping[str, Any]]) -> str:
    """What became of a file; of an archive, of its first page, and how many there are."""
    if not pages:
        return "lost"
    first = pages[0]
    told = first["reason"].removeprefix("empty: ") or f"{first['passages']:,} passages"
    rest = f" (and {len(pages) - 1:,} more)" if len(pages) > 1 else ""
    return f"{first['status']}: {told if len(told) <= _TOLD else told[:_TOLD] + '…'}{rest}".replace("|", "/")


def _answered(replies: Sequence[Reply], began: float, ended: float) -> dict[str, object]:
    """What became of the questions that were asked in a stretch of time."""
    asked = [reply for reply in replies if began <= reply.asked < ended]
    n_good = sum(reply.status == 200 and _says(reply) for reply in asked)
    slowest = max((reply.seconds for reply in asked), default=0.0)
    return {"answers": n_good, "failed": len(asked) - n_good, "slowest, ms": round(1000 * slowest)}


def _says(reply: Reply) -> bool:
    return ANSWER in json.dumps(json.loads(reply.body), ensure_ascii=False)


def _ingested(pages: Path, index: Path) -> list[dict[str, Any]]:
    """`spotter ingest`: what became of each path.

    Raises:
        ValueError: it does not say.
        subprocess.TimeoutExpired: it takes too long.
    """
    command = [sys.executable, "-m", "bot", "ingest", str(pages), "--index", str(index), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=_LONGEST, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout)["pages"]
    return found


if __name__ == "__main__":
    main()
