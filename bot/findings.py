"""What an editor should look at: findings with an id that lasts as long as the texts that they are about."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ingest.documents import Document
from ingest.inline import plain

ID_LENGTH = 8  # hexadecimal digits


class Kind(StrEnum):
    """What is wrong."""

    CONTRADICTION = "contradiction"  # two statements that cannot both be right
    DUPLICATE = "near-duplicate"  # passages of several pages that say nearly the same
    THIN = "thin"  # too little text to answer anything
    NOT_FOUND = "question not found"  # an FAQ question that finds another passage than its own answer
    STALE = "out of date"  # a page whose time is over or nearly so, or that nobody has reviewed for long
    UNREADABLE = "unreadable"  # a file that no page was made of


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a page: `document.text[start:end] == text`."""

    source: str
    title: str
    heading: str  # or the FAQ question
    line: int  # from 1; 0 where the file could not be read
    start: int
    end: int
    text: str
    told: str = ""  # what it says on the point where pages differ: "2-3 sets"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at."""

    finding_id: str
    kind: Kind
    message: str
    spots: tuple[Spot, ...]  # at least one

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {
            "id": self.finding_id,
            "kind": self.kind.value,
            "message": self.message,
            "spots": [asdict(spot) for spot in self.spots],
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a check has found."""

    open: tuple[Finding, ...]  # by kind, then in order of the pages
    reviewed: tuple[Finding, ...]  # silenced by the list of what an editor has looked at
    stale: tuple[str, ...]  # ids of that list which no longer occur
    pages: int
    passages: int

    @property
    def totals(self) -> dict[str, int]:
        """How many open findings there are of each kind."""
        counts = Counter(finding.kind for finding in self.open)
        return {kind.value: counts[kind] for kind in Kind}

    def as_json(self) -> dict[str, Any]:
        """All as plain values."""
        return {
            "findings": [finding.as_json() for finding in self.open],
            "totals": self.totals,
            "reviewed": [finding.finding_id for finding in self.reviewed],
            "stale": list(self.stale),
            "pages": self.pages,
            "passages": self.passages,
        }


def finding(kind: Kind, message: str, spots: Iterable[Spot], about: str = "") -> Finding:
    """A finding with its id: a digest of its kind and texts, so that it wakes when one of them changes.

    Args:
        kind: what is wrong.
        message: what is wrong, in a few words.
        spots: where.
        about: what the id depends on beside the texts.
    """
    found = tuple(spots)
    texts = sorted({plain(spot.text) for spot in found})
    digest = hashlib.sha256("\x00".join((kind.value, about, *texts)).encode("utf-8", "surrogatepass")).hexdigest()
    return Finding(digest[:ID_LENGTH], kind, message, found)


def spot(document: Document, heading: str, start: int, end: int, told: str = "") -> Spot:
    """A stretch of a page with its line."""
    line = document.text.count("\n", 0, start) + 1
    return Spot(document.doc_id, document.title, heading, line, start, end, document.text[start:end], told)
