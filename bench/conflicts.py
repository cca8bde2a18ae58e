"""How answers fare where pages contradict each other, and beside: all sides stated, and said to disagree or not.

    python -m bench.conflicts [FILE] [--seeds FOLDER]

A row of the file names the pages it is asked of ("kb", "boulder", or "seeds", which are not part of the project and
left out where no folder is given), and each side as a source (alternatives of prefixes, with "|") and a regular
expression that what is stated from there must match.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import thesaurus
from bot.answers import Answer, Outcome, Question
from bot.assemble import publish
from bot.bot import Bot
from bot.compose import compose, disagree
from bot.decide import Caution
from ingest import builds
from ingest.encoder import Encoder

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "bench" / "questions"
PAGES = {"kb": ROOT / "kb", "boulder": QUESTIONS / "boulder" / "pages"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question, what is to be stated from where, and whether that disagrees."""

    id: str
    question: str
    index: str  # the pages that are asked
    sides: tuple[tuple[str, str], ...]  # prefixes of sources, with "|", and a regular expression
    disagree: bool

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Conflict":
        """Read a row of the file."""
        sides = tuple((source, pattern) for source, pattern in row["sides"])
        return cls(row["id"], row["question"], row["index"], sides, row["disagree"])

    def faults(self, answer: Answer) -> list[str]:
        """What is wrong with an answer; empty where it is right."""
        if answer.outcome is not Outcome.ANSWERED:
            return [answer.outcome.value]
        found = [f"missing: {pattern}" for source, pattern in self.sides if not _states(answer, source, pattern)]
        if answer.sources_disagree != self.disagree:
            found.append("is said to disagree" if answer.sources_disagree else "is not said to disagree")
        return found


def _states(answer: Answer, source: str, pattern: str) -> bool:
    """True where what is stated from a source matches; a line break counts as a blank."""
    said = re.compile(pattern, re.IGNORECASE)
    for citation in answer.citations:
        stated = " ".join(item.text for item in answer.statements if item.cites == citation.number)
        if citation.source.startswith(tuple(source.split("|"))) and said.search(" ".join(stated.split())):
            return True
    return False


def read_conflicts(path: Path) -> list[Conflict]:
    """The rows of a file."""
    return [Conflict.of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def composing_ms(bot: Bot, text: str) -> float:
    """Processor time that choosing what to state takes, in milliseconds, without finding it."""
    found = bot.search(Question(text))
    began = time.process_time()
    index = bot.build.index
    disagree(index, found.focus, compose(index, found.focus, found.hits))
    return 1000 * (time.process_time() - began)


def bot_over(pages: Path, folder: Path, encoder: Encoder) -> Bot:
    """A bot over freshly published pages."""
    publish([pages], folder, encoder)
    return Bot(builds.open_build(folder), encoder, thesaurus=thesaurus.default(), caution=Caution.BALANCED)


def main() -> None:
    """Ask, and print what is wrong and how many are right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=QUESTIONS / "conflict.jsonl")
    parser.add_argument("--seeds", type=Path, help="folder of the pages that the questions call seeds")
    parser.add_argument("--work", type=Path, help="keep the indexes here, for another run")
    options = parser.parse_args()
    from ingest.encoder import SentenceEncoder

    encoder = SentenceEncoder()
    pages = PAGES | ({"seeds": options.seeds} if options.seeds else {})
    rows = [row for row in read_conflicts(options.file) if row.index in pages]
    right = {True: 0, False: 0}
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        bots: dict[str, Bot] = {}
        for row in rows:
            if row.index not in bots:
                bots[row.index] = bot_over(pages[row.index], (options.work or Path(scratch)) / row.index, encoder)
            answer = bots[row.index].ask(Question(row.question))
            taken.append(composing_ms(bots[row.index], row.question))
            faults = row.faults(answer)
            right[row.disagree] += not faults
            if faults:
                print(f"{row.id} {row.question}\n  {'; '.join(faults)}\n  {answer.answer!r}")
    of = {side: sum(row.disagree is side for row in rows) for side in (True, False)}
    print(f"right: {right[True]} of {of[True]} that disagree, {right[False]} of {of[False]} that do not")
    print(f"choosing what to state: {statistics.mean(taken):.1f} ms of processor time a question")


if __name__ == "__main__":
    main()
