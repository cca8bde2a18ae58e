"""What an ingest did with every path, and how it understood each page."""

import json
from collections import Counter
from collections.abc import Iterable
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
    SKIPPED = "skipped"  # not meant to be read: hidden, the folder's README, or its time is over
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
    notes: tuple[str, ...] = ()  # what was assumed when it was read


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


def published(pages: Iterable[PageReport]) -> bytes:
    """The report that a build holds: of every path that there is, without times and without what was there before.

    The same pages give the same bytes, so that an ingest which changes nothing publishes nothing.
    """
    rows = [
        {**asdict(page), "status": Status.INGESTED if page.status is Status.UNCHANGED else page.status}
        for page in sorted(pages, key=lambda page: page.source)
        if page.status is not Status.REMOVED
    ]
    totals = Counter(row["status"] for row in rows)
    return json.dumps({"pages": rows, "totals": totals}, indent=1, sort_keys=True).encode()


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
        _notes(document),
    )


def _notes(document: Document) -> tuple[str, ...]:
    """What the loader assumed, and the days that the page tells of itself."""
    days = (("valid from", document.valid_from), ("valid until", document.valid_until), ("reviewed", document.reviewed))
    return (*document.notes, *(f"{name} {day}" for name, day in days if day))
