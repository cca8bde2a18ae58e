"""Files of questions: what `spotter batch` answers a second, the memory it holds, and LangChain's loop beside it.

    python -m bench.batch [--questions 10000] [--repeated 100000] [--rounds 2] [--work DIR]

The questions are those of the public sets, each once; the pages are SQuAD's. The two take turns, each in processes and
an environment of its own. Prints a table; where all questions are asked it is kept in bench/results/batch.md. Timings
depend on the machine; compare figures of one run only.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.corpora import EVAL, SETS, read_rows
from bench.peers.environments import PeerError
from bench.peers.timing import FOUND
from bench.speed_documents import Documents, of_corpus
from bench.speed_systems import KNOWN, OFFLINE, ROOT, Installed
from ingest.encoder import default_model_folder

RESULTS = Path(__file__).resolve().parent / "results"
PAGES = "squad2"
BAR, BAR_RATIO = 150, 5  # questions a second, and times LangChain's
DISTINCT = 2000  # questions of the long file, more than the batch remembers answers for
LEGEND = f"""\
- *Spotter*: `spotter batch` on a JSONL file, from the start of its process to its exit: loading the model, reading,
  encoding, searching, judging, composing and citing, writing every row twice (beside the target, then in its place).
- *LangChain*: its FAISS store asked for the {FOUND} nearest texts, one question at a time in a loop, as its
  documentation has it. Only the loop is timed: not the start, and nothing is read or written.
- Both have the same model (all-MiniLM-L6-v2) and the same documents.
- *Memory*: of all its processes together, what is theirs alone and their share of what they have in common (Pss),
  after a tenth, half, and all of the time, and at most. MB are 1024² bytes.
