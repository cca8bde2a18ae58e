"""Ingests every bomb beside a good page, each through the sandbox, and prints what became of it.

    python -m bench.faults.bombs

While it runs, a server in another process goes on answering: the limits are those of one file. The table goes to
bench/results/faults-bombs.md.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.faults.bomb_files import GOOD, bombs
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

RESULTS = Path(__file__).parents[1] / "results" / "faults-bombs.md"


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of bombs, parted by commas")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the table goes")
    arguments = parser.parse_args()
    only = set(filter(None, arguments.only.split(",")))
    rows = ["| file | bytes | seconds | what became of it | the good page |", "|---|---:|---:|---|---|"]
    for name, data in bombs():
        if only and name not in only:
            continue
        with TemporaryDirectory() as folder:
            pages = Path(folder) / "kb"
            pages.mkdir()
            (pages / "good.md").write_text(GOOD, encoding="utf-8")
            (pages / name).write_bytes(data)
            began = time.perf_counter()
            report = ingest([pages], Path(folder) / "index", WordEncoder())
            seconds = time.perf_counter() - began
        own = next(page for page in report.pages if page.source.split("/")[0] == name)
        good = next(page for page in report.pages if page.source == "good.md")
        told = f"{own.status}: {own.reason}" if own.reason else f"{own.status}, {own.passages:,} passages"
        rows.append(f"| {name} | {len(data):,} | {seconds:.1f} | {told[:120].replace('|', '/')} | {good.status} |")
        print(rows[-1], flush=True)
        head = "# Bombs\n\nEach beside a good page: `python -m bench.faults.bombs`.\n\n"
        arguments.out.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
