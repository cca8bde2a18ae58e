"""Quality on public question sets and the project's own, beside other systems with the same model and texts.

    python -m bench.quality [--sets squad2 seeds] [--questions 400] [--no-peers] [--jobs 2]

Prints one table; where all sets are asked it keeps it in bench/results/quality.md and quality.json. The public sets are
not part of the project; those that are absent are left out. The peers are installed into environments of their own
below --work.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.answering import replies
from bench.corpora import EVAL, SETS
from bench.measures import SPOTTER, Asked, Row, calibrated, rows
from bench.peers import environments
from bench.peers.environments import PEERS, AskedSet, PeerError
from bench.workloads import CANARD_QUESTIONS, Reply, Workload, prepare, question_files
from bot.assemble import encoder_of
from bot.settings import Settings
from ingest.encoder import default_model_folder

RESULTS = Path(__file__).resolve().parent / "results"
OPTIONAL = ("clinc_oos",)  # 3,950 questions against 7,500 phrasings: asked for by name only
COLUMNS = {
    SPOTTER: "Spotter",
    "txtai": "txtai hybrid",
    "langchain": "LangChain ensemble",
    "hybrid": "dense + BM25",
    "dense": "dense",
    "bm25": "BM25",
}
LEGEND = f"""\
All systems use the same model and search the same texts. Each peer is asked for {environments.FOUND} of them, and a
page ranks where its first text does. Spotter cuts the texts into passages itself, and reads chat messages and FAQ
questions as phrasings of a page's question. Its weights were fitted on questions of squad2, covid_faq, the hint3 sets,
seeds, kb_dev, boulder and swim (`bench/fit.py`); the other sets had no part in that.

- *hit@k*: a right page is among the first k, whatever Spotter then makes of it.
- *AUROC*: of an answerable and another question, how often the first has the higher score: Spotter's `confidence`, the
  peers' best score. LangChain's ensemble gives none; its reciprocal ranks were kept for this.
- *answered*: shares of the questions that Spotter answered at its default caution. Gold text: one of the set's answers
  stands in the given one, letter case and white space apart.
- *expected calibration error*: `confidence` against "the best passage is on a right page", which is never so for a
  question without an answer; ten bins of equal width.
- *with its history*: Spotter gets the user's earlier questions, not the answers that they got. CANARD's conversations
  are about a section of an article, whose titles stand at the front as if they had been asked for; its first
  {CANARD_QUESTIONS} questions with an answer are asked. The peers take no history: they get the question alone, with
  the earlier ones put before it, or in a person's wording that stands alone. The few follow-ups of the other sets they
  get alone.
- *points of hit@1 lost*: percentage points below the clean question's hit@1.
- *ms a question*: the whole of Spotter, answer and citations included; the peers only search. Timings depend on the
  machine and on what else it does; compare figures of one run only.
"""


def main() -> None:
    """Measure, print, keep."""
    arguments = _arguments()
    names = arguments.sets or [name for name in _known() if name not in OPTIONAL]
    encoder = encoder_of(Settings())
    workloads = []
    for name in names:
        _say(f"ingesting {name}")
        workloads.append(prepare(name, arguments.work, encoder, arguments.questions))
    del encoder
    found: dict[str, dict[str, list[Reply]]] = {workload.name: {} for workload in workloads}
    for workload in workloads:
        items = workload.asked_of(spotter=True)
        found[workload.name][SPOTTER] = replies(workload.name, workload.index, items, arguments.jobs)
    missing = _ask_peers(workloads, arguments, found) if arguments.peers else []
    table = _rows(workloads, found)
    text = _page(table, missing, arguments)
    print(text)
    if arguments.out is None:
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "quality.md").write_text(text, encoding="utf-8")
    kept = {
        "questions a set at most": arguments.questions,
        "cores": os.cpu_count(),
        "jobs": arguments.jobs,
        "peers reused": arguments.reuse,
        "versions": _versions(),
        "missing": missing,
        "rows": [_plain(row) for row in table],
    }
    (arguments.out / "quality.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=_known(), help=f"default: all but {', '.join(OPTIONAL)}")
    parser.add_argument("--questions", type=int, help="at most this many of each set, the same ones every time")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="measure them too")
    parser.add_argument("--reuse", action="store_true", help="take what the same peers answered before, times included")
    parser.add_argument(
        "--jobs", type=int, default=1, help="processes that ask Spotter; more than one spoils its times"
    )
    parser.add_argument("--work", type=Path, default=Path("build/quality"), help="indexes and environments, kept")
    parser.add_argument("--out", type=Path, help="folder to keep the table in; default: bench/results for all sets")
    arguments = parser.parse_args()
    for name in ("questions", "jobs"):
        if getattr(arguments, name) is not None and getattr(arguments, name) < 1:
            parser.error(f"--{name} must be 1 or more")
    arguments.work = arguments.work.resolve()
    if arguments.out is None and not arguments.sets:
        arguments.out = RESULTS
    return arguments


def _known() -> list[str]:
    """The sets that are there."""
    return [*(name for name in SETS if (EVAL / name).is_dir()), *question_files()]


def _ask_peers(
    workloads: Sequence[Workload], arguments: argparse.Namespace, found: dict[str, dict[str, list[Reply]]]
) -> list[str]:
    """Add the peers' replies; return what kept a peer from giving any."""
    sets = [
        AskedSet(
            workload.name,
            tuple(text for _, text in workload.texts),
            tuple(item.text for item in workload.asked_of(spotter=False)),
        )
        for workload in workloads
    ]
    missing = []
    for peer in PEERS:
        try:
            answered = environments.ask(peer, sets, default_model_folder(), arguments.work, arguments.reuse, _say)
        except PeerError as error:
            _say(str(error))
            missing.append(str(error))
            continue
        for workload in workloads:
            items = workload.asked_of(spotter=False)
            for system, answers in answered[workload.name].items():
                found[workload.name][system] = [_reply(workload, answers[item.text]) for item in items]
    return missing


