"""What a batch came to, in figures and in words."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.batch.expected import MET
from bot.batch.regression import Comparison
from bot.batch.topics import Topic, Topics
from bot.batch.writing import Answered

ERRORS_TOLD = 10  # failed rows; all stand in the answer file
_LONGEST = 60  # characters of a question in a table


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch came to."""

    target: Path
    rows: int
    answered: int = 0
    unsure: int = 0
    not_found: int = 0
    failed: int = 0
    disagreeing: int = 0  # answered, but the sources say different things
    resumed: int = 0  # rows that an earlier run had answered
    expected: int = 0  # rows with an expectation that could be compared
    met: int = 0
    errors: tuple[str, ...] = ()  # the first ones, each with its place
    unmet: tuple[str, ...] = ()  # the first expectations that were not met, each with its row
    topics: tuple[Topic, ...] = ()  # what was asked in vain
    comparison: Comparison | None = None  # with the baseline
    notes: tuple[str, ...] = ()  # what was assumed about the file, and what was cut
    cancelled: bool = False  # stopped on request; `rows` are kept beside the target, which was not written

    @property
    def has_findings(self) -> bool:
        """True where somebody should look: a row failed, an expectation was not met, an answer was lost."""
        return bool(self.failed or self.met < self.expected or (self.comparison and self.comparison.lost))


class Counts:
    """Counts rows as they are written."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._errors: list[str] = []
        self._unmet: list[str] = []
        self._topics = Topics()

    def add(self, row: Answered) -> None:
        """Take one row."""
        outcome = row.answer.get("outcome", "failed")
        self._counts["rows"] += 1
        self._counts[outcome] += 1
        if row.error and len(self._errors) < ERRORS_TOLD:
            self._errors.append(row.error)
        if row.answer.get("sources_disagree"):
            self._counts["disagreeing"] += 1
        if outcome in ("unsure", "not_found"):
            self._topics.add(row.asked.text)
        if row.expectation:
            self._counts["expected"] += 1
            self._counts["met"] += row.expectation == MET
            if row.expectation != MET and len(self._unmet) < ERRORS_TOLD:
                self._unmet.append(f"{row.asked.id or row.asked.row.where}: {row.expectation}")

    def summary(self, target: Path, resumed: int, comparison: Comparison | None, notes: tuple[str, ...]) -> Summary:
        """What all rows came to."""
        counts = self._counts
        return Summary(
            target,
            rows=counts["rows"],
            answered=counts["answered"],
            unsure=counts["unsure"],
            not_found=counts["not_found"],
            failed=counts["failed"],
            disagreeing=counts["disagreeing"],
            expected=counts["expected"],
            met=counts["met"],
            resumed=resumed,
            errors=tuple(self._errors),
            unmet=tuple(self._unmet),
            topics=self._topics.most(),
            comparison=comparison,
            notes=notes,
        )


def told(summary: Summary) -> str:
    """The summary in lines, for a terminal or a page: what became of the rows, topics asked in vain, what changed."""
    counts = [
        (summary.answered, "answered"),
        (summary.unsure, "unsure"),
        (summary.not_found, "not found"),
        (summary.failed, "failed"),
    ]
    known = ", ".join(f"{count:,} {name}" for count, name in counts if count)
    before = f" ({summary.resumed:,} from before)" if summary.resumed else ""
    lines = [f"{summary.rows:,} row{'' if summary.rows == 1 else 's'}: {known}{before}"]
    if summary.disagreeing:
        lines.append(f"sources disagree in {summary.disagreeing:,} answers")
    if summary.expected:
        lines.append(f"as expected: {summary.met:,} of {summary.expected:,}")
        lines += [f"  {unmet}" for unmet in summary.unmet]
    if summary.topics:
        lines.append("asked in vain most often:")
        lines += [f"  {topic.word} ({topic.questions:,}): {topic.example}" for topic in summary.topics]
    if summary.comparison is not None:
        lines += _compared(summary.comparison)
    return "\n".join(lines)


def _compared(found: Comparison) -> list[str]:
    changed = sum(count for _, count in found.counts)
    others = [f"{count:,} {name}" for count, name in ((found.new, "new"), (found.gone, "gone")) if count]
    kinds = [f"{count:,} {kind}" for kind, count in found.counts]
    head = f"since {found.path.name}: {changed:,} of {found.compared:,} rows changed"
    lines = [head + (f" ({', '.join(kinds)})" if kinds else "") + "".join(f", {one}" for one in others)]
    if not found.changes:
        return lines
    rows = [
        (one.kind.value, _short(one.name, 20), _short(one.question, _LONGEST), f"{one.before} → {one.after}")
        for one in found.changes
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return lines + [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
