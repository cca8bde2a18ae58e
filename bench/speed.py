"""Speed of Spotter beside LangChain, LlamaIndex, Haystack and txtai, with the same model and the same documents.

    python -m bench.speed [--runs 3] [--documents 500] [--systems spotter txtai] [--work DIR] [--reuse]

Each system runs in processes and an environment of its own below --work, by turns. Prints one table; where all systems
are asked for it keeps it in bench/results/speed.md and speed.json, with pictures where matplotlib is installed. Timings
depend on the machine; compare figures of one run only.
"""

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.corpora import EVAL
from bench.peers.environments import PeerError
from bench.peers.timing import FOUND
from bench.speed_documents import QUESTIONS, WARM_UP, Documents, of_corpus, of_sample_pages
from bench.speed_plots import draw
from bench.speed_systems import KNOWN, Installed, Known
from bench.speed_table import SPOTTER, alone_lines, bars, of_rounds, percentile, table
from ingest.encoder import default_model_folder

RESULTS = Path(__file__).resolve().parent / "results"
INGESTS = 2  # the longest measurement: at most so many rounds of it
MB = 1024 * 1024
LEGEND = f"""\
Ratios are Spotter's figure over that of the peer which is best in that row. All have the same model
(all-MiniLM-L6-v2), the same documents, one at a time the same {QUESTIONS} questions after {WARM_UP} to warm up, the
default number of threads, and an environment of their own with the packages that `bench/peers/` pins. The systems take
turns; figures are medians over the rounds.

- *Documents*: each is one paragraph with its article's title. The peers take it whole, as it is given; Spotter reads it
  as a Markdown page and cuts it where it is long.
- *Ingest*: texts to an index on disk, the model loaded before. Spotter's also reads the pages, encodes their tokens,
  compares them with its bank of questions and reads the index back.
- *Question*: Spotter's whole answer (reading, search, judging, deciding, composing, citing); of the peers only what
  finds the {FOUND} nearest texts.
- *Cold start*: from the start of a process to its exit: it loads the model, opens the saved index and answers one
  question. For Spotter that is `spotter ask`.
- *Memory*: of the process that asked the questions, when it had: VmRSS, and VmHWM for the peak. MB are 1024² bytes.
- *Index*: txtai's holds vectors and places but no texts, as its introduction has it; the others hold the texts, and
  Spotter's token vectors too.
- *Installed packages*: the environment's site-packages, pip included; Spotter's hold the model, which the peers are
  given.
"""


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    work: Path = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    documents = _documents(arguments, work / "pages")
    systems, missing = _install([one for one in KNOWN if one.name in arguments.systems], documents, work)
    raw = _measure(systems, arguments.runs, arguments.reuse, missing)
    figures = {name: _figures(found, len(documents.texts)) for name, found in raw.items()}
    alone = _alone(systems, arguments.runs, missing) if SPOTTER in raw else {}
    labels = {one.name: one.label for one in KNOWN if one.name in arguments.systems}
    kept = {
        "conditions": _conditions(arguments, documents),
        "versions": {one.known.name: one.versions() for one in systems},
        "missing": missing,
        "figures": figures,
        "bars kept": bars(figures),
        "Spotter alone": alone,
        "rounds": {name: _of_each_round(found) for name, found in raw.items()},
    }
    text = _page(table(figures, labels), kept)
    print(text)
    if arguments.out is None:
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "speed.md").write_text(text, encoding="utf-8")
    (arguments.out / "speed.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draw(figures, labels, arguments.out)


def _page(rows: str, kept: dict[str, Any]) -> str:
    used = "; ".join(
        ", ".join(f"{name} {number}" for name, number in versions.items()) for versions in kept["versions"].values()
    )
    parts = [
        f"`python -m bench.speed`, {kept['conditions']}",
        rows,
        *alone_lines(kept["Spotter alone"]),
        *(f"Not measured: {reason}" for reason in kept["missing"]),
        LEGEND.strip(),
        f"Versions: {used}.",
    ]
    return "\n\n".join(parts) + "\n"


def _install(wanted: Sequence[Known], documents: Documents, work: Path) -> tuple[list[Installed], list[str]]:
    systems, missing = [], []
    for known in wanted:
        try:
            systems.append(Installed(known, documents, default_model_folder(), work, _say))
        except PeerError as error:
            _say(str(error))
            missing.append(str(error))
    return systems, missing


def _measure(systems: Sequence[Installed], runs: int, reuse: bool, missing: list[str]) -> dict[str, dict[str, Any]]:
    """All rounds, the systems by turns; one that breaks off is left out from there on, with its reason in `missing`."""
    raw: dict[str, dict[str, Any]] = {one.known.name: {"ingest": [], "ask": [], "cold": []} for one in systems}
    rounds = [("ingest", turn) for turn in range(min(runs, INGESTS))]
    rounds += [(job, turn) for turn in range(runs) for job in ("ask", "cold")]
    for job, turn in rounds:
        for system in systems:
            name = system.known.name
            if name not in raw:
                continue
            _say(f"{job} {turn + 1}: {system.known.label}")
            try:
                if job == "ingest":
                    raw[name][job].append(system.ingest(reuse))
                else:
                    raw[name][job].append(system.ask() if job == "ask" else system.cold())
            except PeerError as error:
                _say(str(error))
                missing.append(str(error))
                del raw[name]
    for system in systems:
        if system.known.name in raw:
            raw[system.known.name] |= {"index": system.index_bytes(), "install": system.install_bytes()}
    return raw


def _figures(found: dict[str, Any], documents: int) -> dict[str, float]:
    """One system's rounds as the table's figures."""
    asked = found["ask"]
    return {
        "ingest": documents / statistics.median(one["seconds"] for one in found["ingest"]),
        "ingest_peak": statistics.median(one["peak"] for one in found["ingest"]),
        "p50": of_rounds([one["ms"] for one in asked], 50),
        "p95": of_rounds([one["ms"] for one in asked], 95),
        "cold": statistics.median(found["cold"]),
        "resident": statistics.median(one["resident"] for one in asked),
        "peak": statistics.median(one["peak"] for one in asked),
        "index": found["index"] / documents,
        "install": found["install"] / MB,
    }


def _of_each_round(found: dict[str, Any]) -> dict[str, Any]:
    """One system's rounds, each one's questions as two percentiles."""
    asked = [
        {"p50": percentile(one["ms"], 50), "p95": percentile(one["ms"], 95)}
        | {name: one[name] for name in ("resident", "peak")}
        for one in found["ask"]
    ]
    return {**found, "ask": asked}


def _alone(systems: Sequence[Installed], runs: int, missing: list[str]) -> dict[str, Any]:
    """What is measured of Spotter only: encoding by itself, an ingest of unchanged pages, the help."""
    own = next(one for one in systems if one.known.name == SPOTTER)
    _say("Spotter alone")
    try:
        return {
            "encoding": own.encode(runs),
            "again": statistics.median(own.ingest_again() for _ in range(runs)),
            "help": statistics.median(own.show_help() for _ in range(runs)),
        }
    except PeerError as error:
        missing.append(str(error))
        return {}


def _documents(arguments: argparse.Namespace, pages: Path) -> Documents:
    if (arguments.corpus / "corpus.jsonl").is_file():
        return of_corpus(arguments.corpus, arguments.documents, pages)
    _say(f"no question set in {arguments.corpus}: the sample pages are used")
    return of_sample_pages(arguments.documents, pages)


def _conditions(arguments: argparse.Namespace, documents: Documents) -> str:
    source = "the paragraphs of kb/" if documents.name == "kb" else documents.name
    threads = os.environ.get("OMP_NUM_THREADS")
    parts = [
        f"{len(documents.texts):,} documents ({source})",
        f"{len(documents.questions)} questions",
        f"{arguments.runs} round{'s' * (arguments.runs > 1)}",
        f"{os.cpu_count()} cores" + (f", OMP_NUM_THREADS={threads}" if threads else ""),
        f"Python {platform.python_version()}",
        datetime.now(UTC).date().isoformat(),
    ]
    return ", ".join([*parts, "ingest as an earlier run measured it"] if arguments.reuse else parts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [one.name for one in KNOWN]
    parser.add_argument("--runs", type=int, default=3, help=f"rounds; of ingest at most {INGESTS}")
    parser.add_argument("--documents", type=int, help="at most this many, the first ones; of kb/: pages")
    parser.add_argument("--systems", nargs="+", choices=names, default=names, help="default: all")
    parser.add_argument("--corpus", type=Path, default=EVAL / "xquad_noise", help="a question set's folder")
    parser.add_argument("--work", type=Path, default=Path("build/speed"), help="environments and indexes, kept")
    parser.add_argument("--reuse", action="store_true", help="take indexes that an earlier run made of these documents")
    parser.add_argument("--out", type=Path, help="folder for the table; default: bench/results for all systems")
    arguments = parser.parse_args()
    for name in ("runs", "documents"):
        if getattr(arguments, name) is not None and getattr(arguments, name) < 1:
            parser.error(f"--{name} must be 1 or more")
    if arguments.out is None and set(arguments.systems) == set(names):
        arguments.out = RESULTS
    return arguments


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