def _reply(workload: Workload, answer: dict[str, Any]) -> Reply:
    pages = tuple(dict.fromkeys(workload.texts[place][0] for place in answer["places"]))
    return Reply(pages, answer["score"], answer["ms"])


def _rows(workloads: Sequence[Workload], found: dict[str, dict[str, list[Reply]]]) -> list[Row]:
    table = []
    scored = []
    for workload in workloads:
        asked: Asked = {
            system: list(zip(workload.asked_of(system == SPOTTER), answers, strict=True))
            for system, answers in found[workload.name].items()
        }
        table += rows(workload, asked)
        if workload.name in ("squad2", "seeds"):
            scored.append((workload.name, asked[SPOTTER]))
    if scored:
        together = " + ".join(name for name, _ in scored)
        table.append(calibrated(together, [pair for _, pairs in scored for pair in pairs]))
    return table


def _page(table: Sequence[Row], missing: Sequence[str], arguments: argparse.Namespace) -> str:
    columns = [name for name in COLUMNS if any(name in row.values for row in table)]
    heads = ["set", "measure", "questions", "target", *(COLUMNS[name] for name in columns)]
    lines = [f"| {' | '.join(heads)} |", "|---|---|" + "--:|" * (len(heads) - 2)]
    lines += [f"| {' | '.join(_cells(row, columns))} |" for row in table]
    kept = [row.met for row in table if row.met is not None]
    sample = f", at most {arguments.questions} questions a set" if arguments.questions else ""
    sample += ", peers' answers from an earlier run" if arguments.reuse else ""
    versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
    parts = [
        f"`python -m bench.quality`{sample}, {os.cpu_count()} cores; {versions}",
        f"{sum(kept)} of {len(kept)} targets kept; Spotter's figure is **bold** where it misses one.",
        "\n".join(lines),
        *(f"Not measured: {reason}" for reason in missing),
        LEGEND.strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    figures = [_shown(row.measure, row.values.get(name)) for name in columns]
    if row.met is False:
        figures[0] = f"**{figures[0]}**"
    target = f"{row.target[0]} {_shown(row.measure, row.target[1])}" if row.target else ""
    return [row.set, row.measure, f"{row.questions:,}" if row.questions else "", target, *figures]


def _shown(measure: str, figure: float | None) -> str:
    if figure is None:
        return "–"
    if measure.startswith(("ms", "points")):
        return f"{figure:.1f}"
    return f"{figure:,.0f}" if measure.startswith("bytes") else f"{figure:.3f}"


def _plain(row: Row) -> dict[str, Any]:
    figures = {name: round(figure, 4) for name, figure in row.values.items()}
    target = " ".join(map(str, row.target)) if row.target else None
    return {"set": row.set, "measure": row.measure, "questions": row.questions, "target": target, "met": row.met} | {
        "figures": figures
    }


def _versions() -> dict[str, str]:
    """Of what the figures depend on."""
    return {name: version(name) for name in ("spotter", "torch", "sentence-transformers")}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
