"""What an ingest did with every path, and how it understood each page."""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ingest.documents import BlockKind, Document
from ingest.outline import faq_pairs


class Status(StrEnum):
    """What became of a path. Every path has exactly one."""

    INGESTED = "ingested"  # new or changed
    UNCHANGED = "unchanged"
    EMPTY = "empty"  # nothing in it that says anything
    REJECTED = "rejected"
    SKIPPED = "skipped"  # not meant to be read: hidden, or the folder's README
    REMOVED = "removed"  # in the last build, no longer there


@dataclass(frozen=True, slots=True)
class PageReport:
    """One path."""

    source: str
    status: Status
    reason: str = ""  # why not, where it was not ingested
    title: str = ""
    headings: tuple[str, ...] = ()
    faq_pairs: int = 0
    steps: int = 0  # numbered list items
    passages: int = 0
    left_out: tuple[tuple[str, str], ...] = ()  # (reason, the words)


@dataclass(frozen=True, slots=True)
class Report:
    """One ingest."""

    build: str
    index: str  # the index folder
    pages: tuple[PageReport, ...]
    passages: int
    embedded: int  # passages that went through the encoder; the others were taken from the last build
    seconds: float

    @property
    def totals(self) -> dict[str, int]:
        """How many paths have each status."""
        counts = Counter(page.status for page in self.pages)
        return {status.value: counts[status] for status in Status}

    @property
    def has_findings(self) -> bool:
        """True where a path was refused."""
        return any(page.status in (Status.REJECTED, Status.EMPTY) for page in self.pages)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {**asdict(self), "totals": self.totals}


def page_report(document: Document, status: Status, n_passages: int) -> PageReport:
    """How a page was understood."""
    heads = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    return PageReport(
        document.doc_id,
        status,
        "",
        document.title,
        tuple(document.words(block) for block in heads),
        len(faq_pairs(document)),
        sum(block.kind is BlockKind.STEP for block in document.blocks),
        n_passages,
        tuple((item.reason, " ".join(document.text[item.start : item.end].split())) for item in document.left_out),
    )
