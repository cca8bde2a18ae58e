"""How Spotter grows with the number of passages: ingest, size, opening, questions, memory.

    python -m bench.scale [--sizes 1000 10000 100000 1000000] [--copies 100000] [--work DIR]

The passages are made up of public pages (`bench/synthetic.py`), which are not part of the project. Each size is
measured in processes of its own; one that does not fit the machine or the time limit is extrapolated, and says so.
Keeps the table in bench/results/scale.md and scale.json, with a picture where matplotlib is installed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.corpora import EVAL
from bench.scale_plots import draw
from bench.scale_table import Row, extrapolated, table
from bench.speed_systems import size as bytes_below
from bench.speed_table import percentile
from bench.synthetic import PAGE, QUESTIONS, Sources, read_sources, write
from ingest import builds

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MB = 1024 * 1024
SPARE = 0.9  # share of the free memory and disk that a size may need by the sizes before it
LEGEND = f"""\
Passages are synthetic, {PAGE} a page. *Ingest*: pages to a published index, the model loaded before; *encoded*: the
passages that went through the encoder; where these are fewer, the others repeat pages under other names: they are read,
cut, indexed and stored, and the seconds leave out their encoding. *Open*, *first answer*: from the start of a new
process. *Question*: {QUESTIONS} of them, one at a time, the whole answer. *Memory*: of that process, after them
(VmRSS). MB are 1024² bytes. *Extrapolated*: on the line through the two largest measured sizes; question
times are measured only.
"""


class TooLargeError(Exception):
    """A size cannot be measured here: why."""


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    sources = read_sources(arguments.domain)
    rows: list[Row] = []
    for size in sorted(arguments.sizes):
        try:
            _check(extrapolated(size, "estimate", rows), arguments)
            rows.append(_measured(size, sources, arguments))
        except TooLargeError as error:
            _say(f"{size:,}: {error}")
            rows.append(extrapolated(size, str(error), rows))
    head = f"`python -m bench.scale`, {os.cpu_count()} cores, {datetime.now(UTC).date().isoformat()}"
    text = "\n\n".join([head, table(rows), LEGEND.strip()]) + "\n"
    print(text)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "scale.md").write_text(text, encoding="utf-8")
    kept = {"conditions": head, "rows": [asdict(row) for row in rows]}
    (arguments.out / "scale.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    draw(rows, arguments.out)


def _measured(size: int, sources: Sources, arguments: argparse.Namespace) -> Row:
    """One size, from its pages to its answers; what it wrote is removed."""
    home: Path = arguments.work.resolve() / str(size)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    index = home / "index"
    try:
        _say(f"{size:,}: writing pages")
        questions = write(sources, size, home / "pages", arguments.copies)
        _say(f"{size:,}: ingest")
        ingest = _job(home, {"job": "ingest", "pages": str(home / "pages")}, arguments.limit)
        _say(f"{size:,}: questions")
        asked = _job(home, {"job": "ask", "questions": questions}, arguments.limit)
        disk = bytes_below(index / "builds" / builds.current_id(index))
    finally:
        if not arguments.keep:
            shutil.rmtree(home, ignore_errors=True)
    figures = {
        "seconds": ingest["seconds"],
        "rate": ingest["passages"] / ingest["seconds"],
        "ingest_peak": ingest["peak"],
        "disk": disk / MB,
        "open": asked["open"],
        "first": asked["first"],
        "p50": percentile(asked["ms"], 50),
        "p95": percentile(asked["ms"], 95),
        "resident": asked["resident"],
    }
    return Row(ingest["passages"], figures, ingest["encoded"])


def _job(home: Path, given: Mapping[str, Any], limit: float) -> dict[str, Any]:
    """Do a job in a new process.

    Raises:
        TooLargeError: it takes longer than the limit, or breaks off.
    """
    path, out = home / "job.json", home / "out.json"
    told = {"index": str(home / "index"), "out": str(out), "started": time.time(), **given}
    path.write_text(json.dumps(told), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "bench.scale_jobs", str(path)]
    try:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        raise TooLargeError(f"its {given['job']} took longer than {limit:.0f} s") from None
    except subprocess.CalledProcessError as error:
        words = error.stderr.strip().splitlines()
        why = "was killed, as for want of memory" if error.returncode < 0 else f"broke off: {(words or ['?'])[-1]}"
        raise TooLargeError(f"its {given['job']} {why}") from None
    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def _check(estimate: Row, arguments: argparse.Namespace) -> None:
    """Refuse a size that by the measured ones would not fit.

    Raises:
        TooLargeError: it needs more memory, disk or time than there is.
    """
    figures = estimate.figures
    if not figures:
        return
    arguments.work.mkdir(parents=True, exist_ok=True)
    memory, disk = SPARE * _free_memory(), SPARE * shutil.disk_usage(arguments.work).free / MB
    for key, most, what in (("ingest_peak", memory, "memory"), ("disk", disk, "disk")):
        if figures.get(key, 0) > most:
            raise TooLargeError(
                f"it would need some {figures[key] / 1024:,.0f} GB of {what}, {most / 1024:,.0f} are free"
            )
    if arguments.copies is None and figures["seconds"] > arguments.limit:
        raise TooLargeError(
            f"its ingest would take some {figures['seconds']:,.0f} s, the limit is {arguments.limit:.0f}"
        )


def _free_memory() -> float:
    """MB that processes can still have, `MemAvailable` of proc(5)."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable:"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--copies", type=int, help="beyond this many passages pages repeat; default: none does")
    parser.add_argument("--limit", type=float, default=3600, help="seconds a process may take")
    parser.add_argument("--domain", type=Path, default=EVAL.parent / "domain", help="what passages are made of")
    parser.add_argument("--work", type=Path, default=Path("build/scale"), help="pages and indexes")
    parser.add_argument("--keep", action="store_true", help="leave pages and indexes there")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the table; default: bench/results")
    arguments = parser.parse_args()
    if min(arguments.sizes) < 1 or (arguments.copies is not None and arguments.copies < 1):
        parser.error("sizes must be 1 or more")
    if not (arguments.domain / "exercises.jsonl.gz").is_file():
        parser.error(f"no exercises.jsonl.gz in {arguments.domain}")
    return arguments


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