- *Repeated*: {DISTINCT:,} questions in turn, over and over: what would be remembered of each row would show.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `spotter batch`."""

    rows: int
    seconds: float
    resident: tuple[float, ...]  # MB, every half second

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds

    @property
    def peak(self) -> float:
        """The most MB that were seen."""
        return max(self.resident)

    def after(self, share: float) -> float:
        """MB after this share of the time."""
        return self.resident[min(int(share * len(self.resident)), len(self.resident) - 1)]


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    if not EVAL.is_dir():
        sys.exit(f"the question sets are not in {EVAL}")
    work: Path = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    questions = questions_of_all_sets()[: arguments.questions]
    source = of_corpus(EVAL / PAGES, None, work / "pages")
    documents = Documents(PAGES, source.texts, source.pages, tuple(questions[:10]), tuple(questions))
    spotter_index = _index(documents, work)
    asked, repeated = work / "asked.jsonl", work / "repeated.jsonl"
    _write(asked, questions)
    peer = _peer(documents, work)
    runs, loops = [], []
    for turn in range(arguments.rounds):
        _say(f"round {turn + 1}: Spotter")
        runs.append(answered(asked, spotter_index, len(questions)))
        if peer is not None:
            _say(f"round {turn + 1}: LangChain")
            loops.append(len(questions) / (sum(peer.ask()["ms"]) / 1000))
    long = None
    if arguments.repeated:
        _say("the long file")
        _write(repeated, [questions[i % min(DISTINCT, len(questions))] for i in range(arguments.repeated)])
        long = answered(repeated, spotter_index, arguments.repeated)
    text = _page(runs, loops, long, arguments)
    print(text)
    if arguments.out is not None:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "batch.md").write_text(text, encoding="utf-8")


def questions_of_all_sets() -> list[str]:
    """The questions of the public sets, each once, those about the pages first."""
    texts = (row["text"] for name in SETS if (EVAL / name).is_dir() for row in read_rows(EVAL / name / "queries.jsonl"))
    return list(dict.fromkeys(text for text in texts if text.strip()))


def answered(source: Path, index: Path, rows: int) -> Run:
    """Run `spotter batch` and watch its memory.

    Raises:
        SystemExit: it failed.
    """
    target = source.with_suffix(".answers.jsonl")
    command = [
        sys.executable,
        "-m",
        "bot",
        "batch",
        str(source),
        "--out",
        str(target),
        "--index",
        str(index),
        "--restart",
    ]
    resident: list[float] = []
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **OFFLINE}, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            resident.append(_memory(process.pid))
            time.sleep(0.5)
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"spotter batch ended with {process.returncode}")
    with target.open("rb") as file:
        written = sum(1 for _ in file)
    if written != rows:
        sys.exit(f"{rows:,} rows went in, {written:,} came out")
    return Run(rows, seconds, tuple(filter(None, resident)))


def _memory(process: int) -> float:
    """MB of a process and all that it has started; 0 where it has just ended."""
    proc = Path(f"/proc/{process}")
    try:
        own = next(line for line in (proc / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        started = [int(pid) for path in proc.glob("task/*/children") for pid in path.read_text().split()]
    except (OSError, StopIteration):
        return 0.0
    return int(own.split()[1]) / 1024 + sum(map(_memory, started))


def _index(documents: Documents, work: Path) -> Path:
    index = work / "index"
    _say("ingesting the pages")
    command = [sys.executable, "-m", "bot", "ingest", str(documents.pages), "--index", str(index)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **OFFLINE}, check=True, stdout=subprocess.DEVNULL)
    return index


def _peer(documents: Documents, work: Path) -> Installed | None:
    known = next(one for one in KNOWN if one.name == "langchain")
    try:
        peer = Installed(known, documents, default_model_folder(), work, _say)
        _say("ingesting for LangChain")
        peer.ingest(reuse=True)
    except PeerError as error:
        _say(str(error))
        return None
    return peer


def _write(path: Path, questions: Sequence[str]) -> None:
    rows = (json.dumps({"id": i, "question": text}, ensure_ascii=False) for i, text in enumerate(questions))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _page(runs: Sequence[Run], loops: Sequence[float], long: Run | None, arguments: argparse.Namespace) -> str:
    rate = statistics.median(run.rate for run in runs)
    ratios = [run.rate / loop for run, loop in zip(runs, loops, strict=False)]
    rows = [("Spotter, questions/s", f"{rate:.0f}", f"≥ {BAR}", _kept(rate >= BAR))]
    if loops:
        rows.append(("LangChain's loop, questions/s", f"{statistics.median(loops):.0f}", "", ""))
        ratio = statistics.median(ratios)
        told = ", ".join(f"{one:.2f}" for one in ratios)
        rows.append(
            (f"Spotter to LangChain, median of {told}", f"{ratio:.2f}×", f"≥ {BAR_RATIO}×", _kept(ratio >= BAR_RATIO))
        )
    for name, run in (("", runs[-1]), (f"{arguments.repeated:,} rows repeated: ", long)):
        if run is not None:
            told = " / ".join(f"{run.after(share):.0f}" for share in (0.1, 0.5, 1))
            rows.append((f"{name}memory after 10 / 50 / 100 % of the time, MB", told, "flat", ""))
            rows.append((f"{name}peak memory, MB", f"{run.peak:.0f}", "", ""))
    if long is not None:
        rows.append((f"{arguments.repeated:,} rows repeated: questions/s", f"{long.rate:.0f}", "", ""))
    load = os.getloadavg()[0]
    conditions = (
        f"{arguments.questions:,} questions, {PAGES}'s pages, {arguments.rounds} rounds, {os.cpu_count()} cores, "
        f"load {load:.1f} at the end, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )
    table = ["| measure | value | bar |  |", "|---|--:|--:|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return f"`python -m bench.batch`, {conditions}\n\n" + "\n".join(table) + f"\n\n{LEGEND}"


def _kept(kept: bool) -> str:
    return "kept" if kept else "**missed**"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--repeated", type=int, default=100_000, help="rows of the long file; 0 for none")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("build/batch"), help="environments and indexes, kept")
    parser.add_argument("--out", type=Path, default=None, help="folder for batch.md; bench/results where all is asked")
    arguments = parser.parse_args()
    if arguments.out is None and arguments.questions >= 10_000 and arguments.repeated >= 100_000:
        arguments.out = RESULTS
    return arguments


if __name__ == "__main__":
    main()
