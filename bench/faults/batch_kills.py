"""Batches killed at random moments and started again: the answers must be those of a batch that was left alone.

    python -m bench.faults.batch_kills [--kills 50] [--rows 400] [--seed 1]

Each time a batch of its own is killed (SIGKILL) just before a call of a function, drawn evenly from all that it makes,
those of Python's own functions among them, and then started again. What stands under the target's name is looked at
after the kill and at the end. Prints a table, which is kept in bench/results/faults-batch.md where 50 kills or more are
asked for.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.batch.checkpoint import checkpoint_of
from bot.batch.run import answer_file
from ingest.pipeline import ingest
from tests.batching import PAGES, bot_over
from tests.fakes import WordEncoder

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "bench" / "results"
FORMATS = ("csv", "tsv", "jsonl", "json", "xlsx")
ASKED = ("How much is a guest pass number {}?", "and on Sunday at {}?", "Who won the cup of {}?", "")


def main() -> None:
    """Kill, start again, compare, print."""
    arguments = _arguments()
    drawn = random.Random(arguments.seed)  # noqa: S311 - the same moments every time
    counts: dict[str, Counter[str]] = {form: Counter() for form in FORMATS}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        index, source = _index(work), _questions(work / "q.csv", arguments.rows)
        calls = {form: int(_run(source, work / f"whole.{form}", index, 0)) for form in FORMATS}
        for number in range(arguments.kills):
            form = FORMATS[number % len(FORMATS)]
            _one(source, work / f"{number}.{form}", index, drawn.randrange(1, calls[form]), counts[form])
            print(f"\r{number + 1} of {arguments.kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    text = _page(counts, arguments)
    print(text)
    if arguments.kills >= 50:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "faults-batch.md").write_text(text, encoding="utf-8")
    if any(count["wrong"] for count in counts.values()):
        sys.exit(1)


def _one(source: Path, target: Path, index: Path, moment: int, count: Counter[str]) -> None:
    whole = target.with_name(f"whole{target.suffix}").read_bytes()
    _run(source, target, index, moment)
    kept, written = checkpoint_of(target).exists(), target.exists()
    count["kills"] += 1
    count["before the first row" if not kept and not written else "on the way" if kept else "at the end"] += 1
    wrong = written and target.read_bytes() != whole
    summary = answer_file(source, target, lambda: bot_over(index))
    count["rows from before"] += summary.resumed
    wrong = wrong or target.read_bytes() != whole or list(target.parent.glob(f".{target.name}*")) != []
    count["wrong"] += wrong


def _run(source: Path, target: Path, index: Path, last: int) -> str:
    """What a batch in a process of its own prints; it dies at its call of this number."""
    command = [sys.executable, "-m", "tests.batching", *map(str, (source, target, index, last))]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout


def _index(work: Path) -> Path:
    for name, text in PAGES.items():
        path = work / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest([work / "kb"], work / "index", WordEncoder())
    return work / "index"


def _questions(path: Path, rows: int) -> Path:
    lines = [f"{i},{ASKED[i % len(ASKED)].format(i)},c{i // 4},=x{i}\n" for i in range(rows)]
    path.write_text("id,question,conversation,note\n" + "".join(lines), encoding="utf-8")
    return path


def _page(counts: dict[str, Counter[str]], arguments: argparse.Namespace) -> str:
    columns = ("kills", "before the first row", "on the way", "at the end", "rows from before", "wrong")
    rows = [(form, *(f"{counts[form][name]:,}" for name in columns)) for form in FORMATS]
    rows.append(("all", *(f"{sum(count[name] for count in counts.values()):,}" for name in columns)))
    table = [f"| target | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    table += [f"| {' | '.join(row)} |" for row in rows]
    conditions = f"{arguments.kills} kills, {arguments.rows} rows, seed {arguments.seed}, {datetime.now(UTC):%Y-%m-%d}"
    legend = (
        "*wrong*: something else than nothing or the whole answers under the target's name after the kill; other bytes "
        "than those of a batch that was left alone at the end; or a file left beside it."
    )
    return f"`python -m bench.faults.batch_kills`, {conditions}\n\n" + "\n".join(table) + f"\n\n{legend}\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
