"""Speed on the sample pages: ingest, questions, a cold start, size.

    python -m bench.speed [--runs 3]

Prints a table and writes it to bench/results/speed.md. Timings depend on the machine; compare figures of one run only.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.answers import Question
from bot.assemble import bot_of, publish
from bot.expectations import read_expectations
from bot.settings import Settings
from ingest.encoder import SentenceEncoder
from ingest.settings import IngestSettings

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "questions" / "kb.jsonl"
RESULT = ROOT / "bench" / "results" / "speed.md"


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of each measurement; the median is printed")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), runs)
    table = "\n".join(["| measure | median |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])
    print(table)
    RESULT.write_text(f"`python -m bench.speed`, {os.cpu_count()} cores\n\n{table}\n", encoding="utf-8")


def measure(folder: Path, runs: int) -> list[tuple[str, str]]:
    """Names and values of the table's rows."""
    encoder = SentenceEncoder()
    ingests = []
    for run in range(runs):
        report = publish([ROOT / "kb"], folder / str(run), encoder)
        ingests.append(report.seconds)
    index = folder / "0"
    again = publish([ROOT / "kb"], index, encoder)
    bot = bot_of(Settings(IngestSettings(index=index)), print)
    asked = [expected.question for expected in read_expectations(QUESTIONS)]
    bot.ask(Question("warm up"))
    times = []
    for _ in range(runs):
        for question in asked:
            began = time.perf_counter()
            bot.ask(question)
            times.append(1000 * (time.perf_counter() - began))
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    colds = [
        _seconds([sys.executable, "-m", "bot", "ask", "how much is a guest pass", "--index", str(index)])
        for _ in range(runs)
    ]
    helps = [_seconds([sys.executable, "-m", "bot", "--help"]) for _ in range(runs)]
    return [
        ("ingest, passages/s", f"{report.passages / statistics.median(ingests):.0f}"),
        ("ingest of unchanged pages, s", f"{again.seconds:.2f}"),
        ("question p50, ms", f"{statistics.median(times):.1f}"),
        ("question p95, ms", f"{statistics.quantiles(times, n=20)[-1]:.1f}"),
        ("cold `spotter ask`, s", f"{statistics.median(colds):.2f}"),
        ("`spotter --help`, s", f"{statistics.median(helps):.2f}"),
        ("index, KB a passage", f"{size / 1024 / report.passages:.1f}"),
        ("resident memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"),
    ]


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
