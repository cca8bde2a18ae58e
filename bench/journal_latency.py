"""How long a question waits for its place in the journal: `python -m bench.journal_latency [FOLDER]`."""

import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from bot.answers import Answer, Outcome
from bot.journal import Journal

EACH = 100  # questions of a thread


def main() -> None:
    """Print p50, p95 and p99 of `Journal.asked` for one and for twenty threads."""
    print("| threads | questions/s | p50 ms | p95 ms | p99 ms |\n|---:|---:|---:|---:|---:|")
    for threads in (1, 20):
        with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
            journal = Journal(Path(folder) / "journal.sqlite")
            _ask(journal, [])
            took: list[float] = []
            running = [threading.Thread(target=_ask, args=(journal, took)) for _ in range(threads)]
            began = time.perf_counter()
            for thread in running:
                thread.start()
            for thread in running:
                thread.join()
            rate = len(took) / (time.perf_counter() - began)
            journal.close()
        p50, p95, p99 = np.percentile(took, (50, 95, 99)) * 1000
        print(f"| {threads} | {rate:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} |")


def _ask(journal: Journal, took: list[float]) -> None:
    for number in range(EACH):
        text = f"Is there a sauna on floor {number}?"
        answer = Answer(text, text, Outcome.NOT_FOUND, (), (), 0.1, "build", latency_ms=1.0)
        began = time.perf_counter()
        if not journal.asked(answer):
            raise SystemExit("it was not kept")
        took.append(time.perf_counter() - began)


if __name__ == "__main__":
    main()
